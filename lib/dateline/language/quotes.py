"""Quotes: what is said, by whom, by which words; from quotation marks, dependencies and a table of cues.

A cue (a verb, a noun, a phrase such as "according to") opens a quote; its frame says where the content stands:
in a clause, in quotation marks, in an object. One act of reporting is one quote, however many pieces it has.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Doc, Span, Token

from dateline.language.text import paragraphs, quotations

# Frames: "clause" a clause or quotation before, after or round the cue; "after" a clause after it only;
# "object" its object; "infinitive"; "order" an object with what it is told to do; "blame" an object with "for" or
# "of"; "as" an object as something; "name" an object with its predicate; "+prep" what follows that preposition.
_FRAMES = {
    "clause": """say add write state tweet note explain argue insist declare remark comment recall observe concede
        complain joke shout yell cry chant reply testify affirm reiterate quip lament caution emphasise emphasize
        stress maintain contend conclude proclaim retort underline elaborate assert post announce report claim
        allege confirm acknowledge admit mention disclose reveal repeat tell inform warn vow promise pledge
        threaten swear deny ask wonder""",
    "quotation": "continue respond",
    "after": """indicate suggest estimate predict signal hint attest read demand propose recommend advise document
        record dispute agree assure remind clarify imply show""",
    "object": """announce report claim confirm acknowledge admit disclose reveal detail deny demand propose
        question express voice condemn criticise criticize denounce reject welcome praise hail slam
        blast decry deplore rebuke refute outline laud applaud threaten promise describe vow pledge recommend
        stress emphasize estimate cite allege reiterate""",
    "infinitive": "vow promise pledge threaten swear deny offer demand ask claim propose",
    "order": "urge order instruct beg implore exhort ask tell warn remind advise command call+on call+upon",
    "blame": "accuse blame",
    "as": "describe brand label dub portray characterise characterize depict denounce condemn hail bill dismiss",
    "name": "call",
    "+prep": """call+for warn+of warn+against warn+about speak+of speak+about talk+about talk+of complain+about
        complain+of comment+on""",
}
VERBS: dict[str, set[str]] = {}
for _frame, _verbs in _FRAMES.items():
    for _verb in _verbs.split():
        _lemma, _, _preposition = _verb.partition("+")
        VERBS.setdefault(_lemma, set()).add(f"{_frame} {_preposition}".strip() if _preposition else _frame)

# Nouns whose clause or prepositional phrase is content, where somebody's they are.
NOUNS = frozenset("""claim allegation accusation statement warning announcement suggestion assertion argument
    contention denial demand threat promise pledge vow call report rumour rumor insistence admission declaration
    proposal request appeal""".split())
HEARSAY = frozenset("reportedly allegedly purportedly".split())
LEARNT = frozenset(["learn"])  # "it was learnt that"
ACCORDING = re.compile(r"\baccording to\b", re.I)

# Paragraphs that a name in brackets opens: a transcript's turns. These brackets are none.
_NO_TURN = frozenset("TEXT WORD WORDS PASSAGE END BEGIN VIDEO RECORDING SENTENCE NAME FIGURE SIGNED".split())
_TURN = re.compile(r"(?:\[BEGIN [A-Z ]+\]\s*)?\[([A-Z][\w .,'-]{1,60})\]\s+(?=\S)")
_DATELINE = re.compile(r"(?:[^\n.]{0,60}\s\([^()\n]{2,60}\)\s*(?:--|[-—–])\s*)?(?:\[TEXT\]\s*)?"
                       r"(?:\([^()\n]{5,80}\)\s*--\s*)?")
_WEEKDAY = re.compile(r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\s+", re.I)
_CUE_TAIL = re.compile(r"(\s+(?:for|on|upon|of|against|about|as|(?:it|him|her|them)\s+as))\s*$")
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*"
# A date that the copy has run into the first sentence, with what stands before it.
_PUBLISHED = re.compile(rf"(?:\d{{1,2}}[ ,]+{_MONTH}|{_MONTH} ?\d{{1,2}})[ ,]*\d{{4}}"
                        r"(?: (?:at )?\d{4}(?: UTC[+-]\d)?)?\W*")
_DOCUMENT = re.compile(r"statement|report|letter|message|post|video|petition|tweet|document|slogan|banner", re.I)
_LOOSE = ("acl", "advcl", "xcomp", "relcl", "dobj", "oprd", "conj", "dep")  # a parser's errors for a clause with "that"
_LEADS = ("that", "as", "of", "saying", "by", "him", "her", "them", "it", "reporters", "afp", "reuters")
_STRONG = frozenset("say add note stress explain warn state tell declare".split())
_SHOWING = re.compile(r"footage|video|record|data|report|figure|poll|document|survey|image|study|result", re.I)
_JOINED = re.compile(r"\b(?:and|but|who|which|when|as|while|that|what|than|if|because|whom)\s*$")
_OTHERS = frozenset("deny reject confirm dismiss refute hear see receive follow cite quote investigate".split())
# The reporter's remark on what was said, behind it: ", a move that ..."
_REMARK = re.compile(r"\s*(?:,|–|—| -)\s*(?:an?|the latest)\s(?:\w+\s)?(?:toll|development|decision|move|claim|charge|"
                     r"outcome|step|figure|accusation|allegation|assertion|number|sign|statement)\b")
_CLAIMED = frozenset("life live casualty victim ground prisoner".split())
_GIVING = frozenset("give provide offer decline refuse make".split())
_PARTICIPLES = frozenset("""say add warn accuse stress note claim describe call urge blame insist report explain
    emphasize emphasise point demand condemn tell argue threaten vow allege announce confirm assert quote cite
    declare saying reiterate""".split())
_REFLEXIVE = frozenset("himself herself themselves itself".split())
_REFUSALS = frozenset("refuse decline fail without".split())
_PLANS = frozenset("plan expect intend due set schedule going go prepare".split())
_ASKING = frozenset("if whether who what when where why how which".split())
_TRIM = " \t\r\n\u00a0,;:—–-…"

KINDS = ("direct", "indirect", "mixed")
# Share of the quotes found by each rule that were right, content and source, on gold/conflict/train: by plain cues,
# by all others.
PLAIN = frozenset("say tell add write".split())
CONFIDENCE: dict[str, tuple[float, float]] = {
    "according to": (0.9, 0.9), "accused": (0.9, 0.96), "as": (0.67, 0.67), "blame": (0.59, 0.58),
    "clause after": (0.9, 0.69), "clause before": (0.87, 0.78), "hearsay": (0.45, 0.41),
    "infinitive": (0.62, 0.6), "name": (0.63, 0.61), "no cue": (0.38, 0.31), "noun that": (0.42, 0.37),
    "object": (0.65, 0.65), "order": (0.49, 0.68), "passive": (0.49, 0.45), "passive by": (0.85, 0.91),
    "passive clause": (0.53, 0.79), "passive order": (0.76, 0.63), "passive quotation": (0.47, 0.35),
    "phrase": (0.73, 0.74), "preposition": (0.62, 0.61), "quotation after": (0.89, 0.82),
    "quotation before": (0.96, 0.78), "rest": (0.79, 0.43), "round": (0.97, 0.91), "said to": (0.58, 0.65),
    "turn": (0.67, 0.67),
}


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
class _Candidate:
    """A quote while it is put together: offsets, and the rule that found it."""

    content: list[tuple[int, int]]
    cue: tuple[int, int] | None
    source: tuple[int, int] | None
    polarity: str
    rule: str
    plain: bool = False


def find_quotes(doc: Doc, text: str) -> list[Quote]:
    """The quotes of an article, sorted by their first offset.

    doc: `parse(text)`; text: the article's text, which all offsets count in.
    """
    return [quote for quote, _ in explain(doc, text)]


def explain(doc: Doc, text: str) -> list[tuple[Quote, str]]:
    """The same, each with the name of the rule that found it."""
    if not len(doc):
        return []
    found = _Finder(doc, text).run()
    marked = [piece for quotation in quotations(text) for piece in quotation.pieces]
    result = []
    for candidate in found:
        content = tuple(sorted(candidate.content))
        quote = Quote(content, kind_of(text, content, marked), candidate.cue, candidate.source, candidate.polarity,
                      CONFIDENCE.get(candidate.rule, (0.5, 0.5))[not candidate.plain])
        result.append((quote, candidate.rule))
    return sorted(result, key=lambda pair: (pair[0].content, pair[0].cue or (0, 0)))


def kind_of(text: str, content: tuple[tuple[int, int], ...], marked: list[tuple[int, int]]) -> str:
    """direct, indirect or mixed: whether all, none or some words of `content` stand in the `marked` spans."""
    inside = outside = 0
    for start, end in content:
        for word in re.finditer(r"\w+", text[start:end]):
            at = start + word.start()
            if any(first <= at < last for first, last in marked):
                inside += 1
            else:
                outside += 1
    return "mixed" if inside and outside else "direct" if inside else "indirect"


class _Finder:
    """The rules, over one article. Offsets are characters; `v` is a cue verb's token."""

    def __init__(self, doc: Doc, text: str) -> None:
        self.doc, self.text = doc, text
        self.quotations = quotations(text)
        self.inside = sorted((one.pieces[0][0], one.pieces[-1][1]) for one in self.quotations)
        self.starts = [token.idx for token in doc]
        self.units = self._units()
        self.unit_starts = [start for start, _ in self.units]
        self.left_cue: dict[int, Token] = {}  # number of a quotation: the verb that follows it

    def run(self) -> list[_Candidate]:
        """All quotes, each once."""
        verbs = [token for token in self.doc if token.lemma_.lower() in VERBS and self._is_cue(token)]
        for v in verbs:
            if "clause" in VERBS[v.lemma_.lower()] and (number := self._quotation_before(v)) is not None:
                self.left_cue.setdefault(number, v)
        found = [quote for v in verbs if (quote := self._verb(v))]
        for token in self.doc:
            if token.lower_ == "according" and not self._quoted(token.idx):
                found.append(self._according(token))
            elif token.lower_ in HEARSAY and not self._quoted(token.idx):
                found.append(self._hearsay(token))
            elif token.lemma_ in ("responsibility", "clear") and not self._quoted(token.idx):
                found.append(self._phrasal(token))
            elif token.lemma_ in LEARNT and token.tag_ == "VBN":
                found.append(self._learnt(token))
            elif token.lemma_.lower() in NOUNS and token.pos_ == "NOUN" and not self._quoted(token.idx):
                found.append(self._noun(token))
        kept: list[_Candidate] = []
        seen: set[tuple] = set()
        for quote in [*found, *self._turns()]:
            if not quote:
                continue
            quote.content = [piece for piece in map(self._trimmed, quote.content) if piece]
            key = tuple(sorted(quote.content))
            if key and key not in seen:
                seen.add(key)
                kept.append(quote)
        return kept + list(self._uncued(kept))

    # -- where things stand --------------------------------------------------------------------------------

    def _units(self) -> list[tuple[int, int]]:
        """Sentences as offsets, joined where the parser cut inside a quotation or without a stop."""
        joined: list[list[int]] = []
        for sentence in self.doc.sents:
            start, end = sentence.start_char, sentence.end_char
            if joined and start > joined[-1][0]:
                before = self.text[joined[-1][0]:start]
                stopped = re.search(r"[.!?…:\])]['\"”’»)\]]*\s*$", before) or re.search(r"[\n\r]\s*$", before)
                if not stopped or self._quoted(start):
                    joined[-1][1] = end
                    continue
            joined.append([start, end])
        units = []
        for number, (start, end) in enumerate(joined):
            if number == 0:
                for date in _PUBLISHED.finditer(self.text, start, min(end, start + 160)):
                    start = date.end() if date.end() < end else start
            start += len(self.text[start:end]) - len(self.text[start:end].lstrip())
            start = _DATELINE.match(self.text, start, max(start, end)).end()
            end = start + len(self.text[start:end].rstrip())
            if end > start:
                units.append((start, end))
        return units

    def _quoted(self, at: int) -> bool:
        """Whether an offset lies in quotation marks."""
        number = bisect_right(self.inside, (at, len(self.text) + 1)) - 1
        return number >= 0 and self.inside[number][0] <= at < self.inside[number][1]

    def _unit(self, at: int) -> tuple[int, int]:
        """The sentence of an offset."""
        return self.units[max(bisect_right(self.unit_starts, at) - 1, 0)]

    def _tokens(self, start: int, end: int) -> Span:
        """The tokens that begin in a stretch of text."""
        return self.doc[bisect_left(self.starts, start):bisect_left(self.starts, end)]

    def _trimmed(self, piece: tuple[int, int]) -> tuple[int, int] | None:
        """A stretch without outer white space, punctuation, "that", and marks that enclose it."""
        start, end = piece
        while start < end and (self.text[start] in _TRIM or self.text[start] in "”’»"):
            start += 1
        that = re.match(r"that\s+(?!(?:is|was|would|will|has|had|could)\b)", self.text[start:end], re.I)
        if that and not self._quoted(start):
            start += that.end()
        while end > start and self.text[end - 1] in _TRIM and not self._quoted(end - 1):
            end -= 1
        inner = next(((a, b) for one in self.quotations for a, b in one.pieces if a - 1 <= start < b <= end <= b + 1),
                     None)
        if inner and start in (inner[0] - 1, inner[0]):
            start, end = inner
        elif end > start and not self._quoted(end - 1) and re.fullmatch("[\"“‘«][^\"“‘«”’»]*", self.text[start:end]):
            start += 1  # a mark that nothing closes
        if end > start and self.text[end - 1] == "." and not self._quoted(end - 1):
            end -= 1
        while end > start and self.text[end - 1].isspace():
            end -= 1
        return (start, end) if re.search(r"\w", self.text[start:end]) else None

    def _span(self, token: Token, before: int | None = None) -> tuple[int, int]:
        """A noun phrase with its appositions and clauses; only what stands before the offset `before`."""
        start, end = token.left_edge.idx, _end(token.right_edge)
        if before is not None and token.idx < before < end:
            end = before
        unit = self._unit(token.idx)
        start, end = max(start, unit[0]), min(end, unit[1])
        for mark in re.finditer(r"[\n\"“”]", self.text[start:end]):
            if start + mark.start() < token.idx:
                start += mark.end()
            elif not self._quoted(start + mark.start() + 1):
                break
            else:
                end = start + mark.start()
                break
        if day := _WEEKDAY.match(self.text, start, token.idx):
            start = day.end()  # a day that the parser took for a part of the name
        while start < end and self.text[start] in _TRIM + "\"“”.":
            start += 1
        while end > start and self.text[end - 1] in _TRIM + "\"“”":
            end -= 1
        return (start, end) if start <= token.idx < end else (token.idx, _end(token))

    # -- cue verbs -----------------------------------------------------------------------------------------

    def _is_cue(self, token: Token) -> bool:
        if token.pos_ not in ("VERB", "AUX") or token.dep_ in ("amod", "compound"):
            return False
        if self._quoted(token.idx) or self._not_speech(token):
            return False
        return not (token.tag_ == "VBN" and token.dep_ == "amod")

    def _subject(self, v: Token, depth: int = 0) -> tuple[Token | None, int | None]:
        """Who does the telling: a noun's token and the offset where its phrase has to end."""
        for child in v.children:
            if child.dep_ in ("nsubj", "nsubjpass", "csubj") and child.idx != v.idx:
                if child.tag_ in ("WP", "WDT") or child.lower_ in ("who", "which", "that"):
                    clause = v
                    while clause.dep_ not in ("relcl", "acl", "ROOT"):
                        clause = clause.head
                    return (clause.head, child.idx) if clause.dep_ in ("relcl", "acl") else (None, None)
                if child.lower_ in ("it", "there") and any(c.dep_ == "auxpass" for c in v.children):
                    return None, None
                return child, v.idx if child.idx < v.idx else None
        if depth > 4 or v.dep_ == "ROOT":
            return None, None
        if v.tag_ == "VB" and v.dep_ in ("xcomp", "ccomp", "advcl") and v.head.pos_ == "VERB":
            objects = [c for c in v.head.children if c.dep_ == "dobj" and v.head.idx < c.idx < v.idx]
            if objects and v.dep_ == "xcomp" and v.head.lemma_ not in ("use", "hold", "take", "make"):
                return objects[0], v.idx
        if v.dep_ == "acl" and v.tag_ == "VB":
            main = next((a for a in v.ancestors if a.pos_ in ("VERB", "AUX")), None)
            return self._subject(main, depth + 1) if main is not None else (None, None)
        if v.tag_ == "VBG" and v.dep_ in ("advcl", "conj", "xcomp", "pcomp"):
            governing = next((a for a in v.ancestors if a.lemma_.lower() in VERBS and self._is_cue(a)
                              and a.tag_ in ("VBD", "VBZ", "VBP", "VBN")), None)
            if governing is not None and governing is not v.head:
                return self._subject(governing, depth + 1)
        if v.dep_ in ("acl", "relcl"):
            comma = v.idx > 0 and self.text[:v.left_edge.idx].rstrip()[-1:] == ","
            governing = next((a for a in v.ancestors if a.pos_ in ("VERB", "AUX") and a.lemma_.lower() in VERBS
                              and a.dep_ not in ("acl",)), None)
            if v.tag_ == "VBG" and governing is not None and (comma or not _DOCUMENT.match(v.head.lemma_)):
                return self._subject(governing, depth + 1)
            if v.tag_ == "VBG" and comma:
                main = next((a for a in v.ancestors if a.pos_ in ("VERB", "AUX")), None)
                if main is not None:
                    return self._subject(main, depth + 1)
            return v.head, v.left_edge.idx
        head = v.head
        if head.pos_ in ("VERB", "AUX"):
            return self._subject(head, depth + 1)
        if head.dep_ in ("prep", "agent") and head.head.pos_ in ("VERB", "AUX"):
            return self._subject(head.head, depth + 1)
        return None, None

    def _agent(self, v: Token) -> Token | None:
        """The "by" phrase of a passive verb."""
        for child in v.children:
            if child.dep_ == "agent" or (child.dep_ == "prep" and child.lower_ == "by"):
                return next((c for c in child.children if c.dep_ == "pobj"), None)
        return None

    def _cue_start(self, v: Token) -> int:
        """Where the words round a cue begin: at its subject, or its auxiliaries."""
        start = v.idx
        for child in v.lefts:
            if child.dep_ in ("nsubj", "aux", "auxpass", "neg", "advmod", "nsubjpass") and not self._quoted(child.idx):
                edge = self._span(child, v.idx)[0] if child.dep_.startswith("nsubj") else child.left_edge.idx
                start = min(start, edge)
        return start

    def _quotation_before(self, v: Token) -> int | None:
        """The quotation that ends where the words round a cue begin."""
        start = self._cue_start(v)
        for number in range(len(self.quotations) - 1, -1, -1):
            end = self.quotations[number].pieces[-1][1]
            if end <= start:
                gap = self.text[end:start]
                if "\n" in gap or not re.fullmatch(r"['\"”’»]?[\s,]*(?:[Aa]s )?", gap):
                    return None
                stopped = self.text[end - 1] == "." and self.text[end - 3:end] != "..."
                return None if stopped and any(c.dep_ in ("ccomp", "dobj") for c in v.rights) else number
        return None

    def _quotation_after(self, v: Token, start: int) -> int | None:
        """The quotation that the cue leads to: after a colon, a comma, or at once."""
        for number, one in enumerate(self.quotations):
            first = one.pieces[0][0]
            if first <= start:
                continue
            gap = self.text[start:first - 1]
            if len(gap) > 160 or re.search(r"[.!?]\s|[\n;]", gap.rstrip()) or number in self.left_cue:
                return None
            between = [t for t in self._tokens(start, first - 1) if t.pos_ in ("VERB", "AUX") and t != v]
            if gap.rstrip().endswith(":"):
                return None if any(t.lemma_.lower() in VERBS for t in between) else number
            words = re.findall(r"\w+", gap)
            if gap.rstrip().endswith(","):
                return number if not between and len(words) < 16 else None
            return number if not between and (not words or (len(words) < 4 and words[-1].lower() in _LEADS)) else None
        return None

    def _following(self, at: int, limit: int) -> list[int]:
        """The quotation that goes on after a cue whose sentence ends at `limit`: `"A," he said. "B."`"""
        for number, one in enumerate(self.quotations):
            first, last = one.pieces[0][0], one.pieces[-1][1]
            if first <= at:
                continue
            gap = self.text[at:first - 1]
            cut = re.search(r"[.!?:]['\"”’]?\s|\n", gap)
            if "\n" in gap or number in self.left_cue or (cut and cut.end() < len(gap.rstrip()) + 1 and
                                                         gap[cut.end():].strip()):
                return []
            if any(t.lemma_.lower() in VERBS and self._is_cue(t) and self._quotation_after(t, _end(t)) == number
                   for t in self._tokens(at, first - 1)):
                return []
            ended = self.text[last - 1:last] in ".!?…," or self.text[last + 1:last + 2] in (".", "!", "?")
            return [number] if ended and re.search(r"[.,:;–—]\s*$|^\s*$", gap) else []
        return []

    def _verb(self, v: Token) -> _Candidate | None:
        """The quote of a cue verb, by the first of its frames that fits."""
        frames = VERBS[v.lemma_.lower()]
        subject, before = self._subject(v)
        passive = any(c.dep_ in ("auxpass", "nsubjpass") for c in v.children) or (v.tag_ == "VBN" and v.dep_ == "acl")
        if passive:
            agent = self._agent(v)
            source = self._span(agent) if agent is not None else None
        else:
            source = self._span(subject, before) if subject is not None else None
            if source and self._quoted(source[0]):
                source = None
        content, rule, cue_end = None, "", _end(v)
        for child in v.rights:
            if child.dep_ == "prt":
                cue_end = _end(child)
        for frame in (self._clause, self._frames) if not passive else (self._passive,):
            if result := frame(v, frames):
                content, rule = result
                break
        if not content:
            return None
        if more := _CUE_TAIL.match(self.text[:max(content[0][0], cue_end)], cue_end):
            cue_end = more.end(1)
        if not passive and v.tag_ != "VBG" and (source is None or any(a <= source[0] < b for a, b in content)):
            source = self._voice_before(v, content) or self._voice_after(v) or source
        return _Candidate(content, (v.idx, cue_end), source, self._polarity(v), rule, v.lemma_.lower() in PLAIN)

    def _voice_before(self, v: Token, content: list[tuple[int, int]] = ()) -> tuple[int, int] | None:
        """The noun phrase right before a cue, by its words alone: where the parser found another subject."""
        last = v.i - 1
        while last > 0 and self.doc[last].pos_ in ("AUX", "ADV", "PART") and last > v.i - 4:
            last -= 1
        if self.doc[last].text == "," and last > 2:
            comma = next((i for i in range(last - 1, max(last - 12, self.doc[last].sent.start), -1)
                          if self.doc[i].text == ","), None)
            if comma is None:
                return None
            inner = self._noun_phrase(comma - 1, v)
            return (inner[0], self.doc[last].idx) if inner else None
        return self._noun_phrase(last, v)

    def _noun_phrase(self, last: int, v: Token) -> tuple[int, int] | None:
        """The words of a noun phrase that ends with token number `last`."""
        first, end = last, last
        if self.doc[last].pos_ == "PRON" and self.doc[last].lower_ not in ("that", "which", "who", "what"):
            first = last
        elif self.doc[last].pos_ in ("NOUN", "PROPN"):
            floor, _ = self._unit(v.idx)
            plain = None
            while first > 0 and self.doc[first - 1].idx >= floor and first > last - 14:
                before = self.doc[first - 1]
                if before.pos_ == "DET" and before.lower_ not in ("all", "both"):
                    first -= 1
                    plain = None
                    break
                if _WEEKDAY.match(before.text + " "):
                    break
                if before.pos_ in ("NOUN", "PROPN", "ADJ", "NUM") or before.tag_ in ("HYPH", "POS"):
                    first -= 1
                elif before.lower_ in ("of", "for", "at", "and"):
                    plain = first if plain is None else plain
                    first -= 1
                else:
                    break
            else:
                plain = first if plain is None else plain
            if plain is not None:
                first = plain
        else:
            return None
        span = (self.doc[first].idx, _end(self.doc[end]))
        return None if self._quoted(span[0]) or "\n" in self.text[slice(*span)] else span

    def _voice_after(self, v: Token) -> tuple[int, int] | None:
        """The noun phrase right after a cue: "said the Observatory"."""
        if v.i + 1 >= len(self.doc) or self.doc[v.i + 1].pos_ not in ("DET", "PROPN", "NOUN", "ADJ", "PRON"):
            return None
        chunk = re.match(r"[^,.;:\n\"“”]+", self.text[self.doc[v.i + 1].idx:self._unit(v.idx)[1]])
        return (self.doc[v.i + 1].idx, self.doc[v.i + 1].idx + len(chunk.group().rstrip())) if chunk else None

    def _clause(self, v: Token, frames: set[str]) -> tuple[list[tuple[int, int]], str] | None:
        """Content as a clause or quotation: before, after or round the cue."""
        clause = bool({"clause", "quotation"} & frames)
        if not clause and "after" not in frames:
            return None
        unit = self._unit(v.idx)
        complement = next((c for c in v.rights if c.dep_ == "ccomp" or (c.dep_ in _LOOSE and _has_that(c))), None)
        rest = _end(v)
        inverted = next((c for c in v.rights if c.dep_ == "nsubj"), None)
        if inverted is not None:
            rest = self._span(inverted)[1]
        if clause and (number := self._quotation_before(v)) is not None and self.left_cue.get(number) is v:
            one = self.quotations[number]
            opening = self._unit(one.pieces[0][0] - 1)[0]
            prefix = self.text[opening:one.pieces[0][0] - 1]
            content = list(one.pieces)
            if re.search(r"\w", prefix) and not re.search(r"[:;]\s*$", prefix) and len(one.pieces) == 1:
                content = [(opening, one.pieces[0][1] + 1)]
            for more in self._following(rest, unit[1]):
                content += self.quotations[more].pieces
            return content, "quotation before"
        if (number := self._quotation_after(v, _end(v))) is not None:
            one = self.quotations[number]
            first, last = one.pieces[0][0], one.pieces[-1][1]
            if complement is not None and complement.idx > last and complement.left_edge.idx >= first - 1:
                last = self._right_end(v, complement, unit[1])
                return [(first - 1, last)], "clause after"
            follows = self.text[last + 1:unit[1]]
            if re.match(r"\s*[\w]", follows) and len(one.pieces) == 1 and self.text[last - 1] not in ".!?,":
                return [(first - 1, self._cut(v, last + 1, unit[1]))], "clause after"
            return list(one.pieces), "quotation after"
        if v.lemma_ == "show" and not (complement is not None and (subject := self._subject(v)[0]) is not None
                                       and _SHOWING.match(subject.lemma_)):
            return None
        if complement is not None and "quotation" not in frames:
            start = complement.left_edge.idx
            objects = [c for c in v.rights if c.dep_ in ("dobj", "nsubj") and c.i < complement.i and c is not inverted]
            if objects and not _has_that(complement) and v.lemma_ in _STRONG - {"tell", "warn"}:
                start = min(start, objects[0].left_edge.idx)
            start = max(start, rest if inverted is not None and inverted.idx < complement.idx else _end(v))
            return [(start, self._right_end(v, complement, unit[1]))], "clause after"
        if "clause" not in frames:
            return None
        start = self._cue_start(v)
        if v.tag_ in ("VBD", "VBZ", "VBP", "VBN") and inverted is None and not self._has_verb(rest, unit[1]):
            voice = self._voice_before(v)
            if voice and self._has_verb(unit[0], voice[0]) and not _JOINED.search(self.text[unit[0]:voice[0]]):
                subject = next((c for c in v.lefts if c.dep_ == "nsubj"), None)
                edge = self._span(subject, v.idx)[0] if subject is not None else voice[0]
                start = min(edge, voice[0]) if subject is not None and self._has_verb(unit[0], edge) else voice[0]
                if not any(c.dep_ == "dobj" or (c.dep_ == "xcomp" and "infinitive" in frames) for c in v.rights):
                    return [(self._left_start(v, unit[0], start), start)], "clause before"
        before = next((c for c in v.lefts if c.dep_ in ("ccomp", "advcl", "parataxis", "dep")), None)
        left = self.text[unit[0]:start]
        right = self.text[rest:unit[1]]
        subject = next((c for c in v.children if c.dep_ == "nsubj"), None)
        if v.tag_ == "VBG" and v.dep_ == "pcomp" and v.head.head.lemma_ == "quote" and not re.search(r"\w", right):
            voice = self._voice_before(v.head.head)
            return ([(unit[0], voice[0])], "clause before") if voice else None
        if subject is None or v.tag_ == "VBG":
            return None
        if subject.tag_ in ("WP", "WDT"):
            return ([(rest, self._cut(v, rest, unit[1]))], "rest") if self._has_verb(rest, unit[1]) else None
        finite_left = self._has_verb(unit[0], start)
        if v.dep_ == "parataxis" and re.match(r"\s*,", right) and left.rstrip().endswith(","):
            return [(unit[0], start), (rest, unit[1])], "round"
        if ((before is not None and before.dep_ == "ccomp") or inverted is not None) and finite_left:
            return [(self._left_start(v, unit[0], start), start)], "clause before"
        if finite_left and not self._has_verb(rest, unit[1]) and v.dep_ in ("ROOT", "parataxis", "ccomp", "conj"):
            if _JOINED.search(left):
                return None
            return [(self._left_start(v, unit[0], start), start)], "clause before"
        if self._has_verb(rest, unit[1]) and v.lemma_.lower() in _STRONG and subject.idx < v.idx:
            return [(rest, self._cut(v, rest, unit[1]))], "rest"
        return None

    def _has_verb(self, start: int, end: int) -> bool:
        """Whether a stretch has a finite verb in it."""
        return any(t.tag_ in ("VBD", "VBZ", "VBP", "MD") for t in self._tokens(start, end))

    def _left_start(self, v: Token, start: int, end: int) -> int:
        """Where content before a cue begins: at the sentence's start, or after an earlier quote in it."""
        for match in re.finditer(r"[;:]\s", self.text[start:end]):
            if not self._quoted(start + match.start()):
                start += match.end()
                break
        return start

    def _right_end(self, v: Token, complement: Token, limit: int) -> int:
        """Where content after a cue ends: with its clause, or what is cut off before."""
        end = max(_end(complement.right_edge), _end(complement))
        cut = self._cut(v, complement.idx, limit)
        end = min(cut, max(end, cut) if self._belongs(v, end, cut) else end)
        if v.dep_ == "advcl" and v.head.i > v.i:
            subject = next((c for c in v.head.lefts if c.dep_.startswith("nsubj") and c.idx > complement.idx), None)
            end = min(end, subject.left_edge.idx) if subject is not None else end
        return self._closed(min(end, limit))

    def _belongs(self, v: Token, end: int, cut: int) -> bool:
        """Whether the words from a clause's end to the next cut still belong to it."""
        rest = self._tokens(end, cut)
        return not any(t.head == v and t.dep_ in ("advcl", "conj", "cc") and t.idx >= end for t in rest)

    def _closed(self, end: int) -> int:
        """The end of the quotation that an offset lies in, else the offset."""
        for first, last in self.inside:
            if first <= end < last:
                return last + 1
        return end

    def _cut(self, v: Token, start: int, limit: int) -> int:
        """The first offset after `start` where another act begins: a conjoined verb, a cue's participle."""
        end = limit
        for token in self._tokens(start, limit):
            if token.idx <= v.idx or self._quoted(token.idx):
                continue
            lemma = token.lemma_.lower()
            if self._not_speech(token):
                continue
            if token.head == v and token.dep_ == "conj" and token.pos_ in ("VERB", "AUX") and not (
                    lemma not in VERBS and (token.tag_ != v.tag_ or any(
                        c.dep_ in ("nsubj", "nsubjpass", "aux") for c in token.children))):
                cc = next((c for c in v.children if c.dep_ == "cc" and c.idx < token.idx), token.left_edge)
                end = min(end, max(cc.idx, start))
            elif token.dep_ == "conj" and token.tag_ in ("VBD", "VBZ", "VBP") and (
                    (lemma in VERBS and self._is_cue(token)) or (lemma in _GIVING and v.tag_ == token.tag_)):
                cc = next((c for c in token.head.children if c.dep_ == "cc" and c.idx < token.idx), None)
                if cc is not None and cc.idx > start and (lemma in VERBS or not any(
                        c.dep_ == "nsubj" for c in token.children)):
                    end = min(end, cc.idx)
            elif token.dep_ == "advcl" and token.tag_ == "VBD" and any(
                    c.dep_ == "mark" and c.lower_ in ("while", "whilst") for c in token.lefts):
                if token.left_edge.idx > start and v.tag_ == "VBD":
                    end = min(end, token.left_edge.idx)
            elif token.tag_ == "VBG" and lemma in _PARTICIPLES and token.dep_ in ("advcl", "acl", "conj", "xcomp"):
                if not any(c.dep_ == "aux" for c in token.children) and token.idx > start:
                    edge = token.left_edge if token.left_edge.idx > start else token
                    end = min(end, edge.idx)
            elif token.lower_ == "according" and token.idx > start:
                end = min(end, token.idx)
        if remark := _REMARK.search(self.text, start, end):
            end = remark.start() if not self._quoted(remark.start()) else end
        return self._closed(end) if end < limit else limit

    @staticmethod
    def _not_speech(v: Token) -> bool:
        """Whether a cue's word has another meaning here: "claiming two lives", "adding to the crisis"."""
        lemma = v.lemma_.lower()
        if lemma == "claim":
            return any(c.dep_ == "dobj" and c.lemma_.lower() in _CLAIMED for c in v.rights)
        return lemma == "add" and any(c.lower_ == "to" and c.dep_ == "prep" and c.i == v.i + 1 for c in v.rights)

    def _frames(self, v: Token, frames: set[str]) -> tuple[list[tuple[int, int]], str] | None:
        """Content as an object, an infinitive or a prepositional phrase."""
        unit = self._unit(v.idx)
        rights = [c for c in v.rights if not self._quoted(c.idx) or c.dep_ in ("dobj", "xcomp", "ccomp", "oprd")]
        dobj = next((c for c in rights if c.dep_ in ("dobj", "dative") and c.lower_ not in _REFLEXIVE), None)
        infinitive = next((c for c in rights if c.dep_ in ("xcomp", "ccomp", "advcl")
                           and any(a.lower_ == "to" for a in c.lefts)), None)
        prepositions = {c.lower_: c for c in rights if c.dep_ in ("prep", "dative")}

        def till(token: Token) -> int:
            return self._closed(min(self._cut(v, token.idx, unit[1]), _end(token.right_edge)))

        if "blame" in frames and dobj is not None:
            preposition = prepositions.get("for") or prepositions.get("of") or next(
                (c for c in dobj.children if c.lower_ in ("for", "of") and c.dep_ == "prep"), None)
            last = preposition if preposition is not None else dobj
            return [(dobj.left_edge.idx, till(last))], "blame"
        if "order" in frames or {"order on", "order upon"} & frames:
            if "on" in prepositions and ("order on" in frames):
                objects = [c for c in prepositions["on"].children if c.dep_ in ("pobj", "pcomp")]
                if objects:
                    last = infinitive if infinitive is not None and infinitive.idx > objects[0].idx else objects[0]
                    return [(objects[0].left_edge.idx, till(last))], "order"
            if "order" in frames and infinitive is not None:
                start = infinitive.left_edge.idx
                if dobj is not None and dobj.idx < infinitive.idx and v.lemma_ != "tell":
                    start = dobj.left_edge.idx
                return [(max(start, _end(v)), till(infinitive))], "order"
            if "order" in frames and dobj is not None and v.lemma_ in ("urge", "beg", "order"):
                return [(dobj.left_edge.idx, max(till(dobj), till(prepositions.get("for", dobj))))], "order"
        gerund = next((c for c in rights if c.dep_ in ("xcomp", "pcomp") and c.tag_ == "VBG"), None)
        if v.lemma_ in ("deny", "admit", "suggest", "recommend", "report") and gerund is not None:
            return [(gerund.left_edge.idx, till(gerund))], "infinitive"
        if "infinitive" in frames and infinitive is not None:
            return [(infinitive.left_edge.idx, till(infinitive))], "infinitive"
        if "name" in frames and v.lemma_ == "call":
            naming = next((c for c in rights if c.dep_ in ("oprd", "ccomp", "xcomp")), None)
            if naming is not None:
                start = naming.left_edge.idx
                if dobj is not None and dobj.pos_ != "PRON":
                    start = min(start, dobj.left_edge.idx)
                return [(max(start, _end(v)), till(naming))], "name"
        if "as" in frames:
            holders = [v, *([dobj] if dobj is not None else [])]
            as_ = next((c for h in holders for c in h.children if c.lower_ == "as" and c.idx > v.idx), None)
            if as_ is None and dobj is not None and dobj.i + 1 < len(self.doc) and self.doc[dobj.i + 1].lower_ == "as":
                as_ = self.doc[dobj.i + 1]
            if as_ is not None and (number := self._quotation_after(as_, _end(as_))) is not None \
                    and len(self.quotations[number].pieces) == 1:
                return list(self.quotations[number].pieces), "as"
            if as_ is not None:
                start = dobj.left_edge.idx if dobj is not None and dobj.pos_ != "PRON" else _end(as_)
                return [(start, max(till(as_), _end(as_.right_edge)))], "as"
        for frame in frames:
            name, _, wanted = frame.partition(" ")
            if name == "+prep" and wanted in prepositions:
                objects = [c for c in prepositions[wanted].children if c.dep_ in ("pobj", "pcomp")]
                if objects:
                    return [(objects[0].left_edge.idx, till(objects[0]))], "preposition"
        for clause in (c for c in rights if c.dep_ in ("advcl", "ccomp", "xcomp") and "+prep for" in frames):
            if mark := next((c for c in clause.children if c.lower_ == "for" and c.dep_ == "mark"), None):
                return [(_end(mark), till(clause))], "preposition"
        if v.lemma_ == "threaten" and v.tag_ in ("VB", "VBP", "VBZ"):
            return None
        if "object" in frames and dobj is not None and dobj.dep_ == "dobj" and dobj.pos_ != "PRON":
            return [(dobj.left_edge.idx, till(dobj))], "object"
        return None

    def _passive(self, v: Token, frames: set[str]) -> tuple[list[tuple[int, int]], str] | None:
        """Content of a passive cue: "was accused of", "it was reported that", "were said to"."""
        unit = self._unit(v.idx)
        complement = next((c for c in v.rights if c.dep_ == "ccomp" or (c.dep_ in _LOOSE and _has_that(c))), None)
        infinitive = next((c for c in v.rights if c.dep_ == "xcomp"), None)
        subject = next((c for c in v.lefts if c.dep_ in ("nsubjpass", "nsubj")), None)
        preposition = next((c for c in v.rights if c.lower_ in ("of", "for") and c.dep_ == "prep"), None)
        if "blame" in frames:
            if preposition is None:
                preposition = next((t for t in v.subtree if t.idx > v.idx and t.lower_ in ("of", "for")
                                    and any(c.dep_ == "pcomp" for c in t.children)), None)
            if preposition is None:
                return None
            return [(_end(preposition), _end(preposition.right_edge))], "accused"
        if complement is not None and {"clause", "after"} & frames:
            return [(complement.left_edge.idx, self._right_end(v, complement, unit[1]))], "passive clause"
        if infinitive is not None and "order" in frames:
            return [(infinitive.left_edge.idx, _end(infinitive.right_edge))], "passive order"
        if infinitive is not None and subject is not None and "clause" in frames:
            return [self._span(subject, v.idx), (infinitive.left_edge.idx, _end(infinitive.right_edge))], "said to"
        if subject is not None and "object" in frames and subject.pos_ != "PRON":
            if self._agent(v) is not None:
                return [self._span(subject, v.idx)], "passive by"
            if v.lemma_ in ("report", "announce"):
                return [self._span(subject, v.idx)], "passive"
        number = self._quotation_after(v, _end(v)) if "clause" in frames else None
        if number is not None:
            return list(self.quotations[number].pieces), "passive quotation"
        return None

    def _polarity(self, v: Token) -> str:
        """Whether the act of reporting took place: from the words round its verb."""
        chain, head = [v], v
        while head.dep_ in ("xcomp", "conj") and head.head.pos_ in ("VERB", "AUX", "ADJ") and len(chain) < 4:
            if head.dep_ == "conj" and any(c.dep_ in ("nsubj", "aux") for c in head.children):
                break
            head = head.head
            chain.append(head)
        around = [c for token in chain for c in token.children if c.idx < v.idx]
        words = {c.lower_ for c in around} | {token.lemma_.lower() for token in chain[1:]}
        if {"not", "n't", "n’t", "never", "no", "neither"} & words or words & _REFUSALS:
            return "negated"
        if v.lemma_ in ("ask", "wonder", "question") and any(c.lower_ in _ASKING for c in v.subtree if c.idx > v.idx):
            return "asked"
        if {"will", "wo", "shall", "'ll", "’ll"} & words or words & _PLANS:
            return "planned"
        if {"would", "could", "may", "might", "should", "if", "must", "can"} & words:
            return "hypothetical"
        if v.dep_ == "advcl" and any(c.lower_ in ("if", "unless") for c in v.lefts):
            return "hypothetical"
        return "affirmed"

    # -- other cues ----------------------------------------------------------------------------------------

    def _according(self, token: Token) -> _Candidate | None:
        """"according to X": what stands before it in the sentence, or after it where it opens the sentence."""
        if token.i + 2 >= len(self.doc) or self.doc[token.i + 1].lower_ != "to":
            return None
        to = self.doc[token.i + 1]
        noun = next((c for c in to.children if c.dep_ in ("pobj", "pcomp")), self.doc[token.i + 2])
        unit = self._unit(token.idx)
        start, end = self._span(noun)
        start = max(start, _end(to) + 1)
        left = (unit[0], token.idx)
        if re.search(r"\w", self.text[slice(*left)]) and not re.fullmatch(r"\W*(?:but|and|however|meanwhile)\W*",
                                                                         self.text[slice(*left)], re.I):
            content = [left]
            after = self.text[end:unit[1]]
            if re.match(r"\s*,\s*\w", after) and self.text[:token.idx].rstrip().endswith(",") and self._has_verb(
                    end, unit[1]):
                joins = re.match(r"\s*,\s*(?:as|while|when|after|with|and|but)\b", after)
                brief = len(re.findall(r"\w+", self.text[slice(*left)])) < 12
                content = [left, (end, unit[1])] if brief and not joins else [left]
            number = self._quotation_before_offset(token.idx)
            if number is not None and not re.search(
                    r"\w", self.text[self._unit(self.quotations[number].pieces[0][0] - 1)[0]:
                                     self.quotations[number].pieces[0][0] - 1]):
                content = list(self.quotations[number].pieces)
        else:
            comma = re.search(r",\s", self.text[start:unit[1]])
            root = next((t for t in self._tokens(start, unit[1]) if t.dep_ == "ROOT"), None)
            if comma and (root is None or start + comma.start() < root.idx):
                subject = next((c for c in root.children if c.dep_.startswith("nsubj")), root) if root else None
                if subject is not None and end > start + comma.start():
                    end = start + comma.start()
                begin = end
            elif root is not None and root.left_edge.idx <= token.idx:
                subject = next((c for c in root.children if c.dep_.startswith("nsubj")), root)
                end = min(end, subject.left_edge.idx) if subject.left_edge.idx > noun.idx else end
                begin = end
            else:
                begin = end
            content = [(begin, unit[1])]
        source = self._trimmed((start, end))
        return _Candidate(content, (token.idx, _end(to)), source, "affirmed", "according to")

    def _quotation_before_offset(self, at: int) -> int | None:
        for number, one in enumerate(self.quotations):
            end = one.pieces[-1][1]
            if end <= at and re.fullmatch(r"['\"”’»]?[\s,.]*", self.text[end:at]):
                return number
        return None

    def _noun(self, token: Token) -> _Candidate | None:
        """"X's claims that ...": a noun with a clause, or with "for" or "of", that somebody is said to make."""
        clause = next((c for c in token.rights if c.dep_ in ("acl", "ccomp", "relcl") and _has_that(c)
                       and not any(s.dep_ == "nsubj" and s.lower_ == "that" for s in c.children)), None)
        infinitive = next((c for c in token.rights if c.dep_ == "acl" and any(a.lower_ == "to" for a in c.lefts)), None)
        preposition = next((c for c in token.rights if c.lower_ in ("for", "of") and c.dep_ == "prep"), None)
        owner = next((c for c in token.lefts if c.dep_ == "poss"), None)
        by = next((c for c in token.rights if c.dep_ == "prep" and c.lower_ in ("by", "from")), None)
        if owner is None and by is not None:
            owner = next((c for c in by.children if c.dep_ == "pobj"), None)
        if clause is not None:
            content, rule = [(clause.left_edge.idx, self._closed(_end(clause.right_edge)))], "noun that"
        elif owner is not None and (infinitive is not None or preposition is not None):
            last = infinitive if infinitive is not None else preposition
            start = last.left_edge.idx if infinitive is not None else _end(preposition)
            content, rule = [(start, self._closed(_end(last.right_edge)))], "noun for"
        elif preposition is not None and token.lemma_ in ("claim", "allegation", "accusation", "warning", "threat",
                                                          "rumour") and token.tag_ == "NNS":
            content, rule = [(_end(preposition), self._closed(_end(preposition.right_edge)))], "noun of"
        else:
            return None
        cue = token
        if owner is None and token.dep_ == "dobj" and token.head.pos_ == "VERB" and token.head.lemma_ not in _OTHERS:
            owner = self._subject(token.head)[0]
        elif owner is None and token.dep_ == "pobj" and token.head.lower_ in ("in", "by", "with") \
                and token.head.head.lemma_.lower() in VERBS:
            cue = token.head.head
            owner = self._subject(cue)[0]
        source = self._trimmed(self._span(owner, token.idx if owner.idx < token.idx else None)) if owner else None
        if source and re.search(r"['’]s?$", self.text[slice(*source)]):
            source = (source[0], source[1] - len(re.search(r"['’]s?$", self.text[slice(*source)]).group()))
        return _Candidate(content, (cue.idx, _end(cue)), source, "affirmed", rule)

    def _hearsay(self, token: Token) -> _Candidate | None:
        """"reportedly": the clause that it stands in, told by nobody in particular."""
        verb = token.head
        if verb.lemma_.lower() in VERBS or verb.pos_ not in ("VERB", "AUX"):
            return None
        subject = next((c for c in verb.lefts if c.dep_ in ("nsubj", "nsubjpass")), None)
        pieces = [(_end(token), self._cut(verb, verb.idx, _end(verb.right_edge)))]
        if subject is not None and subject.idx < token.idx and subject.tag_ not in ("WP", "WDT"):
            pieces.insert(0, (subject.left_edge.idx, token.idx))
        elif verb.idx < token.idx:
            pieces = [(verb.left_edge.idx, token.idx), (_end(token), _end(verb.right_edge))]
        return _Candidate(pieces, (token.idx, _end(token)), None, "affirmed", "hearsay")

    def _phrasal(self, token: Token) -> _Candidate | None:
        """"claimed responsibility for", "made clear that"."""
        verb = token.head
        if token.lemma_ == "clear" and verb.lemma_ == "make":
            clause = next((c for h in (verb, token) for c in h.rights if c.dep_ in ("ccomp", "advcl") and c.i > token.i
                           ), None)
            content = [(clause.left_edge.idx, _end(clause.right_edge))] if clause is not None else []
        elif token.dep_ == "dobj" and verb.lemma_ in ("take", "accept", "assume"):
            preposition = next((c for h in (token, verb) for c in h.children if c.lower_ == "for"), None)
            content = [(_end(preposition), _end(preposition.right_edge))] if preposition is not None else []
        else:
            return None
        subject, before = self._subject(verb)
        source = self._span(subject, before) if subject is not None else None
        return _Candidate(content, (verb.idx, _end(token)), source, self._polarity(verb), "phrase") if content else None

    def _learnt(self, token: Token) -> _Candidate | None:
        """"it was learnt that ...": told by nobody in particular."""
        expletive = any(c.lower_ == "it" and c.dep_ == "nsubjpass" for c in token.lefts)
        clause = next((c for c in token.rights if c.dep_ in ("ccomp", "advcl")), None)
        if not expletive:
            return None
        unit = self._unit(token.idx)
        if clause is None:
            content = [(unit[0], token.left_edge.idx)]
        else:
            content = [(clause.left_edge.idx, _end(clause.right_edge))]
        return _Candidate(content, (token.idx, _end(token)), None, "affirmed", "passive clause")

    def _turns(self) -> Iterator[_Candidate]:
        """Paragraphs of a transcript, which open with the speaker's name in brackets."""
        for start, end in paragraphs(self.text):
            match = _TURN.match(self.text, start, end)
            if match and not set(re.findall(r"\w+", match.group(1))) & _NO_TURN and "," not in match.group(1):
                stop = re.search(r"\s*\[END [A-Z]+\]", self.text[match.end():end])
                last = match.end() + stop.start() if stop else end
                yield _Candidate([(match.end(), last)], None, match.span(1), "affirmed", "turn")

    def _uncued(self, found: list[_Candidate]) -> Iterator[_Candidate]:
        """Quotations that stand alone: whole sentences in marks without a cue."""
        covered = [piece for quote in found for piece in quote.content]
        for one in self.quotations:
            first, last = one.pieces[0][0], one.pieces[-1][1]
            if any(start <= last - 1 and first < end for start, end in covered):
                continue
            opening = self.text[self._unit(first - 1)[0]:first - 1]
            words = sum(len(re.findall(r"\w+", self.text[slice(*piece)])) for piece in one.pieces)
            sentence = self.text[last - 1] in ".!?…," or self.text[last + 1:last + 2] in (".", "!", "?")
            if words >= 4 and sentence and (not re.search(r"\w", opening) or opening.rstrip().endswith(":")):
                yield _Candidate(list(one.pieces), None, None, "affirmed", "no cue")


def _end(token: Token) -> int:
    return token.idx + len(token)


def _has_that(token: Token) -> bool:
    return any(child.dep_ == "mark" and child.lower_ == "that" for child in token.children)
