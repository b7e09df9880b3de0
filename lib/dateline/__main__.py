"""The command line: `python -m dateline report` makes the reports, `python -m dateline list` shows what there is."""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from dateline import CorpusError, annotate, load_corpus, reasons
from dateline.actors import ActorFileError
from dateline.copies import once
from dateline.corpus import article_files, read_collection, suggest
from dateline.report import changes, many
from dateline.report.origin import project_root, short_path
from dateline.report.parameters import Parameter, ParameterError, check, read_parameters
from dateline.report.run import Run, run
from dateline.shares import plural
from dateline.tables import dictionary


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. The exit status: 0 done, 1 a notebook failed or `add` took nothing, since all was set
    aside, 2 the command cannot be carried out as given.
    """
    asked = _parser().parse_args(arguments)
    try:
        return {"report": _report, "changes": _changes, "export": _export, "add": _add, "draft": _draft,
                "list": _list}[asked.command](asked)
    except (ActorFileError, CorpusError, ParameterError, FileNotFoundError, ChildProcessError) as error:
        print(f"dateline: {error}", file=sys.stderr)
        return 1 if isinstance(error, ChildProcessError) else 2
    except BrokenPipeError:  # who reads what is printed, as `head`, has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print("dateline: stopped; what was done until now is kept.", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    told = yaml.safe_load(Path(__file__).with_name("commands.yaml").read_text("utf-8"))
    printed = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser("python -m dateline", description=told["description"], epilog=told["examples"],
                                     formatter_class=printed)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, one in told["commands"].items():
        more = {"epilog": told["examples"], "formatter_class": printed} if "examples" in one else {}
        command = commands.add_parser(name, help=one["help"], description=one.get("description"), **more)
        for words, options in one["arguments"].items():
            if "type" in options:
                options["type"] = {"int": int, "Path": Path}[options["type"]]
            if isinstance(options.get("metavar"), list):
                options["metavar"] = tuple(options["metavar"])
            command.add_argument(*words.split(), **options)
    return parser


def _report(asked: argparse.Namespace) -> int:
    if asked.jobs is not None and asked.jobs < 1:
        raise ParameterError(f"--jobs is {asked.jobs}; it has to be 1 or more.")
    given: dict[str, Any] = {}
    for name, value in [*([["corpus", asked.corpus]] if asked.corpus is not None else []), *asked.parameter]:
        if given.setdefault(name, value) != value:
            raise ParameterError(f"The parameter '{name}' is given twice, as {given[name]!r} and as {value!r}.")
    root = project_root()
    wanted = [{"name": "", "corpus": None, "notebooks": asked.notebooks, "parameters": {}, "each": asked.each}]
    if asked.named is not None:
        wanted = many.named(root / "reports.yaml", asked.named)
    reports, done = asked.reports or root / "reports", []
    options = {"at_a_time": asked.jobs, "force": asked.force, "forgotten": set()}
    for one in wanted:
        notebooks = find_notebooks(list(map(str, one["notebooks"])), root / "notebooks")
        own = ({"corpus": one["corpus"]} if one["corpus"] else {}) | one["parameters"] | given
        runs = many.each(notebooks, own, reports, one["each"], **options) if one["each"] else {
            "": run(notebooks, own, reports, **options)}
        done += [(" ".join(filter(None, (one["name"], value))), made) for value, made in runs.items()]
    if asked.json:
        print(json.dumps({"ok": all(made.ok for _, made in done),
                          "runs": [{"name": name, **made.summary()} for name, made in done]}, indent=1))
    else:
        for name, made in done:
            _tell(name, made)
        print(f"Open {short_path(reports / 'index.html')}")
    failed = dict.fromkeys(job.name for _, made in done for job in made.jobs if job.status != "ok")
    if failed:
        print(f"dateline: {' and '.join(failed)} stopped with an error, shown on the page.", file=sys.stderr)
    return 1 if failed else 0


def _tell(name: str, done: Run) -> None:
    """What one run did and why, in sentences."""
    if name:
        print(f"{name}:")
    if done.since:
        print(f"Nothing has changed since the run of {done.since[:16].replace('T', ' ')}; its pages stand "
              "(--force makes them again).")
    else:
        for job in done.jobs:
            print(f"  {job.name}: {job.why}")
    print(f"{plural(len(done.jobs), 'page')} and {plural(done.pages, 'page')} of evidence in {short_path(done.folder)}")
    for told in changes.together(done.changed.get("notebooks", {}).values()):
        print(f"What has changed: {told}.")


def _changes(asked: argparse.Namespace) -> int:
    reports = asked.reports or project_root() / "reports"
    earlier, later = (_run_folder(one, reports) for one in (asked.earlier, asked.later))
    name = f"changes-since-{earlier.name}.html"
    made = changes.write(later, dict.fromkeys(changes.notebooks(later), earlier), name)
    if not made:
        raise FileNotFoundError(f"{earlier.name} and {later.name} have no notebook in common that both ran well.")
    for notebook, summary in made["notebooks"].items():
        print(f"{notebook}: {changes.in_words(summary)}.")
    print(f"Open {short_path(later / name)}")
    return 0


def _run_folder(name: str, reports: Path) -> Path:
    """A run's folder by its name in `reports`, or by its path. Raises FileNotFoundError with the nearest."""
    for folder in (reports / name, Path(name)):
        if (folder / "results.json").is_file():
            return folder.resolve()
    there = sorted(file.parent.name for file in reports.glob("*/results.json"))
    raise FileNotFoundError(f"There is no run '{name}' with results{suggest(name, there[-10:])}")


