"""Files, folders, feeds and addresses -> items, each of which makes one article or says why it is none.

Whatever comes from outside is read within limits: files that are unpacked are counted while they are, XML with
declarations of its own is refused, and one item that is bad is one item that is left out.
"""

import codecs
import csv
import gzip
import hashlib
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path, PurePath
from typing import Any, BinaryIO

import yaml

from dateline.corpus import Article, CorpusError, Problem, parse_article
from dateline.ingest import columns, pages
from dateline.ingest.columns import flat, headline, plain_text
from dateline.ingest.web import Refused, Web

ABOVE_ASCII = bytes(range(0x80, 0x100))
MOST_UNPACKED = 500_000_000  # bytes of one file, after unpacking
MOST_LOADED = 100_000_000  # bytes of a file that has to be held in memory as a whole
MOST_PAGES = 1_000  # of a PDF
MOST_ENTRIES = 5_000  # of a feed
WHOLE_ARTICLE = 150  # words from which the text in a feed is taken for the whole article

_TABLE = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text("utf-8"))
KINDS = {ending: kind for kind, endings in _TABLE["endings"].items() for ending in endings}
MEDIA = {media: kind for kind, several in _TABLE["media"].items() for media in several}
OLD: dict[str, str] = _TABLE["old"]


@dataclass(frozen=True)
class Item:
    """One thing in a source: where it stands, a digest of it as it was found, and what makes an article of it."""

    origin: str
    digest: str
    make: Callable[[], Article]


@dataclass(frozen=True)
class Reading:
    """How sources are to be read: columns of tables by field, order of their dates, encoding, reader of the web."""

    columns: Mapping[str, str] = field(default_factory=dict)
    order: str | None = None
    encoding: str | None = None
    web: Web = field(default_factory=Web)


@dataclass(frozen=True)
class Source:
    """One file: the name that it is told by, its bytes (opened anew at each call), and what is known of it."""

    name: str
    opened: Callable[[], BinaryIO]
    kind: str
    url: str = ""
    charset: str = ""

    def content(self, most: int = MOST_LOADED) -> bytes:
        """All bytes. Raises Refused where there are too many."""
        with self.opened() as file:
            content = file.read(most + 1)
        if len(content) > most:
            raise Refused(f"it is larger than {most // 1_000_000} MB.")
        return content


def items(name: str, reading: Reading) -> Iterator[Item]:
    """The items of what the user names: an address, a file, or a folder with its files.

    Raises CorpusError where there is no such file or where a table cannot be read without being told more; in a
    folder that is the reason why the one file is left out.
    """
    if re.match(r"https?://", name, re.I):
        yield from _guarded(name, lambda: _from_web(name, reading))
    elif (path := Path(name)).is_dir():
        own = [one.parent for one in path.rglob("collection.yaml")]  # of a collection, only the articles are read
        for file in sorted(path.rglob("*")):
            inside = file.relative_to(path)
            if file.is_file() and not file.is_symlink() and not any(part.startswith(".") for part in inside.parts) \
                    and all(one not in file.parents or one / "articles" in file.parents for one in own):
                told = (PurePath(path.resolve().name) / inside).as_posix()
                yield from _guarded(told, lambda file=file, told=told: _from_file(file, told, reading), CorpusError)
    elif path.is_file():
        told = "/".join(path.resolve().parts[-2:])
        yield from _guarded(told, lambda: _from_file(path, told, reading))
    else:
        raise CorpusError(f"There is no file or folder '{name}'; an address has to begin with http:// or https://.")


def _guarded(name: str, read: Callable[[], Iterator[Item]], *more: type[Exception]) -> Iterator[Item]:
    """The items of a source; where it cannot be read on, an item that says why."""
    try:
        yield from read()
    except (Refused, *more) as error:
        yield _refusal(name, str(error))
    except CorpusError:
        raise
    except Exception as error:  # one bad file must never stop a run
        yield _refusal(name, f"it is damaged or of an unknown kind ({type(error).__name__}: {error}).")


def _refusal(name: str, reason: str) -> Item:
    return Item(name, digest(name, reason), lambda: columns.refuse(reason))


