"""Tone of quotes: how it is spread over camps, speakers, outlets and time, and the model against the word list.

Everything takes the table of quotes as `balance.prepared` gives it. Intervals: dateline.shares. The *lean* of a
quote is the probability of positive less that of negative, -1 to 1.
"""

from pathlib import Path

import numpy as np
import pandas as pd
import yaml
from pandas.api.typing import SeriesGroupBy

from dateline import shares
from dateline.agreement import Agreement, agreement
from dateline.balance import NO_SOURCE
from dateline.palette import CAMP_NAMES
from dateline.sentences import say, unless_empty
from dateline.shares import ENOUGH, PERIOD_NAMES, share_words
from dateline.tables import TONES

WITHHELD = ""  # the tone of a quote of which the program is too unsure to say
# Where tone is known to go wrong: trap, why, and how its quotes are found, by words and by what was coded.
TRAPS = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text("utf-8"))


def tones(quotes: pd.DataFrame, within: str | None = None) -> pd.DataFrame:
    """The tones of each value of a column: a line a value, by falling number of quotes.

    Returns `within`, quotes, of_articles, negative, neutral, positive, withheld (counts), for each tone its share of
    the group's quotes with the ends of its interval (negative_share, negative_low, negative_high, ...), the mean
    lean, and that mean drawn towards the whole (drawn_lean).
    """
    rows = quotes if within else quotes.assign(all="all quotes")
    key = within or "all"
    long = shares.shares(rows, "tone", key, always=(*TONES, WITHHELD), order=TONES)
    columns = [key, "quotes", "of_articles", *TONES, "withheld",
               *(f"{tone}_{end}" for tone in TONES for end in ("share", "low", "high")), "lean", "drawn_lean"]
    if long.empty:
        return pd.DataFrame(columns=columns)
    found = long.groupby(key, sort=False).agg(quotes=("total", "first"), of_articles=("of_articles", "first"))
    for tone in (*TONES, WITHHELD):
        part = long[long["tone"] == tone].set_index(key)
        found[tone or "withheld"] = part["count"]
        if tone:
            found[[f"{tone}_{end}" for end in ("share", "low", "high")]] = part[["share", "low", "high"]]
    groups = lean(rows).groupby(rows[key])
    found["lean"] = groups.mean()
    found["drawn_lean"] = drawn_to_the_whole(groups)
    found = found.rename_axis(key).reset_index()[columns]
    return found.sort_values("quotes", ascending=False, kind="stable", ignore_index=True)


def lean(rows: pd.DataFrame) -> pd.Series:
    """Probability of positive less that of negative, -1 to 1, of each quote or statement."""
    return rows["tone_positive"] - rows["tone_negative"]


def drawn_to_the_whole(groups: SeriesGroupBy) -> pd.Series:
    """The mean of each group, drawn towards the mean of all the more, the fewer rows it has.

    Empirical Bayes: variance within groups pooled, variance between them by the moments of DerSimonian and Laird
    (1986). Where groups differ no more than chance has it, all get the mean of the whole.
    """
    means, sizes = groups.mean(), groups.size()
    freedom = sizes.sum() - len(sizes)
    squares = (groups.var(ddof=0) * sizes).sum()
    if freedom <= 0 or squares <= 0:
        return means
    weights = sizes / (squares / freedom)
    middle = np.average(means, weights=weights)
    excess = (weights * (means - middle) ** 2).sum() - (len(means) - 1)
    scale = weights.sum() - (weights ** 2).sum() / weights.sum()
    between = max(0.0, excess / scale) if scale > 0 else 0.0
    return middle + (means - middle) * between / (between + 1 / weights)


def over_time(quotes: pd.DataFrame) -> pd.DataFrame:
    """Tones by day, week or month of publication, in order of time; quotes without a date are left out."""
    column = shares.period(quotes)
    return tones(shares.dated(quotes), column).sort_values(column, ignore_index=True)


