"""Tone of quotes: how it is spread over camps, speakers, outlets and time, and the model against the word list.

Everything takes the table of quotes as `balance.prepared` gives it. Intervals: dateline.shares.
"""

import pandas as pd

from dateline import shares
from dateline.agreement import Agreement, agreement
from dateline.palette import CAMP_NAMES
from dateline.shares import listed, percent, plural
from dateline.tables import TONES

ENOUGH = 10  # quotes: with fewer, counts are told and groups are not ranked
PERIODS = (("published", 31), ("week", 190))  # the period that is used up to so many days; else "month"


def tones(quotes: pd.DataFrame, within: str | None = None, order: list | None = None) -> pd.DataFrame:
    """The tones of each value of a column: a line a value, by falling number of quotes (or in `order`).

    Returns `within`, quotes, of_articles, negative, neutral, positive (counts) and, for each tone, its share of the
    group's quotes with the ends of its interval: negative_share, negative_low, negative_high, ...
    """
    rows = quotes if within else quotes.assign(all="all quotes")
    key = within or "all"
    long = shares.shares(rows, "tone", key, always=TONES, order=TONES)
    if long.empty:
        return pd.DataFrame(columns=[key, "quotes", "of_articles", *TONES, *(
            f"{tone}_{end}" for tone in TONES for end in ("share", "low", "high"))])
    found = long.groupby(key, sort=False).agg(quotes=("total", "first"), of_articles=("of_articles", "first"))
    for tone in TONES:
        part = long[long["tone"] == tone].set_index(key)
        found[tone] = part["count"]
    for tone in TONES:
        part = long[long["tone"] == tone].set_index(key)
        for end in ("share", "low", "high"):
            found[f"{tone}_{end}"] = part[end]
    found = found.rename_axis(key).reset_index()
    if order is not None:
        return found.set_index(key).reindex([value for value in order if value in set(found[key])]).reset_index()
    return found.sort_values("quotes", ascending=False, kind="stable").reset_index(drop=True)


def period(quotes: pd.DataFrame) -> str:
    """The column by which time is cut: "published" (days), "week" or "month", by the span of days."""
    days = pd.to_datetime(quotes["published"]).dropna()
    span = (days.max() - days.min()).days + 1 if len(days) else 0
    return next((name for name, most in PERIODS if span <= most), "month")


def over_time(quotes: pd.DataFrame) -> pd.DataFrame:
    """Tones by day, week or month of publication, in order of time; quotes without a date are left out."""
    column = period(quotes)
    dated = quotes[quotes["published"].notna()]
    if column == "published":
        dated = dated.assign(published=pd.to_datetime(dated["published"]).dt.strftime("%Y-%m-%d"))
    found = tones(dated, column)
    return found.sort_values(column).reset_index(drop=True)


def strongest(quotes: pd.DataFrame, tone: str, most: int = 5) -> pd.DataFrame:
    """The quotes that the model is surest are of a tone, in full, with voice, camp, probability and outlet."""
    column = f"tone_{tone}"
    kept = quotes[quotes["tone"] == tone].sort_values([column, "quote_id"], ascending=[False, True]).head(most)
    return _told(kept).assign(probability=kept[column].to_numpy())[
        ["text", "voice", "camp", "probability", "outlet", "title", "quote_id"]]


def every(quotes: pd.DataFrame, most: int = 40) -> pd.DataFrame:
    """Every quote with its tone and scores, in the order of the text; none where there are more than `most`."""
    kept = quotes if len(quotes) <= most else quotes.head(0)
    return _told(kept)[["text", "voice", "camp", "tone", *(f"tone_{tone}" for tone in TONES), "quote_id"]]


def too_many(quotes: pd.DataFrame, most: int = 40) -> str:
    """Why `every` lists nothing."""
    if quotes.empty:
        return "No quote was found in this selection."
    return f"There are {len(quotes):,} quotes, too many to list each (up to {most} would be)."


def _told(quotes: pd.DataFrame) -> pd.DataFrame:
    return quotes.reset_index(drop=True)


def wordlist_label(scores: pd.Series) -> pd.Series:
    """VADER's reading of its compound score: negative from -0.05 down, positive from 0.05 up (its authors' cut)."""
    bins = pd.cut(scores.astype(float), [-float("inf"), -0.05, 0.05, float("inf")], labels=list(TONES))
    return bins.where(scores != 0.05, "positive").astype(str)


def compared(quotes: pd.DataFrame) -> tuple[pd.DataFrame, Agreement]:
    """The quotes with the column `wordlist` (the word list's tone) and how far it agrees with the model's."""
    found = quotes.assign(wordlist=wordlist_label(quotes["tone_wordlist"]))
    return found, agreement(found["tone"], found["wordlist"])


