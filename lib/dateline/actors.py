"""Who belongs to which camp, and when: actor files.

An actor file is YAML: a collection's `actors.yaml` is laid over `data/actors-base.yaml`, which serves any conflict and
is continued by two tables beside it. corpus/README.md describes the fields. Camps are those of the codebook
(`tables.CAMPS`); sources are coded by it in `language/camps.py`.
"""

import copy
import csv
import difflib
import hashlib
import json
import re
import unicodedata
from calendar import day_name, month_name, monthrange
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from dateline.tables import CAMPS

BASE = Path(__file__).parent / "data" / "actors-base.yaml"
TABLES = tuple(BASE.with_name(name) for name in ("officials.csv", "groups.csv"))
KINDS = ("person", "group", "state", "organisation", "outlet")
FILE_KEYS = ("home", "actors", "states", "roles", "sides", "readings")
ACTOR_KEYS = ("name", "aliases", "camp", "country", "side", "kind", "from", "to", "posts", "source")
STATE_KEYS = ("names", "capital", "adjective", "camp")
POST_KEYS = ("post", "camp", "country", "side", "from", "to")
POST_CAMPS = (*CAMPS, "state", "opponent")
SIDE_KEYS = ("camps", "countries")
READING_KEYS = ("title", "actors")
# Classes of role nouns by what a file writes under them: nouns by camp, nouns by state, nouns. corpus/README.md says
# what each class does.
CAMP_ROLES = ("group", "fixed", "flexible", "former", "opposed")
STATE_ROLES = ("office_of",)
PLAIN_ROLES = ("office", "speaks", "anonymous", "surnames", "unmentioned")

