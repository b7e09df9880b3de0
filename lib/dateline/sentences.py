"""Sentences over results: the templates of sentences.yaml, filled in with numbers as readers see them."""

import re
from collections.abc import Callable
from functools import cache, wraps
from pathlib import Path
from string import Formatter
from typing import Any

import pandas as pd
import yaml

from dateline.palette import CAMP_NAMES
from dateline.shares import basis, listed, percent, plural, points

SPECS: dict[str, Callable[[Any], str]] = {
    "%": percent, "points": points, "list": listed, "camp": lambda name: CAMP_NAMES.get(name, name),
    "basis": lambda articles: basis(int(articles))}


class _Words(Formatter):
    """str.format with the specs that sentences.yaml explains."""

    def format_field(self, value: Any, spec: str) -> str:
        if spec in SPECS:
            return SPECS[spec](value)
        return plural(int(value), *spec.split("|")) if re.match("[a-z]{2}", spec) else super().format_field(value, spec)


@cache
def _templates() -> dict[str, dict[str, str]]:
    return yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text("utf-8"))


def say(sentence: str, /, **values: Any) -> str:
    """The sentence "topic.name" of sentences.yaml with these values."""
    topic, _, key = sentence.partition(".")
    return _Words().format(_templates()[topic][key], **values)


def unless_empty(nothing: str) -> Callable:
    """A decorator for what is said of a table: where that is empty, it is the sentence "nothing.<name>"."""
    def decorate(takeaway: Callable[..., str]) -> Callable[..., str]:
        @wraps(takeaway)
        def said(found: pd.DataFrame, *more: Any) -> str:
            return say(f"nothing.{nothing}") if found.empty else takeaway(found, *more)
        return said
    return decorate
