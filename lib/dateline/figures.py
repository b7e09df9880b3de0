"""How a result is shown: a picture with its text alternative, caption and data; a table; a sentence. All as HTML.

A picture is drawn by matplotlib and written into the page as SVG that follows the page: text and axes take the page's
own colour and typeface, and each colour of the palette has a lighter twin for a dark ground. The bytes depend on the
data alone.
"""

import base64
import hashlib
import io
import os
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from html import escape
from itertools import groupby
from pathlib import Path
from typing import Any

import matplotlib
import pandas as pd
import yaml
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure as Picture
from pandas.api.types import is_bool_dtype, is_numeric_dtype

from dateline import evidence, palette, tables
from dateline.shares import MISSING, percent, points, range_words

INK = "#000000"  # stands for the page's own text colour; matplotlib leaves black out, so the page decides
PLAIN, PLAIN_DARK = "#5B6B7D", "#9FB0C3"  # for what is no camp and no tone
TWINS = {INK: "currentColor"} | {light: f"light-dark({light},{dark})" for light, dark in (
    (PLAIN, PLAIN_DARK), *palette.DARK.items())}
RESULTS = "application/vnd.dateline.results+json"  # the MIME type of what is published
WIDTH = 6.9  # inches of a full-width picture
HEAVIEST_SVG = 90_000  # characters; a heavier picture is written as PNG
NARROWEST = 30  # rem: on a narrower screen the picture scrolls, so that its text stays readable
_TABLE = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text("utf-8"))
styled = matplotlib.rc_context(_TABLE["look"])  # a decorator for everything that draws
HEADS: dict[str, str] = _TABLE["heads"]
UNITS = {"shannon": "nats"}
DAYS = ("when", "day", "published", "period")  # columns that are not broken inside a date
_PERCENT = re.compile(r"(?:^|_)share$|^chance$")


class Published(ABC):
    """What a report shows: in a report its numbers and sentences go to the driver too, which writes results.json."""

    @abstractmethod
    def published(self) -> dict[str, list]:
        """Its "tables", each a list of numbers (`Table.numbers`), and its "sentences"."""

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return {RESULTS: self.published()} if "DATELINE_REPORT" in os.environ else {}


@dataclass(frozen=True)
class Sentence(Published):
    """A finding in words, as a paragraph."""

    text: str

    def __str__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return f'<p class="takeaway">{escape(self.text)}</p>'

    def published(self) -> dict[str, list]:
        return {"tables": [], "sentences": [self.text]}


@dataclass(frozen=True)
class Finding(Published):
    """A figure, or why there is none, and the sentence over it."""

    figure: "Figure | Sentence"
    takeaway: str

    def __repr__(self) -> str:
        return f"{self.figure!r}\n{self.takeaway}"

    def _repr_html_(self) -> str:
        html, told = self.figure._repr_html_(), Sentence(self.takeaway)._repr_html_()
        return html if isinstance(self.figure, Sentence) or html == told else html + told  # not twice

    def published(self) -> dict[str, list]:
        own = self.figure.published()
        return own if isinstance(self.figure, Sentence) else own | {"sentences": [self.takeaway]}


