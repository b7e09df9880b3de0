"""Speakers: the source of each quote, resolved inside the article to its fullest name or description.

Everybody whom the article names or prints as a source is a voice; a name goes to the voice that shares its words. What
has no name, a pronoun or a role, goes to the voice that a ranker prefers, a role perhaps to none but itself. The ranker
(speakers.json) is fitted by training/speakers.py; word lists stand in speakers.yaml.
"""

import json
import math
import re
from bisect import bisect_left, bisect_right, insort
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import yaml
from spacy.tokens import Doc, Span, Token

from dateline.actors import fold
from dateline.language.quotes import QUESTIONS, Quote
from dateline.language.text import paragraphs, quotations, within

_HERE = Path(__file__)
_WORDS = {name: frozenset(words.split())
          for name, words in yaml.safe_load(_HERE.with_suffix(".yaml").read_text(encoding="utf-8")).items()}
_WORDS["titles"] |= _WORDS["ranks"]
_WEIGHTS = json.loads(_HERE.with_suffix(".json").read_text(encoding="utf-8"))
# Pronouns, and the sorts of voice that each kind of them can stand for.
PRONOUNS = {word: sort for sort, words in {
    "man": "he him his himself", "woman": "she her hers herself", "body": "it its which this",
    "many": "they them their these those both some others more many most", "any": "who i my we our us one you",
}.items() for word in words.split()}
_FITS = {"man": ("man", "person"), "woman": ("woman", "person"), "many": ("many", "body"), "body": ("body",),
         "any": ("man", "woman", "person", "body", "many")}
_HUMAN = ("man", "woman", "person")
_PERSON_ENDING = re.compile(r"(?:er|or|ist|man|woman|ian|eer)$")
_ARTICLE = re.compile(r"^(?:al|el|ad|an|as|ash|at|ar|az)[-‐–](?=\w)", re.IGNORECASE)
_DEFINITE = re.compile(r"(?:the|this|that|these|both|its|their|his|her|our)\b", re.IGNORECASE)
_POSSESSED = re.compile(r"(?:his|her|its|their|our)\b|.*['’]s?\s")
_BELONGS = re.compile(r"\b(?:of|for|to|with|from|at|in|by|the|and|against)\s*$|['’]s?\s*$")
_CAPITAL = re.compile(r"(?:(?:al|el|ad|an|as|ash|at|ar|az)[-‐–])?[A-Z]")
_LED = re.compile(r"-(?:based|led|backed|run|linked|affiliated|held|controlled|born|old)$")
_WORD = re.compile(r"[^\W\d_][\w’'‐-]*(?:\.[A-Z]\.?)*")
# What stands before the first word of an item: a bullet, a tag, a label, a time.
_BULLET = re.compile(r"(?:.*[>:])?[ \t•*·#–—-]*(?:\d\d?[:.]\d\d )?")
_NOBODY = re.compile(r"(?:no(?!\.? ?\d)|none|nobody)\b", re.IGNORECASE)  # but "No 10"
# What a phrase does not end with: "the chief engineer today".
_DAY = re.compile(r",? (?:today|yesterday|tonight)$", re.IGNORECASE)
_OWNER = re.compile(r"['’‘]s?$")
_PARTICLE = r"(?:of|for|the|and|on|de|in|to|against)\b"
_BETWEEN = rf",? (?:{_PARTICLE} )*"
_FULL = rf"(?:[A-Z][\w’'-]+{_BETWEEN})+[A-Z][\w’'-]+"
# A name in full beside its letters: "the Doctors Association (DA)", "the DA [Doctors Association]".
_LETTERS = re.compile(rf"({_FULL}) [(\[]([A-Z]{{2,}})[)\]]|\b([A-Z]{{2,}}) [(\[]({_FULL})[)\]]")
# Ranks and forms of address right before a name: "the military spokesman, Captain NAME".
_RANK = re.compile(rf"(?:\b(?:{'|'.join(sorted(_WORDS['ranks'])).title()})\.? )*$")
# "A man who gave his name only as NAME".
_CALLED = re.compile(r"\b(?:who|giving)\b[^.;:\n]*?\b(?:(?:him|her)self|(?:his|her|the)(?: \w+)? name"
                     r"|be (?:identified|known|named))(?: only)?(?: as| of|,)? (?=[A-Z])")
# Characters that the ranker looks back, and on to a name that comes after its role; those of an article's lead.
REACH, AHEAD, LEAD = 1500, 700, 400
# Who speaks where a text says "we" or "I" by itself: "Statement by NAME", or a line of its own with name and office.
_AUTHOR = re.compile(r"(?:attributable to|(?:[Ss]tatement|STATEMENT|[Cc]ommuniqu[eé]|[Mm]essage) (?:by|from|of)"
                     r"|(?:[Rr]emarks|[Aa]ddress|[Ss]peech) (?:by|of)) (?:the )?([A-Z][^\n:;(]{3,120})"
                     r"|^([A-Z][\w.’' -]{3,60}, (?:[A-Z][\w’'-]+ |of |for |the |and |to )*[A-Z]\w+)$", re.MULTILINE)
HEAD = 600  # characters at the head of a text, within which that is told
_SELF = frozenset("i we us our my me".split())
_AGED = re.compile(r"(?i)the (\d{1,3})[- ]year[- ]old\b")

# What tells differently of a candidate by the form of the role.
_CROSSED = ("previous", "same sentence", "sentence before", "same paragraph", "subject", "spoke", "rivals", "back",
            "many ahead", "next", "spoke often", "body")

