"""The one place that loads an ONNX model: text to word pieces, word pieces to scores, one window a call."""

from bisect import bisect_right
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

from dateline.language.text import paragraphs, quotations, recase
from dateline.tables import EVENT_TYPES

MODELS = Path(__file__).parent / "models"
WINDOW = 384  # word pieces of one call, the two marks at its ends included
OVERLAP = 96  # word pieces that two neighbouring windows share: each decides up to the middle of them
LONGEST_WORD = 12  # word pieces kept of one word: web addresses would fill the window
LAST = 102  # [SEP] of the vocabulary
# What a window opens with tells the model whose conventions to follow: nobody's, PolNeAR's, the codebook's.
ANY, POLNEAR, CODEBOOK = 101, 1, 2
OPEN, INSIDE, CLOSE = 2, 1, 3  # where a word stands to the quotation marks; 0 is outside

ABBREVIATIONS = frozenset("mr mrs ms dr gen lt col maj capt sgt st sen rep gov prof rev hon jr sr vs no inc".split())
OPENERS = "\"“„«‘'(["
MARKS = "\"“”„‟«»‘’‚‹›'`"


@dataclass(frozen=True)
class Words:
    """A text cut into words: offsets, word pieces and what the letters and marks around each word tell.

    `spans` (n, 2) character offsets, `pieces` the ids of each word's pieces, `features` (n,) one number of 0-23 a
    word: standing to the quotation marks (0-3), capitals (0-2), opens a paragraph (0-1); `marks` (n,) the first.
    `sentences` (n,) the number of each word's sentence, by full stops and capitals.
    """

    spans: np.ndarray
    pieces: list[list[int]]
    features: np.ndarray
    marks: np.ndarray
    sentences: np.ndarray


