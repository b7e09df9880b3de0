"""Events in order, one event as several tell it, and the days written about."""

from datetime import date

import pandas as pd
import pytest
import toynotes

from dateline import timeline

BASE = {"kind": "bombardment", "day": "2020-03-01", "actor_camp": "government", "place": "Norvik",
        "target_camp": "rebel"}


def same(text="The army entered Norvik. ", **other):
    articles = [toynotes.article(0), toynotes.article(1) | {"text": text}]
    rows = [toynotes.event("a0", 1, **BASE), toynotes.event("a1", 1, **{**BASE, **other})]
    return ordered(articles, rows)["happening"].nunique() == 1


def ordered(articles, events):
    notes = toynotes.notes(articles, [], events)
    return timeline.ordered(notes.events, notes.articles)


@pytest.mark.parametrize("other, one", [
    ({}, True), ({"day": "2020-03-02", "date_rule": "publication"}, True), ({"day": "2020-03-02"}, False),
    ({"kind": "casualties"}, True), ({"actor_camp": ""}, True),
    ({"place": "the Norvik"}, True), ({"place": "Norvik port", "latitude": 10.05, "longitude": 20.05}, True),
    ({"place": ""}, True), ({"day": "2020-03-03"}, False), ({"kind": "talks"}, False), ({"actor_camp": "rebel"}, False),
    ({"actor_camp": "rebel", "status": "claimed"}, True),
    ({"actor_camp": "rebel", "status": "claimed", "place": "the town of Norvik"}, True),
    ({"actor_camp": "rebel", "status": "claimed", "place": "Est", "latitude": 10.05}, False),
    ({"actor_camp": "rebel", "status": "claimed", "kind": "casualties"}, True),
    ({"actor_camp": "rebel", "status": "claimed", "kind": "attack"}, False),
    ({"place": "Est", "latitude": 11.0}, False), ({"place": "", "actor_camp": ""}, False),
    ({"text": "Several schools burnt down"}, False), ({"precision": "month"}, False), ({"day": None}, False),
    ({"kind": "other"}, False)])
def test_accounts_of_one_event_are_joined_where_nothing_contradicts(other, one):
    assert same(**other) is one


@pytest.mark.parametrize("place, other, article, one", [
    ("the town", "the town", "a1", False), ("A market", "a market", "a1", False), ("the town", "Norvik", "a1", False),
    ("the town", "", "a1", False), ("the town", "the town", "a0", True), ("the town", "Norvik", "a0", True),
    ("The town", "Norvik", "a0", True), ("a town", "Norvik", "a0", False), ("the town", "the port", "a0", False),
    ("the Old Town", "the Old Town", "a1", True)])
def test_a_place_without_a_name_is_known_in_its_own_article_only(place, other, article, one):
    events = [toynotes.event("a0", 1, **BASE | {"place": place}, latitude=None),
              toynotes.event(article, 2, **BASE | {"place": other}, latitude=None)]
    assert (ordered([toynotes.article(0), toynotes.article(1)], events)["happening"].nunique() == 1) is one


def test_numbers_of_dead_of_another_size_count_something_else():
    rows = [toynotes.event("a0", at, **BASE, deaths=[dead, dead]) for at, dead in enumerate((20, 60, 900), 1)]
    assert ordered([toynotes.article(0)], rows)["happening"].tolist() == [0, 0, 1]


def test_days_do_not_chain():
    rows = [toynotes.event("a0", at, **{**BASE, "day": f"2020-03-0{at}"}, date_rule="carried") for at in range(1, 6)]
    assert ordered([toynotes.article(0)], rows)["happening"].tolist() == [0, 0, 1, 1, 2]


def three_accounts():
    return ordered(
        [toynotes.article(0), toynotes.article(1, "Coast Radio"), toynotes.article(2, "Coast Radio", "2020-03-04")],
        [toynotes.event("a0", 1, **BASE, deaths=[20, 20], according_to="the Norvik Watch"),
         toynotes.event("a1", 1, **BASE, deaths=[30, 40], status="denied", according_to="residents"),
         toynotes.event("a2", 1, **BASE, according_to="the Watch")])


def test_events_of_several_sources_stand_side_by_side_with_their_differences():
    found = three_accounts()
    several = timeline.told_by_several(found)
    assert several[["accounts", "outlets", "articles", "deaths", "differ"]].iloc[0].tolist() == [
        2, 2, 3, "20 to 40", "dead 20 (the Norvik Watch), 30 to 40 (residents); denied by residents"]
    assert "in 1 of them the accounts differ" in timeline.takeaway_several(several, found)


