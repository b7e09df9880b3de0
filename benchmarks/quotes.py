"""How well quotes and their speakers are found, against hand-coded articles.

    python benchmarks/quotes.py GOLD.jsonl ... [--errors] [--json FILE]

Prints, for each gold file, the measures of quotes (J50, exact, source, C+S; direct, indirect, mixed), of speakers
(resolution and end-to-end), how far the confidence can be trusted, and the speed on one core.
"""

import argparse
import time
from collections import defaultdict
from typing import Any

from common import Counts, arguments, last_name, load_gold, match_quotes, same_source, show, words, write_json
from dateline.language.parse import parse
from dateline.language.quotes import KINDS, explain, kind_of
from dateline.language.speakers import form, resolve_speakers
from dateline.language.text import quotations


def measure(articles: list[dict[str, Any]], errors: bool) -> dict[str, Any]:
    """All figures of one gold file: per cent, counts and words a second."""
    totals: dict[str, Counts] = defaultdict(Counts)
    rules: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    forms: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    source, confident = [0, 0], []
    spent = {"parse": 0.0, "quotes": 0.0, "speakers": 0.0}
    parse("Warm up.")
    length = 0
    for article in articles:
        text, gold = article["text"], article["quotes"]
        length += len(text.split())
        clock = [time.process_time()]
        doc = parse(text)
        clock.append(time.process_time())
        found = explain(doc, text)
        clock.append(time.process_time())
        quotes = [quote for quote, _ in found]
        speakers = resolve_speakers(doc, text, quotes)
        clock.append(time.process_time())
        for stage, start, end in zip(spent, clock, clock[1:], strict=False):
            spent[stage] += end - start
        pairs = match_quotes(text, gold, quotes)
        marked = [piece for one in quotations(text) for piece in one.pieces]
        kinds = [kind_of(text, tuple(map(tuple, quote["content"])), marked) for quote in gold]
        right = {j: same_source(text, gold[i]["source"], quotes[j].source) for i, j, _ in pairs}
        voices = {j: told(gold[i], speakers[j].name) for i, j, _ in pairs}

        def count(name: str, good: int, given: int = len(quotes), wanted: int = len(gold)) -> None:
            totals[name] += Counts(good, given, good, wanted)

        count("J50", len(pairs))
        count("exact", sum(overlap == 1 for *_, overlap in pairs))
        count("C+S", sum(right.values()))
        told_at_all = sum(bool(name(quote)) for quote in gold)
        count("end-to-end", sum(bool(voices[j]) for *_, j, _ in pairs), wanted=told_at_all,
              given=len(quotes) - sum(voices[j] is None for *_, j, _ in pairs))
        for kind in KINDS:
            ours = {j for j, quote in enumerate(quotes) if quote.kind == kind}
            theirs = {i for i, one in enumerate(kinds) if one == kind}
            totals[kind] += Counts(sum(j in ours for _, j, _ in pairs), len(ours),
                                   sum(i in theirs for i, _, _ in pairs), len(theirs))
        for i, j, _ in pairs:
            if gold[i]["source"]:
                source[0] += right[j]
                source[1] += 1
            if voices[j] is not None:
                shape = form(doc.text, tuple(gold[i]["source"][0]) if gold[i]["source"] else None)
                for key in ("all", shape):
                    forms[key][0] += voices[j]
                    forms[key][1] += 1
        for j, (quote, rule) in enumerate(found):
            rules[rule][0] += 1
            rules[rule][1] += j in right
            rules[rule][2] += right.get(j, False)
            confident.append((quote.confidence, right.get(j, False)))
        if errors:
            print_errors(article, found, speakers, pairs, right, voices)
    return {
        "articles": len(articles), "gold quotes": totals["J50"].wanted, "found quotes": totals["J50"].given,
        "quotes": {name: {"precision": c.precision, "recall": c.recall, "F1": c.f1} for name, c in totals.items()},
        "source": 100 * source[0] / max(source[1], 1),
        "speakers": {key: {"right": 100 * good / many, "of": many} for key, (good, many) in sorted(forms.items())},
        "rules": {rule: {"found": n, "J50": 100 * a / n, "C+S": 100 * b / n} for rule, (n, a, b) in rules.items()},
        "calibration": calibration(confident),
        "words a second": {stage: length / seconds for stage, seconds in [*spent.items(), ("all", sum(spent.values()))]
                           if seconds},
    }


