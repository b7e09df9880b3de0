"""Tone, stance and acts are read from what is said and how it is reported, not from how grim the topic is."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline import annotate_text
from dateline.language import tagger, tone
from dateline.language.camps import Mention
from dateline.tables import TONES

SIEGE = "At least 12 people were killed and 30 were wounded in the attack on the bridge"
# (text with |content|, cue, source, tone)
EXPRESSED = {
    "negation": ("|We do not feel safe here and nobody protects us|, said Ana Torvald, a teacher.", "said",
                 "Ana Torvald, a teacher", "negative"),
    "not only": ("|They not only broke the truce, they shelled the bakery as well|, a rebel official said.", "said",
                 "a rebel official", "negative"),
    "irony": ("“|A wonderful safe corridor, with snipers at both ends of it|,” said a resident of Velmora.", "said",
              "a resident of Velmora", "negative"),
    "threat": ("The general warned that |every village that shelters them would burn|.", "warned", "The general",
               "negative"),
    "calm report of deaths": (f"|{SIEGE}|, the Velmora hospital said.", "said", "the Velmora hospital", "neutral"),
    "praise of an attack": ("The minister hailed |the heroic assault on Velmora as a great victory of our brave army|.",
                            "hailed", "The minister", "positive"),
    "question": ("“|When will the talks in Port Adelin resume?|” asked a reporter.", "asked", "a reporter", "neutral"),
    "accusation by the cue": ("The envoy accused |the northern army of shelling the hospital|.", "accused", "The envoy",
                              "negative"),
    "schedule": ("|The talks would resume on 3 March in Port Adelin|, the ministry announced.", "announced",
                 "the ministry", "neutral"),
}
# (text, source, target, stance)
TOWARDS = {
    "condolence": ("The president sent his deepest condolences to the families of Velmora and prayed for them.",
                   "The president", "the families of Velmora", "positive"),
    "praise of an attack, the attacked": ("The minister hailed the heroic victory over the Velmora militants.",
                                          "The minister", "the Velmora militants", "negative"),
    "praise of an attack, the attackers": ("The minister hailed the army's heroic victory over the militants.",
                                           "The minister", "army", "positive"),
    "the thanked of two": ("Torvald thanked the Red Lantern volunteers and condemned the Northern Army.", "Torvald",
                           "the Red Lantern volunteers", "positive"),
    "the condemned of two": ("Torvald thanked the Red Lantern volunteers and condemned the Northern Army.", "Torvald",
                             "the Northern Army", "negative"),
    "not who condemns": ("Torvald condemned the Northern Army in a letter to Melin.", "Torvald", "Melin", "neutral"),
    "irony of thanks": ("“Thank you, General Oskar, for this wonderful corridor of snipers,” said a resident.",
                        "a resident", "General Oskar", "negative"),
}
ACTS = {
    "ASSAULT": ("Ostrania bombed the harbour of Melin.", "Ostrania", "Melin"),
    "SANCTION": ("Ostrania imposed sanctions on Melin.", "Ostrania", "Melin"),
    "AID": ("Ostrania sent tonnes of food and medicine to Melin.", "Ostrania", "Melin"),
    "THREATEN": ("Ostrania threatened Melin with war.", "Ostrania", "Melin"),
    "ACCUSE": ("Ostrania accused Melin of breaking the truce.", "Ostrania", "Melin"),
    "CONSULT": ("Ostrania's envoy met Melin's president for talks.", "Ostrania's envoy", "Melin's president"),
}
# What the model gets wrong, and why; listed in models/tone.md too.
IRONY = "irony needs knowledge of the world that a small model lacks"
MISSED = {"irony": IRONY, "irony of thanks": IRONY,
          "not only": "\"not\" before a verb is read as a denial",
          "SANCTION": "few examples"}


def cases(table):
    return [pytest.param(*row, id=name, marks=[pytest.mark.xfail(strict=True, reason=MISSED[name])]
                         if name in MISSED else []) for name, row in table.items()]


def span(text, part):
    return [(text.index(part), text.index(part) + len(part))]


@pytest.mark.parametrize(("marked", "cue", "source", "expected"), cases(EXPRESSED))
def test_attitude_decides_not_the_topic(marked, cue, source, expected):
    before, content, after = marked.split("|")
    text = before + content + after
    start = len(before)
    found = tone.tone(tagger.split(text), [(start, start + len(content))], span(text, cue), span(text, source))
    assert max(TONES, key=lambda name: getattr(found, name)) == expected


@pytest.mark.parametrize(("text", "source", "target", "expected"), cases(TOWARDS))
def test_stance_is_the_sources_towards_the_marked_target(text, source, target, expected):
    assert tone.stance(tagger.split(text), span(text, target), span(text, source)).label == expected


@pytest.mark.parametrize(("text", "source", "target", "expected"),
                         cases({root: (*row, root) for root, row in ACTS.items()}))
def test_acts_have_their_plover_class(text, source, target, expected):
    label, probability = tone.plover(text, *span(text, source), *span(text, target))
    assert label == expected
    assert 0 < probability <= 1


def test_the_word_list_calls_a_calm_report_negative():
    assert tone.wordlist(SIEGE) < -0.05
    assert tone.wordlist("a wonderful day") == pytest.approx(0.5719)


def test_a_score_depends_on_its_own_passage_alone():
    one, other = tagger.split("The army bombed the town. " + SIEGE + "."), tagger.split(SIEGE + ", he said.")
    alone = tone.scores("tone", other, {"content": [(0, len(SIEGE))]})
    tone.scores("tone", one, {"content": [(0, 24)]})
    assert np.array_equal(alone, tone.scores("tone", other, {"content": [(0, len(SIEGE))]}))


def test_a_long_passage_is_cut_around_the_target():
    words = tagger.split("Ostrania, " * 200 + "Melin, " + "Ostrania, " * 200)
    low, high = tone.passage(words, {role: tone.locate(words, [(2000, 2005)] if role == "target" else [])
                                     for role in tone.ROLES})
    assert low < 400 < high
    assert sum(map(len, words.pieces[low:high])) <= tone.ROOM


@settings(max_examples=25, deadline=None)
@given(st.text(min_size=1, max_size=300), st.integers(0, 300), st.integers(1, 60))
def test_any_text_has_probabilities_that_add_up_to_one(text, start, length):
    words = tagger.split(text)
    found = tone.tone(words, [(start, start + length)])
    assert found.negative + found.neutral + found.positive == pytest.approx(1)
    assert found == tone.tone(words, [(start, start + length)])
    assert found.label in ("", *TONES)


def test_targets_are_each_actor_once_and_never_the_source():
    mentions = [Mention(0, 5, "Army", "government"), Mention(10, 16, "", "rebel"), Mention(20, 26, "", "rebel"),
                Mention(30, 35, "Melin", "foreign_state"), Mention(90, 95, "Oskar", "government")]
    found = tone.targets([(8, 40)], mentions, actor="Melin")
    assert found == [mentions[1]]


def test_stance_has_a_row_for_each_target_of_a_quote():
    text = ("Rebel commander Ivo Melin said on Monday: “The army burned our homes, and we thank the Red Cross and the "
            "United Nations for their help.”")
    notes = annotate_text(text, "2016-12-12")
    assert list(notes.stance["stance_id"]) == [f"text:q1:s{number}" for number in range(1, len(notes.stance) + 1)]
    assert list(notes.stance["target"]) == ["Red Cross", "United Nations"]
    assert set(notes.stance["source_camp"]) == {"rebel"}
    for row in notes.stance.itertuples():
        assert text[row.target_start:row.target_end] == row.target
        assert row.confidence == max(row.tone_negative, row.tone_neutral, row.tone_positive)
