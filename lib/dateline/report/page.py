"""Pages: an executed notebook, the evidence behind its numbers, and marked articles, as HTML that needs no network.

The same input gives the same bytes: no time, no random identifier and no path of the machine is written.
"""

import hashlib
import json
import os
import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache, partial
from html import escape, unescape
from itertools import pairwise
from pathlib import Path
from threading import Lock
from typing import Any

from dateline import evidence
from dateline.corpus import Article, write_whole
from dateline.shares import plural

TEMPLATES = Path(__file__).parent / "templates"
HEAVIEST = 120_000  # characters that an evidence page is reckoned to have, so that none is over 150 KB

_one_at_a_time = Lock()
_ANCHOR = re.compile(r'<a class="evidence" href="[^"]*" data-evidence="([^"]*)">')
_HEADING = re.compile(r"<h([23])>(.*?)</h\1>", re.DOTALL)
_TITLE = re.compile(r"^#\s+(.+?)\s*$", re.MULTILINE)
_METADATA = re.compile(r"\s*<metadata>.*?</metadata>", re.DOTALL)  # matplotlib's, with addresses of vocabularies
_BAR = re.compile(r"[^\n]*\r[^\n]*\n?")  # lines that a progress bar wrote over
_LANES = re.compile(r'<script type="application/json" class="lanes">(.*?)</script>', re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
# What makes a page heavy and shows nothing: marks on code that the style sheet gives no colour, end tags that HTML
# does without, a style sheet twice.
_PLAIN_CODE = re.compile(r'<span class="(?:n|p|w|o)">([^<]*)</span>')
_END_TAGS = re.compile(r"</(?:td|th|tr|li)>")
_STYLES = re.compile(r"<style>.*?</style>", re.DOTALL)


@cache
def asset(name: str) -> str:
    """A style sheet or script of the pages, without indentation and comments."""
    return re.sub(r"\n\s*", "" if name.endswith(".css") else "\n", (TEMPLATES / name).read_text("utf-8")).strip()


@cache
def _templates() -> Any:
    from jinja2 import Environment, FileSystemLoader  # here, since many commands make no page

    made = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True,
                       keep_trailing_newline=True)
    made.globals |= {"asset": asset, "address": address, "plural": plural}
    return made


def rendered(template: str, **values: Any) -> str:
    """A template of templates/ with these values, whose text is escaped."""
    return _templates().get_template(template).render(values)


def shell(title: str, body: str, links: Iterable[tuple[str, str]] = (), here: str = "", toc: str = "",
          has_code: bool = False, shared: str | None = None) -> str:
    """A whole page. links: (address, name) for the bar at the top; here: the address of this page among them.

    shared: the folder of dateline.css and dateline.js, for pages that do not carry them; None writes them in.
    """
    return rendered("page.html", title=title, body=body, links=links, here=here, toc=toc, has_code=has_code,
                    shared=shared)


@cache
def exporter() -> Callable[[Any], str]:
    """What makes HTML of a notebook's cells, with its templates read; many commands do without that half second."""
    from nbconvert import HTMLExporter
    from nbconvert.exporters import TemplateExporter
    from nbconvert.filters import Highlight2HTML
    from nbformat.v4 import new_notebook

    own = HTMLExporter(template_name="dateline", extra_template_basedirs=[str(TEMPLATES)], exclude_anchor_links=True)
    own.register_filter("highlight_code", Highlight2HTML(pygments_lexer="ipython3", parent=own))

    def cells(notebook: Any) -> str:
        with _one_at_a_time:
            # HTMLExporter's own method would parse the page again, and lose SVG's capital letters in doing so.
            return TemplateExporter.from_notebook_node(own, notebook)[0].strip()

    cells(new_notebook())
    return cells


def title_of(notebook: Mapping[str, Any], otherwise: str) -> str:
    """The first heading of level 1 in a notebook's text."""
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown" and (found := _TITLE.search("".join(cell["source"]))):
            return found.group(1)
    return otherwise


