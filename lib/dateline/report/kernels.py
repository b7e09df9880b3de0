"""Notebooks through papermill, some at a time, each in a real kernel of its own.

On Linux a kernel begins as a fork of this process, which has loaded the libraries and read the corpus already; that
saves most of the time of a run in which little has changed. Elsewhere kernels are started as Jupyter does it.
"""

import gc
import json
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

from tqdm import tqdm

from dateline.report import page
from dateline.report.results import collected

# Hashes of text have to be the same in every run, which can only be told to Python at its start (dateline/__init__.py).
FORKED = sys.platform == "linux" and os.environ.get("PYTHONHASHSEED") == "0"

def execute(jobs: list[Any], at_a_time: int) -> None:
    """Run every job's notebook; each gets its status, duration, error, the HTML of its cells, and what they publish."""
    preload()
    kernels: list[Any] = []
    spares: dict[str, Spare] = {}
    for job in jobs if FORKED else ():
        spares[job.name] = Spare(spares.values())
    cells = sum(cell["cell_type"] == "code" for job in jobs
                for cell in json.loads(job.notebook.read_text("utf-8"))["cells"])
    bar = tqdm(total=cells, desc="running notebooks", unit=" cells", file=sys.stderr, leave=False)
    with tempfile.TemporaryDirectory(prefix="dateline-") as scratch, ThreadPoolExecutor(at_a_time) as pool, bar:
        waiting = {pool.submit(_execute_one, job, Path(scratch) / str(number), kernels, spares.get(job.name),
                               lambda **_: bar.update()): job for number, job in enumerate(jobs)}
        try:
            for done in as_completed(waiting):
                job = waiting[done]
                done.result()
                bar.write(f"  {job.name:<24} {job.status:<7} {job.seconds:5.1f} s"
                          + (f"   {job.error}" if job.error else ""), file=sys.stderr)
        except BaseException:  # above all, Ctrl-C: the kernels would go on
            pool.shutdown(wait=False, cancel_futures=True)
            for kernel in kernels:
                with suppress(Exception):
                    kernel.provisioner.process.kill()
            raise
        finally:
            for spare in spares.values():
                spare.close()


def preload() -> None:
    """Load what pages and kernels need, in one thread, while there are no others."""
    os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")  # as kernels set it
    sys.modules.setdefault("rfc3987_syntax", None)  # papermill's import would compile its grammars for a second
    for name in ("papermill", "nbconvert", "ipykernel.kernelapp", "dateline.charts"):
        import_module(name)
    sys.modules["papermill.execute"].write_ipynb = lambda *_: None  # it makes JSON of all outputs, to write it nowhere
    page.exporter()
    gc.set_threshold(100_000, 20, 100)  # kernels leave few cycles of objects to look for,
    gc.freeze()  # and what is here by now stays


class Spare:
    """A fork of this process that waits to become a kernel; to a kernel's manager it is as subprocess.Popen."""

    stdin = stdout = stderr = None

    def __init__(self, others: Iterable["Spare"]):
        sys.stdout.flush()
        sys.stderr.flush()
        read, self._pipe = os.pipe()
        self.returncode: int | None = None
        self.pid = os.fork()
        if self.pid == 0:
            _become_kernel(read, [self._pipe, *(one._pipe for one in others)])
        os.close(read)

    def start(self, command: list[str], env: dict[str, str]) -> None:
        """Make it the kernel that a command would start."""
        with os.fdopen(self._pipe, "w") as pipe:
            json.dump({"command": command, "env": env}, pipe)
        self._pipe = -1

    def close(self) -> None:
        """Let it end where it was not needed."""
        if self._pipe >= 0:
            os.close(self._pipe)
            self.wait()

    def poll(self) -> int | None:
        """The exit status; None while it runs."""
        return self._ended(os.WNOHANG)

    def wait(self) -> int | None:
        """The exit status, when it has ended."""
        return self._ended(0)

    def _ended(self, how: int) -> int | None:
        if self.returncode is None:
            pid, status = os.waitpid(self.pid, how)
            self.returncode = os.waitstatus_to_exitcode(status) if pid else None
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send a signal where it still runs."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)


def _become_kernel(pipe: int, others: list[int]) -> None:
    """In the forked process: wait for the command of a kernel, and be it to the end."""
    try:
        os.setsid()  # so that Ctrl-C reaches the driver alone
        for one in others:
            os.close(one)  # else the end of the driver would not end the wait
        with os.fdopen(pipe) as waiting:
            text = waiting.read()
        if text:
            told = json.loads(text)
            if sys.modules.get("rfc3987_syntax", pipe) is None:
                del sys.modules["rfc3987_syntax"]
            os.environ.clear()
            os.environ.update(told["env"])
            from ipykernel.kernelapp import IPKernelApp

            sys.argv = ["ipykernel_launcher", *told["command"][3:], f"--IPKernelApp.parent_handle={os.getppid()}"]
            IPKernelApp.launch_instance(argv=sys.argv[1:])
    except SystemExit:
        pass
    finally:
        os._exit(0)  # nothing of what the driver would do at its end


def _execute_one(job: Any, scratch: Path, kernels: list, spare: Spare | None, on_cell: Callable) -> None:
    import nbformat
    from papermill import PapermillExecutionError, execute_notebook

    clock = time.perf_counter()
    executed: dict[str, Any] = {}  # the notebook as far as it came, also where the kernel dies
    scratch.mkdir()
    try:
        execute_notebook(
            str(job.notebook), None, job.given, kernel_name="python3", language="python", progress_bar=False,
            autosave_cell_every=0, request_save_on_cell_execute=False,  # each would write all cells and their outputs
            on_notebook_start=lambda notebook: executed.update(notebook=notebook),
            kernel_manager_class=_kernel(job.notebook, scratch, kernels, spare),
            resources={"metadata": {"path": os.getcwd()}}, on_cell_executed=on_cell,
            extra_arguments=["--HistoryManager.enabled=False"])
        job.status = "ok"
    except PapermillExecutionError as error:
        job.status, job.error = "failed", f"{error.ename}: {error.evalue}"
    except Exception as error:  # a kernel that died or never came; the others finish
        job.status, job.error = "failed", f"{type(error).__name__}: {error}"
    job.seconds = round(time.perf_counter() - clock, 1)
    try:
        notebook = executed.get("notebook") or nbformat.read(job.notebook, 4)
        notebook.cells = [cell for cell in notebook.cells
                          if "papermill-error-cell-tag" not in cell.metadata.get("tags", ())]
        job.published = collected(notebook)
        job.body = page.notebook_body(notebook, job.error)
    except Exception as error:
        job.status, job.error = "failed", f"The page could not be made. {type(error).__name__}: {error}"
        job.body = f'<div class="failure" role="alert">{page.escape(job.error)}</div>'


def _kernel(notebook: Path, scratch: Path, kernels: list, spare: Spare | None) -> type:
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
            env = {**os.environ, "DATELINE_REPORT": str(notebook), "PYTHONHASHSEED": "0"}
            await super()._async_start_kernel(**options, env=env)

        start_kernel = _async_start_kernel

        async def _async_interrupt_kernel(self) -> None:
            """Nothing. Only a shutdown asks for it, and a kernel at rest would print what it was interrupted in."""

        async def _async_launch_kernel(self, kernel_cmd: list[str], **options: Any) -> None:
            if spare is None:
                await super()._async_launch_kernel(kernel_cmd, **options)
                return
            spare.start(kernel_cmd, options["env"])
            self.provisioner.process, self.provisioner.pid = spare, spare.pid
            self._reconcile_connection_info(self.provisioner.connection_info)

    return Kernel
