"""Reports: notebooks through the real runner, with real kernels, into pages."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from argparse import Namespace
from datetime import date
from html import escape, unescape
from pathlib import Path
from urllib.parse import unquote, urlsplit

import nbformat
import pytest
import test_evidence as evidence_rows
import toy

from dateline.__main__ import find_notebooks, main
from dateline.corpus import Article, Corpus, load_corpus
from dateline.evidence import Evidence
from dateline.report import index, many, page, provenance, results, run
from dateline.report.parameters import ParameterError

PROJECT = Path(__file__).parents[1]


def pages(folder):
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*.html")
            if file.name != "changes.html"}


def test_a_failing_notebook_is_shown_and_the_others_finish(project):
    folder, done, run = project
    about = json.loads((run / "run.json").read_text())
    assert done.returncode == 1, done.stderr
    assert {one["name"]: one["status"] for one in about["notebooks"]} == {
        "10_voices": "ok", "20_fails": "failed", "30_plain": "ok"}
    assert about["status"] == "failed" and about["seconds"] > 0 and about["corpora"][0]["articles"] == 3
    broken = (run / "20_fails.html").read_text()
    assert "This notebook stopped with an error." in broken and "ZeroDivisionError: division by zero" in broken
    assert "before" in broken and 'id="error"' in broken
    listed = (folder / "reports" / "index.html").read_text()
    assert "ZeroDivisionError" in listed and f'href="{run.name}/10_voices.html"' in listed and "Whose voices?" in listed
    assert "20_fails stopped with an error" in done.stderr and "Traceback" not in done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux only")
def test_a_report_starts_again_with_fixed_hashes_before_anything_slow_is_loaded():
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONHASHSEED"}
    done = subprocess.run([sys.executable, "-X", "importtime", "-m", "dateline", "report", "--help"], text=True,
                          capture_output=True, env=environment, check=True)
    assert done.stderr.count(" pandas\n") == 1


def test_a_page_needs_no_other_machine_and_tells_where_it_comes_from(project):
    folder, _, run = project
    text = (run / "10_voices.html").read_text()
    assert not re.search(r"https?://|src=|@import|url\(", text)
    assert "python -m dateline report 10_voices" in text and "The Norvik war: 3 of 3 articles; hash " in text
    assert str(folder) not in text
    assert '<a href="#Which-camps?">' in text and 'id="Which-camps?"' in text and 'class="h3"' in text
    assert len(text) < 40_000


def test_every_number_leads_to_as_many_rows_marked_in_their_articles(project):
    run = project[2]
    links = re.findall(r'<a href="((?:evidence|articles)/[^"]+)">(\d+)</a>', (run / "10_voices.html").read_text())
    assert links
    for address, number in links:
        rows = [f'href="../{address}"']  # a single row is shown in its article at once
        if address.startswith("evidence/"):
            rows = re.findall(r"<li>.*?</li>", (run / address).read_text(), re.DOTALL)
            assert all("<mark" in row for row in rows)
        assert len(rows) == int(number)
        for row in rows:
            article, identifier = re.search(r'href="\.\./(articles/[^"#]+)#([^"]+)"', row).groups()
            assert f'id="{identifier}"' in (run / article).read_text()
    assert "<safe>" not in "".join(text.decode() for name, text in pages(run).items() if name != "10_voices.html")


def test_numbers_with_the_same_rows_share_a_page_under_the_plainest_name():
    rows = [evidence_rows.quote(number=one, camp="un" if one < 3 else "media") for one in (1, 2, 3)]
    proofs = page.Proofs(Evidence(evidence_rows.notes(rows)), {}, {})
    ids = ["a:q1", "a:q2"]
    body = "".join(f'<a class="evidence" href="" data-evidence="{escape(json.dumps(one))}">2</a>' for one in (
        {"table": "quotes", "where": {"quote_id": ids}}, {"table": "quotes", "where": {"camp": "un"}},
        {"table": "quotes", "where": {"camp": "media"}}, {"table": "quotes", "where": {"camp": "rebel"}}))
    proofs.collect(body)
    assert re.findall(r"<a[^>]*>", proofs.redirect(body)) == [
        '<a href="evidence/quotes-camp-un.html">'] * 2 + ['<a href="articles/a.html#a:q3">', "<a>"]


def test_force_does_everything_again_and_gives_the_same_bytes(project):
    folder, _, run = project
    first = pages(run)
    done = toy.dateline(folder / "notebooks", "report", "--force")
    assert "annotating" in done.stderr and "10_voices: --force" in done.stdout
    assert pages(toy.newest(folder)) == first
    assert (folder / "reports" / "index.html").read_text().count("<tr>") == 1 + len(index.runs(folder / "reports"))


def test_nothing_is_run_where_nothing_has_changed(project):
    folder, _, _ = project
    words = ("report", "-p", "rounds", "3", "10_voices")
    toy.dateline(folder, *words)
    run = toy.newest(folder)
    same = toy.dateline(folder, *words)
    assert "Nothing has changed since the run of" in same.stdout and run.name in same.stdout and same.returncode == 0
    assert toy.newest(folder) == run
    article = folder / "corpus" / "norvik" / "articles" / "a1.txt"
    before = article.read_text()
    article.write_text(before.replace("no bread", "no water"))
    other = toy.dateline(folder, *words)
    article.write_text(before)
    assert other.returncode == 0 and toy.newest(folder) != run and "no water" in (
        toy.newest(folder) / "articles" / "a1.html").read_text()


def test_only_what_changed_is_run_and_every_part_says_why(tmp_path):
    folder = toy.make(tmp_path / "norvik")
    toy.dateline(folder, "report", "10", "30")
    first = toy.newest(folder)
    (folder / "notebooks" / "30_plain.ipynb").write_text(json.dumps(toy.notebook("# Plain?", "print('other')")))
    told = toy.dateline(folder, "report", "10", "30").stdout
    assert "10_voices: not run again: nothing that it reads has changed" in told
    assert "30_plain: the notebook changed" in told
    run = toy.newest(folder)
    assert (run / "10_voices.html").read_text() == (first / "10_voices.html").read_text()
    assert (run / "articles" / "a1.html").stat().st_ino == (first / "articles" / "a1.html").stat().st_ino
    text = toy.ARTICLE.format(number=4, outlet="Coast Radio").replace("no bread", "no water")
    (folder / "corpus" / "norvik" / "articles" / "a4.txt").write_text(text)
    (folder / "corpus" / "norvik" / "actors.yaml").write_text("actors: []\n")
    done = toy.dateline(folder, "report", "10", "30", "--json")
    summary = json.loads(done.stdout)
    rows = {one["name"]: one for one in summary["runs"][0]["notebooks"]}
    assert rows["10_voices"]["why"] == "1 new article and actors.yaml changed (every article is coded again)"
    assert rows["30_plain"]["why"].startswith("not run again") and summary["ok"]
    assert summary["runs"][0]["changes"]["notebooks"]["10_voices"]["new"] == 1
    assert "1 new article" in (folder / "reports" / "index.html").read_text()
    assert "Army enters Norvik &amp; &lt;Tessaly&gt;, day 4" in (toy.newest(folder) / "changes.html").read_text()


def test_parameters_are_given_converted_shown_and_repeated(project):
    folder, _, _ = project
    done = toy.dateline(folder, "report", "--corpus", "corpus/norvik", "-p", "rounds", "7", "-p", "show", "true",
                        "-p", "outlets", "Coast Radio", "10")
    assert done.returncode == 0, done.stderr
    text = unescape(re.sub(r"<[^>]*>", "", (toy.newest(folder) / "10_voices.html").read_text()))
    assert "7 bool True" in text and "Parameters given for this run" in text and "1 of 3 articles" in text
    assert "python -m dateline report -p outlets 'Coast Radio' -p rounds 7 -p show True 10_voices" in text


@pytest.mark.parametrize("where, told", [("notebooks/a b.ipynb", "'a b'"), ("of/a b.ipynb", "'of/a b.ipynb'"),
                                         ("../a b.ipynb", "'{}/a b.ipynb'")])
def test_the_command_names_a_notebook_by_its_path_where_it_is_not_in_notebooks(where, told, tmp_path, monkeypatch):
    folder = toy.make(tmp_path / "norvik")
    monkeypatch.chdir(folder)
    (folder / "of").mkdir()
    (folder / where).write_text(json.dumps(toy.NOTEBOOKS["10_voices"]))
    monkeypatch.setenv("DATELINE_REPORT", str(folder / where))
    facts = dict(provenance(load_corpus("corpus/norvik"), corpus="corpus/norvik", start=None, rounds=3).facts)
    assert facts["Made again by"] == f"python -m dateline report -p rounds 3 {told.format(tmp_path)}"
    monkeypatch.setattr(run.kernels, "execute", lambda jobs, at_a_time: None)
    monkeypatch.setattr(run, "read_parameters", lambda file: [])
    made = run.run(find_notebooks([where], folder / "notebooks"), {}, folder / "reports").folder
    assert json.loads((made / "run.json").read_text())["command"].endswith(f" report {told.format(tmp_path)}")


def test_a_selection_without_articles_still_gives_a_page(project):
    folder, _, _ = project
    assert toy.dateline(folder, "report", "-p", "start", "2031-01-01", "10_voices").returncode == 0
    assert "No article is selected" in (toy.newest(folder) / "10_voices.html").read_text()


@pytest.mark.parametrize("words, told", [
    (("-p", "round", "7"), "None of these notebooks has a parameter 'round'; did you mean 'rounds'?"),
    (("-p", "round", "7", "10_voices"), "10_voices has no parameter 'round'; did you mean 'rounds'?"),
    (("-p", "rounds", "many"), "The parameter 'rounds' (draws) is 'many'; it has to be a whole number."),
    (("-p", "start", "1.2.2020"), "it has to be a day (as 2016-12-31) or None."),
    (("-p", "outlets", "Coast"), "did you mean 'Coast Radio'?"),
    (("--corpus", "corpus/nowhere"), "'corpus/nowhere' is no collection"),
    (("--corpus", "a", "-p", "corpus", "b"), "The parameter 'corpus' is given twice"),
    (("10_voice",), "There is no notebook '10_voice'; did you mean '10_voices'?"),
    (("--jobs", "0"), "--jobs is 0; it has to be 1 or more.")])
def test_a_mistake_is_refused_before_anything_runs(project, words, told, monkeypatch, capsys):
    folder, _, _ = project
    monkeypatch.chdir(folder)
    before = sorted((folder / "reports").iterdir())
    assert main(["report", *words]) == 2
    assert told in capsys.readouterr().err
    assert sorted((folder / "reports").iterdir()) == before


def test_a_kernel_that_dies_is_reported(tmp_path):
    folder = toy.make(tmp_path / "norvik")
    (folder / "notebooks" / "40_dies.ipynb").write_text(json.dumps(toy.notebook(
        "# Dies?", "print('still here')", "import os\nos._exit(3)", "1")))
    done = toy.dateline(folder, "report", "40_dies", "30_plain")
    assert done.returncode == 1 and "DeadKernelError" in done.stderr and "Traceback" not in done.stderr
    text = (toy.newest(folder) / "40_dies.html").read_text()
    assert "still here" in text and "DeadKernelError" in text and (toy.newest(folder) / "30_plain.html").exists()


def test_list_shows_collections_notebooks_and_parameters(project, monkeypatch, capsys):
    monkeypatch.chdir(project[0] / "corpus")
    assert main(["list"]) == 0
    shown = capsys.readouterr().out
    for told in ("corpus/norvik", "The Norvik war; 3 articles", "20_fails", "rounds = 100", "draws"):
        assert told in shown


def test_heavy_evidence_is_split_into_pages_that_lead_to_each_other(tmp_path, monkeypatch):
    rows = [evidence_rows.quote(number=number) for number in range(1, 8)]
    proofs = page.Proofs(Evidence(evidence_rows.notes(rows)), {"a": evidence_rows.ONE[0]}, {"a": "key"})
    asked = {"table": "quotes", "where": {"camp": rows[0]["camp"]}}
    proofs.collect(f'<a class="evidence" href="" data-evidence="{escape(json.dumps(asked))}">7</a>')
    monkeypatch.setattr(page, "HEAVIEST", 2500)
    folder = page.RunFolder(tmp_path)
    proofs.write(folder, [])
    made = sorted((tmp_path / "evidence").iterdir(), key=lambda file: (len(file.name), file.name))
    text = [file.read_text() for file in made]
    assert len(made) == 3 and "7 rows stand behind this number. This page shows 1 to" in text[0]
    assert all(f'href="{file.name}"' in text[0] for file in made)
    assert f'href="{made[2].name}">Next page' in text[1] and f'href="{made[0].name}">First' in text[2]
    assert sum(one.count("<li>") for one in text) == 7 and 'start="1"' in text[0] and 'start="1"' not in text[1]


def test_articles_of_the_same_name_in_two_collections_have_a_page_each(tmp_path, monkeypatch):
    ours, theirs = (Corpus(Path(name), {}, (Article("a", f"Of {name}", evidence_rows.TEXT),), 1) for name in "xy")
    rows = [evidence_rows.quote(number=number) for number in (1, 2)]
    monkeypatch.setattr(run, "annotate", lambda corpus, progress: evidence_rows.notes(rows, articles=corpus.articles))
    monkeypatch.setattr(run, "keys", lambda corpus: {"a": corpus.path.name})
    asked = escape(json.dumps({"table": "quotes", "where": {}}))
    chosen = {json.dumps({"copies": "each", "start": at}): one for at, one in enumerate((ours, theirs, ours))}
    for one in run._proofs(chosen).values():
        one.collect(f'<a class="evidence" href="" data-evidence="{asked}">2</a>')
        one.write(page.RunFolder(tmp_path), [])
    for folder, title in (("articles", "Of x"), ("articles-2", "Of y")):
        assert f"<h1>{title}</h1>" in (tmp_path / folder / "a.html").read_text()
    for name, folder in (("quotes", "articles"), ("quotes-2", "articles-2"), ("quotes-3", "articles")):
        assert f'href="../{folder}/a.html#a:q1"' in (tmp_path / "evidence" / f"{name}.html").read_text()


def test_the_index_leaves_out_a_damaged_run(tmp_path):
    for name, text in (("a", "{"), ("b", '{"started": 3}')):
        (tmp_path / name).mkdir()
        (tmp_path / name / "run.json").write_text(text)
    assert "0 runs" in index.write(tmp_path).read_text()


def test_the_index_has_the_newest_run_first_in_whatever_time_zone(tmp_path):
    for name, started in (("a", "2020-03-01T10:00:00+05:00"), ("b", "2020-03-01T09:00:00+00:00"), ("c", "soon")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "run.json").write_text(json.dumps(dict.fromkeys(index.FIELDS) | {"started": started}))
    assert [folder.name for folder, _ in index.runs(tmp_path)] == ["b", "a"]


WAITS = """import os, pathlib, time
if pathlib.Path("wait").exists():
    pathlib.Path("pid").write_text(str(os.getpid()))
    time.sleep(300)"""
KILLED = """import os, pathlib, signal, sys
from dateline.__main__ import main
replace = pathlib.Path.replace
def die_at_the_first_page_of_an_article(part, file):
    if file.parent.name == "articles":
        os.kill(os.getpid(), signal.SIGKILL)
    return replace(part, file)
