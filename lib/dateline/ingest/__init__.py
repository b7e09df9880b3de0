"""Articles into a collection, from addresses, saved pages, folders, feeds, tables, archives and documents."""

import logging
import sys
from collections.abc import Iterable, Mapping
from contextlib import nullcontext, suppress
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path
from typing import Any

from tqdm import tqdm

from dateline.corpus import CorpusError, as_date, find_folder
from dateline.ingest.columns import NAMES, ORDERS
from dateline.ingest.readers import Item, Reading, items
from dateline.ingest.store import Store, Summary, alone, found_collection
from dateline.ingest.web import Refused, Web

__all__ = ["Summary", "add"]


def add(sources: Iterable[str], folder: Path, columns: Mapping[str, str] | None = None, order: str | None = None,
        encoding: str | None = None, values: Mapping[str, str] | None = None, like: str | None = None,
        dry: bool = False, web: Web | None = None) -> Summary:
    """Add the articles of some sources to the collection in `folder`, which is made where there is none.

    columns: column by field, for tables. order: "dmy" or "mdy", what 3/4/2016 means in tables. encoding: of files that
    do not tell theirs. values: what a field is for articles that do not tell it, by field. like: a collection whose
    actors, places and period a new one gets. dry: only tell what would happen.

    Raises CorpusError where a source is not there, a table cannot be read without being told more, or another process
    adds to the same collection; what was added before that stays.
    """
    reading, values = Reading(columns or {}, order, encoding, web or Web()), dict(values or {})
    for field in (*reading.columns, *values):
        if field not in NAMES:
            raise CorpusError(f"There is no field '{field}'; the fields are: {', '.join(NAMES)}.")
    if "id" in values:
        raise CorpusError("One id cannot be set for all articles; name the column that has theirs: --map id=COLUMN.")
    if order not in (None, *ORDERS):
        raise CorpusError(f"The order of day and month is {order!r}; it has to be 'dmy' or 'mdy'.")
    for field in values.keys() & {"published", "updated"}:
        values[field] = as_date(values[field], field)
    if "authors" in values:
        values["authors"] = tuple(filter(None, map(str.strip, values["authors"].split(";"))))
    model = find_folder(like) if like else None
    with suppress(CorpusError):
        folder = find_folder(folder)  # one that is there is found from anywhere, as in all other commands
    if folder.exists() and not folder.is_dir():
        raise CorpusError(f"'{folder}' is a file; a collection is a folder.")
    found = (item for source in sources for item in items(source, reading))
    first = list(islice(found, 1))  # before anything is made: most mistakes show here
    if not dry:
        found_collection(folder, model)
    for name in ("trafilatura", "htmldate", "pypdf"):  # what they complain of is told as the reason of an item
        logging.getLogger(name).setLevel(logging.CRITICAL)
    with nullcontext() if dry else alone(folder):
        return _added(chain(first, found), Store(folder, dry, model), values, bool(order or encoding))


def _added(items: Iterable[Item], store: Store, values: Mapping[str, Any], anew: bool) -> Summary:
    """Add items. anew: read also those that are known, since they may have been read in a wrong way before."""
    try:
        for item in tqdm(items, "adding", unit=" items", file=sys.stderr, disable=None):
            if store.knows(item.digest) and not anew:
                store.known(item.origin, item.digest)
                continue
            try:
                made = item.make()
                store.put(item.origin, item.digest, replace(made, **{
                    field: value for field, value in values.items() if not getattr(made, field)}))
            except Refused as reason:
                store.set_aside(item.origin, item.digest, str(reason))
            except Exception as error:  # one bad item must never stop a run
                store.set_aside(item.origin, item.digest, f"it cannot be read ({type(error).__name__}: {error}).")
    finally:
        store.tidy()
    return store.summary
