"""Evidence: marked articles, and the rows that stand behind a number."""

import html
import json
import re
from datetime import date
from types import SimpleNamespace

import colours
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline import evidence, palette, tables
from dateline.corpus import Article, articles_frame

TEXT = ('The army entered Norvik on Sunday, a rebel official said.\n\n"We <will> not stop & rest," said Aram Tessaly, '
        '"until all is ours."')


def quote(article_id="a", number=1, spans=((0, 5),), cue=None, source=None, camp="rebel", **other):
    cut = lambda span: TEXT[slice(*span)] if span else ""  # noqa: E731
    row = {"article_id": article_id, "quote_id": f"{article_id}:q{number}", "text": "", "kind": "direct",
           "spans": [list(span) for span in spans], "cue": cut(cue), "cue_start": cue and cue[0],
           "cue_end": cue and cue[1], "source": cut(source), "source_start": source and source[0],
           "source_end": source and source[1], "speaker": "Aram Tessaly", "actor": "", "camp": camp, "country": "",
           "naming": "named", "camp_rule": "name", "polarity": "affirmed", "tone": "neutral", "tone_negative": 0.1,
           "tone_neutral": 0.8, "tone_positive": 0.1, "tone_wordlist": 0.0, "words": 3, "position": 0.0,
           "confidence": 1.0}
    return {**row, **other}


def event(article_id="a", number=1, trigger=(9, 16), **other):
    row = {"article_id": article_id, "event_id": f"{article_id}:e{number}", "trigger": TEXT[slice(*trigger)],
           "trigger_start": trigger[0], "trigger_end": trigger[1], "sentence_start": 0, "sentence_end": 57,
           "type": "advance", "plover": "", "acled": "", "actor": "The army", "actor_camp": "government", "target": "",
           "target_camp": "", "place": "Norvik", "latitude": None, "longitude": None, "date_start": date(2020, 1, 5),
           "date_end": date(2020, 1, 5), "precision": "day", "date_rule": "relative", "status": "claimed",
           "according_to": "", "according_to_camp": "", "deaths": [], "injured": [], "confidence": 1.0}
    return {**row, **other}


def timex(article_id="a", start=27, end=33):
    return {"article_id": article_id, "start": start, "end": end, "text": TEXT[start:end], "type": "DATE",
            "value": "2020-01-05", "date_start": date(2020, 1, 5), "date_end": date(2020, 1, 5), "rule": "weekday"}


ONE = [Article("a", "Army enters Norvik", TEXT)]


def notes(quotes=(), events=(), times=(), articles=ONE):
    return SimpleNamespace(articles=articles_frame(articles), quotes=tables.frame("quotes", quotes),
                           events=tables.frame("events", events), times=tables.frame("times", times))


def marked(text=TEXT, **rows):
    return evidence.show(Article("a", "", text), notes(**rows)).text()


def plain(page):
    """The text of a marked article: without styles, labels and tags."""
    inside = re.search(r'<div class="dl-text">(.*)</div></div>$', page, re.DOTALL).group(1)
    return html.unescape(re.sub(r"<sup>.*?</sup>|<[^>]*>", "", inside))


def test_what_articles_say_is_escaped_everywhere():
    nasty = '<script>alert("1")</script> & "two"'
    rows = [quote(spans=((60, 75),), speaker=nasty, camp_rule=nasty)]
    shown = evidence.show(Article("a", nasty, TEXT, outlet=nasty), notes(rows, [event(place=nasty)]))._repr_html_()
    assert "<script" not in shown and 'alert("' not in shown and "<will>" not in shown
    assert "&lt;will&gt;" in shown
    items = evidence.Evidence(notes(rows, articles=[Article("a", nasty, TEXT)])).items("quotes", [0])
    assert "<script" not in items[0]


