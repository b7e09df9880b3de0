"""Quotes: what is said, by whom, by which cue."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.language.parse import parse
from dateline.language.quotes import find_quotes

ARTICLES = Path(__file__).parent.parent / "corpus" / "aleppo-2016" / "articles"


def read(text: str) -> list[tuple[str, str, str, str]]:
    """Kind, content, cue and source of each quote as text."""
    return [(quote.kind, " … ".join(text[start:end] for start, end in quote.content),
             text[slice(*quote.cue)] if quote.cue else "", text[slice(*quote.source)] if quote.source else "")
            for quote in find_quotes(parse(text), text)]


def said(text: str) -> list[tuple[str, str, str]]:
    """Content, source and cue of each quote as text."""
    return [(content, source, cue) for _, content, cue, source in read(text)]


@pytest.mark.parametrize(("text", "wanted"), [
    ("The army had left Norvik, a rebel official said.",
     ("indirect", "The army had left Norvik", "said", "a rebel official")),
    ("The mayor said the bridge had been hit twice.",
     ("indirect", "the bridge had been hit twice", "said", "The mayor")),
    ("The army left the town of Norvik on Sunday the Tessaly Monitoring Group said.",
     ("indirect", "The army left the town of Norvik on Sunday", "said", "the Tessaly Monitoring Group")),
    ('"We have no bread," said Orla Venn, a baker in Norvik.',
     ("direct", "We have no bread,", "said", "Orla Venn, a baker in Norvik")),
    ('"We stay," she said. "All of us will stay."',
     ("direct", "We stay, … All of us will stay.", "said", "she")),
    ('The retreat was a "rout without example", the minister said.',
     ("mixed", 'The retreat was a "rout without example"', "said", "the minister")),
    ('The minister said: "We will rebuild the port."',
     ("direct", "We will rebuild the port.", "said", "The minister")),
    ("More than 40 people were killed, according to the Norvik Observatory, a monitoring group.",
     ("indirect", "More than 40 people were killed", "according to", "the Norvik Observatory, a monitoring group")),
    ("According to residents, the shelling began at dawn.",
     ("indirect", "the shelling began at dawn", "According to", "residents")),
    ("The general blamed the rebels for the attack.",
     ("indirect", "the rebels for the attack", "blamed", "The general")),
    ("The council vowed to rebuild the bridge.",
     ("indirect", "to rebuild the bridge", "vowed", "The council")),
    ("The envoy urged both sides to stop the shelling.",
     ("indirect", "both sides to stop the shelling", "urged", "The envoy")),
    ("The council called for an immediate ceasefire.",
     ("indirect", "an immediate ceasefire", "called for", "The council")),
    ("The ministry condemned the strike on the hospital.",
     ("indirect", "the strike on the hospital", "condemned", "The ministry")),
    ("Hospital officials put the toll at 12.", ("indirect", "the toll at 12", "put", "Hospital officials")),
    ("THE ARMY SAID THAT TWO SOLDIERS DIED NEAR ZORVIK.",
     ("indirect", "TWO SOLDIERS DIED NEAR ZORVIK", "SAID", "THE ARMY")),
])
def test_one_act_of_reporting_is_one_quote(text, wanted):
    assert read(text) == [wanted]


@pytest.mark.parametrize(("above", "content"), [
    ("UN: Half a million trapped in Tarsk\n\n", "Some 500,000 people are trapped in Tarsk"),
    ("Half a million trapped in Tarsk\n\nBy Orla Venn\n\n", "Some 500,000 people are trapped in Tarsk"),
    ("What we know so far\n\n• ", "At least 31 people have been killed since dawn"),
    ("", "At least 31 people have been killed in the market\nof Tarsk since dawn"),
])
def test_words_of_another_paragraph_are_no_content_but_a_line_that_goes_on_is(above, content):
    assert said(f"{above}{content}, the envoy said.") == [(content, "the envoy", "said")]


def test_what_a_colon_leads_to_stays_with_what_stands_before_it():
    content = "the governor faces these questions in the debate tomorrow:\n\nDefend the budget (what it costs and whom)"
    assert said(f"The paper said that {content}\n\nThe vote is on Monday.") == [(content, "The paper", "said")]


def test_two_cues_are_two_quotes():
    found = read("The council blamed the army for the fire, saying it had shelled the depot.")
    assert [(content, cue) for _, content, cue, _ in found] == [
        ("the army for the fire", "blamed"), ("it had shelled the depot", "saying")]
    assert {source for *_, source in found} == {"The council"}


def test_a_transcript_gives_each_turn_to_the_name_in_brackets():
    text = "[VENN] THE TALKS GO ON. WE ARE PATIENT.\n\n[REPORTER] UNTIL WHEN?"
    assert [(content, source) for _, content, _, source in read(text)] == [
        ("THE TALKS GO ON. WE ARE PATIENT", "VENN"), ("UNTIL WHEN?", "REPORTER")]


def test_what_the_reporter_tells_in_a_recording_is_no_turn():
    text = ("OUR CORRESPONDENT ORLA VENN HAS THE DETAILS:\n\n"
            "[BEGIN RECORDING] [VENN] THE BRIDGE WAS CLOSED AT NOON.\n\n[MAYOR TANN] WE HAD NO CHOICE. [END RECORDING]")
    assert [(content, source) for _, content, _, source in read(text)] == [("WE HAD NO CHOICE.", "MAYOR TANN")]


def test_a_briefing_gives_each_turn_to_the_label_with_a_colon():
    text = ("QUESTION: Has the minister called?\n\nMS. VENN: I have no calls to tell of.\n\nThe talks go on.\n\n"
            "QUESTION: Until when?\n\nMS. VENN: We are patient.\n\nThe briefing closed at noon.")
    assert [(content, source) for _, content, _, source in read(text)] == [
        ("Has the minister called?", "QUESTION"), ("I have no calls to tell of.\n\nThe talks go on.", "MS. VENN"),
        ("Until when?", "QUESTION"), ("We are patient.", "MS. VENN")]


def test_a_dateline_or_a_caption_with_a_colon_is_no_turn():
    assert read("ORLEN: The bridge was closed at noon.\n\nPHOTO: The bridge.\n\nPHOTO: The road to Tarn.") == []


def test_scare_quotes_and_speech_inside_a_quotation_are_no_quotes():
    assert read('The "safe zone" lies north of the river.') == []
    assert len(read('"They say the road is closed," said the driver.')) == 1
    assert read("The strike put a number of families at risk.") == []


@pytest.mark.parametrize(("text", "polarity"), [
    ("The army said it would leave.", "affirmed"),
    ("The army did not say when it would leave.", "negated"),
    ("Nobody claimed responsibility for the killing.", "negated"),
    ("The envoy will say that the talks have failed.", "planned"),
    ("Reporters asked whether the army would leave.", "asked"),
])
def test_polarity_tells_whether_it_was_said(text, polarity):
    assert [quote.polarity for quote in find_quotes(parse(text), text)] == [polarity]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from(['"', "“", "”", " he said", ", ", ". ", "The army left", "that ", "according to ", "\n",
                                 "X", "reportedly ", "the ", "accused ", "[A] ", ": "]), max_size=14).map("".join))
def test_spans_lie_in_the_text_and_are_never_empty(text):
    for quote in find_quotes(parse(text), text):
        spans = [*quote.content, *(span for span in (quote.cue, quote.source) if span)]
        assert all(0 <= start < end <= len(text) for start, end in spans)
        assert quote.content == tuple(sorted(quote.content))
        assert 0 <= quote.confidence <= 1


def test_name_and_office_with_a_colon_before_a_block_of_quotation():
    text = ("Fighting went on in Tarsk on Sunday.\n\nMira Oltan, a doctor at the city's main clinic, said:\n\n"
            "“We have no light and no water. Three of my patients died in the night.”\n\nThe road stayed closed.")
    assert said(text) == [("We have no light and no water. Three of my patients died in the night.",
                           "Mira Oltan, a doctor at the city's main clinic", "said")]


@pytest.mark.parametrize(("before", "behind", "source", "cue"), [
    ("Governor Pavel Denko: ", "", "Governor Pavel Denko", ":"),
    ("Orla Venn, a driver from Tarsk: ", "", "Orla Venn, a driver from Tarsk", ":"),
    ("The governor praised his troops. And from the ministry: ", "", "the ministry", ":"),
    ("", " — Pavel Denko, governor of Tarsk", "Pavel Denko, governor of Tarsk", "—"),
    ("", "\n\n– Pavel Denko, governor of Tarsk\n\nThe road stayed closed.", "Pavel Denko, governor of Tarsk", "–"),
])
def test_attribution_by_dash_or_colon(before, behind, source, cue):
    content = "The bridge will be open by winter and nobody will pay for it."
    assert (content, source, cue) in said(f"{before}“{content}”{behind}")


def test_a_quotation_that_runs_over_paragraphs_is_one_quote():
    text = ("“We were asleep when the first shell came down on our street,” said Mira Oltan, a teacher.\n\n"
            "“Then my brother took the children to the cellar and we waited there until the morning.\n\n"
            "“Nobody came for two days. On the third we left the city on foot.”\n\nShe now lives in Varn.")
    [(content, source, _)] = said(text)
    assert content.startswith("We were asleep") and content.endswith("On the third we left the city on foot.")
    assert " … Then my brother" in content and source == "Mira Oltan, a teacher"


def test_a_quotation_cut_by_its_cue_is_one_quote():
    text = '"The talks are over," Pavel Denko, the governor, said. "We shall not come back to the table this year."'
    assert said(text) == [("The talks are over, … We shall not come back to the table this year.",
                           "Pavel Denko, the governor", "said")]


def test_what_something_was_described_as_stands_without_its_marks():
    assert ("direct", "harmful and slanderous.", "described it as", "The minister") in read(
        'The minister has denied this report and described it as "harmful and slanderous."\n\nThe paper stood by it.')


def test_a_quote_without_commas_does_not_break_off_before_its_last_words():
    text = ("Missile strikes on schools and urban areas in Tarsk killed 23 Norvik civilians on Thursday activists "
            "reported. The town lies in the east.")
    assert read(text) == [("indirect", text[:text.index(" activists")], "reported", "activists")]


def test_content_does_not_end_in_and():
    text = "The minister said the talks had failed and accused the rebels of sabotage."
    assert [content for content, *_ in said(text)] == ["the talks had failed", "the rebels of sabotage"]


@pytest.mark.parametrize(("text", "content"), [
    ("The ministry said Wednesday 12 people had been killed.", "12 people had been killed"),
    ("Doctors at the clinic said Monday night the wards were full.", "the wards were full"),
    ("The mayor said Sunday would be too late.", "Sunday would be too late"),
])
def test_the_day_on_which_it_was_said_is_no_content(text, content):
    assert [found for found, *_ in said(text)] == [content]


@pytest.mark.parametrize("text", [
    "The Norvik army runs the prison at Tarsk. It is accused by human rights groups of killing thousands there.",
    "The minister confirmed this on Monday. He criticizes it."])
def test_a_pronoun_alone_is_no_content(text):
    assert read(text) == []


def test_a_mark_that_is_never_closed():
    text = 'Pavel Denko said: "The army will enter Tarsk within days.\n\nThe road to the north was closed on Monday.'
    contents = [content for content, _, _ in said(text)]
    assert contents == ["The army will enter Tarsk within days."]


def test_a_quotation_inside_a_quotation_stays_inside():
    text = '"My son told me, \'Father, do not go back to the house,\' and I listened to him," said Ivo Tann, a baker.'
    assert len(said(text)) == 1 and "do not go back" in said(text)[0][0]


def test_a_quotation_inside_a_quotation_is_closed_where_both_end():
    assert said("“She told me, ‘I’m too old to be a refugee,’” Mira Oltan said.") == [
        ("She told me, ‘I’m too old to be a refugee,’", "Mira Oltan", "said")]


@pytest.mark.parametrize(("text", "content", "source"), [
    ("Two villages near Tarsk were taken by the army, according to the Varn Monitoring Group.",
     "Two villages near Tarsk were taken by the army", "the Varn Monitoring Group"),
    ("The ministry of health said in a statement that 14 people had been wounded in the market of Tarsk.",
     "14 people had been wounded in the market of Tarsk", "The ministry of health"),
    ("“The siege must end today,” the envoy, Ruta Salm, wrote on Twitter.",
     "The siege must end today,", "the envoy, Ruta Salm"),
    ("The rebels were said to have left the town before dawn.", "have left the town before dawn", ""),
    ("The governor was accused of selling the grain that had been sent to Tarsk.",
     "selling the grain that had been sent to Tarsk", ""),
    ("Army accused of shelling market in Tarsk\n\nThe market of Tarsk was hit on Monday.",
     "shelling market in Tarsk", ""),
    ("It was reported that 14 people had been wounded in the market of Tarsk.",
     "14 people had been wounded in the market of Tarsk", ""),
    ("The ministry has been urged to reopen the road to Tarsk before the winter.",
     "to reopen the road to Tarsk before the winter", ""),
    ("The envoy said the road to Tarsk was open, adding that trucks with flour had left Varn.",
     "trucks with flour had left Varn", "The envoy"),
    ("Governor denies army shelled Tarsk market\n\nThe market of Tarsk was hit on Monday.",
     "army shelled Tarsk market", "Governor"),
    ("A spokesman for the rebels said the army had broken the truce near Varn and that his men would answer",
     "the army had broken the truce near Varn", "A spokesman for the rebels"),
    ("The bridge was blown up by rebels, state-run Mavela News said on Monday.",
     "The bridge was blown up by rebels", "state-run Mavela News"),
    ("The laid-back Ostrel resident said the talks had failed.",
     "the talks had failed", "The laid-back Ostrel resident"),
    ("A man who identified himself as Abu Omar said the fighters had left.",
     "the fighters had left", "A man who identified himself as Abu Omar"),
    ("Asked whether the vote would be held, Holt said an inquiry was under way.", "whether the vote would be held", ""),
    ("THE DEFENSE MINISTER SAID THAT THE GUERRILLAS HAD ATTACKED TWO BRIDGES NEAR TARSK.",
     "THE GUERRILLAS HAD ATTACKED TWO BRIDGES NEAR TARSK", "THE DEFENSE MINISTER"),
])
def test_forms_of_attribution(text, content, source):
    assert any(content in found and found_source == source for found, found_source, _ in said(text)), said(text)


def test_a_headline_of_a_name_and_a_quotation_is_a_quote():
    text = "Denko: 'We will never surrender'\n\nGeneral Pavel Denko has told state television that the army fights on."
    assert said(text)[0] == ("We will never surrender", "Denko", ":")


def test_scare_quotes_and_nicknames_are_no_quotes():
    text = 'The so-called "safe zone" near Varn was empty. A fighter known as "the Fox" held the gate.'
    assert said(text) == []


@pytest.mark.parametrize(("text", "polarity"), [
    ("The governor did not say when the bridge would be open.", "negated"),
    ("The governor is expected to say on Monday that the talks have failed.", "planned"),
    ("The governor asked whether the bridge would be open by winter.", "asked"),
    ("The governor made no mention of the fire at the depot.", "negated"),
    ("There was no immediate claim of responsibility for the bombing of the bridge.", "negated"),
    ('"We will lose the town within a week," said the governor.', "affirmed"),
    ("The governor went on to say that the talks had failed.", "affirmed"),
    ("The envoy is going to say that the talks have failed.", "planned"),
    ("The governor said the bridge would be open by winter.", "affirmed"),
])
def test_whether_it_was_said_at_all(text, polarity):
    assert [quote.polarity for quote in find_quotes(parse(text), text)] == [polarity]


def test_the_shipped_article():
    text = next(ARTICLES.iterdir()).read_text(encoding="utf-8").split("---\n", 2)[2]
    found = read(text)
    assert len(found) == 12
    assert ("mixed", 'they faced "doomsday in Aleppo"', "said", "civilians") in found
    assert [(content, source) for _, content, cue, source in found if cue == "describing it as"] == [
        ("the most intense for days", "a Reuters journalist in the government-held zone of the city")]
    assert [(content, source) for _, content, cue, source in found if cue == "blamed"] == [
        ("Russia for the lack of progress in talks", "The rebel official")]
    assert [source for _, content, _, source in found if content.startswith("The Russians are being evasive")] == ["he"]
