"""Whose voices: shares by camp, outlets against camps, who is named, who is talked about and who is heard."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.lines import Line2D

from dateline import balance
from dateline.charts import drawing
from dateline.charts.drawing import NO_QUOTE, behind, behind_parts, label, rows_picture
from dateline.figures import INK, PLAIN, Figure, Sentence, Table, enumerated, shown, styled
from dateline.palette import CAMP_COLOURS, CAMP_NAMES
from dateline.sentences import say
from dateline.shares import MISSING, basis, percent, plural, range_words
from dateline.tables import CAMPS

MOST_OUTLETS, MOST_LANES, SHADES = 10, 7, 5
MEASURES = (("share", "low", "high", "o", "quotes"), ("words_share", "words_low", "words_high", "s", "words"),
            ("prominence_share", "prominence_low", "prominence_high", "^", "prominence"))
STYLES = ((0.85, False), (0.5, True), (0.2, False))  # of the parts of a crossed table: strength, whether hatched
CROSSED = {"direct": "Direct, mixed and indirect quotes", "named": "Sources that are named, described, or not given"}


def behind_reading(row: Mapping[str, Any], column: str) -> tuple[str, dict] | None:
    """The link of a table of `balance.readings`: the quotes that the number counts."""
    ids = row["quote_ids"].get(column)
    return ("quotes", {"quote_id": ids}) if ids else None


@styled
def camp_shares(found: pd.DataFrame, by: str = "camp", quotes: pd.DataFrame | None = None) -> Figure | Sentence:
    """Shares by quotes, words and prominence with their intervals (a table of `balance.balance`).

    quotes: the quotes counted; needed for links where `by` is a column that only `balance.prepared` knows.
    """
    if found.empty:
        return NO_QUOTE
    kept, more = drawing.drawn_rows(found)
    picture, axes = rows_picture([label(by, value) for value in kept[by]], row=0.36)
    top = 0.05
    inks = [drawing.colour(by, value) for value in kept[by]]
    lanes = np.arange(len(kept))[:, None] + np.array([-0.24, 0, 0.24])
    low, high = (kept[[row[end] for row in MEASURES]].to_numpy(float).ravel() for end in (1, 2))
    axes.hlines(lanes.ravel(), low, high, colors=np.repeat(inks, len(MEASURES)), linewidth=1.1, alpha=0.65)
    for number, (share, _, high, marker, _) in enumerate(MEASURES):
        top = max(top, kept[[share, high]].max(axis=None))
        axes.scatter(kept[share], lanes[:, number], 34 if number == 0 else 20, marker=marker, edgecolors=inks,
                     linewidths=1.1, facecolors=inks if number == 0 else "none", clip_on=False, zorder=3)
    drawing.percents(axes, top, "share of the whole")
    total, articles = int(found["total"].iloc[0]), int(found["of_articles"].iloc[0])
    drawing.beside(axes, [f"{count:,}" for count in kept["quotes"]], "quotes")
    drawing.legend(axes, [Line2D([], [], marker=marker, linestyle="", color=INK, markersize=5.5,
                                 markerfacecolor=INK if number == 0 else "none", label=f"by {name}")
                          for number, (*_, marker, name) in enumerate(MEASURES)])
    told = enumerated((shown(by, row[by]), f"{percent(row['share'])} ({plural(row['quotes'], 'quote')}"
                       + (f", interval {within}" if (within := range_words(row["low"], row["high"])) else "")
                       + f"), {percent(row['words_share'])} of words, {percent(row['prominence_share'])} of prominence")
                      for row in found.to_dict("records"))
    whole = f"{plural(total, 'quote')} in {plural(articles, 'article')}"
    table = Table(found, f"Shares of {whole} by {by}{_with_intervals(found)}", behind(by, quotes),
                  ("total", "of_articles"))
    return Figure(picture, f"Dot chart of shares by {by} among {plural(total, 'quote')}: {told}.",
                  f"Shares of quotes, of words quoted and of prominence by {by}. {basis(articles)}{more}", table)


def _with_intervals(found: pd.DataFrame) -> str:
    return ", with 95% intervals" if found.filter(regex="low$").notna().any(axis=None) else ""


@styled
def crossed(found: pd.DataFrame) -> Figure | Sentence:
    """Kinds of quotes, or namings of their sources, as parts of each camp's quotes (a table of `balance.crossed`)."""
    if found.empty:
        return NO_QUOTE
    by, *parts = found.columns[:-1]
    title = CROSSED[parts[0]]
    kept, more = drawing.drawn_rows(found)
    picture, axes = rows_picture([label(by, value) for value in kept[by]])
    inks = [drawing.colour(by, value) for value in kept[by]]
    drawing.stacked(axes, kept, "total", {part: (inks, *style) for part, style in zip(parts, STYLES, strict=True)})
    drawing.percents(axes, 1, f"share of the {by}'s quotes")
    drawing.beside(axes, [f"{count:,}" for count in kept["total"]], "quotes")
    told = enumerated((shown(by, row[by]), " and ".join(f"{row[part]} {part}" for part in parts if row[part]))
                      for row in found.to_dict("records"))
    return Figure(picture, f"Stacked bars. {title} by {by}: {told}.", f"{title}, by {by}.{more}",
                  Table(found, f"{title} by {by}, in quotes", behind(by)))


