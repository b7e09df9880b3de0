"""How well tone is told: accuracy, macro-F1 and calibration on gold files of every format in use.

    python benchmarks/tone.py GOLD... [--errors] [--json FILE]

A file's format is told by its first record: hand-coded conflict news (quotes with `tone`), NewsMTSC (sentences with
targets), MPQA tone (a source's expression) and MPQA source to target (positive against negative, forced choice), DSE
(tab-separated). Where the question is what a source expresses, the shipped engine answers it from the gold content and
cue; tone towards a target is answered by the word list alone, as the baseline.
"""

import json
from pathlib import Path

from common import arguments, show, write_json
from dateline.language.tone import score, vader, wordlist_label
from dateline.tables import TONES

LABELS = {"neg": "negative", "neu": "neutral", "pos": "positive", 2.0: "negative", 4.0: "neutral", 6.0: "positive"}
Answer = tuple[str, str, float]  # gold tone, given tone, probability of the given one


def read(file: Path) -> tuple[str, list]:
    """The format of a gold file and its records."""
    lines = file.read_text("utf-8").splitlines()
    if file.suffix == ".txt":
        return "dse", [line.split("\t") for line in lines if line.count("\t") == 3]
    records = [json.loads(line) for line in lines if line.strip()]
    first = records[0]
    if "quotes" in first:
        return "conflict", records
    if "targets" in first:
        return "newsmtsc", records
    return ("mpqa-target" if "target" in first else "mpqa-tone"), records


def sentences(kind: str, records: list) -> list[tuple[str, str]]:
    """(text, gold tone) of every record that is no conflict news."""
    if kind == "newsmtsc":
        return [(record["sentence_normalized"], LABELS[float(target["polarity"])])
                for record in records for target in record["targets"]]
    if kind == "dse":  # 0 neutral, 1 and 2 positive, 3 and 4 negative (either direction)
        tones = ("neutral", "positive", "positive", "negative", "negative")
        return [(text.replace("[", "").replace("]", ""), tones[int(code)]) for text, _, _, code in records]
    return [(record["text"], LABELS[record["label"]]) for record in records if record["label"] in LABELS]


def expressions(records: list) -> list[tuple[str, str, str, str]]:
    """(sentence, reporting verb, kind, gold tone) of every MPQA record of a source's tone."""
    return [(record["text"], " ".join(record["verb"]), "direct" if record["quote"] else "indirect",
             LABELS[record["label"]]) for record in records if record["label"] in LABELS]


def quotes(records: list) -> list[tuple[str, str, str, str]]:
    """(content, cue, kind, gold tone) of every gold quote."""
    return [(" … ".join(article["text"][start:end] for start, end in quote["content"]), quote["cue_text"],
             quote["kind"], quote["tone"]) for article in records for quote in article["quotes"]]


def measure(answers: list[Answer], labels: tuple[str, ...] = TONES) -> dict[str, float]:
    """Accuracy, macro-F1 and expected calibration error in 10 bins, in per cent."""
    scores = []
    for label in labels:
        hits = sum(gold == given == label for gold, given, _ in answers)
        total = sum((gold == label) + (given == label) for gold, given, _ in answers)
        scores.append(200 * hits / total if total else 0.0)
    bins: dict[int, list[float]] = {}
    for gold, given, sure in answers:
        bins.setdefault(min(int(10 * sure), 9), []).append(sure - (gold == given))
    return {"items": len(answers), "accuracy": 100 * sum(gold == given for gold, given, _ in answers) / len(answers),
            "macro_f1": sum(scores) / len(scores),
            "calibration_error": 100 * sum(abs(sum(gaps)) for gaps in bins.values()) / len(answers)}


def by_wordlist(text: str, forced: bool) -> str:
    compound = vader().polarity_scores(text)["compound"]
    return ("positive" if compound > 0 else "negative") if forced else wordlist_label(compound)


def main() -> None:
    options = arguments(__doc__.split("\n")[0], lambda parser: parser.add_argument(
        "--errors", action="store_true", help="print every quote whose tone comes out wrong"))
    figures = {}
    for file in options.gold:
        kind, records = read(file)
        systems: dict[str, list[Answer]] = {}
        if kind in ("conflict", "mpqa-tone"):
            items = quotes(records) if kind == "conflict" else expressions(records)
            scored = [(gold, score(text, cue, form)) for text, cue, form, gold in items]
            systems["dateline"] = [(gold, tone.label, getattr(tone, tone.label)) for gold, tone in scored]
            systems["word list"] = [(gold, wordlist_label(tone.wordlist), 1.0) for gold, tone in scored]
            labels = TONES
            if options.errors:
                for (text, cue, _, gold), (_, tone) in zip(items, scored, strict=True):
                    if tone.label != gold:
                        print(f"{gold} given as {tone.label} ({getattr(tone, tone.label):.2f}): [{cue}] {text}")
        else:
            forced = kind == "mpqa-target"
            labels = ("negative", "positive") if forced else TONES
            items = [(text, gold) for text, gold in sentences(kind, records) if gold in labels]
            systems["word list"] = [(gold, by_wordlist(text, forced), 1.0) for text, gold in items]
        most = max(labels, key=[answer[0] for answer in systems["word list"]].count)
        systems[f"all {most}"] = [(gold, most, 1.0) for gold, _, _ in systems["word list"]]
        figures[file.name] = {name: measure(answers, labels) for name, answers in systems.items()}
        show(f"{file.name} ({kind})", ("system", "items", "accuracy", "macro-F1", "calibration error"),
             [(name, *row.values()) for name, row in figures[file.name].items()])
    write_json(options.json, figures)


if __name__ == "__main__":
    main()
