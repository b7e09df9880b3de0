"""How well tone, stance and PLOVER classes are told: accuracy, macro-F1 and calibration on gold of every format.

    python benchmarks/tone.py GOLD... [--errors] [--json FILE]

The format of a file is told by what is in it (tonegold.py): hand-coded conflict news, NewsMTSC, DSE, MPQA tone, MPQA
source to target (positive against negative, forced choice), PLOVER (tab-separated sentences or the manual's records).
The model is given the gold's own passages; VADER stands beside it where it can answer at all.
"""

import re
from collections import Counter
from time import process_time

import numpy as np

from common import arguments, show, write_json
from dateline.language import tone
from dateline.sentiment import TRAPS
from dateline.tables import TONES
from tonegold import Item, labels, measure, read

VIOLENCE = next(one["words"] for one in TRAPS if one["trap"] == "grim topic, calm words")
MARKS = re.compile(r"[\"“”]")


def portions(kind: str, items: list[Item]) -> dict[str, np.ndarray]:
    """Parts of a file that have figures of their own: which items each has."""
    if kind == "newsmtsc":
        return {"with quotation marks": np.array([bool(MARKS.search(item.text)) for item in items])}
    forms = np.array([item.form for item in items])
    return {str(form): forms == form for form in sorted({*forms} - {""})}


def alarms(items: list[Item], shares: np.ndarray) -> dict[str, float]:
    """Share of gold-neutral passages called negative, with words of violence in them and without, in per cent."""
    called = {"with": [], "without": []}
    for item, share in zip(items, shares, strict=True):
        if item.label == "neutral":
            violent = re.search(VIOLENCE, item.content, re.IGNORECASE)
            called["with" if violent else "without"].append(share.argmax() == 0)
    return {f"neutral_called_negative_{name}_violence": 100 * float(np.mean(found or [0]))
            for name, found in called.items()}


def by_wordlist(items: list[Item], forced: bool) -> np.ndarray:
    """VADER's answers as probabilities of 1, by its own thresholds."""
    compound = np.array([tone.wordlist(item.content) for item in items])
    edge = 0 if forced else 0.05
    return np.stack([compound <= -edge, (compound > -edge) & (compound < edge), compound >= edge], 1).astype(float)


def main() -> None:
    options = arguments(__doc__.split("\n")[0], lambda parser: parser.add_argument(
        "--errors", action="store_true", help="print every passage whose class comes out wrong"))
    figures = {}
    for file in options.gold:
        kind, items = read(file)
        head = items[0].head
        classes = tone.HEADS[head]
        for item in items:
            item.words  # noqa: B018 - cut before the clock runs, as annotating an article cuts it once
        begun = process_time()
        scores = np.array([tone.scores(head, item.words, item.spans) for item in items])
        taken = process_time() - begun
        shares = np.array([tone.calibrated(head, score, bool(item.spans.get("source")))
                           for score, item in zip(scores, items, strict=True)])
        systems = {"dateline": shares, "dateline, not calibrated": tone.tagger.softmax(scores)}
        if classes == TONES:
            systems["word list"] = by_wordlist(items, kind == "mpqa-target")
        if kind == "mpqa-target":
            systems = {name: given * [1, 0, 1] / np.maximum(given[:, [0, 2]].sum(1, keepdims=True), 1e-9)
                       for name, given in systems.items()}
        most = Counter(item.label for item in items).most_common(1)[0][0]
        systems[f"all {most}"] = np.tile(np.eye(len(classes))[classes.index(most)], (len(items), 1))
        right = labels(items)
        figures[file.name] = {name: measure(given, right) for name, given in systems.items()}
        shares = systems["dateline"]
        for part, inside in portions(kind, items).items():
            figures[file.name][f"dateline, {part}"] = measure(shares[inside], right[inside])
        show(f"{file.name} ({kind})", ("system", "items", "accuracy", "macro-F1", "calibration error"),
             [(name, *row.values()) for name, row in figures[file.name].items()])
        ours = figures[file.name]["dateline"] | {"items_per_second": len(items) / taken}
        if classes == TONES and kind != "mpqa-target":
            ours |= alarms(items, shares)
            figures[file.name]["word list"] |= alarms(items, systems["word list"])
        if head == "tone":
            kept = shares.max(1) >= tone.least()
            rest = measure(shares[kept], right[kept])
            ours |= {"withheld": 100 * (1 - kept.mean()), "accuracy_of_the_rest": rest["accuracy"]}
        figures[file.name]["dateline"] = ours
        also = [(name.replace("_", " "), value) for name, value in list(ours.items())[4:]]
        show("", ("dateline, also", "value"), also)
        if options.errors:
            for item, share in zip(items, shares, strict=True):
                if classes[share.argmax()] != item.label:
                    marked = {role: [item.text[one:two] for one, two in spans] for role, spans in item.spans.items()}
                    given = f"{classes[share.argmax()]} ({share.max():.2f})"
                    print(f"{item.label} given as {given}: {marked} in {item.content}")
    write_json(options.json, figures)


if __name__ == "__main__":
    main()
