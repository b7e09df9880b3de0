"""A collection that articles are added to: nothing is overwritten, nothing is doubled, and a crash loses nothing.

Each article is a file that is written whole or not at all, and only then noted in added.csv, one line a source item.
An article whose line is missing after a crash is recognised by its content at the next run.
"""

import csv
import io
import os
import re
import shutil
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import count
from pathlib import Path

import yaml

from dateline.corpus import (
    Article,
    CorpusError,
    cleaned,
    read_article,
    read_articles,
    read_collection,
    write_article,
    write_whole,
)
from dateline.ingest.columns import headline
from dateline.ingest.languages import language
from dateline.ingest.readers import Reading, Source, digest, encoding
from dateline.language.times import days_of_writing, full_dates

LEDGER = "added.csv"
HEADS = ("source", "status", "article_id", "published", "language", "reason", "item", "content")
ADDED, NEWER, KNOWN, ASIDE = "added", "new version", "known", "set aside"
STATUSES = (ADDED, NEWER, KNOWN, ASIDE)
COPIED = ("actors.yaml", "places.csv", "outline.json")
HINT = """There is no actors.yaml yet: only states, their leaders, United Nations bodies, aid groups
and news agencies have a camp.
Its first line, `home: STATE`, says whose officials are the government; without it "the army" has no camp.
To draft one from the sources that are quoted: python -m dateline draft --corpus {folder}
Or copy the file of a collection on the same conflict."""
SAME_FROM = 0.3  # share of the shorter text's runs of three words from which two texts are versions of one article
WEEK = 7  # days between the publication and the date at the text's head from which they contradict each other
FAR = 92  # days between the publication and the nearest full date in the text from which they are called far apart
SHOWN = 10  # reasons in the summary; all of them are in added.csv
# What was set for print: soft hyphens, which nobody sees, and ff, fi, fl, ffi, ffl, st as one letter.
PRINTED = str.maketrans({"\xad": "", **{one: unicodedata.normalize("NFKC", one) for one in "ﬀﬁﬂﬃﬄﬅﬆ"}})
LONGEST = {"title": 500, "outlet": 200, "url": 2_000, "licence": 200, "note": 2_000}


@dataclass
class Summary:
    """What a run did: how many items by status, what was set aside or has an odd date, and why; a table as text."""

    folder: Path
    dry: bool = False
    counts: Counter = field(default_factory=Counter)
    flagged: list[tuple[str, str]] = field(default_factory=list)
    aside: list[tuple[str, str]] = field(default_factory=list)
    foreign: Counter = field(default_factory=Counter)

    def __str__(self) -> str:
        languages = ", ".join(f"{code} {count:,}" for code, count in self.foreign.most_common())
        notes = {ADDED: "", NEWER: "the elder is kept in versions/" if self.counts[NEWER] else "",
                 KNOWN: "", ASIDE: f"reasons in {LEDGER}" if self.aside and not self.dry else "",
                 "odd dates": f"reasons in {LEDGER}" if self.flagged and not self.dry else "",
                 "not English": f"kept, but left out of the analyses: {languages}" if languages else ""}
        counts = {**{status: self.counts[status] for status in STATUSES},
                  "odd dates": len(self.flagged), "not English": self.foreign.total()}
        lines = [f"{self.folder.name}{' would get (dry run; nothing was written)' if self.dry else ''}",
                 *(f"  {name:<12} {count:>7,}  {notes[name]}".rstrip() for name, count in counts.items())]
        for name, found in (("Set aside", self.aside), ("Odd dates", self.flagged)):
            lines += [f"{name}:"] * bool(found) + [
                f"  {why if why.startswith(one) else f'{one}: {why}'}" for one, why in found[:SHOWN]]
            lines += [f"  and {len(found) - SHOWN:,} more"] * (len(found) > SHOWN)
        if not self.dry and not (self.folder / "actors.yaml").exists():
            lines.append(HINT.format(folder=self.folder))
        return "\n".join(lines)


