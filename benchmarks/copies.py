"""Time, recall and precision of finding copies, by all runs of words and by a sample of them.

    python benchmarks/copies.py corpus/my-collection [--sizes 5000 50000] [--json FILE]

Articles are made in memory from those of a collection: each has its rarer words exchanged for others at random, so that
no two share a report, and every fifth is then copied with edits (sentences cut, one word in twenty exchanged, a new
lead). The clusters from a sample are measured against the exact ones, both against the copies that were made.
"""

import argparse
import json
import random
import re
import time
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pandas as pd

from dateline import load_corpus
from dateline.copies import clusters

COMMON = 300  # words that stay as they are: function words and those of the topic
SEED = 20161212
_WORD = re.compile(r"\w+")
_SENTENCE = re.compile(r"(?<=[.!?])\s+")


def collection(texts: list[str], size: int) -> tuple[pd.DataFrame, dict[str, str]]:
    """A table of `size` articles, and the original of each copy in it."""
    chance = random.Random(SEED)
    counts = Counter(word for text in texts for word in _WORD.findall(text.casefold()))
    stay = {word for word, _ in counts.most_common(COMMON)}
    words = sorted(set(counts) - stay)
    rows, copies = [], {}
    while len(rows) < size:
        number = len(rows)
        salt = random.Random(f"{SEED}-{number}")
        exchanged: dict[str, str] = {}

        def other(found: re.Match, salt: random.Random = salt, exchanged: dict = exchanged) -> str:
            word = found.group().casefold()
            return word if word in stay else exchanged.setdefault(word, salt.choice(words))
        text = _WORD.sub(other, chance.choice(texts))
        day = date(2014, 1, 1) + timedelta(chance.randrange(1500))
        rows.append((f"a{number}", day, text))
        if number % 6 == 0:
            copies[f"a{number + 1}"] = f"a{number}"
            rows.append((f"a{number + 1}", day + timedelta(chance.randrange(1, 4)), edited(text, words, chance)))
    table = pd.DataFrame(rows[:size], columns=["article_id", "published", "text"])
    return table.assign(published=pd.to_datetime(table["published"])), {
        copy: original for copy, original in copies.items() if int(copy[1:]) < size}


def edited(text: str, words: list[str], chance: random.Random) -> str:
    """A copy as an editor leaves it: a lead of its own, a part of the sentences, one word in twenty exchanged."""
    sentences = _SENTENCE.split(text)
    kept = sentences[:max(3, int(len(sentences) * chance.uniform(0.3, 1)))]
    lead = " ".join(chance.choices(words, k=20))
    return _WORD.sub(lambda word: word.group() if chance.random() > 0.05 else chance.choice(words),
                     f"{lead}. {' '.join(kept)}")


def measured(found: pd.Series, names: pd.Series, wanted: dict[str, str]) -> tuple[float, float]:
    """Recall and precision of copies with their right original."""
    told = {name: original for name, original in zip(names, found, strict=True) if name != original}
    right = sum(wanted.get(name) == original for name, original in told.items())
    return right / max(1, len(wanted)), right / max(1, len(told))


def main() -> None:
    """Print the table, and write it as JSON where asked."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("collection", help="folder of a collection whose texts are taken")
    parser.add_argument("--sizes", type=int, nargs="+", default=[5000, 50000], help="numbers of articles")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures to this file too")
    asked = parser.parse_args()
    texts = [article.text for article in load_corpus(asked.collection)]
    rows = []
    print(f"{'articles':>9}{'runs':>8}{'seconds':>9}{'recall':>8}{'precision':>11}   measured against")
    for size in asked.sizes:
        articles, made = collection(texts, size)
        exact: dict[str, str] = {}
        for runs, limit in (("all", size), ("sample", 0)):
            clock = time.process_time()
            found = clusters(articles, exact_up_to=limit)
            seconds = time.process_time() - clock
            against = [("the copies that were made", made), *([("all runs", exact)] if exact else [])]
            for told, wanted in against:
                recall, precision = measured(found, articles["article_id"], wanted)
                rows.append({"articles": size, "runs": runs, "cpu_seconds": round(seconds, 1), "against": told,
                             "recall": recall, "precision": precision})
                print(f"{size:>9,}{runs:>8}{seconds:>9.1f}{recall:>8.3f}{precision:>11.3f}   {told}")
            exact = {name: one for name, one in zip(articles["article_id"], found, strict=True) if name != one}
    if asked.json:
        asked.json.write_text(json.dumps(rows, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
