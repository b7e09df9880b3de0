"""Tone of a quote, stance of its source towards whom it speaks of, and the class of an act: one model, three heads.

Tone is the attitude that a source's words express, not how grim the topic is; stance is the same towards one target;
the third head tells the root class of the PLOVER scheme of what a source does to a target. The words in question stand
between marks and with their sentences, because "hailed" and "blamed" tell as much as what follows. VADER (Hutto and
Gilbert 2014) in NLTK's implementation stands beside them as the baseline that everyone knows. Made by
training/tone.py; its figures stand in models/tone.md.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import numpy as np
from nltk.sentiment.vader import SentimentIntensityAnalyzer, VaderConstants

from dateline.language import tagger
from dateline.language.camps import Mention
from dateline.tables import TONES

PLOVER = ("AGREE", "CONSULT", "SUPPORT", "COOPERATE", "AID", "YIELD", "REQUEST", "ACCUSE", "REJECT", "THREATEN",
          "PROTEST", "MOBILIZE", "SANCTION", "COERCE", "ASSAULT")
HEADS = {"stance": TONES, "tone": TONES, "plover": PLOVER}
ROOM = 128  # word pieces of a passage; longer ones are cut around the target or the cue
# What an input opens with tells which head is asked. A role's number r is the row of its features; its words stand
# between the pieces 2r + 1 and 2r + 2, which the vocabulary leaves unused. A word with two roles has the later one.
FIRST = {"stance": tagger.ANY, "tone": 1, "plover": 2}
ROLES = {"content": 4, "cue": 3, "source": 1, "target": 2}
FEATURES = 24  # rows of features a role

Spans = Sequence[tuple[int, int]]


@dataclass(frozen=True)
class Tone:
    """Probabilities of the three tones; they add up to 1. label: the most probable, "" where it is withheld."""

    negative: float
    neutral: float
    positive: float
    label: str

    def row(self) -> dict[str, str | float]:
        """The same as columns of a table."""
        return {"tone": self.label, **{f"tone_{name}": getattr(self, name) for name in TONES}}


def tone(words: tagger.Words, content: Spans, cue: Spans = (), source: Spans = ()) -> Tone:
    """What a quote expresses. Spans are offsets into the text of `words`.

    The label is withheld where the highest probability is below `least()`.
    """
    shares = judge("tone", words, {"content": content, "cue": cue, "source": source})
    return Tone(*map(float, shares), TONES[int(shares.argmax())] if shares.max() >= least() else "")


def stance(words: tagger.Words, target: Spans, source: Spans = ()) -> Tone:
    """Attitude of a source towards a target; without a source, of the text."""
    shares = judge("stance", words, {"target": target, "source": source})
    return Tone(*map(float, shares), TONES[int(shares.argmax())])


def targets(content: Spans, mentioned: Iterable[Mention], actor: str) -> list[Mention]:
    """Whom a quote's content speaks of, in order: each actor once, or else each camp; never its own source `actor`."""
    found: dict[str, Mention] = {}
    for one in mentioned:
        if one.actor != (actor or None) and any(start <= one.start and one.end <= end for start, end in content):
            found.setdefault(one.actor or one.camp, one)
    return list(found.values())


def plover(sentence: str, source: tuple[int, int] | None, target: tuple[int, int] | None) -> tuple[str, float]:
    """Root class of the PLOVER scheme of what a source does to a target, and its probability."""
    spans = {"source": [source] if source else [], "target": [target] if target else []}
    shares = judge("plover", tagger.split(sentence), spans)
    return PLOVER[int(shares.argmax())], float(shares.max())


def judge(head: str, words: tagger.Words, spans: Mapping[str, Spans]) -> np.ndarray:
    """Calibrated probabilities of a head's classes (`HEADS`) for a marked passage."""
    return calibrated(head, scores(head, words, spans), bool(len(spans.get("source", ()))))


def scores(head: str, words: tagger.Words, spans: Mapping[str, Spans]) -> np.ndarray:
    """What a head says of a marked passage, in a call of its own, so that no other passage touches the answer."""
    ids, features, pools = inputs(words, spans, head)
    return tagger.session("tone").run(
        [head], {"ids": np.array([ids]), "features": np.array([features]), "pools": pools})[0]