def _export(asked: argparse.Namespace) -> int:
    from dateline.export import checked, write  # here, as ingest below, since other commands do without it

    known = [Parameter("start", None), Parameter("end", None), Parameter("outlets", []), Parameter("text", None),
             Parameter("copies", "each")]
    formats = checked(name.strip() for name in asked.format.split(","))
    selection = check(known, dict(asked.parameter), "A selection of articles")
    if (copies := selection.pop("copies", "each")) not in ("once", "each"):
        raise ParameterError(f"The parameter 'copies' is {copies!r}; it has to be 'once' or 'each'.")
    corpus = load_corpus(asked.corpus, **selection)
    print(corpus)
    folder = asked.to or project_root() / "exports" / corpus.path.name
    print(f"{write(once(annotate(corpus), copies), folder, formats, corpus)}\nThey are in {short_path(folder)}")
    return 0


def _add(asked: argparse.Namespace) -> int:
    from dateline.ingest import add

    summary = add(asked.sources, asked.to, _pairs(asked.map, "--map"), asked.dates, asked.encoding,
                  _pairs(asked.set, "--set"), asked.like, asked.dry_run)
    print(summary)
    return 0 if summary.counts.total() > len(summary.aside) else 1


def _pairs(given: Sequence[str], option: str) -> dict[str, str]:
    """NAME=VALUE arguments as a dictionary."""
    for one in given:
        if not all(one.partition("=")):
            raise CorpusError(f"{option} {one} is not understood; write NAME=VALUE, as in text=Body.")
    return dict(one.split("=", 1) for one in given)


def _draft(asked: argparse.Namespace) -> int:
    if asked.most < 1:
        raise CorpusError(f"--most is {asked.most}; it has to be 1 or more.")
    loaded = load_corpus(asked.corpus)
    notes = annotate(loaded)
    file, sources = reasons.draft(notes, loaded.actors, loaded.path, asked.most)
    unknown, held = int((notes.quotes["camp"] == "unknown").sum()), sum(map(len, sources["quote_ids"]))
    print(f"{len(sources)} sources in {short_path(file)}; they have {held} of the {unknown} quotes without a camp, of "
          f"{len(notes.quotes)} quotes.")
    return 0


def _list(asked: argparse.Namespace) -> int:
    if asked.columns:
        print(dictionary(), end="")
        return 0
    root = project_root()
    print("Collections")
    for articles in sorted(root.glob("corpus/*/articles")):
        folder = articles.parent
        try:
            title = read_collection(folder)["title"]
        except CorpusError as error:
            title = str(error)
        count = plural(len(article_files(folder)), "article")
        print(f"  {folder.relative_to(root).as_posix():<28} {title}; {count}")
    print("Notebooks")
    for notebook in sorted((root / "notebooks").glob("*.ipynb")):
        print(f"  {notebook.stem}")
        try:
            for one in read_parameters(notebook):
                print(f"    {f'{one.name} = {one.default!r}':<38} {one.help}")
        except ParameterError as error:
            print(f"    {error}")
    return 0


def find_notebooks(names: Sequence[str], folder: Path) -> list[Path]:
    """The notebooks with these names, numbers or paths; without any, all numbered ones but 00_.

    Raises FileNotFoundError that suggests the nearest name.
    """
    there = {file.stem: file for file in sorted(folder.glob("*.ipynb"))}
    if not names:
        chosen = [file for stem, file in there.items() if stem[:1].isdigit() and not stem.startswith("00")]
        if not chosen:
            raise FileNotFoundError(f"There is no numbered notebook in {short_path(folder)}.")
        return chosen
    found: dict[str, Path] = {}
    for name in names:
        stem = name.removesuffix(".ipynb")
        begins = [file for known, file in there.items() if known.startswith(f"{stem}_")]
        if Path(name).is_file() and name.endswith(".ipynb"):
            file = Path(name).resolve()
        elif stem in there or len(begins) == 1:
            file = there.get(stem) or begins[0]
        else:
            raise FileNotFoundError(f"There is no notebook '{name}'{suggest(stem, there)}")
        if found.setdefault(file.stem, file) != file:
            raise FileNotFoundError(f"Two of the notebooks are named '{file.stem}'; give one of them another name.")
    return list(found.values())


if __name__ == "__main__":
    sys.exit(main())
