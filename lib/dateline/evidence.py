"""What stands behind a number: the rows that it counts, each in its sentence, and whole articles with marks.

In a notebook `link` makes a number into an anchor that names the rows behind it. The report's driver collects the
anchors, selects the rows again with `Evidence`, and writes a page for each. `show` gives a marked article in
JupyterLab. All text from articles is escaped where it is turned into HTML: here, in figures.py and in
report/.
"""

import hashlib
import json
import os
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache, lru_cache
from html import escape, unescape
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd

from dateline import palette, tables
from dateline.corpus import ABBREVIATIONS, Article, suggest
from dateline.language.text import unwrapped

OF_ARTICLE = ("outlet", "published", "week", "month")  # what a selection can ask of a row's article
ITEM = 800  # characters of HTML that a row has beside its own text
LEGIBLE = 24  # characters that a page's name has at most; a page links hundreds, and must stay light
MARKED = ("quotes", "events", "times")  # what is marked in an article
ROW_ID = {"quotes": "quote_id", "stance": "quote_id", "events": "event_id", "articles": "article_id"}

_SENTENCE_END = re.compile(r"[.!?…][\"”’')\]]*\s+|[^\S\n]*\n\s*")
_SLUG = re.compile(r"[^a-z0-9_]+")
_UNMISTAKABLE = re.compile(r"[a-z0-9_]+|\d{4}-\d\d(-\d\d)?")


def link(number: object, table: str, **where: Any) -> str:
    """A number as an HTML anchor to the rows behind it; outside a report, and for zero, the plain escaped text.

    number: the text to show. table: quotes, events, stance, times or articles, whose rows can be shown. where:
    column=value, or a list of values, of the table or of its article (outlet, week, month). Raises KeyError for
    another table and for a column that is not there.
    """
    selection, shown = asked(table, where), escape(str(number))
    if "DATELINE_REPORT" not in os.environ or str(number).strip() in ("", "0"):
        return shown
    data = escape(json.dumps(selection, ensure_ascii=False), quote=True)
    return f'<a class="evidence" href="evidence/{page_name(**selection)}.html" data-evidence="{data}">{shown}</a>'


def asked(table: str, where: Mapping[str, Any]) -> dict[str, Any]:
    """A selection in plain text values: {"table": ..., "where": ...}. Raises KeyError as `link` does."""
    _check_columns(table, where)
    plain = {name: [_text(one, name) for one in _several(value)] for name, value in where.items()}
    return {"table": table, "where": {name: one[0] if len(one) == 1 else one for name, one in plain.items()}}


def page_name(table: str, where: Mapping[str, Any]) -> str:
    """A file name for a selection: readable where it is short, the same every time, and no two share one."""
    words = [table, *(f"{name}-{'-'.join(_several(value))}" for name, value in sorted(where.items()))]
    slug = _SLUG.sub("-", " ".join(words).lower()).strip("-")
    plain = all(isinstance(value, str) and _UNMISTAKABLE.fullmatch(value) for value in where.values())
    if plain and len(slug) <= LEGIBLE:
        return slug
    key = json.dumps([table, sorted(where.items())], ensure_ascii=False)
    return hashlib.sha256(key.encode()).hexdigest()[:10]


def in_words(table: str, where: Mapping[str, Any]) -> str:
    """A selection as a heading: "Quotes: camp rebel, tone negative or neutral"."""
    parts = [f"{len(value):,} chosen one by one" if name.endswith("_id") and len(_several(value)) > 1
             else f"{name.replace('_', ' ')} {' or '.join(_shown(name, one) for one in _several(value))}"
             for name, value in where.items()]
    return table.capitalize() + (": " + ", ".join(parts) if parts else "")


def _shown(name: str, value: str) -> str:
    return (palette.CAMP_NAMES.get(value, value) if name.endswith("camp") else value) or "not given"


