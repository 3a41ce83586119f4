"""Command line: one command for each step of the flow; parses, calls, prints."""

from __future__ import annotations

import datetime as dt
import sys
import tempfile
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer
from rich.progress import DownloadColumn, TransferSpeedColumn

from purbeck import (
    definition_commands,
    figures,
    flow,
    language_commands,
    paragraph_commands,
    partner_commands,
    partner_flow,
    release_commands,
    returns_commands,
    strategy_commands,
)
from purbeck.doctor import examine
from purbeck.doctor.remark import BROKEN, LOOK
from purbeck.errors import INTERRUPTED_EXIT_CODE, FetchError, PurbeckError, StorageError
from purbeck.example import CODE as EXAMPLE_CODE
from purbeck.example import (
    make_example,
    write_own_counting,
    write_paragraphs,
    write_requests,
    write_strategy,
    write_weights,
)
from purbeck.example.partners import FOLDER as PARTNERS
from purbeck.example.partners import GAZETTEER, make_partners
from purbeck.findings.finding import TABLE as FINDINGS
from purbeck.incidents.side_by_side import WHY_THEY_DIFFER
from purbeck.paragraphs.paragraph import FOLDER as PARAGRAPHS_FOLDER
from purbeck.strategy.faults import FOLDER as STRATEGY_FOLDER
from purbeck.terminal import complain, out, progress, say, show
from purbeck.workspace import FORMAT, Workspace

EXAMPLE_AREA = "E06000901"
EXAMPLE_NAME = "Brackenshire Community Safety Partnership"
LONGEST_LIST = 20
USAGE: type[Exception] = typer.BadParameter.__mro__[
    1
]  # a command mistyped; Typer does not give the class a public name

