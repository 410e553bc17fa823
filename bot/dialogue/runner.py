"""Running Rasa's prediction graph straight through.

Rasa hands its graph to a scheduler made for clusters, works out anew at every call which nodes are needed, and spells
the whole tracker into a log line nobody reads. The graph of a chat is a short fixed list: here it is sorted once for
each set of targets, and then simply run. Measured by ``make bench``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rasa.engine.graph import GraphNode
from rasa.engine.runner.dask import DaskGraphRunner


class StraightRunner:
    """Runs the nodes a ``DaskGraphRunner`` has loaded, one after another. Same inputs, same outputs."""

    def __init__(self, loaded: DaskGraphRunner) -> None:
        self._schema = loaded._graph_schema
        self._nodes: dict[str, GraphNode] = loaded._instantiated_nodes
        self._plans: dict[tuple[str, ...], list[tuple[str, GraphNode, list[str]]]] = {}

    def components(self) -> Iterator[Any]:
        """Every component of the graph."""
        return (node._component for node in self._nodes.values())

    def run(self, inputs: dict[str, Any] | None = None, targets: list[str] | None = None) -> dict[str, Any]:
        """The outputs of the target nodes, given the graph's inputs by name."""
        wanted = tuple(targets or self._schema.target_names)
        if wanted not in self._plans:
            self._plans[wanted] = self._plan(wanted)
        found: dict[str, Any] = dict(inputs or {})
        for name, node, needs in self._plans[wanted]:
            found[name] = node(*((need, found[need]) for need in needs))[1]
        return {name: found[name] for name in wanted}

    def _plan(self, targets: tuple[str, ...]) -> list[tuple[str, GraphNode, list[str]]]:
        """The needed nodes, each after those whose output it takes."""
        schema = self._schema.minimal_graph_schema(list(targets))
        plan: list[tuple[str, GraphNode, list[str]]] = []
        placed: set[str] = set()

        def place(name: str) -> None:
            if name in placed or name not in schema.nodes:
                return
            placed.add(name)
            needs = list(schema.nodes[name].needs.values())
            for need in needs:
                place(need)
            plan.append((name, self._nodes[name], needs))

        for name in schema.nodes:
            place(name)
        return plan