def _wide(found: pd.DataFrame, camps: Sequence[str]) -> pd.DataFrame:
    """A line a group of a table of `balance.camps_by`: quotes, articles and the camps' shares."""
    by = str(found.columns[0])
    sums = found.groupby(by).agg(quotes=("total", "first"), articles=("of_articles", "first"))
    shares = found.pivot(index=by, columns="camp", values="share").reindex(columns=camps).fillna(0.0)
    return sums.join(shares.add_suffix("_share"))


@styled
def outlets(found: pd.DataFrame, quotes: pd.DataFrame) -> Figure | Sentence:
    """Outlet (or week, or any other column) by camp as a heat map of shares.

    found: a table of `balance.camps_by`.
    """
    if found.empty:
        return NO_QUOTE
    by = str(found.columns[0])
    noun = balance.NOUNS.get(by, by)
    if found[by].nunique() == 1:
        return Sentence(balance.takeaway_outlets(found))
    camps = [camp for camp in CAMPS if camp in set(found["camp"])]
    wide = _wide(found, camps).sort_values("quotes", ascending=False, kind="stable")
    drawn = wide.head(MOST_OUTLETS)
    if by in balance.PERIOD_NAMES:
        wide, drawn = wide.sort_index(), drawn.sort_index()
    picture, axes = rows_picture([label("outlet", name, 24) for name in drawn.index], left=1.7, top=1.05, bottom=0.1,
                                 row=0.27)
    rows = np.arange(len(drawn))
    for place, camp in enumerate(camps):
        part = drawn[f"{camp}_share"].to_numpy()
        strength = np.ceil(np.minimum(1, part / 0.6) * SHADES)
        for shade in range(1, SHADES + 1):
            axes.barh(rows[strength == shade], 0.94, left=place - 0.47, height=0.9, color=CAMP_COLOURS[camp],
                      alpha=0.05 + 0.65 * shade / SHADES, linewidth=0)
    for at, row in enumerate(drawn.to_dict("records")):
        for place, camp in enumerate(camps):
            if share := row[f"{camp}_share"]:
                axes.text(place, at, f"{share * 100:.0f}", ha="center", va="center", fontsize=8)
    for at, row in enumerate(drawn.to_dict("records")):
        axes.text(1.02, at, f"{row['quotes']:,} quotes", transform=axes.get_yaxis_transform(), va="center", fontsize=8)
    drawing.names_above(axes, [CAMP_NAMES[camp] for camp in camps])
    left = len(wide) - len(drawn)
    most = drawn[[f"{camp}_share" for camp in camps]]
    told = enumerated((shown("outlet", name), f"mostly {CAMP_NAMES[row.idxmax().removesuffix('_share')]} "
                       f"({percent(row.max())})") for name, row in most.iterrows())
    table = Table(wide.reset_index(), f"Share of each camp in the quotes of each {noun}", behind(by, quotes))
    more = f" The {MOST_OUTLETS} with most quotes; {left} more not drawn." if left else ""
    return Figure(picture, f"Heat map of camps by {noun}, {plural(len(drawn), noun)}: {told}.",
                  say("captions.outlets", noun=noun, more=more), table)


