"""Parameters of notebooks: read from their cell, and checked strictly."""

import json
import shlex
from datetime import date

import pytest

from dateline.report.origin import command
from dateline.report.parameters import Parameter, ParameterError, check, convert, parse_cell, read_parameters

CELL = '''corpus = "corpus/norvik"  # folder of the collection
start = None  # first day of publication, as 2016-12-31; None for all
outlets = []  # outlets to keep; all when empty
sizes = [1, 2]  # whole numbers
rounds = 1000  # draws of the bootstrap
level = 0.95  # of the intervals
zoom = False  # whether the picture can be zoomed
'''


def known(name):
    return next(one for one in parse_cell(CELL) if one.name == name)


def test_the_cell_gives_names_defaults_and_help():
    found = parse_cell(CELL)
    assert [one.name for one in found] == ["corpus", "start", "outlets", "sizes", "rounds", "level", "zoom"]
    assert found[0] == Parameter("corpus", "corpus/norvik", "folder of the collection")
    assert known("start").default is None and known("zoom").default is False


def test_a_hash_inside_text_is_no_comment():
    assert parse_cell('mark = "# not help"  # help') == [Parameter("mark", "# not help", "help")]


@pytest.mark.parametrize("line, told", [
    ("import os", "not 'name = value'"), ("a = b = 1", "not 'name = value'"), ("a = len('x')", "plain value"),
    ("a = 1\na = 2", "Line 2"), ("a = (", "not Python"), ("a = {{1}}", "plain value")])
def test_anything_but_a_literal_is_refused(line, told):
    with pytest.raises(ParameterError, match=told):
        parse_cell(line)


def test_a_notebook_without_the_cell_has_no_parameters(tmp_path):
    file = tmp_path / "a.ipynb"
    file.write_text(json.dumps({"cells": [{"cell_type": "code", "metadata": {}, "source": ["x = 1"]}]}))
    assert read_parameters(file) == []
    file.write_text("no notebook")
    with pytest.raises(ParameterError, match=r"a\.ipynb is not a notebook"):
        read_parameters(file)


def test_an_unknown_name_is_refused_with_the_nearest():
    with pytest.raises(ParameterError, match=r"20_x has no parameter 'outlet'; did you mean 'outlets'\?"):
        check(parse_cell(CELL), {"outlet": "A"}, "20_x")
    with pytest.raises(ParameterError, match="there are: corpus, start"):
        check(parse_cell(CELL), {"qqq": "A"}, "20_x")


@pytest.mark.parametrize("name, text, value", [
    ("zoom", "true", True), ("zoom", "No", False), ("rounds", "7", 7), ("level", "0.9", 0.9), ("level", 1, 1.0),
    ("start", "2016-12-01", "2016-12-01"), ("start", "None", None), ("start", None, None),
    ("start", date(2016, 12, 1), "2016-12-01"), ("outlets", "A, B", ["A", "B"]), ("outlets", "", []),
    ("outlets", '["A, B", "C"]', ["A, B", "C"]), ("outlets", ("A",), ["A"]),
    ("outlets", [date(2016, 12, 1)], ["2016-12-01"]), ("sizes", "3,4", [3, 4]),
    ("corpus", "None", "None"), ("corpus", "12", "12")])
def test_text_becomes_the_type_of_the_default(name, text, value):
    got = convert(known(name), text)
    assert got == value and type(got) is type(value)


@pytest.mark.parametrize("name, value, told", [
    ("zoom", "maybe", "true or false"), ("zoom", 1, "true or false"), ("rounds", "many", "a whole number"),
    ("rounds", "1.5", "a whole number"), ("rounds", True, "a whole number"), ("level", "high", "a number"),
    ("start", "12/31/2016", "as 2016-12-31"), ("start", "2016-02-30", "as 2016-12-31"), ("sizes", "3,x", "whole"),
    ("corpus", 3, "text"), ("outlets", 3, "a list")])
def test_a_value_of_another_type_is_refused_with_what_would_be_right(name, value, told):
    with pytest.raises(ParameterError, match=rf"'{name}'.*it has to be .*{told}"):
        convert(known(name), value)


@pytest.mark.parametrize("text, value", [
    ("2016", "2016"), ("0", "0"), ("true", "true"), ("[1, 2]", "[1, 2]"), ("{{1}}", "{{1}}"), ("'so'", "'so'"),
    ("Reuters", "Reuters"), ("null", None), ("", None)])
def test_none_takes_text_as_it_is(text, value):
    got = convert(Parameter("anything", None), text)
    assert got == value and type(got) is type(value)


def test_a_number_where_text_is_wanted_is_refused_also_without_a_default():
    with pytest.raises(ParameterError, match="'text' is 2016; it has to be text or None"):
        convert(Parameter("text", None), 2016)


@pytest.mark.parametrize("outlets", [[], [""], ["Coast Radio"], ["A, B", "C"], ["Coast Radio", "", " C"]])
def test_the_command_that_is_told_gives_the_same_list_again(outlets):
    *_, text = shlex.split(command([], {"outlets": outlets}))
    assert convert(known("outlets"), text) == outlets