def test_accounts_that_contradict_each_other_are_paired():
    found = timeline.disputes(three_accounts())
    assert found["differ"].tolist() == ["dead", "denial"]
    assert found[["one", "other"]].iloc[0].tolist() == ["the Norvik Watch, 2020-03-01", "residents, 2020-03-01"]
    assert timeline.takeaway_disputes(found) == ("2 pairs of accounts of one event contradict each other: 1 in the "
                                                 "number of dead and 1 in whether it happened.")


def test_who_did_it_is_disputed_however_the_place_is_spelt_and_beside_the_dead():
    claims = [("a0", "bombardment", "government", "Norvik"), ("a0", "casualties", "government", "Norvik"),
              ("a1", "bombardment", "rebel", "the town of Norvik")]
    found = ordered([toynotes.article(0), toynotes.article(1)], [
        toynotes.event(article, at, **BASE | {"kind": kind, "actor_camp": camp, "place": place}, status="claimed",
                       according_to=f"the {camp} side's foe")
        for at, (article, kind, camp, place) in enumerate(claims, 1)])
    assert timeline.disputes(found)["differ"].tolist() == ["done by"]


def told(*accounts, outlet="The Borrun Courier"):
    """Events of one day and place: (article's number, account, its camp, what else)."""
    articles = [toynotes.article(number, outlet) for number in sorted({number for number, *_ in accounts})]
    return ordered(articles, [
        toynotes.event(f"a{number}", at, **BASE, according_to=account, according_to_camp=camp, **other)
        for at, (number, account, camp, other) in enumerate(accounts)])


def dead(number):
    return {"deaths": [number, number]}


@pytest.mark.parametrize("accounts, one, other", [
    ([(0, "the Watch", "", dead(20)), (0, "residents", "", dead(60))], "the Watch", "residents"),
    ([(0, "the Watch", "", dead(20)), (1, "residents", "", dead(30)), (2, "the Watch", "", dead(60))],
     "residents", "the Watch"),
    ([(0, "the Watch", "", {"deaths": [20, 30]}), (1, "residents", "", {"deaths": [20, 30]}),
      (2, "residents", "", dead(25))], "the Watch", "residents")])
def test_numbers_of_dead_of_two_accounts_are_paired_also_in_one_article_and_beside_corrections(accounts, one, other):
    found = timeline.disputes(told(*accounts))
    assert found["differ"].tolist() == ["dead"]
    assert found[["one", "other"]].iloc[0].tolist() == [f"{one}, 2020-03-01", f"{other}, 2020-03-01"]


def test_who_did_it_and_denials_are_paired_between_two_accounts():
    found = told((0, "the Watch", "", {}), (1, "the Watch", "", {"status": "denied"}), (2, "residents", "", {}))
    found["actor_camp"] = ["government", "rebel", "government"]
    pairs = timeline.disputes(found)[["differ", "one", "other"]].to_numpy().tolist()
    assert pairs == [["done by", "the Watch, 2020-03-01", "residents, 2020-03-01"],
                     ["denial", "residents, 2020-03-01", "the Watch, 2020-03-01"]]


def test_an_account_that_differs_from_itself_contradicts_nobody():
    found = told((0, "the Watch", "", dead(20)), (0, "the Watch", "", dead(25)), (1, "residents", "", {}))
    assert timeline.told_by_several(found)["differ"].tolist() == [""] and timeline.disputes(found).empty


@pytest.mark.parametrize("camp, accounts", [("rebel", 2), ("government", 1), ("unknown", 1), ("", 1)])
def test_a_name_within_a_longer_one_is_another_account_where_its_camp_is_another(camp, accounts):
    found = told((0, "the army", "government", dead(20)), (1, "the Free Norvik Army", camp, dead(60)))
    assert timeline.told_by_several(found)["accounts"].tolist() == [2] * (accounts - 1)


def test_an_outlet_whose_name_holds_anothers_is_an_account_of_its_own():
    found = ordered([toynotes.article(0, "The Courier"), toynotes.article(1, "The Borrun Courier")], [
        toynotes.event(f"a{at}", 1, **BASE, **dead(number)) for at, number in enumerate((20, 60))])
    assert timeline.disputes(found)["differ"].tolist() == ["dead"]


def test_an_outlet_and_its_own_reporter_are_one_account():
    assert timeline.told_by_several(told((0, "", "", {}), (1, "a Borrun Courier reporter", "media", {}))).empty


def test_articles_without_an_outlet_are_accounts_of_their_own():
    found = told((1, "", "", dead(20)), (12, "", "", dead(60)), outlet="")
    assert found["account"].tolist() == ["article a1", "article a12"]
    assert timeline.disputes(found)["differ"].tolist() == ["dead"]
    found["account"] = ["article norvik", "article norvik 2"]
    assert len(timeline.told_by_several(found)) == 1


