"""Agreement between two codings of the same rows: coefficients (by nltk.metrics.agreement) and confusion table."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
from nltk.metrics.agreement import AnnotationTask


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
        return Agreement(0, float("nan"), float("nan"), float("nan"))
    alike = sum(a == b for a, b in zip(one, other, strict=True)) / len(one)
    if len({*one, *other}) < 2:
        return Agreement(len(one), alike, float("nan"), float("nan"))
    task = AnnotationTask([(coder, row, label) for row, pair in enumerate(zip(one, other, strict=True))
                           for coder, label in zip(("first", "second"), pair, strict=True)])
    return Agreement(len(one), alike, task.kappa_pairwise("first", "second"), task.alpha())


def confusion(first: pd.Series, second: pd.Series, labels: Sequence[str]) -> pd.DataFrame:
    """How often each label of the first coding (a line each) meets each of the second (a column each)."""
    found = pd.crosstab(pd.Categorical(first, labels), pd.Categorical(second, labels), dropna=False)
    return found.reindex(index=labels, columns=labels, fill_value=0).rename_axis(index=None, columns=None)
