"""Charts: one function a chart, from a table of the measures to a Figure, or a Sentence where there is nothing to show.

Each camp and tone has one colour, the same everywhere; a label, a marker or an order always says the same. No
chart shows more than can be read: the rest is counted in the caption and stands in the table of numbers.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from math import cos, radians
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from dateline import balance, sentiment, timeline
from dateline.figures import INK, PLAIN, WIDTH, Figure, Picture, Sentence, Table, enumerated, shown, styled
from dateline.figures import Finding as Finding  # for notebooks
from dateline.palette import CAMP_COLOURS, CAMP_NAMES, TONE_COLOURS
from dateline.shares import basis, percent, plural, range_words
from dateline.tables import CAMPS, KINDS, NAMINGS, TONES

Extent = tuple[float, float, float, float]  # west, east, south, north
Link = Callable[[Mapping[str, Any], str], tuple[str, dict] | None]
MOST_ROWS, MOST_OUTLETS, MOST_LABELS, MOST_DOTS = 14, 16, 12, 120
FEW_EVENTS, FEW_DAYS = 40, 4  # up to so many a swim-lane names each event
ROW = 0.3  # inches of a row
MEASURES = (("share", "low", "high", "o", "quotes"), ("words_share", "words_low", "words_high", "s", "words"),
            ("prominence_share", "prominence_low", "prominence_high", "^", "prominence"))
TONE_ALPHA = {"negative": 0.9, "neutral": 0.45, "positive": 0.9}
PART_STYLES = {"direct": (0.85, ""), "mixed": (0.5, "////"), "indirect": (0.2, ""),
               "named": (0.85, ""), "described": (0.5, "////"), "none": (0.2, "")}
NO_QUOTE = Sentence("No quote was found in this selection.")
NO_EVENT = Sentence("No event was found in this selection.")


def colour(column: str, value: str) -> str:
    """The colour of a value: its camp's or tone's, else the plain one."""
    return (CAMP_COLOURS if column.endswith("camp") else TONE_COLOURS if column == "tone" else {}).get(value, PLAIN)


def label(column: str, value: str, most: int = 30) -> str:
    """The printed name of a value, cut where it is too long for an axis."""
    text = shown(column, value)
    return text if len(text) <= most else text[:most - 1].rstrip() + "…"


def _rows(count: int, left: float = 1.65, right: float = 0.75, top: float = 0.42, bottom: float = 0.42,
          row: float = ROW) -> tuple[Picture, Axes]:
    """A picture with `count` rows from the top down, and room for labels (inches)."""
    height = top + bottom + row * max(1, count)
    picture = Picture((WIDTH, height))
    axes = picture.add_axes((left / WIDTH, bottom / height, (WIDTH - left - right) / WIDTH,
                             row * max(1, count) / height))
    axes.set_ylim(count - 0.5, -0.5)
    axes.spines["left"].set_visible(False)
    return picture, axes


def _percents(axes: Axes, most: float = 1.0, name: str = "") -> None:
    step = 0.25 if most > 0.6 else 0.1 if most > 0.25 else 0.05
    end = min(1.0, np.ceil(most / step + 1e-9) * step)
    axes.set_xlim(0, end * (1.02 if end < 1 else 1.0))
    ticks = np.arange(0, end + 1e-9, step)
    axes.set_xticks(ticks, [f"{tick:.0%}" for tick in ticks])
    axes.grid(axis="x", color=INK, alpha=0.14, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.set_xlabel(name)


def _beside(axes: Axes, texts: Sequence[str], head: str) -> None:
    """Numbers at the right of the rows, with a head."""
    for at, text in enumerate(texts):
        axes.text(1.02, at, text, transform=axes.get_yaxis_transform(), va="center", fontsize=8.5)
    axes.annotate(head, (1.02, 1), (0, 4), xycoords="axes fraction", textcoords="offset points", fontsize=8, alpha=0.75)


def _legend(axes: Axes, handles: Sequence[Any]) -> None:
    axes.legend(handles=handles, loc="lower left", bbox_to_anchor=(-0.01, 1.0), ncols=len(handles), borderpad=0,
                borderaxespad=0.2, handlelength=1.3)


def _whole(found: pd.DataFrame, by: str, most: int, what: str) -> tuple[pd.DataFrame, str]:
    """The rows that are drawn, and a sentence on those that are not."""
    kept = found.head(most)
    left = len(found) - len(kept)
    return kept, f" The {most} with most quotes; {plural(left, what)} more in the table." if left else ""


def behind(by: str) -> Link:
    """A table's link: the quotes that have the row's value of `by`; those of one tone, kind or naming in its column."""
    def link(row: Mapping[str, Any], column: str) -> tuple[str, dict]:
        value = row[by]
        if by == "voice":
            who = {"actor": row["actor"]} if row.get("actor") else {"actor": "", "speaker": row.get("speaker", value)}
            return "quotes", {**who, "camp": row["camp"]} if "camp" in row else who
        where = {} if by == "all" else {"published" if by == "day" else by: value}
        for name, values in (("tone", TONES), ("kind", KINDS), ("naming", NAMINGS)):
            stem = column.removesuffix("_share")
            if stem in values:
                where[name] = stem
        return "quotes", where
    return link


def behind_each(rows: pd.DataFrame, by: str) -> Link:
    """As `behind`, for a column that the stored table of quotes does not have: the quotes are named one by one."""
    groups = rows.groupby(by)["quote_id"].agg(list).to_dict()

    def link(row: Mapping[str, Any], column: str) -> tuple[str, dict]:
        tone = column.removesuffix("_share")
        return "quotes", {"quote_id": groups.get(row[by], []), **({"tone": tone} if tone in TONES else {})}
    return link


def behind_ids(table: str, name: str, column: str = "") -> Link:
    """A table's link: the rows of `table` whose identifier `name` is, or is among, the row's value of `column`."""
    return lambda row, _: (table, {name: row[column or name]})


def behind_reading(row: Mapping[str, Any], column: str) -> tuple[str, dict] | None:
    """The link of a table of `balance.readings`: the quotes that the number counts."""
    ids = row["quote_ids"].get(column)
    return ("quotes", {"quote_id": ids}) if ids else None


# ---- whose voices

@styled
def camp_shares(found: pd.DataFrame, by: str = "camp", quotes: pd.DataFrame | None = None) -> Figure | Sentence:
    """Shares by quotes, words and prominence with their intervals (a table of `balance.balance`).

    quotes: the quotes counted; needed for links where `by` is a column that only `balance.prepared` knows.
    """
    if found.empty:
        return NO_QUOTE
    kept, more = _whole(found, by, MOST_ROWS, "row")
    picture, axes = _rows(len(kept), row=0.36)
    top = 0.05
    inks = [colour(by, value) for value in kept[by]]
    for number, (share, low, high, marker, _) in enumerate(MEASURES):
        y = np.arange(len(kept)) + (number - 1) * 0.24
        top = max(top, kept[[share, high]].max(axis=None))
        axes.hlines(y, kept[low], kept[high], colors=inks, linewidth=1.1, alpha=0.65)
        axes.scatter(kept[share], y, 34 if number == 0 else 20, marker=marker, edgecolors=inks, linewidths=1.1,
                     facecolors=inks if number == 0 else "none", clip_on=False, zorder=3)
    axes.set_yticks(range(len(kept)), [label(by, value) for value in kept[by]])
    _percents(axes, top, "share of the whole")
    total, articles = int(found["total"].iloc[0]), int(found["of_articles"].iloc[0])
    _beside(axes, [f"{count:,}" for count in kept["quotes"]], "quotes")
    _legend(axes, [Line2D([], [], marker=marker, linestyle="", color=INK, markersize=5.5,
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
    kept, more = _whole(found, by, MOST_ROWS, "row")
    picture, axes = _rows(len(kept))
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
    _percents(axes, 1, f"share of the {by}'s quotes")
    _beside(axes, [f"{count:,}" for count in kept["total"]], "quotes")
    _legend(axes, [Patch(facecolor=PLAIN, alpha=PART_STYLES[part][0], hatch=PART_STYLES[part][1] or None, linewidth=0,
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
    picture, axes = _rows(len(drawn), left=1.7, top=1.05, bottom=0.1, row=0.27)
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
    picture, axes = _rows(len(found), right=1.3)
    inks, rows = [CAMP_COLOURS[camp] for camp in found["camp"]], np.arange(len(found))
    axes.hlines(rows, found["mention_share"], found["quote_share"], colors=inks, alpha=0.5, linewidth=1.6)
    axes.scatter(found["mention_share"], rows, 28, marker="D", edgecolors=inks, facecolors="none", clip_on=False,
                 zorder=3)
    axes.scatter(found["quote_share"], rows, 34, marker="o", color=inks, clip_on=False, zorder=3)
    axes.set_yticks(range(len(found)), [CAMP_NAMES[camp] for camp in found["camp"]])
    top = found[["mention_share", "quote_share"]].to_numpy().max()
    _percents(axes, max(0.05, top), "share of mentions and of quotes")
    _beside(axes, [f"{row.mentions:,} : {row.quotes:,}" for row in found.itertuples()], "mentions : quotes")
    _legend(axes, [Line2D([], [], marker=one, linestyle="", color=INK, markerfacecolor=fill, markersize=5, label=name)
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


# ---- how they sound

@styled
def tone_shares(found: pd.DataFrame, by: str = "camp", quotes: pd.DataFrame | None = None) -> Figure | Sentence:
    """Tones as stacked bars with intervals of the negative and positive share (a table of `sentiment.tones`)."""
    if found.empty:
        return NO_QUOTE
    kept, more = _whole(found, by, MOST_ROWS, "row")
    picture, axes = _rows(len(kept), left=2.3 if by == "voice" else 1.65)
    start = np.zeros(len(kept))
    for tone in TONES:
        width = kept[f"{tone}_share"].to_numpy(float)
        axes.barh(range(len(kept)), width, left=start, height=0.62, color=TONE_COLOURS[tone], linewidth=0,
                  alpha=TONE_ALPHA[tone])
        for at, (left, wide) in enumerate(zip(start, width, strict=True)):
            if wide >= 0.09:
                axes.text(left + wide / 2, at, f"{kept[tone].iloc[at]:,}", ha="center", va="center", fontsize=8)
        start += width
    for at, row in enumerate(kept.to_dict("records")):
        ends = ((row["negative_low"], row["negative_high"]), (1 - row["positive_high"], 1 - row["positive_low"]))
        for low, high in ends:
            if not pd.isna(low):
                axes.plot([low, high], [at + 0.22] * 2, color=INK, linewidth=1.2, marker="|", markersize=5)
    axes.set_yticks(range(len(kept)), [label(by, value) for value in kept[by]])
    _percents(axes, 1, "share of quotes: negative from the left, positive from the right")
    _beside(axes, [f"{count:,}" for count in kept["quotes"]], "quotes")
    _legend(axes, [Patch(facecolor=TONE_COLOURS[tone], alpha=TONE_ALPHA[tone], label=tone) for tone in TONES])
    told = enumerated((shown(by, row[by]), f"{row['negative']} negative, {row['neutral']} neutral and "
                       f"{row['positive']} positive of {row['quotes']}") for row in found.to_dict("records"))
    groups = {"all": "", "voice": " by speaker"}.get(by, f" by {by}")
    brackets = " Brackets are 95% intervals of the negative and the positive share." if kept[
        "negative_low"].notna().any() else ""
    table = Table(found, "Tone of quotes, in quotes and shares with 95% intervals",
                  behind(by) if quotes is None else behind_each(quotes, by), hidden=("of_articles",),
                  heads={f"{tone}_share": f"share {tone}" for tone in TONES})
    return Figure(picture, f"Stacked bars of the tone of quotes: {told}.",
                  f"Tone of quotes{groups}.{brackets}{more}", table)


@styled
def tone_time(found: pd.DataFrame) -> Figure | Sentence:
    """The share of negative and positive quotes over time, with intervals (a table of `sentiment.over_time`)."""
    if found.empty:
        return Sentence("No quote in this selection has a date of publication.")
    if len(found) == 1:
        return Sentence(sentiment.takeaway_time(found))
    column = found.columns[0]
    days = pd.to_datetime(found[column] + ("-01" if column == "month" else ""))
    steps = pd.date_range(days.min(), days.max(), freq={"published": "D", "week": "7D", "month": "MS"}[column])
    drawn = found.set_index(days).reindex(steps)  # so that a period without quotes is a gap
    picture = Picture((WIDTH, 2.9))
    axes = picture.add_axes((0.08, 0.36, 0.89, 0.52))
    below = picture.add_axes((0.08, 0.13, 0.89, 0.15), sharex=axes)
    for tone, marker, style in (("negative", "o", "-"), ("positive", "s", "--")):
        low, high = drawn[f"{tone}_low"].to_numpy(float), drawn[f"{tone}_high"].to_numpy(float)
        axes.fill_between(steps, low, high, color=TONE_COLOURS[tone], alpha=0.18, linewidth=0)
        axes.plot(steps, drawn[f"{tone}_share"], style, marker=marker, markersize=4 if len(found) <= 60 else 2.5,
                  color=TONE_COLOURS[tone], clip_on=False, label=f"{tone} ({'solid' if style == '-' else 'dashed'})")
    axes.set_ylim(0, 1)
    axes.set_yticks([0, 0.5, 1], ["0%", "50%", "100%"])
    axes.grid(axis="y", color=INK, alpha=0.14, linewidth=0.6)
    axes.tick_params(labelbottom=False)
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1.0), ncols=2, borderaxespad=0.2)
    amounts = drawn["quotes"].fillna(0).to_numpy(float)
    below.fill_between(steps, 0, amounts, step="mid", color=PLAIN, alpha=0.5, linewidth=0)
    below.set_ylim(0, found["quotes"].max() * 1.05)
    below.set_yticks([0, found["quotes"].max()])
    below.set_ylabel("quotes", labelpad=2)
    _date_axis(below, days.min(), days.max())
    unit = {"published": "day", "week": "week", "month": "month"}[column]
    told = enumerated((row[column], f"{percent(row['negative_share'])} negative of "
                       f"{plural(int(row['quotes']), 'quote')}") for row in found.to_dict("records"))
    table = Table(found.rename(columns={"published": "day"}), f"Tone of quotes by {unit} of publication",
                  behind("day" if column == "published" else column), hidden=("of_articles",),
                  heads={f"{tone}_share": f"share {tone}" for tone in TONES})
    return Figure(picture, f"Lines of the share of negative and positive quotes by {unit}: {told}.",
                  f"Share of negative and positive quotes by {unit} of publication, with 95% intervals; beneath, the "
                  f"number of quotes. A {unit} with few quotes swings by chance.", table)


def _date_axis(axes: Axes, first: pd.Timestamp, last: pd.Timestamp) -> None:
    """Ticks that are dates, never more than eight."""
    span = (last - first).days
    if span <= 12:
        ticks = pd.date_range(first, last, freq=f"{max(1, -(-(span + 1) // 7))}D")
        names = [f"{tick.day} {tick:%b %Y}" if at == 0 or tick.day == 1 else f"{tick.day} {tick:%b}"
                 for at, tick in enumerate(ticks)]
    else:
        ticks = pd.DatetimeIndex(np.linspace(first.value, last.value, 6).astype("datetime64[ns]")).normalize()
        names = [f"{tick:%b %Y}" if span > 400 else f"{tick.day} {tick:%b %Y}" for tick in ticks]
    axes.set_xticks(ticks, names)
    axes.xaxis.set_minor_locator(_nothing())
    pad = pd.Timedelta(days=max(0.6, span * 0.015))
    axes.set_xlim(first - pad, last + pad)


def _nothing() -> Any:
    from matplotlib.ticker import NullLocator

    return NullLocator()


@styled
def confusion(found: pd.DataFrame, quotes: pd.DataFrame) -> Figure | Sentence:
    """Model (rows) against word list (columns) as a square of counts (a table of `agreement.confusion`).

    quotes: those that were compared, with the columns tone and wordlist.
    """
    total = int(found.to_numpy().sum())
    if not total:
        return NO_QUOTE
    picture = Picture((4.2, 2.5))
    axes = picture.add_axes((0.27, 0.06, 0.7, 0.66))
    for at, tone in enumerate(found.index):
        for place, other in enumerate(found.columns):
            count = int(found.loc[tone, other])
            axes.barh(at, 0.94, left=place - 0.47, height=0.92, color=PLAIN, alpha=0.05 + 0.6 * count / total,
                      linewidth=0)
            axes.text(place, at, f"{count:,}\n{percent(count / total)}", ha="center", va="center", fontsize=8.5,
                      fontweight="bold" if tone == other else "normal")
    axes.set_xlim(-0.5, 2.5)
    axes.set_ylim(2.5, -0.5)
    axes.set_xticks(range(3), list(found.columns))
    axes.tick_params(axis="x", top=False, bottom=False, labeltop=True, labelbottom=False)
    axes.set_yticks(range(3), list(found.index))
    axes.set_title("word list says", pad=8)
    axes.set_ylabel("model says")
    axes.spines[:].set_visible(False)
    ids = quotes.groupby(["tone", "wordlist"])["quote_id"].agg(list).to_dict()
    told = enumerated((f"model {tone} and word list {other}", str(int(found.loc[tone, other])))
                      for tone in found.index for other in found.columns)
    table = Table(found.rename_axis("model").reset_index(), "Quotes by tone: model (rows), word list (columns)",
                  lambda row, column: ("quotes", {"quote_id": ids.get((row["model"], column), [])}))
    return Figure(picture, f"Square of counts: {told}.",
                  "Quotes by the tone that the model and the word list give them; bold where both agree.", table)


def quote_table(found: pd.DataFrame, caption: str, empty: str = NO_QUOTE.text) -> Table:
    """Quotes in full with who says them and how they were scored; the number leads to the sentence."""
    numbered = found.drop(columns=[name for name in ("title",) if name in found]).reset_index(drop=True)
    numbered.insert(0, "no", range(1, len(numbered) + 1))
    return Table(numbered, caption, behind_ids("quotes", "quote_id"), ("quote_id",), empty=empty)


def differing(found: pd.DataFrame) -> Table:
    """Where model and word list differ (a table of `sentiment.differing`)."""
    by = str(found.columns[0])

    def link(row: Mapping[str, Any], column: str) -> tuple[str, dict]:
        return "quotes", {by: row[by]} if column == "quotes" else {"quote_id": row["quote_ids"]}
    return Table(found, f"Where model and word list differ, by {by}", link, ("quote_ids",),
                 heads={"share": "share that differs"})


# ---- what happened when

def behind_source(row: Mapping[str, Any], column: str) -> tuple[str, dict]:
    """The link of a table of `timeline.sources`."""
    where = {"according_to_camp": row["according_to_camp"]}
    return "events", where if column == "total" else {**where, "status": column}


def event_table(found: pd.DataFrame, caption: str = "Events by date", most: int = 60) -> Table:
    """Events as a table for readers: date and how it was found, type, place, parties, status, according to whom."""
    deaths = [timeline.range_text([one]) for one in found["deaths"]]
    plain = pd.DataFrame({
        "no": range(1, len(found) + 1), "when": found["when"], "date_rule": found["date_rule"],
        "type": found["type"].str.replace("_", " ") + ": " + found["trigger"], "place": found["place"],
        "parties": [label("", parties, 70) for parties in found["parties"]], "deaths": deaths,
        "status": found["status"], "account": [label("", who, 70) for who in found["account"]],
        "event_id": found["event_id"]})
    return Table(plain, caption, lambda row, column: ("events", {"event_id": row["event_id"]}),
                 ("event_id",) if any(deaths) else ("event_id", "deaths"), most, {"type": "event"}, NO_EVENT.text)


def several(found: pd.DataFrame, most: int = 25) -> Table | Sentence:
    """Events with more than one account (a table of `timeline.told_by_several`)."""
    if found.empty:
        return Sentence("No event of this selection is told by more than one source.")
    cut = found.assign(parties=[label("", parties, 70) for parties in found["parties"]])
    return Table(cut, "Events with more than one account", behind_ids("events", "event_id", "event_ids"),
                 ("happening", "event_ids"), most)


def _lane_order(found: pd.DataFrame) -> list[str]:
    sums = found["actor_camp"].value_counts()
    return [camp for camp in (*CAMPS, "") if camp in sums.index]


@styled
def lanes(found: pd.DataFrame) -> Figure | Sentence:
    """A swim-lane for each acting camp: every event by name where they are few, else how many a day, week or month.

    found: a table of `timeline.ordered`.
    """
    dated = found[found["date_start"].notna()]
    if dated.empty:
        return NO_EVENT if found.empty else Sentence("No event in this selection has a date.")
    named = len(dated) <= FEW_EVENTS and dated["date_start"].nunique() <= FEW_DAYS
    picture, how = _named_lanes(dated) if named else _counted_lanes(dated)
    counted = timeline.counts(found)
    ids = counted.set_index(["period", "actor_camp"])["event_ids"].to_dict()
    table = counted.pivot_table(index="period", columns="actor_camp", values="events", aggfunc="sum", fill_value=0)
    table = table[_lane_order(dated)].reset_index().rename_axis(columns=None)
    sums = dated["actor_camp"].value_counts()
    days = dated.groupby("actor_camp")["date_start"].agg(["min", "max"])
    told = enumerated((_camp(camp), f"{sums[camp]:,} from {days.loc[camp, 'min']:%Y-%m-%d} to "
                       f"{days.loc[camp, 'max']:%Y-%m-%d}") for camp in _lane_order(dated))
    return Figure(picture, f"Swim-lanes of {plural(len(dated), 'event')} by the camp that acts: {told}.", how,
                  Table(table, "Events by period and camp of the actor", lambda row, camp: (
                      "events", {"event_id": ids.get((row["period"], camp), [])}), heads={"": "no actor given"}))


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
    return picture, ("Events by the camp that acts (lanes) and the day on which they begin. A filled dot: reported as "
                     "fact; an open one: claimed by a source, denied or planned.")


def _counted_lanes(dated: pd.DataFrame) -> tuple[Picture, str]:
    start = pd.to_datetime(dated["date_start"])
    first, last = start.min(), start.max()
    if len(dated) > 100 and (last - first).days > 2 * (start.quantile(0.98) - start.quantile(0.02)).days:
        first, last = start.quantile(0.02).normalize(), start.quantile(0.98).normalize()
    inside = dated[(start >= first) & (start <= last)]
    cut = timeline.period(inside["date_start"])
    counted = timeline.counts(inside, cut=cut)
    steps = pd.period_range(first, last, freq=timeline.FREQUENCY[cut]).start_time
    order = _lane_order(inside)
    picture, axes = _rows(len(order), left=1.4, right=0.65, top=0.25, bottom=0.35, row=0.42)
    most = counted["events"].max()
    for at, camp in enumerate(order):
        amounts = counted[counted["actor_camp"] == camp].set_index("period")["events"].reindex(steps, fill_value=0)
        axes.fill_between(steps, at + 0.45, at + 0.45 - 0.88 * amounts.to_numpy(float) / most, step="mid",
                          color=CAMP_COLOURS.get(camp, PLAIN), alpha=0.85, linewidth=0)
        axes.axhline(at + 0.45, color=INK, alpha=0.25, linewidth=0.6)
    axes.set_yticks(range(len(order)), [_camp(camp) for camp in order])
    sums = inside["actor_camp"].value_counts()
    _beside(axes, [f"{sums[camp]:,}" for camp in order], "events")
    _date_axis(axes, steps[0], steps[-1])
    left = len(dated) - len(inside)
    beyond = f" In the table only: {plural(left, 'event')} before {first:%Y-%m-%d} or after {last:%Y-%m-%d}."
    return picture, (f"Events by the camp that acts, a lane each; the height is the number of events a {cut} (the "
                     f"highest: {most}).{beyond if left else ''}")


@styled
def dates(found: pd.DataFrame) -> Figure | Sentence:
    """The days most written about, as bars (a table of `timeline.dates`)."""
    if found.empty:
        return Sentence("No expression in this selection names a single day.")
    kept = found.head(MOST_ROWS)
    picture, axes = _rows(len(kept), left=1.1, right=1.0, row=0.25, top=0.3)
    axes.barh(range(len(kept)), kept["articles"], height=0.6, color=PLAIN, alpha=0.75, linewidth=0)
    axes.barh(range(len(kept)), kept["later"], height=0.6, fill=False, hatch="////", edgecolor=INK, linewidth=0,
              alpha=0.5)
    axes.set_yticks(range(len(kept)), [f"{day:%Y-%m-%d}" for day in kept["day"]])
    most = int(kept["articles"].max())
    axes.set_xlim(0, most * 1.03)
    axes.set_xticks(sorted({0, *range(0, most + 1, max(1, -(-most // 6)))}))
    axes.set_xlabel("articles that name the day; hatched: articles published on a later day")
    _beside(axes, [f"{count:,}" for count in kept["mentions"]], "mentions")
    told = enumerated((f"{row.day:%Y-%m-%d}", f"in {plural(row.articles, 'article')}") for row in kept.itertuples())
    left = len(found) - len(kept)

    def link(row: Mapping[str, Any], column: str) -> tuple[str, dict]:
        return "times", {"date_start": row["day"], "date_end": row["day"], "type": list(timeline.SINGLE)}
    more = f" {plural(left, 'day')} more in the table." if left else ""
    return Figure(picture, f"Bars of the days most written about: {told}.", f"The days that most articles name.{more}",
                  Table(found, "Days by articles that name them", link))


@styled
def place_map(found: pd.DataFrame, outline: str | Path | None = None,
              events: pd.DataFrame | None = None) -> Figure | Sentence:
    """A map of places by number of events (a table of `timeline.places`), with the densest part enlarged beside it.

    outline: a GeoJSON file of coarse outlines (the collection's outline.json), drawn where it exists.
    """
    if found.empty:
        return Sentence("No event of this selection has a place whose coordinates are known.")
    rings = _rings(Path(outline)) if outline and Path(outline).is_file() else []
    points = found[["longitude", "latitude"]].to_numpy(float)
    extent = _extent(np.vstack(rings) if rings else points)
    inside = found[_within(points, extent)]
    centre = inside.iloc[0] if len(inside) else found.iloc[0]
    scale = np.array([cos(radians(centre["latitude"])), 1.0])
    away = np.hypot(*((points - centre[["longitude", "latitude"]].to_numpy(float)) * scale).T)
    near = found[away <= 0.35]
    zoomed = len(near) >= 2 and extent[1] - extent[0] > 3
    picture = Picture((WIDTH, 3.5))
    if zoomed:
        _panel(picture.add_axes((0.0, 0.02, 0.52, 0.9)), found, extent, rings, "", box=near)
        close = _extent(near[["longitude", "latitude"]].to_numpy(float), 0.04)
        title = f"in the square: {centre['place']} and near it"
        _panel(picture.add_axes((0.54, 0.02, 0.46, 0.9)), near, close, [], title)
    else:
        _panel(picture.add_axes((0.0, 0.02, 1.0, 0.9)), found, extent, rings, "")
    outside = found[~_within(points, extent)]
    names = enumerated(((row.place, f"({row.events})") for row in outside.itertuples()), 5)
    beyond = f" Not on the map: {names}." if len(outside) else ""
    told = enumerated((row.place, str(row.events)) for row in found.itertuples())
    by_point = [] if events is None else events.groupby([events["latitude"].round(3), events["longitude"].round(3)])
    ids = {point: list(part["event_id"]) for point, part in by_point}

    def link(row: Mapping[str, Any], column: str) -> tuple[str, dict] | None:
        known = ids.get((row["latitude"], row["longitude"])) if column in ("events", "articles") else None
        return ("events", {"event_id": known}) if known else None
    table = Table(found, "Places by number of events", link, ("spellings",))
    return Figure(picture, f"Map of events by place: {told}.", "Places of events; the larger the dot, the more events. "
                  f"Plain coordinates, north is up.{beyond}", table)


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
           box: pd.DataFrame | None = None) -> None:
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
    dots = inside.head(MOST_DOTS)
    sizes = ((dots["events"] / most) ** 0.5 * 4).round()
    for size in sorted(sizes.unique(), reverse=True):  # five sizes, so that the picture stays light
        part = dots[sizes == size]
        axes.plot(part["longitude"], part["latitude"], "o", color="#882255", markersize=3.5 + 2.2 * size, alpha=0.6,
                  markeredgewidth=0)
    _labels(axes, inside if box is None else inside[~inside.index.isin(box.index[1:])], extent)


def _labels(axes: Axes, found: pd.DataFrame, extent: Extent) -> None:
    """The names of the places with most events, each where it does not cover another; else left out."""
    west, east, south, north = extent
    box = axes.get_position()
    width, height = box.width * WIDTH * 72, box.height * 3.5 * 72
    narrow = cos(radians((south + north) / 2))  # a degree east, in degrees north
    unit = min(width / ((east - west) * narrow), height / (north - south))  # points a degree north
    taken: list[tuple[float, float, float, float]] = []
    for row in found.head(MOST_LABELS * 2).itertuples():
        if len(taken) == MOST_LABELS:
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
