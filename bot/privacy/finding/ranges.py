"""Stretches of a text, asked quickly whether they touch or cover another: long texts stay linear."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable


class Ranges:
    """Ranges (start, end), those that overlap joined into one."""

    def __init__(self, ranges: Iterable[tuple[int, int]] = ()) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted(ranges):
            if self._ends and start < self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], end)
            else:
                self._starts.append(start)
                self._ends.append(end)

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self._starts)

    def touching(self, start: int, end: int) -> slice:
        """Which ranges overlap this one, as a slice of them in order."""
        return slice(bisect_right(self._ends, start), bisect_left(self._starts, end))

    def touch(self, start: int, end: int) -> bool:
        """Whether any range overlaps this one."""
        found = self.touching(start, end)
        return bool(found.start < found.stop)

    def cover(self, start: int, end: int) -> bool:
        """Whether one range holds the whole of this one."""
        index = bisect_right(self._starts, start) - 1
        return index >= 0 and end <= self._ends[index]

    def put(self, start: int, end: int, instead_of: slice | None = None) -> None:
        """Adds a range that overlaps none, or takes the place of those it does."""
        where = self.touching(start, end) if instead_of is None else instead_of
        self._starts[where] = [start]
        self._ends[where] = [end]