def test_content_source_and_cue_of_a_quote_are_joined_and_its_camp_is_told_in_words():
    start = TEXT.index("We <")
    page = marked(quotes=[quote(spans=((start, start + 22), (TEXT.index("until"), len(TEXT) - 2)),
                                cue=(TEXT.rindex("said"), TEXT.rindex("said") + 4),
                                source=(TEXT.index("Aram"), TEXT.index("Aram") + 12), camp="government")])
    assert page.count('class="q1 c-government"') == 2
    assert 'class="s q1 c-government"><sup>1</sup>Aram Tessaly</span>' in page
    assert 'class="u q1 c-government"><sup>1</sup>said</span>' in page
    assert "<sup>1 government</sup>We &lt;will&gt;" in page
    assert page.count('id="a:q1"') == 1 and 'tabindex="0"' in page
    assert ".dl:has(.q1:is(:hover,:focus)) .q1{" in page


def test_an_event_inside_a_quote_and_marks_that_cross_keep_their_nesting():
    page = marked(quotes=[quote(spans=((0, 33),)), quote(number=2, spans=((20, 40),))], events=[event()],
                  times=[timex()])
    assert plain(page) == TEXT
    inside = re.search(r'<mark id="a:q1".*?</mark>', page, re.DOTALL).group()
    assert 'class="e"' in inside and "entered</span>" in inside
    opened = []
    for closing, tag in re.findall(r"<(/?)(p|mark|span)\b", page[page.index("dl-text"):]):
        if closing:
            assert opened.pop() == tag
        else:
            opened.append(tag)
    assert opened == []


def test_a_quote_over_two_paragraphs_is_marked_in_both():
    page = marked(quotes=[quote(spans=((40, 70),))])
    assert page.count('class="q1 c-rebel"') == 2 and page.count('id="a:q1"') == 1
    assert plain(page) == TEXT


def test_the_lines_of_a_hard_wrapped_article_are_one_paragraph():
    text = ("The council of Norvik met on Monday and\ndecided to open the road to the harbour,\n"
            "which had been closed for three weeks\nbecause of the shelling.\n\nIt opens on Friday.")
    assert marked(text).count("<p>") == 2


span = st.tuples(st.integers(0, 60), st.integers(1, 20)).map(lambda pair: (pair[0], pair[0] + pair[1]))
letters = st.text(st.sampled_from("ab <>&\"'\n\t…é\u2028"), max_size=60)


@settings(max_examples=200, deadline=None)
@given(letters, st.lists(st.tuples(st.lists(span, min_size=1, max_size=3), st.none() | span, st.none() | span),
                         max_size=4), st.lists(span, max_size=4), st.lists(span, max_size=3))
def test_the_text_without_marks_is_the_text_of_the_article(text, quotes, events, times):
    page = marked(text, quotes=[quote(number=at, spans=spans, cue=cue, source=source)
                                for at, (spans, cue, source) in enumerate(quotes, 1)],
                  events=[event(number=at, trigger=where) for at, where in enumerate(events, 1)],
                  times=[timex(start=start, end=end) for start, end in times])
    assert plain(page) == text


TWO = [Article("a", "A", TEXT, published=date(2020, 1, 6), outlet="The Borrun Courier"),
       Article("b", "B", TEXT, published=date(2020, 2, 1))]
MANY = notes([quote(), quote(number=2, camp="un"), quote("b", 1)], [event()], [timex()], TWO)


@pytest.mark.parametrize("where, ids", [
    ({}, ["a:q1", "a:q2", "b:q1"]), ({"camp": "rebel"}, ["a:q1", "b:q1"]), ({"camp": ["rebel", "un"]},
     ["a:q1", "a:q2", "b:q1"]), ({"camp": "rebel", "outlet": "The Borrun Courier"}, ["a:q1"]),
    ({"outlet": ""}, ["b:q1"]), ({"month": "2020-02"}, ["b:q1"]), ({"week": "2020-W02"}, ["a:q1", "a:q2"]),
    ({"week": pd.Timestamp("2020-01-06")}, ["a:q1", "a:q2"]), ({"week": pd.Period("2020-01-08", "W")},
     ["a:q1", "a:q2"]), ({"words": 3, "month": pd.Period("2020-02", "M")}, ["b:q1"]), ({"camp": "media"}, [])])
def test_rows_are_selected_by_their_columns_and_by_their_article(where, ids):
    assert [MANY.quotes["quote_id"][at] for at in evidence.Evidence(MANY).positions("quotes", where)] == ids


def test_days_of_events_are_selected_as_days():
    assert evidence.Evidence(MANY).positions("events", {"date_start": date(2020, 1, 5)}) == (0,)


