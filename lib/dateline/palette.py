"""One colour and one printed name for each camp and tone, the same in every figure, mark and page.

The colours are Paul Tol's "muted" and Okabe and Ito's set, safe for colour-blind readers, chosen so that none is
the main colour of a party's flag. Colour never stands alone: a label, a shape or an order says the same.
"""

CAMP_COLOURS = {
    "rebel": "#D55E00", "government": "#0072B2", "monitor": "#009E73", "jihadist": "#882255", "kurdish": "#AA4499",
    "civilian": "#C98A00", "medical_aid": "#CC79A7", "un": "#44AA99", "intergovernmental": "#999933",
    "foreign_state": "#332288", "media": "#117733", "expert": "#6699CC", "unknown": "#767676",
}
# The same hues, lighter, for a dark ground.
CAMP_COLOURS_DARK = {
    "rebel": "#FF8A3D", "government": "#4DB2F0", "monitor": "#2FD0A4", "jihadist": "#D8739F", "kurdish": "#DD88CF",
    "civilian": "#F2BE4A", "medical_aid": "#EBA6CC", "un": "#74D3C4", "intergovernmental": "#C9C95C",
    "foreign_state": "#A79BF0", "media": "#62B87E", "expert": "#9DC3EC", "unknown": "#A8A8A8",
}
CAMP_NAMES = {
    "rebel": "rebel", "government": "government", "monitor": "monitor", "jihadist": "jihadist", "kurdish": "Kurdish",
    "civilian": "civilian", "medical_aid": "medical and aid", "un": "United Nations",
    "intergovernmental": "intergovernmental", "foreign_state": "foreign state", "media": "media", "expert": "expert",
    "unknown": "unknown",
}
TONE_COLOURS = {"negative": "#B35806", "neutral": "#9A9A9A", "positive": "#2D7F8E"}
