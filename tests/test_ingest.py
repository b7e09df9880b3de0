"""Adding articles: what each kind of source gives, what is known again, what is a new version, what is set aside."""

import csv
import gzip
import io
import json
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from dateline.corpus import CorpusError, load_corpus, read_articles
from dateline.ingest import add, readers, state
from dateline.ingest.columns import as_day, plain_text
from dateline.ingest.languages import language
from dateline.ingest.store import ledger, plain_url

BODY = ("The army entered the port of Norvik on Sunday, a rebel official said. Shells had fallen on the market all "
        "night, and the road to the north was closed, residents said. The governor promised bread for the town "
        "within a week.")
OTHER = ("The harbour of Borrun was opened again to ships with grain after nine weeks, its master told reporters. Two "
         "boats from the islands came in at dawn, and a crowd of women waited for flour at the gates of the old mill.")
PAGE = """<!DOCTYPE html><html lang="en"><head><title>Army enters Norvik | The Borrun Courier</title>
<meta charset="utf-8"><link rel="canonical" href="https://courier.example/norvik">
<meta property="og:site_name" content="The Borrun Courier">
<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Army enters Norvik", %s
"datePublished": "2020-01-05T08:00:00+02:00", "dateModified": "2020-01-09", "author": [{"name": "Ana Petrak"}],
"publisher": {"name": "The Borrun Courier"}}</script><style>p {color: red}</style></head>
<body><nav><a href="/">Home</a></nav><article><h1>Army enters Norvik</h1><p>%s</p>
<script>alert("script")</script><img src="x.png" alt="picture"><p>%s</p><p>Click here to read more of it.</p></article>
</body></html>"""


def page(body=BODY, more=""):
    return PAGE % (more, body, OTHER)


@pytest.fixture
def put(tmp_path):
    """Write files, add them to a collection, give the summary."""
    def run(files, **options):
        for name, content in files.items():
            (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return add([str(tmp_path / name) for name in files], tmp_path / "war", **options)
    run.folder = tmp_path / "war"
    return run


def only(put):
    articles, problems = read_articles(put.folder)
    assert len(articles) == 1 and not problems
    return articles[0]


def workbook(rows, *more):
    book, file = openpyxl.Workbook(), io.BytesIO()
    for sheet, lines in zip([book.active, *(book.create_sheet() for _ in more)], [rows, *more], strict=True):
        for row in lines:
            sheet.append(row)
    book.save(file)
    return file.getvalue()


def word(paragraphs, head=""):
    file = io.BytesIO()
    inside = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in paragraphs)
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as folder:
        folder.writestr("word/document.xml", f"{head}<w:document {space}><w:body>{inside}</w:body></w:document>")
    return file.getvalue()


def pdf(lines):
    """A page of lines, as small as a PDF can be."""
    shown = "BT /F 12 Tf 50 700 Td 14 TL " + " ".join(f"({line}) Tj T*" for line in lines) + " ET"
    parts = ["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
             "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
             f"<</Length {len(shown)}>>stream\n{shown}\nendstream", "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"]
    content, at = "%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        at.append(len(content))
        content += f"{number} 0 obj{part}endobj\n"
    table = "".join(f"{start:010} 00000 n \n" for start in at)
    return (f"{content}xref\n0 6\n0000000000 65535 f \n{table}trailer<</Size 6/Root 1 0 R>>\n"
            f"startxref\n{len(content)}\n%%EOF").encode()


# ---- kinds

def test_a_saved_page_gives_body_and_all_fields(put):
    put({"page.html": page()})
    made = only(put)
    assert made.text == f"{BODY}\n\n{OTHER}"
    assert (made.title, made.published, made.updated) == ("Army enters Norvik", date(2020, 1, 5), date(2020, 1, 9))
    assert (made.outlet, made.authors, made.language) == ("The Borrun Courier", ("Ana Petrak",), "en")
    assert made.url == "https://courier.example/norvik"
    assert made.article_id == "2020-01-05-army-enters-norvik"


def test_a_packed_page_and_a_page_in_another_encoding_are_read(put):
    put({"page.html.gz": gzip.compress(page().replace("governor", "“governor”").replace("utf-8", "windows-1252")
                                       .encode("cp1252"))})
    assert "“governor”" in only(put).text


@pytest.mark.parametrize("content, reason", [
    (page("The army entered Norvik.", '"isAccessibleForFree": false,').replace(OTHER, "Subscribe."), "paywall"),
    (page("The army entered Norvik. Log in to continue.").replace(OTHER, ""), "paywall"),
    ("<html><body><h1>Video</h1><p>Watch it.</p></body></html>", "of an article"), ("<html></html>", "no ")])
