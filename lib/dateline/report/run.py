"""One run: notebooks through papermill, in parallel, with real kernels; then pages, evidence and the index.

Everything that can be refused is refused before a kernel starts. New articles are annotated once, in a process of
their own that ends, so that the parser's memory is free again; the kernels then read the cache. A notebook is run only
where something that it reads has changed; else its earlier page is carried into the new run.
"""

import hashlib
import json
import os
import re
import shutil
import sys
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from itertools import count
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from dateline import evidence
from dateline.annotate import annotate, end_with_parent, engine, in_english, keys, main_hidden, pending, workers
from dateline.copies import clusters, once
from dateline.corpus import Corpus, Problem, articles_frame, load_corpus, suggest, write_whole
from dateline.report import changes, index, kernels, page, results
from dateline.report.origin import called, command, commit, versions
from dateline.report.parameters import Parameter, ParameterError, check, read_parameters
from dateline.shares import listed, plural

SELECTORS = ("corpus", "start", "end", "outlets", "text")  # the parameters that choose articles
CARRIED = 100  # pages of notebooks that are kept to be carried into a later run


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
    why: str = ""  # why it ran, or was not run
    made_from: dict[str, str] = field(default_factory=dict, repr=False)  # hashes of all that it depends on
    body: str = field(default="", repr=False)
    published: list[dict] = field(default_factory=list, repr=False)  # as results.collected gives it

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
        """The values that choose articles; empty for a notebook without a corpus."""
        chosen = {name: value for name, value in self.values.items() if name in SELECTORS}
        return chosen if "corpus" in chosen else {}

    def load(self) -> Corpus:
        """The articles that it counts. Raises CorpusError where a value cannot be right."""
        chosen = self.selectors
        return load_corpus(chosen.pop("corpus"), **chosen)

    @property
    def selection(self) -> str:
        """A key that two notebooks share that count the same articles; "" for a notebook without a corpus."""
        chosen = self.selectors and self.selectors | {"copies": self.values.get("copies", "each")}
        return json.dumps(sorted((name, value or None) for name, value in chosen.items())) if chosen else ""

    @property
    def exports(self) -> bool:
        """Whether it writes files of its own, which nobody knows to be still there: it then always runs."""
        return bool(self.values.get("export_to"))

    @property
    def key(self) -> str:
        """A hash of all that the notebook's page depends on."""
        return hashlib.sha256(json.dumps([self.name, self.values, self.made_from]).encode()).hexdigest()[:24]


@dataclass(frozen=True)
class Run:
    """A finished run: its folder, its notebooks, and the number of pages of evidence."""

    folder: Path
    jobs: list[Job]
    pages: int
    since: str = ""  # when an earlier run made these very pages, which then stand
    changed: Mapping[str, Any] = field(default_factory=dict)  # as changes.summary gives it

    @property
    def ok(self) -> bool:
        """Whether every notebook ran to its end."""
        return all(job.status == "ok" for job in self.jobs)

    def summary(self) -> dict[str, Any]:
        """What came of it, for programs."""
        return {"folder": str(self.folder), "ok": self.ok, "unchanged_since": self.since or None, "pages": self.pages,
                "notebooks": [{"name": job.name, "status": job.status, "why": job.why, "seconds": job.seconds,
                               "error": job.error, "page": str(self.folder / f"{job.name}.html")} for job in self.jobs],
                "changes": self.changed}


