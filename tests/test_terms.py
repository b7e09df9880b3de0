"""Frequent and typical words, and concordances."""

import toynotes

from dateline import terms

ARTICLES = toynotes.notes([
    toynotes.article(0) | {
        "text": "The harbour's harbour was shelled, officials said. Harbour masters fled the harbour."},
    toynotes.article(1, "Coast Radio") | {
        "text": "Fishermen sang. Fishermen’s boats, and the boats of fishermen, sank."},
]).articles


def test_frequent_words_leave_out_function_words_and_possessives():
    found = terms.frequent(ARTICLES, most=1)
    assert not {"the", "said"} & set(terms.frequent(ARTICLES, most=9)["term"])
    assert found.to_numpy().tolist() == [["Coast Radio", "fishermen", 3, 1], ["The Borrun Courier", "harbour", 4, 1]]


def test_typical_words_are_those_that_others_do_not_use():
    articles = ARTICLES.assign(text=ARTICLES["text"] + " War" * 5)
    found = terms.typical(articles, most=1).set_index("outlet")
    assert found.loc["Coast Radio", "term"] == "fishermen" and found.loc["Coast Radio", "elsewhere"] == 0
    assert terms.typical(ARTICLES.head(1)).empty


def test_a_concordance_finds_whole_words_in_any_case():
    found = terms.concordance(ARTICLES, "HARBOUR", 12)
    assert found["match"].tolist() == ["harbour", "harbour", "Harbour", "harbour"] and found["before"].iloc[0] == "The"
    assert terms.concordance(ARTICLES, "harb").empty and terms.concordance(ARTICLES, " ").empty


def test_a_concordance_has_every_place():
    assert len(terms.concordance(ARTICLES.assign(text="The harbour. " * 200), "harbour")) == 400
