"""Make the weights of the layers for events: coded events in, models/events.onnx, held-out answers and scores out.

    python training/happenings.py --gold GOLD --corpora CORPORA [--out DIRECTORY]

The layers begin as copies of the quotation model's last ones, above the vectors that it gives out in the middle
(`tagger.BRANCH`), which stay as they are. They learn which words name events, of which type, and which words tell the
actor, the target, the place, the day and whose account it is, from the articles coded for training alone (coded.py),
whose texts stand in GOLD and CORPORA. conflict/train in GOLD is left out, so that what they say of it, written to
heads.npz for training/events.py, is said of articles that they have not seen. Takes more than an hour of a core without
16-bit products. Needs training/requirements.txt.
"""

import argparse
import json
import random
import re
import sys
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from dateline.language import tagger
from dateline.language.times import find_times
from dateline.tables import EVENT_TYPES

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1] / "benchmarks")]
import coded  # noqa: E402
import onnx8  # noqa: E402
import quotes  # noqa: E402
from common import load_gold  # noqa: E402
from loop import learn  # noqa: E402

SEED = 5
PASSES, RATE, ROOM = 4, 4e-4, 1536  # a batch's room in word pieces
CUTS = 3  # ways in which each article is cut into windows, in turn
TYPES, ROLES = 15, 1 / 12  # weights of the two losses
DEPTH, WIDTH, PAIR = quotes.LAYERS - tagger.BRANCH, quotes.WIDTH, 96
COUNT = len(tagger.EVENT_ROLES)


class Happening(NamedTuple):
    """Where an event's trigger begins, the number of its type, counted from 1, and offsets of the roles it has."""

    trigger: int
    kind: int
    roles: dict[str, tuple[int, int]]


class Window(NamedTuple):
    """What the layers are given of one window, and what they should say; all counted in words of the window."""

    middle: torch.Tensor
    heads: list[int]
    kinds: np.ndarray
    anchors: np.ndarray
    roles: np.ndarray  # (anchors, words, roles)
    relations: np.ndarray  # (anchors, words)


class Network(nn.Module):
    """The quotation model's last layers, a linear head for types and a biaffine one for roles."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(SEED)
        self.layers = nn.ModuleList(quotes.Layer() for _ in range(DEPTH))
        self.load_state_dict(shipped(), strict=False)
        self.types = nn.Linear(WIDTH, 1 + len(EVENT_TYPES))
        nn.init.zeros_(self.types.weight)
        self.anchor, self.other = nn.Linear(WIDTH, PAIR), nn.Linear(WIDTH, PAIR)
        self.pair = nn.Parameter(torch.randn(PAIR + 1, COUNT * (PAIR + 1)) * 0.02)
        self.distance = nn.Parameter(torch.zeros(tagger.RELATIONS, COUNT))
        self.drop = nn.Dropout(0.1)

    def words(self, middle: torch.Tensor, heads: torch.Tensor, mask: torch.Tensor | None) -> torch.Tensor:
        """Vectors (batch, words, width) from those of pieces in the middle."""
        hidden = self.drop(middle)
        for layer in self.layers:
            hidden = layer(hidden, mask)
        return torch.gather(hidden, 1, heads.unsqueeze(-1).expand(-1, -1, WIDTH))

    def scores(self, anchors: torch.Tensor, words: torch.Tensor, relations: torch.Tensor) -> torch.Tensor:
        """Scores (batch, anchors, words, roles) of each word for each role of the event that an anchor names."""
        left, right = (functional.gelu(side(self.drop(given))) for side, given in (
            (self.anchor, anchors), (self.other, words)))
        left = torch.cat([left, torch.ones_like(left[..., :1])], -1) @ self.pair
        right = torch.cat([right, torch.ones_like(right[..., :1])], -1)
        batch, count, _ = left.shape
        left = left.view(batch, count * COUNT, PAIR + 1)
        return (left @ right.transpose(1, 2)).view(batch, count, COUNT, -1).transpose(2, 3) + self.distance[relations]


def shipped() -> dict[str, torch.Tensor]:
    """The weights of the quotation model's last layers as they ship."""
    state = {}
    for name, values in onnx8.shipped(tagger.MODELS / "quotes.onnx").items():
        if (found := re.match(r"layers\.(\d+)\.(.*)", name)) and int(found[1]) >= tagger.BRANCH:
            state[f"layers.{int(found[1]) - tagger.BRANCH}.{found[2]}"] = torch.tensor(np.ascontiguousarray(values))
    return state