@dataclass(frozen=True)
class Table(Published):
    """A table of results for readers. `data` stays as it is for those who calculate on.

    link: what stands behind a row's numbers, as (table, where) from the row and the column's name, or None; numbers
    become links in a report. hidden: columns that are not shown. most: rows that are shown; the others are counted.
    Columns low and high are shown with the share that they belong to. folded: a column of lists of (text, quote_id),
    quotes that unfold beneath the head of their row and lead to their places. of: what the table is about, where that
    can be another in the next run; it then stands beside the names of the rows that are published.
    """

    data: pd.DataFrame
    caption: str
    link: Callable[[Mapping[str, Any], str], tuple[str, Mapping[str, Any]] | None] | None = None
    hidden: tuple[str, ...] = ()
    most: int = 25
    heads: Mapping[str, str] = field(default_factory=dict)
    empty: str = "There is nothing to show in this selection."
    folded: str = ""
    of: str = ""

    def columns(self) -> list[str]:
        """The columns that are shown."""
        ends = re.compile(r"(?:^|_)(?:low|high)$")
        return [name for name in map(str, self.data.columns) if name not in self.hidden and not ends.search(name)]

    def _repr_html_(self) -> str:
        if self.data.empty:
            return Sentence(self.empty)._repr_html_()
        names = self.columns()
        heads = "".join(self._head(name) for name in names)
        shown = self.data.head(self.most).rename(columns=str)
        body = "".join(f"<tr>{''.join(self._cell(name, row, name == names[0]) for name in names)}</tr>"
                       for row in shown.to_dict("records"))
        left = len(self.data) - len(shown)
        more = f". The first {len(shown):,} rows; {left:,} more are not shown." if left else ""
        return (f'{_ALIGNED}<div class="scroll" style="overflow-x:auto"><table class="sortable">'
                f"<caption>{escape(self.caption)}{more}</caption><thead><tr>{heads}</tr></thead>"
                f"<tbody>{body}</tbody></table></div>")

    def published(self) -> dict[str, list]:
        return {"tables": [self.numbers()], "sentences": [] if len(self.data) else [self.empty]}

    def numbers(self) -> list[dict[str, Any]]:
        """Every number that is shown: row, name, value, low, high (None without an interval), unit, and rows, what
        stands behind it as (table, where), or None."""
        names, found = self.columns(), []
        rows = self.data.head(self.most).rename(columns=str).to_dict("records")
        for row, label in zip(rows, _row_names(rows, names), strict=True):
            for name in names:
                value = row[name]
                if name != "no" and isinstance(value, int | float) and not isinstance(value, bool) and value == value:
                    low, high = self._interval(name, row)
                    behind = self.link(row, name) if self.link and value else None
                    found.append({
                        "row": f"{label} ({self.of})" if self.of else label, "name": self._name(name), "value": value,
                        "low": None if pd.isna(low) else float(low), "high": None if pd.isna(high) else float(high),
                        "unit": "share" if _PERCENT.search(name) else "points" if name == "points" else UNITS.get(
                            name) or (self._name(name) if isinstance(value, int) else ""),
                        "rows": behind and evidence.asked(behind[0], behind[1])})
        return found

    def _name(self, name: str) -> str:
        camp = palette.CAMP_NAMES.get(name.removesuffix("_share"))
        return self.heads.get(name) or HEADS.get(name) or camp or name.replace("_", " ")

    @staticmethod
    def _interval(name: str, row: Mapping[str, Any]) -> tuple[float, float]:
        if not _PERCENT.search(name) and name not in ("effective", "lean", "points"):
            return float("nan"), float("nan")
        stem = name.removesuffix("share") if _PERCENT.search(name) else ""
        return row.get(f"{stem}low", float("nan")), row.get(f"{stem}high", float("nan"))

    def _head(self, name: str) -> str:
        about = next((one for table in ("quotes", *tables.TABLES) for one in tables.TABLES[table]
                      if one.name == name), None)
        text, unit = self._name(name), UNITS.get(name, "")
        title = f' title="{escape(about.meaning, quote=True)}"' if about and name not in HEADS else ""
        kind = self.data.rename(columns=str)[name].dtype
        number = ' class="num"' if is_numeric_dtype(kind) and not is_bool_dtype(kind) else ""
        return f'<th scope="col"{number}{title}>{escape(text)}{f" ({unit})" if unit else ""}</th>'

    def _cell(self, name: str, row: Mapping[str, Any], first: bool) -> str:
        value = row[name]
        text = shown(name, value)
        if self.link and isinstance(value, int | float) and value == value and value:
            behind = self.link(row, name)
            if isinstance(value, float) and behind in (  # the count beside the share leads there
                    self.link(row, other) for other in self.columns() if isinstance(row[other], int) and row[other]):
                behind = None
            html = evidence.link(text, behind[0], **behind[1]) if behind else escape(text)
        else:
            html = escape(text)
        if first and self.folded:
            said = "".join(f"<li>{evidence.link(one, 'quotes', quote_id=quote_id)}</li>"
                           for one, quote_id in row[self.folded])
            html = f"<details><summary>{html}</summary><ul>{said}</ul></details>"
        low, high = self._interval(name, row)
        if not pd.isna(low):
            within = range_words(low, high) if _PERCENT.search(name) else f"{shown(name, low)} to {shown(name, high)}"
            html += f" <small>({within})</small>"
        number = isinstance(value, int | float) and not isinstance(value, bool)
        sort = f' data-sort="{100 * value:.3g}"' if text.startswith(("under", "over")) and number else ""
        kind = "day" if name in DAYS else "" if number else "long" if name == "text" or len(text) > 80 else "t"
        html = html.replace(" to ", " to<br>") if kind == "day" else html
        if first:
            return f'<th scope="row"{f" class={kind}" if kind == "day" else ""}{sort}>{html}</th>'
        return f'<td{f" class={kind}" if kind else ""}{sort}>{html}</td>'


