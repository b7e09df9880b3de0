"""Write a network of training/quotes.py as ONNX: 8-bit rows of the word table, 8-bit weights of every layer.

The graph is built by hand, from onnxruntime's own fused operators, so that it is small and the same every time.
"""

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

CONTRIB = "com.microsoft"


def shipped(path: Path) -> dict[str, np.ndarray]:
    """The weights of a file of this module by the network's own names, 8-bit numbers times their scales."""
    stored = {one.name: numpy_helper.to_array(one) for one in onnx.load(path).graph.initializer}
    state = {name: values for name, values in stored.items() if not name.endswith((".w", ".s"))}
    for name in (name[:-2] for name in stored if name.startswith("layers.") and name.endswith(".w")):
        state[f"{name}.weight"] = (stored[f"{name}.w"] * stored[f"{name}.s"]).T
    return state | {"word.weight": stored["word"] * stored["word.s"]} if "word" in stored else state


class Graph:
    """Nodes and weights as they are added; every node is named after its first output."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []

    def constant(self, name: str, values: np.ndarray) -> str:
        self.weights.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def add(self, kind: str, inputs: list[str], outputs: str | list[str], domain: str = "", **attributes) -> str:
        names = [outputs] if isinstance(outputs, str) else outputs
        self.nodes.append(helper.make_node(kind, inputs, names, domain=domain, name=names[0], **attributes))
        return names[0]

    def contrib(self, kind: str, inputs: list[str], outputs: str, **attributes) -> str:
        return self.add(kind, inputs, outputs, domain=CONTRIB, **attributes)

    def linear(self, given: str, weight: np.ndarray, name: str) -> str:
        """A layer's product, weights in 8 bits with one scale an output; activations are scaled once a call.

        Shifting the activations' width to the weights (SmoothQuant) was tried and made the figures worse.
        """
        scales = np.abs(weight).max(1, keepdims=True) / 127
        values = np.round(weight / scales).astype(np.int8)
        inputs = [given, self.constant(f"{name}.w", values.T), self.constant(f"{name}.s", scales[:, 0])]
        return self.contrib("DynamicQuantizeMatMul", inputs, name)


def encoder(graph: Graph, state: dict[str, np.ndarray], layers: int, heads: int, positions: int) -> str:
    """Word pieces `ids` and `features` (1, pieces) to vectors (1, pieces, width); returns their name."""
    word = state["word.weight"]
    scales = np.abs(word).max(1, keepdims=True) / 127
    scales[scales == 0] = 1
    graph.add("Gather", [graph.constant("word", np.round(word / scales).astype(np.int8)), "ids"], "word.rows")
    graph.add("Cast", ["word.rows"], "word.real", to=TensorProto.FLOAT)
    graph.add("Gather", [graph.constant("word.s", scales), "ids"], "word.scale")
    graph.add("Mul", ["word.real", "word.scale"], "word.value")
    graph.add("Shape", ["ids"], "pieces", start=1)
    zero = graph.constant("zero", np.array([0]))
    graph.add("Slice", [graph.constant("place", state["place.weight"][:positions]), zero, "pieces", zero],
              "place.value")
    graph.add("Gather", [graph.constant("feature", state["feature.weight"]), "features"], "feature.value")
    graph.add("Add", ["word.value", "place.value"], "sum")
    graph.add("Add", ["sum", "feature.value"], "total")
    return stack(graph, state, norm(graph, state, "total", "norm", "hidden"), layers, heads)


def norm(graph: Graph, state: dict[str, np.ndarray], given: str, name: str, output: str) -> str:
    parts = [graph.constant(f"{name}.{part}", state[f"{name}.{part}"]) for part in ("weight", "bias")]
    return graph.add("LayerNormalization", [given, *parts], output, epsilon=1e-12)


def stack(graph: Graph, state: dict[str, np.ndarray], hidden: str, layers: int, heads: int) -> str:
    """Vectors (1, pieces, width) through layers of BERT; returns the name of what comes out."""

    def bias(name: str) -> str:
        return graph.constant(f"{name}.bias", state[f"{name}.bias"])

    def joined(given: str, skipped: str, name: str, last: str, output: str) -> str:
        # The fused SkipLayerNormalization takes six times as long as these three.
        graph.add("Add", [given, bias(name)], output + ".biased")
        graph.add("Add", [output + ".biased", skipped], output + ".sum")
        return norm(graph, state, output + ".sum", last, output)

    for index in range(layers):
        at = f"layers.{index}."

        def linear(given: str, name: str, at: str = at) -> str:
            return graph.linear(given, state[f"{at}{name}.weight"], at + name)

        mixed = linear(hidden, "mixed")
        graph.add("Split", [mixed], [at + "query", at + "key", at + "value"], axis=-1, num_outputs=3)
        graph.contrib("MultiHeadAttention", [at + "query", at + "key", at + "value", bias(at + "mixed")], at + "seen",
                      num_heads=heads)
        out = linear(at + "seen", "out")
        between = joined(out, hidden, at + "out", at + "norm", at + "between")
        wide = linear(between, "wide")
        graph.contrib("BiasGelu", [wide, bias(at + "wide")], at + "bent")
        narrow = linear(at + "bent", "narrow")
        hidden = joined(narrow, between, at + "narrow", at + "last", at + "hidden")
    return hidden


def dense(graph: Graph, state: dict[str, np.ndarray], given: str, name: str, output: str) -> str:
    parts = [graph.constant(f"{name}.{part}", state[f"{name}.{part}"]) for part in ("weight", "bias")]
    return graph.add("Gemm", [given, *parts], output, transB=1)


def words_of(graph: Graph, given: str) -> str:
    """Vectors of pieces (1, pieces, width) to those of the first pieces of words (words, width)."""
    graph.add("Squeeze", [given, "zero"], "flat")
    return graph.add("Gather", ["flat", "heads"], "first")


def pairs(graph: Graph, state: dict[str, np.ndarray], labels: int, output: str) -> str:
    """Vectors of words `first` and their `relations` to scores (words, words, labels), by a biaffine product."""
    for side in ("anchor", "other"):
        dense(graph, state, "first", side, f"{side}.flat")
        graph.add("Gelu", [f"{side}.flat"], f"{side}.bent")
    width = state["anchor.weight"].shape[0]
    pair = state["pair"].reshape(width + 1, labels * (width + 1))
    graph.add("Gemm", ["anchor.bent", graph.constant("pair.w", pair[:width]), graph.constant("pair.b", pair[width])],
              "left")
    graph.add("Reshape", ["left", graph.constant("by.label", np.array([-1, labels, width + 1]))], "left.labels")
    graph.add("Transpose", ["left.labels"], "left.first", perm=[1, 0, 2])
    graph.add("Split", ["left.first", graph.constant("cut", np.array([width, 1]))], ["left.vector", "left.bias"],
              axis=-1)
    graph.add("Transpose", ["other.bent"], "right", perm=[1, 0])
    graph.add("MatMul", ["left.vector", "right"], "product")
    graph.add("Add", ["product", "left.bias"], "score")
    graph.add("Transpose", ["score"], "score.last", perm=[1, 2, 0])
    graph.add("Gather", [graph.constant("distance", state["distance"]), "relations"], "distance.value")
    return graph.add("Add", ["score.last", "distance.value"], output)


def write(state: dict[str, np.ndarray], path: Path, layers: int, heads: int, positions: int, labels: int,
          branch: int) -> None:
    """Write the tagger: ids, features (1, pieces), heads (words), relations (words, words) to tags, pairs and middle.

    branch: the layer behind which the vectors of all pieces are given out as `middle`.
    """
    graph = Graph()
    words_of(graph, encoder(graph, state, layers, heads, positions))
    dense(graph, state, "first", "tags", "tags")
    pairs(graph, state, labels, "pairs")
    graph.add("Squeeze", [f"layers.{branch - 1}.hidden", "zero"], "middle")
    _save(graph, "quotes", path, {"ids": [1, "pieces"], "features": [1, "pieces"], "heads": ["words"],
                                  "relations": ["words", "words"]},
          {"tags": ["words", None], "pairs": ["words", "words", labels], "middle": ["pieces", None]})


def write_events(state: dict[str, np.ndarray], path: Path, layers: int, heads: int, roles: int) -> None:
    """Write the layers for events: middle (1, pieces, width), heads and relations to types and roles."""
    graph = Graph()
    graph.constant("zero", np.array([0]))
    words_of(graph, stack(graph, state, "middle", layers, heads))
    dense(graph, state, "first", "types", "types")
    pairs(graph, state, roles, "roles")
    width = state["types.weight"].shape[1]
    _save(graph, "events", path, {"middle": [1, "pieces", width], "heads": ["words"], "relations": ["words", "words"]},
          {"types": ["words", None], "roles": ["words", "words", roles]})


def _save(graph: Graph, name: str, path: Path, given: dict[str, list], made: dict[str, list]) -> None:
    def described(shapes: dict[str, list]) -> list[onnx.ValueInfoProto]:
        return [helper.make_tensor_value_info(
            key, TensorProto.INT64 if key in ("ids", "features", "heads", "relations") else TensorProto.FLOAT, shape)
            for key, shape in shapes.items()]

    model = helper.make_model(helper.make_graph(graph.nodes, name, described(given), described(made), graph.weights),
                              ir_version=10, opset_imports=[helper.make_opsetid("", 20),
                                                            helper.make_opsetid(CONTRIB, 1)])
    onnx.save(model, path)


def write_overflow(path: Path) -> None:
    """Write a product of 64 ones by which tagger.py tells whether a processor adds up 8-bit products exactly."""
    graph = Graph()
    graph.linear("ones", np.ones((1, 64), dtype=np.float32), "sum")
    made = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, size]) for name, size in (("ones", 64),
                                                                                                ("sum", 1))]
    model = helper.make_model(helper.make_graph(graph.nodes, "overflow", made[:1], made[1:], graph.weights),
                              ir_version=10, opset_imports=[helper.make_opsetid("", 20),
                                                            helper.make_opsetid(CONTRIB, 1)])
    onnx.save(model, path)
