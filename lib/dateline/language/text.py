"""Text as printed: lines, paragraphs, quotation marks, case. Nothing here changes an offset."""

import re
from bisect import bisect_right
from collections.abc import Container
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import yaml

_BREAK = re.compile(r"\r\n?|\n|\u2028|\u2029|\v|\f|\x85")
_BLANK = re.compile(r"(?:(?:\r\n?|\n|\x85)[^\S\r\n\x85]*){2,}|\u2029|\f")
_NARROW, _WRAP = 30, 100  # characters: a narrower or wider column is no hard-wrapped text
_CAPITALS = 0.8  # share of letters from which on a paragraph counts as printed in capitals
_TABLE = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text("utf-8"))
_NAMES, _TITLES, _FUNCTION = (frozenset(_TABLE[name].split()) for name in ("names", "titles", "function"))
_OPENERS, _CLOSERS = "“„‟«", "”»"
_ELISIONS = re.compile(r"['’](?:em|til|tis|twas|cause|n|round|\d0s)\b", re.I)


class Quotation(NamedTuple):
    """Words in quotation marks: their pieces without the marks, and whether the last one is closed.

    There is more than one piece where every paragraph of a longer quotation opens with a mark.
    """

    pieces: tuple[tuple[int, int], ...]
    closed: bool


def paragraphs(text: str) -> list[tuple[int, int]]:
    """Start and end of each paragraph, without outer white space: line breaks part them, but for those of a column."""
    result, at = [], 0
    for start, end in [*(match.span() for match in _BREAK.finditer(unwrapped(text))), (len(text), len(text))]:
        piece = text[at:start]
        if stripped := piece.strip():
            first = at + len(piece) - len(piece.lstrip())
            result.append((first, first + len(stripped)))
        at = end
    return result


def unwrapped(text: str) -> str:
    """A hard-wrapped text with blanks for the line breaks inside its paragraphs; any other as it is. Same length.

    Hard-wrapped is a text where, as a rule, a line's first word would not have fitted into the line before.
    """
    if not _wrapped(text):
        return text
    return re.sub(f"({_BLANK.pattern})|{_BREAK.pattern}", lambda match: match[1] or " " * len(match[0]), text)


def _wrapped(text: str) -> bool:
    """Whether line breaks inside the text's blocks come from a column's width."""
    full = short = widest = 0
    for block in _BLANK.split(text):
        lines = [line.strip() for line in _BREAK.split(block) if line.strip()]
        if len(lines) < 2:
            continue
        width = max(map(len, lines))
        widest = max(widest, width)
        if width > _WRAP:
            short += len(lines) - 1
            continue
        for line, following in pairwise(lines):
            if len(line) + 1 + len(following.split()[0]) > width:
                full += 1
            else:
                short += 1
    return full > 4 * short and full > 1 and widest >= _NARROW


def recase(text: str, common: Container[str] = ()) -> str:
    """Paragraphs in capitals with lower-case letters in the same places; others as they are. Same length always.

    Capitals stay at the start of a sentence, in names of countries and peoples, after a title, and in words
    that `common` (lower-case dictionary words; none: no test) does not have.
    """
    pieces, at = [], 0
    for start, end in paragraphs(text):
        letters = [character for character in text[start:end] if character.isalpha()]
        if len(letters) > 1 and sum(map(str.isupper, letters)) >= _CAPITALS * len(letters):
            pieces += [text[at:start], _lowered(text[start:end], common)]
            at = end
    return "".join([*pieces, text[at:]])


def _lowered(text: str, common: Container[str]) -> str:
    """One paragraph in capitals with lower-case letters where a sentence would have them."""
    pieces, at, opening, titled = [], 0, True, False
    for match in re.finditer(r"[^\W\d_]+", text):
        between, word = text[at:match.start()], match.group()
        opening = opening or bool(re.search(r"[.!?:\]][\"”)]*\s|--", between))
        low = "".join(map(_low, word))
        unknown = bool(common) and len(low) > 1 and low not in common and not between.endswith(("'", "’"))
        name = low in _NAMES or unknown or (titled and len(low) > 2 and low not in _FUNCTION)
        name = name or bool(len(word) == 1 and re.match(r"\.\w", text[match.end():match.end() + 2]))  # U.S.
        low = word[0] + low[1:] if opening or name else low
        titled = low.lower() in _TITLES
        pieces += [between, low]
        at, opening = match.end(), False
    return "".join([*pieces, text[at:]])


def _low(character: str) -> str:
    """The lower-case letter where that is one character and leads back; sigma's depends on what follows."""
    low = character.lower()
    return low if len(low) == 1 and low.upper() == character and character != "Σ" else character


