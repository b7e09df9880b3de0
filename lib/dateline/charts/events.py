"""What happened when: events as tables, swim-lanes and maps, and the days that articles write about."""

import json
from collections.abc import Mapping
from math import cos, radians
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import NullLocator

from dateline import timeline
from dateline.charts.drawing import MOST_ROWS, behind_ids, beside, date_axis, hatched, label, percents, rows_picture
from dateline.figures import INK, PLAIN, TWINS, WIDTH, Figure, Picture, Sentence, Table, enumerated, shown, styled
from dateline.palette import CAMP_COLOURS, CAMP_NAMES
from dateline.sentences import say
from dateline.shares import percent, plural
from dateline.tables import CAMPS

Extent = tuple[float, float, float, float]  # west, east, south, north
MOST_LABELS, MOST_DOTS = 12, 50
MOST_PAIRS, MOST_TOLLS, MOST_DAYS, MOST_PERIODS, MOST_FAR = 12, 16, 24, 12, 10
MOST_PLACES = 15
TICKS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000)
MANY = 60  # events: with more, a reader can look closer at a time
FEW_EVENTS, FEW_DAYS = 40, 4  # up to so many a swim-lane names each event
NO_EVENT = Sentence(say("nothing.events"))


def behind_source(row: Mapping[str, Any], column: str) -> tuple[str, dict]:
    """The link of a table of `timeline.sources`."""
    where = {"according_to_camp": row["according_to_camp"]}
    return "events", where if column == "total" else {**where, "status": column}


def event_table(found: pd.DataFrame, caption: str = "Events by date", most: int = 60) -> Table:
    """Events as a table for readers: date, type, place, parties, status, according to whom, how the date was found."""
    deaths = [timeline.range_text([one]) for one in found["deaths"]]
    plain = pd.DataFrame({
        "no": range(1, len(found) + 1), "when": found["when"],
        "type": found["type"].str.replace("_", " ") + ": " + found["trigger"], "place": found["place"],
        "parties": [label("", parties, 70) for parties in found["parties"]], "deaths": deaths,
        "status": found["status"], "account": [label("", who, 70) for who in found["account"]],
        "date_rule": found["date_rule"], "event_id": found["event_id"]})
    return Table(plain, caption, lambda row, column: ("events", {"event_id": row["event_id"]}),
                 ("event_id",) if any(deaths) else ("event_id", "deaths"), most, {"type": "event"},
                 "There is no such event in this selection.")


def several(found: pd.DataFrame, most: int = 15) -> Table | Sentence:
    """Events with more than one account (a table of `timeline.told_by_several`)."""
    if found.empty:
        return Sentence(say("nothing.several"))
    cut = found.assign(parties=[label("", parties, 70) for parties in found["parties"]])
    return Table(cut, "Events with more than one account", behind_ids("events", "event_id", "event_ids"),
                 ("happening", "event_ids"), most)


def disputes(found: pd.DataFrame) -> Table:
    """Accounts that contradict each other, side by side (a table of `timeline.disputes`)."""
    plain = found[["when", "event", "differ"]].assign(**{
        side: [f"{who}: {label('', said, 220)}" for who, said in zip(found[side], found[f"{side}_says"], strict=True)]
        for side in ("one", "other")}, **found[["accounts", "event_ids"]])
    return Table(plain, "Accounts that contradict each other", behind_ids("events", "event_id", "event_ids"),
                 ("event_ids",), MOST_PAIRS, {"differ": "they differ in", "one": "one account", "other": "another"},
                 say("nothing.disputes"))