class Store:
    """A collection's folder while articles are added to it.

    dry: tell what would happen, and write nothing. like: the collection whose period a new one would get then.
    """

    def __init__(self, folder: Path, dry: bool = False, like: Path | None = None):
        self.folder, self.dry = folder, dry
        self.summary = Summary(folder, dry)
        self.articles: dict[str, Article] = {}
        self.by_url: dict[str, str] = {}
        self.tidy()
        rows = ledger(folder)
        self.last = {row["source"]: row for row in rows}
        self.items = {row["item"]: row["article_id"] for row in rows if row["article_id"]}
        self.made = {(row["item"], row["content"]) for row in rows}
        self.elder = {(row["article_id"].lower(), row["content"]) for row in rows}  # what articles are or have been
        about = like if like and not (folder / "collection.yaml").exists() else folder
        self.period = read_collection(about).get("period") or {}
        if (folder / "articles").is_dir():
            for article in read_articles(folder)[0]:
                self._index(article)
            for file in folder.glob("versions/*.v*.txt"):
                if isinstance(kept := read_article(file, file.name), Article):
                    self.elder.add((kept.article_id.lower(), content(kept)))

    def _index(self, article: Article) -> None:
        self.articles[article.article_id.lower()] = article
        if article.url:
            self.by_url[plain_url(article.url)] = article.article_id

    def knows(self, item: str) -> bool:
        """Whether the very same item was added before, and its article is still there."""
        return self.items.get(item, "").lower() in self.articles

    def known(self, source: str, item: str) -> None:
        """Count an item that need not be read again."""
        self._note(source, KNOWN, self.articles[self.items[item].lower()], "", item)

    def set_aside(self, source: str, item: str, reason: str) -> None:
        """List an item that is no article, with the reason."""
        self.summary.aside.append((source, reason))
        self._note(source, ASIDE, None, reason, item)

    def put(self, source: str, item: str, article: Article) -> None:
        """Take in the article of an item: new, known, or a new version whose elder is kept in versions/."""
        title, text = cleaned(_sound(article.title), _sound(article.text))
        fields = {name: " ".join(_sound(getattr(article, name)).split())[:most] for name, most in LONGEST.items()}
        fields["url"] = re.sub(r"^(?://)?(?=www\.|(?:[\w-]+\.)+[a-z]{2,}/)", "https://", fields["url"], flags=re.I)
        if not re.match(r"https?://", fields["url"], re.I):  # a link to it must not be able to run anything
            fields["url"] = ""
        article = replace(article, **{**fields, "title": title[:LONGEST["title"]] or headline(text)}, text=text,
                          language=language(text, article.language), file="",
                          authors=tuple(" ".join(_sound(name).split())[:100] for name in article.authors[:50]))
        if self.knows(item):  # read anew, perhaps without the outlet or licence that was given with it before
            there = self.articles[self.items[item].lower()]
            told = {name: getattr(there, name) for name in ("outlet", "url", "authors", "licence", "note")}
            article = replace(article, **{name: value for name, value in told.items() if not getattr(article, name)})
            same = content(article) == content(there) or (item, content(article)) in self.made
            article_id, status = there.article_id, KNOWN if same else NEWER
        else:
            article_id, status = self._place(source, article)
        article = replace(article, article_id=article_id)
        reasons = flags(article, self.period)
        if status != KNOWN:
            if not self.dry:
                if status == NEWER:
                    self._keep(article_id)
                write_article(article, self.folder, instead=status == NEWER)
            if status == NEWER:
                self.elder.add((article_id.lower(), content(self.articles[article_id.lower()])))
            self._index(article)
            if reasons:
                self.summary.flagged.append((article_id, "; ".join(reasons)))
            if article.language != "en":
                self.summary.foreign[article.language] += 1
        self._note(source, status, article, "; ".join(reasons), item)

    def _place(self, source: str, article: Article) -> tuple[str, str]:
        """The identifier of an article, and whether it is new, known or a new version of what is there."""
        given = _slug(article.article_id, keep=True)
        before = self.articles.get(self.last.get(_cell(source), {}).get("article_id", "").lower())
        mended = before and not before.url and before.text == article.text and sum(  # one of three may have changed
            getattr(before, one) in (getattr(article, one), "", None) for one in ("title", "published", "outlet")) >= 2
        found = given or self.by_url.get(plain_url(article.url)) or (mended and before.article_id) or \
            "-".join(filter(None, [str(article.published or ""), _slug(article.title)])) or "article"
        sure = bool(given or article.url or mended)
        for number in count(1):
            article_id = found if number == 1 else f"{found}-{number}"
            there = self.articles.get(article_id.lower())
            if there is None:
                return article_id, ADDED
            if content(article) == content(there) or (article_id.lower(), content(article)) in self.elder:
                return there.article_id, KNOWN
            if (sure or there.outlet == article.outlet) and _alike(there.text, article.text):
                return there.article_id, NEWER

    def _keep(self, article_id: str) -> None:
        """Copy the article's file to versions/, under the next number, unless it is there already."""
        usual, versions = f"articles/{article_id}.txt", self.folder / "versions"
        file = self.folder / (self.articles[article_id.lower()].file or usual)
        versions.mkdir(exist_ok=True)
        kept = list(versions.glob(f"{article_id}.v*.txt"))
        if all(one.read_bytes() != file.read_bytes() for one in kept):
            write_whole(versions / f"{article_id}.v{len(kept) + 1}.txt", file.read_bytes())
        if file != self.folder / usual:  # somebody gave it another name; two files would have one identifier
            file.unlink()

    def _note(self, source: str, status: str, article: Article | None, reason: str, item: str) -> None:
        self.summary.counts[status] += 1
        row = dict.fromkeys(HEADS, "") | {"source": source, "status": status, "reason": reason, "item": item}
        if article:
            row |= {"article_id": article.article_id, "published": str(article.published or ""),
                    "language": article.language, "content": content(article)}
            self.items[item] = article.article_id
        row = {name: _cell(value) for name, value in row.items()}
        before = self.last.get(row["source"])
        if before and before["item"] == item and status != NEWER and (before["status"] == ASIDE) == (status == ASIDE):
            return  # it stands there already
        self.last[row["source"]] = row
        if not self.dry:
            with (self.folder / LEDGER).open("ab") as lines:  # a line is one write: there whole or not at all
                lines.write(_csv([row], heads=lines.tell() == 0))

    def tidy(self) -> None:
        """Leave one line an article of a source in added.csv, and none that a crash cut short."""
        if not self.dry and (rows := ledger(self.folder)):
            write_whole(self.folder / LEDGER, _csv(rows, heads=True))


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Keep other processes from adding to a collection meanwhile, as far as the system can (Windows cannot).

    Raises CorpusError where another one is at it. The end of a process, however it ends, frees the collection.
    """
    try:
        import fcntl
    except ImportError:
        yield
        return
    held = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CorpusError(f"Another process is adding articles to {folder.name}; nothing was added. Start this "
                              "again when that has finished.") from None
        for part in folder.glob("**/*.part"):  # of a process that was killed
            part.unlink()
        yield
    finally:
        os.close(held)


def found_collection(folder: Path, like: Path | None = None) -> None:
    """Make a folder a collection, with the actors, places and period of another one; what is there is not changed."""
    (folder / "articles").mkdir(parents=True, exist_ok=True)
    for name in COPIED if like else ():
        if (like / name).is_file() and not (folder / name).exists():
            shutil.copyfile(like / name, folder / name)
    if (folder / "collection.yaml").exists():
        return
    model = read_collection(like) if like else {}
    about = {"title": folder.resolve().name.replace("-", " ").replace("_", " ").capitalize(),
             **{name: model[name] for name in ("conflict", "period") if name in model}}
    write_whole(folder / "collection.yaml", yaml.safe_dump(about, allow_unicode=True, sort_keys=False))


def ledger(folder: Path) -> list[dict[str, str]]:
    """The lines of a collection's added.csv, the last one of each article of a source; [] where nothing was added.

    That a source was set aside stands there until an article of it is added.
    """
    if not (folder / LEDGER).is_file():
        return []
    file = Source(LEDGER, lambda: (folder / LEDGER).open("rb"), "csv")
    with (folder / LEDGER).open(encoding=encoding(file, Reading()), errors="replace", newline="") as lines:
        mark = max(",;\t", key=lines.readline().count)  # spreadsheets may save it with another one
        lines.seek(0)
        rows = [{name: row.get(name) or "" for name in HEADS} for row in csv.DictReader(lines, delimiter=mark)]
    found: dict[tuple[str, str], dict[str, str]] = {}
    for row in rows:
        if row["item"]:  # a line that a crash cut short has none
            for article_id in ("", row["article_id"]):
                found.pop((row["source"], article_id), None)
            found[row["source"], row["article_id"]] = row
    return list(found.values())


def flags(article: Article, period: dict) -> list[str]:
    """What is odd about an article's date, in words; [] for nothing."""
    day = article.published
    if day is None:
        return ["no date of publication"]
    found = []
    start, end = period.get("start"), period.get("end")
    if day > date.today():
        found.append(f"published in the future, on {day}")
    if start and day < start:
        found.append(f"published on {day}, before the period of the collection, which begins on {start}")
    if end and day > end:
        found.append(f"published on {day}, after the period of the collection, which ends on {end}")
    if article.language == "en":
        named = full_dates(article.text, day)
        head = next(iter(days_of_writing(article.text, named)), day)
        near = min((one for _, one, _ in named), key=lambda one: abs(one - day), default=day)
        if abs((head - day).days) > WEEK:
            found.append(f"published on {day}, but the text begins with {head}")
        elif abs((near - day).days) > FAR and (near > day or len(named) > 1):  # one date long past may be history
            found.append(f"published on {day}, far from the nearest date in the text, {near}")
    return found


