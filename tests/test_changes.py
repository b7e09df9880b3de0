"""Differences between runs: what is published as numbers, and what moved between two runs."""

import json
import re

import pandas as pd
import pytest

from dateline.figures import RESULTS, Finding, Sentence, Table
from dateline.report import changes, results


def number(value, row="rebel", low=None, high=None, unit="share", section="Which camps?"):
    return {"section": section, "table": 1, "row": row, "name": "share of quotes", "value": value, "low": low,
            "high": high, "unit": unit, "rows": {"table": "quotes", "where": {}, "count": 3, "page": "evidence/q.html"}}


def run(articles, numbers, *sentences):
    return {"started": "2020-03-01T10:00:00", "corpora": [{"folder": "norvik", "articles": articles}], "notebooks": {
        "20": {"title": "Whose <voices>?", "corpus": 0, "numbers": numbers,
               "sentences": [{"section": "Which camps?", "text": one} for one in sentences]}}}


def article(text, camps="rebel un", events=2):
    return {"hash": text, "title": f"<b>{text}</b>", "outlet": "Coast Radio", "published": "2020-03-01",
            "quotes": len(camps.split()), "events": events, "camps": camps}


BEFORE = run({"a": article("a"), "b": article("b"), "gone": article("g")}, [
    number(0.31, "rebel", 0.24, 0.38), number(0.5, "un", 0.2, 0.8), number(10, "media", unit="quotes"),
    number(0.1, "x"), number(0.2001, "z")], "Rebels have 31%.", "It is one.")
AFTER = run({"a": article("a", "rebel media"), "b": article("b2"), "new": article("n", "un un un")}, [
    number(0.39, "rebel", 0.3, 0.47), number(0.6, "un", 0.3, 0.9), number(12, "media", unit="quotes"),
    number(0.1, "x"), number(0.2, "y"), number(0.2002, "z")], "Rebels have 39%.", "It is one.")


def test_articles_quotes_and_events_are_counted_and_recoded_camps_too():
    found = changes.compared(BEFORE, AFTER, "20")
    assert [row[:2] for row in found.articles()] == [("new", "new"), ("changed", "b"), ("removed", "gone")]
    assert found.recoded == 1
    assert (found.more("quotes"), found.more("events")) == (1, 0)
    assert changes.in_words(found.summary()) == (
        "1 new article, 1 changed article, 1 removed article, 1 more quote, camps of 1 quote recoded; "
        "1 of 4 changed numbers beyond the interval")


def test_numbers_beyond_their_interval_come_first_and_unchanged_ones_not_at_all():
    found = changes.compared(BEFORE, AFTER, "20")
    assert [(was["value"], now["value"]) for was, now in found.moved] == [(0.31, 0.39)]
    assert [now["row"] for _, now in found.shares] == ["y", "un"]
    assert [now["row"] for _, now in found.counts] == ["media"]
    assert found.sentences == [("Which camps?", "Rebels have 31%.", "Rebels have 39%.")]


def test_a_share_or_count_that_only_one_run_tells_counts_as_nothing_in_the_other():
    numbers = [number(0.5, "un", 0.4, 0.6), number(3, "media", unit="quotes"), number(1.5, "mean", unit="")]
    for before, after in ((run({}, []), run({}, numbers)), (run({}, numbers), run({}, []))):
        found = changes.compared(before, after, "20")
        assert [now["row"] for _, now in found.moved + found.counts] == ["un", "media"] and not found.shares
        assert {"–", "50% (40 to 60%)"} == set(map(changes.shown, found.moved[0]))


def test_a_sentence_that_only_the_earlier_run_has_is_gone():
    found = changes.compared(run({}, [], "It is one.", "It is two."), run({}, [], "It is one."), "20")
    assert found.sentences == [("Which camps?", "It is two.", "")]


def test_rows_that_are_not_shown_are_counted_and_only_numbers_changed_less(tmp_path):
    many = [number(value / 1000, str(value)) for value in range(100, 100 + changes.MOST + 2)]
    for name, content in (("one", run({}, many)), ("two", run({str(at): article(str(at)) for at in range(61)}, []))):
        (tmp_path / name).mkdir()
        (tmp_path / name / "results.json").write_text(json.dumps(content))
    changes.write(tmp_path / "two", {"20": tmp_path / "one"})
    text = (tmp_path / "two" / "changes.html").read_text()
    assert "The first 60; 2 more changed less." in text and "The first 60; not shown: 1 more." in text


def test_results_are_read_anew_when_they_are_written_anew(tmp_path):
    assert results.read(tmp_path) is None
    for content in (BEFORE, AFTER):
        results.write(tmp_path, {**content, "command": "report"}, content["corpora"], content["notebooks"])
        assert results.read(tmp_path)["notebooks"] == content["notebooks"]


