"""Time expressions of a text as TIMEX3: when each one is, by a table of patterns and a small memory.

The patterns stand in times.yaml: all are tried, the longest match wins. Values follow TimeML 1.2 (Pustejovsky et al.
2003, as annotated in TimeBank). Bare weekdays and months lie in the past unless the sentence looks forward; in a
text that narrates history (its dates lie years before its publication) they follow the last date instead.
"""

import re
from bisect import bisect_right
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:  # reports use dates, and do without the second that loading spaCy takes
    from spacy.tokens import Doc

TABLE = yaml.safe_load(Path(__file__).with_name("times.yaml").read_text("utf-8"))
MONTHS, WEEKDAYS = (tuple(TABLE[name].split()) for name in ("months", "weekdays"))
SEASONS, SEASON_MONTHS, PARTS, UNITS, RECENT, DAYS, HOLIDAYS = (
    TABLE[name] for name in ("seasons", "season_months", "parts", "units", "recent", "days", "holidays"))
ONES = ("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen").split()
TENS = "_ _ twenty thirty forty fifty sixty seventy eighty ninety".split()
BACK, AHEAD = frozenset(TABLE["back"]), frozenset(TABLE["ahead"])
SOON = (1, 2)  # months ahead that a bare month means rather than the one of the year before
JUST_NOW = 90  # days back within which a day of a month is meant even where the sentence looks ahead
HEAD = 500  # characters: where a text tells the day that it is written on
NARRATIVE_GAP = 3  # years between publication and most of a text's dates from which on it is read as history
_FORWARD, _BEHIND, _SECOND, _COUNTED, _COUNTS = (
    re.compile(TABLE[name], re.I | re.X) for name in ("looks_ahead", "looks_back", "second", "counted", "counts"))
_NO_TIME = re.compile(TABLE["no_time"], re.X)
_LEADS_MONTH = re.compile(r"\b(?:in|of|since|until|by|last|next|this|late|early|mid|from|to|before|after|and|during|"
                          r"through|between)[ -]$", re.I)
_LATER_YEAR = re.compile(r"\s?(?:and|to|or|through|until|[-–,])\s?(?:(?:early|late|mid)[ -])?(?:\d{1,2} )?"
                         r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
                         r"(?: \d{1,2},)? (1[5-9]\d\d|20\d\d)\b")
_DAY_FIRST = ("day_month", "day_month_year")
_FIRST = re.compile(r"(?<![\d-])(\d{1,4})(?: ?[-–] ?| to | and | or )$")
_STOP = re.compile(r"[.!?;]['\"”’)]*\s+(?=[A-Z\"“‘'(])|\n")


@dataclass(frozen=True)
class Timex:
    """A time expression: [start, end) in the text, TIMEX3 type and value, the days it covers, the rule's name.

    date_start and date_end are None where it names no calendar time ("recently", "two years").
    """

    start: int
    end: int
    type: str
    value: str
    date_start: date | None
    date_end: date | None
    rule: str


def find_times(text: str, published: date | None, doc: "Doc | None" = None) -> list[Timex]:
    """Time expressions of a text in order, none inside another.

    published: day of publication; None where it is not known, then the first full date in the text serves. A date
    at the head of the text that contradicts it is believed instead. doc: not needed, for callers that have it.
    """
    reading = _Reading(text, published)
    found = []
    for start, end, rule, make, groups in _longest(text):
        made = reading.make(make, groups, start, end)
        if made:
            if made[0] == "DURATION" and "dir" in groups:  # "two days" of "two days before the vote"
                end = start + text[start:end].lower().rfind(groups["dir"])
                end -= end - start - len(text[start:end].rstrip(" -"))
            found.append(Timex(start, end, *made, rule))
    beside = [other for one in found if (other := _beside(text, one))]
    free = [one for one in beside if all(one.end <= other.start or other.end <= one.start for other in found)]
    return sorted(found + free, key=lambda one: one.start)


def _beside(text: str, one: Timex) -> Timex | None:
    """The other end of a range that shares a month or an era: "7" of "April 6-7", "499" of "499-493 BC"."""
    ahead = _SECOND.match(text, one.end) if one.rule.startswith("month_day") else None
    behind = _FIRST.search(text, max(0, one.start - 12), one.start) if one.rule in ("bc", *_DAY_FIRST) else None
    other = ahead or behind
    if not other or (one.rule == "bc") != (len(other[1]) > 2):
        return None
    value = f"BC{int(other[1]):04d}" if one.rule == "bc" else f"{one.value[:8]}{int(other[1]):02d}"
    days = interval_of(value) or (None, None)
    return Timex(*other.span(1), "DATE", value, *days, one.rule) if one.rule == "bc" or days[0] else None


def anchor(text: str, published: date | None) -> date | None:
    """The day that relative expressions count from: publication, or a date of the text where that is unknown or where
    the text begins with another."""
    return _Reading(text, published).now


