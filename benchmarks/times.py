"""How well time expressions are found and read: TempEval-3 measures on TimeML and TIMEX2 files, and speed.

    python benchmarks/times.py FILE_OR_FOLDER... [--errors] [--json FILE]

Files end in .tml (TimeML) or .xml (WikiWars, TIMEX2). Each folder, and all files given singly, make one line. strict:
F1 of equal spans; relaxed: F1 of overlapping spans; value: F1 of overlapping spans whose values are equal too. The
document's own date is given to the reader and is not counted. Tokens are words and marks.
"""

import html
import re
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from common import Counts, arguments, show, write_json
from dateline.language.times import find_times

TAG = re.compile(r"<[^>]*>")


@dataclass
class Document:
    """A text, its day of publication and its gold expressions as (start, end, value)."""

    name: str
    text: str
    published: date | None
    gold: list[tuple[int, int, str]]


def read(file: Path) -> Document:
    """One TimeML or WikiWars file."""
    content = file.read_text("utf-8", "replace")
    outer = re.search(r'functionInDocument="CREATION_TIME"[^>]*>|<DATETIME>.*?</DATETIME>', content, re.S)
    stamp = re.search(r"\d{4}-?\d\d-?\d\d", " ".join(
        re.findall(r'val(?:ue)?="([^"]*)"', content[max(0, outer.start() - 200):outer.end()] if outer else "")))
    published = date.fromisoformat(stamp.group()) if stamp else None
    body = re.search(r"<TEXT>(.*)</TEXT>", content, re.S)
    text, gold, waiting, at = "", [], [], 0
    body = body.group(1) if body else content
    for match in [*TAG.finditer(body), None]:
        text += html.unescape(body[at:match.start() if match else len(body)])
        if match is None:
            break
        at = match.end()
        if re.match(r"<TIMEX[23]\b", match.group()):
            value = re.search(r'\bval(?:ue)?="([^"]*)"', match.group(), re.I)
            waiting.append((len(text), value.group(1) if value else ""))
        elif re.match(r"</TIMEX[23]", match.group()) and waiting:
            start, value = waiting.pop()
            if not waiting:  # the outermost of nested ones counts
                gold.append((start, len(text), value))
    return Document(file.name, text, published, gold)


def compare(document: Document, errors: bool) -> dict[str, Counts]:
    """Strict, relaxed and value counts of one document."""
    found = [(one.start, one.end, one.value, one.rule) for one in find_times(document.text, document.published)]
    pairs, taken = [], set()
    for gold in document.gold:
        best = max((one for one in found if one[0] < gold[1] and gold[0] < one[1] and one[0] not in taken),
                   key=lambda one: min(one[1], gold[1]) - max(one[0], gold[0]), default=None)
        if best:
            taken.add(best[0])
            pairs.append((gold, best))
        elif errors:
            print(f"missed  {document.name}: {shown(document, *gold[:2])} = {gold[2]}")
    strict = sum(gold[:2] == one[:2] for gold, one in pairs)
    value = sum(gold[2] == one[2] for gold, one in pairs)
    if errors:
        for gold, one in pairs:
            if gold[2] != one[2]:
                print(f"value   {document.name} ({document.published}): {shown(document, *gold[:2])} = {gold[2]}, "
                      f"given {one[2]} by {one[3]}")
            if gold[:2] != one[:2]:
                print(f"extent  {document.name}: {shown(document, *gold[:2])}, given "
                      f"'{document.text[one[0]:one[1]]}' by {one[3]}")
        for one in found:
            if one[0] not in taken:
                print(f"extra   {document.name}: {shown(document, *one[:2])} by {one[3]}")
    given, wanted = len(found), len(document.gold)
    return {"strict": Counts(strict, given, strict, wanted), "relaxed": Counts(len(pairs), given, len(pairs), wanted),
            "value": Counts(value, given, value, wanted)}


def shown(document: Document, start: int, end: int) -> str:
    """An expression between its neighbours, on one line."""
    text = document.text
    return " ".join(f"{text[max(0, start - 40):start]}[{text[start:end]}]{text[end:end + 30]}".split())


def main() -> None:
    options = arguments(__doc__.split("\n")[0], lambda parser: parser.add_argument(
        "--errors", action="store_true", help="print every expression that comes out wrong"))
    sets: dict[str, list[Path]] = {}
    for path in options.gold:
        if path.is_dir():
            sets[path.name] = sorted(file for file in path.rglob("*") if file.suffix in (".tml", ".xml"))
        else:
            sets.setdefault("files", []).append(path)
    figures, rows = {}, []
    for name, files in sets.items():
        documents = [read(file) for file in files]
        totals = {measure: Counts() for measure in ("strict", "relaxed", "value")}
        for document in documents:
            for measure, counts in compare(document, options.errors).items():
                totals[measure] += counts
        begun = time.process_time()
        for document in documents:
            find_times(document.text, document.published)
        seconds = time.process_time() - begun
        tokens = sum(len(re.findall(r"\w+|[^\w\s]", document.text)) for document in documents)
        figures[name] = {"documents": len(documents), "expressions": sum(len(one.gold) for one in documents),
                         **{measure: counts.f1 for measure, counts in totals.items()},
                         "precision": totals["relaxed"].precision, "recall": totals["relaxed"].recall,
                         "tokens_per_second": round(tokens / seconds)}
        rows.append((name, *figures[name].values()))
    show("Time expressions", ("set", "documents", "expressions", "strict", "relaxed", "value", "relaxed precision",
                              "relaxed recall", "tokens/s"), rows)
    write_json(options.json, figures)


if __name__ == "__main__":
    main()