def test_happenings_of_one_day_and_place_keep_their_own_numbers_of_dead():
    found = timeline.tolls(told(*((0, f"envoy {at}", "", dead(number)) for at, number in enumerate((2, 3, 200, 210)))))
    assert found["event"].nunique() == 1 and timeline.takeaway_tolls(found) == (
        "2 events have numbers of dead from two sources or more; in 0 of them all agree. Furthest apart: 2020-03-01, "
        "bombardment Norvik, 2 to 3.")


def test_accounts_that_give_the_same_range_of_dead_agree():
    found = timeline.tolls(told(*((0, name, "", {"deaths": [20, 30]}) for name in ("residents", "an envoy"))))
    assert timeline.takeaway_tolls(found).endswith("in 1 of them all agree.")


def test_numbers_of_dead_are_told_by_account():
    found = timeline.tolls(three_accounts())
    assert found[["account", "least", "most"]].to_numpy().tolist() == [
        ["the Norvik Watch", 20, 20], ["residents", 30, 40]]
    assert "Furthest apart: 2020-03-01, bombardment Norvik, 20 to 40." in timeline.takeaway_tolls(found)


def test_delay_counts_days_that_the_text_gives_where_the_day_of_publication_is_known():
    events = [toynotes.event("a0", at, day=f"2020-0{at}-01") for at in range(1, 5)]
    events.append(toynotes.event("a0", 9, day="2020-03-01", date_rule="publication"))
    events.append(toynotes.event("a1", 1, day="2020-02-20"))
    articles = [toynotes.article(0), toynotes.article(1, day="1999-08-15") | {"text": "February 21 2020\nThey fled."}]
    found = ordered(articles, events)
    doubtful = timeline.document_days(found, toynotes.notes(articles).articles)
    found = timeline.delays(found, doubtful).set_index("delay")["events"]
    assert found[found > 0].to_dict() == {"announced before": 1, "same day": 1, "8 to 30 days": 1,
                                          "31 to 365 days": 1}


def test_the_middle_of_the_events_leaves_out_what_lies_far():
    events = [toynotes.event("a0", at, day=f"2020-02-{at:02d}") for at in range(1, 29)]
    misread = toynotes.event("a0", 40, day="1429-01-01"), toynotes.event("a0", 41, day="2042-01-01")
    inside = timeline.middle(ordered([toynotes.article(0)], [*events, *misread]))["date_start"]
    assert (str(inside.min())[:10], str(inside.max())[:10]) == ("2020-02-01", "2020-02-28")
    assert len(timeline.middle(ordered([toynotes.article(0)], events))) == len(events)


def test_dates_to_be_checked_are_told():
    articles = [toynotes.article(0), toynotes.article(1, day="1999-08-15") | {"text": "August 30 2013\nThey fled."},
                toynotes.article(2, day="") | {"text": "They fled on Sunday."}]
    found = ordered(articles, [toynotes.event("a0", 1, day="1429-01-01"), toynotes.event("a0", 2, day="2042-01-01"),
                               toynotes.event("a1", 1, day="2013-08-29"), toynotes.event("a0", 3)])
    notes = toynotes.notes(articles)
    doubtful = timeline.document_days(found, notes.articles)
    assert [str(day)[:10] for day in doubtful["read_as"]] == ["2013-08-30", "NaT"]
    assert doubtful["events"].tolist() == [1, 0] and str(doubtful["published"].iloc[0])[:10] == "1999-08-15"
    assert timeline.far(found, doubtful)["event_id"].tolist() == ["a0:e1", "a0:e2"]
    assert timeline.takeaway_document_days(doubtful, notes.articles) == (
        "3 articles, among them 1 without a day of publication and 1 whose text begins with another date: the events "
        "of these are dated by the date that the text itself gives. 1 article without any date cannot be placed in "
        "time.")
    assert timeline.far(found, doubtful.head(0)).shape[0] == 3


def test_events_are_in_order_of_their_dates_and_undated_ones_last():
    notes = toynotes.notes([toynotes.article(0)], [], [
        toynotes.event("a0", 1, day=None), toynotes.event("a0", 2, day="2020-02-03"),
        toynotes.event("a0", 3, day="2020-01-01", precision="month", target="rebels")])
    found = timeline.ordered(notes.events, notes.articles)
    assert found["when"].tolist() == ["January 2020", "2020-02-03", "no date"]
    assert found["parties"].iloc[0] == "the army → rebels"


