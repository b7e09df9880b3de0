"""Agreement of two codings."""

import pandas as pd
import pytest

from dateline.agreement import agreement, confusion

# Twenty rows: 16 alike. Expected by chance 0.5, so that kappa is (0.8 - 0.5) / 0.5.
FIRST = pd.Series(["a"] * 10 + ["b"] * 10)
SECOND = pd.Series(["a"] * 8 + ["b"] * 2 + ["b"] * 8 + ["a"] * 2)


def test_kappa_and_alpha_take_chance_out():
    found = agreement(FIRST, SECOND)
    assert (found.rows, found.alike) == (20, 0.8) and found.kappa == pytest.approx(0.6)
    assert found.alpha == pytest.approx(1 - 0.2 / (2 * 20 * 20 / (40 * 39)))
    assert str(found) == ("80% of 20 rows are coded alike (Cohen's kappa 0.60, Krippendorff's alpha 0.61; 0 is what "
                          "chance gives, 1 is full agreement).")
    assert agreement(FIRST, FIRST).kappa == pytest.approx(1)


def test_the_confusion_table_has_every_label():
    found = confusion(FIRST, SECOND, ("a", "b", "c"))
    assert found.to_numpy().tolist() == [[8, 2, 0], [2, 8, 0], [0, 0, 0]] and found.index.tolist() == ["a", "b", "c"]


def test_what_cannot_be_compared_is_said():
    assert str(agreement(FIRST[:0], SECOND[:0])) == "There are no rows to compare."
    assert "chance cannot be taken out" in agreement(FIRST[:5], FIRST[:5]).told("quotes")
    with pytest.raises(ValueError, match="both have to be of the same rows"):
        agreement(FIRST, SECOND[:3])
