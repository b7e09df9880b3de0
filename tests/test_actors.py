"""Actor files, and from a printed source to a camp; the war, its people and groups are invented."""

import pickle
from datetime import date
from pathlib import Path

import pytest

from dateline.actors import ActorFileError, Actors, fold

ROOT = Path(__file__).parents[1]
SYRIA = ROOT / "corpus/aleppo-2016/actors.yaml"
DAY = date(2016, 12, 12)
WAR = """
home: Moldova
sides:
  government and allies: {camps: [government], countries: [Norway]}
  rebels and backers: {camps: [rebel], countries: [Chile]}
readings:
  watch:
    title: the Watch counted with the rebels
    actors: {Moldovan Watch: {camp: rebel}}
roles:
  group: {kurdish: [hill people], rebel: [free column]}
actors:
  - {name: Moldovan Watch, aliases: [the watch, MW], kind: organisation, camp: monitor, source: own statutes}
  - {name: Jaish al-Nahr, aliases: [River Army], kind: group, camp: rebel, from: 2015, source: founding statement}
  - {name: Nahr Brigade, aliases: [River Army], kind: group, camp: jihadist, to: 2014-12-31, source: UCDP}
  - name: Bashir al-Zamir
    aliases: [Zamir]
    kind: person
    source: register of ministers
    posts:
      - {post: minister, camp: government, from: 2010, to: 2014-06-30}
      - {post: rebel negotiator, camp: rebel, from: 2014-07}
  - {name: MONA, aliases: [Moldovan News Agency], kind: outlet, camp: state, country: Moldova, source: press law}
  - {name: Fjord Post, kind: outlet, camp: state, country: Norway, source: press law}
  - {name: Ana Petrak, kind: person, camp: state, country: Chile, source: embassy list}
"""


@pytest.fixture(scope="module")
def war(tmp_path_factory):
    path = tmp_path_factory.mktemp("war") / "actors.yaml"
    path.write_text(WAR, encoding="utf-8")
    return Actors.load(path)


@pytest.fixture(scope="module")
def syria():
    return Actors.load(SYRIA)


@pytest.mark.parametrize(("source", "camp", "country"), [
    ("a rebel official", "rebel", ""),
    ("a Moldovan military source", "government", ""),
    ("a military source", "government", ""),
    ("Chisinau", "government", ""),
    ("Oslo", "foreign_state", "Norway"),
    ("the Norwegian foreign minister", "foreign_state", "Norway"),
    ("a spokesman for the Norwegian army", "foreign_state", "Norway"),
    ("western officials", "foreign_state", ""),
    ("residents", "civilian", ""),
    ("a resident of Oslo", "civilian", ""),
    ("hundreds of families", "civilian", ""),
    ("a doctor in the besieged district", "medical_aid", ""),
    ("a Norwegian analyst", "expert", ""),
    ("activists", "civilian", ""),
    ("the journalist", "media", ""),
    ("Moldovan state television", "government", ""),
    ("forces loyal to the government", "government", ""),
    ("the hill people's leader", "kurdish", ""),
    ("somebody in the square", "unknown", ""),
    ("he", "unknown", ""),
    ("", "unknown", ""),
])
def test_roles_and_states_tell_a_camp_without_a_name(war, source, camp, country):
    coding = war.resolve(source, "", DAY)
    assert (coding.camp, coding.country, coding.actor) == (camp, country, "")
    assert coding.rule.endswith(".")


@pytest.mark.parametrize(("source", "camp"), [
    ("a Reuters journalist in the government-held zone of the city", "media"),
    ("Zoran Petk of the Dawn rebel group fighting in the north", "rebel"),
    ("Ilie Munt, a former government employee in the besieged district", "civilian"),
    ("a former army general", "expert"),
    ("the US-backed rebel commander", "rebel"),
    ("the woman who fled the Nahr Brigade", "civilian"),
    ("Ion Rusu, who works for Reuters", "media"),
    ("anti-government activists", "civilian"),
    ("the Moldovan Watch, a British-based monitoring group", "monitor"),
    ("MONA, citing a rebel source", "government"),
    ("Reuters and a rebel official", "media"),
    ("a MONA reporter", "government"),
    ("a statement released by the River Army", "rebel"),
    ("the father of Ana Petrak", "civilian"),
])
def test_the_head_of_the_noun_phrase_comes_before_what_modifies_it(war, source, camp):
    assert war.resolve(source, "", DAY).camp == camp


