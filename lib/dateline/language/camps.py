"""From a printed source to a camp of the codebook, by an actor file.

A source is read as a noun phrase: names before roles, the head before what modifies it, then what it belongs to ("of
...", "for ..."), then an apposition; what follows a relative or "citing" is left out. `Coding.rule` says in words which
entry decided. Word lists stand in camps.yaml, the nouns of each role class in the actor files.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from itertools import pairwise, zip_longest
from pathlib import Path
from typing import NamedTuple

import yaml

from dateline.actors import ARTICLES, CAMP_ROLES, Actors, Coding, Item, Token, Unit, fold, shouted, tokenise

_WORDS = {name: frozenset(words.split())
          for name, words in yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8")).items()}
HELD = _WORDS["held"]  # behind a side that only tells where: "rebel-held"
_TITLES, _BODIES, _DOCUMENTS, _BROADCAST, _SURNAMES, _OWN, _FORCES, _REGULAR = (
    frozenset(map(fold, _WORDS[name]))
    for name in ("titles", "bodies", "documents", "broadcast", "surnames", "own", "forces", "regular"))
_SKIPPED = _WORDS["relative"] | _WORDS["articles"] | _WORDS["joined"]
_BREAK = re.compile(r"[,;:()\[\]–—]|\s-\s|--")
_SENTENCE_START = re.compile(r"(?:^|[.!?\"“”'\n])\s*$")
# What points back to an earlier source; nobody does who is told of whom he is ("the spokesman for the army").
_POINTER = re.compile(r"(?i)(?:^|, |\b(?:for|of|by|from) )th(?:e|is|at|ese|ose) "
                      r"(?:same |unnamed |rights |monitoring |aid )?"
                      r"((?-i:[a-z]+)(?!s?\s(?-i:[A-Z]))(?=['’]?s?(?:$|,|\s(?!(?:of|for|at|in|to|from) )))|"
                      r"(?-i:[A-Z][a-z]+)$)")
# After a name: its age, then "a teacher from ...", "the head of ...", "who works for ...".
_APPOSITION = re.compile(r"(?:, \d{1,3})?,? ((?:an?|the|his|her|its|whose|who)\s[^,.;:()\n\"“”]{3,90})")
# After a name: its age, or where or from what somebody lives or fled, whose kin it is about.
_PRIVATE = re.compile(r",? \(?\d{1,2}\)?(?=[,.;)\s]|$)(?! (?:million|per|years? ago))|, who (?:lives?|lived|fled)\b|"
                      r", whose (?:\w+ ){0,2}(?:son|daughter|child|children|father|mother|brother|sister|husband|wife|"
                      r"family|home|house)\b")
# Before a name: "a Hamas official in Doha, ", "her Turkish counterpart, ".
_LEADING = re.compile(r"(?:^|[\s\"“(])((?:an?|the|his|her|its|their) (?:(?!an? |the )[\w'’-]+ ){0,7}[\w'’-]+), $")
# Before a name: "the alleged rebel recruiter ", "his eldest son, ".
_BEFORE = re.compile(r"(?:^|[\s\"“(])((?:[\w'’-]+ ){0,5}[\w'’-]+),? $")
# What belongs to somebody named before, or in the same words.
_ITS = re.compile(r"(?:^|, )(?:[Ii]ts|[Tt]heir) [a-z]")
_OWNED = re.compile(r"([A-Z][\w’'-]*(?: [A-Z][\w’'-]*)*)['’]s? ([a-z]+)$")
_SENTENCE_END, _SUBJECT = re.compile(r"[.!?][\"”’]?\s"), re.compile(r"(?:^|[.!?\n][\"”’]?\s+)(?:(?:The|But|And)\s)?$")
_CLAUSE = re.compile(r" (?:who|whose|whom|that|which|where|between|near|nor|[a-z]+ing|[a-z]+ed by) ")
# After a name and a comma before it: "..., Jane Doe said". Of an apposition it is "..., Jane Doe, said".
_TOLD = re.compile(r" [a-z]")
# Who speaks for a person named before.
_HIS = re.compile(r"(?:His|Her) (?:[a-z]+ )?(?:spokes(?:man|woman|person)|advis[eo]r|aide|deputy|office)\b")
_ASIDE = re.compile(r"\[[^\]]*\]|\([^)]*\)")
# How firmly a source is coded: by a name, by a role that tells its camp, by a role that another source may make more
# precise ("the reporter"), by default, not at all.
_NAME, _ROLE, _LOOSE, _DEFAULT, _NOTHING = 4, 3, 2, 1, 0
_ARMED = frozenset({"rebel", "jihadist", "kurdish"})
_PARTIES = _ARMED | {"government", "foreign_state", "monitor"}


class _Found(NamedTuple):
    strength: int
    actor: str
    camp: str
    country: str
    rule: str


def _role(camp: str, rule: str, strength: int = _ROLE) -> _Found:
    """What a role or a noun tells, without an entry of the actor file."""
    return _Found(strength, "", camp, "", rule)


@dataclass(frozen=True)
class Mention:
    """A named actor or a camp noun in running text, as [start, end) offsets."""

    start: int
    end: int
    actor: str
    camp: str
    country: str = ""


@dataclass
class _Chunk:
    """A piece of a source: units after a preposition ("" for the head), and its own complements."""

    preposition: str = ""
    units: list[Unit] = field(default_factory=list)
    complements: list["_Chunk"] = field(default_factory=list)
    flag: str = ""


def code(actors: Actors, source: str, speaker: str = "", on: date | None = None) -> Coding:
    """The camp of a source as printed and as resolved inside the article, on a day.

    The firmer of the two decides, where they are equal the fuller name, else what is printed. Without a match the camp
    is "unknown".
    """
    return Coding(*_code(actors, source, speaker if believed(actors, source, speaker, on) else "", on)[1:])


def believed(actors: Actors, source: str, speaker: str, on: date | None = None) -> bool:
    """Whether a source as printed may be the speaker: "the regime official" is no rebel commander who spoke before.

    "The militants" may be jihadists, and "the coalition" is not told to be one of foreign states.
    """
    own, other = (_code(actors, text, "", on) for text in (source, speaker))
    sides = {own.camp, other.camp}
    if own.country and other.country and own.country != other.country:
        return False
    named = own.strength == other.strength == _NAME and own.actor != other.actor
    entries = [actors.by_name.get(one.actor) for one in (own, other)]
    if named and own[2:4] != other[2:4] and all(entry and entry.kind != "person" for entry in entries):
        return False  # "Hezbollah" is not Kataib Hezbollah
    words = [token.fold for token in tokenise(source)]
    if own.strength == _NAME and own.actor != other.actor and len(words) > 1 and set(words[:-1]) <= _TITLES:
        return False  # "President Santos" is not Francisco Santos
    if own.camp in ("civilian", "medical_aid") and own.strength >= _LOOSE and other.strength >= _ROLE \
            and other.camp in ("government", "foreign_state") \
            and not ({"man", "woman", "people"} & set(words) or set(words) <= _folds(speaker)):
        return False  # "the doctor" is no minister
    if own.camp == "media" and own.strength == _LOOSE and other.camp in _ARMED | {"un", "civilian", "medical_aid"}:
        return False  # "the newspaper" is not the rebels who were named before
    told = own.strength == _ROLE or own.camp == "monitor"
    vague = sides <= _ARMED or (own.camp == "foreign_state" and not own.country and other.camp != "monitor")
    return not told or len(sides) == 1 or vague or not sides <= _PARTIES


@lru_cache(maxsize=50_000)
def _code(actors: Actors, source: str, speaker: str, on: date | None) -> _Found:
    fuller = _folds(source) < _folds(speaker)  # "Hariri" is Nasr al-Hariri where that is the speaker
    texts = (speaker, source) if fuller else (source, speaker)
    readers = [_Reader(actors, text, on) for text in texts if text.strip()]
    # "Trump", where the speaker is Melania Trump, tells nothing.
    found = [reader.source() for reader in readers if not readers[0 if fuller else -1].denies(reader.text)]
    nothing = _role("unknown", "No source is printed.", _NOTHING)
    return max(found, key=lambda one: (one.strength, one.camp != "unknown"), default=nothing)


def code_all(actors: Actors, sources: Sequence[str], speakers: Sequence[str], on: date | None = None,
             text: str = "") -> list[Coding]:
    """The camps of all sources of one article, in order: `code`, and then what the article says elsewhere.

    Where a source alone tells nothing, the other sources of the same speaker decide, then what stands beside the
    speaker's name in `text` ("Jane Doe, a teacher from ..."), then what "the official", "the group" or "the statement"
    points back to. Takes time in proportion to the sources and the text. Raises ValueError where the lists differ in
    length.
    """
    actors = actors.about(text)
    pairs = [(source, speaker if believed(actors, source, speaker, on) else "") for source, speaker in zip(
        sources, speakers, strict=True)]
    found = [_code(actors, source, speaker, on) for source, speaker in pairs]
    article = _Article(actors, text, on, list(zip(pairs, found, strict=True)))
    codings = []
    for (source, speaker), one in zip(pairs, found, strict=True):
        other = None
        if one.strength <= _DEFAULT and (owner := article.owner(source, speaker)):
            one = owner
        elif one.strength == _DEFAULT and text and _ITS.match(source):
            one = _role("unknown", f"Whom '{source}' belongs to is not told by the words before.", _NOTHING)
        elif one.camp == "unknown" or one.strength == _NOTHING:
            other = article.elsewhere(speaker or source) or article.pointed(source) or article.pointed(speaker)
        elif one.strength == _DEFAULT and (fuller := article.introduced(speaker)):
            other = fuller
        elif one.strength in (_LOOSE, _DEFAULT) or (one.camp == "foreign_state" and not one.country):
            other = article.pointed(source)
        if other is None and one.strength == _DEFAULT and one.camp == "government" and (there := article.abroad()):
            one = one._replace(camp="foreign_state", country=there.country,
                               rule=f"No other state's officials speak here: {there.rule}")
        if other:
            one = other._replace(rule=f"As elsewhere in the article for '{speaker or source}': {other.rule}")
        article.seen(source, speaker, one)
        codings.append(Coding(*one[1:]))
    return codings


def mentions(actors: Actors, text: str, on: date | None = None) -> list[Mention]:
    """Named actors and nouns that name a camp ("rebels", "the army") in running text, on a day, in order."""
    return list(_Reader(actors, text, on).mentions())


class _Article:
    """What the other sources and the text of one article say; each index is made once."""

    def __init__(self, actors: Actors, text: str, on: date | None,
                 found: list[tuple[tuple[str, str], _Found]]):
        self.actors, self.text, self.on = actors, text, on
        # Texts of coded sources by their words, the first coding of each.
        self.texts: dict[str, _Found] = {}
        for pair, one in found:
            if one.strength > _NOTHING and one.camp != "unknown":
                for other in pair if one.strength > _DEFAULT else pair[:1]:
                    self.texts.setdefault(other, one)
        self.by_word: dict[str, list[str]] = {}
        for other in self.texts:
            for token in tokenise(_BREAK.split(other)[0]):
                self.by_word.setdefault(token.raw, []).append(other)
        self.names: dict[str, _Found | None] = {}
        self.last: dict[str, _Found] = {}
        self.last_body = self.last_source = self.last_abroad = None

    def owner(self, source: str, speaker: str) -> _Found | None:
        """The coding of whom "its spokesman" or "Aksoy's office" belongs to: what the text names before, or Aksoy."""
        if match := _OWNED.match(source):
            return self.elsewhere(match.group(1)) if match.group(2) in _WORDS["owned"] else None
        his = bool(_HIS.match(source))
        owners = self.persons if his else self.bodies
        at = self.text.find(source) if his or _ITS.search(source) or _ITS.search(speaker) else -1
        place = bisect_right(owners, at, key=lambda one: one.end) - 1 if at >= 0 else -1
        if place < 0 or len(_SENTENCE_END.findall(self.text[owners[place].end:at])) > 1:
            return None
        one = owners[place]
        return _Found(_ROLE, one.actor, one.camp, one.country,
                      f"It belongs to '{self.text[one.start:one.end]}', which stands before.")

    def _kind(self, one: _Found | Mention, other: str) -> str:
        """The kind of the entry that something was coded by, `other` where none was."""
        entry = self.actors.by_name.get(one.actor)
        return entry.kind if entry else other

    @cached_property
    def subjects(self) -> list[Mention]:
        """Whom the file knows by a name or phrase that a sentence begins with, in order."""
        return [one for one in _Reader(self.actors, self.text, self.on).mentions()
                if _SUBJECT.search(self.text[max(0, one.start - 40):one.start])]

    @cached_property
    def bodies(self) -> list[Mention]:
        """The states and bodies among the subjects."""
        return [one for one in self.subjects if self._kind(one, "state" if one.country else "person") != "person"]

    @cached_property
    def persons(self) -> list[Mention]:
        """The persons of the file among the subjects."""
        return [one for one in self.subjects if self._kind(one, "") == "person"]

    def elsewhere(self, name: str) -> _Found | None:
        """The coding of another source of the same name, in full or by surname, or of what stands beside the name."""
        if name not in self.names:
            self.names[name] = self._same(name) or self._beside(name)
        return self.names[name]

    def _same(self, name: str) -> _Found | None:
        tokens = [token for token in tokenise(_BREAK.split(name)[0]) if token.fold not in _TITLES]
        if not tokens or not name[:1].isupper() or tokens[0].raw.casefold() in _WORDS["pronouns"]:
            return None
        words = {token.fold for token in tokens}
        # Not "Haniyeh's son" nor "a friend of Aksoy".
        alike = re.compile(rf"(?<![\w-])(?<! of )(?<! for ){re.escape(tokens[-1].raw)}(?![\w-]|['’]s?\s)")
        return next((self.texts[other] for other in self.by_word.get(tokens[-1].raw, ())
                     if words <= _folds(other) and alike.search(_BREAK.split(other)[0])), None)

    def introduced(self, name: str) -> _Found | None:
        """The coding of a name by an apposition that says more than an office: "her Turkish counterpart, Ali Demir"."""
        article = name.split(" ", 1)[0].casefold() in _WORDS["articles"]
        found = None if article else self._beside(name)
        return found if found and found.strength >= _ROLE else None

    def _beside(self, name: str) -> _Found | None:
        """Code a named speaker by an apposition after the name, anywhere in the article."""
        name = _BREAK.split(name)[0].strip(" '’")
        words = tokenise(name)
        if not name[:1].isupper() or not words:
            return None
        starts = [start for start in self.places.get(words[0].raw, ()) if self.text.startswith(name, start)]
        for start in starts:
            end = start + len(name)
            if self.text[end:end + 1].isalnum():
                continue
            following = _APPOSITION.match(self.text, end)
            found = _code(self.actors, following.group(1), "", self.on) if following else None
            if found and found.camp != "unknown" and found.strength >= _LOOSE:
                return found
            # "killed by the army, Jane Doe said": what ends there is what she says.
            told = self.text[max(0, start - 2):start] == ", " and _TOLD.match(self.text, end)
            leading = None if told else _LEADING.search(self.text[max(0, start - 90):start])
            found = _code(self.actors, leading.group(1), "", self.on) if leading else None
            if found and found.camp != "unknown" and found.strength >= _ROLE:
                return found
            before = "" if told else "".join(_BEFORE.findall(_ASIDE.sub("", self.text[max(0, start - 90):start])))
            if found := _Reader(self.actors, before, self.on).title():
                return found
        if len(words) > 1 and any(_PRIVATE.match(self.text, start + len(name)) for start in starts):
            return _role("civilian", f"'{name}' is introduced by an age, a home or kin, without an office.", _DEFAULT)
        return None

    @cached_property
    def places(self) -> dict[str, list[int]]:
        """Where each word with a capital stands, with and without a possessive."""
        places: dict[str, list[int]] = {}
        for token in tokenise(self.text):
            if token.capital:
                for word in {token.raw, self.text[token.start:token.end]}:
                    places.setdefault(word, []).append(token.start)
        return places

    def seen(self, source: str, speaker: str, found: _Found) -> None:
        """Remember a coded source, for what points back to it."""
        known = found.camp != "unknown"
        if known:
            self.last_source = found
        if found.country and found.strength >= _ROLE:
            self.last_abroad = found
        if known and found.strength != _LOOSE:
            heads = (_folds(_CLAUSE.split(text, maxsplit=1)[0]) for text in (source, speaker))
            words = frozenset().union(*heads)
            if found.camp in _ARMED:  # "the army" is not the Free Syrian Army
                entry = self.actors.by_name.get(found.actor)
                if entry and entry.kind == "group":
                    words = words.difference(*map(_folds, (entry.name, *entry.aliases)))
            self.last |= dict.fromkeys(words, found)
        elif not known and not _POINTER.search(source):
            for word in _folds(source):  # "The sources" are the last sources, with a camp or without
                self.last.pop(word, None)
        if self._kind(found, "person") not in ("person", "state") or (
                known and not found.actor and _folds(source) & _BODIES):
            self.last_body = found

    def pointed(self, source: str) -> _Found | None:
        """What "the official", "the group", "the statement" or "a spokesman for the network" points back to."""
        match = _POINTER.search(source)
        noun = fold(match.group(1)) if match and match.group(1) != "state" else ""  # "the state prosecutor"
        return self.last.get(noun) or (self.last_body if noun in _BODIES else
                                       self.last_source if noun in _DOCUMENTS else None)

    def abroad(self) -> _Found | None:
        """The foreign state that spoke last, in an article that names nobody of the home state's government."""
        return None if self.home else self.last_abroad

    @cached_property
    def home(self) -> bool:
        """Whether the article names somebody of the home state's government, or has no text to tell."""
        return not self.text or _Reader(self.actors, self.text, self.on).governs()


