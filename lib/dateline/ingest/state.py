"""The state of a collection, as tables: articles by outlet and week, languages, odd dates, what was set aside."""

import pandas as pd

from dateline.corpus import Corpus
from dateline.ingest.store import ADDED, ASIDE, NEWER, content, flags, ledger
from dateline.shares import MISSING


def weeks(articles: pd.DataFrame) -> pd.DataFrame:
    """Articles by the week of their publication: week (its Monday), articles, outlets (each with its number)."""
    monday = articles["published"] - pd.to_timedelta(articles["published"].dt.day_of_week, unit="D")
    counts = articles.assign(week=monday).groupby(["week", "outlet"], dropna=False).size().reset_index(name="articles")
    counts["outlets"] = counts["outlet"].replace("", MISSING) + " " + counts["articles"].astype(str)
    return counts.groupby("week", dropna=False, as_index=False).agg({"articles": "sum", "outlets": ", ".join})


def languages(articles: pd.DataFrame) -> pd.DataFrame:
    """Articles and words by language, most first: language, articles, words, analysed (yes or no)."""
    found = articles.groupby("language").agg(articles=("words", "size"), words=("words", "sum")).reset_index()
    analysed = found["language"].str.split("-").str[0].str.lower().eq("en").map({True: "yes", False: "no"})
    return found.assign(analysed=analysed).sort_values(["articles", "language"], ascending=[False, True],
                                                       ignore_index=True)


def odd_dates(corpus: Corpus) -> pd.DataFrame:
    """The articles whose date is missing or odd: article_id, published, outlet, title, why."""
    period = corpus.collection.get("period") or {}
    told = {row["content"]: row["reason"] for row in ledger(corpus.path) if row["status"] in (ADDED, NEWER)}
    rows = []
    for one in corpus:
        known = told.get(content(one))
        if why := "; ".join(flags(one, period)) if known is None else known:
            rows.append((one.article_id, one.published, one.outlet, one.title, why))
    found = pd.DataFrame(rows, columns=["article_id", "published", "outlet", "title", "why"])
    return found.assign(published=pd.to_datetime(found["published"]))


def set_aside(corpus: Corpus) -> pd.DataFrame:
    """What could not be added, and what cannot be read: source, reason."""
    rows = [(row["source"], row["reason"]) for row in ledger(corpus.path) if row["status"] == ASIDE]
    rows += [(one.file, one.message) for one in corpus.problems]
    return pd.DataFrame(rows, columns=["source", "reason"])
