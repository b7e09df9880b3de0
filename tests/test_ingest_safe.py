"""What was added does no harm in a report, and a run of `add` that is killed loses and doubles nothing."""

import html
import json
import re
import time

import pytest
import toy

from dateline.corpus import CorpusError, read_articles
from dateline.ingest import add
from dateline.ingest.store import alone, found_collection, ledger

ATTACK = "</title></script><script>alert('norvik')</script><img src=x onerror=alert('norvik')>"
PAGE = f"""<html><head><title>Army in Norvik {html.escape(ATTACK)}</title>
<meta property="og:title" content="Army in Norvik {html.escape(ATTACK)}">
<link rel="canonical" href="javascript:alert('norvik')"><meta property="og:site_name" content="{html.escape(ATTACK)}">
<meta name="author" content="{html.escape(ATTACK)}"><meta property="article:published_time" content="2020-01-04">
<style>body {{display: none}}</style><link rel="stylesheet" href="https://evil.example/a.css"></head><body><article>
<h1>Army in Norvik {html.escape(ATTACK)}</h1>
<p onclick="alert('norvik')">The army entered the port of Norvik on Sunday, a rebel official of the coast said.</p>
<script>alert('norvik')</script><img src="https://evil.example/a.png"><iframe src="https://evil.example/"></iframe>
<p>"We will not stop {html.escape(ATTACK)} until the town is free," said General Aram Tessaly, the army's spokesman.</p>
<p>Residents said that shells had fallen all night on the houses that stand about the harbour of the town.</p>
</article></body></html>"""


def test_nothing_of_a_hostile_page_runs_or_loads_in_a_report(tmp_path):
    project = toy.make(tmp_path / "norvik")
    (tmp_path / "page.html").write_text(PAGE, "utf-8")
    assert add([str(tmp_path / "page.html")], project / "corpus" / "norvik").counts == {"added": 1}
    (made,) = [one for one in read_articles(project / "corpus" / "norvik")[0] if "Army in" in one.title]
    assert made.url == "" and "evil.example" not in made.text and "display" not in made.text
    assert toy.dateline(project, "report", "10").returncode == 0
    pages = "".join(file.read_text("utf-8") for file in (project / "reports").rglob("*.html"))
    assert html.escape("<script>alert('norvik')</script>") in pages or "&lt;script&gt;alert(" in pages
    assert "<script>alert" not in pages and "<img src=x" not in pages and "evil.example" not in pages
    assert not re.search(r"<[^>]*(?:onerror|onclick)\s*=\s*alert", pages) and "javascript:" not in pages


def test_runs_that_are_killed_lose_and_double_nothing(tmp_path):
    rows = [{"id": f"a{number}", "date": f"2020-01-{1 + number % 28:02}", "title": f"Day {number}",
             "text": f"Shells fell on quarter {number} of Norvik in the night, and {number} people were killed there."}
            for number in range(150)]
    source, folder = tmp_path / "rows.jsonl", tmp_path / "war"
    source.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    for mark in (1, 40, 90):
        run = toy.start(tmp_path, "add", str(source), "--to", str(folder))
        ends = time.monotonic() + 120
        while run.poll() is None and len(list(folder.glob("articles/*.txt"))) < mark and time.monotonic() < ends:
            time.sleep(0.002)
        run.kill()
        run.communicate()
        assert read_articles(folder)[1] == []
    done = toy.dateline(tmp_path, "add", str(source), "--to", str(folder))
    articles, problems = read_articles(folder)
    assert done.returncode == 0 and problems == [] and len(articles) == 150
    assert {one.article_id: one.text for one in articles} == {row["id"]: row["text"] for row in rows}
    assert sorted(row["article_id"] for row in ledger(folder)) == sorted(row["id"] for row in rows)
    assert {one.name.rpartition(".")[2] for one in folder.rglob("*") if one.is_file()} == {"txt", "csv", "yaml"}
    assert "known" in done.stdout


def test_a_collection_is_added_to_by_one_process_at_a_time(tmp_path):
    source, folder = tmp_path / "day.txt", tmp_path / "war"
    source.write_text("Shells on Norvik\n\n2020-01-03\n\nShells fell on the port of Norvik in the night.", "utf-8")
    found_collection(folder)
    with alone(folder), pytest.raises(CorpusError, match="Another process is adding articles to war; nothing was"):
        add([str(source)], folder)
    assert read_articles(folder)[0] == [] and not (folder / "added.csv").exists()
    (folder / "articles" / "half.txt.7.part").write_text("left by one that was killed", "utf-8")
    assert add([str(source)], folder).counts == {"added": 1}
    assert [one.suffix for one in (folder / "articles").iterdir()] == [".txt"]
