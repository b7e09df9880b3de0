"""How well quotes and their speakers are found, against hand-coded articles.

    python benchmarks/quotes.py GOLD.jsonl ... [--errors] [--speech] [--pieces] [--picture FILE] [--json FILE]

Prints, for each gold file, the measures of quotes (J50, exact, source, C+S; direct, indirect, mixed), of speakers
(resolution and end-to-end), how far the confidence can be trusted, and the speed on one core. `--errors` lists every
error and counts them by kind and cue; `--picture` draws the confidence against what is right (reliability diagram).

Gold sets follow other conventions than the codebook, so two switches show what is left when these are mapped:
`--speech`, for polnear/dev_speech, drops from the quotes found what is not direct and has no cue of PolNeAR's speech
portion (which has no "vowed", "accused" or "called for"); `--pieces` counts every piece of a quote cut by its cue as a
quote, as GGT does.
"""

import argparse
import time
from collections import Counter, defaultdict
from dataclasses import replace
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt

from common import SPEECH, Counts, arguments, last_name, load_gold, match_quotes, same_source, show, words, write_json
from dateline.language.parse import parse
from dateline.language.quotes import KINDS, Quote, find_quotes, kind_of
from dateline.language.speakers import form, resolve_speakers
from dateline.language.text import quotations


def measure(articles: list[dict[str, Any]], errors: bool, speech: bool = False, pieces: bool = False) -> dict[str, Any]:
    """All figures of one gold file: per cent, counts and words a second."""
    totals: dict[str, Counts] = defaultdict(Counts)
    forms: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    source, confident, wrong = [0, 0], [], []
    spent = {"parse": 0.0, "quotes": 0.0, "speakers": 0.0}
    parse("Warm up.")
    length = 0
    for article in articles:
        text, gold = article["text"], article["quotes"]
        length += len(text.split())
        clock = [time.process_time()]
        doc = parse(text)
        clock.append(time.process_time())
        quotes = find_quotes(doc, text)
        clock.append(time.process_time())
        speakers = resolve_speakers(doc, text, quotes)
        clock.append(time.process_time())
        for stage, start, end in zip(spent, clock, clock[1:], strict=False):
            spent[stage] += end - start
        marked = [piece for one in quotations(text) for piece in one.pieces]
        if speech:
            quotes, speakers = communicative(text, quotes, speakers)
        if pieces:
            speakers = [voice for quote, voice in zip(quotes, speakers, strict=True) for _ in quote.content]
            quotes = [replace(quote, content=(piece,), kind=kind_of(text, (piece,), marked))
                      for quote in quotes for piece in quote.content]
        pairs = match_quotes(text, gold, quotes)
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
        confident += [(quote.confidence, right.get(j, False)) for j, quote in enumerate(quotes)]
        if errors:
            wrong += errors_of(article, quotes, speakers, pairs, right, voices)
    for kind, cues in counted(wrong):
        print(f"{kind}: {sum(cues.values())}; " + ", ".join(f"[{cue}] {many}" for cue, many in cues.most_common(12)))
    return {
        "articles": len(articles), "gold quotes": totals["J50"].wanted, "found quotes": totals["J50"].given,
        "quotes": {name: {"precision": c.precision, "recall": c.recall, "F1": c.f1} for name, c in totals.items()},
        "source": 100 * source[0] / max(source[1], 1),
        "speakers": {key: {"right": 100 * good / many, "of": many} for key, (good, many) in sorted(forms.items())},
        "calibration": calibration(confident),
        "words a second": {stage: length / seconds for stage, seconds in [*spent.items(), ("all", sum(spent.values()))]
                           if seconds},
    }


def communicative(text: str, quotes: list[Quote], speakers: list[Any]) -> tuple[list[Quote], list[Any]]:
    """The quotes, with their speakers, that PolNeAR's speech portion would keep: direct ones, and those of its cues."""
    kept = [j for j, quote in enumerate(quotes)
            if quote.kind == "direct" or (quote.cue and SPEECH.search(text[slice(*quote.cue)]))]
    return [quotes[j] for j in kept], [speakers[j] for j in kept]


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


