"""Events of an article: what happened, who did it to whom, where, when, and according to whom.

Triggers stand in events.yaml; actor and target come from the parse (active, passive, nominal), places and times from
their own modules, the account from the quotes: what stands in a quote's content is its speaker's claim. The rules
follow the project's codebook; types map to PLOVER roots (Halterman et al. 2023) and ACLED.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

import yaml
from spacy.tokens import Doc, Span, Token

from dateline.actors import Actors, Coding
from dateline.language.places import PlaceMention
from dateline.language.quotes import Quote
from dateline.language.speakers import Speaker
from dateline.language.times import Timex, anchor

AUXILIARIES = frozenset("will would shall may might could should can must".split())
PLANNING = frozenset("""
    plan want intend prepare expect threaten vow pledge promise refuse agree decide order urge call ask demand propose
    seek hope aim try attempt schedule set need""".split())
LIGHT = frozenset("""
    launch carry conduct make stage mount begin start commit perform wage continue hold lead execute undertake
    intensify resume step suffer deal deliver receive step join face plan order""".split())
LOCATIVE = frozenset("in at on near inside outside into around across over from to toward towards along of".split())
LOCATIONS = frozenset("""
    area city town village district neighborhood neighbourhood camp border province region countryside hospital market
    school mosque prison base airport checkpoint road suburb enclave outskirts territory field crossing village capital
    university building church compound settlement zone strip coast valley highway dam bakery street square""".split())
PRONOUNS = frozenset("he she it they them him who which that we i you this these those".split())
EXPLICIT = frozenset("""
    iso iso_time numeric year_first month_day_year day_month_year month_day day_month month_day_range month_year year
    part_of_day season_year quarter_year holiday sept11 decade month""".split())
NUMBERS = {word: at for at, word in enumerate(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty".split())}
KILLING = frozenset("kill die dead death martyr execute massacre perish slay murder body behead fatality".split())
WOUNDING = frozenset("wound injure hurt injury wounded injured".split())


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


def find_events(doc: Doc, text: str, published: date | None, quotes: Sequence[Quote], speakers: Sequence[Speaker],
                codings: Sequence[Coding], times: Sequence[Timex], places: Sequence[PlaceMention],
                actors: Actors) -> list[Event]:
    """Events of an article in order of their triggers.

    quotes, speakers and codings are parallel: what each quote's content says, who says it, for which camp. times and
    places: what find_times and find_places gave for the same text.
    """
    reader = _Reader(doc, text, published, quotes, speakers, codings, times, places, actors)
    return [reader.event(token, kind) for token in doc if (kind := reader.type_of(token))]


class _Reader:
    """One article while its events are read: what was last said about when and who."""

    def __init__(self, doc: Doc, text: str, published: date | None, quotes: Sequence[Quote],
                 speakers: Sequence[Speaker], codings: Sequence[Coding], times: Sequence[Timex],
                 places: Sequence[PlaceMention], actors: Actors):
        self.doc, self.text, self.actors = doc, text, actors
        self.published = published or anchor(text, published)
        self.quotes = list(zip(quotes, speakers, codings, strict=True))
        self.times = [one for one in times if one.type in ("DATE", "TIME") and one.date_start is not None
                      and one.value != "PRESENT_REF"]
        self.places = list(places)
        self.place_starts = [one.start for one in self.places]
        self.carried: Timex | None = None
        self.subject: str = ""

    # --- is it an event, and of which type ---------------------------------------------------------------------
    def type_of(self, token: Token) -> str:
        """The codebook's type of the event that a word names; "" where it names none."""
        part = {"VERB": "V", "NOUN": "N", "PROPN": "N", "ADJ": "V"}.get(token.pos_)
        if part is None or (token.pos_ == "ADJ" and token.lower_ not in ("dead", "besieged")):
            return ""
        lemma = token.lemma_.lower()
        kind = _by_context(token, lemma, part) or _table()[1].get((lemma, part), "")
        return kind if kind and self._happens(token, part) else ""

    def _happens(self, token: Token, part: str) -> bool:
        """Whether the word tells of something that happens: no compound's first half, no negated or general thing."""
        if part == "N" and token.dep_ in ("compound", "nmod", "amod"):
            return False
        if any(child.dep_ == "neg" for child in token.children):
            return False
        return not (part == "V" and token.dep_ in ("amod", "compound"))

    # --- the event ---------------------------------------------------------------------------------------------
    def event(self, token: Token, kind: str) -> Event:
        """The event that `token` names, with its parties, place, date, status and account."""
        sentence = token.sent
        start, end = token.idx, token.idx + len(token)
        actor, target = self._parties(token)
        place = self._place(token, sentence)
        when, rule = self._when(token, sentence)
        first, last = (when.date_start, when.date_end) if when else (self.published, self.published)
        quote, voice, coding = next((one for one in self.quotes
                                     if any(a <= start < b for a, b in one[0].content)), (None, None, None))
        deaths, injured = self._casualties(token, kind)
        row, near = place if place else ("", None)
        actor_text, target_text = self._print(actor), self._print(target)
        return Event(
            self.text[start:end], start, end, sentence.start_char,
            sentence.end_char, kind, plover(token.lemma_.lower(), kind), actor_text, self._camp(actor_text),
            target_text, self._camp(target_text), row, near.latitude if near else None,
            near.longitude if near else None, first, last, _precision(first, last), rule,
            self._status(token, quote), voice.name if voice else "", coding.camp if coding else "",
            deaths, injured, _table()[2].get(kind, 0.5))

    def _print(self, words: Span | None) -> str:
        return self.text[words.start_char:words.end_char] if words is not None else ""

    def _camp(self, name: str) -> str:
        return self.actors.resolve(name, "", self.published).camp if name else ""

    # --- parties -----------------------------------------------------------------------------------------------
    def _parties(self, token: Token) -> tuple[Span | None, Span | None]:
        """Actor and target of a trigger by the parse."""
        actor, target = self._of_verb(token) if token.pos_ == "VERB" else self._of_noun(token)
        return _phrase(actor), _phrase(target)

    def _of_verb(self, token: Token) -> tuple[Token | None, Token | None]:
        subject = passive = agent = direct = None
        for child in token.children:
            if child.dep_ == "nsubj":
                subject = child
            elif child.dep_ == "nsubjpass":
                passive = child
            elif child.dep_ == "agent":
                agent = next((one for one in child.children if one.dep_ == "pobj"), None)
            elif child.dep_ in ("dobj", "obj"):
                direct = child
        is_passive = passive is not None or agent is not None or (token.tag_ == "VBN" and token.dep_ == "acl")
        if subject is None and passive is None:
            head = token.head
            if token.dep_ in ("acl", "relcl"):
                if is_passive or token.tag_ == "VBN":
                    passive, is_passive = head, True
                else:
                    subject = head
            elif token.dep_ in ("conj", "advcl", "xcomp", "pcomp", "ccomp"):
                while head.pos_ in ("ADP", "AUX") and head.head != head:
                    head = head.head
                if head.pos_ == "VERB":
                    above = self._of_verb(head)
                    subject = above[1] if _passive(head) and token.tag_ == "VBN" else above[0]
                    if _passive(head) and token.tag_ == "VBN":
                        passive, is_passive = above[1], True
                        subject = None
        for name in ("subject", "passive"):
            word = subject if name == "subject" else passive
            if word is not None and word.lower_ in ("who", "which", "that") and token.dep_ == "relcl":
                if name == "subject":
                    subject = token.head
                else:
                    passive = token.head
        if is_passive:
            return agent, passive
        against = next((one for child in token.children if child.dep_ == "prep" and child.lower_ in
                        ("against", "with", "at", "on") for one in child.children if one.dep_ == "pobj"), None)
        return subject, direct or against

    def _of_noun(self, token: Token) -> tuple[Token | None, Token | None]:
        actor = target = None
        for child in token.children:
            if child.dep_ == "poss":
                actor = child
            elif child.dep_ in ("prep", "agent"):
                inner = next((one for one in child.children if one.dep_ in ("pobj", "pcomp")), None)
                if child.lower_ == "by":
                    actor = inner or actor
                elif child.lower_ == "between" and inner is not None:
                    actor, target = inner, next(iter(inner.conjuncts), None)
                elif child.lower_ in ("against", "on", "of", "with", "at"):
                    target = target or inner
            elif child.dep_ in ("amod", "compound", "nmod") and actor is None and child.text[:1].isupper():
                actor = child
        if actor is None:
            head = token.head
            while head.pos_ == "ADP" and head.head != head:
                head = head.head
            if head.pos_ == "VERB" and (head.lemma_ in LIGHT or token.dep_ in ("dobj", "pobj")):
                above = self._of_verb(head)
                actor = above[0] if above[0] != token and token.dep_ == "dobj" else None
        return actor, target

    # --- place, date -------------------------------------------------------------------------------------------
    def _place(self, token: Token, sentence: Span) -> tuple[str, PlaceMention | None] | None:
        """The place as printed and its gazetteer row: below the trigger, else nearest in the sentence."""
        below = {one.i for one in token.subtree}
        best: tuple | None = None
        low = bisect_right(self.place_starts, sentence.start_char - 1)
        for mention in self.places[low:bisect_right(self.place_starts, sentence.end_char)]:
            span = self.doc.char_span(mention.start, mention.end, alignment_mode="expand")
            if span is None:
                continue
            root = span.root
            located = root.dep_ == "pobj" and root.head.lower_ in LOCATIVE
            score = (root.i not in below, not located, abs(root.i - token.i))
            if best is None or score < best[0]:
                best = (score, root, mention)
        if best:
            return self._print(_phrase(_outer(best[1]))), best[2]
        for child in token.subtree:
            if child.dep_ == "pobj" and child.head.lower_ in LOCATIVE and child.lemma_.lower() in LOCATIONS:
                return self._print(_phrase(child)), None
        return None

    def _when(self, token: Token, sentence: Span) -> tuple[Timex | None, str]:
        """The time expression that dates a trigger and the rule: in its sentence, carried, or publication."""
        inside = [one for one in self.times if sentence.start_char <= one.start < sentence.end_char]
        if inside:
            below = (token.left_edge.idx, token.right_edge.idx + len(token.right_edge))
            best = min(inside, key=lambda one: (not below[0] <= one.start < below[1], abs(one.start - token.idx)))
            self.carried = best
            return best, "explicit" if best.rule in EXPLICIT else "relative"
        if self.carried is not None and not _present(token):
            return self.carried, "carried"
        return None, "publication"

    # --- status, figures ---------------------------------------------------------------------------------------
    def _status(self, token: Token, quote: Quote | None) -> str:
        verb = token
        while verb.pos_ not in ("VERB", "AUX") and verb.head != verb:
            verb = verb.head
        auxiliaries = {child.lower_ for child in verb.children if child.dep_ in ("aux", "auxpass")}
        if auxiliaries & AUXILIARIES or (verb.dep_ == "xcomp" and verb.head.lemma_ in PLANNING):
            return "planned"
        if quote is None:
            return "reported"
        return "denied" if quote.cue and re.match(r"den(?:y|ie|ying)", self.text[quote.cue[0]:quote.cue[1]].lower()) \
            else "claimed"

    def _casualties(self, token: Token, kind: str) -> tuple[list[int], list[int]]:
        """Lowest and highest figure of killed and injured that the trigger's clause gives."""
        if kind not in ("attack", "bombardment", "casualties", "clash"):
            return [], []
        deaths: list[int] = []
        injured: list[int] = []
        for word in token.subtree:
            if word.pos_ != "NUM" or word.ent_type_ in ("DATE", "TIME", "PERCENT", "MONEY"):
                continue
            number = _figure(word)
            above = [one.lemma_.lower() for one in word.ancestors][:4]
            if number is None:
                continue
            if any(one in WOUNDING for one in above[:3]):
                injured.append(number)
            elif any(one in KILLING for one in above[:3]) or token.lemma_.lower() in KILLING:
                deaths.append(number)
        return ([min(deaths[:1]), max(deaths[:1])] if deaths else [],
                [min(injured[:1]), max(injured[:1])] if injured else [])