class Evidence:
    """Selections from the tables of one annotated corpus; rows are turned into text and HTML once for all of them.

    folder: where the pages of its articles stand in those of a run.
    """

    def __init__(self, notes: Any, folder: str = "articles"):
        self.notes, self.folder = notes, folder
        self.articles = {row["article_id"]: row for row in notes.articles.to_dict("records")}
        self.linked: dict[str, None] = {}  # the articles that an item or an address leads to, in that order
        for once in (self.records, self._column, self._item, self._named, self._weights, self._by_article):
            setattr(self, once.__name__, cache(once))

    def items(self, table: str, positions: Iterable[int]) -> list[str]:
        """Rows, by their positions, as HTML list items: the sentence, marked, and what was coded."""
        return [self._item(table, at) for at in positions]

    def address(self, table: str, position: int) -> str:
        """Where a row stands in the pages of a run: its article's page and, for what has a place there, the mark."""
        article_id, row = self.identities(table, [position])[0]
        return f"{self.folder}/{article_id}.html" + (f"#{row}" if table != "articles" else "")

    def identities(self, table: str, positions: Iterable[int]) -> list[tuple[str, str]]:
        """The article and the identifier of rows, whose articles are noted as linked."""
        named = self._named(table)
        found = [named[at] for at in positions]
        self.linked.update((article_id, None) for article_id, _ in found)
        return found

    def _named(self, table: str) -> list[tuple[str, str]]:
        rows = getattr(self.notes, table)[[*{"article_id", ROW_ID.get(table, "start")}]].to_dict("records")
        return [(row["article_id"], row_id(table, row)) for row in rows]

    def starts(self, table: str, positions: Sequence[int], most: int) -> list[int]:
        """Where to begin a new page, so that none has more than about `most` characters of HTML.

        Reckoned from the rows' stretches of text, since a page that has not changed is never made.
        """
        weights, found, weight = self._weights(table), [0], 0
        for number, at in enumerate(positions):
            weight += weights[at]
            if weight > most and number > found[-1]:
                found.append(number)
                weight = weights[at]
        return found

    def _weights(self, table: str) -> list[int]:
        return [ITEM + 2 * length for length in _lengths(table, getattr(self.notes, table))]

    def records(self, table: str) -> list[dict]:
        """All rows of a table as dictionaries."""
        return getattr(self.notes, table).to_dict("records")

    def marked(self, article: Article) -> "MarkedArticle":
        """An article with what was found in it."""
        return MarkedArticle(article, *(self._by_article(table).get(article.article_id, []) for table in MARKED))

    def _by_article(self, table: str) -> dict[str, list[dict]]:
        found: dict[str, list[dict]] = {}
        for row in self.records(table):
            found.setdefault(row["article_id"], []).append(row)
        return found

    def positions(self, table: str, where: Mapping[str, Any]) -> tuple[int, ...]:
        """The positions in the table of the rows of which every column has (one of) the values.

        Raises KeyError for an unknown column.
        """
        kept = [{at for one in _several(value) for at in column.get(_text(one, name), ())}
                for name, value in where.items() for column in [self._column(table, name)]]
        return tuple(sorted(set.intersection(*kept)) if kept else range(len(getattr(self.notes, table))))

    def _column(self, table: str, name: str) -> dict[str, list[int]]:
        """The positions of the rows that have each value in a column."""
        _check_columns(table, [name])
        rows = getattr(self.notes, table)
        of_article = "outlet" if name == "outlet" else "published"
        values = rows[name] if name in rows else [self.articles[one][of_article] for one in rows["article_id"]]
        places: dict[str, list[int]] = {}
        for at, one in enumerate(values):
            places.setdefault(_text(one, name), []).append(at)
        return places

    def _item(self, table: str, position: int) -> str:
        row, address = self.records(table)[position], self.address(table, position)
        article = self.articles[row["article_id"]]
        marks = _marks(table, row, "")
        if table == "stance":
            quote = self.positions("quotes", {"quote_id": row["quote_id"]})[0]
            marks += _marks("quotes", self.records("quotes")[quote], "")
        if marks:
            start, end = _context(article["text"], min(one.start for one in marks), max(one.end for one in marks))
            told = f'<p class="told">{_inline(article["text"], marks, start, end)}</p>'
        else:
            told = ""
        whence = ", ".join(filter(None, (article["title"], article["outlet"], _text(article["published"]))))
        facts = " · ".join(filter(None, _FACTS[table](row)))
        return (f'<li>{told}<p class="coded">{facts}</p>'
                f'<p class="whence"><a href="../{escape(address)}">{escape(whence)}</a></p></li>')


