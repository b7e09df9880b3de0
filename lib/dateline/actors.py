"""Who belongs to which camp, and when: actor files, and from a printed source to a camp.

An actor file is YAML: a collection's `actors.yaml` is laid over `data/actors-base.yaml`, which serves any conflict.
A source is read as a noun phrase: names before roles, the head before what modifies it, an apposition after that.
Camps are those of the codebook (`tables.CAMPS`). `Coding.rule` says in words which entry decided.
"""

import copy
import difflib
import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from dateline.tables import CAMPS

# The safe loader in C where PyYAML has it: ten times as fast.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
BASE = Path(__file__).parent / "data" / "actors-base.yaml"
KINDS = ("person", "group", "state", "organisation", "outlet")
# The camp `state` means: government where the country is the conflict's home, else foreign_state.
FILE_KEYS = ("home", "actors", "states", "roles", "sides", "readings")
ACTOR_KEYS = ("name", "aliases", "camp", "country", "side", "kind", "from", "to", "posts", "source")
STATE_KEYS = ("names", "capital", "adjective", "camp")
POST_KEYS = ("post", "camp", "country", "side", "from", "to")
# group: names a camp. office: of the home state unless another is named. office_of: one state alone has it under that
# name. speaks: says what stands before or after it says. anonymous: the same, and nobody if nothing does. fixed: its
# own camp whoever it belongs to. flexible: unless an organisation is named with it. former: no longer the office.
ROLE_CLASSES = ("group", "office", "office_of", "speaks", "anonymous", "fixed", "flexible", "former", "surnames",
                "unmentioned")

# What points back to an earlier source.
_POINTER = re.compile(r"(?i)\bth(?:e|is|at|ese|ose) (?:same |unnamed |rights |monitoring |aid )?"
                      r"((?-i:[a-z]+))['’]?s?(?:$|[\s,])")
_BODIES = ("group network charity organisation organization agency monitor watchdog ministry centre center newspaper "
           "paper society institute association").split()
