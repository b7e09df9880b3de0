"""Who did it, to whom, where and when: what of an article belongs to the word that names an event.

For each role there are candidates: what stands in the sentence or shortly before, what an earlier event of the article
has, the source of a quotation, the day of publication, nothing at all. Features tell how each stands to the word in the
parse and to the events before; a conditional logit (McFadden 1974) with the weights of events.json, which
training/events.py fits, gives their probabilities. What several candidates say alike (a camp, a date, a place) adds up.
"""

import json
import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from math import exp, log
from pathlib import Path
from typing import Any, NamedTuple

from spacy.tokens import Doc, Span, Token

from dateline.actors import Actors
from dateline.language.camps import HELD, code, code_all, mentions
from dateline.language.places import PlaceMention
from dateline.language.tagger import Happenings
from dateline.language.times import Timex

SPANNED = re.compile(r"\b(from \| (to|until|till|through)|between \| and) $|\|[-–]$")  # around the first of two times
NEAR = re.compile(r",?\s(?:in|near|outside)\s(?:the\s)?(?:[a-z]+\s)?")  # from a town to what it lies in or near
SIZES = {"country": 4, **dict.fromkeys(("area", "governorate", "province", "region"), 3), "capital": 2, "city": 2,
         "town": 1}  # of kinds of place; 0: villages, districts and the like
LOCATIVE = frozenset("in at on near inside outside into around across over toward towards along from".split())
LOCATIONS = frozenset("""
    area city town village district neighborhood neighbourhood camp border province region countryside hospital market
    school mosque prison base airport checkpoint road suburb enclave outskirts territory field crossing village capital
    university building church compound settlement zone strip coast valley highway dam bakery street square""".split())
CIVILIANS = frozenset("""
    people person civilians civilian children child women woman boy girl men man residents resident family families
    citizens citizen villagers inhabitants refugees patients students worshippers passengers bystanders boys girls
    persons victims hospital school town village city market""".split())
EXPLICIT = frozenset("""
    iso iso_time numeric year_first month_day_year day_month_year month_day day_month month_day_range month_year year
    part_of_day season_year quarter_year holiday sept11 decade month""".split())
MODALS = frozenset("will would shall may might could should can must".split())
PRESENT = frozenset("now yet currently presently".split())  # beside a verb: it tells of the day of writing
PRONOUNS = {**dict.fromkeys("they them their these those both some".split(), "many"),
            **dict.fromkeys("it its".split(), "thing"), **dict.fromkeys("he she him her his".split(), "person"),
            **dict.fromkeys("we i our us my me".split(), "self")}
PERSONS = frozenset("official president resident source chief head general colonel captain envoy guard child".split())
CONDEMNING = frozenset("condemn denounce deplore decry criticise criticize mourn regret".split())
MISREAD = frozenset("retook retaken overran".split())  # verbs that the tagger takes for nouns, and for parts of names
NTH = "_ first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()
NO_PARTY = frozenset("who which that what this there".split()) | MISREAD
MODIFIERS = frozenset("compound flat amod nmod npadvmod quantmod nummod".split())
PARTY_PARTS = frozenset("NOUN PROPN PRON NUM X".split())
ADJECTIVES = frozenset("terrorist rebel military jihadist opposition".split())
CARRIED = frozenset("nsubj nsubjpass pobj dobj poss amod compound conj attr appos ROOT".split())
GROUPS = dict.fromkeys(("attack", "bombardment", "casualties", "clash"), "violence")
LONGEST = 5  # edges: a longer way through the parse tells nothing
SEEN = 25  # sentences on either side: a window of the model seldom has more
SENTENCES = 3  # before the event's: from further back an event before may carry a party
COUNTED = re.compile(r"P(?:T\w+H|(\d+)([DW]))")  # values of so many hours, days or weeks
DATES = 4  # different dates before the sentence that may be the event's
ROLES = ("actor", "target", "date", "place")


class Choice(NamedTuple):
    """A candidate. key: what it says, candidates with equal keys add up. value: what the event gets."""

    key: Hashable
    value: tuple
    features: list[str]


class Party(NamedTuple):
    """A noun, pronoun or modifier that may name a party, its phrase as printed, its camp and sentence."""

    root: Token
    name: str
    camp: str
    sentence: int
    sort: str


@dataclass(frozen=True)
class Frame:
    """An event's roles: actor and target (as printed, camp), place (as printed, mention), when (first, last, rule)."""

    kind: str
    lemma: str
    sentence: int
    actor: tuple[str, str]
    target: tuple[str, str]
    place: tuple[str, PlaceMention | None]
    when: tuple[date | None, date | None, str]


