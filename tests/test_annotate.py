"""Articles become tables: every offset holds, the cache gives the same rows, one bad article stops nothing."""

import hashlib
import os
import random
import shutil
import subprocess
import sys
from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline import annotate, annotate_text, load_corpus, tables
from dateline import annotate as annotate_function
from dateline.annotate import CHUNK, TABLES, Cache, annotate_article
from dateline.corpus import Article, write_article
from dateline.language.speakers import Speaker

TEXT = """Fighters of the Velmora Front took the village of Ostrany on Sunday, killing at least 20 soldiers, a rebel \
official said.

"We will not stop," said Colonel Ivo Tarn, a spokesman for the army. "They are criminals."

He denied that civilians were hurt. According to the Lorrant Observatory, a monitoring group, 12 people died."""
PIECES = ["\"We lost everything,\" ", "said Ivo Tarn. ", "He added that ", "the army shelled Ostrany ", "on Monday",
          "“Never", "” ", "'", "\n\n", "\n", "according to residents", ", ", "12/12/2016 ", "\U0001f600", "é", "ﬁ ",
          "مدينة ", "THE REBELS ", "\t", "...", "«", "»", "-- ", "n't ", "İ", "killed 20 people. "]


def assert_offsets_hold(notes) -> None:
    """Whatever a row says that it took from the text stands there."""
    texts = dict(zip(notes.articles["article_id"], notes.articles["text"], strict=True))
    for row in notes.quotes.to_dict("records"):
        text = texts[row["article_id"]]
        assert row["spans"]
        assert row["text"] == " … ".join(text[start:end] for start, end in row["spans"])
        assert all(text[start:end].strip() == text[start:end] != "" for start, end in row["spans"])
        for name in ("cue", "source"):
            if pd.isna(row[f"{name}_start"]):
                assert row[name] == ""
            else:
                assert row[name] == text[row[f"{name}_start"]:row[f"{name}_end"]] != ""
        assert 0 <= row["position"] < 1
        assert row["camp"] in tables.CAMPS and row["tone"] in (*tables.TONES, "") and row["kind"] in tables.KINDS
        assert row["naming"] in tables.NAMINGS and row["polarity"] in tables.POLARITIES
    for row in notes.times.to_dict("records"):
        assert row["text"] == texts[row["article_id"]][row["start"]:row["end"]] != ""
    for row in notes.events.to_dict("records"):
        text = texts[row["article_id"]]
        assert row["trigger"] == text[row["trigger_start"]:row["trigger_end"]] != ""
        assert row["sentence_start"] <= row["trigger_start"] < row["trigger_end"] <= row["sentence_end"]
        assert row["type"] in tables.EVENT_TYPES and row["status"] in tables.STATUSES
        for name in ("actor", "target", "place"):
            assert row[name] in text
        assert row["date_start"] is pd.NaT or row["date_start"] <= row["date_end"]
        for name in ("deaths", "injured"):
            assert row[name] == [] or 0 <= row[name][0] <= row[name][1]


def test_a_source_whose_words_tell_another_side_than_its_speaker_speaks_for_itself(war, monkeypatch):
    text = "The Norwegian foreign minister left Ostrany on Monday. A rebel commander said that the road was open."
    minister = Speaker("The Norwegian foreign minister", 0, 30, "named")
    monkeypatch.setattr("dateline.language.speakers.resolve_speakers", lambda doc, text, quotes: [minister])
    (row,) = annotate_article(Article("a", "", text, date(2016, 5, 3)), war)["quotes"]
    assert (row["speaker"], row["naming"], row["camp"]) == ("A rebel commander", "described", "rebel")


def test_every_span_of_the_shipped_article_is_the_text_in_the_row():
    notes = annotate(load_corpus("corpus/aleppo-2016"), progress=False)
    assert len(notes.quotes) >= 9
    assert len(notes.events) >= 8
    assert_offsets_hold(notes)


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.lists(st.sampled_from(PIECES), min_size=1, max_size=25).map("".join),
                 st.text(min_size=1, max_size=200)))
def test_any_text_is_annotated_with_offsets_that_hold(text):
    assert_offsets_hold(annotate_text(text, "2016-12-12"))


