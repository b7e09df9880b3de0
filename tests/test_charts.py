"""Charts and tables: text alternatives, colours, links, weight, and the same bytes every time."""

import json
import re
from html import unescape
from itertools import pairwise
from xml.etree import ElementTree

import colours
import numpy as np
import pandas as pd
import pytest
import toynotes
from matplotlib.colors import to_hex

from dateline import agreement, balance, charts, evidence, figures, palette, sentiment, stance, timeline
from dateline.tables import CAMPS, TONES

MEASURED = pd.DataFrame(np.eye(len(CAMPS), dtype=int) * 50, CAMPS, CAMPS)
SIZES = {"empty": toynotes.EMPTY, "one": toynotes.ONE, "many": toynotes.many()}


def every(notes):
    """Every chart over some tables, by name."""
    quotes, events = balance.prepared(notes.quotes, notes.articles), timeline.ordered(notes.events, notes.articles)
    compared, _ = sentiment.compared(quotes)
    heard = balance.heard(notes.mentions, quotes)
    return {
        "camp_shares": charts.camp_shares(balance.balance(quotes)),
        "sides": charts.camp_shares(balance.balance(quotes, "side"), "side", quotes),
        "kinds": charts.crossed(balance.crossed(quotes, "camp", "kind", ("direct", "mixed", "indirect"))),
        "namings": charts.crossed(balance.crossed(quotes, "camp", "naming", ("named", "described", "none"))),
        "outlets": charts.outlets(balance.camps_by(quotes), quotes), "heard": charts.heard(heard),
        "years": charts.outlets(balance.camps_by(quotes, "year"), quotes),
        "camp_time": charts.camp_time(balance.over_time(quotes, "week"), quotes),
        "reach": charts.reach(balance.reach(quotes, notes.articles)),
        "comparison": charts.comparison(balance.comparison(quotes)),
        "corrected": charts.corrected(balance.corrected(quotes, MEASURED)),
        "tone_all": charts.tone_shares(sentiment.tones(quotes), "all"),
        "tone_camps": charts.tone_shares(sentiment.tones(quotes, "camp")),
        "tone_voices": charts.tone_shares(sentiment.tones(quotes, "voice"), "voice", quotes),
        "tone_time": charts.tone_time(sentiment.over_time(quotes)),
        "confusion": charts.confusion(agreement.confusion(compared["tone"], compared["wordlist"], TONES), compared),
        "stances": charts.stances(stance.matrix(stance.statements(notes.stance, quotes))),
        "traps": charts.traps(sentiment.traps(quotes)),
        "targets": charts.targets(stance.targets(stance.statements(notes.stance, quotes))),
        "lanes": charts.lanes(events), "dates": charts.dates(timeline.dates(notes.times, notes.articles)),
        "map": charts.place_map(timeline.places(events), None, events),
        "events": charts.event_table(events), "several": charts.several(timeline.told_by_several(events)),
        "quotes": charts.quote_table(sentiment.strongest(quotes, "negative"), "Most negative", "None."),
        "diversity": charts.diversity(balance.diversity(quotes, "outlet"), quotes),
        "differing": charts.differing(sentiment.differing(compared)),
        "sources": charts.Table(timeline.sources(events), "Sources", charts.behind_source),
        "voices": charts.speakers(balance.voices(quotes), 15)}


MADE = {size: every(notes) for size, notes in SIZES.items()}
PICTURES = [(size, name) for size, made in MADE.items() for name, one in made.items() if isinstance(one, charts.Figure)]


def test_the_pictures_are_those_that_there_is_something_for():
    assert {name for size, name in PICTURES if size == "many"} == {
        "camp_shares", "sides", "kinds", "namings", "outlets", "camp_time", "heard", "tone_all", "tone_camps",
        "tone_voices", "tone_time", "confusion", "stances", "lanes", "dates", "map"}
    assert not [name for size, name in PICTURES if size == "empty"]
    for one in MADE["empty"].values():
        assert re.search(r"<p class=\"takeaway\">[A-Z][^<]+\.</p>", one._repr_html_())


@pytest.mark.parametrize("size, name", PICTURES)
def test_a_picture_has_a_text_alternative_a_caption_and_its_numbers(size, name):
    figure = MADE[size][name]
    html = figure._repr_html_()
    label = unescape(re.search(r'role="img" aria-label="([^"]*)"', html).group(1))
    assert label == figure.alt and label.endswith(".") and len(label) > 25
    assert "<figcaption>" in html and "<details>" in html and '<th scope="col"' in html and '<th scope="row"' in html
    assert not figure.data.empty


@pytest.mark.parametrize("size, name", PICTURES)
def test_a_picture_is_light_well_formed_and_follows_the_page(size, name):
    text = MADE[size][name].image()
    root = ElementTree.fromstring(text)
    assert root.tag.endswith("svg") and len(text) < 40_000
    assert not re.search(r"#000000|DejaVu|<metadata|<!--|http|<style|\d\.\d{3}", text)
    assert "<script" not in text and "Port <Est>" not in text
    letters = "".join(root.itertext())
    assert letters.strip()


