"""Articles to tables of quotes, stance, times, events and mentions; cached by content in Parquet.

Annotating an article is a pure function of the article, the actor file, the gazetteer and the code and models of
the language layer. A hash over these is the key under which its rows are kept, so that a second run annotates only
what is new or changed.
"""

import hashlib
import os
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate
from multiprocessing import get_context, parent_process
from pathlib import Path
from threading import Thread

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from tqdm import tqdm

from dateline import tables
from dateline.actors import Actors
from dateline.corpus import Article, Corpus, Problem, articles_frame, as_date, left_out, read_actors, write_whole
from dateline.shares import plural

TABLES = ("quotes", "stance", "times", "events", "mentions")
CHUNK = 40  # articles between two writes to the cache: what a crash can cost

Rows = dict[str, list[dict]]
_PART = pa.schema([("key", pa.string()), ("problem", pa.string()),
                   *((table, pa.list_(pa.struct(tables.schema(table)))) for table in TABLES)])


@dataclass(frozen=True)
class Annotations:
    """The six tables of a selection (columns: tables.TABLES), and how they came about."""

    articles: pd.DataFrame
    quotes: pd.DataFrame
    stance: pd.DataFrame
    times: pd.DataFrame
    events: pd.DataFrame
    mentions: pd.DataFrame
    problems: tuple[Problem, ...] = ()
    made: int = 0
    reused: int = 0
    copies: int = 0  # articles that were left out by copies.once

    def __str__(self) -> str:
        copied = plural(self.copies, "more article is a copy", "more articles are copies")
        told = f"\n{copied} of one of these, whole or edited, and not counted; copies = \"each\" counts every one."
        return (f"{len(self.quotes):,} quotes, {len(self.times):,} times and {len(self.events):,} events in "
                f"{plural(len(self.articles), 'article')} ({self.made:,} annotated now, {self.reused:,} from the "
                f"cache).{told if self.copies else ''}{left_out(self.problems)}")


def annotate(corpus: Corpus, progress: bool = True, processes: int | None = None) -> Annotations:
    """The tables of a corpus. What is in the collection's cache already is not annotated again.

    progress: show a bar on standard error while new articles are annotated. processes: how many to use for many
    new articles; all cores by default. An article that cannot be annotated is left out and listed in `problems`.
    """
    english = in_english(corpus)
    kept_ids = {one.article_id for one in english}
    problems = [Problem(one.file, 1, "language", f"the text is in '{one.language}'; only English is analysed.")
                for one in corpus if one.article_id not in kept_ids]
    cache, key = _cache(corpus), keys(corpus)
    made_from = corpus.path, corpus.problems, tuple(key.items())
    if made_from in _latest:
        return _copied(_latest[made_from])
    new = [one for one in english if key[one.article_id] not in cache.owners]
    work = _annotate_many(new, corpus.actors, corpus.places, processes)
    waiting: list[tuple[str, Rows | str]] = []
    failed: dict[str, str] = {}
    for article, result in tqdm(work, "annotating", len(new), unit=" articles", file=sys.stderr,
                                disable=not (progress and new)):
        if isinstance(result, Passing):
            failed[article.article_id] = result
        else:
            waiting.append((key[article.article_id], result))
        if len(waiting) == CHUNK:
            cache.add(waiting)
            waiting = []
    cache.add(waiting)
    if new:
        cache.prune()
    failed |= {one.article_id: cache.problems[key[one.article_id]] for one in english
               if key[one.article_id] in cache.problems}
    problems += [Problem(one.file, 1, "", failed[one.article_id]) for one in english if one.article_id in failed]
    kept = [one for one in english if one.article_id not in failed]
    found = cache.read([key[one.article_id] for one in kept])
    made = sum(one.article_id not in failed for one in new)
    notes = Annotations(articles_frame(kept), **found, problems=tuple(problems), made=made, reused=len(kept) - made)
    if not new:
        _latest.clear()
        _latest[made_from] = notes
        return _copied(notes)
    return notes


