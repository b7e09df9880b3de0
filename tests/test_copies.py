"""Copies: edited agency copy is found by containment, nothing else is, and analyses leave it out on demand."""

import random
from dataclasses import replace

import pandas as pd
import pytest

from dateline import annotate_text, copies, tables
from dateline.copies import clusters, listed, once

WORDS = [f"word{number}" for number in range(3000)]


def text(seed, length=120):
    return " ".join(random.Random(seed).choices(WORDS, k=length))


def table(*rows):
    """Articles from (identifier, day of March 2020 or None, text)."""
    return tables.frame("articles", [
        {"article_id": name, "title": name, "published": pd.Timestamp(2020, 3, day).date() if day else None,
         "outlet": "Coast Radio", "url": "", "language": "en", "words": 1, "text": body} for name, day, body in rows])


def test_a_short_version_is_a_copy_of_the_long_one_and_the_earliest_is_the_original():
    long = text(1, 300)
    short = " ".join(long.split()[:110]).upper() + " (Agency)"
    found = clusters(table(("short", 3, short), ("long", 2, long), ("other", 1, text(2))))
    assert found.tolist() == ["long", "long", "other"]


def test_on_one_day_the_longest_is_the_original_and_undated_articles_come_last():
    body = text(3)
    rows = (("none", None, body + " end " + text(4, 50)), ("brief", 5, body), ("whole", 5, body + " more " * 3))
    assert clusters(table(*rows)).tolist() == ["whole"] * 3


def test_a_chain_of_likenesses_does_not_join_two_reports():
    one, two = text(5, 100), text(6, 100)
    found = clusters(table(("a", 1, one), ("both", 2, f"{one} {two}"), ("b", 3, two)))
    assert found.tolist() == ["a", "a", "b"]


def test_boilerplate_of_many_days_makes_no_copies_but_exact_copies_of_many_days_are_copies():
    paragraph = text(7, 60)
    varied = [(f"v{day}", day, f"{text(100 + day, 20)} {paragraph}") for day in range(1, 16)]
    assert clusters(table(*varied)).tolist() == [name for name, *_ in varied]
    same = [(f"s{day}", day, paragraph) for day in range(1, 16)]
    assert set(clusters(table(*same))) == {"s1"}


def test_short_and_empty_texts_are_compared_too():
    rows = (("a", 1, "Two words"), ("b", 2, "two words."), ("c", 3, "other words"), ("d", 4, ""))
    assert clusters(table(*rows)).tolist() == ["a", "a", "c", "d"]
    assert clusters(table()).tolist() == []


def test_a_sample_of_the_runs_finds_the_same_clusters(monkeypatch):
    rows, runs, alike = [], [], copies._alike
    monkeypatch.setattr(copies, "_alike", lambda sets, *more: runs.append(sum(map(len, sets))) or alike(sets, *more))
    for number in range(30):
        body = text(number, 300)
        rows += [(f"o{number}", 1, body), (f"c{number}", 2, " ".join(body.split()[40:])),
                 (f"x{number}", 3, text(-number - 1))]
    assert clusters(table(*rows), exact_up_to=0).tolist() == clusters(table(*rows)).tolist()
    assert runs[0] < runs[1] / 3


def test_copies_are_listed_with_the_days_between_them():
    body = text(8)
    articles = table(("a", 1, body), ("b", 1, body), ("c", 9, body), ("d", None, body), ("e", 1, text(9)))
    found = listed(articles, clusters(articles))
    assert found["article_id"].tolist() == ["c", "b", "d"] and set(found["original"]) == {"a"}
    assert found["days"].tolist()[:2] == [8, 0] and pd.isna(found["days"].iloc[2])


def test_an_early_flash_does_not_stand_for_the_full_reports_that_take_it_up():
    flash, one, two = text(10, 40), text(11, 900), text(12, 900)
    articles = table(("flash", 1, flash), ("a", 2, f"{flash} {one}"), ("b", 3, f"{two} {flash}"), ("again", 4, one))
    assert clusters(articles).tolist() == ["flash", "flash", "flash", "again"]
    assert clusters(articles, longest=True).tolist() == ["a", "a", "b", "a"]
    first = annotate_text('"We will stay," said the mayor of Ostrany.', "2020-03-01")
    assert once(replace(first, articles=articles)).articles["article_id"].tolist() == ["a", "b"]


def test_once_leaves_out_the_rows_of_copies_and_each_leaves_all():
    first = annotate_text('"We will stay," said the mayor of Ostrany.', "2020-03-01")
    both = {name: pd.concat([rows, rows.assign(article_id="again")], ignore_index=True)
            for name, rows in vars(first).items() if isinstance(rows, pd.DataFrame)}
    notes = replace(first, **both)
    counted = once(notes)
    assert counted.copies == 1 and counted.articles["article_id"].tolist() == ["again"]
    assert len(notes.quotes) == 2 * len(counted.quotes) == 2
    assert "1 more article is a copy of one of these" in str(counted) and "copies" not in str(notes)
    assert once(notes, "each") is notes
    with pytest.raises(ValueError, match="'copies' is 'twice'; it has to be 'once' or 'each'"):
        once(notes, "twice")
