"""Time expressions of a text as TIMEX3: when each one is, by a table of patterns and a small memory.

The patterns stand in times.yaml: all are tried, the longest match wins. Values follow TimeML 1.2 (Pustejovsky et al.
2003, as annotated in TimeBank). Bare weekdays and months lie in the past unless the sentence looks forward; in a
text that narrates history (its dates lie years before its publication) they follow the last date instead.
"""

import re
from bisect import bisect_right
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from math import ceil, copysign
from pathlib import Path
from typing import NamedTuple

import yaml

TABLE = yaml.safe_load(Path(__file__).with_name("times.yaml").read_text("utf-8"))
MONTHS, WEEKDAYS = (tuple(TABLE[name].split()) for name in ("months", "weekdays"))
SEASONS, YEAR_PARTS, PARTS, UNITS, RECENT, FEW, HOLIDAYS, NUMBERS = (
    TABLE[name] for name in ("seasons", "year_parts", "parts", "units", "recent", "few", "holidays", "numbers"))
ONES = ("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen").split()
TENS = "_ _ twenty thirty forty fifty sixty seventy eighty ninety".split()
BACK, AHEAD = frozenset(TABLE["back"]), frozenset(TABLE["ahead"])
SOON = (1, 2)  # months ahead that a bare month means rather than the one of the year before
JUST_NOW = 90  # days back within which a day of a month is meant even where the sentence looks ahead
FAR = 45  # days ahead from which on a day of a month is not meant unless the sentence looks ahead
HEAD = 500  # characters: where a text tells the day that it is written on
NARRATIVE_GAP = 3  # years between publication and most of a text's dates from which on it is read as history
(_FORWARD, _BEHIND, _SECOND, _COUNTED, _COUNTS, _SUBJECT, _LEADS_HOUR, _LEADS_MONTH, _LEADS_YEAR, _SO_FAR, _WITHIN,
 _TOLD, _ATTACK, _OVER) = (re.compile(TABLE[name], re.I | re.X) for name in (
     "looks_ahead", "looks_back", "second", "counted", "counts", "subject", "leads_hour", "leads_month", "leads_year",
     "so_far", "within", "told", "attack", "over"))
_NO_TIME, _NAMES_MARCH, _LEADS_DAY, _LATER_YEAR, _NEWS = (
    re.compile(TABLE[name], re.X) for name in ("no_time", "names_march", "leads_day", "later_year", "news"))
_PART_OF = re.compile(r"(?:the )?(?:very )?(?:(early|beginning|start)|(mid|middle)|(late|end))\b")
_DAY_FIRST = ("day_month", "day_month_year")
_FIRST = re.compile(r"(?<![\d-])(\d{1,4})(?: ?[-–] ?| to | and | or )$")
_ODD_BLANK = re.compile(r"(?<=\S)[^\S ](?=\S)")  # a no-break space, the end of a wrapped line
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


def find_times(text: str, published: date | None) -> list[Timex]:
    """Time expressions of a text in order, none inside another.

    published: day of publication; None where it is not known, then the first full date in the text serves. A date
    at the head of the text that contradicts it is believed instead.
    """
    reading = _Reading(text, published)
    found = []
    for match in _longest(text):
        if made := reading.make(match):
            end = match.end
            if made[0] == "DURATION" and match["dir"]:  # "two days" of "two days before the vote"
                end = match.start + len(match.printed[:match.printed.rfind(match["dir"])].rstrip(" -"))
            found.append(Timex(match.start, end, *made, match.rule))
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


class _Match(NamedTuple):
    """Where a rule matches, by its name and maker, as printed in lower case; its groups, "" where one is not there."""

    start: int
    end: int
    rule: str
    make: str
    printed: str
    groups: dict[str, str]

    def __getitem__(self, name: str) -> str:
        return self.groups.get(name, "")