def strongest(rows: pd.DataFrame, tone: str, most: int = 5) -> pd.DataFrame:
    """The quotes, or statements about somebody, that the model is surest are of a tone, in full.

    Returns text, voice, camp (of a statement source_camp and about), probability, outlet and the row's identifier.
    """
    name, *whom = ["stance_id", "source_camp", "about"] if "stance_id" in rows else ["quote_id", "camp"]
    kept = rows[rows["tone"] == tone].rename(columns={f"tone_{tone}": "probability"})
    kept = kept.sort_values(["probability", name], ascending=[False, True], ignore_index=True).head(most)
    return kept[["text", "voice", *whom, "probability", "outlet", name]]


def every(quotes: pd.DataFrame, most: int = 40) -> pd.DataFrame:
    """Every quote with its tone and scores, in the order of the text; none where there are more than `most`."""
    kept = quotes if len(quotes) <= most else quotes.head(0)
    return kept[["text", "voice", "camp", "tone", *(f"tone_{tone}" for tone in TONES), "quote_id"]].reset_index(
        drop=True)


def too_many(quotes: pd.DataFrame, most: int = 40) -> str:
    """Why `every` lists nothing."""
    if quotes.empty:
        return say("nothing.quotes")
    return f"There are {len(quotes):,} quotes, too many to list each (up to {most} would be)."


def wordlist_label(scores: pd.Series) -> pd.Series:
    """VADER's reading of its compound score: negative from -0.05 down, positive from 0.05 up (its authors' cut)."""
    bins = pd.cut(scores.astype(float), [-float("inf"), -0.05, 0.05, float("inf")], labels=list(TONES))
    return bins.where(scores != 0.05, "positive").astype(str)


def compared(quotes: pd.DataFrame) -> tuple[pd.DataFrame, Agreement]:
    """The quotes of a decided tone with the column `wordlist`, the word list's tone, and how far both agree."""
    decided = quotes[quotes["tone"] != WITHHELD]
    found = decided.assign(wordlist=wordlist_label(decided["tone_wordlist"]))
    return found, agreement(found["tone"], found["wordlist"])


def differing(found: pd.DataFrame) -> pd.DataFrame:
    """Where model and word list differ: a line a camp with quotes, differ, share, low, high, quote_ids."""
    marked = found.assign(differ=(found["tone"] != found["wordlist"]).map({True: "yes", False: "no"}))
    long = shares.shares(marked, "differ", "camp", always=("yes",), order=("yes", "no"))
    part = long[long["differ"] == "yes"].rename(columns={"total": "quotes"})
    ids = marked[marked["differ"] == "yes"].groupby("camp")["quote_id"].agg(list)
    return part.assign(differ=part["count"], quote_ids=part["camp"].map(ids))[
        ["camp", "quotes", "differ", "share", "low", "high", "quote_ids"]].sort_values(
        ["quotes", "camp"], ascending=[False, True], ignore_index=True)


def furthest(found: pd.DataFrame, most: int = 5) -> pd.DataFrame:
    """The quotes on which model and word list are furthest apart: text, voice, camp, tone, wordlist, both scores."""
    differ = found[found["tone"] != found["wordlist"]]
    kept = differ.assign(apart=(lean(differ) - differ["tone_wordlist"]).abs())
    return kept.sort_values(["apart", "quote_id"], ascending=[False, True], ignore_index=True).head(most)[
        ["text", "voice", "camp", "tone", "wordlist", "tone_negative", "tone_positive", "tone_wordlist", "quote_id"]]