def test_a_page_with_a_wall_or_without_an_article_is_set_aside(put, content, reason):
    done = put({"page.html": content})
    assert done.counts == {"set aside": 1} and reason in done.aside[0][1]


def table(rows, mark=","):
    file = io.StringIO()
    csv.writer(file, delimiter=mark).writerows(rows)
    return file.getvalue()


HEADS = ["unit_id", "article_title", "article_content", "source", "date", "", ""]
ROWS = [["7", "Army enters Norvik", BODY, "Courier", "1/5/2020", "", ""],
        ["7", "Harbour opens", OTHER, "Courier", "1/25/2020", "", ""]]


@pytest.mark.parametrize("name, content", [
    ("t.csv", table([HEADS, *ROWS])), ("t.csv", table([HEADS, *ROWS], ";")), ("t.tsv", table([HEADS, *ROWS], "\t")),
    ("t.csv.gz", gzip.compress(table([HEADS, *ROWS]).encode("utf-16"))), ("t.xlsx", workbook([HEADS, *ROWS])),
    ("t.json", json.dumps({"articles": [dict(zip(HEADS, row, strict=True)) for row in ROWS]})),
    ("t.jsonl", "\n".join(json.dumps(dict(zip(HEADS, row, strict=True))) for row in ROWS))])
def test_a_table_of_any_kind_is_read_by_its_column_names(put, name, content):
    assert put({name: content}).counts == {"added": 2}
    articles, _ = read_articles(put.folder)
    assert [one.article_id for one in articles] == ["7", "7-2"]
    assert [one.title for one in articles] == ["Army enters Norvik", "Harbour opens"]
    assert [one.published for one in articles] == [date(2020, 1, 5), date(2020, 1, 25)]
    assert [one.outlet for one in articles] == ["Courier", "Courier"]


ARTICLE = {"title": "Norvik", "Rumpf": [BODY, OTHER], "authors": [{"name": "Ana Petrak"}, {"name": "Ivo Dunn"}]}
COMMENTS = [{"author": "Joe", "Rumpf": "Rubbish."}] * 3


@pytest.mark.parametrize("content", [ARTICLE, {**ARTICLE, "comments": COMMENTS}, {"a": {"b": ARTICLE, "c": COMMENTS}}])
def test_a_list_of_objects_inside_an_article_or_beside_it_is_not_taken_for_the_articles(put, content):
    assert put({"t.json": json.dumps(content)}, columns={"text": "Rumpf"}).counts == {"added": 1}
    assert (only(put).text, only(put).authors) == (f"{BODY}\n\n{OTHER}", ("Ana Petrak", "Ivo Dunn"))


@pytest.mark.parametrize("name", ["t.json", "t.dump"])
def test_json_lines_in_a_file_of_another_name_are_read(put, name):
    rows = [{"title": "Norvik", "text": BODY * 20}, {"title": "Harbour", "text": OTHER}]
    assert put({name: "\n".join(map(json.dumps, rows))}).counts == {"added": 2}


def test_a_row_with_more_cells_than_columns_is_set_aside_and_empty_ones_do_no_harm(put):
    done = put({"t.csv": f"title,text\nNorvik,{BODY}\nHarbour,\"{OTHER}\",, \n"})
    assert done.counts == {"added": 1, "set aside": 1} and only(put).text == OTHER
    assert "more cells than the table has columns; a text with ','" in done.aside[0][1]


def test_a_table_with_tabs_keeps_quotation_marks_and_rows_where_it_quotes_nothing(put):
    texts = [f'"We stay," he said. {BODY}', f'"We wept, a nurse said. {OTHER}', f"It rained. {OTHER} {BODY}"]
    put({"t.tsv": "title\ttext\n" + "".join(f"No. {at}\t{text}\n" for at, text in enumerate(texts))})
    assert [one.text for one in read_articles(put.folder)[0]] == texts


def test_all_sheets_with_articles_are_read(put):
    done = put({"t.xlsx": workbook([["notes"], ["Look here"]], [HEADS, ROWS[0]], [], [HEADS, ROWS[1]])}, order="mdy")
    assert done.counts == {"added": 2, "set aside": 1} and "no column that is known as the text" in done.aside[0][1]
    assert [row["source"].partition("/")[2] for row in ledger(put.folder)] == [
        "t.xlsx", "t.xlsx, Sheet1, row 2", "t.xlsx, Sheet3, row 2"]


def test_a_sheet_whose_size_is_stated_wrongly_is_read(put):
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook([HEADS, *ROWS]))) as book, zipfile.ZipFile(file, "w") as wrong:
        for name in book.namelist():
            wrong.writestr(name, book.read(name).replace(b'<dimension ref="A1:G3"', b'<dimension ref="A1"'))
    assert put({"t.xlsx": file.getvalue()}).counts == {"added": 2}


