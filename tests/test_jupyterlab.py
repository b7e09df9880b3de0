"""JupyterLab itself, started on a free port, and a notebook run in it by a browser."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

pytestmark = pytest.mark.browser
PROJECT = Path(__file__).parents[1]
QUIET = {"fetchNews": "false", "checkForUpdates": False}


@pytest.fixture
def lab(tmp_path):
    """JupyterLab over a copy of the project's notebooks and collections: (its address, the copy's folder)."""
    folder = tmp_path / "project"
    for name in ("notebooks", "corpus"):
        shutil.copytree(PROJECT / name, folder / name, ignore=shutil.ignore_patterns(".cache", ".ipynb_checkpoints"))
    settings = tmp_path / "settings" / "@jupyterlab" / "apputils-extension"
    settings.mkdir(parents=True)
    (settings / "notification.jupyterlab-settings").write_text(json.dumps(QUIET))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    own = {"JUPYTER_CONFIG_DIR": "config", "JUPYTER_RUNTIME_DIR": "runtime", "IPYTHONDIR": "ipython",
           "JUPYTERLAB_SETTINGS_DIR": "settings", "JUPYTERLAB_WORKSPACES_DIR": "workspaces"}
    env = os.environ | {name: str(tmp_path / place) for name, place in own.items()}
    log = (tmp_path / "lab.log").open("w+")
    server = subprocess.Popen(
        [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--ServerApp.port={port}",
         "--ServerApp.port_retries=0", "--IdentityProvider.token=", f"--ServerApp.root_dir={folder}"],
        env=env, cwd=folder, stdout=log, stderr=subprocess.STDOUT)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(120):
            try:
                urlopen(f"{address}/api/status", timeout=5).close()
                break
            except (URLError, OSError):
                assert server.poll() is None, (tmp_path / "lab.log").read_text()
                time.sleep(0.5)
        yield address, folder
    finally:
        server.terminate()
        server.wait(30)
        log.close()


def run_all(chromium, address, folder, name):
    """Run all cells of a notebook as a user does and save it: what was saved, and what was asked of other hosts."""
    elsewhere = []
    tab = chromium.new_page(viewport={"width": 1400, "height": 900})
    tab.set_default_timeout(180_000)  # on a busy machine JupyterLab takes its time
    tab.on("request", lambda asked: None if asked.url.startswith((address, "data:", "blob:")) else elsewhere.append(
        asked.url))
    tab.goto(f"{address}/lab/tree/notebooks/{name}")
    tab.locator(".jp-NotebookPanel .jp-Cell").first.wait_for()
    tab.get_by_text("Python 3 (ipykernel) | Idle").wait_for()
    assert tab.get_by_role("dialog").count() == 0, "the kernel starts without a question"
    tab.get_by_role("menuitem", name="Run", exact=True).click()
    tab.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    saved = {}
    for _ in range(120):
        tab.wait_for_timeout(2000)
        tab.keyboard.press("Control+s")
        tab.wait_for_timeout(500)
        saved = json.loads((folder / "notebooks" / name).read_text("utf-8"))
        code = [cell for cell in saved["cells"] if cell["cell_type"] == "code"]
        if all(cell["execution_count"] for cell in code) or any(errors(saved)):
            break
    tab.close()
    return saved, elsewhere


def errors(notebook):
    for cell in notebook["cells"]:
        for output in cell.get("outputs", ()):
            if output["output_type"] == "error":
                yield f"{output['ename']}: {output['evalue']}"


def test_the_source_balance_runs_in_jupyterlab_to_its_end(lab, chromium):
    saved, elsewhere = run_all(chromium, *lab, "20_source_balance.ipynb")
    assert list(errors(saved)) == []
    code = [cell for cell in saved["cells"] if cell["cell_type"] == "code"]
    assert all(cell["execution_count"] for cell in code)
    shown = json.dumps(code[-1]["outputs"])
    assert "python -m dateline report 20_source_balance" in shown
    assert "data-evidence" not in json.dumps(saved), "outside a report, numbers are plain"
    assert elsewhere == []
