"""Every table as files for other programs: CSV, Excel and Parquet, with what each column means and where it is from.

The timeline has files of its own: the events in the order of their dates as CSV, JSON, iCalendar (RFC 5545) and GeoJSON
(RFC 7946).

In CSV and Excel a list is JSON text and a day a date. Text of articles never becomes a formula: Excel cells are written
as text, and CSV, which cannot say what is text, marks such text by an apostrophe (OWASP, "CSV Injection"). Nothing is
lost at Excel's limits: a long text goes on in the next column, a long table on the next sheet. The same tables give
the same bytes.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from dateline import tables, timeline
from dateline.corpus import Corpus, suggest
from dateline.report.origin import command, commit, project_root, short_path, versions
from dateline.report.parameters import ParameterError
from dateline.shares import plural

MOST_ROWS, MOST_CHARACTERS = 1_048_576, 32_767  # of a sheet with its head, of a cell in UTF-16 units
EPOCH = date(1900, 3, 1)  # Excel counts days before it wrongly or not at all
ANY_DAY = datetime(2016, 12, 12)  # a workbook has to have a day of its making; ours are the same on every day
_LIVE = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
# The columns of the timeline's files: those of the table of events and those of timeline.ordered and the article
ENTRY = ("event_id", "happening", "when", "date_start", "date_end", "precision", "date_rule", "type", "plover", "acled",
         "trigger", "actor", "actor_camp", "target", "target_camp", "place", "latitude", "longitude", "deaths",
         "injured", "status", "account", "according_to", "according_to_camp", "sentence", "article_id", "title",
         "outlet", "published", "url", "sentence_start", "sentence_end", "trigger_start", "trigger_end", "confidence")
OCTETS = 75  # of a line of iCalendar, without its end
ABOUT = Path(__file__).with_suffix(".md").read_text("utf-8")  # what readers of the files have to know


@dataclass(frozen=True)
class Export:
    """What was written: the folder, the names of its files, and sentences on what a reader has to know of them."""

    folder: Path
    files: tuple[str, ...]
    remarks: tuple[str, ...] = ()

    def __str__(self) -> str:
        return "\n".join([f"{len(self.files)} files in {self.folder.name}: {', '.join(self.files)}", *self.remarks])


def write(notes: Any, folder: str | Path,
          formats: Iterable[str] = ("csv", "xlsx", "parquet", "json", "ics", "geojson"),
          corpus: Corpus | None = None) -> Export:
    """Write every table (a key of `FORMATS`) and the timeline (`TIMELINES`) of `notes` into a folder, in each format.

    corpus: what the tables are of; provenance.json then tells its hash and the command that exports it again. Files of
    the same names are overwritten. Raises ParameterError for a format that there is not.
    """
    formats, folder = checked(formats), Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    found = {name: getattr(notes, name) for name in tables.TABLES if hasattr(notes, name)}
    files, remarks = [], []
    for name in (one for one in formats if one in FORMATS):
        written, told = FORMATS[name](found, folder)
        files += written
        remarks += told
    own = [name for name in formats if name in TIMELINES]
    entries = _entries(found) if own else []
    for name in own:
        (folder / f"timeline.{name}").write_bytes(TIMELINES[name](entries).encode())
        files.append(f"timeline.{name}")
    undated = sum(one["date_start"] is None for one in entries)
    if "ics" in own and undated:
        remarks.append(f"timeline.ics: {plural(undated, 'event')} without a date cannot stand in a calendar.")
    (folder / "README.md").write_text(f"# About these files\n\n{ABOUT}\n{tables.dictionary()}", "utf-8", newline="\n")
    about = _origin(found, formats, corpus, getattr(notes, "copies", 0))
    (folder / "provenance.json").write_text(json.dumps(about, indent=1, ensure_ascii=False) + "\n", "utf-8",
                                            newline="\n")
    return Export(folder, (*files, "README.md", "provenance.json"), tuple(remarks))


def checked(formats: Iterable[str]) -> list[str]:
    """The formats, each once. Raises ParameterError for one that there is not, and for none at all."""
    asked = list(dict.fromkeys(formats))
    for name in asked or [""]:
        if name not in FORMATS | TIMELINES:
            raise ParameterError(f"There is no format '{name}' to export to{suggest(name, FORMATS | TIMELINES)}")
    return asked


def _origin(found: dict[str, pd.DataFrame], formats: list[str], corpus: Corpus | None, copies: int) -> dict[str, Any]:
    about = {"code": commit(), "versions": versions(), "rows": {name: len(table) for name, table in found.items()},
             "copies_left_out": copies}
    if corpus is None:
        return about
    return {"corpus": {"title": corpus.collection["title"], "hash": corpus.hash, "articles": len(corpus),
                       "found": corpus.found, "selection": corpus.selection},
            "command": again(corpus, formats, "once" if copies else "each"), **about}


def again(corpus: Corpus, formats: Iterable[str], copies: str = "each") -> str:
    """The command that exports a corpus in some formats, with copies counted "once" or "each"."""
    counted = {} if copies == "each" else {"copies": copies}
    words = command([], {"corpus": short_path(corpus.path, project_root()), **corpus.selection, **counted}, "export")
    return f"{words} --format {','.join(formats)}"


def _plain(name: str, table: pd.DataFrame) -> pd.DataFrame:
    """The table of that name with lists as JSON text and days as dates."""
    columns = tables.TABLES[name]
    lists = [one.name for one in columns if pa.types.is_list(one.type)]
    days = [one.name for one in columns if one.type == tables.DAY]
    return table.assign(**{one: [json.dumps(value) for value in table[one]] for one in lists},
                        **{one: table[one].dt.date for one in days})


def _csv(found: dict[str, pd.DataFrame], folder: Path) -> tuple[list[str], list[str]]:
    for name, table in found.items():
        (folder / f"{name}.csv").write_bytes(_as_csv(_plain(name, table)).encode())
    return [f"{name}.csv" for name in found], []


def _as_csv(plain: pd.DataFrame) -> str:
    safe = {name: [f"'{value}" if isinstance(value, str) and _LIVE.match(value) else value for value in plain[name]]
            for name in plain.columns}
    return "\ufeff" + plain.assign(**safe).to_csv(index=False, lineterminator="\n")


def _parquet(found: dict[str, pd.DataFrame], folder: Path) -> tuple[list[str], list[str]]:
    for name, table in found.items():
        fields = [pa.field(one.name, one.type, metadata={"unit": one.unit, "meaning": one.meaning})
                  for one in tables.TABLES[name]]
        pq.write_table(pa.Table.from_pandas(table, pa.schema(fields), preserve_index=False),
                       folder / f"{name}.parquet")
    return [f"{name}.parquet" for name in found], []


def _xlsx(found: dict[str, pd.DataFrame], folder: Path) -> tuple[list[str], list[str]]:
    from xlsxwriter import Workbook

    remarks = []
    columns = [(name, one.name, tables.TYPE_NAMES[one.type], one.unit, one.meaning)
               for name in found for one in tables.TABLES[name]]
    with Workbook(folder / "tables.xlsx", {"constant_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        book.set_properties({"created": ANY_DAY, "title": "Tables made by Dateline"})
        _sheet(book, "about", ["about"], ([line] for line in ABOUT.splitlines()))
        _sheet(book, "columns", ["table", "column", "type", "unit", "meaning"], columns)
        for name, table in found.items():
            plain, added = _in_cells(_plain(name, table))
            if added:
                remarks.append(f"tables.xlsx: the table of {name} has texts longer than a cell of Excel can be; they "
                               f"go on in {', '.join(added)}.")
            parts = range(0, max(len(plain), 1), MOST_ROWS - 1)
            for number, start in enumerate(parts, 1):
                rows = plain.iloc[start:start + MOST_ROWS - 1].itertuples(index=False, name=None)
                _sheet(book, name if number == 1 else f"{name} ({number})", plain.columns, rows)
            if len(parts) > 1:
                remarks.append(f"tables.xlsx: the table of {name} has more rows than a sheet of Excel can have; it is "
                               f"spread over {len(parts)} sheets.")
    return ["tables.xlsx"], remarks


def _in_cells(plain: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """The table with texts cut into as many columns as cells of Excel need, and the names of the columns added."""
    parts, added = {}, []
    for name in plain.columns:
        pieces = [list(_pieces(value)) if isinstance(value, str) else [value] for value in plain[name]]
        for number in range(max(map(len, pieces), default=1)):
            title = f"{name} ({number + 1})" if number else name
            parts[title] = pd.Series([piece[number] if number < len(piece) else "" for piece in pieces], dtype=object)
            added += [title] if number else []
    return pd.DataFrame(parts), added


def _pieces(text: str) -> Iterator[str]:
    """A text in pieces that fit into a cell; half as long where a character may be two UTF-16 units."""
    size = MOST_CHARACTERS if max(text, default="") <= "\uffff" else MOST_CHARACTERS // 2
    yield from (text[start:start + size] for start in range(0, max(len(text), 1), size))


def _sheet(book: Any, name: str, heads: Iterable[str], rows: Iterable[Iterable[Any]]) -> None:
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    sheet.write_row(0, 0, list(heads), book.add_format({"bold": True}))
    for at, row in enumerate(rows, 1):
        for column, value in enumerate(row):
            if pd.isna(value):
                continue
            if isinstance(value, str) or (isinstance(value, date) and value < EPOCH):
                text = str(value)
                # XlsxWriter takes text in <r> tags for its own mark-up and would write it as it is
                sheet.write_string(at, column, f"{text} " if text.startswith("<r>") else text)
            elif isinstance(value, date):
                sheet.write_datetime(at, column, value)
            else:
                sheet.write_number(at, column, value)


# name of a format -> the function that writes all tables in it and returns its files and remarks
FORMATS: dict[str, Callable[[dict[str, pd.DataFrame], Path], tuple[list[str], list[str]]]] = {
    "csv": _csv, "xlsx": _xlsx, "parquet": _parquet}


# ---- the timeline

def _entries(found: dict[str, pd.DataFrame]) -> list[dict[str, Any]]:
    """The events in the order of their dates as values of JSON, named as in ENTRY; None for what is not known."""
    ordered = timeline.ordered(found["events"], found["articles"])
    ordered["url"] = ordered["article_id"].map(found["articles"].set_index("article_id")["url"])
    return [{name: _value(value) for name, value in row.items()} for row in ordered[list(ENTRY)].to_dict("records")]


def _value(value: Any) -> Any:
    if isinstance(value, list | str):
        return value
    return None if pd.isna(value) else value.date().isoformat() if isinstance(value, datetime) else value


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _timeline_csv(entries: list[dict[str, Any]]) -> str:
    return _as_csv(pd.DataFrame([one | {"deaths": _json(one["deaths"]), "injured": _json(one["injured"])}
                                 for one in entries], columns=ENTRY, dtype=object))


def _geojson(entries: list[dict[str, Any]]) -> str:
    features = []
    for one in entries:
        point = [one["longitude"], one["latitude"]]
        features.append(_json({
            "type": "Feature", "id": one["event_id"],
            "geometry": None if None in point else {"type": "Point", "coordinates": point},
            "properties": {name: one[name] for name in ENTRY if name not in ("latitude", "longitude")}}))
    return '{"type": "FeatureCollection", "features": [' + ",\n".join(features) + "]}\n"


def _ics(entries: list[dict[str, Any]]) -> str:
    """A calendar of the events that have a date, as whole days that do not make their reader busy."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Dateline//Timeline//EN", "CALSCALE:GREGORIAN"]
    for one in entries:
        if one["date_start"] is not None:
            lines += ["BEGIN:VEVENT", *(f"{name}:{value}" for name, value in _properties(one)), "END:VEVENT"]
    return "".join(f"{_folded(line)}\r\n" for line in [*lines, "END:VCALENDAR"])


