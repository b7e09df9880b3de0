"""Events of an article: what happened, who did it to whom, where, when, and according to whom.

Triggers stand in events.yaml; actor and target come from the parse (active, passive, nominal), places and times from
their own modules, the account from the quotes: what stands in a quote's content is its speaker's claim. The rules
follow the project's codebook; types map to PLOVER roots (Halterman et al. 2023) and ACLED.
"""

import json
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import product
from math import exp
from pathlib import Path

import yaml
from spacy.tokens import Doc, Span, Token

from dateline.actors import Actors, Coding
from dateline.language.camps import code, mentions
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
RELATIONS = frozenset("nsubj nsubjpass dobj agent det poss prep relcl neg prt".split())
PRONOUNS = frozenset("he she it they them him who which that we i you this these those".split())
EXPLICIT = frozenset("""
    iso iso_time numeric year_first month_day_year day_month_year month_day day_month month_day_range month_year year
    part_of_day season_year quarter_year holiday sept11 decade month""".split())
NUMBERS = {word: at for at, word in enumerate(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty".split())}
# What a place costs beside its distance in the parse: one that is in no locative phrase, a possessive, one that no
# gazetteer knows, one after "from", "of" or "with"; and how dear a place may be, for violence and for other types.
BARE, OWNER, NAMELESS, APART, FAR, FAR_OTHER = 2, 3, 2, 1, 8, 6
CARRIED_FOR = 2  # sentences; after that the article's first date holds again
# Words that the parser's lemmatizer or tagger does not know as what they are.
IRREGULAR = {"retook": ("retake", "V"), "retaken": ("retake", "V"), "dead": ("dead", "N"), "besieged": ("besiege", "V"),
             "overran": ("overrun", "V"), "airstrikes": ("airstrike", "N")}
INTRANSITIVE = frozenset("die perish".split())
CARRY_PLACE = frozenset("attack bombardment casualties clash advance withdrawal siege displacement evacuation".split())
CARRY_ACTOR = frozenset("attack bombardment casualties".split())
GROUPS = dict.fromkeys(("attack", "bombardment", "casualties", "clash"), "violence")
ARMED = frozenset((*GROUPS, "advance", "siege"))  # what only those who are armed do
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
    weights, threshold = _weights()
    found = []
    numbers = {sentence.start: number for number, sentence in enumerate(doc.sents)}
    for token, kind, features in reader.candidates():
        reader.sentence_number = numbers[token.sent.start]
        sure = 1 / (1 + exp(-sum(weights.get(feature, 0.0) for feature in ("bias", *features))))
        if sure >= threshold:
            found.append(reader.event(token, kind, sure))
    return found


class _Reader:
    """One article while its events are read: what was last said about when and who."""

    def __init__(self, doc: Doc, text: str, published: date | None, quotes: Sequence[Quote],
                 speakers: Sequence[Speaker], codings: Sequence[Coding], times: Sequence[Timex],
                 places: Sequence[PlaceMention], actors: Actors):
        self.doc, self.text, self.actors = doc, text, actors
        self.published = published or anchor(text, published)
        self.quotes = list(zip(quotes, speakers, codings, strict=True))
        self.times = [one for one in times if one.type != "SET" and one.date_start is not None
                      and one.value != "PRESENT_REF"]
        self.places = list(places)
        spans = (doc.char_span(one.start, one.end, alignment_mode="expand") for one in places)
        self.located = {word.i for span in spans if span for word in span}
        self.place_starts = [one.start for one in self.places]
        self.carried: Timex | None = None  # the last date in the news of the day
        self.main: Timex | None = None  # the first one
        self.carried_at = 0  # the number of its sentence
        self.sentence_number = 0
        self.dated: dict[str, Timex] = {}  # the last date of each trigger
        self.place: tuple[str, PlaceMention | None] | None = None  # the last place of an event
        self.named: Span | None = None  # the last party that a pronoun may stand for
        self.doers: dict[str, Span] = {}  # the last actor of each group of types

    # --- is it an event, and of which type ---------------------------------------------------------------------
    def type_of(self, token: Token) -> str:
        """The codebook's type of the event that a word may name; "" where it names none."""
        lemma, part = _lemma(token)
        return (_by_context(token, lemma, part, self.located) or _table()[1].get((lemma, part), "")) if part else ""

    def features(self, token: Token, kind: str) -> list[str]:
        """What tells whether a word that may name an event does: itself, its clause, its place in the article."""
        (lemma, part), sentence, start = _lemma(token), token.sent, token.idx
        if _table()[1].get((lemma, part)) != kind:
            lemma = f"{lemma} {kind}"  # what its context decides is another word, as it were
        children = {child.dep_: child for child in token.children}
        auxiliaries = sorted(child.lower_ for child in token.children if child.dep_ in ("aux", "auxpass", "neg"))
        head = token.head
        quote = next((one[0] for one in self.quotes if any(a <= start < b for a, b in one[0].content)), None)
        cue = any(one[0].cue and one[0].cue[0] <= start < one[0].cue[1] for one in self.quotes)
        dated = any(sentence.start_char <= one.start < sentence.end_char for one in self.times)
        below = (token.left_edge.idx, token.right_edge.idx + len(token.right_edge))
        low = bisect_right(self.place_starts, below[0] - 1)
        located = low < len(self.place_starts) and self.place_starts[low] < below[1]
        before = self.seen.get(token.lemma_.lower(), 0)
        listed = _table()[5].get((lemma, part), "context")
        found = [f"{lemma}/{part}", f"listed {listed} {part}", f"listed {listed} {kind}",
                 f"type {kind} {part}", f"tag {token.tag_}", f"dep {token.dep_}",
                 f"dep {token.dep_} {kind}", f"head {head.lemma_.lower()}", f"head {head.pos_} {part}",
                 f"said {quote.kind if quote else 'no'}", f"cue {cue} {kind}", f"dated {dated} {part}",
                 f"located {located} {part}", f"again {min(before, 2)} {part}", f"again {min(before, 2)} {kind}",
                 f"in sentence {min(self.in_sentence, 3)}", f"same type {kind == self.last_kind}",
                 f"far {min(start // 800, 4)}"]
        found += [f"has {dep} {part}" for dep in children if dep in RELATIONS]
        found += [f"aux {word}" for word in auxiliaries]
        if part == "N":
            determiner = children.get("det")
            found += [f"det {determiner.lower_ if determiner is not None else 'none'} {token.tag_}",
                      f"governed {head.lemma_.lower()} {token.dep_}"]
            found += [f"mod {child.lemma_.lower()}" for child in token.children if child.dep_ in ("amod", "compound")]
            found += [f"prep {child.lower_}" for child in token.children if child.dep_ == "prep"]
            found.append(f"below event {bool(self.type_of(head))}")
        elif (direct := children.get("dobj") or children.get("nsubjpass")) is not None:
            found += [f"object {direct.lemma_.lower()}", f"object event {bool(self.type_of(direct))}"]
            found.append(f"object name {direct.pos_ == 'PROPN'}")
            found += [f"{kind} of a place"] * (direct.i in self.located)
        if (subject := children.get("nsubj")) is not None:
            found += [f"subject {subject.lemma_.lower()}", f"subject name {subject.pos_ == 'PROPN'}"]
        if any(child.pos_ == "NUM" for child in token.subtree):
            found.append(f"number {part}")
        return found

    def candidates(self) -> list[tuple[Token, str, list[str]]]:
        """Every word that may name an event, with its type and features."""
        self.seen: dict[str, int] = {}
        self.in_sentence, self.last_kind, sentence, result = 0, "", -1, []
        for token in self.doc:
            kind = self.type_of(token)
            if not kind:
                continue
            if token.sent.start != sentence:
                self.in_sentence, self.last_kind, sentence = 0, "", token.sent.start
            result.append((token, kind, self.features(token, kind)))
            self.in_sentence += 1
            self.last_kind = kind
            self.seen[token.lemma_.lower()] = self.seen.get(token.lemma_.lower(), 0) + 1
        return result

    # --- the event ---------------------------------------------------------------------------------------------
    def event(self, token: Token, kind: str, confidence: float) -> Event:
        """The event that `token` names, with its parties, place, date, status and account."""
        sentence = token.sent
        start, end = token.idx, token.idx + len(token)
        actor, target = self._parties(token)
        quote, voice, coding = next((one for one in self.quotes
                                     if any(a <= start < b for a, b in one[0].content)), (None, None, None))
        actor, target = self._resolved(actor, target, token, kind)
        place = self._place(token, sentence, kind, quote)
        if kind in CARRY_PLACE:  # where talks are held says nothing of where the fighting is
            place = self.place = place or self.place
        when, rule = self._when(token, sentence, quote)
        first, last = self._days(when)
        status = self._status(token, quote)
        deaths, injured = self._casualties(token, kind)
        row, near = place if place else ("", None)
        actor_text, target_text = self._print(actor), self._print(target)
        return Event(
            self.text[start:end], start, end, sentence.start_char,
            sentence.end_char, kind, plover(token.lemma_.lower(), kind), actor_text, self._camp(actor_text),
            target_text, self._camp(target_text), row, near.latitude if near else None,
            near.longitude if near else None, first, last, _precision(first, last), rule,
            status, voice.name if voice else "", coding.camp if coding else "",
            deaths, injured, confidence)

    def _print(self, words: Span | None) -> str:
        return self.text[words.start_char:words.end_char] if words is not None else ""

    def _camp(self, name: str) -> str:
        """The camp of a party as printed; where no source phrase matches, of an actor named in it, or civilians."""
        if not name:
            return ""
        camp = code(self.actors, name, "", self.published).camp
        if camp == "unknown":
            named = mentions(self.actors, name, self.published)
            if named:
                return named[0].camp
            if _table()[4]["civilian"] & set(re.findall(r"[a-z]+", name.lower())):
                return "civilian"
        return camp

    # --- parties -----------------------------------------------------------------------------------------------
    def _parties(self, token: Token) -> tuple[Span | None, Span | None]:
        """Actor and target of a trigger by the parse."""
        actor, target = self._of_verb(token) if token.pos_ == "VERB" else self._of_noun(token)
        return _phrase(actor), _phrase(target)

    def _resolved(self, actor: Span | None, target: Span | None, token: Token, kind: str
                  ) -> tuple[Span | None, Span | None]:
        """Parties with pronouns replaced and, where the sentence has none, the actor of the same event before."""
        if actor is not None and token.lemma_.lower() in INTRANSITIVE:
            actor, target = None, actor
        if actor is not None and (self.type_of(actor.root) or (actor.root.i in self.located and kind == "advance")):
            actor = None  # "pounded by air strikes", "Aleppo's fall": not who did it
        if actor is not None and kind in ARMED and actor.root.lower_ in _table()[4]["civilian"]:
            actor = None  # "people run from one shelling to another"
        if actor is not None and actor.root.lower_ in PRONOUNS and self.named is not None:
            actor = self.named
        if actor is not None and actor.root.lemma_.lower() in _table()[4]["weapon"]:
            owner = next((one for one in actor.root.subtree if one.dep_ in ("poss", "pobj", "amod", "compound")
                          and one.text[:1].isupper()), None)
            actor = _phrase(owner)
        group = GROUPS.get(kind, kind)
        if actor is None and kind in CARRY_ACTOR:
            actor = self.doers.get(group)
        elif actor is not None and actor.root.lower_ not in PRONOUNS:
            self.doers[group] = actor
        if actor is not None and actor.root.lower_ not in PRONOUNS:
            self.named = actor
        return actor, target

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
                        ("against", "with", "at", "on", "into", "towards") for one in child.children
                        if one.dep_ == "pobj"), None)
        if direct is not None and direct.lemma_.lower() in _table()[4]["weapon"]:
            direct = None
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
    def _place(self, token: Token, sentence: Span, kind: str, quote: Quote | None
               ) -> tuple[str, PlaceMention | None] | None:
        """The place as printed and its gazetteer row: the one in the sentence that is nearest by the parse."""
        best: tuple | None = None
        low = bisect_right(self.place_starts, sentence.start_char - 1)
        mentions = self.places[low:bisect_right(self.place_starts, sentence.end_char - 1)]
        spans = [(self.doc.char_span(one.start, one.end, alignment_mode="expand"), one) for one in mentions]
        choices = [(span.root, one) for span, one in spans if span]
        named = {_outer(root).i for root, _ in choices}
        choices += [(word, None) for word in sentence if word.lemma_.lower() in LOCATIONS and word.i not in named
                    and word.dep_ in ("pobj", "dobj", "nsubjpass") and word != token]
        for root, mention in choices:
            outer = _outer(root)
            preposition = outer.head.lower_ if outer.dep_ == "pobj" else ""
            cost = _steps(token, outer) + (0 if preposition in LOCATIVE else 1 if outer.dep_ == "dobj" else BARE)
            cost += APART * (preposition in ("from", "of", "with", "by")) + OWNER * (outer.dep_ == "poss")
            cost += NAMELESS * (mention is None)
            if quote is not None and not any(a <= root.idx < b for a, b in quote.content):
                cost += FAR  # where the speaker is, not where it happened
            score = (cost, abs(outer.i - token.i))
            if best is None or score < best[0]:
                best = (score, outer, mention)
        if best and best[0][0] <= (FAR if kind in CARRY_PLACE else FAR_OTHER):
            words, mention = _phrase(best[1], True), best[2]
            if mention is not None and token in words:  # a misparse: "Islamic State retook Palmyra" as one name
                return self.text[mention.start:mention.end], mention
            return self._print(words), mention
        return None

    def _when(self, token: Token, sentence: Span, quote: Quote | None) -> tuple[Timex | None, str]:
        """The time expression that dates a trigger and the rule: in its sentence, carried, or publication."""
        inside = [one for one in self.times if sentence.start_char <= one.start < sentence.end_char]
        best: tuple | None = None
        for one in inside:
            span = self.doc.char_span(one.start, one.end, alignment_mode="expand")
            spoken = quote is None or any(a <= one.start < b for a, b in quote.content)
            score = (not spoken, _steps(token, span.root) if span else 9, abs(one.start - token.idx))
            if best is None or score < best[0]:
                best = (score, one)
        if best:
            when = best[1]
            if self._recent(when):
                self.carried, self.carried_at = when, self.sentence_number
                self.main = self.main or when
            self.dated[token.lemma_.lower()] = when
            return when, "explicit" if when.rule in EXPLICIT else "relative"
        if token.pos_ == "NOUN" and token.lemma_.lower() in self.dated and _definite(token):
            return self.dated[token.lemma_.lower()], "carried"
        if self.carried is not None and not _present(token):
            return self.carried if self.sentence_number - self.carried_at < CARRIED_FOR else self.main, "carried"
        return None, "publication"

    def _days(self, when: Timex | None) -> tuple[date | None, date | None]:
        """First and last day of a time as the event's: "since" reaches to publication, "this week" not beyond it."""
        if when is None:
            return self.published, self.published
        first, last = when.date_start, when.date_end
        if self.published is not None:
            since = self.text[max(0, when.start - 6):when.start].lower() == "since "
            if first <= self.published and (since or (self.published < last and (last - first).days <= 40)):
                last = self.published
        return first, last

    def _recent(self, when: Timex) -> bool:
        """Whether a date belongs to the news of the day and not to its background."""
        short = (when.date_end - when.date_start).days <= 10
        near = self.published is None or abs((self.published - when.date_start).days) <= 60
        return short and near and when.rule != "overnight"

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
    own, usual = _table()[2:4]
    return own[lemma] if lemma in own and kind in ("statement_policy", "talks", "other") else usual[kind]


