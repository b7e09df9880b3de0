"""reports/index.html: every run with its status, duration, parameters and pages, newest first."""

import json
from html import escape
from pathlib import Path
from typing import Any

from dateline.corpus import write_whole
from dateline.report.changes import together
from dateline.report.page import shell

HEADS = ("When", "Collection", "Articles", "Reports", "Parameters", "Took")


def runs(reports: Path) -> list[tuple[Path, dict[str, Any]]]:
    """The folders of all runs with what their run.json says, newest first; damaged ones are left out."""
    found = []
    for file in reports.glob("*/run.json"):
        try:
            about = json.loads(file.read_text("utf-8"))
            _row(file.parent, about)  # fails where a field is not there
            found.append((file.parent, about))
        except (OSError, ValueError, KeyError, TypeError):
            continue
    return sorted(found, key=lambda one: (one[1]["started"], one[0].name), reverse=True)


def write(reports: Path) -> Path:
    """Write the index over all runs, whole or not at all."""
    rows = [_row(folder, about) for folder, about in runs(reports)]
    heads = "".join(f'<th scope="col">{head}</th>' for head in HEADS)
    many = "1 run" if len(rows) == 1 else f"{len(rows)} runs"
    body = (f'<h1>Reports</h1><p>{many}, newest first. Each folder holds its pages, the evidence behind their numbers '
            f'and run.json.</p><div class="scroll"><table class="runs"><thead><tr>{heads}</tr></thead>'
            f"<tbody>{''.join(rows)}</tbody></table></div>")
    target = reports / "index.html"
    write_whole(target, shell("Reports", body, [("index.html", "All reports")], "index.html"))
    return target


def _row(folder: Path, about: dict[str, Any]) -> str:
    when = escape(about["started"][:16].replace("T", " "))
    corpora = "<br>".join(escape(f"{one['title']} ({one['hash']})") for one in about["corpora"]) or "none"
    articles = "<br>".join(f"{one['articles']:,}" for one in about["corpora"])
    pages = "<br>".join(_page(folder, one) for one in about["notebooks"])
    if why := about.get("error"):
        pages = f'<span class="failed">The run stopped.</span> {escape(why[:300])}<br>{pages}'
    changed = about.get("changes") or {}
    for one in together(changed.get("notebooks", {}).values()):
        pages += f'<br><a href="{escape(folder.name)}/{escape(changed["page"])}">What has changed</a>: {escape(one)}.'
    given = "<br>".join(escape(f"{name} = {value}") for name, value in about["parameters"].items()) or "defaults"
    cells = [(corpora, ""), (articles, ""), (pages, ""), (given, ""),
             (f"{about['seconds']}&nbsp;s", f' data-sort="{about["seconds"]}"')]
    told = (f'<td data-head="{head}"{more}>{html}</td>' for head, (html, more) in zip(HEADS[1:], cells, strict=True))
    return f'<tr><th scope="row">{when}</th>{"".join(told)}</tr>'


def _page(folder: Path, one: dict[str, Any]) -> str:
    title, status = escape(one["title"]), escape(one["status"])
    if (folder / f"{one['name']}.html").is_file():
        title = f'<a href="{escape(folder.name)}/{escape(one["name"])}.html">{title}</a>'
    seconds = f", {one['seconds']}&nbsp;s" if one["seconds"] else ""
    why = f" <span>{escape(one['error'][:300])}</span>" if one["error"] else ""
    return f'{title} <span class="{status}">{status}</span><span class="quiet">{seconds}</span>{why}'