def happenings(row: dict[str, Any]) -> list[Happening]:
    """The events of a coded article; the day's words are those of a time expression that means the coded days."""
    text, found = row["text"], {}
    times = [one for one in find_times(text, date.fromisoformat(row["date"]) if row["date"] else None)
             if one.date_start and one.type != "SET"]
    for event in row["events"]:
        start, word = text.find(event["sentence"]), re.search(r"\w+", event["trigger"])
        end = start + len(event["sentence"])
        places = [start + one.start() for one in re.finditer(rf"\b{re.escape(word.group())}\b", event["sentence"])]
        at = event.get("offset") or next((place for place in places if place not in found), (places or [-1])[0])
        if at in found or at < 0:
            continue
        printed = {"actor": event["actor"], "target": event["target"], "place": event["place"],
                   "account": event["according_to"]}
        options = {role: [one.span() for one in re.finditer(re.escape(name), text)] if name else []
                   for role, name in printed.items()}
        days = (event["date_start"], event["date_end"])
        options["date"] = [(one.start, one.end) for one in times if (str(one.date_start), str(one.date_end)) == days]
        roles = {role: nearest(spans, start, end, at) for role, spans in options.items()}
        found[at] = Happening(at, 1 + EVENT_TYPES.index(event["type"]), {k: v for k, v in roles.items() if v})
    return list(found.values())


def nearest(spans: list[tuple[int, int]], start: int, end: int, at: int) -> tuple[int, int] | None:
    """Of several spans the one next to the trigger in its sentence, else the last before it, else the first."""
    inside = [one for one in spans if start <= one[0] < end]
    before = [one for one in spans if one[0] < start]
    if inside:
        return min(inside, key=lambda one: abs(one[0] - at))
    return before[-1] if before else min(spans, default=None)


def windows(row: dict[str, Any], size: int) -> list[Window]:
    """An article cut into windows of at most `size` pieces, with what the quotation model sees in them."""
    words, made = tagger.split(row["text"]), []
    named = {int(np.searchsorted(words.spans[:, 0], one.trigger, side="right")) - 1: one for one in row["happenings"]}
    for start, end, *_ in tagger.windows([len(pieces) for pieces in words.pieces], size):
        kinds, anchors = np.zeros(end - start, dtype=np.int64), [place for place in named if start <= place < end]
        roles = np.zeros((len(anchors), end - start, COUNT), dtype=np.float32)
        for order, place in enumerate(anchors):
            kinds[place - start] = named[place].kind
            for role, span in named[place].roles.items():
                low = int(np.searchsorted(words.spans[:, 1], span[0], side="right"))
                high = int(np.searchsorted(words.spans[:, 0], span[1]))
                roles[order, max(low - start, 0):max(high - start, 0), tagger.EVENT_ROLES.index(role)] = 1
        chosen = np.array(anchors, dtype=np.int64) - start
        middle = torch.from_numpy(tagger.run(words, start, end, tagger.CODEBOOK)[2]).to(torch.bfloat16)
        made.append(Window(middle, tagger.inputs(words, start, end, tagger.CODEBOOK)[2], kinds, chosen, roles,
                           tagger.relations(words, start, end, chosen)))
    return made


def loss_of(network: Network, batch: list[Window]) -> tuple[torch.Tensor, dict[str, float]]:
    """The loss of one batch, and its parts: cross-entropy a word, and of roles the sum over words an event."""
    size, length = len(batch), max(len(one.middle) for one in batch)
    count, most = max(len(one.heads) for one in batch), max(1, *(len(one.anchors) for one in batch), 1)
    middle, mask = torch.zeros(size, length, WIDTH), torch.full((size, 1, 1, length), -1e4)
    heads, anchors = torch.zeros(size, count, dtype=torch.long), torch.zeros(size, most, dtype=torch.long)
    kinds, relations = torch.full((size, count), -100), torch.zeros(size, most, count, dtype=torch.long)
    roles, counted = torch.zeros(size, most, count, COUNT), torch.zeros(size, most, count, 1)
    for row, one in enumerate(batch):
        pieces, words, events = len(one.middle), len(one.heads), len(one.anchors)
        middle[row, :pieces], mask[row, ..., :pieces] = one.middle.float(), 0
        heads[row, :words], kinds[row, :words] = torch.tensor(one.heads), torch.from_numpy(one.kinds)
        anchors[row, :events], counted[row, :events, :words] = torch.from_numpy(one.anchors), 1
        roles[row, :events, :words] = torch.from_numpy(one.roles)
        relations[row, :events, :words] = torch.from_numpy(one.relations)
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=quotes.FLOAT is torch.bfloat16):
        words = network.words(middle, heads, mask.to(quotes.FLOAT))
        types = network.types(network.drop(words)).float()
        chosen = torch.gather(words, 1, anchors.unsqueeze(-1).expand(-1, -1, WIDTH))
        scores = network.scores(chosen, words, relations).float()
    named = functional.cross_entropy(types.transpose(1, 2), kinds)
    told = functional.binary_cross_entropy_with_logits(scores, roles, reduction="none") * counted
    told = told.sum() / max(1, int(counted[..., 0].amax(-1).sum()))
    return TYPES * named + ROLES * told, {"types": float(named.detach()), "roles": float(told.detach())}


