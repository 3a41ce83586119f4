"""Writes the pages of docs/reference from the code; with --check, only says which are out of date."""

from __future__ import annotations

import argparse
import importlib
import inspect
import pkgutil
import sys
import types
import typing
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import typer

import purbeck
from purbeck import cli, errors
from purbeck.sources import boundaries, datasets, door
from purbeck.strategy.checks.checks import CHECKS
from purbeck.strategy.checks.rules import shipped_rules
from purbeck.strategy.checks.statutory import checklist
from purbeck.strategy.entry import Part
from purbeck.strategy.files import FILES, LISTS
from purbeck.strategy.importing import spellings
from purbeck.strategy.importing.fields import Field, fields_of
from purbeck.strategy.indicators import home_office_measures
from purbeck.tables import Column, Table
from purbeck.workspace import SETTINGS_FILE, Partnership

FOLDER = Path(__file__).parent / "reference"
FIX = "python docs/render_reference.py"
NOTE = f"<!-- Written by docs/render_reference.py from the code. Change the code, then run: {FIX} -->"

STAGES = ("sources", "incidents", "definition", "measures", "analyses", "findings", "publication")

# What stands in partnership.toml, in words; a setting without its words stops the page being written.
SETTINGS = {
    "code": "A short name in lower case, for files and for the partnership as a place: by default the folder's.",
    "name": "The partnership's name, as pages show it.",
    "area": "ONS codes of the districts, CSPs, forces, wards or LSOAs that make up the area. "
    "An LSOA named twice counts once.",
    "definition": "The definition that heads the page: a file in `definition/`, without `.toml`. Every one is worked out.",
    "counties": "Counties to rank that the ONS's lookup has not, such as those of unitary authorities: under `[counties]`, "
    'a line a county like `"Dorset" = ["E06000058", "E06000059"]`.',
    "csp_names": "Names of CSPs in recorded crime that the ONS writes otherwise, beyond those Purbeck knows: under "
    '`[csp_names]`, a line a name like `"Folkestone and Hythe" = "Shepway"`, the ONS\'s name second.',
    "confidence": "Confidence of every interval.",
    "format": "The form of the workspace's folder. One that does not say is of the first; `purbeck upgrade` sets it.",
    "seed": "Where random numbers start, so that the same input gives the same output.",
}
EXIT_CODES = {
    0: ("", "The work is done."),
    2: ("", "The command line was not understood: an option or an argument is wrong or missing."),
    errors.INTERRUPTED_EXIT_CODE: ("", "Stopped with Ctrl-C. The last good tables stand; run the command again."),
}


