"""Copies: articles that repeat another's text, whole or edited, found by the runs of five words that they share.

Edited agency copy may keep little of the longer text, but it keeps most of the shorter one: what counts is containment,
the share of the shorter article's runs that the other has too (Broder 1997, "On the resemblance and containment of
documents"). Runs that are printed on many different days are a paper's boilerplate and tell nothing. Nothing is ever
deleted: an original is proposed, and each analysis says whether copies count; if not, the longest text is the one that
does, so that an early flash does not stand for the full report.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from dateline.annotate import Annotations

RUN = 5  # words
THRESHOLD = 0.5  # containment from which an article is a copy
FEWEST = 10  # shared runs that it takes too, so that two short notes are no copies by one phrase
BOILERPLATE = 10  # a run that is printed on more different days than these is not counted
EXACT_UP_TO = 50_000  # articles; with more, only every fourth run is compared
SAMPLE = 4

_WORD = re.compile(r"\w+")
_ODD = np.array([0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB, 0xD6E8FEB86659FD93, 0xA0761D6478BD642F],
                np.uint64)  # any odd numbers with bits all over


def once(notes: "Annotations", counted: str = "once") -> "Annotations":
    """The tables without the rows of copies of longer texts; unchanged where `counted` is "each".

    Raises ValueError for other words.
    """
    if counted not in ("once", "each"):
        raise ValueError(f"The parameter 'copies' is {counted!r}; it has to be 'once' or 'each'.")
    if counted == "each" or notes.articles.empty:
        return notes
    kept = set(clusters(notes.articles, longest=True))
    rows = {name: table[table["article_id"].isin(kept)].reset_index(drop=True)
            for name, table in vars(notes).items() if isinstance(table, pd.DataFrame)}
    return replace(notes, **rows, copies=len(notes.articles) - len(kept))


def clusters(articles: pd.DataFrame, exact_up_to: int = EXACT_UP_TO, longest: bool = False) -> pd.Series:
    """The article_id of the proposed original of each article (a table "articles"), its own where it copies none.

    The original is the earliest of a cluster, on one day the longest; with `longest` it is the longest, of two the
    earlier. Each copy shares at least THRESHOLD of the shorter text with its original itself, so that no chain of
    small likenesses joins two reports. Beyond `exact_up_to` articles a fixed sample of runs is compared (Broder's
    sketch "mod m").
    """
    rows = tuple(articles[["article_id", "published", "text"]].itertuples(index=False, name=None))
    proposed = _proposed(rows, 1 if len(articles) <= exact_up_to else SAMPLE, longest)
    return articles["article_id"].map(proposed).rename("original")


@lru_cache(maxsize=4)  # several notebooks of one process ask for the same
def _proposed(articles: tuple[tuple[str, pd.Timestamp, str], ...], sample: int, longest: bool) -> dict[str, str]:
    order = pd.DataFrame(articles, columns=["article_id", "published", "text"])
    order["published"] = pd.to_datetime(order["published"])
    order = order.assign(_long=-order["text"].str.len()).sort_values(
        [*(("_long", "published") if longest else ("published", "_long")), "article_id"], na_position="last",
        kind="stable")
    names = order["article_id"].tolist()
    original = list(range(len(names)))
    first: dict[bytes, int] = {}
    unlike, sets = [], []
    for at, text in enumerate(order["text"]):
        runs = _runs(text)
        original[at] = first.setdefault(runs.tobytes(), at)
        if original[at] == at:
            unlike.append(at)
            sets.append(runs[runs < np.uint64(2**64 // sample - 1)] if sample > 1 else runs)
    likeness: dict[int, list[tuple[float, int]]] = defaultdict(list)
    for one, others, shared in _alike(sets, order["published"].iloc[unlike], FEWEST / sample):
        for other, share in zip(others, shared, strict=True):
            likeness[other].append((share, -one))
    for at, whole in enumerate(unlike):
        own = [found for found in likeness[at] if original[unlike[-found[1]]] == unlike[-found[1]]]
        if own:
            original[whole] = unlike[-max(own)[1]]
    return {name: names[original[original[at]]] for at, name in enumerate(names)}


def listed(articles: pd.DataFrame, originals: pd.Series) -> pd.DataFrame:
    """The copies (a table "articles", `clusters` of it), a line each beside its original; largest gap of days first.

    Columns: title, outlet, published, original_title, original_outlet, original_published, days (that the two dates
    are apart; more than a few are a sign of a wrong date), article_id, original.
    """
    about = articles.assign(original=originals)
    of = articles[["article_id", "title", "outlet", "published"]].add_prefix("original_")
    found = about[about["original"] != about["article_id"]].merge(
        of, left_on="original", right_on="original_article_id")
    found["days"] = (found["published"] - found["original_published"]).dt.days.astype("Int64")
    return found.sort_values(["days", "original", "article_id"], ascending=[False, True, True], ignore_index=True)[
        ["title", "outlet", "published", "original_title", "original_outlet", "original_published", "days",
         "article_id", "original"]]


@cache
def _number(word: str) -> int:
    """A number for each word, the same in every process."""
    return crc32(word.encode("utf-8", "surrogatepass"))


def _runs(text: str) -> np.ndarray:
    """A text's runs of five words as sorted 64-bit numbers; one of all its words where it has fewer."""
    words = np.array([*map(_number, _WORD.findall(text.casefold()))], np.uint64)
    words = np.pad(words, (0, max(0, RUN - len(words))))
    mixed = np.lib.stride_tricks.sliding_window_view(words, RUN) @ _ODD  # wraps around, as it should
    mixed ^= mixed >> np.uint64(31)
    return np.unique(mixed * _ODD[1])


def _alike(sets: list[np.ndarray], days: pd.Series, fewest: float) -> Iterator[tuple]:
    """(an article, later ones that are like it, their containment) for each that has any, through an inverted index."""
    if not sets:
        return
    owner = np.repeat(np.arange(len(sets)), [len(one) for one in sets])
    _, run = np.unique(np.concatenate(sets), return_inverse=True)
    counts = np.bincount(run)
    day = pd.factorize(days, use_na_sentinel=False)[0]
    wide = counts[run] > BOILERPLATE
    printed = np.unique(run[wide] * (day.max() + 1) + day[owner[wide]]) // (day.max() + 1)
    boilerplate = np.bincount(printed, minlength=len(counts)) > BOILERPLATE
    owner, run = owner[~boilerplate[run]], run[~boilerplate[run]]
    sizes = np.bincount(owner, minlength=len(sets))
    shared = counts[run] > 1
    owner, run = owner[shared], run[shared]
    postings = owner[np.argsort(run, kind="stable")]
    counts = np.bincount(run, minlength=len(counts))
    starts = np.cumsum(counts) - counts
    ends = np.searchsorted(owner, np.arange(len(sets) + 1))
    for one in range(len(sets)):
        own = run[ends[one]:ends[one + 1]]
        lengths = counts[own]
        at = np.arange(lengths.sum()) + np.repeat(starts[own] - (np.cumsum(lengths) - lengths), lengths)
        others, found = np.unique(postings[at], return_counts=True)
        contained = found / np.minimum(sizes[one], sizes[others])
        keep = (others > one) & (found >= fewest) & (contained >= THRESHOLD)
        if keep.any():
            yield one, others[keep], contained[keep]
