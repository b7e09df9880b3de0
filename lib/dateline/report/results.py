"""results.json: every number and sentence that a run publishes, and the articles that they come from."""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from dateline.annotate import Annotations
from dateline.corpus import Corpus, write_whole

_HEADING = re.compile(r"^#{2,3}\s+(.+?)\s*$", re.MULTILINE)


def collected(notebook: Any) -> list[dict[str, Any]]:
    """What the cells of an executed notebook publish, taken out of their outputs: section, tables, sentences."""
    from dateline.figures import RESULTS  # here, since it loads matplotlib

    found, section = [], ""
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            section = (_HEADING.findall(cell["source"]) or [section])[-1]
        for output in cell.get("outputs", ()):
            if own := output.get("data", {}).pop(RESULTS, None):
                found.append({"section": section, **own})
    return found


def of_notebook(published: Iterable[Mapping[str, Any]], behind: Callable[[dict], dict | None]) -> dict[str, list]:
    """Its numbers, each with its section, the number of its table in that section, and the rows behind it; and its
    sentences with their sections. behind: what is told of the rows that a number asks for."""
    counts: dict[str, int] = {}
    numbers, sentences = [], []
    for own in published:
        where = own["section"]
        sentences += [{"section": where, "text": text} for text in own["sentences"]]
        for table in own["tables"]:
            counts[where] = counts.get(where, 0) + 1
            numbers += [{"section": where, "table": counts[where], **number,
                         "rows": number["rows"] and behind(number["rows"])} for number in table]
    return {"numbers": numbers, "sentences": sentences}


def articles(corpus: Corpus, notes: Annotations) -> dict[str, dict[str, Any]]:
    """What is known of each article, by its identifier: hash, title, outlet, published, quotes, events, camps.

    camps: those of its quotes in their order, so that another run can tell how many were coded differently.
    """
    camps = notes.quotes.groupby("article_id")["camp"].agg(list).to_dict()
    events = notes.events["article_id"].value_counts().to_dict()
    return {one.article_id: {
        "hash": one.hash[:12], "title": one.title, "outlet": one.outlet, "published": str(one.published or ""),
        "quotes": len(own := camps.get(one.article_id, [])), "events": events.get(one.article_id, 0),
        "camps": " ".join(own)} for one in corpus}


def write(folder: Path, about: Mapping[str, Any], corpora: list[dict], notebooks: Mapping[str, dict]) -> None:
    """Write results.json of a run, whole or not at all."""
    whole = {"started": about["started"], "command": about["command"], "corpora": corpora, "notebooks": notebooks}
    write_whole(folder / "results.json", json.dumps(whole, ensure_ascii=False, separators=(",", ":")) + "\n")


def read(folder: Path) -> dict[str, Any] | None:
    """The results of a run; None where there are none that can be read."""
    file = folder / "results.json"
    try:
        return _parsed(file, file.stat().st_mtime_ns)
    except (OSError, ValueError):
        return None


@lru_cache(maxsize=4)  # every notebook of a run is compared with the same one
def _parsed(file: Path, written: int) -> dict[str, Any]:
    return json.loads(file.read_text("utf-8"))
