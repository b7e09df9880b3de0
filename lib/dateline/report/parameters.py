"""The parameters of a notebook: read from its cell, and values checked strictly before any kernel starts.

The cell tagged `parameters` holds plain literals, one a line, each with a trailing `# help`:

    corpus = "corpus/aleppo-2016"  # folder of the collection
    start = None  # first day of publication, as 2016-12-31; None for all

The type of a value is that of the default. None takes text as it is, also where it looks like a number; `start`,
`end` and names that end in `_date` take a day.
"""

import ast
import io
import json
import tokenize
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from dateline.corpus import suggest

YES, NO = ("true", "yes", "on", "1"), ("false", "no", "off", "0")
NOTHING = ("none", "null")


class ParameterError(ValueError):
    """A parameter that a notebook does not have, or a value of the wrong type; the message says what would be right."""


@dataclass(frozen=True)
class Parameter:
    """One parameter: its name, its default (a plain literal) and its help."""

    name: str
    default: Any
    help: str = ""

    @property
    def is_day(self) -> bool:
        """Whether its values are days, written 2016-12-31."""
        return self.name in ("start", "end") or self.name.endswith("_date") or _is_day(self.default)

    @property
    def kind(self) -> str:
        """What a value has to be, in words."""
        if self.is_day:
            return "a day (as 2016-12-31)" + (" or None" if self.default is None else "")
        words = {bool: "true or false", int: "a whole number", float: "a number", str: "text", list: "a list",
                 dict: "a mapping"}
        return words.get(type(self.default), "text or None")


def read_parameters(notebook: Path) -> list[Parameter]:
    """The parameters of a notebook in their order; none where no cell is tagged `parameters`.

    Raises ParameterError where the file is no notebook or the cell holds anything but literals.
    """
    try:
        cells = json.loads(notebook.read_text("utf-8"))["cells"]
    except (ValueError, KeyError, TypeError) as error:
        raise ParameterError(f"{notebook.name} is not a notebook of format 4 that can be read ({error}).") from error
    tagged = [cell for cell in cells if "parameters" in cell.get("metadata", {}).get("tags", ())]
    if len(tagged) > 1:
        raise ParameterError(f"{notebook.name} has {len(tagged)} cells tagged 'parameters'; it may have one.")
    return parse_cell("".join(tagged[0]["source"]), notebook.name) if tagged else []


def parse_cell(source: str, name: str = "the cell") -> list[Parameter]:
    """The parameters that a cell's source defines. Raises ParameterError that names the line."""
    try:
        statements = ast.parse(source).body
        comments = {token.start[0]: token.string.lstrip("#").strip()
                    for token in tokenize.generate_tokens(io.StringIO(source).readline)
                    if token.type == tokenize.COMMENT}
    except (SyntaxError, tokenize.TokenError) as error:
        raise ParameterError(f"The parameters of {name} are not Python that can be read: {error}.") from error
    found: dict[str, Parameter] = {}
    for statement in statements:
        match statement:
            case ast.Assign(targets=[ast.Name(id=target)], value=value):
                pass
            case ast.AnnAssign(target=ast.Name(id=target), value=value) if value is not None:
                pass
            case _:
                raise ParameterError(f"Line {statement.lineno} of the parameters of {name} is not 'name = value'.")
        try:
            default = ast.literal_eval(value)
        except (ValueError, TypeError):
            raise ParameterError(f"Line {statement.lineno} of the parameters of {name}: '{target}' must be a plain "
                                 "value (text, number, True, False, None or a list), not an expression.") from None
        if target in found:
            raise ParameterError(f"Line {statement.lineno} of the parameters of {name} sets '{target}' again.")
        default = list(default) if isinstance(default, tuple) else default
        found[target] = Parameter(target, default, comments.get(statement.end_lineno or statement.lineno, ""))
    return list(found.values())


def check(known: Iterable[Parameter], given: Mapping[str, Any], where: str) -> dict[str, Any]:
    """The given values, each with the type of its parameter; text from a shell is converted.

    Raises ParameterError for a name that is not known (naming the nearest) and for a value of another type.
    """
    by_name = {parameter.name: parameter for parameter in known}
    for name in given:
        if name not in by_name:
            raise ParameterError(f"{where} has no parameter '{name}'{suggest(name, by_name)}")
    return {name: convert(by_name[name], value) for name, value in given.items()}


def convert(parameter: Parameter, value: Any) -> Any:
    """One value with the type of the parameter's default. Raises ParameterError that says what would be right."""
    if isinstance(value, date):
        value = value.isoformat()[:10]
    read, kind, found = _literal(value) if isinstance(value, str) else value, type(parameter.default), None
    if parameter.default is None and (read is None or read == ""):
        return None
    if parameter.is_day:
        found = value if _is_day(value) else None
    elif kind is bool:
        text = str(value).lower() if isinstance(value, bool | str) else ""
        found = text in YES if text in (*YES, *NO) else None
    elif kind in (int, float):
        found = kind(read) if isinstance(read, int | kind) and not isinstance(read, bool) else None
    elif kind is list:
        found = _list(parameter, value, read)
    elif parameter.default is None:
        found = value if isinstance(value, str) else None
    elif isinstance(said := value if kind is str else read, kind):
        found = said
    if found is None:
        about = f" ({parameter.help})" if parameter.help else ""
        raise ParameterError(f"The parameter '{parameter.name}'{about} is {value!r}; it has to be {parameter.kind}.")
    return found


def _list(parameter: Parameter, value: Any, read: Any) -> list | None:
    if isinstance(value, str) and not (isinstance(read, list | tuple) and value.lstrip()[:1] in ("[", "(")):
        read = [part.strip() for part in value.split(",") if part.strip()]
    if not isinstance(read, list | tuple):
        return None
    one = Parameter(parameter.name, parameter.default[0]) if parameter.default else None
    return [convert(one, item) if one else item.isoformat()[:10] if isinstance(item, date) else item for item in read]


def _literal(value: str) -> Any:
    """What Python or JSON would read; the text itself where they read nothing."""
    if value.lower() in NOTHING:
        return None
    if value.lower() in ("true", "false"):
        return value.lower() == "true"
    try:
        return ast.literal_eval(value)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return value


def _is_day(value: Any) -> bool:
    try:
        return isinstance(value, str) and len(value) == 10 and bool(date.fromisoformat(value))
    except ValueError:
        return False
