"""Tone by camp, speaker, outlet and time, and the model against the word list."""

import json
from pathlib import Path

import pandas as pd
import pytest
import toynotes

from dateline import agreement, balance, charts, sentiment
from dateline.tables import TONES

NOTEBOOK = Path(__file__).parents[1] / "notebooks" / "10_quote_sentiment.ipynb"


def prepared(notes):
    return balance.prepared(notes.quotes, notes.articles)


def test_tones_are_counted_by_group_with_intervals():
    found = sentiment.tones(prepared(toynotes.many()), "camp").set_index("camp")
    assert found.loc["rebel", ["negative", "neutral", "positive", "quotes"]].tolist() == [6, 6, 0, 12]
    assert found.loc["rebel", "negative_low"] < 0.5 < found.loc["rebel", "negative_high"]
    assert pd.isna(found.loc["civilian", "negative_low"])  # every article has the same
    told = sentiment.takeaway_groups(found.reset_index())
    assert "highest for civilian (100% of 12 quotes) and lowest for government (0% of 12 quotes)." in told


def test_small_groups_are_not_ranked():
    told = sentiment.takeaway_groups(sentiment.tones(prepared(toynotes.ONE), "voice"), "voice")
    assert told.startswith("Fewer than two speakers have 10 quotes")
    assert "%" not in sentiment.takeaway(sentiment.tones(prepared(toynotes.ONE)))


def test_quotes_without_a_source_are_no_speaker_that_is_ranked():
    quotes = prepared(toynotes.notes([toynotes.article(0)], [
        toynotes.quote("a0", at, "unknown", ("", "residents")[at % 2], ("negative", "neutral")[at % 2])
        for at in range(20)]))
    told = sentiment.takeaway_groups(sentiment.tones(quotes, "voice"), "voice")
    assert told.startswith("Fewer than two speakers have 10 quotes")


@pytest.mark.parametrize("days, unit, parts", [(1, "published", 12), (7, "week", 12), (40, "month", 12)])
def test_time_is_cut_by_the_span_of_dates(days, unit, parts):
    notes = toynotes.many()
    notes.articles["published"] = pd.date_range("2020-01-06", periods=12, freq=f"{days}D")
    found = sentiment.over_time(prepared(notes))
    assert found.columns[0] == unit and len(found) == parts and found[unit].is_monotonic_increasing


def test_no_time_is_the_most_negative_where_all_are_alike():
    notes = toynotes.notes([toynotes.article(at, day=f"2020-03-0{1 + at}") for at in range(2)],
                           [toynotes.quote(f"a{at % 2}", at) for at in range(20)])
    told = sentiment.takeaway_time(sentiment.over_time(prepared(notes)))
    assert told == "The days with at least 10 quotes do not differ in their share of negative quotes."


def test_the_strongest_quotes_come_in_full_and_in_order():
    quotes = prepared(toynotes.many())
    quotes.loc[1, "tone_negative"], quotes.loc[1, "tone"] = 0.99, "negative"
    found = sentiment.strongest(quotes, "negative", 3)
    assert found["quote_id"].iloc[0] == quotes.loc[1, "quote_id"] and len(found) == 3
    assert found["text"].iloc[0] == quotes.loc[1, "text"] and found["probability"].is_monotonic_decreasing


@pytest.mark.parametrize("score, label", [(-1, "negative"), (-0.05, "negative"), (-0.049, "neutral"), (0, "neutral"),
                                          (0.049, "neutral"), (0.05, "positive"), (1, "positive")])
def test_the_word_list_is_read_as_its_authors_do(score, label):
    assert sentiment.wordlist_label(pd.Series([score])).tolist() == [label]


def test_model_and_word_list_are_compared():
    found, coefficient = sentiment.compared(prepared(toynotes.many()))
    assert coefficient.rows == 39 and 0 < coefficient.alike < 1
    where = sentiment.differing(found).set_index("camp")
    assert where.loc["civilian", "differ"] == 0 and where.loc["government", "differ"] == 9
    assert len(where.loc["government", "quote_ids"]) == 9
    scores = found["quote_id"].map({"a9:q1": -0.9, "a0:q3": -0.06})  # of a0:q3 both say that it is negative
    far = sentiment.furthest(found.assign(tone_wordlist=scores.fillna(found["tone_wordlist"])))
    assert far["quote_id"].iloc[0] == "a9:q1" and (far["tone"] != far["wordlist"]).all()
    assert "neutral and the word list negative" in sentiment.takeaway_wordlist(found, coefficient)