pathlib.Path.replace = die_at_the_first_page_of_an_article
main(sys.argv[1:])"""


def begun(folder, until):
    """A report of a project with a notebook that waits where a file says so, begun until something is there."""
    (folder / "notebooks" / "50_waits.ipynb").write_text(json.dumps(toy.notebook("# Waits?", WAITS)))
    run = toy.start(folder, "report", "10", "50")
    ends = time.monotonic() + 300
    while not any(file.stat().st_size for file in folder.glob(until)):
        assert run.poll() is None and time.monotonic() < ends, run.communicate()
        time.sleep(0.01)
    return run


def ended(pid):
    """Whether a process ends within ten seconds."""
    for _ in range(100):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


def test_runs_that_are_killed_leave_no_kernel_and_no_half_page_and_the_next_one_finishes(tmp_path):
    folder = toy.make(tmp_path / "norvik")
    (folder / "wait").touch()
    run = begun(folder, "pid")
    run.kill()
    run.communicate()
    (folder / "wait").unlink()
    halfway = subprocess.run([sys.executable, "-c", KILLED, "report", "10", "50"], cwd=folder, capture_output=True)
    assert halfway.returncode == -signal.SIGKILL
    assert ended(int((folder / "pid").read_text()))
    done = toy.dateline(folder, "report", "10", "50")
    assert done.returncode == 0, done.stderr
    runs = sorted((folder / "reports").glob("*/run.json"), key=lambda file: file.stat().st_mtime_ns)
    assert [json.loads(file.read_text())["status"] for file in runs] == ["unfinished", "unfinished", "ok"]
    assert all(file.read_text().endswith("</html>\n") for file in (folder / "reports").rglob("*.html"))
    listed = (folder / "reports" / "index.html").read_text()
    assert all((folder / "reports" / link).is_file() for link in re.findall(r'href="([^":]+)"', listed))
    assert len(results.read(runs[-1].parent)["corpora"][0]["articles"]) == 3


def test_stopping_a_run_stops_its_kernels_and_says_so(tmp_path):
    folder = toy.make(tmp_path / "norvik")
    (folder / "wait").touch()
    run = begun(folder, "pid")
    run.send_signal(signal.SIGINT)
    _, told = run.communicate(timeout=60)
    assert run.returncode == 130 and "dateline: stopped" in told and "Traceback" not in told
    assert ended(int((folder / "pid").read_text()))
    assert json.loads((toy.newest(folder) / "run.json").read_text())["status"] == "failed"


@pytest.mark.parametrize("start", ["None", "2031-01-01"], ids=["all", "no article"])
def test_the_projects_own_notebooks_run_on_its_collection_and_on_an_empty_selection(tmp_path, start):
    done = toy.dateline(PROJECT, "report", "--reports", str(tmp_path), "-p", "start", start)
    assert done.returncode == 0, done.stderr
    run = next(tmp_path.glob("*/run.json")).parent
    made = sorted(run.glob("*.html"))
    assert len(made) == len([one for one in (PROJECT / "notebooks").glob("[1-9]*.ipynb")])
    for file in made:
        text = file.read_text()
        assert len(text.encode()) <= 150_000 and "Made again by" in text
        assert not re.search(r"https?://(?!www\.w3\.org/)", text)
        assert text.count("<figure") == len(re.findall(r'<svg role="img" aria-label="[^"]|<img alt="[^"]', text))


def test_a_report_for_each_outlet_and_a_page_that_compares_them(tmp_path):
    folder = toy.make(tmp_path / "norvik")
    (folder / "reports.yaml").write_text("- {name: daily, notebooks: [10_voices], each: outlet}\n")
    done = toy.dateline(folder, "report", "--named", "daily")
    assert done.returncode == 0, done.stderr
    [overview] = (folder / "reports").glob("norvik-each-outlet-*/overview.html")
    links = re.findall(r'href="([^"]*10_voices.html)"', overview.read_text())
    assert len(links) == 2 and all((overview.parent / one).is_file() for one in links)
    assert "daily The Borrun Courier:" in done.stdout
    assert f'href="{overview.parent.name}/overview.html"' in (folder / "reports" / "index.html").read_text()
    assert toy.dateline(folder, "report", "--named").stdout.count("Nothing has changed") == 2


@pytest.fixture
def each(tmp_path, monkeypatch):
    """A small project without kernels: its folder, and a function that asks for a report for each value of a column."""
    folder = toy.make(tmp_path / "norvik")
    monkeypatch.chdir(folder)
    monkeypatch.setattr(run, "run", lambda notebooks, given, reports, **options: run.Run(reports, [], 0))
    return folder, lambda column, *names, **given: many.each(
        [folder / "notebooks" / f"{name}.ipynb" for name in names or ["10_voices"]], given, folder / "reports", column)


def test_reports_for_each_value_have_a_folder_for_each_collection_and_choice_of_notebooks_and_parameters(each):
    folder, ask = each
    ask("outlet")
    ask("outlet", "10_voices", "30_plain")
    ask("outlet", rounds=3)
    ask("outlet", rounds="3")
    shutil.copytree(folder / "corpus" / "norvik", folder / "elsewhere" / "norvik")
    ask("outlet", corpus="elsewhere/norvik")
    assert len(list((folder / "reports").glob("norvik-each-outlet-*/overview.html"))) == 4


@pytest.fixture
def quick(tmp_path, monkeypatch):
    """The folder of a small project in which reports are made without kernels and of articles without quotes."""
    folder = toy.make(tmp_path / "norvik")
    monkeypatch.chdir(folder)
    monkeypatch.setattr(run.kernels, "execute", lambda jobs, at_a_time: None)
    monkeypatch.setattr(run, "prepare", lambda corpus, copies: None)
    monkeypatch.setattr(run, "annotate", lambda corpus, progress: evidence_rows.notes([], articles=corpus.articles))
    return folder


def test_links_lead_to_reports_of_a_collection_whatever_its_folder_is_named(quick):
    (quick / "corpus" / "norvik").rename(quick / "corpus" / "50%25 #1?")
    many.each([quick / "notebooks" / "10_voices.ipynb"], {"corpus": "corpus/50%25 #1?"}, quick / "reports", "outlet")
    links = [(file, link) for file in (quick / "reports").rglob("*.html")
             for link in re.findall(r'href="([^":]+)"', file.read_text())]
    assert {file.name for file, _ in links} == {"index.html", "overview.html", "10_voices.html"}
    assert all((file.parent / unquote(urlsplit(unescape(link)).path)).is_file() for file, link in links)


def test_force_annotates_each_article_once_for_all_reports_of_a_command(quick, monkeypatch):
    kept = quick / "corpus" / "norvik" / ".cache" / "annotations"
    kept.mkdir(parents=True)
    (kept / "old").touch()

    def prepare(corpus, copies):
        before.append(sorted(file.name for file in kept.glob("*")))
        kept.mkdir(exist_ok=True)
        (kept / f"new{len(before)}").touch()

    before = []
    monkeypatch.setattr(run, "prepare", prepare)
    for _ in range(2):  # the second time all is forgotten again
        many.each([quick / "notebooks" / "10_voices.ipynb"], {}, quick / "reports", "outlet", force=True)
    assert before == [[], ["new1"], [], ["new3"]]


def test_a_day_as_yaml_writes_it_may_stand_beside_each(each):
    folder, ask = each
    assert list(ask("outlet", start=date(2020, 1, 3))) == ["Coast Radio"]
    [about] = (folder / "reports").glob("*/run.json")
    assert json.loads(about.read_text())["parameters"] == {"start": "2020-01-03"}


def test_articles_without_a_day_are_told_where_reports_are_told_apart_by_day(each, capsys):
    folder, ask = each
    files = sorted((folder / "corpus" / "norvik" / "articles").iterdir())
    files[0].write_text(re.sub("published: .*\n", "", files[0].read_text()))
    told = "Left out: 1 article without a day of publication"
    assert len(ask("published")) == 2 and told in capsys.readouterr().err
    [overview] = (folder / "reports").glob("*/overview.html")
    assert told in overview.read_text()
    ask("outlet")
    assert told not in capsys.readouterr().err
    for file in files[1:]:
        file.unlink()
    with pytest.raises(ParameterError, match="for each month: of 1 article none has a day of publication"):
        ask("month")
    with pytest.raises(ParameterError, match="No article is selected for start '2021-01-01'"):
        ask("month", start="2021-01-01")


def test_a_notebook_that_exports_runs_though_nothing_has_changed(tmp_path, monkeypatch):
    def execute(jobs, at_a_time):
        ran.append([job.name for job in jobs])
        for job in jobs:
            job.status = "ok"

    ran = []
    monkeypatch.setattr(run.kernels, "execute", execute)
    for name in ("a", "b"):
        cells = toy.notebook("# Plain?", 'export_to = None  # folder' if name == "a" else "most = 1  # rows")
        cells["cells"][1]["metadata"]["tags"] = ["parameters"]
        (tmp_path / f"{name}.ipynb").write_text(json.dumps(cells))
    files, reports = [tmp_path / "a.ipynb", tmp_path / "b.ipynb"], tmp_path / "reports"
    run.run(files, {}, reports)
    assert run.run(files, {}, reports).since
    again = [run.run(files, {"export_to": "x"}, reports) for _ in range(2)]
    assert ran == [["a", "b"], ["a"], ["a"]] and again[1].jobs[0].why == "it writes files to export_to"


def test_two_reports_do_not_write_the_same_exported_files(each):
    folder, ask = each
    files = [folder / "notebooks" / f"{name}.ipynb" for name in ("a", "b")]
    for file in files:
        file.write_text(json.dumps({"cells": [{"cell_type": "code", "metadata": {"tags": ["parameters"]},
                                               "source": 'corpus = "corpus/norvik"\nexport_to = None'}]}))
    assert len(run.plan(files, {"export_to": None})) == 2
    with pytest.raises(ParameterError, match="a and b would write the same files into 'x'"):
        run.plan(files, {"export_to": "x"})
    with pytest.raises(ParameterError, match="for each outlet would write the same files to export_to"):
        ask("outlet", "a", export_to="x")


def share(value):
    return {"value": value, "low": None, "high": None, "unit": "share", "rows": None}


def test_an_overview_says_whose_shares_it_compares_where_reports_tell_one_row():
    done = {name: Namespace(folder=Path(name)) for name in ("Courier", "Radio")}
    cells = {name: {("rebel", one): share(0.2) for one in ("share of quotes", "share of words")} for name in done}
    assert "<caption>Which camps? (rebel)</caption>" in many._shares("Which camps?", cells, done, "20", "outlet")


def test_an_overview_compares_only_what_two_reports_tell():
    done = {name: Namespace(folder=Path(name)) for name in ("Courier", "Radio")}
    cells = {"Courier": {("rebel", "share"): share(0.2), ("Courier", "share"): share(0.9)},
             "Radio": {("rebel", "share"): share(0.5), ("Radio", "share"): share(0.8)}}
    text = many._shares("Which camps?", cells, done, "20", "outlet")
    assert re.findall(r'<th scope="col">([^<]*)', text) == ["outlet", "rebel"] and "20%" in text and "90%" not in text
    assert re.findall(r'data-sort="([^"]*)', text) == ["20", "50"]
    assert many._shares("Which outlets?", {name: {(name, "share"): share(0.4)} for name in done}, done, "20", "o") == ""


@pytest.mark.parametrize("text, told", [
    (None, "There is no reports.yaml"), ("- {corpus: x}", "Run 1 of reports.yaml needs a line 'name: ...'"),
    ("- {name: a, notebook: []}", "has a field 'notebook'; did you mean 'notebooks'?"),
    ("- {name: a, parameters: 3}", "'parameters' of the run 'a' of reports.yaml has to be a mapping"),
    ("- {name: daily}", "has no run 'dayly'; did you mean 'daily'?"), ("a: [", "is not readable as YAML")])
def test_a_mistake_in_reports_yaml_is_told(tmp_path, text, told):
    if text:
        (tmp_path / "reports.yaml").write_text(text)
    with pytest.raises(ParameterError, match=re.escape(told)):
        many.named(tmp_path / "reports.yaml", ["dayly"])


def test_values_of_a_column_become_parameters():
    days = [None, date(2020, 3, 1), date(2020, 3, 2), date(2020, 4, 9)]
    articles = tuple(Article(str(day), "T", "x", day) for day in days)
    corpus = Corpus(Path("c"), {}, articles, 4, (), {"start": "2020-02-26"})
    assert many._values(corpus, "month") == {"2020-03": {"start": "2020-03-01", "end": "2020-03-31"},
                                             "2020-04": {"start": "2020-04-01", "end": "2020-04-30"}}
    assert many._values(corpus, "week")["2020-02-26"] == {"start": "2020-02-26", "end": "2020-03-01"}
    assert many._values(corpus, "outlet") == {"not stated": {"outlets": [""]}}
    with pytest.raises(ParameterError, match="no report for each 'wek'; did you mean 'week'"):
        many._values(corpus, "wek")


def test_what_is_printed_is_the_same_on_the_page_in_however_many_messages_it_came():
    def body(*parts):
        made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("print(count)", outputs=[
            nbformat.v4.new_output("stream", name="stdout", text=part) for part in parts])])
        made.cells[0]["id"] = "printed"
        return page.notebook_body(made)

    assert "12 quotes in 3 articles" in body("12 quotes in 3 articles.\n")
    assert body("12 quotes in 3 articles.\n") == body("12 quotes in ", "3 articles.", "\n")
