"""Time expressions: found, read and dated as TIMEX3."""

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dateline.language.times import anchor, find_times, interval_of, shift

MONDAY = date(2016, 12, 12)
VALUE = re.compile(r"""(?x)
    (?:\d{4}|XXXX|BC\d{4})(?:-(?:\d\d|XX|Q[1-4X]|H[12]|SP|SU|FA|WI|W\d\d(?:-WE)?|WXX-[1-7]))?(?:-(?:\d\d|XX))?
        (?:T(?:MO|AF|EV|NI|\d\d:\d\d(?::\d\d)?))?
    | (?:BC)?\d{2,3} | BC\d{3} | PRESENT_REF | PAST_REF | FUTURE_REF
    | PT?(?:\d+(?:\.\d+)?|X)(?:DE|CE|[YMWDQHS])(?:\d+[MDHS])?""")


def values(text, published=MONDAY):
    return [(text[one.start:one.end], one.value) for one in find_times(text, published)]


@pytest.mark.parametrize("text, value", [
    ("It fell on 12/12/2016.", "2016-12-12"), ("It fell on 5 April 2017.", "2017-04-05"),
    ("It fell on April 5, 2017.", "2017-04-05"), ("It fell Wed 05 Apr 2017 in the north", "2017-04-05"),
    ("It fell in March 2013.", "2013-03"), ("It fell in 2011.", "2011"), ("It fell in the 1990s.", "199"),
    ("It fell in the summer of 2014.", "2014-SU"), ("It fell in the 19th century.", "18"),
    ("It fell on Sunday.", "2016-12-11"), ("It fell on Monday.", "2016-12-12"), ("It fell yesterday.", "2016-12-11"),
    ("It will fall on Friday.", "2016-12-16"), ("It fell last Friday.", "2016-12-09"),
    ("It fell three days ago.", "2016-12-09"), ("It fell two weeks ago.", "2016-W48"),
    ("It fell last month.", "2016-11"), ("It fell last year.", "2015"), ("It fell on November 30.", "2016-11-30"),
    ("It fell in March.", "2016-03"), ("It will fall in March.", "2017-03"),
    ("It fell on Sunday night.", "2016-12-11TNI"),
    ("It fell overnight.", "2016-12-11TNI"), ("It lasted two years.", "P2Y"), ("It lasted several months.", "PXM"),
    ("It falls daily.", "P1D"), ("It falls every Monday.", "XXXX-WXX-1"), ("It falls now.", "PRESENT_REF"),
    ("It fell in the quarter.", "2016-Q4"), ("It fell in the latest quarter.", "2016-Q3"),
    ("It fell by the end of the month.", "2016-12"), ("The general said Thursday they will go.", "2016-12-08"),
    ("It should fall by February.", "2017-02"), ("It fell on June 7.", "2016-06-07"),
    ("It fell at 5 p.m. on December 9.", "2016-12-09T17:00"), ("It lasted ten to twelve days.", "P10D"),
    ("Last Friday it fell.", "2016-12-09"), ("Last April it fell.", "2016-04"),
    ("It fell in the fall of 2007.", "2007-FA"),
    ("It fell in the latter half of 2008.", "2008-H2"), ("The list is to be published in early January.", "2017-01"),
    ("Talks on the November 30 attack will go on.", "2016-11-30"), ("It will fall on June 7.", "2017-06-07"),
    ("It fell in the year ended March 31, 2016.", ("P1Y", "2016-03-31")), ("It lost for the year.", "2016"),
    ("It was the worst of the year.", "2016"), ("It will fall by year-end.", "2016"),
    ("They flew on Monday and Friday nights.", ("2016-12-12", "XXXX-WXX-5TNI")), ("They march each July.", "XXXX-07"),
    ("It fell every winter.", "XXXX-WI"), ("It fell in recent years.", "PAST_REF"),
    ("It fell on 18 July last year.", "2015-07-18"), ("It fell July 18, last year.", "2015-07-18"),
    ("It should last the next five to ten years.", "P5Y"), ("It lasted the next couple of years.", "P2Y"),
    ("The profit of the 1988 quarter fell.", "1988"), ("Sales rose in the 1988 period.", "1988"),
    ("He left two days after shells fell.", "P2D"), ("Two days after, he left.", "2016-12-14"),
    ("He left a month after Toraq fell.", "P1M"), ("He left several months before he died.", "PXM"),
    ("It fell next to a school on Friday.", "2016-12-09"), ("It had been due to expire on Friday.", "2016-12-09"),
    ("They were planning to leave on Friday.", "2016-12-16"),
    ("Before starting the assault on Friday, they met.", "2016-12-09"),
    ("They gave up in late August, and those who stay will starve.", "2016-08"),
    ("They took it on Feb. 5.", "2016-02-05"), ("They took it on January 5.", "2017-01-05"),
    ("They died due to shelling on Sunday.", "2016-12-11"), ("Talks are due to start on Sunday.", "2016-12-18"),
    ("The army shelled Toraq until Friday.", "2016-12-09"), ("They extended the truce until Friday.", "2016-12-16"),
    ("They bombed the town from March until June.", ("2016-03", "2016-06")),
    ("The next shell fell there on Friday.", "2016-12-09"), ("It will answer Friday's attack.", "2016-12-09"),
    ("It would answer the bombing on Friday.", "2016-12-09"), ("They will attack on Friday.", "2016-12-16"),
    ("IT FELL ON 3 MAY 1989.", "1989-05-03"), ("It lasted two and a half years.", "P2Y6M")])