def shown(name: str, value: Any) -> str:
    """A value as readers see it in the column of that name."""
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    if value is None or value is pd.NaT or value is pd.NA or value != value:
        return "–"
    if isinstance(value, date):  # pandas.Timestamp is one too
        return value.isoformat()[:10]
    if isinstance(value, float):
        if name == "points":
            return points(value)
        if name.endswith("lean"):
            return f"{value:+.2f}".replace("+0.00", "0.00").replace("-0.00", "0.00").replace("-", "−")
        return percent(value) if _PERCENT.search(name) else f"{value:.1f}" if name == "effective" else f"{value:.2f}"
    if isinstance(value, int):
        return f"{value:,}"
    if name == "according_to_camp" and not value:
        return "no source"
    if name.endswith("camp") or name == "largest":
        return palette.CAMP_NAMES.get(value, str(value))
    if name in ("outlet", "country", "week", "month", "year"):
        return str(value) or MISSING
    if name == "tone":
        return str(value) or "withheld"
    return str(value).replace("_", " ") if name == "type" else str(value)


def _row_names(rows: list[dict[str, Any]], names: list[str]) -> list[str]:
    """What tells each row apart: the quote or event it is, else its first column, else as many as are needed."""
    single = next((one for one in ("quote_id", "event_id") if rows and isinstance(rows[0].get(one), str)), None)
    for most in range(1, len(names) + 1):
        told = [row[single] if single else ", ".join(shown(name, row[name]) for name in names[:most]) for row in rows]
        if single or len(set(told)) == len(told):
            break
    return told if rows else []


@dataclass(frozen=True)
class Figure(Published):
    """A picture, its text alternative (computed from the data), its caption, and its data as a table."""

    picture: Picture
    alt: str
    caption: str
    table: Table
    script: str = ""  # data, as JSON, for a script beside a report's page (`page.apart`)

    @property
    def data(self) -> pd.DataFrame:
        """What the picture shows, as a table of numbers."""
        return self.table.data

    def __repr__(self) -> str:
        return f"Figure: {self.alt}"

    def _repr_html_(self) -> str:
        return (f'<figure class="chart">{_SCHEME}<div style="overflow-x:auto">{self.image()}</div>'
                f"<figcaption>{escape(self.caption)}</figcaption><details><summary>The numbers in this figure</summary>"
                f"{self.table._repr_html_()}</details>{self._data()}</figure>")

    def _data(self) -> str:
        if not self.script or "DATELINE_REPORT" not in os.environ:
            return ""
        data = self.script.replace("</", "<\\/")
        return f'<script type="application/json" class="lanes">{data}</script>'

    def published(self) -> dict[str, list]:
        return self.table.published()

    def image(self) -> str:
        """The picture as an <svg> element, or as an <img> where that would be too heavy."""
        wide = self.picture.get_figwidth() * 96
        style = f"width:{wide:.0f}px;max-width:100%;min-width:{min(NARROWEST * 16, wide):.0f}px;height:auto"
        text = svg(self.picture, hashlib.sha256(self.alt.encode()).hexdigest()[:8])
        label = escape(self.alt, quote=True)
        if len(text) <= HEAVIEST_SVG:
            style += ";stroke-linejoin:round;fill:currentColor"
            return text.replace('<svg style="', f'<svg role="img" aria-label="{label}" style="{style};', 1)
        source = f"data:image/png;base64,{png(self.picture)}"
        return f'<img alt="{label}" style="{style};background:#fff" src="{source}">'


_ALIGNED = ("<style>.sortable :is(td,.num){text-align:right;white-space:nowrap}.sortable :is(th,.t,.long)"
            ":not(.num){text-align:left;white-space:normal}.sortable .long{min-width:17em}.sortable small{opacity:.75}"
            ".sortable .day.day{text-align:left;white-space:nowrap}</style>")
# In JupyterLab the theme is told by an attribute, not by the browser's colour scheme.
_SCHEME = ('<style>[data-jp-theme-light="false"] .chart{color-scheme:dark}[data-jp-theme-light="true"] .chart'
           "{color-scheme:light}</style>")
_RECTILINEAR = re.compile(r'(?<= d=")M[-\d.\sMLz]+(?=")')
_LEAF = re.compile(r"<(?:use|path)[^<>]*/>|<text[^<>]*>[^<]*</text>")
_DRAWN = re.compile(r'<path d="([^"]*)"/>')
_STYLE = re.compile(r' style="[^"]*"')
_HEX = re.compile("|".join(map(re.escape, TWINS)), re.IGNORECASE)
_UPPER = {colour.lower(): twin for colour, twin in TWINS.items()}


