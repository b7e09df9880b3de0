"""Fit lib/dateline/language/events.json: which words name events, and who did it, to whom, where and when.

    python training/events.py GOLD.jsonl... --texts GOLD CORPORA --actors FILE --heads FILE --out FILE

Conditional logits with an L2 penalty over the features of events.py and roles.py, by Adam from zero. Quotes are the
hand-coded ones. A word that may name an event is one choice among its types and none; a role of a gold event is one
choice among its candidates, any of them with the gold's camp, date or place being right. Prints every figure
cross-validated over articles, then fits on everything. Roles are fitted twice: the first time the events before have
their gold roles, the second time those that the first weights (of the other folds) give. --heads has what the
layers for events, which were trained without them, see in these articles (`training/happenings.py`).
Dates, which need nothing of these layers, are learned also from the articles coded for training alone (coded.py),
whose texts stand in --texts; for the other roles weights are fitted to these articles first, and the penalty draws
those of the gold articles towards them.
"""

import argparse
import json
import random
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np

from dateline.actors import Actors
from dateline.corpus import read_places
from dateline.language import events, roles, tagger
from dateline.language.parse import parse
from dateline.language.places import Place

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "benchmarks"))  # its matching decides what is right
import coded
from common import load_gold
from events import actors_of, match, reader_of, same, triggers

PENALTY = {"event": 15.0, "actor": 1.5, "target": 3.0, "date": 3.0, "place": 3.0}
PULL = 3.0  # so much stronger is the penalty that draws the weights of roles to those of the other coders
FOLDS, STEPS, SEED, RARE, SMALL, SAME = 6, 150, 0, 2, 0.03, 0.5
UNTOLD = {"actor_camp": "unknown", "target_camp": "unknown"}  # of an event coded for training alone, where not given
Groups = list[tuple[list[list[str]], list[bool]]]  # for each choice the features of its candidates, and which are right


class Recorder(roles.Roles):
    """Roles that write down their choices, with the gold's roles as long as there are no weights."""

    def pick(self, role: str, choices: list[roles.Choice]) -> tuple | None:
        right = [correct(role, self.gold, one) for one in choices]
        self.groups[role].append(([one.features for one in choices], right))
        if self.weights is None:
            return choices[right.index(True) if True in right else -1].value if choices else None
        value = super().pick(role, choices)
        self.hits[role].append(any(hit and one.value == value for one, hit in zip(choices, right, strict=True)))
        return value


def correct(role: str, gold: dict[str, Any], one: roles.Choice) -> bool:
    """Whether a candidate has what the gold event has."""
    if role == "date":
        return tuple(map(str, one.key)) == (gold["date_start"], gold["date_end"])
    if role == "place":
        return same(gold["place"], one.value[0])
    return one.key == ("" if not gold[role] and gold[f"{role}_camp"] == "unknown" else gold[f"{role}_camp"])


def record(article: dict[str, Any], reader: events.Reader, weights: dict | None) -> Recorder:
    """The choices of an article's gold events."""
    found = reader.roles
    found.__class__, found.weights, found.past = Recorder, weights, []
    found.groups, found.hits = ({role: [] for role in roles.ROLES} for _ in range(2))
    for token, gold in triggers(article, reader.doc):
        found.gold = gold
        found.frame(token, gold["type"], events.lemma_of(token)[0])
    return found


def unpacked(path: Path) -> dict[str, tagger.Happenings]:
    """What was seen in each article; of its words only the offsets are known."""
    found: dict[str, tagger.Happenings] = {}
    with np.load(path) as stored:
        for name in stored.files:
            article, kind, *rest = name.split(" ")
            if kind == "spans":
                words = tagger.Words(stored[name], [], *[np.zeros(0)] * 3)
                found[article] = tagger.Happenings(words, stored[f"{article} types"], {})
            elif kind == "roles":
                found[article].roles[int(rest[0])] = int(rest[1]), stored[name]
    return found


def unseen() -> tagger.Happenings:
    """What the layers for events see in an article that they learned from: nothing that may be learned from again."""
    return tagger.Happenings(tagger.split(""), np.zeros((0, 1)), {})


def detection(article: dict[str, Any], reader: events.Reader) -> list[tuple]:
    """One choice for each word that may name an event: features, which are right, the types, the gold's type."""
    found = reader.candidates()
    given = [{"trigger": token.text, "trigger_start": token.idx} for token, _ in found]
    gold = {j: article["events"][i]["type"] for i, j in match(article["text"], article["events"], given)}
    rows = []
    for at, (_, choices) in enumerate(found):
        kinds, wanted = ["", *(one.key for one in choices)], gold.get(at, "")
        right = [kind == wanted if wanted in kinds else kind != "" for kind in kinds]
        rows.append(([[], *(one.features for one in choices)], right, kinds, wanted))
    return rows