def _properties(one: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The properties of an event in a calendar. The same event of an article keeps its UID when others come or go."""
    exact = timeline.exact_to(date.fromisoformat(one["date_start"]), one["precision"])
    rough = "" if exact == "day" else f"exact to the {exact}"
    kind = f"{one['type'].replace('_', ' ')}: {one['trigger']}"
    after = date.fromisoformat(one["date_end"] or one["date_start"]) + timedelta(1)  # DTEND is the first day after
    yield "UID", _escaped(f"{one['article_id']}.{one['trigger_start']}@dateline")
    yield "DTSTAMP", f"{(one['published'] or one['date_start']).replace('-', '')}T000000Z"
    yield "DTSTART;VALUE=DATE", one["date_start"].replace("-", "")
    yield "DTEND;VALUE=DATE", after.isoformat().replace("-", "")
    yield "SUMMARY", _escaped(" ".join(filter(None, (
        kind, one["place"] and f"at {one['place']}", rough and f"({one['when']}, {rough})"))))
    told = {"Date": f"{one['when']} ({', '.join(filter(None, (one['date_rule'], rough)))})",
            "Parties": " → ".join(filter(None, (one["actor"], one["target"]))),
            "Killed": timeline.range_text([one["deaths"]]), "According to": one["account"], "Status": one["status"],
            "Sentence": one["sentence"], "Article": ", ".join(filter(None, (
                one["title"], one["outlet"], one["published"] or "", one["article_id"])))}
    yield "DESCRIPTION", _escaped("\n".join(f"{name}: {value}" for name, value in told.items() if value))
    yield "CATEGORIES", _escaped(one["type"].replace("_", " "))
    if one["place"]:
        yield "LOCATION", _escaped(one["place"])
    if one["latitude"] is not None and one["longitude"] is not None:
        yield "GEO", f"{one['latitude']};{one['longitude']}"
    if re.match(r"https?://[!-~]+$", one["url"]):
        yield "URL", one["url"]
    yield "STATUS", "CONFIRMED" if one["status"] == "reported" else "TENTATIVE"
    yield "TRANSP", "TRANSPARENT"


def _escaped(text: str) -> str:
    """A value of type TEXT (RFC 5545, 3.3.11); no control characters but line breaks."""
    kept = "".join(one for one in text.replace("\r\n", "\n") if one == "\n" or one.isprintable() or ord(one) > 159)
    return re.sub(r"[\\;,]", r"\\\g<0>", kept).replace("\n", "\\n")


def _folded(line: str) -> str:
    """A line cut into lines of 75 octets, never inside of a character; each but the first begins with a blank."""
    parts, size = [""], 0
    for character in line:
        size += len(character.encode())
        if size > OCTETS:
            parts.append(" ")
            size = 1 + len(character.encode())
        parts[-1] += character
    return "\r\n".join(parts)


# name of a format -> the function that writes the timeline in it; all text is UTF-8
TIMELINES: dict[str, Callable[[list[dict[str, Any]]], str]] = {
    "csv": _timeline_csv, "json": lambda entries: "[" + ",\n".join(map(_json, entries)) + "]\n", "ics": _ics,
    "geojson": _geojson}
