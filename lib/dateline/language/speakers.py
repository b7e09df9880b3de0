"""Speakers: the source of each quote, resolved inside the article to its fullest name or description."""

import re
import unicodedata
from bisect import bisect_left, bisect_right, insort
from collections.abc import Sequence
from dataclasses import dataclass, field

from spacy.tokens import Doc, Span, Token

from dateline.language.quotes import Quote
from dateline.language.text import paragraphs, quotations, within

PRONOUNS = {
    "he": "man", "him": "man", "his": "man", "she": "woman", "her": "woman", "hers": "woman",
    "they": "many", "them": "many", "their": "many", "it": "body", "its": "body", "which": "body",
    "who": "any", "i": "any", "my": "any", "we": "any", "our": "any", "us": "any", "one": "any", "this": "body",
    "these": "many", "those": "many", "both": "many", "some": "many", "others": "many", "himself": "man",
    "you": "any", "more": "many", "many": "many", "most": "many",
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
# Those that a bare "the group" can mean; "the army" means an army.
LOOSE_BODIES = frozenset("""group organisation organization monitor network agency body charity newspaper movement
    watchdog company channel paper website outlet institution ngo firm outfit association society broadcaster
    party""".split())
DOCUMENTS = frozenset("""statement report letter document message communique resolution study survey review tweet post
    claim announcement release ruling law petition article video finding data figure complaint memo book program
    budget poll record footage order leak estimate count""".split())
PEOPLE = frozenset("""official source spokesperson spokesman spokeswoman resident witness doctor nurse journalist
    correspondent activist judge minister president leader chief head envoy diplomat expert professor friend victim
    refugee member representative critic captain student boy girl man woman child person medic politician aide
    secretary deputy mayor king prince queen father mother brother sister son daughter wife husband guard neighbor
    neighbour guerrilla general colonel police attorney graduate architect cleric priest imam monk pilot chair
    analyst veteran relative parent survivor patient civilian militant combatant citizen candidate speaker""".split())
_PERSON_ENDING = re.compile(r"(?:er|or|ist|man|woman|ian|eer)$")
# A nameless body in the first lines that the next lines name.
WATCHERS = frozenset("monitor watchdog ngo group".split())
NAMES_WATCHER = re.compile(r"Observatory|Human Rights|Network for|Violations|Rights Watch", re.I)
# A clause that one of these heads is what the source does now, not a part of its name.
_REPORTING = frozenset("""say add tell warn accuse stress note claim describe call urge blame insist report explain
    emphasize emphasise point demand condemn argue threaten vow allege announce confirm assert quote cite declare
    reiterate write state ask deny reject promise pledge order welcome praise denounce""".split())
_ARTICLE = re.compile(r"^(?:al|el|ad|an|as|ash|at|ar|az)[-‐–](?=\w)", re.I)
_OF = re.compile(r"\b(?:of|for|to|with|from|at|in|by|the|and|against)\s*$|['’]s?\s*$")
_NO_NAME = frozenset("""the a an its his her their another both even former then local monday tuesday wednesday
    thursday friday saturday sunday""".split())
_LED = re.compile(r"-(?:based|led|backed|run|linked|affiliated|held|controlled|born)$")
_PARTICLES = frozenset("al el bin ibn abu de von van la di for of and".split())
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
    name: tuple[int, int] = (0, 0)  # where the bare name stands in the phrase


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


_OBSERVATORY = normalised("Observatory")  # known by one word of its name, which is not the last


class _Resolver:
    """The voices of one article, and the rules that find the one meant."""

    def __init__(self, doc: Doc, text: str) -> None:
        self.doc, self.text = doc, text
        self.cased = doc.text  # capitals only where a name has them
        self.voices: list[_Voice] = []
        self.blocks = [start for start, _ in paragraphs(text)]
        self.marked = [piece for one in quotations(text) for piece in one.pieces]
        self.people = [(e.start_char, e.end_char) for e in doc.ents if e.label_ == "PERSON"]
        self.by_token: dict[int, list[_Voice]] = {}
        self.starts = [token.idx for token in doc]
        self.at_token = {token.idx: token for token in doc}

    def run(self, quotes: Sequence[Quote]) -> list[Speaker]:
        """All speakers, in order of the article."""
        told = [(one.start_char, one.end_char) for one in self.doc.sents
                if any(t.tag_ in ("VBD", "VBZ", "VBP", "MD") for t in one)]
        for entity in (one for one in self.doc.ents if within(told, one.start_char)):
            if entity.label_ in ("PERSON", "ORG", "GPE", "NORP") and entity.root.pos_ == "PROPN" \
                    and not self._in_marks(entity.start_char):
                self._name(entity.root, entity.label_)
        printed = {quote.source for quote in quotes if quote.source}
        for source in sorted(printed):
            head = self._head(source)
            if head is not None and form(self.cased, source) != "pronoun":
                self._name(head, "", source)
        self._join()
        for voice in self.voices:
            voice.mentions.sort()
        self.voices.sort(key=lambda voice: voice.mentions[0])
        for voice in self.voices:
            for at, _ in voice.mentions:
                self.by_token.setdefault(at, []).append(voice)
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
                insort(voice.mentions, (quote.source[0] if quote.source else quote.content[-1][1], 500))
                previous = voice
            last_end = max([last_end, quote.content[-1][1], *(quote.source or ())])
        return result

    # -- what the article names ----------------------------------------------------------------------------

    def _in_marks(self, at: int) -> bool:
        return within(self.marked, at)

    def _head(self, source: tuple[int, int]) -> Token | None:
        """The noun that a printed source hangs on: of a name and its apposition, the name's."""
        start, end = source
        name = self._tokens(start, start + self.text[start:end].find(", ")) if ", " in self.text[start:end] else ()
        span = name if any(token.pos_ == "PROPN" for token in name) else self._tokens(start, end)
        return span.root if len(span) else None

    def _tokens(self, start: int, end: int) -> Span:
        """The tokens of a stretch of text."""
        return self.doc[max(bisect_right(self.starts, start) - 1, 0):bisect_left(self.starts, end)]

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
                if child.dep_ == "acl" and (child.tag_ not in ("VBG", "VBN") or child.lemma_ in _REPORTING):
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
        line = re.search(r"[\n\"“”]", self.text[token.idx:end])
        end = token.idx + line.start() if line else end
        while start < token.idx and self.text[start] in " ,;:—–-\"“”([":
            start += 1
        while end > start and self.text[end - 1] in " ,;:—–-":
            end -= 1
        double = re.match(r"(?:[-‐]\w+)+", self.text[end:])  # a name that the parser took for two words
        end += double.end() if double else 0
        dash = [match.end() for match in re.finditer(r"—|–|--|:\s|\]\s*", self.text[start:token.idx])]
        start += dash[-1] if dash else 0
        start += len(self.text[start:token.idx]) - len(self.text[start:token.idx].lstrip(" ,;[("))
        return (start, end) if end > start else (token.idx, token.idx + len(token))

    def _name_run(self, token: Token, start: int, end: int) -> tuple[tuple[str, ...], tuple[int, int]]:
        """The words of the name in a phrase, normalised and without titles, and where they stand.

        Those are the capitalised words at its head, at the name that stands beside it, or before a noun for a
        body ("the Times of Israel newspaper").
        """
        runs: list[list[tuple[str, int, int]]] = [[]]
        at = start
        for match in _WORD.finditer(self.cased, start, end):
            between, word = self.cased[at:match.start()], match.group()
            low = word.lower()
            if runs[-1] and re.search(r"[,()\[\]:]", between):
                runs.append([])
            if word[0].isupper() and low not in TITLES and low not in _NO_NAME and not _LED.search(low):
                runs[-1].append((word, match.start(), match.end()))
                if re.search(r"['’‘]s$", word):
                    runs.append([])
            elif not (runs[-1] and low in _PARTICLES):
                runs.append([])
            at = match.end()
        beside = [c.idx for c in token.children if c.dep_ in ("appos", "flat") and c.pos_ == "PROPN"]
        heads = [token.idx, *beside]
        chosen = next((run for head in heads for run in runs if run and run[0][1] <= head < run[-1][2]), None)
        if chosen is None and token.lemma_.lower() in BODIES:
            chosen = next((run for run in runs if run and 0 <= token.idx - run[-1][2] <= 12
                           and not all(self._is_people(at) for _, at, _ in run)), None)
        if chosen is None and token.lemma_.lower() in PEOPLE:
            people = (e for e in self.people[bisect_left(self.people, (start, 0)):bisect_left(self.people, (end, 0))]
                      if not _OF.search(self.text[start:e[0]]))
            last = next(people, (0, 0))[1] - 1
            chosen = next((run for run in runs if run and run[0][1] <= last < run[-1][2]), None)
        if not chosen:
            return (), (start, end)
        words = tuple(filter(None, (normalised(word) for word, _, _ in chosen if word.lower() not in _PARTICLES)))
        stop = chosen[-1][2] - (2 if re.search(r"['’‘]s$", chosen[-1][0]) else 0)
        return words, (chosen[0][1], stop)

    def _is_people(self, at: int) -> bool:
        """Whether a capitalised word is only an adjective of nationality."""
        token = self.at_token.get(at)
        return token is not None and (token.ent_type_ == "NORP" or token.pos_ == "ADJ")

    def _name(self, token: Token, label: str, source: tuple[int, int] | None = None) -> _Voice:
        """Note a mention: with the voice that it belongs to, or as a new one."""
        start, end = self._phrase(token)
        joint = any(c.dep_ == "conj" and source[0] <= c.idx < source[1] for c in token.children) if source else False
        if joint or (source is not None and not start <= source[0] < end):
            start, end = source
            clause = next((t.left_edge.idx for t in token.subtree if t.dep_ == "relcl" and t.i > token.i), end)
            end = start + len(self.text[start:clause].rstrip(" ,;")) if start < clause < end else end
        words, spot = self._name_run(token, start, end)
        span = self._tokens(start, end)
        verbs = any(t.tag_ in ("VBD", "VBZ", "VBP") for t in span)
        inside = spot[0] <= token.idx < spot[1]
        top = span.root if len(span) else token
        if words and not joint and (verbs or spot[0] - start > 100 or (
                inside and source is None and not spot[0] <= top.idx < spot[1])):
            start, end = spot
        described = {t.lemma_.lower() for t in span if t.pos_ in ("NOUN", "PROPN", "ADJ")}
        head = token.lemma_.lower() if token.pos_ != "PROPN" else token.text.lower()
        if joint:
            words = ()
        named = bool(words) or (joint and token.pos_ == "PROPN")
        voice = next((v for v in self.voices if words and v.words and self._same(words, v.words)), None)
        if voice is None and len(words) == 1 and label in ("PERSON", ""):
            voice = next((v for v in self.voices if v.words and v.words[0] == words[0] and v.sort in (
                "man", "woman", "person")), None)
        sort = self._sort(token, label, head, described, joint)
        if voice is None:
            voice = _Voice(start, end, words, head, sort, named, described=described, name=spot)
            self.voices.append(voice)
        elif len(words) > len(voice.words) or (len(words) == len(voice.words)
                                               and self._fuller(start, end) > self._fuller(voice.start, voice.end)):
            voice.start, voice.end, voice.name = start, end, spot
            voice.words = words if len(words) > len(voice.words) else voice.words
        if (voice.sort in ("person", "body", "thing") and sort in ("man", "woman")) or (
                voice.sort in ("body", "thing") and sort == "person" and head in PEOPLE):
            voice.sort = sort
        voice.described |= described
        weight = 150 if token.dep_ in ("nsubj", "nsubjpass") else -600 if label == "GPE" else -50
        voice.mentions.append((token.idx, weight))
        return voice

    def _join(self) -> None:
        """Give the mentions of a bare first or short name to the one voice that has it in full."""
        for voice in [v for v in self.voices if len(v.words) == 1]:
            fuller = [v for v in self.voices if len(v.words) > 1 and voice.words[0] in (v.words[0], v.words[-1])
                      and (v.sort in ("body", "thing")) == (voice.sort in ("body", "thing"))]
            if len(fuller) == 1 and (voice.sort != "body" or voice.words[0] == fuller[0].words[0]):
                fuller[0].mentions += voice.mentions
                fuller[0].described |= voice.described
                self.voices.remove(voice)

    def _sort(self, token: Token, label: str, head: str, described: set[str], joint: bool) -> str:
        """man, woman, person, many, body or thing: what pronouns can stand for a phrase."""
        if joint or token.tag_ == "NNS" or (token.tag_ == "NNPS" and label not in ("ORG", "GPE")):
            return "many"
        if described & WOMEN:
            return "woman"
        if described & MEN:
            return "man"
        if label == "PERSON" or (head in PEOPLE and token.pos_ != "PROPN"):
            return "person"
        if label or head in BODIES or head in DOCUMENTS or token.ent_type_ in ("ORG", "GPE", "NORP"):
            return "body"
        if token.pos_ == "PROPN" or described & PEOPLE or _PERSON_ENDING.search(head):
            return "person"
        return "thing"

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
        if len(few) == 1 and len(more) > 2 and few[0] in more and few[0] == _OBSERVATORY:
            return True
        initials = "".join(word[0] for word in more)
        return len(few) == 1 and len(more) > 2 and few[0] == initials

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
        """The name as printed; a role in small letters before it goes behind it."""
        whole, (start, end) = self.text[voice.start:voice.end], voice.name
        if not voice.words or not voice.start < start < end <= voice.end:
            return whole
        role = self.text[voice.start:start].strip(" ,;:—–-")
        rest = self.text[end:voice.end].strip(" ,;")
        if voice.sort == "body" or re.match(r"[^,]", self.text[end:voice.end]):
            return whole
        if not re.search(r"\b(?!the\b|an?\b|of\b)[a-z]{3,}|\bof\b", role):
            return whole
        return ", ".join(filter(None, (self.text[start:end], role, rest)))

    # -- which of them is meant ----------------------------------------------------------------------------

    def _resolve(self, quote: Quote, previous: _Voice | None, last_end: int) -> _Voice | None:
        if quote.source is None:
            if quote.cue is not None or previous is None:
                return None
            between = sum(last_end <= start < quote.content[0][0] for start in self.blocks)
            if between <= 1:
                return previous
            return self._pronoun("human", quote.content[0][0], None, "")
        kind = form(self.cased, quote.source)
        token = self._head(quote.source)
        if token is None:
            return None
        if kind == "pronoun":
            word = self.text[slice(*quote.source)].lower()
            return self._pronoun(PRONOUNS.get(word, "any"), quote.source[0], previous, word)
        found = self.by_token.get(token.idx, [])
        own = min(found, key=lambda v: v.sort != "many" or bool(v.words), default=None)
        if own is not None and own.words:
            return own
        return self._description(token, quote.source, own, previous)

    def _pronoun(self, sort: str, at: int, previous: _Voice | None, word: str) -> _Voice | None:
        """The nearest fitting voice before a pronoun; speakers and subjects count as nearer."""
        fits = {"man": ("man", "person"), "woman": ("woman", "person"), "many": ("many", "body"), "body": ("body",),
                "human": ("man", "woman", "person"),
                "any": ("man", "woman", "person", "body", "many")}[sort]
        best, score = None, -REACH
        for voice in self.voices:
            if voice.sort not in fits:
                continue
            near = slice(bisect_left(voice.mentions, (at - REACH, 0)), bisect_left(voice.mentions, (at, -REACH)))
            for spot, weight in voice.mentions[near]:
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

        def latest(voices: list[_Voice]) -> _Voice | None:
            return max(voices, key=lambda v: v.mentions[bisect_left(v.mentions, (source[0], -REACH)) - 1], default=None)

        if definite:
            earlier = [v for v in self.voices if v is not own and v.mentions[0][0] < source[0]]
            spoken = [v for v in earlier if v.spoke]
            modifiers = {t.lemma_.lower() for t in token.lefts if t.pos_ in ("ADJ", "NOUN", "PROPN")}
            proper = {t.lemma_.lower() for t in token.lefts if t.text[:1].isupper() and t.lower_ not in ("the", "its")
                      and not re.search(r"-(?:based|led|backed)", phrase)}
            human = head in PEOPLE or _PERSON_ENDING.search(head)
            fitting = [v for v in spoken if head == v.head or (head in v.described and not v.words) or (
                head in v.described and bool(human) == (v.sort in ("man", "woman", "person")))]
            same = [v for v in fitting if modifiers <= v.described]
            loose = [v for v in fitting if proper <= v.described]
            if found := latest(same) or latest(loose):
                return found
            if proper:
                return own
            if head in DOCUMENTS and (found := latest([v for v in spoken if v.sort in ("body", "many")])):
                return found
            if head in LOOSE_BODIES and len(phrase.split()) < 6:
                bodies = [v for v in spoken if v.words and v.sort == "body"]
                if found := latest(bodies):
                    return found
            roles = [v for v in earlier if v.words and head in v.described
                     and bool(human) == (v.sort in ("man", "woman", "person"))]
            if found := latest(roles):
                return found
        elif head in WATCHERS:
            for voice in self.voices:
                if voice.words and NAMES_WATCHER.search(self.text[voice.start:voice.end]) and \
                        0 < voice.mentions[0][0] - source[0] < REACH:
                    return voice
        return own

    def _plain(self, quote: Quote) -> Speaker:
        """A speaker that is only what is printed at the quote."""
        if quote.source is None or form(self.cased, quote.source) == "pronoun":
            return Speaker("", None, None, "none")
        start, end = quote.source
        return Speaker(self.text[start:end], start, end, "described")