@pytest.mark.parametrize("name", ["camp_shares", "lanes", "map", "kinds"])
def test_the_same_data_give_the_same_bytes(name):
    assert every(toynotes.many())[name]._repr_html_() == MADE["many"][name]._repr_html_()


def test_the_text_alternative_tells_the_numbers_of_the_data():
    alt = MADE["many"]["camp_shares"].alt
    row = MADE["many"]["camp_shares"].data.set_index("camp").loc["government"]
    assert f"government 31% (12 quotes, interval {row['low']:.0%}"[:-1] in alt and "39 quotes" in alt
    assert "civilian 12 negative of 12" in MADE["many"]["tone_camps"].alt
    assert "Norvik" in MADE["many"]["map"].alt and "24 events" in MADE["many"]["lanes"].alt


def test_a_camp_has_its_colour_and_a_lighter_one_on_dark_ground():
    assert "light-dark(#D55E00,#FF8A3D)" in MADE["many"]["camp_shares"].image()
    assert "light-dark(#D55E00,#FF8A3D)" in MADE["many"]["kinds"].image()


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_numbers_can_be_read_on_bars_of_tones(scheme):
    axes = MADE["many"]["tone_camps"].picture.axes[0]
    found = []
    for text in axes.texts:
        place, ink = axes.transData.transform(text.get_position()), text.get_color()
        for bar in (one for one in axes.patches if one.get_alpha() and one.contains_point(place)):
            colour = to_hex(bar.get_facecolor()).upper()
            ground = colours.mixed([colour, palette.DARK[colour]][scheme], colours.GROUNDS[scheme], bar.get_alpha())
            found.append(colours.contrast(colours.INKS[scheme] if ink == figures.INK else ink, ground))
    assert len(found) == 6 and min(found) >= colours.ENOUGH


@pytest.mark.parametrize("size, name", [(size, name) for size in ("one", "many") for name in MADE[size]])
def test_every_linked_count_of_rows_has_as_many_rows(size, name, monkeypatch):
    monkeypatch.setenv("DATELINE_REPORT", "test")
    html = MADE[size][name]._repr_html_()
    links = re.findall(r'data-evidence="([^"]*)">([^<]*)</a>', html)
    assert links or isinstance(MADE[size][name], charts.Sentence) or name in ("several", "heard", "traps", "targets")
    table = MADE[size][name].table if isinstance(MADE[size][name], charts.Figure) else MADE[size][name]
    for asked, number in links:
        asked = json.loads(unescape(asked))
        rows = evidence.Evidence(SIZES[size]).positions(asked["table"], asked["where"])
        assert len(rows) > 0
        if re.fullmatch(r"[\d,]+", number) and not {"articles", "accounts", "words", "camps", "no", "outlets",
                                                    "mentions", "speakers"} & set(table.columns()):
            assert len(rows) == int(number.replace(",", ""))


def test_a_mean_of_few_statements_is_withheld_with_its_interval():
    quotes = [toynotes.quote(f"a{at}", 9) for at in range(4)]
    rows = [toynotes.stance(quote, 1, "the Watch", "monitor", ("negative", "neutral")[at % 2])
            for at, quote in enumerate(quotes)]
    notes = toynotes.notes([toynotes.article(at) for at in range(4)], quotes, stances=rows)
    found = stance.matrix(stance.statements(notes.stance, balance.prepared(notes.quotes, notes.articles)))
    assert found["low"].notna().all() and "<td>–</td>" in charts.stances(found).table._repr_html_()


def test_the_quotes_compared_with_the_word_list_are_those_of_a_decided_tone():
    notes = toynotes.many()
    notes.quotes.loc[notes.quotes.index % 4 == 0, "tone"] = ""
    found = sentiment.differing(sentiment.compared(balance.prepared(notes.quotes, notes.articles))[0])
    table = charts.differing(found)
    for row in found.to_dict("records"):
        assert len(evidence.Evidence(notes).positions(*table.link(row, "quotes"))) == row["quotes"]


def test_the_course_of_time_has_a_gap_where_there_are_few_quotes():
    notes = toynotes.many(40)
    quotes = balance.prepared(notes.quotes, notes.articles)
    figure = charts.camp_time(balance.over_time(quotes, "week"), quotes)
    weeks = quotes["week"].value_counts()
    assert figure.data["quotes"].tolist() == weeks.sort_index().tolist() and weeks.min() < balance.ENOUGH
    drawn = np.asarray(figure.picture.axes[0].lines[0].get_ydata(), float)
    assert np.isnan(drawn).tolist() == (weeks.sort_index() < balance.ENOUGH).tolist()
    assert f"{(weeks >= 10).sum()} of {len(weeks)} weeks have at least 10 quotes" in figure.alt
    assert "monitor 0% in" in figure.alt and ElementTree.fromstring(figure.image()).tag.endswith("svg")


