"""Tone of a quote: what its words express, as probabilities; with the word list that everyone knows beside it.

The word list is VADER (Hutto and Gilbert 2014) in NLTK's implementation. By itself it scores how grim a topic is:
most calm reports of violence come out negative. So its scores are only some of the features of a small multinomial
logistic regression, beside the class of the reporting verb and words that judge rather than describe. Its weights
(tone.json, made by training/tone.py from hand-coded conflict news) give calibrated probabilities.
"""

import json
import math
import re
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from nltk.sentiment.vader import SentimentIntensityAnalyzer, VaderConstants

from dateline.tables import TONES

# Reporting words that carry a tone of their own, as stems.
CUES = {
    "attack": "accus blam condemn denounc decri slam criticis criticiz charg alleg castigat lash deplor mock rebuk",
    "threat": "warn threat vow alarm fear caution",
    "refusal": "den reject refus dismiss refut disput rul",
    "lament": "lament complain griev mourn regret sob plead cri express concern",
    "praise": "hail prais welcom congratul thank applaud laud commend boast celebrat hop optimis",
    "demand": "urg call demand ask request appeal order",
    "neutral": "said say told tell add accord report announc confirm state note quot",
}
# Words that judge, lament, hope or boast, as stems; words that only name violence are left out on purpose.
JUDGEMENTS = {
    "judge": "crim massacr barbari brutal terrorist heinous shame lie lying fail collaps evasiv illegal unaccept "
             "violat disast catastroph genocid atroc slaught inhuman cowardl horr savag hypocri betray pretext false "
             "baseless fabricat aggress blatant unjust unlawful reckless irrespons provoc murder tyran evil "
             "worst devastat starv suffer desperat hell doom nightmar tragic terribl difficult scar afraid cri pain",
    "hope": "hope peac victor succe welcom great good heroic prais thank free safe progress agree support confident "
            "optimis brave proud liberat triumph achiev improv better happy help",
    "must": "must should need demand never cannot stop immediate",
    "self": "we our us i my",
    "deny": r"not no never nothing nobody without \w+n't",
}


@dataclass(frozen=True)
class Tone:
    """Probabilities of the three tones (they add up to 1) and VADER's compound score (-1 to 1)."""

    negative: float
    neutral: float
    positive: float
    wordlist: float

    @property
    def label(self) -> str:
        """The most probable tone."""
        return max(TONES, key=lambda tone: getattr(self, tone))

    def row(self) -> dict[str, str | float]:
        """The same as columns of the table of quotes."""
        return {"tone": self.label, **{f"tone_{name}": getattr(self, name) for name in (*TONES, "wordlist")}}


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


@lru_cache(maxsize=1)
def _weights() -> dict:
    return json.loads(resources.files("dateline.language").joinpath("tone.json").read_text("utf-8"))


@lru_cache(maxsize=1)
def _stems() -> dict[str, re.Pattern]:
    groups = {f"cue_{name}": stems for name, stems in CUES.items()} | {f"words_{name}": stems
                                                                     for name, stems in JUDGEMENTS.items()}
    exact = {"words_self", "words_deny"}
    return {name: re.compile(rf"\b(?:{'|'.join(stems.split())})" + (r"\b" if name in exact else ""))
            for name, stems in groups.items()}


def features(text: str, cue: str, kind: str) -> dict[str, float]:
    """What the regression sees of a quote: its content, its cue and its kind (direct, indirect or mixed)."""
    scores = vader().polarity_scores(text)
    words = max(1, len(text.split()))
    content, reported = text.lower().replace("’", "'"), cue.lower()
    found = {"bias": 1.0, "vader_negative": scores["neg"], "vader_positive": scores["pos"],
             "vader_compound": scores["compound"], "length": math.log(words) / 4,
             "direct": float(kind == "direct"), "mixed": float(kind == "mixed"), "no_cue": float(not cue),
             "exclaims": float("!" in text), "asks": float("?" in text), "figures": float(bool(re.search(r"\d", text)))}
    for name, pattern in _stems().items():
        hits = len(pattern.findall(reported if name.startswith("cue_") else content))
        found[name] = float(min(hits, 1)) if name.startswith("cue_") else min(hits, 3) / 2
    return found


def score(text: str, cue: str = "", kind: str = "direct") -> Tone:
    """Tone of one quote from its content, its cue and its kind. A pure function of these three."""
    weights, seen = _weights()["weights"], features(text, cue, kind)
    sums = [sum(weights[tone].get(name, 0.0) * value for name, value in seen.items()) for tone in TONES]
    powers = [math.exp(value - max(sums)) for value in sums]
    shares = [power / sum(powers) for power in powers]
    return Tone(*shares, wordlist=vader().polarity_scores(text)["compound"])


def wordlist_label(compound: float) -> str:
    """VADER's own reading of its compound score: negative at -0.05 and below, positive at 0.05 and above."""
    return "negative" if compound <= -0.05 else "positive" if compound >= 0.05 else "neutral"
