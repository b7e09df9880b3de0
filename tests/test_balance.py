"""Source balance: shares, intervals, prominence, sides, diversity, and who is not heard."""

import math
import time as clock

import numpy as np
import pandas as pd
import pytest
import toynotes

from dateline import balance, charts, evidence, report, shares
from dateline.charts import drawing
from dateline.tables import CAMPS

MEASURED = pd.DataFrame(np.eye(len(CAMPS), dtype=int) * 90, CAMPS, CAMPS)


def prepared(notes):
    return balance.prepared(notes.quotes, notes.articles, toynotes.ACTORS)


def test_shares_add_up_and_are_counted_three_ways():
    found = balance.balance(prepared(toynotes.many())).set_index("camp")
    assert found["share"].sum() == pytest.approx(1) and found["words_share"].sum() == pytest.approx(1)
    assert found.loc["government", "quotes"] == 12 and found.loc["government", "share"] == pytest.approx(12 / 39)
    assert found.loc["government", "words_share"] > found.loc["government", "share"] > 0
    assert found.loc["government", "prominence_share"] > found.loc["civilian", "prominence_share"]
    assert found.index[-1] == "unknown" and found.loc["monitor", "quotes"] == 0  # always listed
    assert (found["low"].dropna() <= found["share"][found["low"].notna()]).all()


def test_one_article_gives_no_interval_and_says_so():
    found = balance.balance(prepared(toynotes.ONE))
    assert found[["low", "high", "words_low", "prominence_high"]].isna().all(axis=None)
    told = balance.takeaway(found)
    assert "no interval" in told and "rebel 1" in told and "%" not in told  # two quotes are no percentage


def test_an_interval_covers_the_truth_as_often_as_it_says():
    random, hits = np.random.default_rng(3), 0
    for _ in range(100):
        rows = pd.DataFrame([(str(article), random.random() < 0.3) for article in range(40) for _ in range(4)],
                            columns=["article_id", "camp"])
        row = shares.shares(rows, "camp", always=[True], draws=400).set_index("camp").loc[True]
        hits += row["low"] <= 0.3 <= row["high"]
    assert 86 <= hits <= 98