def quotations(text: str) -> list[Quotation]:
    """The outermost quotations of a text, in order; marks of every sort, also unclosed over paragraphs.

    A mark that pairs with nothing is left out, unless its paragraph opens with it.
    """
    result: list[Quotation] = []
    carried: list[tuple[int, int]] = []  # pieces of a quotation that its paragraph left open
    blocks = paragraphs(text)
    for number, (start, end) in enumerate(blocks):
        for first, last, closed in _pairs(text, start, end):
            if carried and first != start + 1:
                result.append(Quotation(tuple(carried), False))
                carried = []
            carried += _continued(text, first, last)
            if closed:
                result.append(Quotation(tuple(carried), True))
                carried = []
        following = text[blocks[number + 1][0]] if number + 1 < len(blocks) else ""
        if carried and following not in ('"', "“"):
            leads = text[start:carried[-1][0] - 1].rstrip()[-1:]
            if len(carried) > 1 or leads in ("", ":"):
                result.append(Quotation(tuple(carried), False))
            carried = []
    return result


def _continued(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Cut a quotation where a sentence inside it opens with a mark again: paragraphs that lost their breaks."""
    pieces, at = [], start
    for match in re.finditer(r"(?<=[.!?…])\s*[“\"](?=\w)", text[start:end]):
        if not re.search(r"[”\"]", text[start + match.end():end]):
            pieces.append((at, start + match.start()))
            at = start + match.end()
    return [*pieces, (at, end)]


def _pairs(text: str, start: int, end: int) -> list[tuple[int, int, bool]]:
    """Start and end inside the marks of one paragraph's outermost quotations, and whether each is closed."""
    marks = [(at, _role(text, at, start, end)) for at in range(start, end) if text[at] in _OPENERS + _CLOSERS + '"']
    found: list[tuple[int, int, bool]] = []
    open_at: list[int] = []
    for number, (at, role) in enumerate(marks):
        if role == "either":
            role = "close" if open_at else "open"
        if role == "close" and not open_at:
            # A mark that looks like an end but has no beginning: misplaced space after an opening mark.
            role = "open" if text[at] == '"' and text[at - 1:at].isspace() else "stray"
        if role == "close":
            first = open_at.pop()
            if not open_at:
                found.append((first, at, True))
        elif role == "open":
            if open_at:
                rest = [kind for _, kind in marks[number + 1:]]
                if rest.count("close") >= rest.count("open") + 2:
                    open_at.append(at)  # one quotation inside another
                elif text[start:at].rstrip()[-1:] in ".!?…" and text[open_at[0] - 1] != '"':
                    continue  # a new paragraph of the same quotation
                else:
                    open_at = [at + 1]  # the earlier mark was a stray one
                continue
            open_at = [at + 1]
    if open_at:
        found.append((open_at[0], end, False))
    singles = _singles(text, start, end)
    outer = [(first, last, True) for first, last in singles
             if not any(a <= first and last <= b for a, b, _ in found)
             and not any(a < first < b or a < last < b for a, b, _ in found if not first <= a <= b <= last)]
    kept = [pair for pair in found if not any(first <= pair[0] and pair[1] <= last for first, last, _ in outer)]
    return sorted(kept + outer)


def _role(text: str, at: int, start: int, end: int) -> str:
    """Whether the mark at `at` opens, closes or may do either, by its shape and its neighbours."""
    before = text[at - 1] if at > start else " "
    after = text[at + 1] if at + 1 < end else " "
    leads = before.isspace() or before in "([{—–-/"
    ends = after.isspace() or after in ".,;:!?)]}—–-/"
    if text[at] in "“„‟«" and not (ends and not leads):
        return "open"
    if text[at] in "”»" and not (leads and not ends):
        return "close"
    if leads and not ends:
        return "open"
    return "close" if ends and not leads else "either"


def _singles(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Start and end inside single quotation marks, told from apostrophes by their neighbours."""
    opens, closes = [], []
    for match in re.finditer(r"['‘’‚‹›]", text[start:end]):
        at = start + match.start()
        before = text[at - 1] if at > start else " "
        after = text[at + 1] if at + 1 < end else " "
        if match.group() != "’" and (before.isspace() or before in "([—–“\"") and (
                after.isalnum() or after in "“\"…[") and not _ELISIONS.match(text, at):
            opens.append(at)
        elif match.group() != "‘" and not before.isspace() and not (after.isalnum() or after == "_"):
            closes.append(at)
    found, last = [], start - 1
    for number, at in enumerate(opens):
        if at <= last:
            continue
        limit = next((later for later in opens[number + 1:] if later > at), end)
        nearest = [close for close in closes if at < close < limit]
        # "the rebels' retreat" is a possessive where a likelier end follows.
        sure = [close for close in nearest if not (text[close - 1] == "s" and text[close + 1:close + 2].isspace())]
        if nearest:
            last = (sure or nearest)[0]
            if _stays(text, at + 1, last):
                found.append((at + 1, last))
            else:
                last = at
    return found


def _stays(text: str, start: int, end: int) -> bool:
    """Whether a single-quoted stretch does not run out of one double quotation into another."""
    inside = text[start:end]
    return inside.count('"') % 2 == 0 and inside.count("“") == inside.count("”")


def within(spans: list[tuple[int, int]], at: int) -> bool:
    """Whether the offset `at` lies in one of `spans` (sorted, apart from each other)."""
    number = bisect_right(spans, (at, 1 << 60)) - 1
    return number >= 0 and spans[number][0] <= at < spans[number][1]
