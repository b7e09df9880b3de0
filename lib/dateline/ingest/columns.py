"""Tables of articles: which column is what, and which day a date means; both decided by the whole column."""

import html
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import yaml

from dateline.actors import near
from dateline.corpus import Article, CorpusError
from dateline.ingest.web import Refused

NAMES: dict[str, list[str]] = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text("utf-8"))
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
ORDERS = ("dmy", "mdy")
LONGEST_TEXT = 2_000_000  # characters of one article

_FIGURES = re.compile(r"(?:[A-Za-z]+\.?,?\s+)?(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?=\D|$)")
_CLEAR = tuple(map(re.compile, (  # dates that can be read in one way only
    r"(?P<year>\d{4})([-/.])(?P<month>\d{1,2})\2(?P<day>\d{1,2})(?=\D|$)",
    r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})(?=\D|$)",
    r"(?:[A-Za-z]+\.?,?\s+)?(?P<day>\d{1,2})(?:st|nd|rd|th)?[\s.-]+(?P<month>[A-Za-z]{3,9})\.?[\s,-]+"
    r"(?P<year>\d{4}|\d{2})\b",
    r"(?:[A-Za-z]+\.?,?\s+)?(?P<month>[A-Za-z]{3,9})\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<year>\d{4})\b")))
_SECONDS = re.compile(r"\d{10}(?:\d{3})?(?:\.\d+)?")
_TAGS = re.compile(r"</?(?:p|div|br|a|span|b|i|em|strong|h[1-6]|ul|ol|li|img|script|style|blockquote)\b[^>]*>", re.I)


def articles(rows: Callable[[], Iterable[tuple[str, Any]]], name: str, asked: Mapping[str, str], order: str | None
             ) -> Iterator[tuple[str, dict[str, Any], Callable[[], Article]]]:
    """The articles of a table: where each stands, its values as read, and a function that makes the article.

    asked, order: the columns that the user names, by field, and the order of day and month where the user tells it.

    rows: called anew for each pass, since the columns and the order of day and month are decided before the first
    article is made; gives the place of each row and its values by column, or what is wrong with it. Raises CorpusError
    that says which columns there are and what is missing, or that asks for the order, and
    Refused where there is no row. The function raises Refused where a row cannot be an article.
    """
    def good() -> Iterator[Mapping]:
        return (row for _, row in rows() if isinstance(row, Mapping))

    there = dict.fromkeys(key for row in islice(good(), 1000) for key in row if key)
    if not there:
        raise Refused("there is no row in it that can be read.")
    columns = _columns(there, name, asked)
    dates = [columns[field] for field in ("published", "updated") if field in columns]
    order = order or _order((flat(row.get(column)) for row in good() for column in dates), name)
    seen: dict[str, int] = {}
    for place, row in rows():
        if not isinstance(row, Mapping):
            yield place, {"text": row}, lambda row=row: refuse(row)
            continue
        values = {field: row.get(column) for field, column in columns.items()}
        if given := flat(values.get("id")):
            seen[given] = seen.get(given, 0) + 1  # an identifier that comes again is another article's
            values["id"] = given if seen[given] == 1 else f"{given}-{seen[given]}"
        yield place, values, lambda values=values: _article(values, order)


def has_text(row: Mapping, asked: Mapping[str, str]) -> bool:
    """Whether an object is an article itself: what has a name of the text is text, or a list of paragraphs."""
    return any(isinstance(value, str | list) and value and not isinstance(value[0], Mapping)
               for key, value in row.items() if key == asked.get("text") or _plain(key) in NAMES["text"])


def refuse(reason: str) -> Article:
    """Raise Refused; a function, so that it can stand where an article is made."""
    raise Refused(reason)


def _columns(there: Mapping[str, None], name: str, asked: Mapping[str, str]) -> dict[str, str]:
    """The column of each field."""
    listed = ", ".join(f"'{column}'" for column in there) or "none"
    for told, column in asked.items():
        if column not in there:
            meant = near(column, map(str, there)) or "."
            raise CorpusError(f"{name} has no column '{column}' for {told}{meant} Its columns are: {listed}.")
    plain = {_plain(column): column for column in reversed(list(there))}
    found = {field: column for field, names in NAMES.items()
             if (column := next((plain[one] for one in names if one in plain), None)) is not None}
    columns = {**found, **asked}
    if "text" not in columns:
        raise CorpusError(f"{name} has no column that is known as the text of an article. Its columns are: {listed}. "
                          "Say which one it is: --map text=COLUMN. The title, the date and the rest can be told in the "
                          f"same way: {', '.join(NAMES)}.")
    return columns


def _plain(column: Any) -> str:
    return re.sub(r"[^a-z]", "", str(column).lower())