def _lengths(table: str, rows: pd.DataFrame) -> Iterable[int]:
    """About how many characters of its article each row shows, its sentences not counted in full."""
    if table == "quotes":
        return (spans[-1][1] - spans[0][0] for spans in rows["spans"])
    return rows["sentence_end"] - rows["sentence_start"] if table == "events" else [0] * len(rows)


def row_id(table: str, row: Mapping[str, Any]) -> str:
    """The identifier of a row in its article's page."""
    return row[ROW_ID[table]] if table in ROW_ID else f"{row['article_id']}:t{row['start']}"


# ---- an article with its marks

@dataclass(frozen=True)
class Mark:
    """A stretch of text to be marked: HTML tag and attributes, an identifier for links, a label after its start."""

    start: int
    end: int
    tag: str
    attributes: str
    identifier: str = ""
    label: str = ""


_SHOW = ('<div class="dl-show" role="group" aria-label="Marks to show">'
         '<label><input type="checkbox" class="dl-q" checked> quotes: content shaded, '
         '<span class="s" style="--camp:currentcolor">source</span>, '
         '<span class="u" style="--camp:currentcolor">cue</span></label>'
         '<label><input type="checkbox" class="dl-e" checked> <span class="e">events</span></label>'
         '<label><input type="checkbox" class="dl-t" checked> <span class="t">times</span></label></div>')


@cache
def style() -> str:
    """The style sheet of marks and camps."""
    camps = "".join(f".c-{camp}{{--camp:light-dark({colour},{palette.DARK[colour]})}}"
                    for camp, colour in palette.CAMP_COLOURS.items())
    rules = Path(__file__).with_suffix(".css").read_text("utf-8")
    return re.sub(r"\n\s*", "", rules) + camps


@cache
def camp_html(camp: str) -> str:
    """A camp's name with its colour before it; "" for no camp."""
    return f'<span class="camp c-{escape(camp)}">{escape(palette.CAMP_NAMES.get(camp, camp))}</span>' if camp else ""


@dataclass(frozen=True)
class MarkedArticle:
    """An article with everything that was found in it, for JupyterLab and for the article's page."""

    article: Article
    quotes: list[dict]
    events: list[dict]
    times: list[dict]

    def _repr_html_(self) -> str:
        about = ", ".join(filter(None, (self.article.outlet, _text(self.article.published))))
        return f"<h3>{escape(self.article.title)}</h3><p>{escape(about)}</p>{self.body()}"

    def body(self) -> str:
        """The marked text and, beneath it, its quotes and events as tables."""
        return self.text() + self._table("quotes", self.quotes) + self._table("events", self.events)

    def text(self) -> str:
        """The text with its quotes, events and times marked, with the styles of marks.

        Content, source and cue of one quote carry the same number and colour and light up together under the pointer
        and the keyboard's focus; the camp is told in words too. Without tags and labels (<sup>) it is the article's.
        """
        marks = [mark for table in MARKED for number, row in enumerate(getattr(self, table), 1)
                 for mark in _marks(table, row, str(number))]
        joined = "".join(f".dl:has(.q{n}:is(:hover,:focus)) .q{n}{{background:color-mix(in srgb,var(--camp) 32%,"
                         "transparent)}" for n in range(1, len(self.quotes) + 1))
        return (f'<style>{style()}{joined}</style>\n<div class="dl">{_SHOW}<div class="dl-text">'
                f"{_paragraphs(self.article.text, marks)}</div></div>")

    def _table(self, table: str, rows: list[dict]) -> str:
        if not rows:
            return f"<p>No {table} were found in this article.</p>"
        heads = "".join(f'<th scope="col">{head}</th>' for head in ("No.", *_HEADS[table]))
        body = "".join(f'<tr><th scope="row"><a href="#{escape(row_id(table, row), quote=True)}">{number}</a></th>'
                       + "".join(f"<td>{cell}</td>" for cell in _CELLS[table](row)) + "</tr>"
                       for number, row in enumerate(rows, 1))
        return (f'<div class="scroll"><table class="plain"><caption>{table.capitalize()} in this article</caption>'
                f"<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>")


def show(article: Article, notes: Any) -> MarkedArticle:
    """An article with its quotes, camps, events and times marked, to be displayed in a notebook."""
    return Evidence(notes).marked(article)


