"""What becomes of a modal when the app has answered its submission."""

from __future__ import annotations

from typing import Any

from tests.wire.slack.backend import Backend
from tests.wire.slack.errors import SlackError
from tests.wire.slack.things import Json, User, View
from tests.wire.slack.web_api import views


class Submissions:
    """Carries out `response_action`; what Slack would not show is noted as a complaint."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend

    def answered(self, user: User, view: View, answer: Json | None) -> None:
        """Close the modal, or do what the answer says."""
        stack = self._backend.world.stacks.get(user.id, [])
        if not answer:
            if view in stack:
                stack.remove(view)
            return
        try:
            self._carry_out(user, view, answer)
        except (SlackError, KeyError) as error:
            told = error.body if isinstance(error, SlackError) else repr(error)
            self._backend.log.complaints.append(f"a submission's answer could not be shown: {told}")

    def _carry_out(self, user: User, view: View, answer: Json) -> None:
        stack = self._backend.world.stacks[user.id]
        installed = self._backend.world.installation(user.team_id)
        match answer.get("response_action"):
            case "clear":
                stack.clear()
            case "errors":
                view.errors = self._errors(view, answer.get("errors"))
            case "update":
                views.replace(self._backend, installed, view, views.checked(self._backend, answer["view"], "modal"))
            case "push":
                given = views.checked(self._backend, answer["view"], "modal")
                views.show(self._backend, installed, user.id, given, push=True)
            case other:
                raise SlackError("invalid_arguments", [f"unknown response_action {other!r}"])

    @staticmethod
    def _errors(view: View, errors: Any) -> dict[str, str]:
        inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
        if not isinstance(errors, dict) or not errors or not set(errors) <= inputs:
            raise SlackError("invalid_arguments", [f"errors are for input blocks {sorted(inputs)}, not {errors!r}"])
        return {str(block): str(text) for block, text in errors.items()}
