"""Fixtures that several tests share."""

import shutil
from pathlib import Path

import invented
import pytest
import toy

from dateline.actors import Actors

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@pytest.fixture(scope="session")
def project(tmp_path_factory):
    """A small project in which the default report has run once: (its folder, the command, the run)."""
    folder = toy.make(tmp_path_factory.mktemp("project") / "norvik")
    done = toy.dateline(folder, "report")
    return folder, done, toy.newest(folder)


@pytest.fixture(scope="session")
def chromium():
    """A running headless Chromium, the system's own; the test is skipped where there is none."""
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None:
        pytest.skip("Chromium is not installed, so pages cannot be opened in it")
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def war():
    """The actor file of an invented war."""
    return invented.actors()


@pytest.fixture(scope="session")
def syria():
    """The actor file that is shipped."""
    return Actors.load(Path(__file__).parents[1] / "corpus/aleppo-2016/actors.yaml")
