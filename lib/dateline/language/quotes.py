"""Quotes: what is said, by whom, by which words.

A model reads the article (`tagger.py`): it marks cues, and tells of every word whether, seen from a cue, it belongs to
that act of reporting as content or source. Here its marks are cut into quotes, one a cue; quotations that no cue
claims and the turns of transcripts are added.
"""

import math
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise

import numpy as np
from spacy.tokens import Doc, Span

from dateline.language import tagger
from dateline.language.text import paragraphs, quotations, within

KINDS = ("direct", "indirect", "mixed")
OUTSIDE, BEGIN, INSIDE, SOURCE, CUE = range(5)  # labels of Reading.seen_from
THOUGHT_BEGIN, THOUGHT_INSIDE, SPEECH_BEGIN, SPEECH_INSIDE, UNCUED = range(1, 6)  # classes of Reading.cue

# Chosen by cross-validation over the articles of conflict/train.
LEAST_CUE = 0.45  # probability from which on a word counts as a cue of speech
LEAST_UNCUED = 0.5  # probability from which on a word opens a quote without a cue
LEAST_SOURCE, LEAST_LINK = 0.4, 0.1  # probability of a word in a source, and of its belonging to a cue
SAME = 0.6  # overlap from which on two cues are taken to report the same words
SCRAP = 0.1  # pieces shorter than this part of the quote's longest are errors
FREE_WORDS, FREE_CONTENT = 4, 0.3  # a quotation without a cue has so many words, so likely content
# Logistic regression of "content and source are right", fitted on held-out articles: bias; log odds of the cue, of its
# content, of content at all and of the source; no cue.
CONFIDENCE = (-2.144, 0.297, 0.22, 0.313, 0.193, -0.505)

# Words that report speech by the codebook, so that the model's doubt whether they tell of speech or of thought, which
# it has from PolNeAR, is no doubt.
_SPOKEN = re.compile(r"(?i)(accus|appeal|ask|blam|commend|condemn|congratulat|demand|den[iy]|deplor|hail|pledg|prais"
                     r"|reaffirm|reiterat|reject|request|thank|threaten|underscor|urg|voic|vow|welcom)\w*|puts? "
                     r"(?!an? )(?=[^.!?\n]{0,40}\b(?:toll|number|figure|loss|total|count\b|casualt|dead)[^.!?\n]* at )")

_STEPS = np.zeros((5, 5))
_STEPS[[OUTSIDE, SOURCE, CUE], INSIDE] = -1e9  # content goes on only after it has begun

_OBJECTS = frozenset("him her them it himself herself themselves itself".split())
_RELATIVES = frozenset("who which that".split())
_NOBODY = frozenset("the a an and or but of as to".split())  # no sources by themselves
_NOTHING = _NOBODY | _RELATIVES | frozenset("it this these those he she they him her them".split())  # nor content
# Words round a cue's verb that tell whether anything was said.
_NOT = frozenset("not n't n’t never no nobody none neither nor refuse decline fail without".split())
_ASK, _ASKING = ("ask", "wonder", "question"), frozenset("if whether who what when where why how which".split())
_PLANS = frozenset("will wo shall 'll ’ll plan expect intend due set schedule going prepare".split())
_PERHAPS = frozenset("would could may might should must can if".split())

# The other half of a double word that a model's word ends in: "state-" of "state-run".
_JOINED_BEFORE, _JOINED_BEHIND = re.compile(r"(?:\w+[-‐])*\Z"), re.compile(r"(?:[-‐]\w+)*")

_ARTICLES = frozenset("the a an".split())
# Content that ends in one of these ends less than so many words too early.
_DANGLING, DANGLING = _ARTICLES | frozenset("and at by for from in of on or to with".split()), 5

