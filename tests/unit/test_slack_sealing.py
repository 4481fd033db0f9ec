from __future__ import annotations

import pytest
from cryptography.fernet import Fernet

from bot.adapters.slack.sealing import Seal
from bot.core.errors import SettingsError

OLD, NEW = (Fernet.generate_key().decode() for _ in range(2))


def test_what_was_sealed_is_opened_and_does_not_show() -> None:
    sealed = Seal(OLD).seal("xoxb-1-secret")
    assert "secret" not in sealed
    assert Seal(OLD).open(sealed) == "xoxb-1-secret"


def test_the_same_text_is_never_sealed_alike() -> None:
    assert Seal(OLD).seal("xoxb-1") != Seal(OLD).seal("xoxb-1")


def test_a_new_key_before_the_old_one_opens_both_and_seals_with_the_new() -> None:
    both = Seal(f"{NEW}, {OLD}")
    assert both.open(Seal(OLD).seal("xoxb-1")) == "xoxb-1"
    assert Seal(NEW).open(both.seal("xoxb-2")) == "xoxb-2"


@pytest.mark.parametrize(
    "keys",
    ["", "too-short", f"{OLD},nonsense", "é" * 44],
    ids=["nothing", "too short", "one good and one not", "not ASCII"],
)
def test_what_is_no_key_says_how_to_make_one(keys: str) -> None:
    with pytest.raises(SettingsError, match=r"Fernet\.generate_key") as caught:
        Seal(keys)
    assert caught.value.name == "GREENROOM_ENCRYPTION_KEY"
    assert not keys or keys not in str(caught.value)


@pytest.mark.parametrize("sealed", ["", "nonsense", "gAAAAA"])
def test_another_key_or_a_broken_token_is_refused(sealed: str) -> None:
    with pytest.raises(SettingsError, match="does not open the tokens"):
        Seal(NEW).open(sealed or Seal(OLD).seal("xoxb-1"))