def errors_of(article: dict[str, Any], quotes: list, speakers: list, pairs: list, right: dict, voices: dict,
              ) -> list[tuple[str, str]]:
    """Print what went wrong in one article and return it as (kind, cue)."""
    text, gold = article["text"], article["quotes"]
    found: list[tuple[str, str]] = []
    print("\n" + article["id"])

    def cut(spans: Any) -> str:
        return " … ".join(text[start:end].replace("\n", " ") for start, end in spans or ())

    def tell(kind: str, cue: str, line: str) -> None:
        found.append((kind, cue.lower()))
        print(f"{kind:10} [{cue}] {line}")

    matched = {i: (j, overlap) for i, j, overlap in pairs}
    for i, quote in enumerate(gold):
        cue, content = cut(quote["cue"]), cut(quote["content"])
        if i not in matched:
            tell("missed", cue, f"{cut(quote['source'])}: {content}")
            continue
        j, overlap = matched[i]
        ours = quotes[j]
        wanted, given = words(text, quote["content"]), words(text, ours.content)
        if overlap < 1:
            what = "cut short" if wanted > given else "cut long" if given > wanted else "cut askew"
            tell(what, cue, f"{content}\n           ours: {cut(ours.content)}")
        if not right[j]:
            tell("source", cue, f"{cut(quote['source'])} | ours: {cut([ours.source] if ours.source else [])} | of: "
                 f"{content[:80]}")
        if voices[j] is False:
            tell("speaker", cue, f"{name(quote)} | ours: {speakers[j].name} | printed: {cut(quote['source'])}")
    for j, quote in enumerate(quotes):
        if j not in right:
            tell("spurious", cut([quote.cue] if quote.cue else []), f"at {quote.confidence:.2f}: {cut(quote.content)}")
    return found


def counted(wrong: list[tuple[str, str]]) -> list[tuple[str, Counter]]:
    """Each kind of error, the most frequent first, with how often each cue has it."""
    cues: dict[str, Counter] = defaultdict(Counter)
    for kind, cue in wrong:
        cues[kind][cue] += 1
    return sorted(cues.items(), key=lambda item: -item[1].total())


def draw(path: Path, results: dict[str, Any]) -> None:
    """Write a reliability diagram: how many of the quotes with a confidence are right; larger dots stand for more."""
    axes = plt.figure(figsize=(4.5, 4.5), layout="constrained").add_subplot(
        xlabel="confidence (%)", ylabel="content and source right (%)", xlim=(0, 100), ylim=(0, 100))
    axes.axline((0, 0), slope=1, color="0.6", linestyle="--", linewidth=1)
    for (name, figures), marker in zip(results.items(), "osD^vP", strict=False):
        rows = figures["calibration"]["bins"]
        axes.plot(*([row[key] for row in rows] for key in ("confidence", "right")), linewidth=1, label=name)
        axes.scatter(*([row[key] for row in rows] for key in ("confidence", "right")), marker=marker, clip_on=False,
                     s=[8 + 3 * row["quotes"] ** 0.75 for row in rows])
    axes.legend(frameon=False)
    axes.figure.savefig(path, metadata={"Date": None} if path.suffix == ".svg" else None)


def report(path: str, figures: dict[str, Any]) -> None:
    """Print the figures of one gold file as tables."""
    quotes = figures["quotes"]
    show(f"{path}: {figures['articles']} articles, {figures['gold quotes']} quotes, {figures['found quotes']} found",
         ("quotes", "F1", "precision", "recall"),
         [(key, *(quotes[key][part] for part in ("F1", "precision", "recall")))
          for key in ("J50", *KINDS, "exact", "C+S", "end-to-end")])
    show(f"source right on matched quotes: {figures['source']:.1f}", ("speaker right, by printed source", "%", "of"),
         [(key, row["right"], row["of"]) for key, row in figures["speakers"].items()])
    show(f"confidence: expected calibration error {figures['calibration']['error']:.1f} points",
         ("confidence", "right", "quotes"),
         [(row["confidence"], row["right"], row["quotes"]) for row in figures["calibration"]["bins"]])
    show("words a second, one core", ("stage", "words/s"),
         [(key, round(value)) for key, value in figures["words a second"].items()])


def main() -> None:
    def errors(parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--errors", action="store_true", help="list every error, and count them by kind and cue")
        parser.add_argument("--speech", action="store_true", help="count only cues of PolNeAR's speech portion")
        parser.add_argument("--pieces", action="store_true", help="count every piece of a quote as a quote")
        parser.add_argument("--picture", type=Path, metavar="FILE", help="draw a reliability diagram (.png or .svg)")

    options = arguments(__doc__.splitlines()[0], errors)
    results = {}
    for path in options.gold:
        results[path.parent.name + "/" + path.stem] = figures = measure(
            load_gold(path), options.errors, options.speech, options.pieces)
        report(str(path), figures)
    if options.picture:
        draw(options.picture, results)
    write_json(options.json, results)


if __name__ == "__main__":
    main()
