"""The notebooks of the project, each through papermill with a real kernel, on what is shipped and on nothing."""

import json
import os
import re
import sys
from html import unescape
from pathlib import Path

import pytest

sys.modules.setdefault("rfc3987_syntax", None)  # papermill's import would compile its grammars for a second
import papermill  # noqa: E402

PROJECT = Path(__file__).parents[1]
NOTEBOOKS = sorted((PROJECT / "notebooks").glob("*.ipynb"))
NOTHING = {"start": "1999-01-01", "end": "1999-12-31"}


def run(notebook, folder, parameters):
    """The HTML and text that a notebook shows, run in the folder of the notebooks as JupyterLab does."""
    os.environ["DATELINE_REPORT"] = str(notebook)
    try:
        made = papermill.execute_notebook(str(notebook), str(folder / notebook.name), parameters, kernel_name="python3",
                                          progress_bar=False, cwd=str(notebook.parent))
    finally:
        del os.environ["DATELINE_REPORT"]
    outputs = [output for cell in made.cells if cell.cell_type == "code" for output in cell.outputs]
    shown = (output.get("data", {}).get("text/html", "") or output.get("text", "") for output in outputs)
    return outputs, "\n".join(shown)


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda one: one.stem)
def test_a_notebook_runs_on_the_shipped_corpus(notebook, tmp_path):
    outputs, shown = run(notebook, tmp_path, {})
    assert not [one for one in outputs if one.output_type == "error"] and "Traceback" not in shown
    pictures = re.findall(r'<svg role="img" aria-label="([^"]*)"', shown)
    assert all(len(one) > 25 for one in pictures) and (pictures or notebook.stem == "00_explore")
    assert shown.count("<table") >= 3 and shown.count("<svg ") == len(pictures) and "<img" not in shown
    assert len(shown) < 150_000
    for asked in re.findall(r'data-evidence="([^"]*)"', shown):
        assert json.loads(unescape(asked))["table"] in ("articles", "quotes", "stance", "events", "times")


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda one: one.stem)
def test_a_notebook_on_no_article_says_so(notebook, tmp_path):
    outputs, shown = run(notebook, tmp_path, NOTHING)
    assert not [one for one in outputs if one.output_type == "error"] and "Traceback" not in shown
    assert "No article is selected" in shown and "<svg" not in shown and "nan" not in shown.lower().split()


def test_one_article_is_not_averaged(tmp_path):
    _, shown = run(PROJECT / "notebooks" / "20_source_balance.ipynb", tmp_path, {})
    assert "It is one article, so there is no interval" in shown and "95% of" not in shown
