"""The pages in headless Chromium: no error, nothing from elsewhere, and everything that can be clicked."""

import re
from datetime import date, timedelta

import pandas as pd
import pytest
import toynotes

from dateline import charts, timeline
from dateline.report import page

pytestmark = pytest.mark.browser


@pytest.fixture
def visit(project, chromium):
    """Opens a page of the toy project's last run; at the end, there must be no console error and no other host."""
    wrong = []
    opened = []

    def visit(name, **context):
        made = chromium.new_context(**{"viewport": {"width": 1300, "height": 900}, **context})
        opened.append(made)
        tab = made.new_page()
        tab.set_default_timeout(60_000)
        tab.on("console", lambda told: wrong.append(told.text) if told.type in ("error", "warning") else None)
        tab.on("pageerror", lambda error: wrong.append(str(error)))
        tab.on("request", lambda asked: None if asked.url.startswith(("file:", "data:")) else wrong.append(asked.url))
        tab.goto((project[2] / name).resolve().as_uri())
        return tab

    yield visit
    for made in opened:
        made.close()
    assert wrong == []


@pytest.fixture
def lanes(chromium, tmp_path, monkeypatch):
    """Opened lanes of 200 days from 2020-01-01 on, an event each."""
    monkeypatch.setenv("DATELINE_REPORT", "test")
    events = [toynotes.event("a0", at, day=str(date(2020, 1, 1) + timedelta(at))) for at in range(200)]
    notes = toynotes.notes([toynotes.article(0)], [], events)
    chart = charts.lanes(timeline.ordered(notes.events, notes.articles))
    body, script, _ = page.apart(chart._repr_html_(), "x", "articles-2")
    (tmp_path / "x.html").write_text(page.shell("Lanes", body), "utf-8")
    (tmp_path / "x.lanes.js").write_text(script, "utf-8")
    tab = chromium.new_page()
    tab.goto((tmp_path / "x.html").as_uri())
    tab.get_by_role("button", name="Look closer at a time").click()
    yield tab
    tab.close()


def ground(tab):
    return tab.evaluate("getComputedStyle(document.body).backgroundColor")


def test_code_is_folded_each_cell_alone_and_all_by_one_switch(visit):
    tab = visit("10_voices.html")
    code = tab.locator("details.code")
    assert code.count() > 2 and tab.locator("details.code[open]").count() == 0
    code.first.locator("summary").click()
    assert tab.locator("details.code[open]").count() == 1
    tab.get_by_role("button", name="Show code").click()
    assert tab.locator("details.code[open]").count() == code.count()
    tab.get_by_role("button", name="Hide code").click()
    assert tab.locator("details.code[open]").count() == 0


def test_tables_are_sorted_by_their_headings_also_with_the_keyboard(visit):
    tab = visit("10_voices.html")
    numbers = lambda: [int(one) for one in tab.locator("tbody td:nth-child(2)").all_inner_texts()]  # noqa: E731
    assert len(numbers()) > 1
    heading = tab.get_by_role("columnheader", name="quotes")
    heading.get_by_role("button").click()
    assert numbers() == sorted(numbers()) and heading.get_attribute("aria-sort") == "ascending"
    heading.get_by_role("button").press("Enter")
    assert numbers() == sorted(numbers(), reverse=True) and heading.get_attribute("aria-sort") == "descending"
    names = tab.get_by_role("columnheader", name="camp")
    names.get_by_role("button").click()
    shown = tab.locator("tbody th").all_inner_texts()
    assert shown == sorted(shown) and heading.get_attribute("aria-sort") is None


def test_numbers_with_a_word_after_them_are_sorted_as_numbers(chromium, tmp_path):
    days = ["same day", "31 to 365 days", "2 days", "1 day", "3 to 7 days"]
    table = charts.Table(pd.DataFrame({"delay": days}), "Delays")
    (tmp_path / "x.html").write_text(page.shell("Delays", table._repr_html_()), "utf-8")
    tab = chromium.new_page()
    tab.goto((tmp_path / "x.html").as_uri())
    tab.get_by_role("button", name="delay").click()
    assert tab.locator("tbody th").all_inner_texts() == ["1 day", "2 days", "3 to 7 days", "31 to 365 days", "same day"]
    tab.close()


