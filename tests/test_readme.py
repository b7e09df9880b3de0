"""What the README says is what the program does."""

import json
import re
from pathlib import Path

import pytest

import dateline
from dateline.__main__ import main
from dateline.tables import dictionary

PROJECT = Path(__file__).parents[1]
README = (PROJECT / "README.md").read_text("utf-8")


def test_the_dictionary_of_columns_is_the_programs_own(capsys):
    assert main(["list", "--columns"]) == 0
    assert capsys.readouterr().out == dictionary()
    assert dictionary() in README, "README.md: paste what 'python -m dateline list --columns' prints"


@pytest.mark.parametrize("target", sorted(set(re.findall(r"^make (\w+)", README, re.MULTILINE))))
def test_every_make_target_that_is_named_exists(target):
    assert re.search(rf"^{target}:", (PROJECT / "Makefile").read_text("utf-8"), re.MULTILINE)


def test_every_picture_and_file_that_is_shown_exists():
    for target in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (PROJECT / target).exists(), f"README.md names {target}, which is not there"


def test_the_accuracy_that_is_told_is_the_one_that_was_measured():
    measured = json.loads((PROJECT / "lib/dateline/data/accuracy.json").read_text("utf-8"))
    for row in measured["figures"]:
        assert f"| {row['topic']} | {row['what']} | {row['value']:.1f} | {row['on']} |" in README


def test_the_public_names_are_there():
    for name in ("load_corpus", "annotate", "annotate_text", "charts", "report"):
        assert getattr(dateline, name)
