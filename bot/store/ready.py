"""Statements made ready once, for the way of a message.

SQLAlchemy builds, caches, binds and loads anew for each execution, which for our small statements costs many times what the
database does. A ``Ready`` is written in SQLAlchemy's own language, is compiled once for each kind of database, and from then on
goes straight to the driver: values in by name, plain tuples out. Types convert as they do everywhere: times are aware, JSON is
parsed.

It runs in the session's transaction and sees what was flushed; it flushes nothing itself, and gives no objects to change.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from sqlalchemy import Float, inspect
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql import ClauseElement, Insert, Select

from bot.store.session import StoreSession

Row = tuple[Any, ...]


class Ready:
    """One statement of tables, with ``bindparam`` where values come in.

    An ``insert``, or an ``update`` that sets just what it is given, also needs the names of those ``columns``. Of an insert they
    must hold each column for which Python has a default: defaults are SQLAlchemy's doing, which is left out here. Lists of
    values (``in_``) are not taken: their number would change the statement.
    """

    def __init__(self, statement: ClauseElement, columns: Sequence[str] | None = None) -> None:
        # Nobody here asks for a new row's number, so the database need not give it back.
        self._statement = statement.inline() if isinstance(statement, Insert) else statement
        self._columns = list(columns) if columns is not None else None
        self._writes = not statement.is_selectable
        self._compiled: dict[str, _Compiled] = {}

    def all(self, session: StoreSession, **values: Any) -> list[Row]:
        """Every row. Raises SQLAlchemy's ``DBAPIError``, as the session's own ``execute`` does."""
        compiled, cursor = self._execute(session, values)
        rows = cursor.fetchall()
        cursor.close()
        return [compiled.converted(row) for row in rows]

    def first(self, session: StoreSession, **values: Any) -> Row | None:
        """The first row, None when there is none. Raises as ``all`` does."""
        compiled, cursor = self._execute(session, values)
        row = cursor.fetchone()
        cursor.close()
        return None if row is None else compiled.converted(row)

    def run(self, session: StoreSession, **values: Any) -> int:
        """Writes, with SQLite's write lock taken first; returns how many rows it touched. Raises as ``all`` does."""
        _, cursor = self._execute(session, values)
        touched = int(cursor.rowcount)
        cursor.close()
        return touched

    def run_many(self, session: StoreSession, rows: Sequence[dict[str, Any]]) -> None:
        """Writes once for each of ``rows``, in their order. Raises as ``all`` does."""
        compiled, cursor = self._open(session)
        try:
            cursor.executemany(compiled.sql, [compiled.bound(values) for values in rows])
        except compiled.driver_error as error:
            compiled.fail(error)
        cursor.close()

    def _execute(self, session: StoreSession, values: dict[str, Any]) -> tuple[_Compiled, Any]:
        compiled, cursor = self._open(session)
        try:
            cursor.execute(compiled.sql, compiled.bound(values))
        except compiled.driver_error as error:
            compiled.fail(error)
        return compiled, cursor

    def _open(self, session: StoreSession) -> tuple[_Compiled, Any]:
        if self._writes:
            session.begin_write()
        dialect, driver = session.driver()
        compiled = self._compiled.get(dialect.name)
        if compiled is None:
            compiled = self._compiled[dialect.name] = _Compiled(self._statement, self._columns, dialect)
        return compiled, driver.cursor()


class Records:
    """A statement of whole tables, made ready: each comes as a record, read by the names of its columns, which cannot be changed."""

    def __init__(self, statement: Select) -> None:
        self._ready = Ready(statement)
        mappers = [inspect(described["expr"]).mapper for described in statement.column_descriptions]
        # Any: a type made while running has no fields that mypy could know.
        self._shapes: list[Any] = [namedtuple(mapper.class_.__name__, mapper.columns.keys()) for mapper in mappers]

    def first(self, session: StoreSession, **values: Any) -> list[Any] | None:
        """The first row's records in the order of the tables, None for one that an outer join did not find; None when there is no row."""
        row = self._ready.first(session, **values)
        if row is None:
            return None
        found, start = [], 0
        for shape in self._shapes:
            part = row[start : (start := start + len(shape._fields))]
            found.append(None if part[0] is None else shape._make(part))
        return found


class _Compiled:
    """A statement in the words of one database."""

    def __init__(self, statement: ClauseElement, columns: list[str] | None, dialect: Dialect) -> None:
        compiled: Any = statement.compile(dialect=dialect, column_keys=columns)
        if missing := [column.name for column in getattr(compiled, "prefetch", ())]:
            raise TypeError(f"these columns have defaults in Python and must be given: {', '.join(missing)}")
        self.sql = str(compiled)
        if "POSTCOMPILE" in self.sql:
            raise TypeError("a list of values cannot be made ready: write each of them")
        self.driver_error: type[Exception] = dialect.dbapi.Error  # type: ignore[attr-defined]
        self._dialect = dialect
        self._positional = bool(compiled.positional)
        names = compiled.positiontup if self._positional else [name for name in compiled.binds if not name.startswith("%(")]
        self._binds = [_bind(compiled.binds[name], name, dialect) for name in names]
        selected = getattr(statement, "selected_columns", ())
        found = [_result_processor(column, dialect) for column in selected]
        self._processors = [(place, process) for place, process in enumerate(found) if process is not None]

    def bound(self, values: dict[str, Any]) -> Any:
        """The values as the driver takes them. Raises ``KeyError`` when one is missing."""
        ready = [
            given if name is None else (process(values[name]) if process is not None else values[name])
            for name, process, given, _ in self._binds
        ]
        return ready if self._positional else {bind[3]: value for bind, value in zip(self._binds, ready, strict=True)}

    def converted(self, row: Sequence[Any]) -> Row:
        """A row with each value as its type has it in Python."""
        if not self._processors:
            return tuple(row)
        values = list(row)
        for place, process in self._processors:
            values[place] = process(values[place])
        return tuple(values)

    def fail(self, error: Exception) -> NoReturn:
        """Raises the driver's error as SQLAlchemy's of the same kind, without the values."""
        raise DBAPIError.instance(self.sql, None, error, self.driver_error, hide_parameters=True, dialect=self._dialect) from error


def _result_processor(column: Any, dialect: Dialect) -> Callable[[Any], Any] | None:
    if isinstance(column.type, Float):
        return None  # both drivers give floats; SQLAlchemy would ask for the driver's number of the type first
    return column.type.dialect_impl(dialect).result_processor(dialect, None)  # type: ignore[no-any-return]


def _bind(bind: Any, name: str, dialect: Dialect) -> tuple[str | None, Callable[[Any], Any] | None, Any, str]:
    """(name of the value to come, how it is converted, None, name) or (None, None, what the statement itself says, name)."""
    process = bind.type.dialect_impl(dialect).bind_processor(dialect)
    if bind.required:
        return bind.key, process, None, name
    return None, None, process(bind.value) if process is not None else bind.value, name
