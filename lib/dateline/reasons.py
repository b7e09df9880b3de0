"""Why a quote has its speaker and its camp, and which sources an actor file does not know yet."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pandas as pd
import yaml

from dateline.actors import KINDS, Actors, Post, fold, shouted, tokenise
from dateline.annotate import Annotations
from dateline.tables import CAMPS


def explain(quote: str | pd.Series, notes: Annotations, actors: Actors) -> str:
    """Sentences that say which rule and which entry of the actor file decided a quote's speaker and camp.

    quote: a quote_id, or a row of notes.quotes. Raises KeyError for a quote that is not there.
    """
    if isinstance(quote, str):
        rows = notes.quotes[notes.quotes["quote_id"] == quote]
        if rows.empty:
            raise KeyError(f"There is no quote '{quote}' in these annotations; notes.quotes lists them by quote_id.")
        quote = rows.iloc[0]
    article = notes.articles[notes.articles["article_id"] == quote["article_id"]].iloc[0]
    day = None if pd.isna(article["published"]) else pd.Timestamp(article["published"]).date()
    return " ".join([_speaker(quote), f"The camp is '{quote['camp']}'. {quote['camp_rule']}",
                     *_entry(quote, actors.about(article["text"]), day)])


def _speaker(quote: pd.Series) -> str:
    from dateline.language.speakers import form

    source, speaker = quote["source"], quote["speaker"]
    if not speaker:
        return f"'{source}' could not be resolved to a speaker." if source else "No source is printed and none is told."
    if not source:
        return f"No source is printed here; the quote was taken to go on with '{speaker}'."
    if source == speaker:
        return f"The source is printed as '{source}', which is all that the article tells of the speaker."
    if source in speaker or speaker in source:
        return f"The source is printed as '{source}', and the speaker is '{speaker}'."
    what = {"pronoun": "is a pronoun", "description": "is a description", "name": "is a name or description"}
    return (f"'{source}' {what[form(source, (0, len(source)))]}; of all whom the article names, it was taken to mean "
            f"'{speaker}'.")


def _entry(quote: pd.Series, actors: Actors, day: date | None) -> Iterator[str]:
    """What the actor file says about the entry that decided: posts with days, source, other readings.

    Where none did, of each entry that is named: that none of its posts covers the day.
    """
    name = quote["actor"]
    on = f"on {day}, the day of the article" if day else "without a day for the article"
    actor = actors.by_name.get(name)
    if actor is None:
        units = actors.scan(tokenise(f"{quote['source']}; {quote['speaker']}"))
        for one in dict.fromkeys(one for unit in units if unit.item for one in unit.item.actors if not one.at(day)):
            yield (f"No post of the entry '{one.name}' tells a camp {on}: it is coded as "
                   f"{'; '.join(map(_post, one.posts))}.")
        return
    post = actor.at(day)
    if post:
        yield f"The entry '{actor.name}' ({actor.kind}) was coded {on}, as {_post(post)}."
    others = "; ".join(_post(one) for one in actor.posts if one is not post)
    if others:
        yield f"At other times it is coded as {others}."
    if actor.aliases:
        yield f"Its other names are {', '.join(actor.aliases)}."
    yield f"The entry's source: {actor.source}."
    for title, entries in ((one["title"], one["actors"]) for one in actors.data.get("readings", {}).values()):
        if name in entries:
            yield f"The coding is disputed; under the reading '{title}' the camp is '{entries[name]['camp']}'."


def _post(post: Post) -> str:
    days = [f"from {post.start}" if post.start else "", f"to {post.end}" if post.end else ""]
    return " ".join(filter(None, (f"'{post.post}' with the camp '{post.camp}'", *days)))


def draft(notes: Annotations, actors: Actors, folder: Path, most: int = 40) -> tuple[Path, pd.DataFrame]:
    """Write an actor file to fill in, with the sources that are quoted most and have no camp.

    Returns its path and those rows of `unresolved`. Named sources become entries, others comments; where no state is
    home, the one that the articles name most is proposed. Nothing is overwritten: the file is actors-draft.yaml in the
    folder, or the next free number after it.
    """
    sources = unresolved(notes).head(most)
    file = folder / "actors-draft.yaml"
    number = 2
    while file.exists():
        file, number = folder / f"actors-draft-{number}.yaml", number + 1
    quotes = notes.quotes.set_index("quote_id")
    lines = ["# Sources that no entry codes yet, the most quoted first. Look up who each is, choose kind and camp, say",
             "# in source where you know it from, and move the entry into actors.yaml; delete what is nobody.",
             f"# kind: {', '.join(KINDS)}", f"# camp: {', '.join(CAMPS)}; or state, with a country", "", "actors:"]
    named = Counter(unit.item.country for text in notes.articles["text"] for unit in actors.scan(
        tokenise(text), shouted(text)) if unit.item and unit.item.kind in ("state", "adjective"))
    if named and not actors.home:
        lines[:0] = ['# The state whose officials are the government; without one "the army" has no camp. The articles',
                     "# name this one most: take the # away if it is right.",
                     f"# home: {max(named, key=named.get)}", ""]
    for row in sources.itertuples():
        lines += ["", f"  # Quoted {len(row.quote_ids)} times; in {', '.join(row.articles[:5])}",
                  *(f"  #   {_line(quotes.loc[one])}" for one in row.quote_ids[:2])]
        entry = {"name": row.name, **({"aliases": row.aliases} if row.aliases else {}), "kind": "person" if row.person
                 else "group", "camp": "unknown", "source": "not looked up yet"}
        dumped = yaml.safe_dump([entry], allow_unicode=True, sort_keys=False, width=110).rstrip().splitlines()
        lines += [("  " if row.named else "  # ") + line for line in dumped]
    if not sources["named"].any():
        lines[lines.index("actors:")] = "actors: []"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file, sources


def unresolved(notes: Annotations) -> pd.DataFrame:
    """The sources without a camp, the most quoted first: name, named, person, aliases, quote_ids, articles.

    Those are one source whose names, before a comma, have the same words; a person's may be a part of a longer one.
    """
    from dateline.language.speakers import personal

    unknown = notes.quotes[(notes.quotes["camp"] == "unknown") & (notes.quotes["speaker"] != "")]
    groups: dict[tuple[str, ...], list[pd.Series]] = {}
    for _, row in unknown.sort_values("speaker", key=lambda names: -names.str.len(), kind="stable").iterrows():
        words = tuple(token.fold for token in tokenise(_bare(row["speaker"]))
                      if token.fold not in ("a", "an", "the", "al"))
        same = next((key for key, found in groups.items() if words and key[-1] == words[-1] and (
            set(words) == set(key) or (set(words) < set(key) and personal(_bare(found[0]["speaker"]))))), words)
        groups.setdefault(same, []).append(row)
    rows = []
    for words, found in groups.items():
        names = list(dict.fromkeys(_bare(row["speaker"]) for row in found)) if words else []
        if names:
            rows.append({"name": names[0], "named": any(row["naming"] == "named" for row in found),
                         "person": personal(names[0]) or any(row["source"].lower() in ("he", "she") for row in found),
                         "aliases": [name for name in names[1:] if fold(name) != fold(names[0])],
                         "quote_ids": [row["quote_id"] for row in found],
                         "articles": sorted({row["article_id"] for row in found})})
    table = pd.DataFrame(rows, columns=["name", "named", "person", "aliases", "quote_ids", "articles"])
    return table.sort_values("quote_ids", key=lambda ids: -ids.str.len(), kind="stable", ignore_index=True)


def _bare(speaker: str) -> str:
    """A name without article, titles, what follows a comma and what brackets explain: "the NLF (Front)" is "NLF"."""
    from dateline.language.speakers import untitled

    first = speaker.split(",")[0]
    name = " ".join(re.sub(r"(?<=\w)\s*(?:\(.*?(?:\)|$)|\[.*?(?:\]|$))", " ", first).split()).strip(" [](\"'")
    return untitled(re.sub(r"^(?:the|an?) (?=.)", "", name, flags=re.I))


def _line(quote: pd.Series) -> str:
    said = " ".join(f"{quote['source']} {quote['cue']}: {quote['text']}".split())
    return said if len(said) < 110 else said[:107].rsplit(" ", 1)[0] + " ..."