@pytest.mark.parametrize("source", [
    "Jaish al-Nahr", "Jaysh el-Nahr", "JAISH AL NAHR", "Jaish-al-Nahr", "Jaïsh al-Nahr's", "River Army",
    "Jaish al-Nahrs spokesman",
])
def test_spellings_of_a_transliterated_name_are_one(war, source):
    assert war.resolve(source, "", DAY).actor == "Jaish al-Nahr"


def test_folding_keeps_different_words_apart():
    assert fold("Assad") == fold("Asad") == fold("Assad's") and fold("Jaysh") == fold("Jaish")
    assert fold("rebels") == fold("rebel") and fold("families") == fold("family")
    assert fold("They") != fold("Thai") and fold("IISS") != fold("IS")


def test_a_name_is_coded_by_the_post_held_on_the_day(war):
    assert war.resolve("Zamir", "", date(2013, 1, 1)).camp == "government"
    assert war.resolve("Zamir", "", DAY).camp == "rebel"
    assert "rebel negotiator" in war.resolve("Zamir", "", DAY).rule
    assert war.resolve("Bashir al-Zamir", "", date(2009, 1, 1)).camp == "unknown"
    assert war.resolve("River Army", "", date(2014, 1, 1)).actor == "Nahr Brigade"
    assert war.resolve("River Army", "", DAY).actor == "Jaish al-Nahr"
    assert war.resolve("Zamir", "", None).camp == "rebel"


def test_a_state_outlet_abroad_speaks_for_that_state(war):
    coding = war.resolve("the Fjord Post", "", DAY)
    assert (coding.camp, coding.country) == ("foreign_state", "Norway")


def test_somebody_else_of_the_same_surname_is_not_the_actor(war):
    assert war.resolve("Mira al-Zamir", "", DAY).camp == "unknown"
    assert [mention.actor for mention in war.mentions("We met Mira al-Zamir and Mr. Zamir.", DAY)] == [
        "Bashir al-Zamir"]


def test_the_speaker_decides_where_the_printed_source_is_a_pronoun(war):
    assert war.resolve("he", "a rebel official", DAY).camp == "rebel"
    assert war.resolve("Petrak", "Ana Petrak", DAY).country == "Chile"


def test_an_article_tells_more_than_one_source(war):
    text = "Jon Brel, a teacher from the valley, said so. Brel agreed. The official of the free column left."
    sources = ["Jon Brel", "Brel", "an official of the free column", "the official", "a Watch spokesman", "the group"]
    camps = [coding.camp for coding in war.resolve_all(sources, sources, DAY, text)]
    assert camps == ["civilian", "civilian", "rebel", "rebel", "monitor", "monitor"]
    with pytest.raises(ValueError):
        war.resolve_all(["a"], [], DAY)


def test_mentions_have_exact_offsets_and_take_the_longest_match(war):
    text = ("The Moldovan army shelled rebels. Fighters of Jaish al-Nahr, the Moldovan Watch and U.S. warplanes. "
            "They left the rebel-held area in Norway, and Norway protested.")
    found = [(text[one.start:one.end], one.camp) for one in war.mentions(text, DAY)]
    assert found == [("Moldovan army", "government"), ("rebels", "rebel"), ("Jaish al-Nahr", "rebel"),
                     ("Moldovan Watch", "monitor"), ("U.S. warplanes", "foreign_state"), ("Norway", "foreign_state")]


def test_plain_words_are_not_names(war):
    assert war.mentions("It is who we are, and it told us so.", DAY) == []
    assert war.resolve("US", "", DAY).country == "United States"


def test_a_reading_changes_a_disputed_coding_and_the_hash(war):
    other = war.with_reading("watch")
    assert war.resolve("the Moldovan Watch", "", DAY).camp == "monitor"
    assert other.resolve("the Moldovan Watch", "", DAY).camp == "rebel"
    assert other.hash != war.hash and war.readings == {"watch": "the Watch counted with the rebels"}
    with pytest.raises(ActorFileError, match="did you mean 'watch'"):
        war.with_reading("wach")


