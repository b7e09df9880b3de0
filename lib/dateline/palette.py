"""One colour and one printed name for each camp and tone (palette.csv), the same in every figure, mark and page.

The colours are Paul Tol's "muted" and Okabe and Ito's set, safe for colour-blind readers, chosen so that none is
the main colour of a party's flag. Colour never stands alone: a label, a shape or an order says the same.
"""

import csv
from pathlib import Path

with Path(__file__).with_suffix(".csv").open(encoding="utf-8", newline="") as _rows:
    _ROWS = list(csv.DictReader(_rows))
CAMP_NAMES = {row["value"]: row["name"] for row in _ROWS if row["of"] == "camp"}
CAMP_COLOURS = {row["value"]: row["colour"] for row in _ROWS if row["of"] == "camp"}
TONE_COLOURS = {row["value"]: row["colour"] for row in _ROWS if row["of"] == "tone"}
DARK = {row["colour"]: row["dark"] for row in _ROWS}  # the same hues, lighter, for a dark ground
