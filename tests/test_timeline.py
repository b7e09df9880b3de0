"""Events in order, one event as several tell it, and the days written about."""

import pandas as pd
import pytest
import toynotes

from dateline import timeline

BASE = {"kind": "bombardment", "day": "2020-03-01", "actor_camp": "government", "place": "Norvik",
        "target_camp": "rebel"}


def same(**other):
    rows = [toynotes.event("a0", 1, **BASE), toynotes.event("a1", 1, **{**BASE, **other})]
    return len(set(timeline.same(toynotes.notes(events=rows).events))) == 1


@pytest.mark.parametrize("other, one", [
    ({}, True), ({"day": "2020-03-02"}, True), ({"kind": "casualties"}, True), ({"actor_camp": ""}, True),
    ({"place": "the Norvik"}, True), ({"place": "Norvik port", "latitude": 10.05, "longitude": 20.05}, True),
    ({"place": ""}, True), ({"day": "2020-03-03"}, False), ({"kind": "talks"}, False), ({"actor_camp": "rebel"}, False),
    ({"place": "Est", "latitude": 11.0}, False), ({"place": "", "actor_camp": ""}, False),
    ({"precision": "month"}, False), ({"day": None}, False), ({"kind": "other"}, False)])
def test_accounts_of_one_event_are_joined_where_nothing_contradicts(other, one):
    assert same(**other) is one


def test_days_do_not_chain():
    rows = [toynotes.event("a0", at, **{**BASE, "day": f"2020-03-0{at}"}) for at in range(1, 6)]
    assert timeline.same(toynotes.notes(events=rows).events).tolist() == [0, 0, 1, 1, 2]


def test_events_of_several_sources_stand_side_by_side_with_their_differences():
    notes = toynotes.notes(
        [toynotes.article(0), toynotes.article(1, "Coast Radio")],
        [], [toynotes.event("a0", 1, **BASE, deaths=[20, 20]),
             toynotes.event("a1", 1, **BASE, deaths=[30, 40], status="denied", according_to="residents")])
    found = timeline.ordered(notes.events, notes.articles)
    several = timeline.told_by_several(found)
    assert several[["accounts", "outlets", "articles", "deaths", "differ"]].iloc[0].tolist() == [
        2, 2, 2, "20 to 40", "denial, number of dead"]
    sides = timeline.accounts(found, several["event_ids"].iloc[0])
    assert sides["account"].tolist() == ["The Borrun Courier", "residents"]
    assert "in 1 of them the accounts differ" in timeline.takeaway_several(several, found)


def test_events_are_in_order_of_their_dates_and_undated_ones_last():
    notes = toynotes.notes([toynotes.article(0)], [], [
        toynotes.event("a0", 1, day=None), toynotes.event("a0", 2, day="2020-02-03"),
        toynotes.event("a0", 3, day="2020-01-01", precision="month", target="rebels")])
    found = timeline.ordered(notes.events, notes.articles)
    assert found["when"].tolist() == ["January 2020", "2020-02-03", "no date"]
    assert found["parties"].iloc[0] == "the army → rebels"


def test_a_short_table_keeps_what_most_tell_of():
    notes = toynotes.many()
    found = timeline.ordered(notes.events, notes.articles)
    chosen = timeline.salient(found, 5)
    assert len(chosen) == 5 and chosen["date_start"].is_monotonic_increasing
    assert timeline.salient(found, 100) is found


def test_counts_by_day_week_month_and_year_add_up():
    found = timeline.ordered(toynotes.many().events, toynotes.many().articles)
    for cut, first in (("day", "2020-03-01"), ("week", "2020-02-24"), ("month", "2020-03-01"), ("year", "2020-01-01")):
        counted = timeline.counts(found, cut=cut)
        assert counted["events"].sum() == 24 and counted["period"].min() == pd.Timestamp(first)
    assert timeline.period(pd.Series(pd.to_datetime(["2020-01-01", "2020-12-31"]))) == "week"


def test_days_are_ranked_by_the_articles_that_name_them():
    notes = toynotes.notes([toynotes.article(0), toynotes.article(1, day="2020-03-05")], [], [], [
        toynotes.time("a0", 0, "2020-03-01"), toynotes.time("a1", 0, "2020-03-01"),
        toynotes.time("a1", 9, "2020-03-04"), toynotes.time("a1", 20, "2020-03-04"),
        toynotes.time("a1", 40, "2020-03-02", "SET")])
    found = timeline.dates(notes.times, notes.articles)
    assert found["day"].dt.day.tolist() == [1, 4] and found["articles"].tolist() == [2, 1]
    assert found["mentions"].tolist() == [2, 2] and found["later"].tolist() == [1, 1]
    assert "2 days are named. Most articles write about 2020-03-01" in timeline.takeaway_dates(found)


def test_places_are_points_with_their_spellings():
    notes = toynotes.notes([toynotes.article(0)], [], [
        toynotes.event("a0", 1), toynotes.event("a0", 2, place="Norvik city"), toynotes.event("a0", 3, place="")])
    found = timeline.places(timeline.ordered(notes.events, notes.articles))
    assert len(found) == 1 and found["events"].iloc[0] == 2 and found["spellings"].iloc[0] == ["Norvik", "Norvik city"]


def test_sources_are_counted_by_status():
    found = timeline.sources(timeline.ordered(toynotes.many().events, toynotes.many().articles))
    assert found.set_index("according_to_camp").loc["civilian", ["claimed", "total"]].tolist() == [12, 12]


def test_nothing_gives_sentences():
    found = timeline.ordered(toynotes.EMPTY.events, toynotes.EMPTY.articles)
    assert timeline.takeaway(found) == timeline.takeaway_several(timeline.told_by_several(found), found)
    assert timeline.counts(found).empty and timeline.places(found).empty and timeline.sources(found).empty
    assert timeline.dates(toynotes.EMPTY.times, toynotes.EMPTY.articles).empty and timeline.salient(found, 5).empty
    assert timeline.accounts(found, []).empty