@styled
def camp_time(found: pd.DataFrame, quotes: pd.DataFrame) -> Figure | Sentence:
    """The share of each camp over time, a lane each with its interval (a table of `balance.over_time`)."""
    told = balance.takeaway_time(found)
    big = found[found["total"] >= balance.ENOUGH]
    if found.empty or big.iloc[:, 0].nunique() < 2:
        return Sentence(told)
    column = str(found.columns[0])
    unit = balance.PERIOD_NAMES[column]
    sums = found.groupby("camp")["quotes"].sum().sort_values(ascending=False, kind="stable")
    others = [camp for camp in sums.index if camp not in balance.ALWAYS]
    camps = [*balance.NAMED_AFTER, *others[:MOST_LANES - len(balance.NAMED_AFTER)]]
    day = {"month": "-01", "year": "-01-01"}.get(column, "")
    totals = found.groupby(column)["total"].first()
    totals.index = pd.to_datetime(totals.index + day)
    steps = pd.date_range(totals.index.min(), totals.index.max(), freq=drawing.FREQUENCIES[column])
    top = min(1.0, big.loc[big["camp"].isin(camps), ["share", "high"]].max(axis=None) * 1.02)
    picture, axes = rows_picture([*(CAMP_NAMES[camp] for camp in camps), "all quotes"], left=1.4, right=0.65, top=0.25,
                                 bottom=0.35, row=0.52)
    for at, camp in enumerate(camps):
        part = big[big["camp"] == camp].set_index(column)
        part.index = pd.to_datetime(part.index + day)
        known = pd.Series(0.0, pd.to_datetime(big[column].unique() + day)).reindex(steps)  # NaN: too few quotes
        share = part["share"].reindex(steps).fillna(known)
        low, high = (part[end].reindex(steps) for end in ("low", "high"))
        y = [at + 0.45 - 0.88 * (values / top).to_numpy(float) for values in (share, low, high)]
        axes.fill_between(steps, y[1], y[2], color=CAMP_COLOURS[camp], alpha=0.22, linewidth=0)
        dots = np.where(share.shift().isna() & share.shift(-1).isna(), y[0], np.nan)  # what no line leads to
        axes.plot(steps, y[0], "-", color=CAMP_COLOURS[camp], clip_on=False)
        axes.plot(steps, dots, "o", color=CAMP_COLOURS[camp], markersize=3, clip_on=False)
        axes.axhline(at + 0.45, color=INK, alpha=0.25, linewidth=0.6)
    amounts = totals.reindex(steps, fill_value=0).to_numpy(float)
    axes.bar(steps, -0.88 * amounts / amounts.max(), bottom=len(camps) + 0.45, width=pd.Timedelta(steps[1] - steps[0]),
             color=PLAIN, alpha=0.5, linewidth=0)
    drawing.beside(axes, [*(f"{sums.get(camp, 0):,}" for camp in camps), f"{int(amounts.sum()):,}"], "quotes")
    drawing.date_axis(axes, steps[0], steps[-1])
    if column == "year":
        axes.set_xticks(steps, [f"{step:%Y}" for step in steps])
    half = (steps[1] - steps[0]) / 2
    axes.set_xlim(steps[0] - half, steps[-1] + half)
    wide = _wide(found, camps).reset_index()
    ends = wide[wide["quotes"] >= balance.ENOUGH].iloc[[0, -1]]
    means = enumerated((CAMP_NAMES[camp], " and ".join(f"{percent(share)} in {when}" for when, share in zip(
        ends[column], ends[f"{camp}_share"], strict=True))) for camp in camps)
    table = Table(wide.rename(columns={"published": "day"}), f"Share of each camp in the quotes of each {unit}",
                  behind(column, quotes) if column != "published" else None, most=40)
    return Figure(picture, f"Lanes of the share of camps by {unit}, {plural(len(wide), unit)}: {means}. {told}",
                  say("captions.camp_time", unit=unit, top=top, most=int(amounts.max()), enough=balance.ENOUGH), table)


def comparison(found: balance.Comparison) -> Table | Sentence:
    """Two groups of articles and their difference, camp by camp."""
    if found.why:
        return Sentence(found.why)
    one, other = (name or MISSING for name in found.names)
    return Table(found.table, f"Shares of camps in the quotes of {one} and of {other}, and their difference",
                 behind_parts, ("first_ids", "second_ids", "first", "second"),
                 heads={"first_share": one, "second_share": other, "chance": "by chance alone as large"},
                 of=f"{one} and {other}")


def corrected(found: pd.DataFrame) -> Table | Sentence:
    """Shares as counted and as corrected for the measured errors of coding (a table of `balance.corrected`)."""
    if found.empty or found["total"].iloc[0] < balance.MANY:
        return Sentence(f"Fewer than {balance.MANY} quotes: too few to correct their shares for the errors of coding.")
    by = found.columns[0]
    return Table(found, f"Shares of {by}s as counted and as corrected, with 95% intervals",
                 lambda row, column: ("quotes", {by: row[by]}) if column in ("quotes", "share") else None,
                 ("total", "of_articles", "of_coded", "measured_on", "measured_how"),
                 heads={"corrected_share": "corrected share", "coded": f"coded quotes of the {by}"})