Features = dict[str, float]
# Picks a candidate: the kind of source, the quote's number, the candidates' features, what tells a candidate's name.
Choose = Callable[[str, int, list[Features], Callable[[int], str]], int]


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
    """Somebody the article mentions: every mention adds to what is known.

    words: of the name, folded; none where only described. name: where the bare name stands in the phrase. sort:
    man, woman, person, many, body or thing. mentions: offset, whether a subject. spoke: offsets of quotes.
    sure: whether a name or noun tells that it is a person. place: whether it may be a place. labels: how many of its
    mentions have each entity label; "in", how many name a place. issued: nouns for the documents that it issued.
    jobs: nouns for persons among the roles. cited: where it was last printed as a source by more than one name.
    """

    start: int
    end: int
    words: tuple[str, ...]
    name: tuple[int, int]
    head: str
    sort: str
    roles: set[str]
    place: bool
    sure: bool
    mentions: list[tuple[int, bool]] = field(default_factory=list)
    spoke: list[int] = field(default_factory=list)
    labels: Counter[str] = field(default_factory=Counter)
    issued: set[str] = field(default_factory=set)
    jobs: set[str] = field(default_factory=set)
    cited: int = -1


def resolve_speakers(doc: Doc, text: str, quotes: Sequence[Quote], choose: Choose | None = None) -> list[Speaker]:
    """The speaker of each quote, in the order of `quotes`.

    A quotation without a printed source goes to the speaker before it unless a paragraph stands between. choose: picks
    among candidates in place of the shipped weights, for training.
    """
    return _Resolver(doc, text, choose or best).run(quotes)


def best(kind: str, number: int, features: list[Features], name: Callable[[int], str]) -> int:
    """The candidate that the shipped weights for this kind of source put first."""
    scores = [sum(_WEIGHTS[kind].get(key, 0.0) * value for key, value in one.items()) for one in features]
    return scores.index(max(scores))


def form(text: str, source: tuple[int, int] | None) -> str:
    """The form of a printed source: name, pronoun, description or none."""
    if source is None:
        return "none"
    words = _WORD.findall(text[slice(*source)])
    if len(words) == 1 and words[0].lower() in PRONOUNS and words[0] != "US":
        return "pronoun"
    words = words[1:] if words and words[0].lower() in _WORDS["no_name"] else words
    return "name" if any(word[0].isupper() for word in words) else "description"


def personal(name: str) -> bool:
    """Whether a name reads as a person's: a title and a name, or two to four names without a noun for a body."""
    words = [fold(word) for word in _WORD.findall(name)]
    titles, bodies = (frozenset(map(fold, one)) for one in (
        _WORDS["titles"] | _WORDS["people"], _WORDS["bodies"] | _WORDS["documents"] | _WORDS["collectives"]))
    capital = [_ARTICLE.sub("", word)[0].isupper() for word in _WORD.findall(name)]  # "al-Burhan"
    if not words or words[-1] in titles | bodies or not capital[-1]:
        return False
    return bool(titles & set(words)) or (1 < len(words) < 5 and not bodies & set(words) and all(capital))


def untitled(name: str) -> str:
    """A person's name without titles and offices before it: "Khaled Amari" of "Information Minister Khaled Amari"."""
    titles = [word for word in _WORD.finditer(name.replace("-", " "))
              if word.group().rstrip(".").lower() in _WORDS["titles"] | _WORDS["people"]]
    rest = name[titles[-1].end():].lstrip(" .") if titles else ""
    other = _WORDS["no_name"] & set(rest.lower().split()) or (
        titles and re.search(r"(?i)\bof (\w+ )?$", name[:titles[-1].start()]))  # "the government of President Amari"
    return rest if personal(rest) and not other else name


_OBSERVATORY = fold("Observatory")  # known by one word of its name, which is not the last


