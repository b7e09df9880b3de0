"""The article corpus: files with a front matter -> Article, Corpus; validated, selected, hashed.

A collection is a folder: `collection.yaml` (title, conflict, period), `actors.yaml` (who belongs to which camp),
`places.csv` (its own gazetteer, optional) and `articles/`, one UTF-8 text file an article. The fields are
documented in corpus/README.md.
"""

import csv
import hashlib
import io
import os
import re
from collections.abc import Collection as Several
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import nltk
import pandas as pd
import yaml
from nltk.collocations import BigramAssocMeasures, BigramCollocationFinder
from nltk.corpus.reader.api import CorpusReader
from nltk.tokenize import NLTKWordTokenizer
from nltk.tokenize.punkt import PunktParameters, PunktSentenceTokenizer

from dateline import tables
from dateline.actors import Actors, near, outer_day

PROJECT = Path(__file__).resolve().parents[2]
FIELDS = ("id", "title", "published", "updated", "outlet", "url", "language", "authors", "licence", "note")
OTHER_NAMES = {"date": "published", "day": "published", "publisher": "outlet", "source": "outlet", "headline": "title",
               "link": "url", "author": "authors", "byline": "authors", "lang": "language"}
LONGEST_FRONT_MATTER = 20_000  # characters; more is not a front matter but a mistake or an attack
LONGEST_NAME = 200  # bytes of an identifier: with what is added to it, a file's name may have 255
ABBREVIATIONS = ("u.s", "u.n", "u.k", "e.u", "mr", "mrs", "ms", "dr", "gen", "col", "lt", "maj", "sgt", "capt", "st",
                 "prof", "sen", "rep", "gov", "no", "jan", "feb", "aug", "sept", "oct", "nov", "dec", "a.m", "p.m")

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TEXT_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # takes "12:30", "0123" and "no" as they are written
_IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,150}")
_BREAKS_LINKS = re.compile(r"[#?%\\\x00-\x1f]")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\x80-\x9f\ufeff\ufffe\uffff]")


class CorpusError(ValueError):
    """A collection or an article that cannot be read; the message says what, where and what would be right."""


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with one file: the file, the line (1 is the first), the field and the mend."""

    file: str
    line: int
    field: str
    message: str

    def __str__(self) -> str:
        where = f"{self.file}, line {self.line}" + (f", field '{self.field}'" if self.field else "")
        return f"{where}: {self.message}"


def suggest(name: Any, known: Iterable[str]) -> str:
    """The end of a sentence on a name that is not known: the nearest that is, or all of them."""
    names = list(map(str, known))
    return near(name, names, 1, 0.5) or (f"; there are: {', '.join(names)}." if names else "; there are none.")


def left_out(problems: tuple[Problem, ...], most: int = 20) -> str:
    """The articles that were left out, a line each after a line that counts them; "" without any."""
    if not problems:
        return ""
    more = [f"and {len(problems) - most} more"] if len(problems) > most else []
    return "\n  ".join([f"\nLeft out: {len(problems)}", *map(str, problems[:most]), *more])


@dataclass(frozen=True)
class Article:
    """One article. `text` is the body that all offsets count in, without a repeated headline."""

    article_id: str
    title: str
    text: str
    published: date | None = None
    outlet: str = ""
    url: str = ""
    language: str = "en"
    authors: tuple[str, ...] = ()
    licence: str = ""
    note: str = ""
    file: str = ""
    updated: date | None = None

    @cached_property
    def hash(self) -> str:
        """SHA-256 of all that an analysis can depend on, as 64 hexadecimal digits."""
        parts = (self.article_id, self.title, str(self.published), self.outlet, self.url, self.language, self.text)
        return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True)
class Corpus:
    """The selected articles of one collection, by date and identifier, with what was left out and why."""

    path: Path
    collection: dict
    articles: tuple[Article, ...]
    found: int
    problems: tuple[Problem, ...] = ()
    selection: dict = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.articles)

    def __iter__(self) -> Iterator[Article]:
        return iter(self.articles)

    def __str__(self) -> str:
        chosen = " and ".join(f"{name} {value!r}" for name, value in self.selection.items())
        asked = f" for {chosen}" if chosen else ""
        if not self.articles:
            return (f"No article is selected{asked}: {self.found} readable in {self.path.name}, 0 chosen."
                    f"{left_out(self.problems)}")
        homeless = "" if self.actors.home else (
            "\nNo state is at home in this collection: nobody is its government or its armed opponent.\nName one in "
            f"{self.path.name}/actors.yaml, as 'home: Syria'; 'python -m dateline draft' proposes one.")
        return (f"{len(self)} of {self.found} articles of {self.path.name}{asked}; corpus hash {self.hash}.{homeless}"
                f"{left_out(self.problems)}")

    @cached_property
    def hash(self) -> str:
        """Twelve hexadecimal digits that change with any selected article, the actor file or the gazetteer."""
        digest = hashlib.sha256(self.actors.hash.encode())
        for part in (*(article.hash for article in self.articles), repr(self.places)):
            digest.update(part.encode())
        return digest.hexdigest()[:12]

    @cached_property
    def actors(self) -> Actors:
        """The collection's actor file, over the base file for any conflict."""
        own = self.path / "actors.yaml"
        return Actors.load(own if own.is_file() else None)

    @cached_property
    def places(self) -> tuple[dict, ...]:
        """The rows of the collection's own gazetteer (places.csv); empty without one."""
        return read_places(self.path / "places.csv")

    def article(self, article_id: str) -> Article:
        """One article by its identifier. Raises KeyError that names the nearest ones."""
        for article in self.articles:
            if article.article_id == article_id:
                return article
        known = [article.article_id for article in self.articles]
        raise KeyError(f"There is no article '{article_id}' in this selection{near(article_id, known, 3, 0.3) or '.'}")

    def frame(self) -> pd.DataFrame:
        """The articles as a table (columns: tables.TABLES["articles"])."""
        return articles_frame(self.articles)

    def reader(self) -> "ArticleReader":
        """The same articles as an NLTK corpus reader: words, sents, paras, and `text()` for concordances."""
        return ArticleReader(self)


