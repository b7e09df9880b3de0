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
    ("THE ARMY SAID THAT TWO SOLDIERS DIED NEAR ZORVIK.",
     ("indirect", "TWO SOLDIERS DIED NEAR ZORVIK", "SAID", "THE ARMY")),
])
def test_one_act_of_reporting_is_one_quote(text, wanted):
    assert read(text) == [wanted]


def test_two_cues_are_two_quotes():
    found = read("The council blamed the army for the fire, saying it had shelled the depot.")
    assert [(content, cue) for _, content, cue, _ in found] == [
        ("the army for the fire", "blamed"), ("it had shelled the depot", "saying")]
    assert {source for *_, source in found} == {"The council"}


def test_a_transcript_gives_each_turn_to_the_name_in_brackets():
    text = "[VENN] THE TALKS GO ON. WE ARE PATIENT.\n\n[REPORTER] UNTIL WHEN?"
    assert [(content, source) for _, content, _, source in read(text)] == [
        ("THE TALKS GO ON. WE ARE PATIENT", "VENN"), ("UNTIL WHEN?", "REPORTER")]


def test_scare_quotes_and_speech_inside_a_quotation_are_no_quotes():
    assert read('The "safe zone" lies north of the river.') == []
    assert len(read('"They say the road is closed," said the driver.')) == 1


@pytest.mark.parametrize(("text", "polarity"), [
    ("The army said it would leave.", "affirmed"),
    ("The army did not say when it would leave.", "negated"),
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
