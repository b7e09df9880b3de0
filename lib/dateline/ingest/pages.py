"""A news page in HTML -> Article: body by trafilatura, the rest from what publishers state for search engines."""

import html
import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from dateline.corpus import Article, plain
from dateline.ingest.columns import as_day, flat, headline, plain_text
from dateline.ingest.web import Refused

LARGEST = 10_000_000  # characters of a page
FEWEST_WORDS = 25  # of an article; less is a picture, a video or an error
FEWEST_WORDS_PAID = 150  # of an article on a page that asks for payment; less is only its beginning

_PAYMENT = re.compile(r"\b(?:subscribe|sign up|log ?in|register)\b[^.<]{0,40}\b(?:to (?:continue|keep|read)|for full)"
                      r"|\b(?:this|the) (?:article|content|story) is (?:only )?(?:for|available to) (?:\w+ )?"
                      r"(?:subscribers|members)|\balready a subscriber\b", re.I)
# Lines that pages print among the paragraphs of an article, and that are none of it.
_ASIDE = re.compile(
    r"(?:-\s*)?(?:sign up (?:for|to)\b|subscribe to\b|follow \S+(?: \S+)? on (?:google|twitter|facebook|x)\b"
    r"|click here\b|more ?: |read (?:more|also|next)\b ?:|related ?:|got a story\?|for more stories like"
    r"|advertisement$|share this\b|you must confirm your public display|please log ?out and then"
    r"|this is a breaking (?:new|news) story\b|scroll down\b|all rights reserved\b)", re.I)


def article(page: str, url: str = "") -> Article:
    """The article of a page. `url` is where the page was found; the page's own canonical address comes first.

    Raises Refused where there is no article on it, or only its beginning before a wall.
    """
    if len(page) > LARGEST:
        raise Refused(f"the page has {len(page):,} characters; {LARGEST:,} are the most.")
    import trafilatura  # here, since it takes a second to load
    from trafilatura.metadata import extract_metadata

    tree = trafilatura.load_html(page)
    if tree is None:
        raise Refused("it is no page of HTML.")
    heads = [" ".join(one.text_content().split()) for one in tree.iter("h1")]
    title = " ".join(" ".join(one.text_content() for one in tree.iter("title")).split())
    metas = {(one.get("property") or one.get("name") or "").lower(): one.get("content") or ""
             for one in reversed(list(tree.iter("meta")))}
    paragraphs = {" ".join(one.text_content().split()): None for one in tree.iter("p")}
    stated = _stated([one.text or "" for one in tree.iter("script") if "ld+json" in (one.get("type") or "")])
    found = trafilatura.bare_extraction(page, url=url or None, include_comments=False, favor_precision=True,
                                        with_metadata=False)
    text = _body(found.text if found else "", flat(stated.get("articleBody")), list(paragraphs))
    _check(text, str(stated.get("isAccessibleForFree")).lower() == "false" or bool(_PAYMENT.search(page)))
    meta = extract_metadata(tree, default_url=url or None, extensive=False)
    authors = _names(stated.get("author")) or _names((meta.author or "").split(";"))
    return Article(
        "", _title(heads, stated, metas.get("og:title", ""), title) or headline(text), text,
        first_day(stated.get("datePublished"), metas.get("article:published_time"), meta.date), flat(
            _names(stated.get("publisher"))[:1]) or (meta.sitename or meta.hostname or "").removeprefix("@"),
        meta.url or url, tree.get("lang") or "", authors,
        updated=first_day(stated.get("dateModified"), metas.get("article:modified_time")))


def _check(text: str, paid: bool) -> None:
    words = len(text.split())
    if paid and words < FEWEST_WORDS_PAID:
        raise Refused(f"it stands behind a paywall or login: only {words} words of it can be read.")
    if words < FEWEST_WORDS:
        raise Refused("no text of an article is found on it." if not words
                      else f"only {words} words of an article are found on it.")


def _stated(blocks: list[str]) -> dict[str, Any]:
    """What a page states of its article as linked data (schema.org); empty where it states nothing."""
    for block in blocks:
        try:
            content = json.loads(block, strict=False)
        except (ValueError, RecursionError):
            continue
        for one in _objects(content):
            kind = flat(one.get("@type"))
            if re.search(r"Article|BlogPosting|Report", kind) and one.get("datePublished"):
                # The headline of a live blog is that of its newest entry.
                return {**one, "headline": ""} if "LiveBlog" in kind else one
    return {}


def _objects(content: Any, depth: int = 6) -> Iterator[dict]:
    """The objects of linked data, outer ones first."""
    level = [content]
    for _ in range(depth):
        level = [part for one in level for part in (one if isinstance(one, list) else [one])]
        objects = [one for one in level if isinstance(one, dict)]
        yield from objects
        level = [value for one in objects for value in one.values() if isinstance(value, dict | list)]


def _title(heads: list[str], stated: dict[str, Any], shared: str, title: str) -> str:
    """The headline: what most of the page's statements agree on, whatever marks they use."""
    first, *others = (_unescaped(stated.get(key)) for key in ("headline", "name", "alternativeHeadline"))
    heads = [head for head in heads if plain(head)]
    for head in heads:  # a site often puts its own name behind the headline
        shared = head if plain(shared).startswith(plain(head)) else shared
    said = [*map(plain, others), plain(shared), *{plain(head) for head in heads}, plain(first)]
    said += [plain(first)] if plain(title).startswith(plain(first)) else []
    return max(filter(None, [first, shared, *heads, title]), key=lambda line: said.count(plain(line)), default="")


def _body(extracted: str, stated: str, paragraphs: list[str]) -> str:
    """The paragraphs of the article, a blank line between two."""
    lines = [line.strip() for line in extracted.split("\n")]
    text = "\n\n".join(line for line in lines if line and not _ASIDE.match(line))
    stated = plain_text(_unescaped(stated))
    inside = " ".join(stated.split())
    if len(inside.split()) > 1.4 * len(text.split()) and _share(text, inside) > 0.8:  # a part was not found
        kept = [one for one in paragraphs if one and one in inside]
        text = "\n\n".join(kept) if len(" ".join(kept)) > 0.9 * len(inside) else stated
    return text


def _share(part: str, whole: str) -> float:
    words, known = part.split(), set(whole.split())
    return sum(word in known for word in words) / max(1, len(words))


def _names(value: Any) -> tuple[str, ...]:
    """Names of people or organisations, without addresses."""
    parts = value if isinstance(value, list) else [value]
    names = (re.sub(r"^by ", "", _unescaped(one), flags=re.I).strip(" ,") for one in parts)
    return tuple(dict.fromkeys(name for name in names if name and "/" not in name and "@" not in name))


def _unescaped(value: Any) -> str:
    return " ".join(html.unescape(flat(value)).split()) if not isinstance(value, str) else html.unescape(value).strip()


def first_day(*values: Any) -> date | None:
    """The first of the values that names a day."""
    for value in values:
        try:
            if day := as_day(value):
                return day
        except ValueError:
            continue
    return None