def test_an_expression_is_read(text, value):
    assert [found for _, found in values(text)] == ([value] if isinstance(value, str) else [*value])


@pytest.mark.parametrize("text", [
    "They may march on Toraq.", "2016 people were there.", "THEY MAY LEAVE.", "The sun sat low.", "It cost $1990.",
    "He is 43 years old.", "A second shell fell.", "About three-quarters of them left.",
    "The fall of Toraq hurt.", "It fell at 1850 (Toraq time).",
    "They counted up to 1429 according to him.", "He was on This Week.", "She came as soon as she could.",
    "It stays neutral for the foreseeable future.", "It fires four rounds per second.", "The March of Toraq failed."])
def test_what_only_looks_like_a_time_is_none(text):
    assert values(text) == []


def test_both_ends_of_a_range_are_read():
    assert values("It lasted from April 6-7, 1915.")[:2] == [("April 6", "1915-04-06"), ("7", "1915-04-07")]
    assert values("It lasted from 6 to 7 May 2016.") == [("6", "2016-05-06"), ("7 May 2016", "2016-05-07")]
    assert values("It lasted (1927-1937).") == [("1927", "1927"), ("1937", "1937")]
    assert values("In 1995-96 it ended.") == [("1995", "1995"), ("96", "1996")]
    assert values("The war of 499-493 BC ended.") == [("499", "BC0499"), ("493 BC", "BC0493")]


def test_a_numeric_date_follows_its_weekday_then_the_other_dates_then_publication():
    assert values("on Monday (05/12/2016)", date(2016, 12, 6))[-1][1] == "2016-12-05"
    assert [value for _, value in values("12/11/2016 and 25/11/2016", None)] == ["2016-11-12", "2016-11-25"]
    assert [value for _, value in values("11/12/2016 and 11/25/2016", None)] == ["2016-11-12", "2016-11-25"]
    assert values("It fell on 03/04/2017.", date(2017, 4, 5))[0][1] == "2017-04-03"


def test_without_a_date_of_publication_the_text_gives_one():
    text = "Wed 05 Apr 2017\nShells fell on Tuesday."
    assert anchor(text, None) == date(2017, 4, 5)
    assert values(text, None)[-1] == ("Tuesday", "2017-04-04")
    assert values("Shells fell on Tuesday.", None) == [("Tuesday", "XXXX-WXX-2")]


def test_a_date_at_the_head_is_believed_against_a_wrong_date_of_publication():
    assert values("Wednesday, 5 April 2017 - Shells fell yesterday.", date(2013, 1, 1))[-1][1] == "2017-04-04"