def test_a_few_bad_bytes_leave_utf_8_what_it_is(put):
    rows = [["text"], [f"“{BODY}”"]]
    put({"t.csv": table(rows).encode() + b"Caf\xe9\n"})
    assert {one.text for one in read_articles(put.folder)[0]} == {f"“{BODY}”", "Caf"}


def test_cp1252_with_bytes_that_are_none_is_found(put):
    put({"t.csv": table([HEADS, ["1", "Norvik", f"“{BODY}” \x95", "Courier", "1/25/2020"]])
         .encode("cp1252", "replace").replace(b"?", b"\x81")})
    assert only(put).text.startswith("“The army entered")


def test_another_alphabet_in_an_old_encoding_is_found_or_asked_for(put):
    text = ("Армия вошла в порт города на рассвете, и жители бежали в горы, сказал в воскресенье врач больницы. "
            "Губернатор обещал хлеб и воду, но рынок был закрыт, и дорога на север тоже.")
    put({"t.csv": table([["id", "text"], ["1", text]]).encode("cp1251")})
    assert only(put).text == text and only(put).language == "ru"
    assert put({"u.csv": table([["id", "text"], ["1", text]]).encode("cp866")}, encoding="cp866").counts == {"known": 1}


def test_a_feed_with_whole_articles_needs_no_page(put):
    whole = f"{BODY} {OTHER} " * 3
    feed = f"""<?xml version="1.0"?><rss version="2.0"><channel><title>Courier</title><item>
        <title>Army enters Norvik</title><link>https://courier.example/norvik</link>
        <pubDate>Sun, 05 Jan 2020 01:30:00 +0300</pubDate>
        <content:encoded xmlns:content="http://purl.org/rss/1.0/modules/content/"><![CDATA[<p>{whole}</p>
        <script>alert(1)</script>]]></content:encoded></item></channel></rss>"""
    put({"feed.xml": feed})
    made = only(put)
    assert made.text == whole.strip() and made.published == date(2020, 1, 5)
    assert (made.outlet, made.url) == ("Courier", "https://courier.example/norvik")
    assert put({"feed.xml": feed}).counts == {"known": 1}
    assert put({"feed.xml": feed.replace("<p>", "<p>Corrected: ")}).counts == {"new version": 1}
    assert only(put).text.startswith("Corrected: The army")


def archive(*records):
    """A web archive of (address, status, media type, content)."""
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    file = io.BytesIO()
    writer = WARCWriter(file, gzip=True)
    for url, status, media, content in records:
        heads = StatusAndHeaders(status, [("Content-Type", media)], protocol="HTTP/1.0")
        writer.write_record(writer.create_warc_record(url, "response", payload=io.BytesIO(content.encode()),
                                                      http_headers=heads))
    return file.getvalue()


def test_a_web_archive_gives_its_pages(put):
    done = put({"a.warc.gz": archive(("https://courier.example/norvik", "200 OK", "text/html", page()),
                                     ("https://courier.example/gone", "404 Not Found", "text/html", "gone"),
                                     ("https://courier.example/x.png", "200 OK", "image/png", "x"))})
    assert only(put).url == "https://courier.example/norvik"
    assert done.aside == [("https://courier.example/gone", "the archive holds the server's answer 404 and no page.")]


def test_a_page_that_was_archived_twice_ends_in_its_last_version_however_often_it_is_added(put):
    later = page(f"{BODY} Later, guns fell silent.")
    content = archive(*(("https://courier.example/norvik", "200 OK", "text/html", one) for one in (page(), later)))
    assert put({"a.warc.gz": content}).counts == {"added": 1, "new version": 1}
    assert put({"a.warc.gz": content}).counts == {"known": 2}
    assert "guns fell silent" in only(put).text and len(list((put.folder / "versions").iterdir())) == 1


@pytest.mark.parametrize("name, content", [
    ("2020-01-05 norvik.txt", f"Army enters Norvik\n\n{BODY}"),
    ("norvik.docx", word(["Army enters Norvik", "5 January 2020", BODY])),
    ("norvik.pdf", pdf(["Army enters Norvik", "5 January 2020.", *BODY.split(", ")]))])
def test_documents_give_title_date_and_text(put, name, content):
    put({name: content})
    made = only(put)
    assert (made.title, made.published) == ("Army enters Norvik", date(2020, 1, 5))
    assert "the market all night" in made.text


def test_ligatures_and_soft_hyphens_of_print_become_letters(put):
    printed = pdf(["Army in Norvik", "A \\256ghter said that gov\\255ern\\255", "ment of\\256\\255", "cials left."])
    put({"a.pdf": printed.replace(b"/Helvetica", b"/Helvetica/Encoding<</Differences[173/softhyphen 174/fi]>>")})
    assert only(put).text == "A fighter said that government officials left."


