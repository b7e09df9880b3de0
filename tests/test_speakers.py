"""Speakers: the printed source resolved inside the article."""

from pathlib import Path

import pytest

from dateline.language.parse import parse
from dateline.language.quotes import Quote, find_quotes
from dateline.language.speakers import resolve_speakers

ARTICLES = Path(__file__).parent.parent / "corpus" / "aleppo-2016" / "articles"


def speakers(text: str) -> list[tuple[str, str]]:
    doc = parse(text)
    return [(one.name, one.naming) for one in resolve_speakers(doc, text, find_quotes(doc, text))]


def test_a_surname_is_the_full_name():
    text = "Orla Venn, a baker in Norvik, said the shop was gone.\n\n\"I have nothing left,\" Venn said."
    assert speakers(text) == [("Orla Venn, a baker in Norvik", "named")] * 2


def test_a_surname_is_the_full_name_though_the_comma_before_its_office_is_lost():
    text = ("Mark Hollis Secretary General of the Norvik Coalition said the road was closed. "
            "Hollis also said no aid had come.")
    assert [name.startswith("Mark Hollis") for name, _ in speakers(text)] == [True, True]


def test_a_role_is_whom_it_introduced_and_so_is_the_pronoun():
    text = ("A rebel official said the road was closed. The official said no aid had come. "
            "\"We wait,\" he said.")
    assert speakers(text) == [("A rebel official", "described")] * 3


@pytest.mark.parametrize(("source", "naming"), [
    ("Residents", "described"), ("Kurdish forces", "described"), ("A doctor in Norvik", "described"),
    ("A source at the Norvik Police Command", "described"), ("A spokesman for Orla Venn", "described"),
    ("Norway's health ministry", "named"), ("The army", "named"), ("The mayor of Norvik", "named"),
    ("Orla Venn and Mira Oltan", "named"), ("Aid agencies", "described"),
])
def test_who_could_be_found_is_named_and_others_are_described(source, naming):
    assert speakers(f"{source} said the road was closed.") == [(source, naming)]


@pytest.mark.parametrize("source", ["- Residents", "• Rebels", "<p>Residents", "12:30 Rebels", "* Aid agencies"])
def test_residents_are_described_behind_a_bullet_a_tag_or_a_time(source):
    assert speakers(f"{source} said they had left.")[0][1] == "described"


def test_a_source_without_a_word_of_its_own_is_no_error():
    text = "Let's say the road was closed."
    quote = Quote(((10, 29),), "indirect", (6, 9), (3, 5), "affirmed", 1.0)
    assert len(resolve_speakers(parse(text), text, [quote])) == 1


def test_who_says_we_in_a_statement_is_whom_its_head_names():
    texts = ("The bridges of Tarn\n\nPress Statement\n\nOrla Venn, Department Spokesperson\n\nMay 3, 2020\n\n"
             "The Red Cross said the road was closed. We condemn the attack on the bridge.",
             "Statement by Ambassador Orla Venn at the Council\n\nThe minister of Norvik said the road was closed. "
             "We demand that all sides open the bridge.")
    names = [speakers(text)[-1][0] for text in texts]
    assert (names[0], names[1][:20]) == ("Orla Venn, Department Spokesperson", "Ambassador Orla Venn")


def test_a_line_with_a_place_names_no_author():
    text = "Tessaly, Norvik\n\nOrla Venn said the road was closed. We demand that all sides open the bridge."
    assert "Tessaly, Norvik" not in dict(speakers(text))


def test_us_in_capitals_is_no_pronoun():
    text = "Ivo Tarn, a baker, said the road was closed. US officials met in Norvik. US denies that it closed the road."
    assert speakers(text)[-1][0] == "US"


def test_an_age_is_whose_it_was_told_to_be():
    text = ("Orla Venn, 34, said the shop was gone. Ivo Tarn, a baker, said the road was closed.\n\n"
            "\"Nobody came,\" the 34-year-old said.")
    assert speakers(text)[-1] == ("Orla Venn, 34", "named")


def test_an_office_alone_is_no_name():
    text = ("Secretary of State Ruth Venn spoke with the Norvik foreign minister, Oleh Tarn. Tarn said the road was "
            "closed. The Secretary said the talks went well.")
    assert speakers(text)[-1][0].startswith("Ruth Venn")


