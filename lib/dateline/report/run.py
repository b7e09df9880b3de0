"""One run: notebooks through papermill, in parallel, with real kernels; then pages, evidence and the index.

Everything that can be refused is refused before a kernel starts. New articles are annotated once, in a process of
their own that ends, so that the parser's memory is free again; the kernels then read the cache.
"""

import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from tqdm import tqdm

from dateline import evidence
from dateline.annotate import annotate, engine, pending, workers
from dateline.corpus import Corpus, Problem, load_corpus
from dateline.report import index, page
from dateline.report.origin import command, commit, versions
from dateline.report.parameters import Parameter, ParameterError, check, read_parameters, suggest

SELECTORS = ("corpus", "start", "end", "outlets", "text")  # the parameters that choose articles


@dataclass
class Job:
    """One notebook of a run: what it is given, and how it went."""

    notebook: Path
    parameters: list[Parameter]
    given: dict[str, Any]
    title: str
    status: str = "unfinished"
    seconds: float = 0.0
    error: str = ""
    body: str = field(default="", repr=False)

    @property
    def name(self) -> str:
        """The notebook's name without ".ipynb"."""
        return self.notebook.stem

    @property
    def values(self) -> dict[str, Any]:
        """Every parameter with the value that the notebook runs with."""
        return {one.name: self.given.get(one.name, one.default) for one in self.parameters}

    @property
    def selectors(self) -> dict[str, Any]:
        """The values that choose articles, as `load_corpus` takes them; empty for a notebook without a corpus."""
        chosen = {name: value for name, value in self.values.items() if name in SELECTORS}
        return chosen if "corpus" in chosen else {}

    @property
    def selection(self) -> str:
        """A key that two notebooks share that choose the same articles; "" for a notebook without a corpus."""
        return json.dumps(sorted((name, value or None) for name, value in self.selectors.items())) \
            if self.selectors else ""


@dataclass(frozen=True)
class Run:
    """A finished run: its folder, its notebooks, and the number of pages of evidence."""

    folder: Path
    jobs: list[Job]
    pages: int
    since: str = ""  # when an earlier run made these very pages, which then stand

    @property
    def ok(self) -> bool:
        """Whether every notebook ran to its end."""
        return all(job.status == "ok" for job in self.jobs)


def plan(notebooks: Iterable[Path], given: Mapping[str, Any]) -> list[Job]:
    """The notebooks with their checked parameters; each takes those of `given` that it has.

    Raises ParameterError for a parameter that no notebook has, or a value of the wrong type.
    """
    files = list(notebooks)
    known = {file: read_parameters(file) for file in files}
    names = dict.fromkeys(one.name for parameters in known.values() for one in parameters)
    for name in given:
        if name not in names:
            chosen = files[0].stem if len(files) == 1 else "None of these notebooks"
            raise ParameterError(f"{chosen} has {'a' if len(files) > 1 else 'no'} parameter '{name}'"
                                 f"{suggest(name, names)}")
    jobs = []
    for file, parameters in known.items():
        own = {one.name for one in parameters}
        mine = check(parameters, {name: value for name, value in given.items() if name in own}, file.stem)
        jobs.append(Job(file, parameters, mine, page.title_of(json.loads(file.read_text("utf-8")), file.stem)))
    return jobs


def run(notebooks: Iterable[Path], given: Mapping[str, Any], reports: Path, kernels: int | None = None,
        progress: bool = True, again: bool = False) -> Run:
    """Run notebooks and write their pages into a new folder of `reports`, then the index over all runs.

    given: parameters by name. kernels: how many at a time; by default as many as cores. again: run also
    where nothing has changed since an earlier run. Raises ParameterError and CorpusError before anything is
    written. A notebook that fails does not stop the others.
    """
    jobs = plan(notebooks, given)
    corpora = {job.selection: load_corpus(job.selectors["corpus"], **{
        name: value for name, value in job.selectors.items() if name != "corpus"}) for job in jobs if job.selection}
    made_from = _made_from(jobs, corpora.values())
    if not again and (earlier := _same(reports, jobs, made_from)):
        return earlier
    began, clock = datetime.now().astimezone(), time.perf_counter()
    name = next((corpus.path.name for corpus in corpora.values()), "notebooks")
    folder = _new_folder(reports, f"{began:%Y%m%d-%H%M%S}-{name}")
    about = {"started": began.isoformat(timespec="seconds"), "status": "unfinished", "seconds": 0, "pages": 0,
             "made_from": made_from,
             "command": command([job.name for job in jobs], given),
             "parameters": {key: job.values[key] for job in jobs for key in job.given},
             "corpora": [{"title": one.collection["title"], "folder": one.path.name, "articles": len(one),
                          "found": one.found, "hash": one.hash, "problems": list(map(str, one.problems))}
                         for one in corpora.values()],
             "commit": commit(), "versions": versions(), "notebooks": [_row(job) for job in jobs]}
    _save(folder, about)
    index.write(reports)
    try:
        for corpus in corpora.values():
            _tell(corpus.problems)
            prepare(corpus, progress)
        links = [("../index.html", "All reports"), *((f"{job.name}.html", job.title) for job in jobs)]
        page.write_assets(folder)
        _execute(jobs, kernels or os.cpu_count() or 1, progress)
        proofs = _proofs(corpora)  # only now, so that its memory does not add to that of the kernels
        for job in jobs:
            if job.selection:
                proofs[job.selection].collect(job.body)
        for job in jobs:
            proof = proofs.get(job.selection)
            body, toc = page.with_contents(proof.redirect(job.body) if proof else page.unlinked(job.body))
            text = page.shell(job.title, body, links, f"{job.name}.html", toc, has_code=True)
            (folder / f"{job.name}.html").write_text(text, "utf-8", newline="\n")
        about["pages"] = sum(proof.write(folder, links) for proof in proofs.values())
        about["status"] = "ok" if all(job.status == "ok" for job in jobs) else "failed"
    except BaseException as error:
        about |= {"status": "failed", "error": f"{type(error).__name__}: {error}"}
        raise
    finally:
        about |= {"seconds": round(time.perf_counter() - clock, 1), "notebooks": [_row(job) for job in jobs]}
        _save(folder, about)
        index.write(reports)
    return Run(folder, jobs, about["pages"])


