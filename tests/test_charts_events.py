"""Charts of events: accounts against each other, numbers of dead, delays, maps by period."""

import json
import re
from datetime import date
from html import unescape
from xml.etree import ElementTree

import pytest
import toynotes

from dateline import charts, evidence, timeline

BASE = {"kind": "bombardment", "day": "2020-03-01"}
NOTES = toynotes.notes(
    [toynotes.article(0), toynotes.article(1, "Coast Radio"), toynotes.article(2, "Coast Radio", "2020-03-04")], [],
    [toynotes.event("a0", 1, **BASE, deaths=[20, 20], according_to="the Norvik <Watch>", according_to_camp="monitor"),
     toynotes.event("a1", 1, **BASE, deaths=[30, 40], status="denied", according_to="residents"),
     toynotes.event("a2", 1, **BASE, deaths=[900, 900], according_to="an envoy"),
     toynotes.event("a2", 2, **BASE, deaths=[1000, 1000], according_to="the army")])
EVENTS = timeline.ordered(NOTES.events, NOTES.articles)
MADE = {"disputes": charts.disputes(timeline.disputes(EVENTS)), "tolls": charts.tolls(timeline.tolls(EVENTS)),
        "delays": charts.delays(timeline.delays(EVENTS, EVENTS.head(0)))}


@pytest.mark.parametrize("name", MADE)
def test_numbers_lead_to_as_many_events(name, monkeypatch):
    monkeypatch.setenv("DATELINE_REPORT", "test")
    links = re.findall(r'data-evidence="([^"]*)">([^<]*)</a>', MADE[name]._repr_html_())
    assert links
    for asked, number in links:
        asked = json.loads(unescape(asked))
        rows = evidence.Evidence(NOTES).positions(asked["table"], asked["where"])
        assert len(rows) == {"tolls": 1}.get(name) or number in (str(len(rows)), f"{len(rows) / 4:.0%}")


def test_the_accounts_of_what_is_contradicted_lead_to_the_events_that_all_of_them_tell():
    events = [toynotes.event("a0", at, **BASE, according_to=who, deaths=dead)
              for at, (who, dead) in enumerate((("residents", [20, 20]), ("the army", [30, 30]), ("an envoy", [])))]
    made = charts.disputes(timeline.disputes(timeline.ordered(toynotes.notes([], [], events).events, NOTES.articles)))
    assert [(one["value"], len(one["rows"]["where"]["event_id"])) for one in made.numbers()] == [(3, 3)]


@pytest.mark.parametrize("name", ["tolls", "delays"])
def test_pictures_are_light_well_formed_and_told_in_words(name):
    text = MADE[name].image()
    assert ElementTree.fromstring(text).tag.endswith("svg") and len(text) < 20_000 and "<Watch>" not in text
    assert MADE[name].alt.endswith(".") and MADE[name].caption.endswith(".")


def test_shares_by_delay_are_told_as_shares_of_events():
    assert {one["name"] for one in MADE["delays"].table.numbers()} == {"events", "share of events"}


def test_numbers_of_dead_of_very_different_size_are_drawn_apart():
    assert "20 (the Norvik <Watch>) and 30 to 40 (residents)" in MADE["tolls"].alt
    assert all(f">{number}<" in MADE["tolls"].image() for number in ("20", "900", "30 to 40", "1,000"))


def test_happenings_of_one_day_and_place_are_drawn_under_heads_of_their_own():
    assert MADE["tolls"].image().count(">2020-03-01, bombardment Norvik<") == 2
    assert MADE["tolls"].alt.count("2020-03-01, bombardment Norvik") == 2


@pytest.mark.parametrize("day", ["1453-01-01", "2300-01-01"])
def test_lanes_reach_to_days_that_nanoseconds_do_not(day):
    days = enumerate([day, *(f"2020-03-0{at}" for at in range(1, 6))])
    notes = toynotes.notes([toynotes.article(0)], [], [toynotes.event("a0", at, day=one) for at, one in days])
    chart = charts.lanes(timeline.ordered(notes.events, notes.articles))
    assert f"Jan {day[:4]}<" in chart.image() and day in chart.alt


def test_lanes_draw_no_event_of_a_month_or_year_on_its_first_day():
    rough = [toynotes.event("a0", 1, day="2020-01-01", date_end=date(2020, 12, 31), precision="year"),
             toynotes.event("a0", 2, day="2020-03-01", date_end=date(2020, 3, 31), precision="month")]
    since = toynotes.event("a0", 3, day="2020-02-10", date_end=date(2020, 12, 12), precision="year")
    chart, nothing = (charts.lanes(timeline.ordered(
        toynotes.notes([], [], events).events, toynotes.ONE.articles)) for events in ([*rough, since], rough))
    assert chart.alt.endswith("1 event by the camp that acts: government 1 from 2020-02-10 to 2020-02-10.")
    assert chart.caption.endswith(" Left out: 2 events of a month or a year.")
    assert "exact to the day" in nothing._repr_html_()


def test_a_map_of_many_events_shows_them_by_period():
    events = [toynotes.event("a0", at, day=f"2020-0{1 + at // 15}-{1 + at % 15:02d}") for at in range(60)]
    found = timeline.ordered(toynotes.notes([], [], events).events, toynotes.notes([toynotes.article(0)]).articles)
    chart = charts.place_map(timeline.places(found), None, found)
    assert "2020-01-01 to 2020-01-15: Norvik 15. 2020-02-01 to" in chart.alt and "four periods" in chart.caption
    assert "2020-04-01 to 2020-04-15" in chart.image()


def test_lanes_open_where_nearly_all_events_lie():
    days = [f"2020-0{1 + at // 25}-{1 + at % 25:02d}" for at in range(80)]
    events = [toynotes.event("a0", at, day=day) for at, day in enumerate([*days, "1429-01-01"])]
    notes = toynotes.notes([toynotes.article(0)], [], events)
    chart = charts.lanes(timeline.ordered(notes.events, notes.articles))
    data = json.loads(chart.script)
    assert data["days"] - data["closes"] < 5 and data["closes"] - data["opens"] < 120 < data["opens"]
    assert "Left out:" in chart.caption


def test_that_nothing_contradicts_is_said_once():
    notes = toynotes.many(4)
    found = timeline.disputes(timeline.ordered(notes.events, notes.articles))
    html = charts.Finding(charts.disputes(found), timeline.takeaway_disputes(found))._repr_html_()
    assert html.count("No two accounts of one event contradict each other") == 1
