"""Camps of quoted sources against hand-coded conflict news (measures.md, "Camps").

End to end, the program's quotes are matched with the coded ones (Jaccard >= 0.5) and the camps of the pairs compared;
with --gold-sources the resolver alone is measured on the coded sources and speakers.
"""

import argparse
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from common import arguments, load_gold, match_quotes, show, write_json
from dateline.actors import Actors, overlaid
from dateline.language.camps import code_all
from dateline.tables import CAMPS

# Which actor file an article is read with, by the start of its id; everything else takes --actors.
HERE = Path(__file__).parent
COLLECTIONS = {"gz": HERE / "actors/gaza.yaml", "DEV": HERE / "actors/central-america.yaml",
               "TST": HERE / "actors/central-america.yaml"}


def main() -> None:
    options = arguments(__doc__.splitlines()[0], _options)
    loaded: dict[Path | None, Actors] = {}
    results, pairs = {}, []
    for path in options.gold:
        for article in load_gold(path):
            file = next((file for start, file in COLLECTIONS.items() if article["id"].startswith(start)), None)
            file = file if file and options.collections else options.actors
            if file not in loaded:
                actors = Actors.load(file)
                loaded[file] = Actors(overlaid({"home": actors.home})) if options.home_alone else actors
            actors = loaded[file]
            pairs.append((article, _coded(article, actors, options.gold_sources)))
    results["all"] = figures(pairs)
    for set_name in sorted({_set(article) for article, _ in pairs}):
        results[set_name] = figures([pair for pair in pairs if _set(pair[0]) == set_name])
    kind = "coded sources" if options.gold_sources else "end to end, matched quotes"
    show(f"Camps, {kind}", ["set", "articles", "quotes", "accuracy", "macro-F1", "country", "share error",
          "of camps present", "naming"],
         [[name, row["articles"], row["quotes"], row["accuracy"], row["macro_f1"], row["country"],
           row["share_error"], row["share_error_present"], row["naming"]] for name, row in results.items()])
    show("Each camp", ["camp", "coded", "given", "precision", "recall", "F1", "share error"],
         [[camp, row["coded"], row["given"], row["precision"], row["recall"], row["f1"], row["share_error"]]
          for camp, row in results["all"]["camps"].items()])
    confusion = results["all"]["confusion"]
    given = [camp for camp in CAMPS if any(camp in row for row in confusion.values())]
    show("Coded camp (rows) by given camp", ["", *(camp[:8] for camp in given)],
         [[camp, *(confusion[camp].get(other, 0) or "." for other in given)] for camp in CAMPS if camp in confusion])
    if options.errors:
        for article, rows in pairs:
            for gold, coding, source, text, _ in rows["pairs"]:
                if coding.camp != gold["camp"] or (coding.camp == "foreign_state"
                                                   and coding.country != gold["country"]):
                    print(f"{article['id']}: {gold['camp']} {gold['country']} given as {coding.camp} {coding.country}"
                          f"\n    '{source}' / '{text}': {coding.rule}")
    write_json(options.json, results)


def _options(parser: argparse.ArgumentParser) -> None:
    root = HERE.parent
    parser.add_argument("--actors", type=Path, default=root / "corpus/aleppo-2016/actors.yaml", metavar="FILE",
                        help="actor file (default: that of corpus/aleppo-2016)")
    parser.add_argument("--no-collections", dest="collections", action="store_false",
                        help="read articles of other wars with --actors too, not with benchmarks/actors")
    parser.add_argument("--home-alone", action="store_true",
                        help="take nothing but the home of each actor file: what a new collection begins with")
    parser.add_argument("--gold-sources", action="store_true", help="resolve the coded sources and speakers")
    parser.add_argument("--errors", action="store_true", help="list every wrong camp or country with its rule")


def _set(article: dict[str, Any]) -> str:
    start = article["id"].split("-")[0]
    return "muc" if start[:3] in ("DEV", "TST") else start