def _copied(notes: Annotations) -> Annotations:
    """The same with tables of their own, so that what is done to them stays there."""
    return replace(notes, **{name: table.copy(deep=False) for name, table in vars(notes).items()
                             if isinstance(table, pd.DataFrame)})


_latest: dict[tuple, Annotations] = {}  # the last tables that came from the cache, for whoever asks for them again


def pending(corpus: Corpus) -> list[Article]:
    """The articles that `annotate` would have to annotate now, because the cache does not hold them."""
    english = in_english(corpus)
    key, owners = keys(corpus), _cache(corpus).owners
    return [one for one in english if key[one.article_id] not in owners]


def workers(articles: int, processes: int | None = None) -> int:
    """How many worker processes annotate so many new articles; 1 means that the calling process does it itself."""
    return max(1, min(processes or os.cpu_count() or 1, articles // CHUNK))


def in_english(corpus: Corpus) -> list[Article]:
    """The articles that are analysed."""
    return [one for one in corpus if one.language.split("-")[0].lower() == "en"]


def _state(corpus: Corpus) -> str:
    """What annotations depend on beside the article: the program, the actor file and the gazetteer, as one hash."""
    return hashlib.sha256(f"{engine()}{corpus.actors.hash}{corpus.places!r}".encode()).hexdigest()


def _cache(corpus: Corpus) -> "Cache":
    return Cache(corpus.path / ".cache" / "annotations", _state(corpus)[:12])


def keys(corpus: Corpus) -> dict[str, str]:
    """The key in the cache of each article, by its identifier: it changes with all that its rows depend on."""
    state = _state(corpus)
    return {one.article_id: hashlib.sha256(f"{state}{one.hash}".encode()).hexdigest()[:32] for one in corpus}


def annotate_text(text: str, published: str | None = None, actors: str | Path | None = None,
                  title: str = "") -> Annotations:
    """The tables of one text that is in no collection; article_id is "text".

    published: day of publication as "2016-12-12". actors: an actor file; the base file for any conflict without.
    The gazetteer places.csv beside the actor file is used where there is one.
    """
    article = Article("text", title, text, as_date(published, "published"))
    rows = annotate_article(article, *read_actors(actors))
    return Annotations(articles_frame([article]), made=1,
                       **{table: tables.frame(table, rows[table]) for table in TABLES})


def annotate_article(article: Article, actors: Actors, places: Iterable[dict] = ()) -> Rows:
    """The rows of one article, by table: a pure function, the one place where the language layer is put together."""
    from dateline.language import camps, events, quotes, speakers, tagger, times, tone
    from dateline.language.parse import parse
    from dateline.language.places import Place, find_places
    from dateline.language.text import unwrapped

    printed, text = article.text, unwrapped(article.text)
    day, home = article.published, actors.home
    actors = actors.about(text)
    doc = parse(text)
    reading = tagger.read(text)
    found = quotes.quotes_of(text, reading, doc)
    sources = [_cut(text, quote.source) for quote in found]
    voices = speakers.resolve_speakers(doc, text, found)
    for at, (quote, source) in enumerate(zip(found, sources, strict=True)):
        if not camps.believed(actors, source, voices[at].name, day):
            named = camps.code(actors, source, "", day).actor
            voices[at] = speakers.Speaker(source, *quote.source, "named" if named else "described")
    codings = camps.code_all(actors, sources, [voice.name for voice in voices], day, text)
    timexes = times.find_times(text, day)
    where = find_places(doc, text, tuple(Place(**row) for row in places), home)
    happened = events.find_events(doc, text, day, tagger.read_events(reading), found, voices, codings, timexes, where,
                                  actors)
    words, mentioned = tagger.split(text), camps.mentions(actors, text, day)
    quote_rows, stance_rows = [], []
    for number, (quote, voice, coding) in enumerate(zip(found, voices, codings, strict=True), 1):
        content = " … ".join(printed[start:end] for start, end in quote.content)
        cue, source = ([span] if span else [] for span in (quote.cue, quote.source))
        ids = {"article_id": article.article_id, "quote_id": f"{article.article_id}:q{number}"}
        quote_rows.append({
            **ids, "text": content,
            "spans": [list(span) for span in quote.content], "kind": quote.kind,
            "cue": _cut(printed, quote.cue), **_ends("cue", quote.cue),
            "source": _cut(printed, quote.source), **_ends("source", quote.source),
            "speaker": voice.name, "naming": voice.naming,
            "actor": coding.actor, "camp": coding.camp, "country": coding.country, "camp_rule": coding.rule,
            "polarity": quote.polarity, **tone.tone(words, quote.content, cue, source).row(),
            "tone_wordlist": tone.wordlist(content),
            "words": sum(len(text[start:end].split()) for start, end in quote.content),
            "position": quote.content[0][0] / len(text), "confidence": quote.confidence})
        for order, target in enumerate(tone.targets(quote.content, mentioned, coding.actor), 1):
            stance = tone.stance(words, [(target.start, target.end)], source)
            stance_rows.append({
                **ids, "stance_id": f"{ids['quote_id']}:s{order}", "source_camp": coding.camp,
                "target": printed[target.start:target.end],
                **_ends("target", (target.start, target.end)), "actor": target.actor, "camp": target.camp,
                **stance.row(), "confidence": max(stance.negative, stance.neutral, stance.positive)})
    return {
        "quotes": quote_rows,
        "stance": stance_rows,
        "times": [{"article_id": article.article_id, "text": printed[timex.start:timex.end], **vars(timex)}
                  for timex in timexes],
        "events": [{"article_id": article.article_id, "event_id": f"{article.article_id}:e{number}", **vars(event)}
                   for number, event in enumerate(happened, 1)],
        "mentions": [{"article_id": article.article_id, "actor": actor, "camp": camp, "number": number}
                     for (actor, camp), number in Counter((one.actor, one.camp) for one in mentioned).items()],
    }


@lru_cache(maxsize=1)
def engine() -> str:
    """Sixteen hexadecimal digits that change with the language layer: its code, rule tables, models and parser."""
    from dateline.language.parse import version

    digest = hashlib.sha256(version().encode())
    package = Path(__file__).parent
    inside = [file for file in sorted((package / "language").rglob("*"))
              if file.is_file() and "__pycache__" not in file.parts]
    for file in (*inside, *(package / name for name in ("actors.py", "tables.py", "tables.csv", "annotate.py"))):
        digest.update(file.relative_to(package).as_posix().encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


class Passing(str):
    """Why an article could not be annotated this time; unlike other reasons it is not kept."""


class Cache:
    """Rows of annotated articles: a folder of parts, each a Parquet file with a line an article, whole or not there.

    An article that could not be annotated is kept too, as the sentence that says why, so that it is not tried again.
    """

    def __init__(self, folder: Path, state: str = "any"):
        self.folder, self.state = folder, state
        self.owners: dict[str, tuple[Path, int]] = {}  # the part and the line of each article, by its key
        self.problems: dict[str, str] = {}
        for part in sorted(folder.glob(f"part-{state}-*.parquet")):
            self._note(pq.read_table(part, columns=["key", "problem"]), part)

    def _note(self, kept: pa.Table, part: Path) -> None:
        for line, one in enumerate(kept.select(["key", "problem"]).to_pylist()):
            self.owners[one["key"]] = part, line
            if one["problem"]:
                self.problems[one["key"]] = one["problem"]

    def add(self, results: list[tuple[str, Rows | str]]) -> None:
        """Keep the rows of some articles, or why there are none, each under its key."""
        if not results:
            return
        kept = pa.Table.from_pylist([{"key": key, **({"problem": rows} if isinstance(rows, str) else rows)}
                                     for key, rows in results], _PART)
        name = hashlib.sha256("".join(key for key, _ in results).encode()).hexdigest()[:16]
        part, written = self.folder / f"part-{self.state}-{name}.parquet", pa.BufferOutputStream()
        pq.write_table(kept, written)
        self.folder.mkdir(parents=True, exist_ok=True)
        write_whole(part, written.getvalue().to_pybytes())
        self._note(kept, part)

    def prune(self) -> None:
        """Delete all parts but those of this state and of the one before it, and what a crash left half written."""
        newest: dict[str, float] = {}
        for part in self.folder.glob("part-*.parquet"):
            state = part.name.split("-")[1]
            newest[state] = max(newest.get(state, 0), part.stat().st_mtime)
        others = sorted((state for state in newest if state != self.state), key=newest.__getitem__)
        for part in self.folder.glob("part-*.parquet*"):
            half = part.suffix == ".part" and time.time() - part.stat().st_mtime > 3600
            if half or part.name.split("-")[1] not in (self.state, *others[-1:]):
                part.unlink(missing_ok=True)

    def read(self, keys: Sequence[str]) -> dict[str, pd.DataFrame]:
        """The tables of the articles with these keys, in their order."""
        places = [self.owners[key] for key in keys]
        parts = {part: pq.read_table(part) for part in dict.fromkeys(part for part, _ in places)}
        starts = dict(zip(parts, accumulate(map(len, parts.values()), initial=0), strict=False))
        whole = pa.concat_tables([_PART.empty_table(), *parts.values()])
        found = whole.take(pa.array([starts[part] + line for part, line in places], pa.int64()))
        return {table: tables.to_pandas(pa.Table.from_struct_array(found[table].combine_chunks().flatten()))
                for table in TABLES}


def _annotate_many(articles: list[Article], actors: Actors, places: tuple[dict, ...],
                   processes: int | None) -> Iterator[tuple[Article, Rows | str]]:
    """Each article with its rows, or with a sentence that says why there are none."""
    count = workers(len(articles), processes)
    if count == 1:
        yield from ((article, _annotate_safely(article, actors, places)) for article in articles)
        return
    with ProcessPoolExecutor(count, get_context("spawn"), _start_worker, (actors, places)) as pool:
        with main_hidden():
            results = pool.map(_annotate_in_worker, articles, chunksize=4)
        yield from zip(articles, results, strict=True)


@contextmanager
def main_hidden() -> Iterator[None]:
    """While processes start: they would run the caller's own script again, which need not guard against that."""
    names = vars(sys.modules["__main__"])
    hidden = {name: names.pop(name) for name in ("__file__", "__spec__") if name in names}
    names["__spec__"] = None
    try:
        yield
    finally:
        names.update(hidden)


def _annotate_safely(article: Article, actors: Actors, places: tuple[dict, ...]) -> Rows | str:
    try:
        return annotate_article(article, actors, places)
    except Exception as error:  # one bad article must never stop a run
        why = f"the article could not be annotated ({type(error).__name__}: {error}); it is left out"
        if isinstance(error, MemoryError | OSError) or type(error).__module__.startswith("onnxruntime"):
            return Passing(f"{why}, and tried again the next time.")
        return f"{why}."


_worker: dict = {}


def _start_worker(actors: Actors, places: tuple[dict, ...]) -> None:
    _worker.update(actors=actors, places=places)
    end_with_parent()


def end_with_parent() -> None:
    """In a process that another has started: end when that one does, which tells nobody where it is killed."""
    Thread(target=lambda: (parent_process().join(), os._exit(1)), daemon=True).start()


def _annotate_in_worker(article: Article) -> Rows | str:
    return _annotate_safely(article, _worker["actors"], _worker["places"])


def _cut(text: str, span: tuple[int, int] | None) -> str:
    return text[span[0]:span[1]] if span else ""


def _ends(name: str, span: tuple[int, int] | None) -> dict[str, int | None]:
    return {f"{name}_start": span[0] if span else None, f"{name}_end": span[1] if span else None}
