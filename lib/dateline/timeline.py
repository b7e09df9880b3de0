"""The timeline: events in their order, the same event as several sources tell it, and the dates most written about.

Everything takes the tables of events and times and returns tables; sentences over them end in `takeaway`.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise, product
from math import asin, cos, log, nan, radians, sin, sqrt
from typing import Any

import numpy as np
import pandas as pd

from dateline import shares
from dateline.language.times import anchor
from dateline.palette import CAMP_NAMES
from dateline.sentences import say, unless_empty
from dateline.tables import STATUSES

# Types that name one happening from different ends; only events of one family can be the same event.
FAMILIES = {
    "violence": ("attack", "bombardment", "clash", "casualties"), "ground": ("advance", "withdrawal", "siege"),
    "people": ("displacement", "evacuation"), "diplomacy": ("ceasefire", "talks", "statement_policy"),
    "aid": ("aid",), "detention": ("detention",), "protest": ("protest",),
}
FAMILY = {kind: family for family, kinds in FAMILIES.items() for kind in kinds}
SINGLE = ("DATE", "TIME", "DURATION")  # types of expressions that can mean one day
SAME_PLACE_KM = 15
LIKE = 0.12  # of two sentences: below it they tell of different things more often than of one
VAGUE = frozenset(("", "unknown"))  # camps that contradict none
SMALL = frozenset("a an the of for in on at and its his".split())
UNLIKE = 10  # numbers of dead that differ more than so many times count different things
MANY = 50  # dated events: of more, the range of dates leaves out the first and last twentieth
LATE, BEFORE = pd.Timedelta(days=2), pd.Timedelta(days=7)
LONG_AGO, AHEAD = pd.Timedelta(days=3653), pd.Timedelta(days=366)  # before and after publication: a date to be checked
FEW, EDGE = 20, 0.02  # of more events, the first and last fiftieth are left out where they stretch the time
FREQUENCY = {"day": "D", "week": "W", "month": "M", "year": "Y"}
RULES = {"explicit": "the text gives the date", "relative": "reckoned from words such as Sunday or yesterday",
         "carried": "taken over from an earlier sentence", "publication": "day of publication, for want of another",
         "": "no date is known"}
DELAYS = ("announced before", "same day", "1 day", "2 days", "3 to 7 days", "8 to 30 days", "31 to 365 days",
          "over a year")
PERIODS = (("day", 62), ("week", 400), ("month", 4000))  # the period that counts use up to so many days; else "year"


def ordered(events: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """The events by date, with outlet, title, week and month of their article, and what readers need of each.

    when: the date as text ("2016-12-11", "2016-12-11 to 2016-12-12", "December 2016"). parties: "actor → target".
    account: whom the article gives as source, else its outlet, else the article itself. sentence: as printed.
    happening: as `same` numbers it.
    """
    found = shares.joined(events, articles)
    text = articles.set_index("article_id")["text"].to_dict()
    outlet = found["outlet"].where(found["outlet"] != "", "article " + found["article_id"])
    found = found.assign(
        when=[_when(*row) for row in found[["date_start", "date_end", "precision"]].itertuples(index=False)],
        parties=[" → ".join(filter(None, row)) for row in found[["actor", "target"]].itertuples(index=False)],
        account=found["according_to"].where(found["according_to"] != "", outlet),
        sentence=[" ".join(text[article][start:end].split()) for article, start, end in
                  found[["article_id", "sentence_start", "sentence_end"]].itertuples(index=False)])
    found = found.sort_values(["date_start", "date_end", "article_id", "trigger_start"], kind="stable")
    return found.assign(happening=same(found)).reset_index(drop=True)


def _when(start: Any, end: Any, precision: str) -> str:
    if pd.isna(start):
        return "no date"
    first, last = pd.Timestamp(start), pd.Timestamp(start if pd.isna(end) else end)
    form = {"year": "%Y", "month": "%B %Y", "day": "%Y-%m-%d"}[exact_to(first, precision)]
    return " to ".join(dict.fromkeys((first.strftime(form), last.strftime(form))))


def exact_to(start: date, precision: str) -> str:
    """"day", "month" or "year": what a date is told to. "Since 15 July" lasts for months, but begins on a day."""
    if precision not in ("month", "year") or start.day > 1:
        return "day"
    return "year" if precision == "year" and start.month == 1 else "month"


def middle(dated: pd.DataFrame) -> pd.DataFrame:
    """The events without the first and last fiftieth, where these alone make up more than half of the time."""
    start = dated["date_start"]
    first, last = start.quantile(EDGE, "higher"), start.quantile(1 - EDGE, "lower")
    far = len(dated) > FEW and (start.max() - start.min()).days > 2 * max((last - first).days, 1)
    return dated[start.between(first, last)] if far else dated


def far(found: pd.DataFrame, doubtful: pd.DataFrame) -> pd.DataFrame:
    """The events more than ten years before, or a year after, the publication of their article: to be checked.

    doubtful: as `document_days` gives it; their articles count as of the day that they are read as.
    """
    read_as = pd.to_datetime(found["article_id"].map(doubtful.set_index("article_id")["read_as"].to_dict()))
    day = read_as.where(found["article_id"].isin(doubtful["article_id"]), found["published"])
    return found[(day - found["date_start"] > LONG_AGO) | (found["date_start"] - day > AHEAD)]


def document_days(found: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """Articles whose day of publication is missing, or contradicted by the date that their text begins with.

    found: events. Returns article_id, published, read_as (the day that words such as "Sunday" count from; null
    without any), outlet, title, events, event_ids: those of the article.
    """
    by_article = found.groupby("article_id")["event_id"].agg(list)
    rows = []
    for one in articles.itertuples():
        published = None if pd.isna(one.published) else one.published.date()
        day = anchor(one.text, published)
        if published is None or day != published:
            ids = by_article.get(one.article_id, [])
            rows.append((one.article_id, one.published, pd.Timestamp(day), one.outlet, one.title, len(ids), ids))
    columns = ["article_id", "published", "read_as", "outlet", "title", "events", "event_ids"]
    return pd.DataFrame(rows, columns=columns).astype({"read_as": "datetime64[s]"})


# ---- the same event told by several

def same(found: pd.DataFrame) -> pd.Series:
    """The number of the happening that each event tells of, from 0 in order of date; -1 for an event without a date.

    found: events with their sentences. Two events can be one where their types are of one family, their days are the
    same (or one apart, where a day is only inferred), their places are one or near (15 km) or one has none, no camp of
    a party contradicts the other's, and where one has no place, both parties' camps and the type are the same. Who did
    it may differ all the same where target, place, day and type (casualties beside another) agree and one is but a
    claim. Numbers of dead more than UNLIKE times apart are never of one. A place without a name fits in its own
    article only, where "the town" may be any that is named. Every pair in a happening has to fit (complete
    linkage), so that long chains of days do not form, and an event joins the happening of whose sentences one is most
    like its own: in words weighted by rarity, by a cosine of LIKE or more.
    """
    alike = _words(found["sentence"])
    rows = found[["article_id", "type", "actor_camp", "target_camp", "precision", "status", "deaths"]].assign(
        latitude=found["latitude"].astype(float), longitude=found["longitude"].astype(float),
        day=[nan if pd.isna(day) else day.toordinal() for day in found["date_start"]],
        family=found["type"].map(FAMILY).fillna(""), at=range(len(found)),
        given=found["date_rule"].isin(("explicit", "relative")), words=alike,
        vague=[_vague(place) if pd.isna(north) else "" for place, north in zip(found["place"], found["latitude"],
                                                                               strict=True)],
        name=[" ".join(place.casefold().removeprefix("the ").split()) for place in found["place"]])
    groups: list[list[dict]] = []
    dated = rows[rows["day"].notna()].sort_values(["day", "at"], kind="stable")
    recent: dict[str, list[list[dict]]] = {}
    for row in dated.to_dict("records"):
        near = [group for group in recent.get(row["family"], ()) if row["day"] - group[-1]["day"] <= 1]
        likeness = [(max(_cosine(row["words"], other["words"]) for other in group), -at) for at, group
                    in enumerate(near) if row["family"] and all(_fit(row, other) for other in group)]
        best = max(likeness, default=(0.0, 0))
        if best[0] >= LIKE:
            near[-best[1]].append(row)
        else:
            near = [*near, [row]]
            groups.append(near[-1])
        recent[row["family"]] = near
    number = {row["at"]: place for place, group in enumerate(groups) for row in group}
    return pd.Series([number.get(at, -1) for at in range(len(found))], found.index, dtype=int)


def _vague(place: str) -> str:
    """The first word of a place without a name, as "the" of "The town"; "" of one with a name."""
    first, _, rest = place.partition(" ")
    bare = rest if first in ("The", "A", "An") else place
    return first.lower() if bare == bare.lower() else ""


def _words(sentences: pd.Series) -> list[dict[str, float]]:
    """The words of each sentence with their weights (inverse frequency among the sentences), of length 1."""
    words = [frozenset(re.findall(r"[^\W\d_]{3,}", sentence.lower())) for sentence in sentences]
    distinct = set(words)
    often = Counter(word for one in distinct for word in one)
    found = []
    for one in words:
        weights = {word: log(1 + len(distinct) / often[word]) for word in sorted(one)}
        length = sqrt(sum(weight * weight for weight in weights.values()))
        found.append({word: weight / length for word, weight in weights.items()})
    return found


def _cosine(one: dict[str, float], other: dict[str, float]) -> float:
    return sum(weight * other[word] for word, weight in one.items() if word in other)


def _fit(one: dict, other: dict) -> bool:
    apart = abs(one["day"] - other["day"])
    if not one["precision"] == "day" == other["precision"] or apart > (0 if one["given"] and other["given"] else 1):
        return False
    vague = {one["vague"], other["vague"]}
    if vague != {""} and one["article_id"] != other["article_id"]:
        return False
    agree = {column: one[column] == other[column] for column in ("actor_camp", "target_camp")
             if not {one[column], other[column]} & VAGUE}
    # Who did it may be what the accounts differ in, where all else is the same and one is only a claim.
    blamed = agree.get("target_camp") and len({one["type"], other["type"]} - {"casualties"}) < 2 \
        and (one["name"] == other["name"] != "" or kilometres(one, other) == 0) and apart == 0 \
        and not one["status"] == "reported" == other["status"]
    if not all(agree.values()) and not blamed:
        return False
    if len(one["deaths"]) and len(other["deaths"]) and (
            max(one["deaths"][0], other["deaths"][0]) > UNLIKE * min(one["deaths"][1], other["deaths"][1])):
        return False
    if one["name"] and other["name"] and vague != {"", "the"}:
        return one["name"] == other["name"] or kilometres(one, other) <= SAME_PLACE_KM
    return len(agree) == 2 and one["type"] == other["type"]


def kilometres(one: dict, other: dict) -> float:
    """Great-circle distance of two rows with latitude and longitude (haversine); infinite where one has none."""
    places = [one["latitude"], one["longitude"], other["latitude"], other["longitude"]]
    if any(value != value for value in places):
        return float("inf")
    north1, east1, north2, east2 = map(radians, places)
    half = sin((north2 - north1) / 2) ** 2 + cos(north1) * cos(north2) * sin((east2 - east1) / 2) ** 2
    return 12742 * asin(sqrt(half))


def salient(found: pd.DataFrame, days: pd.DataFrame, most: int) -> pd.DataFrame:
    """The events worth a table of `most` lines, in order of date: one for each of the most salient days, then more.

    days: as `dates` gives them. A day's first event is of the happening with most accounts, told in most detail; a
    happening stands once. All events where there are no more than `most`.
    """
    if len(found) <= most:
        return found
    single = found["happening"].where(found["happening"] >= 0, -2 - pd.Series(range(len(found)), found.index))
    detail = (found[["actor", "target", "place", "according_to"]] != "").sum(axis=1) + found["deaths"].map(bool)
    ranked = found.assign(_happening=single, _detail=detail, _exact=found["precision"] == "day",
                          _told=found.groupby(single)["account"].transform("nunique"),
                          _salience=found["date_start"].map(days.set_index("day")["salience"]).fillna(0.0))
    ranked = ranked.sort_values(["_exact", "_told", "_detail", "confidence"], ascending=False, kind="stable")
    ranked = ranked.drop_duplicates("_happening")
    ranked["_turn"] = ranked.groupby(ranked["date_start"].where(ranked["_exact"]), dropna=False).cumcount()
    chosen = ranked.sort_values(["_exact", "_turn", "_salience"], ascending=[False, True, False], kind="stable")
    return found.loc[chosen.head(most).index.sort_values()]


def told_by_several(found: pd.DataFrame) -> pd.DataFrame:
    """Happenings with two accounts or more, told by most outlets first: a line a happening.

    found: as `ordered` gives it. Returns happening, when, type, place, parties, accounts, outlets, articles, deaths
    (as text, lowest to highest of all accounts), differ (in what, and who says what), event_ids.
    """
    columns = ["happening", "when", "type", "place", "parties", "accounts", "outlets", "articles", "deaths", "differ",
               "event_ids"]
    rows = [(number, *(_commonest(part[name]) for name in ("when", "type", "place", "parties")),
             *(len(set(part[name])) for name in ("account", "outlet", "article_id")),
             range_text(part["deaths"]), "; ".join(_differences(part).values()), part["event_id"])
            for number, part in _with_several(found)]
    return pd.DataFrame(rows, columns=columns).sort_values(
        ["outlets", "accounts", "articles", "happening"], ascending=[False, False, False, True], ignore_index=True)


def _with_several(found: pd.DataFrame) -> Iterator[tuple[int, dict[str, list]]]:
    """Happenings with two accounts or more, each with its events' values by column; names of one source are made one.

    Plain lists, since hundreds of small tables take seconds.
    """
    accounts = found[found["happening"] >= 0].groupby("happening")["account"].transform("nunique")
    several = found.loc[accounts[accounts > 1].index]
    columns = several.to_dict("list")
    for number, rows in sorted(several.groupby("happening").indices.items()):
        part = {name: [values[at] for at in rows] for name, values in columns.items()}
        one = _one_name({name: camp for name, camp, *known in zip(
            *(part[column] for column in ("account", "according_to_camp", "according_to", "outlet")), strict=True)
            if any(known)}, set(part["according_to"]) - {""})
        part["account"] = [one.get(name, name) for name in part["account"]]
        if len(set(part["account"])) > 1:
            yield number, part


def _one_name(camps: dict[str, str], quoted: set[str]) -> dict[str, str]:
    """Each name with the longest that holds all its words: "the Observatory" is "the Syrian Observatory".

    camps: of each name; names of two different camps stay two. quoted: the names of sources. The others are outlets:
    "Coast Radio" is "a Coast Radio reporter", but no other outlet whose name holds its own.
    """
    words = {name: frozenset(re.findall(r"\w+", name.casefold())) - SMALL for name in sorted(camps)}
    longest = sorted(quoted, key=lambda name: (-len(words[name]), name))
    return {name: next((one for one in longest if own <= words[one] and len({camps[name], camps[one]} - VAGUE) < 2),
                       name) for name, own in words.items()}


def _differences(part: dict[str, list]) -> dict[str, str]:
    """In what the accounts of a happening contradict each other, and who says what."""
    said = {"date": part["when"], "done by": ("" if camp == "unknown" else CAMP_NAMES.get(camp, "")
                                              for camp in part["actor_camp"]),
            "dead": (range_text([one]) for one in part["deaths"])}
    told = {}
    for name, values in said.items():
        by: dict[str, list[str]] = {}
        for value, account in zip(values, part["account"], strict=True):
            if value:
                by.setdefault(value, []).append(account)
        if len(by) > 1 and len(set().union(*by.values())) > 1:
            told[name] = f"{name} " + ", ".join(f"{value} ({_few(accounts)})" for value, accounts in by.items())
    denied = [who for who, status in zip(part["account"], part["status"], strict=True) if status == "denied"]
    if 0 < len(denied) < len(part["status"]):
        told["denial"] = f"denied by {_few(denied)}"
    return told


def _few(names: Iterable[str]) -> str:
    names = list(dict.fromkeys(names))
    return ", ".join(names) if len(names) <= 2 else f"{len(names)} accounts"


def disputes(found: pd.DataFrame) -> pd.DataFrame:
    """Accounts that contradict each other, as pairs: a line a pair, those told by most first.

    Returns when, event, differ ("done by", "dead" or "denial"), one, other (account and day of publication),
    one_says, other_says (their sentences), accounts and event_ids (of the whole happening). Of numbers of dead
    the lowest and the highest of two accounts stand against each other.
    """
    rows = []
    for _, part in _with_several(found):
        said = {"done by": ["" if camp == "unknown" else camp for camp in part["actor_camp"]],
                "dead": [tuple(dead) for dead in part["deaths"]],
                "denial": [(int(status == "denied"),) for status in part["status"]]}
        for name in (name for name in _differences(part) if name in said):
            one, other = ({column: values[at] for column, values in part.items()}
                          for at in _furthest(said[name], part["account"]))
            what = f"{_commonest(part['type'])} {_commonest(part['place'])}".replace("_", " ").strip()
            who = [row["account"] + (f", {row['published']:%Y-%m-%d}" if pd.notna(row["published"]) else "")
                   for row in (one, other)]
            rows.append((_commonest(part["when"]), what, name, *who, one["sentence"], other["sentence"],
                         len(set(part["account"])), part["event_id"]))
    result = pd.DataFrame(rows, columns=["when", "event", "differ", "one", "other", "one_says", "other_says",
                                         "accounts", "event_ids"])
    return result.sort_values("accounts", ascending=False, kind="stable", ignore_index=True)


def _furthest(said: list[Any], accounts: list[str]) -> tuple[int, int]:
    """Where two accounts say different things: of numbers the lowest and the highest, else the first two."""
    known = [at for at, one in enumerate(said) if one]
    pairs = ((one, other) for one, other in product(known, known)
             if accounts[one] != accounts[other] and said[one] != said[other])
    return max(pairs, key=lambda pair: 0 if isinstance(said[pair[0]], str) else max(said[pair[1]]) - min(said[pair[0]]))


def tolls(found: pd.DataFrame) -> pd.DataFrame:
    """Numbers of dead where two accounts or more give one: a line an account, the happenings with most accounts first.

    Returns happening, event (its date, type and place), account, camp (of the account), least, most, event_ids.
    """
    rows = []
    for number, part in _with_several(found[found["deaths"].map(len) > 0]):
        what = " ".join(filter(None, (_commonest(part["type"]).replace("_", " "), _commonest(part["place"]))))
        by_account: dict[str, list[int]] = {}
        for at, account in enumerate(part["account"]):
            by_account.setdefault(account, []).append(at)
        rows += [(number, f"{_commonest(part['when'])}, {what}", account, part["according_to_camp"][own[0]],
                  min(min(part["deaths"][at]) for at in own), max(max(part["deaths"][at]) for at in own),
                  [part["event_id"][at] for at in own], len(by_account)) for account, own in by_account.items()]
    columns = ["happening", "event", "account", "camp", "least", "most", "event_ids", "accounts"]
    return pd.DataFrame(rows, columns=columns).sort_values(
        ["accounts", "happening", "least", "most"], ascending=[False, True, True, True], ignore_index=True).drop(
        columns="accounts")


def delays(found: pd.DataFrame, doubtful: pd.DataFrame) -> pd.DataFrame:
    """Days from an event to its report: delay, events, share, event_ids, a line a span of days.

    Only events with a day that the text itself tells; a day of publication would be no delay by definition. doubtful:
    as `document_days` gives it; the events of these articles are left out, since their day of publication is not known.
    """
    told = found[(found["precision"] == "day") & ~found["article_id"].isin(doubtful["article_id"])
                 & (found["date_rule"] != "publication")]
    days = (told["published"] - told["date_start"]).dt.days
    span = pd.cut(days, [-np.inf, -1, 0, 1, 2, 7, 30, 365, np.inf], labels=DELAYS)
    result = told.groupby(span, observed=False)["event_id"].agg(list).rename("event_ids").rename_axis("delay")
    events = result.map(len)
    if told.empty:
        return pd.DataFrame(columns=["delay", "events", "share", "event_ids"])
    return pd.DataFrame({"delay": list(DELAYS), "events": events.to_list(), "share": (events / events.sum()).to_list(),
                         "event_ids": result.to_list()})


def sources(found: pd.DataFrame) -> pd.DataFrame:
    """How many events each camp's sources tell of ("" for the outlet's own words): a column a status, and total."""
    table = pd.crosstab(found["according_to_camp"], found["status"]).reindex(columns=STATUSES, fill_value=0)
    table = table.assign(total=table.sum(axis=1)).rename_axis(columns=None).reset_index()
    return table.sort_values(["total", "according_to_camp"], ascending=[False, True], ignore_index=True)


def range_text(figures: Iterable[Any]) -> str:
    """Figures of people as text: "20", "20 to 30", "" without any."""
    known = [int(number) for pair in figures for number in (pair if pair is not None else ())]
    return "" if not known else f"{min(known):,}" if min(known) == max(known) else f"{min(known):,} to {max(known):,}"


def _commonest(values: Iterable[str]) -> str:
    counts = Counter(value for value in values if value != "")
    return min(counts, key=lambda one: (-counts[one], one), default="")


# ---- counts

def period(days: pd.Series) -> str:
    """"day", "week", "month" or "year", by the span of some dates."""
    return shares.fitting(days, PERIODS, "year")


def counts(found: pd.DataFrame, cut: str | None = None) -> pd.DataFrame:
    """How many dated events each period and camp has: period (its first day), actor_camp, events, event_ids.

    cut: "day", "week", "month" or "year"; by the span of dates without.
    """
    dated = found[found["date_start"].notna()]
    start = pd.to_datetime(dated["date_start"])
    first = start.dt.to_period(FREQUENCY[cut or period(start)]).dt.start_time
    return dated.assign(period=first).groupby(["period", "actor_camp"]).agg(
        events=("event_id", "size"), event_ids=("event_id", list)).reset_index()


def dates(times: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """The days written about, most salient first: day, articles (that name it), mentions, later, salience.

    later: articles of more than two days after. salience: log(1 + articles) + 1.5 log(1 + later) + log(1 + articles
    published on the day or the next), but 0 for what lies a week or more before the first article, or after the last,
    which is background or plans. The weights hold when each topic of benchmarks/timeline.py is left out in turn. Only
    expressions that mean one day count.
    """
    exact = times[times["date_start"].notna() & (times["date_start"] == times["date_end"]) & times["type"].isin(SINGLE)]
    if exact.empty:
        return pd.DataFrame(columns=["day", "articles", "mentions", "later", "salience"])
    published = pd.to_datetime(articles.set_index("article_id")["published"])
    day = pd.to_datetime(exact["date_start"])
    late = pd.to_datetime(exact["article_id"].map(published)) > day + LATE
    found = exact.assign(day=day, late=exact["article_id"].where(late)).groupby("day").agg(
        articles=("article_id", "nunique"), mentions=("article_id", "size"), later=("late", "nunique")).reset_index()
    a_day = published.value_counts()
    fresh = sum((found["day"] + pd.Timedelta(days=days)).map(a_day).fillna(0) for days in (0, 1))
    salience = np.log1p(found["articles"]) + 1.5 * np.log1p(found["later"]) + np.log1p(fresh)
    inside = found["day"].between(published.min() - BEFORE, published.max()) | published.isna().all()
    return found.assign(salience=salience.where(inside, 0.0)).sort_values(
        ["salience", "mentions", "day"], ascending=[False, False, True], ignore_index=True)


def places(found: pd.DataFrame) -> pd.DataFrame:
    """Where events happen: place, latitude, longitude, events, articles, by falling number of events.

    Only places whose coordinates are known; spellings at one point are one place with its commonest name.
    """
    known = found[found["latitude"].notna() & found["longitude"].notna()]
    points = known.assign(latitude=known["latitude"].round(3), longitude=known["longitude"].round(3))
    result = points.groupby(["latitude", "longitude"]).agg(
        place=("place", _commonest), events=("event_id", "size"), articles=("article_id", "nunique"),
        spellings=("place", lambda names: sorted(set(names)))).reset_index()
    return result.sort_values(["events", "place"], ascending=[False, True], ignore_index=True)[
        ["place", "latitude", "longitude", "events", "articles", "spellings"]]


def quarters(found: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    """Four periods with as many events with day and point each: (their days as text, a table of `places`).

    None where there are few events (under MANY) or too few days to tell periods apart.
    """
    known = middle(found[found["latitude"].notna() & found["date_start"].notna()])
    known = known.sort_values("date_start", kind="stable")
    ends = known["date_start"].iloc[[len(known) * part // 4 for part in (1, 2, 3)]].unique() if len(known) else ()
    if len(known) < MANY or len(ends) < 3:
        return []
    part = known["date_start"].searchsorted(ends, side="left")
    pieces = [known.iloc[start:end] for start, end in pairwise([0, *part, len(known)])]
    return [(f"{piece['date_start'].min():%Y-%m-%d} to {piece['date_start'].max():%Y-%m-%d}", places(piece))
            for piece in pieces if len(piece)]


# ---- sentences

@unless_empty("events")
def takeaway(found: pd.DataFrame) -> str:
    """What a table of `ordered` says: how many events, over which days, how their dates were found."""
    dates, span = found["date_start"].dropna(), ""
    if len(dates):
        most = len(dates) >= MANY
        first, last = dates.quantile([0.05, 0.95] if most else [0, 1], "nearest")
        when = shares.listed(found.loc[found["date_start"] == first, "when"].unique())
        span = f"{', nine in ten of them' if most else ','} " + (
            f"dated {when}" if first == last else f"from {first:%Y-%m-%d} to {last:%Y-%m-%d}")
    counts = found["date_rule"].value_counts()
    rules = "; ".join(say("timeline.rule", words=words, count=counts[rule], share=counts[rule] / len(found))
                      for rule, words in RULES.items() if rule in counts)
    own = int((found["according_to"] == "").sum())
    return say("timeline.events", found=len(found), articles=found["article_id"].nunique(), span=span, rules=rules,
               own=own, claimed=len(found) - own)


def takeaway_lanes(found: pd.DataFrame) -> str:
    """Who acts in the events, by camp."""
    acting = found.loc[~found["actor_camp"].isin(VAGUE), "actor_camp"]
    if acting.empty:
        return say("nothing.acting")
    parts = [f"{CAMP_NAMES[camp]} in {count:,}" for camp, count in acting.value_counts().head(3).items()]
    return say("timeline.acting", parts=parts, events=len(found), other=len(found) - len(acting))


def takeaway_several(several: pd.DataFrame, found: pd.DataFrame) -> str:
    """How many happenings have more than one account, and how many of these contradict each other."""
    if several.empty:
        return say("nothing.events" if found.empty else "nothing.several")
    first = several.iloc[0]
    what = " ".join(filter(None, (first["type"].replace("_", " "), f"at {first['place']}" if first["place"] else "")))
    return say("timeline.several", several=len(several), differ=int((several["differ"] != "").sum()), what=what,
               first=first)


@unless_empty("disputes")
def takeaway_disputes(found: pd.DataFrame) -> str:
    """How many pairs of accounts contradict each other, and in what."""
    names = {"dead": "the number of dead", "done by": "who did it", "denial": "whether it happened"}
    parts = [f"{count:,} in {names[name]}" for name, count in found["differ"].value_counts().items()]
    return say("timeline.disputes", count=len(found), parts=parts)


@unless_empty("tolls")
def takeaway_tolls(found: pd.DataFrame) -> str:
    """How far apart the numbers of dead of one event are."""
    happenings = found.groupby("happening", sort=False)
    ends = happenings.agg(event=("event", "first"), low=("least", "min"), high=("most", "max"))
    differ = ends[happenings[["least", "most"]].nunique().gt(1).any(axis=1)]
    apart = (differ["high"] / differ["low"].clip(lower=1)).nlargest(1).index
    return say("timeline.tolls", count=len(ends), same=len(ends) - len(differ),
               apart="".join(say("timeline.apart", **one) for one in differ.loc[apart].to_dict("records")))


@unless_empty("delays")
def takeaway_delays(found: pd.DataFrame) -> str:
    """How many events are told by the day after."""
    before, same, next_day, *_, month, year, more = found["share"]
    return say("timeline.delays", events=found["events"].sum(), before=before, soon=same + next_day,
               late=month + year + more)


@unless_empty("doubtful")
def takeaway_document_days(found: pd.DataFrame, articles: pd.DataFrame) -> str:
    """How many articles have no day of publication, or one that their text contradicts."""
    missing, unread = int(found["published"].isna().sum()), int(found["read_as"].isna().sum())
    told = [say(f"timeline.{name}", count=count) for name, count in (
        ("no_day", missing), ("other_day", len(found) - missing)) if count]
    return say("timeline.doubtful", articles=len(articles), told=told,
               lost=say("timeline.lost", count=unread) if unread else "")


def takeaway_far(found: pd.DataFrame) -> str:
    """How many events have a date that should be checked."""
    return say("timeline.far", count=len(found))


@unless_empty("dates")
def takeaway_dates(found: pd.DataFrame) -> str:
    """The day that matters most."""
    return say("timeline.dates", count=len(found), first=found.iloc[0])


def takeaway_places(found: pd.DataFrame, events: pd.DataFrame) -> str:
    """Where most events happen, and how many have no place that is known."""
    if found.empty:
        return say("nothing.events" if events.empty else "nothing.places")
    first = [f"{row.place} ({row.events:,})" for row in found.head(3).itertuples()]
    return say("timeline.places", shown=int(found["events"].sum()), events=len(events), first=first)
