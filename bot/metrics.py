"""What is counted, for Prometheus. Labels are fixed words of ours, never anything a person wrote or is called."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

INBOUND = Counter("quietword_inbound_total", "Events taken in, by channel and what became of them", ["channel", "outcome"])
REFUSED = Counter("quietword_refused_total", "Requests refused at the door, by channel and reason", ["channel", "reason"])
DANGER = Counter("quietword_danger_total", "Danger signs answered with a card, by category", ["category"])
ACKNOWLEDGE = Histogram(
    "quietword_acknowledge_seconds",
    "Time from the whole body of a webhook to its answer, when it was stored; reports of what became of our messages left out",
    ["channel"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5),
)
ACKNOWLEDGE_REPORTS = Histogram(
    "quietword_acknowledge_reports_seconds",
    "The same for webhooks that hold nothing but such reports, which wait a fifth of a second for others",
    ["channel"],
    # Most lie just above that wait; Meta's guide allows 5 seconds.
    buckets=(0.1, 0.2, 0.225, 0.25, 0.3, 0.4, 0.5, 1, 5),
)
TURN = Histogram("quietword_turn_seconds", "Time of one turn in the worker", buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5))
TURN_FAILED = Counter("quietword_turn_failed_total", "Turns that were rolled back, by kind of error", ["error"])
SENT = Counter("quietword_sent_total", "Attempts to send, by channel and outcome", ["channel", "outcome"])
ALARM = Gauge("quietword_alarm", "Alarms that stand now, by name: 1 while something is broken that a person must mend", ["name"])
