"""What was coded for training alone, beside the gold files: whole articles, and attitudes in single passages.

coded.jsonl holds, for each article, its id, the offsets of what was coded and the codes, by the codebook, and so does
happened.jsonl for articles of which only the events were coded. Those marked late were coded last; the model of tone is
measured on them. judged.jsonl holds passages: those of "news" with the attitude of the text towards named persons and
groups, as NewsMTSC codes it; those of "said" with a source, the tone of what it expresses and its attitude towards what
it speaks of; of "quoted", quotes that PolNeAR marks, their tone. Sentences of NewsMTSC, known by their primary_gid,
have only targets that NewsMTSC itself does not code. The texts stay where they are, in the training portions of PolNeAR
and NewsMTSC, in FA-KES and MUC-3.
"""

import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dateline.language.quotes import kind_of
from dateline.language.text import quotations
from tonegold import Item

FILE = Path(__file__).with_suffix(".jsonl")
JUDGED, HAPPENED = FILE.with_name("judged.jsonl"), FILE.with_name("happened.jsonl")
ATTITUDES = {"-": "negative", "0": "neutral", "+": "positive"}


def articles(gold: Path, corpora: Path) -> list[dict[str, Any]]:
    """The coded articles in the form of conflict/train.jsonl: id, date, text, quotes, events.

    gold: folder with polnear/train.jsonl; corpora: folder with fa-kes/FA-KES-Dataset.csv and muc3.jsonl.
    """
    rows = {row["id"]: row for row in map(json.loads, FILE.read_text("utf-8").splitlines())}
    found = {name: with_strings(text, date, rows[name]) for name, date, text in texts(gold, corpora) if name in rows}
    if missing := rows.keys() - found.keys():
        raise SystemExit(f"{len(missing)} coded articles, such as {min(missing)}, have no text in {gold} or {corpora}.")
    return [found[name] for name in sorted(found)]


def texts(gold: Path, corpora: Path) -> Iterator[tuple[str, str, str]]:
    """Id, date and text of each article that may have been coded; of FA-KES's that share an id the last was."""
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
    article = {"id": row["id"], "late": row.get("late", False), "date": date, "text": text, "quotes": quotes}
    if "events" in row:  # in articles of PolNeAR only quotes were coded
        article["events"] = happened(text, row)
    return article


def happened(text: str, row: dict[str, Any]) -> list[dict[str, Any]]:
    """The events of a coded article as the gold files print them, each with the offset of its trigger."""
    printed = ("sentence", "trigger", "actor", "target", "place", "according_to")
    return [one | {field: text[slice(*one[field])] if one.get(field) else "" for field in printed}
            | {"offset": one["trigger"][0]} for one in row["events"]]


def events(gold: Path, corpora: Path) -> list[dict[str, Any]]:
    """The articles whose events were coded for training alone: id, date, text, events."""
    rows = {row["id"]: row for file in (FILE, HAPPENED) for row in map(json.loads, file.read_text("utf-8").splitlines())
            if "events" in row}
    found = {name: {"id": name, "date": date, "text": text, "events": happened(text, rows[name])}
             for name, date, text in texts(gold, corpora) if name in rows}
    if missing := rows.keys() - found.keys():
        raise SystemExit(f"{len(missing)} coded articles, such as {min(missing)}, have no text in {gold} or {corpora}.")
    return [found[name] for name in sorted(found)]


def judged(gold: Path, corpora: Path) -> dict[str, list[Item]]:
    """The passages of judged.jsonl: `news`, `beside` (in sentences of NewsMTSC) and `towards` for stance, the first two
    without a source; `said` and `quoted` for tone.
    """
    rows = {row["id"]: row for row in map(json.loads, JUDGED.read_text("utf-8").splitlines())}
    found: dict[str, list[Item]] = {"news": [], "beside": [], "towards": [], "said": [], "quoted": []}
    sentences = {row["primary_gid"]: row["sentence_normalized"] for row in map(
        json.loads, (gold / "newsmtsc" / "train.jsonl").read_text("utf-8").splitlines())}

    def moved(spans: list, start: int = 0) -> list[tuple[int, int]]:
        return [(one - start, other - start) for one, other in spans]

    for name, text in [*sentences.items(), *((name, text) for name, _, text in texts(gold, corpora))]:
        row = rows.pop(name, {"news": [], "said": []})
        for start, end, targets in row["news"]:
            found["beside" if name in sentences else "news"] += [
                Item(name, text[start:end], {"target": moved([target], start)}, "stance", ATTITUDES[code])
                for *target, code in targets]
        for start, end, content, source, cue, tone, targets in row["said"]:
            passage, source = text[start:end], moved(source, start)
            spans = {"content": moved(content, start), "source": source, "cue": moved(cue, start)}
            found["said"].append(Item(name, passage, spans, "tone", ATTITUDES[tone]))
            found["towards"] += [
                Item(name, passage, {"source": source, "target": moved([target], start)}, "stance", ATTITUDES[code])
                for *target, code in targets]
        found["quoted"] += [
            Item(name, text, {"content": moved(content), "source": moved(source), "cue": moved(cue)}, "tone",
                 ATTITUDES[code]) for content, source, cue, code in row.get("quoted", [])]
    if rows:
        raise SystemExit(f"{len(rows)} coded articles, such as {min(rows)}, have no text in {gold} or {corpora}.")
    return found