def digest(*parts: Any) -> str:
    """Sixteen hexadecimal digits that change with any of the parts."""
    return hashlib.sha256("\0".join(map(str, parts)).encode("utf-8", "surrogatepass")).hexdigest()[:16]


# ---- from where

def _from_file(path: Path, name: str, reading: Reading) -> Iterator[Item]:
    suffix = path.name.lower().removesuffix(".gz").rpartition(".")[2]
    if suffix in OLD:
        raise Refused(f".{suffix} files are not read; save it as .{OLD[suffix]} and add that.")
    kind = KINDS.get(suffix, "")  # the reader of web archives unpacks each record by itself
    return _read(Source(name, lambda: path.open("rb") if kind == "warc" else _unpacked(path.open("rb")), kind), reading)


def _from_web(url: str, reading: Reading) -> Iterator[Item]:
    got = reading.web.fetch(url)
    suffix = got.url.lower().partition("?")[0].removesuffix(".gz").rpartition(".")[2]
    kind = MEDIA.get(got.media) if got.media != "text/plain" else KINDS.get(suffix, "text")
    return _read(Source(url, lambda: _unpacked(io.BytesIO(got.content)), kind or KINDS.get(suffix, ""), got.url,
                        got.charset), reading)


def _unpacked(file: BinaryIO) -> BinaryIO:
    """The bytes of a file, unpacked where it is gzip."""
    packed = file.read(2) == b"\x1f\x8b"
    file.seek(0)
    return io.BufferedReader(_Counted(gzip.GzipFile(fileobj=file))) if packed else file


class _Counted(io.RawIOBase):
    """A file that is unpacked while it is read, and that must not become too large."""

    def __init__(self, file: gzip.GzipFile):
        self.file, self.left = file, MOST_UNPACKED

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        count = self.file.readinto(buffer)
        self.left -= count
        if self.left < 0:
            raise Refused(f"it unpacks to more than {MOST_UNPACKED // 1_000_000} MB.")
        return count


def _read(source: Source, reading: Reading) -> Iterator[Item]:
    kind = source.kind if source.kind not in ("", "xml") else _kind(source)
    if kind not in READERS:
        raise Refused("it is of no kind that can be read; there are: HTML, feeds (RSS, Atom), CSV, TSV, Excel (.xlsx), "
                      "JSON, JSON lines, WARC, plain text, PDF and Word (.docx).")
    return READERS[kind](replace(source, kind=kind), reading)


def _kind(source: Source) -> str:
    """The kind of a file by how it begins."""
    with source.opened() as file:
        head = file.read(4096)
    if head.startswith(b"%PDF"):
        return "pdf"
    if head.startswith(b"PK\x03\x04"):
        with source.opened() as file, zipfile.ZipFile(file) as folder:
            return "docx" if "word/document.xml" in folder.namelist() else "xlsx"
    if head.startswith(b"WARC/"):
        return "warc"
    start = head.replace(b"\0", b"").decode("utf-8", "replace").lstrip("\ufeff\ufffd \r\n\t").lower()
    if re.search(r"<(?:rss|feed|rdf:rdf)\b", start):
        return "feed"
    if re.search(r"<(?:!doctype html|html|head|body|article|p)\b", start):
        return "html"
    if start.startswith(("{", "[")):
        return "json"
    return "text" if b"\0" not in head and not start.startswith("<") else ""


# ---- text and its encoding

def encoding(source: Source, reading: Reading) -> str:
    """The encoding of a file: what was asked for; UTF-8 where nearly all bytes are; what is stated; what is likely."""
    if reading.encoding:
        return reading.encoding
    decoder, sample, size, marks = codecs.getincrementaldecoder("utf-8")("replace"), b"", 0, 0
    others = wrong = 0  # characters beyond ASCII if it is UTF-8, and those among them that are none
    with source.opened() as file:
        while chunk := file.read(1 << 20):
            if not size and chunk.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
                return "utf-16"
            above = len(chunk) - len(chunk.translate(None, ABOVE_ASCII))
            sample = sample or (chunk if above else b"")
            size, marks = size + len(chunk), marks + above
            text = decoder.decode(chunk)
            others += len(text) - len(text.encode("ascii", "ignore"))
            wrong += text.count("\ufffd") - chunk.count("\ufffd".encode())
    if 3 * wrong <= others:  # in any other encoding most are
        return "utf-8-sig"
    with suppress(LookupError):
        if source.charset:
            known = codecs.lookup(source.charset).name
            return "cp1252" if known in ("iso8859-1", "ascii", "utf-8") else known
    if marks < 0.05 * size:  # single curly marks and accents in a text of Latin letters
        return "cp1252"
    from charset_normalizer import from_bytes

    best = from_bytes(sample).best()
    return best.encoding if best else "cp1252"