# The day on which something was said, between cue and content: "said Tuesday the border would open".
_DAY = re.compile(r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day (?:(?:morning|afternoon|evening|night) )?(?=[A-Z\d]"
                  r"|(?:the|an?|its?|s?he|they|his|her|their|some|more|at least|about|no|two|three|four|five|six|seven"
                  r"|eight|nine|ten|dozens)\b)")

# Before or behind a quotation that no cue reports: "NAME, a baker:", "And from the ministry:", "— NAME".
_BEFORE = re.compile(r"(?i)(?:^|[\n.!?”\"]\s*)(?:(?:and|but)\s)?(?:from\s)?"
                     r"([^\s:;.!?“”\"][^\n:;.!?“”\"]{2,80})(:)\s*[\"“„«'‘]?$")
_BEHIND = re.compile(r"[\"”»'’]?\s*([—–-]{1,2})\s*([A-Z][^\n—–:]{2,80}?)\.?\s*(?:\n|$)")

# Cue and source of a report without an agent: "A, accused of ...", "A was urged", "it was reported".
_AGENTLESS = re.compile(r"(?i)(?:.*\b(?:accused|suspected) of|.*\b(?:is|are|was|were|been)(?: \w+)? (?:accus|ask|blam|"
                        r"condemn|critici[sz]|prais|threaten|urg)ed)\|.*|(?:is|was|has been)\b.*\|it")

# Paragraphs that a name in brackets opens, or one with a colon: a transcript's turns. Of these labels some are none,
# some are those of questions.
_TURN = re.compile(r"(?:\[BEGIN [A-Z ]+\]\s*)?\[([A-Z][\w .,'-]{1,60})\]\s+(?=\S)")
_LABEL = re.compile(r"([A-Z][A-Z.'’-]*(?: [A-Z][A-Z.'’-]*){0,5}|[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){1,4}):\s+(?=\S)")
_NO_TURN = frozenset("TEXT WORD WORDS PASSAGE END BEGIN VIDEO RECORDING SENTENCE NAME FIGURE SIGNED PHOTO READ WATCH "
                     "LOOK LISTEN".split())
QUESTIONS = frozenset("Q QUESTION REPORTER INTERVIEWER MODERATOR HOST".split())


@dataclass(frozen=True)
class Quote:
    """One act of reporting. Offsets are [start, end) in the article's text.

    content: the pieces of what is said, without cue and outer marks. kind: direct, indirect or mixed. cue,
    source: None where none is printed. polarity: affirmed, negated, planned, asked or hypothetical.
    confidence: estimated probability that content and source are right.
    """

    content: tuple[tuple[int, int], ...]
    kind: str
    cue: tuple[int, int] | None
    source: tuple[int, int] | None
    polarity: str
    confidence: float


@dataclass
class Found:
    """A quote while it is put together; places count in words.

    signs: probability of the cue, of the content seen from it, of content at all, and of the source. shares: the
    second for each piece.
    """

    pieces: list[list[int]]
    cue: tuple[int, int] | None
    source: tuple[int, int] | None
    signs: tuple[float, float, float, float]
    shares: list[float]

    @property
    def rank(self) -> float:
        return self.signs[0] * self.signs[1]


def find_quotes(doc: Doc, text: str) -> list[Quote]:
    """The quotes of an article, sorted by their first offset.

    doc: `parse(text)`; text: the article's text, which all offsets count in.
    """
    return quotes_of(text, tagger.read(text), doc)


def quotes_of(text: str, reading: tagger.Reading, doc: Doc | None = None) -> list[Quote]:
    """The quotes of a text that the model has read; without `doc`, which tells polarity, all are affirmed."""
    spans = reading.words.spans
    marked = [piece for quotation in quotations(text) for piece in quotation.pieces]

    def offsets(place: tuple[int, int] | list[int]) -> tuple[int, int]:
        return int(spans[place[0], 0]), int(spans[place[1] - 1, 1])

    def paired(piece: list[int]) -> tuple[int, int]:
        # A mark whose partner stands inside the content belongs to it, unless nothing stands outside the marks.
        start, end = offsets(piece)
        for first, last in marked if kind_of(text, ((start, end),), marked) == "mixed" else ():
            start = first - 1 if first == start and last < end and text[first - 1] in tagger.MARKS else start
            end = last + 1 if last == end and start < first and text[last:last + 1] in [*tagger.MARKS] else end
        inner = within(marked, end) and not within(marked, end + 1) and text[end] in tagger.MARKS  # of ‘...,’”
        return start, end + inner

    def bare(place: tuple[int, int] | None) -> tuple[int, int] | None:
        # Without the comma or colon at its ends, unless that is all there is; no half of a double word.
        if place is None:
            return None
        start, end = offsets(place)
        kept = text[start:end].strip(" ,:;–—-") or text[start:end]
        start += text[start:end].index(kept)
        end = start + len(kept)
        return _JOINED_BEFORE.search(text, max(0, start - 60), start).start(), _JOINED_BEHIND.match(text, end).end()

    starts = [token.idx for token in doc] if doc is not None else []
    turns = list(turns_of(text))
    inside = [content for content, _ in turns]
    quotes = [Quote((content,), kind_of(text, (content,), marked), None, source, "affirmed", 0.9)
              for content, source in turns]
    for found in candidates(text, reading):
        content, cue = tuple(map(paired, found.pieces)), bare(found.cue)
        if not within(inside, content[0][0]):
            source, polarity = in_line(text, bare(found.source), cue or content[0]), "affirmed"
            if text[slice(*cue)] in (":", "–", "—", "-") if cue else source is None:
                cue, source = named_by(text, content) or (cue, source)
            elif cue and source and _AGENTLESS.fullmatch(f"{text[slice(*cue)]}|{text[slice(*source)]}"):
                source = None
            if doc is not None and cue:
                polarity, source = polarity_of(doc, starts, cue, content), source_of(
                    doc, starts, text, cue, source, content)
            quotes.append(Quote(content, kind_of(text, content, marked), cue, source, polarity, confidence(found)))
    return sorted(quotes, key=lambda quote: (quote.content, quote.cue or (0, 0)))


def evidence(found: Found) -> list[float]:
    """What speaks for a quote, in the order of `CONFIDENCE`."""
    chances = np.clip([*found.signs[:3], found.signs[3] or 0.05], 0.001, 0.999)
    return [1.0, *np.log(chances / (1 - chances)), float(found.cue is None)]


def in_line(text: str, source: tuple[int, int] | None, cue: tuple[int, int]) -> tuple[int, int] | None:
    """The part of a source in the line nearest its cue: a heading above it is no part of it."""
    if source is None or "\n" not in text[slice(*source)]:
        return source
    lines = [(source[0] + line.start(), source[0] + line.end()) for line in re.finditer(r"\S.*", text[slice(*source)])]
    return min(lines, key=lambda line: min(abs(line[0] - cue[1]), abs(cue[0] - line[1])))


def confidence(found: Found) -> float:
    """Estimated probability that content and source are right, to four places."""
    return round(float(1 / (1 + np.exp(-np.dot(CONFIDENCE, evidence(found))))), 4)


def candidates(text: str, reading: tagger.Reading) -> list[Found]:
    """Quotes, the likeliest first: one a cue, no two with the same words; then those without a cue."""
    lexical = np.array([bool(re.search(r"\w", text[start:end])) for start, end in reading.words.spans], dtype=bool)
    named = runs(reading.source[:, 0] < 1 - LEAST_SOURCE)
    found = []
    for _, group in groupby(anchors(text, reading), key=lambda anchor: reading.owner[anchor[0]]):
        cues = list(group)
        seen = [reading.seen_from(start, end) for start, end, *_ in cues]
        labels = paths(np.stack([scores for _, scores in seen]))
        found += [cut(text, reading, lexical, named, *one) for one in zip(cues, seen, labels, strict=True)]
    ordered = sorted((one for one in found if one is not None), key=lambda one: (-one.rank, one.pieces))
    contest(ordered)
    kept: list[Found] = []
    taken: list[set[int]] = []
    for one in ordered:
        places = {place for piece in one.pieces for place in range(*piece) if lexical[place]}
        if all(len(places & other) <= SAME * len(places | other) for other in taken):
            kept.append(one)
            taken.append(places)
    for one in kept:
        if one.cue and one.source is None and text[:reading.words.spans[one.cue[1] - 1, 1]].endswith("ing"):
            # "adding": the source of the cue before it in the sentence
            before = [other for other in kept if other.cue and other.source and other.cue < one.cue
                      and reading.words.sentences[other.cue[0]] == reading.words.sentences[one.cue[0]]]
            one.source = max(before, key=lambda other: other.cue).source if before else None
    return kept + uncued(text, reading, lexical, kept)


def anchors(text: str, reading: tagger.Reading) -> list[tuple[int, int, float, bool]]:
    """Cues (start, end, probability, True) and the first words of quotes without one (..., False)."""
    spoken = np.array([bool(_SPOKEN.match(text, start)) for start, _ in reading.words.spans], dtype=bool)
    begin = reading.cue[:, SPEECH_BEGIN] + spoken * reading.cue[:, THOUGHT_BEGIN]
    inside = reading.cue[:, SPEECH_INSIDE] + spoken * reading.cue[:, THOUGHT_INSIDE]
    speech, begins = begin + inside, begin >= inside
    made, place = [], 0
    while place < len(speech):
        end = place + 1
        if speech[place] > LEAST_CUE:
            while end < len(speech) and speech[end] > LEAST_CUE and not begins[end]:
                end += 1
            made.append((place, end, float(speech[place:end].max()), True))
        elif reading.cue[place, UNCUED] > LEAST_UNCUED:
            made.append((place, end, float(reading.cue[place, UNCUED]), False))
        place = end
    return made


def paths(scores: np.ndarray) -> np.ndarray:
    """The likeliest labels (cues, words) of log probabilities (cues, words, 5): Viterbi over `_STEPS`."""
    best, back = scores[:, 0] + _STEPS[OUTSIDE], np.zeros(scores.shape, dtype=np.int64)
    for place in range(1, scores.shape[1]):
        ways = best[:, :, None] + _STEPS
        back[:, place] = ways.argmax(1)
        best = ways.max(1) + scores[:, place]
    labels, cues = np.zeros(scores.shape[:2], dtype=np.int64), np.arange(len(scores))
    labels[:, -1] = best.argmax(1)
    for place in range(scores.shape[1] - 1, 0, -1):
        labels[:, place - 1] = back[cues, place, labels[:, place]]
    return labels


def cut(text: str, reading: tagger.Reading, lexical: np.ndarray, named: list[tuple[int, int]],
        anchor: tuple[int, int, float, bool], seen: tuple[int, np.ndarray], labels: np.ndarray) -> Found | None:
    """The quote that a cue reports, from the labels of the words around it; None where it reports nothing."""
    (start, end, chance, cued), (first, scores) = anchor, seen
    shares = np.exp(scores)
    pieces, spans = [], reading.words.spans
    for low, high in runs((labels == BEGIN) | (labels == INSIDE), labels == BEGIN):
        low, high = trimmed(text, spans, lexical, low + first, high + first)
        if low < high and pieces and not lexical[pieces[-1][1]:low].any():
            pieces[-1][1] = high
        elif low < high:
            pieces.append([low, high])
    pieces = at_home(text, reading.words, lexical, start, pieces)
    longest = max((int(lexical[low:high].sum()) for low, high in pieces), default=0)
    pieces = [[low, high] for low, high in pieces if lexical[low:high].sum() > min(SCRAP * longest, longest - 1)]
    if not longest:
        return None
    word = [text[low:high].lower() for low, high in spans[pieces[0][0]:pieces[0][0] + 2]]
    if cued and pieces[0][0] == end and pieces[0][1] > end + 2 and word[0] in _OBJECTS and word[1:] == ["as"]:
        end += 2  # "describing it as"
        pieces[0] = [*trimmed(text, spans, lexical, end, pieces[0][1])]
    if cued and pieces[0][0] == end and (day := _DAY.match(text, spans[end, 0])):
        pieces[0][0] = min(int(np.searchsorted(spans[:, 0], day.end())), pieces[0][1] - 1)
    source = speaker_of(text, spans, named, first, shares, labels, pieces)
    near = [run for run in runs(labels == CUE) if run[0] < end - first and run[1] > start - first]
    cue = min([start, *(low + first for low, _ in near)]), max([end, *(high + first for _, high in near)])
    source = closed(text, reading.words, pieces[-1], source, cue)
    if text[spans[pieces[0][0], 0]:spans[pieces[-1][1] - 1, 1]].lower() in _NOTHING:
        return None
    each = [shares[low - first:high - first, BEGIN:INSIDE + 1].sum(1) for low, high in pieces]
    content = np.concatenate([1 - reading.content[low:high, 0] for low, high in pieces])
    speaker = shares[source[0] - first:source[1] - first, SOURCE].mean() if source else 0.0
    return Found(pieces, cue if cued else None, source,
                 (chance, float(np.concatenate(each).mean()), float(content.mean()), float(speaker)),
                 [float(share.mean()) for share in each])


def at_home(text: str, words: tagger.Words, lexical: np.ndarray, cue: int, pieces: list[list[int]]) -> list[list[int]]:
    """Pieces without what stands outside marks in another paragraph than the cue, unless none would be left.

    A line that goes on in small letters begins no paragraph, and what a colon leads to is not cut off.
    """
    spans, free, parts = words.spans, words.marks == 0, []
    opens = [at for at in np.flatnonzero(words.features % 2)[1:].tolist()
             if text[spans[at - 1, 0]] in ".!?:;\"”’" or not text[spans[at, 0]].islower()]
    for low, high in pieces:
        cuts = [at for at in opens if low < at < high and free[at - 1:at + 1].any() and text[spans[at - 1, 0]] != ":"]
        parts += [[*trimmed(text, spans, lexical, *ends)] for ends in pairwise([low, *cuts, high])]
    return [part for part in parts if part[0] < part[1] and (
        bisect_right(opens, part[0]) == bisect_right(opens, cue) or not free[slice(*part)].any())] or pieces


def closed(text: str, words: tagger.Words, piece: list[int], source: tuple[int, int] | None, cue: tuple[int, int],
           ) -> tuple[int, int] | None:
    """Let a piece of content that ends in "on", "and" or "the" end well, in place; the source, which gets such a "the".

    Where commas are lost ("... on Monday a monitor said") the model now and then stops a few words short.
    """
    last = text[slice(*words.spans[piece[1] - 1])].lower()
    gap = min((place[0] for place in (source, cue) if place and place[0] >= piece[1]), default=math.inf) - piece[1]
    if last in _ARTICLES and gap == 0 and source and source[0] == piece[1] > piece[0] + 1:
        piece[1] -= 1
        return source[0] - 1, source[1]
    if last in _DANGLING and 0 < gap < DANGLING and len({*words.sentences[piece[1] - 1:piece[1] + gap]}) == 1:
        piece[1] += gap
    elif last in ("and", "but") and piece[1] > piece[0] + 2:
        piece[1] -= 2 if text[words.spans[piece[1] - 2, 0]] == "," else 1
    return source


def speaker_of(text: str, spans: np.ndarray, named: list[tuple[int, int]], first: int, shares: np.ndarray,
               labels: np.ndarray, pieces: list[list[int]]) -> tuple[int, int] | None:
    """The source that the cue points to: of the words labelled so and the `named` spans, the likeliest outside it."""
    labelled = [(low + first, high + first) for low, high in runs(labels == SOURCE)]
    best, most = None, LEAST_LINK
    for low, high in [*labelled, *named]:
        if first <= low and high <= first + len(labels):
            if text[spans[low, 0]:spans[high - 1, 1]].lower() in _NOBODY:
                continue
            share = float(shares[low - first:high - first, SOURCE].mean())
            if share > most and not any(start < high and low < end for start, end in pieces):
                best, most = (low, high), share
    return best


def contest(found: list[Found]) -> None:
    """Take from a quote in several pieces those that another quote has a better claim to."""
    best: dict[int, tuple[float, int]] = {}
    for number, one in enumerate(found):
        for (low, high), share in zip(one.pieces, one.shares, strict=True):
            for place in range(low, high):
                best[place] = max(best.get(place, (0.0, number)), (share, number))
    for number, one in enumerate(found):
        held = [piece for piece in one.pieces
                if 2 * sum(best[place][1] == number for place in range(*piece)) >= piece[1] - piece[0]]
        one.pieces = held or one.pieces


def uncued(text: str, reading: tagger.Reading, lexical: np.ndarray, kept: list[Found]) -> list[Found]:
    """Quotations that no quote has taken, sentences of their own and likely content: said, though no cue says so."""
    covered = np.zeros(len(lexical), dtype=bool)
    for low, high in (piece for one in kept for piece in one.pieces):
        covered[low:high] = True
    made = []
    for quotation in quotations(text):
        pieces = [np.searchsorted(reading.words.spans[:, 0], piece).tolist() for piece in quotation.pieces]
        pieces = [piece for piece in pieces if piece[0] < piece[1]]
        places = [place for piece in pieces for place in range(*piece) if lexical[place]]
        if len(places) >= FREE_WORDS and covered[places].mean() < 0.3 and whole(text, quotation.pieces):
            content = float(1 - reading.content[places, 0].mean())
            if content > FREE_CONTENT:
                made.append(Found(pieces, None, None, (content, 1.0, content, 0.0), []))
    return made


def whole(text: str, pieces: tuple[tuple[int, int], ...]) -> bool:
    """Whether a quotation looks like a sentence of its own, not like words picked out of one."""
    start, end = pieces[0][0], pieces[-1][1]
    before, after = text[:start].rstrip("\"“”„«»‘’'` ")[-1:], text[end + 1:end + 2]
    return (not before or before in "\n.!?:…,—–-") and (text[start:end].rstrip()[-1:] in set(".!?,…—")
                                                        or after in set(".!?")
                                                        or (before == ":" and after in ("", "\n")))


def named_by(text: str, content: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """Cue and source of a quotation that a colon or a dash gives to somebody; None where none does."""
    low = max(0, content[0][0] - 120)
    if before := _BEFORE.search(text[low:content[0][0]]):
        return (low + before.start(2), low + before.end(2)), (low + before.start(1), low + before.end(1))
    behind = _BEHIND.match(text, content[-1][1])
    return (behind.span(1), behind.span(2)) if behind else None


def turns_of(text: str) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Content and name of each turn of a transcript.

    A turn is a paragraph that a name in brackets opens, no reporter's. In an interview or a briefing it is what stands
    from one label with a colon to the next: there some label asks, or comes again and most paragraphs have one.
    """
    labels: list[tuple[re.Match, int, int]] = []  # with the number of the paragraph and its end
    for number, (start, end) in enumerate(paragraphs(text)):
        if match := _TURN.match(text, start, end):
            name = match.group(1).split()
            stop = re.search(r"\s*\[END [A-Z]+\]|[.\s]*$", text[match.end():end])
            if stop.start() and not set(name) & _NO_TURN and not re.search(
                    rf"(?i)\b(report|correspondent)\w*\b[^\n]+\b{re.escape(name[-1])}\b", text[:start]):
                yield (match.end(), match.end() + stop.start()), match.span(1)
        elif (match := _LABEL.match(text, start, end)) and not set(match.group(1).split()) & _NO_TURN:
            labels.append((match, number, end))
    names = Counter(match.group(1) for match, *_ in labels)
    labels = [one for one in labels if one[0].group(1).isupper() or names[one[0].group(1)] > 1]
    if len(names) > 1 and (names.keys() & QUESTIONS or (
            max(names.values()) > 1 and 2 * len(labels) > labels[-1][1] - labels[0][1])):
        for (match, _, end), after in zip(labels, [*labels[1:], None], strict=True):
            stop = len(text[:after[0].start()].rstrip()) if after else end  # an answer may have several paragraphs
            yield (match.end(), stop), match.span(1)


def trimmed(text: str, spans: np.ndarray, lexical: np.ndarray, low: int, high: int) -> tuple[int, int]:
    """A piece of content, in words, without the punctuation at its borders that is not its own."""
    while low < high and not lexical[low] and text[spans[low, 0]] not in "$£€([#@":
        low += 1
    while low < high and not lexical[high - 1] and text[spans[high - 1, 0]] not in "%)].,!?…":
        high -= 1
    return low, high


def runs(flags: np.ndarray, begins: np.ndarray | None = None) -> list[tuple[int, int]]:
    """Start and end of each run of true flags; a run also ends where another begins."""
    made: list[list[int]] = []
    for place in np.flatnonzero(flags).tolist():
        if made and made[-1][1] == place and not (begins is not None and begins[place]):
            made[-1][1] = place + 1
        else:
            made.append([place, place + 1])
    return [(low, high) for low, high in made]


def kind_of(text: str, content: tuple[tuple[int, int], ...], marked: list[tuple[int, int]]) -> str:
    """direct, indirect or mixed: whether all, none or some words of `content` stand in the `marked` spans."""
    held = [within(marked, start + word.start()) for start, end in content
            for word in re.finditer(r"\w+", text[start:end])]
    return "indirect" if not any(held) else "direct" if all(held) else "mixed"


def tokens_of(doc: Doc, starts: list[int], span: tuple[int, int]) -> Span:
    """The parser's tokens in a span of offsets."""
    return doc[max(0, bisect_right(starts, span[0]) - 1):bisect_right(starts, span[1] - 1)]


def source_of(doc: Doc, starts: list[int], text: str, cue: tuple[int, int], source: tuple[int, int] | None,
              content: tuple[tuple[int, int], ...]) -> tuple[int, int] | None:
    """The source, whole: for "who" the noun it stands for, and what a word like "who", "of" at its end leads to."""
    gap = text[source[1]:cue[0]] if source else ""
    if re.fullmatch(".{1,80}", gap) and re.search(r"\w,? (?:who|which|that)$", text[slice(*source)]) \
            and not any(source[1] < end and start < cue[0] for start, end in content):
        return source[0], source[1] + len(gap.rstrip(" ,"))
    first = tokens_of(doc, starts, cue)[0]
    if source and first.lower_ in ("asked", "told") and cue[0] < content[0][0] and content[-1][1] <= source[0] \
            and not {"nsubj", "nsubjpass", "auxpass"} & {child.dep_ for child in first.children}:
        return None  # "Asked whether it was true, A said"
    pronoun = source is not None and text[slice(*source)].lower() in _RELATIVES
    if source is None or pronoun:
        verb = next((token for token in tokens_of(doc, starts, cue) if token.dep_ == "relcl"), None)
        before = first.i and doc[first.i - 1].lower_ in _RELATIVES
        noun = verb.head if verb is not None and (before or pronoun) else first
        if noun.idx < first.idx and noun.pos_ in ("NOUN", "PROPN"):
            return noun.left_edge.idx, noun.idx + len(noun)
        return source
    last = tokens_of(doc, starts, source)[-1]
    if last.dep_ == "prep":
        end = last.right_edge.idx + len(last.right_edge)
        return (source[0], end) if end <= source[1] + 60 and not source[1] <= cue[0] < end else source
    owner = last.head if last.dep_ == "case" else last  # "s" alone of "Norvik's SANA"
    noun, end = owner.head, owner.head.idx + len(owner.head)
    if owner.dep_ in ("amod", "compound", "nmod", "poss") and noun.i == last.i + 1 and noun.pos_ in ("NOUN", "PROPN") \
            and not cue[0] <= noun.idx < cue[1]:
        return (noun.left_edge.idx if last is not owner else source[0]), end
    return source


def polarity_of(doc: Doc, starts: list[int], cue: tuple[int, int], content: tuple[tuple[int, int], ...] = ()) -> str:
    """Whether the act of reporting took place, by the words round its verb that are not `content`: see `Quote`."""
    tokens = tokens_of(doc, starts, cue)
    verbs = [token for token in tokens if token.pos_ == "VERB"]
    verb = verbs[-1] if verbs else tokens.root
    chain = [verb]
    while chain[-1].dep_ in ("xcomp", "conj") and chain[-1].head.pos_ in ("VERB", "AUX", "ADJ") and len(chain) < 4:
        if chain[-1].dep_ == "conj" and (chain[-1].tag_ != chain[-1].head.tag_ or any(
                child.dep_ in ("nsubj", "aux") for child in chain[-1].children)):
            break
        chain.append(chain[-1].head)
    around = [child for token in chain for child in token.children if child.idx < verb.idx]
    around += [child for token in around if token.dep_ in ("nsubj", "nsubjpass") for child in token.children]
    words = {token.lower_ for token in [*around, *tokens, *chain[1:]] if not within(content, token.idx)}
    words |= {token.lemma_.lower() for token in [*chain[1:], *verbs]}
    if words & _NOT:
        return "negated"
    if not verbs:
        return "affirmed"
    if verb.lemma_ in _ASK and any(token.lower_ in _ASKING for token in verb.subtree if token.i > verb.i):
        return "asked"
    if words & _PLANS:
        return "planned"
    clause = verb.dep_ == "advcl" and any(token.lower_ in ("if", "unless") for token in verb.lefts)
    return "hypothetical" if clause or words & _PERHAPS else "affirmed"