class Roles:
    """One article while the roles of its events are decided, one event after the other."""

    def __init__(self, doc: Doc, text: str, published: date | None, seen: Happenings, quotes: Sequence[tuple],
                 times: Sequence[Timex], places: Sequence[PlaceMention], actors: Actors):
        """quotes: triples (quote, speaker, coding); the rest as for events.find_events."""
        self.doc, self.text, self.published, self.quotes, self.actors, self.seen = (
            doc, text, published, quotes, actors, seen)
        self.past, self.weights = [], tables()
        self.sentences = list(doc.sents)
        self.number = {word.i: number for number, sentence in enumerate(self.sentences) for word in sentence}
        self.times = self._joined([(one, span.root) for one in map(self._dated, times) if one.date_start is not None
                                   and one.type != "SET" and one.value != "PRESENT_REF" and (span := self._span(one))])
        self.time_starts = [one.start for one, _ in self.times]
        self.counted = [counted for one in times if (counted := self._counted(one))]
        self.timed = {word.i for one in times if one.type in ("DATE", "TIME") for word in self._span(one) or ()}
        spans = [(one, self._span(one)) for one in places]
        self.located = {word.i for _, span in spans if span for word in span}
        self.places: dict[int, list[tuple[Token, PlaceMention | None]]] = defaultdict(list)
        for one, span in spans:
            if span:
                self.places[self.number[span.root.i]].append((span.root, one))
        names = Counter(one.name for one in places)
        self.top = next((one for one in places if one.name == names.most_common(1)[0][0]), None)
        self.top_count = max(names.values(), default=0)
        for number in range(len(self.sentences)):
            found = self.places[number] + self._unlisted(number)
            self.places[number] = [one for one in found if not any(self._locates(*one, *other) for other in found)]
        self.parties: dict[int, list[Party]] = defaultdict(list)
        for party in self._parties():
            self.parties[party.sentence].append(party)

    def frame(self, token: Token, kind: str, lemma: str) -> Frame:
        """The roles of the event of type `kind` that a word names; later events may take them over."""
        here = _Here(self, token, kind, lemma)
        actor = self.pick("actor", here.parties("actor"))
        target = self.pick("target", here.parties("target", actor))
        when = self.pick("date", here.dates()) or (None, None, "publication")
        self.past.append(Frame(kind, lemma, here.sentence, actor, target, self.pick("place", here.places()), when))
        return self.past[-1]

    def pick(self, role: str, choices: list[Choice]) -> tuple | None:
        """The value of the likeliest candidate of the likeliest key; None without candidates."""
        weights, total = self.weights[role], defaultdict(float)
        shares = [exp(sum(weights.get(feature, 0.0) for feature in one.features)) for one in choices]
        for one, share in zip(choices, shares, strict=True):
            total[one.key] += share
        return max(zip(choices, shares, strict=True), key=lambda pair: (total[pair[0].key], pair[1]))[0].value \
            if choices else None

    def quote_of(self, at: int) -> tuple:
        """The quote whose content an offset stands in, its speaker and coding; three None outside of quotes."""
        return next((one for one in self.quotes if any(start <= at < end for start, end in one[0].content)),
                    (None, None, None))

    def _span(self, one: Timex | PlaceMention) -> Span | None:
        return self.doc.char_span(one.start, one.end, alignment_mode="expand")

    def _dated(self, one: Timex) -> Timex:
        """A time with days where it has none, or others: "the past 24 hours" are this day and the one before, a war
        "now in its third year" began two years ago.
        """
        year = self.published and one.value == "PRESENT_REF" and re.match(
            r" in its (\w+) year\b", self.text[one.end:one.end + 40])
        if year and year[1].lower() in NTH:
            begun = date(self.published.year + 1 - NTH.index(year[1].lower()), 1, 1)
            return replace(one, value="", date_start=begun, date_end=self.published)
        hours = one.date_start is None and self.published and re.search(
            r"(?i)(past|last|previous|recent|few) .*hours", self.text[one.start:one.end])
        return replace(one, date_start=self.published - timedelta(1), date_end=self.published) if hours else one

    def _joined(self, times: list[tuple[Timex, Token]]) -> list[tuple[Timex, Token]]:
        """Times in their order, the two of "from 5 to 28 November", "2-3 May" and "between 2012 and 2014" as one."""
        found: list[tuple[Timex, Token]] = []
        for one, root in times:
            first = found[-1][0] if found else None
            around = first and self.text[max(0, first.start - 8):first.start] + "|" + self.text[first.end:one.start]
            if first and first.date_start <= one.date_start and SPANNED.search(around.lower()):
                found[-1] = replace(one, start=first.start, date_start=first.date_start), root
            else:
                found.append((one, root))
        return found

    def _counted(self, one: Timex) -> tuple[Token, Token, int] | None:
        """Of "two days after the raid": the word "after", the head of what was then and how many days before it was."""
        lead, number = re.match(r" (after|since)\b", self.text[one.end:one.end + 7]), COUNTED.fullmatch(one.value)
        if self.text[one.start:one.end].lower().endswith("day after"):
            at, days = one.end - 5, 1
        elif lead and number:
            at, days = one.end + 1, int(number[1] or 0) * (7 if number[2] == "W" else 1)
        else:
            return None
        word = self.doc.char_span(at, at + 5, alignment_mode="expand").root
        return word, word.head if word.dep_ == "mark" else word, days

    def _unlisted(self, number: int) -> list[tuple[Token, None]]:
        """Words of a sentence that tell a place which no gazetteer knows: "the town", "in Toraq"."""
        outer = {outermost(root).i for root, _ in self.places[number]}
        return [(word, None) for word in self.sentences[number]
                if word.i not in outer and word.i not in self.located and (
                    (word.lemma_.lower() in LOCATIONS and word.dep_ in ("pobj", "dobj", "nsubjpass", "nsubj"))
                    or (word.pos_ == "PROPN" and word.dep_ == "pobj" and word.head.lower_ in LOCATIVE
                        and word.ent_type_ not in ("DATE", "TIME", "PERSON", "NORP", "MONEY")))]

    def _locates(self, root: Token, one: PlaceMention | None, inner: Token, other: PlaceMention | None) -> bool:
        """Whether a place only tells where another lies: "Douma near Damascus", "the Idlib town of Saraqib"."""
        if not (one and other):
            return False
        larger = SIZES.get(one.kind, 0) - SIZES.get(other.kind, 0)
        if outermost(root) == outermost(inner) and "pobj" in (root.dep_, inner.dep_):
            return larger > 0 or (larger == 0 and root.dep_ != "pobj")
        return larger >= 0 and bool(NEAR.fullmatch(self.text[other.end:one.start]))

    # -- parties

    def _parties(self) -> list[Party]:
        """All that may name a party, in order; camps by the actor file, the article and what pronouns stand for."""
        found: list[Party] = []
        for word in self.doc:
            behind = [one.lower_ for one in self.doc[word.i + 1:word.i + 3]]
            where = behind[:1] == ["-"] and behind[-1] in HELD  # "rebel-held areas" are no act of rebels
            sort = "" if where or word.i in self.timed else _sort(word)
            if sort:
                words = self.doc[word.left_edge.i:word.i + 1] if sort == "modifier" else phrase(word)
                while words[0].i in self.timed:  # a text without commas: "on 27 February 2016 rebels shelled"
                    words = words[1:]
                name = self.text[words.start_char:words.end_char]
                found.append(Party(word, name, "", self.number[word.i], sort))
        names = [one.name for one in found]
        kept: list[Party] = []
        for one, coding in zip(found, code_all(self.actors, names, [""] * len(names), self.published, self.text),
                               strict=True):
            name, camp = one.name, coding.camp
            if one.root.i in self.located:  # "Aleppo" is not "the Aleppo governor" who spoke before
                part = any(child.dep_ == "amod" for child in one.root.children)  # "central Damascus" is no government
                camp = "unknown" if part else code(self.actors, name, "", self.published).camp
            if one.sort in PRONOUNS.values():
                name, camp = self._stands_for(one, one.sort, kept)
            elif camp == "unknown" and one.sort != "modifier":
                named = mentions(self.actors, one.name, self.published)
                civil = CIVILIANS & set(re.findall(r"[a-z]+", one.name.lower()))
                owner = next((PRONOUNS[child.lower_] for child in one.root.children
                              if child.dep_ == "poss" and child.lower_ in PRONOUNS), None)
                camp = named[0].camp if named else "civilian" if civil else self._stands_for(one, owner, kept)[1]
            if one.sort != "modifier" or camp != "unknown":
                kept.append(one._replace(name=name, camp=camp))
        return kept

    def _stands_for(self, party: Party, sort: str | None, before: list[Party]) -> tuple[str, str]:
        """Whom a pronoun means, with the camp: a quotation's "we" its speaker, others a party named before."""
        if sort == "self":
            _, voice, coding = self.quote_of(party.root.idx)
            return (voice.name or party.name, coding.camp) if coding else (party.name, "unknown")
        for one in reversed(before[-40:] if sort else ()):
            if party.sentence - one.sentence > 2:
                break
            if one.sort not in ("noun", "name") or one.camp == "unknown" or \
                    one.root.dep_ not in ("nsubj", "nsubjpass", "agent", "pobj"):
                continue
            plural, noun = one.root.tag_ in ("NNS", "NNPS") or " and " in one.name, one.root.lemma_.lower()
            person = one.root.ent_type_ == "PERSON" or (one.sort == "noun" and (
                noun in PERSONS or noun.endswith(("er", "or", "ist", "man"))))
            if (sort == "many" and (plural or one.sort == "noun")) or (sort == "thing" and not plural) or (
                    sort == "person" and person and not plural):
                return one.name, one.camp
        return party.name, "unknown"