def _marks(table: str, row: Mapping[str, Any], number: str) -> list[Mark]:
    """The stretches of one row, an article having none. Without a number: for a list, with nothing to lead to."""
    identifier = row_id(table, row) if number else ""
    if table == "quotes":
        classes, focus, named, label = f"c-{row['camp']}", "", "", ""
        if number:
            camp = palette.CAMP_NAMES.get(row["camp"], row["camp"])
            title = f"Quote {number}: {row['speaker'] or 'no source given'}, {camp}, {row['tone'] or 'tone withheld'}"
            classes, focus = f"q{number} {classes}", f' title="{escape(title)}" tabindex="0"'
            named, label = f"<sup>{number} {camp}</sup>", f"<sup>{number}</sup>"
        marks = [Mark(start, end, "mark", f'class="{classes}"{focus}', label=label) for start, end in row["spans"]]
        marks[0] = replace(marks[0], identifier=identifier, label=named)
        return marks + [Mark(int(row[f"{name}_start"]), int(row[f"{name}_end"]), "span", f'class="{kind} {classes}"',
                             label=label) for name, kind in (("source", "s"), ("cue", "u"))
                        if pd.notna(row[f"{name}_start"])]
    if table == "events":
        title = ""
        if number:
            facts = re.sub("<[^>]*>", "", " · ".join(filter(None, _FACTS[table](row))))
            title = f' title="{escape(unescape(facts), quote=True)}"'
        return [Mark(int(row["trigger_start"]), int(row["trigger_end"]), "span", f'class="e"{title}', identifier,
                     f"<sup>e{number}</sup>" if number else "")]
    if table == "stance":
        return [Mark(row["target_start"], row["target_end"], "span", 'class="e"')]
    if table == "times":
        about = escape(f"{row['type'].lower()} {row['value']}", quote=True)
        return [Mark(int(row["start"]), int(row["end"]), "span", f'class="t" title="{about}"', identifier)]
    return []


def _paragraphs(text: str, marks: list[Mark]) -> str:
    parts, last = [], 0
    for gap in (*re.finditer(r"\s*\n\s*", unwrapped(text)), None):
        end = gap.start() if gap else len(text)
        if end > last:
            parts.append(f"<p>{_inline(text, marks, last, end)}</p>")
        if gap:
            parts.append(gap.group())
            last = gap.end()
    return "".join(parts)


def _inline(text: str, marks: Iterable[Mark], start: int, end: int) -> str:
    """text[start:end] as HTML. A mark that crosses another's end is closed there and opened again after it."""
    inside = sorted((one for one in marks if one.start < end and one.end > start),
                    key=lambda one: (one.start, -one.end))
    cuts = sorted({start, end, *(min(max(at, start), end) for one in inside for at in (one.start, one.end))})
    parts: list[str] = []
    opened: list[Mark] = []

    def open_mark(mark: Mark, first: bool) -> None:
        named = f' id="{escape(mark.identifier, quote=True)}"' if first and mark.identifier else ""
        attributes = mark.attributes if first else mark.attributes.replace(' tabindex="0"', "")
        parts.append(f"<{mark.tag}{named} {attributes}>" + (mark.label if first else ""))
        opened.append(mark)

    for at, following in pairwise(cuts):
        again = []
        while any(mark.end <= at for mark in opened):
            parts.append(f"</{opened[-1].tag}>")
            again.append(opened.pop())
        for mark in reversed([one for one in again if one.end > at]):
            open_mark(mark, False)
        for mark in inside:
            if max(mark.start, start) == at and mark.end > at:
                open_mark(mark, mark.start == at)
        parts.append(escape(text[at:following], quote=False))
    parts += [f"</{mark.tag}>" for mark in reversed(opened)]
    return "".join(parts)


def _context(text: str, start: int, end: int) -> tuple[int, int]:
    """The sentences that a stretch lies in, as [start, end)."""
    stops = _stops(text)
    before = bisect_right(stops, start, key=lambda stop: stop[1])
    after = bisect_left(stops, end, key=lambda stop: stop[1])
    return stops[before - 1][1] if before else 0, max(end, stops[after][0] if after < len(stops) else len(text))