def test_letters_are_not_spelled_out_by_capitals_of_something_else():
    text = ("The IDF said it hit a store. In Norvik, Foreign Minister Oru Tessaly said the truce was broken. "
            "The PMF said it fired nothing. Prime Minister Fadi Tarn blamed it.")
    assert [name for name, _ in speakers(text)][:3] == ["The IDF", "Foreign Minister Oru Tessaly", "The PMF"]


def test_who_answers_in_an_interview_is_whom_its_introduction_names():
    text = ("Ivo Tarn has led the movement since 2019. Tarn spoke to this paper in Norvik.\n\n"
            "Q: Why did you leave the town?\n\nA: We had no choice.")
    assert [name for name, _ in speakers(text)] == ["Q", "Ivo Tarn"]


def test_an_office_is_whoever_was_named_with_it_even_without_having_spoken():
    text = ("Secretary of State Ruth Venn spoke with the Norvik foreign minister, Oleh Tarn, on Monday. Venn said the "
            "talks went well. She promised aid. The foreign minister said the road would open.")
    assert [name for name, _ in speakers(text)][-1].startswith("Oleh Tarn")


def test_a_pronoun_goes_by_sex_and_number():
    text = ("Mr Ivo Tarn said the bridge had fallen. Mrs Lena Holt said the port was open. "
            "She said ships had arrived. He said nobody had crossed.")
    assert [name for name, _ in speakers(text)][2:] == ["Mrs Lena Holt", "Mr Ivo Tarn"]


def test_a_sex_that_no_name_tells_is_told_by_the_pronouns_after_it():
    text = ("Venn closed her shop on Monday. She had sold bread there. Captain Oru Tessaly said the bridge had fallen. "
            "He said nobody had crossed. She said the town was empty.")
    assert [name for name, _ in speakers(text)] == ["Captain Oru Tessaly"] * 2 + ["Venn"]


def test_a_group_is_the_body_that_spoke_last():
    text = ("The Norvik Observatory for Human Rights said 12 people had died. "
            "The Tessaly-based group said more were missing. The Observatory said it would publish names.")
    assert speakers(text) == [("The Norvik Observatory for Human Rights", "named")] * 3


def test_a_document_is_whoever_issued_it():
    texts = ("The Norvik Health Board published a report on Monday. Hundreds had waited for it. "
             "The report said 12 people had died in the floods.",
             "Oru Tessaly posted a message late on Sunday. The post said that the bridge would reopen.",
             "A report by the Tessaly Institute said prices had doubled. The report also said wages had fallen.")
    assert [speakers(text)[-1][0] for text in texts] == ["The Norvik Health Board", "Oru Tessaly",
                                                         "the Tessaly Institute"]


def test_a_document_is_not_whoever_got_it():
    assert speakers("A letter obtained by the Norvik Times said the road was closed.") == [
        ("A letter obtained by the Norvik Times", "described")]


def test_a_source_behind_the_name_that_it_describes_is_that_name():
    text = "Lena Holt, Ph.D., a baker in Norvik, said the road was closed."
    at = text.index("a baker")
    quote = Quote(((text.index("the road"), len(text) - 1),), "indirect", (text.index("said"), at + 22), (at, at + 17),
                  "affirmed", 1.0)
    assert resolve_speakers(parse(text), text, [quote])[0].name.startswith("Lena Holt")


def test_a_description_in_place_of_a_name_is_whom_the_article_is_about():
    texts = ("Orla Venn opened the fair in Norvik on Monday. The 71-year-old actress said she had waited for years.",
             "Tarn Motors closed its plant in Norvik. The company said 300 jobs would go.")
    assert [speakers(text) for text in texts] == [[("Orla Venn", "named")], [("Tarn Motors", "named")]]


def test_somebody_of_a_person_is_not_that_person():
    text = "Ivo Tarn was arrested on Sunday. His lawyer said he was innocent."
    assert speakers(text) == [("His lawyer", "described")]


def test_a_quotation_without_a_source_goes_on_with_the_speaker_before():
    text = "\"We stay,\" said Orla Venn.\n\n\"We will not leave this town to them.\""
    assert {name for name, _ in speakers(text)} == {"Orla Venn"}


def test_agentless_reports_have_no_speaker():
    assert speakers("It was reported that the bridge had fallen.") == [("", "none")]


@pytest.mark.parametrize("source", ["No group", "Nobody", "None of the groups"])
def test_nobody_is_described_and_not_whom_a_role_after_it_means(source):
    text = f"{source} claimed responsibility for the attack. The group said it would strike again."
    assert [speakers(text)[0], speakers(text)[-1][0]] == [(source, "described"), "The group"]