@pytest.mark.parametrize("text, day", [
    ("Since March 15, 2011, war has raged.", MONDAY), ("By January 20, 2017, Toraq will have fallen.", MONDAY),
    ("He said the death of two men on Friday, March 18, 2011, in Toraq set it off.", MONDAY),
    ("Activists followed the front line that was drawn by the two armies: 5 April 2017.", MONDAY),
    ("Posted on March 15, 2011", date(2011, 3, 15))])
def test_a_date_of_the_story_at_the_head_is_no_day_of_writing(text, day):
    assert anchor(text, MONDAY) == day


def test_a_number_of_people_or_of_a_resolution_is_no_year():
    assert values("They killed 2000 militants under Resolution 1973.") == []
    assert values("At least 2000 were killed, more than 2000 Toraqis fled and 2000 homes fell.") == []
    assert values("It has held since at least 2013.") == [("2013", "2013")]
    text = ("They held 1500 fighters, 1800 women and 2000 men; 1900 wounded, 1600 bodies and 1700 detainees were "
            "left. On Sunday they went.")
    assert values(text) == [("Sunday", "2016-12-11")]


@pytest.mark.parametrize("text, first, last", [
    ("In April and May 2013 it fell.", "2013-04", "2013-05"),
    ("It lasted from July to December 2012.", "2012-07", "2012-12"),
    ("It lasted from December 30 to January 2, 2017.", "2016-12-30", "2017-01-02")])
def test_two_months_share_the_year_that_follows_the_second(text, first, last):
    assert [value for _, value in values(text)] == [first, last]


def test_an_expression_may_run_over_a_line_or_a_no_break_space():
    assert values("It fell on December\n9, 2015. Last\nweek it fell.") == [
        ("December\n9, 2015", "2015-12-09"), ("Last\nweek", "2016-W49")]
    assert values("It fell on 9\u00a0December 2015.") == [("9\u00a0December 2015", "2015-12-09")]
    assert values("It fell in December\n\n9 men fled.") == [("December", "2016-12")]


def test_a_narrative_of_history_counts_from_its_last_date():
    text = ("The revolt began in 1920. In 1921 it spread, and in 1922 it failed. In 1923 a truce was signed. "
            "In March 1924 fighting resumed. On 7 May the town fell. In 1925 it ended. By 1926 all had gone.")
    assert ("7 May", "1924-05-07") in values(text, date(2009, 1, 1))


def test_a_time_at_the_start_of_a_line_is_one_of_the_day_of_publication():
    text = "10:15 GMT\nShells fell on Friday and until 8 p.m. that day.\n10:35 GMT - Toraq fell."
    assert [value for _, value in values(text)] == [
        "2016-12-12T10:15", "2016-12-09", "2016-12-09T20:00", "2016-12-09", "2016-12-12T10:35"]


def test_news_with_a_history_is_no_narrative():
    text = ("The army took Toraq on Friday. The revolt began in 2008. In 2009 it spread, in 2010 it failed, in 2011 "
            "and 2012 it was quiet. In 2013 fighting resumed. Shells fell on Sunday.")
    assert values(text)[0] == ("Friday", "2016-12-09") and values(text)[-1] == ("Sunday", "2016-12-11")


def test_overnight_covers_both_days():
    one = find_times("It went on overnight.", MONDAY)[0]
    assert (one.date_start, one.date_end) == (date(2016, 12, 11), MONDAY)


def test_a_value_of_a_year_a_week_and_a_month_have_intervals():
    assert interval_of("2016") == (date(2016, 1, 1), date(2016, 12, 31))
    assert interval_of("2016-W50") == (date(2016, 12, 12), date(2016, 12, 18))
    assert interval_of("2016-02") == (date(2016, 2, 1), date(2016, 2, 29))
    assert interval_of("2016-WI") == (date(2016, 12, 1), date(2017, 2, 28))
    assert interval_of("P2Y") is None
    assert shift(date(2016, 1, 31), -1, "M") == "2015-12"