def load_corpus(path: str | Path, start: str | date | None = None, end: str | date | None = None,
                outlets: Several[str] | None = None, text: str | None = None) -> Corpus:
    """Read a collection and select articles from it.

    path: the collection's folder; a relative one is looked up from the working directory, then from its
    parents, then from the project's root. start, end: first and last day of publication, as dates or
    "2016-12-31". outlets: names of outlets to keep. text: words that the title or text must contain,
    whatever their case. An article that cannot be read is left out and listed in `problems`.

    Raises CorpusError where the folder is no collection, or where a parameter cannot be right.
    """
    folder = find_folder(path)
    first, last = as_date(start, "start"), as_date(end, "end")
    if first and last and first > last:
        raise CorpusError(f"start ({first}) is after end ({last}); exchange them.")
    articles, problems = read_articles(folder)
    known = sorted({article.outlet for article in articles})
    for outlet in (wanted := [outlets] if isinstance(outlets, str) else list(outlets or ())):
        if outlet not in known:
            listed = ", ".join(repr(name) if name else "not stated" for name in known) or "none"
            meant = near(outlet, known, 3, 0.4) or "."
            raise CorpusError(
                f"No article in {folder.name} is from outlet '{outlet}'{meant} Its outlets are: {listed}.")
    kept = [article for article in articles if _selected(article, first, last, wanted, text)]
    chosen = {"start": str(first) if first else None, "end": str(last) if last else None,
              "outlets": wanted or None, "text": text or None}
    return Corpus(folder, read_collection(folder), tuple(kept), len(articles), tuple(problems),
                  {name: value for name, value in chosen.items() if value})


def _selected(article: Article, first: date | None, last: date | None, outlets: list[str], text: str | None) -> bool:
    if (first or last) and article.published is None:
        return False
    return ((first is None or article.published >= first) and (last is None or article.published <= last)
            and (not outlets or article.outlet in outlets)
            and (not text or text.casefold() in f"{article.title}\n{article.text}".casefold()))


def find_folder(path: str | Path) -> Path:
    """A collection's folder, from the working directory, its parents or the project's root.

    Raises CorpusError that names the collections there are.
    """
    for base in (Path.cwd(), *Path.cwd().parents, PROJECT):
        if (base / path / "articles").is_dir():
            return (base / path).resolve()
    there = sorted(folder.parent.name for folder in PROJECT.glob("corpus/*/articles"))
    raise CorpusError(f"'{path}' is no collection: a collection is a folder with a folder 'articles' in it. "
                      f"There are: {', '.join(f'corpus/{name}' for name in there) or 'none'}.")


