"""Shares of a whole, with intervals from a bootstrap over articles: what balance and tone are measured by.

Quotes of one article are not independent (one reporter, one day, one set of sources), so whole articles are drawn,
never single quotes: the cluster bootstrap of Davison and Hinkley (1997, 2.4 and 3.8), percentile method. Shares are
pooled: all of a group's weight over all weight. One article gives no interval, and neither does a share of 0 or 1
that every article has, since drawing the same again tells nothing about what was not seen.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

DRAWS, SEED, LEVEL = 2000, 20161212, 0.95
MOST_CELLS = 20_000_000  # of the table draws x articles: beyond 10,000 articles there are fewer draws
FEW_ARTICLES = 10  # with fewer an interval is given but called rough
ENOUGH = 10  # rows: with fewer, counts are told and no percentage is compared
PERIODS = (("published", 31), ("week", 190))  # the period that is used up to so many days; else "month"
PERIOD_NAMES = {"published": "day", "week": "week", "month": "month", "year": "year"}  # of columns
MISSING = "not stated"  # printed for a group without a name


def joined(rows: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """Rows of a table with their article's title, outlet, published, week (its Monday), month (2016-12) and year.

    Weeks, months and years are text, "" where the day of publication is not known.
    """
    about = articles.set_index("article_id")
    found = rows.assign(**{name: rows["article_id"].map(about[name].to_dict()) for name in ("title", "outlet")},
                        published=pd.to_datetime(rows["article_id"].map(about["published"].to_dict())))
    day = found["published"]
    monday = day - pd.to_timedelta(day.dt.day_of_week, unit="D")
    return found.assign(week=monday.dt.strftime("%Y-%m-%d").fillna("").astype(str),
                        month=day.dt.strftime("%Y-%m").fillna("").astype(str),
                        year=day.dt.strftime("%Y").fillna("").astype(str))


def period(rows: pd.DataFrame) -> str:
    """The column by which time is cut: "published" (days), "week" or "month", by the span of days."""
    return fitting(rows["published"], PERIODS, "month")


def fitting(days: pd.Series, periods: Sequence[tuple[str, int]], longest: str) -> str:
    """The first of some periods whose limit the span of some dates does not pass, else the longest."""
    days = pd.to_datetime(days).dropna()
    span = (days.max() - days.min()).days + 1 if len(days) else 0
    return next((name for name, most in periods if span <= most), longest)


def dated(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with a day of publication, which becomes text ("2016-12-31")."""
    found = rows[rows["published"].notna()]
    return found.assign(published=pd.to_datetime(found["published"]).dt.strftime("%Y-%m-%d").astype(str))


