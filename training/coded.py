"""Articles that were coded for training alone, beside those of the gold files.

coded.jsonl holds, for each, its id, the offsets of what was coded and the codes, by the codebook; the texts stay where
they are, in PolNeAR's training portion, FA-KES and MUC-3.
"""

import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dateline.language.quotes import kind_of
from dateline.language.text import quotations

FILE = Path(__file__).with_suffix(".jsonl")


def articles(gold: Path, corpora: Path) -> list[dict[str, Any]]:
    """The coded articles in the form of conflict/train.jsonl: id, date, text, quotes, events.

    gold: folder with polnear/train.jsonl; corpora: folder with fa-kes/FA-KES-Dataset.csv and muc3.jsonl.
    """
    rows = {row["id"]: row for row in map(json.loads, FILE.read_text("utf-8").splitlines())}
    found = [with_strings(text, date, rows[name]) for name, date, text in texts(gold, corpora) if name in rows]
    if missing := rows.keys() - {row["id"] for row in found}:
        raise SystemExit(f"{len(missing)} coded articles, such as {min(missing)}, have no text in {gold} or {corpora}.")
    return sorted(found, key=lambda row: row["id"])


def texts(gold: Path, corpora: Path) -> Iterator[tuple[str, str, str]]:
    """Id, date and text of each article that may have been coded."""
    for file in (gold / "polnear" / "train.jsonl", corpora / "muc3.jsonl"):
        for row in map(json.loads, file.read_text("utf-8").splitlines()):
            yield row["id"], row["date"] if "date" in row else row["id"].split("_")[1], row["text"]
    with open(corpora / "fa-kes" / "FA-KES-Dataset.csv", encoding="cp1252", errors="replace", newline="") as table:
        for row in csv.DictReader(table):
            month, day, year = map(int, row["date"].split("/"))
            yield f"fakes-{row['unit_id']}", f"{year}-{month:02}-{day:02}", row["article_content"]


def with_strings(text: str, date: str, row: dict[str, Any]) -> dict[str, Any]:
    """A coded article with its text, its quotes' cues and speakers and its events as the gold files print them."""
    marked = [piece for quotation in quotations(text) for piece in quotation.pieces]
    quotes = []
    for one in row["quotes"]:
        speaker = text[slice(*one["speaker"])] if one["speaker"] else ""
        naming = "named" if re.search(r" [A-Z]|^[A-Z]{2}|^[A-Z]\w*$", speaker) else "described" if speaker else "none"
        quotes.append(one | {"kind": kind_of(text, one["content"], marked), "speaker": speaker, "naming": naming,
                             "country": "",
                             "cue_text": " ".join(text[slice(*span)] for span in one["cue"])})
    printed = ("sentence", "trigger", "actor", "target", "place", "according_to")
    article = {"id": row["id"], "date": date, "text": text, "quotes": quotes}
    if "events" in row:  # in articles of PolNeAR only quotes were coded
        article["events"] = [one | {field: text[slice(*one[field])] if one[field] else "" for field in printed}
                             for one in row["events"]]
    return article
