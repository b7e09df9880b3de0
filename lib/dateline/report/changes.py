"""What has changed between two runs: articles, quotes, events and numbers, those that moved most first."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dateline.corpus import write_whole
from dateline.report import results
from dateline.report.page import rendered, shell, with_contents
from dateline.shares import listed, percent, plural, points, range_words

MOST = 60  # rows of each table of numbers
Number = Mapping[str, Any]


@dataclass(frozen=True)
class Changes:
    """One notebook of two runs. Numbers are pairs (before, now); articles are identifiers."""

    title: str
    was: Mapping[str, Any]  # the articles of the earlier run, by identifier, as results.articles gives them
    now: Mapping[str, Any]
    moved: list[tuple[Number, Number]]  # beyond the interval of the one or the other, furthest first
    shares: list[tuple[Number, Number]]  # the other shares that differ
    counts: list[tuple[Number, Number]]  # the other numbers that differ
    sentences: list[tuple[str, str, str]]  # section, before, now
    pages: str  # the folder of the later run's articles

    def articles(self) -> list[tuple[str, str, Mapping[str, Any]]]:
        """Articles that are new, changed (also in title, date, outlet, language or address) or removed.

        For each what became of it, its identifier, and its row in the later run or, once removed, the earlier.
        """
        return [*(("new", one, row) for one, row in self.now.items() if one not in self.was),
                *(("changed", one, row) for one, row in self.now.items()
                  if one in self.was and self.was[one]["hash"] != row["hash"]),
                *(("removed", one, row) for one, row in self.was.items() if one not in self.now)]

    def more(self, what: str) -> int:
        """How many more "quotes" or "events" the later run counts."""
        return sum(row[what] for row in self.now.values()) - sum(row[what] for row in self.was.values())

    @property
    def recoded(self) -> int:
        """Quotes of articles that stayed as they are whose camp is another; nothing where their number differs too."""
        pairs = ((self.was[one]["camps"].split(), row["camps"].split()) for one, row in self.now.items()
                 if one in self.was and self.was[one]["hash"] == row["hash"])
        return sum(old != new for before, after in pairs if len(before) == len(after)
                   for old, new in zip(before, after, strict=True))

    def summary(self) -> dict[str, int]:
        """The changes as counts, for run.json, the index and programs."""
        became = [what for what, *_ in self.articles()]
        return {**{what: became.count(what) for what in ("new", "changed", "removed")},
                "quotes": self.more("quotes"), "events": self.more("events"), "recoded": self.recoded,
                "moved": len(self.moved), "numbers": len(self.moved) + len(self.shares) + len(self.counts)}


def compared(before: Mapping[str, Any], after: Mapping[str, Any], name: str) -> Changes:
    """What has changed in a notebook between two runs (as results.read gives them). Raises KeyError without it."""
    old, new = before["notebooks"][name], after["notebooks"][name]
    numbers, later = ({_key(one): one for one in run["numbers"]} for run in (old, new))
    pairs = [(numbers.get(key) or _absent(later[key]), later.get(key) or _absent(numbers[key]))
             for key in later | numbers]
    pairs = [(was, now) for was, now in pairs if was and now and _differs(was, now)]
    moved = sorted((pair for pair in pairs if _beyond(*pair)), key=_distance, reverse=True)
    rest = sorted((pair for pair in pairs if not _beyond(*pair)), key=_distance, reverse=True)
    said: dict[str, list[str]] = {}
    for one in old["sentences"]:
        said.setdefault(one["section"], []).append(one["text"])
    sentences = []
    for one in new["sentences"]:
        was = said.get(one["section"], [])
        earlier = was.pop(0) if was else ""
        if earlier != one["text"]:
            sentences.append((one["section"], earlier, one["text"]))
    sentences += [(section, text, "") for section, gone in said.items() for text in gone]
    was, now = (run["corpora"][own["corpus"]] if own["corpus"] is not None else {"articles": {}}
                for run, own in ((before, old), (after, new)))
    return Changes(new["title"], was["articles"], now["articles"], moved,
                   [pair for pair in rest if pair[1]["unit"] == "share"],
                   [pair for pair in rest if pair[1]["unit"] != "share"], sentences, now.get("pages", "articles"))


def _key(number: Number) -> tuple:
    return number["section"], number["table"], number["row"], number["name"]


def _absent(number: Number) -> Number | None:
    """What stands for a share or count that the other run does not tell: zero. None where zero would mean something."""
    if number["unit"] == "share" or (isinstance(number["value"], int) and number["unit"] != "points"):
        return {**number, "value": 0, "low": None, "high": None, "rows": None, "absent": True}
    return None


def _differs(was: Number, now: Number) -> bool:
    """Whether two values differ as readers see them."""
    return was["value"] != now["value"] and bool(set("123456789") & set(_difference(was, now)))


def _outside(value: float, number: Number) -> bool:
    return number["low"] is not None and not number["low"] <= value <= number["high"]


def _beyond(was: Number, now: Number) -> bool:
    return _outside(now["value"], was) or _outside(was["value"], now)


def _distance(pair: tuple[Number, Number]) -> float:
    """How far a number moved: in widths of its interval; without one, in the number itself."""
    widths = [one["high"] - one["low"] for one in pair if one["low"] is not None]
    scale = max(widths) if widths else 1 if pair[1]["unit"] == "share" else abs(pair[0]["value"]) or 1
    return abs(pair[1]["value"] - pair[0]["value"]) / (scale or 1)


# ---- the page

def write(folder: Path, earlier: Mapping[str, Path], name: str = "changes.html") -> dict[str, Any]:
    """Write the page of what has changed in a run's folder since earlier ones, and return its summary.

    earlier: the folder to compare with, for each notebook. Without anything to compare nothing is written.
    """
    after = results.read(folder) or {"notebooks": {}}
    found, runs = [], {}
    told: list[Mapping] = []  # articles that several notebooks read are listed once
    for notebook, path in earlier.items():
        before = results.read(path)
        if before and notebook in before["notebooks"] and notebook in after["notebooks"]:
            one = compared(before, after, notebook)
            found.append((notebook, path.name, one, one.now not in told))
            told.append(one.now)
            runs[path.name] = _minute(before["started"])
    if not found:
        return {}
    body, toc = with_contents(rendered(
        "changes.html", started=_minute(after["started"]), since=listed(list(runs.values())), found=found,
        folder=folder, most=MOST, in_words=in_words, shown=shown, difference=_difference))
    links = [("../index.html", "All reports"), *((f"{file}.html", own["title"])
                                                 for file, own in after["notebooks"].items())]
    page = shell("What has changed", body, [*links, (name, "What has changed")], name, toc)
    write_whole(folder / name, page)
    return {"page": name, "since": list(runs), "notebooks": {file: one.summary() for file, _, one, _ in found}}


def _minute(when: str) -> str:
    return when[:16].replace("T", " ")


def notebooks(folder: Path) -> list[str]:
    """The notebooks whose results a run holds."""
    return list((results.read(folder) or {"notebooks": ()})["notebooks"])


def in_words(summary: Mapping[str, int]) -> str:
    """A summary as a phrase: "1 new article, 6 more quotes; 2 of 41 changed numbers beyond their intervals"."""
    parts = [plural(summary[what], f"{what} article") for what in ("new", "changed", "removed") if summary[what]]
    parts += [plural(abs(summary[what]), f"{'more' if summary[what] > 0 else 'fewer'} {what[:-1]}")
              for what in ("quotes", "events") if summary[what]]
    parts += [f"camps of {plural(summary['recoded'], 'quote')} recoded"] if summary["recoded"] else []
    moved = (f"{summary['moved']:,} of {plural(summary['numbers'], 'changed number')} beyond the interval"
             if summary["numbers"] else "no number changed")
    return f"{', '.join(parts) or 'the same articles'}; {moved}"


def together(summaries: Iterable[Mapping[str, int]]) -> list[str]:
    """The summaries of a run's notebooks as phrases, one for all that read the same articles."""
    same: dict[str, dict[str, int]] = {}
    for one in summaries:
        whole = same.setdefault(in_words(one).partition(";")[0], {**one, "moved": 0, "numbers": 0})
        whole["moved"] += one["moved"]
        whole["numbers"] += one["numbers"]
    return [in_words(one) for one in same.values()]


def shown(number: Number) -> str:
    """A number as pages show it, with its interval; a dash where its run does not tell it."""
    if number.get("absent"):
        return "–"
    value, low, high = number["value"], number["low"], number["high"]
    if number["unit"] == "share":
        return percent(value) + (f" ({range_words(low, high)})" if low is not None else "")
    if number["unit"] == "points":
        text, ends = f"{points(value)} points", [points(one) for one in (low, high) if one is not None]
    else:
        text = f"{value:,}" if isinstance(value, int) else f"{value:.2f}"
        ends = [f"{one:.2f}" for one in (low, high) if one is not None]
    return (text + (f" ({' to '.join(ends)})" if ends else "")).replace("-", "−")


def _difference(was: Number, now: Number) -> str:
    change = now["value"] - was["value"]
    text = f"{change * 100:+.1f} points" if now["unit"] in ("share", "points") else (
        f"{change:+,}" if isinstance(change, int) else f"{change:+.2f}")
    return text.replace("-", "−")