def test_the_table_of_contents_leads_to_the_sections(visit):
    tab = visit("10_voices.html", viewport={"width": 1300, "height": 300})
    tab.get_by_role("navigation", name="Contents").get_by_role("link", name="Limits").click()
    assert tab.url.endswith("#Limits")
    assert tab.get_by_role("heading", name="Limits").bounding_box()["y"] < 300


def test_a_number_leads_to_its_sentences_and_on_to_the_article(visit):
    tab = visit("10_voices.html")
    link = tab.locator('td a[href^="evidence/"]').first
    number = int(link.inner_text())
    link.click()
    tab.locator("ol.rows > li").first.wait_for()
    assert tab.locator("ol.rows > li").count() == number
    tab.locator("ol.rows a").first.click()
    assert "/articles/" in tab.url
    mark = tab.locator("mark:target")
    mark.wait_for()  # the click returns before the page is there
    assert mark.count() == 1
    tab.get_by_role("link", name="All reports").click()
    assert tab.get_by_role("heading", name="Reports").is_visible()


def test_the_parts_of_a_quote_light_up_together(visit):
    tab = visit("articles/a1.html")
    quiet = tab.evaluate("getComputedStyle(document.querySelector('.s.q1')).backgroundColor")
    tab.locator("mark.q1").first.focus()
    assert tab.evaluate("getComputedStyle(document.querySelector('.s.q1')).backgroundColor") != quiet
    tab.get_by_role("checkbox", name=re.compile("quotes")).uncheck()
    assert not tab.locator("mark.q1 > sup").first.is_visible()
    assert tab.locator("mark.q1").first.is_visible()


def test_light_and_dark_follow_the_system_and_the_switch(visit):
    light, dark = ground(visit("10_voices.html", color_scheme="light")), visit("10_voices.html", color_scheme="dark")
    assert ground(dark) != light
    dark.get_by_role("button", name="Light").click()
    assert ground(dark) == light
    dark.goto(dark.url.replace("10_voices", "30_plain"))
    assert ground(dark) == light, "the choice is kept from page to page"


@pytest.mark.parametrize("name", ["10_voices.html", "20_fails.html", "articles/a1.html", "../index.html"])
def test_a_narrow_window_needs_no_scrolling_sideways(visit, name):
    tab = visit(name, viewport={"width": 360, "height": 700})
    assert tab.evaluate("document.documentElement.scrollWidth") <= 360
    if name.startswith("10"):
        assert not tab.get_by_role("link", name="Limits").is_visible()
        tab.get_by_text("Contents").click()
        assert tab.get_by_role("link", name="Limits").is_visible()


def test_what_is_printed_has_no_code_and_no_controls(visit):
    tab = visit("10_voices.html", color_scheme="dark")
    tab.emulate_media(media="print")
    for selector in ("details.code", ".toc", "#theme"):
        assert not tab.locator(selector).first.is_visible()
    assert tab.get_by_role("heading", name="Whose voices?").is_visible()


def test_lanes_tell_list_and_draw_the_same_days_however_a_reader_gets_there(lanes):
    seen = []
    for name in ["All", *"++++++++", "→", "→", "←", "−"]:
        lanes.get_by_text(name, exact=True).click()
        told = re.match(r"(\S+) to (\S+): (\d+) of 200 events", lanes.get_by_role("status").inner_text())
        first, last = map(date.fromisoformat, told.groups()[:2])
        drawn = lanes.locator(".lanes rect title").all_text_contents()
        listed = lanes.locator(".lanes tbody th").all_inner_texts()
        assert int(told[3]) == (last - first).days + 1 == len(listed) == sum(int(one.split()[-1]) for one in drawn)
        assert [told[1], told[2]] == [listed[0], listed[-1]] and told[1] in drawn[0]
        seen.append((told[1], len(listed)))
    assert [days for _, days in seen] == [200, 100, 50, 25, 13, 7, 4, 2, 1, 1, 1, 1, 2]
    assert seen[8] < seen[9] == seen[11] < seen[10]


def test_a_bar_of_the_lanes_opens_the_days_that_it_counts(lanes):
    lanes.get_by_text("All", exact=True).click()
    lanes.locator(".lanes rect").nth(1).click()
    assert lanes.get_by_role("status").inner_text().startswith("2020-01-08 to 2020-01-14: 7 of 200 events.")
    assert lanes.locator(".lanes tbody a").first.get_attribute("href") == "articles-2/a0.html#a0:e7"
