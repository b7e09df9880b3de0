"""Whose voices: shares by camp, outlets against camps, who is named, who is talked about and who is heard."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from dateline import balance
from dateline.charts.drawing import (
    MOST_ROWS,
    NO_QUOTE,
    behind,
    behind_each,
    beside,
    colour,
    drawn_rows,
    label,
    legend,
    percents,
    rows_picture,
)
from dateline.figures import INK, PLAIN, Figure, Sentence, Table, enumerated, shown, styled
from dateline.palette import CAMP_COLOURS, CAMP_NAMES
from dateline.shares import basis, percent, plural, range_words
from dateline.tables import CAMPS, NAMINGS

MOST_OUTLETS = 16
MEASURES = (("share", "low", "high", "o", "quotes"), ("words_share", "words_low", "words_high", "s", "words"),
            ("prominence_share", "prominence_low", "prominence_high", "^", "prominence"))
PART_STYLES = {"direct": (0.85, ""), "mixed": (0.5, "////"), "indirect": (0.2, ""),
               "named": (0.85, ""), "described": (0.5, "////"), "none": (0.2, "")}


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
    kept, more = drawn_rows(found, by, MOST_ROWS, "row")
    picture, axes = rows_picture(len(kept), row=0.36)
    top = 0.05
    inks = [colour(by, value) for value in kept[by]]
    for number, (share, low, high, marker, _) in enumerate(MEASURES):
        y = np.arange(len(kept)) + (number - 1) * 0.24
        top = max(top, kept[[share, high]].max(axis=None))
        axes.hlines(y, kept[low], kept[high], colors=inks, linewidth=1.1, alpha=0.65)
        axes.scatter(kept[share], y, 34 if number == 0 else 20, marker=marker, edgecolors=inks, linewidths=1.1,
                     facecolors=inks if number == 0 else "none", clip_on=False, zorder=3)
    axes.set_yticks(range(len(kept)), [label(by, value) for value in kept[by]])
    percents(axes, top, "share of the whole")
    total, articles = int(found["total"].iloc[0]), int(found["of_articles"].iloc[0])
    beside(axes, [f"{count:,}" for count in kept["quotes"]], "quotes")
    legend(axes, [Line2D([], [], marker=marker, linestyle="", color=INK, markersize=5.5,
                          markerfacecolor=INK if number == 0 else "none", label=f"by {name}")
                   for number, (*_, marker, name) in enumerate(MEASURES)])
    told = enumerated((shown(by, row[by]), f"{percent(row['share'])} ({row['quotes']} quotes"
                       + (f", interval {within}" if (within := range_words(row["low"], row["high"])) else "")
                       + f"), {percent(row['words_share'])} of words, {percent(row['prominence_share'])} of prominence")
                      for row in found.to_dict("records"))
    whole = f"{plural(total, 'quote')} in {plural(articles, 'article')}"
    table = Table(found, f"Shares of {whole} by {by}, with 95% intervals",
                  behind(by) if quotes is None else behind_each(quotes, by), hidden=("total", "of_articles"))
    return Figure(picture, f"Dot chart of shares by {by} among {plural(total, 'quote')}: {told}.",
                  f"Shares of quotes, of words quoted and of prominence by {by}. {basis(articles)}{more}", table)


def kinds(found: pd.DataFrame, by: str = "camp") -> Figure | Sentence:
    """Direct, mixed and indirect quotes of each camp (a table of `balance.crossed(quotes, by, "kind")`)."""
    return _stacked(found, by, ("direct", "mixed", "indirect"), "Direct, mixed and indirect quotes")


def namings(found: pd.DataFrame, by: str = "camp") -> Figure | Sentence:
    """Named, described and missing sources of each camp (a table of `balance.crossed(quotes, by, "naming")`)."""
    return _stacked(found, by, NAMINGS, "Sources that are named, described, or not given")


@styled
def _stacked(found: pd.DataFrame, by: str, parts: Sequence[str], title: str) -> Figure | Sentence:
    if found.empty:
        return NO_QUOTE
    kept, more = drawn_rows(found, by, MOST_ROWS, "row")
    picture, axes = rows_picture(len(kept))
    start = np.zeros(len(kept))
    for part in parts:
        width = (kept[part] / kept["total"]).to_numpy(float)
        alpha, hatch = PART_STYLES[part]
        for at, (left, wide) in enumerate(zip(start, width, strict=True)):
            axes.barh(at, wide, left=left, height=0.66, color=colour(by, kept[by].iloc[at]), alpha=alpha, linewidth=0)
            if hatch:
                axes.barh(at, wide, left=left, height=0.66, fill=False, hatch=hatch, edgecolor=INK, linewidth=0,
                          alpha=0.55)
        start += width
    axes.set_yticks(range(len(kept)), [label(by, value) for value in kept[by]])
    percents(axes, 1, f"share of the {by}'s quotes")
    beside(axes, [f"{count:,}" for count in kept["total"]], "quotes")
    legend(axes, [Patch(facecolor=PLAIN, alpha=PART_STYLES[part][0], hatch=PART_STYLES[part][1] or None, linewidth=0,
                         edgecolor=INK, label=part) for part in parts])
    told = enumerated((shown(by, row[by]), " and ".join(f"{row[part]} {part}" for part in parts if row[part]))
                      for row in found.to_dict("records"))
    return Figure(picture, f"Stacked bars. {title} by {by}: {told}.", f"{title}, by {by}.{more}",
                  Table(found, f"{title} by {by}, in quotes", behind(by)))


@styled
def outlets(found: pd.DataFrame) -> Figure | Sentence:
    """Outlet by camp as a heat map of shares (a table of `balance.balance(quotes, "camp", "outlet")`)."""
    if found.empty:
        return NO_QUOTE
    if found["outlet"].nunique() == 1:
        return Sentence(balance.takeaway_outlets(found))
    sums = found.groupby("outlet").agg(quotes=("total", "first"), articles=("of_articles", "first"))
    sums = sums.sort_values("quotes", ascending=False, kind="stable")
    camps = [camp for camp in CAMPS if camp in set(found["camp"])]
    wide = found.pivot(index="outlet", columns="camp", values="share").reindex(sums.index)[camps].fillna(0.0)
    drawn = wide.head(MOST_OUTLETS)
    picture, axes = rows_picture(len(drawn), left=1.7, top=1.05, bottom=0.1, row=0.27)
    for at, (_, row) in enumerate(drawn.iterrows()):
        for place, camp in enumerate(camps):
            if row[camp]:
                axes.barh(at, 0.94, left=place - 0.47, height=0.9, color=CAMP_COLOURS[camp],
                          alpha=0.05 + 0.65 * min(1, row[camp] / 0.6), linewidth=0)
                axes.text(place, at, f"{row[camp] * 100:.0f}", ha="center", va="center", fontsize=8)
    axes.set_xlim(-0.5, len(camps) - 0.5)
    axes.set_xticks(range(len(camps)), [CAMP_NAMES[camp] for camp in camps], rotation=40, ha="left",
                    rotation_mode="anchor")
    axes.tick_params(axis="x", top=True, bottom=False, labeltop=True, labelbottom=False, length=0, pad=4)
    axes.set_yticks(range(len(drawn)), [label("outlet", name, 24) for name in drawn.index])
    axes.spines["bottom"].set_visible(False)
    for at, count in enumerate(sums["quotes"].head(MOST_OUTLETS)):
        axes.text(1.02, at, f"{count:,} quotes", transform=axes.get_yaxis_transform(), va="center", fontsize=8)
    left = len(wide) - len(drawn)
    told = enumerated((shown("outlet", name), f"mostly {CAMP_NAMES[row.idxmax()]} ({percent(row.max())})")
                      for name, row in drawn.iterrows())
    columns = wide.rename(columns=lambda camp: f"{camp}_share")
    table = Table(sums.join(columns).reset_index(), "Share of each camp in an outlet's quotes", _outlet_link,
                  heads={f"{camp}_share": CAMP_NAMES[camp] for camp in camps})
    return Figure(picture, f"Heat map of camps by outlet, {plural(len(drawn), 'outlet')}: {told}.",
                  "Percentage of each outlet's quotes that each camp has; the stronger the colour, the more."
                  + (f" The {MOST_OUTLETS} outlets with most quotes; {left} more in the table." if left else ""), table)


def _outlet_link(row: Mapping[str, Any], column: str) -> tuple[str, dict]:
    camp = column.removesuffix("_share")
    return "quotes", {"outlet": row["outlet"], **({"camp": camp} if camp in CAMPS else {})}


def diversity(found: pd.DataFrame) -> Table:
    """Diversity of camps by outlet (a table of `balance.diversity(quotes, "outlet")`)."""
    def link(row: Mapping[str, Any], column: str) -> tuple[str, dict]:
        camps = [row["largest"]] if column == "largest_share" else [camp for camp in CAMPS if camp != "unknown"]
        return "quotes", {"outlet": row["outlet"], "camp": camps}
    return Table(found, "Diversity of camps by outlet", link, ("of_articles",), 40)


@styled
def heard(found: pd.DataFrame) -> Figure | Sentence:
    """Share of mentions against share of quotes by camp (a table of `balance.heard`)."""
    if found.empty:
        return Sentence("Nobody whom the actor file knows is mentioned or quoted in this selection.")
    picture, axes = rows_picture(len(found), right=1.3)
    inks, rows = [CAMP_COLOURS[camp] for camp in found["camp"]], np.arange(len(found))
    axes.hlines(rows, found["mention_share"], found["quote_share"], colors=inks, alpha=0.5, linewidth=1.6)
    axes.scatter(found["mention_share"], rows, 28, marker="D", edgecolors=inks, facecolors="none", clip_on=False,
                 zorder=3)
    axes.scatter(found["quote_share"], rows, 34, marker="o", color=inks, clip_on=False, zorder=3)
    axes.set_yticks(range(len(found)), [CAMP_NAMES[camp] for camp in found["camp"]])
    top = found[["mention_share", "quote_share"]].to_numpy().max()
    percents(axes, max(0.05, top), "share of mentions and of quotes")
    beside(axes, [f"{row.mentions:,} : {row.quotes:,}" for row in found.itertuples()], "mentions : quotes")
    legend(axes, [Line2D([], [], marker=one, linestyle="", color=INK, markerfacecolor=fill, markersize=5, label=name)
                   for one, fill, name in (("D", "none", "mentioned"), ("o", INK, "quoted"))])
    told = enumerated((CAMP_NAMES[row["camp"]], f"{percent(row['mention_share'])} of mentions and "
                       f"{percent(row['quote_share'])} of quotes") for row in found.to_dict("records"))

    def link(row: Mapping[str, Any], column: str) -> tuple[str, dict]:
        if column in ("quotes", "quote_share"):
            return "quotes", {"camp": row["camp"]}
        ids = row["never_ids" if column == "never" else "article_ids"]
        return "articles", {"article_id": sorted(ids) if isinstance(ids, list | set) else []}
    return Figure(picture, f"Dot chart of who is mentioned and who is quoted: {told}.",
                  "Who is talked about (diamonds) and who speaks (dots), by camp.",
                  Table(found, "Mentions and quotes by camp", link, ("article_ids", "never_ids")))
