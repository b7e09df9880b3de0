"""Tone is a probability from what is said and how it is reported, not from how grim the topic is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.language.tone import score, vader, wordlist_label


@pytest.mark.parametrize(("text", "cue", "kind", "tone"), [
    ("At least 12 people were killed and 30 were wounded in the attack on the bridge", "said", "indirect", "neutral"),
    ("the siege of Velmora, a crime and a shameful act of terror", "accused", "indirect", "negative"),
    ("\"This is a catastrophe, they have abandoned us and nobody cares\"", "lamented", "direct", "negative"),
    ("the great victory of our brave people", "hailed", "indirect", "positive"),
    ("the talks would resume on 3 March", "announced", "indirect", "neutral"),
])
def test_attitude_decides_not_the_topic(text, cue, kind, tone):
    assert score(text, cue, kind).label == tone


def test_the_word_list_calls_the_same_calm_report_negative():
    text = "At least 12 people were killed and 30 were wounded in the attack on the bridge"
    assert wordlist_label(score(text, "said", "indirect").wordlist) == "negative"


def test_the_word_list_is_vaders():
    assert vader().polarity_scores("a wonderful day")["compound"] == pytest.approx(0.5719)


@given(st.text(max_size=300), st.text(max_size=20), st.sampled_from(["direct", "indirect", "mixed"]))
def test_any_text_has_probabilities_that_add_up_to_one(text, cue, kind):
    tone = score(text, cue, kind)
    assert sum((tone.negative, tone.neutral, tone.positive)) == pytest.approx(1)
    assert -1 <= tone.wordlist <= 1
    assert score(text, cue, kind) == tone
