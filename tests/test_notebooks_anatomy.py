"""The anatomy of a notebook: question, parameters, imports, sections of a few lines, limits, provenance."""

import ast
import json
import re
from pathlib import Path

import pytest

from dateline.report.parameters import ParameterError, parse_cell

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))
LONGEST_CELL, LONGEST_DEF = 7, 3
MAY_IMPORT = ("dateline", "pandas", "IPython")


def source(cell):
    return cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])


def problems(notebook):
    """What is wrong with a notebook's anatomy, one sentence each."""
    cells = notebook["cells"]
    code = [(at, cell) for at, cell in enumerate(cells, 1) if cell["cell_type"] == "code"]
    text = "\n\n".join(source(cell) for cell in cells if cell["cell_type"] == "markdown")
    tagged = [cell for _, cell in code if "parameters" in cell["metadata"].get("tags", ())]
    found = []
    if len(re.findall(r"^# ", text, re.MULTILINE)) != 1 or not source(cells[0]).startswith("# "):
        found.append("It needs one heading of level 1, at its beginning.")
    if len(tagged) != 1:
        found.append(f"It has {len(tagged)} cells tagged 'parameters', not one.")
    names = []
    for cell in tagged:
        try:
            names = [one.name for one in parse_cell(source(cell))]
            found += [f"The parameter '{one.name}' has no help." for one in parse_cell(source(cell)) if not one.help]
        except ParameterError as error:
            found.append(str(error))
    for at, cell in code:
        found += [f"Cell {at}: {one}" for one in cell_problems(cell, cell in tagged)]
    if "papermill" in notebook["metadata"] or any("papermill" in cell["metadata"] for cell in cells):
        found.append("It holds papermill's metadata.")
    if notebook["metadata"].get("kernelspec", {}).get("name") != "python3":
        found.append("Its kernel is not 'python3'.")
    if not re.search(r"^## Limits$", text, re.MULTILINE):
        found.append("It has no section '## Limits'.")
    if not code or code[-1][1] is not cells[-1] or "report.provenance(" not in source(cells[-1]):
        found.append("Its last cell does not call report.provenance.")
    else:
        found += [f"The provenance does not tell '{name}'." for name in names
                  if not re.search(rf"\b{name}=", source(cells[-1]))]
    return found


def cell_problems(cell, is_parameters):
    lines = source(cell)
    if cell.get("outputs") or cell.get("execution_count"):
        yield "it holds outputs; clear them before committing."
    if len(lines.splitlines()) > LONGEST_CELL and not is_parameters:
        yield f"it has {len(lines.splitlines())} lines; {LONGEST_CELL} are the most."
    if "sys.path" in lines:
        yield "it changes sys.path."
    if re.search(r"""["'/]\.\.(?:/|["'])""", lines):
        yield "it uses a path with '..'."
    try:
        tree = ast.parse(re.sub(r"^[%!].*$", "pass", lines, flags=re.MULTILINE))
    except SyntaxError as error:
        yield f"it is not Python: {error}."
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            if node.end_lineno - node.lineno + 1 > LONGEST_DEF:
                yield f"'{node.name}' is longer than {LONGEST_DEF} lines; it belongs in the library."
        elif isinstance(node, ast.Import | ast.ImportFrom):
            for name in [node.module or ""] if isinstance(node, ast.ImportFrom) else [one.name for one in node.names]:
                if name.split(".")[0] not in MAY_IMPORT:
                    yield f"it imports {name}; only {', '.join(MAY_IMPORT)} may be."


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda one: one.stem)
def test_a_notebook_has_the_anatomy(notebook):
    assert problems(json.loads(notebook.read_text("utf-8"))) == []


def markdown(text):
    return {"cell_type": "markdown", "metadata": {}, "source": text}


def code_cell(text, *tags, **other):
    return {"cell_type": "code", "metadata": {"tags": list(tags)}, "source": text, "outputs": [],
            "execution_count": None, **other}


PARAMETERS = code_cell("corpus = 'c'  # folder", "parameters")
END = [markdown("## Limits\n\nNone."), code_cell("report.provenance(loaded, corpus=corpus)")]
KERNEL = {"kernelspec": {"name": "python3"}}


def test_a_good_notebook_has_no_problem():
    assert problems({"cells": [markdown("# Why?"), PARAMETERS, code_cell("x = 1"), *END], "metadata": KERNEL}) == []


@pytest.mark.parametrize("cells, told", [
    ([markdown("# A"), markdown("# B"), PARAMETERS, *END], "heading of level 1"),
    ([markdown("# A"), *END], "0 cells tagged"),
    ([markdown("# A"), code_cell("corpus = 'c'", "parameters"), *END], "'corpus' has no help"),
    ([markdown("# A"), PARAMETERS, code_cell("x = 1\n" * 8), *END], "8 lines"),
    ([markdown("# A"), PARAMETERS, code_cell("def f():\n  a = 1\n  b = 2\n  return a"), *END], "'f' is longer"),
    ([markdown("# A"), PARAMETERS, code_cell("import sys; sys.path.append('x')"), *END], "sys.path"),
    ([markdown("# A"), PARAMETERS, code_cell("open('../x')"), *END], r"'\.\.'"),
    ([markdown("# A"), PARAMETERS, code_cell("import numpy"), *END], "imports numpy"),
    ([markdown("# A"), PARAMETERS, code_cell("1", execution_count=3), *END], "outputs"),
    ([markdown("# A"), PARAMETERS, END[1]], "Limits"),
    ([markdown("# A"), PARAMETERS, END[0]], "does not call report.provenance"),
    ([markdown("# A"), PARAMETERS, END[0], code_cell("report.provenance(loaded)")], "does not tell 'corpus'")])
def test_each_fault_is_found(cells, told):
    assert any(re.search(told, one) for one in problems({"cells": cells, "metadata": KERNEL}))