class _Resolver:
    """The voices of one article, and which of them is meant."""

    def __init__(self, doc: Doc, text: str, choose: Choose) -> None:
        self.doc, self.text, self.choose = doc, text, choose
        self.cased = doc.text  # capitals only where a name has them
        self.voices: list[_Voice] = []
        self.blocks = [start for start, _ in paragraphs(text)]
        self.sentences = [one.start_char for one in doc.sents]
        self.marked = [piece for one in quotations(text) for piece in one.pieces]
        self.starts = [token.idx for token in doc]
        self.by_token: dict[int, _Voice] = {}
        self.people: list[tuple[int, int]] = []  # where persons are mentioned
        self.letters = self._abbreviations()
        self.opening = 0  # where an interview's first answer begins

    def run(self, quotes: Sequence[Quote]) -> list[Speaker]:
        """All speakers, in order of the quotes."""
        self._collect(quotes)
        result: list[Speaker] = []
        previous: _Voice | None = None
        last_end = -1
        pronouns = [token for token in self.doc if PRONOUNS.get(token.lower_) in ("man", "woman")
                    and not within(self.marked, token.idx)][::-1]
        for number, quote in enumerate(quotes):
            while pronouns and pronouns[-1].idx < (quote.source or quote.content[0])[0]:
                self._follow(pronouns.pop(), previous)
            self.next = self._named_next(quotes[number + 1:number + 3])
            voice = self._resolve(number, quote, previous, last_end)
            if voice is None:
                start, end = quote.source or (0, 0)
                plain = start < end and form(self.cased, (start, end)) != "pronoun"
                result.append(Speaker(self.text[start:end], start, end, "described") if plain
                              else Speaker("", None, None, "none"))
            else:
                result.append(Speaker(self._printed(voice), voice.start, voice.end,
                                      "named" if self._is_named(voice) else "described"))
                voice.spoke.append(quote.source[0] if quote.source else quote.content[-1][1])
                previous = voice
            last_end = max([last_end, quote.content[-1][1], *(quote.source or ())])
        return result

    def _is_named(self, voice: _Voice) -> bool:
        """Whether a person or body that could be found is told, not "residents" nor "a source at the ministry"."""
        name = self._tokens(*voice.name)
        if not len(name):  # "'s" of "let's say"
            return False
        head, first = name.root, name[0].lower_
        item = head.tag_ == "NNPS" and head.ent_type_ not in ("NORP", "PERSON") and not head.is_sent_start
        many = self._opens(head) if item else head.tag_ == "NNS" and (head.text.islower() or self._opens(head))
        if voice.words and (not many or any(token.pos_ == "PROPN" for token in name if token.i != head.i)):
            return True
        if many or first in _WORDS["indefinite"]:
            return False
        if voice.sort == "body":
            return len(name) > 1
        return head.pos_ == "PROPN" or (first == "the" and name[-1].pos_ == "PROPN")

    def _opens(self, token: Token) -> bool:
        """Whether a word has its capital from its place: at the start of a sentence, behind a bullet, tag or colon."""
        before = self.text[self.text.rfind("\n", 0, token.idx) + 1:token.idx]
        return bool(token.is_sent_start or _BULLET.fullmatch(before))

    # -- what the article names ----------------------------------------------------------------------------

    def _collect(self, quotes: Sequence[Quote]) -> None:
        """Note names in sentences outside quotation marks, people who do something, and all printed sources."""
        found: dict[Token, tuple[int, int] | None] = {}
        issuers: dict[Token, Token] = {}
        for sentence in self.doc.sents:
            if any(token.tag_ in ("VBD", "VBZ", "VBP", "MD") for token in sentence):
                found |= {token: None for token in sentence
                          if self._names(token) and not within(self.marked, token.idx)}
        printed = (quote.source for quote in quotes if quote.source)
        for source in (one for one in printed if not _NOBODY.match(self.text, *one)):
            head = self._head(source)
            if head is not None and form(self.cased, source) != "pronoun":
                issuer = self._issuer(head)
                if issuer is None and head.idx < source[0]:
                    found.setdefault(head, None)
                elif issuer is None:
                    found[head] = max(source, found.get(head) or source, key=lambda span: span[1] - span[0])
                else:
                    issuers[head] = issuer
                    found.setdefault(issuer, None)
        for token in sorted(found, key=lambda token: token.i):
            self.by_token[token.idx] = self._note(token, found[token])
        self.by_token |= {document.idx: self.by_token[issuer.idx] for document, issuer in issuers.items()}
        for voice in self.voices:  # a place or body that was once taken for a person
            if voice.sort == "person" and len(voice.words) == 1 \
                    and not voice.roles & (_WORDS["titles"] | _WORDS["people"]) and (
                    2 * voice.labels["in"] > len(voice.mentions) or voice.labels["ORG"] > voice.labels["PERSON"]):
                voice.sort, voice.sure = "body", False
        self._join()
        for token in self.doc:
            if token.lemma_.lower() in _WORDS["documents"]:
                for issuer in self._issuers(token):
                    if issuer.idx in self.by_token:
                        self.by_token[issuer.idx].issued.add(token.lemma_.lower())
        self.people = sorted((at, id(voice)) for voice in self.voices if voice.sort in _HUMAN
                             for at, _ in voice.mentions)
        self._sexes()

    def _sexes(self) -> None:
        """Tell the sex of persons by the pronouns that come after them where nobody else is mentioned."""
        votes: dict[int, list[int]] = {}
        for token in self.doc:
            sort = PRONOUNS.get(token.lower_)
            if sort in ("man", "woman") and not within(self.marked, token.idx):
                since = self.sentences[max(bisect_right(self.sentences, token.idx) - 2, 0)]
                near = {one for at, one in self.people if since <= at < token.idx}
                if len(near) == 1:
                    votes.setdefault(near.pop(), [0, 0])[sort == "man"] += 1
        for voice in self.voices:
            woman, man = votes.get(id(voice), (0, 0))
            if voice.sort == "person" and max(woman, man) > 2 * min(woman, man):
                voice.sort = "man" if man > woman else "woman"

    @staticmethod
    def _names(token: Token) -> bool:
        """Whether a word is the head of a name, or of a role that does something."""
        if token.ent_type_ not in ("", "PERSON", "ORG", "GPE", "NORP") or token.lower_ in _WORDS["no_name"]:
            return False
        short = len(token) < 6 and token.text.endswith(".")
        if token.i and token.nbor(-1).text == "," and (
                short or (token.dep_ == "appos" and token.head.ent_type_ == "GPE")):
            return False  # the province in "Halifax, N.S."
        if token.pos_ == "PROPN" and token.ent_type_:
            return token.head.pos_ != "PROPN" or token.head.ent_type_ != token.ent_type_ or token.head.i == token.i
        told = any(t.dep_ in ("amod", "compound", "nmod") for t in token.lefts)
        known = _WORDS["people"] | (_WORDS["bodies"] if told else frozenset())
        return token.dep_ == "nsubj" and (token.pos_ == "PROPN" or (
            token.tag_ == "NN" and token.lemma_.lower() in known))

    def _head(self, source: tuple[int, int]) -> Token | None:
        """The noun that a printed source hangs on: of a name and its apposition, the name's."""
        start, end = source
        name = self._tokens(start, start + self.text[start:end].find(", ")) if ", " in self.text[start:end] else ()
        span = name if any(token.pos_ == "PROPN" for token in name) else self._tokens(start, end)
        if not len(span):
            return None
        root = span.root
        beside = root.dep_ == "appos" and root.head.ent_type_ == "PERSON" and all(
            token.pos_ != "PROPN" or token.dep_ == "compound" for token in span)
        if root.head.idx < start and (beside or (root.dep_ == "relcl" and span[0].tag_ == "WP")):
            return root.head  # Jane Doe of "Jane Doe, a party member", and of "Jane Doe, who plays"
        return root

    @staticmethod
    def _issuer(head: Token) -> Token | None:
        """Who issued a document, where that is printed with it: "a statement by the ministry"."""
        if head.lemma_.lower() not in _WORDS["documents"]:
            return None
        for token in head.subtree:
            by = token.dep_ == "pobj" and token.head.lower_ in ("by", "from", "of") and token.head.i > head.i and not (
                token.head.head.pos_ == "VERB" and token.head.head.lemma_ in _WORDS["getting"])
            if (by or (token.dep_ in ("poss", "compound") and token.head.i == head.i)) and (
                    token.pos_ == "PROPN" or token.lemma_.lower() in _WORDS["bodies"]):
                return token
        return None

    @classmethod
    def _issuers(cls, document: Token) -> Iterator[Token]:
        """Who may have issued a document: printed with it, or the subject of "published a report", "said in a post",
        "tweeted".
        """
        if (issuer := cls._issuer(document)) is not None:
            yield issuer
        inside = document.dep_ == "pobj" and document.head.lower_ in ("in", "on")
        verb = document if document.pos_ == "VERB" else document.head.head if inside else document.head
        if verb.pos_ == "VERB" and (verb is document or inside or verb.lemma_ in _WORDS["issuing"]):
            yield from (child for child in verb.children if child.dep_ == "nsubj")

    def _tokens(self, start: int, end: int) -> Span:
        """The tokens of a stretch of text."""
        return self.doc[max(bisect_right(self.starts, start) - 1, 0):bisect_left(self.starts, end)]

    def _phrase(self, token: Token) -> tuple[int, int]:
        """A noun phrase with its appositions, without relative clauses."""
        top = token
        while top.dep_ in ("compound", "appos", "nmod", "flat") and top.head.pos_ in ("NOUN", "PROPN"):
            if top.dep_ == "compound" and top.ent_type_ in ("ORG", "GPE", "NORP") \
                    and top.head.ent_type_ != top.ent_type_:
                break  # "Aleppo" of "Aleppo Governor"
            top = top.head
        end = top.idx + len(top)
        for child in top.rights:
            if child.dep_ not in ("appos", "prep", "flat", "punct", "nummod") or any(
                    t.dep_ == "relcl" for t in child.subtree):
                break
            end = child.right_edge.idx + len(child.right_edge)
        return self._trimmed(top.left_edge.idx, end, token)

    def _trimmed(self, start: int, end: int, token: Token) -> tuple[int, int]:
        """A phrase round a token inside its line, quotation marks and dashes, without punctuation at its borders."""
        before = [match.end() for match in re.finditer(r"[\n\"“”—–]|--|:\s|\]", self.text[start:token.idx])]
        start += before[-1] if before else 0
        start += len(self.text[start:token.idx]) - len(self.text[start:token.idx].lstrip(" ,;-([‘"))
        line = re.search(r"[\n\"“”]", self.text[token.idx:end])
        end = token.idx + line.start() if line else end
        end -= len(match.group()) if (match := _OWNER.search(self.text[token.idx:end])) else 0
        end -= len(self.text[token.idx:end]) - len(_DAY.sub("", self.text[token.idx:end].rstrip(" ,;:—–-")))
        double = re.match(r"(?:[-‐]\w+)+", self.text[end:])  # a name that the parser took for two words
        return start, max(end, token.idx + len(_OWNER.sub("", token.text))) + (double.end() if double else 0)

    def _abbreviations(self) -> dict[str, tuple[int, int]]:
        """Each abbreviation, folded, with the name that the article spells it out by, beside it or anywhere."""
        found = {}
        for short in set(re.findall(r"\b[A-Z]{3,}\b", self.cased)):
            full = _BETWEEN.join(rf"(?:{one}[\w’'-]*[a-z][\w’'-]*|(?={one.lower()}){_PARTICLE})" for one in short)
            for match in re.finditer(rf"\b{full}", self.cased):
                words = match.group().lower().split()  # not "Prime Minister Fadi", nor "In Damascus, Foreign"
                if words[0] not in _WORDS["locative"] and not _WORDS["titles"].intersection(words):
                    found[fold(short)] = match.span()
                    break
        for match in _LETTERS.finditer(self.text):
            short, full = (match.group(2), match.span(1)) if match.group(1) else (match.group(3), match.span(4))
            capitals = [full[0] + one.start() for one in re.finditer(r"\b[A-Z]", self.text[slice(*full)])]
            starts = [at for at in capitals[:1 - len(short) or None] if self.text[at] == short[0]]
            if starts:
                found[fold(short)] = starts[-1], full[1]
        return found

    def _runs(self, start: int, end: int) -> list[list[tuple[int, int]]]:
        """Capitalised words of a phrase that may be names, without titles and nationalities before them."""
        runs: list[list[tuple[int, int]]] = [[]]
        at = start
        for match in _WORD.finditer(self.cased, start, end):
            between, word, low = self.cased[at:match.start()], match.group(), match.group().lower()
            at = match.end()
            if runs[-1] and re.search(r"[,()\[\]:;\n–—]", between):
                runs.append([])
            token = self._tokens(match.start(), at)[0]
            if runs[-1] and token.ent_type_ == "PERSON" and token.nbor(-1).ent_type_ != "PERSON":
                runs.append([])
            if _CAPITAL.match(word) and low not in _WORDS["no_name"] and not _LED.search(low) \
                    and token.tag_ not in ("VBZ", "VBD", "VBP"):
                runs[-1].append(match.span())
                if _OWNER.search(word):
                    runs.append([])
            elif not (runs[-1] and low in _WORDS["particles"]):
                runs.append([])
        return [run for one in runs if (run := self._bare(one))]

    def _bare(self, run: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """A run from behind its last title; nothing of it where a title is all that it says."""
        titles = [n for n, span in enumerate(run) if self.cased[slice(*span)].lower().rstrip(".") in _WORDS["titles"]]
        if titles and titles[-1] < len(run) - 1:
            gap = self.cased[run[titles[-1]][1]:run[titles[-1] + 1][0]]
            run = [] if gap.strip(" .") else run[titles[-1] + 1:]
        elif titles and self._tokens(*run[-1])[0].ent_type_ != "PERSON" and (
                len(run) > 1 or self.cased[:run[0][0]].lower().endswith("the ")):
            name = run[:titles[0]]  # "Jane Doe Secretary General", where the comma is lost; "The Secretary" has none
            return name if len(name) > 1 and all(self._tokens(*one)[0].ent_type_ == "PERSON" for one in name) else []
        while len(run) > 1 and self._is_people(run[0][0]):
            run = run[1:]
        return run

    def _is_people(self, at: int) -> bool:
        """Whether a capitalised word is only an adjective of nationality."""
        token = self._tokens(at, at + 1)[0]
        return token.ent_type_ == "NORP" or token.pos_ == "ADJ"

    def _name(self, token: Token, start: int, end: int) -> tuple[tuple[str, ...], tuple[int, int]]:
        """The words of the name in a phrase, folded, and where they stand.

        Those are the capitalised words at its head, at the name beside it, or before a noun for a body.
        """
        runs, after, lemma = self._runs(start, end), token.idx + len(token), token.lemma_.lower()
        called = {match.end() for match in _CALLED.finditer(self.text, start, end)}
        beside = [c.idx for c in token.children if c.dep_ in ("appos", "flat") and c.pos_ == "PROPN"]
        chosen = next((run for at in (token.idx, *beside) for run in runs if run[0][0] <= at < run[-1][1]), None)
        chosen = chosen or next((run for run in runs if run[0][0] in called and not self._is_people(run[0][0])), None)
        if chosen is None and (lemma in _WORDS["people"] or _PERSON_ENDING.search(lemma)):
            chosen = next((run for run in runs if run[0][0] >= after and not _BELONGS.search(self.text[start:run[0][0]])
                           and (self._tokens(*run[0])[0].ent_type_ == "PERSON"
                                or not self.text[after:run[0][0]].strip())), None)
        if chosen is None and lemma in _WORDS["bodies"] and token.pos_ != "PROPN":
            held = [run for run in runs if 0 <= token.idx - run[-1][1] <= 14 and not self._is_people(run[0][0])
                    and not _OWNER.search(self.cased[slice(*run[-1])])
                    and not ((word := self._tokens(*run[0])[0]).pos_ == "NOUN" and self._opens(word))]
            if held and lemma in _WORDS["naming"]:
                chosen = held[-1]
            elif (match := re.search(r"([A-Z][\w.’']*) (?:[a-z]+ ){0,3}$", self.cased[start:token.idx])) \
                    and match.group(1).lower() not in _WORDS["no_name"]:
                return (fold(match.group(1)), lemma), (start, end)
        if chosen is None:
            return (), (start, end)
        spot = chosen[0][0], chosen[-1][1] - len(match.group()) if (
            match := _OWNER.search(self.cased[slice(*chosen[-1])])) else chosen[-1][1]
        spot = self.letters.get(fold(self.cased[slice(chosen[0][0], spot[1])]), spot)
        words = (word for word in _WORD.findall(self.cased, *spot) if word not in _WORDS["particles"])
        return tuple(filter(None, (fold(_ARTICLE.sub("", word)) for word in words))), spot

    def _note(self, token: Token, source: tuple[int, int] | None) -> _Voice:
        """Note a mention: with the voice that it belongs to, or as a new one."""
        start, end = self._trimmed(*source, token) if source else self._phrase(token)
        clause = next((t.left_edge.idx for t in token.subtree if t.dep_ == "relcl" and t.i > token.i), end)
        called = source and _CALLED.search(self.text, clause, end)
        if source and token.idx < clause < end and not called:
            end = start + len(self.text[start:clause].rstrip(" ,;–-"))
        span = self._tokens(start, end)
        joint = source is not None and any(self._joint(one, token) for one in span)
        words, spot = ((), (start, end)) if joint else self._name(token, start, end)
        if words and spot != (start, end) and (
                not start <= spot[0] < end or end - start > 100 or spot in self.letters.values()
                or (not called and any(t.tag_ in ("VBD", "VBZ", "VBP") for t in span))
                or (source is None and not spot[0] <= span.root.idx < spot[1])):
            start, end = spot
        roles = {t.lemma_.lower() for t in ((*token.lefts, token) if joint else span)
                 if t.pos_ in ("NOUN", "PROPN", "ADJ")}
        beside = {t.lemma_.lower(): t.pos_ for t in (token, *token.children, token.head) if t in span and (
            t.i <= token.i or t.dep_ == "appos")}
        first = self.cased[slice(*spot)].split()[0].lower() if words else ""
        new = _Voice(start, end, words, spot, token.lemma_.lower() if token.pos_ != "PROPN" else token.lower_,
                     "many" if joint else "", roles, token.ent_type_ == "GPE",
                     token.ent_type_ == "PERSON" or bool(roles & _WORDS["people"]))
        voice = self._known(new, token.ent_type_) or new
        if voice is new:
            self.voices.append(voice)
        elif len(words) == 1:
            first = ""  # of a surname it tells nothing
        new.sort = new.sort or self._sort(token, roles if words else beside, first)
        longer = len(words) - len(voice.words)
        around = [to - since - (last - first) for since, to, first, last in (
            (voice.start, voice.end, *voice.name), (start, end, *spot))]
        lost = self.text[slice(*voice.name)] == self.text[slice(*spot)] + "s"  # "Oslos" that lost its apostrophe
        if longer > 0 or lost or (longer == 0 and around[0] < around[1] and end - start <= 90 and not new.place):
            voice.start, voice.end, voice.name, voice.words = start, end, spot, words
        voice.cited = token.idx if source and len(words) > 1 else voice.cited
        voice.roles |= roles
        voice.jobs |= {job for job, pos in beside.items() if job in _WORDS["people"] | _WORDS["offices"]
                       or (pos == "NOUN" and _PERSON_ENDING.search(job))}
        voice.sure |= new.sure
        voice.mentions.append((token.idx, token.dep_ in ("nsubj", "nsubjpass")))
        voice.place |= new.place
        voice.labels[token.ent_type_] += 1
        voice.labels["in"] += self._located(token)
        if new.sort in _HUMAN and voice.sort not in ("man", "woman"):
            voice.sort = new.sort
        return voice

    @staticmethod
    def _located(token: Token) -> bool:
        """Whether a word names a place, by its label or by the preposition before it."""
        return token.ent_type_ == "GPE" or (token.dep_ == "pobj" and token.pos_ == "PROPN"
                                            and token.head.lower_ in _WORDS["locative"])

    @staticmethod
    def _joint(one: Token, head: Token) -> bool:
        """Whether a word names a second source beside the head or its apposition."""
        names = one.head.dep_ == "appos" and one.head.head.i == head.i and one.pos_ == one.head.pos_ == "PROPN"
        return one.dep_ == "conj" and (one.head.i == head.i or names) and (one.ent_type_, one.ent_iob_) != ("ORG", "I")

    def _known(self, new: _Voice, label: str) -> _Voice | None:
        """The voice whose name is the same, in full or by one of its words.

        Of several the one of that sex, title or job, then the source named last in the paragraph, then the one in most
        sentences.
        """
        same = [voice for voice in self.voices if voice.words and self._same(new.words, voice.words)] \
            if new.words else []
        if not same and len(new.words) == 1 and not new.roles & _WORDS["people"] and label not in ("GPE", "NORP"):
            same = [voice for voice in self.voices if len(voice.words) > 1 and voice.words[0] == new.words[0]
                    and (voice.sort in _HUMAN or voice.mentions[0][0] < new.start)]
        sex = "woman" if new.roles & _WORDS["women"] else "man" if new.roles & _WORDS["men"] else ""
        block = self.blocks[max(bisect_right(self.blocks, new.start) - 1, 0)]
        return max(same, key=lambda voice: (
            {sex, voice.sort} != {"man", "woman"}, len(new.roles & voice.roles), max(voice.cited, block),
            len({bisect_right(self.sentences, at) for at, _ in voice.mentions}), voice.sure), default=None)

    def _join(self) -> None:
        """Give the mentions of a bare surname, or of a person's first name, to the one voice that has it in full."""
        for voice in [v for v in self.voices if len(v.words) == 1 and not v.place]:
            fuller = [v for v in self.voices if len(v.words) > 1 and voice.words[0] in (
                v.words if v.sort in _HUMAN else v.words[-1:])
                and (v.sort in _HUMAN) == (voice.sort in _HUMAN)]
            if len(fuller) == 1 and not (voice.roles & _WORDS["people"]):
                fuller[0].mentions += voice.mentions
                self.by_token.update({at: fuller[0] for at, _ in voice.mentions})
                self.voices.remove(voice)
        for voice in self.voices:
            voice.mentions.sort()

    @staticmethod
    def _sort(token: Token, roles: Iterable[str], first: str) -> str:
        """man, woman, person, many, body or thing: what pronouns can stand for a phrase. first: of the name's words."""
        label, head = token.ent_type_, token.lemma_.lower()
        if head == "old" and token.i and token.nbor(-1).text == "-":  # "the 34-year-old"
            return "person"
        if head in _WORDS["collectives"] or token.tag_ == "NNS" or (
                token.tag_ == "NNPS" and label not in ("ORG", "GPE")):
            return "many"
        for sort, nouns, names in (("woman", "women", "hers"), ("man", "men", "his")):
            if _WORDS[nouns].intersection(roles) or (first in _WORDS[names] and label != "ORG"):
                return sort
        beside = any(child.dep_ == "appos" and child.lemma_.lower() in _WORDS["people"] for child in token.children)
        if not beside and (head in _WORDS["bodies"] or label in ("ORG", "GPE", "NORP")
                           or (len(token) > 2 and token.text.isupper())):
            return "body"
        person = token.pos_ == "PROPN" or head in _WORDS["people"] or _PERSON_ENDING.search(head)
        return "person" if person and head not in _WORDS["documents"] else "thing"

    @staticmethod
    def _same(words: tuple[str, ...], known: tuple[str, ...]) -> bool:
        """Whether one name is part of the other: the same last word, or an organisation's abbreviation."""
        few, more = sorted((words, known), key=len)
        if few[-1] == more[-1] and all(any(one == other or one[:4] == other[:4] == one[:-2][:4] for other in more)
                                       for one in few):
            return True
        if len(few) == 1 and len(more) > 2 and few[0] in more and few[0] == _OBSERVATORY:
            return True
        return len(few) == 1 and len(more) > 2 and few[0] == "".join(word[0] for word in more)

    def _printed(self, voice: _Voice) -> str:
        """The name as printed, with a rank, then what is printed before and behind it."""
        whole, (start, end) = self.text[voice.start:voice.end], voice.name
        if not voice.words or not voice.start <= start < end <= voice.end:
            return self.text[start:end] if voice.words else whole
        rank = voice.start + _RANK.search(self.text[voice.start:start]).start()
        before = self.text[voice.start:rank].split() or [""]
        if before[-1].endswith(",") or before[-1] in _WORDS["people"] or "of" in before:  # not "former Gen. NAME"
            start = rank
        called = _CALLED.search(self.text, voice.start, start + 1)
        role = self.text[voice.start:called.start() if called else start].removesuffix(" named ").strip(" ,;:—–-")
        rest = self.text[end:voice.end]
        behind = re.match(r"[,;:]|\s(?=(?:an?|the|his|her|their|[a-z]+ of)\s)", rest)
        if voice.sort in _HUMAN and re.search(r"\b(?!the\b|an?\b|of\b)[a-z]{3,}|\bof\b", role):
            return ", ".join(filter(None, (self.text[start:end], role, rest.strip(" ,;"))))
        return f"{self.text[voice.start:end]}, {rest[behind.end():].strip()}" if behind else whole

    # -- which of them is meant ----------------------------------------------------------------------------

    def _resolve(self, number: int, quote: Quote, previous: _Voice | None, last_end: int) -> _Voice | None:
        at = quote.source[0] if quote.source else quote.content[0][0]
        if quote.source is None:
            if quote.cue is not None or previous is None:
                return None
            between = sum(last_end <= start < at for start in self.blocks)
            return previous if between <= 1 else self._ranked("pronoun", number, at, None, _HUMAN)
        word = self.text[slice(*quote.source)].lower()
        if _NOBODY.match(word):
            return None
        if quote.cue is None and self.text[slice(*quote.source)] == "A":
            # Who answers in an interview is whom its introduction names first.
            self.opening = self.opening or at
            people = [voice for voice in self.voices if voice.words and voice.sort in _HUMAN
                      and voice.name[0] < self.opening and self.text[slice(*voice.name)] not in QUESTIONS]
            return min(people, key=lambda voice: (len(voice.words) == 1, voice.name[0]), default=None)
        if form(self.cased, quote.source) == "pronoun":
            if word in _SELF and not within(self.marked, at) and self.author:
                return self.author
            sort = PRONOUNS[_WORD.search(word).group()]  # "others" of "29 others"
            voice = self._ranked("pronoun", number, at, previous, _FITS[sort])
            if voice is not None and sort in ("man", "woman") and voice.sort == "person":
                voice.sort = sort
            return voice
        token = self._head(quote.source)
        own = self.by_token.get(token.idx) if token is not None else None
        if own is None or own.words:
            return own
        if whose := next((voice for voice in self.voices if voice.words and voice.sort in _HUMAN and voice.name[1] < at
                          and at < voice.end and self.text[at - 2:at] == ", "), None):
            return whose  # "a baker" of "Orla Venn, a baker"
        if (aged := _AGED.match(word)) and (known := self._of_age(aged.group(1), at)):
            return known
        told = {t.lemma_.lower() for t in token.lefts if t.pos_ in ("ADJ", "NOUN", "PROPN")} | {own.head}
        same = [voice for voice in self.voices if voice is not own and told <= voice.roles
                and (voice.spoke or voice.mentions[0][0] < at)]
        if not token.n_rights and re.fullmatch(r"the \w+", word) and own.head in _WORDS["titles"]:
            holders = [voice for voice in same if voice.words and voice.sort in _HUMAN]
            if len(holders) == 1:  # "The secretary", where only one is named
                return holders[0]
        if len(told) > 1 and same and _DEFINITE.match(word):  # "The rebel official", after "a rebel official"
            return max(same, key=lambda voice: (bool(voice.spoke), max([*voice.spoke, voice.mentions[0][0]])))
        sorts = _HUMAN if own.sort == "person" else _FITS["any" if own.sort == "thing" else own.sort]
        return self._ranked("role", number, at, previous, sorts, own, token, word)

    @cached_property
    def author(self) -> _Voice | None:
        """Whose statement the text is, where its head tells."""
        for match in _AUTHOR.finditer(self.text[:HEAD]):
            start, end = match.span(match.lastindex)
            if match.group(2) and match.group(2).split()[-1].lower() not in _WORDS["titles"] | _WORDS["people"]:
                continue  # "Aleppo, Syria"
            end = start + len(re.split(r",? (?:at|on|in|to) ", self.text[start:end])[0].rstrip(" .,"))
            known = next((voice for at, voice in sorted(self.by_token.items()) if start <= at < end), None)
            voice = known or self._note(self._tokens(start, end).root, (start, end))
            voice.mentions.sort()
            return voice
        return None

    def _of_age(self, age: str, at: int) -> _Voice | None:
        """The person named before `at` whose age is told beside the name: "Orla Venn, 34", "34-year-old Orla Venn"."""
        behind = re.compile(rf"(?:, who is|, aged|,)? \(?{age}\b")
        before = re.compile(rf"\b{age}[- ]year[- ]old (?:\w+ ){{0,3}}$")
        return next((voice for voice in self.voices if voice.words and voice.name[0] < at and (
            behind.match(self.text, voice.name[1]) or before.search(self.text[:voice.name[0]]))), None)

    def _named_next(self, quotes: Sequence[Quote]) -> _Voice | None:
        """The first of the next quotes' sources that has a name."""
        heads = (self._head(quote.source) for quote in quotes if quote.source)
        voices = (self.by_token.get(head.idx) for head in heads if head is not None)
        return next((voice for voice in voices if voice is not None and voice.words), None)

    def _follow(self, token: Token, previous: _Voice | None) -> None:
        """Note whom a pronoun of the reporter's own text mentions."""
        voice = self._ranked("pronoun", None, token.idx, previous, _FITS[PRONOUNS[token.lower_]])
        if voice is not None:
            insort(voice.mentions, (token.idx, token.dep_ in ("nsubj", "nsubjpass")))
            insort(self.people, (token.idx, id(voice)))

    def _ranked(self, kind: str, number: int | None, at: int, previous: _Voice | None, sorts: Iterable[str],
                own: _Voice | None = None, token: Token | None = None, phrase: str = "") -> _Voice | None:
        """The voice of one of these sorts that a pronoun or role most likely stands for."""
        candidates = [] if own is None else [own]
        form = self._form(own, token, phrase) if own else ""
        features = [] if own is None else [self._alone(own, token, phrase) | {f"own {form}": 1.0}]
        for voice in self.voices:
            place = bisect_left(voice.mentions, (at,))
            back = at - voice.mentions[place - 1][0] if place else REACH + 1
            ahead = voice.mentions[place][0] - at if own and voice.words and place < len(voice.mentions) else AHEAD + 1
            if voice is own or voice.sort not in sorts or (back > REACH and ahead > AHEAD and not voice.spoke) or (
                    own and self._no_holder(voice, own)):
                continue
            one = self._features(voice, at, place, ahead, previous)
            if own is not None:
                one |= self._agreement(voice, own, token, phrase)
                fresh = not one["known"] and voice is self.next
                one |= {"next": fresh, "lead next": fresh and at < LEAD}
                one |= {f"{form} {key}": one[key] for key in _CROSSED} | {f"{form} other": 1.0}
            candidates.append(voice)
            features.append(one)
        if not candidates:
            return None
        choose = self.choose if number is not None else best
        return candidates[choose(kind, number, features, lambda place: self._printed(candidates[place]))]

    @staticmethod
    def _no_holder(voice: _Voice, own: _Voice) -> bool:
        """Whether a person has a job and not the office that is meant: no baker is "the mayor"."""
        return own.head in _WORDS["offices"] and voice.sort in _HUMAN and bool(voice.jobs) and not voice.roles & (
            _WORDS["vague"] | {own.head})

    @staticmethod
    def _form(own: _Voice, token: Token, phrase: str) -> str:
        """How a role is printed: his, the or a; what it is a noun for; whether more is told of a person behind it."""
        sort = "person" if own.sort in _HUMAN else own.sort
        if sort == "thing" and own.head in _WORDS["documents"]:
            sort = "document"
        if sort == "body" and own.head in _WORDS["naming"] | _WORDS["loose"]:
            sort = "group"
        told = sort == "person" and any(child.dep_ in ("prep", "relcl", "acl") for child in token.rights)
        article = "his" if _POSSESSED.match(phrase) else "the" if _DEFINITE.match(phrase) else "a"
        return f"{article} {sort}{' told' * told}"

    def _features(self, voice: _Voice, at: int, place: int, ahead: int, previous: _Voice | None) -> Features:
        """How near and how prominent a voice is."""
        last, subject = voice.mentions[place - 1] if place else (at, False)
        last = max([last, *(one for one in voice.spoke if one < at)]) if place or voice.spoke else last
        known = place > 0 or bool(voice.spoke)
        apart = bisect_right(self.sentences, at) - bisect_right(self.sentences, last)
        between = self.people[bisect_right(self.people, (last + 1,)):bisect_left(self.people, (at,))]
        return {"known": known, "back": math.log1p(max(at - last, 0) / 100) if known else 0.0,
                "sentences": min(apart, 6) if known else 0.0, "same sentence": known and apart == 0,
                "sentence before": known and apart == 1, "subject": subject,
                "same paragraph": known and last >= self.blocks[max(bisect_right(self.blocks, at) - 1, 0)],
                "spoke": bool(voice.spoke), "spoke often": math.log1p(len(voice.spoke)), "previous": voice is previous,
                "rivals": min(len({one for _, one in between} - {id(voice)}), 4),
                "place": voice.place or 2 * voice.labels["in"] > len(voice.mentions),
                "sexed": voice.sort in ("man", "woman"), "sure": voice.sure,
                "body": voice.sort == "body", "ahead": math.log1p(ahead / 100) if not known and ahead <= AHEAD else 0.0,
                "many ahead": math.log1p(len(voice.mentions) - place) if not known else 0.0}

    @staticmethod
    def _alone(own: _Voice, token: Token, phrase: str) -> Features:
        """Signs that a role stands for nobody else in the article."""
        proper = any(t.text[0].isupper() for t in token.lefts if t.lower_ not in ("the", "a", "an"))
        return {"own": 1.0, "own proper": proper, "own long": math.log1p(len(phrase.split())),
                "own spoke": bool(own.spoke), "own watch": bool(own.roles & _WORDS["watch"])}

    @staticmethod
    def _agreement(voice: _Voice, own: _Voice, token: Token, phrase: str) -> Features:
        """What a role and a voice have in common."""
        definite, role = bool(_DEFINITE.match(phrase)), own.head == voice.head or own.head in voice.roles
        modifiers = {t.lemma_.lower() for t in token.lefts if t.pos_ in ("ADJ", "NOUN", "PROPN")}
        proper = {t.lemma_.lower() for t in token.lefts if t.text[:1].isupper() and t.lower_ not in ("the", "its", "a")}
        jobs = voice.roles & _WORDS["people"] if own.head in _WORDS["people"] else None
        return {"role": role, "role definite": role and definite, "definite": definite,
                "other role": bool(jobs) and not role, "no role": jobs == set(),
                "other proper": bool(proper - voice.roles), "shared": len(modifiers & voice.roles),
                "clash": role and bool(modifiers) and not modifiers & voice.roles,
                "issued": own.head in voice.issued,
                "settled place": own.head in _WORDS["settled"] and voice.place,
                "loose body": own.head in _WORDS["naming"] | _WORDS["loose"] and voice.sort == "body",
                "thing human": own.sort == "thing" and voice.sort in _HUMAN,
                "watch": bool(own.roles & _WORDS["watch"] and voice.roles & _WORDS["watch"]),
                "watch alone": bool(voice.roles & _WORDS["watch"]) and not own.roles & _WORDS["watch"]}
