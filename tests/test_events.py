"""Events: what names one, its parties, place, date, status and account."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline import tables
from dateline.actors import Actors
from dateline.annotate import annotate_text
from dateline.corpus import PROJECT, load_corpus
from dateline.language.camps import code
from dateline.language.events import Event, Reader, acled, find_events, plover
from dateline.language.parse import parse
from dateline.language.places import Place, find_places
from dateline.language.quotes import Quote
from dateline.language.roles import Roles
from dateline.language.speakers import Speaker
from dateline.language.tagger import read, read_events
from dateline.language.times import find_times

MONDAY = date(2016, 12, 12)
TORAQ = (Place("Toraq", 36.1, 37.1, "Syria", "town"), Place("Selmiya", 36.3, 37.3, "Syria", "town"))


@pytest.fixture(scope="module")
def actors():
    return Actors.load(PROJECT / "corpus/aleppo-2016/actors.yaml")


def found(text, actors, quotes=(), published=MONDAY):
    doc = parse(text)
    voices = [Speaker(name, None, None, "described") for name, _ in quotes]
    codings = [code(actors, name, "", published) for name, _ in quotes]
    made = []
    for _, content in quotes:
        start = text.index(content)
        made.append(Quote(((start, start + len(content)),), "indirect", None, None, "affirmed", 1.0))
    return find_events(doc, text, published, read_events(read(text)), made, voices, codings,
                       find_times(text, published), find_places(doc, text, TORAQ), actors)


def the(kind, events):
    return next(event for event in events if event.type == kind)


@pytest.mark.parametrize("text, kind, actor, target", [
    ("Government forces shelled the rebels in Toraq on Sunday.", "bombardment", "Government forces", "the rebels"),
    ("The rebels were attacked by the army in Toraq on Sunday.", "attack", "the army", "The rebels"),
    ("Residents fled the army's bombardment of the rebels on Sunday.", "bombardment", "the army's", "the rebels"),
    ("Airstrikes by Russia hit Toraq on Sunday.", "bombardment", "Russia", None),
    ("Rebels clashed with the army in Toraq on Sunday.", "clash", "Rebels", "the army"),
    ("The army captured Toraq on Sunday.", "advance", "The army", None)])
def test_actor_and_target_follow_the_parse(text, kind, actor, target, actors):
    event = the(kind, found(text, actors))
    assert event.actor == actor
    assert target is None or event.target == target
    assert (event.date_start, event.date_end, event.precision) == (date(2016, 12, 11), date(2016, 12, 11), "day")


@pytest.mark.parametrize(("text", "bombarded"), [
    ("Helicopters dropped barrel bombs on Toraq on Sunday.", True), ("Rockets fell on Toraq on Sunday.", True),
    ("Two mortar shells landed near the hospital in Toraq.", True),
    ("The price of bread dropped in Toraq on Sunday.", False), ("Hundreds of people fell ill in Toraq.", False),
    ("Oil prices fell on Sunday.", False), ("A plane landed in Toraq on Sunday.", False)])
def test_only_weapons_that_drop_fall_or_land_are_a_bombardment(text, bombarded, actors):
    assert any(event.type == "bombardment" for event in found(text, actors)) == bombarded


def test_camps_come_from_the_actor_file(actors):
    event = the("bombardment", found("Government forces shelled the rebels in Toraq on Sunday.", actors))
    assert (event.actor_camp, event.target_camp) == ("government", "rebel")


def test_without_any_date_there_is_no_rule_for_one_and_no_precision(actors):
    event = the("bombardment", found("Government forces shelled Toraq.", actors, published=None))
    assert (event.date_start, event.date_rule, event.precision) == (None, "", "")


def test_a_side_that_only_tells_where_is_no_party(actors):
    text = "Civilians were pounded in rebel-held areas on Monday."
    doc = parse(text)
    parties = Roles(doc, text, MONDAY, read_events(read(text)), [], [], [], actors).parties
    assert "rebel" not in [one.name for one in parties[0]]


def test_a_town_is_not_the_governor_who_is_named_after_it(actors):
    text = "The Toraq governor said the road was open. Toraq was shelled on Monday."
    doc = parse(text)
    parties = Roles(doc, text, MONDAY, read_events(read(text)), [], [], find_places(doc, text, TORAQ), actors).parties
    assert [(one.name, one.camp) for one in parties[1] if one.name == "Toraq"] == [("Toraq", "unknown")]
    assert ("The Toraq governor", "government") in [(one.name, one.camp) for one in parties[0]]


def test_a_part_of_a_capital_is_no_state(actors):
    text = "Shells hit western Chisinau overnight. Chisinau sent troops."
    doc = parse(text)
    parties = Roles(doc, text, MONDAY, read_events(read(text)), [], [], find_places(doc, text, TORAQ), actors).parties
    assert [(one.name, one.camp) for number in parties for one in parties[number] if "Chisinau" in one.name] == [
        ("western Chisinau", "unknown"), ("Chisinau", "foreign_state")]


def test_a_place_has_its_coordinates_and_is_carried_to_the_next_attack(actors):
    events = found("The army bombed Toraq on Sunday. Airstrikes killed ten people there.", actors)
    assert {event.place for event in events} == {"Toraq"}
    assert events[0].latitude == 36.1


@pytest.mark.parametrize("text, names", [
    ("Jets bombed the town of Toraq near Damascus.", "Toraq"), ("Jets bombed Toraq in northern Syria.", "Toraq"),
    ("Jets bombed Toraq, outside the capital Damascus.", "Toraq"), ("Jets hit Syria near Toraq.", "Syria Toraq"),
    ("Shells hit the Damascus suburb of Toraq.", "Toraq"), ("Shells hit the Toraq suburb of Damascus.", "Toraq"),
    ("Shells hit the Selmiya suburb of Toraq.", "Toraq"), ("Shells hit Toraq and Damascus.", "Toraq Damascus")])
def test_a_place_that_only_tells_where_a_town_lies_is_not_where_it_happened(text, names, actors):
    doc = parse(text)
    places = Roles(doc, text, MONDAY, read_events(read(text)), [], [], find_places(doc, text, TORAQ), actors).places
    assert " ".join(one.name for _, one in places[0] if one) == names


@pytest.mark.parametrize("spoken, content, place", [
    ("Ankara", "20 rebels were killed on Sunday", ""), ("Damascus", "20 rebels were killed on Sunday", "Damascus"),
    ("Ankara", "20 rebels were killed in Ankara on Sunday", "Ankara")])
def test_where_somebody_speaks_abroad_is_not_where_it_happened(spoken, content, place, actors):
    events = found(f"A general in {spoken} said that {content}.", actors, [(f"A general in {spoken}", content)])
    assert the("casualties", events).place == place


def test_a_withdrawal_is_from_its_place_though_no_gazetteer_knows_it(actors):
    assert the("withdrawal", found("Rebels withdrew from Borrun on Sunday.", actors)).place == "Borrun"


def test_a_place_ends_where_a_date_begins(actors):
    (event,) = found("Warplanes bombed the town of Toraq on Sunday.", actors)
    assert event.place == "the town of Toraq"


def test_a_place_ends_where_another_party_is_joined_to_it(actors):
    (event,) = found("Clashes between Toraq and the rebels went on.", actors)
    assert event.place == "Toraq"


def test_a_date_is_carried_and_its_rule_says_so(actors):
    events = found("The army bombed Toraq on 11 December 2016. Rebels attacked the airport.", actors)
    assert [event.date_rule for event in events] == ["explicit", "carried"]
    assert events[1].date_start == date(2016, 12, 11)
    (event,) = found("The army is bombing Toraq.", actors)
    assert (event.date_rule, event.date_start) == ("publication", MONDAY)


def test_a_verb_that_is_read_as_a_name_is_no_party(actors):
    event = the("advance", found(
        "Much of Toraq remains in rebel hands, and on Sunday Islamic State retook Palmyra.", actors))
    assert event.actor == "Islamic State"
    assert "retook" not in event.target


@pytest.mark.parametrize(("text", "actor"), [
    ("Norway condemned the attack on Toraq.", ""),
    ("Norway denounced the attack by the rebels on Toraq.", "the rebels")])
def test_who_condemns_an_attack_has_not_made_it(text, actor, actors):
    assert the("attack", found(text, actors)).actor == actor


def test_what_a_party_is_accused_of_is_no_part_of_it(actors):
    text = "Activists accuse the Toraq regime of conducting eight attacks on the town of Sorven."
    assert found(text, actors)[0].actor == "the Toraq regime"


def test_a_date_is_no_part_of_a_party(actors):
    events = found("Warplanes bombed Toraq on 15 September 2016 Twenty-three civilians were killed the monitor said.",
                   actors)
    assert {event.target for event in events} == {"Twenty-three civilians"}


def test_what_is_told_of_now_has_the_day_of_publication(actors):
    events = found("The army bombed Toraq on Sunday, but it is now bombing Selmiya.", actors)
    assert [(event.date_rule, event.date_start) for event in events] == [
        ("relative", date(2016, 12, 11)), ("publication", MONDAY)]


def test_events_without_a_date_have_the_day_at_the_head_where_publication_is_wrong(actors):
    event = the("bombardment", found("Wednesday, 5 April 2017 - The army is bombing Toraq.", actors))
    assert event.date_start == event.date_end == date(2017, 4, 5)


def test_taking_a_place_is_an_event(actors):
    text = "The army clashed with rebels in the south after taking Toraq, a rebel official said."
    assert [event.trigger for event in found(text, actors) if event.type == "advance"] == ["taking"]


@pytest.mark.parametrize(("told", "first", "last"), [
    ("from 5 August to 28 November", date(2016, 8, 5), date(2016, 11, 28)),
    ("from March to June 2016", date(2016, 3, 1), date(2016, 6, 30)),
    ("between 1 November and 18 November", date(2016, 11, 1), date(2016, 11, 18)),
    ("on 2-3 November", date(2016, 11, 2), date(2016, 11, 3)),
])
def test_a_span_is_told_by_its_two_ends(told, first, last, actors):
    event = the("bombardment", found(f"The army bombed Toraq {told}, killing ninety people.", actors))
    assert (event.date_start, event.date_end) == (first, last)


def test_a_day_of_publication_is_carried_as_one(actors):
    events = found("Rebels have captured Toraq. They entered the town after heavy clashes.", actors)
    assert {event.date_rule for event in events} == {"publication"}


def test_since_reaches_to_the_day_of_publication(actors):
    event = found("Airstrikes have killed 30 people in Toraq since 2 December 2016.", actors)[0]
    assert (event.date_start, event.date_end) == (date(2016, 12, 2), MONDAY)


def test_a_day_told_before_may_begin_what_lasts_until_publication(actors, monkeypatch):
    seen, pick = set(), Roles.pick
    monkeypatch.setattr(Roles, "pick", lambda self, role, choices: (
        seen.update(one.key for one in choices if role == "date"), pick(self, role, choices))[1])
    found("Rebels attacked Toraq on 2 December 2016. Since then 30 people have been killed.", actors)
    assert (date(2016, 12, 2), MONDAY) in seen


def test_a_war_in_its_third_year_began_two_years_ago(actors):
    event = the("casualties", found("The war, now in its third year, has killed 900 people in Toraq.", actors))
    assert (event.date_start, event.date_end) == (date(2014, 1, 1), MONDAY)


@pytest.mark.parametrize("text, word, day", [
    ("It is six weeks since the army seized Toraq.", "seized", date(2016, 10, 31)),
    ("The raid came two days after warplanes bombed Toraq.", "bombed", date(2016, 12, 10)),
    ("A day after air strikes on Toraq, troops entered Selmiya on Sunday.", "strikes", date(2016, 12, 10)),
    ("A day after air strikes on Toraq, troops entered Selmiya on Sunday.", "entered", date(2016, 12, 11))])
def test_what_was_so_long_before_something_else_has_its_own_day(text, word, day, actors):
    event = next(event for event in found(text, actors) if event.trigger == word)
    assert event.date_start == event.date_end == day


def test_a_word_is_weighed_with_what_stands_in_its_sentence(actors):
    text = "The army shelled the rebels in Toraq in 2012. Talks failed."
    doc = parse(text)
    reader = Reader(doc, text, MONDAY, read_events(read(text)), (), (), (), find_times(text, MONDAY),
                    find_places(doc, text, TORAQ), actors)
    told = {token.text: set(choices[0].features) for token, choices in reader.candidates()}
    assert {"gap old", "camps 2"} <= told["shelled"]
    assert {"gap none", "camps 0"} <= told["Talks"]


def test_what_stands_in_a_quote_is_its_speakers_claim(actors):
    text = "The army bombed Toraq on Sunday, a rebel official said."
    event = the("bombardment", found(text, actors, [("a rebel official", "The army bombed Toraq on Sunday")]))
    assert (event.status, event.according_to, event.according_to_camp) == ("claimed", "a rebel official", "rebel")
    event = the("bombardment", found(text, actors))
    assert (event.status, event.according_to) == ("reported", "")


@pytest.mark.parametrize("text, status", [
    ("The army will attack Toraq on Friday.", "planned"), ("The army was about to attack Toraq on Sunday.", "planned"),
    ("The army is going to attack Toraq on Friday.", "planned"), ("Rebels failed to attack Toraq.", "planned"),
    ("The army did not attack Toraq on Sunday.", "denied"), ("Rebels must have attacked Toraq on Sunday.", "reported"),
    ("Rebels attacked Toraq on Sunday.", "reported")])
def test_what_is_to_come_is_planned_and_what_did_not_happen_is_denied(text, status, actors):
    assert the("attack", found(text, actors)).status == status


@pytest.mark.parametrize("text, deaths, injured", [
    ("The army killed 12 people and wounded 30 others in Toraq on Sunday.", [12, 12], [30, 30]),
    ("At least 20 civilians were killed in Toraq on Sunday.", [20, 20], []),
    ("Between 20 and 30 civilians were killed in Toraq on Sunday.", [20, 30], []),
    ("Shelling killed 20 to 30 people in Toraq on Sunday.", [20, 30], []),
    ("Dozens of civilians were killed in Toraq on Sunday.", [], []),
    ("Two women and two soldiers were killed in Toraq on Sunday.", [4, 4], []),
    ("Shelling killed a woman and injured three others in Toraq on Sunday.", [1, 1], [3, 3]),
    ("The army killed 1,200 people in Toraq on Sunday.", [1200, 1200], []),
    ("Shelling killed 1 200 people in Toraq on Sunday.", [1200, 1200], []),
    ("Shelling killed two dozen people in Toraq on Sunday.", [24, 24], []),
    ("Shelling killed thirty-five to forty people in Toraq on Sunday.", [35, 40], []),
    ("Shelling killed at least 20 and as many as 30 people in Toraq on Sunday.", [20, 30], []),
    ("More than 1.5 million people were killed.", [1_500_000, 1_500_000], []),
    ("Shelling killed one hundred and twenty people in Toraq on Sunday.", [120, 120], []),
    ("Shelling killed a couple of soldiers in Toraq on Sunday.", [], []),
    ("Shelling killed 30² people in Toraq on Sunday.", [30, 30], []),
    ("Fifteen people were killed and 40 others wounded in the attack on Toraq.", [15, 15], [40, 40]),
    ("The attack left 15 dead and 40 wounded in Toraq.", [15, 15], [40, 40]),
    # Headlines and lines of pages that lost their breaks.
    ("Nine dead in raid on Toraq Friday 7 Feb 2014 Nine shopkeepers were killed in the bazaar.", [9, 9], []),
    ("14 villagers dead in raid on Toraq Tuesday 3 May 2016 fourteen villagers were killed.", [14, 14], []),
    ("9 May 2016 11 shopkeepers killed in attacks on Toraq.", [11, 11], []),
    ("Short link 0 431 A nurse was killed after rebels shelled Toraq.", [1, 1], []),
    ("Shelling killed 20", [20, 20], [])])
def test_casualties_are_ranges_of_killed_and_injured(text, deaths, injured, actors):
    events = found(text, actors)
    assert events[0].deaths == deaths
    assert injured in [event.injured for event in events]


def test_each_type_has_a_plover_root():
    assert {plover("x", kind) for kind in tables.EVENT_TYPES} <= {
        "AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST", "ACCUSE", "REJECT",
        "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"}
    assert plover("threaten", "statement_policy") == "THREATEN"


@pytest.mark.parametrize("lemma, kind, target, wanted", [
    ("storm", "attack", "rebel", "Battles"), ("explosion", "attack", "civilian", "Explosions/Remote violence"),
    ("shoot", "attack", "civilian", "Violence against civilians"), ("talk", "talks", "", "")])
def test_a_type_has_its_equivalent_in_acled_or_none(lemma, kind, target, wanted):
    assert acled(lemma, kind, target) == wanted


def test_the_shipped_article_has_its_events_on_their_days():
    article = load_corpus("corpus/aleppo-2016").articles[0]
    notes = annotate_text(article.text, article.published, PROJECT / "corpus/aleppo-2016/actors.yaml")
    days = {(row.trigger, str(row.date_start.date()), str(row.date_end.date())) for row in notes.events.itertuples()}
    assert {("advances", "2016-12-12", "2016-12-12"), ("bombardment", "2016-12-11", "2016-12-12"),
            ("clashing", "2016-12-12", "2016-12-12"),
            ("raining", "2016-12-12", "2016-12-12"), ("taking", "2016-12-12", "2016-12-12"),
            ("talks", "2016-12-12", "2016-12-12"),
            ("proposal", "2016-12-11", "2016-12-11"), ("retook", "2016-12-11", "2016-12-11"),
            ("pounded", "2016-12-12", "2016-12-12")} <= days


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from("""The army rebels bombed killed 12 twenty people in Toraq on Sunday . , " said not will
    attack of by talks Selmiya and was shelled they who yesterday 2015 dead IT""".split()), max_size=16).map(" ".join),
    st.none() | st.just(MONDAY))
def test_any_text_gives_rows_of_the_table(text, published):
    base = Actors.load()
    events = found(text, base, published=published)
    assert tables.frame("events", [{"article_id": "a", "event_id": "e", **vars(event)} for event in events]) is not None
    for event in events:
        assert isinstance(event, Event)
        assert event.sentence_start <= event.trigger_start < event.trigger_end <= event.sentence_end <= len(text)
        assert text[event.trigger_start:event.trigger_end] == event.trigger
        assert event.type in tables.EVENT_TYPES and event.status in tables.STATUSES
        dated = event.date_start is not None
        assert event.precision in (tables.PRECISIONS if dated else ("",))
        assert event.date_rule in (tables.DATE_RULES if dated else ("",))
        assert (event.date_start is None) == (event.date_end is None)
        assert event.date_start is None or event.date_start <= event.date_end
        assert all(figures == [] or figures[0] <= figures[1] for figures in (event.deaths, event.injured))
        assert 0 <= event.confidence <= 1