class _Reader:
    """One text on one day: its tokens, the phrases of the actor file in them, and what they tell."""

    def __init__(self, actors: Actors, text: str, on: date | None):
        self.actors, self.text, self.on = actors, text, on
        self.tokens = tokenise(text)
        self.shouted = shouted(text)
        self.units = actors.scan(self.tokens, self.shouted)

    def _between(self, one: int, other: int) -> str:
        """What is printed between two tokens, given by their numbers."""
        return self.text[self.tokens[one].stop:self.tokens[other].start]

    # -- one source

    def source(self) -> _Found:
        """Code the text as one printed source."""
        nothing = _role("unknown", f"Nothing in '{self.text}' tells the camp.", _NOTHING)
        if all(token.raw.casefold() in _WORDS["pronouns"] for token in self.tokens):
            return nothing
        segments = self._segments([
            unit._replace(item=None) if self._part_of_name(unit) or self._lent(unit) else unit for unit in self.units
            if not self._stranger(unit, False) and not self._longer(unit) and not self._surnamed(unit)])
        for segment, after, beyond in zip_longest(segments, segments[1:], segments[2:]):
            verb = self.tokens[segment.units[0].first].raw if segment.units else ""
            if segment.flag == "relative" and verb in _WORDS["watches"] and _folds(self.text) & _BODIES:
                return _role("monitor", f"A body of which '{verb}' is said is coded monitor.")
            if segment.flag == "relative" and verb not in _WORDS["works"]:
                if own := self._whose(segment):
                    return own
                continue
            if segment.flag == "joint":  # whoever is named first has no camp, unless "its founder and head" are one
                return (self._person(after) if after and not after.flag else None) or nothing
            found = self._chunk(segment)
            if found is not None:
                # "the Turkish president, Recep Tayyip Erdogan": the name in apposition says more than the office; and
                # "the Norvik Brigades, a faction allied with Hamas" are no brigades of the home state.
                last = beyond if after and after.flag == "joint" else after
                named = self._person(last) if last and not last.flag and found.strength < _NAME else None
                works = after and after.flag == "relative" and after.units \
                    and self.tokens[after.units[0].first].raw in _WORDS["works"]
                if named is None and found.strength == _DEFAULT and after and (works or not after.flag):
                    other = self._chunk(after)
                    bodies = _PARTIES | {"un", "intergovernmental"}  # "Major Ann Roe, a UN spokeswoman"
                    named = other if other and other.strength >= _ROLE and other.camp in bodies else None
                return named or found
        return self._surname() or nothing

    def _whose(self, clause: _Chunk) -> _Found | None:
        """Code a relative clause that tells whose people somebody leads: "whose SDF unit guards the bridge"."""
        first, *rest = clause.units or [None]
        noun = self.tokens[rest[0].first].raw if rest else ""
        if first is None or first.item is None or first.item.kind not in ("actor", "group") or not first.first \
                or self.tokens[first.first - 1].raw != "whose" or noun not in _WORDS["troops"]:
            return None
        return self._actor(first.item, noun) if first.item.kind == "actor" else self._group(first.item)

    def _segments(self, units: list[Unit]) -> list[_Chunk]:
        """Cut a source into its appositions, each with its complements ("of ...", "for ...")."""
        segment = chunk = _Chunk()
        segments = [segment]
        for unit in units:
            token = self.tokens[unit.first]
            between = self._between(unit.first - 1, unit.first) if unit.first else ""
            word = token.raw.casefold() if unit.item is None else ""
            broken = _BREAK.search(between) and (chunk.units or segment.units)
            cut = "" if broken else None
            if word in _WORDS["relative"]:
                cut = "relative"
            elif chunk.units and not broken and (word in _WORDS["joined"] or "&" in between):
                cut = "joint"
            elif chunk.units and word in _WORDS["articles"] and not token.capital and segment.flag != "relative":
                cut = ""
            elif (word and self._participle(unit, chunk)) or (word == "by" and any(
                    self._suffered(one) for part in (segment, *segment.complements) for one in part.units)):
                cut = "relative"
            if cut is not None:
                segment = chunk = _Chunk(flag=cut)
                segments.append(segment)
            member = word in _WORDS["member"]
            if word in _WORDS["prepositions"] or (
                    member and not token.capital and chunk.units and not between.endswith("-")):
                if not chunk.preposition or chunk.units:
                    chunk = _Chunk("member" if member else word)
                    segment.complements.append(chunk)
            elif word not in _SKIPPED:
                chunk.units.append(unit)
        return [one for one in segments if one.units or one.complements]

    def _participle(self, unit: Unit, chunk: _Chunk) -> bool:
        """Whether "fleeing", "known as" begins a clause about somebody who has been named already."""
        raw = self.tokens[unit.first].raw
        after = self.tokens[unit.last + 1].fold if unit.last + 1 < len(self.tokens) else ""
        if chunk.units and (raw in _WORDS["living"] or (raw in _WORDS["suffered"] and after == fold("by"))):
            return True
        return raw.islower() and raw.endswith(("ing", "ed", "known")) and raw not in _WORDS["held"] \
            and raw not in _WORDS["member"] and after not in ("group", "force") \
            and any(one.item and one.item.kind not in ("adjective", "state") for one in chunk.units)

    def _suffered(self, unit: Unit) -> bool:
        """Whether what comes after "by" did it to somebody: "men detained by the army", not "issued by"."""
        raw = self.tokens[unit.last].raw
        done = raw.endswith(("ed", "en")) and raw not in _WORDS["held"] | _WORDS["member"]
        return unit.item is None and (done or raw in _WORDS["suffered"])

    def _person(self, chunk: _Chunk) -> _Found | None:
        heads = [unit.item for unit in chunk.units if unit.item is not None]
        person = heads and heads[-1].kind == "actor" and heads[-1].actors[0].kind == "person"
        return self._actor(heads[-1]) if person else None

    def _chunk(self, chunk: _Chunk) -> _Found | None:
        """Code a chunk by its head, then what modifies the head, then its complements; None if nothing tells."""
        units = self._without_places(chunk.units)
        # Only "the coalition" is known: not "a rebel coalition", "the Tasis coalition".
        matched = [unit for unit, last in zip(units, [None, *units], strict=False) if unit.item is not None and (
            unit.item.phrase != "coalition" or last is None or self.tokens[last.last].raw in _WORDS["against"]
            or (last.item and last.item.kind in ("state", "adjective", "actor")))]
        former = next((unit.item for unit in matched
                       if unit.item.kind == "former" and unit.item.camp == "unknown"), None)
        matched = [unit for unit in matched if unit.item is not former]
        if not matched:
            return None if former else self._complement(chunk)
        if len(matched) > 1 and chunk.units[0].first == 1 and self.tokens[0].raw.casefold() in ("a", "an"):
            # "a war monitor medics and workers": the plurals after a singular are others.
            singular = [unit for unit in matched if not self.tokens[unit.last].raw.casefold().endswith("s")]
            roles = [unit for unit in singular if unit.item.kind in ("fixed", "flexible", "office", "speaks", "group")]
            matched = matched[:matched.index(roles[-1]) + 1] if roles else matched
        *before, head = matched
        item, kind = head.item, head.item.kind
        items = [unit.item for unit in reversed(before) if item.kind != "speaks" or item.phrase == "secretary"
                 or self.tokens[unit.last].raw.lower() != "deputy"]  # "the deputy leader of ..."
        rival = item.phrase.split()[-1] in _WORDS["friends"] or any(
            self.tokens[unit.last].raw.lower() in _WORDS["rival"] for unit in units if unit.last < head.first)
        if rival:  # "Sudan's parallel government" is not that of Sudan, nor are "Sudan's western allies"
            items = [one for one in items if one.country not in self.actors.home]
        noun = next((token.raw for unit in units if unit.first > head.last
                     for token in self.tokens[unit.first:unit.last + 1] if token.raw.islower()), "")
        if former and (kind not in ("actor", "state", "adjective", "fixed", "flexible") or (kind == "actor" and noun)):
            side = former.phrase in _WORDS["toppled"] or item.camp in _ARMED | {"government"} \
                or (not noun and fold(item.phrase.split()[-1]) in _OWN | {"government"})
            camp = item.camp if kind == "former" else "unknown" if kind == "anonymous" or side else \
                "civilian" if item.phrase in _WORDS["hired"] else "expert"
            return _role(camp, f"'{former.phrase} {item.phrase}' no longer holds the office.")
        if kind == "actor":
            post = _Chunk(units=[unit for unit in chunk.units if unit.last < head.first])
            held = self._chunk(post) if former else None  # "former President X", whose days in office are over
            return self._actor(item, noun) or held or self._modifier(items) or self._complement(chunk)
        if kind in ("state", "adjective"):
            if noun and noun not in _WORDS["documents"]:
                return self._complement(chunk)
            if named := self._named(items):
                return named
            camp, country = self.actors.state(item.country)
            before = self.tokens[head.first - 1].raw.casefold() if head.first else ""
            if kind == "adjective" and camp != "foreign_state" and (
                    before in _WORDS["person"] or self.tokens[head.last].raw.lower().endswith("s")
                    or (item.phrase.endswith("ese") and before not in _WORDS["articles"] and head is units[-1])):
                return _role("civilian", f"'{item.phrase}' names people of the country.", _DEFAULT)
            return _Found(_ROLE if kind == "state" else _DEFAULT, "", camp, country,
                          f"'{item.phrase}' stands for the state {item.country}.")
        nation = next((one for one in items if one.kind in ("adjective", "state")), None)
        if kind == "fixed":
            return _role(item.camp, f"'{item.phrase}' is coded {item.camp} whoever it belongs to.")
        if kind == "flexible":
            owner = (None if former else self._named(items)) or self._complement(chunk, only_actors=True)
            if owner is None and item.camp == "media":
                owner = next((self._group(unit.item) for unit in before if unit.item.kind == "group"
                              and not self._prefixed(unit, "pro")), None)
                if owner is None and nation and {*map(fold, item.phrase.split())} & _BROADCAST \
                        and self.actors.state(nation.country)[0] == "government":
                    phrase = f"{nation.phrase} {item.phrase}"
                    owner = _role("government", f"'{phrase}' is taken for the broadcaster of the state.")
            return owner or _role(item.camp, f"'{item.phrase}' is coded {item.camp}.", _LOOSE)
        if kind == "opposed":
            owner = self._modifier(items) or self._complement(chunk)
            camp = item.camp if owner and owner.camp == "government" else "unknown"
            return owner and _role(camp, f"'{item.phrase}' is against what it belongs to: {owner.rule}")
        if kind == "group":
            if item.camp == "foreign_state" and nation:
                return self._nation(nation, item)
            jihadist = next((one for one in items if one.kind == "group" and one.camp == "jihadist"), item)
            owner = self._named(items) or self._complement(chunk, only_actors=True)  # "militants of Islamic State"
            armed = owner and (owner.camp in _ARMED or self._named(items))
            return owner if armed else self._group(jihadist, nation)
        office = item if kind in ("office", "former") else None
        if kind == "speaks" and self._posted(chunk, head):
            return self._complement(chunk, item)
        found = self._modifier(items, office)
        if found is None or (found.camp == "media" and not found.actor):
            # "the press committee of the armed forces": whose it is comes before the field of work.
            found = self._complement(chunk, item) or found
        if found and found.strength == _DEFAULT:  # "a foreign ministry official in Oslo"
            capital = next((one.item for part in chunk.complements if part.preposition == "in" for one in part.units[:1]
                            if one.item and one.item.kind == "state" and one.item.capital), None)
            found = self._nation(capital, item) if capital else found
        if found is None and office and not self._presides(chunk, head):
            found = self._office(office)
        return None if found and found.strength == _DEFAULT and (rival or self._strange(chunk, head)) else found

    def _strange(self, chunk: _Chunk, head: Unit) -> bool:
        """Whether an office is kept by others than the home state, or is one of a body that the file does not know.

        So are "Norwegian-backed authorities", an "NUG minister" and "a captain of the Swift Forces".
        """
        ours = [unit for unit in chunk.units if unit.last < head.first]
        office = [unit.item.phrase.split()[-1] for unit in (*ours, head) if unit.item and unit.item.kind == "office"]
        for who, unit in pairwise(ours) if office and office[-1] in _WORDS["rulers"] else ():
            if self.tokens[unit.first].raw in _WORDS["propped"]:
                found = self._chunk(_Chunk(units=[who]))
                return found is None or found.camp != "government"
        for part in chunk.complements:
            ours += part.units if part.preposition in _WORDS["affiliation"] else ()
        return not self.shouted and any(unit.item is None and (self._acronym(unit) or any(
            one.item and one.first == unit.first for one in self.units)) for unit in ours)

    def _posted(self, chunk: _Chunk, head: Unit) -> bool:
        """Whether a home state before a post only tells where: "the Sudan director of Mercy Corps"."""
        before = [unit for unit in chunk.units if unit.last < head.first and unit.item is not None]
        state = before[-1] if before and before[-1].item.kind == "state" else None
        return state is not None and not state.item.capital and state.item.country in self.actors.home \
            and self._between(state.last, state.last + 1) == " " and any(
                part.preposition in ("of", "for", "at", "with") and part.units
                and self.tokens[part.units[0].first].capital for part in chunk.complements)

    def _acronym(self, unit: Unit) -> bool:
        """Whether a word is an acronym that is no phrase of the file."""
        word = self.text[self.tokens[unit.first].start:self.tokens[unit.last].end]
        return unit.item is None and len(word) > 1 and word.isalpha() and word.isupper() and fold(word) not in _TITLES

    def _presides(self, chunk: _Chunk, head: Unit) -> bool:
        """Whether a president is one of something that is no state of the file: "Acme president", "of the club"."""
        before = [self.tokens[unit.first] for unit in chunk.units if unit.item is None and unit.last < head.first]
        return head.item.phrase in _WORDS["anywhere"] and (
            any(token.capital and token.fold not in _TITLES for token in before)
            or any(part.preposition in ("of", "for", "at") for part in chunk.complements))

    def denies(self, surname: str) -> bool:
        """Whether a surname alone is here that of somebody else than the file knows by it."""
        words = _folds(surname) - _TITLES - ARTICLES
        return len(words) == 1 and any(self.tokens[unit.first].fold in words and (
            self._stranger(unit, False) or self._namesake(unit)) for unit in self.units)

    def _namesake(self, unit: Unit) -> bool:
        """Whether a given name stands before a surname that is none of those whom the file knows by it."""
        at = unit.first - 1
        while at > 0 and self.tokens[at].fold in ARTICLES:
            at -= 1
        token, owners = self.tokens[at], self.actors.surnames.get(self.tokens[unit.first].fold, ())
        return unit.item is None and at >= 0 and not self._told(at) and token.capital and bool(owners) \
            and token.fold not in _TITLES | ARTICLES and token.raw.casefold() not in _SKIPPED \
            and not any(token.fold in _folds(actor.name) for actor in owners)

    def title(self) -> _Found | None:
        """Code a role that stands right before a name, by its last word: "the alleged rebel recruiter"."""
        item = self.units[-1].item if self.units else None
        found = self._chunk(_Chunk(units=self.units)) if item and item.kind in (*CAMP_ROLES, "office") else None
        return found if found and found.camp != "unknown" else None

    def governs(self) -> bool:
        """Whether the text names somebody of the home state's government, by name or by nation and office."""
        for unit, after in zip_longest(self.units, self.units[1:]):
            item, found = unit.item, None
            if item is None:
                continue
            if item.kind == "actor" and not self._stranger(unit):
                found = self._actor(item)
            elif item.kind == "group":
                found = self._group(item)
            elif item.kind in ("state", "adjective") and after and after.item and after.item.kind in (
                    "office", "group") and self._between(unit.last, after.first) == " ":
                found = self._nation(item, after.item)
            if found and found.camp == "government":
                return True
        return False

    # -- what one phrase tells

    def _group(self, item: Item, nation: Item | None = None) -> _Found:
        if nation and "opposition" in item.phrase and self.actors.state(nation.country)[0] == "foreign_state":
            return _role("unknown", f"'{nation.phrase} {item.phrase}' is no party to this conflict.")
        return _role(item.camp, f"'{item.phrase}' names the camp.")

    def _nation(self, nation: Item, what: Item | None) -> _Found:
        phrase = f"{nation.phrase} {what.phrase}" if what else nation.phrase
        return _Found(_ROLE, "", *self.actors.state(nation.country), f"'{phrase}' names the state {nation.country}.")

    def _office(self, item: Item) -> _Found | None:
        """An office that stands without a country: the one state's that has it, else the home state's."""
        if item.country:
            return self._nation(item, None)
        if not self.actors.home:
            return None
        home = " or ".join(self.actors.home[:3])
        return _role("government", f"'{item.phrase}' without a country is that of {home}.", _DEFAULT)

    def _actor(self, item: Item, noun: str = "") -> _Found | None:
        """Code by the entry that a phrase names.

        Of several whose dates fit it is the one whose post the phrase tells, then one of the war's own two sides.
        """
        held = [(actor, post) for actor in item.actors if (post := actor.at(self.on)) is not None]
        if not held:
            return None
        actor, post = max(held, key=lambda one: (item.phrase.startswith(one[1].post.split(", ")[0]),
                                                 one[1].camp in ("government", "rebel")))
        what = f", {post.post}" if post.post != actor.name else ""
        modifies = f"modifies '{noun}' and " if noun else ""
        return _Found(_ROLE if noun else _NAME, actor.name, post.camp, post.abroad,
                      f"'{item.phrase}' {modifies}is {actor.name}{what} ({actor.source}).")

    def _named(self, items: list[Item]) -> _Found | None:
        return next((found for item in items if item.kind == "actor" and (found := self._actor(item))), None)

    def _modifier(self, items: list[Item], office: Item | None = None) -> _Found | None:
        """Code a role by what stands before it: a name, a field of work, a group, an office, a nation."""
        kinds = {item.kind: item for item in reversed(items)}
        office = office or kinds.get("office")
        works = [kinds[kind] for kind in ("flexible", "fixed") if kind in kinds]
        # "the rebel media office", "civilian authorities": whose it is comes before the field of work.
        work = next((one for one in works if not (one.phrase == "civilian" and office)
                     and (one.camp != "media" or not {"group", "office"} & kinds.keys())), None)
        nation = kinds.get("adjective") or kinds.get("state")
        if found := self._named(items):
            return found
        if work:
            return _role(work.camp, f"'{work.phrase}' tells the field of work.")
        if "group" in kinds:
            return self._group(kinds["group"], nation)
        if nation:
            return self._nation(nation, office)
        return self._office(kinds["office"]) if "office" in kinds else None

    def _complement(self, chunk: _Chunk, head: Item | None = None, only_actors: bool = False) -> _Found | None:
        """Code by what follows: "a spokesman for the army", "of the Fastaqim rebel group"; a mere place does not."""
        counted = {self.tokens[unit.first].raw.casefold() for unit in chunk.units} <= _WORDS["counts"]
        office = head is not None and head.kind == "office"
        for part in chunk.complements:
            items = [unit.item for unit in self._without_places(part.units) if unit.item is not None]
            aide = part.preposition == "to" and head and head.phrase in _WORDS["aides"]
            if not items or not (aide or part.preposition in _WORDS["affiliation"]):
                continue
            kind, inside = items[-1].kind, part.preposition in _WORDS["inside"]
            if kind == "adjective" and inside and head and head.phrase == "official":  # "in the Turkish town of Suruc"
                found = self._nation(items[-1], None)
            elif only_actors:
                found = self._actor(items[-1]) if kind == "actor" and not inside else None
            elif (kind in ("state", "adjective") and not _speaks_for(head, part.preposition, items[-1])) \
                    or (kind in ("fixed", "flexible") and not head and not (counted and part.preposition == "of")) \
                    or (kind == "office" and inside and not self._named(items)):
                continue
            else:
                found = self._chunk(part)
                if found is None and kind == "state" and office and head.phrase not in _WORDS["anywhere"]:
                    found = self._nation(items[-1], head)  # "the governor of Norway's Skarn region"
            if found:
                return found
        return None

    def _surname(self) -> _Found | None:
        """Code a source that is a surname alone, where one camp only has it in the file on that day."""
        names = [token for token in self.tokens if token.fold not in _TITLES and token.fold not in ("al", "el")]
        if len(names) != 1 or not names[0].capital or names[0].fold in self.actors.common:
            return None
        plural = names[0].raw[-1] in "sS"  # "Marcos" is not Guido de Marco
        owners = [(actor, post) for actor in self.actors.surnames.get(names[0].fold, ())
                  if (actor.name[-1] in "sS") == plural and (post := actor.at(self.on)) is not None]
        if len({(post.camp, post.country) for _, post in owners}) != 1:
            return None
        actor, post = owners[0]
        return _Found(_NOTHING, actor.name, post.camp, post.abroad,  # whatever the article tells comes first
                      f"The surname '{names[0].raw}' alone: {actor.name} has it in the file ({actor.source}).")

    def _without_places(self, units: list[Unit]) -> list[Unit]:
        """Leave out what only tells where or by whom ("rebel-held", "US-backed", "anti-Assad", "British-based").

        Of "an ISIS-affiliated page" the name is all that is kept.
        """
        kept: list[Unit] = []
        for unit in units:
            token = self.tokens[unit.first]
            if unit.item is None and kept and token.raw in _WORDS["held"]:
                kept.pop()
            elif unit.item is None and kept and token.raw in _WORDS["member"] and kept[-1].item is not None \
                    and self._between(unit.first - 1, unit.first) == "-":
                return kept[-1:]
            elif not self._prefixed(unit, *_WORDS["against"]):
                kept.append(unit)
        return kept

    def _prefixed(self, unit: Unit, *prefixes: str) -> bool:
        before = self.tokens[unit.first - 1]
        return unit.first > 0 and before.raw.casefold() in prefixes and before.stop + 1 == self.tokens[unit.first].start

    def _stranger(self, unit: Unit, running: bool = True) -> bool:
        """Whether a lone surname follows a given name that is not its owner's: "Rifaat al-Assad", "Melania Trump".

        running: in running text a sentence's first word may be no name.
        """
        if unit.item is None or unit.item.kind != "actor" or unit.first != unit.last or unit.first == 0 \
                or all(actor.kind != "person" for actor in unit.item.actors):
            return False
        at = unit.first - 1
        while at > 0 and self.tokens[at].fold in ("al", "el"):
            at -= 1
        before = self.tokens[at]
        letters = before.raw.isupper() and (running or not self.shouted)
        if not before.capital or letters or before.fold in _TITLES or self._told(at) \
                or before.stop != before.end or _BREAK.search(self._between(at, unit.first)):
            return False
        if running and at == unit.first - 1 and _SENTENCE_START.search(
                self.text[max(0, before.start - 9):before.start]):
            return False
        return not any(before.fold in _folds(name) for actor in unit.item.actors
                       for name in (actor.name, *actor.aliases))

    def _told(self, at: int) -> bool:
        """Whether a token is part of a phrase of the file."""
        return self.units[bisect_right(self.units, at, key=lambda one: one.first) - 1].item is not None

    def _surnamed(self, unit: Unit) -> bool:
        """Whether a role is here somebody's family name: "Mira Baker"."""
        token, before = self.tokens[unit.last], self.tokens[unit.last - 1]
        titles = self.text[token.stop:token.stop + 2].strip()[:1].isupper()  # "Pope Mira"
        return unit.first == unit.last > 0 and token.fold in _SURNAMES and token.capital and not self.shouted \
            and not titles and before.capital and before.raw.casefold() not in _SKIPPED and before.fold not in _TITLES \
            and self.text[before.end:token.start] == " " and not self.actors.scan([before], False)[0].item

    def _part_of_name(self, unit: Unit) -> bool:
        """Whether a word is a piece of a longer name: "West" of "West Africa", "People" of "Hill People's Alliance"."""
        after, before = self.tokens[unit.last + 1:unit.last + 2], self.tokens[:unit.first][-1:]
        if unit.item and unit.item.kind in ("office", "speaks") and before and self._named_after(unit, before[0]):
            return True  # "Arakan Army", "National Unity Government"
        if unit.item is None or not self.tokens[unit.last].capital or self.shouted or not after or not after[0].capital:
            return False
        if unit.item.phrase in ("the west", "people"):
            return self._between(unit.last, unit.last + 1) == " "
        return unit.item.kind == "fixed" and unit.item.camp == "civilian" and bool(before) and before[0].capital \
            and before[0].raw.casefold() not in _SKIPPED and after[0].fold in self.actors.openings

    def _named_after(self, unit: Unit, before: Token) -> bool:
        """Whether a force or a rival government has a name of its own, which the word before belongs to."""
        return unit.item.phrase.split()[0] in ("army", "government", "force") and not self.shouted \
            and self.tokens[unit.first].capital and before.capital and before.fold not in _TITLES \
            and before.raw.casefold() not in _SKIPPED and self._between(unit.first - 1, unit.first) == " " \
            and getattr(self.actors.scan([before], False)[0].item, "kind", "speaks") in ("speaks", "fixed")

    def _lent(self, unit: Unit) -> bool:
        """Whether a state's name is that of a body which is not its own: "Sudan Liberation Army", "Sudan's RSF".

        "Syrian Arab Army" is its own.
        """
        if unit.item is None or unit.item.kind not in ("state", "adjective") or self.shouted:
            return False
        names: set[str] = set()
        at = bisect_right(self.units, unit.last, key=lambda one: one.first)
        for one in self.units[at:at + 9]:
            first, last, before = self.tokens[one.first], self.tokens[one.last], self.tokens[one.first - 1]
            if self._between(one.first - 1, one.first) != " " \
                    or not (first.capital or "paramilitary" in (first.raw, before.raw)) \
                    or (one.item and one.item.kind in ("office", "actor") and not self._part_of_name(one)):
                return False
            if last.fold in _OWN or (last.fold in _FORCES and names) or (
                    self._acronym(one) and not self.tokens[unit.last].raw.isupper()):
                return _REGULAR.isdisjoint(names)
            names.add(last.fold)
        return False

    def _longer(self, unit: Unit) -> bool:
        """Whether a person's short name begins another name: "Abdel Rahman Karam"."""
        after = unit.last + 1
        if unit.item is None or unit.item.kind not in ("actor", "state") or after == len(self.tokens):
            return False
        token, between = self.tokens[after], self.text[self.tokens[unit.last].end:self.tokens[after].start]
        named = token.capital and token.fold not in self.actors.openings and token.fold not in _WORDS["himself"]
        if unit.item.kind == "state":  # "Sofia Petrenko, a teacher"
            return named and between == " " and (after + 1 == len(self.tokens) or bool(
                _BREAK.search(self._between(after, after + 1))))
        return named and between == " " and all(
            actor.kind == "person" and unit.item.phrase != actor.name and token.fold not in _folds(actor.name)
            for actor in unit.item.actors)

    # -- running text

    def mentions(self) -> Iterator[Mention]:
        known: dict[tuple[str, ...], _Found | None] = {}
        run: list[Unit] = []
        for unit in (*self.units, None):
            phrase = unit is not None and unit.item is not None
            if run and not (phrase and _joined(self._between(run[-1].last, unit.first))):
                yield from self._mention(run, known)
                run = []
            if phrase:
                run.append(unit)

    def _mention(self, run: list[Unit], known: dict[tuple[str, ...], _Found | None]) -> list[Mention]:
        before = self.tokens[run[0].first - 1].fold if run[0].first else ""
        while run:
            head = run[-1]
            after = self.tokens[head.last + 1].fold if head.last + 1 < len(self.tokens) else ""
            if head.item.kind in ("adjective", "former", "anonymous") \
                    or (len(run) == 1 and head.item.phrase in self.actors.unmentioned) \
                    or (head.item.kind == "state" and (head.item.capital or before in _WORDS["locative"])) \
                    or after in _WORDS["held"] or before in _WORDS["against"] or self._lent(head) \
                    or self._part_of_name(head):
                run = run[:-1]
                continue
            key = tuple(f"{unit.item.kind} {unit.item.phrase}" for unit in run)
            if key not in known:
                known[key] = self._chunk(_Chunk(units=run))
            found = known[key]
            if found is None or found.camp == "unknown" or self._stranger(head) \
                    or (head.item.kind == "speaks" and found.strength < _ROLE):
                return []
            first = head.first if head.item.kind == "actor" else run[0].first
            if first and self.tokens[first - 1].fold in ("al", "el") and _joined(self._between(first - 1, first)):
                first -= 1
            return [Mention(self.tokens[first].start, self.tokens[head.last].end, found.actor, found.camp,
                            found.country)]
        return []


def _speaks_for(head: Item | None, preposition: str, nation: Item) -> bool:
    """Whether "the foreign minister of Norway" speaks for it; "a resident of Oslo" does not."""
    if head is None:
        return False
    office = head.kind == "office"
    return (preposition in ("of", "from") and (office or not nation.capital)) or (office and preposition == "in") \
        or (preposition == "for" and head.phrase.startswith("spokes"))


def _joined(between: str) -> bool:
    return between in ("-", "' ", "’ ") or not between.strip()


@lru_cache(maxsize=50_000)
def _folds(text: str) -> frozenset[str]:
    return frozenset(token.fold for token in tokenise(text))