@lru_cache(maxsize=1)
def _weights() -> tuple[dict[str, float], float]:
    """Weights of the features that tell events from other words, and the probability from which on one is given."""
    data = json.loads(Path(__file__).with_name("events.json").read_text("utf-8"))
    return data["weights"], data["threshold"]


@lru_cache(maxsize=1)
def _table() -> tuple:
    """The trigger table: contexts, types by (lemma, part), PLOVER by lemma, PLOVER by type, classes, strength."""
    data = yaml.safe_load(Path(__file__).with_name("events.yaml").read_text("utf-8"))
    types: dict[tuple[str, str], str] = {}
    strength: dict[tuple[str, str], str] = {}
    parts = (("V", "verbs"), ("N", "nouns"))
    for prefix, (kind, row), (part, name) in product(("", "weak_"), data["types"].items(), parts):
        for lemma in row.get(prefix + name, "").split():
            types.setdefault((lemma, part), kind)
            strength.setdefault((lemma, part), prefix)
    classes = {name: frozenset(words.split()) for name, words in data["classes"].items()}
    contexts: dict[str, list] = {}
    for lemma, part, relation, other, kind in data["contexts"]:
        contexts.setdefault(lemma, []).append((part, relation, classes.get(other, frozenset({other})), kind))
    roots = {lemma: root for root, lemmas in data["plover"].items() for lemma in lemmas.split()}
    usual = {kind: row["plover"] for kind, row in data["types"].items()}
    return contexts, types, roots, usual, classes, strength