def plan(notebooks: Iterable[Path], given: Mapping[str, Any]) -> list[Job]:
    """The notebooks with their checked parameters; each takes those of `given` that it has.

    Raises ParameterError for a parameter that no notebook has, a value of the wrong type, and one folder to export to
    for two notebooks, which would write files of the same names.
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
    into: dict[str, str] = {}
    for job in jobs:
        if job.exports and (other := into.setdefault(job.values["export_to"], job.name)) != job.name:
            raise ParameterError(f"{other} and {job.name} would write the same files into '{job.values['export_to']}'; "
                                 "run them one after the other, each with an export_to of its own.")
    return jobs


def run(notebooks: Iterable[Path], given: Mapping[str, Any], reports: Path, at_a_time: int | None = None,
        force: bool = False, forgotten: set[Path] | None = None) -> Run:
    """Run notebooks and write their pages into a new folder of `reports`, then the index over all runs.

    given: parameters by name. at_a_time: how many kernels; by default one more than cores, so that none of these is
    idle while a last notebook runs. force: annotate and run everything, also where nothing has changed. forgotten: the
    collections whose annotations other runs of the same command have deleted for it already; this run adds its own.

    Raises ParameterError and CorpusError before anything is written. A notebook that fails does not stop the others.
    """
    jobs = plan(notebooks, given)
    corpora: dict[str, Corpus] = {}
    for job in jobs:
        if job.selection and job.selection not in corpora:
            corpora[job.selection] = job.load()
        job.made_from = _made_from(job, corpora.get(job.selection))
    earlier = index.runs(reports)
    if not force and not any(job.exports for job in jobs) and (same := _same(earlier, jobs)):
        return same
    began, clock = datetime.now().astimezone(), time.perf_counter()
    name = next((corpus.path.name for corpus in corpora.values()), "notebooks")
    folder = _new_folder(reports, f"{began:%Y%m%d-%H%M%S}-{linkable(name)}")
    before = {job.name: found for job in jobs if (found := _before(earlier, job))}
    for job in jobs:
        job.why = "--force" if force else _why(job, before.get(job.name), corpora.get(job.selection)) or (
            "it writes files to export_to" if job.exports else "")
    about = {"started": began.isoformat(timespec="seconds"), "status": "unfinished", "seconds": 0, "pages": 0,
             "command": command([called(job.notebook) for job in jobs], given),
             "parameters": {key: job.values[key] for job in jobs for key in job.given},
             "corpora": [{"title": one.collection["title"], "folder": one.path.name, "articles": len(one),
                          "found": one.found, "hash": one.hash, "problems": list(map(str, one.problems))}
                         for one in corpora.values()],
             "commit": commit(), "versions": versions(), "notebooks": [_row(job) for job in jobs]}
    save(folder, about)
    index.write(reports)
    try:
        forgotten = set() if forgotten is None else forgotten
        for path in {corpus.path for corpus in corpora.values()} - forgotten if force else ():
            shutil.rmtree(path / ".cache" / "annotations", ignore_errors=True)
            forgotten.add(path)
        for key, corpus in corpora.items():
            _tell(corpus.problems)
            prepare(corpus, _copies(key))
        links = [("../index.html", "All reports"), *((f"{job.name}.html", job.title) for job in jobs)]
        store = reports / ".cache"
        again = [job for job in jobs if force or job.exports or not _carry(store, job)]
        proofs = _proofs(corpora)  # before there are kernels, which then need not read the tables again
        kernels.execute(again, at_a_time or 1 + (os.cpu_count() or 1))
        for job in again:
            _keep(store, job)
        for job in jobs:
            if job.selection:
                proofs[job.selection].collect(job.body)
        latest = next((path for path, one in earlier if (path / ".pages.json").is_file() and {
            row["folder"] for row in one["corpora"]} & {row["folder"] for row in about["corpora"]}), None)
        pages = page.RunFolder(folder, _program(), latest)
        for job in jobs:
            _write_page(pages, job, proofs.get(job.selection), links)
        about["pages"] = sum(proof.write(pages, links) for proof in proofs.values())
        pages.close()
        about["changes"] = _results(folder, about, jobs, corpora, proofs, before)
        about["status"] = "ok" if all(job.status == "ok" for job in jobs) else "failed"
    except BaseException as error:
        about |= {"status": "failed", "error": f"{type(error).__name__}: {error}"}
        raise
    finally:
        about |= {"seconds": round(time.perf_counter() - clock, 1), "notebooks": [_row(job) for job in jobs]}
        save(folder, about)
        index.write(reports)
    return Run(folder, jobs, about["pages"], changed=about["changes"])


def _write_page(pages: page.RunFolder, job: Job, proof: page.Proofs | None, links: list[tuple[str, str]]) -> None:
    body, script, articles = page.apart(job.body, job.name, proof.evidence.folder if proof else "")
    if script and proof:
        pages.write(f"{job.name}.lanes.js", script)
        proof.evidence.linked |= dict.fromkeys(articles)
    body, toc = page.with_contents(proof.redirect(body) if proof else page.unlinked(body))
    pages.write(f"{job.name}.html", page.shell(job.title, body, links, f"{job.name}.html", toc, has_code=True))


def _results(folder: Path, about: Mapping[str, Any], jobs: list[Job], corpora: Mapping[str, Corpus],
             proofs: Mapping[str, page.Proofs], before: Mapping[str, tuple[Path, dict]]) -> dict[str, Any]:
    """Write results.json and the page of what has changed; a summary of the changes."""
    numbers = {job.name: {"title": job.title, "parameters": job.values,
                          "corpus": list(corpora).index(job.selection) if job.selection else None,
                          **results.of_notebook(job.published, getattr(proofs.get(job.selection), "behind", dict))}
               for job in jobs if job.status == "ok"}
    results.write(folder, about, [
        {"title": corpus.collection["title"], "folder": corpus.path.name, "hash": corpus.hash,
         "selection": corpus.selection, "pages": proofs[key].evidence.folder,
         "articles": results.articles(corpus, proofs[key].evidence.notes)}
        for key, corpus in corpora.items()], numbers)
    return changes.write(folder, {name: before[name][0] for name in numbers if name in before})


def prepare(corpus: Corpus, copies: str) -> None:
    """Annotate what is new in a corpus in processes that end. Raises ChildProcessError where that fails.

    copies: how they will be counted, so that they can be looked for meanwhile. Many new articles are annotated by
    `annotate`'s own workers; few would be in this process, so it starts another.
    """
    new = replace(corpus, articles=tuple(pending(corpus)))  # the rows of the others need not be read
    if workers(len(new)) > 1:
        _tell(annotate(new).problems)
    elif len(new):
        process = get_context("fork" if kernels.FORKED else "spawn").Process(
            target=_annotate_here, args=(new,), daemon=True)
        with main_hidden():
            process.start()
        kernels.preload()  # meanwhile
        if copies == "once":
            clusters(articles_frame(in_english(corpus)), longest=True)  # which are kept for `_proofs`
        process.join()
        if process.exitcode:
            raise ChildProcessError(f"Annotating {corpus.path.name} stopped with exit status {process.exitcode}; "
                                    "what was annotated until then is kept.")


def _copies(selection: str) -> str:
    return dict(json.loads(selection))["copies"]


def _annotate_here(new: Corpus) -> None:
    """What the process of `prepare` does: annotate articles into their collection's cache."""
    end_with_parent()
    _tell(annotate(new).problems)