def notebook_body(notebook: Any, error: str = "") -> str:
    """The cells of an executed notebook as HTML; `error` is told at their head."""
    for cell in notebook["cells"]:
        if "outputs" in cell:
            cell["outputs"] = [one for one in _printed_at_once(cell["outputs"]) if one.get("text", "-").strip()]
    cells = _END_TAGS.sub("", _PLAIN_CODE.sub(r"\1", _METADATA.sub("", exporter()(notebook))))
    known: set[str] = set()
    cells = _STYLES.sub(lambda style: "" if style[0] in known or known.add(style[0]) else style[0], cells)
    if not error:
        return cells
    where = '<a href="#error">Where it happened</a>' if 'id="error"' in cells else "It left no traceback."
    return (f'<div class="failure" role="alert"><strong>This notebook stopped with an error.</strong> '
            f"{escape(error)}<br>{where}</div>\n{cells}")


def _printed_at_once(outputs: Iterable[Any]) -> list[Any]:
    """Outputs with what was printed as one, in however many messages it came; without progress bars."""
    found: list[Any] = []
    for output in outputs:
        if found and "name" in output and output["name"] == found[-1].get("name"):
            found[-1]["text"] += output["text"]
        else:
            found.append(output)
    for output in found:
        if output.get("name") == "stderr":
            output["text"] = _BAR.sub("", output["text"])
    return found


def address(heading: str) -> str:
    """The address of a heading in its page, as Jupyter makes them, for links in notebooks."""
    return heading.replace(" ", "-")


def with_contents(body: str) -> tuple[str, str]:
    """The body with an address on each heading of levels 2 and 3, and the list that leads there ("" without any)."""
    rows: dict[str, str] = {}

    def addressed(match: re.Match) -> str:
        level, text = match.groups()
        plain = unescape(_TAG.sub("", text)).strip()
        name = base = escape(address(plain), quote=True)
        number = 1
        while name in rows:
            name, number = f"{base}-{number}", number + 1
        rows[name] = f'<li class="h{level}"><a href="#{name}">{escape(plain)}</a></li>'
        return f'<h{level} id="{name}">{text}</h{level}>'

    body = _HEADING.sub(addressed, body)
    return body, f"<ol>{''.join(rows.values())}</ol>" if rows else ""


def apart(body: str, name: str, folder: str) -> tuple[str, str, list[str]]:
    """The body without the data of zoomable lanes (`charts.lanes`); a script that draws them, "" without any; articles.

    The script stands beside the page and is loaded only when a reader asks for it, so that the page stays light; the
    articles are those that it leads to, in that folder.
    """
    found = _LANES.search(body)
    if not found:
        return body, "", []
    place = f'<div class="lanes" data-src="{name}.lanes.js"></div>'
    script = f"{asset('lanes.js')}({found[1]},{json.dumps(folder)});"
    return _LANES.sub(place, body, count=1), script, json.loads(found[1])["articles"]


def unlinked(body: str) -> str:
    """The body with plain numbers, for a notebook whose articles the driver cannot know."""
    return _ANCHOR.sub("<a>", body)


