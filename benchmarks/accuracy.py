"""Run every benchmark on the development sets and keep the figures that reports show to their readers.

    python benchmarks/accuracy.py GOLD_FOLDER [--out lib/dateline/data/accuracy.json]

Each row of CHOSEN is one sentence of a report: its topic, the program and gold files that give the figure, where it
stands in the program's JSON, and what it says. Beside these figures stands how often each coded camp was given as
which, over all articles: by it a report corrects its shares.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
OUT = HERE.parent / "lib" / "dateline" / "data" / "accuracy.json"
READ = "6 articles (72 quotes, 70 events); no weights fitted, but errors read"
TUNED = "108 articles (1,011 quotes) that rules were tuned on"
TIMES = "73 American news texts (AQUAINT); errors read"
# (key, program, gold files below the folder)
RUNS = {
    "quotes": ("quotes.py", ["conflict/dev.jsonl"]), "camps": ("camps.py", ["conflict/dev.jsonl"]),
    "camps tuned": ("camps.py", ["conflict/train.jsonl"]),
    "camps all": ("camps.py", ["conflict/train.jsonl", "conflict/dev.jsonl"]),
    "tone": ("tone.py", ["conflict/dev.jsonl"]),
    "events": ("events.py", ["conflict/dev.jsonl"]), "times": ("times.py", ["timeml/aquaint"]),
}
CHOSEN = [
    ("quotes", "quotes", "conflict/dev > quotes > J50 > F1", "F1 of quotes found, half of their words agreeing", READ),
    ("quotes", "quotes", "conflict/dev > quotes > direct > F1", "F1 of direct quotes found", READ),
    ("quotes", "quotes", "conflict/dev > quotes > indirect > F1", "F1 of indirect quotes found", READ),
    ("quotes", "quotes", "conflict/dev > quotes > exact > F1", "F1 of quotes found to the word", READ),
    ("quotes", "quotes", "conflict/dev > quotes > C+S > F1", "F1 of quotes found with the right source", READ),
    ("camps", "camps", "all > accuracy", "share of found quotes with the right camp", READ),
    ("camps", "camps", "all > share_error", "mean error of a camp's share of an article's quotes, over all camps, in "
     "points", READ),
    ("camps", "camps", "all > share_error_present", "the same over the camps that occur in the article", READ),
    ("camps", "camps tuned", "all > accuracy", "share of found quotes with the right camp", TUNED),
    ("camps", "camps", "all > naming", "share of found quotes with the right naming (named, described, none)", READ),
    ("tone", "tone", "dev.jsonl > dateline > accuracy", "share of coded quotes with the right tone", READ),
    ("tone", "tone", "dev.jsonl > word list > accuracy", "share that the word list (VADER) gets right", READ),
    ("tone", "tone", "dev.jsonl > dateline > calibration_error",
     "mean gap between stated probability and share that is right, in points", READ),
    ("events", "events", "dev.jsonl > detection", "F1 of events found, by sentence and trigger word", READ),
    ("events", "events", "dev.jsonl > type", "share of found events with the right type", READ),
    ("events", "events", "dev.jsonl > date", "share of found events with the right date", READ),
    ("events", "events", "dev.jsonl > publication", "share that the day of publication alone would get right", READ),
    ("events", "events", "dev.jsonl > place", "share of found events with the right place", READ),
    ("events", "events", "dev.jsonl > actor_camp", "share of found events whose actor has the right camp", READ),
    ("events", "events", "dev.jsonl > status", "share of found events with the right status", READ),
    ("events", "events", "dev.jsonl > account", "share of found events with the right account", READ),
    ("times", "times", "files > relaxed", "F1 of expressions of time found", TIMES),
    ("times", "times", "files > value", "F1 of expressions of time with the right value", TIMES),
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
    camps = {name: figures["camps all"]["all"][name] for name in ("articles", "quotes", "confusion")}
    content = {"figures": rows, "camps": camps}
    options.out.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
