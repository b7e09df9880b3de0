"""Fixtures that several tests share."""

import pytest
import toy


@pytest.fixture(scope="session")
def project(tmp_path_factory):
    """A small project in which the default report has run once: (its folder, the finished command)."""
    folder = toy.make(tmp_path_factory.mktemp("project") / "norvik")
    return folder, toy.dateline(folder, "report")
