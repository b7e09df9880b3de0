"""Terms: the most frequent and the most typical words of each outlet, and a concordance; no function words."""

import re
from functools import lru_cache

import numpy as np
import pandas as pd

from dateline.corpus import ArticleReader

PRIOR = 500  # weight of the whole corpus in words, against which an outlet's own words are judged
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
# Words about reporting itself, that every outlet has.
REPORTING = frozenset("said says say told according added also would mr ms".split())


@lru_cache(maxsize=1)
def stop_words() -> frozenset[str]:
    """spaCy's English function words and the words of reporting."""
    from spacy.lang.en.stop_words import STOP_WORDS  # here, since loading spaCy takes a second

    return frozenset(STOP_WORDS) | REPORTING


def words(text: str) -> list[str]:
    """The words of a text that carry meaning, in lower case, without a possessive ending."""
    found = (word.lower().replace("’", "'").removesuffix("'s") for word in _WORD.findall(text))
    return [word for word in found if len(word) > 2 and word not in stop_words()]


def counts(articles: pd.DataFrame) -> pd.DataFrame:
    """How often each article has each word: outlet, article_id, term, times."""
    found = articles.assign(term=articles["text"].map(words)).explode("term")
    return found.groupby(["outlet", "article_id", "term"]).size().reset_index(name="times")


def frequent(articles: pd.DataFrame, most: int = 10) -> pd.DataFrame:
    """The most frequent words of each outlet: outlet, term, times, articles (that have it)."""
    found = counts(articles).groupby(["outlet", "term"]).agg(times=("times", "sum"), articles=("times", "size"))
    return _first(found.reset_index(), "times", most)


def typical(articles: pd.DataFrame, most: int = 10) -> pd.DataFrame:
    """The words that set an outlet off from all others: outlet, term, times, elsewhere, score.

    score: z of the weighted log-odds ratio with the whole corpus as prior (Monroe, Colaresi and Quinn 2008). Words
    under three times are left out. Empty with fewer than two outlets.
    """
    own = counts(articles).pivot_table(index="outlet", columns="term", values="times", aggfunc="sum", fill_value=0)
    if len(own) < 2:
        return pd.DataFrame(columns=["outlet", "term", "times", "elsewhere", "score"])
    other = own.sum() - own
    prior = PRIOR * own.sum() / own.to_numpy().sum()
    score = (_odds(own + prior) - _odds(other + prior)) / np.sqrt(1 / (own + prior) + 1 / (other + prior))
    found = pd.DataFrame({"times": own.stack(), "elsewhere": other.stack(), "score": score.stack()})
    return _first(found[found["times"] >= 3].reset_index(), "score", most)


def _odds(amounts: pd.DataFrame) -> pd.DataFrame:
    return np.log(amounts / (amounts.sum(axis=1).to_numpy()[:, None] - amounts))


def _first(found: pd.DataFrame, by: str, most: int) -> pd.DataFrame:
    """The rows of each outlet that have most of a column."""
    ranked = found.sort_values(["outlet", by, "term"], ascending=[True, False, True])
    return ranked.groupby("outlet").head(most).reset_index(drop=True)


def collocations(reader: ArticleReader, most: int = 20) -> pd.DataFrame:
    """Pairs of neighbouring words that belong together, strongest first (likelihood ratio): first, second."""
    pairs = reader.text().collocation_list(most) if reader.fileids() else []
    return pd.DataFrame(pairs, columns=["first", "second"])


def concordance(articles: pd.DataFrame, phrase: str, width: int = 60) -> pd.DataFrame:
    """Where a phrase stands, in its context: article_id, before, match, after; whole words, whatever their case."""
    pattern = re.compile(rf"(?<!\w){re.escape(phrase.strip())}(?!\w)", re.IGNORECASE)
    hits = ((article_id, text, hit) for article_id, text in zip(articles["article_id"], articles["text"], strict=True)
            for hit in pattern.finditer(text) if hit.group())
    rows = []
    for article_id, text, hit in hits:
        before, after = text[max(0, hit.start() - width):hit.start()], text[hit.end():hit.end() + width]
        before = before.partition(" ")[2] if hit.start() > width else before  # no word is cut in two
        after = after.rpartition(" ")[0] if hit.end() + width < len(text) else after
        rows.append((article_id, " ".join(before.split()), hit.group(), " ".join(after.split())))
    return pd.DataFrame(rows, columns=["article_id", "before", "match", "after"])
