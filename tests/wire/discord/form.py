"""Checks of a request's body, which collect what is wrong into Discord's tree of errors (code 50035)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from tests.wire.discord.errors import ApiError, Json


class Form:
    """A place in a body. `form / "embeds" / 0` is a place further down; problems of all places land in one tree."""

    def __init__(self, path: tuple[str, ...] = (), tree: Json | None = None) -> None:
        self._path = path
        self._tree: Json = {} if tree is None else tree

    def __truediv__(self, key: str | int) -> Form:
        return Form((*self._path, str(key)), self._tree)

    def wrong(self, code: str, message: str) -> None:
        """Note a problem at this place."""
        node = self._tree
        for key in self._path:
            node = node.setdefault(key, {})
        node.setdefault("_errors", []).append({"code": code, "message": message})

    def settle(self) -> None:
        """Refuse the request if anything was wrong.

        Raises:
            ApiError: With the tree of errors.
        """
        if self._tree:
            raise ApiError(400, {"message": "Invalid Form Body", "code": 50035, "errors": self._tree})

    def required(self) -> None:
        self.wrong("BASE_TYPE_REQUIRED", "This field is required")

    def text(self, holder: Json, name: str, most: int, least: int = 0, *, required: bool = False) -> str:
        """A string within its bounds, or an empty one."""
        value, here = holder.get(name), self / name
        if value is None:
            if required:
                here.required()
            return ""
        if not isinstance(value, str):
            here.wrong("STRING_TYPE_CONVERT", "Could not interpret value as string.")
            return ""
        here.length(value, most, least)
        return value

    def length(self, value: Sequence[Any], most: int, least: int = 0) -> None:
        """Note a length out of its bounds."""
        if least and not least <= len(value) <= most:
            self.wrong("BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most} in length.")
        elif len(value) > most:
            self.wrong("BASE_TYPE_MAX_LENGTH", f"Must be {most} or fewer in length.")

    def items(self, holder: Json, name: str, most: int, least: int = 0, *, required: bool = False) -> list[Any]:
        """A list within its bounds, or an empty one."""
        value, here = holder.get(name), self / name
        if value is None:
            if required:
                here.required()
            return []
        if not isinstance(value, list):
            here.wrong("LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
            return []
        here.length(value, most, least)
        return value

    def whole(self, holder: Json, name: str, least: int, most: int, default: int | None = None) -> int | None:
        """A whole number within its bounds, or the default."""
        value, here = holder.get(name), self / name
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int):
            here.wrong("NUMBER_TYPE_COERCE", f'Value "{value}" is not int.')
            return default
        if value < least:
            here.wrong("NUMBER_TYPE_MIN", f"int value should be greater than or equal to {least}.")
        elif value > most:
            here.wrong("NUMBER_TYPE_MAX", f"int value should be less than or equal to {most}.")
        return value

    def flag(self, holder: Json, name: str, *, default: bool = False) -> bool:
        """A boolean, or the default."""
        value = holder.get(name)
        if value is None:
            return default
        if not isinstance(value, bool):
            (self / name).wrong("BOOLEAN_TYPE_CONVERT", "Must be either true or false.")
        return bool(value)

    def choice(self, holder: Json, name: str, among: Collection[Any], *, required: bool = True) -> Any:
        """A value among some, or None."""
        value, here = holder.get(name), self / name
        if value is None:
            if required:
                here.required()
            return None
        if value not in among:
            here.wrong("BASE_TYPE_CHOICES", f"Value must be one of {tuple(among)}.")
            return None
        return value

    def mapping(self, value: Any) -> Json:
        """An object, or an empty one."""
        if isinstance(value, dict):
            return value
        self.wrong("MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")
        return {}
