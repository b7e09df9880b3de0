"""From a printed source to a camp; the war, its people and groups are invented."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from invented import DAY

from dateline.actors import Actors, overlaid
from dateline.language.camps import believed, code, code_all, mentions
from dateline.tables import CAMPS


@pytest.mark.parametrize(("source", "camp", "country"), [
    ("a rebel official", "rebel", ""),
    ("a Moldovan military source", "government", ""),
    ("a military source", "government", ""),
    ("Chisinau", "government", ""),
    ("Oslo", "foreign_state", "Norway"),
    ("the Norwegian foreign minister", "foreign_state", "Norway"),
    ("a spokesman for the Norwegian army", "foreign_state", "Norway"),
    ("western officials", "foreign_state", ""),
    ("Moldova's western allies", "foreign_state", ""),
    ("the governor of Norway's Skarn region", "foreign_state", "Norway"),
    ("the army-backed government", "government", ""),
    ("Norwegian-backed government forces", "government", ""),
    ("a member of Norway's Skarn orchestra", "unknown", ""),
    ("Far-right ministers", "government", ""),
    ("a right-wing politician", "unknown", ""),
    ("Independent experts", "expert", ""),
    ("the Chisinau Independent", "unknown", ""),
    ("civilian authorities", "government", ""),
    ("the People's Hill Force", "unknown", ""),
    ("the Dawn coalition", "unknown", ""),
    ("a rebel coalition", "rebel", ""),
    ("the former regime", "unknown", ""),
    ("former rebels", "unknown", ""),
    ("ousted president Ilie Munt", "unknown", ""),
    ("residents", "civilian", ""),
    ("a resident of Oslo", "civilian", ""),
    ("hundreds of families", "civilian", ""),
    ("a doctor in the besieged district", "medical_aid", ""),
    ("local sources in the town", "civilian", ""),
    ("official sources", "government", ""),
    ("a Norwegian analyst", "expert", ""),
    ("activists", "civilian", ""),
    ("the journalist", "media", ""),
    ("Moldovan state television", "government", ""),
    ("forces loyal to the government", "government", ""),
    ("the hill people's leader", "kurdish", ""),
    ("somebody in the square", "unknown", ""),
    ("Lim Song Un", "unknown", ""),
    ("he", "unknown", ""),
    ("", "unknown", ""),
])
def test_roles_and_states_tell_a_camp_without_a_name(war, source, camp, country):
    coding = code(war, source, "", DAY)
    assert (coding.camp, coding.country, coding.actor) == (camp, country, "")
    assert coding.rule.endswith(".")


@pytest.mark.parametrize(("source", "camp"), [
    ("a Reuters journalist in the government-held zone of the city", "media"),
    ("Zoran Petk of the Dawn rebel group fighting in the north", "rebel"),
    ("Ilie Munt, a former government employee in the besieged district", "civilian"),
    ("a former army general", "expert"),
    ("the state-run MONA news agency", "government"),
    ("a former employee of the foreign ministry", "civilian"),
    ("opponents of the Moldovan government", "rebel"),
    ("jihadist rebels", "jihadist"),
    ("Ilie Munt, who commands some 300 men in a Jaish al-Nahr brigade", "rebel"),
    ("Ilie Munt, whose Jaish al-Nahr unit guards the station", "rebel"),
    ("Dr Orla Venn, who runs the emergency room", "medical_aid"),
    ("the Hill Brigades, a small faction allied with Jaish al-Nahr", "rebel"),
    ("Colonel Brent Hall, a spokesman for the Norwegian army", "foreign_state"),
    ("an aide to the prime minister", "government"),
    ("a foreign ministry official in Oslo", "foreign_state"),
    ("a Norwegian memorandum", "foreign_state"),
    ("the state broadcaster", "government"),
    ("the daily Morgen", "media"),
    ("the River People's Alliance", "unknown"),
    ("Orla Venn, West Africa director at the Norvik Institute", "unknown"),
    ("the Islamic State group", "jihadist"),
    ("the president's foes", "rebel"),
    ("critics of the president", "unknown"),
    ("rivals of the Norwegian prime minister", "unknown"),
    ("the Norwegian opposition leader", "unknown"),
    ("the Moldovan Human Rights Committee", "monitor"),
    ("the press committee of the armed forces", "government"),
    ("the government radio network", "government"),
    ("the president", "government"),
    ("Orchard Fruits president Ilie Munt", "unknown"),
    ("the president of the chess club", "unknown"),
    ("the US-backed rebel commander", "rebel"),
    ("the woman who fled the Nahr Brigade", "civilian"),
    ("families fleeing Nahr Brigade fighters", "civilian"),
    ("Ion Rusu, who works for Reuters", "media"),
    ("anti-government activists", "civilian"),
    ("the Moldovan Watch, a British-based monitoring group", "monitor"),
    ("MONA, citing a rebel source", "government"),
    ("Reuters and a rebel official", "media"),
    ("a MONA reporter", "government"),
    ("a statement released by the River Army", "rebel"),
    ("the father of Ana Petrak", "civilian"),
    ("a war monitor medics and emergency workers", "monitor"),
    ("a former US army general", "expert"),
    ("Moldovan television", "government"),
    ("Norwegian television", "media"),
    ("an organisation that monitors the war", "monitor"),
    ("people nobody knows and the Moldovan Watch", "civilian"),
    ("somebody in the square and the Moldovan Watch", "unknown"),
    ("a River Army-affiliated television channel", "rebel"),
    ("an organisation monitoring the war", "monitor"),
    ("an official in the Norwegian town of Skarn", "foreign_state"),
    ("a Moldovan living in a district of River Army control", "civilian"),
    ("Mira Sultan, a local activist", "civilian"),
    ("a nurse at the clinic, Mira Baker", "medical_aid"),
    ("Upland Pope Mira", "civilian"),
    ("Zamir himself", "rebel"),
    ("members of the Security Council", "un"),
    ("the EUs statement", "intergovernmental"),
    ("two ferrymen detained by the army", "unknown"),
    ("a complaint filed by the River Army", "rebel"),
    ("Ion Rusu, who was taken away by the River Army", "unknown"),
    ("soldiers besieged by the River Army", "government"),
])
def test_the_head_of_the_noun_phrase_comes_before_what_modifies_it(war, source, camp):
    assert code(war, source, "", DAY).camp == camp


@pytest.mark.parametrize("source", [
    "Jaish al-Nahr", "Jaysh el-Nahr", "JAISH AL NAHR", "Jaish-al-Nahr", "Jaïsh al-Nahr's", "River Army",
    "Jaish al-Nahrs spokesman",
])
def test_spellings_of_a_transliterated_name_are_one(war, source):
    assert code(war, source, "", DAY).actor == "Jaish al-Nahr"


def test_a_name_is_coded_by_the_post_held_on_the_day(war):
    assert code(war, "Zamir", "", date(2013, 1, 1)).camp == "government"
    assert code(war, "Zamir", "", DAY).camp == "rebel"
    assert "rebel negotiator" in code(war, "Zamir", "", DAY).rule
    assert code(war, "Bashir al-Zamir", "", date(2009, 1, 1)).camp == "unknown"
    assert code(war, "River Army", "", date(2014, 1, 1)).actor == "Nahr Brigade"
    assert code(war, "River Army", "", DAY).actor == "Jaish al-Nahr"
    assert code(war, "Zamir", "", None).camp == "rebel"


def test_a_state_outlet_abroad_speaks_for_that_state(war):
    coding = code(war, "the Fjord Post", "", DAY)
    assert (coding.camp, coding.country) == ("foreign_state", "Norway")


def test_somebody_else_of_the_same_surname_is_not_the_actor(war):
    assert code(war, "Mira al-Zamir", "", DAY).camp == "unknown"
    assert code(war, "MIRA OCTAVIA ZAMIR", "", DAY).camp == "unknown"
    assert code(war, "MR ZAMIR", "", DAY).actor == "Bashir al-Zamir"
    assert [mention.actor for mention in mentions(war, "We met Mira al-Zamir and Mr. Zamir.", DAY)] == [
        "Bashir al-Zamir"]


def test_the_speaker_decides_where_the_printed_source_is_a_pronoun(war):
    assert code(war, "he", "a rebel official", DAY).camp == "rebel"
    assert code(war, "Petrak", "Ana Petrak", DAY).country == "Chile"


@pytest.mark.parametrize(("source", "speaker", "camp"), [
    ("the rebel commander", "the Norwegian foreign minister", "rebel"),
    ("a war monitor", "the state-run MONA news agency", "monitor"),
    ("the activist", "a rebel official", "rebel"),
    ("the coalition", "River Army", "rebel"),
])
def test_whose_own_words_tell_another_side_is_not_the_speaker(war, source, speaker, camp):
    assert code(war, source, speaker, DAY).camp == camp


def test_vague_words_leave_a_speaker_its_side(syria):
    assert code(syria, "the militants", "Islamic State", DAY).camp == "jihadist"
    assert code(syria, "the coalition", "Syrian National Coalition", DAY).camp == "rebel"


def test_a_speaker_who_is_doubted_lends_its_camp_to_nobody(war):
    sources, speakers = ["a war monitor", "The Norwegians"], ["The Norwegians", "The Norwegians"]
    codings = code_all(war, sources, speakers, DAY, "")
    assert [one.camp for one in codings] == ["monitor", "foreign_state"]


def test_an_article_tells_more_than_one_source(war):
    text = "Jon Brel, a teacher from the valley, said so. Brel agreed. The official of the free column left."
    sources = ["Jon Brel", "Brel", "an official of the free column", "the official", "a Watch spokesman", "the group"]
    camps = [coding.camp for coding in code_all(war, sources, sources, DAY, text)]
    assert camps == ["civilian", "civilian", "rebel", "rebel", "monitor", "monitor"]
    with pytest.raises(ValueError):
        code_all(war, ["a"], [], DAY)


@pytest.mark.parametrize(("text", "camp"), [
    ("Jon Brel, 34, stood by the river.", "civilian"),
    ("The alleged rebel recruiter Jon Brel stood by the river.", "unknown"),
    ("The war veteran and doctor Jon Brel stood by the river.", "medical_aid"),
    ("The army shelled the town of Jon Brel.", "unknown"),
    ("Rebels stood near Jon Brel.", "unknown"),
])
def test_what_stands_beside_a_name_tells_who_it_is_but_nearness_does_not(war, text, camp):
    assert code_all(war, ["Jon Brel"], ["Jon Brel"], DAY, text)[0].camp == camp


def test_an_office_without_a_country_points_back_to_the_one_named(war):
    sources = ["the Norwegian defence ministry", "the ministry"]
    assert [one.country for one in code_all(war, sources, sources, DAY)] == ["Norway", "Norway"]
    assert code_all(war, ["the ministry"], ["the ministry"], DAY)[0].camp == "government"


def test_a_body_in_capitals_points_back_too(war):
    sources = ["the rebel Network", "The Network"]
    assert [one.camp for one in code_all(war, sources, sources, DAY)] == ["rebel", "rebel"]


def test_a_state_that_is_told_once_is_meant_afterwards(war):
    sources = ["a Norwegian diplomat", "the diplomat"]
    assert [one.country for one in code_all(war, sources, sources, DAY)] == ["Norway", "Norway"]


def test_the_sources_are_the_last_ones_with_a_camp_or_without(war):
    sources = ["a Moldovan army source", "unnamed sources", "the sources"]
    assert [one.camp for one in code_all(war, sources, sources, DAY)] == ["government", "unknown", "unknown"]


def test_only_whom_the_source_speaks_for_points_back(war):
    sources = ["River Army camp officials", "Jon Brel, who bakes at the camp"]
    assert code_all(war, sources, sources, DAY)[1].camp == "unknown"


def test_who_is_told_of_whom_he_is_does_not_point_back(war):
    sources = ["a rebel spokesman", "Ilie Munt, the spokesman for the army"]
    assert [one.camp for one in code_all(war, sources, sources, DAY)] == ["rebel", "government"]


def test_a_statement_is_that_of_the_source_before(war):
    sources = ["the Norwegian foreign minister", "the statement", "a statement"]
    assert [one.camp for one in code_all(war, sources, sources, DAY)] == ["foreign_state", "foreign_state", "unknown"]


@pytest.mark.parametrize(("text", "camp"), [
    ("The Norwegian foreign minister spoke in Oslo. A government spokesman said nobody had fled.", "foreign_state"),
    ("The Norwegian foreign minister spoke to the Moldovan army. A government spokesman said nobody had fled.",
     "government"),
])
def test_a_government_is_the_one_that_the_article_tells_of(war, text, camp):
    sources = ["The Norwegian foreign minister", "A government spokesman"]
    assert code_all(war, sources, sources, DAY, text)[1].camp == camp


def test_a_surname_is_not_that_of_the_actor_where_the_speaker_has_another_first_name(war):
    assert code(war, "Zamir", "Bashir al-Zamir", DAY).camp == "rebel"
    assert code(war, "Zamir", "Nadia al-Zamir", DAY).camp == "unknown"


def test_a_surname_alone_tells_nothing_where_the_article_gives_it_to_somebody_else():
    war = Actors(overlaid({"home": "Moldova", "actors": [
        {"name": "Bashir Korvat", "kind": "person", "camp": "rebel", "source": "founding statement"}]}))
    sources = ["JUSTICE MINISTER NADIA ELENA KORVAT", "DR KORVAT", "KORVAT"]
    speakers = [sources[0], sources[0], "KORVAT"]
    assert {one.camp for one in code_all(war, sources, speakers, DAY)} == {"government"}
    assert code_all(war, ["Korvat"], ["Korvat"], DAY)[0].camp == "rebel"


@pytest.mark.parametrize("after", [", who lives in the valley", ", whose baby son has died"])
def test_a_home_or_kin_beside_a_name_tells_a_civilian(war, after):
    text = f"The bridge fell. Ilie Munt{after}, was glad. Munt said nobody was hurt."
    assert code_all(war, ["Munt"], ["Ilie Munt"], DAY, text)[0].camp == "civilian"


def test_of_several_home_states_an_article_is_at_home_in_the_one_that_it_names_most():
    both = Actors(overlaid({"home": ["Moldova", "Norway"]}))
    text = "The Moldovan army came. Moldovan troops fired, and Norway protested."
    codings = code_all(both, ["the army", "Norway"], ["", ""], DAY, text)
    assert [(one.camp, one.country) for one in codings] == [("government", ""), ("foreign_state", "Norway")]
    assert code_all(both, ["Norway"], [""], DAY, "Moldova and Norway talked.")[0].camp == "government"


def test_home_states_that_an_article_names_about_as_often_are_both_at_home():
    both = Actors(overlaid({"home": ["Moldova", "Norway"]}))
    text = "Moldovan and Norwegian troops met in Chisinau. Norway's army came by night. The Moldovan envoy left."
    assert [one.camp for one in code_all(both, ["Norway", "the Moldovan army"], ["", ""], DAY, text)] == [
        "government", "government"]


def test_mentions_have_exact_offsets_and_take_the_longest_match(war):
    text = ("The Moldovan army shelled rebels. Fighters of Jaish al-Nahr, the Moldovan Watch and U.S. warplanes. "
            "They left the rebel-held area in Norway, and Norway protested.")
    found = [(text[one.start:one.end], one.camp) for one in mentions(war, text, DAY)]
    assert found == [("Moldovan army", "government"), ("rebels", "rebel"), ("Jaish al-Nahr", "rebel"),
                     ("Moldovan Watch", "monitor"), ("U.S. warplanes", "foreign_state"), ("Norway", "foreign_state")]


def test_plain_words_are_not_names(war):
    assert mentions(war, "It is who we are, and it told us so.", DAY) == []
    assert mentions(war, "Nobody knew who was ruling the town.", DAY) == []
    assert code(war, "US", "", DAY).country == "United States"


def test_the_base_file_serves_any_conflict():
    base = Actors.load()
    assert code(base, "the Russian foreign minister, Sergei Lavrov", "", DAY).country == "Russia"
    assert code(base, "Ban Ki-moon", "", DAY).camp == "un" and code(base, "MSF", "", DAY).camp == "medical_aid"
    assert code(base, "John Kerry", "", date(2018, 1, 1)).camp == "unknown"
    assert code(base, "the defence ministry", "", DAY).camp == "unknown"


@pytest.mark.parametrize(("source", "camp"), [
    ("the Syrian Observatory for Human Rights, a British-based monitoring group", "monitor"),
    ("SANA, citing a military source", "government"),
    ("White Helmets", "medical_aid"),
    ("YPG spokesman Redur Xelil", "kurdish"),
    ("the US-backed Syrian Democratic Forces", "kurdish"),
    ("Fateh al-Sham", "jihadist"),
    ("a spokesman for Ahrar al-Sham", "rebel"),
    ("Staffan de Mistura", "un"),
    ("Moscow", "foreign_state"),
])
def test_the_syrian_file_knows_who_is_quoted_most(syria, source, camp):
    assert code(syria, source, "", DAY).camp == camp


def test_a_longer_name_is_not_the_actor_who_has_its_beginning(syria):
    assert code(syria, "Abdel Rahman", "", DAY).camp == "monitor"
    assert code(syria, "Abdel Rahman Karam, a resident", "", DAY).camp == "civilian"
    assert code(syria, "Sam", "", DAY).camp == code(syria, "Jim", "", DAY).camp == "unknown"


def test_an_article_of_many_quotes_takes_time_in_proportion(war, monkeypatch):
    from dateline.language import camps
    read = []
    monkeypatch.setattr(camps, "_Reader", lambda actors, text, on, real=camps._Reader: (
        read.append(len(text)), real(actors, text, on))[1])
    costs = []
    for count in (50, 200):
        read.clear()
        camps._code.cache_clear()
        text = "Jon Brel walked by the river. He spoke. " * count + "Jon Brel, a teacher from the valley, left."
        codings = code_all(war, ["Jon Brel", "Brel", "the group"] * count, ["Jon Brel"] * 3 * count, DAY, text)
        assert {coding.camp for coding in codings} == {"civilian"}
        costs.append(sum(read))
    assert costs[1] < 5 * costs[0]


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_source_has_a_camp_and_a_reason(war, source, speaker):
    coding = code(war, source, speaker, DAY)
    assert coding.camp in CAMPS
    assert coding.rule


def test_its_spokesman_speaks_for_the_body_that_the_sentence_or_the_one_before_began_with(war):
    texts = ("Jaish al-Nahr has seized the hills. Its spokesman Ilie Munt said the truce held.",
             "Visitors came to Jaish al-Nahr. It rained. Its spokesman Ilie Munt said the truce held.")
    assert [code_all(war, ["Its spokesman Ilie Munt"], ["Ilie Munt, Its spokesman"], DAY, text)[0].camp
            for text in texts] == ["rebel", "unknown"]


def test_an_office_of_a_person_speaks_for_the_person(war):
    sources = ["Ilie Munt of the Dawn rebel group", "Munt's office", "Munt's brother"]
    assert [one.camp for one in code_all(war, sources, sources, DAY)] == ["rebel", "rebel", "civilian"]


def test_a_name_has_the_side_of_what_introduces_it_before_that_of_an_office_alone(war):
    text = "She met her Norwegian counterpart, Ivo Tarn, on Monday. Minister Tarn said the road would open."
    found = code_all(war, ["Minister Tarn"], ["Ivo Tarn"], DAY, text)[0]
    assert (found.camp, found.country) == ("foreign_state", "Norway")


def test_an_office_of_somebody_that_is_not_told_is_not_the_home_states(war):
    text = "The river rose. Its foreign minister said the road would open."
    assert code_all(war, ["Its foreign minister"], ["Its foreign minister"], DAY, text)[0].camp == "unknown"


@pytest.mark.parametrize("before", ["the River Army", "a resident who fled the army",
                                    "Neither the army nor the rebels"])
def test_the_army_is_not_that_of_whoever_spoke_of_an_army(war, before):
    sources = [before, "the army"]
    assert code_all(war, sources, sources, DAY, "The Moldovan army is at war.")[1].camp == "government"


def test_the_army_is_the_home_states_where_the_text_says_so_with_an_apostrophe(war):
    sources = ["Norway", "The army"]
    found = code_all(war, sources, sources, DAY, "Moldova's army fired. Norway said so. The army said no.")
    assert [one.camp for one in found] == ["foreign_state", "government"]


def test_a_peoples_name_without_an_article_is_no_state():
    malta = Actors(overlaid({"home": "Malta"}))
    assert [code(malta, source).camp for source in ("Maltese who fled", "many Maltese", "the Maltese")] == [
        "civilian", "civilian", "government"]


def test_bodies_of_two_states_are_not_one_speaker(war):
    assert not believed(war, "the Norwegian Foreign Ministry", "the Chilean Foreign Ministry", DAY)
    assert believed(war, "the Norwegian Foreign Ministry", "Norway's Foreign Ministry", DAY)


@pytest.mark.parametrize("source", ["the Toraq Army", "a Toraq Army spokesman", "the National Hill Government",
                                    "the paramilitary Swift Forces", "Moldova's paramilitary Swift Forces",
                                    "the Moldova Hill Alliance Army", "the Moldovan Plum Party", "Moldova's KTR"])
def test_a_force_or_party_or_government_with_a_name_of_its_own_is_not_the_home_states(war, source):
    assert code(war, source, "", DAY).camp == "unknown"
    assert mentions(war, source, DAY) == []


@pytest.mark.parametrize("source", [
    "KTR Captain Ilie Munt", "the KTR's foreign minister", "a KTR defence ministry spokesman",
    "the minister of the Toraq People's Republic", "Ilie Munt, Captain of the Swift Forces", "a rival government",
    "Moldova's self-declared authorities", "Norwegian-backed authorities", "Moldova's allies",
    "a lawmaker from Norway's Green Party"])
def test_an_office_of_a_body_that_is_not_known_is_not_the_home_states(war, source):
    assert code(war, source, "", DAY).camp == "unknown"


@pytest.mark.parametrize("source", ["the Moldovan Armed Forces", "Moldova's Hill Defence Forces", "the Moldovan Army"])
def test_a_regular_force_stays_the_home_states(war, source):
    assert code(war, source, "", DAY).camp == "government"


@pytest.mark.parametrize(("source", "speaker", "camp"), [
    ("Zamir", "Emil Zamir, a nurse at the hospital", "medical_aid"), ("Emil Zamir, a shopkeeper", "", "civilian"),
    ("Chile Varga, a teacher", "", "civilian"), ("Zamir", "Bashir al-Zamir", "rebel")])
def test_a_private_person_is_no_namesake_of_the_file(war, source, speaker, camp):
    assert code(war, source, speaker, DAY).camp == camp


@pytest.mark.parametrize(("source", "camp"), [
    ("Jon Kale, deputy leader of the River Army", "rebel"), ("the deputy head of the Red Cross", "medical_aid"),
    ("Deputy Governor Ana Vell", "government"), ("Lieutenant-Colonel Jon Kale, a U.N. spokesman", "un"),
    ("General Jon Kale, who leads the U.N. force", "un"), ("militants of Islamic State", "jihadist"),
    ("Jon Kale, Moldova director of Save the Children", "medical_aid"), ("a former NATO analyst", "expert"),
    ("His brother and adviser, Bashir al-Zamir", "rebel")])
def test_whom_somebody_serves_comes_before_a_rank_a_post_and_where_it_is_held(war, source, camp):
    assert code(war, source, "", DAY).camp == camp


def test_who_was_once_in_office_is_no_longer_of_its_camp():
    war = Actors(overlaid({"home": "Moldova", "actors": [
        {"name": "Pavel Brod", "kind": "person", "camp": "government", "to": 2010, "source": "register"}]}))
    assert code(war, "former President Pavel Brod", "", DAY).camp == "expert"
    assert code(war, "President Pavel Brod", "", date(2005, 5, 1)).camp == "government"


@pytest.mark.parametrize(("source", "speaker", "camp"), [
    ("Hezbollah", "Kataib Hezbollah", "rebel"), ("the doctor", "the Israeli defence minister", "medical_aid"),
    ("the newspaper", "Hezbollah", "media")])
def test_who_has_another_name_or_another_work_is_not_the_speaker(source, speaker, camp):
    actors = Actors(overlaid({"home": "Israel"}))
    assert code_all(actors, [source], [speaker], date(2023, 11, 1))[0].camp == camp


@pytest.mark.parametrize(("home", "country"), [("Colombia", ""), ("Moldova", "United States")])
def test_an_office_that_the_home_state_has_too_is_its_own(home, country):
    assert code(Actors(overlaid({"home": home})), "Senator Ana Vell", "", DAY).country == country


def test_what_is_said_last_is_no_title_of_who_says_it(war):
    text = "Ten people were killed by the River Army, Jon Kale said."
    assert code_all(war, ["Jon Kale"], ["Jon Kale"], DAY, text)[0].camp == "unknown"
    text = "They met the rebel commander, Jon Kale, who said so."
    assert code_all(war, ["Jon Kale"], ["Jon Kale"], DAY, text)[0].camp == "rebel"


def test_his_spokesman_speaks_for_the_person_named_before(war):
    text = "Bashir al-Zamir left on Monday. His spokesman, Jon Kale, said he would be back."
    assert code_all(war, ["His spokesman, Jon Kale"], ["His spokesman, Jon Kale"], DAY, text)[0].camp == "rebel"


def test_volunteers_of_a_group_with_a_name_are_not_the_last_group(war):
    sources = ["The UN", "volunteers from the group Hands Together"]
    assert [one.camp for one in code_all(war, sources, sources, DAY)] == ["un", "civilian"]