@pytest.mark.parametrize("first, last, precision, when", [
    ("2016-06-01", "2016-08-31", "month", "June 2016 to August 2016"),
    ("2016-12-01", "2016-12-15", "month", "December 2016"), ("2011-01-01", "2014-12-26", "year", "2011 to 2014"),
    ("2011-01-01", "2011-12-31", "year", "2011"), ("2016-12-11", "2016-12-12", "day", "2016-12-11 to 2016-12-12"),
    ("2016-12-11", "2016-12-11", "day", "2016-12-11"), ("2016-07-15", "2016-12-12", "year", "2016-07-15 to 2016-12-12"),
    ("2016-11-20", "2016-12-12", "month", "2016-11-20 to 2016-12-12"),
    ("2016-07-01", "2016-12-31", "year", "July 2016 to December 2016")])
def test_a_date_of_several_months_or_years_is_told_to_its_end(first, last, precision, when):
    row = toynotes.event("a0", 1, day=first, date_end=date.fromisoformat(last), precision=precision)
    assert ordered([toynotes.article(0)], [row])["when"].tolist() == [when]


def test_events_of_one_year_are_not_told_as_of_its_first_day():
    year = toynotes.event("a0", 1, day="2016-01-01", date_end=date(2016, 12, 31), precision="year")
    day = toynotes.event("a0", 2, day="2016-01-01")
    told = [timeline.takeaway(ordered([toynotes.article(0)], events)) for events in ([year], [year, day])]
    assert "1 event in 1 article, dated 2016. How" in told[0]
    assert "2 events in 1 article, dated 2016-01-01 and 2016. How" in told[1]


def test_events_without_a_date_are_not_told_as_of_the_day_of_publication_nor_taken_for_exact():
    rows = [toynotes.event("a0", 1, day="2020-01-01", date_end=date(2020, 1, 31), precision="month", deaths=[9, 9]),
            *(toynotes.event("a0", at, day=None) for at in (2, 3, 4))]
    found = ordered([toynotes.article(0)], rows)
    assert "the text gives the date in 1 (25%); no date is known in 3 (75%)." in timeline.takeaway(found)
    days = timeline.dates(toynotes.ONE.times, toynotes.ONE.articles)
    assert timeline.salient(found, days, 1)["when"].tolist() == ["January 2020"]


def test_a_short_table_has_the_most_salient_days_first():
    notes = toynotes.many()
    found, days = timeline.ordered(notes.events, notes.articles), timeline.dates(notes.times, notes.articles)
    most = pd.DataFrame({"day": found["date_start"].unique(), "salience": [9, *range(7), 8, 0, 0, 7]})
    assert timeline.salient(found, most, 5)["event_id"].tolist() == ["a0:e2", "a6:e2", "a7:e2", "a8:e2", "a11:e2"]
    assert timeline.salient(found, days, 18)["happening"].nunique() == 18
    assert timeline.salient(found, days, 100) is found


def test_counts_by_day_week_month_and_year_add_up():
    found = timeline.ordered(toynotes.many().events, toynotes.many().articles)
    for cut, first in (("day", "2020-03-01"), ("week", "2020-02-24"), ("month", "2020-03-01"), ("year", "2020-01-01")):
        counted = timeline.counts(found, cut=cut)
        assert counted["events"].sum() == 24 and counted["period"].min() == pd.Timestamp(first)
    assert timeline.period(pd.Series(pd.to_datetime(["2020-01-01", "2020-12-31"]))) == "week"


def test_days_are_ranked_by_the_articles_that_name_them_and_return_to_them():
    notes = toynotes.notes([toynotes.article(0), toynotes.article(1, day="2020-03-05")], [], [], [
        toynotes.time("a0", 0, "2020-03-01"), toynotes.time("a1", 0, "2020-03-01"),
        toynotes.time("a1", 9, "2020-03-04"), toynotes.time("a1", 20, "2020-03-04"),
        toynotes.time("a1", 40, "2020-03-02", "SET"), toynotes.time("a1", 50, "1999-01-01")])
    found = timeline.dates(notes.times, notes.articles)
    assert found["day"].dt.strftime("%Y-%m-%d").tolist() == ["2020-03-01", "2020-03-04", "1999-01-01"]
    assert found["articles"].tolist() == [2, 1, 1] and found["mentions"].tolist() == [2, 2, 1]
    assert found["later"].tolist() == [1, 0, 1]
    assert found["salience"].round(2).tolist() == [2.83, 1.39, 0.0]  # log 3 + 1.5 log 2 + log 2; 2 log 2
    assert "The most salient is 2020-03-01" in timeline.takeaway_dates(found)


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
    days = timeline.dates(toynotes.EMPTY.times, toynotes.EMPTY.articles)
    assert days.empty and timeline.salient(found, days, 5).empty
    doubtful = timeline.document_days(found, toynotes.EMPTY.articles)
    for measure, given in (("disputes", ()), ("tolls", ()), ("delays", (doubtful,))):
        empty = getattr(timeline, measure)(found, *given)
        assert empty.empty and getattr(timeline, f"takeaway_{measure}")(empty).startswith("No ")
