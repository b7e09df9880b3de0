"""Paragraphs, quotation marks and case: offsets hold, whatever the text."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.language.text import paragraphs, quotations, recase, unwrapped

MARKS = list(" \n\r.,'\"“”‘’«»„ABCabc123éİß\0…—")
PRINTED = st.text(alphabet=st.sampled_from(MARKS), max_size=120) | st.text(max_size=80)


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in paragraphs(text)]


def quoted(text: str) -> list[list[str]]:
    return [[text[start:end] for start, end in one.pieces] for one in quotations(text)]


@given(PRINTED)
def test_paragraphs_hold_all_words_in_order_and_no_outer_space(text):
    found = paragraphs(text)
    assert "".join("".join(cut(text)).split()) == "".join(text.split())
    assert all(start < end and text[start:end] == text[start:end].strip() for start, end in found)
    assert all(first[1] <= second[0] for first, second in pairwise(found))


@given(PRINTED)
def test_quotations_lie_inside_the_text_and_apart_from_each_other(text):
    pieces = [piece for one in quotations(text) for piece in one.pieces]
    assert all(0 < start <= end <= len(text) for start, end in pieces)
    assert all(first[1] <= second[0] for first, second in pairwise(pieces))


@given(PRINTED)
def test_recase_changes_case_only(text):
    assert len(recase(text)) == len(text)
    assert recase(text).lower() == text.lower()


@pytest.mark.parametrize(("text", "wanted"), [
    ("One.\n\nTwo.", ["One.", "Two."]),
    ("One.\nTwo.\nThree.", ["One.", "Two.", "Three."]),
    ("One.\r\nTwo.\r\n\r\nThree.", ["One.", "Two.", "Three."]),
    ("All in one. Without a break.", ["All in one. Without a break."]),
    ("", []), (" \n\n ", []),
])
def test_paragraphs_end_at_blank_lines_and_line_breaks(text, wanted):
    assert cut(text) == wanted


@given(PRINTED)
def test_unwrapping_changes_line_breaks_only(text):
    found = unwrapped(text)
    assert len(found) == len(text) and all(one == other or other == " " for one, other in zip(text, found, strict=True))
    assert found.split() == text.split()


def test_hard_wrapped_lines_are_one_paragraph():
    text = ("The council of Norvik met on Monday and\ndecided to open the road to the harbour,\n"
            "which had been closed for three weeks\nbecause of the shelling.\n\nIt opens on Friday.")
    assert unwrapped(text).count("\n") == 2 and len(paragraphs(text)) == 2


@pytest.mark.parametrize(("text", "wanted"), [
    ('"We stay," he said. "All of us."', [["We stay,"], ["All of us."]]),
    ("“We stay,” he said. “All of us.”", [["We stay,"], ["All of us."]]),
    ("«We stay», he said.", [["We stay"]]),
    ("„We stay“, he said.", [["We stay"]]),
    ("‘We stay,’ he said of the rebels’ offer.", [["We stay,"]]),
    ("The rebels' retreat was 'a rout', he said; it's over.", [["a rout"]]),
    ("It's the generals' last offer, isn't it?", []),
    ('"He told me \'run\' and I ran," she said.', [["He told me 'run' and I ran,"]]),
    ("‘He said “run” and I ran,’ she said.", [["He said “run” and I ran,"]]),
    ('A stray " mark, and "a whole one" here.', [["a whole one"]]),
    ('The wall is 6" thick.', []),
])
def test_marks_are_paired(text, wanted):
    assert quoted(text) == wanted


def test_paragraphs_that_each_open_with_a_mark_are_one_quotation():
    text = '"The first paragraph.\n\n"The second one.\n\n"The third," said the mayor.'
    assert quoted(text) == [["The first paragraph.", "The second one.", "The third,"]]
    assert quotations(text)[0].closed


def test_a_quotation_that_never_closes_ends_with_its_paragraph():
    text = '"The first paragraph.\n\nThe reporter goes on.'
    assert quoted(text) == [["The first paragraph."]]
    assert not quotations(text)[0].closed


def test_capitals_are_lowered_paragraph_by_paragraph():
    text = "TROOPS LEAVE NORVIK.\n\nThe U.N. said so."
    assert recase(text) == "Troops leave norvik.\n\nThe U.N. said so."
    assert recase("THE SYRIAN ARMY LEFT. PRESIDENT ORLAN STAYED.") == "The Syrian army left. President Orlan stayed."


def test_unknown_words_in_capitals_are_taken_for_names():
    assert recase("THE ARMY LEFT ZORVIK.", frozenset({"the", "army", "left"})) == "The army left Zorvik."
