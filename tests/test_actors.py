"""Actor files: what is read, what is refused, readings and sides; the war, its people and groups are invented."""

import pickle
from datetime import date
from functools import cache

import invented
import pandas as pd
import pytest
from invented import DAY, WAR

from dateline.actors import ActorFileError, Actors, fold, overlaid
from dateline.balance import _reread
from dateline.language.camps import code


def test_folding_keeps_different_words_apart():
    assert fold("Assad") == fold("Asad") == fold("Assad's") and fold("Jaysh") == fold("Jaish")
    assert fold("rebels") == fold("rebel") and fold("families") == fold("family")
    assert fold("They") != fold("Thai") and fold("IISS") != fold("IS")


def reread(actors, reading, source):
    """A source's coding under a reading, as the balance shows it."""
    return _reread(pd.DataFrame([vars(code(actors, source, "", DAY))]), actors, reading).iloc[0]


def test_a_reading_changes_a_disputed_coding(war):
    assert code(war, "the Moldovan Watch", "", DAY).camp == "monitor"
    assert reread(war, "watch", "the Moldovan Watch")["camp"] == "rebel"
    assert war.readings == {"watch": "the Watch counted with the rebels"}


def test_the_syrian_readings_change_groups_and_persons(syria):
    assert reread(syria, "observatory", "Rami Abdulrahman")["camp"] == "rebel"
    assert reread(syria, "nusra", "Abu Mohammed al-Julani")["camp"] == "rebel"
    abroad = reread(syria, "hezbollah", "Hezbollah")
    assert (abroad["camp"], abroad["country"]) == ("foreign_state", "Lebanon")
    assert code(syria, "Hezbollah", "", DAY).camp == "government"
    assert code(syria, "Sham FM", "", DAY).camp == "government"
    assert reread(syria, "outlets", "Sham FM")["camp"] == "media"
    assert reread(syria, "outlets", "SANA")["camp"] == "government"


def test_somebody_who_changed_sides_is_coded_by_the_day(syria):
    days = [date(2012, 7, 1), date(2016, 12, 12), date(2019, 1, 1)]
    assert [code(syria, "Riyad Hijab", "", day).camp for day in days] == ["government", "rebel", "unknown"]


def test_sides_are_beside_the_camps(war):
    assert war.side(code(war, "Oslo", "", DAY)) == war.side(code(war, "the army", "", DAY))
    assert war.side(code(war, "a rebel", "", DAY)) == "rebels and backers"
    assert war.side(code(war, "residents", "", DAY)) == ""


