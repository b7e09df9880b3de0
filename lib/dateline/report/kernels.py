"""Notebooks through papermill, some at a time, each in a real kernel of its own."""

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import suppress
from pathlib import Path
from typing import Any

from tqdm import tqdm

from dateline.report import page
from dateline.report.results import collected


def execute(jobs: list[Any], at_a_time: int, progress: bool) -> None:
    """Run every job's notebook; each gets its status, duration, error, the HTML of its cells, and what they publish."""
    sys.modules.setdefault("rfc3987_syntax", None)  # papermill's import would compile its grammars for a second
    import papermill  # noqa: F401  -- here and once, before there are threads

    kernels: list[Any] = []
    cells = sum(cell["cell_type"] == "code" for job in jobs
                for cell in json.loads(job.notebook.read_text("utf-8"))["cells"])
    bar = tqdm(total=cells, desc="running notebooks", unit=" cells", file=sys.stderr, disable=not progress, leave=False)
    with tempfile.TemporaryDirectory(prefix="dateline-") as scratch, ThreadPoolExecutor(at_a_time) as pool, bar:
        waiting = {pool.submit(_execute_one, job, Path(scratch) / str(number), kernels, lambda **_: bar.update()): job
                   for number, job in enumerate(jobs)}
        try:
            for done in as_completed(waiting):
                job = waiting[done]
                done.result()
                if progress:
                    bar.write(f"  {job.name:<24} {job.status:<7} {job.seconds:5.1f} s"
                              + (f"   {job.error}" if job.error else ""), file=sys.stderr)
        except BaseException:  # above all, Ctrl-C: the kernels would go on
            pool.shutdown(wait=False, cancel_futures=True)
            for kernel in kernels:
                with suppress(Exception):
                    kernel.provisioner.process.kill()
            raise


def _execute_one(job: Any, scratch: Path, kernels: list, on_cell: Callable) -> None:
    import nbformat
    from papermill import PapermillExecutionError, execute_notebook

    clock = time.perf_counter()
    output = scratch / "executed.ipynb"
    scratch.mkdir()
    try:
        execute_notebook(
            str(job.notebook), str(output), job.given, kernel_name="python3", language="python", progress_bar=False,
            autosave_cell_every=0, kernel_manager_class=_kernel(job.name, scratch, kernels),
            resources={"metadata": {"path": os.getcwd()}}, on_cell_executed=on_cell,
            extra_arguments=["--HistoryManager.enabled=False"])
        job.status = "ok"
    except PapermillExecutionError as error:
        job.status, job.error = "failed", f"{error.ename}: {error.evalue}"
    except Exception as error:  # a kernel that died or never came; the others finish
        job.status, job.error = "failed", f"{type(error).__name__}: {error}"
    job.seconds = round(time.perf_counter() - clock, 1)
    try:
        notebook = nbformat.read(output if output.exists() else job.notebook, 4)
        notebook.cells = [cell for cell in notebook.cells
                          if "papermill-error-cell-tag" not in cell.metadata.get("tags", ())]
        job.published = collected(notebook)
        job.body = page.notebook_body(notebook, job.error)
    except Exception as error:
        job.status, job.error = "failed", f"The page could not be made. {type(error).__name__}: {error}"
        job.body = f'<div class="failure" role="alert">{page.escape(job.error)}</div>'


def _kernel(name: str, scratch: Path, kernels: list) -> type:
    """A kernel manager for one notebook: this interpreter, over ipc, where parallel kernels cannot take each
    other's ports (Windows has tcp only), and told which notebook it runs."""
    from jupyter_client import AsyncKernelManager
    from jupyter_client.kernelspec import KernelSpec

    class Kernel(AsyncKernelManager):
        def __init__(self, **options: Any):
            if os.name != "nt":
                options |= {"transport": "ipc", "connection_file": str(scratch / "kernel.json")}
            super().__init__(**options)
            self._kernel_spec = KernelSpec(language="python", display_name="Python 3", argv=[
                sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"])
            kernels.append(self)

        async def _async_start_kernel(self, **options: Any) -> None:
            env = {**os.environ, "DATELINE_REPORT": name, "PYTHONHASHSEED": "0"}
            await super()._async_start_kernel(**options, env=env)

        start_kernel = _async_start_kernel

    return Kernel