@styled
def tolls(found: pd.DataFrame) -> Figure | Sentence:
    """Numbers of dead as ranges, a line an account, under their events (a table of `timeline.tolls`)."""
    if found.empty:
        return Sentence(say("nothing.tolls"))
    heads = found.groupby("happening", sort=False).size()
    kept = found[found["happening"].isin(heads.index[(heads + 1).cumsum() <= MOST_TOLLS].union(heads.index[:1]))]
    lines = [line for (_, event), part in kept.groupby(["happening", "event"], sort=False)
             for line in (event, *part.to_dict("records"))]
    accounts = ["" if isinstance(row, str) else label("", row["account"], 36) for row in lines]
    picture, axes = rows_picture(accounts, left=2.9, top=0.3, bottom=0.45, row=0.235)
    for at, row in enumerate(lines):
        if isinstance(row, str):
            axes.text(-0.68, at, label("", row, 90), transform=axes.get_yaxis_transform(), va="center", weight="bold")
            continue
        ink = CAMP_COLOURS.get(row["camp"], PLAIN)
        axes.plot([row["least"], row["most"]], [at, at], color=ink, linewidth=2.2, marker="o", markersize=5)
        axes.text(1.02, at, timeline.range_text([(row["least"], row["most"])]), transform=axes.get_yaxis_transform(),
                  va="center", fontsize=8.5)
    low, high = kept["least"].min(), kept["most"].max()
    if high > 30 * max(low, 1):
        axes.set_xscale("log")
        ticks = [one for one in TICKS if low / 2 <= one <= high * 2]
        axes.set_xticks(ticks, [f"{one:,}" for one in ticks])
    axes.xaxis.set_minor_locator(NullLocator())
    axes.set_xlabel("killed")
    axes.grid(axis="x", color=INK, alpha=0.14, linewidth=0.6)
    told = enumerated((event, " and ".join(f"{timeline.range_text([(row.least, row.most)])} ({row.account})"
                                           for row in part.itertuples()))
                      for (_, event), part in found.groupby(["happening", "event"], sort=False))
    left = found["happening"].nunique() - kept["happening"].nunique()
    more = f" Not drawn: {plural(left, 'event')} more." if left else ""
    return Figure(picture, f"Numbers of dead by account: {told}.", say("captions.tolls", more=more),
                  Table(found, "Numbers of dead by account", behind_ids("events", "event_id", "event_ids"),
                        ("happening", "event_ids"), MOST_TOLLS))


@styled
def delays(found: pd.DataFrame) -> Figure | Sentence:
    """How long after an event it is told, as bars (a table of `timeline.delays`)."""
    if found.empty:
        return Sentence(say("nothing.delays"))
    picture, axes = rows_picture(found["delay"], left=1.4, right=0.9, top=0.3, row=0.25)
    axes.barh(range(len(found)), found["share"], height=0.62, color=PLAIN, alpha=0.75, linewidth=0)
    percents(axes, found["share"].max(), "share of events")
    beside(axes, [f"{count:,}" for count in found["events"]], "events")
    told = enumerated((row.delay, f"{percent(row.share)} ({row.events})") for row in found.itertuples())
    return Figure(picture, f"Bars of the time from event to publication: {told}.", say("captions.delays"),
                  Table(found, "Events by days to publication", behind_ids("events", "event_id", "event_ids"),
                        ("event_ids",), heads={"share": "share of events"}))


def _lane_order(found: pd.DataFrame) -> list[str]:
    sums = found["actor_camp"].value_counts()
    return [camp for camp in (*CAMPS, "") if camp in sums.index]


