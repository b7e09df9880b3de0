"""Fit the weights of lib/dateline/language/tone.json from hand-coded quotes.

    python training/tone.py GOLD.jsonl... --out lib/dateline/language/tone.json

A multinomial logistic regression with an L2 penalty, by plain gradient descent from zero: no randomness but the
seeded folds. Prints accuracy, macro-F1 and calibration error cross-validated over articles for each penalty, chooses
the penalty of the lowest cross-validated log loss, and fits on everything with it.
"""

import argparse
import json
import random
from pathlib import Path

import numpy as np

from dateline.language.tone import features
from dateline.tables import TONES

PENALTIES = (0.3, 1.0, 3.0, 10.0)
FOLDS, STEPS, SEED = 5, 3000, 0


def load(files: list[Path]) -> list[tuple[str, dict[str, float], str]]:
    """(article, features, tone) of every gold quote."""
    rows = []
    for file in files:
        for line in file.read_text("utf-8").splitlines():
            article = json.loads(line)
            for quote in article["quotes"]:
                content = " … ".join(article["text"][start:end] for start, end in quote["content"])
                rows.append((article["id"], features(content, quote["cue_text"], quote["kind"]), quote["tone"]))
    return rows


def fit(inputs: np.ndarray, wanted: np.ndarray, penalty: float) -> np.ndarray:
    """Weights (features by tones) of the regression."""
    weights = np.zeros((inputs.shape[1], wanted.shape[1]))
    rate = 4 * len(inputs) / (np.linalg.norm(inputs, 2) ** 2 + penalty)
    for _ in range(STEPS):
        gap = probabilities(inputs, weights) - wanted
        weights -= rate * (inputs.T @ gap + penalty * weights) / len(inputs)
    return weights


def probabilities(inputs: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Softmax of the weighted sums, a row a quote."""
    sums = inputs @ weights
    powers = np.exp(sums - sums.max(1, keepdims=True))
    return powers / powers.sum(1, keepdims=True)


def measure(found: np.ndarray, wanted: np.ndarray) -> dict[str, float]:
    """Accuracy, macro-F1, expected calibration error in 10 bins (per cent) and mean log loss."""
    chosen, right = found.argmax(1), wanted.argmax(1)
    scores = []
    for tone in range(len(TONES)):
        hits = ((chosen == tone) & (right == tone)).sum()
        scores.append(2 * hits / max(1, (chosen == tone).sum() + (right == tone).sum()))
    sure, hit = found.max(1), chosen == right
    bins = np.minimum((sure * 10).astype(int), 9)
    error = sum(abs(sure[bins == one].sum() - hit[bins == one].sum()) for one in range(10)) / len(sure)
    loss = -np.log(np.maximum(found[np.arange(len(right)), right], 1e-9)).mean()
    return {"accuracy": 100 * hit.mean(), "macro_f1": 100 * float(np.mean(scores)), "calibration_error": 100 * error,
            "log_loss": float(loss)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("gold", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    rows = load(options.gold)
    names = sorted(rows[0][1])
    inputs = np.array([[seen[name] for name in names] for _, seen, _ in rows])
    wanted = np.array([[float(tone == one) for one in TONES] for _, _, tone in rows])
    articles = sorted({article for article, _, _ in rows})
    random.Random(SEED).shuffle(articles)
    fold = np.array([articles.index(article) % FOLDS for article, _, _ in rows])
    results = {}
    for penalty in PENALTIES:
        found = np.zeros_like(wanted)
        for one in range(FOLDS):
            found[fold == one] = probabilities(inputs[fold == one],
                                               fit(inputs[fold != one], wanted[fold != one], penalty))
        results[penalty] = measure(found, wanted)
        print(penalty, {name: round(value, 3) for name, value in results[penalty].items()})
    best = min(results, key=lambda penalty: results[penalty]["log_loss"])
    weights = fit(inputs, wanted, best)
    content = {"penalty": best, "quotes": len(rows), "articles": len(articles), "cross_validated":
               {name: round(value, 3) for name, value in results[best].items()},
               "weights": {tone: {name: round(float(weights[row, column]), 4) for row, name in enumerate(names)}
                           for column, tone in enumerate(TONES)}}
    options.out.write_text(json.dumps(content, indent=1, sort_keys=True) + "\n", "utf-8")


if __name__ == "__main__":
    main()