def plover(lemma: str, kind: str) -> str:
    """The root class of PLOVER for a trigger's lemma and its type."""
    own, usual = _table()[3:]
    return own[lemma] if lemma in own and kind in ("statement_policy", "talks", "other") else usual[kind]


@lru_cache(maxsize=1)
def _table() -> tuple:
    """The trigger table: contexts, types by (lemma, part), precision by type, PLOVER by lemma, PLOVER by type."""
    data = yaml.safe_load(Path(__file__).with_name("events.yaml").read_text("utf-8"))
    types: dict[tuple[str, str], str] = {}
    for kind, row in data["types"].items():
        for part, name in (("V", "verbs"), ("N", "nouns")):
            for lemma in row[name].split():
                types.setdefault((lemma, part), kind)
    classes = {name: frozenset(words.split()) for name, words in data["classes"].items()}
    contexts: dict[str, list] = {}
    for lemma, part, relation, other, kind in data["contexts"]:
        contexts.setdefault(lemma, []).append((part, relation, classes.get(other, frozenset({other})), kind))
    roots = {lemma: root for root, lemmas in data["plover"].items() for lemma in lemmas.split()}
    usual = {kind: row["plover"] for kind, row in data["types"].items()}
    return contexts, types, data.get("precision", {}), roots, usual