@pytest.mark.parametrize(("change", "message"), [
    (("camp: monitor", "camp: 'monitors'"), "camp 'monitors' of actor 'Moldovan Watch' is not a camp; did you mean"),
    (("kind: group, camp: rebel", "kind: grup, camp: rebel"), "kind 'grup' of actor 'Jaish al-Nahr' .* 'group'"),
    (("source: UCDP", "sauce: UCDP"), "field 'sauce' of actor 'Nahr Brigade' is not known; did you mean 'source'"),
    (("country: Chile", "country: Chili"), "country 'Chili' of actor 'Ana Petrak' .* did you mean 'Chile'"),
    (("country: Chile", "country: UK"), "'UK' of actor 'Ana Petrak' is not a state of the file; write 'United K"),
    (("home: Moldova", "home: Oslo"), "home 'Oslo' is not a state; write 'Norway'"),
    (("from: 2015,", "from: spring,"), "'spring', not a date"),
    (("from: 2014-07}", "from: 2014-07, to: 2013}"), "is after 'to'"),
    (("from: 2014-07}", "from: [2014-07]}"), r"'from' of actor 'Bashir al-Zamir' is '\['2014-07'\]', not a date"),
    (("camp: monitor,", "camp: opponent,"), "country '' of actor 'Moldovan Watch' is not a state"),
    (("home: Moldova", "home: Moldovia"), "home 'Moldovia' .* did you mean 'Moldova'"),
    (("kind: person\n", "kind: person\n    to: 2016\n"), "'to' of actor 'Bashir al-Zamir' belongs into its posts"),
    (("to: 2014-06-30", "to: 2014"),
     "'Bashir al-Zamir' is 'government' and 'rebel' on the same day, by posts of actor 'Bashir al-Zamir'; give"),
    (("to: 2014-12-31", "to: 2016"), "'River Army' is 'rebel' and 'jihadist' .* 'Jaish al-Nahr' and actor 'Nahr"),
    (("home: Moldova", "homes: Moldova"), "key 'homes' is not known; did you mean 'home'"),
    (("aliases: [Zamir]", "aliases: [1]"), "aliases of actor 'Bashir al-Zamir' must be a list of texts"),
    (("name: MONA", "name: '?'"), r"name '\?' of actor '\?' has no letter or digit"),
    (("[Zamir]", "[Zamir, '']"), "name '' of actor 'Bashir al-Zamir' has no letter or digit"),
    (("{Moldovan Watch: {camp", "{Moldovan Wach: {camp"),
     "actor 'Moldovan Wach' in reading 'watch' is not an actor; did you mean 'Moldovan Watch'"),
    (("home: Moldova", "home: Moldova\nstates: {Utopia: {capitol: X}}"), "field 'capitol' .* 'capital'"),
    (("home: Moldova", "home: ["), "not valid YAML"),
    (("  government and allies", "\tgovernment and allies"), "line 4 begins with a tab; use spaces"),
    (("home: Moldova", "home: {Moldova: 1}"), "key 'home' must be a text or a list of texts"),
    (("home: Moldova", "home: Moldova\nstates: {Utopia: }"), "'Utopia' in states must be a mapping"),
    (("from: 2014-07}", "from: 2016-02-30}"), "field 'from' of actor 'Bashir al-Zamir' is '2016-02-30', not a date"),
    (("rebel: [free column]", "rebel: militiaman"), "'rebel' of 'group' in roles must be a list of texts"),
    (("rebel: [free column]", "rebel: ['']"), "'rebel' of 'group' in roles must be a list of texts"),
    (("roles:", "roles:\n  office:"), "'office' in roles must be a list of texts"),
    (("group: {kurdish: [hill people], rebel: [free column]}", "group: [rebel]"), "'group' in roles must be a mapping"),
    (("  group: {kurdish", "  grup: {kurdish"), "role class 'grup' is not known; did you mean 'group'"),
    (("Watch: {camp: rebel", "Watch: {camp: rebells"),
     "camp 'rebells' of actor 'Moldovan Watch' in reading 'watch' is not a camp; did you mean 'rebel'"),
    (("Watch: {camp: rebel", "Watch: {country: Chile"), "camp '' of actor 'Moldovan Watch' in reading 'watch'"),
    (("roles:", "home: Chile\nroles:"), "line 10: the key 'home' stands twice"),
    (("MONA, aliases", "MONA, camp: media, aliases"), "line 23: the key 'camp' stands twice"),
    (("camps: [rebel]", "camps: non_un"), "'camps' of 'rebels and backers' in sides must be a list of texts"),
    (("camp: monitor,", "camp: monitor, side: rebels and bakers,"), "side 'rebels and bakers' .* 'rebels and backers'"),
    (("camps: [rebel]", "camps: [rebels]"), "camp 'rebels' of side 'rebels and backers' .* did you mean 'rebel'"),
    (("countries: [Chile]", "countries: [Chili]"), "state 'Chili' of side 'rebels and backers' .* 'Chile'"),
])
def test_a_wrong_file_is_refused_with_entry_and_field(tmp_path, change, message):
    path = tmp_path / "actors.yaml"
    path.write_text(WAR.replace(*change), encoding="utf-8")
    with pytest.raises(ActorFileError, match=message) as caught:
        Actors.load(path)
    assert "actors.yaml" in str(caught.value)


def test_a_collection_may_give_a_name_of_the_base_another_camp(tmp_path):
    path = tmp_path / "actors.yaml"
    path.write_text(WAR.replace("aliases: [Zamir]", "aliases: [Zamir, UN]"), encoding="utf-8")
    assert code(Actors.load(path), "the UN", "", DAY).camp == "rebel"


def test_a_name_in_small_letters_is_found_by_an_alias_in_small_letters():
    entry = {"name": "RSV", "aliases": ["rsv"], "kind": "group", "camp": "rebel", "source": "founding statement"}
    small, without = (Actors(overlaid({"actors": [one]})) for one in (entry, {**entry, "aliases": []}))
    assert [code(actors, "the rsv", "", DAY).camp for actors in (small, without)] == ["rebel", "unknown"]
    assert code(without, "THE RSV", "", DAY).camp == "rebel"


def test_an_entry_left_at_unknown_leaves_the_camp_to_what_its_role_tells():
    war = Actors(overlaid({"home": "Moldova", "actors": [
        {"name": "Ilie Munt", "kind": "person", "camp": "unknown", "source": "not looked up yet"}]}))
    assert code(war, "Army spokesman Ilie Munt", "", DAY).camp == "government"
    assert code(war, "Ilie Munt", "", DAY).camp == code(war, "Munt", "").camp == "unknown"


def test_an_actor_file_that_is_not_utf_8_is_refused(tmp_path):
    (tmp_path / "actors.yaml").write_bytes("home: Perú\n".encode("latin-1"))
    with pytest.raises(ActorFileError, match="not valid YAML in UTF-8"):
        Actors.load(tmp_path / "actors.yaml")


def test_actors_go_to_another_process_and_have_a_stable_hash(war):
    copy = pickle.loads(pickle.dumps(war))
    assert copy.hash == war.hash == invented.actors().hash
    assert code(copy, "Zamir", "", DAY) == code(war, "Zamir", "", DAY)


def test_the_syrian_file_is_complete(syria):
    base = set(Actors.load().entries)
    own = [actor for actor in syria.entries if actor not in base]
    assert len(own) >= 250
    assert all(actor.kind and actor.source and actor.posts for actor in syria.entries)