def traps(quotes: pd.DataFrame) -> pd.DataFrame:
    """Where tone is known to go wrong, on quotes at hand: trap, why, quotes, the one the model is surest of, quote_ids.

    The example is given by text, voice, tone and wordlist.
    """
    found = quotes.assign(wordlist=wordlist_label(quotes["tone_wordlist"]))
    found = found.assign(sure=found[[f"tone_{tone}" for tone in TONES]].max(axis=1))
    rows = []
    for trap in TRAPS:
        hit = found["text"].str.contains(trap["words"], case=False, regex=True) if len(found) else pd.Series(dtype=bool)
        for column, value in trap.get("coded", {}).items():
            hit = hit & (found[column] == value)
        kept = found[hit].sort_values(["sure", "quote_id"], ascending=[False, True])
        if len(kept):
            rows.append({**trap, "quotes": len(kept), **kept[["text", "voice", "tone", "wordlist"]].iloc[0],
                         "quote_ids": kept["quote_id"].tolist()})
    return pd.DataFrame(rows, columns=["trap", "why", "quotes", "text", "voice", "tone", "wordlist", "quote_ids"])


# ---- sentences

@unless_empty("quotes")
def takeaway(found: pd.DataFrame) -> str:
    """What a table of `tones` without groups says."""
    row = found.iloc[0]
    parts = [f"{row[tone]:,} {tone}" + share_words(*(row[f"{tone}_{end}"] for end in ("share", "low", "high")),
                                                   row["quotes"]) for tone in TONES]
    if row["withheld"]:
        parts.append(say("sentiment.withheld", count=row["withheld"]))
    return say("sentiment.tones", row=row, parts=parts)


@unless_empty("quotes")
def takeaway_groups(found: pd.DataFrame, by: str = "camp") -> str:
    """What a table of `tones` by group says: the most negative and least negative group that have enough quotes."""
    ranked = found[(found["quotes"] >= ENOUGH) & ~found[by].isin(("unknown", "", NO_SOURCE))].sort_values(
        "negative_share", kind="stable")
    noun = by if by != "voice" else "speaker"
    if len(ranked) < 2:
        return say("sentiment.few_groups", noun=noun, enough=ENOUGH)
    low, high = ranked.iloc[0], ranked.iloc[-1]
    if high["negative_share"] == low["negative_share"]:
        return say("sentiment.same_groups", noun=noun, enough=ENOUGH)
    doubt = ""
    if pd.notna(high["negative_low"]) and pd.notna(low["negative_high"]):
        doubt = " Their intervals do not overlap." if high["negative_low"] > low["negative_high"] else \
            " Their intervals overlap, so the order may be chance."
    most, least = (say("sentiment.group", row=row, name=CAMP_NAMES.get(row[by], row[by]) if by == "camp" else row[by])
                   for row in (high, low))
    return say("sentiment.groups", noun=noun, enough=ENOUGH, most=most, least=least, doubt=doubt)


def takeaway_time(found: pd.DataFrame) -> str:
    """What a table of `over_time` says; periods with few quotes are not compared."""
    column, enough = found.columns[0], found[found["quotes"] >= ENOUGH]
    if why := shares.no_course(found[column], len(enough)):
        return why
    high, low = enough.loc[enough["negative_share"].idxmax()], enough.loc[enough["negative_share"].idxmin()]
    if high["negative_share"] == low["negative_share"]:
        return say("sentiment.same_groups", noun=PERIOD_NAMES[column], enough=ENOUGH)
    return say("sentiment.time", count=len(enough), unit=PERIOD_NAMES[column], enough=ENOUGH, high=high, low=low,
               most=high[column], least=low[column])


@unless_empty("decided")
def takeaway_wordlist(found: pd.DataFrame, coefficient: Agreement) -> str:
    """How far model and word list agree, and in which direction they differ most."""
    agreed, apart = coefficient.told("quotes"), found[found["tone"] != found["wordlist"]]
    if apart.empty:
        return say("sentiment.same_wordlist", agreement=agreed)
    pair, count = max(apart.groupby(["tone", "wordlist"]).size().items(), key=lambda one: (one[1], one[0]))
    return say("sentiment.wordlist", agreement=agreed, count=count, pair=pair)


@unless_empty("traps")
def takeaway_traps(found: pd.DataFrame) -> str:
    """How many quotes stand in one of the known traps."""
    ids = {quote for row in found["quote_ids"] for quote in row}
    return say("sentiment.traps", count=len(ids), most=found.loc[found["quotes"].idxmax()])
