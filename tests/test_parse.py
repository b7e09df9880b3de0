"""Parsing keeps every offset, for any text."""

import time

from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.language.parse import parse, version


def same(text: str) -> None:
    doc = parse(text)
    assert len(doc.text) == len(text)
    assert doc.text.lower() == text.lower()
    assert all(text[token.idx:token.idx + len(token)].lower() == token.text.lower() for token in doc)


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=60) | st.text(alphabet=" \n\rAB.c\"'\0é😀", max_size=60))
def test_offsets_are_those_of_the_text(text):
    same(text)


def test_odd_texts():
    for text in ("", " ", "\n\n", "\0\0 a\0b", "x", "a\r\n\r\nb\r\nc", "مرحبا بالعالم. 你好。", "😀 said 👩‍👩‍👧 so.",
                 "ΑΣ ΣΑΣ İSTANBUL ẞ ǅ THE ARMY", "\u2028one\u2029two"):
        same(text)


def test_a_sentence_ends_with_its_paragraph():
    doc = parse("The mayor of Norvik\n\nsaid nothing at all")
    assert [sentence.text.strip() for sentence in doc.sents] == ["The mayor of Norvik", "said nothing at all"]


def test_text_in_capitals_is_parsed_like_any_other():
    doc = parse("THE ARMY SAID THAT TWO SOLDIERS DIED IN ZORVIK.")
    assert doc.text == "The army said that two soldiers died in Zorvik."
    assert [token.text for token in doc if token.dep_ == "ROOT"] == ["said"]


def test_twenty_pages_without_a_break_take_seconds():
    text = "The council of Norvik met on Monday and decided to open the road. " * 600
    start = time.process_time()
    doc = parse(text)
    assert len(doc.text) == len(text)
    assert time.process_time() - start < 60


def test_the_pipeline_names_its_version():
    assert version().startswith("en_core_web")
