"""Speakers: the source of each quote, resolved inside the article to its fullest name or description."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from spacy.tokens import Doc, Token

from dateline.language.quotes import Quote
from dateline.language.text import paragraphs, quotations

PRONOUNS = {
    "he": "man", "him": "man", "his": "man", "she": "woman", "her": "woman", "hers": "woman",
    "they": "many", "them": "many", "their": "many", "it": "body", "its": "body", "which": "body",
    "who": "any", "i": "any", "my": "any", "we": "any", "our": "any", "us": "any", "one": "any", "this": "body",
    "these": "many", "those": "many", "both": "many", "some": "many", "others": "many", "himself": "man",
}
# Titles and forms of address: no part of a name.
TITLES = frozenset("""mr mrs ms miss dr prof professor sir dame lord lady rev gen general col colonel lt maj major capt
    captain sgt brig brigadier sheikh president minister senator governor mayor judge king queen prince princess
    pope bishop archbishop ambassador commander chief director spokesman spokeswoman secretary""".split())
MEN = frozenset("""mr sir king prince lord father brother son husband uncle spokesman chairman businessman sheikh man
    boy bishop archbishop pope congressman grandfather policeman fisherman""".split())
WOMEN = frozenset("""mrs ms miss dame queen princess lady mother sister daughter wife aunt spokeswoman chairwoman woman
    girl congresswoman grandmother schoolgirl widow""".split())
# Nouns for a body of people that speaks as one; a later "the group" means the last of these.
BODIES = frozenset("""group organisation organization monitor monitoring network agency body charity coalition ministry
    newspaper party movement society observatory watchdog council office government army military militia company
    union federation front station channel paper website outlet institution hospital department force ngo alliance
    committee commission court team service association administration regime opposition campaign embassy
    broadcaster club faction state country kingdom corps command firm centre center""".split())
DOCUMENTS = frozenset("""statement report letter document message communique resolution study survey review tweet post
    claim announcement release ruling law petition article video findings data figures""".split())
# A nameless body in the first lines that the next lines name.
WATCHERS = frozenset("monitor watchdog ngo group".split())
NAMES_WATCHER = re.compile(r"observatory|network for|human rights|watch|monitor|violations|rights", re.I)
_ARTICLE = re.compile(r"^(?:al|el|ad|an|as|ash|at|ar|az)[-‐–](?=\w)", re.I)
_WORD = re.compile(r"[^\W\d_][\w’'‐-]*(?:\.[A-Z]\.?)*")
_SPELLINGS = (("ou", "u"), ("oo", "u"), ("ee", "i"), ("ie", "i"), ("y", "i"), ("q", "k"), ("kh", "k"), ("dh", "d"),
              ("gh", "g"), ("th", "t"), ("e", "a"), ("o", "u"), ("h", ""))
REACH = 1500  # characters that a pronoun looks back


@dataclass(frozen=True)
class Speaker:
    """Who is quoted. name: fullest name or description in the article, "" where none is told. start, end: where
    that name is printed, None without one. naming: named, described or none."""

    name: str
    start: int | None
    end: int | None
    naming: str


@dataclass
class _Voice:
    """Somebody the article mentions: every mention adds to what is known."""

    start: int
    end: int
    words: tuple[str, ...]  # of the name, normalised; empty where only described
    head: str
    sort: str  # man, woman, person, body, many
    named: bool
    spoke: bool = False
    mentions: list[tuple[int, int]] = field(default_factory=list)  # offset and weight
    described: set[str] = field(default_factory=set)


def resolve_speakers(doc: Doc, text: str, quotes: Sequence[Quote]) -> list[Speaker]:
    """The speaker of each quote, in the order of `quotes`.

    Names are matched by their words ("Assad" with "Bashar al-Assad"), descriptions by their noun ("the official"
    with "a rebel official"), pronouns by number, sex and nearness among those who speak and act; a quotation
    without a printed source goes to the speaker before it unless a paragraph stands between.
    """
    return _Resolver(doc, text).run(quotes)


def normalised(word: str) -> str:
    """A name's word with the differences between transliterations taken out: al-Assad, Asad and Assad are one."""
    word = unicodedata.normalize("NFKD", word.lower())
    word = "".join(character for character in word if not unicodedata.combining(character))
    word = re.sub(r"['’]s$|['’`]", "", word)
    word = _ARTICLE.sub("", word)
    for spelling, common in _SPELLINGS:
        word = word[:1] + word[1:].replace(spelling, common)
    return re.sub(r"(.)\1+", r"\1", word)