@styled
def lanes(found: pd.DataFrame) -> Figure | Sentence:
    """A swim-lane for each acting camp: every event by name where they are few, else how many a day, week or month.

    found: a table of `timeline.ordered`. Events of a month or a year as a whole are left out.
    """
    known = found[found["date_start"].notna()]
    exact = [timeline.exact_to(*row) for row in known[["date_start", "precision"]].itertuples(index=False)]
    dated = known[[one == "day" for one in exact]]
    if dated.empty:
        return NO_EVENT if found.empty else Sentence("No event in this selection has a date that is exact to the day.")
    named = len(dated) <= FEW_EVENTS and dated["date_start"].nunique() <= FEW_DAYS
    inside = dated if named else timeline.middle(dated)
    picture, how = _named_lanes(dated) if named else _counted_lanes(inside)
    left = len(dated) - len(inside)
    first, last = inside["date_start"].min(), inside["date_start"].max()
    parts = [f"{plural(left, 'event')} before {first:%Y-%m-%d} or after {last:%Y-%m-%d}"] if left else []
    parts += [f"{plural(rough, 'event')} of a month or a year"] if (rough := len(known) - len(dated)) else []
    beyond = f" Left out: {'; '.join(parts)}." if parts else ""
    counted = timeline.counts(inside, cut=next((
        cut for cut, code in timeline.FREQUENCY.items()
        if inside["date_start"].dt.to_period(code).nunique() <= MOST_PERIODS), "year"))
    ids = counted.set_index(["period", "actor_camp"])["event_ids"].to_dict()
    table = counted.pivot_table(index="period", columns="actor_camp", values="events", aggfunc="sum", fill_value=0)
    table = table[_lane_order(inside)].reset_index().rename_axis(columns=None)
    sums = dated["actor_camp"].value_counts()
    days = dated.groupby("actor_camp")["date_start"].agg(["min", "max"])
    told = enumerated((_camp(camp), f"{sums[camp]:,} from {days.loc[camp, 'min']:%Y-%m-%d} to "
                       f"{days.loc[camp, 'max']:%Y-%m-%d}") for camp in _lane_order(dated))
    return Figure(picture, f"Swim-lanes of {plural(len(dated), 'event')} by the camp that acts: {told}.", how + beyond,
                  Table(table, "Events by period and camp of the actor", lambda row, camp: (
                      "events", {"event_id": ids.get((row["period"], camp), [])}), heads={"": "no actor given"}),
                  _zoom(dated, first, last) if len(dated) > MANY else "")


def _zoom(dated: pd.DataFrame, opens: pd.Timestamp, closes: pd.Timestamp) -> str:
    """The events as JSON for the lanes that a reader can zoom (report/templates/lanes.js).

    opens, closes: the first and the last day that are shown at first.
    Lanes of our own, and not vis-timeline: they take 5 KB instead of 0.55 MB, count what is too dense to be drawn
    one by one (vis-timeline would stack thousands of boxes), and lead from each event to its sentence.
    """
    first = dated["date_start"].min()
    camps = _lane_order(dated)
    names = {name: list(dict.fromkeys(dated[name])) for name in ("type", "place", "article_id", "status")}
    at = {name: {value: number for number, value in enumerate(values)} for name, values in names.items()}
    events = [[(row.date_start - first).days, camps.index(row.actor_camp), at["type"][row.type],
               at["place"][row.place], at["article_id"][row.article_id], int(row.event_id.rpartition(":e")[2]),
               at["status"][row.status]]
              for row in dated[["date_start", "actor_camp", "event_id", *names]].itertuples()]
    return json.dumps({
        "first": int(first.timestamp() * 1000), "days": (dated["date_start"].max() - first).days + 1,
        "opens": (opens - first).days, "closes": (closes - first).days + 1,
        "lanes": [[_camp(camp), TWINS[CAMP_COLOURS.get(camp, PLAIN)]] for camp in camps],
        "types": [shown("type", one) for one in names["type"]], "places": names["place"],
        "articles": names["article_id"], "statuses": names["status"], "events": events},
        ensure_ascii=False, separators=(",", ":"))


def _camp(camp: str) -> str:
    return CAMP_NAMES[camp] if camp else "no actor given"