def prepare(corpus: Corpus, progress: bool = True) -> None:
    """Annotate what is new in a corpus in processes that end. Raises ChildProcessError where that fails.

    Many new articles are annotated by `annotate`'s own workers; few would be in this process, so it starts another.
    """
    new = len(pending(corpus))
    if workers(new) > 1:
        _tell(annotate(corpus, progress).problems)
    if new == 0 or workers(new) > 1:
        return
    code = "import sys; from dateline.report.run import annotate_here; annotate_here(*sys.argv[1:])"
    arguments = [str(corpus.path), json.dumps(corpus.selection), "progress" if progress else ""]
    done = subprocess.run([sys.executable, "-c", code, *arguments], check=False)
    if done.returncode:
        raise ChildProcessError(f"Annotating {corpus.path.name} stopped with exit status {done.returncode}; "
                                "what was annotated until then is kept.")


def annotate_here(path: str, selection: str, progress: str) -> None:
    """What the process of `prepare` does: annotate a selection into the collection's cache."""
    _tell(annotate(load_corpus(path, **json.loads(selection)), progress=bool(progress)).problems)


def _tell(problems: Iterable[Problem]) -> None:
    for problem in problems:
        print(f"Left out: {problem}", file=sys.stderr)


def _proofs(corpora: Mapping[str, Corpus]) -> dict[str, page.Proofs]:
    proofs = {}
    for number, (key, corpus) in enumerate(corpora.items(), 1):
        notes = annotate(corpus, progress=False)
        proofs[key] = page.Proofs(evidence.Evidence(notes), {one.article_id: one for one in corpus},
                                  "" if number == 1 else f"-{number}")
    return proofs


# ---- papermill

def _execute(jobs: list[Job], at_a_time: int, progress: bool) -> None:
    """Run every job's notebook; each gets its status, duration, error and the HTML of its cells."""
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


def _execute_one(job: Job, scratch: Path, kernels: list, on_cell: Callable) -> None:
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


# ---- the run's folder

def _made_from(jobs: Iterable[Job], corpora: Iterable[Corpus]) -> str:
    """A hash over all that the pages depend on: notebooks, parameters, articles, this package, versions, commit."""
    package = Path(__file__).parents[1]
    digest = hashlib.sha256(engine().encode())
    for file in sorted(package.rglob("*")):
        if file.suffix in (".py", ".css", ".js", ".j2", ".json", ".yaml", ".csv"):
            digest.update(file.read_bytes())
    parts = [*((job.name, hashlib.sha256(job.notebook.read_bytes()).hexdigest(), job.values) for job in jobs),
             *((corpus.hash, corpus.found, corpus.collection, corpus.selection, corpus.problems) for corpus in corpora),
             versions(), commit()]
    digest.update(repr(parts).encode())
    return digest.hexdigest()


def _same(reports: Path, jobs: list[Job], made_from: str) -> Run | None:
    """The newest run that went well and was made from the very same, if its pages are still there."""
    for folder, about in index.runs(reports):
        if about.get("made_from") == made_from and about["status"] == "ok" and all(
                (folder / f"{job.name}.html").is_file() for job in jobs):
            for job in jobs:
                job.status = "ok"
            return Run(folder, jobs, about["pages"], about["started"])
    return None


def _new_folder(reports: Path, name: str) -> Path:
    for number in range(1, 1000):
        folder = reports / (name if number == 1 else f"{name}-{number}")
        with suppress(FileExistsError):
            folder.mkdir(parents=True)
            return folder
    raise FileExistsError(f"There are 999 runs named {name} already.")


def _row(job: Job) -> dict[str, Any]:
    return {"name": job.name, "title": job.title, "status": job.status, "seconds": job.seconds, "error": job.error,
            "parameters": job.values}


def _save(folder: Path, about: Mapping[str, Any]) -> None:
    part = folder / "run.json.part"
    part.write_text(json.dumps(about, indent=1, ensure_ascii=False) + "\n", "utf-8", newline="\n")
    part.replace(folder / "run.json")