@pytest.mark.parametrize("words, first, last", [
    ("It fell in late 2015.", "2015-10-01", "2015-12-31"),
    ("It fell at the end of last year.", "2015-10-01", "2015-12-31"),
    ("It fell in early 2015.", "2015-01-01", "2015-12-31"), ("It fell in early June.", "2016-06-01", "2016-06-10"),
    ("It fell in mid-June.", "2016-06-11", "2016-06-20"),
    ("It fell in late February 2016.", "2016-02-21", "2016-02-29"),
    ("It fell over the past month.", "2016-11-12", "2016-12-12"),
    ("It fell in the last week.", "2016-12-05", "2016-12-12"), ("It fell last month.", "2016-11-01", "2016-11-30"),
    ("It should fall in the coming week.", "2016-12-12", "2016-12-19"),
    ("It fell over the past three days.", "2016-12-09", "2016-12-12"),
    ("It fell in the past few days.", "2016-12-09", "2016-12-12"),
    ("It fell in recent months.", "2016-09-12", "2016-12-12"),
    ("It fell in the past 48 hours.", "2016-12-10", "2016-12-12"),
    ("It fell in the past three years.", "2013-12-12", "2016-12-12"),
    ("It fell this month.", "2016-12-01", "2016-12-12"), ("It fell earlier this year.", "2016-01-01", "2016-12-12"),
    ("It fell earlier this week.", "2016-12-05", "2016-12-12"),
    ("It will fall this month.", "2016-12-01", "2016-12-31"), ("In December it fell.", "2016-12-01", "2016-12-12"),
    ("It has been under siege for nearly two years.", "2014-12-12", "2016-12-12"),
    ("They will leave within two months.", "2016-12-12", "2017-02-12"),
    ("It fell in the last week of October.", "2016-10-25", "2016-10-31"),
    ("It fell in the first three months of 2016.", "2016-01-01", "2016-03-31"),
    ("It fell in the first half of November.", "2016-11-01", "2016-11-15"),
    ("It fell in the second week of July 2015.", "2015-07-08", "2015-07-14"),
    ("It fell in the last days of last year.", "2015-12-29", "2015-12-31"),
    ("It fell overnight on Friday.", "2016-12-09", "2016-12-09"),
    ("It fell overnight Saturday.", "2016-12-10", "2016-12-10"),
    ("It should end within days.", "2016-12-12", "2016-12-19")])
def test_an_expression_means_the_days_that_news_means_by_it(words, first, last):
    one = find_times(words, MONDAY)[0]
    assert (str(one.date_start), str(one.date_end)) == (first, last)


def test_a_duration_that_is_not_tied_to_today_has_no_days():
    for words in ("It had held out for two years.", "It fell within two months of the truce.", "It took two months."):
        assert [one.date_start for one in find_times(words, MONDAY)] == [None]


def test_last_month_is_read_where_its_apostrophe_is_lost():
    assert values("After last months truce in Toraq it fell in the last months of the war.") == [
        ("last months", "2016-11"), ("the last months", "PXM")]


def test_last_week_said_on_a_sunday_is_the_week_just_past():
    (one,) = find_times("It fell last week.", date(2016, 12, 11))
    assert (one.date_start, one.date_end) == (date(2016, 12, 4), date(2016, 12, 10))


WORDS = st.sampled_from("""monday tuesday Sunday last next this week year month ago two days early late 1990s 1944 May
    march April 5 31 2016 12/12/2016 30/2/2015 the of in on night morning 10:30 p.m. every second quarter overnight BC
    century 0 99 years decades before after now soon half 9/11 - , . will ' winter fiscal yesterday 2016-13-45 Christmas
    Day spring 07:99 0000 AD 9999 1st first weekend that""".split())


@settings(max_examples=300, deadline=None)
@given(st.lists(WORDS, max_size=14).map(" ".join), st.none() | st.dates())
def test_any_value_is_valid_and_any_interval_is_in_order(text, published):
    end = 0
    for one in find_times(text, published):
        assert end <= one.start < one.end <= len(text)
        assert one.type in ("DATE", "TIME", "DURATION", "SET")
        assert VALUE.fullmatch(one.value), one
        assert (one.date_start is None) == (one.date_end is None)
        assert one.date_start is None or one.date_start <= one.date_end
        end = one.end


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=80), st.none() | st.dates())
def test_any_text_is_read_without_an_error(text, published):
    assert all(one.start < one.end <= len(text) for one in find_times(text, published))