def test_who_tells_of_an_attack_is_not_whom_it_hit(war):
    text = "A missile hit a block of flats, said Vitaliy Kell, the head of the Moldovan regional administration."
    [event] = annotate_article(Article("a", "", text, date(2016, 12, 12)), war)["events"]
    assert event["target"] == ""


def test_a_hard_wrapped_text_has_the_quotes_of_the_same_text_in_long_lines():
    text = ("The road to Tarsk was closed on Monday after the bridge had been hit, the|new governor of the province, "
            "Pavel Denko, said. An official of the Varn|Monitoring Group told reporters that 12 people had died.\n\n"
            "The market stayed open.")
    wrapped, plain = (annotate_text(text.replace("|", end), "2016-12-12").quotes for end in ("\n", " "))
    assert "\n" in wrapped.source[0] and wrapped.speaker[0] == "Pavel Denko, the new governor of the province"
    assert wrapped.replace({name: "\n" for name in ("text", "source")}, " ", regex=True).equals(plain)


def test_tables_have_the_columns_of_the_dictionary_and_nothing_else():
    notes = annotate_text(TEXT, "2016-12-12")
    for table in ("articles", *TABLES):
        assert list(getattr(notes, table).columns) == [column.name for column in tables.TABLES[table]]


def test_a_text_without_anything_in_it_gives_empty_tables():
    notes = annotate_text("-", None)
    assert [len(getattr(notes, table)) for table in TABLES] == [0, 0, 0, 0, 0]