def test_where_model_and_word_list_agree_on_all_no_quote_is_furthest_apart():
    found, _ = sentiment.compared(prepared(toynotes.many()))
    assert sentiment.furthest(found.assign(wordlist=found["tone"])).empty


def test_each_quote_is_listed_only_where_they_are_few():
    quotes = prepared(toynotes.many())
    assert len(sentiment.every(quotes, 40)) == 39 and sentiment.every(quotes, 20).empty
    assert "39 quotes, too many" in sentiment.too_many(quotes, 20)


def test_a_withheld_tone_is_counted_and_never_compared():
    quotes = prepared(toynotes.many())
    quotes.loc[quotes["camp"] == "rebel", "tone"] = ""
    found = sentiment.tones(quotes, "camp").set_index("camp")
    assert found.loc["rebel", ["negative", "neutral", "positive", "withheld"]].tolist() == [0, 0, 0, 12]
    assert "12 of which the program is too unsure to say" in sentiment.takeaway(sentiment.tones(quotes))
    assert sentiment.compared(quotes)[1].rows == 27


def test_where_every_tone_is_withheld_it_is_not_said_that_there_is_no_quote():
    found, coefficient = sentiment.compared(prepared(toynotes.many()).assign(tone=""))
    told = charts.Finding(charts.confusion(agreement.confusion(found["tone"], found["wordlist"], TONES), found),
                          sentiment.takeaway_wordlist(found, coefficient))
    assert told._repr_html_().count("No quote in this selection has a tone of which the program is sure enough.") == 1


def test_where_no_quote_is_negative_it_is_not_said_that_there_is_none():
    cells = map("".join, (cell["source"] for cell in json.loads(NOTEBOOK.read_text("utf-8"))["cells"]))
    quotes = prepared(toynotes.notes([toynotes.article(0)], [toynotes.quote("a0", 1)]))
    shown = eval(next(cell for cell in cells if '"The most negative quotes"' in cell),
                 {"charts": charts, "sentiment": sentiment, "quotes": quotes, "most": 4})
    assert "No quote in this selection was found to be negative." in shown._repr_html_()


def test_groups_that_differ_only_by_chance_get_the_mean_of_the_whole():
    rows = pd.DataFrame({"lean": [0.3, -0.1, 0.2, -0.2, 0.1, -0.3], "of": list("aabbcc")})
    assert sentiment.drawn_to_the_whole(rows.groupby("of")["lean"]).round(9).tolist() == [0, 0, 0]


def test_known_traps_are_shown_on_quotes_at_hand():
    notes = toynotes.many()
    notes.quotes.loc[0, "text"] = "Not only was the port shelled, forty were killed"
    found = sentiment.traps(prepared(notes)).set_index("trap")
    assert found.loc["negation", ["quotes", "text"]].tolist() == [1, notes.quotes.loc[0, "text"]]
    assert found.loc["violence that is praised", "quote_ids"] == [notes.quotes.loc[0, "quote_id"]]
    assert sentiment.takeaway_traps(found.reset_index()).startswith("1 quote of this selection stands in a known trap")


def test_nothing_gives_sentences():
    quotes = prepared(toynotes.EMPTY)
    found, coefficient = sentiment.compared(quotes)
    for told in (sentiment.takeaway(sentiment.tones(quotes)),
                 sentiment.takeaway_groups(sentiment.tones(quotes, "camp")),
                 sentiment.too_many(quotes)):
        assert told == "No quote was found in this selection."
    assert sentiment.takeaway_wordlist(found, coefficient).startswith("No quote in this selection has a tone")
    assert "no course of time" in sentiment.takeaway_time(sentiment.over_time(quotes))
    assert sentiment.differing(found).empty and sentiment.furthest(found).empty
