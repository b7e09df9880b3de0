"""Adding from the web, against a small server on this machine that is slow, broken, huge or hostile."""

import gzip
import io
import socket
import threading
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest

from dateline.corpus import read_articles
from dateline.ingest import add, web
from dateline.ingest.web import Refused, Web, is_public

BODY = " ".join(f"Shells fell on quarter {number} of Norvik, and the people of its streets fled to the harbour, a "
                f"doctor of ward {number} said." for number in range(12))
PAGE = f"<html><head><title>Shells on Norvik</title></head><body><article><h1>Shells on Norvik</h1><p>{BODY}</p>" \
       "</article></body></html>"
FEED = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Courier</title>
<entry><title>Shells on Norvik</title><link href="{base}/page"/><published>2020-01-05T08:00:00Z</published></entry>
<entry><title>Gone</title><link href="{base}/missing"/></entry><entry><title>No link</title></entry></feed>"""
SECONDS = 2.0  # what a call may take that is too slow on purpose


class Handler(BaseHTTPRequestHandler):
    """What each path answers."""

    calls: ClassVar[list[str]] = []

    def do_GET(self):
        self.calls.append(self.path)
        with suppress(OSError):  # the reader may have hung up, as it should
            getattr(self, f"get_{self.path.strip('/').partition('.')[0]}", self.get_missing)()

    def answer(self, content, media="text/html; charset=utf-8", status=200, **heads):
        self.send_response(status)
        content = content.encode() if isinstance(content, str) else content
        for name, value in {"Content-Type": media, "Content-Length": str(len(content)), **heads}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(content)

    def get_missing(self):
        self.answer("no", status=404)

    def get_robots(self):
        self.answer("User-agent: *\nDisallow: /private\n", "text/plain")

    def get_page(self):
        self.answer(PAGE)

    get_private = get_page

    def get_packed(self):
        self.answer(gzip.compress(PAGE.encode()), Content_Encoding="gzip")

    def get_bomb(self):
        self.answer(gzip.compress(b"<p>" + b"a" * 30_000_000), Content_Encoding="gzip")

    def get_charset(self):
        self.answer(PAGE.replace("doctor", "“doctor”"), "text/html; charset=iso-8859-1")

    def get_latin(self):
        self.answer(PAGE.replace("doctor", "médecin").encode("latin-1"), "text/html")

    def get_wall(self):
        self.answer("<html><body><article><h1>Norvik</h1><p>Shells fell on Norvik, and people fled to the harbour. "
                    "Subscribe to continue reading.</p></article></body></html>")

    def get_paid(self):
        self.answer("pay", status=402)

    def get_slow(self):
        self.send_response(200)
        self.end_headers()
        for _ in range(100):
            self.wfile.write(b"<p>a</p>")
            time.sleep(0.1)

    def get_heads(self):
        self.wfile.write(b"HTTP/1.0 200 OK\r\n")
        for number in range(100):
            self.wfile.write(b"X-%d: a\r\n" % number)
            time.sleep(0.1)

    def get_silent(self):
        time.sleep(2 * SECONDS)

    def get_broken(self):
        self.send_response(200)
        self.send_header("Content-Length", "5000")
        self.end_headers()
        self.wfile.write(b"<html>")

    def get_nonsense(self):
        self.wfile.write(b"what is this\r\n\r\n")

    def get_huge(self):
        self.send_response(200)
        self.end_headers()
        for _ in range(100):
            self.wfile.write(b"a" * 1_000_000)

    def get_huger(self):
        self.send_response(200)
        self.send_header("Content-Length", "999999999999")
        self.end_headers()
        self.wfile.write(b"a")

    def get_moved(self):
        self.answer("", status=301, Location="/page")

    def get_loop(self):
        self.answer("", status=302, Location="/loop")

    def get_away(self):
        self.answer("", status=302, Location="file:///etc/hosts")

    def get_feed(self):
        base = f"http://127.0.0.1:{self.server.server_port}"
        self.answer(FEED.format(base=base), "application/atom+xml")

    def get_table(self):
        self.answer(f"title,text\nShells,{BODY.replace(',', '')}\n", "text/csv")

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def base():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def reader():
    Handler.calls.clear()
    return Web(pause=0, allow_local=True, seconds=20)


def test_a_page_becomes_an_article_with_its_address(base, reader, tmp_path):
    assert add([f"{base}/moved"], tmp_path, web=reader).counts == {"added": 1}
    (made,), _ = read_articles(tmp_path)
    assert (made.title, made.text, made.url) == ("Shells on Norvik", BODY, f"{base}/page")
    assert add([f"{base}/packed"], tmp_path, web=reader).counts["set aside"] == 0


@pytest.mark.parametrize("path, word", [("charset", "“doctor”"), ("latin", "médecin")])
def test_a_wrong_or_missing_encoding_does_no_harm(base, reader, tmp_path, path, word):
    add([f"{base}/{path}"], tmp_path, web=reader)
    assert word in read_articles(tmp_path)[0][0].text


@pytest.mark.parametrize("path, reason", [
    ("missing", "404: there is no such page"), ("paid", "402: it wants payment"), ("wall", "paywall"),
    ("private", "robots.txt asks"), ("slow", "too slow"), ("heads", "too slow"), ("silent", "too slow"),
    ("broken", "broke off in the middle"), ("nonsense", "broke off"), ("huge", "larger than 20 MB"),
    ("huger", "larger than 20 MB"), ("bomb", "larger than 20 MB"), ("loop", "more than 5 times"),
    ("away", "no address of a page")])
def test_what_cannot_be_had_is_set_aside_with_its_reason_and_in_time(base, reader, tmp_path, path, reason):
    reader.seconds = SECONDS if "slow" in reason else reader.seconds
    began = time.monotonic()
    done = add([f"{base}/{path}"], tmp_path, web=reader)
    assert done.counts == {"set aside": 1} and reason in done.aside[0][1]
    assert time.monotonic() - began < 30


def test_a_feed_leads_to_its_pages_and_a_second_run_reads_only_what_is_new(base, reader, tmp_path):
    done = add([f"{base}/feed"], tmp_path, web=reader)
    assert done.counts == {"added": 1, "set aside": 2}
    assert [reason.partition(":")[0] for _, reason in done.aside] == ["the server answered 404",
                                                                      "the feed has only a summary of it, and no "
                                                                      "address of a page."]
    assert str(read_articles(tmp_path)[0][0].published) == "2020-01-05"
    Handler.calls.clear()
    assert add([f"{base}/feed"], tmp_path, web=reader).counts["known"] == 1
    assert "/page" not in Handler.calls


def test_a_table_is_read_from_its_address(base, reader, tmp_path):
    assert add([f"{base}/table.csv"], tmp_path, web=reader).counts == {"added": 1}


# ---- addresses

@pytest.mark.parametrize("address", ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0",
                                     "100.64.0.1", "224.0.0.1", "::1", "fe80::1%eth0", "fc00::1", "::ffff:127.0.0.1",
                                     "2002:7f00:1::", "64:ff9b::7f00:1", "::"])
def test_an_address_inside_a_network_is_not_public(address):
    assert not is_public(address)


def test_an_address_of_the_internet_is_public():
    assert is_public("93.184.216.34") and is_public("2606:2800:220:1::1")


def test_this_machine_is_not_read_and_not_even_called(base):
    Handler.calls.clear()
    with pytest.raises(Refused, match="an address inside a private network"):
        Web(pause=0).fetch(f"{base}/page")
    assert Handler.calls == []


def test_a_redirect_into_the_own_network_is_refused(base, monkeypatch):
    """The first host is public by its name only here, so that the redirect is what is refused."""
    found = {"courier.example": "93.184.216.34", "inside.example": "10.0.0.1"}
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, port, **_: [(0, 0, 0, "", (found[host], port))])
    called = []
    monkeypatch.setattr(socket, "create_connection", lambda address, _: called.append(address) or _Redirecting())
    with pytest.raises(Refused, match=r"'inside.example' leads to 10.0.0.1"):
        Web(pause=0).fetch("http://courier.example/")
    assert {address for address, _ in called} == {"93.184.216.34"}


class _Redirecting:
    """A connection whose server redirects to a host of a private network."""

    def sendall(self, _):
        pass

    def makefile(self, *_):
        return io.BytesIO(b"HTTP/1.0 302 Found\r\nLocation: http://inside.example/\r\n\r\n")

    def shutdown(self, _):
        pass

    def close(self):
        pass


@pytest.mark.parametrize("url", ["ftp://courier.example/a", "http://", "http://user:word@courier.example/",
                                 "http://courier.example:port/", "file:///etc/hosts", "http://[::1/"])
def test_what_is_no_address_of_a_page_is_refused(url):
    with pytest.raises(Refused, match="no address of a page"):
        web.Web(pause=0)._get(url)
