"""Source balance: whose voices are quoted, how much, how prominently, and who is talked about but not heard.

Everything takes the table of quotes as `prepared` gives it, and returns tables; sentences over them end in
`takeaway`. Camps are the codebook's. Shares and intervals: dateline.shares.
"""

import re
from collections.abc import Sequence

import numpy as np
import pandas as pd

from dateline import shares, tables
from dateline.actors import Actors, Coding
from dateline.language.camps import mentions as find_mentions
from dateline.palette import CAMP_NAMES
from dateline.shares import listed, percent, plural

NAMED_AFTER = ("rebel", "government", "monitor")  # the camps that are always listed, with "unknown"
ALWAYS = (*NAMED_AFTER, "unknown")
MEASURES = {"quotes": None, "words": "words", "prominence": "prominence"}  # and the column that each sums
ENOUGH = 10  # quotes or mentions: with fewer, counts are told and no percentage is compared
MANY = 50  # quotes: with fewer, one quote moves a camp's share by more than 2 points
NO_SIDE, NO_SOURCE = "neither side", "no source given"
# Prominence of a quote, 0 to 1: news tells first what it holds important, so half of the weight is how early the
# quote begins, a quarter goes to the article's first quote and a quarter to a source that the headline names.
EARLY, FIRST, HEADLINE = 0.5, 0.25, 0.25

_NAME = re.compile(r"[A-ZÀ-Þ][\w’'-]*(?:\s+(?:al-|el-)?[A-ZÀ-Þ][\w’'-]*)*")


def prepared(quotes: pd.DataFrame, articles: pd.DataFrame, actors: Actors | None = None) -> pd.DataFrame:
    """The quotes with title, outlet, week and month of their article, prominence, voice and side.

    voice: the actor, else the speaker, else "no source given". side: the rollup of the actor file; "neither side"
    for all without an actor file.
    """
    found = shares.joined(quotes, articles)
    voice = found["actor"].where(found["actor"] != "", found["speaker"])
    return found.assign(voice=voice.where(voice != "", NO_SOURCE), prominence=prominence(found),
                        side=sides(found, actors))


def prominence(quotes: pd.DataFrame) -> pd.Series:
    """The prominence of each quote, 0 to 1, by the weights at the head of this module; needs `title`."""
    place = quotes["position"].clip(0, 1)
    first = place == place.groupby(quotes["article_id"]).transform("min")
    told = [_in_headline(*row) for row in quotes[["title", "speaker", "actor", "naming"]].itertuples(index=False)]
    return EARLY * (1 - place) + FIRST * first + HEADLINE * pd.Series(told, quotes.index, dtype=float)


