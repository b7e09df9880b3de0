"""How accurate the program was measured to be, told in the report that its figures belong to.

The figures stand in data/accuracy.json; benchmarks/accuracy.py computes them from hand-coded articles.
"""

import json
from dataclasses import dataclass
from html import escape
from importlib import resources
from typing import Any

import pandas as pd

from dateline.tables import CAMPS, TONES


@dataclass(frozen=True)
class Accuracy:
    """Measured figures of one topic, as (what is measured, value, on which texts)."""

    rows: tuple[tuple[str, float, str], ...]

    def _repr_html_(self) -> str:
        body = "".join(f'<tr><th scope="row">{escape(what)}</th><td class="number">{value:.1f}</td>'
                       f"<td>{escape(on)}</td></tr>" for what, value, on in self.rows)
        return ('<table class="accuracy"><caption>Measured accuracy, in percent unless said otherwise</caption><thead>'
                '<tr><th scope="col">measure</th><th scope="col">figure</th><th scope="col">measured on</th></tr>'
                f"</thead><tbody>{body}</tbody></table>")

    def __repr__(self) -> str:
        return "\n".join(f"{what}: {value:.1f} ({on})" for what, value, on in self.rows)


def accuracy(topic: str) -> Accuracy:
    """The figures of a topic: "quotes", "camps", "tone", "times" or "events". Raises KeyError for another."""
    rows = _read("data", "accuracy.json")["figures"]
    topics = sorted({row["topic"] for row in rows})
    if topic not in topics:
        raise KeyError(f"There are no figures for '{topic}'; there are some for {', '.join(topics)}.")
    return Accuracy(tuple((row["what"], row["value"], row["on"]) for row in rows if row["topic"] == topic))


def confusion(topic: str = "camps") -> pd.DataFrame:
    """How often quotes that were coded as one camp or "tone" (a line each) were given each (a column each).

    Over articles on conflicts. attrs: "articles", how many these were, and "how" they were coded and used.
    """
    if topic == "tone":
        found, labels = _read("language", "models", "tone.json"), TONES
        how = "coded by language models after the codebook, which the program had not been taught"
    else:
        found, labels = _read("data", "accuracy.json")["camps"], CAMPS
        how = "coded by hand, on which it was partly tuned"
    table = pd.DataFrame.from_dict(found["confusion"], "index").reindex(index=labels, columns=labels)
    table = table.fillna(0).astype(int)
    table.attrs |= {"articles": found["articles"], "how": how}
    return table


def _read(*path: str) -> dict[str, Any]:
    return json.loads(resources.files("dateline").joinpath(*path).read_text("utf-8"))
