"""Fit the weights of lib/dateline/language/events.json, which tell events from other words that look like them.

    python training/events.py GOLD.jsonl... --actors FILE --out lib/dateline/language/events.json

A logistic regression with an L2 penalty over the features of events.py, by plain gradient descent from zero. Quotes
are the hand-coded ones. Prints detection cross-validated over articles for each penalty, chooses penalty and threshold
of the best F1, and fits on everything with them. Candidates that no gold event matches are the counterexamples; gold
events that are no candidate count as missed.
"""

import argparse
import json
import random
import sys
from pathlib import Path

import numpy as np

from dateline.actors import Actors, Coding
from dateline.corpus import read_places
from dateline.language import events
from dateline.language.parse import parse
from dateline.language.places import Place, find_places
from dateline.language.quotes import Quote
from dateline.language.speakers import Speaker
from dateline.language.times import find_times

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "benchmarks"))  # its matching decides what is right
from events import day, match

PENALTIES = (1.0, 2.0, 4.0, 8.0)
FOLDS, STEPS, SEED, RARE = 6, 300, 0, 2


def load(files: list[Path], actors: Actors, places: tuple[Place, ...]) -> list[tuple[list[list[str]], list[int], int]]:
    """For each article its candidates' features, whether each is an event, and how many events the gold has."""
    rows = []
    for file in files:
        for line in file.read_text("utf-8").splitlines():
            article = json.loads(line)
            text, published = article["text"], day(article)
            doc = parse(text)
            quotes = [Quote(tuple(map(tuple, one["content"])), one["kind"],
                            tuple(one["cue"][0]) if one["cue"] else None, None, "affirmed", 1.0)
                      for one in article["quotes"]]
            reader = events._Reader(doc, text, published, quotes, [Speaker("", None, None, "")] * len(quotes),
                                    [Coding("", "", "", "")] * len(quotes), find_times(text, published),
                                    find_places(doc, text, places), actors)
            found = reader.candidates()
            given = [{"trigger": token.text, "trigger_start": token.idx} for token, _, _ in found]
            right = {j for _, j in match(text, article["events"], given)}
            rows.append(([features for _, _, features in found], [int(at in right) for at in range(len(found))],
                         len(article["events"])))
    return rows


def fit(rows: list, penalty: float) -> dict[str, float]:
    """Weights by feature, of those that stand in at least RARE candidates."""
    counts: dict[str, int] = {}
    for row in rows:
        for features in row[0]:
            for feature in set(features):
                counts[feature] = counts.get(feature, 0) + 1
    names = ["bias", *sorted(feature for feature, count in counts.items() if count >= RARE)]
    index = {name: at for at, name in enumerate(names)}
    lists = [[0, *sorted({index[one] for one in features if one in index})] for row in rows for features in row[0]]
    columns = np.concatenate([np.array(one) for one in lists])  # the cells that are 1, as (line, column)
    lines = np.repeat(np.arange(len(lists)), [len(one) for one in lists])
    wanted = np.array([one for row in rows for one in row[1]], dtype=float)

    def sums(weights: np.ndarray) -> np.ndarray:
        return np.bincount(lines, weights[columns], len(lists))

    def back(gaps: np.ndarray) -> np.ndarray:
        return np.bincount(columns, gaps[lines], len(names))

    probe = np.ones(len(names))
    for _ in range(20):  # the largest singular value, by power iteration
        probe = back(sums(probe / np.linalg.norm(probe)))
    rate = 1 / (0.25 * np.linalg.norm(probe) + penalty)
    weights, ahead, pace = np.zeros(len(names)), np.zeros(len(names)), 1.0
    for _ in range(STEPS):  # Nesterov's accelerated gradient descent
        gap = 1 / (1 + np.exp(-sums(ahead))) - wanted
        new = ahead - rate * (back(gap) + penalty * ahead)
        pace, before = (1 + (1 + 4 * pace * pace) ** 0.5) / 2, pace
        weights, ahead = new, new + (before - 1) / pace * (new - weights)
    return {name: round(float(weight), 3) for name, weight in zip(names, weights, strict=True) if abs(weight) >= 0.02}


def probabilities(rows: list, weights: dict[str, float]) -> list[float]:
    return [1 / (1 + np.exp(-sum(weights.get(one, 0.0) for one in ("bias", *features))))
            for row in rows for features in row[0]]


def best(given: list[float], right: list[int], total: int) -> tuple[float, float]:
    """The best F1 in per cent and the threshold that it has."""
    scores = []
    for threshold in np.arange(0.2, 0.7, 0.02):
        kept = [hit for sure, hit in zip(given, right, strict=True) if sure >= threshold]
        scores.append((200 * sum(kept) / max(1, len(kept) + total), round(float(threshold), 2)))
    return max(scores)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("gold", nargs="+", type=Path)
    parser.add_argument("--actors", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    places = tuple(Place(**row) for row in read_places(options.actors.parent / "places.csv"))
    rows = load(options.gold, Actors.load(options.actors), places)
    order = list(range(len(rows)))
    random.Random(SEED).shuffle(order)
    total = sum(row[2] for row in rows)
    found = sum(sum(row[1]) for row in rows)
    print(f"{sum(len(row[1]) for row in rows)} candidates hold {found} of {total} events", flush=True)
    results = []
    for penalty in PENALTIES:
        given, right = [], []
        for fold in range(FOLDS):
            held = [rows[at] for at in order[fold::FOLDS]]
            weights = fit([rows[at] for place, at in enumerate(order) if place % FOLDS != fold], penalty)
            given += probabilities(held, weights)
            right += [one for row in held for one in row[1]]
        score, threshold = best(given, right, total)
        results.append((score, threshold, penalty))
        print(f"penalty {penalty}: detection {score:.1f} at {threshold}", flush=True)
    _, threshold, penalty = max(results)
    weights = fit(rows, penalty)
    shipped = {"threshold": threshold, "weights": weights}
    options.out.write_text(json.dumps(shipped, indent=0, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