@lru_cache(maxsize=10_000)
def _stops(text: str) -> list[tuple[int, int]]:
    """Where each sentence ends and the next one begins."""
    found = []
    for stop in _SENTENCE_END.finditer(text):
        word = re.search(r"(?:\w\S*)?$", text[max(0, stop.start() - 12):stop.start()])[0].lower()
        if "\n" in stop.group() or (word not in ABBREVIATIONS and len(word) > 1):
            found.append((stop.start() + len(stop.group().rstrip()), stop.end()))
    return found


# ---- what a row says, in words

def _who(name: str, camp: str) -> str:
    return " ".join(filter(None, (escape(name), camp_html(camp))))


def _event_day(row: Mapping[str, Any]) -> str:
    first, last = _text(row["date_start"]), _text(row["date_end"])
    days = first if first == last or not last else f"{first} to {last}"
    return f"{days or 'no date'} ({row['date_rule']})" if row["date_rule"] else days or "no date"


def _parties(row: Mapping[str, Any]) -> str:
    return " → ".join(filter(None, (_who(row["actor"], row["actor_camp"]), _who(row["target"], row["target_camp"]))))


def _according(row: Mapping[str, Any]) -> str:
    return _who(row["according_to"], row["according_to_camp"]) or "the outlet itself"


def _quote_facts(row: Mapping[str, Any]) -> list[str]:
    said = "" if row["polarity"] in ("affirmed", "") else f"{row['polarity']} speech"
    return [_who(row["speaker"] or "no source given", row["camp"]), f"tone {row['tone'] or 'withheld'}", row["kind"],
            f"source {row['naming']}", said, f"camp by {escape(row['camp_rule'])}" if row["camp_rule"] else ""]


def _event_facts(row: Mapping[str, Any]) -> list[str]:
    return [escape(f"{row['type']}".replace("_", " ")), escape(_event_day(row)), escape(row["place"]), _parties(row),
            row["status"], f"according to {_according(row)}"]


_FACTS = {"quotes": _quote_facts, "events": _event_facts,
          "stance": lambda row: [camp_html(row["source_camp"]),
                                 f"about {_who(row['actor'] or row['target'], row['camp'])}",
                                 f"{row['tone']} ({row['confidence']:.0%} sure)"],
          "times": lambda row: [row["type"].lower(), escape(row["value"]), f"rule {escape(row['rule'])}"],
          "articles": lambda row: [f"{row['words']} words"]}
_HEADS = {"quotes": ("Speaker", "Camp", "Tone", "Kind", "Camp decided by"),
          "events": ("Event", "When", "Where", "Who", "According to")}
_CELLS = {
    "quotes": lambda row: (escape(row["speaker"]) or "no source", camp_html(row["camp"]), row["tone"], row["kind"],
                           escape(row["camp_rule"])),
    "events": lambda row: (escape(f"{row['type'].replace('_', ' ')}: {row['trigger']}"), escape(_event_day(row)),
                           escape(row["place"]), _parties(row), f"{_according(row)}; {row['status']}"),
}


# ---- values as text, so that a selection survives the way through a page

def _check_columns(table: str, names: Iterable[str]) -> None:
    if table not in _FACTS:
        raise KeyError(f"There is no table '{table}' with rows to show; there are {', '.join(_FACTS)}.")
    known = [*(column.name for column in tables.TABLES[table]), *OF_ARTICLE]
    for name in names:
        if name not in known:
            raise KeyError(f"The table '{table}' has no column '{name}'{suggest(name, known)}")


def _several(value: Any) -> list:
    return list(value) if isinstance(value, list | tuple | set | frozenset | pd.Series | pd.Index) else [value]


def _text(value: Any, column: str = "") -> str:
    """A value as text: missing as "", days as ISO dates, a week as its Monday, a month as 2016-12."""
    if isinstance(value, str) and column not in ("month", "week"):
        return value
    if isinstance(value, list | tuple):
        return json.dumps(value)
    if value is None or value is pd.NaT or value is pd.NA or (isinstance(value, float) and value != value):
        return ""
    if isinstance(value, pd.Period):
        value = value.start_time
    if isinstance(value, date):  # pandas.Timestamp is one too
        value = value.isoformat()[:10]
    if column == "month":
        return str(value)[:7]
    if column == "week" and value:
        day = date.fromisoformat(str(value)[:10])  # reads 2016-W50 as well
        return str(day - timedelta(day.weekday()))
    if isinstance(value, float):
        return format(value, ".12g")
    return str(value)
