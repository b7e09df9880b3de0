"""Run every benchmark on the development sets and keep the figures that reports show to their readers.

    python benchmarks/accuracy.py GOLD_FOLDER [--out lib/dateline/data/accuracy.json]

Each row of CHOSEN is one sentence of a report: its topic, the program and gold files that give the figure, where it
stands in the program's JSON, and what it says.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
OUT = HERE.parent / "lib" / "dateline" / "data" / "accuracy.json"
READ = "6 articles of conflict news; nothing was fitted to them, but their errors were read while rules were written"
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
    ("quotes", "quotes", "conflict/dev > quotes > J50 > F1", FOUND, READ),
    ("quotes", "quotes", "conflict/dev > quotes > direct > F1", "the same for direct quotes", READ),
    ("quotes", "quotes", "conflict/dev > quotes > indirect > F1", "the same for indirect quotes", READ),
    ("quotes", "quotes", "conflict/dev > quotes > C+S > F1", "F1 of quotes found with the right source", READ),
    ("quotes", "quotes tuned", "conflict/train > quotes > J50 > F1", FOUND, TUNED),
    ("camps", "camps", "all > accuracy", "share of found quotes whose camp is the coder's", READ),
    ("camps", "camps", "all > share_error", "mean error of a camp's share of an article's quotes, in points", READ),
    ("camps", "camps tuned", "all > accuracy", "share of found quotes whose camp is the coder's", TUNED),
    ("tone", "tone", "dev.jsonl > dateline > accuracy", "share of coded quotes whose tone is the coder's", READ),
    ("tone", "tone", "dev.jsonl > word list > accuracy", "the same for the word list (VADER)", READ),
    ("tone", "tone", "dev.jsonl > dateline > calibration_error",
     "mean gap between the stated probability and the share that is right, in points", READ),
    ("events", "events", "dev.jsonl > detection", "F1 of events found, by sentence and trigger word", READ),
    ("events", "events", "dev.jsonl > type", "share of found events whose type is the coder's", READ),
    ("events", "events", "dev.jsonl > date", "the same for their dates", READ),
    ("events", "events", "dev.jsonl > publication", "how often the day of publication alone would be right", READ),
    ("events", "events", "dev.jsonl > place", "the same for their places", READ),
    ("events", "events", "dev.jsonl > actor_camp", "the same for the camp of the actor", READ),
    ("events", "events", "dev.jsonl > status", "the same for their status", READ),
    ("events", "events", "dev.jsonl > account", "the same for whose account it is", READ),
    ("events", "events tuned", "train.jsonl > detection", "F1 of events found, by sentence and trigger word", TUNED),
    ("times", "times", "files > relaxed", "F1 of expressions of time found", TIMES),
    ("times", "times", "files > value", "F1 of those whose value is right", TIMES),
]


def run(program: str, files: list[Path]) -> dict:
    """What a benchmark writes as JSON for these gold files."""
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch) / "figures.json"
        gold = [str(one) for file in files for one in (sorted(file.iterdir()) if file.is_dir() else [file])]
        subprocess.run([sys.executable, str(HERE / program), *gold, "--json", str(out)], check=True)
        return json.loads(out.read_text("utf-8"))


def at(figures: dict, path: str) -> float:
    for name in path.split(" > "):
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
