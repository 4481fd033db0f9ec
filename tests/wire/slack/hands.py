"""What people do with buttons, lists, forms, commands and shortcuts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tests.wire.slack import forms, mrkdwn
from tests.wire.slack.backend import Backend
from tests.wire.slack.delivery import Delivery
from tests.wire.slack.errors import NotPossibleError, SlackError
from tests.wire.slack.forms import Values
from tests.wire.slack.interactions import Interactions, answers_modal, chosen, pressed
from tests.wire.slack.submissions import Submissions
from tests.wire.slack.things import Channel, Json, Message, User, View

Place = Message | View


class Hands:
    """People at their clients. Everything waits for the app's acknowledgement, at most as long as Slack would.

    Attributes:
        values: What a person has set in a message, by conversation, message and person.
    """

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        self._payloads = Interactions(backend)
        self._submissions = Submissions(backend)
        self.values: dict[tuple[str, str, str], Values] = {}

    # Buttons and lists

    async def press(self, user: str | User, place: Place, what: str) -> Delivery:
        """Press a button, found by what stands on it, by its action id or by its value.

        Raises:
            NotPossibleError: The person does not see such a button.
        """
        person, block, element = self._reach(user, place, what, "button")
        return await self._act(person, place, pressed(block, element))

    async def choose(self, user: str | User, place: Place, what: str, given: Any) -> Delivery:
        """Pick in a menu, set a date or tick all boxes of a list: `given` is an option, a list of options or an id.

        Raises:
            NotPossibleError: There is no such element or option.
        """
        person, block, element = self._reach(user, place, what, "")
        value = forms.entered(element, given)
        held = self._held(person, place)
        held.setdefault(block["block_id"], {})[element["action_id"]] = value
        return await self._act(person, place, chosen(block, element, value))

    async def tick(self, user: str | User, place: Place, *options: str, what: str = "", on: bool = True) -> Delivery:
        """Tick boxes of a checklist, or untick them; what was ticked before stays. Each tick is told to the app, as
        Slack does; the delivery is that of the last.

        Raises:
            NotPossibleError: There is no such list or box.
        """
        person, block, element = self._reach(user, place, what, "checkboxes")
        delivery = None
        for wanted in options:
            held = self._held(person, place)
            now = held[block["block_id"]][element["action_id"]]["selected_options"]
            option = forms.option(element, wanted)
            ticked = [item["value"] for item in now if item["value"] != option["value"]]
            delivery = await self.choose(
                person, place, element["action_id"], [*ticked, *([option["value"]] if on else [])]
            )
        if delivery is None:
            raise NotPossibleError("nothing to tick")
        return delivery

    def _held(self, user: User, place: Place) -> Values:
        if isinstance(place, View):
            return place.values
        key = (place.channel, place.ts, user.id)
        self.values[key] = forms.state(place.blocks, self.values.get(key, {}))
        return self.values[key]

    def _reach(self, user: str | User, place: Place, what: str, kind: str) -> tuple[User, Json, Json]:
        person = self._backend.world.user(user)
        self._sees(person, place)
        for block, element in forms.elements(place.blocks):
            named = {
                element["action_id"],
                element.get("value"),
                (element.get("text") or {}).get("text"),
                block["block_id"],
            }
            if kind in {"", element["type"]} and (not what or what in named):
                return person, block, element
        there = [
            f"{element['type']} {(element.get('text') or {}).get('text', element['action_id'])!r}"
            for _, element in forms.elements(place.blocks)
        ]
        raise NotPossibleError(f"{person.name} sees no {kind or 'element'} {what!r}, only {there}")

    def _sees(self, user: User, place: Place) -> None:
        world = self._backend.world
        if isinstance(place, View):
            if place not in [*world.stacks.get(user.id, []), world.homes.get(user.id)]:
                raise NotPossibleError(f"{user.name} has no such view open")
            return
        channel = world.channels[place.channel]
        if place.deleted or user.id not in channel.members or place.seen_by not in {None, user.id}:
            raise NotPossibleError(f"{user.name} does not see that message")

    async def _act(self, user: User, place: Place, action: Json) -> Delivery:
        if not self._backend.world.app.interactivity:
            raise NotPossibleError("the app has no interactivity")
        if isinstance(place, View):
            payload = self._payloads.in_view(user, place, action)
        else:
            payload = self._payloads.in_message(user, place, action, self._held(user, place))
        delivery = await self._backend.deliveries.start("interactive", payload).settled()
        if delivery.answer:
            self._backend.log.complaints.append("an action's acknowledgement has a body, which Slack ignores")
        return delivery

    # Forms

    async def fill(self, user: str | User, view: View, values: Mapping[str, Any]) -> None:
        """Put something into a form without sending it; values by block id, action id or label.

        Raises:
            NotPossibleError: There is no such field, or it does not take that.
        """
        self._sees(self._backend.world.user(user), view)
        for what, given in values.items():
            block, element = self._field(view, what)
            view.values[block["block_id"]][element["action_id"]] = forms.entered(element, given)

    def _field(self, view: View, what: str) -> tuple[Json, Json]:
        for block, element in forms.elements(view.blocks):
            named = {block["block_id"], element["action_id"], (block.get("label") or {}).get("text")}
            if what in named and forms.field_of(element["type"]):
                return block, element
        raise NotPossibleError(f"the form has no field {what!r}")

    async def submit(self, user: str | User, view: View, values: Mapping[str, Any] | None = None) -> Delivery:
        """Fill in a form and send it; what the app answers happens to the modal.

        Raises:
            NotPossibleError: A required field is empty or too short, or the form cannot be sent.
        """
        person = self._backend.world.user(user)
        await self.fill(person, view, values or {})
        if not view.body.get("submit"):
            raise NotPossibleError("this view has no button to send it")
        for block in view.blocks:
            if block["type"] == "input":
                why = forms.missing(block, view.values[block["block_id"]][block["element"]["action_id"]])
                if why:
                    raise NotPossibleError(f"{block['label']['text']}: {why}")
        view.errors = {}
        delivery = await self._backend.deliveries.start(
            "interactive", self._payloads.submission(person, view)
        ).settled()
        if delivery.acknowledged:
            self._submissions.answered(person, view, delivery.answer)
        return delivery

    async def close(self, user: str | User) -> Delivery | None:
        """Close the modal in front; the app hears of it if it asked to."""
        person = self._backend.world.user(user)
        stack = self._backend.world.stacks.get(person.id) or []
        if not stack:
            raise NotPossibleError(f"{person.name} has no modal open")
        view = stack.pop()
        if not view.body["notify_on_close"]:
            return None
        return await self._backend.deliveries.start(
            "interactive", self._payloads.closing(person, view, cleared=False)
        ).settled()

    # Commands and shortcuts

    async def slash(
        self, user: str | User, command: str, text: str = "", *, channel: str | Channel | None = None
    ) -> Delivery:
        """Type a slash command, in the app's direct messages unless another conversation is given.

        Raises:
            NotPossibleError: The app has no such command, or the person is not there.
        """
        person = self._backend.world.user(user)
        if command not in self._backend.world.app.commands:
            raise NotPossibleError(f"{command} is not a valid command")
        place = self._place(person, channel)
        escaping = command in self._backend.world.app.escaping_commands
        sent = mrkdwn.typed(text, self.resolver(person)) if escaping else mrkdwn.escape(text)
        payload = self._payloads.command(person, place, command, sent)
        delivery = await self._backend.deliveries.start("slash_commands", payload).settled()
        if delivery.answer and not answers_modal(delivery.answer):
            self._command_answered(payload, delivery.answer)
        return delivery

    def _place(self, user: User, channel: str | Channel | None) -> Channel:
        world = self._backend.world
        place = world.dm(user) if channel is None else world.channel(channel, user.team_id)
        if place is None or user.id not in place.members:
            raise NotPossibleError(f"{user.name} is not there")
        return place

    def _command_answered(self, payload: Json, answer: Json) -> None:
        path = payload["response_url"].removeprefix(self._backend.base_url)
        url = self._backend.response_urls.find(path)
        try:
            self._backend.response_urls.answer(url, answer)
        except SlackError as error:
            self._backend.log.complaints.append(f"a command's answer could not be shown: {error.body}")

    async def shortcut(self, user: str | User, message: Message | None, callback_id: str) -> Delivery:
        """Use a shortcut: of a message, or a global one if there is no message.

        Raises:
            NotPossibleError: The app has no such shortcut.
        """
        person = self._backend.world.user(user)
        app = self._backend.world.app
        wanted = "global" if message is None else "message"
        if not app.any_shortcut and app.shortcuts.get(callback_id) != wanted:
            raise NotPossibleError(f"there is no {wanted} shortcut {callback_id!r}")
        if message is None:
            payload = self._payloads.anywhere(person, callback_id)
        else:
            self._sees(person, message)
            payload = self._payloads.on_message(person, message, callback_id)
        return await self._backend.deliveries.start("interactive", payload).settled()

    def resolver(self, user: User) -> Any:
        """Finds ids for names that a person types."""
        world = self._backend.world

        def resolve(sign: str, name: str) -> str | None:
            try:
                if sign == "#":
                    return world.channel(name, user.team_id).id
                found = [item for item in world.users.values() if item.name == name and item.team_id == user.team_id]
                return found[0].id if found else None
            except LookupError:
                return None

        return resolve

    @staticmethod
    def labels(place: Place, kinds: Sequence[str] = ("button",)) -> list[str]:
        """What stands on the buttons of a message or view."""
        found = [element for _, element in forms.elements(place.blocks) if element["type"] in kinds]
        return [str((element.get("text") or {}).get("text", element["action_id"])) for element in found]
