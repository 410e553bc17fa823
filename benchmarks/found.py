"""How well details were found: recall by type, leaks, false alarms, time. Counts only, no opinion on who found them."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median

from benchmarks.marked import Detail, Message

Find = Callable[[str], Sequence[Detail]]
"""Text in, findings out."""
COVERED = 0.8
"""A detail is found when this much of it lies under findings; titles and house names are marked differently by different people."""


@dataclass
class Score:
    """Details of a set by type, those found under their own type and under any, what got through, what was hidden for nothing."""

    messages: int = 0
    details: Counter[str] = field(default_factory=Counter)
    right_type: Counter[str] = field(default_factory=Counter)
    any_type: Counter[str] = field(default_factory=Counter)
    leaking: int = 0
    """Messages of which a letter or digit of a detail stays in sight, beyond what ``COVERED`` forgives."""
    wrong: int = 0
    """Findings that touch no detail."""
    missed: list[tuple[str, str]] = field(default_factory=list)
    hidden: list[tuple[str, str]] = field(default_factory=list)

    def recall(self, types: Sequence[str], *, any_type: bool = False) -> float:
        """Share of the details of these types that were found; 1.0 when there are none."""
        found = self.any_type if any_type else self.right_type
        total = sum(self.details[name] for name in types)
        return sum(found[name] for name in types) / total if total else 1.0


def score(messages: Sequence[Message], find: Find) -> Score:
    """What ``find`` makes of the messages."""
    result = Score(messages=len(messages))
    for message in messages:
        findings = find(message.text)
        leaks = False
        for detail in message.details:
            result.details[detail.type] += 1
            covered = _share(detail, findings) >= COVERED
            result.any_type[detail.type] += covered
            leaks |= not covered
            if _share(detail, [one for one in findings if one.type == detail.type]) >= COVERED:
                result.right_type[detail.type] += 1
            else:
                result.missed.append((detail.type, message.text))
        result.leaking += leaks
        for finding in findings:
            if not any(finding.start < detail.end and detail.start < finding.end for detail in message.details):
                result.wrong += 1
                result.hidden.append((finding.type, f"{message.text[finding.start : finding.end]} <- {message.text}"))
    return result


def milliseconds(texts: Sequence[str], find: Find, rounds: int = 3) -> float:
    """Median processor time of this process for one text, the best of a text's rounds counted; warm."""
    for text in texts:
        find(text)
    best = []
    for text in texts:
        times = []
        for _ in range(rounds):
            before = time.process_time()
            find(text)
            times.append(time.process_time() - before)
        best.append(min(times))
    return 1000 * median(best)


def _share(detail: Detail, findings: Sequence[Detail]) -> float:
    covered = {at for one in findings for at in range(max(one.start, detail.start), min(one.end, detail.end))}
    return len(covered) / (detail.end - detail.start)