def _tell(problems: Iterable[Problem]) -> None:
    for problem in problems:
        print(f"Left out: {problem}", file=sys.stderr)


def _proofs(corpora: Mapping[str, Corpus]) -> dict[str, page.Proofs]:
    """The evidence for each selection. Articles of two collections may have the same name, so each has its folder."""
    proofs, folders = {}, {}
    for number, (key, corpus) in enumerate(corpora.items(), 1):
        notes = once(annotate(corpus, progress=False), _copies(key))
        where = folders.setdefault(corpus.path, f"articles-{len(folders) + 1}" if folders else "articles")
        proofs[key] = page.Proofs(evidence.Evidence(notes, where), {one.article_id: one for one in corpus},
                                  keys(corpus), "" if number == 1 else f"-{number}")
    return proofs


# ---- what has changed

@lru_cache(maxsize=1)
def _program() -> str:
    """A hash over this package, its data and models, and the versions of what it stands on."""
    package = Path(__file__).parents[1]
    digest = hashlib.sha256(f"{engine()}{versions()}".encode())
    for file in sorted(package.rglob("*")):
        if file.suffix in (".py", ".css", ".js", ".html", ".j2", ".json", ".yaml", ".csv"):
            digest.update(file.read_bytes())
    return digest.hexdigest()


def _made_from(job: Job, corpus: Corpus | None) -> dict[str, str]:
    """Hashes of what a notebook's page depends on, by what it is called when it has changed."""
    source = job.notebook.read_bytes()
    read = ["collection.yaml", "actors.yaml", "places.csv", "outline.json"] + ["added.csv"] * (b"ingest" in source)
    files = {} if corpus is None else {
        name: (corpus.path / name).read_bytes() for name in read if (corpus.path / name).is_file()}
    articles = () if corpus is None else [corpus.found, corpus.problems, *(one.hash for one in corpus)]
    parts = {"the notebook": source, "the program": _program().encode(),
             "the articles": repr(articles).encode(), **files}
    return {name: hashlib.sha256(content).hexdigest()[:24] for name, content in parts.items()}