@cache
def session(name: str) -> onnxruntime.InferenceSession:
    """The model `models/<name>.onnx`, loaded once a process, one thread: the pool of `annotate` has the others."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    if name != "overflow" and overflows():  # costs half of the speed; is ignored below this level of optimisation
        options.add_session_config_entry("session.x64quantprecision", "1")
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
    return onnxruntime.InferenceSession(str(MODELS / f"{name}.onnx"), options, providers=["CPUExecutionProvider"])


def overflows() -> bool:
    """Whether this processor overflows when it adds up products of 8 bits, so that it would find other quotes.

    Those without VNNI do. The model `overflow` multiplies the largest numbers that there are.
    """
    return float(session("overflow").run(None, {"ones": np.ones((1, 64), dtype=np.float32)})[0].max()) < 63


@lru_cache(maxsize=1)
def tokenizer() -> Tokenizer:
    """The uncased word pieces of BERT, from `models/vocab.txt`, without the marks at the ends."""
    made = Tokenizer(models.WordPiece.from_file(str(MODELS / "vocab.txt"), unk_token="[UNK]"))
    made.normalizer = normalizers.BertNormalizer(lowercase=True)
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    return made


@lru_cache(maxsize=1)  # quotes and their tones ask for the same article
def split(text: str) -> Words:
    """Cut a text into words with their pieces and features; a text in capitals only counts as lower case."""
    encoding = tokenizer().encode(text, add_special_tokens=False)
    pieces: list[list[int]] = []
    spans: list[list[int]] = []
    last = None
    for piece, (start, end), word in zip(encoding.ids, encoding.offsets, encoding.word_ids, strict=True):
        if word != last:
            pieces.append([])
            spans.append([start, end])
            last = word
        spans[-1][1] = end
        if len(pieces[-1]) < LONGEST_WORD:
            pieces[-1].append(piece)
    offsets = np.array(spans, dtype=np.int64).reshape(-1, 2)
    marks = np.zeros(len(spans), dtype=np.int64)
    for start, end in (piece for quotation in quotations(text) for piece in quotation.pieces):
        low, high = np.searchsorted(offsets[:, 0], [start, end])
        marks[low:high] = INSIDE
        if low and offsets[low - 1, 1] == start:
            marks[low - 1] = OPEN
        if high < len(spans) and offsets[high, 0] == end and text[end] in MARKS:
            marks[high] = CLOSE
    opens = np.zeros(len(spans), dtype=np.int64)
    first = np.searchsorted(offsets[:, 0], [start for start, _ in paragraphs(text)])
    opens[first[first < len(spans)]] = 1
    cased = recase(text)
    capitals = [(2 if end - start > 1 and cased[start:end].isupper() else 1) if cased[start].isupper() else 0
                for start, end in spans]
    features = marks * 6 + np.array(capitals, dtype=np.int64) * 2 + opens
    return Words(offsets, pieces, features, marks, _sentences(text, spans, capitals, marks, opens))


def _sentences(text: str, spans: list[list[int]], capitals: list[int], marks: np.ndarray,
               opens: np.ndarray) -> np.ndarray:
    """Number of the sentence of each word, counted from 0: after a stop, a capital or an opening mark begins one."""
    numbers, number, stopped = np.zeros(len(spans), dtype=np.int64), 0, False
    for index, (start, end) in enumerate(spans):
        word = text[start:end]
        begins = capitals[index] or word[0] in OPENERS or word[0].isdigit()
        if index and (opens[index] or (stopped and marks[index] != CLOSE and begins)):
            number, stopped = number + 1, False
        numbers[index] = number
        if word in (".", "!", "?", "…"):
            before = text[spans[index - 1][0]:spans[index - 1][1]] if index else ""
            stopped = word != "." or (len(before) > 1 and before.lower() not in ABBREVIATIONS)
        elif marks[index] != CLOSE and word not in MARKS:
            stopped = False
    return numbers


def windows(lengths: list[int], window: int = WINDOW, overlap: int = OVERLAP) -> list[tuple[int, int, int, int]]:
    """Cut words into windows of at most `window` pieces that share some `overlap` pieces with the next.

    `lengths` is the number of pieces of each word. Returns (start, end, from, to) in words: the window's words, and
    those of them that it decides. Windows of one text are of about the same size.
    """
    ends = np.cumsum([0, *lengths])
    total, room = int(ends[-1]), window - 2
    if not lengths:
        return []
    count = 1 if total <= room else -(-(total - overlap) // (room - overlap - LONGEST_WORD))
    size = (total + (count - 1) * overlap) / count
    cuts = []
    for index in range(count):
        begin = index * (size - overlap)
        start = int(np.searchsorted(ends, begin))
        end = len(lengths) if index == count - 1 else int(np.searchsorted(ends, begin + size, side="right")) - 1
        cuts.append((start, max(end, start + 1)))
    middles = [0, *((low + high) // 2 for (_, high), (low, _) in pairwise(cuts)), len(lengths)]
    return [(*cut, middles[index], middles[index + 1]) for index, cut in enumerate(cuts)]


@dataclass(frozen=True)
class Reading:
    """What the quotation model sees in a text; all arrays count in the text's words.

    words: the words. content, source (n, 3): probability that a word is outside, begins or goes on with one. cue
    (n, 6): outside; begins or goes on with a cue of thought; the same of speech; begins a quote that has no cue.
    middles: for each window the vectors (pieces, 384) behind layer `BRANCH`, from which `read_events` goes on.
    """

    words: Words
    content: np.ndarray
    source: np.ndarray
    cue: np.ndarray
    owner: np.ndarray
    pairs: list[tuple[int, np.ndarray]]
    middles: list[np.ndarray]

    def seen_from(self, start: int, end: int) -> tuple[int, np.ndarray]:
        """How every word of their window looks from the words from `start` to `end`, the words of one cue.

        Returns the window's first word and log probabilities (words, 5): none of this quote, begins a piece of its
        content, goes on with it, its source, its cue; the mean over the cue's words.
        """
        first, scores = self.pairs[self.owner[start]]
        return first, log_softmax(scores[start - first:end - first]).mean(0)


def softmax(scores: np.ndarray) -> np.ndarray:
    """Probabilities along the last axis."""
    return np.exp(log_softmax(scores))


def log_softmax(scores: np.ndarray) -> np.ndarray:
    """Logarithms of probabilities along the last axis."""
    shifted = scores - scores.max(-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(-1, keepdims=True))


def run(words: Words, start: int, end: int, convention: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Tags (n, 12), pairs (n, n, 5) and middle (pieces, 384) of the words from `start` to `end`, one window a call."""
    ids, features, heads = inputs(words, start, end, convention)
    given = {"ids": [ids], "features": [features], "heads": heads}
    feed = {name: np.array(values, dtype=np.int64) for name, values in given.items()}
    return tuple(session("quotes").run(["tags", "pairs", "middle"], feed | {"relations": relations(words, start, end)}))


def inputs(words: Words, start: int, end: int, convention: int) -> tuple[list[int], list[int], list[int]]:
    """Ids, features and the place of each word's first piece, for the words from `start` to `end`."""
    ids, features, heads = [convention], [0], []
    for word in range(start, end):
        heads.append(len(ids))
        ids += words.pieces[word]
        features += [int(words.features[word])] * len(words.pieces[word])
    return [*ids, LAST], [*features, 0], heads


