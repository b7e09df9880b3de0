"""What the benchmarks share: reading gold files, matching quotes, counting, printing tables, writing JSON."""

import argparse
import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Spans = Sequence[Sequence[int]]
WORD = re.compile(r"\w+")
# Words that do not tell one source from another: articles, prepositions, titles.
EMPTY = frozenset("""
    a an the of in on at by for from to with as into near under over between among per via
    mr mrs ms miss dr prof professor sir dame lord lady rev gen general col colonel lt maj major capt captain
    sgt brig sheikh president minister""".split())

# PolNeAR marks beliefs and judgements beside speech. Its speech portion keeps direct quotations and these cues;
# the list was read off dev against dev_speech (99% agree).
SPEECH = re.compile(
    r"\b(sa(y|ys|id|ying)|tell(s|ing)?|told|according|not(e|es|ed|ing)|report(s|ed|ing)?|announc\w+|suggest\w*"
    r"|add(s|ed|ing)?|point(s|ed|ing)? (\w+ )?(out|to)|pointed|describ\w+|criticiz\w+|mention\w*|acknowledg\w+"
    r"|warn(s|ed|ing)?|claim\w*|argu\w+|respon(d|ds|ded|ding|se)|wr(ite|ites|ote|iting|itten)|declar\w+|explain\w*"
    r"|estimates?|insist\w*|stat(e|es|ed|ing)|assert\w*|indicat\w+|continu(e|es|ed|ing)|admit\w*|comment\w*"
    r"|predict\w*|convinc\w+|denounc\w+|highlight\w*|tweet\w*|confirm\w*|disput\w+|proclaim\w*|clarif\w+|remark\w*"
    r"|repl(y|ies|ied|ying)|recall\w*|conced\w+|conclud\w+|testif\w+|recount\w*)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Counts:
    """Right answers among those given and those wanted, with precision, recall and F1 in per cent."""

    right_given: float = 0
    given: int = 0
    right_wanted: float = 0
    wanted: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(self.right_given + other.right_given, self.given + other.given,
                      self.right_wanted + other.right_wanted, self.wanted + other.wanted)

    @property
    def precision(self) -> float:
        return 100 * self.right_given / self.given if self.given else 0.0

    @property
    def recall(self) -> float:
        return 100 * self.right_wanted / self.wanted if self.wanted else 0.0

    @property
    def f1(self) -> float:
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def arguments(description: str, *more: Callable[[argparse.ArgumentParser], Any]) -> argparse.Namespace:
    """The command line of a benchmark: `gold` files, `--json FILE`, and what the functions in `more` add."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("gold", nargs="+", type=Path, help="gold file in JSON lines")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures to this file too")
    for add in more:
        add(parser)
    return parser.parse_args()


def load_gold(path: Path) -> list[dict[str, Any]]:
    """The articles of a gold file in JSON lines: dicts with id, text, quotes (and what else the set has)."""
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def words(text: str, spans: Spans | None) -> frozenset[int]:
    """The words of `text` in `spans`, each as the offset of its first character."""
    return frozenset(start + match.start() for start, end in spans or ()
                     for match in WORD.finditer(text[start:end]))


def match(gold: Sequence[frozenset[int]], given: Sequence[frozenset[int]],
          least: float = 0.5) -> list[tuple[int, int, float]]:
    """Match sets of words one to one, greedily from the highest Jaccard overlap down to `least`.

    Returns (index in gold, index in given, overlap) in the order of gold.
    """
    overlaps = []
    for i, wanted in enumerate(gold):
        for j, found in enumerate(given):
            common = len(wanted & found)
            if common and (overlap := common / len(wanted | found)) >= least:
                overlaps.append((-overlap, i, j))
    taken_gold, taken_given, pairs = set(), set(), []
    for overlap, i, j in sorted(overlaps):
        if i not in taken_gold and j not in taken_given:
            taken_gold.add(i)
            taken_given.add(j)
            pairs.append((i, j, -overlap))
    return sorted(pairs)


def match_quotes(text: str, gold: Sequence[dict[str, Any]], quotes: Sequence[Any],
                 least: float = 0.5) -> list[tuple[int, int, float]]:
    """Match gold quotes (dicts with content) with predicted ones (objects with content) by their words."""
    return match([words(text, quote["content"]) for quote in gold],
                 [words(text, quote.content) for quote in quotes], least)


def same_source(text: str, gold: Spans, given: tuple[int, int] | None) -> bool:
    """Whether a predicted printed source shares a telling word with the gold one, or neither is there."""
    wanted, found = words(text, gold), words(text, [given] if given else [])
    if not wanted or not found:
        return not wanted and not found
    telling = {at for at in wanted if WORD.match(text, at).group().lower() not in EMPTY}
    return bool((telling or wanted) & found)


def last_name(name: str) -> str:
    """What a name is told by: its last word before a comma, bracket or preposition, in lower case.

    Titles are dropped, and so are the Arabic article and the possessive.
    """
    head = re.split(r"[,;(\[]| (?:of|in|from|at|for|on|who|with|near|to|by) ", name.strip().lower())[0]
    head = re.sub(r"['’]s?\b", "", head)
    found = [word for word in re.findall(r"[\w-]+", head) if word not in EMPTY] or re.findall(r"[\w-]+", head)
    return re.sub(r"^(?:al|el)-", "", found[-1]) if found else ""


def show(title: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Print a table; real numbers with one decimal place, the first column to the left."""
    cells = [[f"{cell:.1f}" if isinstance(cell, float) else str(cell) for cell in row]
             for row in [columns, *rows]]
    widths = [max(len(row[at]) for row in cells if at < len(row)) for at in range(len(columns))]
    print(f"\n{title}")
    for row in cells:
        padded = [cell.rjust(width) for cell, width in zip(row, widths, strict=False)]
        print("  ".join([row[0].ljust(widths[0]), *padded[1:]]))


def write_json(path: Path | None, figures: Any) -> None:
    """Write figures as JSON, with sorted keys and reals to two places; nothing where `path` is None."""
    if path is None:
        return

    def rounded(value: Any) -> Any:
        if isinstance(value, float):
            return round(value, 2)
        if isinstance(value, dict):
            return {str(key): rounded(item) for key, item in value.items()}
        return [rounded(item) for item in value] if isinstance(value, list | tuple) else value

    path.write_text(json.dumps(rounded(figures), indent=1, sort_keys=True, ensure_ascii=False) + "\n",
                    encoding="utf-8")