def _named_lanes(dated: pd.DataFrame) -> tuple[Picture, str]:
    days = sorted(dated["date_start"].unique())
    order = _lane_order(dated)
    cells = {(camp, day): part for (camp, day), part in dated.groupby(["actor_camp", "date_start"])}
    depth = [max(len(cells.get((camp, day), ())) for day in days) for camp in order]
    rows = sum(depth)
    left, top = 1.25, 0.36
    height = top + 0.1 + 0.235 * rows + 0.12 * len(order)
    picture = Picture((WIDTH, height))
    axes = picture.add_axes((left / WIDTH, 0.05 / height, (WIDTH - left - 0.05) / WIDTH,
                             (height - top - 0.05) / height))
    axes.set_xlim(0, len(days))
    bottom = 0.0
    letters = int((WIDTH - left) / len(days) * 72 / 4.6) - 3
    ticks = []
    for camp, deep in zip(order, depth, strict=True):
        extent = deep * 0.235 + 0.12
        ticks.append(bottom + extent / 2)
        axes.axhline(bottom, color=INK, alpha=0.2, linewidth=0.6)
        for place, day in enumerate(days):
            for at, row in enumerate(cells.get((camp, day), pd.DataFrame()).to_dict("records")):
                y = bottom + 0.06 + (at + 0.5) * 0.235
                claimed = row["status"] != "reported"
                axes.plot([place + 0.03], [y], "o", color=CAMP_COLOURS.get(camp, PLAIN), markersize=5.5,
                          markerfacecolor="none" if claimed else None, markeredgewidth=1.2)
                text = f"{row['type'].replace('_', ' ')}: {row['place'] or row['target'] or row['trigger']}"
                axes.text(place + 0.03 + 0.03 * len(days), y, label("", text, letters), va="center", fontsize=8.2)
        bottom += extent
    axes.set_ylim(bottom, 0)
    axes.set_yticks(ticks, [_camp(camp) for camp in order])
    axes.set_xticks(np.arange(len(days)) + 0.03, [f"{day.day} {day:%B %Y}" for day in days], ha="left")
    axes.tick_params(axis="x", top=False, bottom=False, labeltop=True, labelbottom=False)
    for place in range(1, len(days)):
        axes.axvline(place, color=INK, alpha=0.2, linewidth=0.6)
    axes.spines[:].set_visible(False)
    return picture, say("captions.named_lanes")


def _counted_lanes(inside: pd.DataFrame) -> tuple[Picture, str]:
    first, last = inside["date_start"].min(), inside["date_start"].max()
    cut = timeline.period(inside["date_start"])
    counted = timeline.counts(inside, cut=cut)
    steps = pd.period_range(first, last, freq=timeline.FREQUENCY[cut]).start_time
    order = _lane_order(inside)
    picture, axes = rows_picture([_camp(camp) for camp in order], left=1.4, right=0.65, top=0.25, bottom=0.35, row=0.42)
    most = counted["events"].max()
    for at, camp in enumerate(order):
        amounts = counted[counted["actor_camp"] == camp].set_index("period")["events"].reindex(steps, fill_value=0)
        axes.fill_between(steps, at + 0.45, at + 0.45 - 0.88 * amounts.to_numpy(float) / most, step="mid",
                          color=CAMP_COLOURS.get(camp, PLAIN), alpha=0.85, linewidth=0)
        axes.axhline(at + 0.45, color=INK, alpha=0.25, linewidth=0.6)
    sums = inside["actor_camp"].value_counts()
    beside(axes, [f"{sums[camp]:,}" for camp in order], "events")
    date_axis(axes, steps[0], steps[-1])
    return picture, say("captions.counted_lanes", cut=cut, most=most)


def document_days(found: pd.DataFrame) -> Table | Sentence:
    """Articles whose day of publication is missing or contradicted (a table of `timeline.document_days`)."""
    if found.empty:
        return Sentence(say("nothing.doubtful"))
    cut = found.assign(title=[label("", title, 70) for title in found["title"]])
    return Table(cut, "Days of publication that are missing or look wrong",
                 behind_ids("events", "event_id", "event_ids"), ("article_id", "event_ids"), MOST_FAR,
                 {"published": "published"})


def far(found: pd.DataFrame) -> Table | Sentence:
    """Events whose dates should be checked (a table of `timeline.far`)."""
    if found.empty:
        return Sentence("No event lies more than ten years before the publication of its article or a year after it.")
    return event_table(found, "Events far from the day of publication", MOST_FAR)