def test_an_unknown_column_is_refused_with_the_nearest():
    with pytest.raises(KeyError, match="no column 'camps'; did you mean 'camp'"):
        evidence.link(3, "quotes", camps="rebel")
    with pytest.raises(KeyError, match="no table 'quote'"):
        evidence.link(3, "quote", camp="rebel")


@pytest.mark.parametrize("where", [{}, {"camp": "rebel"}])
def test_a_table_whose_rows_cannot_be_shown_is_refused(where):
    with pytest.raises(KeyError, match="no table 'mentions' with rows to show; there are quotes, events, stance,"):
        evidence.link(3, "mentions", **where)


def test_a_number_is_a_link_in_a_report_and_plain_elsewhere(monkeypatch):
    monkeypatch.delenv("DATELINE_REPORT", raising=False)
    assert evidence.link("<3>", "quotes", camp="rebel") == "&lt;3&gt;"
    monkeypatch.setenv("DATELINE_REPORT", "20_x")
    assert evidence.link(0, "quotes", camp="rebel") == "0"
    anchor = evidence.link(2, "quotes", camp=["rebel"], week=pd.Timestamp("2020-01-08"))
    data = json.loads(html.unescape(re.search(r'data-evidence="([^"]*)"', anchor).group(1)))
    assert data == {"table": "quotes", "where": {"camp": "rebel", "week": "2020-01-06"}}
    assert anchor.endswith(">2</a>") and re.search('href="evidence/[0-9a-f]{10}.html"', anchor)


def test_page_names_are_safe_and_never_shared():
    asked = [("quotes", {"camp": "rebel"}), ("quotes", {"speaker": "Rebel"}), ("quotes", {"speaker": "rebel"}),
             ("quotes", {"speaker": "../rebel"}), ("quotes", {"speaker": "é" * 300}), ("quotes", {}),
             ("quotes", {"camp": ["un", "media"]}), ("quotes", {"camp": "un-media"}), ("events", {"camp": "rebel"})]
    names = [evidence.page_name(*one) for one in asked]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z0-9_-]{1,75}", name) for name in names)


def test_a_row_is_shown_in_its_sentence_and_leads_to_its_place_in_the_article():
    start = TEXT.index("We <")
    made = notes([quote(spans=((start, start + 22),))])
    behind = evidence.Evidence(made)
    [item] = behind.items("quotes", behind.positions("quotes", {"camp": "rebel"}))
    assert list(behind.linked) == ["a"] and 'href="../articles/a.html#a:q1"' in item
    assert "The army entered" not in item and "until all is ours" in item


def test_a_sentence_keeps_its_abbreviations_and_ends_after_brackets():
    sentences = ["The rebels left.\n", "U.S. forces (with Gen. Tessaly) bombed the town (in the north). ",
                 '"Mr. Borrun left." ', "That is half of it, 50%. ", "More it wasn't. ", "So it ended."]
    text = "".join(sentences)
    for one in sentences:
        start = text.index(one)
        assert text[slice(*evidence._context(text, start, start + 1))] == one.rstrip()


def test_every_camp_has_a_name_and_two_colours():
    assert set(tables.CAMPS) == set(palette.CAMP_COLOURS) == set(palette.CAMP_NAMES)
    assert len({(one, palette.DARK[one]) for one in palette.CAMP_COLOURS.values()}) == len(tables.CAMPS)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_the_label_of_every_camp_can_be_read_on_its_mark(scheme):
    mark = re.findall(r"var\(--camp\) (\d+)%,transparent", re.search(r"\.dl mark\{[^}]*", evidence.style())[0])[scheme]
    label = re.search(r"\.dl sup\{[^}]*?color:color-mix\(.*? (\d+)%,light-dark\((.*?),(.*?)\)\)", evidence.style())
    for colour in palette.CAMP_COLOURS.values():
        camp = [colour, palette.DARK[colour]][scheme]
        text = colours.mixed(camp, label[2 + scheme], int(label[1]) / 100)
        assert colours.contrast(text, colours.mixed(camp, colours.GROUNDS[scheme], int(mark) / 100)) >= colours.ENOUGH