def differing(found: pd.DataFrame, by: str = "camp") -> pd.DataFrame:
    """Where model and word list differ: a line a value of `by` with quotes, differ, share, low, high, quote_ids."""
    marked = found.assign(differ=(found["tone"] != found["wordlist"]).map({True: "yes", False: "no"}))
    long = shares.shares(marked, "differ", by, always=("yes",), order=("yes", "no"))
    part = long[long["differ"] == "yes"].rename(columns={"count": "differ_count"})
    part = part.drop(columns="differ").rename(columns={"differ_count": "differ", "total": "quotes"})
    ids = marked[marked["differ"] == "yes"].groupby(by)["quote_id"].agg(list)
    return part.assign(quote_ids=part[by].map(ids))[
        [by, "quotes", "differ", "share", "low", "high", "quote_ids"]].sort_values(
        ["quotes", by], ascending=[False, True]).reset_index(drop=True)


def furthest(found: pd.DataFrame, most: int = 5) -> pd.DataFrame:
    """The quotes on which model and word list are furthest apart: text, voice, camp, tone, wordlist, both scores."""
    model = found["tone_positive"] - found["tone_negative"]
    apart = (model - found["tone_wordlist"]).abs()
    kept = found[found["tone"] != found["wordlist"]].assign(apart=apart)
    kept = kept.sort_values(["apart", "quote_id"], ascending=[False, True]).head(most)
    return _told(kept)[["text", "voice", "camp", "tone", "wordlist", "tone_negative", "tone_positive", "tone_wordlist",
                        "quote_id"]]


# ---- sentences

def takeaway(found: pd.DataFrame) -> str:
    """What a table of `tones` without groups says."""
    if found.empty:
        return "No quote was found in this selection."
    row = found.iloc[0]
    total = int(row["quotes"])
    parts = []
    for tone in TONES:
        within = shares.range_words(row[f"{tone}_low"], row[f"{tone}_high"])
        share = f" ({percent(row[f'{tone}_share'])}{', ' + within if within else ''})" if total >= ENOUGH else ""
        parts.append(f"{row[tone]:,} {tone}{share}")
    return f"Of {plural(total, 'quote')}, {listed(parts)}. {shares.basis(int(row['of_articles']))}"


def takeaway_groups(found: pd.DataFrame, by: str = "camp") -> str:
    """What a table of `tones` by group says: the most negative and least negative group that have enough quotes."""
    if found.empty:
        return "No quote was found in this selection."
    name = CAMP_NAMES if by == "camp" else {}
    enough = found[(found["quotes"] >= ENOUGH) & ~found[by].isin(("unknown", ""))]
    plain = by if by != "voice" else "speaker"
    if len(enough) < 2:
        return (f"Fewer than two {plain}s have {ENOUGH} quotes, so they are not compared; "
                "each quote stands in the tables with its own score.")
    ranked = enough.sort_values("negative_share", kind="stable")
    low, high = ranked.iloc[0], ranked.iloc[-1]
    if high["negative_share"] == low["negative_share"]:
        return f"The {plain}s with at least {ENOUGH} quotes do not differ in their share of negative quotes."
    known = pd.notna(high["negative_low"]) and pd.notna(low["negative_high"])
    apart = known and high["negative_low"] > low["negative_high"]
    doubt = " Their intervals do not overlap." if apart else " Their intervals overlap, so the order may be chance."
    doubt = doubt if known else ""
    most, least = (f"{name.get(row[by], row[by])} ({percent(row['negative_share'])} of "
                   f"{plural(int(row['quotes']), 'quote')})" for row in (high, low))
    return (f"Among {plain}s with at least {ENOUGH} quotes, the share of negative quotes is highest for {most} and "
            f"lowest for {least}.{doubt}")


def takeaway_time(found: pd.DataFrame) -> str:
    """What a table of `over_time` says; periods with few quotes are not compared."""
    if found.empty:
        return "No quote in this selection has a date of publication, so there is no course of time."
    column = found.columns[0]
    unit = {"published": "day", "week": "week", "month": "month"}[column]
    if len(found) == 1:
        when = found[column].iloc[0]
        return f"All dated quotes were published in one {unit} ({when}), so there is no course of time."
    enough = found[found["quotes"] >= ENOUGH]
    if len(enough) < 2:
        return f"No two {unit}s have {ENOUGH} quotes, so {unit}s are not compared."
    high = enough.loc[enough["negative_share"].idxmax()]
    low = enough.loc[enough["negative_share"].idxmin()]
    return (f"{len(enough)} {unit}s have at least {ENOUGH} quotes. The share of negative quotes was highest in "
            f"{high[column]} ({percent(high['negative_share'])}) and lowest in {low[column]} "
            f"({percent(low['negative_share'])}).")


def takeaway_wordlist(found: pd.DataFrame, coefficient: Agreement) -> str:
    """How far model and word list agree, and in which direction they differ most."""
    if found.empty:
        return "No quote was found in this selection."
    apart = found[found["tone"] != found["wordlist"]]
    if apart.empty:
        return f"{coefficient.told('quotes')} Model and word list do not differ on any quote."
    pair, count = max(apart.groupby(["tone", "wordlist"]).size().items(), key=lambda one: (one[1], one[0]))
    return (f"{coefficient.told('quotes')} The most frequent difference: {plural(int(count), 'quote')} that the model "
            f"calls {pair[0]} and the word list {pair[1]}.")