def test_a_speaker_unfolds_to_its_quotes():
    html = MADE["many"]["voices"]._repr_html_()
    assert html.count("<details><summary>") == 4 and html.count("<li>We hold the port, ") == 4 * 2


def test_corrected_shares_stand_beside_those_that_were_counted():
    notes = toynotes.many(20)
    found = balance.corrected(balance.prepared(notes.quotes, notes.articles), MEASURED)
    html = charts.corrected(found)._repr_html_()
    assert "corrected share" in html and html.count("<tr>") == 1 + len(found)
    assert "too few to correct" in charts.corrected(found.assign(total=12)).text


@pytest.mark.parametrize("name", ["Radio 98.55", "$5m, not $6m", "$5, 5% of $100"])
def test_text_of_articles_is_drawn_as_it_stands(name):
    notes = toynotes.notes([toynotes.article(0, name), toynotes.article(1)], [
        toynotes.quote(f"a{at % 2}", at) for at in range(40)])
    quotes = balance.prepared(notes.quotes, notes.articles)
    assert name in figures.svg(charts.outlets(balance.camps_by(quotes), quotes).picture)


@pytest.mark.parametrize("by, told", [("country", {"not stated"}), ("month", {"2020-03", "not stated"})])
def test_a_group_of_what_is_not_known_has_a_name(by, told):
    notes = toynotes.many()
    notes.articles.loc[0, "published"] = None
    quotes = balance.prepared(notes.quotes, notes.articles)
    table = charts.diversity(balance.diversity(quotes, by), quotes)
    assert {one["row"] for one in table.numbers()} == told and '<th scope="row">not stated<' in table._repr_html_()


def test_outside_a_report_numbers_are_plain():
    assert "<a " not in MADE["many"]["camp_shares"]._repr_html_()


def test_a_long_table_says_what_it_leaves_out():
    quotes = balance.prepared(SIZES["many"].quotes, SIZES["many"].articles)
    table = charts.Table(balance.voices(quotes), "Speakers", most=2)
    assert table._repr_html_().count("<tr>") == 3 and "2 more are not shown" in table._repr_html_()


def test_quotes_that_are_listed_are_listed_to_the_last():
    quotes = balance.prepared(SIZES["many"].quotes, SIZES["many"].articles)
    html = charts.quote_table(sentiment.every(quotes, 40), "Every quote", "None.")._repr_html_()
    assert html.count("<tr>") == 1 + 39 and "not shown" not in html


def test_a_caption_promises_no_rows_that_the_table_does_not_have():
    notes = toynotes.notes([toynotes.article(at, f"Outlet {at}") for at in range(30)], [
        toynotes.quote(f"a{at}", at) for at in range(30)])
    quotes = balance.prepared(notes.quotes, notes.articles)
    days = pd.DataFrame({"day": pd.date_range("2020-03-01", periods=30), "articles": 1, "later": 0, "mentions": 1})
    for one, left in ((charts.outlets(balance.camps_by(quotes), quotes), "20 more not drawn."),
                      (charts.tone_shares(sentiment.tones(quotes, "outlet"), "outlet"), "16 more not drawn."),
                      (charts.dates(days), "Not drawn: 16 days more.")):
        assert one.caption.endswith(left) and "more are not shown" in one.table._repr_html_()


def test_text_of_articles_is_escaped_in_tables():
    html = MADE["many"]["map"]._repr_html_() + MADE["many"]["events"]._repr_html_()
    assert "Port &lt;Est&gt;" in html and "Port <Est>" not in html


def test_a_heavy_picture_becomes_a_png(monkeypatch):
    monkeypatch.setattr(figures, "HEAVIEST_SVG", 100)
    text = MADE["one"]["kinds"].image()
    assert text.startswith('<img alt="Stacked bars.') and "data:image/png;base64," in text
    assert text == MADE["one"]["kinds"].image()


def test_labels_of_near_places_do_not_cover_each_other():
    events = [toynotes.event("a0", at, place=f"Village {at}", latitude=10 + at / 200) for at in range(30)]
    notes = toynotes.notes([toynotes.article(0)], [], events)
    found = timeline.ordered(notes.events, notes.articles)
    image = charts.place_map(timeline.places(found)).image()
    names = re.findall(r'text-anchor:(\w+)" x="[\d.]+" y="([\d.]+)"[^>]*>Village', image)
    assert 3 <= len(names) <= 12
    for anchor in ("start", "middle", "end"):
        heights = sorted(float(y) for one, y in names if one == anchor)
        assert all(below - above >= 8 for above, below in pairwise(heights))