def _lemma(token: Token) -> tuple[str, str]:
    """The lemma of a word and the part of speech under which the table has it: V, N or ""."""
    if (irregular := IRREGULAR.get(token.lower_)) is not None:
        return irregular
    return token.lemma_.lower(), {"VERB": "V", "NOUN": "N", "PROPN": "N"}.get(token.pos_, "")


def _by_context(token: Token, lemma: str, part: str, located: set[int]) -> str:
    """The type that the words beside a trigger decide; "" where none does."""
    for wanted, relation, words, kind in _table()[0].get(lemma, ()):
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


def _phrase(token: Token | None, place: bool = False) -> Span | None:
    """The noun phrase of a head, up to a comma or a relative clause; what locates it is kept for a place only."""
    if token is None:
        return None
    kept = ("of", "for", "in", "near", "on", "from") if place else ("of", "for")
    left, right = token.left_edge.i, token.i
    for child in token.rights:
        if child.dep_ not in ("cc", "conj", "compound", "flat", "case") and not (
                child.dep_ == "prep" and child.lower_ in kept):
            break
        right = child.right_edge.i
    for word in token.doc[token.i + 1:right + 1]:
        if word.text in (",", ";", ":") or word.dep_ in ("relcl", "acl"):
            right = min(right, min(word.i, word.left_edge.i) - 1)
            break
    while left < token.i and (token.doc[left].is_punct or token.doc[left].is_space):
        left += 1
    return token.doc[left:max(right, token.i) + 1]


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


def _steps(one: Token, other: Token) -> int:
    """Edges between two words in the parse; 20 where no path leads from one to the other."""
    ups = [one, *one.ancestors]
    downs = {word.i: at for at, word in enumerate([other, *other.ancestors])}
    return next((at + downs[word.i] for at, word in enumerate(ups) if word.i in downs), 20)


def _definite(token: Token) -> bool:
    return any(child.dep_ in ("det", "poss") and child.lower_ in ("the", "this", "that", "these", "those")
               for child in token.children)


def _passive(token: Token) -> bool:
    return any(child.dep_ in ("nsubjpass", "auxpass") for child in token.children)


def _present(token: Token) -> bool:
    """Whether the clause of a trigger is in the present tense."""
    verb = token
    while verb.head != verb and (verb.pos_ not in ("VERB", "AUX") or (verb.tag_ in ("VBN", "VBG") and not any(
            child.dep_ in ("aux", "auxpass") for child in verb.children))):
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