def test_joint_sources_stay_together():
    assert speakers("Orla Venn and Ivo Tarn said the shop was gone.")[0][0] == "Orla Venn and Ivo Tarn"


def test_a_name_drops_titles_and_is_known_by_its_letters():
    text = ("Prime Minister Ivo Tarn said the port was open. The Norvik Doctors Union (NDU) said it was shut. "
            "The NDU said 12 people had died. Tarn said nobody had.")
    assert [name for name, _ in speakers(text)] == [
        "Prime Minister Ivo Tarn", "Norvik Doctors Union", "Norvik Doctors Union", "Prime Minister Ivo Tarn"]


@pytest.mark.parametrize(("source", "name"), [
    ("The military spokesman, Captain Eloi Kasongo,", "Captain Eloi Kasongo, The military spokesman"),
    ("The governor of Tarsk, Dr Nabil Sharar,", "Dr Nabil Sharar, The governor of Tarsk"),
    ("Army spokesman Major General Igor Konash", "Major General Igor Konash, Army spokesman"),
    ("A former chief, retired General Pavel Denko,", "Pavel Denko, A former chief, retired General"),
])
def test_a_rank_stays_before_the_name(source, name):
    assert speakers(f"{source} said the road was open.") == [(name, "named")]


@pytest.mark.parametrize(("source", "name"), [
    ("A man who identified himself as Abu Omar", "Abu Omar, A man"),
    ("A shopkeeper who gave his name only as Viktor", "Viktor, A shopkeeper"),
    ("A nurse, who asked to be identified only by her first name, Lena", "Lena, A nurse"),
    ("A woman named Rasha", "Rasha, A woman"),
    ("A policeman, who identified the attacker as Ivo Tarn", "A policeman"),
    ("A man who described himself as a commander", "A man"),
])
def test_who_gives_a_name_is_told_by_it(source, name):
    text = f"{source} said the road was open."
    at = len(source)
    quote = Quote(((at + 6, len(text) - 1),), "indirect", (at + 1, at + 5), (0, at), "affirmed", 1.0)
    assert resolve_speakers(parse(text), text, [quote])[0].name == name


def test_a_role_with_its_modifiers_is_the_one_introduced_by_them():
    text = ("A rebel official said the road was closed. Ivo Tarn, a former clerk, said he had no bread. "
            "The rebel official said aid had come.")
    assert speakers(text)[2] == ("A rebel official", "described")


def test_a_body_that_belongs_to_a_state_is_not_the_state():
    text = "Norvik said the talks went on. Norvik's army said the bridge was open."
    assert [name for name, _ in speakers(text)] == ["Norvik", "Norvik's army"]


def test_a_person_goes_on_by_pronouns_that_are_no_source():
    text = ("Oru Tessaly met Ivo Tarn, a clerk, on Monday. Tessaly then walked to the bridge. He crossed it at noon. "
            "He saw nobody there. He told reporters the road was open.")
    assert [name for name, _ in speakers(text)] == ["Oru Tessaly"]


def test_letters_are_the_name_that_is_spelled_out_elsewhere():
    text = ("A letter came from Roads, Ports and Bridges Norvik on Monday. RPBN said the bridge was shut.")
    assert speakers(text)[-1] == ("Roads, Ports and Bridges Norvik", "named")


def test_a_name_that_two_have_is_whose_it_was_most_often():
    text = ("Kim Tessa-un came to Norvik. Kim Tessa-un met the king. Kim Yor-chol, a clerk, came with the guards. "
            "Kim said the talks went on.")
    assert speakers(text)[-1] == ("Kim Tessa-un", "named")


@pytest.mark.parametrize(("text", "name"), [
    ("Peter Langley, 47, was freed in October. His sister, Karen Langley, said they had waited.\n\n"
     "Langley said he would write a book.", "Peter Langley"),
    ("Yusuf Merk, who owns a bakery, called his sister. \"She did not pick up,\" said Merk.\n\n"
     "His sister, Sana Merk, is a teacher in Tarsk.\n\n\"She is alive,\" Merk said.", "Yusuf Merk"),
    ("Ana Tarn and her husband, Ivo Tarn, fled in May. \"We took nothing,\" Ana Tarn said. Ivo Tarn said they had "
     "walked. \"My feet bled,\" he said. Mrs Tarn said she would go back.", "Ana Tarn"),
    ("The minister, Sergei Lavin, met Oleg Lavin, a banker, on Monday. Mr Lavin, the banker, said the talks were "
     "private.", "Oleg Lavin"),
    ("President Goran Velic said it would go on. His brother, Marko Velic, said the city would fall. "
     "Velic said his men were ready.", "Marko Velic"),
])
def test_of_a_family_the_one_who_is_told_by_title_or_nearness_speaks(text, name):
    assert speakers(text)[-1][0].startswith(name)