def fit(groups: Groups, penalty: float, start: dict[str, float] | None = None) -> dict[str, float]:
    """Weights by feature, of those that stand in at least RARE candidates.

    start: weights that the penalty draws towards, in place of zero.
    """
    start = start or {}
    groups = [one[:2] for one in groups if any(one[1]) and not all(one[1])]
    counts = Counter(feature for candidates, _ in groups for one in candidates for feature in set(one))
    names = sorted({feature for feature, count in counts.items() if count >= RARE} | start.keys())
    index = {name: at for at, name in enumerate(names)}
    lists = [sorted({index[one] for one in features if one in index}) for group, _ in groups for features in group]
    columns = np.array([at for one in lists for at in one])  # the cells that are 1, as (line, column)
    lines = np.repeat(np.arange(len(lists)), [len(one) for one in lists])
    sizes = np.array([len(group) for group, _ in groups])
    starts, owner = np.cumsum(sizes) - sizes, np.repeat(np.arange(len(sizes)), sizes)
    right = np.array([hit for _, hits in groups for hit in hits])
    begun = np.array([start.get(name, 0.0) for name in names])
    weights, speed, square = begun.copy(), np.zeros(len(names)), np.zeros(len(names))
    for step in range(1, STEPS + 1):
        scores = np.bincount(lines, weights[columns], len(lists))
        shares = np.exp(scores - np.maximum.reduceat(scores, starts)[owner])
        hits = shares * right
        gap = shares / np.add.reduceat(shares, starts)[owner] - hits / np.add.reduceat(hits, starts).clip(1e-30)[owner]
        slope = np.bincount(columns, gap[lines], len(names)) + penalty * (weights - begun)
        speed, square = 0.9 * speed + 0.1 * slope, 0.99 * square + 0.01 * slope * slope
        pace = 0.1 * (1 - 0.9 * step / STEPS) / (1 - 0.9 ** step)
        weights -= pace * speed / (np.sqrt(square / (1 - 0.99 ** step)) + 1e-6)
    return {name: round(float(weight), 2) for name, weight in zip(names, weights, strict=True) if abs(weight) >= SMALL}


def threshold(rows: list, total: int, weights: list[dict[str, float]]) -> tuple[float, float, float]:
    """F1 of detection, the types that are then right, both in per cent, and the threshold.

    weights: those of each row's held-out fold. Of thresholds with about the best F1 it is the one that misses least.
    """
    judged = []
    for (features, _, kinds, wanted), own in zip(rows, weights, strict=True):
        shares = np.exp([sum(own.get(name, 0.0) for name in one) for one in features])
        judged.append((1 - 1 / shares.sum(), bool(wanted), kinds[1 + int(shares[1:].argmax())] == wanted))
    scores = []
    for least in np.arange(0.2, 0.7, 0.02):
        hits = [typed for sure, hit, typed in judged if hit and sure >= least]
        given = sum(sure >= least for sure, _, _ in judged)
        scores.append((200 * len(hits) / (given + total), 100 * sum(hits) / max(1, len(hits)), round(float(least), 2)))
    return next(row for row in scores if row[0] >= max(scores)[0] - SAME)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("gold", nargs="+", type=Path)
    parser.add_argument("--texts", nargs=2, type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--actors", type=Path, required=True)
    parser.add_argument("--heads", type=Path, required=True, metavar="FILE")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    places = tuple(Place(**row) for row in read_places(options.actors.parent / "places.csv"))
    gold = [article for file in options.gold for article in load_gold(file)]
    more = [article | {"quotes": [], "events": [UNTOLD | one for one in article["events"]]}
            for article in coded.events(*options.texts)]
    heads = unpacked(options.heads)
    files = {one["id"]: actors_of(one, options.actors) for one in gold + more}
    actors = {file: Actors.load(file) for file in set(files.values())}
    readers = [reader_of(one, parse(one["text"]), heads.get(one["id"]) or unseen(), actors[files[one["id"]]], places)
               for one in gold + more]
    articles = list(zip(gold + more, readers, strict=True))
    fold = [number for size in (len(gold), len(more))
            for number in random.Random(SEED).sample([at % FOLDS for at in range(size)], size)]
    total = sum(len(one["events"]) for one in gold)

    def fitted(data: list[Any], penalty: float, start: dict[str, float] | None = None) -> list[dict[str, float]]:
        """The weights of a role for each fold, from the others, and last those from everything."""
        return [fit([one for at, groups in zip(fold, data, strict=False) if at != k for one in groups], penalty, start)
                for k in range(FOLDS + 1)]

    def roles_fitted(role: str) -> list[dict[str, float]]:
        """The same for a recorded role: days from all articles alike, others drawn to those of the other coders."""
        data = [one.groups[role] for one in found]
        if role == "date":
            return fitted(data, PENALTY[role])
        begun = fit([one for groups in data[len(gold):] for one in groups], PENALTY[role])
        return fitted(data[:len(gold)], PULL * PENALTY[role], begun)

    words = [detection(*pair) for pair in articles[:len(gold)]]
    weights = fitted(words, PENALTY["event"])
    score, typed, least = threshold([one for groups in words for one in groups], total,
                             [weights[fold[at]] for at, groups in enumerate(words) for _ in groups])
    print(f"{sum(map(len, words))} words may name the {total} events; detection {score:.1f} at {least}, type "
          f"{typed:.1f}", flush=True)
    shipped: dict[str, Any] = {"threshold": least, "event": weights[-1]}
    found = [record(*pair, None) for pair in articles]
    for _ in range(2):
        own = {role: roles_fitted(role) for role in roles.ROLES}
        found = [record(*pair, {role: own[role][at] for role in roles.ROLES})
                 for at, pair in zip(fold, articles, strict=True)]
        rights = {role: 100 * sum(sum(one.hits[role]) for one in found[:len(gold)]) / total for role in roles.ROLES}
        print(", ".join(f"{role} {right:.1f}" for role, right in rights.items()), flush=True)
    shipped |= {role: own[role][-1] for role in roles.ROLES}
    lines = [f"{json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}" for name, value in shipped.items()]
    options.out.write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")


if __name__ == "__main__":
    main()
