"""The SQL kernel: cells and files are SQL, with a few commands as SQLite's own shell has them."""

from __future__ import annotations

import fnmatch
import os
import re
import shlex
import shutil
import signal
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, TimeoutError
from pathlib import Path
from typing import Any, TypeVar

import duckdb
from ipykernel.kernelapp import IPKernelApp
from ipykernel.kernelbase import Kernel

from .completion import complete
from .database import Database, Failure, Result
from .duck import DuckDB
from .lite import SQLite, is_sqlite
from .table import bundle

SAMPLES = Path("~/samples").expanduser()
"""Where the sample databases are, which come with the Python that runs this kernel."""

SAMPLE = "shop"

COMMAND = re.compile(r"[.%][a-z]+(\s|\Z)")
"""How a line begins that is a command."""

TABLES = (".csv", ".parquet")
"""Files that become tables, as they do when a question's tests are run."""

PATIENCE = 0.1
"""Seconds between two looks at whether an interrupt has been heard."""

HELP = """\
A cell is SQL: any number of statements, each ended by a semicolon. The tables are those of the
database file beside the notebook or in data/, as a copy in memory: Restart gives them back as
they were.

.tables [PATTERN]   what tables there are
.schema [TABLE]     how they were made
.open FILE          open a database file, DuckDB's or SQLite's, and work on it itself
.open               go back to the copy in memory
.databases          what is open, and what database files there are
.help               this

%sqlite             SQLite with a copy of the sample database, in memory
%sqlite FILE        as .open, for a new file too
%duckdb             DuckDB in memory; %duckdb FILE as .open
"""

T = TypeVar("T")


