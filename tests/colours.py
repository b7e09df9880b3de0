"""How well text can be told from its ground: the contrast of WCAG 2, whose level AA asks for 4.5."""

import re

from dateline.report import page

ENOUGH = 4.5
GROUNDS, INKS = (re.search(rf"--{name}:light-dark\((#\w+),(#\w+)\)", page.asset("page.css")).groups()
                 for name in ("ground", "ink"))  # of the pages, in light and dark


def mixed(one: str, other: str, share: float) -> str:
    """A share of one colour and the rest of another."""
    parts = ([int(colour[at:at + 2], 16) for at in (1, 3, 5)] for colour in (one, other))
    return "#" + "".join(f"{round(share * mine + (1 - share) * yours):02x}" for mine, yours in zip(*parts, strict=True))


def contrast(one: str, other: str) -> float:
    """From 1 to 21."""
    dark, light = sorted(map(_luminance, (one, other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[at:at + 2], 16) / 255 for at in (1, 3, 5))
    return sum(weight * (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4)
               for weight, part in zip((0.2126, 0.7152, 0.0722), parts, strict=True))
