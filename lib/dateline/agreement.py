"""Agreement between two codings of the same rows: coefficients (by nltk.metrics.agreement), confusion, correction."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import nan

import numpy as np
import pandas as pd
from nltk.metrics.agreement import AnnotationTask

PRIOR = 10  # rows of every label, added to a table of errors


@dataclass(frozen=True)
class Agreement:
    """Share of rows coded alike, and the coefficients that take chance out; NaN where they are not defined."""

    rows: int
    alike: float
    kappa: float
    alpha: float

    def __str__(self) -> str:
        return self.told()

    def told(self, noun: str = "rows") -> str:
        """The agreement as a sentence; noun: what was coded, in the plural."""
        if not self.rows:
            return f"There are no {noun} to compare."
        if self.kappa != self.kappa:
            return f"All {self.rows:,} {noun} are coded alike, with one value only, so chance cannot be taken out."
        return (f"{self.alike:.0%} of {self.rows:,} {noun} are coded alike (Cohen's kappa {self.kappa:.2f}, "
                f"Krippendorff's alpha {self.alpha:.2f}; 0 is what chance gives, 1 is full agreement).")


def agreement(first: pd.Series, second: pd.Series) -> Agreement:
    """How far two codings of the same rows agree, row by row.

    Cohen (1960) for kappa, Krippendorff (1980, nominal) for alpha. Raises ValueError for codings of unequal length.
    """
    if len(first) != len(second):
        raise ValueError(f"The first coding has {len(first)} rows and the second {len(second)}; "
                         "both have to be of the same rows.")
    one, other = list(first), list(second)
    if not one:
        return Agreement(0, nan, nan, nan)
    alike = sum(a == b for a, b in zip(one, other, strict=True)) / len(one)
    if len({*one, *other}) < 2:
        return Agreement(len(one), alike, nan, nan)
    task = AnnotationTask([(coder, row, label) for row, pair in enumerate(zip(one, other, strict=True))
                           for coder, label in zip(("first", "second"), pair, strict=True)])
    return Agreement(len(one), alike, task.kappa_pairwise("first", "second"), task.alpha())


def confusion(first: pd.Series, second: pd.Series, labels: Sequence[str]) -> pd.DataFrame:
    """How often each label of the first coding (a line each) meets each of the second (a column each)."""
    found = pd.crosstab(pd.Categorical(first, labels), pd.Categorical(second, labels), dropna=False)
    return found.reindex(index=labels, columns=labels, fill_value=0).rename_axis(index=None, columns=None)


def unmixed(given: np.ndarray, errors: np.ndarray, rounds: int = 300) -> np.ndarray:
    """The shares of true labels that make counts of given labels most likely, where the coder's errors are known.

    given: counts (draws x labels); errors: the probability that a row of true label i is given label j (draws x
    labels x labels, rows sum to 1). Returns shares (draws x labels), each 0 to 1 and with sum 1, which the inverse of
    the matrix does not promise. Expectation maximisation for the proportions of a mixture whose parts are known (Lucy
    1974; Vardi and Lee 1993); why a count of labels needs it: Hopkins and King (2010).
    """
    share = given / given.sum(axis=-1, keepdims=True)
    found = np.full(share.shape, 1 / share.shape[-1])
    for _ in range(rounds):
        expected = (found[:, None, :] @ errors)[:, 0]
        ratio = np.divide(share, expected, out=np.zeros_like(share), where=expected > 0)
        found = found * (errors @ ratio[:, :, None])[:, :, 0]
    return found


def errors_drawn(table: pd.DataFrame, draws: int, seed: int) -> np.ndarray:
    """Probabilities of the given label (columns) for each true one (rows) from a table of counts, and draws of them.

    The first of the 1 + draws is the estimate; the others are draws from its Dirichlet distribution, so that a label
    that was coded a few times is told with the doubt that it deserves. To every label PRIOR rows are added of a coder
    who is right as often as this one is overall, and wrong towards each label as often.
    """
    counts = table.to_numpy(float)
    right = np.trace(counts) / counts.sum()
    wrong = counts.sum(axis=0) - np.diag(counts) + 1
    expected = right * np.eye(len(counts)) + (1 - right) * (wrong / wrong.sum())
    weights = counts + PRIOR * expected
    chance = np.random.default_rng(seed).standard_gamma(weights, (draws, *weights.shape))
    whole = np.concatenate([weights[None], chance])
    return whole / whole.sum(axis=-1, keepdims=True)