# After a name: its age, then "a teacher from ...", "the head of ...", "who works for ...".
_APPOSITION = re.compile(r"(?:, \d{1,3})?,? ((?:an?|the|his|her|its|whose|who)\s[^,.;:()\n\"“”]{3,90})")
_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:['’‘ʼ`´][^\W_]+)*")
_BREAK = re.compile(r"[,;:()\[\]–—]|\s-\s|--")
_ARTICLES = frozenset(("al", "el", "the"))
# Written in capitals these are names; in lower case, or where all is in capitals, plain English.
_PLAIN = frozenset(("us", "is", "who", "it", "care", "hand", "pen", "may", "hope", "sun", "time", "today"))
_HELD = frozenset("held controlled backed based born trained dominated besieged supported sponsored funded armed "
                  "supplied made occupied educated speaking ruled majority".split())
_RUN = frozenset("run led affiliated aligned linked allied owned appointed".split())
_MEMBER = frozenset("affiliated allied aligned belonging loyal linked representing led run released issued "
                    "published written posted compiled".split())
_PREPOSITIONS = frozenset("of for at from with to in inside within on near by under among outside across "
                          "between against during since about".split())
_RELATIVE = frozenset("who which that whose where when whom while as citing quoting including describing".split())
# A relative clause says who somebody is only with one of these verbs.
_WORKS = frozenset("work works worked lead leads run runs head heads represent represents command commands serve "
                   "serves cover covers is was direct directs chair chairs".split())
_WATCHES = frozenset("monitors monitor tracks documents".split())
_PRONOUNS = frozenset("he she it they we i his her its their you him them who one".split())
_COUNTS = frozenset("hundreds dozens thousands scores one two three four five some many most several another both all "
                    "few number".split())
_LOCATIVE = frozenset("in inside from near across into through throughout outside around within to of".split())
_AFFILIATION = frozenset(("of", "for", "at", "from", "with", "by", "in", "inside", "within", "member"))


class ActorFileError(ValueError):
    """An actor file that cannot be used: says what is wrong, in which file, entry and field."""


@dataclass(frozen=True)
class Post:
    """What somebody was for a time: camp, country and side from `start` to `end` (None: open)."""

    post: str
    camp: str
    country: str = ""
    side: str = ""
    start: date | None = None
    end: date | None = None

    def covers(self, on: date | None) -> bool:
        """Whether it held on that day; without a day, whether it has no end."""
        if on is None:
            return self.end is None
        return (self.start is None or self.start <= on) and (self.end is None or on <= self.end)


@dataclass(frozen=True)
class Actor:
    """One entry of an actor file. `posts` are what it was, and when; `source` is where the claim comes from."""

    name: str
    aliases: tuple[str, ...]
    kind: str
    posts: tuple[Post, ...]
    source: str

    def at(self, on: date | None) -> Post | None:
        """Its post on that day; without a day the one without an end, else the last; None outside of all."""
        current = [post for post in self.posts if post.covers(on)]
        if current or on is not None:
            return current[0] if current else None
        return max(self.posts, key=lambda post: post.end or date.max)


@dataclass(frozen=True)
class Coding:
    """The camp of a source: the actor file's entry that decided ("" for a role), and the rule in words."""

    actor: str
    camp: str
    country: str
    rule: str


@dataclass(frozen=True)
class Mention:
    """A named actor or a camp noun in running text, as [start, end) offsets."""

    start: int
    end: int
    actor: str
    camp: str


class _Token(NamedTuple):
    fold: str
    start: int
    end: int         # without a possessive
    stop: int        # with it
    capital: bool
    raw: str


@dataclass(frozen=True)
class _Item:
    """One phrase of the lexicon; `actors` where it names entries (several where dates tell them apart)."""

    kind: str
    phrase: str
    camp: str = ""
    country: str = ""
    actors: tuple[Actor, ...] = ()
    any_case: bool = False
    capital: bool = False


class _Unit(NamedTuple):
    item: _Item | None
    first: int
    last: int


class _Found(NamedTuple):
    strength: int    # 3 a name, 2 a role that tells its camp, 1 by default, 0 decided as unknown
    actor: str
    camp: str
    country: str
    rule: str


@dataclass
class _Chunk:
    """A piece of a source: units after a preposition ("" for the head), and its own complements."""

    preposition: str = ""
    units: list[_Unit] = field(default_factory=list)
    complements: list["_Chunk"] = field(default_factory=list)
    flag: str = ""


@lru_cache(maxsize=200_000)
def fold(word: str) -> str:
    """A word as names are compared by: no accents, case, apostrophes or plural, one spelling of transliterations."""
    plain = unicodedata.normalize("NFKD", word.casefold().replace("ı", "i").replace("ø", "o").replace("ł", "l"))
    plain = re.sub(r"['’‘ʼ`´]s$", "", "".join(char for char in plain if not unicodedata.combining(char)))
    plain = re.sub(r"[^\w]|_", "", plain)
    if len(plain) > 3:
        plain = re.sub(r"men$", "man", plain)
        plain = re.sub(r"ies$", "y", plain) if len(plain) > 4 else plain
        plain = re.sub(r"(?<=[xh])es$|(?<=ss)es$|(?<=[^su])s$", "", plain)
    plain = re.sub(r"(.)\1", r"\1" if len(plain) > 4 else r"\g<0>", plain.replace("ee", "i").replace("oo", "u"))
    plain = plain.replace("y", "i").replace("ou", "u").replace("q", "k")
    return plain.replace("ei", "ai") if len(plain) > 4 else plain


class Actors:
    """The entries of an actor file over the base file, and the coding of sources by them."""

    def __init__(self, data: Mapping[str, Any], file: str = "the actor file"):
        """data: the merged file as plain lists and dicts. Raises ActorFileError where it is not valid."""
        self.data, self.file = data, file
        self.home = _as_list(data.get("home"))
        self.entries = tuple(self._entry(entry) for entry in data.get("actors", ()))
        canonical = json.dumps(data, sort_keys=True, ensure_ascii=False, default=str)
        self.hash = hashlib.sha256(canonical.encode()).hexdigest()
        self._lexicon: dict[str, list[tuple[tuple[str, ...], _Item]]] = {}
        self._surnames: dict[str, list[Actor]] = {}
        self._build()
        self._cache: dict[Any, Any] = {}

    @classmethod
    def load(cls, path: str | Path | None = None) -> "Actors":
        """Read an actor file over the base file (the base alone without a path).

        Raises ActorFileError, naming file, entry and field, and OSError where it cannot be read.
        """
        base = _read(BASE)
        if path is None:
            return cls(base, BASE.name)
        own = _read(Path(path))
        return cls(_merge(base, own), str(path))

    @property
    def readings(self) -> dict[str, str]:
        """The readings of disputed codings that the file offers: name -> title."""
        return {name: str(reading.get("title", name)) for name, reading in self.data.get("readings", {}).items()}

    def with_reading(self, name: str) -> "Actors":
        """The same actors with one reading of a disputed coding applied. Raises ActorFileError if there is none."""
        readings = self.data.get("readings", {})
        if name not in readings:
            raise ActorFileError(f"{self.file}: there is no reading '{name}'{_near(name, readings)}.")
        data = copy.deepcopy(dict(self.data))
        for entry, change in readings[name].get("actors", {}).items():
            for row in data["actors"]:
                if row["name"] == entry:
                    for part in row.get("posts") or [row]:
                        part.update(change)
        return Actors(data, self.file)

    def side(self, coding: Coding) -> str:
        """The side that a coding counts for in the rollup, "" for none: its own, its country's or its camp's."""
        for actor in self.entries:
            if actor.name == coding.actor:
                own = [post.side for post in actor.posts if post.side and post.camp == coding.camp]
                if own:
                    return own[0]
        for name, side in self.data.get("sides", {}).items():
            if coding.camp in side.get("camps", ()) or (
                    coding.camp == "foreign_state" and coding.country in side.get("countries", ())):
                return name
        return ""

    def resolve(self, source: str, speaker: str = "", on: date | None = None) -> Coding:
        """The camp of a source as printed and as resolved inside the article, on a day.

        A name decides before a role, and what is printed before what it was resolved to. Without a match the
        camp is "unknown".
        """
        key = (source, speaker, on)
        if key not in self._cache:
            found = [self._phrase(text, on) for text in dict.fromkeys((source, speaker)) if text.strip()]
            found.sort(key=lambda one: -one.strength)
            best = found[0] if found else _Found(0, "", "unknown", "", "No source is printed.")
            self._cache[key] = Coding(*best[1:])
        return self._cache[key]

    def resolve_all(self, sources: Sequence[str], speakers: Sequence[str], on: date | None = None,
                    text: str = "") -> list[Coding]:
        """The camps of all sources of one article, in order: `resolve`, and then what the article says elsewhere.

        Where a source alone tells nothing, the other sources of the same speaker decide, then what stands beside the
        speaker's name in `text` ("Jane Doe, a teacher from ..."), then what "the official" or "the group" points back
        to. Raises ValueError where the lists differ in length.
        """
        pairs = list(zip(sources, speakers, strict=True))
        codings = [self.resolve(source, speaker, on) for source, speaker in pairs]
        alone = list(codings)
        for at, (source, speaker) in enumerate(pairs):
            if codings[at].camp != "unknown" and not _is_default(codings[at]):
                continue
            name = speaker or source
            found = self._same(name, pairs, alone) if codings[at].camp == "unknown" else None
            if found is None and codings[at].camp == "unknown":
                found = self._beside(name, on, text)
            found = found or self._pointed(source, pairs[:at], codings[:at], text, on)
            if found is not None:
                codings[at] = replace(found, rule=f"As elsewhere in the article for '{name}': {found.rule}")
        return codings

    def _same(self, name: str, pairs: Sequence[tuple[str, str]], codings: Sequence[Coding]) -> Coding | None:
        """The coding of another source of the article that has the same name, in full or by surname."""
        tokens = [token for token in _tokenise(_BREAK.split(name)[0]) if token.fold not in _TITLES]
        if not tokens or not name[:1].isupper() or tokens[0].raw.casefold() in _PRONOUNS:
            return None
        words = {token.fold for token in tokens}
        # Not "Haniyeh's son" nor "a friend of Aksoy".
        alike = re.compile(rf"(?<![\w-])(?<! of )(?<! for ){re.escape(tokens[-1].raw)}(?![\w-]|['’]s?\s)")
        for pair, coding in zip(pairs, codings, strict=True):
            if coding.camp == "unknown":
                continue
            for other in pair:
                if other == name or (words <= {token.fold for token in _tokenise(other)}
                                     and alike.search(_BREAK.split(other)[0])):
                    return coding
        return None

    def _pointed(self, source: str, pairs: Sequence[tuple[str, str]], codings: Sequence[Coding],
                 text: str, on: date | None) -> Coding | None:
        """What "the official", "the group" or "a spokesman for the network" points back to among earlier sources."""
        match = _POINTER.search(source)
        if match is None:
            return None
        noun = fold(match.group(1))
        for pair, coding in zip(reversed(pairs), reversed(codings), strict=True):
            if coding.camp != "unknown" and not _is_default(coding) and any(
                    noun in (token.fold for token in _tokenise(other)) for other in pair):
                return coding
        if noun in map(fold, _BODIES):
            kinds = {actor.name: actor.kind for actor in self.entries}
            for coding in reversed(codings):
                if kinds.get(coding.actor, "person") not in ("person", "state"):
                    return coding
            # "the network" where the article names one actor only that is called a network.
            called = {mention.actor for mention in self.mentions(text, on)
                      if noun in (token.fold for token in _tokenise(mention.actor))}
            if len(called) == 1:
                return self.resolve(called.pop(), "", on)
        return None

    def mentions(self, text: str, on: date | None = None) -> list[Mention]:
        """Named actors and nouns that name a camp ("rebels", "the army") in running text, on a day, in order."""
        found, run = [], []
        tokens = _tokenise(text)
        shouted = _shouted(text)
        for unit in (*self._scan(tokens, shouted), None):
            if run and (unit is None or unit.item is None
                        or not _joined(text[tokens[run[-1].last].stop:tokens[unit.first].start])):
                found += self._mention(text, tokens, run, on)
                run = []
            if unit is not None and unit.item is not None:
                run.append(unit)
        return found

    # -- reading the file

    def _wrong(self, entry: str, message: str) -> ActorFileError:
        return ActorFileError(f"{self.file}: {message.format(of=f'of actor {entry!r}')}.")

    def _entry(self, row: Any) -> Actor:
        if not isinstance(row, Mapping) or not isinstance(row.get("name"), str) or not row["name"].strip():
            raise ActorFileError(f"{self.file}: every actor is a mapping with a name; this one is not: {row!r}.")
        name = row["name"]
        for key in row:
            if key not in ACTOR_KEYS:
                raise self._wrong(name, f"field '{key}' {{of}} is not known{_near(key, ACTOR_KEYS)}")
        for key in ("kind", "source"):
            if not row.get(key):
                raise self._wrong(name, f"field '{key}' {{of}} is missing")
        if row["kind"] not in KINDS:
            raise self._wrong(name, f"kind '{row['kind']}' {{of}} is not one of {', '.join(KINDS)}"
                                    f"{_near(row['kind'], KINDS)}")
        posts = [self._post(name, post) for post in row.get("posts", ())]
        if "camp" in row or not posts:
            inherited = {key: row[key] for key in POST_KEYS if key in row}
            posts.append(self._post(name, {"post": row["name"], **inherited}))
        aliases = row.get("aliases", ())
        if not isinstance(aliases, list | tuple) or not all(isinstance(alias, str) for alias in aliases):
            raise self._wrong(name, "aliases {of} must be a list of texts (put the names in quotation marks)")
        return Actor(name, tuple(aliases), row["kind"], tuple(posts), str(row["source"]))

    def _post(self, name: str, row: Mapping[str, Any]) -> Post:
        for key in row:
            if key not in POST_KEYS:
                raise self._wrong(name, f"field '{key}' in a post {{of}} is not known{_near(key, POST_KEYS)}")
        camp, country = row.get("camp", ""), row.get("country", "")
        if not camp:
            raise self._wrong(name, "field 'camp' {of} is missing")
        if camp not in (*CAMPS, "state"):
            raise self._wrong(name, f"camp '{camp}' {{of}} is not a camp{_near(camp, (*CAMPS, 'state'))}")
        if country and country not in self.data.get("states", {}):
            raise self._wrong(name, f"country '{country}' {{of}} is not a state of the file"
                                    f"{_near(country, self.data.get('states', {}))}")
        if camp == "state":
            if not country:
                raise self._wrong(name, "camp 'state' {of} needs a country")
            camp = self._state(country)[0]
        days = []
        for key in ("from", "to"):
            try:
                days.append(_day(row.get(key), key == "to"))
            except ValueError:
                raise self._wrong(name, f"field '{key}' {{of}} is '{row[key]}', not a date such as 2016-12-12, "
                                        "2016-12 or 2016") from None
        if all(days) and days[0] > days[1]:
            raise self._wrong(name, f"field 'from' {{of}} ({days[0]}) is after 'to' ({days[1]})")
        return Post(str(row.get("post", name)), camp, country, str(row.get("side", "")), *days)

    def _state(self, country: str) -> tuple[str, str]:
        """Camp and country of a state's officials; a collection may give a state a camp of its own."""
        if country in self.home:
            return "government", ""
        camp = self.data["states"][country].get("camp", "foreign_state")
        return camp, country if camp == "foreign_state" else ""

    def _build(self) -> None:
        """Fill the lexicon; where two kinds share a phrase, the first added wins."""
        for home in self.home:
            if home not in self.data.get("states", {}):
                raise ActorFileError(f"{self.file}: home '{home}' is not a state"
                                     f"{_near(home, self.data.get('states', {}))}.")
        for country, row in self.data.get("states", {}).items():
            for key in row:
                if key not in STATE_KEYS:
                    raise ActorFileError(f"{self.file}: field '{key}' of state '{country}' is not known"
                                         f"{_near(key, STATE_KEYS)}.")
            if row.get("camp", CAMPS[0]) not in CAMPS:
                raise ActorFileError(f"{self.file}: camp '{row['camp']}' of state '{country}' is not a camp"
                                     f"{_near(row['camp'], CAMPS)}.")
        names = {actor.name for actor in self.entries}
        for reading, change in self.data.get("readings", {}).items():
            for name in change.get("actors", {}):
                if name not in names:
                    raise ActorFileError(f"{self.file}: reading '{reading}' changes '{name}', which is not an actor"
                                         f"{_near(name, names)}.")
        named: dict[str, list[Actor]] = {}
        for actor in self.entries:
            for phrase in dict.fromkeys((actor.name, *actor.aliases)):
                named.setdefault(phrase, []).append(actor)
            if actor.kind == "person":
                self._surnames.setdefault(_fold_phrase(actor.name)[-1], []).append(actor)
        for phrase, actors in named.items():
            self._add(_Item("actor", phrase, actors=tuple(actors), any_case=phrase.islower()))
        for country, row in self.data.get("states", {}).items():
            for phrase in (country, *_as_list(row.get("names"))):
                self._add(_Item("state", phrase, country=country))
            for phrase in _as_list(row.get("capital")):
                self._add(_Item("state", phrase, country=country, capital=True))
            for phrase in _as_list(row.get("adjective")):
                self._add(_Item("adjective", phrase, country=country))
        roles = self.data.get("roles", {})
        for name in roles:
            if name not in ROLE_CLASSES:
                raise ActorFileError(f"{self.file}: role class '{name}' is not known{_near(name, ROLE_CLASSES)}.")
        for kind in ("group", "fixed", "flexible", "former"):
            for camp, phrases in roles.get(kind, {}).items():
                if camp not in CAMPS:
                    raise ActorFileError(f"{self.file}: camp '{camp}' in roles, {kind}, is not a camp"
                                         f"{_near(camp, CAMPS)}.")
                for phrase in phrases:
                    self._add(_Item(kind, phrase, camp=camp, any_case=phrase[0].islower()))
        for country, phrases in roles.get("office_of", {}).items():
            if country not in self.data["states"]:
                raise ActorFileError(f"{self.file}: country '{country}' in roles, office_of, is not a state"
                                     f"{_near(country, self.data['states'])}.")
            for phrase in phrases:
                self._add(_Item("office", phrase, country=country, any_case=phrase[0].islower()))
        for kind in ("office", "speaks", "anonymous"):
            for phrase in roles.get(kind, ()):
                self._add(_Item(kind, phrase, any_case=phrase[0].islower()))
        self._unmentioned = frozenset(roles.get("unmentioned", ()))
        self._common = {fold(name) for name in roles.get("surnames", ())}
        for rows in self._lexicon.values():
            rows.sort(key=lambda row: -len(row[0]))

    def _add(self, item: _Item) -> None:
        words = _fold_phrase(item.phrase)
        if not words:
            return
        rows = self._lexicon.setdefault(words[0], [])
        for at, (other, before) in enumerate(rows):
            if other == words and before.kind == item.kind == "actor":
                merged = tuple(dict.fromkeys((*before.actors, *item.actors)))
                loose = before.any_case or item.any_case
                rows[at] = (words, _Item("actor", before.phrase, actors=merged, any_case=loose))
                return
        rows.append((words, item))

    # -- finding phrases

    def _scan(self, tokens: list[_Token], shouted: bool) -> list[_Unit]:
        """The tokens as units: lexicon phrases, the longest at each place, and single words without an item."""
        units, at, count = [], 0, len(tokens)
        while at < count:
            best, length = None, 0
            for words, item in self._lexicon.get(tokens[at].fold, ()):
                if best and (len(words) < length or item.phrase.casefold() != tokens[at].raw.casefold()
                             or best.item.phrase.casefold() == item.phrase.casefold() or best.item.any_case):
                    continue
                last, position = at, 1
                while position < len(words) and last + 1 < count:
                    last += 1
                    if tokens[last].fold == words[position]:
                        position += 1
                    elif tokens[last].fold not in _ARTICLES:
                        break
                if position == len(words) and self._fits(tokens, at, last, item, shouted):
                    best, length = _Unit(item, at, last), len(words)
            units.append(best or _Unit(None, at, at))
            at = units[-1].last + 1
        return units

    def _fits(self, tokens: list[_Token], first: int, last: int, item: _Item, shouted: bool) -> bool:
        token = tokens[first]
        if item.any_case:
            return True
        if first == last:
            if token.raw.casefold().rstrip(".") in _PLAIN and not (token.raw.isupper() and not shouted):
                return False
            # "Time" is not "Times"; "Syrias" is "Syria" that lost its apostrophe.
            if len(token.raw.rstrip(".")) < len(item.phrase) - 1 and item.kind == "actor" \
                    and " " not in item.phrase and "-" not in item.phrase and "." not in item.phrase:
                return False
        return token.capital

    def _mention(self, text: str, tokens: list[_Token], run: list[_Unit], on: date | None) -> list[Mention]:
        while run and (run[-1].item.kind in ("adjective", "former", "anonymous")
                       or (len(run) == 1 and run[0].item.phrase in self._unmentioned)):
            run = run[:-1]
        if not run:
            return []
        head = run[-1]
        before = tokens[run[0].first - 1].fold if run[0].first else ""
        if head.item.kind == "state" and (head.item.capital or before in _LOCATIVE):
            return self._mention(text, tokens, run[:-1], on)
        after = tokens[head.last + 1].fold if head.last + 1 < len(tokens) else ""
        if after in _HELD or before in ("anti", "non"):
            return self._mention(text, tokens, run[:-1], on)
        key = (tuple((unit.item.kind, unit.item.phrase) for unit in run), on)
        if key not in self._cache:
            self._cache[key] = self._chunk(_Chunk(units=run), tokens, on)
        found = self._cache[key]
        if found is None or found.camp == "unknown" or (head.item.kind == "speaks" and found.strength < 2):
            return []
        if head.item.kind == "actor" and self._stranger(tokens, head, text):
            return []
        first = head.first if head.item.kind == "actor" else run[0].first
        if first and tokens[first - 1].fold in ("al", "el") and _joined(
                text[tokens[first - 1].stop:tokens[first].start]):
            first -= 1
        return [Mention(tokens[first].start, tokens[head.last].end, found.actor, found.camp)]

    def _stranger(self, tokens: list[_Token], unit: _Unit, text: str) -> bool:
        """Whether a lone surname follows a given name that is not its owner's: "Rifaat al-Assad", "Melania Trump"."""
        if unit.first != unit.last or unit.first == 0 or all(actor.kind != "person" for actor in unit.item.actors):
            return False
        at = unit.first - 1
        while at > 0 and tokens[at].fold in ("al", "el"):
            at -= 1
        before = tokens[at]
        if not before.capital or before.fold in self._lexicon or before.raw.isupper() or text.isupper():
            return False
        if _BREAK.search(text[before.stop:tokens[unit.first].start]) or before.stop != before.end:
            return False
        if at < unit.first - 1:     # a given name before "al-"
            starts_sentence = False
        else:
            starts_sentence = at == 0 or re.search(r"[.!?\"“”'\n]\s*$", text[:before.start]) is not None
        known = {part for actor in unit.item.actors for name in (actor.name, *actor.aliases)
                 for part in _fold_phrase(name)}
        return before.fold not in known and before.fold not in _TITLES and not starts_sentence

    # -- reading a source

    def _phrase(self, text: str, on: date | None) -> _Found:
        """Code one printed source."""
        tokens = _tokenise(text)
        nothing = _Found(0, "", "unknown", "", f"Nothing in '{text}' tells the camp.")
        if all(token.raw.casefold() in _PRONOUNS for token in tokens):
            return nothing
        units = [unit for unit in self._scan(tokens, _shouted(text))
                 if not (unit.item and unit.item.kind == "actor" and self._stranger(tokens, unit, "x" + text))]
        segments = self._segments(text, tokens, units)
        for number, segment in enumerate(segments):
            found = self._segment(segment, tokens, on)
            if found is not None:
                # "the Turkish president, Recep Tayyip Erdogan": the name in apposition says more than the office.
                after = segments[number + 1:number + 2] if found.strength < 3 else []
                named = [self._person(one, on) for one in after if not one.flag]
                return named[0] if named and named[0] else found
            heads = [unit.item for unit in segment.units if unit.item]
            if heads and heads[-1].kind == "anonymous" and number + 1 < len(segments) \
                    and segments[number + 1].flag == "joint":
                break
        return self._surname(tokens, on) or nothing

    def _segments(self, text: str, tokens: list[_Token], units: list[_Unit]) -> list[_Chunk]:
        """Cut a source into its appositions, each with its complements ("of ...", "for ...")."""
        segment = _Chunk()
        segments, chunk, dead = [segment], segment, False

        def new(flag: str = "") -> _Chunk:
            segments.append(_Chunk(flag=flag))
            return segments[-1]

        for unit in units:
            token = tokens[unit.first]
            between = text[tokens[unit.first - 1].stop:token.start] if unit.first else ""
            filled = bool(chunk.units)
            if _BREAK.search(between) and (filled or segment.units or dead):
                segment = chunk = new()
                dead = filled = False
            if unit.item is None:
                word = token.raw.casefold()
                if word in _RELATIVE:
                    segment = chunk = new("relative")
                    dead = False
                    continue
                if word in _PREPOSITIONS or (word in _MEMBER and not token.capital and filled):
                    if chunk.preposition and not chunk.units:
                        continue
                    chunk = _Chunk("member" if word in _MEMBER else word)
                    if not dead:
                        segment.complements.append(chunk)
                    continue
                if word in ("a", "an", "the"):
                    if filled and not dead and segment.flag != "relative" and text[token.start:token.stop].islower():
                        segment = chunk = new()
                    continue
                if word in ("and", "or"):
                    if filled and not dead:
                        segment = chunk = new("joint")
                    continue
                lower = token.raw.islower()
                if lower and filled and re.search(r"(?:ing|ed|nown)$", token.raw) and any(
                        (one.item is None and tokens[one.first].capital)
                        or (one.item is not None and one.item.kind not in ("adjective", "state"))
                        for one in chunk.units):
                    after = tokens[unit.last + 1].fold if unit.last + 1 < len(tokens) else ""
                    if after not in ("group", "force"):
                        dead = True
                        chunk = _Chunk("dead")
                        continue
            if "&" in between and filled and not dead:
                segment = chunk = new("joint")
            chunk.units.append(unit)
        return [one for one in segments if one.units or one.complements]

    def _segment(self, segment: _Chunk, tokens: list[_Token], on: date | None) -> _Found | None:
        if segment.flag == "relative":
            verb = next((tokens[unit.first].raw for unit in segment.units), "")
            if verb in _WATCHES:
                return _Found(1, "", "monitor", "", f"It is said to watch the war: '{verb}'.")
            if verb not in _WORKS:
                return None
        return self._chunk(segment, tokens, on)

    def _person(self, chunk: _Chunk, on: date | None) -> _Found | None:
        heads = [unit.item for unit in chunk.units if unit.item is not None]
        if not heads or heads[-1].kind != "actor" or heads[-1].actors[0].kind != "person":
            return None
        return self._actor(heads[-1], on)

    def _chunk(self, chunk: _Chunk, tokens: list[_Token], on: date | None) -> _Found | None:
        """Code a chunk by its head, then what modifies the head, then its complements; None if nothing tells."""
        units = self._without_places(chunk.units, tokens)
        matched = [unit for unit in units if unit.item is not None]
        marks = [unit for unit in matched if unit.item.kind == "former" and unit.item.camp == "unknown"]
        former = marks[0].item if marks else None
        matched = [unit for unit in matched if unit not in marks]
        if not matched:
            return self._complement(chunk, tokens, on)
        head, before = matched[-1], matched[:-1]
        item = head.item
        trailing = [tokens[at] for unit in units if unit.first > head.last for at in range(unit.first, unit.last + 1)]
        foreign_noun = next((token.raw for token in trailing if token.raw.islower()), "")
        kind = item.kind
        if kind == "actor":
            found = self._actor(item, on, "modifies " + repr(foreign_noun) if foreign_noun else "")
            if found is None:
                return self._modifier(before, tokens, on) or self._complement(chunk, tokens, on)
            return found
        if kind in ("state", "adjective"):
            if foreign_noun:
                return self._complement(chunk, tokens, on)
            named = next((self._actor(unit.item, on) for unit in before if unit.item.kind == "actor"), None)
            if named:
                return named
            camp, country = self._state(item.country)
            if kind == "adjective" and tokens[head.last].raw.lower().endswith("s") and camp != "foreign_state":
                return _Found(1, "", "civilian", "", f"'{item.phrase}' names people of the country, not its state.")
            return _Found(2 if kind == "state" else 1, "", camp, country,
                          f"'{item.phrase}' stands for the state {item.country}.")
        if kind == "fixed":
            return _Found(2, "", item.camp, "", f"'{item.phrase}' is {_a(item.camp)} whoever it belongs to.")
        if former and kind in ("office", "speaks", "group", "anonymous"):
            camp = "expert" if kind != "anonymous" else "unknown"
            return _Found(2, "", camp, "", f"'{former.phrase} {item.phrase}' no longer holds the office.")
        if kind == "former":
            if former:
                return _Found(2, "", item.camp, "",
                              f"'{former.phrase} {item.phrase}' no longer holds the office and speaks as {item.camp}.")
            kind = "office"
        if kind == "flexible":
            named = self._named(before, on) or self._complement(chunk, tokens, on, only_actors=True)
            if named is None and item.camp == "media":
                named = next((_Found(2, "", unit.item.camp, "", f"'{unit.item.phrase}' tells whose media it is.")
                              for unit in before if unit.item.kind == "group"
                              and not self._prefixed(unit, tokens, "pro")), None)
            return named or _Found(2, "", item.camp, "", f"'{item.phrase}' is {_a(item.camp)}.")
        if kind == "group":
            nation = next((unit.item for unit in reversed(before) if unit.item.kind in ("adjective", "state")), None)
            if item.camp == "foreign_state" and nation:
                return _Found(2, "", *self._state(nation.country), f"'{nation.phrase} {item.phrase}' names the state.")
            return self._named(before, on) or _Found(2, "", item.camp, "", f"'{item.phrase}' names the camp.")
        found = self._modifier(before, tokens, on, office=item if kind == "office" else None)
        found = found or self._complement(chunk, tokens, on, head=item)
        return found or (self._office(item) if kind == "office" else None)

    def _office(self, item: _Item) -> _Found | None:
        """An office that stands without a country: the one state's that has it, else the home state's."""
        if item.country:
            return _Found(2, "", *self._state(item.country), f"'{item.phrase}' is an office of {item.country}.")
        if not self.home:
            return None
        return _Found(1, "", "government", "", f"'{item.phrase}' without a country is that of "
                                               f"{' or '.join(self.home[:3])}.")

    def _modifier(self, before: list[_Unit], tokens: list[_Token], on: date | None,
                  office: _Item | None = None) -> _Found | None:
        """Code a role by what stands before it: a name, a group, a field of work, an office, a nation."""
        named = self._named(before, on)
        if named:
            return named
        kinds: dict[str, _Item] = {}
        for unit in before:
            kinds[unit.item.kind] = unit.item
        for kind in ("flexible", "fixed"):
            if kind in kinds and kinds[kind].camp != "media":
                return _Found(2, "", kinds[kind].camp, "", f"'{kinds[kind].phrase}' tells the field of work.")
        if "group" in kinds:
            return _Found(2, "", kinds["group"].camp, "", f"'{kinds['group'].phrase}' names the camp.")
        if "flexible" in kinds:
            return _Found(2, "", "media", "", f"'{kinds['flexible'].phrase}' tells the field of work.")
        nation = kinds.get("adjective") or kinds.get("state")
        office = office or kinds.get("office")
        if nation:
            camp, country = self._state(nation.country)
            what = f" and '{office.phrase}' an office of it" if office else ""
            return _Found(2, "", camp, country, f"'{nation.phrase}' names the state {nation.country}{what}.")
        return self._office(kinds["office"]) if "office" in kinds else None

    def _complement(self, chunk: _Chunk, tokens: list[_Token], on: date | None, head: _Item | None = None,
                    only_actors: bool = False) -> _Found | None:
        """Code by what follows: "a spokesman for the army", "of the Fastaqim rebel group"; a mere place does not."""
        for part in chunk.complements:
            if part.preposition not in _AFFILIATION or not part.units:
                continue
            units = [unit for unit in self._without_places(part.units, tokens) if unit.item is not None]
            if not units:
                # "a source at Aleppo province" is one of its administration.
                place = tokens[part.units[-1].last].raw
                if part.preposition == "at" and place.casefold() in ("province", "governorate") and not only_actors:
                    return self._office(_Item("office", place))
                continue
            last = units[-1].item
            if only_actors:
                if last.kind == "actor" and part.preposition not in ("in", "inside", "within"):
                    found = self._actor(last, on)
                    if found:
                        return found
                continue
            if last.kind in ("state", "adjective"):
                speaks = head is not None and (
                    (part.preposition in ("of", "from") and (head.kind == "office" or not last.capital))
                    or (head.kind == "office" and part.preposition == "in")
                    or (part.preposition == "for" and head.phrase.startswith("spokes")))
                if not speaks:
                    continue
            heads = {tokens[unit.first].raw.casefold() for unit in chunk.units}
            counted = part.preposition == "of" and heads <= _COUNTS
            if last.kind in ("fixed", "flexible") and head is None and not counted:
                continue
            if last.kind == "office" and part.preposition in ("in", "inside", "within"):
                continue
            found = self._chunk(_Chunk(part.preposition, part.units, part.complements), tokens, on)
            if found is not None:
                return found
        return None

    def _named(self, before: list[_Unit], on: date | None) -> _Found | None:
        for unit in reversed(before):
            if unit.item.kind == "actor":
                found = self._actor(unit.item, on)
                if found:
                    return found
        return None

    def _actor(self, item: _Item, on: date | None, note: str = "") -> _Found | None:
        """Code by the entry that a phrase names, the one whose dates fit where several have the name."""
        for actor in item.actors:
            post = actor.at(on)
            if post is not None:
                what = f", {post.post}" if post.post != actor.name else ""
                country = post.country if post.camp == "foreign_state" else ""
                return _Found(2 if note else 3, actor.name, post.camp, country,
                              f"'{item.phrase}' {note + ' and ' if note else ''}is {actor.name}{what} "
                              f"({actor.source}).")
        return None

    def _beside(self, speaker: str, on: date | None, text: str) -> Coding | None:
        """Code a named speaker by a title before the name or an apposition after it, anywhere in the article."""
        name = _BREAK.split(speaker)[0].strip(" '’")
        if not name[:1].isupper():
            return None
        for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text):
            following = _APPOSITION.match(text, match.end())
            before = text[max(0, match.start() - 60):match.start()]
            for phrase in (following.group(1) if following else "", self._title(before)):
                found = self._phrase(phrase, on) if phrase else None
                if found is not None and found.camp != "unknown" and found.strength >= 2:
                    return Coding(*found[1:])
        return None

    def _title(self, before: str) -> str:
        """The role that ends in the text before a name: "documentary filmmaker ", "" where there is none."""
        if not before.endswith(" "):
            return ""
        tokens = _tokenise(before)
        run: list[_Unit] = []
        given = 0
        for unit in reversed(self._scan(tokens, False)):
            after = tokens[unit.last + 1].start if unit.last + 1 < len(tokens) else len(before)
            if not _joined(before[tokens[unit.last].stop:after]):
                break
            if unit.item is None:
                given += 1
                if run or not tokens[unit.first].capital or given > 2:
                    break
                continue
            run.append(unit)
        if not run or run[0].item.kind not in ("fixed", "flexible", "office", "speaks", "former"):
            return ""
        return before[tokens[run[-1].first].start:tokens[run[0].last].stop]

    def _surname(self, tokens: list[_Token], on: date | None) -> _Found | None:
        """Code a source that is a surname alone, where one camp only has it in the file on that day."""
        names = [token for token in tokens if token.fold not in _TITLES and token.fold not in ("al", "el")]
        if len(names) != 1 or not names[0].capital or names[0].fold in self._common:
            return None
        owners = [(actor, post) for actor in self._surnames.get(names[0].fold, ())
                  if (post := actor.at(on)) is not None]
        if len({(post.camp, post.country) for _, post in owners}) != 1:
            return None
        actor, post = owners[0]
        country = post.country if post.camp == "foreign_state" else ""
        return _Found(2, actor.name, post.camp, country,
                      f"The surname '{names[0].raw}' alone: {actor.name} has it in the file ({actor.source}).")

    def _without_places(self, units: list[_Unit], tokens: list[_Token]) -> list[_Unit]:
        """Leave out what only tells where or by whom ("rebel-held", "US-backed", "anti-Assad", "British-based")."""
        kept: list[_Unit] = []
        for unit in units:
            token = tokens[unit.first]
            if unit.item is None and token.raw.casefold() in _HELD and kept and not token.capital:
                kept.pop()
                continue
            if unit.item is None and token.fold in _RUN and kept:
                continue
            if self._prefixed(unit, tokens, "anti", "non"):
                continue
            kept.append(unit)
        return kept

    @staticmethod
    def _prefixed(unit: _Unit, tokens: list[_Token], *prefixes: str) -> bool:
        return unit.first > 0 and tokens[unit.first - 1].raw.casefold() in prefixes \
            and tokens[unit.first - 1].stop + 1 == tokens[unit.first].start


