"""Fit the weights of lib/dateline/language/speakers.json: which voice a pronoun or role stands for.

    python training/speakers.py GOLD.jsonl... --out lib/dateline/language/speakers.json

The coded quotes are resolved with the weights as they are; at each choice among voices, those with the last name of
the coded speaker are right. Of gold files that name no speakers, such as PolNeAR's, the articles in speakers.csv are
read: the last name of whom a role stands for, coded for this script, 261 by hand and the others by language-model
coders, nothing where it stands for itself; a document stands for whoever issued it. A
conditional logit with an L2 penalty is fitted on these choices by gradient descent from zero: no randomness. Prints how
many choices are right, cross-validated over articles and on what it was fitted on. The weights change whom pronouns in
between mention, so run it twice.
"""

import argparse
import csv
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from dateline.language.parse import parse
from dateline.language.quotes import Quote
from dateline.language.speakers import best, resolve_speakers

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))
from common import last_name, load_gold

PENALTIES = {"pronoun": 4.0, "role": 8.0}  # role: 2, 4 and 8 are within 4 of 1,266 choices
with open(Path(__file__).with_suffix(".csv"), encoding="utf-8") as table:
    CODED = {(row["article"], row["source_start"]): row["speaker"] for row in csv.DictReader(table)}
FOLDS, STEPS, RATE = 6, 300, 0.05


class Choice(NamedTuple):
    """One choice among voices: the article's number, which voices are right, and their features."""

    article: int
    right: np.ndarray
    features: list[dict[str, float]]


def choices(articles: Sequence[dict]) -> dict[str, list[Choice]]:
    """The choices in the articles, by kind of source; those that no voice is right for are left out."""
    made: dict[str, list[Choice]] = {kind: [] for kind in PENALTIES}
    for article, row in enumerate(articles):
        coded = sorted((one for one in row["quotes"] if one["content"]), key=lambda quote: quote["content"])
        places = [[tuple(one[key][0]) if one.get(key) else None for key in ("cue", "source")] for one in coded]
        quotes = [Quote(tuple(map(tuple, one["content"])), one.get("kind", one.get("type")), *place, "affirmed", 1.0)
                  for one, place in zip(coded, places, strict=True)]

        def choose(kind, number, features, name, article=article, row=row, coded=coded):
            speaker = coded[number].get("speaker")
            if speaker is None:
                speaker = CODED.get((row["id"], str(coded[number]["source"][0][0]))) if kind == "role" else None
            if speaker:
                right = np.array([last_name(name(place)) == last_name(speaker) for place in range(len(features))])
            else:
                right = np.arange(len(features)) == (0 if speaker == "" else -1)
            if right.any():
                made[kind].append(Choice(article, right, features))
            return best(kind, number, features, name)

        resolve_speakers(parse(row["text"]), row["text"], quotes, choose)
    return made


def fit(rows: Sequence[Choice], penalty: float) -> dict[str, float]:
    """Weights by feature, to three places (Adam)."""
    keys = sorted({key for row in rows for one in row.features for key in one})
    inputs = np.array([[float(one.get(key, 0)) for key in keys] for row in rows for one in row.features])
    right = np.concatenate([row.right for row in rows])
    many = np.array([len(row.features) for row in rows])
    starts = np.cumsum(many) - many  # where the voices of each choice begin

    def shares(powers: np.ndarray) -> np.ndarray:
        return powers / np.repeat(np.add.reduceat(powers, starts) + 1e-12, many)

    weights, first, second = np.zeros((3, len(keys)))
    for step in range(1, STEPS + 1):
        scores = inputs @ weights
        powers = np.exp(scores - np.repeat(np.maximum.reduceat(scores, starts), many))
        slope = penalty * weights + inputs.T @ (shares(powers) - shares(powers * right))
        first, second = 0.9 * first + 0.1 * slope, 0.999 * second + 0.001 * slope ** 2
        weights = weights - RATE * first / (1 - 0.9 ** step) / (np.sqrt(second / (1 - 0.999 ** step)) + 1e-8)
    return dict(zip(keys, np.round(weights, 3).tolist(), strict=True))


def hits(rows: Sequence[Choice], weights: dict[str, float]) -> int:
    """How many choices fall on a right voice."""
    scored = ([sum(weights.get(key, 0) * value for key, value in one.items()) for one in row.features] for row in rows)
    return sum(bool(row.right[int(np.argmax(scores))]) for row, scores in zip(rows, scored, strict=True))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("gold", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    named = {article for article, _ in CODED}
    found = choices([article for path in options.gold for article in load_gold(path)
                     if article["id"] in named or any("speaker" in one for one in article["quotes"])])
    fitted = {}
    for kind, rows in found.items():
        held = 0
        for fold in range(FOLDS):
            weights = fit([row for row in rows if row.article % FOLDS != fold], PENALTIES[kind])
            held += hits([row for row in rows if row.article % FOLDS == fold], weights)
        fitted[kind] = fit(rows, PENALTIES[kind])
        print(f"{kind}: {held} of {len(rows)} choices right cross-validated, {hits(rows, fitted[kind])} as fitted")
    lines = (f"{json.dumps(kind)}: {json.dumps(weights, sort_keys=True)}" for kind, weights in sorted(fitted.items()))
    options.out.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