def test_the_page_shows_both_values_with_links_and_escapes_all(tmp_path):
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder, content in zip(folders, (BEFORE, AFTER), strict=True):
        (folder / "articles").mkdir(parents=True)
        (folder / "articles" / "new.html").write_text("")
        (folder / "results.json").write_text(json.dumps(content))
    made = changes.write(folders[1], {"20": folders[0]})
    text = (folders[1] / "changes.html").read_text()
    assert made["since"] == ["one"] and made["notebooks"]["20"]["moved"] == 1
    assert '<a href="../one/evidence/q.html">31% (24 to 38%)</a>' in text
    assert '<a href="evidence/q.html">39% (30 to 47%)</a>' in text and "+8.0 points" in text
    assert '<a href="20.html#Which-camps?">Which camps?</a>' in text
    assert '<a href="articles/new.html">&lt;b&gt;n&lt;/b&gt;</a>' in text
    assert "<b>" not in text and "<voices>" not in text
    assert changes.write(folders[1], {"30": folders[0]}) == {}


def test_a_new_article_leads_to_its_page_in_the_folder_of_its_collection(tmp_path):
    after = run({"new": article("n")}, [])
    after["corpora"][0]["pages"] = "articles-2"
    for name, content in (("one", run({}, [])), ("two", after)):
        for folder in ("articles", "articles-2"):
            (tmp_path / name / folder).mkdir(parents=True)
            (tmp_path / name / folder / "new.html").write_text("")
        (tmp_path / name / "results.json").write_text(json.dumps(content))
    changes.write(tmp_path / "two", {"20": tmp_path / "one"})
    assert '<a href="articles-2/new.html">' in (tmp_path / "two" / "changes.html").read_text()


def test_before_and_now_are_sorted_by_their_values(tmp_path):
    for name, value in (("one", 0.00004), ("two", 0.31)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "results.json").write_text(json.dumps(run({}, [number(value)])))
    changes.write(tmp_path / "two", {"20": tmp_path / "one"})
    text = (tmp_path / "two" / "changes.html").read_text()
    assert re.findall(r'data-sort="([^"]*)"><a[^>]*>([^<]*)<', text) == [("0.000040", "under 1%"), ("0.310000", "31%")]


def test_notebooks_of_the_same_articles_are_told_together():
    one = changes.compared(BEFORE, AFTER, "20").summary()
    other = {**one, "new": 0}
    told = changes.together([one, other, one])
    assert len(told) == 2 and told[0].endswith("1 quote recoded; 2 of 8 changed numbers beyond the interval")


def test_a_number_is_shown_with_its_unit_and_interval():
    assert changes.shown(number(-0.074, low=-0.11, high=0.03, unit="points")) == "−7 points (−11 to +3)"
    assert changes.shown(number(-0.19, low=-0.2, high=0.1, unit="")) == "−0.19 (−0.20 to 0.10)"
    assert changes.shown(number(1200, unit="quotes")) == "1,200"


@pytest.fixture
def table():
    rows = pd.DataFrame({"camp": ["rebel", "un"], "quotes": [3, 1], "share": [0.75, 0.25], "low": [0.5, float("nan")],
                         "high": [0.9, float("nan")], "no": [1, 2]})
    return Table(rows, "Shares", lambda row, column: ("quotes", {"camp": row["camp"]}), of="Norvik and Borrun")


def test_a_table_publishes_every_number_with_unit_interval_and_rows(table, monkeypatch):
    monkeypatch.setenv("DATELINE_REPORT", "20")
    found = Finding(table, "So it is.")._repr_mimebundle_()[RESULTS]
    assert found["sentences"] == ["So it is."] and len(found["tables"][0]) == 4
    assert found["tables"][0][1] == {
        "row": "rebel (Norvik and Borrun)", "name": "share of quotes", "value": 0.75, "low": 0.5, "high": 0.9,
        "unit": "share", "rows": {"table": "quotes", "where": {"camp": "rebel"}}}
    assert (found["tables"][0][0]["unit"], found["tables"][0][3]["low"]) == ("quotes", None)
    json.dumps(found)
    monkeypatch.delenv("DATELINE_REPORT")
    assert table._repr_mimebundle_() == {} and Sentence("x").published() == {"tables": [], "sentences": ["x"]}


def test_what_cells_publish_is_taken_out_and_named_by_its_section():
    cell = {"cell_type": "code", "outputs": [{"data": {"text/html": "x", RESULTS: {
        "tables": [[{"value": 1, "rows": None}], [{"value": 2, "rows": {"table": "quotes"}}]], "sentences": ["S."]}}}]}
    notebook = {"cells": [{"cell_type": "markdown", "source": "## One\n\ntext\n\n### Two"}, cell]}
    found = results.of_notebook(results.collected(notebook), lambda rows: {**rows, "count": 5})
    assert cell["outputs"] == [{"data": {"text/html": "x"}}]
    assert found == {"sentences": [{"section": "Two", "text": "S."}], "numbers": [
        {"section": "Two", "table": 1, "value": 1, "rows": None},
        {"section": "Two", "table": 2, "value": 2, "rows": {"table": "quotes", "count": 5}}]}