# ---- one reader a kind

def _page(source: Source, reading: Reading) -> Iterator[Item]:
    content = source.content(2 * pages.LARGEST)
    if not source.charset:
        stated = re.search(rb"<meta[^>]{0,200}charset=[\"']?([\w-]+)", content[:4096], re.I)
        source = replace(source, charset=stated[1].decode() if stated else "")
    yield Item(source.name, digest(source.url, hashlib.sha256(content).hexdigest()),
               lambda: pages.article(content.decode(encoding(source, reading), "replace"), source.url))


def _feed(source: Source, reading: Reading) -> Iterator[Item]:
    content = source.content(20_000_000)
    plain = content.replace(b"\0", b"").lower()
    if _declares(content):
        raise Refused("its XML declares entities of its own, which no feed needs and attacks use.")
    if (count := plain.count(b"<item") + plain.count(b"<entry")) > MOST_ENTRIES:
        raise Refused(f"the feed has {count:,} entries; {MOST_ENTRIES:,} are the most.")
    import feedparser

    found = feedparser.parse(io.BytesIO(content), response_headers={"content-location": source.url}, sanitize_html=True)
    if not found.entries:
        raise Refused("there is no entry in the feed.")
    for number, entry in enumerate(map(dict, found.entries), 1):  # as plain ones: theirs guess at missing fields
        link = str(entry.get("link") or "")
        yield Item(link or f"{source.name}, entry {number}",
                   digest(*(entry.get(key) for key in ("link", "title", "published", "updated", "summary")),
                          *(one.get("value") for one in entry.get("content") or ())),
                   lambda entry=entry, link=link: _entry(entry, link, found.feed, reading))


def _entry(entry: Mapping, link: str, feed: Mapping, reading: Reading) -> Article:
    """The article of a feed's entry: its own text where that is whole, otherwise the page that it links to."""
    text = plain_text(max((str(one.get("value") or "") for one in entry.get("content") or ()), key=len, default=""))
    days = [pages.first_day(entry.get(key), date(*read[:3]) if (read := entry.get(f"{key}_parsed")) else None)
            for key in ("published", "updated")]  # as printed: what feedparser reads is the day in Greenwich
    if len(text.split()) >= WHOLE_ARTICLE:
        return Article("", plain_text(str(entry.get("title") or "")) or headline(text), text, days[0] or days[1],
                       str(feed.get("title") or ""), link, str(feed.get("language") or ""),
                       tuple(filter(None, [str(entry.get("author") or "")])), updated=days[1])
    if not re.match(r"https?://", link, re.I):
        raise Refused("the feed has only a summary of it, and no address of a page.")
    got = reading.web.fetch(link)
    if MEDIA.get(got.media) != "html":
        raise Refused(f"it is no page but {got.media}.")
    item = next(_page(Source(link, lambda: io.BytesIO(got.content), "html", got.url, got.charset), reading))
    made = item.make()
    return replace(made, published=made.published or days[0] or days[1])


def _table(source: Source, reading: Reading) -> Iterator[Item]:
    csv.field_size_limit(4 * columns.LONGEST_TEXT)
    known = encoding(source, reading)
    with io.TextIOWrapper(source.opened(), known, "replace") as lines:
        mark = "\t" if source.kind == "tsv" else max(",;\t|", key=lines.readline(100_000).count)

    def read(**how: Any) -> Iterator[dict]:
        with io.TextIOWrapper(source.opened(), known, "replace", newline="") as lines:
            yield from csv.DictReader((line.replace("\0", "") for line in lines), delimiter=mark, **how)

    quoting = csv.QUOTE_MINIMAL
    if mark == "\t":
        try:
            sum(1 for _ in read(strict=True))
        except csv.Error:  # quotation marks are of the text alone, as many programs write such tables
            quoting = csv.QUOTE_NONE

    def rows() -> Iterator[tuple[str, Any]]:
        for number, row in enumerate(read(quoting=quoting), 2):
            more = any(map(str.strip, row.get(None) or ()))
            yield f"row {number}", (f"it has more cells than the table has columns; a text with {mark!r} in it has "
                                    "to stand between quotation marks.") if more else row
    return _rows(source, rows, reading)


