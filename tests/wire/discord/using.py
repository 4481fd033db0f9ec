"""Commands as people use them: slash commands, completion and menus."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.wire.discord import commands
from tests.wire.discord.errors import CannotError, Json
from tests.wire.discord.model import Asked, Channel, Command, User
from tests.wire.discord.someone import Someone
from tests.wire.discord.world import Ref

_SUB = {commands.SUB_COMMAND, commands.GROUP}
_ENTITIES = {6, 7, 8}


class Using(Someone):
    """People and commands."""

    def commands(self, user: Ref, channel: Ref) -> list[str]:
        """Names of the commands that a person is offered in a channel."""
        person, place = self.world.user(user), self.world.channel(channel)
        found = [it for it in self.world.commands.values() if commands.offered(self.world, person, place, it)]
        return sorted({it.body["name"] for it in found})

    def slash(self, user: Ref, channel: Ref, name: str, /, **options: Any) -> Json:
        """Use a slash command; `group sub` names a subcommand. People, channels and roles are given as elsewhere."""
        return self._command(Asked.COMMAND, user, channel, name, options, None)

    def autocomplete(self, user: Ref, channel: Ref, name: str, focused: str, /, **options: Any) -> Json:
        """Type into an option that completes; the choices are in the interaction once the app has answered."""
        return self._command(Asked.AUTOCOMPLETE, user, channel, name, options, focused)

    def context_menu(self, user: Ref, target: Ref, name: str, channel: Ref | None = None) -> Json:
        """Use a command of a message's menu, or with `channel` of a person's."""
        person = self.world.user(user)
        if channel is None:
            message = self.world.message(target)
            place, kind = message.channel, 3
            resolved: Json = {"messages": {message.id: self._shown(message)}}
            number = message.id
        else:
            place, kind = self.world.channel(channel), 2
            number = self.world.user(target).id
            resolved = self._resolved_user(self.world.user(target), place)
        command = self._find(person, place, name, kind)
        data: Json = {"id": command.id, "name": name, "type": kind, "target_id": number, "resolved": resolved}
        if command.guild_id:
            data["guild_id"] = command.guild_id
        return self._raise(Asked.COMMAND, person, place, data)

    def _command(
        self, kind: Asked, user: Ref, channel: Ref, name: str, options: Mapping[str, Any], focused: str | None
    ) -> Json:
        person, place = self.world.user(user), self.world.channel(channel)
        first, *path = name.split()
        command = self._find(person, place, first, 1)
        declared = command.body.get("options") or []
        nesting: list[Json] = []
        for part in path:
            found = next((it for it in declared if it["name"] == part and it["type"] in _SUB), None)
            if found is None:
                raise CannotError(f"/{first} has no subcommand {part!r}")
            nesting.append({"type": found["type"], "name": part})
            declared = found.get("options") or []
        if any(it["type"] in _SUB for it in declared):
            raise CannotError(f"/{name} needs a subcommand")
        resolved: Json = {}
        given = self._options(person, place, declared, options, focused, resolved)
        for outer in reversed(nesting):
            given = [outer | {"options": given}]
        data: Json = {"id": command.id, "name": first, "type": 1, "options": given}
        if resolved:
            data["resolved"] = resolved
        if command.guild_id:
            data["guild_id"] = command.guild_id
        return self._raise(kind, person, place, data)

    def _find(self, person: User, place: Channel, name: str, kind: int) -> Command:
        """The command a person's app offers under a name; the guild's own one first."""
        found = [
            it
            for it in self.world.commands.values()
            if it.key == (name, kind) and commands.offered(self.world, person, place, it)
        ]
        if not found:
            raise CannotError(f"{person.name} is not offered {name!r} in {place.name or 'direct messages'}")
        return max(found, key=lambda it: it.guild_id is not None)

    def _options(
        self,
        by: User,
        place: Channel,
        declared: list[Json],
        given: Mapping[str, Any],
        focused: str | None,
        resolved: Json,
    ) -> list[Json]:
        known = {option["name"]: option for option in declared}
        strange = set(given) - set(known)
        missing = [name for name, option in known.items() if option.get("required") and name not in given]
        if strange or (missing and focused is None):
            raise CannotError(f"no such options: {sorted(strange)}; required: {missing}")
        sent = []
        for name, value in given.items():
            option = known[name]
            entered = value if name == focused else self._value(by, place, option, value, resolved)
            sent.append({"name": name, "type": option["type"], "value": entered})
            if name == focused:
                if not option.get("autocomplete"):
                    raise CannotError(f"{name!r} does not complete")
                sent[-1]["focused"] = True
        return sent

    def _value(self, by: User, place: Channel, option: Json, value: Any, resolved: Json) -> Any:
        """An option's value as the app sends it, checked as the app checks it."""
        if option["type"] in _ENTITIES:
            return self._entity(by, place, option["type"], value, resolved)
        choices = [choice["value"] for choice in option.get("choices") or []]
        if choices and value not in choices:
            raise CannotError(f"{option['name']!r} offers {choices}, not {value!r}")
        _check_value(option, value)
        return value


def _check_value(option: Json, value: Any) -> None:
    kinds: dict[int, tuple[type, ...]] = {3: (str,), 4: (int,), 5: (bool,), 10: (int, float)}
    if not isinstance(value, kinds.get(option["type"], (object,))) or (option["type"] != 5 and isinstance(value, bool)):
        raise CannotError(f"{option['name']!r} takes no {value!r}")
    if isinstance(value, str):
        least, most = option.get("min_length", 0), option.get("max_length", 6000)
        if not least <= len(value) <= most:
            raise CannotError(f"{option['name']!r} takes {least} to {most} characters")
    elif not isinstance(value, bool):
        least, most = option.get("min_value", value), option.get("max_value", value)
        if not least <= value <= most:
            raise CannotError(f"{option['name']!r} takes {least} to {most}")