def _article(values: Mapping[str, Any], order: str | None) -> Article:
    text = plain_text(flat(values.get("text"), "\n\n"))
    if not text:
        raise Refused("there is no text.")
    if len(text) > LONGEST_TEXT:
        raise Refused(f"the text has {len(text):,} characters; {LONGEST_TEXT:,} are the most for one article.")
    days = {}
    for told in ("published", "updated"):
        try:
            days[told] = as_day(values.get(told), order)
        except ValueError as error:
            raise Refused(f"'{flat(values.get(told))[:60]}' in {told} is no date that can be read; write it as "
                          "2016-12-31.") from error
    names = values.get("authors")
    authors = [flat(one) for one in names] if isinstance(names, list) else re.split(r"[;|]", flat(names))
    rest = {field: flat(values.get(field)) for field in ("outlet", "url", "language", "licence", "note")}
    return Article(flat(values.get("id")), plain_text(flat(values.get("title"))) or headline(text), text,
                   authors=tuple(filter(None, map(str.strip, authors))), **days, **rest)


def flat(value: Any, between: str = ", ") -> str:
    """A value of a table or a JSON file as text: a list joined, of an object its name."""
    if value is None or value != value:  # NaN is the one value that differs from itself
        return ""
    if isinstance(value, Mapping):
        return flat(next((value[key] for key in ("name", "title", "text", "value", "id") if value.get(key)), ""))
    if isinstance(value, list | tuple):
        return between.join(filter(None, (flat(one) for one in value)))
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).replace("\ufffd", " ").strip()


def plain_text(text: str) -> str:
    """A text without the HTML that some tables and feeds hold; scripts and styles go with what is in them."""
    if not _TAGS.search(text):
        return re.sub(r"&#?\w+;", lambda one: html.unescape(one[0]), text).strip()
    text = re.sub(r"<(script|style|template|iframe|object)\b(?:[^>]*/>|.*?(?:</\1\s*>|\Z))|<!--.*?(?:-->|\Z)", " ",
                  text, flags=re.S | re.I)
    text = re.sub(r"</?(?:p|div|br|h[1-6]|ul|ol|li|blockquote|tr|table|section)\b[^>]*>", "\n\n", text, flags=re.I)
    text = html.unescape(re.sub(r"<[A-Za-z/!][^>]*>", "", text))
    return "\n\n".join(filter(None, (" ".join(piece.split()) for piece in re.split(r"\n\s*\n", text))))


def headline(text: str, most: int = 90) -> str:
    """A title for a text that has none: how it begins, cut between two words."""
    line = " ".join(text[:500].split())
    return line if len(line) <= most else f"{line[:most].rsplit(' ', 1)[0]} …"


# ---- dates

def as_day(value: Any, order: str | None = None) -> date | None:
    """The day that a value names, as printed there; None where it is empty. Raises ValueError where it names none.

    order: "dmy" or "mdy", what 3/4/2016 means.
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = flat(value)
    if not text:
        return None
    for clear in _CLEAR:
        if found := clear.match(text):
            return date(_year(found["year"]), _month(found["month"]), int(found["day"]))
    if found := _FIGURES.match(text):
        first, second = int(found[1]), int(found[3])
        if order is None and first != second:
            raise ValueError("the order of day and month is not known")
        day, month = (first, second) if order == "dmy" else (second, first)
        return date(_year(found[4]), month, day)
    if _SECONDS.fullmatch(text):
        return datetime.fromtimestamp(float(text[:10]), UTC).date()
    raise ValueError(f"'{text}' is no date")


def _order(values: Iterable[str], name: str) -> str | None:
    """What the figures of a column's dates mean: dmy, mdy, or None where no date needs it."""
    firsts, unsure = {}, ""
    for value in values:
        if not (found := _FIGURES.match(value.strip())):
            continue
        first, second = int(found[1]), int(found[3])
        if first > 12 >= second:
            firsts.setdefault("dmy", value)
        elif second > 12 >= first:
            firsts.setdefault("mdy", value)
        elif first != second:
            unsure = unsure or value
    if len(firsts) == 1:
        return next(iter(firsts))
    if firsts or unsure:
        why = (f"'{firsts['dmy']}' has the day first, '{firsts['mdy']}' the month" if firsts
               else f"'{unsure}' and all others can be read both ways")
        raise CorpusError(f"The order of day and month in {name} is not clear: {why}. "
                          "Say which it is: --dates dmy or --dates mdy.")
    return None


def _month(text: str) -> int:
    return int(text) if text.isdigit() else MONTHS.index(text[:3].lower()) + 1  # ValueError for another word


def _year(figures: str) -> int:
    return int(figures) + (0 if len(figures) == 4 else 1900 if int(figures) >= 70 else 2000)