@pytest.mark.parametrize("name, content", [
    ("a.txt", "Ο στρατός μπήκε στο λιμάνι\n\nΟι κάτοικοι έφυγαν στα βουνά, είπε ένας γιατρός."),
    ("a.docx", word(["军队进入港口", "医生星期天说，居民们逃往山区。"]))])
def test_a_document_in_a_language_that_is_not_known_is_not_called_english(put, name, content):
    put({name: content})
    assert only(put).language == "und"


def test_an_article_file_of_another_collection_keeps_its_fields(put):
    put({"a.txt": f"---\nid: a1\ntitle: Army enters Norvik\npublished: 2020-01-05\noutlet: Courier\n---\n\n{BODY}\n"})
    assert (only(put).article_id, only(put).outlet) == ("a1", "Courier")


def test_in_a_folder_a_file_of_no_kind_is_set_aside_and_the_others_go_on(put, tmp_path):
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "a.html").write_text(page(), "utf-8")
    (folder / "b.json").write_text('{"V1": {"name": 1}}', "utf-8")
    (folder / "c.bin").write_bytes(b"\0\1\2")
    (folder / "d.css").write_text("body {margin: 0}\n" * 9, "utf-8")
    (folder / "e.js.download").write_text("window.loaded = window.loaded || [];\n" * 9, "utf-8")
    done = add([str(folder)], put.folder)
    assert done.counts == {"added": 1, "set aside": 4} and all("of no kind" in why for _, why in done.aside[1:])
    assert "no column that is known as the text" in done.aside[0][1]


def test_of_a_collection_in_a_folder_only_the_articles_are_added(put, tmp_path):
    for body in (BODY, f"{BODY} Later, guns fell silent."):
        put({"t.csv": table([["id", "text"], ["a1", body]])})
    assert (put.folder / "versions" / "a1.v1.txt").is_file()
    (tmp_path / "t.csv").unlink()
    for folder in (put.folder, tmp_path):
        assert add([str(folder)], tmp_path / "other", dry=True).counts == {"added": 1}


def test_a_table_without_rows_is_set_aside_and_the_next_source_is_read(put):
    done = put({"a.csv": "title,text\n", "b.jsonl": "", "c.csv": table([["text"], [BODY]])})
    assert done.counts == {"added": 1, "set aside": 2} and "there is no row" in done.aside[1][1]


# ---- columns and dates

def test_columns_that_are_not_recognised_can_be_mapped(put):
    content = table([["Kopf", "Rumpf"], ["Army enters Norvik", BODY]])
    with pytest.raises(CorpusError, match=r"no column that is known as the text.*'Kopf', 'Rumpf'.*--map text=COLUMN"):
        put({"t.csv": content})
    assert not put.folder.exists()
    with pytest.raises(CorpusError, match="no column 'Rumpff' for text; did you mean 'Rumpf'"):
        put({"t.csv": content}, columns={"text": "Rumpff"})
    with pytest.raises(CorpusError, match="There is no field 'body'"):
        put({"t.csv": content}, columns={"body": "Rumpf"})
    put({"t.csv": content}, columns={"text": "Rumpf", "title": "Kopf"}, values={"outlet": "Courier"})
    assert (only(put).title, only(put).outlet) == ("Army enters Norvik", "Courier")


def test_authors_and_days_can_be_told_for_all(put):
    put({"t.csv": table([["text"], [BODY]])}, values={"authors": "Ana Petrak; Ivo Dunn", "published": "2020-01-05"})
    assert (only(put).authors, only(put).published) == (("Ana Petrak", "Ivo Dunn"), date(2020, 1, 5))
    with pytest.raises(CorpusError, match="published is 'soon', which is no date"):
        put({"t.csv": table([["text"], [BODY]])}, values={"published": "soon"})


def test_one_identifier_cannot_be_set_for_all(put):
    with pytest.raises(CorpusError, match=r"One id cannot be set for all articles; .*--map id=COLUMN"):
        put({"t.csv": table([["text"], [BODY]])}, values={"id": "a1"})


def dated(*days):
    return table([["title", "text", "date"], *([f"No. {at}", f"{BODY} {at}", day] for at, day in enumerate(days))])


def test_the_order_of_day_and_month_is_decided_by_the_whole_column(put):
    put({"t.csv": dated("3/4/2020", "3/14/2020")})
    assert [one.published for one in read_articles(put.folder)[0]] == [date(2020, 3, 4), date(2020, 3, 14)]


