"""Custom actions run in the worker's own process, by the SDK's own executor, without HTTP.

Rasa hands an action's request to an endpoint and checks the answer against a JSON schema (about 30 ms a call, as
much as the rest of the turn). The actions are ours and typed, so the check is left out; the request carries the recent
events only. An action that fails must fail the turn: Rasa itself would log the error and carry on with half of it.
"""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import asdict
from itertools import islice
from typing import Any

import rasa.core.actions.action as rasa_actions
from rasa.core.actions.action import ActionExecutionRejection, RemoteAction
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection as SdkRejection

RECENT_EVENTS = 60
"""How far back an action can see: about seven turns."""

_failure: ContextVar[list[BaseException] | None] = ContextVar("action_failure", default=None)


class ActionFailed(Exception):
    """An action raised; the turn is rolled back. The cause is chained, its words are not repeated."""


class failures:  # noqa: N801 - reads as a statement: ``with failures() as found``
    """Collects what actions raise during the block, because Rasa does not let it out."""

    def __enter__(self) -> list[BaseException]:
        self._found: list[BaseException] = []
        self._token = _failure.set(self._found)
        return self._found

    def __exit__(self, *_: object) -> None:
        _failure.reset(self._token)


class InProcessEndpoint(EndpointConfig):  # type: ignore[misc]
    """An action endpoint that is a function call."""

    def __init__(self, package: str = "actions") -> None:
        super().__init__(url="in-process")
        self._executor = ActionExecutor()
        self._executor.register_package(package)

    async def request(
        self, method: str = "post", subpath: str | None = None, content_type: str | None = None, compress: bool = False, **kwargs: Any
    ) -> Any:
        """Runs the action named in ``kwargs['json']`` and returns its events and responses."""
        call = kwargs["json"]
        try:
            return await self._executor.run(call)
        except SdkRejection as rejection:
            raise ActionExecutionRejection(call["next_action"]) from rejection
        except Exception as error:  # whatever an action raises must reach the worker, and Rasa would keep it
            found = _failure.get()
            if found is not None:
                found.append(error)
            raise ActionFailed(call["next_action"]) from error


class InProcessAction(RemoteAction):  # type: ignore[misc]
    """Rasa's remote action, with a short request and no schema check."""

    def _action_call_format(self, tracker: DialogueStateTracker, domain: Domain) -> dict[str, Any]:
        events = tracker.events
        recent = islice(events, max(0, len(events) - RECENT_EVENTS), None)
        return {
            "next_action": self._name,
            "sender_id": tracker.sender_id,
            "tracker": {
                "sender_id": tracker.sender_id,
                "slots": tracker.current_slot_values(),
                "latest_message": tracker.latest_message.parse_data if tracker.latest_message else {},
                "latest_event_time": None,
                "followup_action": tracker.followup_action,
                "paused": tracker.is_paused(),
                "events": [event.as_dict() for event in recent],
                "latest_input_channel": tracker.get_latest_input_channel(),
                "active_loop": asdict(tracker.active_loop) if tracker.active_loop else {},
                "latest_action": tracker.latest_action,
                "latest_action_name": tracker.latest_action_name,
            },
            "domain": domain.as_dict() if domain.does_custom_action_explicitly_need_domain(self.name()) else {},
        }

    def _validate_action_result(self, result: dict[str, Any]) -> bool:
        return True


def install() -> None:
    """Makes Rasa build our action for every custom action of the domain. Called once, before the agent is loaded."""
    rasa_actions.RemoteAction = InProcessAction
