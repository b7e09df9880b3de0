"""How they sound: tone by group and over time, and the model against the word list."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from dateline import sentiment
from dateline.charts import drawing
from dateline.charts.drawing import NO_QUOTE, behind, behind_ids
from dateline.figures import INK, PLAIN, WIDTH, Figure, Picture, Sentence, Table, enumerated, shown, styled
from dateline.palette import CAMP_NAMES, TONE_COLOURS
from dateline.sentences import say
from dateline.shares import ENOUGH, PERIOD_NAMES, percent, plural
from dateline.tables import CAMPS, TONES

# A withheld tone is one of which the program is too unsure to say.
TONE_STYLES: dict[str, drawing.Style] = {
    "negative": (TONE_COLOURS["negative"], 0.9, False), "neutral": (TONE_COLOURS["neutral"], 0.45, False),
    "withheld": (PLAIN, 0.12, True), "positive": (TONE_COLOURS["positive"], 0.9, False)}
ON_TONE = "#0B0B0B"  # of text on a colour that is strong in light and dark alike; the page's own ink is not
MOST_MARKED = 24  # periods of which each has a marker on its line
MOST_PAIRS = 16  # of camps, in the table of who speaks how about whom; the picture has them all
MOST_LINKED = 100  # quotes that are named one by one in a link; the page has to stay light


@styled
def tone_shares(found: pd.DataFrame, by: str = "camp", quotes: pd.DataFrame | None = None) -> Figure | Sentence:
    """Tones as stacked bars with intervals of the negative and positive share (a table of `sentiment.tones`)."""
    if found.empty:
        return NO_QUOTE
    kept, more = drawing.drawn_rows(found)
    picture, axes = drawing.rows_picture([drawing.label(by, value) for value in kept[by]],
                                         left=2.3 if by == "voice" else 1.65)
    parts = {part: style for part, style in TONE_STYLES.items() if part != "withheld" or found[part].any()}
    drawing.stacked(axes, kept, "quotes", parts)
    for at, row in enumerate(kept.to_dict("records")):
        before = 0
        for tone in parts:
            if row[tone] >= 0.09 * row["quotes"]:
                axes.text((before + row[tone] / 2) / row["quotes"], at, f"{row[tone]:,}", ha="center", va="center",
                          fontsize=8, color=ON_TONE if parts[tone][1] > 0.5 else INK)
            before += row[tone]
    rows = np.arange(len(kept)) + 0.22
    for low, high in ((kept["negative_low"], kept["negative_high"]), (1 - kept["positive_high"],
                                                                      1 - kept["positive_low"])):
        known = low.notna().to_numpy()
        axes.hlines(rows[known], low[known], high[known], colors=INK, linewidth=1.2)
        ends = np.tile(rows[known], 2)
        axes.vlines([*low[known], *high[known]], ends - 0.12, ends + 0.12, colors=INK, linewidth=1)
    drawing.percents(axes, 1, "share of quotes: negative from the left, positive from the right")
    drawing.beside(axes, [f"{count:,}" for count in kept["quotes"]], "quotes")
    told = enumerated((shown(by, row[by]), " and ".join(f"{row[tone]} {tone}" for tone in parts if row[tone])
                       + f" of {row['quotes']}") for row in found.to_dict("records"))
    groups = {"all": "", "voice": " by speaker"}.get(by, f" by {by}")
    brackets = " Brackets are 95% intervals of the negative and the positive share." if kept[
        "negative_low"].notna().any() else ""
    return Figure(picture, f"Stacked bars of the tone of quotes: {told}.", f"Tone of quotes{groups}.{brackets}{more}",
                  Table(found, "Tone of quotes, in quotes and shares with 95% intervals", behind(by, quotes),
                        ("of_articles",)))


@styled
def tone_time(found: pd.DataFrame) -> Figure | Sentence:
    """The share of negative and positive quotes over time, with intervals (a table of `sentiment.over_time`)."""
    if found.empty:
        return Sentence("No quote in this selection has a date of publication.")
    if len(found) == 1:
        return Sentence(sentiment.takeaway_time(found))
    column = found.columns[0]
    days = pd.to_datetime(found[column] + ("-01" if column == "month" else ""))
    steps = pd.date_range(days.min(), days.max(), freq=drawing.FREQUENCIES[column])
    drawn = found.set_index(days).reindex(steps)  # so that a period without quotes is a gap
    picture = Picture((WIDTH, 2.9))
    axes = picture.add_axes((0.08, 0.36, 0.89, 0.52))
    below = picture.add_axes((0.08, 0.13, 0.89, 0.15), sharex=axes)
    for tone, marker, style in (("negative", "o", "-"), ("positive", "s", "--")):
        low, high = drawn[f"{tone}_low"].to_numpy(float), drawn[f"{tone}_high"].to_numpy(float)
        axes.fill_between(steps, low, high, color=TONE_COLOURS[tone], alpha=0.18, linewidth=0)
        share = drawn[f"{tone}_share"]
        alone = share.shift().isna() & share.shift(-1).isna()  # what no line leads to
        axes.plot(steps, share, style, color=TONE_COLOURS[tone], marker=marker, markersize=4, clip_on=False,
                  markevery=None if len(found) <= MOST_MARKED else alone,
                  label=f"{tone} ({'solid' if style == '-' else 'dashed'})")
    axes.set_ylim(0, 1)
    axes.set_yticks([0, 0.5, 1], ["0%", "50%", "100%"])
    axes.grid(axis="y", color=INK, alpha=0.14, linewidth=0.6)
    axes.tick_params(labelbottom=False)
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1.0), ncols=2, borderaxespad=0.2)
    amounts = drawn["quotes"].fillna(0).to_numpy(float)
    below.fill_between(steps, 0, amounts, step="mid", color=PLAIN, alpha=0.5, linewidth=0)
    below.set_ylim(0, found["quotes"].max() * 1.05)
    below.set_yticks([0, found["quotes"].max()])
    below.set_ylabel("quotes", labelpad=2)
    drawing.date_axis(below, days.min(), days.max())
    unit = PERIOD_NAMES[column]
    told = enumerated((row[column], f"{percent(row['negative_share'])} negative of "
                       f"{plural(int(row['quotes']), 'quote')}") for row in found.to_dict("records"))
    table = Table(found.rename(columns={"published": "day"}), f"Tone of quotes by {unit} of publication",
                  behind("day" if column == "published" else column), ("of_articles",))
    return Figure(picture, f"Lines of the share of negative and positive quotes by {unit}: {told}.",
                  say("captions.tone_time", unit=unit), table)


@styled
def confusion(found: pd.DataFrame, quotes: pd.DataFrame) -> Figure | Sentence:
    """Model (rows) against word list (columns) as a square of counts (a table of `agreement.confusion`).

    quotes: those that were compared, with the columns tone and wordlist.
    """
    total = int(found.to_numpy().sum())
    if not total:
        return Sentence(say("nothing.decided"))
    picture = Picture((4.2, 2.5))
    axes = picture.add_axes((0.27, 0.06, 0.7, 0.66))
    for at, tone in enumerate(found.index):
        for place, other in enumerate(found.columns):
            count = int(found.loc[tone, other])
            axes.barh(at, 0.94, left=place - 0.47, height=0.92, color=PLAIN, alpha=0.05 + 0.6 * count / total,
                      linewidth=0)
            axes.text(place, at, f"{count:,}\n{percent(count / total)}", ha="center", va="center", fontsize=8.5,
                      fontweight="bold" if tone == other else "normal")
    axes.set_xlim(-0.5, 2.5)
    axes.set_ylim(2.5, -0.5)
    axes.set_xticks(range(3), list(found.columns))
    axes.tick_params(axis="x", top=False, bottom=False, labeltop=True, labelbottom=False)
    axes.set_yticks(range(3), list(found.index))
    axes.set_title("word list says", pad=8)
    axes.set_ylabel("model says")
    axes.spines[:].set_visible(False)
    ids = quotes.groupby(["tone", "wordlist"])["quote_id"].agg(list).to_dict()
    told = enumerated((f"model {tone} and word list {other}", str(int(found.loc[tone, other])))
                      for tone in found.index for other in found.columns)
    table = Table(found.rename_axis("model").reset_index(), "Quotes by tone: model (rows), word list (columns)",
                  lambda row, column: ("quotes", {"quote_id": ids.get((row["model"], column), [])}))
    return Figure(picture, f"Square of counts: {told}.",
                  "Quotes by the tone that the model and the word list give them; bold where both agree.", table)


def quote_table(found: pd.DataFrame, caption: str, empty: str) -> Table:
    """Quotes or statements in full, by whom and how they were scored; the number leads to the sentence."""
    name = str(found.columns[-1])
    return Table(drawing.numbered(found), caption, behind_ids("stance" if name == "stance_id" else "quotes", name),
                 (name,), len(found), empty=empty)


def differing(found: pd.DataFrame) -> Table:
    """Where model and word list differ (a table of `sentiment.differing`)."""
    by = str(found.columns[0])

    def link(row: Mapping[str, Any], column: str) -> tuple[str, dict]:
        return "quotes", {by: row[by], "tone": [*TONES]} if column == "quotes" else {"quote_id": row["quote_ids"]}
    return Table(found, f"Where model and word list differ, by {by}", link, ("quote_ids",),
                 heads={"share": "share that differs"})


@styled
def stances(found: pd.DataFrame) -> Figure | Sentence:
    """Who speaks how about whom: camps that speak (rows) and are spoken of (columns) (a table of `stance.matrix`)."""
    if found.empty:
        return Sentence(say("nothing.stance"))
    speak = [camp for camp in CAMPS if camp in set(found["source_camp"])]
    spoken = [camp for camp in CAMPS if camp in set(found["camp"])]
    picture, axes = drawing.rows_picture([CAMP_NAMES[camp] for camp in speak], left=1.35, right=0.15, top=1.15,
                                         bottom=0.1, row=0.4)
    found = found.sort_values("statements", ascending=False, kind="stable")
    found.loc[found["statements"] < ENOUGH, ["lean", "low", "high"]] = np.nan
    cells = found.assign(
        at=found["source_camp"].map(speak.index), place=found["camp"].map(spoken.index),
        ink=np.select([found["lean"] < 0, found["lean"] >= 0], [TONE_COLOURS["negative"], TONE_COLOURS["positive"]],
                      PLAIN), alpha=0.05 * (1 + (14 * found["lean"].abs()).round().fillna(0)))  # few: a light page
    for (ink, alpha), part in cells.groupby(["ink", "alpha"]):
        axes.barh(part["at"], 0.94, left=part["place"] - 0.47, height=0.92, color=ink, alpha=alpha, linewidth=0)
    strong, weak = cells[cells["lean"].notna()], cells[cells["lean"].isna()]
    for part, name, down, size in ((strong, "lean", -0.16, 8.5), (strong, "statements", 0.22, 6.5),
                                   (weak, "statements", 0, 7)):
        for at, place, value in zip(part["at"], part["place"], part[name], strict=True):
            text = f"{value:+.1f}".replace("-", "−") if name == "lean" else f"{value:,}"
            axes.text(place, at + down, text[1:] if text.endswith("0.0") else text, ha="center", va="center",
                      fontsize=size)
    drawing.names_above(axes, [CAMP_NAMES[camp] for camp in spoken])
    axes.annotate("speaks  \\  is spoken of", (0, 1), (-4, 6), xycoords="axes fraction", textcoords="offset points",
                  ha="right", fontsize=8, alpha=0.75)
    told = enumerated((f"{CAMP_NAMES[row['source_camp']]} about {CAMP_NAMES[row['camp']]}",
                       f"{row['statements']} statements, {row['negative']} negative, {row['positive']} positive")
                      for row in found.to_dict("records"))
    return Figure(picture, f"Square of who speaks how about whom: {told}.", say("captions.stances", enough=ENOUGH),
                  Table(found, "Statements about a camp, by the camp that speaks and the camp that is spoken of",
                        _statements, (), MOST_PAIRS, {"source_camp": "who speaks", "camp": "about whom"}))


def targets(found: pd.DataFrame, most: int = 15) -> Table:
    """Who is spoken about most, and how (a table of `stance.targets`)."""
    return Table(found, "Actors and camps that quotes speak about", _statements, ("actor", "target"), most)


def _statements(row: Mapping[str, Any], column: str) -> tuple[str, dict] | None:
    """The link of a table of statements, for their number and for those of one tone."""
    if column not in ("statements", *TONES):
        return None
    who = {name: row[name] for name in ("source_camp", "actor", "camp") if name in row}
    word = {"target": row["target"]} if row.get("actor") == "" else {}
    return "stance", {**who, **word, **({"tone": column} if column in TONES else {})}


def traps(found: pd.DataFrame) -> Table:
    """Where tone is known to go wrong, with a sentence of the corpus (a table of `sentiment.traps`)."""
    def link(row: Mapping[str, Any], column: str) -> tuple[str, dict] | None:
        return ("quotes", {"quote_id": row["quote_ids"]}) if len(row["quote_ids"]) <= MOST_LINKED else None
    return Table(found, "Known traps on quotes of this selection", link, ("quote_ids",), len(found),
                 {"text": "an example", "tone": "model", "wordlist": "word list"},
                 say("nothing.traps"))
