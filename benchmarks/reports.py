"""Time and weight of the reports: one run of Dateline beside papermill and nbconvert, notebook by notebook.

    python benchmarks/reports.py [--rounds 3] [--json FILE]

Both run the project's three notebooks over the shipped corpus, alternately, after one run that fills the cache of
annotations. CPU seconds are those of all processes, kernels too. The least of the rounds is shown: what else the
machine does can only add to it.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

PROJECT = Path(__file__).parents[1]
HEAVIEST = 150_000  # bytes that a page may have


def measured(work: Callable[[], None]) -> tuple[float, float]:
    """(CPU seconds of all child processes, wall seconds) that `work` takes."""
    def cpu() -> float:
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        return used.ru_utime + used.ru_stime

    before, clock = cpu(), time.perf_counter()
    work()
    return cpu() - before, time.perf_counter() - clock


def one_run(reports: Path) -> None:
    """The three notebooks by `python -m dateline report`."""
    _call(sys.executable, "-m", "dateline", "report", "--reports", str(reports))


def one_by_one(notebooks: list[Path], folder: Path) -> None:
    """Each notebook by `papermill`, then `jupyter nbconvert`, as three separate pairs of commands."""
    for notebook in notebooks:
        done = folder / notebook.name
        _call(sys.executable, "-m", "papermill", "--no-progress-bar", str(notebook), str(done))
        _call(sys.executable, "-m", "jupyter", "nbconvert", "--log-level=ERROR", "--to", "html", str(done))


def _call(*words: str) -> None:
    done = subprocess.run(words, cwd=PROJECT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(words)} ended with exit status {done.returncode}:\n{done.stderr[-2000:]}")


def main() -> None:
    """Print the table, and write it as JSON where asked."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rounds", type=int, default=3, help="how often each is run")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures to this file too")
    asked = parser.parse_args()
    notebooks = sorted((PROJECT / "notebooks").glob("[1-9]*.ipynb"))
    ours, theirs = [], []
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        one_run(folder / "warm")
        for number in range(asked.rounds):
            ours.append(measured(lambda number=number: one_run(folder / f"run-{number}")))
            theirs.append(measured(lambda: one_by_one(notebooks, folder)))
        run = next((folder / "run-0").glob("*/run.json")).parent
        weights = {file.stem: file.stat().st_size for file in sorted(run.glob("*.html"))}
        plain = {file.stem: file.stat().st_size for file in sorted(folder.glob("*.html"))}
        linked = [file.stat().st_size for file in run.glob("*/*.html")]
    least = {"dateline": [min(column) for column in zip(*ours, strict=True)],
             "papermill and nbconvert": [min(column) for column in zip(*theirs, strict=True)]}
    print(f"{len(notebooks)} notebooks, least of {asked.rounds} rounds")
    print(f"{'':<26}{'CPU s':>8}{'wall s':>8}")
    for name, (cpu, wall) in least.items():
        print(f"{name:<26}{cpu:>8.1f}{wall:>8.1f}")
    ratio = [one / other for one, other in zip(*least.values(), strict=True)]
    print(f"{'ratio (goal: at most 0.5)':<26}{ratio[0]:>8.2f}{ratio[1]:>8.2f}")
    print(f"\n{'page':<26}{'KB':>8}{'nbconvert, KB':>16}")
    for name, size in weights.items():
        heavy = "" if size <= HEAVIEST else "   over the limit"
        print(f"{name:<26}{size / 1000:>8.1f}{plain[name] / 1000:>16.1f}{heavy}")
    print(f"{len(linked)} pages of evidence and articles, the heaviest {max(linked, default=0) / 1000:.1f} KB")
    if asked.json:
        asked.json.write_text(json.dumps({"rounds": asked.rounds, "least_cpu_wall": least, "ratio_cpu_wall": ratio,
                                          "page_bytes": weights, "nbconvert_bytes": plain,
                                          "evidence_pages": len(linked)}, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
