"""Components and forms as people use them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.wire.discord import interactions, modals
from tests.wire.discord.components import INTERACTIVE, SELECTS, STRING_SELECT, leaves
from tests.wire.discord.errors import CannotError, Json
from tests.wire.discord.model import Asked, Flag, Message
from tests.wire.discord.someone import Someone
from tests.wire.discord.views import interaction_view
from tests.wire.discord.world import Ref, key_of

_ENTITY_SELECTS = {5: 6, 6: 8, 8: 7}  # type of the select -> type of what is chosen, as options number them


class Pressing(Someone):
    """People and components."""

    def press(self, user: Ref, message: Ref, button: str) -> Json:
        """Press a button, by its custom id or its label."""
        person, held = self.world.user(user), self._visible(user, message)
        found = self._component(held, button)
        if found["type"] != 2:
            raise CannotError(f"{button!r} is no button")
        data = {"component_type": 2, "custom_id": found["custom_id"], "id": found["id"]}
        return self._raise(Asked.COMPONENT, person, held.channel, data, held)

    def select(self, user: Ref, message: Ref, custom_id: str, *values: str) -> Json:
        """Choose in a select menu."""
        person, held = self.world.user(user), self._visible(user, message)
        found = self._component(held, custom_id)
        if found["type"] not in SELECTS:
            raise CannotError(f"{custom_id!r} is no select")
        data: Json = {"component_type": found["type"], "custom_id": found["custom_id"], "id": found["id"]}
        least, most = (1 if found.get(it) is None else found[it] for it in ("min_values", "max_values"))
        offered = {option["value"] for option in found.get("options", [])}
        if not least <= len(values) <= most or (found["type"] == STRING_SELECT and not offered.issuperset(values)):
            raise CannotError(f"{custom_id!r} takes {least} to {most} of {sorted(offered)}, not {values}")
        chosen = list(values)
        if found["type"] in _ENTITY_SELECTS:
            data["resolved"] = {}
            kind = _ENTITY_SELECTS[found["type"]]
            chosen = [self._entity(person, held.channel, kind, it, data["resolved"]) for it in values]
        return self._raise(Asked.COMPONENT, person, held.channel, data | {"values": chosen}, held)

    def submit(self, user: Ref, values: Mapping[str, Any], modal: Ref | None = None) -> Json:
        """Send a form.

        Args:
            user: Who.
            values: By custom id; see `modals.filled`.
            modal: The interaction that opened the form; without it, the last that is open.
        """
        person = self.world.user(user)
        found = [it for it in self.world.interactions.values() if it.user is person and it.modal is not None]
        if modal is not None:
            found = [it for it in found if it.id == key_of(modal)]
        opened = found[-1] if found else None
        if opened is None or opened.modal is None:
            raise CannotError(f"no form is open for {person.name}")
        data = {"custom_id": opened.modal["custom_id"], "components": modals.filled(opened.modal, values)}
        sent = interactions.raise_interaction(
            self.world, Asked.MODAL, person, opened.channel, data, opened.message, opened
        )
        opened.modal = None  # the window is closed
        return interaction_view(self.world, sent)

    def _visible(self, user: Ref, message: Ref) -> Message:
        person, held = self.world.user(user), self.world.message(message)
        self._must(person, held.channel)
        if held.ephemeral and held.interaction and held.interaction.user is not person:
            raise CannotError(f"{person.name} does not see this message")
        if held.flags & Flag.LOADING:
            raise CannotError("the message is still loading")
        return held

    def _component(self, message: Message, named: str) -> Json:
        found = [
            leaf
            for leaf in leaves(message.components)
            if leaf["type"] in INTERACTIVE and named in {leaf.get("custom_id"), leaf.get("label")}
        ]
        if len(found) != 1:
            there = [leaf.get("custom_id") for leaf in leaves(message.components) if leaf["type"] in INTERACTIVE]
            raise CannotError(f"{len(found)} components are {named!r}; there are {there}")
        if found[0].get("disabled") or "custom_id" not in found[0]:
            raise CannotError(f"{named!r} is disabled or a link")
        return found[0]
