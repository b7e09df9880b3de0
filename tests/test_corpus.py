"""Collections are read, checked, selected and hashed; what cannot be read is reported and left out."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.__main__ import main
from dateline.corpus import (
    Article,
    CorpusError,
    load_corpus,
    read_article,
    read_places,
    without_headline,
    write_article,
)

ARTICLE = """---
id: {id}
title: Talks resume in Velmora
published: {published}
outlet: {outlet}
---

"We are close," said the mayor of Velmora.

{text}
"""


@pytest.fixture
def collection(tmp_path):
    """An empty collection, and a function that adds an article file to it."""
    (tmp_path / "articles").mkdir()

    def add(name: str, content: str | bytes | None = None, **fields) -> None:
        values = {"id": name, "published": "2016-12-12", "outlet": "Gazette", "text": "The river froze."} | fields
        content = ARTICLE.format(**values) if content is None else content
        (tmp_path / "articles" / f"{name}.txt").write_bytes(content if isinstance(content, bytes) else content.encode())

    return tmp_path, add


def only_problem(folder) -> str:
    corpus = load_corpus(folder)
    assert len(corpus) == 0
    [problem] = corpus.problems
    return str(problem)


def test_the_shipped_article_is_read_without_its_doubled_headline():
    [article] = load_corpus("corpus/aleppo-2016")
    assert article.title == "Syrian army takes Aleppo districts amid bombardment"
    assert article.published == date(2016, 12, 12)
    assert article.outlet == ""
    assert article.text.startswith("The Syrian army and its allies made sweeping advances in Aleppo on Monday (12/")
    assert article.text.endswith("a British-based monitoring group.")


def test_articles_come_by_date_then_identifier(collection):
    folder, add = collection
    add("b", published="2016-12-12")
    add("c", published="2016-12-11")
    add("a", published="2016-12-12")
    assert [article.article_id for article in load_corpus(folder)] == ["c", "a", "b"]


def test_period_outlet_and_text_select(collection):
    folder, add = collection
    add("a", published="2016-12-10", outlet="Gazette")
    add("b", published="2016-12-11", outlet="Courier")
    add("c", published="2016-12-12", outlet="Courier", text="Snow fell on LORRANT.")
    assert len(load_corpus(folder, start="2016-12-11")) == 2
    assert len(load_corpus(folder, end=date(2016, 12, 10))) == 1
    assert [one.article_id for one in load_corpus(folder, outlets=["Courier"], text="lorrant")] == ["c"]


def test_an_empty_selection_says_so(collection):
    folder, add = collection
    add("a")
    corpus = load_corpus(folder, start="2020-01-01")
    assert len(corpus) == 0
    assert str(corpus).startswith("No article is selected for start '2020-01-01': 1 readable in ")


def test_an_unknown_outlet_is_refused_with_the_near_one(collection):
    folder, add = collection
    add("a")
    with pytest.raises(CorpusError, match="from outlet 'Gazete'; did you mean 'Gazette'"):
        load_corpus(folder, outlets=["Gazete"])


@pytest.mark.parametrize(("parameter", "message"), [
    ({"start": "12/12/2016"}, "start is '12/12/2016', which is no date; write year-month-day"),
    ({"start": "2017-01-01", "end": "2016-01-01"}, "start .2017-01-01. is after end"),
])
def test_a_parameter_that_cannot_be_right_is_refused(collection, parameter, message):
    with pytest.raises(CorpusError, match=message):
        load_corpus(collection[0], **parameter)


def test_a_folder_that_is_no_collection_is_refused_with_those_there_are(tmp_path):
    with pytest.raises(CorpusError, match=r"is no collection.*corpus/aleppo-2016"):
        load_corpus(tmp_path / "nothing")


@pytest.mark.parametrize(("content", "message"), [
    ("No front matter.", "bad.txt, line 1: the file must begin with a front matter"),
    ("---\ntitle: A\nText without an end.", "bad.txt, line 1: the file must begin with a front matter"),
    (b"---\ntitle: A\n---\n\nCaf\xe9", "bad.txt, line 5: byte 21 is not UTF-8"),
    ("---\noutlet: A\n---\n\nText.", "bad.txt, line 2, field 'title': an article needs a title."),
    ("---\ntitle: A\n---\n\n \n", "bad.txt, line 4: there is no text"),
    ("---\ntitle: A: B\n---\n\nText.", "bad.txt, line 2: the front matter is not readable as YAML"),
    ("---\ntitle: A\npublished: 12/12/2016\n---\n\nText.", "line 3, field 'published': published is '12/12/2016'"),
    ("---\ntitle: A\npublished: 2016-13-45\n---\n\nText.", "line 3, field 'published': published is '2016-13-45'"),
    ("---\ntitle: A\nupdated: 2016-02-30\n---\n\nText.", "line 3, field 'updated': updated is '2016-02-30', which"),
    ("---\ntitle: A\ndate: 2016-12-12\n---\n\nText.", "line 3, field 'date': there is no such field; did you mean "
                                                       "'published'?"),
    ("---\ntitle: A\npublisher: B\n---\n\nText.", "field 'publisher': there is no such field; did you mean 'outlet'?"),
    ("---\ntitle: A\ncolour: red\n---\n\nText.", "field 'colour': there is no such field; there are: id, title, publ"),
    ("---\ntitle: A\npublised: 2016-12-12\n---\n\nText.", "line 3, field 'publised': there is no such field; did you "
                                                          "mean 'published'?"),
    ("---\ntitle: A\ntitle: B\n---\n\nText.", "line 3, field 'title': the field stands there twice."),
    ("---\ntitle: A\nid: ../a\n---\n\nText.", "line 3, field 'id': '../a' cannot be used in a file name"),
    ("---\ntitle: !!python/object/apply:os.getcwd []\n---\n\nText.", "line 2, field 'title': the value has to be"),
])
def test_a_bad_article_is_reported_with_file_line_and_field(collection, content, message):
    folder, add = collection
    add("bad", content)
    assert message in only_problem(folder)


def test_a_field_is_taken_as_it_is_written(collection):
    folder, add = collection
    add("a", "---\ntitle: 12:30\nid: 0123\nlanguage: no\noutlet: 1e3\nauthors: [1.50, yes]\nurl:\n---\n\nText.")
    [article] = load_corpus(folder)
    assert (article.title, article.article_id, article.language, article.outlet) == ("12:30", "0123", "no", "1e3")
    assert (article.authors, article.url) == (("1.50", "yes"), "")


@pytest.mark.parametrize("written", ["2016-12-12", "'2016-12-12'", "2016-12-12T23:30:00Z", "2016-12-12 23:30:00",
                                     "2016-12-12 23:30:00.5 +02:00"])
def test_a_day_may_be_written_with_a_time(collection, written):
    folder, add = collection
    add("a", published=written)
    assert load_corpus(folder).article("a").published == date(2016, 12, 12)


def test_a_field_without_a_value_counts_as_left_out(collection):
    folder, add = collection
    add("a", "---\ntitle: A\nid:\nlanguage:\npublished:\nauthors:\n---\n\nText.")
    [article] = load_corpus(folder)
    assert (article.article_id, article.language, article.published, article.authors) == ("a", "en", None, ())


def test_one_bad_article_does_not_stop_the_others(collection):
    folder, add = collection
    add("a")
    add("bad", "nothing")
    corpus = load_corpus(folder)
    assert len(corpus) == 1
    assert "Left out: 1\n  articles/bad.txt, line 1: the file must begin with a front matter" in str(corpus)


def test_a_collection_that_is_no_states_home_says_so(collection):
    folder, add = collection
    add("a")
    assert "No state is at home" in str(load_corpus(folder))
    (folder / "actors.yaml").write_text("home: Moldova\n", encoding="utf-8")
    assert "No state is at home" not in str(load_corpus(folder))


def test_hidden_copies_are_no_articles(collection):
    folder, add = collection
    add("a")
    (folder / "articles" / ".ipynb_checkpoints").mkdir()
    add(".ipynb_checkpoints/a-checkpoint", id="a", text="The river thawed.")
    corpus = load_corpus(folder)
    assert corpus.problems == () and corpus.article("a").text.endswith("The river froze.")


def test_a_folder_or_a_broken_link_in_place_of_a_file_is_reported(collection):
    folder, add = collection
    add("a")
    (folder / "articles" / "b.txt").mkdir()
    (folder / "articles" / "c.txt").symlink_to(folder / "nowhere")
    corpus = load_corpus(folder)
    assert len(corpus) == 1
    assert [problem.file for problem in corpus.problems] == ["articles/b.txt", "articles/c.txt"]
    assert "articles/b.txt, line 1: it cannot be read as a file" in str(corpus.problems[0])


def test_an_identifier_used_twice_is_reported(collection):
    folder, add = collection
    add("a")
    add("b", id="a")
    [problem] = load_corpus(folder).problems
    assert "'a' is also the id of articles/a.txt" in str(problem)


@pytest.mark.parametrize("stem", ["day #1", "who?", "50%", "a\\b", "x" * 201, "ж" * 101])
def test_a_file_name_that_no_page_can_have_needs_an_id(collection, stem):
    folder, add = collection
    add(stem, ARTICLE.replace("id: {id}\n", "").format(published="2016-12-12", outlet="Gazette", text="It froze."))
    assert "give the article an 'id'" in only_problem(folder)
    add(stem, id="a")
    assert [one.article_id for one in load_corpus(folder)] == ["a"]


def test_a_file_name_in_any_alphabet_may_be_the_identifier(collection):
    folder, add = collection
    add("ж" * 100, ARTICLE.replace("id: {id}\n", "").format(published="2016-12-12", outlet="Gazette", text="It froze."))
    assert [one.article_id for one in load_corpus(folder)] == ["ж" * 100]


@pytest.mark.parametrize(("name", "content", "message"), [
    ("collection.yaml", b"title: A\nperiod: {start: 2016-02-30}\n", "collection.yaml of .* is not readable"),
    ("collection.yaml", b"title: A\nperiod: {start: 2016-13}\n", "The period in collection.yaml of .*; write it as"),
    ("collection.yaml", b"title: A\nperiod: {from: 2016-12-01, to: 2016-12-31}\n", "write it as .start: 2016-01-31"),
    ("collection.yaml", b"title: A\nperiod: December 2016\n", "The period in collection.yaml of .* is 'December 2016'"),
    ("collection.yaml", b"title: Caf\xe9\n", "collection.yaml of .* is not readable"),
    ("places.csv", b"name,aliases,latitude,longitude,country,kind\nCaf\xe9,,1,1,Velmora,town\n",
     "places.csv, line 2: this is not UTF-8"),
])
def test_a_file_beside_the_articles_that_cannot_be_read_is_refused(collection, name, content, message):
    (collection[0] / name).write_bytes(content)
    with pytest.raises(CorpusError, match=message):
        read_places(load_corpus(collection[0]).path / "places.csv")


@pytest.mark.parametrize(("period", "start", "end"), [
    ("2016", date(2016, 1, 1), date(2016, 12, 31)), ("{start: 2016-12}", date(2016, 12, 1), None),
    ("{start: 2016-12-05, end: 2017-02}", date(2016, 12, 5), date(2017, 2, 28)), ("{}", None, None)])
def test_a_period_may_be_told_in_years_and_months(collection, period, start, end):
    folder, _ = collection
    (folder / "collection.yaml").write_text(f"title: A\nperiod: {period}\n", "utf-8")
    found = load_corpus(folder).collection["period"]
    assert (found.get("start"), found.get("end")) == (start, end)


def test_the_command_line_tells_what_is_wrong_with_an_actor_file(collection, capsys):
    folder, add = collection
    add("a")
    (folder / "actors.yaml").write_text("actors:\n- {name: Velmora Guard, camp: rebells, kind: group, source: b}\n")
    assert main(["draft", "--corpus", str(folder)]) == 2
    assert "camp 'rebells' of actor 'Velmora Guard' is not a camp; did you mean 'rebel'?" in capsys.readouterr().err


def test_windows_line_ends_marks_and_control_characters_are_cleaned(collection):
    folder, add = collection
    add("a", b"\xef\xbb\xbf---\r\ntitle: A\r\n---\r\n\r\nOne.\x00\r\n\r\nTwo.\r\n")
    assert load_corpus(folder).article("a").text == "One. \n\nTwo."


def test_a_headline_in_other_case_is_left_out_but_a_text_of_nothing_else_is_kept():
    assert without_headline("TALKS RESUME\n\ntalks resume.\nThe mayor spoke.", "Talks resume") == "The mayor spoke."
    assert without_headline("Talks resume", "Talks resume") == "Talks resume"


def test_the_hash_changes_with_the_text_the_actor_file_and_the_places(collection):
    folder, add = collection
    add("a")
    first = load_corpus(folder).hash
    assert load_corpus(folder).hash == first
    add("a", text="The river thawed.")
    second = load_corpus(folder).hash
    assert second != first
    entry = "{name: Velmora Guard, camp: rebel, kind: group, source: invented}"
    (folder / "actors.yaml").write_text(f"actors:\n- {entry}\n")
    third = load_corpus(folder).hash
    assert third != second
    (folder / "places.csv").write_text("name,aliases,latitude,longitude,country,kind\nVelmora,,1,2,Syria,town\n")
    assert load_corpus(folder).hash != third


PRINTED = st.text(st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\ufeff\ufffe\uffff"), min_size=1,
                  max_size=80).map(lambda text: " ".join(text.split())).filter(bool)


@given(title=PRINTED, outlet=PRINTED, text=PRINTED, day=st.dates())
def test_an_article_that_was_written_is_read_back_as_it_was(tmp_path_factory, title, outlet, text, day):
    folder = tmp_path_factory.mktemp("collection")
    article = Article("a-1", title, f"First. {text}", day, outlet, "https://example.org/a?b=c#d", "en", ("A. Writer",))
    file = write_article(article, folder)
    assert read_article(file, "articles/a-1.txt") == Article(**{**vars(article), "file": "articles/a-1.txt"})
    with pytest.raises(FileExistsError, match="nothing was overwritten"):
        write_article(article, folder)


def test_the_nltk_reader_gives_words_sentences_and_paragraphs_of_the_articles():
    reader = load_corpus("corpus/aleppo-2016").reader()
    assert reader.fileids() == ["articles/2016-12-12-syrian-army-takes-aleppo-districts.txt"]
    assert len(reader.paras()) == 11
    assert reader.sents()[3] == ["``", "The", "situation", "is", "extremely", "difficult", "today", ",", "''", "said",
                                 "Zakaria", "Malahifji", "of", "the", "Fastaqim", "rebel", "group", "fighting", "in",
                                 "Aleppo", "."]
    assert sum(len(sentence) for sentence in reader.sents()) == len(reader.words())


def test_the_nltk_text_gives_concordances_and_collocations():
    text = load_corpus("corpus/aleppo-2016").reader().text()
    assert len(text.concordance_list("Palmyra")) == 1
    assert ("rebel", "official") in text.collocation_list()