_TITLES = frozenset(fold(title) for title in (
    "mr mrs ms miss dr prof professor sir dame lord lady gen general lt lieutenant col colonel maj major capt captain "
    "brig brigadier sgt sheikh president minister foreign defence defense prime secretary chancellor king prince "
    "crown senator congressman representative ambassador envoy vice premier imam ayatollah").split())


def _is_default(coding: Coding) -> bool:
    """Whether a role alone decided, so that an earlier source can tell more: "the reporter", "the researcher"."""
    return not coding.actor and coding.camp in ("media", "expert") and "is coded" in coding.rule


def _a(camp: str) -> str:
    return f"coded {camp}"


def _joined(between: str) -> bool:
    return between in (" ", "-", "", "\n", "' ", "’ ") or not between.strip()


def _shouted(text: str) -> bool:
    """Whether a text is in capitals throughout, not just an acronym."""
    return text.isupper() and any(len(word) > 5 for word in text.split())


def _tokenise(text: str) -> list[_Token]:
    tokens = []
    for match in _WORD.finditer(text):
        raw = match.group()
        possessive = 2 if raw[-2:] in ("'s", "’s", "'S", "’S") and len(raw) > 2 else 0
        tokens.append(_Token(fold(raw), match.start(), match.end() - possessive, match.end(), raw[0].isupper(), raw))
    return tokens


