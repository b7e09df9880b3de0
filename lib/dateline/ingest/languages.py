"""The language of a text, by the function words in it: those of spaCy's lists, which need no model."""

import re
from importlib import import_module

CODES = "en de fr es it pt nl sv da pl tr ar fa ur he ru uk hi id".split()
ENGLISH = frozenset("""the of and to in a is that for was on with as at by from it he has have said were be his are an
    this which who not had they their been but will""".split())
SURELY = 0.2  # share of these words from which a text is English
LEAST = 0.04  # share of any language's words below which nothing is told


def language(text: str, stated: str = "") -> str:
    """ISO 639-1 code of a text's language; what is stated, or "und", where its words do not tell."""
    words = re.findall(r"[^\W\d_]+", text[:6000].casefold())
    if sum(word in ENGLISH for word in words) >= SURELY * max(1, len(words)):
        return "en"
    counts = {code: sum(map(import_module(f"spacy.lang.{code}.stop_words").STOP_WORDS.__contains__, words))
              for code in CODES}
    best = max(CODES, key=counts.__getitem__)  # the first of equals: English
    return best if words and counts[best] >= LEAST * len(words) else stated.split("-")[0].lower() or "und"
