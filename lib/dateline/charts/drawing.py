"""What the charts share: colours, rows, axes of percent and of dates, and the links of tables to their rows."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch
from matplotlib.ticker import NullLocator

from dateline.evidence import OF_ARTICLE
from dateline.figures import INK, PLAIN, WIDTH, Picture, Sentence, shown
from dateline.palette import CAMP_COLOURS, TONE_COLOURS
from dateline.sentences import say
from dateline.tables import CAMPS, KINDS, NAMINGS, TABLES, TONES

Style = tuple[str | Sequence[str], float, bool]  # colour, or one a row; strength; whether it is hatched
Link = Callable[[Mapping[str, Any], str], tuple[str, dict] | None]
PARTS = {"tone": (*TONES, "withheld"), "kind": KINDS, "naming": NAMINGS, "camp": CAMPS}  # values that have a column
MOST_ROWS = 14
ROW, HATCH = 0.3, "////"  # inches of a row
FREQUENCIES = {"published": "D", "week": "7D", "month": "MS", "year": "YS"}
NO_QUOTE = Sentence(say("nothing.quotes"))


def colour(column: str, value: str) -> str:
    """The colour of a value: its camp's or tone's, else the plain one."""
    return (CAMP_COLOURS if column.endswith("camp") else TONE_COLOURS if column == "tone" else {}).get(value, PLAIN)


def label(column: str, value: str, most: int = 30) -> str:
    """The printed name of a value, cut where it is too long for an axis."""
    text = shown(column, value)
    return text if len(text) <= most else text[:most - 1].rstrip() + "…"


def rows_picture(names: Sequence[str], left: float = 1.65, right: float = 0.75, top: float = 0.42, bottom: float = 0.42,
                 row: float = ROW) -> tuple[Picture, Axes]:
    """A picture with rows of these names from the top down, and room for labels (inches)."""
    count = max(1, len(names))
    height = top + bottom + row * count
    picture = Picture((WIDTH, height))
    axes = picture.add_axes((left / WIDTH, bottom / height, (WIDTH - left - right) / WIDTH,
                             row * count / height))
    axes.set_ylim(count - 0.5, -0.5)
    axes.set_yticks(range(len(names)), names)
    axes.spines["left"].set_visible(False)
    return picture, axes


def percents(axes: Axes, most: float = 1.0, name: str = "") -> None:
    step = 0.25 if most > 0.6 else 0.1 if most > 0.25 else 0.05
    end = min(1.0, np.ceil(most / step + 1e-9) * step)
    axes.set_xlim(0, end * (1.02 if end < 1 else 1.0))
    ticks = np.arange(0, end + 1e-9, step)
    axes.set_xticks(ticks, [f"{tick:.0%}" for tick in ticks])
    axes.vlines(ticks, *axes.get_ylim(), color=INK, alpha=0.14, linewidth=0.6, zorder=0)
    axes.tick_params(axis="x", length=0)
    axes.set_xlabel(name)


def beside(axes: Axes, texts: Sequence[str], head: str) -> None:
    """Numbers at the right of the rows, with a head."""
    for at, text in enumerate(texts):
        axes.text(1.02, at, text, transform=axes.get_yaxis_transform(), va="center", fontsize=8.5)
    axes.annotate(head, (1.02, 1), (0, 4), xycoords="axes fraction", textcoords="offset points", fontsize=8, alpha=0.75)


def names_above(axes: Axes, names: Sequence[str]) -> None:
    """Names of columns that are one wide, slanted above them."""
    axes.set_xlim(-0.5, len(names) - 0.5)
    axes.set_xticks(range(len(names)), names, rotation=40, ha="left", rotation_mode="anchor")
    axes.tick_params(axis="x", top=True, bottom=False, labeltop=True, labelbottom=False, length=0, pad=4)
    axes.spines["bottom"].set_visible(False)


def hatched(axes: Axes, width: Any, left: Any = 0) -> None:
    """Hatches over bars of rows."""
    axes.barh(range(len(width)), width, left=left, height=0.62, fill=False, hatch=HATCH, edgecolor=INK, linewidth=0,
              alpha=0.5)


def stacked(axes: Axes, kept: pd.DataFrame, whole: str, styles: Mapping[str, Style]) -> None:
    """The parts of each row's `whole` as bars, one after the other, with a legend."""
    start = np.zeros(len(kept))
    for part, (inks, alpha, hatch) in styles.items():
        width = (kept[part] / kept[whole]).to_numpy(float)
        axes.barh(range(len(kept)), width, left=start, height=0.62, color=inks, linewidth=0, alpha=alpha)
        if hatch:
            hatched(axes, width, start)
        start += width
    legend(axes, [Patch(facecolor=(inks if isinstance(inks, str) else PLAIN, alpha), hatch=HATCH if hatch else None,
                        linewidth=0, edgecolor=INK, label=part) for part, (inks, alpha, hatch) in styles.items()])


