"""One page or file from the web, within limits of size and time, and from no address of the own network.

A host's name is looked up once, every address that it has is checked, and the connection goes to the address that was
checked, so that a name cannot lead elsewhere a moment later. Each redirect is a new look-up and a new check.
"""

import http.client
import ipaddress
import socket
import ssl
import time
import zlib
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Timer
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit
from urllib.robotparser import RobotFileParser

AGENT = "Dateline"
MOST_BYTES = 20_000_000  # of one download, after unpacking
MOST_HOPS = 5
PORTS = {"http": 80, "https": 443}
SECONDS_SILENT, SECONDS_ALL = 10.0, 60.0
SAID = {401: "it wants a login", 402: "it wants payment", 403: "it refuses programs", 404: "there is no such page",
        410: "the page is gone", 429: "it was asked too often; try again later", 451: "it is blocked for legal reasons"}


class Refused(ValueError):
    """An item that cannot be taken in; the message is the reason, to follow the item's name and a colon."""


@dataclass(frozen=True)
class Download:
    """What an address gave: the address after redirects, the bytes, the media type and the declared encoding."""

    url: str
    content: bytes
    media: str
    charset: str


@dataclass
class Web:
    """A polite and careful reader of the web: keeps to robots.txt and pauses between two calls to one host.

    pause: seconds between two calls. allow_local: also read from this machine, for tests with a server of their own.
    """

    pause: float = 1.0
    allow_local: bool = False
    seconds: float = SECONDS_ALL
    _robots: dict[str, RobotFileParser] = field(default_factory=dict)
    _called: dict[str, float] = field(default_factory=dict)

    def fetch(self, url: str) -> Download:
        """What stands at a web address. Raises Refused with the reason where it is not to be had."""
        asked = url
        for _ in range(MOST_HOPS + 1):
            if not self._allows(url):
                raise Refused("the site's robots.txt asks programs not to read it; save the page in a browser and "
                              "add the saved file.")
            answer = self._get(url)
            if isinstance(answer, Download):
                return answer
            url = urljoin(url, answer)
        raise Refused(f"{asked} redirects more than {MOST_HOPS} times.")

    def _allows(self, url: str) -> bool:
        parts = _parts(url)
        site = f"{parts.scheme}://{parts.netloc}"
        if site not in self._robots:
            rules = self._robots[site] = RobotFileParser()
            try:
                answer = self._get(f"{site}/robots.txt")
                rules.parse(answer.content.decode("utf-8", "replace").splitlines() if isinstance(answer, Download)
                            else [])
            except Refused:
                rules.parse([])  # no rules to be had: nothing is forbidden
        return self._robots[site].can_fetch(AGENT, url)

    def _get(self, url: str) -> Download | str:
        """One call: what the address gave, or the address that it redirects to."""
        parts = _parts(url)
        host, port = parts.hostname or "", parts.port or PORTS[parts.scheme]
        time.sleep(max(0.0, self._called.get(host, 0.0) + self.pause - time.monotonic()))
        end = time.monotonic() + self.seconds
        connection = http.client.HTTPConnection(host, port)
        try:
            connection.sock = self._connect(host, port, parts.scheme == "https")
            watch = Timer(self.seconds, _hang_up, (connection.sock,))
            watch.daemon = True
            watch.start()
            try:
                connection.request("GET", urlunsplit(("", "", parts.path or "/", parts.query, "")), headers={
                    "Host": parts.netloc, "User-Agent": AGENT, "Accept-Encoding": "gzip", "Connection": "close"})
                return _answer(connection.getresponse(), url, end)
            finally:
                watch.cancel()
        except (OSError, http.client.HTTPException) as error:
            slow = isinstance(error, TimeoutError) or time.monotonic() >= end
            raise Refused(f"{host} was too slow; {self.seconds:.0f} seconds are the most." if slow
                          else f"{host} broke off ({type(error).__name__}: {error}).") from error
        except UnicodeError as error:
            raise Refused(f"{url} holds characters that no web address has.") from error
        finally:
            connection.close()
            self._called[host] = time.monotonic()

    def _connect(self, host: str, port: int, secure: bool) -> socket.socket:
        try:
            found = list(dict.fromkeys(one[4][0] for one in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))
        except OSError as error:
            raise Refused(f"there is no host '{host}', or no connection to the internet ({error}).") from error
        for address in found:
            if not self.allow_local and not is_public(address):
                raise Refused(f"'{host}' leads to {address}, an address inside a private network; "
                              "only the public web is read.")
        for address in found:  # not every network reaches both kinds of address
            try:
                plain = socket.create_connection((address, port), min(SECONDS_SILENT, self.seconds))
                break
            except OSError:
                if address == found[-1]:
                    raise
        return ssl.create_default_context().wrap_socket(plain, server_hostname=host) if secure else plain


def _parts(url: str) -> SplitResult:
    """The parts of an address of a page. Raises Refused where it is none."""
    with suppress(ValueError):
        parts = urlsplit(url)
        if parts.scheme in PORTS and parts.hostname and parts.username is None and parts.port != 0:
            return parts
    raise Refused(f"{url} is no address of a page; it has to begin with http:// or https:// and a host.")


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the public internet, also where it wraps another one."""
    one = ipaddress.ip_address(address.partition("%")[0])
    inside = [getattr(one, "ipv4_mapped", None), getattr(one, "sixtofour", None)]
    if one in ipaddress.ip_network("64:ff9b::/96"):  # an IPv4 address behind a translator
        inside.append(ipaddress.IPv4Address(int(one) & 0xFFFFFFFF))
    return all(each.is_global and not each.is_multicast for each in [one, *filter(None, inside)])


def _hang_up(sock: socket.socket) -> None:
    """End a connection that takes too long: whoever waits on it gets an error."""
    with suppress(OSError):  # it may have ended by itself
        sock.shutdown(socket.SHUT_RDWR)


def _answer(response: http.client.HTTPResponse, url: str, end: float) -> Download | str:
    if response.status in (301, 302, 303, 307, 308):
        if target := response.headers.get("Location"):
            return target
        raise Refused("it redirects to nowhere.")
    if response.status != 200:
        raise Refused(f"the server answered {response.status}: "
                      f"{SAID.get(response.status, response.reason or 'no reason given')}.")
    packed = response.headers.get("Content-Encoding", "identity").lower()
    if packed not in ("identity", "gzip"):
        raise Refused(f"it is packed as '{packed}', which was not asked for.")
    unpack = zlib.decompressobj(31) if packed == "gzip" else None
    content = bytearray()
    try:
        while chunk := response.read1(65_536):
            content += unpack.decompress(chunk, MOST_BYTES + 1) if unpack else chunk
            if len(content) > MOST_BYTES or int(response.headers.get("Content-Length") or 0) > MOST_BYTES:
                raise Refused(f"it is larger than {MOST_BYTES // 1_000_000} MB; download it yourself and add the file.")
            if time.monotonic() >= end:
                raise TimeoutError
    except (zlib.error, ValueError) as error:
        if isinstance(error, Refused):
            raise
        raise Refused(f"what came is damaged ({error}).") from error
    if time.monotonic() >= end:
        raise TimeoutError
    if response.length or (unpack and not unpack.eof):
        raise Refused("it broke off in the middle.")
    return Download(url, bytes(content), response.headers.get_content_type(),
                    response.headers.get_content_charset() or "")