app = typer.Typer(
    help="Serious-violence work of a Community Safety Partnership, from files to an honest page. Commands in order of use:",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

Where = Annotated[Path, typer.Argument(help="The workspace: a partnership's folder.")]


def ids_of(context: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """For a shell that completes: ids of findings that begin so, each with its title; none where nothing was built."""
    try:
        found = Workspace(Path(context.params["path"])).table(FINDINGS)
    except (KeyError, PurbeckError):
        return []
    return [(str(row.id), str(row.title)) for row in found.itertuples() if str(row.id).startswith(incomplete)]


@app.command()
def new(
    path: Where,
    area: Annotated[
        list[str], typer.Option(help="ONS code of a district, CSP, force, ward or LSOA; may be given again.")
    ],
    name: Annotated[str, typer.Option(help="The partnership's name.")],
) -> None:
    """Make a workspace for a partnership."""
    flow.new(path, name=name, area=area)
    say(f"Made {path}. Next: purbeck get {path}, which downloads, or with --from FOLDER, which takes in files you have")


@app.command()
def get(
    path: Where,
    datasets: Annotated[
        list[str] | None, typer.Argument(metavar="DATASET", help="What to download; may be several. See --list.")
    ] = None,
    source: Annotated[
        Path | None, typer.Option("--from", help="Download nothing: a folder of files as downloaded, or one file.")
    ] = None,
    listing: Annotated[bool, typer.Option("--list", help="Show what there is to download, and what is held.")] = False,
) -> None:
    """Download open data, or take in your files."""
    if (source is not None) + bool(datasets) + listing > 1:
        raise typer.BadParameter("give DATASET names, or --from, or --list: each by itself.")
    if listing:
        list_datasets(path)
    elif source is None:
        download(path, datasets or [])
    else:
        take_in(path, source)


def take_in(path: Path, source: Path) -> None:
    """Take in the files of a folder, and say what was done with each."""
    with progress() as tell:
        taken = flow.get(path, source, tell)
    known = [t for t in taken if t.kind]
    for t in known:
        kind = (t.kind or "").removeprefix("sources/")
        say(f"{t.path.name}: {kind}, {'taken in' if t.new else 'held already'}")
    for t in taken:
        if t.problem:
            complain(f"{t.path.name}: not taken in. {t.problem}")
    others = [t.path.name for t in taken if not t.kind and not t.problem]
    if others:
        shown = ", ".join(others[:LONGEST_LIST]) + (", ..." if len(others) > LONGEST_LIST else "")
        say(f"Left where they are, being of no kind Purbeck reads ({len(others)}): {shown}")
    say(f"{sum(t.new for t in known)} files taken in, {sum(not t.new for t in known)} held already. "
        f"Next: purbeck build {path}")  # fmt: skip


def download(path: Path, datasets: list[str]) -> None:
    """Download datasets, and say what became of each."""
    with progress(DownloadColumn(), TransferSpeedColumn()) as tell:
        fetched = flow.get(path, tell=tell, datasets=datasets)
    words = {
        "downloaded": "downloaded ({bytes:,} bytes), in sources/{file}",
        "unchanged": "not changed since it was downloaded",
        "held": "held already",
    }
    for one in fetched:
        if one.outcome in words:
            say(f"{one.dataset.name}: {words[one.outcome].format(bytes=one.bytes, file=one.file)}")
    lost = [one for one in fetched if one.problem]
    for one in lost:
        complain(f"{one.dataset.name}: not downloaded. {one.problem}\n  {one.todo}")
    if lost:
        names = " ".join(one.dataset.name for one in lost)
        raise FetchError(
            f"{len(lost)} of {len(fetched)} datasets could not be had: {names}.",
            f"Do as said above, or try again later: purbeck get {path} {names}",
        )
    say(f"Next: purbeck build {path}")


def list_datasets(path: Path) -> None:
    """Show each dataset: whose it is, whether it is held, where it lies, and whether anybody has tried."""
    for one in flow.held(path):
        dataset = one.dataset
        since = f"held since {one.since.day} {one.since:%B %Y}" if one.since else "not held"
        need = "needed for a first assessment" if dataset.first_assessment else "for more"
        say(f"{dataset.name}: {since}; {need}")
        say(f"  {dataset.title}. {dataset.publisher}. Published {dataset.published}.")
        say(
            f"  {dataset.page}"
            + ("  (unverified: nobody has tried its address from here)" if dataset.unverified else "")
        )


@app.command()
def build(path: Where) -> None:
    """Bring every table up to date."""
    with progress() as tell:
        workspace = flow.build(path, tell)
    for message in partner_flow.stopped(workspace):
        complain(message)
    findings = workspace.table(FINDINGS).sort_values("place_in_section")
    scale = findings[(findings["analysis"] == "scale") & findings["value"].notna()]
    if scale.empty:  # no month was filed at street level
        say(findings.loc[findings["section"] == "quality", "title"].iloc[0])
        recorded = (findings["analysis"] == "three_years") & (findings["measure"] == "rate_per_1000")
        scale = findings[recorded & findings["value"].notna()]
    if len(scale):
        show_rates(scale)
    say(
        f"{len(findings)} findings. Next: purbeck check {path}, then purbeck publish {path} --edition partners or public"
    )


def show_rates(scale: pd.DataFrame) -> None:
    """Show findings of a rate, a row each."""
    rows = [
        (
            row.title.split(":")[0],
            row.period,
            row.n,
            figures.number(row.value),
            figures.interval(row.lower, row.upper, row.value),
        )
        for row in scale.itertuples()
    ]
    columns = [
        "theme",
        "year",
        "recorded",
        "per 1,000 residents",
        f"{figures.level(scale['confidence'].iloc[0])} interval",
    ]
    show(scale["place_name"].iloc[0], pd.DataFrame(rows, columns=columns))


@app.command()
def check(path: Where) -> None:
    """Show coverage, completeness and issues."""
    found = flow.check(path)
    show("Months filed, by force and year", found.coverage)
    show("Completeness in the latest year (incidents)", found.completeness)
    show("Rows read, kept and set aside", found.files)
    show_issues(found.issues)
    odd = found.odd_months
    show(
        "Force-months that look wrong (flagged, never corrected)",
        odd.assign(ratio=odd["ratio"].map(figures.number), reason=odd["reason"].str.replace("_", " ")),
    )
    if len(found.side_by_side):
        beside = found.side_by_side
        per_100 = beside["street_level_per_100"].map(figures.number, na_action="ignore")
        table = beside.assign(street_level_per_100=per_100).drop(columns="note")
        show("Recorded crime beside street-level rows, by CSP", table)
        noted = beside.loc[beside["note"] != "", ["csp", "note"]].drop_duplicates()
        for csp, note in noted.itertuples(index=False):
            out.print(f"{csp}: {note}", markup=False, soft_wrap=False)
        out.print(WHY_THEY_DIFFER, markup=False, soft_wrap=False)
    for message in found.unknown_csps[:LONGEST_LIST]:
        out.print(f"No CSP: {message}", markup=False, soft_wrap=False)
    if len(found.unknown_csps) > LONGEST_LIST:
        say(f"{len(found.unknown_csps) - LONGEST_LIST:,} more such names are in the table issues.")


def show_issues(issues: pd.DataFrame) -> None:
    """Print how many issues there are of each rule, then an example of each, which is too long for a table."""
    spaced = issues.assign(**{c: issues[c].str.replace("_", " ") for c in ("source", "rule", "action")})
    show("Issues", spaced.drop(columns="example"))
    if len(issues):
        say("An example of each:")
    for rule, message in zip(spaced["rule"], spaced["example"], strict=True):
        out.print(f"- {rule}: {message}", markup=False, soft_wrap=False)


@app.command()
def explain(
    path: Where,
    finding_id: Annotated[str, typer.Argument(help="The id below a chart.", autocompletion=ids_of)],
) -> None:
    """Trace a number to rows, rule, files and code."""
    found = flow.explain(path, finding_id)
    say(found.finding["statement"])
    origin = found.origin
    say(f"Method: {found.finding['method']}")
    of = f"definition {origin['definition_title']}, version {found.finding['definition_version']}"
    counted_by = "no definition, figures as returned" if found.finding["definition"] == "none" else of
    say(f"Made by Purbeck {origin['code']}, build {found.finding['build']}; {counted_by}")
    if len(found.returned):
        show("Stored files of the returns it rests on", found.returned.assign(sha256=found.returned["sha256"].str[:12]))
        show(f"The first {len(found.sample)} of their rows", found.sample)
        return
    if found.counted is not None:
        say(f"Incidents counted: {found.counted:,}")
        show("Rules that counted them", found.rules)
        show("Files they came from", found.files.assign(sha256=found.files["sha256"].str[:12]))
        show(f"The first {len(found.sample)} rows", found.sample)
    elif len(found.sample):
        show("Files they came from", found.files.assign(sha256=found.files["sha256"].str[:12]))
        show("Every offence code, whether the definition counts it or not", found.sample)
    show("Every file of the build", pd.DataFrame(origin["files"], columns=["file", "sha256"]))


app.add_typer(language_commands.app)
app.add_typer(release_commands.app)
app.add_typer(paragraph_commands.app)
app.add_typer(partner_commands.app)
app.add_typer(returns_commands.app)
app.add_typer(definition_commands.app, name="define")
app.add_typer(strategy_commands.app, name="strategy")


@app.command()
def upgrade(
    path: Where,
    apply: Annotated[bool, typer.Option("--apply", help="Make the changes; without it they are only listed.")] = False,
) -> None:
    """Bring a workspace of an older version up to date."""
    found = flow.upgrade(path, apply)
    for note in found.notes:
        say(note)
    if not found.changes:
        say(f"{path} is of format {FORMAT}, as this Purbeck makes it: there is nothing to change.")
        return
    for change in found.changes:
        say(f"{'Changed' if apply else 'Would change'} {change.file}: {change.about}.")
    if apply:
        say(f"What was there before is in {found.backup}. Next: purbeck build {path}")
    else:
        say(f"Nothing was changed. To change it, after a copy: purbeck upgrade {path} --apply")


@app.command()
def doctor(
    path: Annotated[
        Path | None, typer.Argument(help="The workspace; without it the machine alone is looked at.")
    ] = None,
) -> None:
    """Say whether machine and workspace are in order."""
    with progress() as tell:
        remarks = examine(path, tell)
    for remark in remarks:
        say(f"{remark.state:<12}  {remark.subject}: {remark.words}")
        if remark.todo:
            say(f"{'':<12}  {remark.todo}")
    broken, odd = (sum(remark.state == state for remark in remarks) for state in (BROKEN, LOOK))
    say(f"{broken or 'Nothing'} broken, {odd or 'nothing'} to look at. Nothing was changed, and nothing was sent.")
    if broken:
        raise typer.Exit(PurbeckError.exit_code)


@app.command()
def example(path: Where) -> None:
    """Make Brackenshire, a made-up district."""
    workspace = flow.new(path, name=EXAMPLE_NAME, area=[EXAMPLE_AREA], code=EXAMPLE_CODE)
    write_strategy(workspace.path / STRATEGY_FOLDER)
    write_paragraphs(workspace.path / PARAGRAPHS_FOLDER)
    write_requests(workspace.path)
    write_own_counting(workspace.path)
    partners = make_partners(workspace.path / PARTNERS)
    today = dt.datetime.now().astimezone().date()
    with tempfile.TemporaryDirectory() as folder:
        make_example(Path(folder))
        write_weights(Path(folder))
        with progress() as tell:
            for given in (Path(folder), workspace.path / PARTNERS / GAZETTEER):
                flow.get(workspace.path, given, tell)
            flow.read(workspace.path, tell)
            for name, file in partners.items():
                partner_flow.add(workspace.path, file, name, today, tell=tell)
    say(f"Made {path}: a made-up district, with no real place or person in it. Next: purbeck build {path}")


def main() -> None:
    """Run the command line; a mistake is one clear line and an exit code, never a traceback."""
    try:
        code = app(standalone_mode=False)  # Typer 0.29 gives back 130 for Ctrl-C, and the code of any Exit
        if code == INTERRUPTED_EXIT_CODE:
            raise KeyboardInterrupt
        if code:
            sys.exit(code)
    except PurbeckError as error:
        complain(f"{error.what}\n{error.todo}")
        sys.exit(error.exit_code)
    except OSError as error:
        complain(f"The disk refused: {error}\nPut that right and run the command again; the last good tables stand.")
        sys.exit(StorageError.exit_code)
    except (KeyboardInterrupt, typer.Abort):
        complain("Stopped. The last good tables stand; run the command again to go on.")
        sys.exit(INTERRUPTED_EXIT_CODE)
    except typer.Exit as stop:
        sys.exit(stop.exit_code)
    except USAGE as error:
        error.show()  # type: ignore[attr-defined]
        sys.exit(error.exit_code)  # type: ignore[attr-defined]