def _by_context(token: Token, lemma: str, part: str) -> str:
    """The type that the words beside a trigger decide; "" where none does."""
    for wanted, relation, words, kind in _table()[0].get(lemma, ()):
        if wanted not in ("-", part):
            continue
        if "*" in words:
            return kind
        for child in token.children:
            role = {"dobj": "object", "nsubjpass": "object", "nsubj": "subject", "agent": "subject", "amod": "modifier",
                    "compound": "modifier", "nmod": "modifier"}.get(child.dep_, "")
            if (relation in (role, "any")) and child.lemma_.lower() in words:
                return kind
    return ""


def _phrase(token: Token | None) -> Span | None:
    """The noun phrase of a head, without relative clauses, appositions and what follows a comma."""
    if token is None:
        return None
    left, right = token.left_edge.i, token.i
    for child in token.children:
        if child.i < token.i:
            continue
        if child.dep_ in ("prep", "cc", "conj", "compound", "flat", "case") and (
                child.dep_ != "prep" or child.lower_ in ("of", "for", "in", "from", "near")):
            right = max(right, child.right_edge.i)
        elif child.dep_ not in ("nummod", "poss"):
            break
    span = token.doc[left:right + 1]
    while len(span) > 1 and (span[-1].is_punct or span[-1].is_space):
        span = span[:-1]
    while len(span) > 1 and (span[0].is_punct or span[0].is_space):
        span = span[1:]
    return span