def _fold_phrase(phrase: str) -> tuple[str, ...]:
    folded = [token.fold for token in _tokenise(phrase)]
    return tuple(word for word in folded if word not in _ARTICLES) or tuple(folded)


def _as_list(value: Any) -> list[str]:
    return [] if value is None else [value] if isinstance(value, str) else list(value)


def _near(word: Any, choices: Iterable[str]) -> str:
    near = difflib.get_close_matches(str(word), list(choices), 1, 0.6)
    return f"; did you mean '{near[0]}'?" if near else ""


def _day(value: Any, last: bool) -> date | None:
    """A date from 2016, 2016-12 or 2016-12-12: the first day that it covers, or the last."""
    if value is None or isinstance(value, date):
        return value
    parts = [int(part) for part in str(value).split("-")]
    if len(parts) == 3:
        return date(*parts)
    if not last:
        return date(*parts, *[1] * (3 - len(parts)))
    following = date(parts[0] + 1, 1, 1) if len(parts) == 1 else date(parts[0] + parts[1] // 12, parts[1] % 12 + 1, 1)
    return following - timedelta(days=1)


def _read(path: Path) -> dict[str, Any]:
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), _LOADER)
    except yaml.YAMLError as error:
        raise ActorFileError(f"{path}: this is not valid YAML: {error}") from None
    if not isinstance(data, dict):
        raise ActorFileError(f"{path}: an actor file is a mapping with the keys {', '.join(FILE_KEYS)}.")
    for key in data:
        if key not in FILE_KEYS:
            raise ActorFileError(f"{path}: key '{key}' is not known{_near(key, FILE_KEYS)}.")
    return data


def _merge(base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Lay a collection's file over the base: its actors replace those of the same name, its roles take words over."""
    names = {row.get("name") for row in own.get("actors") or () if isinstance(row, Mapping)}
    actors = [*(own.get("actors") or ()), *(row for row in base.get("actors", ()) if row["name"] not in names)]
    taken = set()
    for group in (own.get("roles") or {}).values():
        for phrases in group.values() if isinstance(group, Mapping) else [group]:
            taken.update(_fold_phrase(phrase) for phrase in phrases)

    def rest(phrases: Iterable[str]) -> list[str]:
        return [phrase for phrase in phrases if _fold_phrase(phrase) not in taken]

    roles = copy.deepcopy(dict(own.get("roles") or {}))
    for name, group in base.get("roles", {}).items():
        if isinstance(group, Mapping):
            mine = roles.setdefault(name, {})
            for camp, phrases in group.items():
                mine[camp] = [*mine.get(camp, ()), *rest(phrases)]
        else:
            roles[name] = [*roles.get(name, ()), *rest(group)]
    merged = {**base, **{key: value for key, value in own.items() if value is not None}}
    return {**merged, "actors": actors, "roles": roles, "states": {**base["states"], **(own.get("states") or {})}}
