"""The timeline: events in their order, the same event as several sources tell it, and the dates most written about.

Everything takes the tables of events and times and returns tables; sentences over them end in `takeaway`.
"""

from collections.abc import Iterable
from math import asin, cos, radians, sin, sqrt
from typing import Any

import pandas as pd

from dateline import shares
from dateline.palette import CAMP_NAMES
from dateline.shares import listed, percent, plural
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
MANY = 50  # dated events: of more, the range of dates leaves out the first and last twentieth
FREQUENCY = {"day": "D", "week": "W", "month": "M", "year": "Y"}
RULES = {"explicit": "the text gives the date", "relative": "reckoned from words such as Sunday or yesterday",
         "carried": "taken over from an earlier sentence", "publication": "day of publication, for want of another"}
PERIODS = (("day", 62), ("week", 400), ("month", 4000))  # the period that counts use up to so many days; else "year"


def ordered(events: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """The events by date, with outlet, title, week and month of their article, and `when`, `parties`, `account`.

    when: the date as text ("2016-12-11", "2016-12-11 to 2016-12-12", "December 2016"). parties: "actor → target".
    account: whom the article gives as source, else its outlet.
    """
    found = shares.joined(events, articles)
    outlet = found["outlet"].where(found["outlet"] != "", "the article itself")
    found = found.assign(
        when=[_when(*row) for row in found[["date_start", "date_end", "precision"]].itertuples(index=False)],
        parties=[" → ".join(filter(None, row)) for row in found[["actor", "target"]].itertuples(index=False)],
        account=found["according_to"].where(found["according_to"] != "", outlet))
    return found.sort_values(["date_start", "date_end", "article_id", "trigger_start"], kind="stable").reset_index(
        drop=True)


def _when(start: Any, end: Any, precision: str) -> str:
    if pd.isna(start):
        return "no date"
    first, last = pd.Timestamp(start), pd.Timestamp(start if pd.isna(end) else end)
    if precision == "year":
        return str(first.year)
    if precision == "month":
        return f"{first:%B %Y}"
    return f"{first:%Y-%m-%d}" if first == last else f"{first:%Y-%m-%d} to {last:%Y-%m-%d}"


# ---- the same event told by several

def same(events: pd.DataFrame) -> pd.Series:
    """The number of the happening that each event tells of, from 0 in order of date; -1 for an event without a date.

    Two events can be one where their types are of one family, their days are at most one apart, their places are
    one or near (15 km) or one has none, no camp of a party contradicts the other's, and a party or the type speaks for
    it as well. Dates coarser than a day never match. Every pair in a happening has to fit (complete linkage), so that
    long chains of days do not form.
    """
    rows = events[["type", "place", "latitude", "longitude", "actor_camp", "target_camp", "precision"]].assign(
        start=pd.to_datetime(events["date_start"]), end=pd.to_datetime(events["date_end"]),
        family=events["type"].map(FAMILY).fillna(""), at=range(len(events)),
        name=[" ".join(place.casefold().removeprefix("the ").split()) for place in events["place"]])
    groups: list[list[dict]] = []
    dated = rows[rows["start"].notna()].sort_values(["start", "at"], kind="stable")
    recent: dict[str, list[list[dict]]] = {}
    for row in dated.to_dict("records"):
        near = [group for group in recent.get(row["family"], ()) if (row["start"] - group[-1]["start"]).days <= 1]
        fits = (group for group in near if row["family"] and all(_fit(row, other) for other in group))
        home = next(fits, None)
        if home is None:
            home = []
            groups.append(home)
            near = [*near, home]
        home.append(row)
        recent[row["family"]] = near
    number = {row["at"]: place for place, group in enumerate(groups) for row in group}
    return pd.Series([number.get(at, -1) for at in range(len(events))], events.index, dtype=int)


def _fit(one: dict, other: dict) -> bool:
    if not one["precision"] == "day" == other["precision"] or abs((one["start"] - other["start"]).days) > 1:
        return False
    parties = 0
    for column in ("actor_camp", "target_camp"):
        here, there = one[column], other[column]
        if here and there and "unknown" not in (here, there):
            if here != there:
                return False
            parties += 1
    if one["name"] and other["name"]:
        near = one["name"] == other["name"] or _kilometres(one, other) <= SAME_PLACE_KM
        return near and (parties > 0 or one["type"] == other["type"])
    return parties == 2 and one["type"] == other["type"]


def _kilometres(one: dict, other: dict) -> float:
    """Great-circle distance (haversine); infinite where a place has no coordinates."""
    places = [one["latitude"], one["longitude"], other["latitude"], other["longitude"]]
    if any(pd.isna(value) for value in places):
        return float("inf")
    north1, east1, north2, east2 = map(radians, places)
    half = sin((north2 - north1) / 2) ** 2 + cos(north1) * cos(north2) * sin((east2 - east1) / 2) ** 2
    return 12742 * asin(sqrt(half))


def salient(found: pd.DataFrame, most: int) -> pd.DataFrame:
    """The events worth a table of `most` lines, in order of date: one a happening, those with most accounts first.

    Of a happening the account with most told about it stands for all. All events where there are no more than `most`.
    """
    if len(found) <= most:
        return found
    number = same(found)
    single = number.where(number >= 0, -2 - pd.Series(range(len(found)), found.index))
    detail = (found[["actor", "target", "place", "according_to"]] != "").sum(axis=1) + found["deaths"].map(bool)
    told = found.groupby(single)["account"].transform("nunique")
    ranked = found.assign(_happening=single, _detail=detail, _told=told)
    ranked = ranked.sort_values(["_told", "_detail", "confidence"], ascending=False, kind="stable")
    chosen = ranked.drop_duplicates("_happening").head(most).index
    return found.loc[chosen.sort_values()]


def told_by_several(found: pd.DataFrame) -> pd.DataFrame:
    """Happenings with two accounts or more, most told first: a line a happening.

    found: as `ordered` gives it. Returns happening, when, type, place, parties, accounts, outlets, articles, deaths
    (as text, lowest to highest of all accounts), differ (what the accounts differ in), event_ids.
    """
    columns = ["happening", "when", "type", "place", "parties", "accounts", "outlets", "articles", "deaths", "differ",
               "event_ids"]
    rows = []
    numbered = found.assign(happening=same(found))
    for number, part in numbered[numbered["happening"] >= 0].groupby("happening", sort=True):
        if part["account"].nunique() < 2:
            continue
        rows.append((number, *(_commonest(part[name]) for name in ("when", "type", "place", "parties")),
                     part["account"].nunique(), part["outlet"].nunique(), part["article_id"].nunique(),
                     range_text(part["deaths"]), _differences(part), list(part["event_id"])))
    result = pd.DataFrame(rows, columns=columns)
    return result.sort_values(["accounts", "articles", "happening"], ascending=[False, False, True]).reset_index(
        drop=True)


def accounts(found: pd.DataFrame, event_ids: Iterable[str]) -> pd.DataFrame:
    """The events of one happening, to be shown side by side: a line an account, as `ordered` gives them."""
    return found[found["event_id"].isin(list(event_ids))].reset_index(drop=True)


def sources(found: pd.DataFrame) -> pd.DataFrame:
    """How many events each camp's sources tell of ("" for the outlet's own words): a column a status, and total."""
    table = pd.crosstab(found["according_to_camp"], found["status"]).reindex(columns=STATUSES, fill_value=0)
    table = table.assign(total=table.sum(axis=1)).rename_axis(columns=None).reset_index()
    return table.sort_values(["total", "according_to_camp"], ascending=[False, True]).reset_index(drop=True)


def range_text(figures: Iterable[Any]) -> str:
    """Figures of people as text: "20", "20 to 30", "" without any."""
    known = [int(number) for pair in figures for number in (pair if pair is not None else ())]
    return "" if not known else f"{min(known):,}" if min(known) == max(known) else f"{min(known):,} to {max(known):,}"


def _differences(part: pd.DataFrame) -> str:
    columns = {"date": "date_start", "actor": "actor_camp", "target": "target_camp"}
    told = [name for name, column in columns.items() if len(set(part[column]) - {"", "unknown"}) > 1]
    if 0 < (part["status"] == "denied").sum() < len(part):
        told.append("denial")
    if len({tuple(one) for one in part["deaths"] if len(one)}) > 1:
        told.append("number of dead")
    return ", ".join(told)


def _commonest(values: pd.Series) -> str:
    kept = values[values != ""]
    return "" if kept.empty else kept.mode().iloc[0]


# ---- counts

def period(days: pd.Series) -> str:
    """"day", "week", "month" or "year", by the span of some dates."""
    days = pd.to_datetime(days).dropna()
    span = (days.max() - days.min()).days + 1 if len(days) else 0
    return next((name for name, most in PERIODS if span <= most), "year")


def counts(found: pd.DataFrame, by: str = "actor_camp", cut: str | None = None) -> pd.DataFrame:
    """How many dated events each period and group has: period (its first day), `by`, events, event_ids.

    cut: "day", "week", "month" or "year"; by the span of dates without.
    """
    dated = found[found["date_start"].notna()]
    start = pd.to_datetime(dated["date_start"])
    first = start.dt.to_period(FREQUENCY[cut or period(start)]).dt.start_time
    return dated.assign(period=first).groupby(["period", by]).agg(
        events=("event_id", "size"), event_ids=("event_id", list)).reset_index()


def dates(times: pd.DataFrame, articles: pd.DataFrame, most: int | None = None) -> pd.DataFrame:
    """The days most written about: day, articles (that mention it), mentions, later (articles of later days).

    Only expressions that mean one day count; the order is by articles, then mentions.
    """
    exact = times[times["date_start"].notna() & (times["date_start"] == times["date_end"]) & times["type"].isin(SINGLE)]
    joined = shares.joined(exact, articles)
    late = pd.to_datetime(joined["published"]) > pd.to_datetime(joined["date_start"])
    joined = joined.assign(day=pd.to_datetime(joined["date_start"]), late=joined["article_id"].where(late))
    found = joined.groupby("day").agg(articles=("article_id", "nunique"), mentions=("article_id", "size"),
                                      later=("late", "nunique")).reset_index()
    return found.sort_values(["articles", "mentions", "day"], ascending=[False, False, True]).head(most).reset_index(
        drop=True)


def places(found: pd.DataFrame) -> pd.DataFrame:
    """Where events happen: place, latitude, longitude, events, articles, by falling number of events.

    Only places whose coordinates are known; spellings at one point are one place with its commonest name.
    """
    known = found[found["latitude"].notna() & found["longitude"].notna()]
    points = known.assign(latitude=known["latitude"].round(3), longitude=known["longitude"].round(3))
    result = points.groupby(["latitude", "longitude"]).agg(
        place=("place", _commonest), events=("event_id", "size"), articles=("article_id", "nunique"),
        spellings=("place", lambda names: sorted(set(names)))).reset_index()
    return result.sort_values(["events", "place"], ascending=[False, True])[
        ["place", "latitude", "longitude", "events", "articles", "spellings"]].reset_index(drop=True)


# ---- sentences

def takeaway(found: pd.DataFrame) -> str:
    """What a table of `ordered` says: how many events, over which days, how their dates were found."""
    if found.empty:
        return "No event was found in this selection."
    dated = found[found["date_start"].notna()]
    told = [f"{plural(len(found), 'event')} in {plural(found['article_id'].nunique(), 'article')}"]
    if len(dated):
        most = len(dated) >= MANY
        first, last = (dated["date_start"].quantile(part, "nearest") for part in ((0.05, 0.95) if most else (0, 1)))
        told[0] += ", nine in ten of them" if most else ","
        told[0] += f" on {first:%Y-%m-%d}" if first == last else f" from {first:%Y-%m-%d} to {last:%Y-%m-%d}"
    rules = found["date_rule"].value_counts()
    parts = [f"{words} in {rules[rule]:,} ({percent(rules[rule] / len(found))})" for rule, words in RULES.items()
             if rule in rules]
    claimed = int((found["according_to"] != "").sum())
    return (f"{told[0]}. How their dates were found: {'; '.join(parts)}. For {claimed:,} of them the article names a "
            f"source; the other {len(found) - claimed:,} it tells as its own.")


def takeaway_lanes(found: pd.DataFrame) -> str:
    """Who acts in the events, by camp."""
    acting = found[~found["actor_camp"].isin(("", "unknown"))]
    if acting.empty:
        return "No event in this selection has an actor of a known camp."
    sums = acting["actor_camp"].value_counts()
    parts = [f"{CAMP_NAMES[camp]} in {count:,}" for camp, count in sums.head(3).items()]
    return (f"As the articles tell it, these camps act most: {listed(parts)} of {plural(len(found), 'event')}; in "
            f"{len(found) - len(acting):,} no actor of a known camp is given.")


def takeaway_several(several: pd.DataFrame, found: pd.DataFrame) -> str:
    """How many happenings have more than one account, and how many of these contradict each other."""
    if found.empty:
        return "No event was found in this selection."
    if several.empty:
        return "No event of this selection is told by more than one source."
    differ = int((several["differ"] != "").sum())
    first = several.iloc[0]
    what = " ".join(filter(None, (first["type"].replace("_", " "), f"at {first['place']}" if first["place"] else "")))
    verb = "is" if len(several) == 1 else "are"
    return (f"{plural(len(several), 'happening')} {verb} told by more than one source; in "
            f"{differ:,} of them the accounts differ in date, party or number of dead, or one denies it. Told by most: "
            f"{what} ({first['when']}), {first['accounts']} accounts.")


def takeaway_dates(found: pd.DataFrame) -> str:
    """The day that most articles write about."""
    if found.empty:
        return "No expression in this selection names a single day."
    first = found.iloc[0]
    return (f"{plural(len(found), 'day')} {'is' if len(found) == 1 else 'are'} named. Most articles write about "
            f"{first['day']:%Y-%m-%d}: {plural(int(first['articles']), 'article')}, "
            f"{plural(int(first['mentions']), 'mention')}.")


def takeaway_places(found: pd.DataFrame, events: pd.DataFrame) -> str:
    """Where most events happen, and how many have no place that is known."""
    if events.empty:
        return "No event was found in this selection."
    shown = int(found["events"].sum())
    if not shown:
        return "No event of this selection has a place whose coordinates are known."
    first = [f"{row.place} ({row.events:,})" for row in found.head(3).itertuples()]
    return (f"{shown:,} of {plural(len(events), 'event')} have a place whose coordinates are known; most are at "
            f"{listed(first)}.")