class _Here:
    """One word that names an event, with what its candidates are compared with."""

    def __init__(self, roles: Roles, token: Token, kind: str, lemma: str):
        self.roles, self.token, self.kind, self.lemma = roles, token, kind, lemma
        self.sentence = roles.number[token.i]
        self.quote, self.voice, self.coding = roles.quote_of(token.idx)
        passive = any(child.dep_ in ("nsubjpass", "auxpass") for child in token.children) or (
            token.tag_ == "VBN" and token.dep_ == "acl")
        self.form = {"VERB": "V", "NOUN": "N", "PROPN": "N"}.get(token.pos_, "O") + "p" * passive
        self.counted = [one for one in roles.counted if token == one[1] or one[1].is_ancestor(token)]
        self.definite = any(child.dep_ in ("det", "poss") and child.lower_ in ("the", "this", "that", "these", "those")
                            for child in token.children)
        self.tense = tense_of(token)
        latest = [("last", lambda one: True), ("same", lambda one: group(one.kind) == group(kind)),
                  ("word", lambda one: one.lemma == lemma)]
        self.past = [(name, next(filter(fits, reversed(roles.past)), None)) for name, fits in latest]
        self.past = [(name, one, self.sentence - one.sentence) for name, one in self.past if one is not None]

    def _share(self, role: str, *words: Token) -> float:
        """The model's probability that one of some words belongs to a role of this event; 0 without words."""
        return max((self.roles.seen.share(self.token.idx, role, word.idx) for word in words), default=0.0)

    def _near(self, found: dict[int, list]) -> list:
        """What stands in sentences that the model may see together with the event; a text may have thousands."""
        numbers = range(self.sentence - SEEN, self.sentence + SEEN + 1)
        return [one for number in numbers for one in found.get(number, ())]

    def _shares(self, role: str, said: Iterable[tuple[Hashable, tuple[Token, ...]]]) -> dict[Hashable, float]:
        """For each key the highest share of the words that say it."""
        found: dict[Hashable, float] = defaultdict(float)
        for key, words in said:
            found[key] = max(found[key], self._share(role, *words))
        return found

    def _model(self, same: float, best: float) -> list[str]:
        """What the model's shares tell of a candidate: the highest of all that say the same, and of all."""
        return [f"model {odds(same)} as", f"model {odds(same)} {odds(best)}", f"model {odds(same)} {self.kind}"]

    def _voiced(self, at: int) -> bool:
        """Whether an offset stands in the same quote as the event, or the event in none."""
        return self.quote is None or any(start <= at < end for start, end in self.quote.content)

    # -- parties

    def parties(self, role: str, actor: tuple[str, str] | None = None) -> list[Choice]:
        """Candidates for the actor, or for the target once the actor is decided."""
        here = self.roles.parties[self.sentence]
        camps = self._shares(role, ((one.camp, (one.root,)) for one in self._near(self.roles.parties)))
        own, best = self._share(role, *(one.root for one in here)), max(camps.values(), default=0.0)

        def printed(one: Party, where: str) -> Choice:
            return Choice(one.camp, (one.name, one.camp), [
                *self._party(role, one, actor), *self._model(camps[one.camp], best),
                f"model {odds(self._share(role, one.root))} {where}"])

        def told(value: tuple[str, str], where: str, features: list[str]) -> Choice:
            return Choice(value[1], value, [*features, *self._camp(role, value[1], where, actor),
                                            *self._model(camps[value[1]], best)])

        apart = self._judges() if role == "actor" else set()
        choices = [printed(one, "here") for one in here if one.root.i != self.token.i and one.root.i not in apart
                   and not (role == "target" and self._tells(one.root.idx))]
        for back in range(1, SENTENCES + 1):
            choices += [printed(one, "back") for one in self.roles.parties.get(self.sentence - back, ())
                        if one.camp != "unknown" and one.sort not in PRONOUNS.values() and one.root.dep_ in CARRIED]
        for name, one, back in self.past:
            if (value := getattr(one, role))[1]:
                choices.append(told(value, "h", [
                    f"history {name}", f"history {name} {min(back, 4)}", f"history {name} {self.kind}"]))
        if self.coding and not apart:
            choices.append(told((self.voice.name, self.coding.camp), "s", ["speaker", f"speaker {self.kind}"]))
        return [*choices, Choice("", ("", ""), [*self._nobody(role), *_unseen(own, best)])]

    def _judges(self) -> set[int]:
        """The words for who condemns or regrets the event, and so has not done it: "Norway condemned the attack"."""
        way = [self.token, *self.token.ancestors]
        return {word.i for inner, verb in pairwise(way) if verb.lemma_.lower() in CONDEMNING and inner.dep_ == "dobj"
                for subject in verb.children if subject.dep_ == "nsubj" for word in subject.subtree}

    def _tells(self, at: int) -> bool:
        """Whether an offset stands in the source of the quote that tells of the event: who tells is not hit."""
        return bool(self.quote and self.quote.source) and self.quote.source[0] <= at < self.quote.source[1]

    def _party(self, role: str, one: Party, actor: tuple[str, str] | None) -> list[str]:
        """How a party stands to the event."""
        back, form = self.sentence - one.sentence, self.form
        found = [f"party {back}", f"sort {one.sort} {back}", f"dep {one.root.dep_} {back} {one.camp != 'unknown'}",
                 *self._camp(role, one.camp, f"p{min(back, 1)}", actor)]
        if back == 0:
            way, side = path(self.token, one.root), "left" if one.root.i < self.token.i else "right"
            low, high = sorted((one.root.i, self.token.i))
            between = sum(low < other.root.i < high for other in self.roles.parties[self.sentence])
            found += [f"way {way}", f"way {way} {form}", f"way {way} {self.kind}", f"between {min(between, 3)} {side}",
                      f"voiced {self._voiced(one.root.idx)}", f"lemma {one.root.lemma_.lower()}"]
        if actor and one.name == actor[0]:
            found.append("is actor")
        return found

    def _camp(self, role: str, camp: str, where: str, actor: tuple[str, str] | None) -> list[str]:
        """What a camp has to do with the type of event and with the events before."""
        found = [f"camp {camp}", f"camp {camp} {self.kind}", f"camp {camp} {self.form}"]
        for name, one, back in self.past:
            same, other = (one.actor, one.target) if role == "actor" else (one.target, one.actor)
            if same[1] == camp:
                found += [f"as {name} {min(back, 3)}", f"as {name} {where}", f"as {name} {self.kind}"]
            if other[1] == camp:
                found += [f"other of {name}", f"other of {name} {where}"]
        if self.coding:
            found.append(f"voice's {self.coding.camp == camp} {where}")
        if actor:
            found.append(f"actor's {actor[1] == camp} {self.kind}")
        return found

    def _nobody(self, role: str) -> list[str]:
        """What speaks for an event whose actor or target is not told."""
        token, kind, form = self.token, self.kind, self.form
        own = any(child.dep_ in ("nsubj", "agent", "poss", "amod", "compound") for child in token.children)
        found = ["none", f"none {kind}", f"none {form}", f"none {kind} {form}", f"none {self.lemma}",
                 f"none {form} {token.dep_}", f"none own {own} {form}"]
        past = {name: bool(getattr(one, role)[1]) for name, one, _ in self.past}
        for name in ("last", "same", "word"):
            found += [f"none {name} {past.get(name, False)}", f"none {name} {past.get(name, False)} {kind}"]
        return found

    # -- dates

    def dates(self) -> list[Choice]:
        """Candidates for the days of the event and the rule that gives them."""
        sentence, times, published = self.token.sent, self.roles.times, self.roles.published
        low = bisect_left(self.roles.time_starts, sentence.start_char)
        high = bisect_left(self.roles.time_starts, sentence.end_char)
        here, choices = times[low:high], []
        nearest = min((steps(self.token, root) for _, root in here), default=0)
        for one, root in here:
            if self.counted and not any(top.is_ancestor(root) for _, top, _ in self.counted):
                continue  # of "a day after the raid, on Sunday" the raid is not on Sunday
            rule = "explicit" if one.rule in EXPLICIT else "relative"
            own = self._time(one, root, nearest, len(here))
            opens = re.sub(r"^(the|over|in|during) ", "", self.roles.text[one.start:one.end].lower()).split()[0]
            opens, lead = "figure" if opens[0].isdigit() else opens, self._lead(one)
            for first, last, variant in self._variants(one):
                more = [f"variant {variant}{end}" for end in (
                    "", f" {lead}", f" {one.rule}", f" {self.tense}", f" {self.kind}", f" opens {opens}",
                    f" {self.tense} {group(self.kind)}")]
                choices.append(self._date(first, last, "here", rule, own + more))
        choices += self._earlier(here)
        night = {(one.date_start, one.date_end) for one, _ in times if one.rule == "overnight"}  # is not carried
        different = list({(one.date_start, self._end(one)): (one, root) for one, root in times[:low]
                          if one.rule != "overnight"}.values())
        then = sentence.text[:10].lower() == "since then"
        for rank, (one, root) in enumerate(reversed(different[-DATES:]), 1):
            back = self.sentence - self.roles.number[root.i]
            choices.append(self._date(one.date_start, self._end(one), "before", "carried", [
                f"before {rank} {min(back, 4)}", f"before {min(back, 5)} {bool(here)}",
                f"before {_length(one.date_start, self._end(one))} {min(back, 4)}",
                f"before {min(back, 3)} {self.tense}"]))
            if published and one.date_start < published != self._end(one):
                choices.append(self._date(one.date_start, published, "since", "carried", [
                    f"since {rank} {min(back, 4)}", f"since {self.tense} {bool(here)}", f"since {self.kind}",
                    f"since {self.form}", f"since {_length(one.date_start, self._end(one))}", f"since then {then}"]))
        for name, one, back in self.past:
            if one.when[0] and (name == "word" or one.when[:2] not in night):
                rule = "publication" if one.when[2] == "publication" else "carried"
                choices.append(self._date(*one.when[:2], f"h{name}", rule, [
                    f"h {name} {min(back, 4)} {bool(here)}", f"h {name} {self.definite} {self.form}"]))
        if published:
            choices.append(self._date(published, published, "publication", "publication", [
                f"pub {bool(here)} {bool(low)}", f"pub {min(self.sentence, 3)}", f"pub {self.tense} {bool(here)}",
                f"pub {self.token.tag_}"]))
        present = any(child.lower_ in PRESENT for child in clause(self.token).children)
        return choices[-1:] if present and published else choices

    def _earlier(self, here: list[tuple[Timex, Token]]) -> Iterator[Choice]:
        """Days of what was so long before a time of the sentence; without one, before publication or the last event."""
        for word, top, days in self.counted:
            counts = [("time", one.date_start) for one, root in here if not top.is_ancestor(root)] or [
                ("publication", self.roles.published),
                *((f"event {min(back, 2)}", one.when[0]) for name, one, back in self.past if name == "last")]
            for name, day in counts:
                if day:
                    day -= timedelta(days)
                    yield self._date(day, day, "counted", "relative", [
                        f"counted {name}", f"counted {name} {word.lower_}", f"counted {name} {bool(days)}"])

    def _time(self, one: Timex, root: Token, nearest: int, count: int) -> list[str]:
        """How a time expression of its sentence stands to the event."""
        side, way = "left" if one.start < self.token.idx else "right", steps(self.token, root)
        return [f"rule {one.rule}", f"steps {min(way, 6)}", f"nearest {way == nearest}",
                f"nearest {way == nearest} {min(count, 3)} {side}", f"voiced {self._voiced(one.start)}"]

    def _lead(self, one: Timex) -> str:
        """The word before a time expression."""
        return (self.roles.text[max(0, one.start - 8):one.start].lower().split() or [""])[-1]

    def _date(self, first: date, last: date, where: str, rule: str, own: list[str]) -> Choice:
        """A candidate with what its days have to do with publication and the events before."""
        gap, length = gap_of(self.roles.published, first), _length(first, last)
        found = [f"where {where}", f"where {where} {self.kind}", f"where {where} {self.tense}",
                 f"where {where} {self.form}", f"gap {gap} {where}", f"gap {gap} {self.tense}",
                 f"span {length} {where}", f"published {first == last == self.roles.published} {where}"]
        found += [f"counted {where}"] * bool(self.counted)
        for name, one, back in self.past:
            same = one.when[:2] == (first, last)
            found += [f"as {name} {same} {min(back, 3)}", f"as {name} {same} {where}"]
            if same:
                found += [f"as {name} {self.kind}", f"as {name} {self.tense}",
                          f"as {name} {self.definite} {self.form}"]
        return Choice((first, last), (first, last, rule), found + own)

    def _end(self, one: Timex) -> date:
        """The last day of a time that is carried: a month that has only begun ends with publication."""
        published = self.roles.published
        begun = published and one.date_start <= published < one.date_end
        return published if begun and (one.date_end - one.date_start).days <= 40 else one.date_end

    def _variants(self, one: Timex) -> Iterator[tuple[date, date, str]]:
        """The days that a time expression may mean for an event: those it covers, "since" then, a year before, ..."""
        first, last, today = one.date_start, one.date_end, self.roles.published
        words = self.roles.text[one.start:one.end].lower()
        yield first, last, "plain"
        if today is None:
            return
        if first <= today != last:
            yield first, today, "since"
        if first > today and one.rule in ("month_day", "day_month", "month"):
            yield _years_back(first), _years_back(last), "year back"
        if one.rule.startswith("weekday"):
            week = timedelta(-7 if first == today else 7)
            yield first + week, last + week, "other week"
        if re.search(r"\bweeks? (ago|earlier|before)", words) and (last - first).days == 6:
            day = first + timedelta(today.weekday())
            yield day, day, "same weekday"
        if rolling := re.search(r"\b(?:past|last|recent) (week|month|year)$", words):
            month = (today.replace(day=1) - timedelta(1)).replace(day=min(today.day, 28))
            start = {"week": today - timedelta(7), "month": month, "year": _years_back(today)}[rolling[1]]
            yield start, today, "rolling"

    # -- places

    def places(self) -> list[Choice]:
        """Candidates for the place."""
        here = [(root, one) for root, one in self.roles.places[self.sentence] if root != self.token]
        keys = self._shares("place", (
            (_key(self._printed(root, one), one), (root, outermost(root)))
            for root, one in self._near(self.roles.places)))
        own, best = self._share("place", *(root for root, _ in here)), max(keys.values(), default=0.0)
        nearest = min((steps(self.token, outermost(root)) for root, _ in here), default=0)
        choices = [self._place(root, one, 0, nearest) for root, one in here]
        for back in (1, 2):
            choices += [self._place(root, one, back, 0)
                        for root, one in self.roles.places.get(self.sentence - back, ())]
        for name, one, back in self.past:
            if one.place[0]:
                choices.append(Choice(_key(*one.place), one.place, [
                    f"history {name} {min(back, 4)}", f"history {name} {self.kind}", f"history {name} {bool(here)}",
                    f"history {name} {self.definite} {self.form}"]))
        if top := self.roles.top:
            choices.append(Choice(top.name, (self.roles.text[top.start:top.end], top), [
                f"top {self.kind}", f"top {bool(here)}", f"top {top.kind}", f"top {min(self.roles.top_count, 5)}"]))
        abroad = self._abroad(here)
        choices = [one._replace(features=[*one.features, *self._model(keys[one.key], best)]) for one in choices
                   if one.key not in abroad]
        past = {name: bool(one.place[0]) for name, one, _ in self.past}
        none = [*_unseen(own, best), "none", f"none {self.kind}", f"none {self.form}",
                f"none {self.kind} {self.form}", f"none {self.lemma}", f"none {bool(here)}",
                f"none {bool(here)} {self.kind}"]
        for name in ("last", "same"):
            none += [f"none {name} {past.get(name, False)} {bool(here)}",
                     f"none {name} {past.get(name, False)} {self.kind}"]
        return [*choices, Choice("", ("", None), none)]

    def _abroad(self, here: list[tuple[Token, PlaceMention | None]]) -> set[str]:
        """Places of foreign states that stand outside the quote which tells of the event: there somebody only spoke."""
        named = [(one, self._voiced(root.idx)) for root, one in here if one and self.roles.actors.home]
        return {one.name for one, voiced in named if not voiced and code(
            self.roles.actors, one.country, "", self.roles.published).camp == "foreign_state"} - {
            one.name for one, voiced in named if voiced}

    def _place(self, root: Token, one: PlaceMention | None, back: int, nearest: int) -> Choice:
        """A place of the sentence or of one before, with how it stands to the event."""
        outer, token, kind, text = outermost(root), self.token, self.kind, self._printed(root, one)
        prep, size = outer.head.lower_ if outer.dep_ == "pobj" else outer.dep_, _kind(one)
        found = [f"model {odds(self._share('place', root, outer))} {back}", f"place {back}", f"prep {prep} {back}",
                 f"size {size} {back}"]
        if back == 0:
            near = steps(token, outer) == nearest
            found += [f"way {path(token, outer)}", f"nearest {near}", f"nearest {near} {prep}",
                      f"nearest {near} {size}", f"voiced {self._voiced(root.idx)}", f"prep {prep} {kind}"]
        return Choice(_key(text, one), (text, one), found)

    def _printed(self, root: Token, one: PlaceMention | None) -> str:
        """A place as the text prints it, with what locates it."""
        words = phrase(outermost(root), True)
        if one is not None and self.token in words:  # a misparse: "Islamic State retook Palmyra" as one name
            return self.roles.text[one.start:one.end]
        return self.roles.text[words.start_char:words.end_char]


