"""Why a quote is coded as it is, and drafts of actor files; the war is invented."""

from dataclasses import replace

import pytest
import yaml
from invented import DAY

from dateline import explain, reasons, tables
from dateline.actors import BASE, Actors, overlaid
from dateline.annotate import Annotations, annotate_article
from dateline.corpus import Article, articles_frame

TEXT = ("Bashir al-Zamir said the talks were open. He said the road was closed. The Moldovan Watch said two had died. "
        "A rebel said the bridge was gone. Ilie Munt said the market was shut. Munt said he would wait. "
        "A man by the road said nothing would change.")


@pytest.fixture(scope="module")
def notes(war):
    article = Article("a1", "Talks", TEXT, DAY)
    rows = annotate_article(article, war)
    return Annotations(articles_frame([article]), **{name: tables.frame(name, rows[name]) for name in rows})


def told(notes, war, start):
    row = notes.quotes[notes.quotes["text"].str.contains(start)].iloc[0]
    assert explain(row["quote_id"], notes, war) == explain(row, notes, war)
    return explain(row, notes, war)


def test_a_pronoun_is_explained_with_its_speaker_entry_and_days(notes, war):
    why = told(notes, war, "road was closed")
    assert "'He' is a pronoun; of all whom the article names, it was taken to mean 'Bashir al-Zamir'." in why
    assert "The entry 'Bashir al-Zamir' (person)" in why and str(DAY) in why and "At other times it is coded" in why


def test_a_role_and_a_disputed_reading_are_explained(notes, war):
    assert "'rebel' names the camp." in told(notes, war, "bridge")
    why = told(notes, war, "two had died")
    assert "under the reading 'the Watch counted with the rebels' the camp is 'rebel'" in why


def test_an_entry_is_explained_by_the_home_that_its_article_is_about(notes):
    entry = {"name": "Ana Petrak", "kind": "person", "camp": "state", "country": "Norway", "source": "embassy list"}
    actors = Actors(overlaid({"home": ["Moldova", "Norway"], "actors": [entry]}))
    row = notes.quotes.assign(actor="Ana Petrak").iloc[0]
    assert "as 'Ana Petrak' with the camp 'foreign_state'" in explain(row, notes, actors)


def test_an_entry_that_does_not_cover_the_day_is_told(notes, war):
    early = replace(notes, articles=notes.articles.assign(published="2009-05-01"))
    why = explain(notes.quotes.assign(actor="", camp="unknown").iloc[0], early, war)
    assert "No post of the entry 'Bashir al-Zamir' tells a camp on 2009-05-01, the day of the article: it is" in why
    assert "No post" not in explain(notes.quotes.iloc[0], notes, war)


def test_a_quote_that_is_not_there_is_refused(notes, war):
    with pytest.raises(KeyError, match="There is no quote 'a9:q1'"):
        explain("a9:q1", notes, war)


def test_a_draft_lists_what_has_no_camp_and_overwrites_nothing(notes, war, tmp_path):
    file, sources = reasons.draft(notes, war, tmp_path)
    assert file.name == "actors-draft.yaml" and sources["name"][0] == "Ilie Munt"
    assert len(sources["quote_ids"][0]) == 2 and sources["aliases"][0] == []
    entry = yaml.safe_load(file.read_text(encoding="utf-8"))["actors"][0]
    assert entry == {"name": "Ilie Munt", "kind": "person", "camp": "unknown", "source": "not looked up yet"}
    assert Actors.load(file).entries[0].name == "Ilie Munt" and BASE.is_file()
    assert "home:" not in file.read_text(encoding="utf-8")
    assert reasons.draft(notes, war, tmp_path)[0].name == "actors-draft-2.yaml"


def test_a_draft_for_a_collection_without_a_home_proposes_the_state_named_most(notes, tmp_path):
    articles = notes.articles.assign(text="Norwegian troops left. Norway and Chile, Oslo said, would talk in Santiago.")
    file, _ = reasons.draft(replace(notes, articles=articles), Actors.load(), tmp_path)
    assert file.read_text(encoding="utf-8").split("\n\n")[0].splitlines()[-1] == "# home: Norway"


@pytest.mark.parametrize("speaker, name", [
    ("the NLF (Front)", "NLF"), ("THE NORVIK LIBERATION FRONT [NLF], BASED IN BORRUN", "NORVIK LIBERATION FRONT"),
    ("[Munt]", "Munt"), ("a rebel (from Borrun", "rebel"), ("Al-Theel", "Al-Theel"),
    ("Information Minister Oru al-Tessal", "Oru al-Tessal"), ("Commander-in-chief Gen. Ilie Munt", "Ilie Munt"),
    ("General Munt", "General Munt"), ("office of Mayor Oru Tessal", "office of Mayor Oru Tessal"),
    ("Norvik Students Union", "Norvik Students Union")])
def test_a_drafted_name_has_no_article_no_brackets_and_no_title(notes, speaker, name):
    quotes = notes.quotes.assign(speaker=speaker, camp="unknown")
    assert reasons.unresolved(replace(notes, quotes=quotes))["name"].tolist() == [name]


@pytest.mark.parametrize("speaker, source, person", [
    ("DEFENCE MINISTER ORU TESSALY", "TESSALY", True), ("GEN. VENN", "GEN. VENN", True), ("ORLA VENN", "VENN", True),
    ("Oru Venn al-Tessal", "", True), ("RADIO NORVIK", "RADIO NORVIK", False),
    ("OFFICIAL SOURCES", "OFFICIAL SOURCES", False), ("VENN", "HE", True), ("NORVIK", "NORVIK", False),
    ("NORVIK WORKERS PARTY", "THE PARTY", False)])
def test_a_drafted_name_is_a_person_by_its_title_or_words(notes, speaker, source, person):
    quotes = notes.quotes.assign(speaker=speaker, source=source, camp="unknown")
    assert reasons.unresolved(replace(notes, quotes=quotes))["person"].tolist() == [person]


def test_a_draft_merges_names_of_persons_and_only_equal_names_of_bodies(notes):
    speakers = ["Borrun Valley Salvation Army", "Borrun Army", "the Borrun Army", "Oru al-Tessal", "al-Tessal"]
    quotes = notes.quotes.head(5).assign(speaker=speakers, camp="unknown")
    found = reasons.unresolved(replace(notes, quotes=quotes))
    assert sorted(found["name"]) == ["Borrun Army", "Borrun Valley Salvation Army", "Oru al-Tessal"]
