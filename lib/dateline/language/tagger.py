"""The one place that loads an ONNX model: text to word pieces, word pieces to scores, one window a call."""

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

from dateline.language.text import recase

MODELS = Path(__file__).parent / "models"
WINDOW = 384  # word pieces of one call, the two marks at its ends included
OVERLAP = 96  # word pieces that two neighbouring windows share: each decides up to the middle of them
LONGEST_WORD = 12  # word pieces kept of one word: web addresses would fill the window
FIRST, LAST = 101, 102  # [CLS] and [SEP] of the vocabulary
OPEN, INSIDE, CLOSE = 2, 1, 3  # where a word stands to the quotation marks; 0 is outside

_MARK = re.compile(r"[\"“”„«»‘’'`]+")


@dataclass(frozen=True)
class Words:
    """A text cut into words: offsets, word pieces and what the letters and marks around each word tell.

    `spans` (n, 2) character offsets, `pieces` the ids of each word's pieces, `features` (n,) one number of 0-23 a
    word: standing to the quotation marks (0-3), capitals (0-2), opens a paragraph (0-1); `marks` (n,) the first.
    """

    spans: np.ndarray
    pieces: list[list[int]]
    features: np.ndarray
    marks: np.ndarray


def version(name: str = "quotes") -> str:
    """Short hash of a model's weights, for cache keys and provenance."""
    return _digest(str(MODELS / f"{name}.onnx"))


@lru_cache(maxsize=None)
def _digest(path: str) -> str:
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:12]


@lru_cache(maxsize=None)
def session(name: str) -> onnxruntime.InferenceSession:
    """The model `models/<name>.onnx`, loaded once a process, one thread: the pool of `annotate` has the others."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(MODELS / f"{name}.onnx"), options, providers=["CPUExecutionProvider"])


@lru_cache(maxsize=1)
def tokenizer() -> Tokenizer:
    """The uncased word pieces of BERT, from `models/vocab.txt`, without the marks at the ends."""
    made = Tokenizer(models.WordPiece.from_file(str(MODELS / "vocab.txt"), unk_token="[UNK]"))
    made.normalizer = normalizers.BertNormalizer(lowercase=True)
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    return made


def quotation_state(text: str) -> list[tuple[int, int]]:
    """Start and end of each stretch between quotation marks, the marks included, in order.

    Double marks of all kinds pair within a paragraph (an open one ends with it); single ones only where they
    cannot be apostrophes. A straight mark opens or closes by the white space beside it, else by turns.
    """
    found: list[tuple[int, int]] = []
    opened = single = -1
    for match in re.finditer(r"\n|[\"“”„«»]|``|''|[‘’']", text):
        mark, at, end = match.group(), match.start(), match.end()
        before, after = text[at - 1:at], text[end:end + 1]
        if mark == "\n":
            if opened >= 0:
                found.append((opened, at))
            opened = single = -1
        elif mark in "‘’'":
            if single >= 0 and mark != "‘" and not before.isspace() and not after.isalnum():
                if opened < 0:
                    found.append((single, end))
                single = -1
            elif single < 0 and mark != "’" and not before.isalnum() and after.isalnum():
                closes = re.compile(r"[^\s\n][’'](?!\w)").search(text, end, min(len(text), end + 400))
                single = at if closes and "\n" not in text[end:closes.end()] else -1
        else:
            opens = mark in "“„«``"
            if mark == '"':
                left, right = not before or before.isspace() or before in "([-—–", not after or after.isspace()
                opens = left if left != right else opened < 0
            if opens:
                if opened >= 0 and mark == '"' and not left:
                    found.append((opened, end))
                    opened = -1
                elif opened < 0 or mark == '"':
                    if opened >= 0:
                        found.append((opened, at))
                    opened = at
            elif opened >= 0:
                found.append((opened, end))
                opened = -1
    if opened >= 0:
        found.append((opened, len(text)))
    return sorted(found)


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
    cased = recase(text)
    offsets = np.array(spans, dtype=np.int64).reshape(-1, 2)
    marks = np.zeros(len(spans), dtype=np.int64)
    for start, end in quotation_state(text):
        low, high = np.searchsorted(offsets[:, 0], [start, end])
        marks[low:high] = INSIDE
        if low < high:
            marks[low] = OPEN
            if high - low > 1 and _MARK.fullmatch(text[offsets[high - 1, 0]:offsets[high - 1, 1]]):
                marks[high - 1] = CLOSE
    features = np.zeros(len(spans), dtype=np.int64)
    previous = 0
    for index, (start, end) in enumerate(spans):
        word = cased[start:end]
        capital = (2 if len(word) > 1 and word.isupper() else 1) if word[:1].isupper() else 0
        opens = index == 0 or "\n" in text[previous:start]
        features[index] = marks[index] * 6 + capital * 2 + opens
        previous = end
    return Words(offsets, pieces, features, marks)


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
    middles = [0, *((low + high) // 2 for (_, high), (low, _) in zip(cuts, cuts[1:], strict=False)), len(lengths)]
    return [(*cut, middles[index], middles[index + 1]) for index, cut in enumerate(cuts)]