def as_date(value: str | date | None, name: str) -> date | None:
    """A parameter as a date: None and "" stay None. Raises CorpusError that names the parameter."""
    if value is None or value == "":
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return datetime.fromisoformat(re.sub(r"\s+(?=[-+Z])", "", value)).date()  # "2016-12-12 10:00:00 +02:00"
    except (TypeError, ValueError):
        raise CorpusError(f"{name} is {value!r}, which is no date; write year-month-day, as in 2016-12-31.") from None


def read_collection(folder: Path) -> dict:
    """What collection.yaml says: title, conflict, period (its days); the folder's name as title without one."""
    file = folder / "collection.yaml"
    if not file.is_file():
        return {"title": folder.name}
    try:
        content = yaml.load(file.read_text("utf-8"), _LOADER)
    except (yaml.YAMLError, ValueError) as error:  # not YAML, not UTF-8, or a day such as 2016-02-30
        raise CorpusError(f"{file.name} of {folder.name} is not readable as YAML: {_one_line(error)}") from error
    if not isinstance(content, dict) or not isinstance(content.get("title"), str):
        raise CorpusError(f"{file.name} of {folder.name} needs a line 'title: ...'.")
    if period := content.get("period"):
        ends = period if isinstance(period, dict) else {"start": period, "end": period}
        try:
            if not set(ends) <= {"start", "end"}:
                raise ValueError(ends)
            content["period"] = {key: as_date(outer_day(ends.get(key) or None, key == "end"), key)
                                 for key in ("start", "end")}
        except ValueError:
            raise CorpusError(f"The period in {file.name} of {folder.name} is {period!r}; write it as "
                              "{start: 2016-01-31, end: 2016-12-31}; a year or a month is enough.") from None
    return content


def read_places(file: Path) -> tuple[dict, ...]:
    """The rows of a gazetteer file: name, aliases (a tuple), latitude, longitude, country, kind.

    Raises CorpusError that names the line.
    """
    if not file.is_file():
        return ()
    rows, raw = [], file.read_bytes()
    try:
        lines = io.StringIO(raw.decode("utf-8-sig"), newline="")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise CorpusError(f"{file.name}, line {line}: this is not UTF-8; save the file as UTF-8.") from error
    for number, row in enumerate(csv.DictReader(lines), 2):
        try:
            rows.append({"name": row["name"], "aliases": tuple(filter(None, row["aliases"].split("|"))),
                         "latitude": float(row["latitude"]), "longitude": float(row["longitude"]),
                         "country": row["country"], "kind": row["kind"]})
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise CorpusError(f"{file.name}, line {number}: each row needs name, aliases, latitude, longitude, "
                              f"country and kind, with degrees as numbers ({_one_line(error)}).") from error
    return tuple(rows)


def read_actors(path: str | Path | None) -> tuple[Actors, tuple[dict, ...]]:
    """The actors of a file, looked up as collections are, and the gazetteer beside it; the base file without a path."""
    if path is None:
        return Actors.load(), ()
    file = Path(path) if Path(path).is_file() else find_folder(Path(path).parent) / Path(path).name
    return Actors.load(file.resolve()), read_places(file.with_name("places.csv"))


def article_files(folder: Path) -> list[Path]:
    """The article files of a collection; what is hidden, as the copies that JupyterLab keeps, is none."""
    articles = folder / "articles"
    return [file for file in sorted(articles.rglob("*.txt"))
            if not any(part.startswith(".") for part in file.relative_to(articles).parts)]


def read_articles(folder: Path) -> tuple[list[Article], list[Problem]]:
    """All articles of a collection by date and identifier, and the problems of those that cannot be read."""
    articles: dict[str, Article] = {}
    problems = []
    for file in article_files(folder):
        name = file.relative_to(folder).as_posix()
        try:
            state = file.stat()
            read = _read_once(file, name, (state.st_ino, state.st_size, state.st_mtime_ns))
        except OSError as error:
            read = Problem(name, 1, "", f"it cannot be read as a file ({error.strerror}).")
        if isinstance(read, Problem):
            problems.append(read)
        elif read.article_id in articles:
            other = articles[read.article_id].file
            problems.append(Problem(name, 1, "id", f"'{read.article_id}' is also the id of {other}; "
                                                   "give each article an id of its own."))
        else:
            articles[read.article_id] = read
    order = sorted(articles.values(), key=lambda one: (one.published or date.min, one.article_id))
    return order, problems


@lru_cache(maxsize=100_000)
def _read_once(file: Path, name: str, state: tuple[int, ...]) -> Article | Problem:
    """`read_article`, once for each state of a file: the notebooks and reports of one process ask for the same ones."""
    return read_article(file, name)


