"""Exports: what is read back is what was written, nothing is a formula, and nothing is lost at Excel's limits."""

import csv
import json
import re
import shlex
import shutil
import zipfile
from datetime import date
from xml.etree import ElementTree

import pandas as pd
import pytest
import toy
import toynotes

from dateline import export, tables
from dateline.__main__ import main
from dateline.annotate import Annotations
from dateline.copies import once
from dateline.corpus import load_corpus
from dateline.report.parameters import ParameterError

LIVE = ["=1+1", "+1", "-1", "@A1", "\t=1", "'=1", "''@A1", "＝1", "<r><t>=1</t></r>", "'twas",
        'plain, "with" marks\nand lines']
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def notes():
    quotes = [toynotes.quote("a0", number, speaker=text, text=text) for number, text in enumerate(LIVE)]
    return toynotes.notes([toynotes.article(0, day=""), toynotes.article(1)], quotes,
                          [toynotes.event("a0", 1, deaths=[1, 3]), toynotes.event("a1", 2, day="1789-07-14")],
                          [toynotes.time("a0", 0, "2020-03-01")])


def sheets(file):
    """The cells of each sheet of a workbook, as (type, value) in rows; a formula fails."""
    with zipfile.ZipFile(file) as book:
        names = [one.get("name") for one in ElementTree.fromstring(book.read("xl/workbook.xml")).iter(f"{MAIN}sheet")]
        found = {}
        for number, name in enumerate(names, 1):
            text = book.read(f"xl/worksheets/sheet{number}.xml").decode()
            assert not re.search(r"<f[ >]|<hyperlink", text)
            rows = ElementTree.fromstring(text).iter(f"{MAIN}row")
            found[name] = [{re.match("[A-Z]+", cell.get("r")).group(): (cell.get("t", "n"), "".join(cell.itertext()))
                            for cell in row.iter(f"{MAIN}c")} for row in rows]
    return found


def test_parquet_gives_back_the_very_tables(tmp_path):
    made = notes()
    export.write(made, tmp_path, ["parquet"])
    for name in ("articles", "quotes", "times", "events"):
        back = tables.to_pandas(export.pq.read_table(tmp_path / f"{name}.parquet", partitioning=None))
        pd.testing.assert_frame_equal(back, getattr(made, name))
    field = export.pq.read_schema(tmp_path / "quotes.parquet").field("position")
    assert field.metadata[b"unit"] == b"0 to 1"