def _excel(source: Source, reading: Reading) -> Iterator[Item]:
    import openpyxl

    content = _office(source)
    sheets = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False).worksheets
    for sheet in sheets:
        sheet.reset_dimensions()  # some programs state wrong ones
    full = [sheet for sheet in sheets if any(map(any, sheet.iter_rows(values_only=True)))] or sheets[:1]
    for at, sheet in enumerate(full):
        told = replace(source, name=f"{source.name}, {sheet.title}") if at else source
        yield from _guarded(told.name, partial(_sheet, told, sheet, reading), *[CorpusError] * (len(full) > 1))


def _sheet(source: Source, sheet: Any, reading: Reading) -> Iterator[Item]:
    def rows() -> Iterator[tuple[str, Any]]:
        lines = sheet.iter_rows(values_only=True)
        heads = [flat(value) for value in next(lines, ())]
        for number, values in enumerate(lines, 2):
            if any(value is not None for value in values):
                yield f"row {number}", dict(zip(heads, values, strict=False))
    return _rows(source, rows, reading)


def _office(source: Source) -> bytes:
    """A file of Word or Excel, which is a zip folder of XML; refused where it unpacks to too much or is an attack."""
    content = source.content()
    with zipfile.ZipFile(io.BytesIO(content)) as folder:
        if sum(one.file_size for one in folder.infolist()) > MOST_LOADED:
            raise Refused(f"it unpacks to more than {MOST_LOADED // 1_000_000} MB.")
        for one in folder.namelist():
            if one.endswith((".xml", ".rels")) and _declares(folder.read(one)[:100_000]):
                raise Refused("its XML declares entities of its own, which no document needs and attacks use.")
    return content


def _declares(xml: bytes) -> bool:
    """Whether XML declares entities, in whichever encoding: how a few lines become gigabytes, or read other files."""
    return b"<!entity" in xml.replace(b"\0", b"").lower()


def _lines(source: Source, reading: Reading) -> Iterator[Item]:
    known = encoding(source, reading)

    def rows() -> Iterator[tuple[str, Any]]:
        with io.TextIOWrapper(source.opened(), known, "replace") as lines:
            for number, line in enumerate(lines, 1):
                if not line.strip():
                    continue
                try:
                    yield f"line {number}", _object(json.loads(line))
                except (ValueError, RecursionError) as error:
                    yield f"line {number}", f"the line is not readable as JSON ({error})."
    return _rows(source, rows, reading)


def _json(source: Source, reading: Reading) -> Iterator[Item]:
    try:
        content = json.loads(source.content().decode(encoding(source, reading), "replace"))
    except json.JSONDecodeError as error:
        if error.msg != "Extra data":
            raise
        return _lines(source, reading)
    level = [content]
    for _ in range(4):  # the articles: the outermost objects with a text, or list of objects, or else the one object
        found = [one for one in level if isinstance(one, dict) and columns.has_text(one, reading.columns)] or max(
            (one for one in level if isinstance(one, list) and any(isinstance(row, dict) for row in one)),
            key=len, default=None)
        if found:
            break
        level = [value for one in level if isinstance(one, dict) for value in one.values()]
    found = found or [content]
    return _rows(source, lambda: ((f"item {number}", _object(row)) for number, row in enumerate(found, 1)), reading)


def _object(row: Any) -> Mapping | str:
    return row if isinstance(row, dict) else "it is no JSON object, with a name for each value."


def _rows(source: Source, rows: Callable[[], Iterator[tuple[str, Any]]], reading: Reading) -> Iterator[Item]:
    for place, values, make in columns.articles(rows, source.name, reading.columns, reading.order):
        yield Item(f"{source.name}, {place}", digest(*(f"{key}={flat(value)}" for key, value in values.items())), make)


