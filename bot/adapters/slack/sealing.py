"""Tokens as they are kept: encrypted, and authenticated (Fernet)."""

from __future__ import annotations

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from bot.core.errors import SettingsError

ENCRYPTION_KEY = "GREENROOM_ENCRYPTION_KEY"
_MAKE_ONE = "make one with `python -c 'from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())'`"


class Seal:
    """Seals with the first of some keys, and opens what was sealed with any of them.

    Args:
        keys: The keys, separated by commas: a new one goes before those that are to be replaced by and by.

    Raises:
        SettingsError: One of them is none.
    """

    def __init__(self, keys: str) -> None:
        named = [key.strip() for key in keys.split(",") if key.strip()]
        try:
            self._keys = MultiFernet([Fernet(key) for key in named])
        except ValueError:
            raise SettingsError(ENCRYPTION_KEY, f"this is not a key; {_MAKE_ONE}") from None

    def seal(self, text: str) -> str:
        """A text that only these keys open."""
        return self._keys.encrypt(text.encode()).decode()

    def open(self, sealed: str) -> str:
        """What was sealed.

        Raises:
            SettingsError: None of the keys opens it.
        """
        try:
            return self._keys.decrypt(sealed.encode()).decode()
        except InvalidToken:
            problem = (
                "it does not open the tokens that are kept; set the key they were sealed with as well, after a comma"
            )
            raise SettingsError(ENCRYPTION_KEY, problem) from None
