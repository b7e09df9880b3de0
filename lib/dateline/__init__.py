"""Dateline: who is quoted in news of an armed conflict, how they sound, and what happened when."""

import os
import sys

# `python -m dateline report`, whose name Python has not yet put in the place of "-m", starts again before all that is
# slow: kernels are forks of this process (report/kernels.py), and text must have the same hashes in each run.
if sys.platform == "linux" and "PYTHONHASHSEED" not in os.environ and sys.argv[:2] == ["-m", "report"]:
    os.environ["PYTHONHASHSEED"] = "0"
    os.execv(sys.executable, sys.orig_argv)

from dateline.annotate import Annotations, annotate, annotate_text
from dateline.corpus import CorpusError, load_corpus
from dateline.reasons import explain

__version__ = "0.1.0"
__all__ = ["Annotations", "CorpusError", "annotate", "annotate_text", "charts", "explain", "load_corpus", "report"]


def __getattr__(name: str):
    """Load the parts that only notebooks need (charts, report) when they are first asked for."""
    if name in ("charts", "report"):
        from importlib import import_module

        return import_module(f"dateline.{name}")
    raise AttributeError(f"dateline has no '{name}'.")
