"""Stance: who speaks how about whom, from the table of stance and the quotes that it belongs to.

A *statement* is what one quote says about one actor or camp. Its *lean* is the probability of a positive attitude
towards that target less that of a negative one, -1 to 1. Intervals: dateline.shares.
"""

import numpy as np
import pandas as pd
from pandas.api.typing import DataFrameGroupBy

from dateline import sentiment, shares
from dateline.sentences import say, unless_empty
from dateline.sentiment import ENOUGH
from dateline.tables import CAMPS, TONES


def statements(stance: pd.DataFrame, quotes: pd.DataFrame) -> pd.DataFrame:
    """The rows of the table of stance with their quote's text, voice, outlet and title.

    about: the target's entry in the actor file, else its words; of spellings that differ in capitals the one with
    fewer, as in `balance.prepared`. Statements of quotes that `quotes` does not have are left out.
    """
    about = quotes.set_index("quote_id")
    found = stance[stance["quote_id"].isin(about.index)]
    told = {name: found["quote_id"].map(about[name].to_dict()).astype(str)
            for name in ("text", "voice", "outlet", "title")}
    words = found["target"].groupby(found["target"].str.casefold()).transform("max")
    return found.assign(**told, about=found["actor"].where(found["actor"] != "", words),
                        lean=sentiment.lean(found)).reset_index(drop=True)


def matrix(found: pd.DataFrame) -> pd.DataFrame:
    """Who speaks how about whom: a line a pair of camps (source_camp, camp), in the order of the codebook.

    Returns source_camp, camp, statements, of_articles, negative, neutral, positive (counts), lean (mean) with low and
    high (95% of draws of articles), and drawn_lean.
    """
    columns = ["source_camp", "camp", "statements", "of_articles", *TONES, "lean", "low", "high", "drawn_lean"]
    if found.empty:
        return pd.DataFrame(columns=columns)
    groups = _by(found, ["source_camp", "camp"])
    made = groups.agg(statements=("lean", "size"), of_articles=("article_id", "nunique"), lean=("lean", "mean"),
                      **{tone: (tone, "sum") for tone in TONES})
    made["drawn_lean"] = sentiment.drawn_to_the_whole(groups["lean"])
    made[["low", "high"]] = _lean_ends(found, made.index)
    return made.reset_index().sort_values(
        ["source_camp", "camp"], key=lambda column: column.map(CAMPS.index), ignore_index=True)[columns]


def _by(found: pd.DataFrame, columns: list[str]) -> DataFrameGroupBy:
    """Statements by the values of some columns, with a column a tone that tells whether it is theirs."""
    return found.assign(**{tone: found["tone"] == tone for tone in TONES}).groupby(columns, sort=False)


def _lean_ends(found: pd.DataFrame, pairs: pd.MultiIndex) -> np.ndarray:
    """Low and high end of the mean lean of each pair, over draws of articles; NaN where one article has all."""
    article, names = pd.factorize(found["article_id"], sort=True)
    pair = pairs.get_indexer(pd.MultiIndex.from_frame(found[["source_camp", "camp"]]))
    amounts = np.zeros((len(names), 2 * len(pairs)))
    np.add.at(amounts, (article, pair), found["lean"].to_numpy())
    np.add.at(amounts, (article, len(pairs) + pair), 1.0)
    single = (amounts[:, len(pairs):] > 0).sum(axis=0) < 2
    sums = shares.drawn(amounts)
    with np.errstate(invalid="ignore", divide="ignore"):
        means = sums[:, :len(pairs)] / sums[:, len(pairs):]
    means[:, single] = 0.0  # the same in every draw: no interval
    return np.stack(shares.interval(means), axis=1)


def targets(found: pd.DataFrame) -> pd.DataFrame:
    """Who is spoken about most, and how: actor, about, camp, statements, counts by tone, lean, drawn_lean.

    target: every spelling of it.
    """
    groups = _by(found, ["actor", "about", "camp"])
    made = groups.agg(statements=("lean", "size"), **{tone: (tone, "sum") for tone in TONES}, lean=("lean", "mean"))
    made["target"] = groups["target"].unique().map(list)
    made["drawn_lean"] = sentiment.drawn_to_the_whole(groups["lean"]) if len(made) else made["lean"]
    return made.reset_index().sort_values(["statements", "about"], ascending=[False, True], ignore_index=True)


# ---- sentences

@unless_empty("stance")
def takeaway(found: pd.DataFrame) -> str:
    """What a table of `matrix` says: the pair that speaks most, and the most negative and positive with enough."""
    told = say("stance.pairs", sums=found[["statements", *TONES]].sum())
    top = found[found["statements"] == found["statements"].max()]
    if len(top) == 1:
        told += say("stance.top", top=top.iloc[0], pair=say("stance.pair", row=top.iloc[0]))
    enough = found[(found["source_camp"] != "unknown") & (found["camp"] != "unknown")
                   & (found["statements"] >= ENOUGH)].sort_values("drawn_lean", kind="stable")
    if len(enough) < 2:
        return f"{told} {say('stance.few_pairs', enough=ENOUGH)}"
    low, high = enough.iloc[0], enough.iloc[-1]
    if np.isclose(low["drawn_lean"], high["drawn_lean"]):  # as `sentiment.drawn_to_the_whole` leaves mere chance
        return f"{told} {say('stance.same_pairs', enough=ENOUGH)}"
    return f"{told} " + say("stance.extremes", enough=ENOUGH, low=say("stance.pair", row=low), low_lean=_words(low),
                            high=say("stance.pair", row=high), high_lean=_words(high))


def _words(row: pd.Series) -> str:
    ends = "" if pd.isna(row["low"]) else f", interval {row['low']:+.2f} to {row['high']:+.2f}"
    return f"lean {row['drawn_lean']:+.2f} drawn to the whole; mean {row['lean']:+.2f}{ends}".replace("-", "−")
