"""How well the days that matter are chosen, and what a timeline shares with events that others coded.

    python benchmarks/timeline.py TOPIC... [--json FILE]
    python benchmarks/timeline.py TOPIC... --ucdp EVENTS.csv --corpus COLLECTION [--json FILE]

TOPIC is a folder with outputwithpub.csv (date, text) and gold/, timelines made by hand. As many days are chosen as a
hand-made timeline has; F1 of days, mean over timelines: among all days that the articles name ("all days"), and among
those from its first to its last ("its span"). The second table compares the timeline of a collection with UCDP's coded
events of the months that have articles. UCDP held: its events for which the timeline has violence at the same place,
at most a day away. Timeline held: the same for what it tells of violence with dead, since UCDP codes nothing else.
"by chance" is the same with the other side's days moved by 15 days, forth and back.
"""

import csv
import re
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

import pandas as pd

from common import arguments, show, write_json
from dateline import annotate, load_corpus, tables, timeline
from dateline.language.places import fold
from dateline.language.times import find_times

RANKINGS = ("articles published", "mentions", "articles that name it", "salience")
KIND = re.compile(r"\b(?:city|town|village|suburb|neighbou?rhood|area|district|camp|al|ar|as|ad|az|an|ash|at|el|the)\b")
SHIFTS = (-15, 15)  # days by which one side is moved to tell what chance would give


def read_topic(folder: Path) -> tuple[list[tuple[date, str]], dict[str, set[date]]]:
    """Articles as (day of publication, text), and the days of each hand-made timeline."""
    csv.field_size_limit(10**8)
    with (folder / "outputwithpub.csv").open(encoding="utf-8", newline="") as lines:
        articles = [(date.fromisoformat(row["date"][:10]), row["text"]) for row in csv.DictReader(lines)]
    gold = {file.stem: {date.fromisoformat(day) for day in re.findall(
        r"^(?:-{10,}\s+)?(\d{4}-\d\d-\d\d)\s*$", file.read_text("utf-8", "replace"), re.M)}
        for file in sorted((folder / "gold").iterdir())}
    return articles, gold


def ranked(articles: list[tuple[date, str]]) -> dict[str, list[date]]:
    """Days in the order that each ranking gives them."""
    rows = [{"article_id": str(number), "text": "", **vars(timex)} for number, (day, text) in enumerate(articles)
            for timex in find_times(text, day)]
    about = tables.frame("articles", [{column.name: None for column in tables.TABLES["articles"]}
                                      | {"article_id": str(number), "published": day}
                                      for number, (day, _) in enumerate(articles)])
    days = timeline.dates(tables.frame("times", rows), about)
    days["articles published"] = days["day"].map(about["published"].value_counts()).fillna(0)
    columns = dict(zip(RANKINGS, ("articles published", "mentions", "articles", "salience"), strict=True))
    return {name: [day.date() for day in days.sort_values([column, "day"], ascending=[False, True])["day"]]
            for name, column in columns.items()}


def selection(folders: Iterable[Path]) -> dict[str, dict[str, float]]:
    """F1 in per cent by ranking, for each hand-made timeline and as their mean."""
    found: dict[str, dict[str, float]] = {}
    for folder in folders:
        articles, gold = read_topic(folder)
        orders = ranked(articles)
        for name, days in gold.items():
            found[f"{folder.name} {name}"] = line = {"days": len(days)}
            for ranking, order in orders.items():
                within = [day for day in order if min(days) <= day <= max(days)]
                for span, chosen in (("all days", order), ("its span", within)):
                    line[f"{ranking}, {span}"] = 100 * len(days & set(chosen[:len(days)])) / len(days)
    frame = pd.DataFrame(found).T
    return {**found, "mean": frame.mean().to_dict()}


# ---- UCDP

def key(name: str) -> str:
    """A place's name without its kind, articles and what transliterations differ in: vowels, h, doubled letters."""
    letters = re.sub(r"[^a-z]", "", KIND.sub("", fold(name)))
    bare = re.sub(r"(.)\1+", r"\1", re.sub(r"[aeiouwyh]", "", letters))
    return bare if len(bare) > 2 else f"{bare}:{letters[:1]}{letters[-1:]}"


