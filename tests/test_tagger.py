"""The quotation model: words, windows, and predictions that depend on the text alone."""

import shutil

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.language import tagger
from dateline.tables import EVENT_TYPES

TEXT = ('The governor of Tarsk said the bridge "will not be rebuilt this year". Residents accused him of neglect.\n\n'
        "“We have waited for two winters,” said Mira Oltan, a teacher, “and nobody came.”")


def test_words_keep_their_offsets():
    words = tagger.split(TEXT)
    assert "".join(TEXT[start:end] for start, end in words.spans) == "".join(TEXT.split())


def test_words_that_name_events_are_told_with_their_type():
    text = "Government forces and rebels clashed in Norvik on Monday. Shelling killed twelve people, officials said."
    seen = tagger.read_events(tagger.read(text))
    likely = {text[slice(*seen.words.spans[place])]: EVENT_TYPES[seen.types[place, 1:].argmax()]
              for place in seen.types[:, 0].argsort()[:3]}
    assert likely["clashed"] == "clash" and "Norvik" not in likely


def test_the_parties_the_place_and_the_day_of_an_event_are_told():
    text = "The army shelled the village of Norvik on Monday, residents said."
    seen = tagger.read_events(tagger.read(text))

    def likeliest(role: str) -> str:
        places = [start for start, _ in seen.words.spans]
        return max(places, key=lambda start: seen.share(text.index("shelled"), role, start))

    assert text[likeliest("actor"):].startswith(("The army", "army"))
    assert likeliest("place") == text.index("Norvik") and text[likeliest("date"):].startswith("Monday")


def test_words_know_the_quotation_marks_around_them():
    words = tagger.split('He said "yes" twice.')
    assert words.marks.tolist() == [0, 0, tagger.OPEN, tagger.INSIDE, tagger.CLOSE, 0, 0]


@given(st.lists(st.integers(1, tagger.LONGEST_WORD), max_size=1500))
def test_windows_decide_every_word_once_and_never_overflow(lengths):
    decided = []
    for start, end, low, high in tagger.windows(lengths):
        assert start <= low < high <= end
        assert sum(lengths[start:end]) <= tagger.WINDOW - 2
        decided += range(low, high)
    assert decided == list(range(len(lengths)))


def test_a_prediction_depends_on_its_own_text_alone():
    alone = tagger.read(TEXT)
    tagger.read("Another text, read in between, of quite another length. " * 30)
    again = tagger.read(TEXT)
    assert np.array_equal(alone.cue, again.cue) and np.array_equal(alone.pairs[0][1], again.pairs[0][1])
    assert np.array_equal(tagger.read_events(alone).types, tagger.read_events(again).types)


def test_one_word_more_in_a_far_window_changes_nothing_here():
    filler = "The road to the north stayed closed on that day and no cars were seen there. " * 60
    one, other = tagger.read(f"{TEXT}\n\n{filler}"), tagger.read(f"{TEXT}\n\n{filler}Yesterday")
    here = len(tagger.split(TEXT).spans)
    assert len(other.cue) == len(one.cue) + 1 and np.array_equal(one.cue[:here], other.cue[:here])


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=300))
def test_any_text_can_be_read(text):
    reading = tagger.read(text)
    assert len(reading.cue) == len(reading.words.spans)
    seen = tagger.read_events(reading)
    assert np.allclose(reading.content.sum(1), 1) and np.allclose(seen.types.sum(1), 1)


@pytest.mark.parametrize("text", ["", " \n\n ", "\u200b", '"'])
def test_next_to_nothing_can_be_read(text):
    assert len(tagger.read(text).cue) == len(tagger.split(text).spans)


def test_products_of_8_bits_are_added_exactly_on_every_processor(tmp_path):
    shutil.copy(tagger.MODELS / "overflow.onnx", tmp_path / "sums.onnx")
    (total,) = tagger.session(str(tmp_path / "sums")).run(None, {"ones": np.ones((1, 64), dtype=np.float32)})
    assert total == pytest.approx(64)
