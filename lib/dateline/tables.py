"""The columns of every table: name, type, unit and meaning, in one place, tables.csv.

Every table that Dateline makes has just these columns in just this order. The README's dictionary, the
notebooks' column headings and the exports are all made from here.
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
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


def _tables() -> dict[str, tuple[Column, ...]]:
    types = {name: kind for kind, name in TYPE_NAMES.items()}
    found: dict[str, list[Column]] = {}
    with Path(__file__).with_suffix(".csv").open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            found.setdefault(row["table"], []).append(
                Column(row["name"], types[row["type"]], row["unit"], row["meaning"]))
    return {name: tuple(columns) for name, columns in found.items()}


TABLES = _tables()


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

    Rows give missing text as "" and a missing list as []; missing numbers and days (None) become null. Raises
    KeyError where a row lacks a column and pyarrow.ArrowInvalid where a value has another type.
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