def test_no_text_in_csv_can_become_a_formula_and_each_can_be_had_back(tmp_path):
    export.write(notes(), tmp_path, ["csv"])
    assert (tmp_path / "quotes.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    with open(tmp_path / "quotes.csv", encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert not [row["text"] for row in rows if row["text"][0] in "=+-@\t\r\n＝"]
    undone = [re.sub(r"^'(?='*[=+\-@\t\r\n＝＋－＠])", "", row["text"]) for row in rows]
    assert undone == LIVE
    assert rows[0]["tone_wordlist"] == "-0.5" and json.loads(rows[0]["spans"]) == [[0, 10]]
    events = pd.read_csv(tmp_path / "events.csv", parse_dates=["date_start"])
    assert str(events["date_start"].iloc[1])[:10] == "1789-07-14" and json.loads(events["deaths"].iloc[0]) == [1, 3]


def test_a_workbook_has_text_numbers_and_dates_and_no_formula(tmp_path):
    export.write(notes(), tmp_path, ["xlsx"])
    found = sheets(tmp_path / "tables.xlsx")
    assert list(found) == ["about", "columns", *[name for name in tables.TABLES if hasattr(notes(), name)]]
    assert [row["C"][1].rstrip(" ") for row in found["quotes"][1:]] == [text.rstrip(" ") for text in LIVE]
    assert {row["C"][0] for row in found["quotes"]} == {"inlineStr"}
    heads = {value: column for column, (_, value) in found["events"][0].items()}
    day = (date(2020, 3, 1) - date(1899, 12, 30)).days
    assert found["events"][1][heads["date_start"]] == ("n", str(day))
    assert found["events"][2][heads["date_start"]] == ("inlineStr", "1789-07-14")
    assert found["events"][1][heads["deaths"]] == ("inlineStr", "[1, 3]")
    assert "C" not in found["articles"][1]  # no day of publication
    named = {row["B"][1]: row["E"][1] for row in found["columns"][1:] if row["A"][1] == "quotes"}
    assert named["tone_negative"] == "estimated probability that a coder would call it negative"


def test_what_is_too_long_for_excel_goes_on_and_is_told(tmp_path, monkeypatch):
    long = "x" * 40_000 + "🕊" * 20_000
    made = toynotes.notes([toynotes.article(0) | {"text": long}, toynotes.article(1)])
    monkeypatch.setattr(export, "MOST_ROWS", 2)
    done = export.write(made, tmp_path, ["xlsx"])
    found = sheets(tmp_path / "tables.xlsx")
    first = found["articles"][1]
    head = found["articles"][0]
    cells = [first[column][1] for column in head if head[column][1].startswith("text")]
    assert "".join(cells) == long and all(len(one.encode("utf-16-le")) <= 2 * 32_767 for one in cells)
    assert found["articles (2)"][1]["A"][1] == "a1"
    assert "they go on in text (2), text (3), text (4)" in str(done) and "spread over 2 sheets" in str(done)


def test_the_same_tables_give_the_same_bytes(tmp_path):
    for name in ("one", "other"):
        export.write(notes(), tmp_path / name)
    for file in sorted((tmp_path / "one").iterdir()):
        assert file.read_bytes() == (tmp_path / "other" / file.name).read_bytes(), file.name


def timeline_of(*events, folder, **article):
    """The timeline's files of some events: what export.write did, CSV's rows, JSON, the calendar's lines, GeoJSON."""
    made = toynotes.notes([toynotes.article(0) | article], events=events)
    done = export.write(made, folder, ["csv", "json", "ics", "geojson"])
    with open(folder / "timeline.csv", encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    calendar = (folder / "timeline.ics").read_bytes().decode()
    assert calendar.endswith("END:VCALENDAR\r\n") and "\n" not in calendar.replace("\r\n", "")
    assert max(len(line.encode()) for line in calendar.split("\r\n")) <= 75
    return (done, rows, json.loads((folder / "timeline.json").read_text("utf-8")),
            calendar.replace("\r\n ", "").split("\r\n"), json.loads((folder / "timeline.geojson").read_text("utf-8")))


def test_the_timeline_is_told_in_the_order_of_dates_with_sentence_account_and_article(tmp_path):
    _, rows, entries, _, places = timeline_of(
        toynotes.event("a0", 1, day="2020-03-02", according_to="=residents", deaths=[1, 3]),
        toynotes.event("a0", 2, day="2020-03-01", place=""), folder=tmp_path)
    assert [one["event_id"] for one in entries] == ["a0:e2", "a0:e1"] == [one["event_id"] for one in rows]
    first, last = entries
    assert (first["account"], last["account"]) == ("The Borrun Courier", "=residents")
    assert rows[1]["account"] == "'=residents"
    assert first["sentence"] == "The army entered Norvik." and first["latitude"] is None and last["deaths"] == [1, 3]
    assert rows[1]["deaths"] == "[1, 3]" and first["date_start"] == rows[0]["date_start"] == "2020-03-01"
    nowhere, somewhere = places["features"]
    assert nowhere["geometry"] is None and somewhere["geometry"] == {"type": "Point", "coordinates": [20.0, 10.0]}
    assert somewhere["properties"].items() <= last.items() and somewhere["id"] == "a0:e1"
    assert {"date_start", "type", "actor_camp", "target_camp", "status", "account", "sentence", "article_id",
            "sentence_start", "trigger_end"} <= somewhere["properties"].keys()


def test_a_calendar_has_whole_days_tells_how_exact_they_are_and_keeps_its_text(tmp_path):
    long = "Norvik, port; \\ „Бо́ррун“ " * 9
    done, _, _, lines, _ = timeline_of(
        toynotes.event("a0", 1, day="2020-02-29"), toynotes.event("a0", 4, day="", trigger_start=30),
        toynotes.event("a0", 2, day="2020-12-01", date_end=date(2020, 12, 31), precision="month", status="planned"),
        folder=tmp_path, title=f"{long}\nnext", url="https://example.org/a,b")
    events = [dict(line.split(":", 1) for line in part) for part in (
        lines[lines.index("BEGIN:VEVENT"):lines.index("END:VEVENT")],
        lines[len(lines) - lines[::-1].index("BEGIN:VEVENT"):-3])]
    assert (events[0]["DTSTART;VALUE=DATE"], events[0]["DTEND;VALUE=DATE"]) == ("20200229", "20200301")
    assert (events[1]["DTSTART;VALUE=DATE"], events[1]["DTEND;VALUE=DATE"]) == ("20201201", "20210101")
    assert events[0]["SUMMARY"] == "advance: entered at Norvik"
    assert events[1]["SUMMARY"].endswith(r"(December 2020\, exact to the month)")
    assert (events[0]["STATUS"], events[1]["STATUS"]) == ("CONFIRMED", "TENTATIVE")
    assert events[0]["UID"] == "a0.9@dateline" and events[0]["DTSTAMP"] == "20200301T000000Z"
    assert events[0]["GEO"] == "10.0;20.0" and events[0]["URL"] == "https://example.org/a,b"
    undone = re.sub(r"\\(.)", lambda found: "\n" if found[1] == "n" else found[1], events[0]["DESCRIPTION"])
    assert f"Article: {long}\nnext, The Borrun Courier, 2020-03-01, a0" in undone
    assert lines.count("BEGIN:VEVENT") == 2 and "1 event without a date cannot stand in a calendar" in str(done)


@pytest.mark.parametrize("first, last, precision, told", [
    ("2020-07-15", "2020-12-12", "year", ""), ("2020-12-05", "2020-12-11", "week", ""),
    ("2020-01-01", "2020-12-31", "year", r" (2020\, exact to the year)"),
    ("2020-07-01", "2020-12-31", "year", r" (July 2020 to December 2020\, exact to the month)")])
def test_a_calendar_calls_no_span_rough_that_begins_on_a_day_of_its_own(first, last, precision, told, tmp_path):
    *_, lines, _ = timeline_of(toynotes.event("a0", 1, day=first, date_end=date.fromisoformat(last),
                                              precision=precision), folder=tmp_path)
    assert f"SUMMARY:advance: entered at Norvik{told}" in lines


def with_a_copy():
    text = " ".join(f"word{number}" for number in range(60))
    return Annotations(**vars(toynotes.notes([toynotes.article(number) | {"text": text} for number in (0, 1)])))


@pytest.mark.parametrize("counted, copies, asked", [("each", 0, ""), ("once", 1, " -p copies once")])
def test_the_command_in_provenance_leaves_out_as_many_copies(counted, copies, asked, tmp_path, monkeypatch):
    monkeypatch.chdir(toy.make(tmp_path / "norvik"))
    monkeypatch.setattr("dateline.__main__.annotate", lambda _: with_a_copy())
    corpus = load_corpus("corpus/norvik")
    export.write(once(with_a_copy(), counted), tmp_path / "one", ["json"], corpus)
    told = (tmp_path / "one" / "provenance.json").read_text("utf-8")
    about = json.loads(told)
    assert (about["copies_left_out"], about["rows"]["articles"]) == (copies, 2 - copies)
    assert about["command"] == (f"python -m dateline export --corpus corpus/norvik{asked} --format json"
                                ) == export.again(corpus, ["json"], counted)
    assert main([*shlex.split(about["command"])[3:], "--to", str(tmp_path / "other")]) == 0
    assert (tmp_path / "other" / "provenance.json").read_text("utf-8") == told


@pytest.mark.parametrize("where", ["norvik/corpus/old/norvik", "elsewhere"])
def test_the_command_names_the_collection_where_it_lies(where, tmp_path, monkeypatch):
    monkeypatch.chdir(toy.make(tmp_path / "norvik"))
    shutil.copytree("corpus/norvik", tmp_path / where)
    words = shlex.split(export.again(load_corpus(tmp_path / where), ["csv"]))
    assert words[5] == (str(tmp_path / where) if where == "elsewhere" else "corpus/old/norvik")


def test_copies_can_be_counted_once_or_each_only(capsys):
    assert main(["export", "-p", "copies", "twice"]) == 2
    assert "'copies' is 'twice'; it has to be 'once' or 'each'" in capsys.readouterr().err


def test_empty_tables_have_their_columns(tmp_path):
    export.write(toynotes.EMPTY, tmp_path)
    assert (tmp_path / "quotes.csv").read_text("utf-8-sig").startswith("article_id,quote_id,text")
    assert (tmp_path / "timeline.csv").read_text("utf-8-sig").startswith("event_id,happening,when")
    assert json.loads((tmp_path / "timeline.json").read_text("utf-8")) == []
    assert len(sheets(tmp_path / "tables.xlsx")["quotes"]) == 1


def test_a_format_that_there_is_not_is_refused_with_the_nearest(tmp_path):
    with pytest.raises(ParameterError, match="no format 'excel' to export to"):
        export.write(notes(), tmp_path / "new", ["excel"])
    assert not (tmp_path / "new").exists() and main(["export", "--format", "cvs"]) == 2


def test_the_command_tells_where_the_tables_are_from(project, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(project[0])
    asked = ["export", "--corpus", "corpus/norvik", "-p", "outlets", "Coast Radio", "--format", "csv,parquet"]
    assert main([*asked, "--to", str(tmp_path)]) == 0
    assert "1 of 3 articles" in capsys.readouterr().out
    about = json.loads((tmp_path / "provenance.json").read_text("utf-8"))
    assert about["corpus"]["hash"] == load_corpus(project[0] / "corpus/norvik", outlets=["Coast Radio"]).hash
    assert about["command"] == ("python -m dateline export --corpus corpus/norvik -p outlets 'Coast Radio' "
                                "--format csv,parquet")
    assert about["rows"]["quotes"] == len(pd.read_csv(tmp_path / "quotes.csv")) > 0
    assert str(tmp_path) not in (tmp_path / "provenance.json").read_text("utf-8")