def _before(earlier: Iterable[tuple[Path, dict]], job: Job) -> tuple[Path, dict] | None:
    """The newest run, and its row, in which this notebook went well with the same parameters."""
    return next(((folder, row) for folder, about in earlier for row in about["notebooks"]
                 if row["name"] == job.name and row["parameters"] == job.values and row["status"] == "ok"
                 and "made_from" in row), None)


def _why(job: Job, before: tuple[Path, dict] | None, corpus: Corpus | None) -> str:
    """Why a notebook has to run, in words; "" where nothing has changed."""
    if before is None:
        return "it has not run with these parameters before"
    was = before[1]["made_from"]
    reasons = []
    for name in dict.fromkeys([*job.made_from, *was]):
        if job.made_from.get(name) == was.get(name):
            continue
        if name == "the articles":
            reasons.append(_which_articles(corpus, results.read(before[0])))
        else:
            coded = " (every article is coded again)" if name in ("actors.yaml", "places.csv") else ""
            reasons.append(f"{name} {'is gone' if name not in job.made_from else 'changed'}{coded}")
    return listed(reasons)


def _which_articles(corpus: Corpus, was: Mapping[str, Any] | None) -> str:
    known = {name: row["hash"] for one in was["corpora"] if one["folder"] == corpus.path.name
             for name, row in one["articles"].items()} if was else {}
    now = {one.article_id: one.hash[:12] for one in corpus}
    counts = ((len(now.keys() - known.keys()), "new"), (sum(now[name] != known[name] for name in now.keys()
               & known.keys()), "changed"), (len(known.keys() - now.keys()), "removed"))
    told = [f"{plural(count, f'{what} article')}" for count, what in counts if count]
    return listed(told) if was and told else "the articles changed"


def _carry(store: Path, job: Job) -> bool:
    """Take over what an earlier run of the very same made; False where there is none."""
    file = store / f"{job.key}.json"
    try:
        kept = json.loads(file.read_text("utf-8"))
        os.utime(file)
    except (OSError, ValueError):
        return False
    job.status, job.body, job.published = "ok", kept["body"], kept["published"]
    job.why = f"not run again: nothing that it reads has changed{f'; {job.why}' if job.why else ''}"
    return True


def _keep(store: Path, job: Job) -> None:
    """Keep what a notebook made for runs to come, and let go of what has not been asked for longest."""
    if job.status != "ok":
        return
    store.mkdir(exist_ok=True)
    write_whole(store / f"{job.key}.json", json.dumps({"body": job.body, "published": job.published}))
    for file in sorted(store.iterdir(), key=lambda one: one.stat().st_mtime)[:-CARRIED]:
        file.unlink(missing_ok=True)


# ---- the run's folder

def _same(earlier: Iterable[tuple[Path, dict]], jobs: list[Job]) -> Run | None:
    """The newest run that went well and was made from the very same, if its pages are still there."""
    wanted = [(job.name, job.values, job.made_from) for job in jobs]
    for folder, about in earlier:
        if about["status"] == "ok" and all((folder / f"{job.name}.html").is_file() for job in jobs) and wanted == [
                (row["name"], row["parameters"], row.get("made_from")) for row in about["notebooks"]]:
            for job in jobs:
                job.status, job.why = "ok", "not run again: nothing that it reads has changed"
            return Run(folder, jobs, about["pages"], about["started"])
    return None


def linkable(name: str) -> str:
    """A name without what has a meaning of its own in the address of a page."""
    return re.sub(r"[#?%:\\]", "_", name)


def _new_folder(reports: Path, name: str) -> Path:
    for number in count(1):
        folder = reports / (name if number == 1 else f"{name}-{number}")
        with suppress(FileExistsError):
            folder.mkdir(parents=True)
            return folder


def _row(job: Job) -> dict[str, Any]:
    return {"name": job.name, "title": job.title, "status": job.status, "seconds": job.seconds, "error": job.error,
            "why": job.why, "parameters": job.values, "made_from": job.made_from}


def save(folder: Path, about: Mapping[str, Any]) -> None:
    """Write run.json, whole or not at all."""
    write_whole(folder / "run.json", json.dumps(about, indent=1, ensure_ascii=False) + "\n")
