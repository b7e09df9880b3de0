"""reports/index.html: every run with its status, duration, parameters and pages, newest first."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from dateline.corpus import write_whole
from dateline.report.changes import together
from dateline.report.page import rendered, shell

FIELDS = {"started", "seconds", "parameters", "corpora", "notebooks"}  # what the index needs of a run.json


def runs(reports: Path) -> list[tuple[Path, dict[str, Any]]]:
    """The folders of all runs with what their run.json says, newest first; damaged ones are left out."""
    found = []
    for file in reports.glob("*/run.json"):
        try:
            about = json.loads(file.read_text("utf-8"))
            if about.keys() >= FIELDS:
                moment = datetime.fromisoformat(about["started"]).astimezone()  # runs may be of several time zones
                found.append((moment, file.parent.name, file.parent, about))
        except (OSError, ValueError, TypeError, AttributeError):
            continue
    return [one[2:] for one in sorted(found, key=lambda one: one[:2], reverse=True)]


def write(reports: Path) -> Path:
    """Write the index over all runs, whole or not at all."""
    target = reports / "index.html"
    body = rendered("index.html", runs=runs(reports), together=together)
    write_whole(target, shell("Reports", body, [("index.html", "All reports")], "index.html"))
    return target
