"""Reports: strict parameters, notebooks run in parallel, self-contained pages with the evidence behind each number."""

from dateline.report.measured import accuracy, confusion
from dateline.report.origin import provenance

__all__ = ["accuracy", "confusion", "provenance"]
