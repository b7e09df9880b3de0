"""Gold of tone, stance and acts in every format in use, as marked passages: for benchmarks and training."""

import csv
import json
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np

from dateline.language import tagger, tone
from dateline.language.text import quotations

POLARITIES = {"neg": "negative", "neu": "neutral", "pos": "positive", 2.0: "negative", 4.0: "neutral", 6.0: "positive"}
# Root classes of PLOVER's drafts that later became part of another.
ROOTS = {"CONCEDE": "YIELD", "RETREAT": "YIELD", "DEMAND": "REQUEST", "DISAPPROVE": "ACCUSE", "INVESTIGATE": "ACCUSE",
         "FIGHT": "ASSAULT"}
KINDS = ("conflict", "newsmtsc", "dse", "mpqa-tone", "mpqa-target", "plover")


@dataclass(frozen=True)
class Item:
    """A passage with marks (`spans`, offsets into `text`), the head that it is for, and what a coder said.

    name: article or sentence, for folds. form: of a quote direct, indirect or mixed; of DSE "reverse" where the coded
    direction is the other one, "swapped" the second time that a neutral pair comes. content: what VADER is given.
    """

    name: str
    text: str
    spans: dict[str, list[tuple[int, int]]] = field(hash=False)
    head: str = "stance"
    label: str = ""
    form: str = ""

    @property
    def words(self) -> tagger.Words:
        return _split(self.text)

    @property
    def content(self) -> str:
        return " … ".join(self.text[start:end] for start, end in self.spans.get("content", [])) or self.text


def labels(items: list[Item]) -> np.ndarray:
    """The coded classes as numbers of `HEADS`."""
    return np.array([tone.HEADS[item.head].index(item.label) for item in items])


def measure(shares: np.ndarray, right: np.ndarray) -> dict[str, float]:
    """Accuracy, macro-F1 over the classes that are coded, and expected calibration error in 10 bins, in per cent."""
    given, sure = shares.argmax(1), shares.max(1)
    scores = [200 * ((given == one) & (right == one)).sum() / ((given == one).sum() + (right == one).sum())
              for one in sorted(set(right))]
    bins = np.minimum((sure * 10).astype(int), 9)
    gaps = [abs((sure - (given == right))[bins == one].sum()) for one in range(10)]
    return {"items": len(right), "accuracy": 100 * float((given == right).mean()), "macro_f1": float(np.mean(scores)),
            "calibration_error": 100 * float(sum(gaps)) / len(right)}


@cache
def _split(text: str) -> tagger.Words:
    return tagger.split(text)


def read(file: Path) -> tuple[str, list[Item]]:
    """What kind of gold a file holds (`KINDS`) and its items."""
    text = file.read_text("utf-8")
    if file.suffix == ".tsv":
        return "plover", _sentences(text)
    if file.suffix == ".txt":
        return ("dse", _directed(text)) if "\t" in text else ("plover", _records(json.loads(text)))
    rows = [json.loads(line) for line in text.splitlines() if line.strip()]
    if "quotes" in rows[0]:
        return "conflict", said(rows)
    if "targets" in rows[0]:
        return "newsmtsc", [
            Item(row["sentence_normalized"], row["sentence_normalized"], {"target": [(one["from"], one["to"])]},
                 label=POLARITIES[float(one["polarity"])]) for row in rows for one in row["targets"]]
    if "target" in rows[0]:
        return "mpqa-target", [
            Item(row["doc"], row["text"], {"source": _pairs(row["src_spans"]), "target": [(row["s"], row["e"])]},
                 label=POLARITIES[row["label"]]) for row in rows]
    return "mpqa-tone", [
        Item(row["doc"], row["text"], _speech(row), "tone", POLARITIES[row["label"]], "quoted" if row["quote"] else "")
        for row in rows if row["label"] in POLARITIES]


def _pairs(spans: list) -> list[tuple[int, int]]:
    return [tuple(span) for span in spans]


def _speech(row: dict) -> dict[str, list[tuple[int, int]]]:
    """Source and cue as coded; the content is not: what stands in quotation marks, else all of the sentence."""
    quoted = [piece for one in quotations(row["text"]) for piece in one.pieces] if row["quote"] else []
    return {"source": _pairs(row["src_spans"]), "cue": _found(row["text"], row["verb"]),
            "content": quoted or [(0, len(row["text"]))]}


def _found(text: str, words: list[str]) -> list[tuple[int, int]]:
    return [(text.find(word), text.find(word) + len(word)) for word in words if word in text]


def said(rows: list[dict]) -> list[Item]:
    """The quotes of coded articles, with their tone."""
    return [Item(row["id"], row["text"], {role: _pairs(quote[role]) for role in ("content", "source", "cue")}, "tone",
                 quote["tone"], quote["kind"]) for row in rows for quote in row["quotes"]]


def _marked(text: str) -> tuple[str, dict[str, list[tuple[int, int]]]]:
    """Text without <s>, </s>, <t> and </t>, and the first span of each: source and target."""
    clean, spans, opened = "", {}, {}
    for part in re.split("(</?[st]>)", text):
        if not re.fullmatch("</?[st]>", part):
            clean += part
        elif part[1] != "/":
            opened[part[1]] = len(clean)
        elif part[2] in opened:
            spans.setdefault({"s": "source", "t": "target"}[part[2]], [(opened[part[2]], len(clean))])
    return clean, spans


def _sentences(text: str) -> list[Item]:
    made = []
    for row in csv.DictReader(text.splitlines(), delimiter="\t"):
        made.append(Item(row["sentence"], *_marked(row["marked_sentence"]), "plover", row["gold_root"]))
    return made


def _records(rows: list[dict]) -> list[Item]:
    """Records of PLOVER's manual, "(SRC: Norway) ... (EVT: agreed)"; where both parties are both, first and second."""
    made = []
    for row in rows:
        if isinstance(row.get("textInfo"), dict):
            marked = re.sub(r"\(EVT: ([^()]*)\)", r"\1", row["textInfo"]["markup"])
            for kinds, tag in (("SRC", "s"), ("TAR", "t"), ("SRC/TAR|TAR/SRC", "s"), ("SRC/TAR|TAR/SRC", "t")):
                inside = rf"\((?:{kinds}): ((?:[^()]|\([^()]*\))*)\)"
                marked = re.sub(inside, rf"<{tag}>\1</{tag}>", marked, count=1)
            clean, spans = _marked(re.sub(r"\([A-Z/]+: ((?:[^()]|\([^()]*\))*)\)", r"\1", marked))
            made.append(Item(clean, clean, spans, "plover", ROOTS.get(row["event"], row["event"])))
    return made


def _directed(text: str) -> list[Item]:
    """DSE: 0 neutral, 1 the first entity is positive about the second, 2 the second about it, 3 and 4 negative."""
    made = []
    for line in text.splitlines():
        if line.count("\t") != 3:
            continue
        marked, _, _, code = line.split("\t")
        clean, spans, opened = "", [], None
        for part in re.split(r"([\[\]])", marked):
            if part == "[" and opened is None and len(spans) < 2:
                opened = len(clean)
            elif part == "]" and opened is not None:
                spans.append((opened, len(clean)))
                opened = None
            else:
                clean += part
        if len(spans) != 2:
            continue
        for source, target, positive, negative in ((*spans, "1", "3"), (*spans[::-1], "2", "4")):
            label = {positive: "positive", negative: "negative"}.get(code, "neutral")
            form = "" if label != "neutral" else "reverse" if code != "0" else "swapped" if positive == "2" else ""
            made.append(Item(clean, clean, {"source": [source], "target": [target]}, "stance", label, form))
    return made