@pytest.mark.parametrize("days, why", [(("3/4/2020", "5/6/2020"), "can be read both ways"),
                                       (("14/3/2020", "3/14/2020"), "'14/3/2020' has the day first")])
def test_an_unclear_order_is_asked_for(put, days, why):
    with pytest.raises(CorpusError, match=f"{why}.*--dates dmy"):
        put({"t.csv": dated(*days)})
    put({"t.csv": dated(*days)}, order="dmy")
    assert read_articles(put.folder)[0][0].published == as_day(days[0], "dmy")


def test_a_row_whose_date_cannot_be_read_is_set_aside(put):
    done = put({"t.csv": dated("2020-01-05", "2020-13-05", "soon")})
    assert done.counts == {"added": 1, "set aside": 2}
    assert "'2020-13-05' in published is no date" in done.aside[0][1]


@pytest.mark.parametrize("printed", ["2020-01-05", "2020/1/5", "20200105", "2020-01-05T23:59:00-05:00", "Jan 5 2020",
                                     "5 January 2020", "Sun, 05 Jan 2020 08:00:00 GMT", "January 5, 2020",
                                     "Jan. 5th, 2020", "5.1.2020",
                                     "Sunday 5 January 2020", "1578182400", "05-Jan-20"])
def test_a_day_is_read_as_it_is_printed(printed):
    assert as_day(printed, "dmy") == date(2020, 1, 5)


@pytest.mark.parametrize("printed", ["202001", "2020-01", "2020"])
def test_a_month_or_a_year_is_no_day(printed):
    with pytest.raises(ValueError, match="is no date"):
        as_day(printed, "dmy")


# ---- nothing doubled, nothing lost

def test_the_same_again_is_known_and_a_changed_article_is_a_new_version(put):
    assert put({"page.html": page()}).counts == {"added": 1}
    before = only(put)
    assert put({"page.html": page()}).counts == {"known": 1}
    assert put({"page.html": page().replace("Home", "Start")}).counts == {"known": 1}
    assert put({"page.html": page(f"{BODY} Later, guns fell silent.")}).counts == {"new version": 1}
    assert "guns fell silent" in only(put).text and only(put).article_id == before.article_id
    elder = (put.folder / "versions" / f"{before.article_id}.v1.txt").read_text("utf-8")
    assert BODY in elder and "guns fell silent" not in elder


def test_an_edit_by_hand_stands_when_the_source_has_not_changed(put):
    put({"page.html": page()})
    file = next((put.folder / "articles").glob("*.txt"))
    file.write_text(file.read_text("utf-8").replace("2020-01-05\n", "2020-01-06\n"), "utf-8")
    for same in (page(), page().replace("Home", "Start")):
        assert put({"page.html": same}).counts == {"known": 1}
    assert only(put).published == date(2020, 1, 6)


def test_files_of_one_name_keep_their_lines_in_the_list_and_edits_by_hand(put, tmp_path):
    for name, body in (("a", BODY), ("b", OTHER)):
        (tmp_path / name / "export").mkdir(parents=True)
        (tmp_path / name / "export" / "t.csv").write_text(table([["title", "text"], [name, body]]), "utf-8")
        add([str(tmp_path / name / "export" / "t.csv")], put.folder)
    assert [row["article_id"] for row in ledger(put.folder)] == ["a", "b"]
    file = put.folder / "articles" / "a.txt"
    file.write_text(file.read_text("utf-8").replace("The army", "An army"), "utf-8")
    assert add([str(tmp_path / "a" / "export" / "t.csv")], put.folder).counts == {"known": 1}
    assert "An army" in file.read_text("utf-8")


def test_what_was_read_in_a_wrong_way_is_mended_by_adding_it_in_the_right_one(put):
    text = f"{BODY} Армия вошла в порт города на рассвете, и жители бежали в горы."
    put({"a.txt": text.encode("koi8-r")}, encoding="cp1251")
    assert put({"a.txt": text.encode("koi8-r")}, encoding="koi8-r").counts == {"new version": 1}
    assert only(put).text == text
    file = next((put.folder / "articles").glob("*.txt"))
    file.write_text(file.read_text("utf-8").replace("The army", "An army"), "utf-8")
    assert put({"a.txt": text.encode("koi8-r")}, encoding="koi8-r").counts == {"known": 1}
    assert only(put).text.startswith("An army")  # an edit by hand stands


def test_days_that_were_read_in_a_wrong_order_are_mended_by_adding_them_in_the_right_one(put):
    for order, status, day in (("mdy", "added", date(2020, 3, 4)), ("dmy", "new version", date(2020, 4, 3)),
                               ("dmy", "known", date(2020, 4, 3)), ("mdy", "new version", date(2020, 3, 4))):
        assert put({"t.csv": dated("3/4/2020")}, order=order).counts == {status: 1}
        assert only(put).published == day


