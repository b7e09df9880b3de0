"""Turn the CSV file of FA-KES (Zenodo 2607278) into a collection that every command understands.

    python benchmarks/fakes.py FA-KES-Dataset.csv corpus/fa-kes [--like corpus/aleppo-2016]

The file is cp1252 with a few bytes that are none (they stand beside bullets and become spaces) and dates as
month/day/year. A `unit_id` that is used again gets a number behind it. The actor file and the gazetteer are copied
from the collection that `--like` names. The texts belong to their outlets: keep the collection to yourself.
"""

import argparse
import csv
import io
import shutil
from datetime import datetime
from pathlib import Path

from dateline.corpus import Article, without_headline, write_article

PERIOD = "{start: 2011-03-15, end: 2018-12-31}"


def articles(content: bytes) -> list[Article]:
    """The articles of the file, in its order."""
    text = content.decode("cp1252", "replace").replace("\ufffd", " ")
    seen: dict[str, int] = {}
    found = []
    for row in csv.DictReader(io.StringIO(text, newline="")):
        count = seen[row["unit_id"]] = seen.get(row["unit_id"], 0) + 1
        title = " ".join(row["article_title"].split())
        found.append(Article(
            row["unit_id"] if count == 1 else f"{row['unit_id']}-{count}", title,
            without_headline(row["article_content"].strip(), title),
            datetime.strptime(row["date"].strip(), "%m/%d/%Y").date(), row["source"].strip(),
            note="FA-KES, Zenodo 2607278, CC BY 4.0; the text belongs to its outlet"))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("csv", type=Path)
    parser.add_argument("collection", type=Path)
    parser.add_argument("--like", type=Path, default=Path("corpus/aleppo-2016"), metavar="COLLECTION")
    options = parser.parse_args()
    found = articles(options.csv.read_bytes())
    for article in found:
        write_article(article, options.collection)
    (options.collection / "collection.yaml").write_text(
        f"title: FA-KES, the Syrian war in 15 outlets\nconflict: Syrian civil war\nperiod: {PERIOD}\n", "utf-8")
    for name in ("actors.yaml", "places.csv", "outline.json"):
        if (options.like / name).is_file():
            shutil.copy(options.like / name, options.collection / name)
    print(f"{len(found)} articles written to {options.collection}.")


if __name__ == "__main__":
    main()