@dataclass
class Proofs:
    """The evidence asked for by the pages of one run, over one selection of articles.

    First `collect` from every page, then `redirect` each. A single row is shown where it stands, in its article;
    two numbers with the same rows behind them share a page.
    """

    evidence: evidence.Evidence
    articles: Mapping[str, Article]
    keys: Mapping[str, str]  # of each article: what changes with it and with all that was found in it
    suffix: str = ""
    pages: dict[tuple, tuple[str, dict]] = field(default_factory=dict)  # (table, rows) -> how it is asked for
    _known: dict[str, tuple[tuple, str, dict]] = field(default_factory=dict)

    def collect(self, body: str) -> None:
        """Note what a page asks for, under the plainest of the ways in which the same rows are asked for."""
        for data in _ANCHOR.findall(body):
            rows, table, where = self._read(data)
            if len(rows[1]) > 1:
                best = min(self.pages.get(rows, (table, where)), (table, where), key=_plainness)
                self.pages[rows] = best

    def redirect(self, body: str) -> str:
        """The page's body with each anchor to evidence leading to where that is written."""
        def anchor(match: re.Match) -> str:
            address = self._address(match.group(1))
            return f'<a href="{escape(address)}">' if address else "<a>"
        return _ANCHOR.sub(anchor, body)

    def _read(self, data: str) -> tuple[tuple, str, dict]:
        if data not in self._known:
            table, where = json.loads(unescape(data)).values()
            self._known[data] = (table, self.evidence.positions(table, where)), table, where
        return self._known[data]

    def _address(self, data: str) -> str:
        rows, table, _ = self._read(data)
        if len(rows[1]) == 1:
            return self.evidence.address(table, rows[1][0])
        return f"evidence/{evidence.page_name(*self.pages[rows])}{self.suffix}.html" if rows in self.pages else ""

    def behind(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """A selection with the number of its rows and the page that shows them, for results.json."""
        data = escape(json.dumps(asked, ensure_ascii=False), quote=True)  # as `evidence.link` writes it
        return {**asked, "count": len(self._read(data)[0][1]), "page": self._address(data)}

    def write(self, folder: "RunFolder", links: list[tuple[str, str]]) -> int:
        """Write the evidence pages and those of the articles that they lead to; how many pages it were."""
        up = [(f"../{address}", name) for address, name in links]
        count = 0
        for (table, rows), (_, where) in self.pages.items():
            heading, starts = evidence.in_words(table, where), self.evidence.starts(table, rows, HEAVIEST)
            name = evidence.page_name(table, where) + self.suffix
            for at, (start, end) in enumerate(pairwise([*starts, len(rows)])):
                chosen, more = rows[start:end], at + 1 < len(starts)
                told = (heading, name, at, start, more, (len(starts), len(rows)) if at == 0 else ())
                behind = [(self.keys[article], row) for article, row in self.evidence.identities(table, chosen)]
                folder.put(f"evidence/{_part(name, at)}.html", [told, up, behind, self.evidence.folder],
                           partial(self._evidence_page, told, table, chosen, up))
            count += len(starts)
        for article_id in self.evidence.linked:
            folder.put(f"{self.evidence.folder}/{article_id}.html", [up, self.keys[article_id]],
                       lambda one=article_id: article_page(self.evidence.marked(self.articles[one]), up))
        return count + len(self.evidence.linked)

    def _evidence_page(self, told: tuple, table: str, rows: tuple[int, ...], links: list[tuple[str, str]]) -> str:
        """One page of rows. Only the first tells of all, so that the others stay as they are when rows come after."""
        heading, name, at, start, more, whole = told
        body = rendered("evidence.html", heading=heading, part=partial(_part, name), at=at, first=start + 1,
                        last=start + len(rows), more=more, whole=whole, items=self.evidence.items(table, rows))
        return shell(heading, body, links, shared="../")


def _part(name: str, at: int) -> str:
    return f"{name}-page-{at + 1}" if at else name


def _plainness(asked: tuple[str, dict]) -> tuple[bool, int, str]:
    """A sort key: selections by columns before lists of identifiers, then by the length of their names."""
    words = evidence.in_words(*asked)
    return "one by one" in words, len(words), words


def article_page(marked: evidence.MarkedArticle, links: list[tuple[str, str]]) -> str:
    """The page of one article with its marks. Its address is printed, never linked or loaded."""
    article = marked.article
    about = ", ".join(filter(None, (article.outlet or "outlet not stated", str(article.published or "no date"),
                                    article.url)))
    body = f'<h1>{escape(article.title)}</h1><p class="quiet">{escape(about)}</p>{marked.body()}'
    return shell(article.title, body, links, shared="../")


class RunFolder:
    """A run's folder of pages. A page that the run before has too, made from the same, is linked and not made again."""

    def __init__(self, folder: Path, base: str = "", before: Path | None = None):
        self.folder, self.before, self.base = folder, before, base
        self.made: dict[str, str] = {}  # the key of each page, by its path
        try:
            self.earlier = json.loads((before / ".pages.json").read_text("utf-8")) if before else {}
        except (OSError, ValueError):
            self.earlier = {}
        self.write("dateline.css", asset("page.css") + evidence.style())
        self.write("dateline.js", asset("page.js"))

    def put(self, path: str, key: Any, make: Callable[[], str]) -> None:
        """Link or write a page. key: all that it is made from beside the program."""
        self.made[path] = hashed = hashlib.sha256(repr((self.base, key)).encode()).hexdigest()[:16]
        if self.earlier.get(path) == hashed:
            with suppress(OSError):  # no such page any more, or a file system without links
                (self.folder / path).parent.mkdir(exist_ok=True)
                os.link(self.before / path, self.folder / path)
                return
        self.write(path, make())

    def write(self, path: str, text: str) -> None:
        """Write a file, whole or not at all."""
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        write_whole(file, text)

    def close(self) -> None:
        """Leave word for the next run of what each page was made from."""
        self.write(".pages.json", json.dumps(self.made))