@styled
def svg(picture: Picture, salt: str = "dateline") -> str:
    """A picture as an <svg> element without identifiers that change, metadata, fixed ink or fixed typeface."""
    written = io.StringIO()
    with matplotlib.rc_context({"svg.hashsalt": salt}):
        picture.savefig(written, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    text = written.getvalue()
    text = text[text.index("<svg"):]
    text = re.sub(r"<!--.*?-->|<metadata>.*?</metadata>", "", text, flags=re.DOTALL)
    text = re.sub(r'(<svg)[^>]*?(viewBox="[^"]*")[^>]*>', r"\1 \2>", text, count=1)
    text = re.sub(r'<g id="[^"]*"(/?)>', r"<g\1>", text)
    text = re.sub(r'<style type="text/css">[^<]*</style>|;? font-family: [^;"]*', "", text)
    text = re.sub(r' transform="rotate\(-0 [^"]*"| clip-path="[^"]*"', "", text)
    text = re.sub(r"<clipPath.*?</clipPath>", "", text, flags=re.DOTALL)
    text = re.sub(r"<[^>]*>", lambda tag: re.sub(r"-?\d+\.\d{2,}", _rounded, tag[0]), text)
    used: dict[str, str] = {}
    text = _HEX.sub(lambda colour: _ink(colour.group().lower(), used), text)
    text = text.replace("<svg", f'<svg style="{"".join(f"{name}:{_UPPER[one]};" for one, name in used.items())}"', 1)
    text = _RECTILINEAR.sub(_shorter, text)
    text = re.sub(r"\s*\n\s*", " ", text).replace("xlink:href", "href")
    text = re.sub(r'style="[^"]*"', lambda one: one.group().replace(": ", ":").replace("; ", ";"), text)
    text = text.replace("> <", "><")
    text = re.sub(r'<g/>|<defs></defs>|<path (?:[^<>]*style="fill:none"|d="M[-\d. ]+[HV][-\d.]+z"[^<>]*)/>', "", text)
    text = _ungrouped(text)
    return re.sub(rf"(?:{_LEAF.pattern}){{2,}}", _alike, text).strip()


def _ungrouped(text: str) -> str:
    """The elements without groups that say nothing of what they hold."""
    kept, said = [], []
    for piece in re.split(r"(</?g\b[^>]*>)", text):
        if piece.startswith("<g"):
            said.append(piece != "<g>")
        if not piece.startswith(("<g", "</g")) or said[-1]:
            kept.append(piece)
        if piece == "</g>":
            said.pop()
    return "".join(kept)


def _rounded(number: re.Match) -> str:
    """A number of points to a tenth, a small one (as an opacity) to a hundredth."""
    value = float(number.group())
    return f"{value:.{1 if abs(value) >= 10 else 2}f}".rstrip("0").rstrip(".")


def _alike(leaves: re.Match) -> str:
    """Elements that follow each other, with a style that several share written once, and paths that do as one."""
    parts = []
    runs = groupby((one.group() for one in _LEAF.finditer(leaves.group())),
                   lambda leaf: (found := _STYLE.search(leaf)) and found.group())
    for style, run in runs:
        same = list(run)
        if style and len(same) > 1:
            same = [leaf.replace(style, "", 1) for leaf in same]
            paths = [_DRAWN.fullmatch(leaf) for leaf in same]
            same = ([f'<path d="{"".join(path[1] for path in paths)}"{style}/>'] if all(paths)
                    else [f"<g{style}>", *same, "</g>"])
        parts += same
    return "".join(parts)


def _ink(colour: str, used: dict[str, str]) -> str:
    """What is written for a colour: the page's own ink, or a short name for the pair of light and dark."""
    return "currentColor" if colour == INK else f"var({used.setdefault(colour, f'--c{len(used)}')})"


def _shorter(path: re.Match) -> str:
    """A path of straight lines, with those along an axis in their short form."""
    parts, last = [], ["", ""]
    for letter, x, y in re.findall(r"([MLz])(?: (\S+) (\S+))?", path.group()):
        if letter == "z":
            parts.append("z")
            continue
        level = letter == "L" and y == last[1]
        upright = letter == "L" and x == last[0]
        if level and upright:
            continue
        if parts and (level, upright, parts[-1][0]) in ((True, False, "H"), (False, True, "V")):
            parts.pop()
        parts.append(f"H{x}" if level else f"V{y}" if upright else f"{letter}{x} {y}")
        last = [x, y]
    return "".join(parts)


@styled
def png(picture: Picture) -> str:
    """A picture as PNG in base64, on white."""
    written = io.BytesIO()
    FigureCanvasAgg(picture).print_png(written, metadata={"Software": None}, pil_kwargs={"optimize": True})
    return base64.b64encode(written.getvalue()).decode()


def enumerated(pairs: Iterable[tuple[str, str]], most: int = 10) -> str:
    """Pairs of name and value for a text alternative: "rebel 42%, government 8%; and 3 more"."""
    told = [f"{name} {value}" for name, value in pairs]
    return ", ".join(told[:most]) + (f"; and {len(told) - most} more" if len(told) > most else "")
