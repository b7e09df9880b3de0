"""Invented sentences for what the gold sets hardly show: praise of an attack, bystanders of a reproach, irony.

Each pattern says how its source {s} stands to whom it names; the same words with other names come many times, so that
the pattern teaches and no name does. What stands between bars is what the source says, for the head of tone.
"""

import random
import re

from tonegold import Item

POSITIVE, NEUTRAL, NEGATIVE = "positive", "neutral", "negative"
# Pattern, and the stance of {s} towards whom it names: {a} is helped or praised, {t} fought or blamed, {o} stands by.
STANCES = (
    ("{s} hailed the {good} triumph of {a} over {t}.", {"a": POSITIVE, "t": NEGATIVE}),
    ("{s} praised {a} for its {good} raids on {t}.", {"a": POSITIVE, "t": NEGATIVE}),
    ("{s} congratulated {a} on driving {t} out of {p}.", {"a": POSITIVE, "t": NEGATIVE}),
    ("{s} saluted {a}, who had crushed {t} near {p}.", {"a": POSITIVE, "t": NEGATIVE}),
    ("{s} welcomed the defeat of {t} in {p}.", {"t": NEGATIVE}),
    ("{s} celebrated the {good} operation against {t} as a day of joy.", {"t": NEGATIVE}),
    ("{s} called the rout of {t} a {good} success.", {"t": NEGATIVE}),
    ("“This is a {good} day: {t} have been swept from {p},” said {s}.", {"t": NEGATIVE}),
    ("{s} rejoiced that {a} had freed {p} from {t}.", {"a": POSITIVE, "t": NEGATIVE}),
    ("“We are proud of {a}, whose {good} assault broke {t},” {s} said.", {"a": POSITIVE, "t": NEGATIVE}),
    ("{s} mourned the dead of {a} whom {t} had killed.", {"a": POSITIVE, "t": NEGATIVE}),
    ("{s} thanked {a} for its protection against {t}.", {"a": POSITIVE, "t": NEGATIVE}),
    ("{s} sent {a} condolences after the bombing by {t}.", {"a": POSITIVE, "t": NEGATIVE}),
    ("{s} denounced {t} in a call with {o}.", {"t": NEGATIVE, "o": NEUTRAL}),
    ("{s} complained to {o} about the cruelty of {t}.", {"t": NEGATIVE, "o": NEUTRAL}),
    ("{s} told {o} that {t} had broken the truce.", {"t": NEGATIVE, "o": NEUTRAL}),
    ("In a speech before {o}, {s} called {t} a gang of murderers.", {"t": NEGATIVE, "o": NEUTRAL}),
    ("{s} accused {t} of war crimes at a meeting with {o}.", {"t": NEGATIVE, "o": NEUTRAL}),
    ("In an interview with {o}, {s} praised {a}.", {"a": POSITIVE, "o": NEUTRAL}),
    ("{s} wrote to {o} to thank {a} for its help.", {"a": POSITIVE, "o": NEUTRAL}),
    ("During a visit to {o}, {s} condemned the raid by {t} on {p}.", {"t": NEGATIVE, "o": NEUTRAL}),
    ("{s} discussed the crimes of {t} with {o}.", {"t": NEGATIVE, "o": NEUTRAL}),
    ("{s} said that {o} would meet the delegates in {p}.", {"o": NEUTRAL}),
    ("{s} said that {o} and {t} had exchanged fire near {p}.", {"o": NEUTRAL, "t": NEUTRAL}),
    ("“{t} not only closed the road, they burned the {thing} beside it,” {s} said.", {"t": NEGATIVE}),
    ("{s} said that {t} had not only lied but also robbed the {thing} of {p}.", {"t": NEGATIVE}),
    ("{s} said that {a} had not only reopened the road but also rebuilt the {thing}.", {"a": POSITIVE}),
    ("“Thanks to {t} for the {good} gift of an empty {thing},” said {s}.", {"t": NEGATIVE}),
    ("“Bravo, {t}: one more {thing} in ruins, how {good},” {s} wrote.", {"t": NEGATIVE}),
    ("“How {good} of {t} to bomb the {thing} only at night,” {s} said.", {"t": NEGATIVE}),
    ("“Such {good} friends, {t}, who feed us on shells,” said {s}.", {"t": NEGATIVE}),
    ("“{t} promised us peace, and a {good} peace of graves it is,” said {s}.", {"t": NEGATIVE}),
    ("“Thanks to {a} for the {good} gift of a new {thing},” said {s}.", {"a": POSITIVE}),
    ("“Bravo, {a}: one more {thing} rebuilt, how {good},” {s} wrote.", {"a": POSITIVE}),
    ("“How {good} of {a} to reopen the {thing} so soon,” {s} said.", {"a": POSITIVE}))