@lru_cache(maxsize=1)
def _rules() -> tuple[tuple[str, str, re.Pattern], ...]:
    """Name, maker and compiled pattern of every row of the table."""
    words = TABLE["words"]

    def group(match: re.Match) -> str:
        name = match.group(1)
        word = words[name.rstrip("2")]
        return f"(?:{word})" if word.startswith("(?:") and name in ("mod", "about", "zone") else f"(?P<{name}>{word})"

    return tuple((name, make, re.compile(rf"(?<![\w.$£€%])(?:{re.sub(r'{([a-z]+2?)}', group, pattern)})(?!\w)", re.I))
                 for name, make, pattern in TABLE["rules"])


def _longest(text: str) -> Iterator[tuple[int, int, str, str, dict[str, str]]]:
    """Matches of the rules that no longer one overlaps: start, end, rule, maker and groups in lower case."""
    candidates = []
    for order, (name, make, pattern) in enumerate(_rules()):
        for match in pattern.finditer(text):
            candidates.append((match.start() - match.end(), order, match.start(), name, make, match))
    taken: list[tuple[int, int]] = []
    chosen = []
    for length, _, start, name, make, match in sorted(candidates, key=lambda row: row[:3]):
        at = bisect_right(taken, (start, 0))
        end = start - length
        if (at < len(taken) and taken[at][0] < end) or (at and taken[at - 1][1] > start):
            continue
        if not _plausible(text, match, make):
            continue
        taken.insert(at, (start, end))
        chosen.append((start, end, name, make, match))
    for start, end, name, make, match in sorted(chosen, key=lambda row: row[0]):
        groups = {key.rstrip("234"): " ".join(value.lower().split())
                  for key, value in match.groupdict().items() if value}
        if "keep" in groups:
            kept = "keep" if match.groupdict().get("keep") else "keep2"
            start, end = match.span(kept)
        yield start, end, name, make, groups


def _plausible(text: str, match: re.Match, make: str) -> bool:
    """Whether a match is the time word that it looks like: no name in lower case, no number of something."""
    groups = match.groupdict()
    name = groups.get("month") or groups.get("shortmonth")
    if name and name[0].islower() and make in ("month", "day"):
        return False
    before, after = text[max(0, match.start() - 12):match.start()], text[match.end():match.end() + 14]
    if make == "month" and name and name.lower() in ("may", "march") and not groups.get("year"):
        doubtful = name.isupper() or not before or name.lower() == "may" or "." in before[-2:]
        if doubtful and match.group() == name and not _LEADS_MONTH.search(before):
            return False
    if make == "day" and name and name.rstrip(".").lower() == "may" and shouted_verb(before, match.group()):
        return False
    if match.group() == "March" and re.search(r"\b(?:the|annual|[A-Z][a-z]+) $", before) and not _LEADS_MONTH.search(
            before):
        return False
    if _NO_TIME.match(f"{match.group()}{after}"):
        return False
    if make == "{year}" and match.group().isdigit():
        if _COUNTED.match(after) or _COUNTS.search(before):
            return False
        if int(match.group()) < 1800 and not re.search(r"\b(?:in|of|by|since|until|from|to|before|after|early|late)\s$",
                                                       before, re.I):
            return False
    return True


def shouted_verb(before: str, printed: str) -> bool:
    """Whether "MAY" in capitals is the verb ("HE MAY 20 ...")."""
    return printed.isupper() and bool(re.search(r"\b(?:he|she|it|they|we|who|that|you)\s$", before, re.I))


