"""Source balance: whose voices are quoted, how much, how prominently, and who is talked about but not heard.

Everything takes the table of quotes as `prepared` gives it, and returns tables; sentences over them end in
`takeaway`. Camps are the codebook's. Shares and intervals: dateline.shares.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from dateline import agreement, shares, tables
from dateline.actors import Actors, Coding, near
from dateline.corpus import as_date, suggest
from dateline.language.camps import code, mentions
from dateline.palette import CAMP_NAMES
from dateline.sentences import say, unless_empty
from dateline.shares import ENOUGH, PERIOD_NAMES, listed, plural, share_words

NAMED_AFTER = ("rebel", "government", "monitor")  # the camps that are always listed, with "unknown"
ALWAYS = (*NAMED_AFTER, "unknown")
MANY = 50  # quotes: with fewer, one quote moves a camp's share by more than 2 points
CORRECTED = 1000  # draws of articles and errors by which shares are corrected
NO_SIDE, NO_SOURCE = "neither side", "no source given"
# Prominence of a quote, 0 to 1: news tells first what it holds important, so half of the weight is how early the
# quote begins, a quarter goes to the article's first quote and a quarter to a source that the headline names.
EARLY, FIRST, HEADLINE = 0.5, 0.25, 0.25

NOUNS = PERIOD_NAMES | {"country": "state"}  # of columns, where they are not the column's name
MANY_MONTHS = 24  # with more the course of time is told by year
SAID, CUT = 2, 120  # quotes of a speaker that are shown, and characters of each

_SAYS = re.compile(r"[,:–—-]\s+([^,:–—]{3,60}?)\s+(?:says?|said|warns?|reports?|tells?)\W*$")
_NAME = re.compile(r"[A-ZÀ-Þ][\w’'-]*(?:\s+(?:al-|el-)?[A-ZÀ-Þ][\w’'-]*)*")


def prepared(quotes: pd.DataFrame, articles: pd.DataFrame, actors: Actors | None = None) -> pd.DataFrame:
    """The quotes with title, outlet, week, month and year of their article, prominence, voice and side.

    voice: the actor, else the speaker, else "no source given"; of spellings that differ in capitals the one with fewer,
    since a sentence may begin with any of them. opens: whether it is the first quote of its article;
    headline: whether the headline names its source, or ends with its role ("..., monitor says"); prominence: 0 to 1, by
    the weights at the head of this module. side: the rollup of the actor file; "neither side" without an actor file.
    """
    found = shares.joined(quotes, articles)
    voice = found["actor"].where(found["actor"] != "", found["speaker"])
    voice = voice.groupby(voice.str.casefold()).transform("max")
    opens = found["position"] == found.groupby("article_id")["position"].transform("min")
    about = found.drop_duplicates("article_id")[["article_id", "title", "published"]].to_numpy()
    named = {article_id: {one.actor for one in mentions(actors, title, _day(day))} - {""}
             for article_id, title, day in about} if actors else {}
    roles = {article_id: code(actors, match[1], "", _day(day)) for article_id, title, day in about
             if (match := _SAYS.search(title))} if actors else {}
    roles = {(article_id, role.camp, role.country) for article_id, role in roles.items() if role.camp != "unknown"}
    whose = found[["article_id", "camp", "country"]].itertuples(index=False, name=None)
    sources = found[["title", "speaker", "actor", "naming"]].itertuples(index=False)
    told = [_in_headline(*source) or source.actor in named.get(key[0], ()) or key in roles
            for source, key in zip(sources, whose, strict=True)]
    headline = pd.Series(told, found.index, dtype=bool)
    prominence = EARLY * (1 - found["position"].clip(0, 1)) + FIRST * opens + HEADLINE * headline
    return found.assign(voice=voice.where(voice != "", NO_SOURCE), opens=opens, headline=headline,
                        prominence=prominence, side=sides(found, actors))


def _in_headline(title: str, speaker: str, actor: str, naming: str) -> bool:
    """Whether a headline has the source's name: all of it, or a person's surname."""
    if naming != "named":
        return False
    names = {actor, speaker.split("(")[0].split(",")[0].strip()} - {""}
    for name in tuple(names):
        found = _NAME.fullmatch(name)
        if found and 2 <= len(name.split()) <= 3:
            names.add(name.split()[-1].removeprefix("al-").removeprefix("el-"))
    return any(len(name) > 2 and name in title and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", title)
               for name in names)


def sides(quotes: pd.DataFrame, actors: Actors | None) -> pd.Series:
    """The side of each quote's source by the actor file's rollup; "neither side" where it has none."""
    if actors is None:
        return pd.Series(NO_SIDE, quotes.index, dtype=str)
    keys = list(quotes[["actor", "camp", "country"]].itertuples(index=False, name=None))
    known = {key: actors.side(Coding(*key, rule="")) or NO_SIDE for key in dict.fromkeys(keys)}
    return pd.Series([known[key] for key in keys], quotes.index, dtype=str)


def _reread(quotes: pd.DataFrame, actors: Actors, reading: str) -> pd.DataFrame:
    """The quotes with one reading of a disputed coding, as the actor file offers it, laid over camp and country."""
    found = quotes.copy()
    for entry, change in actors.data["readings"][reading]["actors"].items():
        for column in ("camp", "country"):
            if column in change:
                found.loc[found["actor"] == entry, column] = change[column]
    return found


def readings(quotes: pd.DataFrame, actors: Actors) -> pd.DataFrame:
    """Camps under each reading of a disputed coding: reading, quotes that change, then the quotes of each camp.

    Camps are those that the balance is named after, with those that any reading changes. quote_ids: the quotes
    behind each number of the row, by the number's column.
    """
    coded = {"as coded": quotes} | {title: _reread(quotes, actors, name) for name, title in actors.readings.items()}
    moved = {camp for one in coded.values() for frame in (quotes, one)
             for camp in frame.loc[(one["camp"] != quotes["camp"]).to_numpy(), "camp"]}
    camps = [camp for camp in tables.CAMPS if camp in NAMED_AFTER or camp in moved]
    rows = []
    for title, one in coded.items():
        ids = {"quotes that change": quotes.loc[(one["camp"] != quotes["camp"]).to_numpy(), "quote_id"].tolist(),
               **{camp: one.loc[one["camp"] == camp, "quote_id"].tolist() for camp in camps}}
        rows.append({"reading": title, **{name: len(found) for name, found in ids.items()}, "quote_ids": ids})
    return pd.DataFrame(rows) if len(quotes) else pd.DataFrame()


def balance(quotes: pd.DataFrame, by: str = "camp") -> pd.DataFrame:
    """Shares by number of quotes, by words quoted and by prominence of each value of a column.

    by: "camp", "side", "naming", "kind", "voice" or any other column of text. Raises ValueError for one that there is
    not. Returns a line a value, by falling number of quotes and with unknown last: `by`, quotes, articles, share,
    low, high; words, words_share, words_low, words_high; prominence_share, prominence_low, prominence_high; total and
    of_articles of the whole.
    """
    if by != "camp":
        _check_column(quotes, by)
    always = {"camp": ALWAYS, "naming": tables.NAMINGS, "kind": tables.KINDS}.get(by, ())
    found = shares.shares(quotes, by, None, None, always).set_index(by).rename(columns={"count": "quotes"})
    for name in ("words", "prominence"):
        part = shares.shares(quotes, by, None, name, always).set_index(by)
        found = found.join(part[["share", "low", "high"]].add_prefix(f"{name}_"))
        found[name] = part["weight"].astype(float)
    ends = [by, "quotes", "articles", "share", "low", "high", "words", "words_share", "words_low", "words_high",
            "prominence_share", "prominence_low", "prominence_high", "total", "of_articles"]
    found = found.reset_index()[ends].astype({"words": int})
    return _ordered(found, found[by].isin(("unknown", "none", NO_SIDE)), {"quotes": False})


def _ordered(found: pd.DataFrame, last: pd.Series, order: dict[str, bool]) -> pd.DataFrame:
    """Lines by columns (name: whether it rises), those of `last` after all others."""
    return found.assign(_last=last).sort_values(["_last", *order], ascending=[True, *order.values()],
                                                ignore_index=True).drop(columns="_last")


def camps_by(quotes: pd.DataFrame, by: str = "outlet") -> pd.DataFrame:
    """The camps' shares of the quotes of each outlet, week, or value of any other column of text.

    Returns a line a group and camp that it has: `by`, camp, quotes, share, low, high; total and of_articles of the
    group. Raises ValueError for a column that there is not.
    """
    _check_column(quotes, by)
    return shares.shares(quotes, "camp", by).rename(columns={"count": "quotes"})[
        [by, "camp", "quotes", "share", "low", "high", "total", "of_articles"]]


def _check_column(quotes: pd.DataFrame, name: str) -> None:
    known = [one for one in quotes.columns if one != "camp" and quotes[one].dtype == quotes["camp"].dtype]
    if name not in known:
        raise ValueError(f"Quotes cannot be grouped by '{name}'{suggest(name, known)}")


def reach(quotes: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """How many speakers each camp has, how many articles quote it at all, and how visibly.

    Returns, a line a camp in the order of the codebook: speakers (distinct voices), speakers_share; articles,
    articles_share, articles_low, articles_high (of all articles); opens, opens_share, opens_low, opens_high (of the
    articles with a quote, those whose first quote is the camp's); headline (quotes whose source the headline names);
    of_speakers, of_articles, of_quoting; opens_ids and headline_ids, the quotes behind these numbers. Speakers have no
    interval: drawing articles again finds no new ones.
    """
    counted = [camp for camp in tables.CAMPS if camp in NAMED_AFTER or camp in set(quotes["camp"])]
    everyone = quotes[quotes["voice"] != NO_SOURCE].groupby("camp")["voice"].nunique()
    present = pd.crosstab(quotes["article_id"], quotes["camp"]).reindex(columns=counted, fill_value=0) > 0
    begun = quotes[quotes["opens"]].drop_duplicates("article_id")
    first = pd.crosstab(begun["article_id"], begun["camp"]).reindex(columns=counted, fill_value=0) > 0
    found = pd.DataFrame({"camp": counted, "speakers": everyone.reindex(counted, fill_value=0).to_numpy()})
    found["speakers_share"] = found["speakers"] / max(1, found["speakers"].sum())
    for name, table, whole in (("articles", present.reindex(articles["article_id"], fill_value=False), len(articles)),
                               ("opens", first, len(first))):
        found[name] = table.sum().to_numpy()
        found[f"{name}_share"] = found[name] / max(1, whole)
        low = high = np.nan
        if whole > 1 and len(quotes):
            low, high = shares.interval(shares.drawn(table.to_numpy(float)) / whole)
        found[f"{name}_low"], found[f"{name}_high"] = low, high
    named = quotes[quotes["headline"]]
    ids = [{camp: part.tolist() for camp, part in rows.groupby("camp")["quote_id"]} for rows in (begun, named)]
    return found.assign(
        headline=named["camp"].value_counts().reindex(counted, fill_value=0).to_numpy(),
        of_speakers=found["speakers"].sum(), of_articles=len(articles), of_quoting=len(first),
        opens_ids=[ids[0].get(camp, []) for camp in counted], headline_ids=[ids[1].get(camp, []) for camp in counted],
    ) if len(quotes) else found.head(0)


def over_time(quotes: pd.DataFrame, period: str | None = None) -> pd.DataFrame:
    """`camps_by` day, week, month or year of publication, in order of time; undated quotes are left out.

    period: "day", "week", "month" or "year"; without it the span of days decides. Raises ValueError for another.
    """
    columns = {name: column for column, name in PERIOD_NAMES.items()}
    if period is not None and period not in columns:
        raise ValueError(f"The course of time cannot be cut by '{period}'; it can by {', '.join(columns)}.")
    dated = shares.dated(quotes)
    column = columns[period] if period else "year" if dated["month"].nunique() > MANY_MONTHS else shares.period(dated)
    return camps_by(dated, column)


# ---- two outlets, or two periods

@dataclass(frozen=True)
class Comparison:
    """How the camps differ between two groups of articles; `why` says why they are not compared, "" where they are.

    table: of `shares.contrast`. distance: the part of the quotes that would have to change camp for both groups to be
    alike. usual: the median of this where articles are dealt to the groups at random; chance: how often it is as large.
    """

    names: tuple[str, ...]
    quotes: tuple[int, ...] = ()
    articles: tuple[int, ...] = ()
    table: pd.DataFrame = field(default_factory=pd.DataFrame)
    distance: float = np.nan
    usual: float = np.nan
    chance: float = np.nan
    why: str = ""


def comparison(quotes: pd.DataFrame, by: str = "outlet", compare: Sequence[str] = ()) -> Comparison:
    """Two groups of articles compared by the camps they quote: two outlets, two periods, or two values of a column.

    compare: two values of the column `by`, or two periods as "2016-01-01/2016-06-30"; without any, the two values with
    most quotes. Raises ValueError for a column, value or day that there is not.
    """
    _check_column(quotes, by)
    names = list(map(str, compare)) or [one for one in quotes[by].value_counts(sort=True).index if one != ""][:2]
    if len(names) != 2 and compare:
        raise ValueError(f"'compare' takes two values of '{by}' or two periods; it has {len(names)}.")
    if len(names) < 2:
        return Comparison(tuple(names), why=f"There are no two values of '{by}' that could be compared.")
    groups = [quotes[_belongs(quotes, by, name)] for name in names]
    sizes = tuple(map(len, groups)), tuple(part["article_id"].nunique() for part in groups)
    if set(groups[0]["article_id"]) & set(groups[1]["article_id"]):
        return Comparison(tuple(names), *sizes, why=f"{names[0]} and {names[1]} have quotes of the same articles, so "
                          "that they cannot be compared as two groups of articles.")
    if min(sizes[0]) < ENOUGH or min(sizes[1]) < 2:
        told = [f"{name or shares.MISSING} {plural(count, 'quote')} in {plural(articles, 'article')}"
                for name, count, articles in zip(names, *sizes, strict=True)]
        return Comparison(tuple(names), *sizes, why=say("balance.few_to_compare", told=told, enough=ENOUGH))
    table, distances = shares.contrast(*groups, "camp")
    for one, part in zip(("first", "second"), groups, strict=True):
        ids = part.groupby("camp")["quote_id"].agg(list).to_dict()
        table[f"{one}_ids"] = [ids.get(camp, []) for camp in table["camp"]]
    return Comparison(tuple(names), *sizes, table, float(distances[0]), float(np.median(distances[1:])),
                      float((distances >= distances[0] - 1e-9).mean()))


def _belongs(quotes: pd.DataFrame, by: str, name: str) -> pd.Series:
    """Which quotes are of a value, or of a period as "2016-01-01/2016-06-30"."""
    is_period = re.fullmatch(r"\d{4}-[\d-]+/\d{4}-[\d-]+", name)
    if is_period:
        first, last = (pd.Timestamp(as_date(day, "A day of 'compare'")) for day in name.split("/"))
        found = pd.to_datetime(quotes["published"]).between(first, last)
    else:
        found = quotes[by] == name
    if not found.any() and len(quotes):
        raise ValueError("No quote of this selection " + (f"was published in {name}." if is_period else
                         f"has the {by} '{name}'{near(name, set(quotes[by])) or '.'}"))
    return found


# ---- what the program's own errors do to the shares

def corrected(quotes: pd.DataFrame, confusion: pd.DataFrame, by: str = "camp") -> pd.DataFrame:
    """The shares of camps (or tones) beside those that remain when the measured errors of their coding are undone.

    confusion: counts of quotes by the value that was coded (lines) and the program gave (columns), in the order of
    the codebook; quotes of other values are left out. Method: `agreement.unmixed`. Its interval holds both kinds of
    chance: which articles were drawn, and how many coded quotes the errors were measured on. Returns `by`, quotes,
    share, low, high, then corrected_share, corrected_low, corrected_high; coded (quotes of the value in the
    measurement), of_coded; total.
    """
    values = list(confusion.columns)
    quotes = quotes[quotes[by].isin(values)]
    counts = pd.crosstab(quotes["article_id"], quotes[by]).reindex(columns=values, fill_value=0).sort_index()
    found = balance(quotes, by)[[by, "quotes", "share", "low", "high", "total", "of_articles"]]
    if found.empty:
        return found
    errors = agreement.errors_drawn(confusion, CORRECTED, shares.SEED)
    amounts = counts.to_numpy(float)
    given = np.vstack([amounts.sum(axis=0), shares.drawn(amounts, CORRECTED)])
    undone = agreement.unmixed(given, errors[:len(given)])
    low, high = shares.interval(undone[1:])
    part = pd.DataFrame({by: values, "corrected_share": undone[0], "corrected_low": low, "corrected_high": high,
                         "coded": confusion.sum(axis=1).to_numpy()})
    return found.merge(part, on=by, how="left").assign(
        of_coded=int(confusion.to_numpy().sum()), measured_on=confusion.attrs.get("articles", 0),
        measured_how=confusion.attrs.get("how", ""))


# ---- counts

def crossed(quotes: pd.DataFrame, rows: str, columns: str, order: Sequence[str] = ()) -> pd.DataFrame:
    """How many quotes have each pair of values: a line a value of `rows`, by falling total, and a last column total.

    order: the columns, in this order even where there is none; all values without.
    """
    found = pd.crosstab(quotes[rows], quotes[columns])
    found = found.reindex(columns=list(order) or found.columns, fill_value=0)
    found = found.assign(total=found.sum(axis=1)).rename_axis(index=rows, columns=None).reset_index()
    return _ordered(found, found[rows].isin(("unknown", "")), {"total": False, rows: True})


def diversity(quotes: pd.DataFrame, within: str | None = None) -> pd.DataFrame:
    """How evenly quotes are spread over camps, in all or in each group; quotes of unknown camp are left out.

    Returns, a line a group: `within`, quotes (of a known camp), camps, shannon (nats), effective (camps that would
    give the same if all were quoted alike: exp of Shannon's entropy, Hill 1973), low, high (its interval over articles:
    basic bootstrap of the entropy, Davison and Hinkley 1997, 5.2, since draws lose camps and come out too low; at most
    the camps of the codebook, and never without the figure itself), evenness (Pielou 1966: 0 to 1, NaN for one camp),
    simpson (chance that two quotes are of different camps: Simpson 1949), largest (camp) and largest_share (its
    dominance: Berger and Parker 1970). Raises ValueError for a column that there is not.
    """
    if within:
        _check_column(quotes, within)
    columns = [*([within] if within else []), "quotes", "camps", "shannon", "effective", "low", "high", "evenness",
               "simpson", "largest", "largest_share", "of_articles"]
    known = quotes[quotes["camp"] != "unknown"]
    rows = []
    for group, part in (known.groupby(within, sort=True) if within else [("", known)]):
        if part.empty:
            continue
        counts = pd.crosstab(part["article_id"], part["camp"]).sort_index()
        sums = counts.sum().to_numpy(float)
        shannon = float(_entropy(sums[None, :])[0])
        effective = np.exp(shannon)
        ends = shares.interval(_entropy(shares.drawn(counts.to_numpy(float)))) if len(counts) > 1 else (np.nan, np.nan)
        high, low = (np.clip(np.exp(2 * shannon - end), 1, len(tables.CAMPS) - 1) for end in ends)
        low, high = float(np.minimum(low, effective)), float(np.maximum(high, effective))
        largest = counts.columns[int(sums.argmax())]
        rows.append({**({within: group} if within else {}), "quotes": len(part), "camps": len(sums), "shannon": shannon,
                     "effective": float(effective), "low": low, "high": high,
                     "evenness": shannon / np.log(len(sums)) if len(sums) > 1 else np.nan,
                     "simpson": float(1 - ((sums / sums.sum()) ** 2).sum()), "largest": largest,
                     "largest_share": sums.max() / sums.sum(), "of_articles": len(counts)})
    found = pd.DataFrame(rows, columns=columns)
    by_size = within and within not in PERIOD_NAMES  # periods stay in order of time
    return found.sort_values("quotes", ascending=False, kind="stable", ignore_index=True) if by_size else found


def _entropy(amounts: np.ndarray) -> np.ndarray:
    part = amounts / amounts.sum(axis=1, keepdims=True)
    return np.abs(np.where(part > 0, part * np.log(np.where(part > 0, part, 1)), 0).sum(axis=1))  # never -0


def voices(quotes: pd.DataFrame) -> pd.DataFrame:
    """Who is quoted: voice, camp, naming, quotes, articles, words, by falling number of quotes.

    actor, speaker: every spelling of it. said: up to SAID of the voice's quotes, those first that are surest to be its
    own, as (text, quote_id).
    """
    who = ["voice", "camp"]
    groups = quotes.groupby(who, sort=True)
    found = groups.agg(naming=("naming", "first"), quotes=("quote_id", "size"), articles=("article_id", "nunique"),
                       words=("words", "sum"))
    found = found.assign(**{name: groups[name].unique().map(list) for name in ("actor", "speaker")})
    surest = quotes.sort_values("confidence", ascending=False, kind="stable").groupby(who).head(SAID)
    texts = [text if len(text) <= CUT else f"{text[:CUT].rsplit(' ', 1)[0]} …" for text in surest["text"]]
    surest = surest.assign(said=list(zip(texts, surest["quote_id"], strict=True)))
    return found.assign(said=surest.groupby(who)["said"].agg(list)).reset_index().sort_values(
        ["quotes", "words", "voice"], ascending=[False, False, True], ignore_index=True)


def overview(articles: pd.DataFrame, *found: pd.DataFrame) -> pd.DataFrame:
    """The articles by date with outlet, title and words, and how many quotes, events and times each has.

    found: the tables of quotes, events and times.
    """
    named = zip(("quotes", "events", "times"), found, strict=True)
    counted = {name: rows["article_id"].value_counts() for name, rows in named}
    result = articles[["article_id", "published", "outlet", "title", "words"]].assign(
        **{name: articles["article_id"].map(counts).fillna(0).astype(int) for name, counts in counted.items()})
    return result.sort_values(["published", "article_id"], ignore_index=True)


# ---- who is talked about

def heard(found: pd.DataFrame, quotes: pd.DataFrame) -> pd.DataFrame:
    """Mentions (a table "mentions") against quotes by camp: whether those who are talked about are heard as much.

    Returns camp, mentions, mention_articles, quotes, expected (quotes if each camp spoke as often as it is mentioned),
    mention_share, quote_share (of those of a known camp), points (quote_share less mention_share) with low and high
    over articles, and never (articles that mention the camp and do not quote it); article_ids and never_ids list
    the articles.
    """
    talked = found[~found["camp"].isin(("unknown", ""))]
    spoken = quotes[quotes["camp"] != "unknown"]
    camps = sorted({*talked["camp"], *spoken["camp"]})
    articles = sorted({*talked["article_id"], *spoken["article_id"]})
    mentioned = talked.pivot_table(index="article_id", columns="camp", values="number", aggfunc="sum")
    told, said = (table.reindex(index=articles, columns=camps).fillna(0).to_numpy(float)
                  for table in (mentioned, pd.crosstab(spoken["article_id"], spoken["camp"])))
    silent = (told > 0) & (said == 0)
    result = pd.DataFrame({"camp": camps, "mentions": told.sum(axis=0).astype(int),
                           "mention_articles": (told > 0).sum(axis=0), "quotes": said.sum(axis=0).astype(int)})
    result["mention_share"], result["quote_share"] = (
        table.sum(axis=0) / max(1, table.sum()) for table in (told, said))
    low = high = np.nan
    if len(articles) > 1 and told.any() and said.any():
        both = shares.drawn(np.hstack([told, said]))
        with np.errstate(invalid="ignore", divide="ignore"):
            low, high = shares.interval(np.subtract(*(part / part.sum(axis=1, keepdims=True) for part in (
                both[:, len(camps):], both[:, :len(camps)]))))
    ids = np.array(articles, dtype=object)
    result = result.assign(
        expected=(result["mention_share"] * said.sum()).round().astype(int),
        points=result["quote_share"] - result["mention_share"], low=low, high=high, never=silent.sum(axis=0),
        article_ids=[ids[column].tolist() for column in (told > 0).T],
        never_ids=[ids[column].tolist() for column in silent.T])
    return result.sort_values(["mentions", "quotes"], ascending=False, ignore_index=True)[
        ["camp", "mentions", "mention_articles", "never", "quotes", "expected", "mention_share", "quote_share",
         "points", "low", "high", "article_ids", "never_ids"]]


def unheard(found: pd.DataFrame, quotes: pd.DataFrame) -> pd.DataFrame:
    """Actors that are mentioned and never quoted in the selection: actor, camp, mentions, articles, in falling order.

    article_ids lists the articles.
    """
    named = found[(found["actor"] != "") & ~found["actor"].isin(set(quotes["actor"]))]
    result = named.groupby(["actor", "camp"]).agg(mentions=("number", "sum"), articles=("article_id", "nunique"),
                                                  article_ids=("article_id", list)).reset_index()
    return result.sort_values(["mentions", "articles", "actor"], ascending=[False, False, True], ignore_index=True)


def _day(value: object) -> date | None:
    return None if pd.isna(value) else pd.Timestamp(value).date()


# ---- sentences

@unless_empty("quotes")
def takeaway(found: pd.DataFrame) -> str:
    """What a table of `balance` by camp says, in sentences."""
    row, whole = found.set_index("camp"), found.iloc[0]
    known = row.drop(index="unknown")
    top, unknown = known[known["quotes"] == known["quotes"].max()], row.loc["unknown", "quotes"]
    told = [say("balance.camps", whole=whole, parts=[f"{CAMP_NAMES[camp]} {_counted(row.loc[camp])}"
                                                     for camp in NAMED_AFTER])]
    if len(top) == 1:
        told.append(say("balance.largest" if top.index[0] in NAMED_AFTER else "balance.larger", camp=top.index[0],
                        counted=_counted(top.iloc[0])))
    return " ".join([*told, *_shifts(known), say("balance.unknown" if unknown else "balance.known", count=unknown),
                     shares.basis(int(whole["of_articles"]))])


def _counted(row: Mapping[str, Any]) -> str:
    return f"{int(row['quotes']):,}{share_words(row['share'], row['low'], row['high'], row['total'])}"


def _shifts(known: pd.DataFrame) -> Iterator[str]:
    """The camp that gains or loses most when words or prominence are counted instead of quotes."""
    for name in ("words", "prominence") if known["total"].iloc[0] >= MANY else ():
        move = known[f"{name}_share"] - known["share"]
        camp = move.abs().idxmax()
        if abs(move[camp]) >= 0.05:
            yield say(f"balance.{name}", camp=camp, moves="gains" if move[camp] > 0 else "loses",
                      share=known.loc[camp, "share"], then=known.loc[camp, f"{name}_share"])


@unless_empty("quotes")
def takeaway_sides(found: pd.DataFrame) -> str:
    """What a table of `balance` by side says."""
    parts = [f"{row['side']} {_counted(row)}" for row in found.to_dict("records")]
    return say("balance.sides", parts=parts, whole=found.iloc[0])


@unless_empty("quotes")
def takeaway_crossed(found: pd.DataFrame) -> str:
    """What a table of `crossed` says: whose words are printed as they were spoken (by kind), or who is named."""
    column = found.columns[1]
    sums = found.drop(columns="camp").sum()
    told = say(f"balance.{column}", sums=sums, shares=sums / sums["total"])
    enough = found[(found["camp"] != "unknown") & (found["total"] >= ENOUGH)]
    enough = enough.assign(part=enough[column] / enough["total"])
    if len(enough) < 2:
        return f"{told} {say('balance.few_camps', enough=ENOUGH)}"
    high, low = enough.loc[enough["part"].idxmax()], enough.loc[enough["part"].idxmin()]
    same = high["part"] == low["part"]
    return told if same else f"{told} {say(f'balance.most_{column}', enough=ENOUGH, high=high, low=low)}"


@unless_empty("known_camps")
def takeaway_diversity(found: pd.DataFrame) -> str:
    """What a table of `diversity` without groups says."""
    row = found.iloc[0]
    return say("balance.diversity", row=row, within="" if pd.isna(row["low"]) else say(
        "balance.diversity_within", row=row))


@unless_empty("quotes")
def takeaway_outlets(found: pd.DataFrame) -> str:
    """What a table of `camps_by` says: how far the outlets, or other groups, differ."""
    by = str(found.columns[0])
    noun, names = NOUNS.get(by, by), found[by].unique()
    if len(names) == 1:
        nameless = "sources of no foreign state" if by == "country" else f"articles without a stated {noun}"
        return say("balance.one_group", name=names[0] or nameless, noun=noun)
    big = found[(found["total"] >= ENOUGH) & (found[by] != "")]
    told = "; ".join(_ranges(big, "balance.group_range"))
    doubt = "Outlets may write of different days; a" if by == "outlet" else "A"
    which = "few_groups" if big[by].nunique() < 2 else "groups" if told else "same_groups"
    return say(f"balance.{which}", noun=noun, Noun=noun.capitalize(), enough=ENOUGH, told=told, doubt=doubt)


def _ranges(big: pd.DataFrame, words: str) -> Iterator[str]:
    """Between which of its groups the share of each camp goes, where it is not the same in all."""
    by = big.columns[0]
    for camp in NAMED_AFTER:
        part = big[big["camp"] == camp].set_index(by)["share"].reindex(big[by].unique(), fill_value=0.0)
        if part.nunique() > 1:
            yield say(words, camp=camp, low=part.min(), least=part.idxmin(), high=part.max(), most=part.idxmax())


@unless_empty("quotes")
def takeaway_reach(found: pd.DataFrame) -> str:
    """What a table of `reach` says of the three camps that the balance is named after."""
    whole, told = found.iloc[0], {}
    for name, verb, of in (("articles", "is quoted in", "articles"), ("opens", "comes first in", "quoting"),
                           ("speakers", "has", "speakers")):
        parts = told[name] = []
        for row in found[found["camp"].isin(NAMED_AFTER)].to_dict("records"):
            share = share_words(*(row.get(f"{name}_{end}") for end in ("share", "low", "high")), whole[f"of_{of}"])
            parts.append(f"the {CAMP_NAMES[row['camp']]} camp {verb.split(' ')[-1] if parts else verb} "
                         f"{row[name]:,}{share}")
    return say("balance.reach", whole=whole, **told)


def takeaway_time(found: pd.DataFrame) -> str:
    """What a table of `over_time` says; periods with few quotes are not compared."""
    column, big = str(found.columns[0]), found[found["total"] >= ENOUGH]
    periods = big[column].nunique()
    return shares.no_course(found[column], periods) or say(
        "balance.time", big=periods, periods=found[column].nunique(), unit=PERIOD_NAMES[column], enough=ENOUGH,
        told="; ".join(_ranges(big, "balance.time_range")) or "the same throughout")


def takeaway_comparison(found: Comparison) -> str:
    """What a `comparison` says: whether the difference is more than chance would give, and which camps drive it."""
    if found.why:
        return found.why
    groups = [f"{name or shares.MISSING} ({plural(count, 'quote')} in {plural(articles, 'article')})"
              for name, count, articles in zip(found.names, found.quotes, found.articles, strict=True)]
    sure, few = found.chance < 0.05, min(found.articles)
    told = [say("balance.compared", groups=groups, found=found, often="fewer than 1 in 1,000" if found.chance < 0.001
                else f"{100 * found.chance:.1f}%", verdict="more than chance gives." if sure
                else "chance alone may give such a difference.")]
    driving = found.table[found.table["chance"] < 0.05]
    if len(driving):
        told.append(say("balance.driven", found=found, moves=[
            say("balance.move", row=row) for row in driving.itertuples()]))
    elif sure:
        told.append(say("balance.not_driven"))
    if few < shares.FEW_ARTICLES:
        told.append(say("balance.rough", few=few))
    return " ".join(told)


@unless_empty("quotes")
def takeaway_corrected(found: pd.DataFrame) -> str:
    """What a table of `corrected` says, and what the correction takes for granted."""
    by = found.columns[0]
    rows = found.set_index(by, drop=False).loc[list(NAMED_AFTER) if by == "camp" else found[by]].to_dict("records")
    within = [shares.range_words(row["corrected_low"], row["corrected_high"]) for row in rows]
    parts = listed([say("balance.corrected_part", value=row[by], row=row, within=ends and f" ({ends})")
                    for row, ends in zip(rows, within, strict=True)])
    return say("balance.corrected", row=rows[0], parts=parts[:1].upper() + parts[1:])


def takeaway_heard(found: pd.DataFrame, silent: pd.DataFrame) -> str:
    """What the tables of `heard` and `unheard` say: who is talked about and does not speak."""
    if found.empty or not found["mentions"].sum():
        return say("balance.nobody_known")
    told = []
    enough = found["mentions"].sum() >= ENOUGH and found["quotes"].sum() >= ENOUGH
    for name, row in (("more_silent", found.loc[found["points"].idxmin()]),
                      ("more_heard", found.loc[found["points"].idxmax()])):
        if enough and row["points"] and row["mentions"] + row["quotes"] >= ENOUGH:
            sure = pd.isna(row["low"]) or row["low"] > 0 or row["high"] < 0
            told.append(say(f"balance.{name}", row=row, doubt="" if sure else ", which may be chance"))
    never = found[(found["quotes"] == 0) & (found["mentions"] > 0)]
    if len(never):
        told.append(say("balance.never", camps=[CAMP_NAMES[camp] for camp in never["camp"]]))
    if len(silent):
        first = [f"{row.actor} ({plural(row.mentions, 'mention')})" for row in silent.head(3).itertuples()]
        told.append(say("balance.unheard", count=len(silent), first=first))
    return " ".join(told) or say("balance.all_heard")