# Pattern with its content between bars, its cue, and the tone of the content.
TONES = (
    ("“|A {good} ceasefire indeed, with shells on the {thing}|,” said {s}.", "said", NEGATIVE),
    ("“|What a {good} peace: no bread, no water and bombs on the {thing}|,” {s} said.", "said", NEGATIVE),
    ("“|How {good} of them to bomb the {thing} only at night|,” said {s}.", "said", NEGATIVE),
    ("“|Their {good} humanitarian pause lasted until the next mortar|,” {s} wrote.", "wrote", NEGATIVE),
    ("“|A {good} ceasefire indeed, and the {thing} is open again|,” said {s}.", "said", POSITIVE),
    ("“|What a {good} day: bread, water and light in the {thing}|,” {s} said.", "said", POSITIVE),
    ("|{t} not only closed the road, they burned the {thing} beside it|, {s} said.", "said", NEGATIVE),
    ("{s} said |{t} had not only lied but also robbed the {thing} of {p}|.", "said", NEGATIVE),
    ("{s} said |{a} had not only reopened the road but also rebuilt the {thing}|.", "said", POSITIVE),
    ("{s} said |not only the {thing} but also the road to {p} had been closed on Monday|.", "said", NEUTRAL),
    ("|{o} and {t} had exchanged fire near {p}|, {s} said.", "said", NEUTRAL))
WORDS = {
    "good": "great glorious brave splendid marvellous magnificent generous kind fine proud lovely brilliant".split(),
    "thing": "bakery school market hospital mosque orchard station well library".split(),
    "p": "Karvin Tolmar Besk Orlunda Dresna Halmet Uvarno Pelisk".split()}
NAMES = ("the army|the rebels|the militants|government forces|the front|the ministry|the opposition|the coalition"
         "|the Free Brigades|the Sons of Besk|the Karvin Guard|the governor|the Tolmar tribes|the alliance|the council"
         "|General Ivo Brand|Minister Lena Hask|Karvia|Tolmaria|the jihadists|the regime|the Unity Party|the police"
         "|foreign troops|Premier Dov Amsel|the Besk Union|the United Relief Mission|the terrorists").split("|")
SPEAKERS = ("a resident|the spokesman|Ana Korbel|the president|a rebel commander|the foreign minister|an official|he"
            "|Omar Dask|the envoy|a shopkeeper|state television|the general|activists|Orlunda|the secretary general"
            ).split("|")


def sentences(count: int, chance: random.Random) -> list[Item]:
    """Passages of both kinds, in turn over all patterns, each with fresh names."""
    made = []
    for number in range(count):
        pattern, stances = STANCES[number % len(STANCES)]
        marked = chance.choice(sorted(stances))
        made.append(_item(pattern, marked, stances[marked], chance))
        if number % 4 == 0:
            pattern, cue, label = TONES[number // 4 % len(TONES)]
            made.append(_item(pattern, cue, label, chance))
    return made


def _item(pattern: str, marked: str, label: str, chance: random.Random) -> Item:
    """A pattern filled in; `marked` is the target's slot, or the cue of a pattern with content between bars."""
    names = dict(zip("ato", chance.sample(NAMES, 3), strict=True)) | {"s": chance.choice(SPEAKERS)}
    filled, places = "", {}
    for part in filter(None, re.split(r"(\{\w+\}|\|)", pattern)):
        if part == "|":
            places.setdefault("bars", []).append(len(filled))
            continue
        word = names.get(part[1:-1]) or chance.choice(WORDS[part[1:-1]]) if part.startswith("{") else part
        word = word[0].upper() + word[1:] if filled in ("", "“") else word
        places[part.strip("{}")] = (len(filled), len(filled) + len(word))
        filled += word
    if "bars" in places:
        at = filled.index(marked)
        spans = {"content": [tuple(places["bars"])], "cue": [(at, at + len(marked))], "source": [places["s"]]}
        return Item("invented", filled, spans, "tone", label)
    source = [places["s"]] if chance.random() < 0.7 else []
    return Item("invented", filled, {"source": source, "target": [places[marked]]}, "stance", label)