class _Reading:
    """What is known while a text is read: the day it is written on, the last date it mentioned, its mode."""

    def __init__(self, text: str, published: date | None):
        self.text = text
        self.stops = [0, *(match.end() for match in _STOP.finditer(text)), len(text) + 1]
        self.month_first = _month_first(text, published)
        # a known day is contradicted by the head of the text alone
        full = list(_full_dates(text[:HEAD] if published else text, self.month_first, published))
        self.now = published
        heads = [day for at, day, sure in full if at < 60 or (sure and at < 400)]
        if heads and (published is None or abs((heads[0] - published).days) > 7) and \
                (published is None or not 0 < (published - heads[0]).days < 60):
            self.now = heads[0] if published is None or heads[0].year >= 1990 else published
        if self.now is None and full:
            self.now = full[0][1]
        years = sorted(int(match) for match in re.findall(r"(?<![\d,.$-])(1[5-9]\d\d|20\d\d)(?![\d,%-])", text))
        middle = years[len(years) // 2] if years else 0
        old = sum(year < self.now.year - 1 for year in years) if self.now else 0
        self.narrative = (len(years) >= 6 and (self.now is None or self.now.year - middle >= NARRATIVE_GAP)) or \
            (len(years) >= 30 and old >= 0.6 * len(years)) or len(re.findall(r"\d BCE?\b", text)) >= 5
        self.last: date | None = self.now if not self.narrative else None
        self.year: int | None = None
        self.bc: str = ""
        self.quarter: tuple[int, int] | None = None  # year and quarter that a report on earnings speaks of

    def make(self, name: str, groups: dict[str, str], start: int, end: int
             ) -> tuple[str, str, date | None, date | None] | None:
        """Type, value and interval of a match; None where it turns out to be no time."""
        maker = getattr(self, f"_{name}", None)
        made = maker(groups, start, end) if maker else name.format(**groups)  # else it is a template of the value
        if made is None or (not maker and not name.endswith("REF") and not interval_of(made)):
            return None
        kind, value, *interval = made if isinstance(made, tuple) else ("TIME" if "T" in name else "DATE", made)
        first, last = interval or interval_of(value) or (None, None)
        ahead = self.narrative and name == "{year}" and self.forward(start, end)
        if kind in ("DATE", "TIME") and first and not ahead and name not in ("today", "offset", "present"):
            self.last = first
            self.year, self.bc = first.year, ""
        elif kind == "DATE" and value.startswith("BC"):
            self.bc = value[:6]
        return kind, value, first, last

    # --- what the sentence tells -------------------------------------------------------------------------------
    def forward(self, start: int, end: int) -> bool:
        """Whether the sentence looks ahead, judged by the words just around the expression."""
        if _BEHIND.search(self.text, max(0, start - 40), start - 1):
            return False
        at = bisect_right(self.stops, start)
        left, right = max(self.stops[at - 1], start - 60), min(self.stops[min(at, len(self.stops) - 1)], end + 45)
        return bool(_FORWARD.search(self.text[left:start]) or re.search(r"\bwill\b", self.text[end:right]))

    def _base(self) -> date | None:
        return self.last if self.narrative else self.now

    def _pick_year(self, month: int, day: int | None, start: int, end: int) -> int | None:
        """The year of a day or month that has none."""
        if self.narrative and self.year:
            named = _LATER_YEAR.match(self.text, end)
            if named:
                return int(named[1])
            turned = self.last is not None and self.last.month - month >= 8 and self.last.day > 1
            return self.year + turned
        if self.now is None:
            return self.year
        days = [one for year in (-1, 0, 1) if day and (one := _day(self.now.year + year, month, day))]
        nearest = min(days, key=lambda one: abs((one - self.now).days) * (1 + (one > self.now)), default=None)
        ahead = self.forward(start, end)
        if nearest and (not ahead or (self.now - nearest).days < JUST_NOW):
            return nearest.year
        if ahead or day:
            return self.now.year + (ahead and (month, day or 31) < (self.now.month, self.now.day))
        near = not _BEHIND.search(self.text, max(0, start - 40), start - 1) and (
            (month - self.now.month) % 12 in SOON or self.text[max(0, start - 9):start].endswith((" by ", " through ")))
        return self.now.year + (month < self.now.month if near else -(month > self.now.month))

    # --- calendar dates ----------------------------------------------------------------------------------------
    def _numeric(self, groups: dict, start: int, end: int) -> str | None:
        if len(groups["c"]) == 2 and groups["s"] != "/":
            return None
        near = self.text[max(0, start - 14):end + 14].lower()
        weekday = next((WEEKDAYS.index(word[:3]) for word in re.findall(r"[a-z]+day", near) if word[:3] in WEEKDAYS),
                       None)
        found = _read_numeric(groups, self.month_first, self.now, weekday)
        return found.isoformat() if found else None

    def _day(self, groups: dict, start: int, end: int) -> str | None:
        month, day = _month(groups["shortmonth"]), int(groups["dom"])
        year = int(groups["year"]) if groups.get("year") else None
        if year is None and self.bc and self.narrative:
            return f"{self.bc}-{month:02d}-{day:02d}"
        if year is None and groups.get("shortday") and self.now and not self.narrative:
            weekday = WEEKDAYS.index(groups["shortday"][:3])
            fits = [one for one in range(self.now.year - 3, self.now.year + 2)
                    if (on := _day(one, month, day)) and on.weekday() == weekday]
            year = min(fits, key=lambda one: abs((date(one, month, 1) - self.now).days), default=None)
        year = year or self._pick_year(month, day, start, end)
        if year is None:
            return f"XXXX-{month:02d}-{day:02d}" if day <= 31 else None
        found = _day(year, month, day) or ((month, day) == (2, 29) and not groups.get("year") and _day(
            year - year % 4, month, day))
        return found.isoformat() if found else None

    def _weekday_dom(self, groups: dict, start: int, end: int) -> str | None:
        base, day = self._base(), int(groups["dom"])
        found = base and (_day(base.year, base.month, day) or base)
        return found.isoformat() if found else f"XXXX-XX-{day:02d}"

    def _month(self, groups: dict, start: int, end: int) -> str:
        name = groups.get("shortmonth") or groups["month"]
        month, rel = _month(name), groups.get("rel", "")
        if groups.get("year"):
            return f"{groups['year']}-{month:02d}"
        if self.bc and self.narrative:
            return f"{self.bc}-{month:02d}"
        year = self._pick_year(month, None, start, end)
        if self.now and not self.narrative and rel:
            this = self.now.year
            if rel in BACK:
                year = this if month < self.now.month else this - 1
            elif rel in AHEAD:
                year = this if month > self.now.month else this + 1
            else:
                year = this
        return f"{year:04d}-{month:02d}" if year else f"XXXX-{month:02d}"

    def _month_rel(self, groups: dict, start: int, end: int) -> str:
        rel, month = groups["rel"], _month(groups["month"])
        base = self.last if rel.startswith(("that", "the")) else self._base()
        if base is None:
            return f"XXXX-{month:02d}"
        return f"{base.year + (rel in AHEAD) - (rel in BACK):04d}-{month:02d}"

    def _year_words(self, groups: dict, start: int, end: int) -> str | None:
        words = re.findall(r"[a-z]+", self.text[start:end].lower().replace("the year", ""))
        tail = sum(_word_number(word) or 0 for word in words[1:] if word not in ("hundred", "thousand", "and", "oh"))
        return f"{(2000 if words[0] == 'two' else 1900) + tail:04d}"

    def _year_range(self, groups: dict, start: int, end: int) -> str | None:
        first = self.text[start - 5:start - 1]
        return first[:2] + groups["yy"] if groups["yy"] > first[2:] else None

    def _bc(self, groups: dict, start: int, end: int) -> str:
        month = f"-{_month(groups['shortmonth']):02d}" if groups.get("shortmonth") else ""
        season = f"-{SEASONS[groups['season']]}" if groups.get("season") else ""
        return f"BC{int(groups['bc']):04d}{month}{season}"

    def _bc_decade(self, groups: dict, start: int, end: int) -> str:
        return f"BC{int(groups['bc']) // 10:03d}"

    def _decade(self, groups: dict, start: int, end: int) -> str | None:
        words = {name[:-1] + "ies": at for at, name in enumerate(TENS)}
        ten = words.get(groups["ten"], groups["ten"])
        return f"{groups.get('cent', '19')}{ten}"

    def _century(self, groups: dict, start: int, end: int) -> str:
        number = int(groups["nth"]) if groups.get("nth") else TABLE["ordinals"][groups["word"]]
        return f"{'BC' if groups.get('era') else ''}{number - 1:02d}"

    def _season(self, groups: dict, start: int, end: int) -> str:
        season, rel = SEASONS[groups["season"]], groups.get("rel", "")
        if groups.get("year"):
            return f"{groups['year']}-{season}"
        if self.bc and self.narrative:
            return f"{self.bc}-{season}"
        base = self.last if rel.startswith(("that", "the")) else self._base()
        if base is None:
            return f"XXXX-{season}"
        year, first = base.year, SEASON_MONTHS[season][0]
        if not self.narrative:
            year += (first <= base.month) * (rel in AHEAD) - (first + 2 >= base.month) * (rel in BACK)
        return f"{year:04d}-{season}"

    def _quarter(self, groups: dict, start: int, end: int) -> str | None:
        number, base = groups["ordinal"], self._base()
        number = int(number[0]) if number[0].isdigit() else TABLE["ordinals"].get(number, 4)
        if groups.get("year"):
            return f"{groups['year']}-Q{number}"
        if base is None:
            return f"XXXX-Q{number}"
        rel = groups.get("rel", "")
        year = base.year + (rel == "next") - (rel == "last")
        if not rel and not self.forward(start, end) and number > (base.month + 2) // 3:
            year -= 1
        if "year-" in self.text[start:end].lower():
            return f"{year - 1:04d}-Q{number}"
        return self._remember(year, number)

    def _remember(self, year: int, quarter: int) -> str:
        self.quarter = (year, quarter)
        return f"{year:04d}-Q{quarter}"

    def _half(self, groups: dict, start: int, end: int) -> str | None:
        base = self._base()
        year = groups.get("year") or (base and f"{base.year:04d}")
        return f"{year}-H{1 if groups['half'] == 'first' else 2}" if year else None

    # --- counted from a day ------------------------------------------------------------------------------------
    def _weekday(self, groups: dict, start: int, end: int) -> tuple | str | None:
        word, before = groups["weekday"], groups.get("before", "")
        printed = self.text[start:end].lower()
        base, weekday = self._base(), WEEKDAYS.index(word[:3])
        if self.text[start:end].islower():
            return None
        part = next((code for name, code in PARTS.items() if name in printed.replace(word, "")), "")
        if base is None:
            return ("TIME" if part else "DATE", f"XXXX-WXX-{weekday + 1}{part}")
        if before.startswith(("the ", "that")) and before not in ("the",) and self.last:
            base = self.last
        back, ahead = (base.weekday() - weekday) % 7, (weekday - base.weekday()) % 7
        if "next week" in printed:
            found = base + timedelta(7 - base.weekday() + weekday)
        elif "last week" in printed:
            found = base - timedelta(7 + base.weekday() - weekday)
        elif before in BACK:
            found = base - timedelta(back or 7)
        elif before in AHEAD:
            found = base + timedelta(ahead or 7)
        elif self.narrative or self.forward(start, end):
            found = base + timedelta(ahead)
        else:
            found = base - timedelta(back)
        return ("TIME" if part else "DATE", found.isoformat() + part, found, found)

    def _every(self, groups: dict, start: int, end: int) -> tuple:
        what = groups["what"]
        if what.endswith("s") and "'" not in self.text and "’" not in self.text:
            return self._weekday({"weekday": what[:-1]}, start, end)  # "Tuesdays attack": the apostrophe was lost
        if what[:3] in WEEKDAYS:
            return "SET", f"XXXX-WXX-{WEEKDAYS.index(what[:3]) + 1}"
        return "SET", "P2D" if what == "other day" else f"XXXX-XX-XX{PARTS[what]}"

    def _day_part(self, groups: dict, start: int, end: int) -> tuple | None:
        value = self._day(groups, start, end)
        return ("TIME", value + PARTS[groups["part"]], *(interval_of(value) or ())) if value else None

    def _today(self, groups: dict, start: int, end: int) -> tuple | str | None:
        printed, base = self.text[start:end].lower(), self.now
        what = groups.get("what") or groups.get("rel") or "this"
        if groups.get("part") and not (groups.get("what") or groups.get("rel")):
            return self._part(groups, start, end)
        step = TABLE["steps"].get(what, 0)
        part = PARTS.get(groups.get("part", ""), "TNI" if "tonight" in printed else "")
        if self.narrative and what == "today":
            return "PRESENT_REF"
        if base is None:
            return "PRESENT_REF" if what == "today" and not part else ("TIME" if part else "DATE", f"XXXX-XX-XX{part}")
        found = base + timedelta(step)
        return "TIME" if part else "DATE", found.isoformat() + part, found, found

    def _part(self, groups: dict, start: int, end: int) -> tuple | None:
        part = groups.get("p") or groups.get("keep") or groups.get("part", "")
        part = next((one for one in PARTS if one in part), "")
        base = self.last or self.now
        if not part or (groups.get("part") and not groups.get("p")):
            return None
        if "following" in groups["keep"] or "next" in groups["keep"]:
            base = base and base + timedelta(1)
        if base is None or part in groups["keep"][:8]:
            return None if groups["keep"] in ("dawn", "morning", "afternoon", "evening", "night") \
                else ("TIME", f"{base.isoformat() if base else 'XXXX-XX-XX'}{PARTS[part]}")
        return "TIME", base.isoformat() + PARTS[part], base, base

    def _overnight(self, groups: dict, start: int, end: int) -> tuple:
        if self.now is None:
            return "TIME", "XXXX-XX-XXTNI"
        return "TIME", f"{self.now - timedelta(1)}TNI", self.now - timedelta(1), self.now

    def _anaphor(self, groups: dict, start: int, end: int) -> tuple | str | None:
        rel, big, base = groups["rel"], groups["big"], self.last
        printed = self.text[start:end].lower()
        if rel == "the" and not printed.endswith(("before", "after", "following", "earlier", "later")):
            return None
        if base is None:
            return None
        step = 1 if rel in AHEAD or printed.endswith(("after", "following", "later")) else \
            -1 if rel in BACK or printed.endswith(("before", "earlier")) else 0
        return shift(base, step, UNITS[big])

    def _offset(self, groups: dict, start: int, end: int) -> tuple | str | None:
        unit, direction = _unit(groups["unit"]), groups["dir"]
        number = _number(groups["number"]) if groups.get("number") else None
        spoken = direction in ("ago", "hence", "from now") and not self.narrative
        base = self.now if spoken else self.last or self.now
        if unit == "Y" and number == 1 and direction in ("ago", "earlier") and not self.narrative:
            return self._year_ago(groups, start, end)
        back = direction in ("ago", "earlier", "before", "previously")
        if unit.startswith("T") or number is None or base is None:
            if direction in ("before", "after", "later", "earlier") and number is not None:
                return "DURATION", _period(number, unit)
            return "PAST_REF" if back else "FUTURE_REF"
        clause = re.match(r"\s+(?:the|an?|his|its|their|s?he|her|it|they|[A-Z]|\w+ing)\b", self.text[end:end + 12])
        if direction in ("before", "after") and clause:
            return "DURATION", _period(number, unit)
        whole = int(number) if float(number).is_integer() else None
        if whole is None:
            return "DURATION", _period(number, unit)
        if groups["unit"].startswith("fortnight"):
            whole *= 2
        return shift(base, -whole if back else whole, unit)

    def _year_ago(self, groups: dict, start: int, end: int) -> str | None:
        if self.quarter:
            return f"{self.quarter[0] - 1:04d}-Q{self.quarter[1]}"
        return shift(self.now, -1, "Y") if self.now else None

    def _relative(self, groups: dict, start: int, end: int) -> tuple | str | None:
        rel, big = groups["rel"], groups["big"].split()[-1].replace("period", "quarter")
        base = self.last if (rel == "the" and big != "weekend") or self.narrative else self.now
        if base is None:
            return None
        if rel.endswith("latest") and big == "quarter" and self.quarter in (None, (base.year, (base.month + 2) // 3)):
            return self._remember(base.year - (base.month < 4), (base.month - 1) // 3 or 4)  # the last that has ended
        step = -1 if rel in BACK else 1 if rel in AHEAD else 0
        if big == "quarter" and self.quarter and rel in ("the", "the latest", "latest", "this", "current"):
            return self._remember(*self.quarter)
        if big == "weekend":
            monday = base - timedelta(base.weekday())
            monday += timedelta(7 * step if step >= 0 or base.weekday() >= 5 else -7)
            if rel == "the" and base.weekday() < 4 and not self.forward(start, end):
                monday -= timedelta(7)
            week = monday.isocalendar()
            return "DATE", f"{week.year}-W{week.week:02d}-WE", monday + timedelta(5), monday + timedelta(6)
        return shift(base, step, UNITS[big])

    def _year_end(self, groups: dict, start: int, end: int) -> str | None:
        base = self._base()
        return f"{base.year}-12-31" if base else None

    def _span(self, groups: dict, start: int, end: int) -> tuple | None:
        rel, unit = groups["rel"], _unit(groups["unit"])
        number = _number(groups["number"]) if groups.get("number") else None
        if not groups.get("number") and groups["unit"] in ("day", "hour"):
            return shift(self.last, 0, unit) if self.last and unit == "D" and rel in ("first", "final") else None
        first = last = None
        if rel in ("recent", "last") and number is None and unit in RECENT and self.now and not self.narrative:
            first, last = self.now - timedelta(RECENT[unit]), self.now
        if number and self.now and not unit.startswith("T") and not self.narrative:
            reach = timedelta(min(int(number * DAYS[unit]), 300_000))
            try:
                if rel in BACK or rel in ("recent", "latest"):
                    first, last = self.now - reach, self.now
                elif rel in ("next", "coming"):
                    first, last = self.now, self.now + reach
            except OverflowError:
                first = last = None
        return "DURATION", _period(number, unit), first, last

    def _duration(self, groups: dict, start: int, end: int) -> tuple | str | None:
        printed = self.text[start:end].lower()
        unit = _unit(groups.get("unit") or re.match(r"[a-z]+?(?=s?-|long)", groups["long"]).group())
        number = _number(groups["number"]) if groups.get("number") else (1 if groups.get("long") and
                                                                         not printed.startswith(unit) else None)
        if printed.endswith("old") or printed in ("a second", "one day"):
            return None
        if unit == "Q" and (" of " in self.text[end:end + 4] or "-" in printed):
            return None
        if re.match(r"[- ](?:olds?|of age)\b", self.text[end:end + 8]):
            return None
        if groups.get("number") in ("an", "a") and unit == "D" and not re.search(
                r"\b(?:for|in|of|after|within|than|about|over|nearly)\s$", self.text[max(0, start - 8):start]):
            return None
        if number and "and a half" in printed:
            number += 0.5
        return "DURATION", _period(number, unit)

    def _recent(self, groups: dict, start: int, end: int) -> tuple:
        unit = _unit(groups["unit"])
        if groups["rel"] == "recent" and unit == "Y":
            return "DATE", "PAST_REF"
        return self._span({**groups, "number": "", "rel": groups["rel"].split()[0]}, start, end)

    def _set(self, groups: dict, start: int, end: int) -> tuple | None:
        if groups.get("word"):
            return "SET", TABLE["sets"][groups["word"]]
        number = _number(groups["number"]) if groups.get("number") else 1
        if "every other" in self.text[start:end].lower():
            number = 2
        return "SET", _period(number, _unit(groups["unit"]))

    # --- hours and references ----------------------------------------------------------------------------------
    def _clock(self, groups: dict, start: int, end: int) -> tuple | None:
        printed, base = groups["clock"], self.last or self.now
        digits = re.findall(r"\d+", printed)
        hour, minute = (int(digits[0]), int(digits[1])) if len(digits) > 1 else \
            (int(printed[:2]), int(printed[2:])) if len(printed) == 4 else (int(digits[0]), 0)
        half = groups.get("ampm", "")[:1] or ("p" if groups.get("part") in ("afternoon", "evening", "night") else "")
        if "." in printed and not half:
            return None
        if ":" in printed and not half and not re.search(r"\b(?:at|around|about|by|until|before|after|from|since|on)\W+"
                                                         r"(?:\w+ )?$", self.text[max(0, start - 20):start], re.I) \
                and not re.search(r"[a-z]$", self.text[start:end], re.I):
            return None
        hour = hour % 12 + 12 * (half == "p") if half and hour <= 12 else hour
        if hour > 24 or minute > 59:
            return None
        if groups.get("weekday"):
            made = self._weekday({"weekday": groups["weekday"]}, start, end)
            base = made[2] if isinstance(made, tuple) and len(made) > 2 else base
        elif groups.get("shortmonth"):
            base = (interval_of(self._day(groups, start, end) or "") or (base,))[0]
        elif groups.get("what") and self.now:
            base = self.now + timedelta(TABLE["steps"].get(groups["what"], 0))
        clock = f"T{hour:02d}:{minute:02d}"
        return ("TIME", base.isoformat() + clock, base, base) if base else ("TIME", f"XXXX-XX-XX{clock}")

    def _present(self, groups: dict, start: int, end: int) -> tuple:
        if self.now and not self.narrative:
            return "DATE", "PRESENT_REF", self.now, self.now
        return "DATE", "PRESENT_REF"

    def _future(self, groups: dict, start: int, end: int) -> tuple | None:
        told_as_history = self.narrative and self.text[start:end].lower() == "soon"
        return None if told_as_history else ("DATE", "FUTURE_REF")

    def _holiday(self, groups: dict, start: int, end: int) -> str | None:
        name = groups["holiday"]
        if self.text[start:end].islower():
            return None
        month, day = next((when for key, when in HOLIDAYS.items() if name.startswith(key)), (11, 0))
        if name.endswith("eve") and month == 1:
            month, day = 12, 31
        year = int(groups["year"]) if groups.get("year") else self._pick_year(month, day or 25, start, end)
        if year is None:
            return None
        if name.startswith("labor"):
            month, day = 9, 1 + -date(year, 9, 1).weekday() % 7
        return date(year, month, day or 22 + (3 - date(year, 11, 1).weekday()) % 7).isoformat()


def shift(base: date, step: int, unit: str) -> str:
    """The TIMEX3 value of the day, week, month, quarter, year, decade or century `step` of them from `base`."""
    try:
        if unit == "D":
            return (base + timedelta(step)).isoformat()
        if unit == "W":
            week = (base + timedelta(7 * step)).isocalendar()
            return f"{week.year:04d}-W{week.week:02d}"
        months = base.year * 12 + base.month - 1 + step * {"M": 1, "Q": 3}.get(unit, 0)
        year = months // 12 if unit in ("M", "Q") else base.year + step * {"Y": 1, "DE": 10, "CE": 100}[unit]
    except OverflowError:
        return "PAST_REF" if step < 0 else "FUTURE_REF"
    if not 1 <= year <= 9999:
        return "PAST_REF" if step < 0 else "FUTURE_REF"
    return {"M": f"{year:04d}-{months % 12 + 1:02d}", "Q": f"{year:04d}-Q{months % 12 // 3 + 1}", "Y": f"{year:04d}",
            "DE": f"{year // 10:03d}", "CE": f"{year // 100:02d}"}[unit]


def interval_of(value: str) -> tuple[date, date] | None:
    """First and last day of a TIMEX3 date or time; None where it names none (references, durations, BC)."""
    value = value.split("T")[0]
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
            return (day := date.fromisoformat(value)), day
        if match := re.fullmatch(r"(\d{4})-W(\d\d)(-WE)?", value):
            monday = date.fromisocalendar(int(match[1]), int(match[2]), 1)
            return (monday + timedelta(5 if match[3] else 0)), monday + timedelta(6)
        if match := re.fullmatch(r"(\d{4})-(\d\d|Q[1-4]|H[12]|SP|SU|FA|WI)", value):
            year, what = int(match[1]), match[2]
            first, last = SEASON_MONTHS.get(what) or (
                (int(what),) * 2 if what.isdigit() else
                (int(what[1]) * (size := 3 if what[0] == "Q" else 6) - size + 1, int(what[1]) * size))
            over = (last - 1) // 12
            last = (last - 1) % 12 + 1
            return date(year, first, 1), date(year + over, last, monthrange(year + over, last)[1])
        if re.fullmatch(r"\d{2,4}", value):
            size = 10 ** (4 - len(value))
            return date(max(int(value) * size, 1), 1, 1), date(int(value) * size + size - 1, 12, 31)
    except ValueError:
        return None
    return None


def full_dates(text: str, published: date | None) -> list[tuple[int, date, bool]]:
    """The dates of a text that have day, month and year: offset, day, and whether a weekday beside it agrees."""
    return list(_full_dates(text, _month_first(text, published), published))


def _full_dates(text: str, month_first: bool | None, published: date | None) -> Iterator[tuple[int, date, bool]]:
    """Offset, day and certainty (beside a weekday that agrees) of each date with day, month and year."""
    kinds = {"iso", "numeric", "month_day_year", "day_month_year"}
    found = []
    for name, _, pattern in _rules():
        if name not in kinds:
            continue
        for match in pattern.finditer(text):
            groups = {key: value.lower() for key, value in match.groupdict().items() if value}
            if name == "iso":
                day = (interval_of(groups["iso"]) or (None,))[0]
            elif name == "numeric":
                day = _read_numeric(groups, month_first, published, None) if len(groups["c"]) == 4 else None
            else:
                day = _day(int(groups["year"]), _month(groups["shortmonth"]), int(groups["dom"]))
            if day:
                near = text[max(0, match.start() - 12):match.end()].lower()
                found.append((match.start(), day, WEEKDAYS[day.weekday()] in near))
    return iter(sorted(found))


def _month_first(text: str, published: date | None) -> bool | None:
    """Whether numeric dates of the text put the month first; None where none of them tells."""
    first = second = 0
    for a, _, b, year in re.findall(r"(?<!\d)(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d\d)(?!\d)", text):
        if int(a) > 12 >= int(b):
            second += 1
        elif int(b) > 12 >= int(a):
            first += 1
        elif published and int(year) % 100 == published.year % 100 and a != b:
            first += (int(a), int(b)) == (published.month, published.day)
            second += (int(b), int(a)) == (published.month, published.day)
    return None if first == second else first > second


def _read_numeric(groups: dict[str, str], month_first: bool | None, now: date | None, weekday: int | None
                  ) -> date | None:
    """A date of three numbers: by what the text's other dates tell, by its weekday, by what is nearest to `now`."""
    a, b, year = int(groups["a"]), int(groups["b"]), int(groups["c"])
    year += 0 if year > 99 else 2000 if year < 50 else 1900
    readings = [day for day in (_day(year, a, b), _day(year, b, a)) if day]
    if len(readings) == 2 and weekday is not None and (fits := [day for day in readings if day.weekday() == weekday]):
        readings = fits
    if len(readings) == 2 and month_first is not None:
        return readings[0] if month_first else readings[1]
    if len(readings) == 2 and now:
        return min(readings, key=lambda day: (day > now + timedelta(2), abs((day - now).days)))
    return readings[0] if readings else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month(name: str) -> int:
    return MONTHS.index(name[:3].lower()) + 1


def _unit(name: str) -> str:
    return UNITS[name if name in UNITS else name.removesuffix("ies") if name.startswith("centur") else name.rstrip("s")]


def _word_number(word: str) -> int | None:
    return ONES.index(word) if word in ONES else TENS.index(word) * 10 if word in TENS[2:] else None


def _number(words: str) -> float | None:
    """The number that words or digits name; None for an uncertain one ("several")."""
    words = words.replace(",", "").strip()
    if match := re.fullmatch(r"(\d+(?:\.\d+)?)(?: (\d)/(\d))?", words):
        return float(match[1]) + (int(match[2]) / int(match[3]) if match[2] and match[3] != "0" else 0)
    if words in ("a", "an"):
        return 1.0
    if words.startswith("half") or words == "a half":
        return 0.5
    if words.endswith("hundred"):
        return 100.0
    if "dozen" in words and "dozens" not in words:
        return {"two": 24.0, "three": 36.0}.get(words.split()[0], 12.0)
    if "couple" in words:
        return 2.0
    parts = [_word_number(word) for word in re.split(r"[- ]", words)]
    return float(sum(parts)) if parts and None not in parts else None


def _period(number: float | None, unit: str) -> str:
    """A TIMEX3 duration: P2Y, PT3H, PXM (uncertain), P2Y6M (two and a half years)."""
    lead, unit = ("PT", unit[1]) if unit.startswith("T") else ("P", unit)
    if number is None:
        return f"{lead}X{unit}"
    whole = int(number)
    if number == whole:
        return f"{lead}{whole}{unit}"
    finer = {"Y": (12, "M"), "H": (60, "M"), "M": (60, "S") if lead == "PT" else (30, "D"), "D": (24, "H")}.get(unit)
    if finer is None or (lead == "P" and unit == "D"):
        return f"{lead}{number:g}{unit}"
    rest = f"{round((number - whole) * finer[0])}{finer[1]}"
    return f"{lead}{f'{whole}{unit}' if whole else ''}{rest}"
