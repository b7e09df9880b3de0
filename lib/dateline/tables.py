"""The columns of every table: name, type, unit and meaning, in one place.

Every table that Dateline makes has just these columns in just this order. The README's dictionary, the
notebooks' column headings and the exports are all made from here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
import pyarrow as pa

TEXT, WHOLE, REAL, DAY = pa.string(), pa.int64(), pa.float64(), pa.date32()
SPANS, RANGE = pa.list_(pa.list_(pa.int64())), pa.list_(pa.int64())
TYPE_NAMES = {TEXT: "text", WHOLE: "whole number", REAL: "number", DAY: "date", SPANS: "list of pairs",
              RANGE: "pair or empty"}

# The camps of the codebook, in the order in which tables and figures show them.
CAMPS = ("rebel", "government", "monitor", "jihadist", "kurdish", "civilian", "medical_aid", "un",
         "intergovernmental", "foreign_state", "media", "expert", "unknown")
TONES = ("negative", "neutral", "positive")
KINDS = ("direct", "indirect", "mixed")
NAMINGS = ("named", "described", "none")
POLARITIES = ("affirmed", "negated", "planned", "asked", "hypothetical")
EVENT_TYPES = ("attack", "bombardment", "clash", "advance", "withdrawal", "siege", "casualties", "displacement",
               "evacuation", "ceasefire", "talks", "statement_policy", "aid", "detention", "protest", "other")
PRECISIONS = ("day", "week", "month", "year")
DATE_RULES = ("explicit", "relative", "carried", "publication")
STATUSES = ("reported", "claimed", "denied", "planned")


@dataclass(frozen=True)
class Column:
    """One column: its name, Arrow type, unit (empty where it has none) and meaning for a reader."""

    name: str
    type: pa.DataType
    unit: str
    meaning: str


def _columns(*rows: tuple[str, pa.DataType, str, str]) -> tuple[Column, ...]:
    return tuple(Column(*row) for row in rows)


_OFFSET = "characters from the start of the article's text"
_PROBABILITIES = (("tone_negative", REAL, "probability", "estimated probability that a coder would call it negative"),
                  ("tone_neutral", REAL, "probability", "the same for neutral"),
                  ("tone_positive", REAL, "probability", "the same for positive"))
TABLES: dict[str, tuple[Column, ...]] = {
    "articles": _columns(
        ("article_id", TEXT, "", "the article's identifier, unique in the collection"),
        ("title", TEXT, "", "the headline"),
        ("published", DAY, "date", "day of publication; empty where it is not known"),
        ("outlet", TEXT, "", "who published it; empty where it is not known"),
        ("url", TEXT, "", "where it was published"),
        ("language", TEXT, "ISO 639-1", "language of the text"),
        ("words", WHOLE, "words", "length of the text"),
        ("text", TEXT, "", "the text that every offset counts in"),
    ),
    "quotes": _columns(
        ("article_id", TEXT, "", "the article that the quote stands in"),
        ("quote_id", TEXT, "", "article_id, a colon, q and the quote's number in the article"),
        ("text", TEXT, "", "the content as printed, without cue and outer quotation marks; pieces joined by ' … '"),
        ("spans", SPANS, _OFFSET, "start and end of each piece of the content"),
        ("kind", TEXT, "", "direct: all of it stands in quotation marks; indirect: none; mixed: some"),
        ("cue", TEXT, "", "the words that mark the act of reporting; empty where there are none"),
        ("cue_start", WHOLE, _OFFSET, "start of the cue; empty without one"),
        ("cue_end", WHOLE, _OFFSET, "end of the cue; empty without one"),
        ("source", TEXT, "", "the source as printed at the quote; empty where none is printed"),
        ("source_start", WHOLE, _OFFSET, "start of the printed source; empty without one"),
        ("source_end", WHOLE, _OFFSET, "end of the printed source; empty without one"),
        ("speaker", TEXT, "", "the source, resolved inside the article to its fullest name or description"),
        ("actor", TEXT, "", "the entry of the actor file that decided the camp; empty where none did"),
        ("camp", TEXT, "", "whom the source speaks for: " + ", ".join(CAMPS)),
        ("country", TEXT, "", "the state of a foreign_state source"),
        ("naming", TEXT, "", "named: could be found by name; described: by role only; none: agentless"),
        ("camp_rule", TEXT, "", "the rule and words by which the camp was decided"),
        ("polarity", TEXT, "", "affirmed, or negated, planned, asked or hypothetical speech"),
        ("tone", TEXT, "", "attitude that the words express: negative, neutral, positive; empty where withheld"),
        *_PROBABILITIES,
        ("tone_wordlist", REAL, "-1 to 1", "VADER's compound score of the content, as a baseline"),
        ("words", WHOLE, "words", "length of the content"),
        ("position", REAL, "0 to 1", "where in the article it begins: 0 at the start, 1 at the end"),
        ("confidence", REAL, "probability", "how sure the program is that this is a quote by this source"),
    ),
    "stance": _columns(
        ("article_id", TEXT, "", "the article that the quote stands in"),
        ("quote_id", TEXT, "", "the quote that speaks of the target"),
        ("stance_id", TEXT, "", "quote_id, a colon, s and the target's number in the quote"),
        ("source_camp", TEXT, "", "camp of the quote's source, who speaks"),
        ("target", TEXT, "", "whom the quote speaks of, as printed where it is first named in the content"),
        ("target_start", WHOLE, _OFFSET, "start of that mention"),
        ("target_end", WHOLE, _OFFSET, "end of that mention"),
        ("actor", TEXT, "", "the target's entry in the actor file; empty for a generic word such as 'rebels'"),
        ("camp", TEXT, "", "camp of the target"),
        ("tone", TEXT, "", "attitude of the source towards the target: negative, neutral or positive"),
        *_PROBABILITIES,
        ("confidence", REAL, "probability", "the highest of the three"),
    ),
    "times": _columns(
        ("article_id", TEXT, "", "the article that the expression stands in"),
        ("start", WHOLE, _OFFSET, "start of the expression"),
        ("end", WHOLE, _OFFSET, "end of the expression"),
        ("text", TEXT, "", "the expression as printed"),
        ("type", TEXT, "", "TIMEX3 type: DATE, TIME, DURATION or SET"),
        ("value", TEXT, "TIMEX3", "its normalised value"),
        ("date_start", DAY, "date", "first day that it covers; empty where it names no calendar time"),
        ("date_end", DAY, "date", "last day that it covers"),
        ("rule", TEXT, "", "the row of the rule table that recognised it"),
    ),
    "events": _columns(
        ("article_id", TEXT, "", "the article that tells of the event"),
        ("event_id", TEXT, "", "article_id, a colon, e and the event's number in the article"),
        ("trigger", TEXT, "", "the word that names the event"),
        ("trigger_start", WHOLE, _OFFSET, "start of the trigger"),
        ("trigger_end", WHOLE, _OFFSET, "end of the trigger"),
        ("sentence_start", WHOLE, _OFFSET, "start of the sentence"),
        ("sentence_end", WHOLE, _OFFSET, "end of the sentence"),
        ("type", TEXT, "", "the codebook's type: " + ", ".join(EVENT_TYPES)),
        ("plover", TEXT, "", "root class of the PLOVER scheme that the type corresponds to"),
        ("acled", TEXT, "", "event type of ACLED that it corresponds to; empty for what ACLED does not record"),
        ("actor", TEXT, "", "who did it, as printed; empty where not said"),
        ("actor_camp", TEXT, "", "camp of the actor; empty without one"),
        ("target", TEXT, "", "to whom it was done, as printed; empty where not said"),
        ("target_camp", TEXT, "", "camp of the target; empty without one"),
        ("place", TEXT, "", "where, as printed; empty where not said"),
        ("latitude", REAL, "degrees north", "of the place, where the gazetteer knows it"),
        ("longitude", REAL, "degrees east", "of the place, where the gazetteer knows it"),
        ("date_start", DAY, "date", "first day of the event"),
        ("date_end", DAY, "date", "last day of the event"),
        ("precision", TEXT, "", "how exact the date is: day, week, month or year"),
        ("date_rule", TEXT, "", "why that date: explicit, relative, carried from an earlier sentence, or publication"),
        ("status", TEXT, "", "reported as fact, claimed by a source, denied, or planned"),
        ("according_to", TEXT, "", "the source that the article gives for it; empty where the outlet says so itself"),
        ("according_to_camp", TEXT, "", "camp of that source"),
        ("deaths", RANGE, "people", "lowest and highest figure of killed; empty without one"),
        ("injured", RANGE, "people", "lowest and highest figure of injured; empty without one"),
        ("confidence", REAL, "probability", "how sure the program is that this is an event of this type"),
    ),
    "mentions": _columns(
        ("article_id", TEXT, "", "the article that mentions somebody"),
        ("actor", TEXT, "", "the entry of the actor file; empty for a generic word such as 'rebels'"),
        ("camp", TEXT, "", "camp of who is mentioned"),
        ("number", WHOLE, "mentions", "how often"),
    ),
}


def schema(table: str) -> pa.Schema:
    """The Arrow schema of a table (a key of `TABLES`)."""
    return pa.schema([(column.name, column.type) for column in TABLES[table]])


def to_pandas(table: pa.Table) -> pd.DataFrame:
    """An Arrow table as a DataFrame: text as str, whole numbers as Int64, days as datetime64, lists as lists."""
    result = table.to_pandas(types_mapper={WHOLE: pd.Int64Dtype()}.get, date_as_object=False)
    for field in table.schema:
        if pa.types.is_list(field.type):
            result[field.name] = pd.Series(table[field.name].to_pylist(), index=result.index, dtype=object)
    return result


def frame(table: str, rows: Iterable[Mapping[str, Any]] = ()) -> pd.DataFrame:
    """A DataFrame with the columns of `table` in their order and with their types.

    Missing text is "", a missing list is []; missing numbers and days are null. Raises KeyError where a row
    lacks a column and pyarrow.ArrowInvalid where a value has another type.
    """
    names = [column.name for column in TABLES[table]]
    ordered = [{name: row[name] for name in names} for row in rows]
    return to_pandas(pa.Table.from_pylist(ordered, schema=schema(table)))


def dictionary() -> str:
    """Every table with its columns as Markdown, for the README."""
    lines = []
    for table, columns in TABLES.items():
        lines += [f"### {table}", "", "| column | type | unit | meaning |", "|---|---|---|---|"]
        lines += [f"| `{one.name}` | {TYPE_NAMES[one.type]} | {one.unit} | {one.meaning} |" for one in columns] + [""]
    return "\n".join(lines)
