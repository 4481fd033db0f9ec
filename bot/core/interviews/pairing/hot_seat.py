"""An interview of two people at one keyboard: the interviewer's screen, worked by lines instead of buttons."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.core.bank.catalogue import QuestionBank
from bot.core.chat import Reply, Text
from bot.core.interviews.pairing import moves, noting
from bot.core.interviews.pairing.debrief import look_back
from bot.core.interviews.pairing.state import GENERAL, Home, Pair, PairRefusedError, Role, Seat
from bot.core.interviews.pairing.storing import KeptPair
from bot.core.interviews.script import Script
from bot.core.replies.pairing import said_reply
from bot.core.replies.pairing_debrief import pair_debrief_reply
from bot.core.replies.pairing_panel import desk_reply, facts_reply, lettered, script_reply, sheet_reply
from bot.core.wording import say

_READER, _CANDIDATE = 1, 2
_MARKS = re.compile(r"(?:[A-Z][0-4]\s*)+", re.IGNORECASE)
_NOTE = re.compile(r"(?:(?P<letter>[A-Z])|note)\s*:\s*(?P<text>.+)", re.IGNORECASE | re.DOTALL)


@dataclass
class HotSeat:
    """Two people and one screen, which the interviewer reads.

    Attributes:
        script: The plan.
        pair: The record.
        bank: Where questions to practise come from.
    """

    script: Script
    pair: Pair
    bank: QuestionBank

    @classmethod
    def begin(cls, script: Script, bank: QuestionBank, time_zone: str, at: datetime) -> HotSeat:
        """Sit down and start."""
        home = Home(platform="terminal", workspace="local", channel="here")
        reader = Seat(member_id=_READER, user="reader", name=say("pair.seat.reader"), time_zone=time_zone)
        candidate = Seat(member_id=_CANDIDATE, user="candidate", name=say("pair.seat.candidate"), time_zone=time_zone)
        pair = moves.join(moves.invite(script, home, candidate, Role.CANDIDATE, at), reader, Role.READER)
        return cls(script, moves.start(script, pair, _READER, at), bank)

    @property
    def over(self) -> bool:
        """Whether the debrief has been given."""
        return self.pair.phase.over

    def open(self) -> Sequence[Reply]:
        """What is shown at first."""
        return said_reply("pair.seat.how"), facts_reply(self.script), *self._part()

    def hear(self, line: str, at: datetime) -> Sequence[Reply]:
        """What a line of the interviewer's leads to."""
        before = self.pair
        try:
            shown = self._shown(line.strip(), at)
        except PairRefusedError:
            return (said_reply("pair.seat.unknown"),)
        if self.over:
            return (self._debrief(),)
        return self._part() if before.stage != self.pair.stage else shown

    def _shown(self, line: str, at: datetime) -> Sequence[Reply]:
        if line in {"facts", "script", "scores"}:
            looks = {"facts": facts_reply(self.script), "script": script_reply(self.script, self._kept)}
            return (looks.get(line) or sheet_reply(self.script, self._kept),)
        if _MARKS.fullmatch(line):
            self._level(line.upper().replace(" ", ""))
            return sheet_reply(self.script, self._kept), desk_reply(self.script, self._kept)
        if note := _NOTE.fullmatch(line):
            self._note(note["letter"], note["text"])
        elif line:
            self.pair = self._moved(line.lower(), at)
        return (desk_reply(self.script, self._kept),)

    def _moved(self, word: str, at: datetime) -> Pair:
        script, pair = self.script, self.pair
        match word:
            case "hint":
                return noting.give_hint(script, pair, _READER)
            case "ask":
                return noting.give_probe(script, pair, _READER)
            case "next" | "back":
                return moves.go(script, pair, _READER, pair.stage, at, back=word == "back")
            case "pause":
                return moves.pause(pair, _READER, at)
            case "resume":
                return moves.resume(pair, _READER, at)
            case "stop":
                return moves.stop(pair, _READER, at)
            case _:
                raise PairRefusedError("option", word)

    def _level(self, marks: str) -> None:
        criteria, pair = lettered(self.script.part(self.pair.stage)), self.pair
        for letter, level in zip(marks[::2], marks[1::2], strict=True):
            criterion = criteria.get(letter)
            name = criterion.id if criterion else letter
            pair = noting.give_level(self.script, pair, _READER, pair.stage, name, int(level))
        self.pair = pair

    def _note(self, letter: str | None, text: str) -> None:
        criterion = lettered(self.script.part(self.pair.stage)).get((letter or "").upper())
        if letter and criterion is None:
            raise PairRefusedError("option", letter)
        name = criterion.id if criterion else GENERAL
        self.pair = noting.note(self.script, self.pair, _READER, self.pair.stage, name, text)

    def stop(self, at: datetime) -> Sequence[Reply]:
        """End it, as when there are no more lines; nothing more if it is over."""
        return () if self.over else self.hear("stop", at)

    def _debrief(self) -> Reply:
        """The debrief for both, who look at it together, so that nobody has to be told of a rating to come."""
        reply = pair_debrief_reply(look_back(self.script, self.pair, self.bank), self._kept, Role.READER)
        to_come = Text(say("pair.debrief.not-rated"), subtle=True)
        return replace(reply, parts=tuple(part for part in reply.parts if part != to_come))

    def _part(self) -> Sequence[Reply]:
        return (
            script_reply(self.script, self._kept),
            sheet_reply(self.script, self._kept),
            desk_reply(self.script, self._kept),
        )

    @property
    def _kept(self) -> KeptPair:
        return KeptPair(0, 0, 1, self.pair)