_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:['’‘ʼ`´][^\W_]+)*")
ARTICLES = frozenset(("al", "el", "the"))
_DAYS = frozenset(map(str.casefold, (*day_name, *month_name)))
# Written in capitals these are names; in lower case, or where all is in capitals, plain English.
_PLAIN = frozenset(("us", "is", "who", "it", "care", "hand", "pen", "may", "hope", "sun", "time", "today"))


class ActorFileError(ValueError):
    """An actor file that cannot be used: says what is wrong, in which file, entry and field."""


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # in C where PyYAML has it: ten times as fast
    """The safe loader, but a day stays text, so that an impossible one is refused with its entry and field.

    A key that stands twice in one mapping is refused, since only the last would be read.
    """

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict:
        seen: list[Any] = []
        for key, _ in node.value:
            if key.value in seen:
                raise ValueError(f"line {key.start_mark.line + 1}: the key '{key.value}' stands twice")
            seen.append(key.value)
        return super().construct_mapping(node, deep)


_Loader.add_constructor("tag:yaml.org,2002:timestamp", _Loader.construct_scalar)


@dataclass(frozen=True)
class Post:
    """What somebody was for a time: camp, country and side from `start` to `end` (None: open)."""

    post: str
    camp: str
    country: str = ""
    side: str = ""
    start: date | None = None
    end: date | None = None

    @property
    def abroad(self) -> str:
        """The foreign state that it speaks for, "" for none."""
        return self.country if self.camp == "foreign_state" else ""

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

    @property
    def told(self) -> list[Post]:
        """Its posts without those of camp unknown, which decide nothing: a role beside the name does."""
        return [post for post in self.posts if post.camp != "unknown"]

    def at(self, on: date | None) -> Post | None:
        """Its post on that day; without a day the one without an end, else the last; None outside of all."""
        current = [post for post in self.told if post.covers(on)]
        if current or on is not None:
            return current[0] if current else None
        return max(self.told, key=lambda post: post.end or date.max, default=None)


@dataclass(frozen=True)
class Coding:
    """The camp of a source: the actor file's entry that decided ("" for a role), and the rule in words."""

    actor: str
    camp: str
    country: str
    rule: str


class Token(NamedTuple):
    """A word of a text: folded, as [start, end) without a possessive, `stop` with it, as printed."""

    fold: str
    start: int
    end: int
    stop: int
    capital: bool
    raw: str


@dataclass(frozen=True)
class Item:
    """One phrase of an actor file.

    kind: "actor", "state", "adjective" or a role class. actors: the entries it names, several where dates tell them
    apart. any_case: it may stand in lower case. capital: it is a state's seat.
    """

    kind: str
    phrase: str
    camp: str = ""
    country: str = ""
    actors: tuple[Actor, ...] = ()
    any_case: bool = False
    capital: bool = False


class Unit(NamedTuple):
    """The tokens from `first` to `last` that are one phrase of the file, or a single word without an item."""

    item: Item | None
    first: int
    last: int


@lru_cache(maxsize=200_000)
def fold(word: str) -> str:
    """A word as names are compared by: no accents, case, apostrophes or plural, one spelling of transliterations."""
    word = re.sub(r"(?<=[A-Z]{2})s$", "", word)  # "NGOs", and "ISISs" that lost its apostrophe
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
    """The entries of an actor file over the base file, and an index of all phrases in it."""

    def __init__(self, data: Mapping[str, Any], file: str = "the actor file"):
        """data: the merged file as plain lists and dicts. Raises ActorFileError where it is not valid."""
        self.data, self.file = data, file
        self.home = _as_list(data.get("home"))
        self.narrowed: dict[tuple[str, ...], Actors] = {}
        self._check()
        self.entries = tuple(self._entry(entry) for entry in data.get("actors", ()))
        self.by_name = {actor.name: actor for actor in reversed(self.entries)}
        canonical = json.dumps(data, sort_keys=True, ensure_ascii=False, default=str)
        self.hash = hashlib.sha256(canonical.encode()).hexdigest()
        self._check_readings()
        # Phrases as folded words: what they mean. Where two kinds share a phrase, the first added wins.
        self.phrases: dict[tuple[str, ...], list[Item]] = {}
        self.longest: dict[str, int] = {}  # words of the longest phrase that begins with a word
        self.openings: set[str] = set()  # first words of phrases that are no entry's name
        self.surnames: dict[str, tuple[Actor, ...]] = {}
        for item in self._items():
            self._add(item)
        roles = data.get("roles", {})
        self.unmentioned = frozenset(roles.get("unmentioned", ()))
        self.common = frozenset(map(fold, roles.get("surnames", ())))

    @classmethod
    def load(cls, path: str | Path | None = None) -> "Actors":
        """Read an actor file over the base file (the base alone without a path).

        Raises ActorFileError, naming file, entry and field, and OSError where it cannot be read.
        """
        return _loaded("", b"") if path is None else _loaded(str(path), Path(path).read_bytes())

    @property
    def readings(self) -> dict[str, str]:
        """The readings of disputed codings that the file offers: name -> title."""
        return {name: str(reading["title"]) for name, reading in self.data.get("readings", {}).items()}

    def about(self, text: str) -> "Actors":
        """Where a file has several home states, those with only the ones at home that an article is about.

        These are the one that it names most, itself or by whoever belongs to it, and those named more than half as
        often. Where it names none, all stay at home.
        """
        if len(self.home) < 2:
            return self
        named: Counter[str] = Counter()
        for item in (unit.item for unit in self.scan(tokenise(text), shouted(text)) if unit.item):
            belongs = {post.country for actor in item.actors for post in actor.posts} if item.actors else {
                item.country} if item.kind in ("state", "adjective") else set()
            named.update(belongs & set(self.home))
        told = tuple(country for country in self.home if 2 * named[country] > max(named.values(), default=0))
        if not told:
            return self
        if told not in self.narrowed:
            self.narrowed[told] = self._with_home(told)
        return self.narrowed[told]

    def side(self, coding: Coding) -> str:
        """The side that a coding counts for in the rollup, "" for none: its own, its country's or its camp's."""
        actor = self.by_name.get(coding.actor)
        own = [post.side for post in actor.posts if post.side and post.camp == coding.camp] if actor else []
        if own:
            return own[0]
        for name, side in self.data.get("sides", {}).items():
            if coding.camp in side.get("camps", ()) or (
                    coding.camp == "foreign_state" and coding.country in side.get("countries", ())):
                return name
        return ""

    def state(self, country: str) -> tuple[str, str]:
        """Camp and country of a state's officials; a collection may give a state a camp of its own."""
        camp = "government" if country in self.home else self.data["states"][country].get("camp", "foreign_state")
        return camp, country if camp == "foreign_state" else ""

    def scan(self, tokens: list[Token], shouted: bool = False) -> list[Unit]:
        """The tokens as units: phrases of the file, the longest at each place, and single words without an item.

        shouted: the text is in capitals throughout, which then tell no name.
        """
        units, at = [], 0
        while at < len(tokens):
            best = None
            printed = [token.raw.casefold() for token in tokens[max(at - 1, 0):at + 1]]  # with an article before it
            for last, items in self._phrases_at(tokens, at):
                for item in items:
                    exact = item.phrase.casefold() == tokens[at].raw.casefold()
                    # "IS" before "is" and "Isi", which fold alike; "The Economist" before "Economist".
                    if best and (not exact or best.item.any_case
                                 or _WORD.findall(best.item.phrase.casefold()) == printed
                                 or best.item.phrase.casefold() == item.phrase.casefold()):
                        continue
                    titled = item.any_case and last > at and any(actor.kind == "person" for actor in item.actors)
                    if _fits(tokens[at], at == last, item, shouted) and not (
                            titled and self._cut(tokens, at, last, shouted)):
                        best = Unit(item, at, last)
                if best:
                    break
            units.append(best or Unit(None, at, at))
            at = units[-1].last + 1
        return units

    def _phrases_at(self, tokens: list[Token], at: int) -> Iterator[tuple[int, list[Item]]]:
        """The phrases that stand at a token, the longest first: last token and items. Articles may stand inside."""
        words, ends = [], []
        for last in range(at, len(tokens)):
            if len(words) == self.longest.get(tokens[at].fold, 0):
                break
            if last == at or tokens[last].fold not in ARTICLES or tokens[at].fold in ARTICLES:
                words.append(tokens[last].fold)
                ends.append(last)
        for length in range(len(words), 0, -1):
            if items := self.phrases.get(tuple(words[:length])):
                yield ends[length - 1], items

    def _cut(self, tokens: list[Token], first: int, last: int, shouted: bool) -> bool:
        """Whether what follows a post begins a longer name ("President Ali Abdullah Saleh") or is no name at all."""
        name = tokens[last]
        after = tokens[last + 1] if last + 1 < len(tokens) else name
        longer = not shouted and after.capital and name.end == name.stop == after.start - 1
        return not name.capital or (
            longer and after.fold not in self.openings and after.raw.casefold() not in _DAYS) or any(
            end > last for at in range(first + 1, last + 1) for end, _ in self._phrases_at(tokens, at))

    # -- reading the file

    def _with_home(self, home: tuple[str, ...]) -> "Actors":
        """The same file with some of its home states; what belongs to none of the others is shared, not made again."""
        other = copy.copy(self)
        other.data, other.home, other.narrowed = {**self.data, "home": list(home)}, list(home), {}
        abroad = set(self.home) - set(home)
        changed = {id(actor): other._entry(row) for actor, row in zip(self.entries, self.data["actors"], strict=True)
                   if any(post.country in abroad for post in actor.posts)}

        def renewed(actors: Iterable[Actor]) -> tuple[Actor, ...]:
            return tuple(changed.get(id(actor), actor) for actor in actors)

        other.entries = renewed(self.entries)
        other.by_name = {name: changed.get(id(actor), actor) for name, actor in self.by_name.items()}
        other.surnames = {name: renewed(actors) for name, actors in self.surnames.items()}
        other.phrases = {words: [replace(item, actors=renewed(item.actors)) if any(
            id(actor) in changed for actor in item.actors) else item for item in items]
            for words, items in self.phrases.items()}
        return other

    def _wrong(self, message: str) -> ActorFileError:
        return _wrong(self.file, message)

    def _known(self, value: Any, choices: Iterable[str], what: str, where: str) -> None:
        _known(self.file, value, choices, what, where)

    def _fields(self, row: Mapping[str, Any], known: tuple[str, ...], where: str) -> None:
        for key in row:
            if key not in known:
                self._known(key, known, "known", f"field '{{}}' {where}")

    def _check(self) -> None:
        """Refuse unknown homes, fields of a state or a side, camps and countries."""
        states, roles = self.data.get("states", {}), self.data.get("roles", {})
        for home in self.home:
            self._known(home, states, "a state", "home '{}'")
        for country, row in states.items():
            for key in row:
                self._known(key, STATE_KEYS, "known", f"field '{{}}' of state '{country}'")
            self._known(row.get("camp", CAMPS[0]), CAMPS, "a camp", f"camp '{{}}' of state '{country}'")
        for name, side in self.data.get("sides", {}).items():
            for key in side:
                self._known(key, SIDE_KEYS, "known", f"field '{{}}' of side '{name}'")
            for key, what, choices in (("camps", "a camp", CAMPS), ("countries", "a state", states)):
                for value in side.get(key, ()):
                    self._known(value, choices, what, f"{what[2:]} '{{}}' of side '{name}'")
        for name, phrases in roles.items():
            for key in phrases if name not in PLAIN_ROLES else ():
                what, choices = ("a state", states) if name in STATE_ROLES else ("a camp", CAMPS)
                self._known(key, choices, what, f"{what[2:]} '{{}}' in roles, {name},")

    def _check_readings(self) -> None:
        """Refuse unknown fields, actors, camps and countries of the readings."""
        names = {entry.name for entry in self.entries}
        for name, reading in self.data.get("readings", {}).items():
            for key in reading:
                self._known(key, READING_KEYS, "known", f"field '{{}}' of reading '{name}'")
            for actor, change in reading["actors"].items():
                self._known(actor, names, "an actor", f"actor '{{}}' in reading '{name}'")
                of = f"of actor '{actor}' in reading '{name}'"
                for key in change:
                    self._known(key, ("camp", "country"), "known", f"field '{{}}' {of}")
                self._known(change.get("camp", ""), CAMPS, "a camp", f"camp '{{}}' {of}")
                if change.get("country"):
                    self._known(change["country"], self.data.get("states", {}), "a state", f"country '{{}}' {of}")

    def check_days(self, own: int) -> None:
        """Refuse a name with two camps on one day among the first `own` entries, a collection's before the base's."""
        mine = set(map(id, self.entries[:own]))
        for item in (item for items in self.phrases.values() for item in items):
            posts = [(actor.name, post) for actor in item.actors if id(actor) in mine for post in actor.told]
            for (name, post), (other, later) in combinations(posts, 2):
                camps = [f"'{one.camp}'{one.abroad and f' ({one.abroad})'}" for one in (post, later)]
                if camps[0] != camps[1] and max(post.start or date.min, later.start or date.min) <= min(
                        post.end or date.max, later.end or date.max):
                    of = " and ".join(f"actor '{one}'" for one in dict.fromkeys((name, other)))
                    raise self._wrong(f"the name '{item.phrase}' is {' and '.join(camps)} on the same day, by posts of "
                                      f"{of}; give them days that do not overlap, or different names")

    def _entry(self, row: Any) -> Actor:
        if not isinstance(row, Mapping) or not isinstance(row.get("name"), str) or not row["name"].strip():
            raise self._wrong(f"every actor is a mapping with a name; this one is not: {row!r}")
        of = f"of actor '{row['name']}'"
        self._fields(row, ACTOR_KEYS, of)
        for key in ("kind", "source"):
            if not row.get(key):
                raise self._wrong(f"field '{key}' {of} is missing")
        self._known(row["kind"], KINDS, f"one of {', '.join(KINDS)}", f"kind '{{}}' {of}")
        posts = row.get("posts", [])
        if not isinstance(posts, list) or not all(isinstance(post, Mapping) for post in posts):
            raise self._wrong(f"posts {of} must be a list of mappings")
        posts = [self._post(of, post, row["name"]) for post in posts]
        if "camp" in row or not posts:
            posts.append(self._post(of, {key: row[key] for key in POST_KEYS if key in row}, row["name"]))
        elif stray := [key for key in POST_KEYS if key in row]:
            raise self._wrong(f"field '{stray[0]}' {of} belongs into its posts, or needs a 'camp' beside it")
        aliases = row.get("aliases", ())
        if not isinstance(aliases, list | tuple) or not all(isinstance(alias, str) for alias in aliases):
            raise self._wrong(f"aliases {of} must be a list of texts (put the names in quotation marks)")
        if empty := [one for one in (row["name"], *aliases) if not _WORD.search(one)]:
            raise self._wrong(f"name '{empty[0]}' {of} has no letter or digit")
        return Actor(row["name"], tuple(aliases), row["kind"], tuple(posts), str(row["source"]))

    def _post(self, of: str, row: Mapping[str, Any], name: str) -> Post:
        self._fields(row, POST_KEYS, f"in a post {of}")
        camp, country = row.get("camp", ""), row.get("country", "")
        if not camp:
            raise self._wrong(f"field 'camp' {of} is missing")
        self._known(camp, POST_CAMPS, "a camp", f"camp '{{}}' {of}")
        if country or camp in ("state", "opponent"):
            self._known(country, self.data.get("states", {}), "a state of the file", f"country '{{}}' {of}")
        if "side" in row:
            self._known(row["side"], ("", *self.data.get("sides", ())), "one of `sides`", f"side '{{}}' {of}")
        if camp == "state":
            camp = self.state(country)[0]
        if camp == "opponent":
            camp = "rebel" if country in self.home else "unknown"
        days = []
        for key in ("from", "to"):
            try:
                days.append(outer_day(row.get(key), key == "to"))
            except ValueError:
                raise self._wrong(f"field '{key}' {of} is '{row[key]}', not a date such as 2016-12-12, 2016-12 or "
                                  "2016") from None
        if all(days) and days[0] > days[1]:
            raise self._wrong(f"field 'from' {of} ({days[0]}) is after 'to' ({days[1]})")
        return Post(str(row.get("post", name)), camp, country, str(row.get("side", "")), *days)

    def _items(self) -> Iterator[Item]:
        """The phrases of the file: names, states, then roles."""
        named: dict[str, list[Actor]] = {}
        for actor in self.entries:
            for phrase in dict.fromkeys((actor.name, *actor.aliases)):
                named.setdefault(phrase, []).append(actor)
            if actor.kind == "person":
                surname = _fold_phrase(actor.name)[-1]
                self.surnames[surname] = (*self.surnames.get(surname, ()), actor)
        for phrase, actors in named.items():
            yield Item("actor", phrase, actors=tuple(actors), any_case=phrase.islower())
        for country, row in self.data.get("states", {}).items():
            for phrase in (country, *_as_list(row.get("names"))):
                yield Item("state", phrase, country=country)
            for phrase in _as_list(row.get("capital")):
                yield Item("state", phrase, country=country, capital=True)
            for phrase in _as_list(row.get("adjective")):
                yield Item("adjective", phrase, country=country)
        roles = self.data.get("roles", {})
        for kind in CAMP_ROLES:
            for camp, phrases in roles.get(kind, {}).items():
                yield from (Item(kind, phrase, camp=camp, any_case=phrase[0].islower()) for phrase in phrases)
        for country, phrases in sorted(roles.get("office_of", {}).items(), key=lambda row: row[0] not in self.home):
            yield from (Item("office", phrase, country=country, any_case=phrase[0].islower()) for phrase in phrases)
        for kind in ("office", "speaks", "anonymous"):
            yield from (Item(kind, phrase, any_case=phrase[0].islower()) for phrase in roles.get(kind, ()))

    def _add(self, item: Item) -> None:
        words = _fold_phrase(item.phrase)
        if not words:
            return
        self.longest[words[0]] = max(len(words), self.longest.get(words[0], 0))
        if item.kind != "actor":
            self.openings.add(words[0])
        items = self.phrases.setdefault(words, [])
        for at, before in enumerate(items):
            if before.kind == item.kind == "actor":
                merged = tuple(dict.fromkeys((*before.actors, *item.actors)))
                loose = before.any_case or item.any_case
                # "Reuter", where both that and "Reuters" are names.
                phrase = item.phrase if before.phrase == f"{item.phrase}s" else before.phrase
                items[at] = Item("actor", phrase, actors=merged, any_case=loose)
                return
        items.append(item)


def tokenise(text: str) -> list[Token]:
    """The words of a text, in order."""
    tokens = []
    for match in _WORD.finditer(text):
        raw = match.group()
        possessive = 2 if raw[-2:] in ("'s", "’s", "'S", "’S") and len(raw) > 2 else 0
        tokens.append(Token(fold(raw), match.start(), match.end() - possessive, match.end(), raw[0].isupper(), raw))
    return tokens


def shouted(text: str) -> bool:
    """Whether a text is in capitals throughout, not just an acronym."""
    return text.isupper() and any(len(word) > 5 for word in text.split())


def _fits(token: Token, alone: bool, item: Item, shouted: bool) -> bool:
    """Whether a token is written as the beginning of a name; `alone`, it is all of the phrase."""
    if item.any_case:
        return True
    if alone and token.raw.casefold().rstrip(".") in _PLAIN and not (token.raw.isupper() and not shouted):
        return False
    if alone and item.phrase.isupper() and len(item.phrase) <= 3 and not token.raw[:2].isupper():
        return False  # "Kim Jong Un" is not the UN
    # "Time" is not "Times", "Hama" not "Hamas"; "Syrias" is "Syria" that lost its apostrophe. "Sam" is not "SAMS".
    missing = len(item.phrase) - len(token.raw.rstrip("."))
    plural = item.phrase[-1] in "sS" and token.raw.rstrip(".")[-1:] not in "sS"
    short = missing > 1 or (missing == 1 and (plural or item.phrase.isupper()))
    if alone and short and item.kind == "actor" and not re.search(r"[ .-]", item.phrase):
        return False
    return token.capital or (item.kind == "actor" and token.raw[0].isdigit())  # "13th Division"


@lru_cache(maxsize=100_000)
def _fold_phrase(phrase: str) -> tuple[str, ...]:
    folded = [fold(word) for word in _WORD.findall(phrase)]
    return tuple(word for word in folded if word not in ARTICLES) or tuple(folded)


def _as_list(value: Any) -> list[str]:
    return [] if value is None else [value] if isinstance(value, str) else list(value)


def near(word: Any, choices: Iterable[str], most: int = 1, least: float = 0.6) -> str:
    """The end of a sentence on a word that is not known: "; did you mean 'a' or 'b'?", "" where no choice is like it.

    least: likeness by difflib, 0 to 1.
    """
    found = difflib.get_close_matches(str(word), list(choices), most, least)
    return f"; did you mean {' or '.join(map(repr, found))}?" if found else ""


def outer_day(value: Any, last: bool) -> date | None:
    """A date from 2016, 2016-12 or 2016-12-12: the first day that it covers, or the last."""
    if value is None or isinstance(value, date):
        return value
    if not re.fullmatch(r"\d{4}(-\d\d?){0,2}", str(value)):
        raise ValueError(value)
    year, *rest = map(int, str(value).split("-"))
    month, day = (*rest, *(12 if last else 1, None)[len(rest):])[:2]
    return date(year, month, day if day is not None else monthrange(year, month)[1] if last else 1)


def _wrong(file: str | Path, message: str) -> ActorFileError:
    return ActorFileError(f"{file}: {message}{'' if message.endswith('?') else '.'}")


def _known(file: str | Path, value: Any, choices: Iterable[str], what: str, where: str) -> None:
    """Refuse a value that is not one of the choices, naming the near one or the state that is called so."""
    if not (isinstance(value, str) and value in choices) and value not in list(choices):
        states = choices.items() if isinstance(choices, Mapping) else ()
        other = next((f"; write '{country}'" for country, row in states for key in STATE_KEYS[:3]
                      if value in _as_list(row.get(key))), "")
        raise _wrong(file, f"{where.format(value)} is not {what}{other or near(value, choices)}")


def _read(path: Path) -> dict[str, Any]:
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), _Loader)
    except (yaml.YAMLError, ValueError) as error:
        tabs = [at for at, line in enumerate(path.read_bytes().split(b"\n"), 1) if re.match(rb" *\t\s*\S", line)]
        told = f"line {tabs[0]} begins with a tab; use spaces." if tabs else f"this is not valid YAML in UTF-8: {error}"
        raise ActorFileError(f"{path}: {told}") from None
    if not isinstance(data, dict):
        raise ActorFileError(f"{path}: an actor file is a mapping with the keys {', '.join(FILE_KEYS)}.")
    for key in data:
        _known(path, key, FILE_KEYS, "known", "key '{}'")
    _check_form(path, data)
    return data


