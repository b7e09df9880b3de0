"""Time and weight of the reports: one run of Dateline beside papermill and nbconvert, notebook by notebook.

    python benchmarks/reports.py [--rounds 3] [--json FILE]
    python benchmarks/reports.py --grow ../shared/corpora/fa-kes [--json FILE]

With --grow: the first report on a collection of these articles, and the report after one more article is added.

Both run the project's three notebooks over the shipped corpus, alternately, after one run that fills the cache of
annotations. CPU seconds are those of all processes, kernels too. The least of the rounds is shown: what else the
machine does can only add to it.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from common import write_json

PROJECT = Path(__file__).parents[1]
HEAVIEST = 150_000  # bytes that a page may have
ONE_MORE = """\
---
id: one-more
title: Shelling kills four near Marrat, monitor says
published: 2016-11-29
outlet: The Borrun Courier
---

Shelling killed four people near the town of Marrat on Tuesday, a monitor said.

"The army fired dozens of rockets at the market," said Karim Dalloul, a resident. "We have nowhere left to go."

A rebel official said opposition fighters had withdrawn from two villages on Monday. The government denied that it had
targeted civilians. The United Nations said at least 300 families had fled and that aid would come on December 2.
"""


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


def grow(source: Path) -> dict[str, list[float]]:
    """CPU and wall seconds of the first report on a source's articles, and of the next one, with one article more."""
    with tempfile.TemporaryDirectory() as scratch:
        war, reports = Path(scratch, "war"), str(Path(scratch, "reports"))
        _call(sys.executable, "-m", "dateline", "add", str(source), "--to", str(war), "--like", "corpus/aleppo-2016")
        report = sys.executable, "-m", "dateline", "report", "--corpus", str(war), "--reports", reports
        first = measured(lambda: _call(*report))
        (war / "articles" / "one-more.txt").write_text(ONE_MORE, "utf-8")
        return {"with one article more": list(measured(lambda: _call(*report))), "all articles": list(first)}


def show(took: dict[str, list[float]], goal: float) -> list[float]:
    """Print CPU and wall seconds by name, and the ratio of the first to the second, which is returned."""
    print(f"{'':<26}{'CPU s':>8}{'wall s':>8}")
    for name, (cpu, wall) in took.items():
        print(f"{name:<26}{cpu:>8.1f}{wall:>8.1f}")
    ratio = [one / other for one, other in zip(*took.values(), strict=True)]
    print(f"{f'ratio (goal: at most {goal})':<26}{ratio[0]:>8.2f}{ratio[1]:>8.2f}")
    return ratio


def _call(*words: str) -> None:
    done = subprocess.run(words, cwd=PROJECT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(words)} ended with exit status {done.returncode}:\n{done.stderr[-2000:]}")


def main() -> None:
    """Print the table, and write it as JSON where asked."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rounds", type=int, default=3, help="how often each is run")
    parser.add_argument("--grow", type=Path, metavar="SOURCE", help="measure these articles and one more")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures to this file too")
    asked = parser.parse_args()
    if asked.grow:
        took = grow(asked.grow)
        write_json(asked.json, {"cpu_wall": took, "ratio_cpu_wall": show(took, 0.1)})
        return
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
    ratio = show(least, 0.5)
    print(f"\n{'page':<26}{'KB':>8}{'nbconvert, KB':>16}")
    for name, size in weights.items():
        heavy = "" if size <= HEAVIEST else "   over the limit"
        print(f"{name:<26}{size / 1000:>8.1f}{plain[name] / 1000:>16.1f}{heavy}")
    print(f"{len(linked)} pages of evidence and articles, the heaviest {max(linked, default=0) / 1000:.1f} KB")
    write_json(asked.json, {"rounds": asked.rounds, "least_cpu_wall": least, "ratio_cpu_wall": ratio,
                            "page_bytes": weights, "nbconvert_bytes": plain, "evidence_pages": len(linked)})


if __name__ == "__main__":
    main()