def main() -> int:
    """Write the pages, or check them; the exit code is 1 where `--check` found one out of date."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing; fail where a page is out of date")
    check = parser.parse_args().check
    stale = [name for name, text in pages().items() if not _is_current(FOLDER / name, text)]
    if not check:
        FOLDER.mkdir(exist_ok=True)
        for name, text in pages().items():
            (FOLDER / name).write_text(text, encoding="utf-8", newline="\n")
    for name in stale:
        print(f"docs/reference/{name} {'is out of date: run ' + FIX if check else 'was written'}")
    return 1 if check and stale else 0


def _is_current(path: Path, text: str) -> bool:
    return path.exists() and path.read_text(encoding="utf-8") == text


def pages() -> dict[str, str]:
    """Every reference page by its file name."""
    made: dict[str, Callable[[], Iterable[str]]] = {
        "commands.md": commands_page,
        "tables.md": tables_page,
        "sources.md": sources_page,
        "datasets.md": datasets_page,
        "settings.md": settings_page,
        "errors.md": errors_page,
        "strategy.md": strategy_page,
        "checks.md": checks_page,
        "spellings.md": spellings_page,
    }
    return {name: "\n".join([NOTE, "", *make()]).rstrip() + "\n" for name, make in made.items()}


# --- tables ---------------------------------------------------------------------------------------------------------


def declared_tables() -> list[Table]:
    """Every table that any module declares, in the order of the stages."""
    found: dict[str, tuple[int, str, Table]] = {}
    for module in modules():
        stage = module.__name__.split(".")[1]
        place = STAGES.index(stage) if stage in STAGES else len(STAGES)
        for value in vars(module).values():
            for table in _tables_in(value):
                found.setdefault(table.name, (place, table.name, table))
                found[table.name] = min(found[table.name], (place, table.name, table), key=lambda entry: entry[:2])
    return [table for *_, table in sorted(found.values(), key=lambda entry: entry[:2])]


def modules() -> Iterator[types.ModuleType]:
    """Every module of the package but the one that starts it."""
    for info in pkgutil.walk_packages(purbeck.__path__, "purbeck."):
        if not info.name.endswith("__main__"):
            yield importlib.import_module(info.name)


def _tables_in(value: Any) -> Iterator[Table]:
    if isinstance(value, Table):
        yield value
    elif isinstance(getattr(value, "table", None), Table):
        yield value.table


def _where_kept(table: Table) -> str:
    if table.worked_out:
        return f"In no file: worked out {table.worked_out}."
    parts = f"{table.name}/*.parquet" if table.parts else f"{table.name}.parquet"
    return f"File: `tables/{parts}`" + (f", a file for {table.parts}." if table.parts else ".")


def tables_page() -> Iterator[str]:
    """Declared tables with their columns."""
    yield "# Tables"
    yield ""
    yield "Each stage promises its tables to the next. They are Parquet files in `tables/` of the workspace, made from"
    yield "what is in `sources/` and `definition/`, and may be deleted at any time: `purbeck build` makes them again."
    yield "Rows are in the order of the key. A column that may be empty is empty where a supplier does not give it."
    for table in declared_tables():
        yield from ("", f"## {table.name}", "", f"{table.meaning}.", "")
        yield _where_kept(table)
        yield f"Key: {', '.join(f'`{name}`' for name in table.key)}."
        if table.by_area:
            but = f", but for the part `{'`, `'.join(table.shared_parts)}`" if table.shared_parts else ""
            yield f"Each area that is published has its own, in `tables/areas/`{but}."
        yield from ("", "| column | type | unit | may be empty | meaning |", "|---|---|---|---|---|")
        yield from (_column_row(column) for column in table.columns)


def _column_row(column: Column) -> str:
    values = f" One of: {', '.join(f'`{value}`' for value in column.vocabulary)}." if column.vocabulary else ""
    empty = "no" if column.required else "yes"
    return f"| `{column.name}` | {column.type} | {column.unit} | {empty} | {_cell(column.meaning)}.{values} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").rstrip(".")


# --- sources --------------------------------------------------------------------------------------------------------


def sources_page() -> Iterator[str]:
    """Suppliers, their terms, and the columns their files are known by."""
    yield "# Sources"
    yield ""
    yield "Files are known by their columns, not their names. Where to get each: [get data](../how-to/get-data.md)."
    yield "In a column's name, 24 stands for the year of the edition, whichever it is, and N for a number."
    for source in door.SOURCES:
        yield from ("", f"## {source.title} (`{source.name}`)", "")
        yield f"- supplier: {source.supplier}"
        yield f"- page: <{source.page}>"
        yield f"- licence: {source.licence}"
        yield f"- attribution: {source.attribution}"
        yield f"- gateway: {source.gateway}"
        yield f"- retention: {source.retention}"
        yield f"- published already: {'yes' if source.already_public else 'no'}"
        yield from ("", "| table | columns a file must have |", "|---|---|")
        yield from (f"| `{name}` | {columns} |" for name, columns in _recognised(source.name))


def _recognised(source: str) -> Iterator[tuple[str, str]]:
    """Each table a source fills, with the columns its file is known by; any year stands as 24."""
    for name, form in door.MONTHLY.items():
        if form.source.name == source:
            yield name, _listed(form.columns)
    for name, (owner, lookup) in door.LOOKUPS.items():
        if owner.name == source:
            yield name, _listed(pattern.replace(r"\d\d", "24") for pattern in lookup.columns.values())
    if door.SOURCE_OF[boundaries.TABLE.name] == source:
        kinds = ", ".join(f"`{suffix}`" for suffix in boundaries.SUFFIXES)
        yield boundaries.TABLE.name, f"a layer ({kinds}) with the field `{boundaries.CODE_FIELD}`"


def _listed(names: Iterable[str]) -> str:
    return ", ".join(
        f"`{name.replace(chr(92) + 'd+', 'N').replace(chr(92), '').replace('|', '` or `')}`" for name in names
    )


# --- datasets -------------------------------------------------------------------------------------------------------

WAYS = {
    "address": "a file that stays at", "month": "the newest month of", "link": "a link, found by its name, on",
    "feature_service": "rows of a feature service, page by page:", "csv_pages": "rows, page by page:", "by_hand": "by hand",
}  # fmt: skip


def datasets_page() -> Iterator[str]:
    """What `purbeck get` can download, and how sure that is."""
    yield "# Datasets to download"
    yield ""
    yield "What `purbeck get` knows how to download: a file each in `purbeck/sources/datasets/`. How to use it, and what"
    yield "unverified means: [get data](../how-to/get-data.md)."
    for dataset in datasets.read():
        address = getattr(dataset.find, "address", "")
        yield from ("", f"## {dataset.name}", "", f"{dataset.title}.", "")
        yield f"- publisher: {dataset.publisher}; licence: {dataset.licence}; published {dataset.published}"
        yield f"- for a first assessment: {'yes' if dataset.first_assessment else 'no'}; fills `{dataset.table}`"
        yield f"- how: {WAYS[dataset.find.how]}" + (f" `{address}`" if address else "")
        yield f"- by hand: <{dataset.page}>: {dataset.look_for}"
        verified = "**unverified**" if dataset.unverified else "reached"
        yield f"- address: {verified}; looked at on {dataset.checked_on.isoformat()} by {dataset.checked_by}"
        if dataset.note:
            yield f"- {' '.join(dataset.note.split())}"


# --- commands -------------------------------------------------------------------------------------------------------


def command_line() -> Any:
    """The command line as Typer makes it."""
    app = next(value for value in vars(cli).values() if isinstance(value, typer.Typer))
    return typer.main.get_command(app)


def commands_page() -> Iterator[str]:
    """Every command with its arguments and options, in the order of `purbeck --help`."""
    group = command_line()
    yield "# Commands"
    yield ""
    yield f"{inspect.cleandoc(group.help or '').rstrip(':')}."
    yield "What each can end with: [errors and exit codes](errors.md)."
    for name, command in group.commands.items():
        if not command.hidden:
            yield from _command(f"purbeck {name}", command, "##")


def _command(name: str, command: Any, heading: str) -> Iterator[str]:
    """A command, or a group of them with each of its own."""
    yield from ("", f"{heading} {name}", "", inspect.cleandoc(command.help or ""))
    inner = getattr(command, "commands", {})
    for word, one in inner.items():
        yield from _command(f"{name} {word}", one, f"{heading}#")
    if inner:
        return
    arguments = " ".join(_argument(p) for p in command.params if p.param_type_name == "argument")
    yield from ("", "```", f"{name} {arguments}".rstrip() + " [options]" * _has_options(command), "```")
    rows = [_parameter_row(p) for p in command.params if not p.hidden and "--help" not in p.opts]
    if rows:
        yield from ("", "| | what it is | default |", "|---|---|---|", *rows)


def _argument(parameter: Any) -> str:
    name = parameter.metavar or parameter.name.upper()
    return name if parameter.required else f"[{name}]"


def _has_options(command: Any) -> bool:
    return any(p.param_type_name == "option" and "--help" not in p.opts for p in command.params)


def _parameter_row(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        name = parameter.metavar or parameter.name.upper()
    else:
        name = ", ".join([*parameter.opts, *parameter.secondary_opts])
    default = "" if parameter.default in (None, False) or callable(parameter.default) else f"`{parameter.default}`"
    default = "must be given" if parameter.required else default
    return f"| `{name}` | {_cell(parameter.help or '')}. | {default} |"


# --- lists out of spreadsheets ---------------------------------------------------------------------------------------


def spellings_page() -> Iterator[str]:
    """How columns may be headed and values written in a spreadsheet that is imported."""
    headings, values = spellings.headings(), spellings.values()
    yield "# Headings and words of spreadsheets"
    yield ""
    yield "What `purbeck strategy import` knows columns and values by ([how to](../how-to/import-a-spreadsheet.md)). Capitals,"
    yield "spaces, line breaks, hyphens, what stands in brackets and marks such as `*` `:` `£` make no difference. The name of"
    yield f"any field heads its column too. As of {headings.dated.isoformat()}; by judgement, not from a survey of plans."
    yield f"In every list: `id` is headed {_said(headings.any['id'])} too. Passed over: {_said(headings.ignored)}."
    for name in LISTS:
        yield from (
            "",
            f"## {name}",
            "",
            "| field | must be there | headed | words for its values |",
            "|---|---|---|---|",
        )
        listed = headings.lists.get(name, {})
        for path, field in fields_of(name).items():
            needed = "yes" if field.needed and path != "id" else ""
            headed, words = _said(listed.get(path, ())), _words_of(name, field)
            if needed or headed or words:
                yield f"| `{field.spoken}` | {needed} | {headed} | {words} |"
    yield from ("", "## In any cell", "")
    yield f"- read as nothing: {_said(values.nothing)}"
    yield f"- read as no day: {_said(values.days.none)}"
    yield f"- yes: {_said(values.yes)}; no: {_said(values.no)}"
    yield f"- a row that begins so is a total: {_said(values.rows.totals)}; a footnote: {_said(values.rows.footnotes)}"
    for one in values.says_how_it_goes:
        means = one.means.replace("_", " ")
        yield f"- as the {one.field} of {one.list}, read as {means}: {_said(one.words)} ([{one.source}]({one.page}))"


def _said(words: Iterable[str]) -> str:
    return ", ".join(f"`{word}`" if not word[:1].isalnum() else _cell(word) for word in words)


def _words_of(name: str, field: Field) -> str:
    found: dict[str, list[str]] = {}
    for word, (choice, doubtful) in spellings.choices_of(name, field.path, field.choices).items():
        if word != spellings.alike(choice) and not doubtful:
            found.setdefault(choice, []).append(word)
    return "; ".join(f"{choice.replace('_', ' ')}: {_said(words)}" for choice, words in found.items())


# --- settings and errors --------------------------------------------------------------------------------------------


def settings_page() -> Iterator[str]:
    """The settings of a workspace."""
    yield "# Settings"
    yield ""
    yield f"`{SETTINGS_FILE}`, in the workspace's folder, is all there is to set. A line that is not listed here is"
    yield "refused, with its name. The disclosure rule is not a setting: see `purbeck/disclosure/`. Known breaks in"
    yield "recording of your own stand in `breaks.toml` beside it: see [known breaks](../methods/known-breaks.md)."
    yield from ("", "| setting | default | what it is |", "|---|---|---|")
    for name, field in Partnership.model_fields.items():
        default = "must be given" if field.is_required() else f"`{field.get_default(call_default_factory=True)!r}`"
        default = default.replace("'", '"')
        yield f"| `{name}` | {default} | {field.description or SETTINGS[name]} |"


def errors_page() -> Iterator[str]:
    """Exit codes, and what each kind of error means."""
    yield "# Errors and exit codes"
    yield ""
    yield "A message says what is wrong, where, the value found, what was expected and what to do next. Whatever"
    yield "happens, the last good tables stand, and files in `sources/` are never changed."
    codes = dict(EXIT_CODES)
    for kind in [errors.PurbeckError, *errors.PurbeckError.__subclasses__()]:
        codes[kind.exit_code] = (f"`{kind.__name__}`", (inspect.getdoc(kind) or "").splitlines()[0])
    yield from ("", "| exit code | in Python | when |", "|---|---|---|")
    yield from (f"| {code} | {name} | {words} |" for code, (name, words) in sorted(codes.items()))


# --- the strategy ---------------------------------------------------------------------------------------------------


def strategy_page() -> Iterator[str]:
    """Every file of a strategy, and what may stand in each."""
    yield "# Files of a strategy"
    yield ""
    yield "In `strategy/` of the workspace, in TOML. A file that is not there is as if nothing were written yet; a line that is"
    yield "not listed here is refused, with its name. Text is plain or Markdown; HTML is refused. `[name]` is written once,"
    yield "`[[name]]` for each entry; an id names one entry of its list and never changes. What each check looks at:"
    yield "[checks](checks.md)."
    for shape in FILES:
        yield from ("", f"## {shape.file}", "", f"{shape.about[:1].upper()}{shape.about[1:]}.")
        named = [(f"[{name}]", model) for name, model in shape.tables.items()]
        for title, model in [*named, *((f"[[{name}]]", model) for name, model in shape.lists.items())]:
            yield from ("", f"### {title}", "", inspect.cleandoc(model.__doc__ or ""), "")
            yield from ("| field | must be written | what it is |", "|---|---|---|", *_field_rows(model, ""))
    yield from ("", "## The Home Office's success measures", "")
    yield "An indicator takes one up with `adopts`. Unchecked means: read in what others published, not in the Home Office's"
    yield "own words."
    yield from ("", "| `adopts` | measure | above all | source |", "|---|---|---|---|")
    for one in home_office_measures().values():
        read = f"read {one.read.isoformat()}, {'checked' if one.checked else 'unchecked'}"
        yield f"| `{one.id}` | {one.title} | {one.especially} | [{one.source}]({one.page}); {read}. {one.note} |"


def _field_rows(model: type[Part], before: str) -> Iterator[str]:
    for name, field in model.model_fields.items():
        inner = _part_in(field.annotation)
        words = _cell(field.description or "")
        choices = _choices(field.annotation)
        if any(choice not in words for choice in choices):
            words += f": {', '.join(f'`{choice}`' for choice in choices)}"
        yield f"| `{before}{name}` | {'yes' if field.is_required() else ''} | {words}. |"
        if inner is not None:
            yield from _field_rows(inner, f"{before}{name}.")


def _part_in(annotation: Any) -> type[Part] | None:
    if isinstance(annotation, type) and issubclass(annotation, Part):
        return annotation
    return next((found for one in typing.get_args(annotation) if (found := _part_in(one))), None)


def _choices(annotation: Any) -> tuple[str, ...]:
    if typing.get_origin(annotation) is typing.Literal:
        return typing.get_args(annotation)
    return next((found for one in typing.get_args(annotation) if (found := _choices(one))), ())


def checks_page() -> Iterator[str]:
    """What `purbeck strategy check` looks at, its thresholds, and the checklist of the Act."""
    yield "# Checks of a strategy"
    yield ""
    yield "What `purbeck strategy check` looks at, in this order. A remark is to be looked at, or, of the first five, broken:"
    yield "what is written can neither be carried out nor shown. How to use it:"
    yield "[check your strategy](../how-to/check-your-strategy.md)."
    yield from ("", "| remarks headed | look at | need |", "|---|---|---|")
    for check in CHECKS:
        about = " ".join(check.about.split())
        yield f"| {check.title} | {_cell(about)}. | {check.needs and f'{check.needs} that are built'} |"
    yield from ("", "## Thresholds", "", "In `purbeck/strategy/checks/rules.toml`.", "")
    yield from ("| rule | value | unit | why | source, certainty |", "|---|---|---|---|---|")
    for name, rule in shipped_rules():
        source = f"{rule.source}, {rule.from_.isoformat()}; {rule.certainty}"
        yield f"| `{name}` | {rule.value:g} | {rule.unit} | {_cell(rule.reason)}. | {source} |"
    yield from (
        "",
        "## What the Act requires",
        "",
        f"{checklist().act}, as read on {checklist().dated.isoformat()}.",
        "",
    )
    yield from ("| item | requires | section | read |", "|---|---|---|---|")
    for item in checklist().items:
        read = f"{item.read.isoformat()}, {'in the Act' if item.checked else 'not in the law itself: unchecked'}"
        yield f"| {item.id.replace('_', ' ')} | {_cell(item.requires)}. | [{item.section}]({item.page}) | {read} |"


if __name__ == "__main__":
    sys.exit(main())
