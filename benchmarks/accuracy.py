"""Run every benchmark on the development sets and keep the figures that reports show to their readers.

    python benchmarks/accuracy.py GOLD_FOLDER [--out lib/dateline/data/accuracy.json]

Each row of CHOSEN is one sentence of a report: its topic, the program and gold files that give the figure, where it
stands in the program's JSON, and what it says. `{set}` files are those of hand-coded conflict news.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
OUT = HERE.parent / "lib" / "dateline" / "data" / "accuracy.json"
UNSEEN = "6 articles of conflict news that nothing was tuned on"
TUNED = "108 articles of conflict news that rules and weights were tuned on"
TIMES = "73 American news texts (AQUAINT TimeML)"
# (key, program, gold files below the folder)
RUNS = {
    "quotes": ("quotes.py", ["conflict/dev.jsonl"]), "quotes tuned": ("quotes.py", ["conflict/train.jsonl"]),
    "camps": ("camps.py", ["conflict/dev.jsonl"]), "camps tuned": ("camps.py", ["conflict/train.jsonl"]),
    "tone": ("tone.py", ["conflict/dev.jsonl"]),
    "events": ("events.py", ["conflict/dev.jsonl"]), "events tuned": ("events.py", ["conflict/train.jsonl"]),
    "times": ("times.py", ["timeml/aquaint"]),
}
FOUND = "F1 of quotes found, where at least half of the words agree with the coder's"
CHOSEN = [
    ("quotes", "quotes", "conflict/dev/quotes/J50/F1", FOUND, UNSEEN),
    ("quotes", "quotes", "conflict/dev/quotes/direct/F1", "the same for direct quotes", UNSEEN),
    ("quotes", "quotes", "conflict/dev/quotes/indirect/F1", "the same for indirect quotes", UNSEEN),
    ("quotes", "quotes", "conflict/dev/quotes/C+S/F1", "F1 of quotes found with the right source", UNSEEN),
    ("quotes", "quotes tuned", "conflict/train/quotes/J50/F1", FOUND, TUNED),
    ("camps", "camps", "all/accuracy", "share of found quotes whose camp is the coder's", UNSEEN),
    ("camps", "camps", "all/share_error", "mean error of a camp's share of an article's quotes, in points", UNSEEN),
    ("camps", "camps tuned", "all/accuracy", "share of found quotes whose camp is the coder's", TUNED),
    ("tone", "tone", "dev.jsonl/dateline/accuracy", "share of coded quotes whose tone is the coder's", UNSEEN),
    ("tone", "tone", "dev.jsonl/word list/accuracy", "the same for the word list (VADER)", UNSEEN),
    ("tone", "tone", "dev.jsonl/dateline/calibration_error",
     "mean gap between the stated probability and the share that is right, in points", UNSEEN),
]


def run(program: str, files: list[Path]) -> dict:
    """What a benchmark writes as JSON for these gold files."""
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch) / "figures.json"
        gold = [str(one) for file in files for one in (sorted(file.iterdir()) if file.is_dir() else [file])]
        subprocess.run([sys.executable, str(HERE / program), *gold, "--json", str(out)], check=True)
        return json.loads(out.read_text("utf-8"))


def at(figures: dict, path: str) -> float:
    for name in path.split("/"):
        figures = figures[name]
    return float(figures)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("gold", type=Path, help="folder with conflict/, timeml/ and the other gold sets")
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args()
    figures = {name: run(program, [options.gold / file for file in files])
               for name, (program, files) in RUNS.items()}
    rows = [{"topic": topic, "value": round(at(figures[name], path), 1), "what": what, "on": on}
            for topic, name, path, what, on in CHOSEN]
    options.out.write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