def calibrated(head: str, found: np.ndarray, source: bool = True) -> np.ndarray:
    """Probabilities from scores: scaled and shifted as fitted on held-out predictions (tone.json)."""
    fitted = _settings()["calibration"][head if source or head != "stance" else "stance without source"]
    return tagger.softmax(found * fitted["scale"] + np.array(fitted["shift"]))


def least() -> float:
    """The probability below which a tone is withheld."""
    return _settings()["withhold"]


@lru_cache(maxsize=1)
def _settings() -> dict:
    return json.loads((tagger.MODELS / "tone.json").read_text("utf-8"))


def locate(words: tagger.Words, spans: Spans) -> np.ndarray:
    """Numbers of the words that spans of offsets touch."""
    found = [np.arange(np.searchsorted(words.spans[:, 1], start, side="right"),
                       np.searchsorted(words.spans[:, 0], end)) for start, end in spans]
    return np.concatenate(found) if found else np.empty(0, dtype=np.int64)


def passage(words: tagger.Words, marked: Mapping[str, np.ndarray]) -> tuple[int, int]:
    """The words from the first to the last sentence with a mark; if too long, `ROOM` pieces around the first one."""
    places = np.concatenate([marked[role] for role in ("target", "cue", "content", "source")])
    if not len(places):
        places = np.arange(len(words.pieces))
    numbers = words.sentences[[places.min(), places.max()]] if len(places) else (0, 0)
    low = int(np.searchsorted(words.sentences, numbers[0]))
    high = int(np.searchsorted(words.sentences, numbers[1], side="right"))
    if sum(map(len, words.pieces[low:high])) <= ROOM:
        return low, high
    start = int(places[0])
    end, room, grown = start + 1, ROOM - len(words.pieces[start]), True
    while grown:
        grown = False
        if end < high and len(words.pieces[end]) <= room:
            room, end, grown = room - len(words.pieces[end]), end + 1, True
        if start > low and len(words.pieces[start - 1]) <= room:
            start, grown = start - 1, True
            room -= len(words.pieces[start])
    return start, end


def inputs(words: tagger.Words, spans: Mapping[str, Spans], head: str) -> tuple[list[int], list[int], np.ndarray]:
    """Ids and features of a marked passage, and the weights (3, pieces) by which a head averages its vectors.

    The three averages: the first piece; the target, else the content, else all words; the source.
    """
    marked = {role: locate(words, spans.get(role, ())) for role in ROLES}
    roles = np.zeros(len(words.pieces) + 1, dtype=np.int64)
    for role, number in ROLES.items():
        roles[marked[role]] = number
    low, high = passage(words, marked)
    ids, features, owners, last = [FIRST[head]], [0], [0], 0
    for word in range(low, high + 1):
        role = int(roles[word]) if word < high else 0
        if role != last:
            marks = ([2 * last + 2] if last else []) + ([2 * role + 1] if role else [])
            ids += marks
            features += [FEATURES * (piece - 1 >> 1) for piece in marks]
            owners += [0] * len(marks)
            last = role
        if word < high:
            pieces = words.pieces[word]
            ids += pieces
            features += [FEATURES * role + int(words.features[word])] * len(pieces)
            owners += [role or -1] * len(pieces)
    ids, features, owner = [*ids, tagger.LAST], [*features, 0], np.array([*owners, 0])
    about = next((owner == role for role in (ROLES["target"], ROLES["content"]) if (owner == role).any()), owner != 0)
    pools = np.zeros((3, len(ids)), dtype=np.float32)
    pools[0, 0] = 1
    for row, chosen in ((1, about), (2, owner == ROLES["source"])):
        pools[row, chosen] = 1 / max(1, chosen.sum())
    return ids, features, pools


class Vader(SentimentIntensityAnalyzer):
    """NLTK's VADER with the word list of the `vaderSentiment` package, so that nothing is downloaded."""

    def __init__(self):
        self.lexicon_file = resources.files("vaderSentiment").joinpath("vader_lexicon.txt").read_text("utf-8")
        self.lexicon = self.make_lex_dict()
        self.constants = VaderConstants()


@lru_cache(maxsize=1)
def vader() -> Vader:
    """The word list, loaded once a process."""
    return Vader()


def wordlist(text: str) -> float:
    """VADER's compound score of a text, -1 to 1."""
    return vader().polarity_scores(text)["compound"]