@lru_cache(maxsize=1)
def tables() -> dict[str, Any]:
    """The fitted weights of events.json: by role and feature, and those of the detector."""
    return json.loads(Path(__file__).with_name("events.json").read_text("utf-8"))


def group(kind: str) -> str:
    """The group of a type within which parties and places are carried."""
    return GROUPS.get(kind, kind)


def path(one: Token, other: Token) -> str:
    """The way through the parse from one word to another: relations up (^) and down, prepositions by name."""
    ups, downs = [one, *one.ancestors], []
    index = {word.i: at for at, word in enumerate(ups)}
    while other.i not in index:
        if other.head == other:
            return "apart"
        downs.append(other)
        other = other.head
    way = ["^" + _relation(word) for word in ups[:index[other.i]]] + [_relation(word) for word in reversed(downs)]
    way = [one for one in way if one not in ("pobj", "^pobj")]
    return " ".join(way) if len(way) <= LONGEST else "far"


def steps(one: Token, other: Token) -> int:
    """Edges between two words in the parse; 20 where no path leads from one to the other."""
    ups = [one, *one.ancestors]
    downs = {word.i: at for at, word in enumerate([other, *other.ancestors])}
    return next((at + downs[word.i] for at, word in enumerate(ups) if word.i in downs), 20)


