"""Terms: the most frequent and the most typical words of each outlet, and a concordance; no function words."""

import re
from collections import Counter
from functools import lru_cache
from itertools import islice

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


def counts(articles: pd.DataFrame, by: str = "outlet") -> pd.DataFrame:
    """How often each group has each word: a line a word, a column a group."""
    found = {group: Counter(word for text in part["text"] for word in words(text))
             for group, part in articles.groupby(by, sort=True)}
    return pd.DataFrame(found).fillna(0).astype(int).sort_index()


def frequent(articles: pd.DataFrame, by: str = "outlet", most: int = 10) -> pd.DataFrame:
    """The most frequent words of each group: group, term, times, articles (that have it)."""
    rows = []
    for group, part in articles.groupby(by, sort=True):
        inside = [Counter(words(text)) for text in part["text"]]
        total = sum(inside, Counter())
        for term, times in sorted(total.items(), key=lambda one: (-one[1], one[0]))[:most]:
            rows.append((group, term, times, sum(term in one for one in inside)))
    return pd.DataFrame(rows, columns=[by, "term", "times", "articles"])


def typical(articles: pd.DataFrame, by: str = "outlet", most: int = 10) -> pd.DataFrame:
    """The words that set a group off from all others: group, term, times, elsewhere, score.

    score: z of the weighted log-odds ratio with the whole corpus as prior (Monroe, Colaresi and Quinn 2008). Words
    under three times are left out. Empty with fewer than two groups.
    """
    table = counts(articles, by)
    rows = []
    if table.shape[1] > 1:
        whole = table.sum(axis=1).to_numpy(float)
        prior = PRIOR * whole / whole.sum()
        for group in table.columns:
            own = table[group].to_numpy(float)
            score = _z(own, whole - own, prior)
            order = np.lexsort((table.index, -score))
            rows += [(group, table.index[at], int(own[at]), int(whole[at] - own[at]), float(score[at]))
                     for at in order[:20 * most] if own[at] >= 3][:most]
    return pd.DataFrame(rows, columns=[by, "term", "times", "elsewhere", "score"])


def _z(own: np.ndarray, other: np.ndarray, prior: np.ndarray) -> np.ndarray:
    def odds(part: np.ndarray) -> np.ndarray:
        return np.log((part + prior) / (part.sum() + prior.sum() - part - prior))

    return (odds(own) - odds(other)) / np.sqrt(1 / (own + prior) + 1 / (other + prior))


def collocations(reader: ArticleReader, most: int = 20) -> pd.DataFrame:
    """Pairs of neighbouring words that belong together, strongest first (likelihood ratio): first, second."""
    pairs = reader.text().collocation_list(most) if reader.fileids() else []
    return pd.DataFrame(pairs, columns=["first", "second"])


def concordance(articles: pd.DataFrame, phrase: str, width: int = 60, most: int = 25) -> pd.DataFrame:
    """Where a phrase stands, in its context: article_id, before, match, after; whole words, whatever their case."""
    pattern = re.compile(rf"(?<!\w){re.escape(phrase.strip())}(?!\w)", re.IGNORECASE)
    hits = ((article_id, text, hit) for article_id, text in zip(articles["article_id"], articles["text"], strict=True)
            for hit in pattern.finditer(text) if hit.group())
    rows = []
    for article_id, text, hit in islice(hits, most):
        before, after = text[max(0, hit.start() - width):hit.start()], text[hit.end():hit.end() + width]
        before = before.partition(" ")[2] if hit.start() > width else before  # no word is cut in two
        after = after.rpartition(" ")[0] if hit.end() + width < len(text) else after
        rows.append((article_id, " ".join(before.split()), hit.group(), " ".join(after.split())))
    return pd.DataFrame(rows, columns=["article_id", "before", "match", "after"])