def test_what_was_given_with_an_article_stays_when_it_is_added_again_without(put):
    put({"t.csv": dated("3/4/2020")}, order="dmy", values={"outlet": "Norvik Post"})
    assert put({"t.csv": dated("3/4/2020")}, order="dmy").counts == {"known": 1}
    assert put({"t.csv": dated("3/4/2020")}, order="mdy").counts == {"new version": 1}
    assert only(put).outlet == "Norvik Post"


def test_a_new_version_of_an_article_in_a_file_of_another_name_leaves_one_file(put):
    put({"page.html": page()})
    file = next((put.folder / "articles").glob("*.txt"))
    file.rename(file.with_name("by-hand.txt"))
    assert put({"page.html": page(f"{BODY} Later, guns fell silent.")}).counts == {"new version": 1}
    assert "guns fell silent" in only(put).text and len(list((put.folder / "versions").iterdir())) == 1


def test_a_new_version_is_added_to_a_collection_that_is_named_from_here(put, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, body in (("a.html", BODY), ("b.html", f"{BODY} Later, guns fell silent.")):
        (tmp_path / name).write_text(page(body), "utf-8")
    assert add(["a.html", "b.html"], Path("war")).counts == {"added": 1, "new version": 1}
    assert "guns fell silent" in only(put).text


def test_a_mended_title_or_day_or_a_column_named_later_is_a_new_version_where_the_text_and_its_place_are_the_same(put):
    rows = [["title", "text", "when", "paper"], ["Army enters Norvik", BODY, "2020-01-05", "Courier"]]
    assert put({"t.csv": table(rows)}).counts == {"added": 1}
    for title, day in (("Army enters Norvik", "2020-01-05"), ("Army takes Norvik", "2020-01-05"),
                       ("Army takes Norvik", "2020-01-06")):
        rows[1][0], rows[1][2] = title, day
        columns = {"published": "when", "outlet": "paper"}
        assert put({"t.csv": table(rows)}, columns=columns).counts == {"new version": 1}
        assert (only(put).title, str(only(put).published), only(put).outlet) == (title, day, "Courier")
    rows[1][:2] = ["Harbour opens", OTHER]
    assert put({"t.csv": table(rows)}, columns=columns).counts == {"added": 1}


def test_another_article_under_the_same_identifier_or_address_is_added_beside(put):
    put({"a.csv": table([["id", "text"], ["1", BODY]])})
    assert put({"b.csv": table([["id", "text"], ["1", OTHER]])}).counts == {"added": 1}
    assert [one.article_id for one in read_articles(put.folder)[0]] == ["1", "1-2"]
    assert put({"b.csv": table([["id", "text"], ["1", OTHER]])}).counts == {"known": 1}


def test_an_article_that_was_written_before_a_crash_is_known_without_its_line(put):
    put({"t.csv": dated("2020-01-05", "2020-01-06")})
    lines = (put.folder / "added.csv").read_bytes().splitlines(keepends=True)
    (put.folder / "added.csv").write_bytes(b"".join(lines[:-1]) + lines[-1][:9])
    (put.folder / "articles" / "half.part").write_text("half", "utf-8")
    assert put({"t.csv": dated("2020-01-05", "2020-01-06")}).counts == {"known": 2}
    assert len(ledger(put.folder)) == 2 and len(read_articles(put.folder)[0]) == 2


@pytest.mark.parametrize("saved", [
    lambda text: table(csv.reader(io.StringIO(text)), ";").encode("utf-8-sig"), lambda text: text.encode("cp1252")])
def test_the_list_is_read_as_a_spreadsheet_may_have_saved_it(put, saved):
    put({"é.csv": dated("2020-01-05", "never")})
    before = ledger(put.folder)
    (put.folder / "added.csv").write_bytes(saved((put.folder / "added.csv").read_text("utf-8-sig")))
    assert ledger(put.folder) == before and len(before) == 2
    assert put({"b.html": page()}).counts == {"added": 1}
    assert ledger(put.folder)[:2] == before and len(ledger(put.folder)) == 3


def test_what_was_set_aside_is_listed_once_and_goes_when_it_is_mended(put):
    put({"t.csv": dated("never")})
    put({"t.csv": dated("never")})
    assert [(row["source"][-12:], row["status"]) for row in ledger(put.folder)] == [("t.csv, row 2", "set aside")]
    put({"t.csv": dated("2020-01-05")})
    assert [row["status"] for row in ledger(put.folder)] == ["added"]


def test_a_dry_run_tells_and_writes_nothing(put):
    done = put({"page.html": page(), "again.html": page()}, dry=True)
    assert done.counts == {"added": 1, "known": 1} and not put.folder.exists()
    assert "nothing was written" in str(done)


def test_a_dry_run_tells_days_outside_the_period_that_the_collection_would_get(put):
    done = put({"t.csv": dated("2010-01-05")}, like="corpus/aleppo-2016", dry=True)
    assert "before the period of the collection" in done.flagged[0][1] and not put.folder.exists()


def test_the_list_holds_no_formula(put):
    (put.folder.parent / "=t").mkdir()
    put({"=t/t.csv": dated("2020-01-05")})
    assert [row["source"][:3] for row in ledger(put.folder)] == ["'=t"]


# ---- marks

def test_odd_dates_are_flagged_and_other_languages_marked(put):
    put.folder.mkdir()
    (put.folder / "articles").mkdir()
    (put.folder / "collection.yaml").write_text("title: War\nperiod: {start: 2020-01, end: 2020}\n", "utf-8")
    german = ("Die Armee hat den Hafen von Norvik erreicht, und die Bewohner der Stadt sind in die Berge geflohen, wie "
              "ein Sprecher der Regierung am Sonntag sagte.")
    rows = [["a", BODY, "2019-01-05"], ["b", f"{BODY} b", "2999-01-05"], ["c", f"3 March 2018. {BODY}", "2020-01-05"],
            ["d", f"{BODY} It fell on 3 March 2018, not on 1 March 2018.", "2020-01-06"], ["e", german, "2020-01-07"],
            ["f", f"{BODY} f", ""], ["g", f"{BODY} It had last fallen on 3 March 1973.", "2020-01-06"],
            ["h", f"Since March 15, 2018, war has raged. {BODY}", "2020-01-05"]]
    done = put({"t.csv": table([["id", "text", "date"], *rows])})
    told = dict(done.flagged)
    assert "before the period" in told["a"] and "in the future" in told["b"] and "after the period" in told["b"]
    assert "the text begins with 2018-03-03" in told["c"] and "nearest date in the text, 2018-03-03" in told["d"]
    assert told["f"] == "no date of publication" and not {"e", "g", "h"} & set(told)
    assert done.foreign == {"de": 1} and "de 1" in str(done)


def test_the_state_of_a_collection_is_told_in_tables(put):
    put({"t.csv": table([["id", "text", "date", "source"], ["a", BODY, "2020-01-08", "Courier"],
                         ["b", OTHER, "2020-01-09", ""], ["c", "Die Stadt ist in der Nacht von den Bewohnern "
                          "und der Armee geräumt worden, sagte ein Arzt.", "2999-01-01", "Bote"], ["d", "", "", ""]])})
    loaded = load_corpus(put.folder)
    assert state.weeks(loaded.frame()).to_dict("records")[0] == {
        "week": pd.Timestamp("2020-01-06"), "articles": 2, "outlets": "not stated 1, Courier 1"}
    assert state.languages(loaded.frame())[["language", "articles", "analysed"]].values.tolist() == [
        ["en", 2, "yes"], ["de", 1, "no"]]
    assert state.odd_dates(loaded)[["article_id", "why"]].values.tolist() == [
        ["c", "published in the future, on 2999-01-01"]]
    assert state.set_aside(loaded)["reason"].tolist() == ["there is no text."]
    file = put.folder / "articles" / "a.txt"
    file.write_text(file.read_text("utf-8").replace("2020-01-08", "2998-01-08"), "utf-8")
    assert state.odd_dates(load_corpus(put.folder))["article_id"].tolist() == ["a", "c"]


def test_an_odd_date_stays_one_when_the_article_is_met_again_elsewhere(put):
    put({"t.csv": dated("")})
    assert put({"u.csv": dated("")}).counts == {"known": 1}
    assert state.odd_dates(load_corpus(put.folder))["why"].tolist() == ["no date of publication"]


@pytest.mark.parametrize("code, text", [
    ("en", BODY), ("en", BODY.upper()), ("ar", "قال مسؤول في المدينة إن الجيش دخل إلى الميناء"),
    ("fr", "L'armée est entrée dans le port de la ville, ont dit des habitants qui fuient"),
    ("ru", "Армия вошла в порт города, и жители бежали в горы, как сказал он"), ("und", "")])
def test_a_language_is_told_by_its_function_words(code, text):
    assert language(text) == code


def test_a_collection_without_an_actor_file_is_told_to_name_its_home(put):
    assert "`home: STATE`" in str(put({"page.html": page()}))


def test_a_new_collection_gets_what_another_one_knows(put):
    put({"page.html": page()}, like="corpus/aleppo-2016")
    assert (put.folder / "actors.yaml").is_file() and (put.folder / "places.csv").is_file()
    loaded = load_corpus(put.folder)
    assert loaded.collection["title"] == "War" and loaded.collection["period"]["start"] == date(2011, 3, 15)


def test_addresses_are_compared_without_what_tells_no_pages_apart():
    assert plain_url("https://www.courier.example/a/?utm_source=x&id=3#top") == plain_url("http://courier.example/a/?id=3")
    assert len({plain_url(f"https://courier.example/{page}") for page in ("a?id=3", "a?id=4", "b?id=3", "a")}) == 4


@pytest.mark.parametrize("given, kept", [
    ("www.courier.example", "https://www.courier.example"), ("courier.example/a?b=c.d/e", "https://courier.example/a?b=c.d/e"),
    ("//courier.example/a", "https://courier.example/a"), ("http://courier.example/a", "http://courier.example/a"),
    ("javascript:alert(1)//courier.example/a", ""), ("/a/b.html", ""), ("data:text/html,www.courier.example/a", "")])
def test_an_address_without_https_gets_it_and_what_is_no_address_is_left_out(put, given, kept):
    put({"t.csv": table([["text", "url"], [BODY, given]])})
    assert only(put).url == kept


def test_html_in_a_column_becomes_plain_paragraphs():
    assert plain_text("<p>One &amp; two</p><script>x()</script><p>three<br>four</p>") == "One & two\n\nthree\n\nfour"
    assert plain_text('<p>One.</p><iframe src="a"/><p>Two.</p><object data="b"></object>') == "One.\n\nTwo."
    assert plain_text("One.\r\n\r\nTwo <b>said</b>.\r\n \r\nThree\r\nfour.") == "One.\n\nTwo said.\n\nThree four."
    assert plain_text("&quot;We&#8217;ll stay,&quot; he said; a&copy=2") == '"We’ll stay," he said; a&copy=2'


# ---- attacks

BOMB = '<!DOCTYPE b [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize("name, content, reason", [
    ("feed.xml", f"{BOMB}<rss><channel><item><title>&b;</title></item></channel></rss>", "declares entities"),
    ("feed.xml", f"{BOMB}<rss><channel><item/></channel></rss>".encode("utf-16"), "declares entities"),
    ("feed.xml", "<rss><channel>" + "<item/>" * 6000 + "</channel></rss>", "6,000 entries"),
    ("a.docx", word([BODY], BOMB), "declares entities"), ("old.doc", b"x", "save it as .docx"),
    ("a.pdf", b"%PDF-1.4 broken", "cannot be read"), ("a.xlsx", b"PK\3\4 broken", "damaged"),
    ("yaml.txt", f"---\nnote: &a [x, x, x]\nurl: &b [*a, *a, *a]\ntitle: [*b, *b, *b]\n---\n\n{BODY}", "plain text"),
    ("yaml.txt", f"---\ntitle: !!python/object/apply:os.getcwd []\n---\n\n{BODY}", "plain text"),
    ("nested.html", "<div>" * 100_000 + BODY, "no page of HTML"), ("deep.json", "[" * 100_000, "damaged"),
    ("empty.txt", b"", "no text")])