def phrase(token: Token, place: bool = False) -> Span:
    """The noun phrase of a head, up to a comma or a relative clause; what locates it is kept for a place only."""
    kept = ("of", "for", "in", "near", "on", "from") if place else ("of", "for")
    left, right = token.left_edge.i, token.i
    apart = place and any(child.dep_ == "conj" and child.pos_ != "PROPN" for child in token.rights)
    for child in token.rights:
        if apart and child.dep_ == "cc":  # "between Damascus and the rebels"
            break
        other = any(word.ent_type_ in ("DATE", "TIME") or word.dep_ == "pcomp" for word in child.children)
        if child.dep_ not in ("cc", "conj", "compound", "flat", "case") and not (
                child.dep_ == "prep" and child.lower_ in kept and not other):  # "accused rebels of shelling"
            break
        right = child.right_edge.i
    for word in token.doc[token.i + 1:right + 1]:
        if word.text in (",", ";", ":") or word.dep_ in ("relcl", "acl"):
            right = min(right, min(word.i, word.left_edge.i) - 1)
            break
    left = max([left, *(word.i + 1 for word in token.doc[left:token.i] if word.lower_ in MISREAD)])
    while left < token.i and (token.doc[left].is_punct or token.doc[left].is_space or token.doc[left].dep_ in (
            "mark", "cc", "prep")):
        left += 1
    while right > token.i and token.doc[right].dep_ == "cc":
        right -= 1
    return token.doc[left:max(right, token.i) + 1]


