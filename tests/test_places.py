"""Places: the collection's own first, then the world's; no persons, no bodies, no states that act."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.corpus import PROJECT, read_places
from dateline.language.parse import parse
from dateline.language.places import Place, find_places, fold

TORAQ = (Place("al-Toraqiya", 36.1, 37.1, "Syria", "district", ("Sheikh Moradi", "Toraqieh")),
         Place("Paris", 36.2, 37.2, "Syria", "village"))


def names(text, gazetteer=TORAQ):
    return [(text[one.start:one.end], one.name) for one in find_places(parse(text), text, gazetteer)]


@pytest.mark.parametrize("text, printed, name", [
    ("Shells fell in al-Toraqiya.", "al-Toraqiya", "al-Toraqiya"),
    ("Shells fell in Toraqieh.", "Toraqieh", "al-Toraqiya"),
    ("Shells fell in Toraqiya.", "Toraqiya", "al-Toraqiya"), ("SHELLS FELL IN TORAQIEH.", "TORAQIEH", "al-Toraqiya"),
    ("Shells fell in Tóraqieh's market.", "Tóraqieh", "al-Toraqiya"),
    ("They took Sheikh Moradi in the south.", "Sheikh Moradi", "al-Toraqiya"),
    ("Talks go on in Geneva.", "Geneva", "Geneva"), ("He fled to the UK.", "UK", "United Kingdom"),
    ("Aid is held up in Syria.", "Syria", "Syria"),
    ("Residents in Toraqieh said shells fell.", "Toraqieh", "al-Toraqiya"),
    ("Jets struck Islamic State in Toraqieh.", "Toraqieh", "al-Toraqiya"),
    ("Shells fell in Saudi\u00a0Arabia.", "Saudi\u00a0Arabia", "Saudi Arabia"),
    ("Shells fell in Saudi\r\nArabia.", "Saudi\r\nArabia", "Saudi Arabia"),
    ("Shells fell in Iraq's north.", "Iraq", "Iraq"), ("He fled to the US.", "US", "United States"),
    ("He fled to the U.K. on Friday.", "U.K", "United Kingdom")])
def test_a_place_is_found(text, printed, name):
    assert names(text) == [(printed, name)]


@pytest.mark.parametrize("text", [
    "Sheikh Moradi said that shells fell.", "Moscow said that no agreement was reached.", "The Syrian army advanced.",
    "He has a nice reading of it.", "The Gaza Health Ministry counted them.", "Hamas fired rockets.", "They told us.",
    "Us two men fled.", "US-led jets fired.", "U.S. jets fired.",
    "Fighters of the Islamic State in Iraq and Syria fled.", "Fighters of the Islamic State of Iraq and Syria fled."])
def test_what_only_looks_like_a_place_is_none(text):
    assert names(text, (*TORAQ, Place("Gaza", 31.5, 34.45, "Palestine", "city"))) == []


def test_the_collections_own_place_comes_before_the_worlds():
    (found,) = find_places(parse("Shells fell in Paris."), "Shells fell in Paris.", TORAQ)
    assert (found.country, found.kind) == ("Syria", "village")


def test_a_city_of_the_actor_files_home_is_known_by_all_its_spellings_without_a_gazetteer():
    text = "Shells hit Zaporizhzhia and Mykolaiv, Bakhmut and Kherson."
    found = [one.country for one in find_places(parse(text), text, (), ["Ukraine"])]
    assert (names(text, ()), found) == ([], ["Ukraine"] * 4)


def test_a_body_named_by_a_common_word_is_no_town_of_the_collections_country():
    home = (Place("Zhovtiv", 48.0, 30.0, "Ukraine", "village"), Place("Zabari", 9.0, 8.0, "Nigeria", "village"),
            Place("Zayat", 20.0, 96.0, "Myanmar", "village"))
    assert names("Human Rights Watch, Save the Children and the World Bank sent aid.", home) == []


def test_a_country_has_no_point():
    (found,) = find_places(parse("They went to Turkey."), "They went to Turkey.")
    assert (found.latitude, found.longitude, found.kind) == (None, None, "country")


def test_the_shipped_gazetteer_lies_in_and_around_syria_and_names_nothing_twice():
    rows = read_places(PROJECT / "corpus/aleppo-2016/places.csv")
    assert len(rows) >= 150
    assert all(32 < row["latitude"] < 37.6 and 35.5 < row["longitude"] < 42.4 for row in rows)
    spellings = [fold(name) for row in rows for name in {row["name"], *row["aliases"]}]
    twice = {name for name in spellings if spellings.count(name) > 1}
    assert not {name for name in twice if len({row["name"] for row in rows if name in map(fold, (row["name"], *row[
        "aliases"]))}) > 1}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from("Syria Sheikh Moradi al - Toraqiya 's PARIS in , . New York said Hamas é ü".split()),
                max_size=10).map(" ".join))
def test_offsets_hold_in_any_text(text):
    end = 0
    for one in find_places(parse(text), text, TORAQ):
        assert end <= one.start < one.end <= len(text)
        end = one.end
