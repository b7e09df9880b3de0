"""Who speaks how about whom."""

import pandas as pd
import toynotes

from dateline import balance, charts, evidence, sentiment, stance


def statements(notes):
    return stance.statements(notes.stance, balance.prepared(notes.quotes, notes.articles))


def test_the_matrix_counts_statements_by_who_speaks_and_about_whom():
    found = stance.matrix(statements(toynotes.many())).set_index(["source_camp", "camp"])
    assert found.index.tolist() == [("rebel", "government"), ("government", "rebel"), ("civilian", "monitor")]
    row = found.loc[("rebel", "government")]
    assert row[["statements", "of_articles", "negative", "neutral", "positive"]].tolist() == [24, 12, 20, 4, 0]
    assert -0.75 < row["low"] < row["lean"] < row["high"] < 0
    assert pd.isna(found.loc[("government", "rebel"), "low"])  # every article has the same
    assert found.loc[("civilian", "monitor"), "statements"] == 5


def test_the_same_statements_in_another_order_give_the_same_intervals():
    found = statements(toynotes.many())
    found["lean"] = [at / len(found) for at in range(len(found))]
    mixed = found.sample(frac=1, random_state=1)
    ends = [stance.matrix(rows).set_index(["source_camp", "camp"])[["low", "high"]] for rows in (found, mixed)]
    pd.testing.assert_frame_equal(ends[0], ends[1].loc[ends[0].index])


def test_a_small_group_is_drawn_further_to_the_whole():
    found = stance.matrix(statements(toynotes.many())).set_index(["source_camp", "camp"])
    moved = (found["lean"] - found["drawn_lean"]).abs()
    assert moved[("civilian", "monitor")] > moved[("rebel", "government")] > 0
    assert found.loc[("civilian", "monitor"), "drawn_lean"] > 0 > found.loc[("rebel", "government"), "drawn_lean"]


def test_pairs_with_few_statements_are_not_compared():
    told = stance.takeaway(stance.matrix(statements(toynotes.many())))
    assert told.startswith("41 statements about a camp or an actor, 32 negative and 5 positive. The most frequent "
                           "pair: rebel sources about government actors (24, 20 of them negative). Among pairs with ")
    assert "government sources about rebel actors lean most to the negative (lean −0.75 drawn to the whole;" in told
    assert "civilian" not in told


def test_no_pair_is_called_the_most_frequent_where_two_are():
    quotes = [toynotes.quote("a0", at, camp) for at, camp in enumerate(("rebel", "government"))]
    rows = [toynotes.stance(quote, 1, "the Watch", "monitor") for quote in quotes]
    told = stance.takeaway(stance.matrix(statements(toynotes.notes([toynotes.article(0)], quotes, stances=rows))))
    assert told == ("2 statements about a camp or an actor, 2 negative and 0 positive. Fewer than two pairs of camps "
                    "have 10 statements, so they are not compared.")


def test_pairs_that_differ_only_by_chance_are_not_ranked():
    quotes = [toynotes.quote(f"a{at % 6}", at, ("rebel", "government", "civilian")[at % 3]) for at in range(30)]
    rows = [toynotes.stance(quote, 1, "the Watch", "monitor", ("negative", "positive")[at // 3 % 2])
            for at, quote in enumerate(quotes)]
    told = stance.takeaway(stance.matrix(statements(toynotes.notes(
        [toynotes.article(at) for at in range(6)], quotes, stances=rows))))
    assert "Pairs with at least 10 differ no more than chance gives." in told and "lean most" not in told


def test_those_spoken_about_are_counted_by_actor_else_by_word():
    found = stance.targets(statements(toynotes.many()))
    assert found["about"].tolist() == ["Aram Tessaly", "the army", "the insurgents", "Watch of Norvik"]
    assert found.loc[3, ["statements", "positive"]].tolist() == [5, 5]


def test_a_target_is_one_however_its_first_letter_is_written_and_its_number_leads_to_all_statements():
    quotes = [toynotes.quote("a0", at, "government") for at in range(3)]
    notes = toynotes.notes([toynotes.article(0)], quotes, stances=[
        toynotes.stance(quotes[at], 1, words, "rebel") for at, words in enumerate(("Rebels", "rebels", "Rebels"))])
    found = stance.targets(statements(notes))
    assert found[["about", "statements"]].to_numpy().tolist() == [["rebels", 3]]
    asked = evidence.asked(*charts.targets(found).link(found.iloc[0], "statements"))
    assert len(evidence.Evidence(notes).positions(**asked)) == 3


def test_statements_of_quotes_that_were_left_out_are_left_out():
    notes = toynotes.many()
    quotes = balance.prepared(notes.quotes, notes.articles)
    assert set(stance.statements(notes.stance, quotes[quotes["camp"] == "rebel"])["source_camp"]) == {"rebel"}


def test_the_clearest_statements_come_with_their_quote():
    found = sentiment.strongest(statements(toynotes.many()), "positive", 2)
    assert found["about"].tolist() == ["Watch of Norvik"] * 2 and found["text"].iloc[0].startswith("We hold the port")


def test_nothing_gives_a_sentence():
    found = statements(toynotes.EMPTY)
    assert stance.takeaway(stance.matrix(found)).startswith("No quote of this selection speaks about")
    assert stance.targets(found).empty and sentiment.strongest(found, "negative").empty