def coded(file: Path, gazetteer: Iterable[dict]) -> pd.DataFrame:
    """UCDP's events that have a place: day, names (keys), latitude and longitude where the gazetteer has the place."""
    points = {key(name): (row["latitude"], row["longitude"])
              for row in gazetteer for name in (row["name"], *row["aliases"])}
    found = pd.read_csv(file, parse_dates=["start_date"]).dropna(subset="location_where_name").sort_values(
        ["start_date", "id"])
    names = [{key(part) for part in where.split("/")} for where in found["location_where_name"]]
    point = [next((points[one] for one in sorted(name) if one in points), (None, None)) for name in names]
    return pd.DataFrame({"day": found["start_date"].to_numpy(), "names": names,
                         "latitude": [one[0] for one in point], "longitude": [one[1] for one in point]})


def told(corpus: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A collection's happenings of violence with day and place, as `coded`, whether lethal; and its articles."""
    notes = annotate(load_corpus(corpus))
    events = timeline.ordered(notes.events, notes.articles)
    lethal = (events["deaths"].map(len) > 0).groupby(events["happening"]).transform("any")
    placed = (events["precision"] == "day") & (events["place"] != "")
    kept = events.assign(lethal=lethal)[placed & events["type"].isin(timeline.FAMILIES["violence"])].drop_duplicates(
        "happening")
    return pd.DataFrame({"day": kept["date_start"].to_numpy(), "names": [{key(place)} for place in kept["place"]],
                         "lethal": kept["lethal"].to_numpy(), "latitude": kept["latitude"].to_numpy(float),
                         "longitude": kept["longitude"].to_numpy(float)}), notes.articles


def held(rows: pd.DataFrame, others: pd.DataFrame) -> float:
    """The share of rows, in per cent, that the others have: same place, at most a day away."""
    by_day: dict[date, list[dict]] = {}
    for other in others.to_dict("records"):
        by_day.setdefault(other["day"].date(), []).append(other)
    hits = sum(any(row["names"] & other["names"] or timeline.kilometres(row, other) <= timeline.SAME_PLACE_KM
                   for step in (-1, 0, 1) for other in by_day.get(row["day"].date() + timedelta(step), ()))
               for row in rows.to_dict("records"))
    return 100 * hits / len(rows) if len(rows) else float("nan")


def moved(rows: pd.DataFrame, days: pd.DatetimeIndex, shift: int) -> pd.DataFrame:
    """Rows moved by so many of some days, those at the end to the beginning; other days fall out."""
    at = days.get_indexer(rows["day"])
    return rows.assign(day=days[(at + shift) % len(days)])[at >= 0]


def comparison(file: Path, corpus: Path, years: Iterable[int] = (2015, 2017)) -> dict[str, dict[str, float]]:
    """For each year: how many events each side has in the months with articles, and the shares held, both ways."""
    ours, articles = told(corpus)
    theirs = coded(file, load_corpus(corpus).places)
    months = articles["published"].dt.to_period("M")
    found = {}
    for year in years:
        inside = set(months[months.dt.year == year])
        mine, other = (side[side["day"].dt.to_period("M").isin(inside)] for side in (ours, theirs))
        mine = mine[mine["lethal"]]
        days = pd.DatetimeIndex([day for month in sorted(inside) for day in pd.date_range(
            month.start_time, month.end_time.normalize())])
        line = {"months": len(inside), "articles": int(months.isin(inside).sum()), "UCDP": len(other),
                "with dead": len(mine)}
        for name, rows, others in (("UCDP held", other, ours), ("timeline held", mine, theirs)):
            by_chance = [held(rows, moved(others, days, shift)) for shift in SHIFTS]
            line |= {name: held(rows, others), f"{name} by chance": sum(by_chance) / len(SHIFTS)}
        found[str(year)] = line
    return found


def main() -> None:
    options = arguments(__doc__.split("\n")[0],
                        lambda parser: parser.add_argument("--ucdp", type=Path, metavar="FILE"),
                        lambda parser: parser.add_argument("--corpus", type=Path, metavar="COLLECTION"))
    figures = {"dates": selection(options.gold)}
    for span in ("all days", "its span"):
        show(f"Days chosen among {span}, F1", ("timeline", "days", *RANKINGS), [
            (name, "" if name == "mean" else int(line["days"]), *(line[f"{ranking}, {span}"] for ranking in RANKINGS))
            for name, line in figures["dates"].items()])
    if options.ucdp and options.corpus:
        figures["ucdp"] = comparison(options.ucdp, options.corpus)
        show("Events of violence with day and place, against UCDP: share held in per cent",
             ("year", *next(iter(figures["ucdp"].values()))), [(year, *line.values())
                                                               for year, line in figures["ucdp"].items()])
    write_json(options.json, figures)


if __name__ == "__main__":
    main()