def legend(axes: Axes, handles: Sequence[Any]) -> None:
    axes.legend(handles=handles, loc="lower left", bbox_to_anchor=(-0.01, 1.0), ncols=len(handles), borderpad=0,
                borderaxespad=0.2, handlelength=1.3)


def drawn_rows(found: pd.DataFrame) -> tuple[pd.DataFrame, str]:
    """The rows that are drawn, and a sentence on those that are not."""
    left = len(found) - MOST_ROWS
    return found.head(MOST_ROWS), (
        f" The {MOST_ROWS} with most quotes; {left} more not drawn." if left > 0 else "")


def behind(by: str, quotes: pd.DataFrame | None = None) -> Link:
    """A table's link: quotes that have the row's value of `by`; those of one tone, camp, kind or naming in its column.

    quotes: needed for a column that the stored table does not have; its quotes are named one by one. A mean has no
    link: it would be that of the number of quotes again.
    """
    stored = quotes is None or by in OF_ARTICLE or by in {column.name for column in TABLES["quotes"]}
    groups = {} if stored else quotes.groupby(by)["quote_id"].agg(list).to_dict()

    def link(row: Mapping[str, Any], column: str) -> tuple[str, dict] | None:
        if column.endswith("lean"):
            return None
        where = {"published" if by == "day" else by: row[by]} if stored else {"quote_id": groups.get(row[by], [])}
        part = column.removesuffix("_share")
        where |= {name: "" if part == "withheld" else part for name, parts in PARTS.items() if part in parts}
        where.pop("all", None)
        return "quotes", where
    return link


def behind_voice(row: Mapping[str, Any], _: str) -> tuple[str, dict]:
    """The link of a table of `balance.voices`."""
    who = ("actor", "camp") if all(row["actor"]) else ("actor", "speaker", "camp")
    return "quotes", {name: row[name] for name in who}


def behind_parts(row: Mapping[str, Any], column: str) -> tuple[str, dict] | None:
    """A table's link: the quotes that its row names in a column of the same name with "_ids" at its end; else none."""
    ids = row.get(f"{column.removesuffix('_share')}_ids")
    return ("quotes", {"quote_id": ids}) if ids else None


def numbered(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows with a column "no" before them, from 1."""
    found = rows.reset_index(drop=True)
    found.insert(0, "no", range(1, len(found) + 1))
    return found


def behind_ids(table: str, name: str, column: str = "") -> Link:
    """A table's link: the rows of `table` whose identifier `name` is, or is among, the row's value of `column`."""
    return lambda row, _: (table, {name: row[column or name]})


def date_axis(axes: Axes, first: pd.Timestamp, last: pd.Timestamp) -> None:
    """Ticks that are dates, never more than eight."""
    span = (last - first).days
    if span <= 12:
        ticks = pd.date_range(first, last, freq=f"{max(1, -(-(span + 1) // 7))}D")
        names = [f"{tick.day} {tick:%b %Y}" if at == 0 or tick.day == 1 else f"{tick.day} {tick:%b}"
                 for at, tick in enumerate(ticks)]
    else:
        ticks = pd.DatetimeIndex([first + at * (last - first) / 5 for at in range(6)]).normalize()
        names = [f"{tick:%b %Y}" if span > 400 else f"{tick.day} {tick:%b %Y}" for tick in ticks]
    axes.set_xticks(ticks, names)
    axes.xaxis.set_minor_locator(NullLocator())
    pad = pd.Timedelta(days=max(0.6, span * 0.015)).as_unit("us")
    axes.set_xlim(first - pad, last + pad)