def test_names_in_the_syrian_file_are_unique_on_every_day(syria):
    taken = {}
    for actor in syria.entries[:len(syria.entries) - len(Actors.load().entries)]:
        for name in {" ".join(map(fold, text.replace("-", " ").split())) for text in (actor.name, *actor.aliases)}:
            for post in actor.posts:
                span = (post.start or date.min, post.end or date.max)
                for other, (start, end) in taken.setdefault(name, []):
                    assert other == actor.name or span[1] < start or end < span[0], (name, other, actor.name)
                taken[name].append((actor.name, span))


# Names that the words in them code as something narrower, or as a pronoun, where they stand alone.
OTHERWISE = {
    "state television al-Ikhbariya": "the channel has an entry of its own",
    "reconciliation centre at Hmeimim": "the air base has an entry of its own",
    "international coalition against Islamic State": "whom it is against is not who speaks",
    "coalition against Isis": "whom it is against is not who speaks",
    "anti-ISIS coalition": "whom it is against is not who speaks",
    "WHO": "alone it is the pronoun; 'the WHO' is coded",
    "RSF": "outside of Sudan these are Reporters Without Borders",
}


def test_every_name_is_coded_as_its_own_entry_where_no_other_of_that_camp_has_it(syria):
    lost = set()
    for actor in syria.entries:
        for name in (actor.name, *actor.aliases):
            for post in actor.told:
                title = post.post.split(", ")[0]
                printed = name.title() if name.islower() and actor.kind == "person" else name
                found = code(syria, printed, "", post.start or post.end)
                if found.actor != actor.name and (found.camp, found.country) != (post.camp, post.abroad) and (
                        not name.islower() or name.startswith(title)):  # of another post's title, no
                    lost.add(name)
    assert lost <= set(OTHERWISE)


@cache
def at_home(state):
    """What a collection knows that only names its home."""
    return Actors(overlaid({"home": state}))


@pytest.mark.parametrize(("source", "day", "home", "camp", "country"), [
    ("the Rapid Support Forces", date(2024, 2, 1), "Sudan", "rebel", ""),
    ("the RSF", date(2020, 2, 1), "Sudan", "government", ""),
    ("the RSF", date(2024, 2, 1), "Sudan", "rebel", ""),
    ("the RSF", date(2024, 2, 1), "Syria", "monitor", ""),  # Reporters Without Borders
    ("Hemedti", date(2024, 2, 1), "Sudan", "rebel", ""),
    ("the Rapid Support Forces", date(2024, 2, 1), "Kenya", "unknown", ""),
    ("a spokesman for the Taliban", date(2020, 2, 1), "Afghanistan", "rebel", ""),
    ("a spokesman for the Taliban", date(2022, 2, 1), "Afghanistan", "government", ""),
])
def test_opponents_of_a_state_are_rebels_where_it_is_home_and_while_they_oppose_it(source, day, home, camp, country):
    coding = code(at_home(home), source, "", day)
    assert (coding.camp, coding.country) == (camp, country)


@pytest.mark.parametrize(("source", "day", "actor", "country"), [
    ("President Deby", date(2010, 5, 1), "Idriss Deby", "Chad"),
    ("President Deby", date(2023, 5, 1), "Mahamat Idriss Deby", "Chad"),
    ("prime minister Abiy", date(2021, 5, 1), "Abiy Ahmed", "Ethiopia"),
    ("Prime Minister Salam", date(2015, 5, 1), "Tammam Salam", "Lebanon"),
    ("Foreign Minister Sushma Swaraj", date(2016, 5, 1), "Sushma Swaraj", "India"),
    ("President Hassan Sheikh Mohamud", date(2023, 5, 1), "Hassan Sheikh Mohamud", "Somalia"),
    ("President Ali Abdullah Saleh", date(2005, 5, 1), "Ali Abdullah Saleh", "Yemen"),
    ("Prime Minister Michel Barnier", date(2024, 10, 1), "Michel Barnier", "France"),
])
def test_who_is_in_office_is_told_by_name_or_by_post_and_surname_on_that_day(source, day, actor, country):
    coding = code(Actors.load(), source, "", day)
    assert (coding.actor, coding.camp, coding.country) == (actor, "foreign_state", country)


def test_a_post_before_a_plain_word_is_nobodys():
    assert code(Actors.load(), "the defence minister no longer", "", date(2000, 5, 1)).actor == ""


@pytest.mark.parametrize("year", [2015, 2025])
def test_every_state_of_the_base_file_has_somebody_in_office(year):
    actors = Actors.load()
    posts = [post for actor in actors.entries if actor.kind == "person" for post in actor.told]
    gone = {"Czechoslovakia", "East Germany", "Soviet Union", "Yugoslavia"}
    assert set(actors.data["states"]) - {post.country for post in posts if post.covers(date(year, 7, 1))} == gone