CLASSES = (3, 3, 6)  # of content, source and cue, as the model puts them in a row
LEAST_EVENT = 0.02  # probability of an event from which its roles are kept
BRANCH = 3  # the layer behind which the layers for events begin
EVENT_ROLES = ("actor", "target", "place", "date", "account")  # of words in an event, in the model's order
RELATIONS = 95  # ways in which two words stand to each other


def relations(words: Words, start: int, end: int, anchors: np.ndarray | None = None) -> np.ndarray:
    """How the words from `start` to `end` stand to each of them (or to `anchors`): distance and sentences between.

    Returns (anchors, words) numbers below `RELATIONS`.
    """
    sentences = words.sentences[start:end]
    chosen = np.arange(end - start) if anchors is None else anchors
    apart = (sentences[None] - sentences[chosen][:, None]).clip(-2, 2) + 2
    return _distances()[chosen, :end - start] * 5 + apart


@lru_cache(maxsize=1)
def _distances() -> np.ndarray:
    gaps = np.arange(WINDOW)[None] - np.arange(WINDOW)[:, None]
    steps = np.ceil(np.log2(np.maximum(np.abs(gaps), 1))).clip(max=8).astype(np.int64) + 1
    return 9 + np.sign(gaps) * steps


def read(text: str, convention: int = CODEBOOK, model=run) -> Reading:
    """Let the quotation model read a text, window by window.

    `convention` is the codebook's, unless PolNeAR's is to be measured; `model` stands in for `run` in training.
    """
    words = split(text)
    count = len(words.pieces)
    content, source, cue = (np.zeros((count, classes)) for classes in CLASSES)
    owner, pairs, middles = np.zeros(count, dtype=np.int64), [], []
    for number, (start, end, low, high) in enumerate(windows([len(pieces) for pieces in words.pieces])):
        tags, scores, middle = model(words, start, end, convention)
        tags = tags[low - start:high - start]
        content[low:high], source[low:high] = softmax(tags[:, :3]), softmax(tags[:, 3:6])
        cue[low:high] = softmax(tags[:, 6:])
        owner[low:high] = number
        pairs.append((start, scores))
        middles.append(middle)
    return Reading(words, content, source, cue, owner, pairs, middles)


@dataclass(frozen=True)
class Happenings:
    """What the layers for events see in a text; arrays count in its words.

    types (n, 17): probability that a word names no event, or one of each of `tables.EVENT_TYPES`. roles: for a word the
    first word of its window and, for each word from there, the probabilities (words, 5) that it belongs to each of
    `EVENT_ROLES` of the event that the word names; only for words that may name one.
    """

    words: Words
    types: np.ndarray
    roles: dict[int, tuple[int, np.ndarray]]

    @cached_property
    def _starts(self) -> list[int]:
        return self.words.spans[:, 0].tolist()

    def word_at(self, start: int) -> int:
        """Number of the word at an offset; -1 before the first."""
        return bisect_right(self._starts, start) - 1

    def share(self, trigger: int, role: str, start: int) -> float:
        """Probability that the word at offset `start` has a role in the event that the word at `trigger` names."""
        first, shares = self.roles.get(self.word_at(trigger), (0, ()))
        place = self.word_at(start) - first
        return float(shares[place, EVENT_ROLES.index(role)]) if 0 <= place < len(shares) else 0.0


def run_events(middle: np.ndarray, heads: list[int], relations: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Scores of types (n, 17) and roles (n, n, 5) of a window's words, from the vectors of its pieces."""
    feed = {"middle": middle[None], "heads": np.array(heads, dtype=np.int64), "relations": relations}
    return tuple(session("events").run(["types", "roles"], feed))


def read_events(reading: Reading, model=run_events) -> Happenings:
    """Let the layers for events read what the quotation model has read. `model` stands in for `run_events`."""
    words = reading.words
    types, roles = np.zeros((len(words.spans), 1 + len(EVENT_TYPES))), {}
    cuts = windows([len(pieces) for pieces in words.pieces])
    for (start, end, low, high), middle in zip(cuts, reading.middles, strict=True):
        heads = inputs(words, start, end, CODEBOOK)[2]
        scores, shares = model(middle, heads, relations(words, start, end))
        types[low:high] = softmax(scores[low - start:high - start])
        for word in low + np.flatnonzero(types[low:high, 0] < 1 - LEAST_EVENT):
            roles[int(word)] = start, 1 / (1 + np.exp(-shares[word - start]))
    return Happenings(words, types, roles)