def form(text: str, source: tuple[int, int] | None) -> str:
    """The form of a printed source: name, pronoun, description or none."""
    if source is None:
        return "none"
    words = _WORD.findall(text[slice(*source)])
    if len(words) == 1 and words[0].lower() in PRONOUNS:
        return "pronoun"
    capital = [word for word in words if word[0].isupper()]
    return "name" if capital and not _only_first(words) else "description"


def _only_first(words: list[str]) -> bool:
    return all(not word[0].isupper() for word in words[1:]) and words[0].lower() in (
        "the", "a", "an", "some", "other", "another", "many", "several", "one", "its", "his", "her", "their")


class _Resolver:
    """The voices of one article, and the rules that find the one meant."""

    def __init__(self, doc: Doc, text: str) -> None:
        self.doc, self.text = doc, text
        self.cased = doc.text  # capitals only where a name has them
        self.voices: list[_Voice] = []
        self.blocks = [start for start, _ in paragraphs(text)]
        self.marked = [piece for one in quotations(text) for piece in one.pieces]
        self.at_token = {token.idx: token for token in doc}

    def run(self, quotes: Sequence[Quote]) -> list[Speaker]:
        """All speakers, in order of the article."""
        for entity in self.doc.ents:
            if entity.label_ in ("PERSON", "ORG", "GPE", "NORP") and entity.root.pos_ == "PROPN" \
                    and not self._in_marks(entity.start_char):
                self._name(entity.root, entity.label_)
        printed = {quote.source for quote in quotes if quote.source}
        for source in sorted(printed):
            head = self._head(source)
            if head is not None and form(self.cased, source) != "pronoun":
                self._name(head, "", source)
        self.voices.sort(key=lambda voice: min(at for at, _ in voice.mentions))
        self._sexes()
        result: list[Speaker] = []
        previous: _Voice | None = None
        last_end = -1
        for quote in quotes:
            voice = self._resolve(quote, previous, last_end)
            if voice is None:
                result.append(self._plain(quote))
            else:
                result.append(Speaker(self._printed(voice), voice.start, voice.end,
                                      "named" if voice.named else "described"))
                voice.spoke = True
                voice.mentions.append((quote.source[0] if quote.source else quote.content[-1][1], 500))
                previous = voice
            last_end = max([last_end, quote.content[-1][1], *(quote.source or ())])
        return result

    # -- what the article names ----------------------------------------------------------------------------

    def _in_marks(self, at: int) -> bool:
        return any(start <= at < end for start, end in self.marked)

    def _head(self, source: tuple[int, int]) -> Token | None:
        """The noun that a printed source hangs on."""
        span = self.doc.char_span(*source, alignment_mode="expand")
        if span is None:
            return None
        root = span.root
        return root

    def _phrase(self, token: Token) -> tuple[int, int]:
        """A noun phrase with its appositions, without relative clauses."""
        top = token
        while top.dep_ in ("compound", "appos", "nmod", "flat") and top.head.pos_ in ("NOUN", "PROPN") \
                and top.sent == top.head.sent:
            top = top.head
        start, end = top.left_edge.idx, top.idx + len(top)
        for child in top.rights:
            if child.dep_ in ("appos", "prep", "acl", "nummod", "compound", "flat") or (
                    child.dep_ == "punct" and child.text in "),"):
                if child.dep_ == "acl" and child.tag_ not in ("VBG", "VBN"):
                    break
                if child.dep_ == "prep" and child.lower_ not in ("of", "for", "in", "from", "at", "with", "on"):
                    break
                for clause in (t for t in child.subtree if t.dep_ == "relcl"):
                    end = max(end, clause.left_edge.idx)
                    break
                else:
                    end = child.right_edge.idx + len(child.right_edge)
            elif child.dep_ in ("relcl", "cc", "conj"):
                break
        phrase = self.text[start:end]
        line = re.search(r"[\n\"“”]", phrase[token.idx - start:])
        if line:
            end = token.idx + line.start()
        while start < token.idx and self.text[start] in " ,;:—–-\"“”([":
            start += 1
        while end > start and self.text[end - 1] in " ,;:—–-":
            end -= 1
        return (start, end) if end > start else (token.idx, token.idx + len(token))

    def _name_words(self, start: int, end: int) -> tuple[str, ...]:
        """The normalised words of the name in a phrase: its capitalised words next to each other, without titles."""
        piece = self.cased[start:end]
        runs: list[list[str]] = [[]]
        at = 0
        for match in _WORD.finditer(piece):
            between = piece[at:match.start()]
            word = match.group()
            small = word.lower() in ("al", "el", "bin", "ibn", "abu", "de", "von", "van", "la", "di", "for", "of")
            if runs[-1] and (re.search(r"[,(\[]", between) or word.endswith(("'s", "’s"))):
                runs.append([])
            if word[0].isupper() and word.lower() not in TITLES and word.lower() not in ("the", "a", "an", "its"):
                runs[-1].append(re.sub(r"['’]s$", "", word))
            elif not (small and runs[-1]):
                runs.append([])
            at = match.end()
        best = max(runs, key=len)
        return tuple(filter(None, (normalised(word) for word in best if word.lower() not in ("for", "of"))))

    def _name(self, token: Token, label: str, source: tuple[int, int] | None = None) -> _Voice:
        """Note a mention: with the voice that it belongs to, or as a new one."""
        start, end = self._phrase(token)
        if source is not None and not start <= source[0] < end:
            start, end = source
        if source is not None and source[0] < start:
            start = source[0]
        head = token.lemma_.lower() if token.pos_ != "PROPN" else token.text.lower()
        named = self._is_named(token, start, end)
        words = self._name_words(start, end) if named else ()
        plural = token.tag_ in ("NNS", "NNPS") or any(c.dep_ == "conj" for c in token.children)
        described = {t.lemma_.lower() for t in self.doc.char_span(start, end, alignment_mode="expand") or ()
                     if t.pos_ in ("NOUN", "PROPN", "ADJ")}
        if described & WOMEN:
            sort = "woman"
        elif described & MEN:
            sort = "man"
        elif label == "PERSON":
            sort = "person"
        elif plural:
            sort = "many"
        elif label in ("ORG", "GPE", "NORP") or head in BODIES or head in DOCUMENTS or described & {
                "observatory", "ministry", "coalition", "network", "agency", "council", "union", "state"}:
            sort = "body"
        else:
            sort = "person"
        weight = 150 if token.dep_ in ("nsubj", "nsubjpass") else 0
        voice = None
        if words:
            voice = next((v for v in self.voices if v.named and v.words and self._same(words, v.words)), None)
        if voice is None:
            voice = _Voice(start, end, words, head, sort, named, described=described)
            self.voices.append(voice)
        elif len(words) > len(voice.words) or (len(words) == len(voice.words)
                                               and self._fuller(start, end) > self._fuller(voice.start, voice.end)):
            voice.start, voice.end = start, end
            voice.words = words if len(words) > len(voice.words) else voice.words
        if voice.sort in ("person", "body") and sort in ("man", "woman"):
            voice.sort = sort
        voice.described |= described
        voice.mentions.append((token.idx, weight))
        return voice

    def _fuller(self, start: int, end: int) -> int:
        """How much a phrase tells of the one it names; very long ones tell of something else."""
        size = end - start
        return size if size <= 90 else 0

    @staticmethod
    def _same(words: tuple[str, ...], known: tuple[str, ...]) -> bool:
        """Whether one name is part of the other: the same last word, or an organisation's abbreviation."""
        few, more = sorted((words, known), key=len)
        if few[-1] == more[-1] and set(few) <= set(more):
            return True
        if len(few) == 1 and len(more) > 2 and few[0] in more and few[0] in ("abservatari", "obsarvatari"):
            return True
        initials = "".join(word[0] for word in more)
        return len(few) == 1 and len(more) > 2 and few[0] == initials

    def _is_named(self, token: Token, start: int, end: int) -> bool:
        """Whether a phrase gives a name, not only a role."""
        if token.pos_ == "PROPN" and token.text[:1].isupper():
            return True
        span = self.doc.char_span(start, end, alignment_mode="expand")
        return any(t.dep_ == "appos" and t.pos_ == "PROPN" and t.head == token for t in span or ()) or any(
            e.label_ == "PERSON" and e.root.head == token and e.root.dep_ in ("appos", "compound") for e in
            (span.ents if span is not None else ()))

    def _sexes(self) -> None:
        """Tell men from women by the pronoun that follows their name before the next person's."""
        people = [v for v in self.voices if v.sort in ("person", "man", "woman") and v.named]
        spots = sorted((at, number) for number, v in enumerate(people) for at, _ in v.mentions)
        votes: dict[int, int] = {}
        for (at, number), following in zip(spots, [*spots[1:], (len(self.text), -1)], strict=False):
            match = re.search(r"\b(he|his|him|she|her)\b", self.text[at:min(following[0], at + 250)], re.I)
            if match:
                votes[number] = votes.get(number, 0) + (1 if match.group().lower()[0] == "h"
                                                        and match.group().lower() != "her" else -1)
        for number, vote in votes.items():
            if vote and people[number].sort == "person":
                people[number].sort = "man" if vote > 0 else "woman"

    def _printed(self, voice: _Voice) -> str:
        """The name as printed; a role before a comma goes after the name."""
        name = self.text[voice.start:voice.end]
        match = re.fullmatch(r"([^,()]+?), ([^,()]+)", name)
        if match and voice.words:
            role, rest = match.groups()
            if len(self._name_words(voice.start + len(role) + 2, voice.end)) > 1 and rest[:1].isupper():
                run = self._name_words(voice.start, voice.start + len(role))
                if set(voice.words) & {normalised(w) for w in _WORD.findall(rest)} and not set(run) >= set(voice.words):
                    return f"{rest}, {role}"
        return name

    # -- which of them is meant ----------------------------------------------------------------------------

    def _resolve(self, quote: Quote, previous: _Voice | None, last_end: int) -> _Voice | None:
        if quote.source is None:
            if quote.cue is not None or previous is None:
                return None
            between = sum(last_end <= start < quote.content[0][0] for start in self.blocks)
            return previous if between <= 1 else None
        kind = form(self.cased, quote.source)
        token = self._head(quote.source)
        if token is None:
            return None
        if kind == "pronoun":
            word = self.text[slice(*quote.source)].lower()
            return self._pronoun(PRONOUNS.get(word, "any"), quote.source[0], previous, word)
        own = next((v for v in self.voices if any(at == token.idx for at, _ in v.mentions)), None)
        if own is not None and own.named:
            return own
        return self._description(token, quote.source, own, previous)

    def _pronoun(self, sort: str, at: int, previous: _Voice | None, word: str) -> _Voice | None:
        """The nearest fitting voice before a pronoun; speakers and subjects count as nearer."""
        fits = {"man": ("man", "person"), "woman": ("woman", "person"), "many": ("many", "body"), "body": ("body",),
                "any": ("man", "woman", "person", "body", "many")}[sort]
        best, score = None, -REACH
        for voice in self.voices:
            if voice.sort not in fits:
                continue
            for spot, weight in voice.mentions:
                if spot >= at or at - spot > REACH:
                    continue
                value = weight - (at - spot) + (200 if voice is previous else 0)
                if sort == "many" and voice.sort == "body":
                    value -= 300
                if value > score:
                    best, score = voice, value
        if best is not None and sort in ("man", "woman") and best.sort == "person":
            best.sort = sort
        return best

    def _description(self, token: Token, source: tuple[int, int], own: _Voice | None,
                     previous: _Voice | None) -> _Voice | None:
        """The voice that a role or a group noun means."""
        phrase = self.text[slice(*source)]
        head = token.lemma_.lower()
        definite = re.match(r"(?:the|this|that|its|their|his|her|our)\b", phrase, re.I) is not None
        earlier = [v for v in self.voices if v is not own and min(at for at, _ in v.mentions) < source[0]]
        spoken = [v for v in earlier if v.spoke]

        def latest(voices: list[_Voice]) -> _Voice | None:
            return max(voices, key=lambda v: max(at for at, _ in v.mentions if at < source[0]), default=None)

        if definite:
            modifiers = {t.lemma_.lower() for t in token.lefts if t.pos_ in ("ADJ", "NOUN", "PROPN")}
            same = [v for v in spoken if head in v.described and modifiers <= v.described]
            loose = [v for v in spoken if head in v.described]
            if found := latest(same) or latest(loose):
                return found
            if head in DOCUMENTS and (found := latest([v for v in spoken if v.sort in ("body", "many")])):
                return found
            if head in BODIES and len(phrase.split()) < 6:
                bodies = [v for v in spoken if v.named and v.sort == "body"]
                if found := latest(bodies):
                    return found
            roles = [v for v in earlier if v.named and head in v.described]
            if found := latest(roles):
                return found
        elif head in WATCHERS:
            for voice in self.voices:
                if voice.named and NAMES_WATCHER.search(self.text[voice.start:voice.end]) and \
                        0 < min(at for at, _ in voice.mentions) - source[0] < REACH:
                    return voice
        return own

    def _plain(self, quote: Quote) -> Speaker:
        """A speaker that is only what is printed at the quote."""
        if quote.source is None or form(self.cased, quote.source) == "pronoun":
            return Speaker("", None, None, "none")
        start, end = quote.source
        return Speaker(self.text[start:end], start, end, "described")