def _archive(source: Source, reading: Reading) -> Iterator[Item]:
    from warcio.archiveiterator import ArchiveIterator

    with source.opened() as file:
        for record in ArchiveIterator(file):
            headers = record.http_headers
            if record.rec_type != "response" or not headers:
                continue
            url = record.rec_headers.get_header("WARC-Target-URI") or source.name
            media = (headers.get_header("Content-Type") or "").partition(";")
            if headers.get_statuscode() != "200":
                yield _refusal(url, f"the archive holds the server's answer {headers.get_statuscode()} and no page.")
            elif MEDIA.get(media[0].strip().lower()) == "html":
                content = record.content_stream().read(2 * pages.LARGEST + 1)
                charset = re.search(r"charset=[\"']?([\w-]+)", media[2], re.I)
                inner = Source(url, lambda content=content: io.BytesIO(content), "html", url,
                               charset[1] if charset else "")
                yield from _guarded(url, lambda inner=inner: _page(inner, reading))


def _document(source: Source, reading: Reading) -> Iterator[Item]:
    content = _office(source) if source.kind == "docx" else source.content()
    text = {"pdf": lambda: _of_pdf(content), "docx": lambda: _of_word(content)}.get(
        source.kind, lambda: content.decode(encoding(source, reading), "replace"))
    yield Item(source.name, digest(hashlib.sha256(content).hexdigest()), lambda: _of_text(text(), source.name))


def _of_text(text: str, name: str) -> Article:
    """A text without fields: the first line is the title, where it is short; the date stands there or in the name."""
    if text.startswith("---"):
        made = parse_article(text.encode("utf-8"), name, PurePath(name).stem)
        if isinstance(made, Problem):
            raise Refused(f"line {made.line}: {made.message}")
        return made
    lines = [line.strip() for line in text.strip().splitlines()]
    if not any(lines):
        raise Refused("there is no text in it; pictures of pages need text recognition first.")
    day = pages.first_day(*re.findall(r"^\d{4}-?\d\d-?\d\d", PurePath(name).name),
                          *(line for line in lines[:6] if len(line) < 30 and re.search(r"\d", line)))
    title = lines[0] if len(lines) > 1 and len(lines[0]) <= 200 else headline(text)
    return Article("", title, text.strip(), day, language="")


def _of_pdf(content: bytes) -> str:
    """The text of a PDF: a printed line ends where the paper does, a paragraph with a sentence in a short line."""
    import pypdf

    read = pypdf.PdfReader(io.BytesIO(content))
    if len(read.pages) > MOST_PAGES:
        raise Refused(f"it has {len(read.pages):,} pages; {MOST_PAGES:,} are the most.")
    title, _, rest = "\n".join(page.extract_text() for page in read.pages).strip().partition("\n")
    lines = re.sub(r"(?<=[a-zﬀ-ﬆ])[-\xad]\n(?=[a-zﬀ-ﬆ])", "", rest).splitlines()
    full, ends = 0.8 * max(map(len, lines), default=0), re.compile(r"[.?!][\"'”’]*\s*$")
    pieces = (f"{line}\n\n" if len(line) < full and ends.search(line) else f"{line} " for line in lines)
    return f"{title}\n\n{''.join(pieces)}"


def _of_word(content: bytes) -> str:
    from defusedxml import ElementTree

    with zipfile.ZipFile(io.BytesIO(content)) as folder:
        body = ElementTree.fromstring(folder.read("word/document.xml"))
    space = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    breaks = {f"{space}tab": "\t", f"{space}br": "\n"}
    lines = ("".join(part.text or "" if part.tag == f"{space}t" else breaks.get(part.tag, "")
                     for part in paragraph.iter()) for paragraph in body.iter(f"{space}p"))
    return "\n\n".join(filter(None, map(str.strip, lines)))


READERS = {"html": _page, "feed": _feed, "csv": _table, "tsv": _table, "xlsx": _excel, "json": _json, "jsonl": _lines,
           "warc": _archive, "text": _document, "pdf": _document, "docx": _document}
