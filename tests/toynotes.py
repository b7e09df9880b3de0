"""Tables of invented articles on an invented war, for tests of measures and charts."""

from datetime import date, timedelta
from types import SimpleNamespace

from dateline import tables
from dateline.actors import Actors
from dateline.language.camps import mentions

ACTORS = Actors({"actors": [
    {"name": "Aram Tessaly", "kind": "person", "camp": "government", "source": "invented"},
    {"name": "Watch of Norvik", "kind": "organisation", "camp": "monitor", "source": "invented"}],
    "roles": {"group": {"rebel": ["rebel", "insurgent"], "government": ["army"]}},
    "sides": {"the state": {"camps": ["government"]}},
    "readings": {"watch": {"title": "The Watch counted with the rebels",
                           "actors": {"Watch of Norvik": {"camp": "rebel"}}}}})
TONES = {"negative": (0.8, 0.15, 0.05, -0.6), "neutral": (0.1, 0.8, 0.1, -0.5), "positive": (0.05, 0.15, 0.8, 0.7)}


def article(number, outlet="The Borrun Courier", day="2020-03-01", title="Army enters Norvik"):
    return {"article_id": f"a{number}", "title": title, "published": date.fromisoformat(day) if day else None,
            "outlet": outlet, "url": "", "language": "en", "words": 40, "text": "The army entered Norvik. " * 8}


def quote(article_id, number, camp="rebel", speaker="a rebel official", tone="neutral", words=10, position=0.5,
          **other):
    negative, neutral, positive, wordlist = TONES[tone]
    row = {column.name: None for column in tables.TABLES["quotes"]} | {
        "article_id": article_id, "quote_id": f"{article_id}:q{number}", "text": f"We hold the port, {number}",
        "spans": [[0, 10]], "kind": "indirect", "cue": "said", "source": speaker, "speaker": speaker, "actor": "",
        "camp": camp, "country": "", "naming": "described", "camp_rule": "role", "polarity": "affirmed", "tone": tone,
        "tone_negative": negative, "tone_neutral": neutral, "tone_positive": positive, "tone_wordlist": wordlist,
        "words": words, "position": position, "confidence": 0.9}
    return row | other


def event(article_id, number, kind="advance", day="2020-03-01", actor_camp="government", place="Norvik", **other):
    when = date.fromisoformat(day) if day else None
    row = {column.name: None for column in tables.TABLES["events"]} | {
        "article_id": article_id, "event_id": f"{article_id}:e{number}", "trigger": "entered", "trigger_start": 9,
        "trigger_end": 16, "sentence_start": 0, "sentence_end": 24, "type": kind, "plover": "ASSAULT",
        "actor": "the army", "actor_camp": actor_camp, "target": "", "target_camp": "", "place": place,
        "latitude": 10.0 if place else None, "longitude": 20.0 if place else None, "date_start": when,
        "date_end": when, "precision": "day" if day else "", "date_rule": "explicit" if day else "",
        "status": "reported", "according_to": "", "according_to_camp": "", "deaths": [], "injured": [],
        "confidence": 0.8}
    return row | other


def time(article_id, start, day, kind="DATE"):
    when = date.fromisoformat(day)
    return {"article_id": article_id, "start": start, "end": start + 6, "text": "Sunday", "type": kind, "value": day,
            "date_start": when, "date_end": when, "rule": "weekday"}


def stance(quote_row, number, target, camp, tone="negative", actor=""):
    negative, neutral, positive, _ = TONES[tone]
    return {"article_id": quote_row["article_id"], "quote_id": quote_row["quote_id"],
            "stance_id": f"{quote_row['quote_id']}:s{number}", "source_camp": quote_row["camp"],
            "target": target, "target_start": 0, "target_end": 4,
            "actor": actor, "camp": camp, "tone": tone, "tone_negative": negative, "tone_neutral": neutral,
            "tone_positive": positive, "confidence": max(negative, neutral, positive)}


def notes(articles=(), quotes=(), events=(), times=(), stances=()):
    return SimpleNamespace(
        articles=tables.frame("articles", articles), quotes=tables.frame("quotes", quotes),
        stance=tables.frame("stance", stances), events=tables.frame("events", events),
        times=tables.frame("times", times), mentions=tables.frame("mentions", [
            {"article_id": one["article_id"], "actor": found.actor, "camp": found.camp, "number": 1}
            for one in articles for found in mentions(ACTORS, one["text"])]))


def many(count=12):
    """Articles of two outlets over three weeks with quotes of four camps, events in three places and times."""
    articles, quotes, events, times, stances = [], [], [], [], []
    for at in range(count):
        name, day = f"a{at}", date(2020, 3, 1) + timedelta(days=2 * at)
        articles.append(article(at, "Coast Radio" if at % 3 else "The Borrun Courier", day.isoformat()))
        tone = "positive" if at % 4 == 0 else "neutral"
        quotes += [quote(name, 1, "government", "General Aram Tessaly", tone, 20, 0.1, actor="Aram Tessaly",
                         naming="named", kind="direct"),
                   quote(name, 2, "rebel", tone="negative" if at % 2 else "neutral", position=0.5),
                   quote(name, 3, "civilian", "residents", "negative", 5, 0.9, kind="mixed")]
        stances += [stance(quotes[-3], 1, "the insurgents", "rebel"),
                    stance(quotes[-2], 1, "the army", "government", "negative" if at % 3 else "neutral"),
                    stance(quotes[-2], 2, "Tessaly", "government", "negative", "Aram Tessaly"),
                    stance(quotes[-1], 1, "the Watch", "monitor", "positive", "Watch of Norvik")][:4 if at < 5 else 3]
        if at % 5 == 0:
            quotes.append(quote(name, 4, "unknown", "", position=0.95, naming="none"))
        events += [event(name, 1, "advance", day.isoformat(), "government", ("Norvik", "Port <Est>", "")[at % 3]),
                   event(name, 2, "bombardment", day.isoformat(), "", "Norvik", status="claimed",
                         according_to="residents", according_to_camp="civilian", deaths=[at, at + 2])]
        times.append(time(name, 0, "2020-03-01"))
    return notes(articles, quotes, events, times, stances)


ONE = notes([article(0)], [quote("a0", 1), quote("a0", 2, "government", tone="negative")], [event("a0", 1)],
            [time("a0", 0, "2020-03-01")])
EMPTY = notes()