def name(quote: dict[str, Any]) -> str:
    """The speaker that the gold file gives: `ref` where it has one, else `speaker`."""
    return quote.get("ref") or quote.get("speaker") or ""


def told(gold: dict[str, Any], speaker: str) -> bool | None:
    """Whether the resolved speaker has the gold one's last name; None where the gold file tells none."""
    return last_name(name(gold)) == last_name(speaker) if name(gold) else None


def calibration(confident: list[tuple[float, bool]]) -> dict[str, Any]:
    """Expected calibration error in ten bins (points), and each bin's mean confidence and share of right quotes."""
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for confidence, right in confident:
        bins[min(int(confidence * 10), 9)].append((confidence, right))
    rows = [{"confidence": 100 * sum(c for c, _ in row) / len(row), "right": 100 * sum(r for _, r in row) / len(row),
             "quotes": len(row)} for _, row in sorted(bins.items())]
    error = sum(abs(row["confidence"] - row["right"]) * row["quotes"] for row in rows) / max(len(confident), 1)
    return {"error": error, "bins": rows}


def print_errors(article: dict[str, Any], found: list, speakers: list, pairs: list, right: dict, voices: dict) -> None:
    """List what went wrong in one article: missed, spurious, cut short, cut long, wrong source or speaker."""
    text, gold = article["text"], article["quotes"]

    def cut(spans: Any) -> str:
        return " … ".join(text[start:end].replace("\n", " ") for start, end in spans or ())

    lines = []
    matched = {i: (j, overlap) for i, j, overlap in pairs}
    for i, quote in enumerate(gold):
        cue = cut(quote["cue"])
        if i not in matched:
            lines.append(f"missed     [{cue}] {cut(quote['source'])}: {cut(quote['content'])}")
            continue
        j, overlap = matched[i]
        ours, rule = found[j]
        wanted, given = words(text, quote["content"]), words(text, ours.content)
        if overlap < 1:
            what = "cut short " if wanted > given else "cut long  " if given > wanted else "cut askew "
            lines.append(f"{what} [{cue}] by {rule}: {cut(quote['content'])}\n           ours: {cut(ours.content)}")
        if not right[j]:
            lines.append(f"source     [{cue}] by {rule}: {cut(quote['source'])} | ours: "
                         f"{cut([ours.source] if ours.source else [])} | of: {cut(quote['content'])[:80]}")
        if voices[j] is False:
            lines.append(f"speaker    [{cue}] {name(quote)} | ours: {speakers[j].name} | "
                         f"printed: {cut(quote['source'])}")
    lines += [f"spurious   [{cut([quote.cue] if quote.cue else [])}] by {rule}: {cut(quote.content)}"
              for j, (quote, rule) in enumerate(found) if j not in right]
    if lines:
        print(f"\n{article['id']}", *lines, sep="\n")


def report(path: str, figures: dict[str, Any]) -> None:
    """Print the figures of one gold file as tables."""
    quotes = figures["quotes"]
    show(f"{path}: {figures['articles']} articles, {figures['gold quotes']} quotes, {figures['found quotes']} found",
         ("quotes", "F1", "precision", "recall"),
         [(key, *(quotes[key][part] for part in ("F1", "precision", "recall")))
          for key in ("J50", *KINDS, "exact", "C+S", "end-to-end")])
    show(f"source right on matched quotes: {figures['source']:.1f}", ("speaker right, by printed source", "%", "of"),
         [(key, row["right"], row["of"]) for key, row in figures["speakers"].items()])
    show("rules", ("rule", "found", "J50", "C+S"),
         [(key, row["found"], row["J50"], row["C+S"])
          for key, row in sorted(figures["rules"].items(), key=lambda pair: -pair[1]["found"])])
    show(f"confidence: expected calibration error {figures['calibration']['error']:.1f} points",
         ("confidence", "right", "quotes"),
         [(row["confidence"], row["right"], row["quotes"]) for row in figures["calibration"]["bins"]])
    show("words a second, one core", ("stage", "words/s"),
         [(key, round(value)) for key, value in figures["words a second"].items()])


def main() -> None:
    def errors(parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--errors", action="store_true", help="list every error, by article")

    options = arguments(__doc__.splitlines()[0], errors)
    results = {}
    for path in options.gold:
        results[path.parent.name + "/" + path.stem] = figures = measure(load_gold(path), options.errors)
        report(str(path), figures)
    write_json(options.json, results)


if __name__ == "__main__":
    main()