def _in_headline(title: str, speaker: str, actor: str, naming: str) -> bool:
    """Whether a headline has the source's name: all of it, or a person's surname."""
    if naming != "named":
        return False
    names = {actor, speaker.split("(")[0].split(",")[0].strip()} - {""}
    for name in tuple(names):
        found = _NAME.fullmatch(name)
        if found and 2 <= len(name.split()) <= 3:
            names.add(name.split()[-1].removeprefix("al-").removeprefix("el-"))
    return any(len(name) > 2 and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", title) for name in names)


def sides(quotes: pd.DataFrame, actors: Actors | None) -> pd.Series:
    """The side of each quote's source by the actor file's rollup; "neither side" where it has none."""
    if actors is None:
        return pd.Series(NO_SIDE, quotes.index, dtype=str)
    keys = list(quotes[["actor", "camp", "country"]].itertuples(index=False, name=None))
    known = {key: actors.side(Coding(*key, rule="")) or NO_SIDE for key in dict.fromkeys(keys)}
    return pd.Series([known[key] for key in keys], quotes.index, dtype=str)


def reread(quotes: pd.DataFrame, actors: Actors, reading: str) -> pd.DataFrame:
    """The quotes with one reading of a disputed coding, as the actor file offers it, laid over camp, country and side.

    Raises ActorFileError for a reading that the file does not have.
    """
    actors.with_reading(reading)
    found = quotes.copy()
    for entry, change in actors.data["readings"][reading]["actors"].items():
        for column in ("camp", "country"):
            if column in change:
                found.loc[found["actor"] == entry, column] = change[column]
    return found.assign(side=sides(found, actors))


def readings(quotes: pd.DataFrame, actors: Actors) -> pd.DataFrame:
    """Camps under each reading of a disputed coding: reading, quotes that change, then the quotes of each camp.

    Camps are those that the balance is named after, with those that any reading changes. quote_ids: the quotes
    behind each number of the row, by the number's column.
    """
    coded = {"as coded": quotes} | {title: reread(quotes, actors, name) for name, title in actors.readings.items()}
    moved = {camp for one in coded.values() for frame in (quotes, one)
             for camp in frame.loc[(one["camp"] != quotes["camp"]).to_numpy(), "camp"]}
    camps = [camp for camp in tables.CAMPS if camp in NAMED_AFTER or camp in moved]
    rows = []
    for title, one in coded.items():
        ids = {"quotes that change": quotes.loc[(one["camp"] != quotes["camp"]).to_numpy(), "quote_id"].tolist(),
               **{camp: one.loc[one["camp"] == camp, "quote_id"].tolist() for camp in camps}}
        rows.append({"reading": title, **{name: len(found) for name, found in ids.items()}, "quote_ids": ids})
    return pd.DataFrame(rows) if len(quotes) else pd.DataFrame()


def balance(quotes: pd.DataFrame, by: str = "camp", within: str | None = None) -> pd.DataFrame:
    """Shares by number of quotes, by words quoted and by prominence of each value of a column.

    by: "camp", "side", "naming", "kind", "voice" or any other column. within: a column whose groups are told apart,
    as "outlet". Returns a line a value, by falling number of quotes and with unknown last: `within`, `by`, quotes,
    articles, share, low, high; words, words_share, words_low, words_high; prominence_share, prominence_low,
    prominence_high; total and of_articles of the whole.
    """
    always = {"camp": ALWAYS, "naming": tables.NAMINGS, "kind": tables.KINDS}.get(by, ()) if within is None else ()
    keys = [*([within] if within else []), by]
    merged = None
    for name, weight in MEASURES.items():
        part = shares.shares(quotes, by, within, weight, always)
        if merged is None:
            merged = part.rename(columns={"count": "quotes"}).drop(columns="weight")
            continue
        renamed = {end: f"{name}_{end}" for end in ("share", "low", "high")} | {"weight": name}
        merged = merged.merge(part.rename(columns=renamed)[[*keys, *renamed.values()]], on=keys, how="left")
    ends = [*keys, "quotes", "articles", "share", "low", "high", "words", "words_share", "words_low", "words_high",
            "prominence_share", "prominence_low", "prominence_high", "total", "of_articles"]
    merged = merged[ends].astype({"words": float}).astype({"words": int})
    if merged.empty:
        return merged
    last = merged[by].isin(("unknown", "none", NO_SIDE))
    return merged.assign(_last=last).sort_values([*keys[:-1], "_last", "quotes"], ascending=[
        *[True] * (len(keys) - 1), True, False], kind="stable").drop(columns="_last").reset_index(drop=True)


def crossed(quotes: pd.DataFrame, rows: str, columns: str, order: Sequence[str] = ()) -> pd.DataFrame:
    """How many quotes have each pair of values: a line a value of `rows`, by falling total, and a last column total.

    order: the columns, in this order even where there is none; all values without.
    """
    found = pd.crosstab(quotes[rows], quotes[columns])
    found = found.reindex(columns=list(order) or found.columns, fill_value=0)
    found = found.assign(total=found.sum(axis=1)).rename_axis(index=rows, columns=None).reset_index()
    last = found[rows].isin(("unknown", ""))
    return found.assign(_last=last).sort_values(["_last", "total", rows], ascending=[True, False, True]).drop(
        columns="_last").reset_index(drop=True)


def diversity(quotes: pd.DataFrame, within: str | None = None) -> pd.DataFrame:
    """How evenly quotes are spread over camps, in all or in each group; quotes of unknown camp are left out.

    Returns, a line a group: `within`, quotes (of a known camp), camps, shannon (nats), effective (camps that would
    give the same if all were quoted alike: exp of Shannon's entropy, Hill 1973), low, high (its interval over
    articles), evenness (Pielou 1966: 0 to 1, NaN for one camp), largest (camp) and largest_share.
    """
    columns = [*([within] if within else []), "quotes", "camps", "shannon", "effective", "low", "high", "evenness",
               "largest", "largest_share", "of_articles"]
    known = quotes[quotes["camp"] != "unknown"]
    rows = []
    for group, part in (known.groupby(within, sort=True) if within else [("", known)]):
        if part.empty:
            continue
        counts = pd.crosstab(part["article_id"], part["camp"]).sort_index()
        sums = counts.sum().to_numpy(float)
        shannon = float(_entropy(sums[None, :])[0])
        low, high = (float(end) for end in shares.interval(np.exp(_entropy(shares.drawn(counts.to_numpy(float)))))) \
            if len(counts) > 1 else (np.nan, np.nan)
        largest = counts.columns[int(sums.argmax())]
        rows.append({**({within: group} if within else {}), "quotes": len(part), "camps": len(sums), "shannon": shannon,
                     "effective": float(np.exp(shannon)), "low": low, "high": high,
                     "evenness": shannon / np.log(len(sums)) if len(sums) > 1 else np.nan, "largest": largest,
                     "largest_share": sums.max() / sums.sum(), "of_articles": len(counts)})
    found = pd.DataFrame(rows, columns=columns)
    return found.sort_values("quotes", ascending=False, kind="stable").reset_index(drop=True) if within else found


def _entropy(amounts: np.ndarray) -> np.ndarray:
    part = amounts / amounts.sum(axis=1, keepdims=True)
    return -np.where(part > 0, part * np.log(np.where(part > 0, part, 1)), 0).sum(axis=1)


def voices(quotes: pd.DataFrame, most: int | None = None) -> pd.DataFrame:
    """Who is quoted: voice, camp, naming, quotes, articles, words, by falling number of quotes."""
    found = quotes.groupby(["voice", "camp"], sort=True).agg(
        naming=("naming", "first"), quotes=("quote_id", "size"), articles=("article_id", "nunique"),
        words=("words", "sum"), actor=("actor", "first"), speaker=("speaker", "first")).reset_index()
    return found.sort_values(["quotes", "words", "voice"], ascending=[False, False, True]).head(most).reset_index(
        drop=True)


def overview(articles: pd.DataFrame, *found: pd.DataFrame) -> pd.DataFrame:
    """The articles by date with outlet, title and words, and how many quotes, events and times each has.

    found: the tables of quotes, events and times.
    """
    named = zip(("quotes", "events", "times"), found, strict=True)
    counted = {name: rows["article_id"].value_counts() for name, rows in named}
    result = articles[["article_id", "published", "outlet", "title", "words"]].assign(
        **{name: articles["article_id"].map(counts).fillna(0).astype(int) for name, counts in counted.items()})
    return result.sort_values(["published", "article_id"], kind="stable").reset_index(drop=True)


# ---- who is talked about

def mentions(articles: pd.DataFrame, actors: Actors) -> pd.DataFrame:
    """Who is mentioned in each article: article_id, actor ("" for a noun such as rebels), camp, mentions."""
    rows = []
    for article_id, text, day in articles[["article_id", "text", "published"]].itertuples(index=False):
        rows += [(article_id, one.actor, one.camp)
                 for one in find_mentions(actors, text, None if pd.isna(day) else pd.Timestamp(day).date())]
    found = pd.DataFrame(rows, columns=["article_id", "actor", "camp"])
    return found.groupby(["article_id", "actor", "camp"], sort=False).size().rename("mentions").reset_index()


def heard(found: pd.DataFrame, quotes: pd.DataFrame) -> pd.DataFrame:
    """Mentions against quotes by camp: camp, mentions, mention_articles, quotes, mention_share, quote_share, never.

    never: articles that mention the camp and do not quote it; article_ids and never_ids list the articles.
    Shares are of all mentions and quotes of a known camp.
    """
    talked = found[~found["camp"].isin(("unknown", ""))]
    spoken = quotes[quotes["camp"] != "unknown"]
    by_camp = talked.groupby("camp").agg(
        mentions=("mentions", "sum"), mention_articles=("article_id", "nunique"), article_ids=("article_id", set))
    result = by_camp.join(spoken.groupby("camp").size().rename("quotes"), how="outer")
    counts = ["mentions", "mention_articles", "quotes"]
    result[counts] = result[counts].fillna(0).astype(int)
    quoted = set(zip(spoken["article_id"], spoken["camp"], strict=True))
    pairs = talked[["article_id", "camp"]].drop_duplicates()
    silent: dict[str, list[str]] = {camp: [] for camp in result.index}
    for article_id, camp in pairs.itertuples(index=False, name=None):
        if (article_id, camp) not in quoted:
            silent[camp].append(article_id)
    result = result.assign(
        mention_share=result["mentions"] / max(1, result["mentions"].sum()),
        quote_share=result["quotes"] / max(1, result["quotes"].sum()),
        never=[len(ids) for ids in silent.values()], never_ids=list(silent.values()))
    return result.rename_axis("camp").sort_values(["mentions", "quotes"], ascending=False).reset_index()


def unheard(found: pd.DataFrame, quotes: pd.DataFrame, most: int | None = None) -> pd.DataFrame:
    """Actors that are mentioned and never quoted in the selection: actor, camp, mentions, articles, in falling order.

    article_ids lists the articles.
    """
    named = found[(found["actor"] != "") & ~found["actor"].isin(set(quotes["actor"]))]
    result = named.groupby(["actor", "camp"]).agg(mentions=("mentions", "sum"), articles=("article_id", "nunique"),
                                                  article_ids=("article_id", list)).reset_index()
    return result.sort_values(["mentions", "articles", "actor"], ascending=[False, False, True]).head(
        most).reset_index(drop=True)


# ---- sentences

def takeaway(found: pd.DataFrame) -> str:
    """What a table of `balance` by camp says, in sentences."""
    if found.empty:
        return "No quote was found in this selection."
    row = found.set_index("camp")
    total, articles = int(found["total"].iloc[0]), int(found["of_articles"].iloc[0])
    parts = [f"{CAMP_NAMES[camp]} {_share_words(row.loc[camp], total)}" for camp in NAMED_AFTER]
    told = [f"Of {plural(total, 'quote')} in {plural(articles, 'article')} the three camps that the balance is named "
            f"after have: {listed(parts)}."]
    known = row.drop(index="unknown")
    top = known[known["quotes"] == known["quotes"].max()]
    if len(top) == 1 and top.index[0] not in NAMED_AFTER:
        told.append(f"More than any of them speaks {_with_the(top.index[0])}: {_share_words(top.iloc[0], total)}.")
    elif len(top) == 1:
        told.append(f"The {CAMP_NAMES[top.index[0]]} camp is quoted most.")
    told += _shifts(known, total)
    unknown = int(row.loc["unknown", "quotes"])
    told.append(f"The text does not tell the camp of {plural(unknown, 'quote')}." if unknown else
                "No quote is left without a camp.")
    return " ".join([*told, shares.basis(articles)])


def _with_the(camp: str) -> str:
    return f"the {CAMP_NAMES[camp]} camp"


def _share_words(row: pd.Series, total: int) -> str:
    within = shares.range_words(row["low"], row["high"])
    share = f" ({percent(row['share'])}{', ' + within if within else ''})" if total >= ENOUGH else ""
    return f"{int(row['quotes']):,}{share}"


def _shifts(known: pd.DataFrame, total: int) -> list[str]:
    """The camp that gains and the camp that loses most when words or prominence are counted instead of quotes."""
    told = []
    for name, words in (("words", "words are counted"), ("prominence", "prominence counts")):
        move = known[f"{name}_share"] - known["share"]
        if total >= MANY and move.abs().max() >= 0.05:
            camp = move.abs().idxmax()
            moves = "gains" if move[camp] > 0 else "loses"
            told.append(f"Where {words} instead of quotes, {_with_the(camp)} {moves} most: "
                        f"from {percent(known.loc[camp, 'share'])} to {percent(known.loc[camp, f'{name}_share'])}.")
    return told


def takeaway_sides(found: pd.DataFrame) -> str:
    """What a table of `balance` by side says."""
    if found.empty:
        return "No quote was found in this selection."
    total, articles = int(found["total"].iloc[0]), int(found["of_articles"].iloc[0])
    parts = [f"{row['side']} {_share_words(row, total)}" for _, row in found.iterrows()]
    return (f"Rolled up into the sides of the actor file: {listed(parts)} of {plural(total, 'quote')}. "
            f"{shares.basis(articles)}")


def takeaway_kinds(found: pd.DataFrame) -> str:
    """What a table of `crossed(quotes, "camp", "kind")` says: whose words are printed as they were spoken."""
    if found.empty:
        return "No quote was found in this selection."
    direct, total = int(found["direct"].sum()), int(found["total"].sum())
    told = [f"{direct:,} of {plural(total, 'quote')} ({percent(direct / total)}) stand wholly in quotation marks, "
            f"{int(found['mixed'].sum()):,} in part; "
            f"{int(found['indirect'].sum()):,} are told in the reporter's words."]
    told += _extremes(found[found["camp"] != "unknown"], "direct", "is quoted directly most often")
    return " ".join(told)


def takeaway_naming(found: pd.DataFrame) -> str:
    """What a table of `crossed(quotes, "camp", "naming")` says: who is named and who is not."""
    if found.empty:
        return "No quote was found in this selection."
    total = int(found["total"].sum())
    named, described, none = (f"{found[one].sum():,} ({percent(found[one].sum() / total)})" for one in tables.NAMINGS)
    told = [f"Of {plural(total, 'quote')}, {named} have a source that is named, {described} one that is only "
            f"described, and {none} no source at all."]
    told += _extremes(found[found["camp"] != "unknown"], "named", "is named most often")
    return " ".join(told)


def _extremes(found: pd.DataFrame, column: str, words: str) -> list[str]:
    """The camps with the largest and the smallest part of a column, among those with enough quotes."""
    enough = found[found["total"] >= ENOUGH].assign(part=lambda rows: rows[column] / rows["total"])
    if len(enough) < 2 or enough["part"].nunique() < 2:
        return [f"No two camps have {ENOUGH} quotes, so camps are not compared."] if len(enough) < 2 else []
    high, low = (enough.loc[enough["part"].idxmax()], enough.loc[enough["part"].idxmin()])
    return [f"Among camps with at least {ENOUGH} quotes, {_with_the(high['camp'])} {words} ({percent(high['part'])}), "
            f"{_with_the(low['camp'])} least ({percent(low['part'])})."]


def takeaway_diversity(found: pd.DataFrame) -> str:
    """What a table of `diversity` without groups says."""
    if found.empty:
        return "No quote of a known camp was found, so there is no diversity to measure."
    row = found.iloc[0]
    within = "" if pd.isna(row["low"]) else f" (interval {row['low']:.1f} to {row['high']:.1f})"
    verb = "is" if row["camps"] == 1 else "are"
    return (f"{plural(int(row['camps']), 'camp')} {verb} quoted, as unevenly as "
            f"{row['effective']:.1f}{within} camps that would be quoted alike. The largest, "
            f"{_with_the(row['largest'])}, has {percent(row['largest_share'])} "
            f"of the {plural(int(row['quotes']), 'quote')} of a known camp.")


def takeaway_outlets(found: pd.DataFrame) -> str:
    """What a table of `balance(quotes, "camp", "outlet")` says: how far outlets differ."""
    if found.empty:
        return "No quote was found in this selection."
    if found["outlet"].nunique() == 1:
        name = found["outlet"].iloc[0]
        return f"All quotes are from {name or 'articles without a stated outlet'}, so outlets cannot be compared."
    big = found[(found["total"] >= ENOUGH) & (found["outlet"] != "")]
    told = []
    for camp in NAMED_AFTER:
        part = big[["outlet", "total", "of_articles"]].drop_duplicates().merge(
            big.loc[big["camp"] == camp, ["outlet", "share"]], how="left").fillna({"share": 0})
        if len(part) > 1 and part["share"].nunique() > 1:
            high, low = part.loc[part["share"].idxmax()], part.loc[part["share"].idxmin()]
            told.append(f"{_with_the(camp)[4:]} from {percent(low['share'])} ({low['outlet']}) to "
                        f"{percent(high['share'])} ({high['outlet']})")
    if big["outlet"].nunique() < 2:
        return f"No two outlets have {ENOUGH} quotes, so outlets are not compared."
    if not told:
        return f"Outlets with at least {ENOUGH} quotes do not differ in these camps."
    return (f"Among outlets with at least {ENOUGH} quotes, shares of quotes go: {'; '.join(told)}. Outlets may "
            "write of different days; a difference is a question to look into, not a verdict.")


def takeaway_heard(found: pd.DataFrame, silent: pd.DataFrame) -> str:
    """What the tables of `heard` and `unheard` say: who is talked about and does not speak."""
    if found.empty or not found["mentions"].sum():
        return "The actor file knows nobody who is mentioned in this selection."
    told = []
    gap = found.assign(gap=found["mention_share"] - found["quote_share"])
    row = gap.loc[gap["gap"].idxmax()]
    if row["mentions"] >= ENOUGH and row["gap"] > 0:
        told.append(f"T{_with_the(row['camp'])[1:]} is talked about more than it speaks: "
                    f"{percent(row['mention_share'])} of mentions, {percent(row['quote_share'])} of quotes.")
    never = found[(found["quotes"] == 0) & (found["mentions"] > 0)]
    if len(never):
        told.append(f"Mentioned and never quoted: {listed([CAMP_NAMES[camp] for camp in never['camp']])}.")
    if len(silent):
        first = [f"{row.actor} ({plural(row.mentions, 'mention')})" for row in silent.head(3).itertuples()]
        told.append(f"{plural(len(silent), 'actor')} of the actor file {'is' if len(silent) == 1 else 'are'} mentioned "
                    f"and never quoted, most often {listed(first)}.")
    return " ".join(told) or "Everybody who is mentioned is quoted as well."