def outermost(token: Token) -> Token:
    """The head of the place phrase that a place's name stands in: "the town" of "the town of Madaya"."""
    while True:
        if token.dep_ in ("compound", "poss", "nmod", "amod", "appos") and token.head.pos_ in ("NOUN", "PROPN") \
                and token.head.lemma_.lower() in LOCATIONS:
            token = token.head
        elif token.dep_ == "pobj" and token.head.lower_ == "of" and token.head.head.lemma_.lower() in LOCATIONS:
            token = token.head.head
        else:
            return token


def _sort(word: Token) -> str:
    """noun, name, modifier or what a pronoun stands for (many, thing, person, self); "" for no party."""
    if word.lower_ in NO_PARTY:
        return ""
    if word.pos_ in PARTY_PARTS or word.dep_ in ("nsubj", "nsubjpass", "dobj", "poss"):
        if word.lower_ in PRONOUNS and word.text != "US":
            return PRONOUNS[word.lower_]
        if word.dep_ not in MODIFIERS or word.head.pos_ not in ("NOUN", "PROPN"):
            return "name" if word.pos_ == "PROPN" else "noun"
        return "modifier" if word.text[:1].isupper() or word.pos_ in ("NOUN", "PROPN") else ""
    nation = word.text[:1].isupper() or word.lower_ in ADJECTIVES
    return "modifier" if word.pos_ == "ADJ" and word.dep_ in ("amod", "compound", "nmod") and nation else ""