@pytest.mark.parametrize("words", [30_000])
def test_a_text_of_a_hundred_pages_is_annotated_whole(words):
    paragraphs = (TEXT + "\n\n") * (words // len(TEXT.split()))
    notes = annotate_text(paragraphs, "2016-12-12")
    assert_offsets_hold(notes)
    assert notes.quotes["position"].max() > 0.99


@pytest.fixture
def collection(tmp_path):
    """A collection of three short articles."""
    for number in range(3):
        write_article(Article(f"a{number}", f"Title {number}", f"{TEXT} It was day {number}."), tmp_path)
    return tmp_path


def same(left, right) -> None:
    for table in ("articles", *TABLES):
        pd.testing.assert_frame_equal(getattr(left, table), getattr(right, table))


def test_a_second_run_annotates_nothing_and_gives_the_same_tables(collection):
    first = annotate(load_corpus(collection), progress=False)
    second = annotate(load_corpus(collection), progress=False)
    assert (first.made, first.reused, second.made, second.reused) == (3, 0, 0, 3)
    same(first, second)


def test_only_a_new_and_a_changed_article_are_annotated_again(collection):
    annotate(load_corpus(collection), progress=False)
    (collection / "articles" / "a1.txt").unlink()
    write_article(Article("a1", "Title 1", TEXT + " It was changed."), collection)
    write_article(Article("a3", "Title 3", TEXT), collection)
    notes = annotate(load_corpus(collection), progress=False)
    assert (notes.made, notes.reused) == (2, 2)
    shutil.rmtree(collection / ".cache")
    same(notes, annotate(load_corpus(collection), progress=False))


def test_a_changed_actor_file_codes_again(collection):
    annotate(load_corpus(collection), progress=False)
    (collection / "actors.yaml").write_text("actors:\n- {name: Ivo Tarn, camp: expert, kind: person, source: a test}\n")
    notes = annotate(load_corpus(collection), progress=False)
    assert notes.made == 3
    assert "expert" in set(notes.quotes["camp"])


def test_an_article_that_cannot_be_annotated_is_reported_and_the_others_go_on(collection, monkeypatch):
    module = sys.modules[annotate_function.__module__]
    whole = module.annotate_article

    def fails_once(article, actors, places=()):
        if article.article_id == "a1":
            raise ValueError("the parser met something strange")
        return whole(article, actors, places)

    monkeypatch.setattr(module, "annotate_article", fails_once)
    notes = annotate(load_corpus(collection), progress=False)
    assert list(notes.articles["article_id"]) == ["a0", "a2"]
    assert [str(problem) for problem in notes.problems] == [
        "articles/a1.txt, line 1: the article could not be annotated (ValueError: the parser met something strange); "
        "it is left out."]
    assert (notes.made, notes.reused) == (2, 0)
    monkeypatch.setattr(module, "annotate_article", None)  # so that nothing can be tried again
    again = annotate(load_corpus(collection), progress=False)
    assert (again.made, again.reused, again.problems) == (0, 2, notes.problems)


@pytest.mark.parametrize("error", [MemoryError("no room"), OSError("too many open files"),
                                   type("Fail", (Exception,), {"__module__": "onnxruntime.capi"})("no room")])
def test_what_failed_for_lack_of_memory_or_files_is_tried_again(collection, monkeypatch, error):
    module = sys.modules[annotate_function.__module__]
    whole = module.annotate_article

    def fails(article, actors, places=()):
        if article.article_id == "a1":
            raise error
        return whole(article, actors, places)

    monkeypatch.setattr(module, "annotate_article", fails)
    notes = annotate(load_corpus(collection), progress=False)
    assert (notes.made, [problem.file for problem in notes.problems]) == (2, ["articles/a1.txt"])
    assert str(notes.problems[0]).endswith("it is left out, and tried again the next time.")
    monkeypatch.setattr(module, "annotate_article", whole)
    again = annotate(load_corpus(collection), progress=False)
    assert (again.made, again.reused, again.problems) == (1, 2, ())


def test_what_is_done_to_the_tables_stays_in_them(collection):
    annotate(load_corpus(collection), progress=False)
    for _ in range(3):
        notes = annotate(load_corpus(collection), progress=False)
        assert "changed" not in notes.quotes and set(notes.quotes["camp"]) != {"changed"}
        notes.quotes["changed"] = notes.quotes["camp"] = "changed"


def test_parts_of_older_states_are_deleted(tmp_path):
    for number, state in enumerate(("a", "b", "c")):
        Cache(tmp_path, state).add([("k", "it failed")])
        os.utime(tmp_path / f"part-{state}-{hashlib.sha256(b'k').hexdigest()[:16]}.parquet", (number, number))
    (tmp_path / "part-c-half.parquet.7.part").touch()
    os.utime(tmp_path / "part-c-half.parquet.7.part", (0, 0))
    cache = Cache(tmp_path, "c")
    cache.prune()
    assert [part.name[:7] for part in sorted(tmp_path.iterdir())] == ["part-b-", "part-c-"]
    assert cache.problems == Cache(tmp_path, "c").problems == {"k": "it failed"}


def test_a_plain_script_or_standard_input_can_annotate_in_several_processes(tmp_path):
    for number in range(2 * CHUNK + 1):
        write_article(Article(f"a{number}", "Title", f'"We stay," said the mayor of Ostrany. Day {number}.'), tmp_path)
    code = f"""import dateline
notes = dateline.annotate(dateline.load_corpus({str(tmp_path)!r}), progress=False, processes=2)
print("once:", len(notes.articles), notes.made)"""
    script = tmp_path / "script.py"
    script.write_text(code)
    told = f"once: {2 * CHUNK + 1} {2 * CHUNK + 1}\n"
    assert subprocess.run([sys.executable, str(script)], capture_output=True, text=True, timeout=120).stdout == told
    shutil.rmtree(tmp_path / ".cache")
    assert subprocess.run([sys.executable, "-"], input=code, capture_output=True, text=True, timeout=120).stdout == told


def test_an_article_in_another_language_is_counted_and_left_out(collection):
    write_article(Article("fr", "Titre", "« Nous partons », a dit le maire.", language="fr"), collection)
    notes = annotate(load_corpus(collection), progress=False)
    assert len(notes.articles) == 3
    assert "only English is analysed" in str(notes.problems[0])


def test_rows_come_in_the_order_that_is_asked_for_whatever_the_order_of_the_parts(tmp_path):
    rows = {table: [] for table in TABLES}
    row = dict.fromkeys(("start", "end"), 1) | dict.fromkeys(("text", "type", "value", "rule"), "x")
    row |= dict.fromkeys(("date_start", "date_end"))
    results = [(f"k{number}", rows | {"times": [row | {"article_id": f"a{number}"}]}) for number in range(9)]
    random.Random(1).shuffle(results)
    cache = Cache(tmp_path)
    for at in range(0, 9, 2):
        cache.add(results[at:at + 2])
    found = Cache(tmp_path).read([f"k{number}" for number in range(9)])["times"]
    assert list(found["article_id"]) == [f"a{number}" for number in range(9)]