def drawn(amounts: np.ndarray, draws: int = DRAWS, seed: int = SEED) -> np.ndarray:
    """Sums of the rows of an array (articles x groups) over `draws` samples of articles with replacement.

    Returns an array (draws x groups). The same input gives the same numbers.
    """
    count = len(amounts)
    draws = _draws(draws, count)
    block = max(1, 2_000_000 // max(count, 1))
    if draws <= block:
        return _counts(count, draws, seed) @ amounts
    random = np.random.default_rng(seed)
    parts = [random.multinomial(count, np.full(count, 1 / count), size=min(block, draws - start)) @ amounts
             for start in range(0, draws, block)]
    return np.vstack(parts)


@lru_cache(maxsize=64)  # most measures of a report draw from as many articles
def _counts(count: int, draws: int, seed: int) -> np.ndarray:
    """How often each article is drawn, a line a draw."""
    return np.random.default_rng(seed).multinomial(count, np.full(count, 1 / count), size=draws).astype(np.int16)


def interval(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Low and high end of the middle 95% of draws (axis 0); NaN where the draws do not differ."""
    percentile = np.nanpercentile if np.isnan(values).any() else np.percentile  # which is quicker
    ends = percentile(values, [50 * (1 - LEVEL), 50 * (1 + LEVEL)], axis=0)
    differ = np.fmax.reduce(values) > np.fmin.reduce(values)  # in a draw without a group its share is NaN
    return tuple(np.where(differ, ends, np.nan))


def shares(rows: pd.DataFrame, by: str, within: str | None = None, weight: str | None = None,
           always: Sequence[Any] = (), order: Sequence[Any] = (), draws: int = DRAWS) -> pd.DataFrame:
    """The share of each value of column `by`, in all rows or in each value of column `within`.

    weight: column to sum; rows are counted without. always: values that are listed even where no row has them.
    order: the order of values; by falling share otherwise. Returns, a line a value: `within`, `by`, count (rows),
    articles (that have them), weight, share (0 to 1), low, high (NaN where there is no interval), total (rows of
    the whole) and of_articles (articles of the whole).
    """
    columns = [*([within] if within else []), by, "count", "articles", "weight", "share", "low", "high", "total",
               "of_articles"]
    values, articles = rows[by].to_numpy(object), rows["article_id"].to_numpy(object)
    weights = np.ones(len(rows)) if weight is None else rows[weight].to_numpy(float)
    groups = rows.groupby(within, observed=True).indices if within else {None: np.arange(len(rows))}
    found: dict[str, list] = {name: [] for name in (*columns, "_group", "_rank")}
    rank = {value: number for number, value in enumerate(order)}
    for number, (group, part) in enumerate(sorted(groups.items())):
        if not len(part):
            continue
        one = _shares(by, values[part], articles[part], weights[part], always, draws)
        one |= {"_group": [number] * len(one[by]), "_rank": [rank.get(value, len(rank)) for value in one[by]]}
        if within:
            one[within] = [group] * len(one[by])
        for name, own in one.items():
            found[name].extend(own)
    if not found["_group"]:
        return pd.DataFrame(columns=columns)
    return pd.DataFrame(found).sort_values(
        ["_group", "_rank", "share", by], ascending=[True, True, False, True], ignore_index=True)[columns]


def _shares(by: str, values: np.ndarray, articles: np.ndarray, weights: np.ndarray, always: Sequence[Any],
            draws: int) -> dict[str, Any]:
    """The columns of `shares` for one whole; plain lists and arrays, since thousands of small tables take seconds."""
    column = {value: at for at, value in enumerate(dict.fromkeys([*values, *always]))}
    line = {name: at for at, name in enumerate(sorted(set(articles)))}  # one drawing in any order of rows
    cells = [line[name] for name in articles], [column[value] for value in values]
    amounts, present = np.zeros((len(line), len(column))), np.zeros((len(line), len(column)), bool)
    np.add.at(amounts, cells, weights)
    present[cells] = True
    sums = amounts.sum(axis=0)
    low = high = np.full(len(column), np.nan)
    if len(line) > 1:
        totals = drawn(amounts, draws)
        with np.errstate(invalid="ignore", divide="ignore"):
            low, high = interval(totals / totals.sum(axis=1, keepdims=True))
    whole = sums.sum()
    return {
        by: list(column), "count": np.bincount(cells[1], minlength=len(column)), "articles": present.sum(axis=0),
        "weight": sums, "share": sums / whole if whole else np.full(len(column), np.nan), "low": low, "high": high,
        "total": [len(values)] * len(column), "of_articles": [len(line)] * len(column)}


def contrast(one: pd.DataFrame, other: pd.DataFrame, by: str, draws: int = DRAWS) -> tuple[pd.DataFrame, np.ndarray]:
    """How the shares of a column's values differ between two sets of rows from different articles.

    Returns a table, a line a value by falling difference: `by`, first, second (rows), first_share, second_share, points
    (second less first, -1 to 1), low, high (bootstrap over the articles of each set), chance; and the distance between
    both, followed by the distances that arise where articles are dealt to the two sets at random (permutation test:
    Good 2005). Distance: total variation, the part of the rows that would have to change their value for both to be
    alike. Few rows scatter more than many, and a deal mixes articles with few and with many: the differences that it
    gives are brought to the noise of the sets themselves (studentised: Janssen 1997, Chung and Romano 2013). chance:
    how often dealing gives any value a difference as large (Westfall and Young 1993, so that many values do not make a
    finding).
    """
    counts = [pd.crosstab(part["article_id"], part[by]) for part in (one, other)]
    values = sorted({*counts[0].columns, *counts[1].columns})
    first, second = (part.reindex(columns=values, fill_value=0).sort_index().to_numpy(float) for part in counts)
    both = np.vstack([first, second])
    random = np.random.default_rng(SEED)
    mine = np.arange(len(both)) < len(first)
    draws = _draws(draws, len(both))
    sizes = both.sum(axis=1, keepdims=True)
    sums = np.hstack([both, both**2, both * sizes, sizes**2])
    dealt = np.array([mine, *(random.permutation(mine) for _ in range(draws))], float) @ sums
    rest = sums.sum(axis=0) - dealt
    differences = _parts(rest[:, :len(values)]) - _parts(dealt[:, :len(values)])
    noise = np.sqrt(_noise(dealt, len(values)) + _noise(rest, len(values)))
    differences *= np.divide(noise[0], noise, out=np.ones(1 + draws), where=noise > 0)[:, None]
    apart, by_chance = differences[0], differences[1:]
    low, high = interval(_parts(drawn(second, draws, SEED + 1)) - _parts(drawn(first, draws)))
    largest = np.abs(by_chance).max(axis=1)
    found = pd.DataFrame({
        by: values, "first": first.sum(axis=0).astype(int), "second": second.sum(axis=0).astype(int),
        "first_share": _parts(first.sum(axis=0)), "second_share": _parts(second.sum(axis=0)), "points": apart,
        "low": low, "high": high, "chance": [(1 + (largest >= abs(one) - 1e-9).sum()) / (1 + draws) for one in apart]})
    distances = np.abs(differences).sum(axis=1) / 2
    return found.iloc[np.argsort(-np.abs(apart), kind="stable")].reset_index(drop=True), distances


def _parts(amounts: np.ndarray) -> np.ndarray:
    return amounts / amounts.sum(axis=-1, keepdims=True)


def _noise(sums: np.ndarray, count: int) -> np.ndarray:
    """The variance of pooled shares over articles, all `count` values together, a line a deal.

    sums: over a deal's articles, of the rows of each value, of their squares, of their products with all rows of the
    article, and of the squares of these.
    """
    rows, squares, products, sizes = np.split(sums, [count, 2 * count, 3 * count], axis=1)
    part = _parts(rows)
    found = (squares - 2 * part * products + part**2 * sizes).sum(axis=1) / rows.sum(axis=1)**2
    return np.where(found > 1e-13, found, 0)  # what is less is rounding


# ---- numbers as words

def percent(share: float) -> str:
    """A share as a whole percentage: "31%", "under 1%", "over 99%"."""
    if pd.isna(share):
        return "not known"
    if 0 < share < 0.005:
        return "under 1%"
    return "over 99%" if 0.995 <= share < 1 else f"{share:.0%}"


def points(difference: float) -> str:
    """A difference of shares in points: "+12", "-3"; "0" under half a point."""
    return f"{100 * difference:+.0f}".replace("+0", "0").replace("-0", "0").replace("-", "−")


def range_words(low: float, high: float) -> str:
    """An interval as "24 to 39%"; "" where there is none."""
    if pd.isna(low) or pd.isna(high):
        return ""
    return f"{low:.0%}"[:-1] + (" to under 1%" if 0 < high < 0.005 else f" to {high:.0%}")


def share_words(share: float, low: float, high: float, total: float) -> str:
    """A share with its interval in brackets, after a blank: " (31%, 24 to 39%)"; "" where the total is too small."""
    within = range_words(low, high)
    return f" ({percent(share)}{', ' + within if within else ''})" if total >= ENOUGH else ""


def plural(count: int, one: str, many: str = "") -> str:
    """A count with its noun: "1 quote", "1,204 quotes"."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def listed(words: Sequence[str]) -> str:
    """ "a, b and c". """
    words = list(words)
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + f" and {words[-1]}" if words else ""


def no_course(periods: pd.Series, enough: int) -> str:
    """Why quotes by periods tell no course of time, "" where they do; enough: periods with at least ENOUGH quotes."""
    if periods.empty:
        return "No quote in this selection has a date of publication, so there is no course of time."
    unit = PERIOD_NAMES[periods.name]
    if periods.nunique() == 1:
        return f"All dated quotes were published in one {unit} ({periods.iloc[0]}), so there is no course of time."
    return "" if enough > 1 else f"No two {unit}s have {ENOUGH} quotes, so {unit}s are not compared."


def _draws(draws: int, count: int) -> int:
    """How many samples of so many articles are drawn."""
    return int(max(200, min(draws, MOST_CELLS // max(count, 1))))


def basis(of_articles: int) -> str:
    """What an interval can and cannot tell with this number of articles, as a sentence."""
    if of_articles == 1:
        return "It is one article, so there is no interval: nothing follows from it for other articles."
    rough = f" With {of_articles} articles it is rough." if of_articles < FEW_ARTICLES else ""
    return f"Intervals hold 95% of {_draws(DRAWS, of_articles):,} draws of whole articles.{rough}"