@lru_cache(maxsize=1)
def _rules() -> tuple[tuple[str, str, re.Pattern, str], ...]:
    """Name, maker, compiled pattern and what the text must have, of every row of the table."""
    words = TABLE["words"]

    def group(match: re.Match) -> str:
        name = match.group(1)
        word = words[name.rstrip("2")]
        return word if word.startswith("(?:") and name in ("mod", "about", "zone") else \
            f"(?P<{name.removeprefix('short')}>{word})"

    return tuple((name, make, re.compile(rf"(?<![\w.$£€%])(?:{re.sub(r'{([a-z]+2?)}', group, pattern)})(?!\w)", re.I),
                  "".join(needs)) for name, make, pattern, *needs in TABLE["rules"])


def _longest(text: str) -> list[_Match]:
    """Matches of the rules that no longer one overlaps, in order."""
    text = _ODD_BLANK.sub(" ", text)
    lower = text.lower()
    candidates = sorted(((match.start() - match.end(), order, match.start(), match)
                         for order, (_, _, pattern, needs) in enumerate(_rules()) if re.search(needs, lower)
                         for match in pattern.finditer(text)),
                        key=lambda row: row[:3])
    taken: list[tuple[int, int]] = []
    chosen = []
    for _, order, start, match in candidates:
        at, end = bisect_right(taken, (start, 0)), match.end()
        if (at < len(taken) and taken[at][0] < end) or (at and taken[at - 1][1] > start):
            continue
        name, make, *_ = _rules()[order]
        if not _plausible(text, match, make):
            continue
        taken.insert(at, (start, end))
        groups = {key.rstrip("234"): " ".join(value.lower().split())
                  for key, value in match.groupdict().items() if value}
        chosen.append(_Match(start, end, name, make, match.group().lower(), groups))
    return sorted(chosen)


def _plausible(text: str, match: re.Match, make: str) -> bool:
    """Whether a match is the time word that it looks like: no name in lower case, no number of something."""
    printed, groups = match.group(), match.groupdict()
    name = groups.get("month") or ""
    before, after = text[max(0, match.start() - 12):match.start()], text[match.end():match.end() + 14]
    if make in ("month", "day") and name[:1].islower():
        return False
    if make == "month" and printed == name and name.lower() in ("may", "march"):
        doubtful = name.isupper() or not before or name.lower() == "may" or "." in before[-2:]
        if doubtful and not _LEADS_MONTH.search(before):
            return False
    if make == "day" and name.rstrip(".").lower() == "may" and printed.isupper() and _SUBJECT.search(before):
        return False  # "HE MAY 20 ..."
    if printed == "March" and _NAMES_MARCH.search(before) and not _LEADS_MONTH.search(before):
        return False
    if _NO_TIME.match(f"{printed}{after}"):
        return False
    if make == "{year}" and printed.isdigit():
        return not (_is_count(text, match) or (int(printed) < 1800 and not _LEADS_YEAR.search(before)))
    return True


def _is_count(text: str, match: re.Match) -> bool:
    """Whether what looks like a year counts things ("2000 men") or numbers them."""
    start, end = match.span()
    return bool(_COUNTED.match(text, end, end + 14) or _COUNTS.search(text, max(0, start - 12), start))


