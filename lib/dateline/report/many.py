"""Many reports at once: one for each outlet, week or month, with a page that compares them; and named runs."""

import hashlib
import json
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from dateline.corpus import Corpus, suggest
from dateline.report import index, page, results, run
from dateline.report.changes import shown
from dateline.report.origin import project_root, short_path
from dateline.report.parameters import ParameterError
from dateline.shares import MISSING, plural

PERIODS = {"published": "D", "week": "W", "month": "M", "year": "Y"}
FIELDS = ("name", "corpus", "notebooks", "parameters", "each")
MOST_COLUMNS = 7  # of a table of shares with intervals, so that it need not be scrolled on a wide screen


def each(notebooks: Iterable[Path], given: Mapping[str, Any], reports: Path, column: str,
         **options: Any) -> dict[str, run.Run]:
    """A run for each value of a column of articles, by value, and a page that compares them (overview.html).

    column: outlet, published (a day), week, month or year. All of it goes into one folder of `reports`, where a value
    of which nothing has changed is not run again. options: as in `run.run`. Raises ParameterError and CorpusError.
    """
    began = datetime.now().astimezone()
    notebooks = list(notebooks)
    jobs = run.plan(notebooks, given)
    job = next((one for one in jobs if one.selectors), None)
    if job is None:
        raise ParameterError("None of these notebooks reads a corpus, so there is no column to tell reports apart by.")
    if any(one.exports for one in jobs):
        raise ParameterError(f"The report for each {column} would write the same files to export_to; run each alone.")
    corpus = job.load()
    chosen = _values(corpus, column)
    undated = sum(one.published is None for one in corpus) if column in PERIODS else 0
    if not chosen:
        raise ParameterError(f"There is nothing to report for each {column}: of {plural(len(corpus), 'article')} none "
                             "has a day of publication." if undated else str(corpus))
    left = f"{plural(undated, 'article')} without a day of publication: in none of the reports." if undated else ""
    if left:
        print(f"Left out: {left}", file=sys.stderr)
    other = {name: value for one in jobs for name, value in one.given.items() if name != "corpus"}
    what = [short_path(corpus.path, project_root()), sorted(one.name for one in jobs), other]
    key = hashlib.sha256(json.dumps(what, sort_keys=True).encode()).hexdigest()
    folder = reports / f"{run.linkable(corpus.path.name)}-each-{column}-{key[:6]}"
    done, options = {}, {"forgotten": set(), **options}
    for value, own in chosen.items():
        done[value] = run.run(notebooks, {**given, **own}, folder, **options)
    title = f"{corpus.collection['title']} by {column}"
    page.RunFolder(folder).write("overview.html", page.shell(title, _overview(title, done, column, left), [
        ("../index.html", "All reports"), ("index.html", "These reports"), ("overview.html", title)], "overview.html"))
    ok = all(one.ok for one in done.values())
    seconds = round((datetime.now().astimezone() - began).total_seconds(), 1)
    run.save(folder, {
        "started": began.isoformat(timespec="seconds"), "status": "ok" if ok else "failed", "seconds": seconds,
        "pages": sum(one.pages for one in done.values()), "parameters": other, "corpora": [
            {"title": corpus.collection["title"], "folder": corpus.path.name, "articles": len(corpus),
             "hash": corpus.hash}],
        "notebooks": [{"name": "overview", "title": f"{plural(len(done), 'report')}, one for each {column}",
                       "status": "ok" if ok else "failed", "seconds": 0, "error": "", "parameters": {}}]})
    index.write(reports)
    return done


def _values(corpus: Corpus, column: str) -> dict[str, dict[str, Any]]:
    """The parameters that choose the articles of each value of a column."""
    if column == "outlet":
        return {name or MISSING: {"outlets": [name]} for name in sorted({one.outlet for one in corpus})}
    if column not in PERIODS:
        raise ParameterError(f"There can be no report for each '{column}'{suggest(column, ['outlet', *PERIODS])}")
    days = [one.published for one in corpus if one.published]
    found = {}
    for period in pd.PeriodIndex(days, freq=PERIODS[column]).unique().sort_values():
        first, last = (_inside(day.date(), corpus.selection) for day in (period.start_time, period.end_time))
        name = str(first) if column in ("published", "week") else str(period)
        found[name] = {"start": str(first), "end": str(last)}
    return found


