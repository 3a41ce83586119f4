"""Work side by side in processes of their own: a line of JSON goes to one, a line of JSON comes back."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from queue import Empty, Queue
from typing import IO, Any

Asked = dict[str, Any]
Answer = dict[str, Any]
DIED = "died"  # in an answer: the exit code of a process that ended without one


class _Worker:
    """One process, started anew where it has ended. It answers each line of its input with one line of its output."""

    def __init__(self, command: Sequence[str]) -> None:
        self.command = list(command)
        self.process: subprocess.Popen[str] | None = None
        self.stopped = False

    def ask(self, asked: Asked) -> Answer:
        if self.process is None:
            self.process = subprocess.Popen(
                self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8", text=True
            )
        reading, writing = _pipes(self.process)
        with suppress(OSError):  # it has ended: its exit code says so below
            writing.write(json.dumps(asked) + "\n")
            writing.flush()
        line = reading.readline()
        if line:
            answer: Answer = json.loads(line)
            return answer
        code = self.process.wait()
        self.process = None
        return {DIED: code}

    def end(self) -> None:
        """Let it end by itself: its input is over."""
        if self.process is not None:
            _pipes(self.process)[1].close()
            self.process.wait()
            _pipes(self.process)[0].close()

    def stop(self) -> None:
        """End it now."""
        self.stopped = True
        if self.process is not None:
            self.process.kill()


def _pipes(process: subprocess.Popen[str]) -> tuple[IO[str], IO[str]]:
    assert process.stdout is not None and process.stdin is not None
    return process.stdout, process.stdin


def answers(
    module: str, arguments: Sequence[str], work: Sequence[Asked], workers: int
) -> Iterator[tuple[Asked, Answer]]:
    """Each piece of work with its answer, as it comes, from so many processes that run a module of ours.

    A process that ends without an answer gives `{"died": its exit code}` and is started again for the next piece. Where
    the loop over the answers is left early, by Ctrl-C or an error, every process is ended at once.

    Not multiprocessing: that would run the caller's own script again in each process where it has no main guard.
    """
    waiting: Queue[Asked] = Queue()
    for piece in work:
        waiting.put(piece)
    done: Queue[tuple[Asked, Answer]] = Queue()
    crew = [_Worker([sys.executable, "-m", module, *arguments]) for _ in range(min(workers, len(work)))]
    threads = [threading.Thread(target=_keep_busy, args=(worker, waiting, done.put), daemon=True) for worker in crew]
    for thread in threads:
        thread.start()
    try:
        for _ in work:
            yield _next(done)
    except BaseException:
        for worker in crew:
            worker.stop()
        raise
    finally:
        for thread in threads:
            thread.join()
        for worker in crew:
            worker.end()


def _next(done: Queue[tuple[Asked, Answer]]) -> tuple[Asked, Answer]:
    """The next answer; looked for again and again, since Windows hears Ctrl-C only between two looks."""
    while True:
        with suppress(Empty):
            return done.get(timeout=0.5)


def _keep_busy(worker: _Worker, waiting: Queue[Asked], put: Callable[[tuple[Asked, Answer]], None]) -> None:
    while not worker.stopped:
        try:
            asked = waiting.get_nowait()
        except Empty:
            return
        put((asked, worker.ask(asked)))
