"""How well events are found and coded on hand-coded conflict news.

    python benchmarks/events.py GOLD.jsonl... [--actors FILE] [--gold-quotes] [--gold-triggers] [--errors] [--json FILE]

An event matches where the trigger's word agrees and stands in the sentence of the gold one. Detection is the F1 of
matches; the other figures are shares of matched events: type; date (start and end); day (as a baseline, the day of
publication); place (both empty, or a telling word in common); actor camp; the same where the gold's "unknown" of an
actor that is not named counts as no actor; target camp; status; account ("according to": both empty, or a telling word
in common). Figures of deaths where the gold has any. --gold-quotes gives the events the hand-coded quotes and their
camps, so that errors of quotes are left out of the count; --gold-triggers also the words that name events.
"""

import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

from spacy.tokens import Doc, Token

from common import EMPTY, Counts, arguments, load_gold, show, write_json
from dateline.actors import Actors, Coding
from dateline.annotate import annotate_article
from dateline.corpus import Article, read_places
from dateline.language.events import Reader
from dateline.language.parse import parse
from dateline.language.places import Place, find_places
from dateline.language.quotes import Quote
from dateline.language.speakers import Speaker
from dateline.language.tagger import Happenings, read, read_events
from dateline.language.times import find_times

# Which actor file an article is read with, by the start of its id; everything else takes --actors.
HERE = Path(__file__).parent
COLLECTIONS = {"gz": "gaza.yaml", "DEV": "central-america.yaml", "TST": "central-america.yaml"}
MEASURES = ("type", "date", "publication", "place", "actor_camp", "actor_or_none", "target_camp", "status",
            "account", "account_camp")
VAGUE = EMPTY | frozenset("city town village district area province region neighbourhood neighborhood near".split())


def telling(words: str) -> set[str]:
    """The words of a name by which it is told from another."""
    found = {word.removesuffix("s") for word in re.findall(r"\w+", words.lower())}
    return {word for word in found if word not in VAGUE and word not in ("al", "u")} or found


def same(gold: str, given: str) -> bool:
    """Whether two names are both empty or share a telling word."""
    return (not gold and not given) or bool(telling(gold) & telling(given))


def match(text: str, gold: list[dict[str, Any]], given: list[dict[str, Any]]) -> list[tuple[int, int]]:
    """Pairs (index in gold, index in given) of events with the same trigger word in the same sentence."""
    pairs, taken = [], set()
    for i, event in enumerate(gold):
        start = text.find(event["sentence"])
        at = start + max(event["sentence"].find(event["trigger"]), 0)
        words = set(re.findall(r"\w+", event["trigger"].lower()))
        fits = [j for j, one in enumerate(given)
                if j not in taken and start <= one["trigger_start"] < start + len(event["sentence"])
                and words & set(re.findall(r"\w+", one["trigger"].lower()))]
        if fits:
            best = min(fits, key=lambda j: abs(given[j]["trigger_start"] - at))
            taken.add(best)
            pairs.append((i, best))
    return pairs


def judge(gold: dict[str, Any], given: dict[str, Any], published: date | None) -> dict[str, bool]:
    """Which fields of a matched event are right."""
    days = (gold["date_start"], gold["date_end"])
    return {"type": gold["type"] == given["type"],
            "date": days == (str(given["date_start"] or ""), str(given["date_end"] or "")),
            "publication": days == (str(published), str(published)),
            "place": same(gold["place"], given["place"]),
            "actor_camp": gold["actor_camp"] == given["actor_camp"],
            "actor_or_none": given["actor_camp"] == (
                "" if not gold["actor"] and gold["actor_camp"] == "unknown" else gold["actor_camp"]),
            "target_camp": gold["target_camp"] == given["target_camp"],
            "status": gold["status"] == given["status"],
            "account": same(gold["according_to"], given["according_to"]),
            "account_camp": gold["according_to_camp"] == given["according_to_camp"]}


def actors_of(article: dict[str, Any], other: Path) -> Path:
    """The actor file that an article is read with."""
    return next((HERE / "actors" / name for start, name in COLLECTIONS.items()
                 if article["id"].startswith(start)), other)


def reader_of(article: dict[str, Any], doc: Doc, seen: Happenings, actors: Actors,
              places: tuple[Place, ...]) -> Reader:
    """The reader of an article's events to which its hand-coded quotes are given."""
    text, published = article["text"], day(article)
    quotes = [Quote(tuple(map(tuple, one["content"])), one["kind"], tuple(one["cue"][0]) if one["cue"] else None,
                    tuple(one["source"][0]) if one["source"] else None, "affirmed", 1.0) for one in article["quotes"]]
    order = sorted(range(len(quotes)), key=lambda at: quotes[at].content)
    voices = [Speaker(article["quotes"][at]["speaker"], None, None, article["quotes"][at]["naming"]) for at in order]
    codings = [Coding("", article["quotes"][at]["camp"], article["quotes"][at]["country"], "gold") for at in order]
    return Reader(doc, text, published, seen, [quotes[at] for at in order], voices, codings,
                  find_times(text, published), find_places(doc, text, places), actors)


