"""Agreement of two codings."""

import numpy as np
import pandas as pd
import pytest

from dateline.agreement import agreement, confusion, errors_drawn, unmixed

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


def test_true_shares_are_found_again_from_given_ones():
    errors = np.array([[[0.8, 0.2, 0.0], [0.1, 0.9, 0.0], [0.3, 0.0, 0.7]]])
    true = np.array([[0.5, 0.2, 0.3]])
    assert unmixed((true[:, None] @ errors)[:, 0] * 400, errors, 2000) == pytest.approx(true, abs=1e-4)
    assert unmixed(np.array([[10.0, 0.0, 0.0]]), errors).min() >= 0  # where the inverse would be negative


def test_errors_are_less_sure_where_few_rows_were_coded():
    table = pd.DataFrame([[90, 10, 0], [10, 90, 0], [0, 0, 1]])
    drawn = errors_drawn(table, 500, 1)
    assert drawn.shape == (501, 3, 3) and drawn.sum(axis=-1) == pytest.approx(1)
    assert drawn[0, 0] == pytest.approx([0.9, 0.1, 0], abs=0.01) and 0.85 < drawn[0, 2, 2] < 1
    assert drawn[1:, 2, 2].std() > 2 * drawn[1:, 0, 0].std()