def _coded(article: dict[str, Any], actors: Actors, gold_sources: bool) -> dict[str, Any]:
    """The article's coded quotes beside the program's codings, and the camps of each side for the shares."""
    text, quotes = article["text"], article["quotes"]
    day = date.fromisoformat(article["date"]) if article.get("date") else None
    if gold_sources:
        sources = [" ".join(text[start:end] for start, end in quote["source"]) for quote in quotes]
        names = [quote["speaker"] for quote in quotes]
        codings = code_all(actors, sources, names, day, text)
        rows = list(zip(quotes, codings, sources, names, [""] * len(names), strict=True))
        return {"pairs": rows, "given": [row[1].camp for row in rows], "coded": [quote["camp"] for quote in quotes]}
    from dateline.language import parse, speakers
    from dateline.language import quotes as finder
    doc = parse.parse(text)
    found = finder.find_quotes(doc, text)
    voices = speakers.resolve_speakers(doc, text, found)
    sources = [text[slice(*quote.source)] if quote.source else "" for quote in found]
    codings = code_all(actors, sources, [voice.name for voice in voices], day, text)
    rows = [(quotes[i], codings[j], sources[j], voices[j].name, voices[j].naming)
            for i, j, _ in match_quotes(text, quotes, found)]
    return {"pairs": rows, "given": [coding.camp for coding in codings], "coded": [quote["camp"] for quote in quotes]}


def figures(articles: Iterable[tuple[dict[str, Any], dict[str, Any]]]) -> dict[str, Any]:
    """Accuracy, macro-F1 over the camps coded, accuracy of country and of naming (named, described or none; end to end
    only), and the mean error of a share, in points.

    The error of a share: for each article, the absolute difference between a camp's share of the coded quotes and
    of the program's quotes; its mean over all camps, and over the camps that either side has in the article.
    """
    articles = list(articles)
    confusion: dict[str, Counter[str]] = defaultdict(Counter)
    countries, namings, errors, present, by_camp = [], [], [], [], defaultdict(list)
    for _, rows in articles:
        for gold, coding, _, _, naming in rows["pairs"]:
            namings += [gold["naming"] == naming] if naming else []
            confusion[gold["camp"]][coding.camp] += 1
            if gold["camp"] == coding.camp == "foreign_state":
                countries.append(gold["country"] == coding.country)
        coded, given = Counter(rows["coded"]), Counter(rows["given"])
        if coded:
            for camp in CAMPS:
                error = abs(coded[camp] / coded.total() - (given[camp] / given.total() if given else 0)) * 100
                errors.append(error)
                if coded[camp] or given[camp]:
                    present.append(error)
                by_camp[camp].append(error)
    total = sum(row.total() for row in confusion.values())
    right = sum(confusion[camp][camp] for camp in CAMPS)
    camps = {}
    for camp in CAMPS:
        coded, given = confusion[camp].total(), sum(row[camp] for row in confusion.values())
        hit = confusion[camp][camp]
        if coded or given:
            camps[camp] = {"coded": coded, "given": given, "precision": 100 * hit / given if given else 0.0,
                           "recall": 100 * hit / coded if coded else 0.0,
                           "f1": 200 * hit / (coded + given), "share_error": _mean(by_camp[camp])}
    scored = [row["f1"] for row in camps.values() if row["coded"]]
    return {"articles": len(articles), "quotes": total, "accuracy": 100 * right / total if total else 0.0,
            "macro_f1": _mean(scored), "country": 100 * _mean(countries),
            "naming": 100 * _mean(namings), "share_error": _mean(errors),
            "share_error_present": _mean(present), "camps": camps,
            "confusion": {camp: dict(row) for camp, row in confusion.items() if row}}


def _mean(values: list[Any]) -> float:
    return sum(values) / len(values) if values else 0.0


if __name__ == "__main__":
    main()