def clause(token: Token) -> Token:
    """The verb of the clause that a word stands in; the sentence's root where there is none."""
    while token.head != token and token.pos_ not in ("VERB", "AUX"):
        token = token.head
    return token


def tense_of(token: Token) -> str:
    """The tense of the finite clause that a word stands in, by the auxiliaries of its verb or the verb's tag."""
    if token.lower_ in MISREAD:
        return "VBD"
    verb = token
    while verb.head != verb and (verb.pos_ not in ("VERB", "AUX") or (verb.tag_ in ("VBN", "VBG") and not any(
            child.dep_ in ("aux", "auxpass") for child in verb.children))):
        verb = verb.head
    helpers = {child.lower_ for child in verb.children if child.dep_ in ("aux", "auxpass")}
    for name, words in (("modal", MODALS), ("to", {"to"}), ("perfect", {"has", "have", "'ve"}), ("pluperfect", {"had"}),
                        ("present", {"is", "are", "am"}), ("past", {"was", "were"})):
        if helpers & words:
            return name
    return verb.tag_


def odds(share: float) -> int:
    """The logarithm of the odds, rounded, from -5 to 5."""
    return round(min(max(log(max(share, 1e-4) / max(1 - share, 1e-4)), -5), 5))


def _unseen(own: float, best: float) -> list[str]:
    """What the surest candidate of the sentence, and of all, tells of there being none."""
    here, anywhere = odds(own), odds(best)
    return [f"model none {anywhere}", f"model none here {here}", f"model none {here} {anywhere}"]


def _relation(word: Token) -> str:
    return f"{word.dep_}:{word.lower_}" if word.dep_ in ("prep", "agent") else word.dep_


def _kind(place: PlaceMention | None) -> str:
    return place.kind if place else "plain"


def _key(text: str, place: PlaceMention | None) -> str:
    return place.name if place else text.lower()


def gap_of(published: date | None, first: date) -> str:
    """How long before publication something was."""
    if published is None:
        return "unknown"
    days = (published - first).days
    names = ((-1, "ahead"), (0, "same day"), (1, "day before"), (7, "week"), (60, "months"))
    return next((name for most, name in names if days <= most), "old")


def _length(first: date, last: date) -> str:
    """How exact a date is."""
    days = (last - first).days
    names = ((0, "day"), (1, "night"), (14, "week"), (62, "month"))
    return next((name for most, name in names if days <= most), "year")


def _years_back(day: date) -> date:
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)