def test_articles_are_drawn_whole_so_that_copies_widen_the_interval():
    rows = pd.DataFrame([(str(at // 10), "a" if at // 10 % 2 else "b") for at in range(200)],
                        columns=["article_id", "camp"])
    alone = rows.assign(article_id=[str(at) for at in range(200)])
    wide, narrow = (shares.shares(one, "camp").iloc[0] for one in (rows, alone))
    assert wide["high"] - wide["low"] > 2 * (narrow["high"] - narrow["low"])


def test_the_same_rows_in_another_order_give_the_same_shares():
    quotes = prepared(toynotes.many())
    quotes["words"] = range(len(quotes))
    pd.testing.assert_frame_equal(balance.balance(quotes), balance.balance(quotes.sample(frac=1, random_state=1)))


def test_the_number_of_draws_is_told_as_it_was_drawn():
    assert " 2,000 draws" in shares.basis(10_000) and " 1,000 draws" in shares.basis(20_000)


def test_a_draw_without_a_group_does_not_take_its_interval_away():
    low, high = shares.interval(np.array([[1.0, np.nan, 2], [2, 1, 2], [3, 2, np.nan]]))
    assert low[1] < high[1] and np.isnan([low[2], high[2]]).all()


def test_many_articles_are_quick():
    rows = pd.DataFrame({"article_id": np.repeat(np.arange(804), 10).astype(str),
                         "camp": np.tile(list("abcdefghij"), 804)})
    began = clock.perf_counter()
    shares.shares(rows, "camp")
    assert clock.perf_counter() - began < 5


@pytest.mark.parametrize("quote, expected", [
    ({"position": 0.0, "naming": "named", "speaker": "Governor Ilva Norvik of Est", "actor": "Ilva Norvik"}, 1.0),
    ({"position": 1.0, "speaker": "a rebel official"}, 0.25),
    ({"position": 0.0, "speaker": "the army", "naming": "described"}, 0.75)])
def test_prominence_is_early_first_and_in_the_headline(quote, expected):
    notes = toynotes.notes([toynotes.article(0)], [toynotes.quote("a0", 1, **quote)])
    assert prepared(notes)["prominence"].iloc[0] == pytest.approx(expected)


def test_a_headline_names_an_actor_by_any_of_its_names():
    notes = toynotes.notes([toynotes.article(0, title="Watch of Norvik counts the dead")],
                           [toynotes.quote("a0", 1, "monitor", "its head", actor="Watch of Norvik"),
                            toynotes.quote("a0", 2, speaker="a rebel official")])
    assert prepared(notes)["headline"].tolist() == [True, False]


@pytest.mark.parametrize(("title", "named"), [
    ("Norvik bridge falls, rebels say", [True, False]), ("Army shells Norvik: army", [False, False]),
    ("Rebels say bridge falls", [False, False]), ("Norvik bridge falls, baker says", [False, False])])
def test_a_headline_that_ends_with_a_role_names_the_quotes_of_its_camp(title, named):
    notes = toynotes.notes([toynotes.article(0, title=title)],
                           [toynotes.quote("a0", 1, "rebel"), toynotes.quote("a0", 2, "unknown", "a baker")])
    assert prepared(notes)["headline"].tolist() == named


def test_sides_come_from_the_actor_file():
    found = balance.balance(prepared(toynotes.many()), "side").set_index("side")
    assert found.loc["the state", "quotes"] == 12 and found.loc["neither side", "quotes"] == 27
    assert "neither side 27" in balance.takeaway_sides(found.reset_index())


def test_a_disputed_source_is_counted_under_each_reading():
    notes = toynotes.notes([toynotes.article(0)], [
        toynotes.quote("a0", 1, "monitor", "the Watch", actor="Watch of Norvik"), toynotes.quote("a0", 2)])
    found = balance.readings(prepared(notes), toynotes.ACTORS).set_index("reading")
    assert found.loc["as coded", ["monitor", "rebel"]].tolist() == [1, 1]
    other = found.loc["The Watch counted with the rebels"]
    assert other[["quotes that change", "monitor", "rebel"]].tolist() == [1, 0, 2]


def test_diversity_is_that_of_equal_camps():
    rows = [toynotes.quote("a0", at, camp) for at, camp in enumerate(("rebel", "government", "civilian", "media"))]
    found = balance.diversity(prepared(toynotes.notes([toynotes.article(0)], rows))).iloc[0]
    assert found["effective"] == pytest.approx(4) and found["evenness"] == pytest.approx(1)
    assert found["shannon"] == pytest.approx(math.log(4)) and pd.isna(found["low"])
    assert found["simpson"] == pytest.approx(3 / 4) and found["largest_share"] == pytest.approx(1 / 4)
    assert "4 camps are quoted" in balance.takeaway_diversity(pd.DataFrame([found]))


def test_the_interval_of_diversity_covers_the_truth_and_holds_its_figure():
    random, hits = np.random.default_rng(4), 0
    for count, each in ((40, 3), (12, 2)) * 10:  # eight camps that are quoted alike
        row = balance.diversity(pd.DataFrame({"article_id": np.repeat(np.arange(count), each).astype(str),
                                              "camp": random.choice(list("abcdefgh"), count * each)})).iloc[0]
        hits += row["low"] <= 8 <= row["high"]
        assert 1 <= row["low"] <= row["effective"] <= row["high"] <= len(CAMPS) - 1
    assert hits >= 18


def test_who_is_mentioned_and_not_quoted_is_told():
    text = "The army shelled rebels. Rebels fled, and the Watch of Norvik counted them. The insurgents waited."
    notes = toynotes.notes([toynotes.article(0) | {"text": text}],
                           [toynotes.quote("a0", 1, "government", actor="Aram Tessaly")])
    heard = balance.heard(notes.mentions, prepared(notes)).set_index("camp")
    assert heard.loc["rebel", ["mentions", "quotes", "never"]].tolist() == [3, 0, 1]
    assert heard.loc["rebel", "points"] == pytest.approx(-3 / 5) and heard.loc["rebel", "never_ids"] == ["a0"]
    assert heard["expected"].tolist() == [1, 0, 0] and pd.isna(heard["low"]).all()  # one article, no interval
    unheard = balance.unheard(notes.mentions, prepared(notes))
    assert unheard["actor"].tolist() == ["Watch of Norvik"] and unheard["article_ids"].iloc[0] == ["a0"]
    assert "never quoted" in balance.takeaway_heard(heard.reset_index(), unheard)


def test_who_is_heard_has_no_interval_where_nobody_is(recwarn):
    notes = toynotes.many(4)
    heard = balance.heard(notes.mentions, prepared(notes).assign(camp="unknown"))
    assert len(heard) and heard[["low", "high"]].isna().all(axis=None) and not recwarn.list


def test_who_is_heard_is_told_as_a_share_of_the_quotes_of_known_camps():
    rows = [toynotes.quote("a0", at, ("government", "unknown")[at % 2]) for at in range(20)]
    notes = toynotes.notes([toynotes.article(0) | {"text": "Rebels met the army. " * 10}], rows)
    heard = balance.heard(notes.mentions, prepared(notes))
    assert "50% of mentions, 100% of quotes of known camps" in balance.takeaway_heard(heard, heard.head(0))
    assert "share of quotes of known camps</th>" in charts.heard(heard)._repr_html_()


def test_kinds_and_namings_are_crossed_with_every_value():
    found = balance.crossed(prepared(toynotes.many()), "camp", "kind", ("direct", "mixed", "indirect"))
    assert found[["direct", "mixed", "indirect"]].sum().tolist() == [12, 12, 15] and found["total"].sum() == 39
    assert "12 of 39 quotes (31%)" in balance.takeaway_crossed(found)
    named = balance.crossed(prepared(toynotes.many()), "camp", "naming", ("named", "described", "none"))
    assert "3 (8%) no source at all" in balance.takeaway_crossed(named)


def test_outlets_are_compared_only_where_there_are_enough_quotes():
    quotes = prepared(toynotes.many())
    assert "do not differ" in balance.takeaway_outlets(balance.camps_by(quotes))
    quotes.loc[quotes["outlet"] == "Coast Radio", "camp"] = "government"
    told = balance.takeaway_outlets(balance.camps_by(quotes))
    assert "government camp from 31% (The Borrun Courier) to 100% (Coast Radio)" in told
    assert "cannot be compared" in balance.takeaway_outlets(balance.camps_by(prepared(toynotes.ONE)))


def test_nothing_gives_sentences_and_empty_tables():
    quotes, mentions = prepared(toynotes.EMPTY), toynotes.EMPTY.mentions
    for by in ("outlet", "side", "naming", "voice"):
        assert balance.balance(quotes, by).empty and balance.camps_by(quotes, by).empty
    assert balance.reach(quotes, toynotes.EMPTY.articles).empty and balance.over_time(quotes).empty
    assert balance.comparison(quotes).why and balance.corrected(quotes, MEASURED).empty
    assert balance.takeaway(balance.balance(quotes)) == "No quote was found in this selection."
    assert balance.heard(mentions, quotes).empty and balance.unheard(mentions, quotes).empty
    assert balance.diversity(quotes, "outlet").empty and balance.voices(quotes).empty
    assert balance.readings(quotes, toynotes.ACTORS).empty


def test_reach_counts_speakers_articles_first_quotes_and_headlines():
    notes = toynotes.notes(
        [toynotes.article(0, title="Tessaly warns rebels"), toynotes.article(1), toynotes.article(2)],
        [toynotes.quote("a0", 1, "government", "Aram Tessaly", position=0.1, actor="Aram Tessaly", naming="named"),
         toynotes.quote("a0", 2), toynotes.quote("a0", 3, speaker="a rebel fighter"), toynotes.quote("a1", 1),
         toynotes.quote("a1", 2, "unknown", "", position=0.9, naming="none")])
    found = balance.reach(prepared(notes), notes.articles)
    row = found.set_index("camp")
    assert row.loc["rebel", ["speakers", "articles", "opens", "headline"]].tolist() == [2, 2, 1, 0]
    assert row.loc["government", ["speakers", "articles", "opens", "headline"]].tolist() == [1, 1, 1, 1]
    assert row.loc["rebel", "articles_share"] == pytest.approx(2 / 3) and row.loc["unknown", "speakers"] == 0
    assert row.loc["rebel", "opens_ids"] == ["a1:q1"] and row.loc["government", "headline_ids"] == ["a0:q1"]
    assert balance.takeaway_reach(found).startswith("Of 3 articles, the rebel camp is quoted in 2, the government")


def test_a_speaker_is_one_however_its_first_letter_is_written_and_its_number_leads_to_all_its_quotes():
    notes = toynotes.notes([toynotes.article(0)], [toynotes.quote("a0", number, "civilian", who)
                                                   for number, who in enumerate(("Residents", "residents", "a baker"))])
    quotes = prepared(notes)
    found = balance.voices(quotes)
    assert found["voice"].tolist() == ["residents", "a baker"] and found["quotes"].tolist() == [2, 1]
    assert balance.reach(quotes, notes.articles)["of_speakers"].iloc[0] == 2
    asked = evidence.asked(*drawing.behind_voice(found.iloc[0], "quotes"))
    assert len(evidence.Evidence(notes).positions(**asked)) == 2


def test_time_is_cut_as_asked_and_camps_are_told_apart_by_any_column():
    quotes = prepared(toynotes.many(40))
    assert balance.over_time(quotes)["week"].is_monotonic_increasing
    found = balance.over_time(quotes, "year")
    assert found["year"].unique().tolist() == ["2020"] and found["quotes"].sum() == len(quotes)
    assert "published in one year (2020)" in balance.takeaway_time(found)
    assert "monitor" not in balance.takeaway_time(balance.over_time(quotes, "month"))  # never quoted, no extremes
    months = pd.Series([f"{2018 + at // 12}-{at % 12 + 1:02}" for at in range(balance.MANY_MONTHS + 1)])
    spread = quotes.head(len(months)).assign(month=list(months), year=list(months.str[:4]))
    assert balance.over_time(spread)["year"].unique().tolist() == ["2018", "2019", "2020"]
    assert "year" not in balance.over_time(spread.iloc[1:])
    assert set(balance.camps_by(quotes, "kind")["kind"]) == {"direct", "mixed", "indirect"}
    with pytest.raises(ValueError, match="grouped by 'outlets'; did you mean 'outlet'"):
        balance.camps_by(quotes, "outlets")
    with pytest.raises(ValueError, match="grouped by 'outlets'; did you mean 'outlet'"):
        balance.diversity(quotes, "outlets")
    for by in ("camp", "published"):
        with pytest.raises(ValueError, match=f"grouped by '{by}'"):
            balance.comparison(quotes, by)
    with pytest.raises(ValueError, match="cut by 'decade'; it can by day, week, month, year"):
        balance.over_time(quotes, "decade")


def test_outlets_that_differ_are_told_with_the_camps_that_drive_it():
    quotes = prepared(toynotes.many(40))
    moved = (quotes["outlet"] == "Coast Radio") & (quotes["camp"] == "rebel")
    found = balance.comparison(quotes.assign(camp=quotes["camp"].mask(moved, "government")))
    assert found.names == ("Coast Radio", "The Borrun Courier") and found.chance < 0.001
    assert found.distance == pytest.approx(sum(abs(found.table["points"])) / 2) and found.usual < found.distance / 2
    top = found.table.set_index("camp")
    assert top.index[:2].tolist() in (["government", "rebel"], ["rebel", "government"])
    assert top.loc["rebel", "low"] < top.loc["rebel", "points"] <= top.loc["rebel", "high"]
    assert top.loc["civilian", "chance"] > 0.05 and len(top.loc["rebel", "second_ids"]) == top.loc["rebel", "second"]
    told = balance.takeaway_comparison(found)
    assert "more than chance gives" in told and "government (−" in told and "civilian" not in told


def test_a_permutation_test_errs_as_often_as_it_says():
    random, found = np.random.default_rng(5), []
    for _ in range(60):
        rows = pd.DataFrame([(str(article), "ab"[int(random.random() < random.beta(2, 2))]) for article in range(40)
                             for _ in range(3)], columns=["article_id", "camp"])
        first = rows["article_id"].astype(int) < 20
        _, distances = shares.contrast(rows[first], rows[~first], "camp", draws=200)
        found.append((distances >= distances[0] - 1e-9).mean())
    assert sum(one < 0.1 for one in found) <= 13 and 0.3 < np.mean(found) < 0.7


def test_groups_that_differ_only_in_quotes_per_article_are_not_called_different():
    random, sure, named = np.random.default_rng(1), 0, 0
    for _ in range(30):
        few, many = (pd.DataFrame({"article_id": np.repeat([f"{name}{at}" for at in range(count)], each),
                                   "camp": random.choice(list("abcde"), count * each)})
                     for name, count, each in (("x", 20, 1), ("y", 100, 8)))
        table, distances = shares.contrast(few, many, "camp", draws=200)
        sure += (distances >= distances[0] - 1e-9).mean() < 0.05
        named += (table["chance"] < 0.05).any()
    assert sure <= 5 and named <= 5


@pytest.mark.parametrize("by, compare, told", [
    ("month", ["2020-03", "2020-05"], "in 2020-05 as against 2020-03"),
    ("outlet", ["2020-03-01/2020-03-31", "2020-04-01/2020-05-31"], "Where the same articles are dealt"),
    ("kind", [], "have quotes of the same articles"), ("year", [], "no two values of 'year'"),
    ("outlet", ["2020-03-01/2020-03-01", "2020-03-02/2020-03-31"], "too little to compare: 2020-03-01/2020-03-01 4")])
def test_two_periods_or_values_are_compared_or_it_is_said_why_not(by, compare, told):
    quotes = prepared(toynotes.many(40))
    quotes.loc[quotes["month"] == "2020-05", "camp"] = "media"
    assert told in balance.takeaway_comparison(balance.comparison(quotes, by, compare))


def test_what_cannot_be_compared_is_refused_with_the_nearest():
    quotes = prepared(toynotes.many())
    with pytest.raises(ValueError, match="the outlet 'Coast Radios'; did you mean 'Coast Radio'"):
        balance.comparison(quotes, "outlet", ["Coast Radios", "The Borrun Courier"])
    with pytest.raises(ValueError, match="takes two values of 'outlet' or two periods; it has 1"):
        balance.comparison(quotes, "outlet", ["Coast Radio"])
    with pytest.raises(ValueError, match="A day of 'compare' is '2020-04-31', which is no date"):
        balance.comparison(quotes, "outlet", ["2020-03-01/2020-03-31", "2020-04-01/2020-04-31"])
    with pytest.raises(ValueError, match="No quote of this selection was published in 2019-03-01/2019-03-31"):
        balance.comparison(quotes, "outlet", ["2020-03-01/2020-03-31", "2019-03-01/2019-03-31"])
    with pytest.raises(ValueError, match="has the year '2021'; did you mean '2020'"):
        balance.comparison(quotes, "year", [2020, 2021])


def test_by_country_the_states_of_foreign_sources_are_told_apart():
    quotes = prepared(toynotes.many())
    assert balance.takeaway_outlets(balance.camps_by(quotes, "country")) == (
        "All quotes are from sources of no foreign state, so states cannot be compared.")
    assert "by state" in charts.diversity(balance.diversity(quotes, "country"), quotes).caption
    quotes.loc[quotes["camp"] == "rebel", ["camp", "country"]] = ["foreign_state", "EST"]
    found = balance.camps_by(quotes, "country")
    assert balance.takeaway_outlets(found) == "No two states have 10 quotes, so states are not compared."
    assert "by state, 2 states" in charts.outlets(found, quotes).alt


def test_shares_are_corrected_by_the_measured_errors():
    rows = [toynotes.quote(f"a{at}", number, camp) for at in range(20)
            for number, camp in enumerate(("rebel", "rebel", "unknown", "government", "government"))]
    quotes = prepared(toynotes.notes([toynotes.article(at) for at in range(20)], rows))
    measured = MEASURED.copy()
    measured.loc["rebel", ["rebel", "unknown"]] = [600, 300]  # one rebel quote of three is not recognised
    found = balance.corrected(quotes, measured)
    row = found.set_index("camp")
    assert row["corrected_share"].sum() == pytest.approx(1) and row.loc["rebel", "share"] == pytest.approx(0.4)
    assert row.loc["rebel", "corrected_share"] == pytest.approx(0.6, abs=0.02)
    assert 0.4 < row.loc["rebel", "corrected_low"] < row.loc["rebel", "corrected_high"] < 0.62
    assert "rebel 40% as counted".capitalize() in balance.takeaway_corrected(found)
    assert "and monitor 0% as counted, 0% corrected. The correction" in balance.takeaway_corrected(found)


def test_shares_of_tone_are_corrected_by_what_the_model_was_measured_to_mix_up():
    rows = [toynotes.quote(f"a{number % 12}", number, tone=tone)
            for number, tone in enumerate(["negative"] * 15 + ["neutral"] * 43 + ["positive"] * 2)]
    found = balance.corrected(prepared(toynotes.notes([toynotes.article(number) for number in range(12)], rows)),
                              report.confusion("tone"), "tone")
    row = found.set_index("tone")
    assert row.loc["negative", "share"] == pytest.approx(1 / 4)
    assert row["corrected_share"].sum() == pytest.approx(1) and row.loc["positive", "corrected_share"] > 0
    assert "which the program had not been taught" in balance.takeaway_corrected(found)