def _outer(token: Token) -> Token:
    """The head of the place phrase that a place's name stands in: "the town" of "the town of Madaya"."""
    while True:
        if token.dep_ in ("compound", "poss", "nmod", "amod", "appos") and token.head.pos_ in ("NOUN", "PROPN") \
                and token.head.lemma_.lower() in LOCATIONS:
            token = token.head
        elif token.dep_ == "pobj" and token.head.lower_ == "of" and token.head.head.lemma_.lower() in LOCATIONS:
            token = token.head.head
        else:
            return token


def _passive(token: Token) -> bool:
    return any(child.dep_ in ("nsubjpass", "auxpass") for child in token.children)


def _present(token: Token) -> bool:
    """Whether the clause of a trigger is in the present tense."""
    verb = token
    while verb.pos_ not in ("VERB", "AUX") and verb.head != verb:
        verb = verb.head
    marks = [child for child in verb.children if child.dep_ in ("aux", "auxpass")]
    return (verb.tag_ in ("VBP", "VBZ") and not marks) or any(child.tag_ in ("VBP", "VBZ") and child.lemma_ == "be"
                                                              for child in marks)


def _figure(word: Token) -> int | None:
    """The whole number that a word names."""
    plain = word.text.replace(",", "")
    return int(plain) if plain.isdigit() else NUMBERS.get(word.lower_)


def _precision(first: date | None, last: date | None) -> str:
    """day, week, month or year, by how many days an interval covers."""
    if first is None or last is None or last - first <= timedelta(2):
        return "day"
    days = (last - first).days
    return "week" if days <= 10 else "month" if days <= 100 else "year"
