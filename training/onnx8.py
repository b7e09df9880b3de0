"""Write a network of training/quotes.py as ONNX: 8-bit rows of the word table, 8-bit weights of every layer.

The graph is built by hand, from onnxruntime's own fused operators, so that it is small and the same every time.
"""

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

CONTRIB = "com.microsoft"


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

    def norm(given: str, prefix: str, name: str, output: str) -> str:
        parts = [graph.constant(f"{prefix}{name}.{part}", state[f"{prefix}{name}.{part}"])
                 for part in ("weight", "bias")]
        return graph.add("LayerNormalization", [given, *parts], output, epsilon=1e-12)

    def bias(prefix: str, name: str) -> str:
        return graph.constant(f"{prefix}{name}.bias", state[f"{prefix}{name}.bias"])

    def joined(given: str, skipped: str, prefix: str, name: str, last: str, output: str) -> str:
        # The fused SkipLayerNormalization takes six times as long as these three.
        graph.add("Add", [given, bias(prefix, name)], output + ".biased")
        graph.add("Add", [output + ".biased", skipped], output + ".sum")
        return norm(output + ".sum", prefix, last, output)

    hidden = norm("total", "", "norm", "hidden")
    for index in range(layers):
        at = f"layers.{index}."

        def linear(given: str, name: str, at: str = at) -> str:
            return graph.linear(given, state[f"{at}{name}.weight"], at + name)

        mixed = linear(hidden, "mixed")
        graph.add("Split", [mixed], [at + "query", at + "key", at + "value"], axis=-1, num_outputs=3)
        graph.contrib("MultiHeadAttention", [at + "query", at + "key", at + "value", bias(at, "mixed")], at + "seen",
                      num_heads=heads)
        out = linear(at + "seen", "out")
        between = joined(out, hidden, at, "out", "norm", at + "between")
        wide = linear(between, "wide")
        graph.contrib("BiasGelu", [wide, bias(at, "wide")], at + "bent")
        narrow = linear(at + "bent", "narrow")
        hidden = joined(narrow, between, at, "narrow", "last", at + "hidden")
    return hidden


def write(state: dict[str, np.ndarray], path: Path, layers: int, heads: int, positions: int, labels: int,
          deep: tuple[int, ...]) -> None:
    """Write the tagger: ids, features (1, pieces), heads (words), relations (words, words) to tags and pairs.

    deep: the layers (0: before the first) whose vectors the head for events sees, the last one among them.
    """
    graph = Graph()
    encoder(graph, state, layers, heads, positions)
    seen = []
    for level in deep:
        graph.add("Squeeze", [f"layers.{level - 1}.hidden" if level else "hidden", "zero"], f"flat.{level}")
        seen.append(graph.add("Gather", [f"flat.{level}", "heads"], "first" if level == layers else f"first.{level}"))
    graph.add("Concat", seen, "deep", axis=-1)

    def dense(given: str, name: str, output: str) -> str:
        parts = [graph.constant(f"{name}.{part}", state[f"{name}.{part}"]) for part in ("weight", "bias")]
        return graph.add("Gemm", [given, *parts], output, transB=1)

    graph.add("Concat", [dense("first", "tags", "tags.words"), dense("deep", "events", "tags.events")], "tags", axis=-1)
    for side in ("anchor", "other"):
        dense("first", side, f"{side}.flat")
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
    graph.add("Add", ["score.last", "distance.value"], "pairs")
    real, whole = TensorProto.FLOAT, TensorProto.INT64
    given = [helper.make_tensor_value_info(name, whole, shape) for name, shape in {
        "ids": [1, "pieces"], "features": [1, "pieces"], "heads": ["words"], "relations": ["words", "words"]}.items()]
    made = [helper.make_tensor_value_info("tags", real, ["words", None]),
            helper.make_tensor_value_info("pairs", real, ["words", "words", labels])]
    model = helper.make_model(helper.make_graph(graph.nodes, "quotes", given, made, graph.weights), ir_version=10,
                              opset_imports=[helper.make_opsetid("", 20), helper.make_opsetid(CONTRIB, 1)])
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