class _Reading:
    """What is known while a text is read: the day it is written on, the last date it mentioned, its mode."""

    def __init__(self, text: str, published: date | None):
        self.text = text
        self.stops = [0, *(match.end() for match in _STOP.finditer(text)), len(text) + 1]
        self.month_first = _month_first(text, published)
        # a known day is contradicted by the head of the text alone
        full = _full_dates(text[:HEAD] if published else text, self.month_first, published)
        heads = days_of_writing(text, full)
        self.now = published
        if published is None:
            self.now = next(iter([*heads, *(day for _, day, _ in full)]), None)
        elif heads and heads[0].year >= 1990 and not -7 <= (published - heads[0]).days < 60:
            self.now = heads[0]
        years = sorted(int(match.group()) for match in re.finditer(
            r"(?<![\d,.$-])(?:1[5-9]\d\d|20\d\d)(?![\d,%-])", text) if not _is_count(text, match))
        middle = years[len(years) // 2] if years else 0
        old = sum(year < self.now.year - 1 for year in years) if self.now else 0
        self.narrative = (len(years) >= 6 and (self.now is None or self.now.year - middle >= NARRATIVE_GAP)) or \
            (len(years) >= 30 and old >= 0.6 * len(years)) or len(re.findall(r"\d BCE?\b", text)) >= 5
        self.narrative = self.narrative and not (published and _NEWS.search(text, 0, HEAD))
        self.last: date | None = None if self.narrative else self.now
        self.bc: str = ""
        self.quarter: tuple[int, int] | None = None  # year and quarter that a report on earnings speaks of

    def make(self, match: _Match) -> tuple[str, str, date | None, date | None] | None:
        """Type, value and interval of a match; None where it turns out to be no time.

        A maker gives the value, before it the type where that is SET, and after it an interval that the value does not
        tell; a rule without a maker has a template of the value.
        """
        maker = getattr(self, f"_{match.make}", None)
        made = maker(match) if maker else match.make.format_map(match)
        if made is None or (match.make.startswith("{") and not interval_of(made)):
            return None
        kind, value, *interval = made if isinstance(made, tuple) else (_kind(made), made)
        if value == "PRESENT_REF" and self.now and not self.narrative:
            return kind, value, self.now, self.now
        first, last = interval or self._meant(match, interval_of(value)) or (None, None)
        ahead = self.narrative and match.make == "{year}" and self.forward(match)
        if kind in ("DATE", "TIME") and first and not ahead and match.make not in ("today", "offset"):
            self.last, self.bc = first, ""
        elif kind == "DATE" and value.startswith("BC"):
            self.bc = value[:6]
        return kind, value, first, last

    def _meant(self, match: _Match, days: tuple[date, date] | None) -> tuple[date, date] | None:
        """The days that are meant: the last of "late May", none after today of "this week" where it tells the past."""
        if days and (part := _PART_OF.match(match.printed)):
            first, last = days
            if part[3] and first.year == last.year and (last - first).days > 360:
                return first.replace(month=10), last
            if first.month == last.month and (last - first).days > 26:
                begin, end = (1, 10) if part[1] else (11, 20) if part[2] else (21, last.day)
                return first.replace(day=begin), last.replace(day=end)
        if days and self.now and not self.narrative and days[0] < self.now < days[1] and not self.forward(match):
            return days[0], self.now
        return days

    # --- what the sentence tells -------------------------------------------------------------------------------
    def forward(self, match: _Match) -> bool:
        """Whether the sentence looks ahead, judged by the words just around the expression."""
        start, end = match.start, match.end
        if self._behind(match):
            return False
        at = bisect_right(self.stops, start)
        left, right = max(self.stops[at - 1], start - 60), min(self.stops[min(at, len(self.stops) - 1)], end + 45)
        before = self.text[left:start]
        until = re.search(r"\buntil\b", before, re.I) and not _OVER.search(before)
        return bool(until or _FORWARD.search(before) or re.match(r"[^,;]*\bwill\b", self.text[end:right]))

    def _behind(self, match: _Match) -> bool:
        return bool(_BEHIND.search(self.text, max(0, match.start - 40), match.start - 1)
                    or _ATTACK.match(self.text, match.end))

    def _base(self, rel: str = "") -> date | None:
        """The day to count from: that of writing, but the last one in a narrative and after "the" or "that"."""
        return self.last if self.narrative or rel.startswith(("that", "the")) else self.now

    def _pick_year(self, month: int, day: int | None, match: _Match) -> int | None:
        """The year of a day or month that has none."""
        if named := _LATER_YEAR.match(self.text, match.end):
            return int(named[2]) - (month > _month(named[1]))
        if self.narrative and self.last:
            return self.last.year + (self.last.month - month >= 8 and self.last.day > 1)
        if self.now is None:
            return self.last and self.last.year
        days = [one for year in (-1, 0, 1) if day and (one := _day(self.now.year + year, month, day))]
        nearest = min(days, key=lambda one: abs((one - self.now).days) * (1 + (one > self.now)), default=None)
        ahead = self.forward(match)
        if nearest and nearest > self.now + timedelta(FAR) and not ahead:
            return nearest.year - 1
        if nearest and (not ahead or (self.now - nearest).days < JUST_NOW):
            return nearest.year
        if ahead or day:
            return self.now.year + (ahead and (month, day or 31) < (self.now.month, self.now.day))
        near = not self._behind(match) and (
            (month - self.now.month) % 12 in SOON
            or self.text[max(0, match.start - 9):match.start].endswith((" by ", " through ")))
        return self.now.year + (month < self.now.month if near else -(month > self.now.month))

    # --- calendar dates ----------------------------------------------------------------------------------------
    def _numeric(self, match: _Match) -> str | None:
        if len(match["c"]) == 2 and match["s"] != "/":
            return None
        near = self.text[max(0, match.start - 14):match.end + 14].lower()
        weekday = next((WEEKDAYS.index(word[:3]) for word in re.findall(r"[a-z]+day", near) if word[:3] in WEEKDAYS),
                       None)
        found = _read_numeric(match.groups, self.month_first, self.now, weekday)
        return found and found.isoformat()

    def _day(self, match: _Match) -> str | None:
        month, day, year = _month(match["month"]), int(match["dom"]), int(match["year"] or 0)
        if not year and self.bc and self.narrative:
            return f"{self.bc}-{month:02d}-{day:02d}"
        if not year and match["day"] and self.now and not self.narrative:
            weekday = WEEKDAYS.index(match["day"][:3])
            fits = [one for one in range(self.now.year - 3, self.now.year + 2)
                    if (on := _day(one, month, day)) and on.weekday() == weekday]
            year = min(fits, key=lambda one: abs((date(one, month, 1) - self.now).days), default=None)
        if match["rel"] and (base := self._base()):
            year = base.year + (match["rel"] in AHEAD) - (match["rel"] in BACK)
        year = year or self._pick_year(month, day, match)
        if year is None:
            return f"XXXX-{month:02d}-{day:02d}"
        found = _day(year, month, day) or ((month, day) == (2, 29) and not match["year"] and _day(
            year - year % 4, month, day))
        return found.isoformat() if found else None

    def _weekday_dom(self, match: _Match) -> str:
        base, day = self._base(), int(match["dom"])
        found = base and (_day(base.year, base.month, day) or base)
        return found.isoformat() if found else f"XXXX-XX-{day:02d}"

    def _month(self, match: _Match) -> str:
        month, rel = _month(match["month"]), match["rel"]
        if match["year"]:
            return f"{match['year']}-{month:02d}"
        if self.bc and self.narrative:
            return f"{self.bc}-{month:02d}"
        if self.now and not self.narrative and rel:
            back, ahead = month >= self.now.month and rel in BACK, month <= self.now.month and rel in AHEAD
            return f"{self.now.year - back + ahead:04d}-{month:02d}"
        year = self._pick_year(month, None, match)
        return f"{year:04d}-{month:02d}" if year else f"XXXX-{month:02d}"

    def _month_rel(self, match: _Match) -> str:
        rel, month = match["rel"], _month(match["month"])
        base = self._base(rel)
        year = f"{base.year + (rel in AHEAD) - (rel in BACK):04d}" if base else "XXXX"
        return f"{year}-{month:02d}"

    def _year_words(self, match: _Match) -> str:
        words = re.findall(r"[a-z]+", match.printed.replace("the year", ""))
        tail = sum(_word_number(word) or 0 for word in words[1:])
        return f"{(2000 if words[0] == 'two' else 1900) + tail:04d}"

    def _year_range(self, match: _Match) -> str | None:
        first = self.text[match.start - 5:match.start - 1]
        return first[:2] + match["yy"] if match["yy"] > first[2:] else None

    def _bc(self, match: _Match) -> str:
        month = f"-{_month(match['month']):02d}" if match["month"] else ""
        season = f"-{SEASONS[match['season']]}" if match["season"] else ""
        return f"BC{match['bc']:0>4}{month}{season}"

    def _decade(self, match: _Match) -> str:
        ten = match["ten"]
        return f"{match['cent'] or '19'}{ten if ten.isdigit() else TENS.index(ten.removesuffix('ies') + 'y')}"

    def _century(self, match: _Match) -> str:
        number = int(match["nth"] or TABLE["ordinals"][match["word"]])
        return f"{'BC' if match['era'] else ''}{number - 1:02d}"

    def _season(self, match: _Match) -> str:
        season, rel = SEASONS[match["season"]], match["rel"]
        if match["year"]:
            return f"{match['year']}-{season}"
        if self.bc and self.narrative:
            return f"{self.bc}-{season}"
        base = self._base(rel)
        if base is None:
            return f"XXXX-{season}"
        year, first = base.year, YEAR_PARTS[season][0]
        if not self.narrative:
            year += (first <= base.month) * (rel in AHEAD) - (first + 2 >= base.month) * (rel in BACK)
        return f"{year:04d}-{season}"

    def _quarter(self, match: _Match) -> str:
        number, rel, base = match["ordinal"], match["rel"], self._base()
        if not number:  # "the 1988 quarter"
            return f"{match['year']}-Q{self.quarter[1]}" if self.quarter else match["year"]
        number = int(number[0]) if number[0].isdigit() else TABLE["ordinals"].get(number, 4)
        if match["year"] or base is None:
            return f"{match['year'] or 'XXXX'}-Q{number}"
        year = base.year + (rel == "next") - (rel == "last")
        if not rel and not self.forward(match) and number > (base.month + 2) // 3:
            year -= 1
        if "year-" in match.printed:
            return f"{year - 1:04d}-Q{number}"
        return self._remember(year, number)

    def _remember(self, year: int, quarter: int) -> str:
        self.quarter = (year, quarter)
        return f"{year:04d}-Q{quarter}"

    def _half(self, match: _Match) -> str | None:
        base = self._base()
        year = match["year"] or (base and f"{base.year:04d}")
        return year and f"{year}-H{1 if match['half'] == 'first' else 2}"

    def _part_of(self, match: _Match) -> tuple | str | None:
        """A part of a month, or of a year, which is read by itself too."""
        base, late = self._base(), match["nth"] in ("last", "final", "closing")
        value = self._month(match) if match["month"] else match["year"] or (
            base and f"{base.year - (match['rel'] == 'last'):04d}")
        days = interval_of(value or "")
        if not days:
            return value
        first, last = days
        if match["unit"] == "half":
            middle = first.replace(day=16) if match["month"] else first.replace(month=7)
            return ("DATE", value, middle, last) if late or match["nth"] == "second" else (
                "DATE", value, first, middle - timedelta(1))
        unit, number = _unit(match["unit"]), _number(match["number"]) or (None if match["unit"][-1] == "s" else 1)
        made, number = ("DATE", value) if match["month"] else ("DURATION", _period(number, unit)), min(number or 3, 99)
        if late:
            return *made, max(first, moved(last, -number, unit) + timedelta(1)), last
        first = min(last, moved(first, {"second": 1, "third": 2}.get(match["nth"], 0) * number, unit))
        return *made, first, min(last, moved(first, number, unit) - timedelta(1))

    # --- counted from a day ------------------------------------------------------------------------------------
    def _weekday(self, match: _Match) -> str | None:
        before, printed = match["before"], match.printed
        base, weekday = self._base(), WEEKDAYS.index(match["weekday"][:3])
        if self.text[match.start:match.end].islower():
            return None
        part = PARTS.get(match["part"], "")
        if base is None:
            return f"XXXX-WXX-{weekday + 1}{part}"
        if before.startswith(("the ", "that")) and self.last:
            base = self.last
        back, ahead = (base.weekday() - weekday) % 7, (weekday - base.weekday()) % 7
        if "next week" in printed:
            step = 7 - base.weekday() + weekday
        elif "last week" in printed:
            step = weekday - base.weekday() - 7
        elif before in BACK:
            step = -(back or 7)
        elif before in AHEAD:
            step = ahead or 7
        else:
            step = ahead if self.narrative or self.forward(match) else -back
        return f"{base + timedelta(step)}{part}"

    def _every(self, match: _Match) -> tuple | str | None:
        what = match["what"] or match["weekday"]
        if what.endswith("s") and "'" not in self.text and "’" not in self.text:
            # "Tuesdays attack": the apostrophe was lost
            return self._weekday(match._replace(groups={"weekday": what[:-1]}))
        if what[:3] in WEEKDAYS:
            return "SET", f"XXXX-WXX-{WEEKDAYS.index(what[:3]) + 1}{PARTS.get(match['part'], '')}"
        return "SET", "P2D" if what == "other day" else f"XXXX-XX-XX{PARTS[what]}"

    def _every_month(self, match: _Match) -> tuple:
        return "SET", f"XXXX-{_month(match['month']):02d}" if match["month"] else f"XXXX-{SEASONS[match['season']]}"

    def _day_part(self, match: _Match) -> str | None:
        value = self._day(match)
        return value and value + PARTS[match["part"]]

    def _today(self, match: _Match) -> str:
        what = match["what"] or match["rel"] or "this"
        part = PARTS.get(match["part"], "TNI" if match["tonight"] else "")
        if what == "today" and (self.narrative or not (self.now or part)):
            return "PRESENT_REF"
        found = self.now and self.now + timedelta(TABLE["steps"].get(what, 0))
        return f"{found or 'XXXX-XX-XX'}{part}"

    def _part(self, match: _Match) -> str:
        base = self.last or self.now
        if base and ("following" in match.printed or "next" in match.printed):
            base += timedelta(1)
        return f"{base or 'XXXX-XX-XX'}{PARTS[match['part']]}"

    def _overnight(self, match: _Match) -> tuple | str:
        if self.now is None:
            return "XXXX-XX-XXTNI"
        before = self.now - timedelta(1)
        return "TIME", f"{before}TNI", before, self.now

    def _anaphor(self, match: _Match) -> str | None:
        rel, printed = match["rel"], match.printed
        step = 1 if rel in AHEAD or printed.endswith(("after", "following", "later")) else \
            -1 if rel in BACK or printed.endswith(("before", "earlier")) else 0
        return self.last and shift(self.last, step, UNITS[match["big"]])

    def _offset(self, match: _Match) -> str | None:
        unit, number, direction = _unit(match["unit"]), _number(match["number"]), match["dir"]
        spoken = direction in ("ago", "hence", "from now") and not self.narrative
        base = self.now if spoken else self.last or self.now
        if unit == "Y" and number == 1 and direction in ("ago", "earlier") and not self.narrative:
            return self._year_ago(match)
        back = direction in ("ago", "earlier", "before", "previously")
        ahead = self.text[match.end:match.end + 12]
        clause = (direction in ("before", "after") and re.match(
            r"\s+(?:the|an?|his|its|their|s?he|her|it|they|[A-Z]\w*|\w+ing)\b", ahead)) or (
            direction == "after" and re.match(r" (?!(?:in|at|on|to|and|but|or|when)\b)[a-z]", ahead))
        if unit.startswith("T") or number is None or base is None:
            if clause or (direction in ("before", "after", "later", "earlier") and number is not None):
                return _period(number, unit)
            return "PAST_REF" if back else "FUTURE_REF"
        if number % 1 or clause:
            return _period(number, unit)
        steps = int(number) * (2 if match["unit"].startswith("fortnight") else 1)
        return shift(base, -steps if back else steps, unit)

    def _year_ago(self, match: _Match) -> str | None:
        if self.quarter:
            return f"{self.quarter[0] - 1:04d}-Q{self.quarter[1]}"
        return self.now and shift(self.now, -1, "Y")

    def _relative(self, match: _Match) -> tuple | str | None:
        rel, big = match["rel"], match["big"].split()[-1].replace("period", "quarter")
        near = big == "weekend" or match["big"] != big or match.rule == "of_the"
        base = self.last if (rel == "the" and not near) or self.narrative else self.now
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
            if rel == "the" and base.weekday() < 4 and not self.forward(match):
                monday -= timedelta(7)
            return f"{shift(monday, 0, 'W')}-WE"
        unit, rolling = UNITS[big], re.search(r"\bpast|\bthe last|\bcoming", match.printed)
        if rolling and unit in ("W", "M", "Y") and not self.narrative:
            return "DATE", shift(base, step, unit), *sorted((base, moved(base, step, unit)))
        if unit == "W" and not self.narrative and rel in ("last", "this", "the"):
            if rel == "last" and base.weekday() == 6:  # said on a Sunday it is the week just past
                return "DATE", shift(base, -1, unit), base - timedelta(7), base - timedelta(1)
            if base.weekday() == 0 and match.printed.startswith("earlier"):
                return "DATE", shift(base, 0, unit), base - timedelta(7), base
        return shift(base, step, unit)

    def _year_end(self, match: _Match) -> str | None:
        base = self._base()
        return base and f"{base.year:04d}"

    def _span(self, match: _Match) -> tuple | str | None:
        rel, unit, number = match["rel"].split()[0], _unit(match["unit"]), _number(match["number"])
        if not match["number"] and match["unit"] in ("day", "hour"):
            return self.last.isoformat() if self.last and unit == "D" and rel in ("first", "final") else None
        back, ahead = rel in BACK or rel in ("recent", "latest"), rel in ("next", "coming")
        reach = (number, unit) if number else (FEW if match["number"] else RECENT).get(unit)
        if not reach or not (back or (ahead and number)):
            return _period(number, unit)
        return self._reaching(_period(number, unit), *reach, -1 if back else 1)

    def _reaching(self, value: str, number: float, unit: str, way: int) -> tuple | str:
        """A duration with the days that it covers when it ends (way -1) or begins (1) with the day of writing."""
        other = self.now and not self.narrative and moved(self.now, way * number, unit)
        return ("DURATION", value, *sorted((self.now, other))) if other else value

    def _duration(self, match: _Match) -> str | None:
        printed, before, after = match.printed, self.text[max(0, match.start - 8):match.start], self.text[match.end:]
        unit = _unit(match["unit"] or re.match(r"[a-z]+?(?=s?-|long)", match["long"]).group())
        number = _number(match["number"] or ("one" if match["long"] else ""))
        if printed.endswith("old") or printed in ("a second", "one day") or re.match(r"[- ](?:olds?|of age)\b", after):
            return None
        if unit == "Q" and (" of " in after[:4] or "-" in printed):
            return None
        if match["number"] in ("an", "a") and unit == "D" and not _LEADS_DAY.search(before):
            return None
        if number and "and a half" in printed:
            number += 0.5
        left, value = self.text[max(0, match.start - 120):match.start], _period(number, unit)
        if number and _SO_FAR.search(left):
            return self._reaching(value, number, unit, -1)
        if _WITHIN.search(left) and not re.match(r"\s(?:of|after)\b", after):
            return self._reaching(value, *((number, unit) if number else RECENT.get(unit, (1, unit))), 1)
        return value

    def _set(self, match: _Match) -> tuple:
        if match["word"]:
            return "SET", TABLE["sets"][match["word"]]
        number = 2 if "every other" in match.printed else _number(match["number"] or "one")
        return "SET", _period(number, _unit(match["unit"]))

    # --- hours and references ----------------------------------------------------------------------------------
    def _clock(self, match: _Match) -> str | None:
        printed, base = match["clock"], self.last or self.now
        if self.now and not self.narrative and not self.text[
                self.text.rfind("\n", 0, match.start) + 1:match.start].strip(" [("):
            base = self.now  # the stamp of a live blog
        hour, minute = [*map(int, re.findall(r"\d\d?", printed)), 0][:2]
        half = match["ampm"][:1] or ("p" if match["part"] in ("afternoon", "evening", "night") else "")
        if "." in printed and not half:
            return None
        if ":" in printed and not half and not _LEADS_HOUR.search(self.text[max(0, match.start - 20):match.start]) \
                and not match.printed[-1].isalpha():
            return None
        hour = hour % 12 + 12 * (half == "p") if half and hour <= 12 else hour
        if hour > 24 or minute > 59:
            return None
        if match["weekday"] or match["month"]:
            day = self._weekday(match) if match["weekday"] else self._day(match)
            base = (interval_of(day or "") or (base,))[0]
        elif match["what"] and self.now:
            base = self.now + timedelta(TABLE["steps"].get(match["what"], 0))
        return f"{base or 'XXXX-XX-XX'}T{hour:02d}:{minute:02d}"

    def _future(self, match: _Match) -> str | None:
        return None if self.narrative and match.printed == "soon" else "FUTURE_REF"

    def _holiday(self, match: _Match) -> str | None:
        name = match["holiday"]
        if self.text[match.start:match.end].islower():
            return None
        month, day = next((when for key, when in HOLIDAYS.items() if name.startswith(key)), (11, 0))
        if name.endswith("eve") and month == 1:
            month, day = 12, 31
        year = int(match["year"] or 0) or self._pick_year(month, day or 25, match)
        if year is None:
            return None
        if name.startswith("labor"):
            month, day = 9, 1 + -date(year, 9, 1).weekday() % 7
        return date(year, month, day or 22 + (3 - date(year, 11, 1).weekday()) % 7).isoformat()


def _kind(value: str) -> str:
    """The TIMEX3 type that a value has, unless it is a SET."""
    if value.endswith("REF"):
        return "DATE"
    return "DURATION" if value.startswith("P") else "TIME" if "T" in value else "DATE"


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


def moved(base: date, number: float, unit: str) -> date | None:
    """The day that lies so many days, weeks, months, ... from `base`; None where the calendar has none."""
    try:
        if unit.startswith("T") or unit in ("D", "W"):
            hours = {"TS": 0, "TM": 0, "TH": 1, "D": 24, "W": 168}[unit] * abs(number)
            return base + timedelta(copysign(ceil(hours / 24), number))
        months = round(number * {"M": 1, "Q": 3, "Y": 12, "DE": 120, "CE": 1200}[unit])
        year, month = divmod(base.year * 12 + base.month - 1 + months, 12)
        month += 1
        return date(year, month, min(base.day, monthrange(year, month)[1]))
    except (ValueError, OverflowError):
        return None


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
            year, (first, last) = int(match[1]), YEAR_PARTS.get(match[2]) or [int(match[2])] * 2
            over, last = (last - 1) // 12, (last - 1) % 12 + 1
            return date(year, first, 1), date(year + over, last, monthrange(year + over, last)[1])
        if re.fullmatch(r"\d{2,4}", value):
            size = 10 ** (4 - len(value))
            return date(max(int(value) * size, 1), 1, 1), date(int(value) * size + size - 1, 12, 31)
    except ValueError:
        return None
    return None


def full_dates(text: str, published: date | None) -> list[tuple[int, date, bool]]:
    """The dates of a text that have day, month and year: offset, day, and whether a weekday beside it agrees."""
    return _full_dates(text, _month_first(text, published), published)


def days_of_writing(text: str, dates: list[tuple[int, date, bool]]) -> list[date]:
    """Those of a text's full dates that stand at its head as the day of writing; a story's own ("since ...") do not."""
    return [day for at, day, sure in dates
            if (at < 60 or (sure and at < 400)) and not _TOLD.search(text, max(0, at - 24), at)]


def _full_dates(text: str, month_first: bool | None, published: date | None) -> list[tuple[int, date, bool]]:
    text, found = _ODD_BLANK.sub(" ", text), []
    for name, _, pattern, _ in _rules():
        if name not in ("iso", "numeric", "month_day_year", "day_month_year"):
            continue
        for match in pattern.finditer(text):
            if name == "iso":
                day = (interval_of(match["iso"]) or (None,))[0]
            elif name == "numeric":
                day = _read_numeric(match, month_first, published, None) if len(match["c"]) == 4 else None
            else:
                day = _day(int(match["year"]), _month(match["month"]), int(match["dom"]))
            if day:
                near = text[max(0, match.start() - 12):match.end()].lower()
                sure = re.search(rf"\b{WEEKDAYS[day.weekday()]}(?:r?s?|\w*day)\b", near)
                found.append((match.start(), day, bool(sure)))
    return sorted(found)


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


def _read_numeric(groups: Mapping[str, str] | re.Match, month_first: bool | None, now: date | None,
                  weekday: int | None) -> date | None:
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
    if words in NUMBERS:
        return float(NUMBERS[words])
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