def test_the_syrian_readings_change_groups_and_persons(syria):
    opposition = syria.with_reading("observatory")
    assert opposition.resolve("Rami Abdulrahman", "", DAY).camp == "rebel"
    assert syria.with_reading("nusra").resolve("Abu Mohammed al-Julani", "", DAY).camp == "rebel"
    abroad = syria.with_reading("hezbollah").resolve("Hezbollah", "", DAY)
    assert (abroad.camp, abroad.country) == ("foreign_state", "Lebanon")
    assert syria.resolve("Hezbollah", "", DAY).camp == "government"


def test_sides_are_beside_the_camps(war):
    assert war.side(war.resolve("Oslo", "", DAY)) == war.side(war.resolve("the army", "", DAY))
    assert war.side(war.resolve("a rebel", "", DAY)) == "rebels and backers"
    assert war.side(war.resolve("residents", "", DAY)) == ""


@pytest.mark.parametrize(("change", "message"), [
    (("camp: monitor", "camp: 'monitors'"), "camp 'monitors' of actor 'Moldovan Watch' is not a camp; did you mean"),
    (("kind: group, camp: rebel", "kind: grup, camp: rebel"), "kind 'grup' of actor 'Jaish al-Nahr' .* 'group'"),
    (("source: UCDP", "sauce: UCDP"), "field 'sauce' of actor 'Nahr Brigade' is not known; did you mean 'source'"),
    (("country: Chile", "country: Chili"), "country 'Chili' of actor 'Ana Petrak' .* did you mean 'Chile'"),
    (("from: 2015,", "from: spring,"), "'spring', not a date"),
    (("from: 2014-07}", "from: 2014-07, to: 2013}"), "is after 'to'"),
    (("home: Moldova", "home: Moldovia"), "home 'Moldovia' .* did you mean 'Moldova'"),
    (("home: Moldova", "homes: Moldova"), "key 'homes' is not known; did you mean 'home'"),
    (("aliases: [Zamir]", "aliases: [1]"), "aliases of actor 'Bashir al-Zamir' must be a list of texts"),
    (("{Moldovan Watch: {camp", "{Moldovan Wach: {camp"), "'Moldovan Wach', .* did you mean 'Moldovan Watch'"),
    (("home: Moldova", "home: Moldova\nstates: {Utopia: {capitol: X}}"), "field 'capitol' .* 'capital'"),
    (("home: Moldova", "home: ["), "not valid YAML"),
])
def test_a_wrong_file_is_refused_with_entry_and_field(tmp_path, change, message):
    path = tmp_path / "actors.yaml"
    path.write_text(WAR.replace(*change), encoding="utf-8")
    with pytest.raises(ActorFileError, match=message) as caught:
        Actors.load(path)
    assert "actors.yaml" in str(caught.value)


def test_the_base_file_serves_any_conflict():
    base = Actors.load()
    assert base.resolve("the Russian foreign minister, Sergei Lavrov", "", DAY).country == "Russia"
    assert base.resolve("Ban Ki-moon", "", DAY).camp == "un" and base.resolve("MSF", "", DAY).camp == "medical_aid"
    assert base.resolve("John Kerry", "", date(2018, 1, 1)).camp == "unknown"
    assert base.resolve("the defence ministry", "", DAY).camp == "unknown"


def test_actors_go_to_another_process_and_have_a_stable_hash(war):
    copy = pickle.loads(pickle.dumps(war))
    assert copy.hash == war.hash and copy.resolve("Zamir", "", DAY) == war.resolve("Zamir", "", DAY)


def test_the_syrian_file_is_complete(syria):
    base = set(Actors.load().entries)
    own = [actor for actor in syria.entries if actor not in base]
    assert len(own) >= 250
    assert all(actor.kind and actor.source and actor.posts for actor in syria.entries)


def test_names_in_the_syrian_file_are_unique_on_every_day(syria):
    taken = {}
    for actor in syria.entries:
        for name in {" ".join(map(fold, text.replace("-", " ").split())) for text in (actor.name, *actor.aliases)}:
            for post in actor.posts:
                span = (post.start or date.min, post.end or date.max)
                for other, (start, end) in taken.setdefault(name, []):
                    assert other == actor.name or span[1] < start or end < span[0], (name, other, actor.name)
                taken[name].append((actor.name, span))


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
    assert syria.resolve(source, "", DAY).camp == camp