def train(articles: list[list[list[Window]]], log: Path) -> Network:
    """Train on each article, cut in one of its ways a pass."""
    network, chance = Network(), random.Random(SEED)
    torch.manual_seed(SEED)
    batches = []
    for number in range(PASSES):
        cut = sorted((one for ways in articles for one in ways[number % CUTS]),
                     key=lambda one: (len(one.middle) // 16, chance.random()))
        made: list[list[Window]] = [[]]
        for one in cut:
            if made[-1] and (len(made[-1]) + 1) * len(one.middle) > ROOM:
                made.append([])
            made[-1].append(one)
        chance.shuffle(made)
        batches += made
    learn(network, batches, partial(loss_of, network), {("layers",): RATE, ("",): 4 * RATE}, log)
    return network.eval()


def export(network: Network, path: Path) -> None:
    """Write the weights as the package reads them."""
    state = {name: value.detach().numpy() for name, value in network.state_dict().items()}
    onnx8.write_events(state, path, DEPTH, quotes.HEADS, COUNT)


def seen(row: dict[str, Any], path: Path) -> tagger.Happenings:
    """What exported weights see in an article: 8 bits answer otherwise than 32."""
    session = tagger.session(str(path.resolve().with_suffix("")))

    def run(middle: np.ndarray, heads: list[int], relations: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        feed = {"middle": middle[None], "heads": np.array(heads, dtype=np.int64), "relations": relations}
        return tuple(session.run(["types", "roles"], feed))

    return tagger.read_events(tagger.read(row["text"]), run)


def measure(answers: list[tuple[dict[str, Any], tagger.Happenings]]) -> dict[str, float]:
    """F1 of triggers at the best threshold, the types then right, and how often the surest word of a role is right."""
    sure, wanted, right, total = [], [], dict.fromkeys(tagger.EVENT_ROLES, 0), dict.fromkeys(tagger.EVENT_ROLES, 0)
    for row, found in answers:
        kinds = np.zeros(len(found.types), dtype=np.int64)
        for one in row["happenings"]:
            place = found.word_at(one.trigger)
            kinds[place] = one.kind
            for role, span in one.roles.items():
                if place in found.roles:
                    first, shares = found.roles[place]
                    best = found.words.spans[first + int(shares[:, tagger.EVENT_ROLES.index(role)].argmax())]
                    right[role] += best[0] < span[1] and best[1] > span[0]
                    total[role] += 1
        sure.append(found.types)
        wanted.append(kinds)
    types, kinds = np.concatenate(sure), np.concatenate(wanted)
    scores = []
    for least in np.arange(0.2, 0.55, 0.05):
        given = types[:, 0] < 1 - least
        hits = given & (kinds > 0)
        typed = types[hits, 1:].argmax(1) + 1 == kinds[hits]
        scores.append((200 * hits.sum() / (given.sum() + (kinds > 0).sum()), 100 * typed.mean(), least))
    triggers, typed, least = max(scores)
    return {"triggers": round(float(triggers), 1), "types": round(float(typed), 1), "threshold": round(float(least), 2),
            **{role: round(100 * right[role] / max(1, total[role]), 1) for role in right}}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--gold", type=Path, required=True, help="folder with conflict and polnear")
    parser.add_argument("--corpora", type=Path, required=True, help="folder with fa-kes and muc3.jsonl")
    parser.add_argument("--out", type=Path, default=Path("events-training"), help="folder for weights and log")
    chosen = parser.parse_args()
    chosen.out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)
    gold, more = load_gold(chosen.gold / "conflict" / "train.jsonl"), coded.events(chosen.gold, chosen.corpora)
    for row in gold + more:
        row["happenings"] = happenings(row)
    chance, path = random.Random(SEED), chosen.out / "events.onnx"
    cut = [[windows(row, chance.randint(300, tagger.WINDOW)) for _ in range(CUTS)] for row in more]
    export(train(cut, chosen.out / "log.txt"), path)
    answers = [(row, seen(row, path)) for row in gold]
    np.savez_compressed(chosen.out / "heads.npz", **{
        name: value for row, found in answers for name, value in packed(row["id"], found).items()})
    (chosen.out / "scores.json").write_text(json.dumps(measure(answers), indent=1) + "\n", "utf-8")


def packed(name: str, found: tagger.Happenings) -> dict[str, np.ndarray]:
    """What is seen in an article as arrays of a file that training/events.py reads."""
    made = {f"{name} spans": found.words.spans, f"{name} types": found.types}
    for word, (first, shares) in found.roles.items():
        made[f"{name} roles {word} {first}"] = shares.astype(np.float16)
    return made


if __name__ == "__main__":
    main()
