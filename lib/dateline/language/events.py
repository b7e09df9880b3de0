"""Events of an article: what happened, who did it to whom, where, when, and according to whom.

Triggers stand in events.yaml; parties, place and date are decided in roles.py; the account comes from the quotes: what
stands in a quote's content is its speaker's claim. The rules follow the project's codebook; types map to PLOVER roots
(Halterman et al. 2023) and to event types of ACLED.
"""

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import product
from math import exp
from pathlib import Path
from typing import NamedTuple

import yaml
from spacy.tokens import Doc, Token

from dateline.actors import Actors, Coding
from dateline.language.places import PlaceMention
from dateline.language.quotes import Quote
from dateline.language.roles import MODALS, Choice, Roles, clause, gap_of, odds, steps, tables, tense_of
from dateline.language.speakers import Speaker
from dateline.language.tagger import Happenings
from dateline.language.times import Timex, anchor
from dateline.tables import EVENT_TYPES

PLANNING = frozenset("""
    plan want intend prepare expect threaten vow pledge promise refuse agree decide order urge call ask demand propose
    seek hope aim try attempt schedule set need fail""".split())
AHEAD = frozenset("going about set ready poised due".split())  # before "to" and what is still to come
UNITS = {word: at for at, word in enumerate(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen".split())}
TENS = {word: 10 * at for at, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)}
SCALES = {"dozen": 12, "hundred": 100, "thousand": 1000, "million": 1_000_000}
ARTICLES = {"no": 0, "a": 1, "an": 1, "another": 1}
# A figure ("1,200", "1 200", "1.5"), a word, or a mark that parts two figures.
FIGURE = re.compile(r"(\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)|\d[\d,]*(?:\.\d+)?(?![a-z\d]))|([a-z]+)|[^\sa-z\d]")
MEASURES = frozenset("""
    number total dozen score couple handful family group majority few lot third quarter half percent""".split())
# Words that the parser's lemmatizer or tagger does not know as what they are.
IRREGULAR = {"retook": ("retake", "V"), "retaken": ("retake", "V"), "dead": ("dead", "N"), "besieged": ("besiege", "V"),
             "overran": ("overrun", "V"), "airstrikes": ("airstrike", "N")}
KILLING = frozenset("kill die dead death martyr execute massacre perish slay murder body behead fatality toll".split())
WOUNDING = frozenset("wound injure hurt injury wounded injured".split())
VIOLENT = frozenset("attack bombardment casualties clash".split())
NO_TRIGGER = frozenset("DET ADP PUNCT CCONJ PART SPACE".split())
UNLISTED = 0.12  # a word that the table does not have may name an event where the model finds it so likely
POSSIBLE = 0.04  # a type that the model finds so likely may be the event's
CAPTURED = 0.75  # a verb of advance whose object is a place names an event so often (in the hand-coded articles)
NEAR = 4  # edges of the parse between an event and the killing or wounding that it brings


@dataclass(frozen=True)
class Event:
    """One row of the table of events (tables.TABLES["events"], which has the meaning of each field)."""

    trigger: str
    trigger_start: int
    trigger_end: int
    sentence_start: int
    sentence_end: int
    type: str
    plover: str
    acled: str
    actor: str
    actor_camp: str
    target: str
    target_camp: str
    place: str
    latitude: float | None
    longitude: float | None
    date_start: date | None
    date_end: date | None
    precision: str
    date_rule: str
    status: str
    according_to: str
    according_to_camp: str
    deaths: list[int]
    injured: list[int]
    confidence: float


def find_events(doc: Doc, text: str, published: date | None, seen: Happenings, quotes: Sequence[Quote],
                speakers: Sequence[Speaker], codings: Sequence[Coding], times: Sequence[Timex],
                places: Sequence[PlaceMention], actors: Actors) -> list[Event]:
    """Events of an article in order of their triggers.

    seen: what the model sees in the text. quotes, speakers and codings are parallel: what each quote's
    content says, who says it, for which camp. times and places: what find_times and find_places gave.
    """
    reader = Reader(doc, text, published, seen, quotes, speakers, codings, times, places, actors)
    return [reader.event(*one) for one in reader.found()]


class Reader:
    """One article while its events are read."""

    def __init__(self, doc: Doc, text: str, published: date | None, seen: Happenings, quotes: Sequence[Quote],
                 speakers: Sequence[Speaker], codings: Sequence[Coding], times: Sequence[Timex],
                 places: Sequence[PlaceMention], actors: Actors):
        """As for find_events."""
        self.doc, self.text, self.seen = doc, text, seen
        self.cues = [one.cue for one in quotes if one.cue]
        quoted = list(zip(quotes, speakers, codings, strict=True))
        self.roles = Roles(doc, text, anchor(text, published), seen, quoted, times, places, actors)

    # --- is it an event, and of which type ---------------------------------------------------------------------
    def found(self) -> list[tuple[Token, str, float]]:
        """The words that name events, their types and how sure that is."""
        return [one for one in map(self.judged, self.candidates()) if one[2] >= tables()["threshold"]]

    def judged(self, candidate: tuple[Token, list[Choice]]) -> tuple[Token, str, float]:
        """A word, the likeliest of its types and the probability that it names an event of any."""
        weights, (token, choices) = tables()["event"], candidate
        shares = {one.key: exp(sum(weights.get(feature, 0.0) for feature in one.features)) for one in choices}
        sure = 1 - 1 / (1 + sum(shares.values()))
        return token, max(shares, key=shares.get), max(sure, CAPTURED) if self._captures(token) else sure

    def _captures(self, token: Token) -> bool:
        """Whether a verb of advance has a place for its object: "took Borrun", "after taking Borrun"."""
        told = token.tag_ == "VBD" or (token.tag_ == "VBG" and token.head.lower_ == "after")
        return told and self.listed(token) == "advance" and any(
            child.dep_ == "dobj" and child.i in self.roles.located for child in token.children)

    def candidates(self) -> list[tuple[Token, list[Choice]]]:
        """Every word that may name an event: those of the table and those that the model takes for one."""
        found = []
        for number, sentence in enumerate(self.roles.sentences):
            words = [(token, self.listed(token), self._model(token)) for token in sentence
                     if token.pos_ not in NO_TRIGGER]
            words = [one for one in words if one[1] or sum(one[2].values()) >= UNLISTED]
            gap, around = self._around(number) if words else ("", [])
            for token, listed, model in words:
                kinds = [kind for kind in EVENT_TYPES if kind == listed or model.get(kind, 0) >= POSSIBLE]
                kinds = kinds or [max(model, key=model.get)]
                rival = max((sum(other.values()) for word, _, other in words if word != token), default=0)
                own = [*self._features(token, listed), *around, f"gap {gap} {listed}", f"rival {odds(rival)}"]
                found.append((token, [Choice(kind, (), own + _typed(token, kind, listed, model)) for kind in kinds]))
        return found

    def _around(self, number: int) -> tuple[str, list[str]]:
        """How long before publication the last day of a sentence was, and of how many camps it tells."""
        roles, sentence = self.roles, self.roles.sentences[number]
        days = [one.date_start for one, _ in roles.times if sentence.start_char <= one.start < sentence.end_char]
        gap = gap_of(roles.published, max(days)) if days else "none"
        camps = {one.camp for one in roles.parties[number]} - {"unknown"}
        return gap, [f"gap {gap}", f"camps {min(len(camps), 3)}"]

    def listed(self, token: Token) -> str:
        """The type of the table for a word; "" where it has none."""
        lemma, part = lemma_of(token)
        return (_by_context(token, lemma, part, self.roles.located) or _table().types.get((lemma, part), "")) \
            if part else ""

    def _model(self, token: Token) -> dict[str, float]:
        """The model's probability of each type for a word; empty for a mark that it leaves out."""
        at = self.seen.word_at(token.idx)
        return dict(zip(EVENT_TYPES, map(float, self.seen.types[at, 1:]), strict=True)) if at >= 0 else {}

    def _features(self, token: Token, listed: str) -> list[str]:
        """What tells of a word whether it names an event: itself and what stands with it."""
        lemma, part = lemma_of(token)
        plain = _table().types.get((lemma, part)) == listed  # what its context decides is another word, as it were
        cue = any(start <= token.idx < end for start, end in self.cues)
        deep = min(sum(1 for _ in token.ancestors), 5)
        found = ["bias", f"lemma {lemma} {part} {'' if plain else listed}", f"tag {token.tag_}", f"cue {cue} {listed}",
                 f"weak {_table().weak.get((lemma, part), 'context')} {part}"]
        found += [told + end for told in (f"tense {tense_of(token)}", f"depth {deep}") for end in ("", f" {part}")]
        found += [f"aux {child.lower_}" for child in token.children if child.dep_ in ("aux", "auxpass", "neg")]
        for child in token.children:
            if child.dep_ in ("dobj", "nsubjpass", "nsubj"):
                sort = "place" if child.i in self.roles.located else "event" if self.listed(child) else child.pos_
                found.append(f"{'subject' if child.dep_ == 'nsubj' else 'object'} {sort} {listed}")
        if part == "N":
            determiner = next((child.lower_ if child.dep_ == "det" else "whose" for child in token.children
                               if child.dep_ in ("det", "poss")), "none")
            found += [f"det {determiner} {token.tag_}",
                      *(f"prep {child.lower_}" for child in token.children if child.dep_ == "prep")]
        return found

    # --- the event ---------------------------------------------------------------------------------------------
    def event(self, token: Token, kind: str, confidence: float) -> Event:
        """The event that `token` names, with its parties, place, date, status and account."""
        start, end, sentence, lemma = token.idx, token.idx + len(token), token.sent, lemma_of(token)[0]
        quote, voice, coding = self.roles.quote_of(start)
        roles = self.roles.frame(token, kind, lemma)
        first, last, rule = roles.when
        printed, place = roles.place
        return Event(
            self.text[start:end], start, end, sentence.start_char, sentence.end_char, kind, plover(lemma, kind),
            acled(lemma, kind, roles.target[1]), *roles.actor, *roles.target, printed,
            place.latitude if place else None, place.longitude if place else None, first, last,
            _precision(first, last), rule if first else "", self._status(token, quote), voice.name if voice else "",
            coding.camp if coding else "", self._figures(token, kind, KILLING), self._figures(token, kind, WOUNDING),
            confidence)

    def _figures(self, token: Token, kind: str, words: frozenset[str]) -> list[int]:
        """Lowest and highest figure of those killed (or injured, by `words`) by a violent event; empty without one."""
        if kind not in VIOLENT:
            return []
        told = [(steps(token, word), abs(word.i - token.i), word) for word in token.sent
                if lemma_of(word)[0] in words]
        for far, _, word in sorted(told, key=lambda row: row[:2]):
            victims = [(noun.lemma_, _count(noun, self.roles.timed)) for noun in _victims(word, self.roles.timed)
                       ] if far <= NEAR else []
            if victims and victims[0][1]:  # "14 villagers dead ... fourteen villagers": those of a headline, once
                known = {(lemma, *count): count for lemma, count in victims if count}.values()
                return [sum(one[0] for one in known), sum(one[1] for one in known)]
        return []

    def _status(self, token: Token, quote: Quote | None) -> str:
        verb = clause(token)
        helpers = {child.lower_ for child in verb.children if child.dep_ in ("aux", "auxpass")}
        past = "have" in helpers and helpers & {"must", "may", "might"}  # "must have shelled" is no plan
        leads = verb.dep_ == "xcomp" and (verb.head.lemma_ in PLANNING or verb.head.lower_ in AHEAD)
        if leads or (helpers & MODALS and not past):
            return "planned"
        denied = verb == token and any(child.dep_ == "neg" for child in verb.children)
        if quote is None:
            return "denied" if denied else "reported"
        said = quote.cue and re.match(r"den(?:y|ie|ying)", self.text[quote.cue[0]:quote.cue[1]].lower())
        return "denied" if said or denied else "claimed"


def plover(lemma: str, kind: str) -> str:
    """The root class of PLOVER for a trigger's lemma and its type."""
    own = _table().plover.get(lemma) if kind in ("statement_policy", "talks", "other") else None
    return own or _table().kinds[kind]["plover"]


def acled(lemma: str, kind: str, target_camp: str) -> str:
    """The event type of ACLED for a trigger's lemma, its type and whom it hits; "" for what ACLED does not record."""
    if kind == "attack" and target_camp == "civilian" and lemma not in _table().acled:
        return _table().kinds["casualties"]["acled"]
    return _table().acled.get(lemma if kind in ("attack", "protest") else "", _table().kinds[kind]["acled"])


class _Table(NamedTuple):
    """events.yaml: rows by type, contexts by lemma, types and weakness by (lemma, part), PLOVER and ACLED by lemma."""

    kinds: dict[str, dict[str, str]]
    contexts: dict[str, list]
    types: dict[tuple[str, str], str]
    weak: dict[tuple[str, str], str]
    plover: dict[str, str]
    acled: dict[str, str]


@lru_cache(maxsize=1)
def _table() -> _Table:
    data = yaml.safe_load(Path(__file__).with_name("events.yaml").read_text("utf-8"))
    types: dict[tuple[str, str], str] = {}
    weak: dict[tuple[str, str], str] = {}
    parts = (("V", "verbs"), ("N", "nouns"))
    for prefix, (kind, row), (part, name) in product(("", "weak_"), data["types"].items(), parts):
        for lemma in row.get(prefix + name, "").split():
            types.setdefault((lemma, part), kind)
            weak.setdefault((lemma, part), prefix)
    classes = {name: frozenset(words.split()) for name, words in data["classes"].items()}
    contexts: dict[str, list] = {}
    for lemma, part, relation, other, kind in data["contexts"]:
        contexts.setdefault(lemma, []).append((part, relation, classes.get(other, frozenset({other})), kind))
    roots, acled = ({lemma: name for name, lemmas in data[scheme].items() for lemma in lemmas.split()}
                    for scheme in ("plover", "acled"))
    return _Table(data["types"], contexts, types, weak, roots, acled)


def _typed(token: Token, kind: str, listed: str, model: dict[str, float]) -> list[str]:
    """What tells that a word names an event of one type."""
    found = [f"is {kind}", f"is {kind} {token.lemma_.lower()}", f"is {kind} {kind == listed}",
             f"listed {kind == listed} {bool(listed)}"]
    if model:
        sure = sum(model.values())
        found += [f"sure {odds(sure)} {bool(listed)}", f"sure {odds(sure)}",
                  f"kind {odds(model[kind] / max(sure, 1e-6))} {kind == listed}"]
    return found


def lemma_of(token: Token) -> tuple[str, str]:
    """The lemma of a word and the part of speech under which the table has it: V, N or ""."""
    if (irregular := IRREGULAR.get(token.lower_)) is not None:
        return irregular
    return token.lemma_.lower(), {"VERB": "V", "NOUN": "N", "PROPN": "N"}.get(token.pos_, "")


def _by_context(token: Token, lemma: str, part: str, located: set[int]) -> str:
    """The type that the words beside a trigger decide; "" where none does."""
    for wanted, relation, words, kind in _table().contexts.get(lemma, ()):
        if wanted not in ("-", part):
            continue
        if "*" in words:
            return kind
        for child in token.children:
            role = {"dobj": "object", "nsubjpass": "object", "nsubj": "subject", "agent": "subject", "amod": "modifier",
                    "compound": "modifier", "nmod": "modifier", "prt": "particle", "oprd": "object"}.get(child.dep_, "")
            fits = child.lemma_.lower() in words or (child.i in located and "town" in words)
            if relation in (role, "any") and fits:
                return kind
    return ""


def _victims(word: Token, timed: Container[int]) -> list[Token]:
    """The nouns for those whom a word of killing or wounding is about: its object, "20 dead", "a toll of 20"."""
    if word.pos_ in ("VERB", "AUX"):
        relations = {child.dep_ for child in word.children}
        elided = word.tag_ == "VBN" and "nsubj" in relations and not relations & {"aux", "dobj"}  # "and 40 wounded"
        passive = elided or bool(relations & {"nsubjpass", "auxpass"})
        roles = ("nsubjpass", "nsubj") if passive else ("dobj",) if word.lemma_.lower() not in ("die", "perish") else (
            "nsubj",)
        found = [child for child in word.children if child.dep_ in roles]
        if not found and word.dep_ in ("acl", "relcl") and (word.tag_ == "VBN" or word.lemma_ == "die"):
            found = [word.head]
        if not found and word.dep_ == "conj" and word.head.pos_ == "VERB":
            found = [child for child in word.head.children if child.dep_ in ("nsubj", "nsubjpass")] \
                if word.lemma_.lower() in ("die", "perish") or word.tag_ == "VBN" else []
    else:
        found = [word, *(inner for child in word.children if child.dep_ == "prep" and child.lower_ in ("of", "to", "at")
                         for inner in child.children)]
        found += [word.head] * (word.dep_ in ("acomp", "amod", "oprd", "ccomp", "appos"))
        found += [child for child in word.head.children if word.dep_ == "oprd" and child.dep_ == "dobj"]
        found += [child for child in word.children if child.dep_ in ("nsubj", "nummod")]
        found = [one for one in found if _count(one, timed)][:1]
    return [one for noun in found for one in (noun, *(
        other for other in noun.conjuncts if not any(  # "50 killed and 10 injured": each has its own
            child.dep_ == "acl" and child != word and lemma_of(child)[0] in KILLING | WOUNDING
            for child in other.children)))]


def _count(noun: Token, timed: Container[int]) -> list[int]:
    """How many a noun phrase counts, as [lowest, highest]; empty where it does not say ("dozens", "people").

    timed: the words of dates, which count nobody ("6 March 2014 Five soldiers", where a text lost its line breaks).
    """
    if noun.lemma_.lower() in ("percent", "%"):
        return []
    numbers = [one for one in ([noun] if noun.pos_ == "NUM" else noun.children)
               if (one == noun or one.dep_ == "nummod") and one.i not in timed
               and not any(next_.is_title and next_.pos_ in ("DET", "ADP", "ADV")  # "431 A nurse" counts one
                           for next_ in noun.doc[one.i + 1:one.i + 2])]
    while len(numbers) > 1 and numbers[1].i - numbers[0].i > 1:  # "4112 At least 9 pupils" are 9
        numbers = numbers[1:]
    numbers += [one for one in (numbers[0].conjuncts if numbers else ())
                if one.pos_ == "NUM" and not any(child.dep_ == "acl" for child in one.children)]
    if numbers and (noun.pos_ != "NUM" or noun.ent_type_ not in ("DATE", "TIME", "PERCENT", "MONEY")):
        first = min(one.left_edge.i for one in numbers)
        last = max(one.i if one == noun else one.right_edge.i for one in numbers)
        found = _numbers("".join(one.text_with_ws for one in noun.doc[first:last + 1] if one.i not in timed))
        return [min(found), max(found)] if found else []
    single = noun.tag_ in ("NN", "NNP") and noun.pos_ in ("NOUN", "PROPN")
    article = next((ARTICLES[child.lower_] for child in noun.children if child.dep_ == "det"
                    and child.lower_ in ARTICLES), None)
    if article == 0 or (single and article and noun.lemma_.lower() not in MEASURES):
        return [article] * 2
    return [1, 1] if noun.ent_type_ == "PERSON" and single else []


def _numbers(text: str) -> list[int]:
    """The whole numbers that a text names, in figures and in words: two of "20 to thirty-five"."""
    found: list[float] = []
    before = ""  # what the last number ended with, to which the next word may belong
    for match in FIGURE.finditer(text.lower()):
        figure, word = match.groups()
        if figure:
            found.append(float(re.sub(r"[,\s]", "", figure)))
            before = "figure"
        elif word in SCALES:
            if not before:
                found.append(SCALES[word])
            elif found[-1] < SCALES[word] or before == "figure":
                found[-1] *= SCALES[word]
            else:  # "one hundred thousand and two hundred"
                found[-1] += found[-1] % 1000 * (SCALES[word] - 1)
            before = "scale"
        elif word in TENS or word in UNITS:
            number = TENS[word] if word in TENS else UNITS[word]
            if before == "scale" or (before == "tens" and number < 10):
                found[-1] += number
            else:
                found.append(number)
            before = "tens" if word in TENS else "unit"
        elif match[0] not in ("-", "and", "a"):
            before = ""
    return [int(number) for number in found if number == int(number) and number < 1_000_000_000]


def _precision(first: date | None, last: date | None) -> str:
    """day, week, month or year, by how many days an interval covers; "" without a date."""
    if first is None or last is None:
        return ""
    if last - first <= timedelta(2):
        return "day"
    days = (last - first).days
    return "week" if days <= 10 else "month" if days <= 100 else "year"