def test_an_attack_or_a_damaged_file_is_refused_with_its_reason(put, name, content, reason):
    done = put({name: content})
    assert done.counts == {"set aside": 1} and reason in done.aside[0][1]


def test_what_unpacks_to_too_much_is_refused(put, monkeypatch):
    monkeypatch.setattr(readers, "MOST_UNPACKED", 100_000)
    monkeypatch.setattr(readers, "MOST_LOADED", 200_000)
    done = put({"bomb.html.gz": gzip.compress(b"a" * 1_000_000), "bomb.docx": word(["a" * 1_000_000]),
                "bomb.csv.gz": gzip.compress(b"text,date\n" + b"a" * 1_000_000)})
    assert done.counts == {"set aside": 3}
    assert all("unpacks to more" in reason for _, reason in done.aside)


def test_a_page_that_is_too_large_is_refused(put, monkeypatch):
    monkeypatch.setattr(readers.pages, "LARGEST", 1000)
    assert "1,000 are the most" in put({"page.html": page()}).aside[0][1]
    assert "larger than" in put({"page.html": page() * 9}).aside[0][1]


@pytest.mark.parametrize("given", ["../../outside", "/etc/outside", "..", "a/../../b", "C:\\outside", ".hidden",
                                   "a\0b"])
def test_a_name_from_outside_cannot_leave_the_collection(put, tmp_path, given):
    put({"t.json": json.dumps([{"id": given, "text": BODY}])})
    made = only(put)
    assert [file.parent for file in tmp_path.rglob("*.txt")] == [put.folder / "articles"]
    assert "/" not in made.article_id and not made.article_id.startswith(".")