def read_article(file: Path, name: str) -> Article | Problem:
    """One article file, or what is wrong with it. `name` is the file's name in messages."""
    read = parse_article(file.read_bytes(), name, file.stem)
    if isinstance(read, Article) and (len(os.fsencode(read.article_id)) > LONGEST_NAME
                                      or _BREAKS_LINKS.search(read.article_id)):
        return Problem(name, 1, "id", f"the file's name has more than {LONGEST_NAME} bytes or one of # ? % \\ in it, "
                                      "so no page can be named after it; give the article an 'id'.")
    return read


def parse_article(raw: bytes, name: str, stem: str) -> Article | Problem:
    """The content of an article file, or what is wrong with it. `stem` is the identifier where it states none."""
    try:
        content = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return Problem(name, line, "", f"byte {error.start} is not UTF-8; save the file as UTF-8.")
    lines = content.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if lines[0].strip() != "---" or "---" not in (tail := [line.strip() for line in lines[1:]]):
        return Problem(name, 1, "", "the file must begin with a front matter: a line '---', lines such as "
                                    "'title: ...', a line '---', then the text.")
    cut = tail.index("---") + 1
    front = "\n".join(lines[1:cut])
    fields = _front_matter(front, name)
    if isinstance(fields, Problem):
        return fields
    body = "\n".join(lines[cut + 1:])
    title, text = cleaned(fields["title"], body)
    if not text:
        return Problem(name, cut + 2, "", "there is no text below the front matter.")
    authors = fields.get("authors") or ()
    values = {key: fields[key].strip() for key in ("outlet", "url", "language", "licence", "note") if fields.get(key)}
    return Article(fields.get("id") or stem, title, text, fields.get("published"), file=name,
                   updated=fields.get("updated"),
                   authors=(authors,) if isinstance(authors, str) else tuple(authors), **values)


def _front_matter(front: str, name: str) -> dict | Problem:
    """The fields of a front matter, checked; or the first problem, with its line in the file."""
    if len(front) > LONGEST_FRONT_MATTER:
        return Problem(name, 1, "", f"the front matter has {len(front):,} characters; "
                                    f"{LONGEST_FRONT_MATTER:,} are the most. Is the closing '---' missing?")
    try:
        node = yaml.compose(front, _TEXT_LOADER)
        fields = yaml.load(front, _TEXT_LOADER)
    except (yaml.YAMLError, ValueError) as error:
        line = error.problem_mark.line + 2 if getattr(error, "problem_mark", None) else 1
        return Problem(name, line, "", f"the front matter is not readable as YAML ({_one_line(error)}); "
                                       "put a value with a colon or a quotation mark in it between quotation marks.")
    if not isinstance(fields, dict):
        return Problem(name, 2, "title", "the front matter needs lines such as 'title: ...'.")
    lines: dict[str, int] = {}
    for key_node, _ in node.value:
        if key_node.value in lines:
            return Problem(name, key_node.start_mark.line + 2, key_node.value, "the field stands there twice.")
        lines[key_node.value] = key_node.start_mark.line + 2
    for key, value in fields.items():
        if key not in FIELDS:
            return Problem(name, lines[key], key, f"there is no such field{_meant(key)}")
        values = value if key == "authors" and isinstance(value, list) else [value]
        if any(isinstance(one, dict | list) for one in values):  # lists of lists of one list could be endless
            return Problem(name, lines[key], key, "the value has to be plain text.")
    if not fields.get("title", "").strip():
        return Problem(name, lines.get("title", 2), "title", "an article needs a title.")
    if not _IDENTIFIER.fullmatch(identifier := fields.get("id") or "a"):
        return Problem(name, lines["id"], "id", f"'{identifier}' cannot be used in a file name; use letters, digits, "
                                                "'.', '_' and '-', and begin with a letter or digit.")
    for key in ("published", "updated"):
        try:
            fields[key] = as_date(fields.get(key), key)
        except CorpusError as error:
            return Problem(name, lines[key], key, str(error))
    return fields


def _meant(key: str) -> str:
    """The end of a sentence on a field that there is not: the one that others name so, else as `suggest`."""
    field = OTHER_NAMES.get(re.sub(r"[^a-z]", "", key.lower()))
    return f"; did you mean '{field}'?" if field else suggest(key, FIELDS)


def cleaned(title: str, body: str) -> tuple[str, str]:
    """Title and text as every analysis sees them: no control characters, no headline repeated at the text's head."""
    title = " ".join(_CONTROL.sub(" ", title).split())
    return title, without_headline(_CONTROL.sub(" ", body).strip(), title)