def triggers(article: dict[str, Any], doc: Doc) -> list[tuple[Token, dict[str, Any]]]:
    """The words that name an article's gold events, in order, each with its event."""
    found = []
    for event in article["events"]:
        start = article["text"].find(event["sentence"]) + max(event["sentence"].find(event["trigger"]), 0)
        found.append((doc.char_span(start, start + len(event["trigger"]), alignment_mode="expand").root, event))
    return sorted(found, key=lambda pair: pair[0].i)


def day(article: dict[str, Any]) -> date | None:
    return date.fromisoformat(article["date"]) if article["date"] else None


def main() -> None:
    def add(parser: Any) -> None:
        parser.add_argument("--actors", type=Path, metavar="FILE",
                            default=HERE.parent / "corpus/aleppo-2016/actors.yaml",
                            help="actor file (default: that of corpus/aleppo-2016); places.csv beside it is used too")
        parser.add_argument("--gold-quotes", action="store_true", help="give the events the hand-coded quotes")
        parser.add_argument("--gold-triggers", action="store_true", help="give them the words that name events, too")
        parser.add_argument("--errors", action="store_true", help="print what comes out wrong, by kind")
        parser.add_argument("--show", metavar="ID", help="print all events of one article")

    options = arguments(__doc__.split("\n")[0], add)
    loaded: dict[Path | None, Actors] = {}
    rows = read_places(options.actors.parent / "places.csv")
    places = tuple(Place(**row) for row in rows)
    figures = {}
    for file in options.gold:
        detection, right, deaths = Counts(), Counter(), Counts()
        missed, extra, confused, types = Counter(), Counter(), Counter(), Counter()
        total = 0
        for article in load_gold(file):
            published = day(article)
            own = actors_of(article, options.actors)
            actors = loaded[own] if own in loaded else loaded.setdefault(own, Actors.load(own))
            gold = article["events"]
            if options.gold_quotes or options.gold_triggers:
                reader = reader_of(article, parse(article["text"]), read_events(read(article["text"])), actors, places)
                found = reader.found()
                if options.gold_triggers:
                    named, gold = zip(*triggers(article, reader.doc), strict=True) if gold else ((), ())
                    kinds = {one[0]: one[1] for one in map(reader.judged, reader.candidates())}
                    found = [(token, kinds.get(token, "other"), 1.0) for token in named]
                given = [vars(reader.event(*one)) for one in found]
            else:
                given = annotate_article(Article(article["id"], "", article["text"], published), actors, rows)["events"]
            if options.show == article["id"]:
                for event in given:
                    print({key: str(value) for key, value in event.items() if value not in ("", None, [])})
            pairs = [(at, at) for at in range(len(gold))] if options.gold_triggers else match(
                article["text"], gold, given)
            detection += Counts(len(pairs), len(given), len(pairs), len(gold))
            found = {j for _, j in pairs}
            missed.update(event["trigger"].lower() for i, event in enumerate(gold) if i not in dict(pairs))
            extra.update(event["trigger"].lower() for j, event in enumerate(given) if j not in found)
            for i, j in pairs:
                total += 1
                judged = judge(gold[i], given[j], published)
                right.update(name for name in MEASURES if judged[name])
                types[gold[i]["type"]] += judged["type"]
                hit = gold[i]["deaths"] == given[j]["deaths"]
                deaths += Counts(hit and bool(given[j]["deaths"]), bool(given[j]["deaths"]),
                                 hit and bool(gold[i]["deaths"]), bool(gold[i]["deaths"]))
                if not judged["type"]:
                    confused[f"{gold[i]['type']} given as {given[j]['type']} ({gold[i]['trigger'].lower()})"] += 1
                if options.errors:
                    report(article, gold[i], given[j], judged)
        figures[file.name] = {"detection": detection.f1, "precision": detection.precision, "recall": detection.recall,
                              "matched": total, **{name: 100 * right[name] / max(total, 1) for name in MEASURES},
                              "deaths": deaths.f1}
        show(file.name, ("figure", "per cent"), figures[file.name].items())
        if options.errors:
            for title, counts in (("missed", missed), ("not in the gold", extra), ("type", confused)):
                print(f"\n{title}: " + ", ".join(f"{word} {count}" for word, count in counts.most_common(120)))
    write_json(options.json, figures)


def report(article: dict[str, Any], gold: dict[str, Any], given: dict[str, Any], judged: dict[str, bool]) -> None:
    """Print the fields of a matched event that are wrong."""
    fields = {"date": ("date_start", "date_end", "date_rule"), "place": ("place",),
              "actor_camp": ("actor", "actor_camp"), "target_camp": ("target", "target_camp"),
              "status": ("status",), "account": ("according_to",)}
    for name, columns in fields.items():
        if not judged[name]:
            wanted, found = ([str(event[column]) for column in columns] for event in (gold, given))
            print(f"{name} {article['id']} ({article['date']}): {gold['sentence'][:220]!r} [{gold['trigger']}] is "
                  f"{wanted}, given {found}")


if __name__ == "__main__":
    main()
