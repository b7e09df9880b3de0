"""How well `add` reads news pages, and whether it loses or doubles anything when it is killed.

    python benchmarks/ingest.py pages ../shared/corpora/html [--json FILE]
    python benchmarks/ingest.py kills ../shared/corpora/fa-kes/FA-KES-Dataset.csv [--json FILE]

pages: a folder of saved pages, NAME_year_month_day.html.gz, each with NAME.json, which holds title, date and
paragraphs of one or more articles of the outlet; the one whose words are most on the page is the one expected. A date
is right where the day is, a title where its words are, and F1 counts the words of the body as often as they stand.
kills: one file is added by runs that are ended with SIGKILL at ten random moments; then one run finishes, and the
articles are compared, byte by byte, with those of a run that nobody disturbed.
"""

import argparse
import gzip
import json
import random
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from common import show, write_json
from dateline.corpus import read_articles
from dateline.ingest import add
from dateline.ingest.store import ledger

KILLS = 10


def words(text: str) -> Counter:
    """The words of a text, small, with how often they stand."""
    return Counter(re.findall(r"\w+", text.casefold()))


def f1(one: Counter, other: Counter) -> float:
    """Share of words that two texts have in common, 0 to 1."""
    return 2 * (one & other).total() / max(1, (one + other).total())


def expected(file: Path, page: Path) -> tuple[dict[str, Any], Counter]:
    """The expected article of a page, and the words of its body."""
    there = words(re.sub(r"<[^>]+>", " ", gzip.decompress(page.read_bytes()).decode("utf-8", "replace")))
    found = []
    for one in json.loads(file.read_text("utf-8")).values():
        parts = one["body"]["summary"] + [line for section in one["body"]["sections"]
                                          for line in section["headline"] + section["paragraphs"]]
        body = words(" ".join(parts))
        found.append(((body & there).total() / max(1, body.total()), one, body))
    return max(found, key=lambda row: row[0])[1:]


def pages(folder: Path) -> dict[str, Any]:
    """Add the pages and compare: shares of right dates and titles and mean F1, in per cent."""
    files = {page: folder / f"{re.sub(r'_[0-9_]+.html.gz$', '', page.name)}.json"
             for page in sorted(folder.glob("*.html.gz"))}
    with tempfile.TemporaryDirectory() as scratch:
        add(map(str, files), Path(scratch))
        articles = {one.article_id: one for one in read_articles(Path(scratch))[0]}
        made = {Path(row["source"]).name: articles.get(row["article_id"]) for row in ledger(Path(scratch))}
    rows = []
    for page, file in files.items():
        wanted, body = expected(file, page)
        article = made[page.name]
        rows.append((page.name.removesuffix(".html.gz"), *((
            str(article.published) == wanted["publishing_date"][:10], words(article.title) == words(wanted["title"]),
            100 * f1(words(article.text), body)) if article else (False, False, 0.0))))
    show("News pages", ("page", "date", "title", "body F1"),
         [(name, *("right" if one else "wrong" for one in right), score) for name, *right, score in rows])
    figures = {"pages": len(rows), "read": sum(one is not None for one in made.values()),
               "date": 100 * sum(row[1] for row in rows) / len(rows),
               "title": 100 * sum(row[2] for row in rows) / len(rows),
               "body F1": sum(row[3] for row in rows) / len(rows)}
    show("All pages, in per cent", ("measure", "figure"), figures.items())
    return figures


def kills(source: Path) -> dict[str, Any]:
    """Add a file with ten kills, and compare the articles with those of one run."""
    with tempfile.TemporaryDirectory() as scratch:
        whole, torn = Path(scratch, "whole", "war"), Path(scratch, "torn", "war")
        summary = add([str(source)], whole)
        total, draw = summary.counts["added"], random.Random(7)
        landed = 0
        for mark in sorted(draw.sample(range(total), KILLS)):
            run = subprocess.Popen([sys.executable, "-m", "dateline", "add", str(source), "--to", str(torn)],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            while run.poll() is None and len(list(torn.glob("articles/*.txt"))) < mark:
                time.sleep(0.002)
            time.sleep(draw.random() / 20)
            landed += run.poll() is None
            run.kill()
            run.wait()
            problems = read_articles(torn)[1]
            if problems:
                raise SystemExit(f"An article is damaged: {problems[0]}")
        last = add([str(source)], torn)
        content = [{file.name: file.read_bytes() for file in (folder / "articles").glob("*.txt")}
                   for folder in (whole, torn)]
        listed = [[(row["source"], row["article_id"]) for row in ledger(folder)] for folder in (whole, torn)]
    figures = {"articles": total, "kills that hit a running add": landed, "known to the last run": last.counts["known"],
               "added by the last run": last.counts["added"], "same articles, byte by byte": content[0] == content[1],
               "each item listed once": sorted(listed[0]) == sorted(listed[1])}
    show("Killed and finished", ("measure", "result"), figures.items())
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("what", choices=("pages", "kills"))
    parser.add_argument("source", type=Path)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures to this file too")
    asked = parser.parse_args()
    write_json(asked.json, {"pages": pages, "kills": kills}[asked.what](asked.source))


if __name__ == "__main__":
    main()