def plain_url(url: str) -> str:
    """An address without what does not tell pages apart: scheme, www, fragment, marks of campaigns, last slash."""
    url = re.sub(r"^https?://(?:www\.)?", "", url.strip(), flags=re.I).partition("#")[0]
    url = re.sub(r"(?<=[?&])(?:utm_\w+|fbclid|gclid|at_\w+|ref)=[^&]*&?", "", url)
    return url.rstrip("?&/")


def _slug(text: str, keep: bool = False) -> str:
    """Letters, digits and hyphens of a text, to name a file by; keep: also case, dots and underscores."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    if keep:
        return re.sub(r"[^A-Za-z0-9._-]+", "-", plain).strip("-._")[:100]
    slug = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")
    return slug if len(slug) <= 60 else slug[:60].rpartition("-")[0] or slug[:60]


def content(article: Article) -> str:
    """Sixteen hexadecimal digits that change with what makes an article another version."""
    return digest(article.title, article.published, article.outlet, article.text)


def _alike(one: str, other: str) -> bool:
    """Whether two texts are versions of one article: most of the shorter one's runs of three words are shared."""
    sets = []
    for text in (one, other):
        words = re.findall(r"\w+", text.casefold())
        sets.append({tuple(words[at:at + 3]) for at in range(max(1, len(words) - 2))})
    return len(sets[0] & sets[1]) >= SAME_FROM * min(map(len, sets))


def _sound(text: str) -> str:
    """A text that can be written as UTF-8 (halves of characters become question marks), in letters of the alphabet."""
    return text.encode("utf-8", "replace").decode("utf-8").translate(PRINTED)


def _cell(value: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    value = " ".join(_sound(value).split())
    return f"'{value}" if value.startswith(("=", "+", "-", "@")) else value


def _csv(rows: Iterable[dict[str, str]], heads: bool) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, HEADS, lineterminator="\n")
    if heads:
        writer.writeheader()
    writer.writerows(rows)
    return ("\ufeff" if heads else "").encode() + text.getvalue().encode("utf-8")