def _inside(day: date, selection: Mapping[str, str]) -> date:
    """A day, or the nearest that is asked for."""
    low, high = selection.get("start", "0001-01-01"), selection.get("end", "9999-12-31")
    return date.fromisoformat(min(max(str(day), low), high))


# ---- the overview

def _overview(title: str, done: Mapping[str, run.Run], column: str, left: str) -> str:
    """The shares of each section, a line a report, each number leading to what is behind it. left: what is in none."""
    read = {value: results.read(one.folder) or {"notebooks": {}, "corpora": []} for value, one in done.items()}
    counts = {value: sum(len(corpus["articles"]) for corpus in one["corpora"][:1]) for value, one in read.items()}
    notebooks = []
    for name in dict.fromkeys(name for one in read.values() for name in one["notebooks"]):
        own = {value: one["notebooks"][name] for value, one in read.items() if name in one["notebooks"]}
        said = [(value, counts[value], next((first["text"] for first in one["sentences"]), ""))
                for value, one in own.items()]
        shares: dict[tuple[str, int], dict[str, dict]] = {}
        for value, one in own.items():
            for number in one["numbers"]:
                if number["unit"] == "share":
                    table = shares.setdefault((number["section"], number["table"]), {value: {} for value in own})
                    table[value][number["row"], number["name"]] = number
        notebooks.append((name, next(iter(own.values()))["title"], said, [
            _shares(section, cells, done, name, column) for (section, _), cells in shares.items()]))
    return page.rendered("overview.html", title=title, done=done, column=column, left=left, notebooks=notebooks)


def _shares(section: str, cells: Mapping[str, Mapping], done: Mapping[str, run.Run], name: str, column: str) -> str:
    """One table of shares: a column for each row of the reports' table, or, where that has one row, for each share.

    What only one report tells cannot be compared and is left to it.
    """
    told = Counter(key for own in cells.values() for key in own)
    rows, first = dict.fromkeys(row for row, _ in told), next(iter(told), ("", ""))[1]
    columns = {row: (row, first) for row in rows} if len(rows) > 1 else {said: (row, said) for row, said in told}
    columns = {head: key for head, key in columns.items() if told[key] > 1}
    if not columns:
        return ""
    weight = {key: sum(own[key]["value"] for own in cells.values() if key in own) for key in columns.values()}
    kept = sorted(columns, key=lambda one: (-told[columns[one]], -weight[columns[one]]))[:MOST_COLUMNS]
    left = f"; {len(columns) - len(kept)} more are in the reports" if len(columns) > len(kept) else ""
    return page.rendered("shares.html", caption=f"{section} ({first if len(rows) > 1 else next(iter(rows))}{left})",
                         heads=[column, *kept], keys=[columns[one] for one in kept], cells=cells, done=done, name=name,
                         shown=shown)


# ---- named runs

def named(file: Path, names: Iterable[str]) -> list[dict[str, Any]]:
    """The runs of reports.yaml with these names, all without any; each with all of FIELDS.

    Raises ParameterError that names what is wrong.
    """
    if not file.is_file():
        raise ParameterError(f"There is no {file.name} beside notebooks/. It lists runs with {', '.join(FIELDS)}.")
    try:
        content = yaml.safe_load(file.read_text("utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ParameterError(f"{file.name} is not readable as YAML: {' '.join(str(error).split())}") from error
    known: dict[str, dict] = {}
    for number, one in enumerate(content if isinstance(content, list) else [content], 1):
        if not isinstance(one, dict) or not isinstance(one.get("name"), str) or one["name"] in known:
            raise ParameterError(f"Run {number} of {file.name} needs a line 'name: ...', each name once.")
        for field in one:
            if field not in FIELDS:
                raise ParameterError(f"The run '{one['name']}' of {file.name} has a field '{field}'"
                                     f"{suggest(field, FIELDS)}")
        whole = {"corpus": None, "notebooks": [], "parameters": {}, "each": None} | one
        for field, kind, told in (("notebooks", list, "a list"), ("parameters", dict, "a mapping")):
            if not isinstance(whole[field], kind):
                raise ParameterError(f"'{field}' of the run '{one['name']}' of {file.name} has to be {told}.")
        known[one["name"]] = whole
    for name in names:
        if name not in known:
            raise ParameterError(f"{file.name} has no run '{name}'{suggest(name, known)}")
    return [known[name] for name in names] if names else list(known.values())
