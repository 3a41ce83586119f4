"""Commands, settings, and what can go wrong."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

import typer

from purbeck import cli, errors
from purbeck.workspace import SETTINGS_FILE, Partnership
from reference_pages.words import cell

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
    return f"| `{name}` | {cell(parameter.help or '')}. | {default} |"


def settings_page() -> Iterator[str]:
    """The settings of a workspace."""
    yield "# Settings"
    yield ""
    yield f"`{SETTINGS_FILE}`, in the workspace's folder, is all there is to set. A line that is not listed here is"
    yield "refused, with its name. Rules of disclosure of your own stand in `disclosure.toml` beside it, and"
    yield "can only hide more than those that ship: see [set rules of your own](../how-to/set-your-own-rules.md). Known breaks in"
    yield "recording of your own stand in `breaks.toml` beside it: see [known breaks](../methods/known-breaks.md); unit"
    yield "costs of your own in `unit_costs.toml`: see [cost](../methods/cost.md)."
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