@styled
def dates(found: pd.DataFrame) -> Figure | Sentence:
    """The days that matter most, as bars (a table of `timeline.dates`)."""
    if found.empty:
        return Sentence(say("nothing.dates"))
    kept = found.head(MOST_ROWS)
    picture, axes = rows_picture([f"{day:%Y-%m-%d}" for day in kept["day"]], left=1.1, right=1.0, row=0.25, top=0.3)
    axes.barh(range(len(kept)), kept["articles"], height=0.62, color=PLAIN, alpha=0.75, linewidth=0)
    hatched(axes, kept["later"])
    most = int(kept["articles"].max())
    axes.set_xlim(0, most * 1.03)
    axes.set_xticks(sorted({0, *range(0, most + 1, max(1, -(-most // 6)))}))
    axes.set_xlabel("articles that name the day; hatched: published more than two days later")
    beside(axes, [f"{count:,}" for count in kept["mentions"]], "mentions")
    told = enumerated((f"{row.day:%Y-%m-%d}", f"in {plural(row.articles, 'article')}, {row.later} of them later")
                      for row in kept.itertuples())
    left = len(found) - len(kept)

    def link(row: Mapping[str, Any], column: str) -> tuple[str, dict] | None:
        if column != "mentions":
            return None  # they all would lead to the same page
        return "times", {"date_start": row["day"], "date_end": row["day"], "type": list(timeline.SINGLE)}
    more = f" Not drawn: {plural(left, 'day')} more." if left else ""
    return Figure(picture, f"Bars of the most salient days: {told}.", say("captions.dates", more=more),
                  Table(found, "Days by salience; the mentions lead to the sentences that name the day", link,
                        most=MOST_DAYS))


@styled
def place_map(found: pd.DataFrame, outline: str | Path | None = None,
              events: pd.DataFrame | None = None) -> Figure | Sentence:
    """A map of places by number of events (a table of `timeline.places`), with the densest part enlarged beside it.

    outline: a GeoJSON file of coarse outlines (the collection's outline.json), drawn where it exists. events: those
    behind the places; where they are many, four smaller maps beneath show one after another as many of them each.
    """
    if found.empty:
        return Sentence(say("nothing.places"))
    rings = _rings(Path(outline)) if outline and Path(outline).is_file() else []
    points = found[["longitude", "latitude"]].to_numpy(float)
    extent = _extent(np.vstack(rings) if rings else points)
    inside = found[_within(points, extent)]
    centre = inside.iloc[0] if len(inside) else found.iloc[0]
    scale = np.array([cos(radians(centre["latitude"])), 1.0])
    away = np.hypot(*((points - centre[["longitude", "latitude"]].to_numpy(float)) * scale).T)
    near = found[away <= 0.35]
    zoomed = len(near) >= 2 and extent[1] - extent[0] > 3
    parts = [] if events is None else timeline.quarters(events)
    picture = Picture((WIDTH, 3.5 + 1.95 * bool(parts)))
    up, high = (0.38, 0.58) if parts else (0.02, 0.9)
    if zoomed:
        _panel(picture.add_axes((0.0, up, 0.52, high)), found, extent, rings, "", box=near)
        close = _extent(near[["longitude", "latitude"]].to_numpy(float), 0.04)
        title = f"in the square: {centre['place']} and near it"
        _panel(picture.add_axes((0.54, up, 0.46, high)), near, close, [], title)
    else:
        _panel(picture.add_axes((0.0, up, 1.0, high)), found, extent, rings, "")
    for at, (title, part) in enumerate(parts):
        _panel(picture.add_axes((0.255 * at, 0.01, 0.235, 0.3)), part, extent, rings, title, labels=3)
    outside = found[~_within(points, extent)]
    names = enumerated(((row.place, f"({row.events})") for row in outside.itertuples()), 5)
    beyond = f" Not on the map: {names}." if len(outside) else ""
    below = " Beneath: the same in four periods with as many events each." if parts else ""
    told = enumerated((row.place, str(row.events)) for row in found.itertuples())
    by_part = [f"{title}: {enumerated(((row.place, str(row.events)) for row in part.itertuples()), 3)}"
               for title, part in parts]
    by_point = [] if events is None else events.groupby([events["latitude"].round(3), events["longitude"].round(3)])
    ids = {point: list(part["event_id"]) for point, part in by_point}

    def link(row: Mapping[str, Any], column: str) -> tuple[str, dict] | None:
        known = ids.get((row["latitude"], row["longitude"])) if column in ("events", "articles") else None
        return ("events", {"event_id": known}) if known else None
    return Figure(picture, f"Map of events by place: {'. '.join([told, *by_part])}.",
                  say("captions.places", below=below, beyond=beyond),
                  Table(found, "Places by number of events", link, ("spellings",), MOST_PLACES))


def _rings(file: Path) -> list[np.ndarray]:
    """The outer rings of all polygons of a GeoJSON file, as arrays of longitude and latitude."""
    content = json.loads(file.read_text("utf-8"))
    shapes = [one["geometry"] for one in content.get("features", [])] or [content.get("geometry", content)]
    found = []
    for shape in shapes:
        polygons = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
        found += [np.array(polygon[0], float) for polygon in polygons]
    return found


def _extent(points: np.ndarray, least: float = 0.4) -> Extent:
    """West, east, south and north with a margin."""
    (west, south), (east, north) = points.min(axis=0), points.max(axis=0)
    margin = max(least, 0.08 * max(east - west, north - south))
    return west - margin, east + margin, south - margin, north + margin


def _within(points: np.ndarray, extent: Extent) -> np.ndarray:
    west, east, south, north = extent
    return (points[:, 0] >= west) & (points[:, 0] <= east) & (points[:, 1] >= south) & (points[:, 1] <= north)


def _panel(axes: Axes, found: pd.DataFrame, extent: Extent, rings: list[np.ndarray], title: str,
           box: pd.DataFrame | None = None, labels: int = MOST_LABELS) -> None:
    west, east, south, north = extent
    axes.set_xlim(west, east)
    axes.set_ylim(south, north)
    axes.set_aspect(1 / cos(radians((south + north) / 2)))
    axes.set_xticks([])
    axes.set_yticks([])
    axes.spines[:].set_visible(True)
    axes.spines[:].set_alpha(0.3)
    axes.set_title(title, fontsize=8.5, pad=4)
    for ring in rings:
        axes.plot(ring[:, 0], ring[:, 1], color=INK, alpha=0.35, linewidth=0.9)
    inside = found[_within(found[["longitude", "latitude"]].to_numpy(float), extent)] if len(found) else found
    most = max(inside["events"].max() if len(inside) else 1, 1)
    if box is not None:
        axes.plot(box["longitude"].mean(), box["latitude"].mean(), "s", markersize=13, markerfacecolor="none",
                  color=INK, alpha=0.7, markeredgewidth=0.9)
    dots = inside.head(MOST_DOTS if labels == MOST_LABELS else MOST_DOTS // 2)
    sizes = ((dots["events"] / most) ** 0.5 * 4).round()
    for size in sorted(sizes.unique(), reverse=True):  # five sizes, so that the picture stays light
        part = dots[sizes == size]
        axes.plot(part["longitude"], part["latitude"], "o", color="#882255", markersize=3.5 + 2.2 * size, alpha=0.6,
                  markeredgewidth=0)
    _labels(axes, inside if box is None else inside[~inside.index.isin(box.index[1:])], extent, labels)


def _labels(axes: Axes, found: pd.DataFrame, extent: Extent, most: int) -> None:
    """The names of the places with most events, each where it does not cover another; else left out."""
    west, east, south, north = extent
    box = axes.get_position()
    width, height = box.width * WIDTH * 72, box.height * axes.figure.get_figheight() * 72
    narrow = cos(radians((south + north) / 2))  # a degree east, in degrees north
    unit = min(width / ((east - west) * narrow), height / (north - south))  # points a degree north
    taken: list[tuple[float, float, float, float]] = []
    for row in found.head(most * 2).itertuples():
        if len(taken) == most:
            break
        x, y = (row.longitude - west) * narrow * unit, (row.latitude - south) * unit
        name = label("place", row.place, 22)
        long = len(name) * 4.5
        for right, up in ((7, 0), (-7, 0), (0, 9), (0, -9), (7, 9), (-7, 9), (7, -9), (-7, -9)):
            left = x + right if right > 0 else x + right - long if right < 0 else x - long / 2
            spot = (left, y + up - 5, left + long, y + up + 5)
            free = all(spot[2] < one[0] or spot[0] > one[2] or spot[3] < one[1] or spot[1] > one[3] for one in taken)
            if free and spot[0] >= 0 and spot[2] <= (east - west) * narrow * unit:
                taken.append(spot)
                axes.annotate(name, (row.longitude, row.latitude), (right, up), textcoords="offset points", va="center",
                              ha="left" if right > 0 else "right" if right < 0 else "center", fontsize=8)
                break