def without_headline(text: str, title: str) -> str:
    """A text without the paragraphs at its head that only repeat the title, as saved pages often have them."""
    wanted = plain(title)
    while wanted and text:
        head, _, rest = text.partition("\n")
        if plain(head) != wanted or not rest.strip():
            break
        text = rest.strip()
    return text


def write_article(article: Article, folder: Path, instead: bool = False) -> Path:
    """Write an article to `folder`/articles as <id>.txt, whole or not at all; `read_article` gives it back.

    instead: the file may be there and is replaced. Raises FileExistsError where it is there and may not.
    """
    target = folder / "articles" / f"{article.article_id}.txt"
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists() and not instead:
        raise FileExistsError(f"{target.name} is already in {folder.name}; nothing was overwritten.")
    values = {"id": article.article_id, **{name: getattr(article, name) for name in FIELDS[1:]},
              "authors": list(article.authors)}
    front = yaml.safe_dump({name: value for name, value in values.items() if value}, allow_unicode=True,
                           sort_keys=False, width=10_000)
    write_whole(target, f"---\n{front}---\n\n{article.text}\n")
    return target


def write_whole(file: Path, content: str | bytes) -> None:
    """Write a file whole or not at all, text as UTF-8, also where the process is killed or another one writes it."""
    part = file.with_name(f"{file.name}.{os.getpid()}.part")
    part.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    part.replace(file)


def articles_frame(articles: Iterable[Article]) -> pd.DataFrame:
    """Articles as a table (columns: tables.TABLES["articles"])."""
    return tables.frame("articles", [{**vars(one), "words": len(re.findall(r"\w+", one.text))} for one in articles])


def plain(line: str) -> str:
    """A line's words alone, in small letters, so that headlines can be compared."""
    return " ".join(re.findall(r"\w+", line.casefold()))


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())


class ArticleReader(CorpusReader):
    """The articles as an NLTK corpus reader. File identifiers are the articles' file names in the collection."""

    def __init__(self, corpus: Corpus):
        if str(corpus.path) not in nltk.data.path:  # NLTK reads from nowhere else
            nltk.data.path.append(str(corpus.path))
        super().__init__(str(corpus.path), [article.file for article in corpus])
        self._texts = {article.file: article.text for article in corpus}
        parameters = PunktParameters()
        parameters.abbrev_types = set(ABBREVIATIONS)
        self._sentences = PunktSentenceTokenizer(parameters)
        self._words = NLTKWordTokenizer()

    def raw(self, fileids: str | list[str] | None = None) -> str:
        """The texts as loaded, a blank line between two articles."""
        chosen = [fileids] if isinstance(fileids, str) else fileids or self._fileids
        return "\n\n".join(self._texts[fileid] for fileid in chosen)

    def paras(self, fileids: str | list[str] | None = None) -> list[list[list[str]]]:
        """Paragraphs as lists of sentences, each a list of words."""
        pieces = (piece for piece in re.split(r"\n\s*\n", self.raw(fileids)) if piece.strip())
        return [[self._words.tokenize(sentence) for sentence in self._sentences.tokenize(piece)] for piece in pieces]

    def sents(self, fileids: str | list[str] | None = None) -> list[list[str]]:
        """Sentences as lists of words."""
        return [sentence for paragraph in self.paras(fileids) for sentence in paragraph]

    def words(self, fileids: str | list[str] | None = None) -> list[str]:
        """All words and punctuation marks in their order."""
        return [word for sentence in self.sents(fileids) for word in sentence]

    def text(self, fileids: str | list[str] | None = None) -> "ArticleText":
        """The words as an nltk.Text: concordance, collocations, similar, dispersion_plot."""
        return ArticleText(self.words(fileids))


class ArticleText(nltk.Text):
    """An nltk.Text whose collocations need no download: function words are spaCy's list, not NLTK's."""

    def collocation_list(self, num: int = 20, window_size: int = 2) -> list[tuple[str, str]]:
        """The `num` strongest pairs of words (likelihood ratio, at least two occurrences)."""
        from spacy.lang.en.stop_words import STOP_WORDS  # here, since loading spaCy takes a second

        finder = BigramCollocationFinder.from_words(self.tokens, window_size)
        finder.apply_freq_filter(2)
        finder.apply_word_filter(lambda word: len(word) < 3 or word.lower() in STOP_WORDS)
        return finder.nbest(BigramAssocMeasures().likelihood_ratio, num)
