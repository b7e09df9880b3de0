"""A small project of invented places and people, to run reports in."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

PARAMETERS = '''corpus = "corpus/norvik"  # folder of the collection
start = None  # first day of publication, as 2016-12-31; None for all
outlets = []  # outlets to keep; all when empty
rounds = 100  # draws
show = False  # whether to show more'''
LOAD = """from IPython.display import HTML, display
from dateline import annotate, evidence, load_corpus, report
chosen = load_corpus(corpus, start, outlets=outlets)
notes = annotate(chosen)
print(chosen)"""
TABLE = '''counts = notes.quotes["camp"].value_counts().sort_index()
rows = "".join(f"<tr><th scope='row'>{camp}</th><td>{evidence.link(count, 'quotes', camp=camp)}</td></tr>"
               for camp, count in counts.items())
heads = "<tr><th scope='col'>camp</th><th scope='col'>quotes</th></tr>"
HTML(f"<table><thead>{heads}</thead><tbody>{rows}</tbody></table>")'''
PROVENANCE = "report.provenance(chosen, corpus=corpus, start=start, outlets=outlets, rounds=rounds, show=show)"
ARTICLE = """---
id: a{number}
title: Army enters Norvik & <Tessaly>, day {number}
published: 2020-01-0{number}
outlet: {outlet}
---

The army entered the port of Norvik on Sunday, a rebel official said. "We will not stop until the town is free &
<safe>," said General Aram Tessaly, the army's spokesman.

Residents said that shells had fallen all night. "There is no bread," a baker said.
"""


def notebook(*cells):
    """A notebook as a dictionary; text that begins with # and a blank is Markdown."""
    made = []
    for number, source in enumerate(cells):
        kind = "markdown" if source.startswith(("# ", "## ", "### ")) else "code"
        tags = ["parameters"] if source == PARAMETERS else []
        cell = {"cell_type": kind, "id": f"cell-{number}", "metadata": {"tags": tags}, "source": source}
        made.append(cell | ({"outputs": [], "execution_count": None} if kind == "code" else {}))
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return {"cells": made, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}


NOTEBOOKS = {
    "00_never": notebook("# Never by default"),
    "10_voices": notebook("# Whose voices?", PARAMETERS, LOAD, "## Which camps?", TABLE, "### Drawn how often?",
                          "print(rounds, type(show).__name__, show)", "## Limits", PROVENANCE),
    "20_fails": notebook("# Does it fail?", PARAMETERS, "print('before')", "def half(x):\n    return 1 / x\nhalf(0)",
                         "## Limits", "print('never')"),
    "30_plain": notebook("# Plain?", "print('no parameters')", "## Limits"),
}


def make(folder: Path) -> Path:
    """Write the project into a folder."""
    (folder / "notebooks").mkdir(parents=True)
    for name, content in NOTEBOOKS.items():
        (folder / "notebooks" / f"{name}.ipynb").write_text(json.dumps(content), "utf-8")
    articles = folder / "corpus" / "norvik" / "articles"
    articles.mkdir(parents=True)
    (articles.parent / "collection.yaml").write_text("title: The Norvik war\n", "utf-8")
    for number, outlet in ((1, "The Borrun Courier"), (2, "The Borrun Courier"), (3, "Coast Radio")):
        (articles / f"a{number}.txt").write_text(ARTICLE.format(number=number, outlet=outlet), "utf-8")
    return folder


def start(folder: Path, *words: str) -> subprocess.Popen:
    """`python -m dateline ...`, begun in a folder; it heeds Ctrl-C, also where the tests run in the background."""
    return subprocess.Popen([sys.executable, "-m", "dateline", *words], cwd=folder, stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, text=True, env={**os.environ, "COLUMNS": "120"},
                            preexec_fn=None if os.name == "nt" else _heed)


def _heed() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def dateline(folder: Path, *words: str) -> subprocess.CompletedProcess:
    """`python -m dateline ...`, run in a folder to its end."""
    run = start(folder, *words)
    told = run.communicate(timeout=600)
    return subprocess.CompletedProcess(run.args, run.returncode, *told)


def newest(folder: Path) -> Path:
    """The folder of the last run."""
    return max((folder / "reports").glob("*/run.json"), key=lambda file: file.stat().st_mtime_ns).parent