def test_a_town_is_nobody_whom_a_pronoun_stands_for():
    text = "Orla Venn, 50, from Qaim, walked in Qaim all night. She said the shop was gone."
    assert speakers(text)[-1][0].startswith("Orla Venn")


def test_one_name_with_a_title_or_a_job_is_a_person_whatever_its_label():
    text = ("Chief Na'toks said the road was shut. \"We wait,\" he said. Orman, a resident of the port, said it was "
            "open. He said ships had come.")
    assert [name for name, _ in speakers(text)] == ["Chief Na'toks"] * 2 + ["Orman, a resident of the port"] * 2


def test_a_name_that_lost_its_apostrophe_is_printed_without_the_s():
    text = "Norviks army went to the port. Norvik said the road was open."
    assert speakers(text) == [("Norvik", "named")]


def test_an_ngo_in_the_lead_is_the_watchdog_named_next():
    text = ("At least 12 people died in Norvik on Monday, an NGO said. The Norvik Observatory for Human Rights said "
            "the dead were bakers.")
    assert {name for name, _ in speakers(text)} == {"The Norvik Observatory for Human Rights"}


def test_in_capitals_the_agency_that_was_told_is_nobody_whom_a_pronoun_stands_for():
    text = ("NORVIK, 3 MAY 89 (EFE) -- A WITNESS TOLD EFE THAT SHE HAD SEEN FOUR MEN. SHE SAID THAT THEY HAD GUNS.")
    assert [name for name, _ in speakers(text)] == ["A WITNESS"] * 2


def test_a_role_after_a_name_is_the_person_just_named():
    text = ("Ivo Tarn said on Monday that the port was open. \"Ships may come,\" the former sailor said.")
    assert [name for name, _ in speakers(text)] == ["Ivo Tarn"] * 2


@pytest.mark.parametrize(("before", "role"), [
    ("Mrs Lena Holt said the port was open. \"Ships came,\" Holt said.", "The man"),
    ("Mr Ivo Tarn said the port was open. \"Ships came,\" Tarn said.", "The woman"),
])
def test_a_role_that_tells_the_sex_is_nobody_of_the_other(before, role):
    assert speakers(f"{before} {role} said the bridge was new.")[-1] == (role, "described")


@pytest.mark.parametrize(("before", "role"), [
    ("Orla Venn, a baker in Tarsk, said her shop was gone.", "The mayor"),
    ("Viktor Dann, a retired engineer, said he would stay.", "The prime minister"),
    ("Foreign Minister Anton Breck said the talks had failed.", "The president"),
])
def test_an_office_is_nobody_who_has_another_job(before, role):
    assert speakers(f"{before}\n\n{role} said the road was open.")[-1] == (role, "described")


def test_an_office_may_be_whoever_leads():
    text = "Norvik's leader, Pavel Denko, said the hill was taken.\n\nThe president said the war would go on."
    assert speakers(text)[-1][0].startswith("Pavel Denko")


def test_a_role_that_begins_a_sentence_has_no_name_by_its_capital():
    text = ("In a statement, the Norvik Fish Company said the port was shut. The company said that ships had left.")
    assert [name.casefold() for name, _ in speakers(text)] == ["the norvik fish company"] * 2


def test_a_name_ends_before_the_day():
    assert speakers("NORVIK PRESIDENT IVO TARN TODAY SAID THAT THE ROAD WAS OPEN.")[0][0].endswith("IVO TARN")


def test_the_shipped_article():
    text = next(ARTICLES.iterdir()).read_text(encoding="utf-8").split("---\n", 2)[2]
    found = speakers(text)
    assert found.count(("a rebel official", "described")) == 4
    assert ("Zakaria Malahifji of the Fastaqim rebel group fighting in Aleppo", "named") in found
    assert ("Moscow", "named") in found
    assert found[-1][0].startswith("the Syrian Observatory for Human Rights")
