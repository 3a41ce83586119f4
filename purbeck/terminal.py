"""What the command line prints: lines, tables, and how far the work has come."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from contextlib import contextmanager

import pandas as pd
from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from purbeck import figures
from purbeck.workspace import Tell

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def say(text: str) -> None:
    """Print a line for the user."""
    out.print(text, markup=False)


def paragraph(text: str, indent: int = 0) -> None:
    """Print words wrapped between the indent and the right edge of the terminal."""
    wrapped = textwrap.wrap(text, max(out.width - indent, 20), break_long_words=False, break_on_hyphens=False)
    say("\n".join(" " * indent + line for line in wrapped))


def complain(text: str) -> None:
    """Print a line about something that went wrong."""
    err.print(text, markup=False)


def show(title: str, rows: pd.DataFrame) -> None:
    """Print a frame as a table; "none" where it has no rows."""
    if rows.empty:
        say(f"{title}: none")
        return
    table = Table(title=title, title_justify="left")
    for column in rows.columns:
        numeric = pd.api.types.is_numeric_dtype(rows[column])
        table.add_column(str(column).replace("_", " "), justify="right" if numeric else "left", overflow="fold")
    for row in rows.itertuples(index=False):
        table.add_row(*(shown(v) for v in row))
    if out.measure(table).maximum >= out.width:  # numbers give way first, so that no word need be broken
        for column in table.columns:
            if column.justify == "right":
                said = [str(column.header), *map(str, column.cells)]
                column.max_width = max(len(word) for cell in said for word in cell.split())
    out.print(table)


def shown(value: object) -> str:
    """A cell in words: whole numbers with thousands separators, nothing where there is none."""
    if pd.isna(value):
        return ""
    return figures.whole(value) if isinstance(value, int | float) else str(value)


class TimeLeft(ProgressColumn):
    """How long the rest will take, in words, where that is more than a minute."""

    def render(self, task: Task) -> Text:
        """ "about 6 minutes left"."""
        minutes = round((task.time_remaining or 0) / 60)
        return Text(f"about {minutes} minute{'s' if minutes > 1 else ''} left" if minutes else "")


@contextmanager
def progress(*amounts: ProgressColumn) -> Iterator[Tell]:
    """A bar on the error stream that follows what the work tells; `amounts` show how much is done, else it is counted."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        *(amounts or (TextColumn("{task.completed} of {task.total}"),)),
        TimeElapsedColumn(),
        TimeLeft(),
    )
    with Progress(*columns, console=err, transient=True) as bar:
        tasks: dict[str, TaskID] = {}

        def tell(words: str, done: int, of: int) -> None:
            task = tasks.setdefault(words, bar.add_task(words, total=of) if words not in tasks else tasks[words])
            bar.update(task, completed=done, total=of or None)

        yield tell