def reach(found: pd.DataFrame) -> Table:
    """Speakers, articles, first quotes and headlines of each camp (a table of `balance.reach`)."""
    def link(row: Mapping[str, Any], column: str) -> tuple[str, dict]:
        return behind_parts(row, column) or ("quotes", {"camp": row["camp"]})
    few = len(found) and found["of_articles"].iloc[0] < balance.ENOUGH  # counts then tell more than percentages
    told = ("articles_share", "opens_share") if few else ("articles", "opens")
    return Table(found, f"How far each camp reaches{_with_intervals(found)}", link,
                 (*told, "speakers_share", "of_speakers", "of_articles", "of_quoting", "opens_ids", "headline_ids"),
                 heads={**dict.fromkeys(("articles", "articles_share"), "articles that quote it"),
                        **dict.fromkeys(("opens", "opens_share"), "articles that quote it first"),
                        "headline": "named in the headline"}, empty=NO_QUOTE.text)


def speakers(found: pd.DataFrame, most: int) -> Table:
    """Who speaks most, with some of the quotes folded beneath each (a table of `balance.voices`)."""
    return Table(found, "Speakers by number of quotes; a name unfolds some of them", drawing.behind_voice,
                 ("actor", "speaker", "said"), most, folded="said", empty=NO_QUOTE.text)


def diversity(found: pd.DataFrame, quotes: pd.DataFrame) -> Table:
    """Diversity of camps by outlet or another column (a table of `balance.diversity(quotes, by)`)."""
    by = str(found.columns[0])
    behind_row = behind(by, quotes)

    def link(row: Mapping[str, Any], column: str) -> tuple[str, dict] | None:
        if column not in ("quotes", "largest_share"):
            return None
        camps = [row["largest"]] if column == "largest_share" else [camp for camp in CAMPS if camp != "unknown"]
        return "quotes", {**behind_row(row, by)[1], "camp": camps}
    return Table(found, f"Diversity of camps by {balance.NOUNS.get(by, by)}", link,
                 ("camps", "of_articles"), 40)


@styled
def heard(found: pd.DataFrame) -> Figure | Sentence:
    """Share of mentions against share of quotes by camp (a table of `balance.heard`)."""
    if found.empty:
        return Sentence("Nobody whom the actor file knows is mentioned or quoted in this selection.")
    picture, axes = rows_picture([CAMP_NAMES[camp] for camp in found["camp"]], right=1.3)
    inks, rows = [CAMP_COLOURS[camp] for camp in found["camp"]], np.arange(len(found))
    axes.hlines(rows, found["mention_share"], found["quote_share"], colors=inks, alpha=0.5, linewidth=1.6)
    axes.scatter(found["mention_share"], rows, 28, marker="D", edgecolors=inks, facecolors="none", clip_on=False,
                 zorder=3)
    axes.scatter(found["quote_share"], rows, 34, marker="o", color=inks, clip_on=False, zorder=3)
    top = found[["mention_share", "quote_share"]].to_numpy().max()
    drawing.percents(axes, max(0.05, top), "share of mentions and of quotes of known camps")
    drawing.beside(axes, [f"{row.mentions:,} : {row.quotes:,}" for row in found.itertuples()], "mentions : quotes")
    drawing.legend(axes, [
        Line2D([], [], marker=one, linestyle="", color=INK, markerfacecolor=fill, markersize=5, label=name)
        for one, fill, name in (("D", "none", "mentioned"), ("o", INK, "quoted"))])
    told = enumerated((CAMP_NAMES[row["camp"]], f"{percent(row['mention_share'])} of mentions and "
                       f"{percent(row['quote_share'])} of quotes of known camps") for row in found.to_dict("records"))

    def link(row: Mapping[str, Any], column: str) -> tuple[str, dict] | None:
        if column in ("expected", "points"):
            return None
        if column in ("quotes", "quote_share"):
            return "quotes", {"camp": row["camp"]}
        return "articles", {"article_id": row["never_ids" if column == "never" else "article_ids"]}
    return Figure(picture, f"Dot chart of who is mentioned and who is quoted: {told}.",
                  "Who is talked about (diamonds) and who speaks (dots), by camp.",
                  Table(found, "Mentions and quotes by camp", link, ("article_ids", "never_ids")))