def _base() -> dict[str, Any]:
    """The base file, with the entries of its tables behind its own."""
    data = _read(BASE)
    return {**data, "actors": [*data["actors"], *(entry for path in TABLES for entry in _tabled(path))]}


def _tabled(path: Path) -> list[dict[str, Any]]:
    """The entries of a table with one row a post, as an actor file writes them.

    Rows of one name are one entry, several states of a row a post each. Whoever has a surname is called by it behind
    the post as well: "president Example".
    """
    entries: dict[str, dict[str, Any]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            entry = entries.setdefault(row["name"], {
                "name": row["name"], "aliases": [], "kind": row.get("kind", "person"), "posts": [],
                "source": row["source"] or "general knowledge"})
            title = f"{row['post']} {row['surname']}".lower() if row["post"] and row["surname"] else ""
            named = [one for one in (*row["aliases"].split(";"), title) if one and one not in entry["aliases"]]
            entry["aliases"] += named
            for country in row["country"].split(";"):
                state = f"against {country}" if row["camp"] == "opponent" else country
                post = {"post": ", ".join(filter(None, (row["post"], state))), "camp": row["camp"],
                        "country": country, "from": row["from"], "to": row["to"]}
                entry["posts"].append({key: value for key, value in post.items() if value})
    return list(entries.values())


def _check_form(path: Path, data: Mapping[str, Any]) -> None:
    """Refuse what does not consist of lists and mappings as it has to, before the file is laid over the base."""
    def need(right: bool, where: str, what: str) -> None:
        if not right:
            raise _wrong(path, f"{where} must be {what}")

    texts = "a list of texts (put them in quotation marks)"
    need(isinstance(data.get("actors") or [], list), "key 'actors'", "a list")
    need(_texts(data.get("home") or [], True), "key 'home'", "a text or " + texts)
    for key in ("states", "roles", "sides", "readings"):
        need(isinstance(data.get(key) or {}, Mapping), f"key '{key}'", "a mapping")
        for name, row in (data.get(key) or {}).items():
            if key == "roles":
                _known(path, name, (*CAMP_ROLES, *STATE_ROLES, *PLAIN_ROLES), "known", "role class '{}'")
                if name in PLAIN_ROLES:
                    need(_texts(row), f"'{name}' in roles", texts)
                    continue
            need(isinstance(row, Mapping), f"'{name}' in {key}", "a mapping")
            single = key == "states"
            for field, value in row.items() if key != "readings" else ():
                need(_texts(value, single), f"'{field}' of '{name}' in {key}", "a text or " * single + texts)
            if key == "readings":
                need(isinstance(row.get("title"), str), f"'title' of '{name}' in readings", "a text")
                actors = row.get("actors")
                need(isinstance(actors, Mapping) and all(isinstance(one, Mapping) for one in actors.values()),
                     f"'actors' of '{name}' in readings", "a mapping of actors, each with a camp")


def _texts(value: Any, single: bool = False) -> bool:
    """Whether it is a list of texts that say something; or, with `single`, one such text."""
    values = [value] if single and isinstance(value, str) else value
    return isinstance(values, list) and all(isinstance(one, str) and one.strip() for one in values)


@lru_cache(maxsize=4)
def _loaded(path: str, content: bytes) -> Actors:
    """The actors of a file, those of the base file without a path, made once for the same content."""
    if not path:
        return Actors(_base(), BASE.name)
    own = _read(Path(path))
    actors = Actors(overlaid(own), path)
    actors.check_days(len(own.get("actors") or ()))
    return actors


def overlaid(own: Mapping[str, Any]) -> dict[str, Any]:
    """A collection's file over the base: its actors and states replace those of the same name, its roles take words."""
    base = _base()
    names = {row.get("name") for row in own.get("actors") or () if isinstance(row, Mapping)}
    actors = [*(own.get("actors") or ()), *(row for row in base["actors"] if row["name"] not in names)]
    roles = copy.deepcopy(dict(own.get("roles") or {}))
    taken = {_fold_phrase(phrase) for group in roles.values() for phrase in _phrases(group)}
    for name, group in base["roles"].items():
        if isinstance(group, Mapping):
            mine = roles.setdefault(name, {})
            for camp, phrases in group.items():
                mine[camp] = [*mine.get(camp, ()), *(one for one in phrases if _fold_phrase(one) not in taken)]
        else:
            roles[name] = [*roles.get(name, ()), *(one for one in group if _fold_phrase(one) not in taken)]
    return {**{key: value for key, value in own.items() if value is not None},
            "actors": actors, "roles": roles, "states": {**base["states"], **(own.get("states") or {})}}


def _phrases(group: Any) -> Iterator[str]:
    for phrases in group.values() if isinstance(group, Mapping) else (group,):
        yield from phrases