class SQLKernel(Kernel):
    """Runs SQL on one database at a time.

    Everything that asks the database happens on a thread of its own, while the main thread waits
    for interrupts.
    """

    implementation = "interview-sql"
    implementation_version = "1"
    banner = "SQL"
    language_info = {
        "name": "sql",
        "version": duckdb.__version__,
        "mimetype": "text/x-sql",
        "codemirror_mode": "sql",
        "pygments_lexer": "sql",
        "file_extension": ".sql",
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._thread = ThreadPoolExecutor(1)
        self._database: Database | None = None
        self._first: Path | None = None
        self._interrupted = False
        self._trouble = ""
        signal.signal(signal.SIGINT, self._on_interrupt)
        self._thread.submit(self._begin)

    # -- interrupts

    def pre_handler_hook(self) -> None:
        """An interrupt is always ours to handle."""

    def post_handler_hook(self) -> None:
        """See above."""

    def _on_interrupt(self, *_: Any) -> None:
        self._interrupted = True

    def _wait(self, future: Future[T]) -> T:
        """Wait for the other thread, and stop it when somebody interrupts."""
        while True:
            try:
                return future.result(PATIENCE)
            except TimeoutError:
                if future.done():
                    return future.result()
                # Again and again: it may have been between two statements.
                if self._interrupted and self._database is not None:
                    self._database.interrupt()

    # -- running

    async def do_execute(
        self,
        code: str,
        silent: bool,
        store_history: bool = True,
        user_expressions: Any = None,
        allow_stdin: bool = False,
        **_: Any,
    ) -> dict[str, Any]:
        """Run a cell. Blocks: nothing else is to happen meanwhile."""
        self._interrupted = False
        answer = {"execution_count": self.execution_count}
        failure: Failure | None = None
        try:
            self._wait(self._thread.submit(self._run, code))
        except Failure as refused:
            failure = refused
        except Exception as error:  # such as a value that Python cannot hold
            failure = Failure(type(error).__name__, str(error))
        if failure is not None:
            content = {
                "ename": "Interrupted" if failure.interrupted else failure.kind,
                "evalue": failure.words,
                "traceback": [_in_words(failure, code)],
            }
            self.send_response(self.iopub_socket, "error", content)
            return {"status": "error", **answer, **content}
        return {"status": "ok", **answer, "payload": [], "user_expressions": {}}

    def _run(self, code: str) -> None:
        if self._trouble:
            self._say(self._trouble, "stderr")
            self._trouble = ""
        last: Result | None = None
        try:
            for result in self._results(code.split("\n")):
                self._show(last)
                last = result
        except BaseException:
            self._show(last)
            raise
        self._show(last, final=True)

    def _results(self, lines: list[str]) -> Iterator[Result | None]:
        """The result of each statement; None after a command, which shows its own."""
        start = 0
        while start < len(lines):
            # Commands stand in lines of their own, before or between statements.
            end = start
            while end < len(lines) and not COMMAND.match(lines[end]):
                end += 1
            yield from self._statements("\n".join(lines[start:end]), start)
            if end < len(lines):
                yield None  # what came before is shown first
                self._command(lines[end])
            start = end + 1

    def _statements(self, source: str, offset: int) -> Iterator[Result]:
        if not source.strip():
            return
        database = self._open_database()
        at = offset
        try:
            for statement in database.statements(source):
                at = offset + statement.line
                if self._interrupted:
                    raise Failure("Interrupted", "The query was stopped.", interrupted=True)
                yield database.execute(statement)
        except Failure as failure:
            if failure.line is not None:
                failure.line += at
            raise

    def _show(self, result: Result | None, *, final: bool = False) -> None:
        if result is None:
            return
        if result.columns:
            content: dict[str, Any] = {"data": bundle(result), "metadata": {}}
            if final:
                content["execution_count"] = self.execution_count
            kind = "execute_result" if final else "display_data"
            self.send_response(self.iopub_socket, kind, content)
        elif result.changed is not None:
            self._say("1 row changed" if result.changed == 1 else f"{result.changed} rows changed")
        elif final:
            self._say("Done")

    def _say(self, text: str, name: str = "stdout") -> None:
        self.send_response(self.iopub_socket, "stream", {"name": name, "text": f"{text}\n"})

    # -- databases

    def _begin(self) -> None:
        """Have a database: the file that is here, or the sample."""
        try:
            if self._first is None or not self._first.is_file():
                self._first = _file_of_the_pad()
            if self._first is None:
                self._database = DuckDB(tables=_tables_of_the_question())
            elif is_sqlite(self._first):
                self._database = SQLite(copy_of=self._first)
            else:
                self._database = DuckDB(copy_of=self._first)
        except (Failure, OSError) as problem:
            words = problem.words if isinstance(problem, Failure) else str(problem)
            self._trouble = f"The database beside this document was not opened: {words}"
            self._database = DuckDB()

    def _open_database(self) -> Database:
        if self._database is None:
            self._begin()
        assert self._database is not None
        return self._database

    def _change(self, make: Callable[[], Database]) -> None:
        database = make()
        if self._database is not None:
            self._database.close()
        self._database = database
        self._say(f"{database.engine}: {database.name}")

    # -- commands

    def _command(self, line: str) -> None:
        try:
            word, *arguments = shlex.split(line)
        except ValueError as error:
            raise Failure("Error", f"{line}: {error}") from error
        argument = arguments[0] if arguments else None
        path = Path(argument).expanduser() if argument else None
        if word in (".open", "%open"):
            if path is None:
                if self._database is not None:
                    self._database.close()
                    self._database = None
                database = self._open_database()
                self._say(f"{database.engine}: {database.name}")
            else:
                self._change(lambda: SQLite(path) if is_sqlite(path) else DuckDB(path))
        elif word == "%duckdb":
            self._change(lambda: DuckDB(path))
        elif word == "%sqlite":
            sample = SAMPLES / f"{SAMPLE}.sqlite"
            copy_of = sample if path is None and sample.is_file() else None
            self._change(lambda: SQLite(path, copy_of))
        elif word == ".tables":
            self._show_tables(argument)
        elif word == ".schema":
            found = self._open_database().schema(argument)
            if not found and argument:
                raise Failure("Error", f"There is no table {argument}.")
            self._say("\n".join(found) or "There are no tables yet.")
        elif word == ".databases":
            database = self._open_database()
            self._say(f"Open: {database.name} ({database.engine})")
            for file in [
                *_database_files(Path()),
                *_database_files(Path("data")),
                *_database_files(SAMPLES),
            ]:
                self._say(f"  {file}")
        elif word == ".help":
            self._say(HELP.rstrip())
        else:
            raise Failure(
                "Error", f"There is no command {word}. Write .help to see which there are."
            )

    def _show_tables(self, pattern: str | None) -> None:
        result = self._open_database().tables()
        if pattern:
            pattern = pattern.replace("%", "*")
            rows = [row for row in result.rows if fnmatch.fnmatch(row[0], pattern)]
            result = Result(result.columns, rows)
        self._show(result)

    # -- what people are offered while they write

    async def do_complete(self, code: str, cursor_pos: int) -> dict[str, Any]:
        try:
            names = self._wait(self._thread.submit(lambda: self._open_database().names()))
            matches, start = complete(code, cursor_pos, names)
        except Failure:
            matches, start = [], cursor_pos
        return {
            "status": "ok",
            "matches": matches,
            "cursor_start": start,
            "cursor_end": cursor_pos,
            "metadata": {},
        }

    async def do_is_complete(self, code: str) -> dict[str, Any]:
        if COMMAND.match(code) or sqlite3.complete_statement(code):
            return {"status": "complete"}
        return {"status": "incomplete", "indent": ""}


def _database_files(folder: Path) -> list[Path]:
    """The database files of a folder, those of DuckDB first."""
    try:
        files = sorted(path for path in folder.iterdir() if path.is_file())
    except OSError:
        return []
    duck = [path for path in files if path.suffix.lower() == ".duckdb"]
    return duck + [path for path in files if path.suffix.lower() in (".sqlite", ".sqlite3", ".db")]


def _file_of_the_pad() -> Path | None:
    """The first database file beside the document or in ``data/``, where a question has its own;
    the sample is put beside the document if there is no data at all."""
    here = _database_files(Path()) or _database_files(Path("data"))
    sample = SAMPLES / f"{SAMPLE}.duckdb"
    if not here and not _tables_of_the_question() and sample.is_file():
        _put(sample, Path(sample.name))
        return Path(sample.name)
    return here[0] if here else None


def _tables_of_the_question() -> list[Path]:
    """Data files of a question that are tables, where it has no database."""
    try:
        return sorted(path for path in Path("data").iterdir() if path.suffix in TABLES)
    except OSError:
        return []


def _put(source: Path, target: Path) -> None:
    """Copy a file, whole or not at all."""
    coming = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        shutil.copyfile(source, coming)
        os.replace(coming, target)
    finally:
        coming.unlink(missing_ok=True)


def _in_words(failure: Failure, code: str) -> str:
    """An error with the line that it is about."""
    words = f"{failure.kind}: {failure.words}"
    lines = code.split("\n")
    if failure.line is None or failure.line >= len(lines):
        return words
    before = f"line {failure.line + 1}: "
    shown = f"{words}\n\n{before}{lines[failure.line]}"
    if failure.length:
        shown += f"\n{' ' * (len(before) + failure.column)}{'^' * failure.length}"
    return shown


def launch(argv: list[str]) -> None:
    """Be the kernel, until told to shut down."""
    IPKernelApp.launch_instance(argv, kernel_class=SQLKernel)
