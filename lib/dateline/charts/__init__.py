"""Charts: one function a chart, from a table of the measures to a Figure, or a Sentence where there is nothing to show.

Each camp and tone has one colour, the same everywhere; a label, a marker or an order always says the same. No
chart shows more than can be read: the rest is counted in the caption.
"""

from dateline.charts.drawing import behind_ids
from dateline.charts.events import (
    behind_source,
    dates,
    delays,
    disputes,
    document_days,
    event_table,
    far,
    lanes,
    place_map,
    several,
    tolls,
)
from dateline.charts.tone import (
    confusion,
    differing,
    quote_table,
    stances,
    targets,
    tone_shares,
    tone_time,
    traps,
)
from dateline.charts.voices import (
    behind_reading,
    camp_shares,
    camp_time,
    comparison,
    corrected,
    crossed,
    diversity,
    heard,
    outlets,
    reach,
    speakers,
)
from dateline.figures import Figure, Finding, Sentence, Table

__all__ = [
    "Figure", "Finding", "Sentence", "Table", "behind_ids", "behind_reading", "behind_source", "camp_shares",
    "camp_time", "comparison", "confusion", "corrected", "crossed", "dates", "delays", "differing", "disputes",
    "diversity", "document_days", "event_table", "far", "heard", "lanes", "outlets", "place_map", "quote_table",
    "reach", "several", "speakers", "stances", "targets", "tolls", "tone_shares", "tone_time",
    "traps",
]
