"""A posting with all that belongs to it, and how it is shown and put right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.core.bank.content import Content
from bot.core.bank.question import Question
from bot.core.chat import Reply
from bot.core.delivery.names import posting_slot
from bot.core.errors import HopelessJobError, TryLaterError
from bot.core.ports import Chat, Clock, Directory, Ledger, Postings
from bot.core.progress.ports import Preferences
from bot.core.records import GradedAnswer, Group, Job, Origin, Posting
from bot.core.replies.posting import Standing, posting_reply
from bot.core.rhythm.late import late_members
from bot.core.rhythm.ports import Schedules
from bot.core.schedules.errors import ScheduleError
from bot.core.schedules.rule import Rule
from bot.core.schedules.storing import read_rule


@dataclass(frozen=True, slots=True)
class Put:
    """A question that was put to a group, or is about to be.

    Attributes:
        posting: The posting.
        group: Whose it is.
        question: Its question; none if that has left the bank.
        chat: The group's platform.
        rule: What its schedule says now; none without one that can be read.
    """

    posting: Posting
    group: Group
    question: Question | None
    chat: Chat
    rule: Rule | None = None

    def origin(self, *, in_thread: bool = False) -> Origin:
        """Where the group is, or its posting's thread."""
        thread = self.posting.thread if in_thread else None
        return Origin(self.group.platform, self.group.workspace, self.group.channel, "", thread=thread)


@dataclass(frozen=True, slots=True)
class Board:
    """What all handlers of postings need.

    Attributes:
        content: The bank.
        directory: The groups.
        postings: What was put to them.
        ledger: The answers.
        chats: Platforms by name.
        clock: Time.
        time_zone: IANA zone of a group that has none of its own.
        schedules: Where postings come from; without it times are told in the group's zone, and themes are not named.
        preferences: Who is not to be named; without it everybody may be.
    """

    content: Content
    directory: Directory
    postings: Postings
    ledger: Ledger
    chats: Mapping[str, Chat]
    clock: Clock
    time_zone: str
    schedules: Schedules | None = None
    preferences: Preferences | None = None

    async def left_out(self, put: Put) -> frozenset[int]:
        """Members who are not to be named among others."""
        return await self.preferences.left_out(put.group.workspace_id) if self.preferences else frozenset()

    async def find(self, job: Job) -> Put:
        """What a job is about.

        Raises:
            HopelessJobError: It is gone.
            TryLaterError: The group's platform is not connected in this process.
        """
        workspace_id, posting_id = job.payload.get("workspace_id"), job.payload.get("posting_id")
        if not isinstance(workspace_id, int) or not isinstance(posting_id, int):
            raise HopelessJobError("the job does not say which posting it is for")
        posting = await self.postings.posting(workspace_id, posting_id)
        group = await self.directory.group(workspace_id, posting.group_id) if posting else None
        if posting is None or group is None:
            raise HopelessJobError(f"posting {posting_id} is gone")
        chat = self.chats.get(group.platform)
        if chat is None:
            raise TryLaterError(f"{group.platform} is not connected")
        return Put(posting, group, self._question(posting), chat, await self._rule(posting, group))

    async def is_shown(self, put: Put) -> bool:
        """Whether a posting stands in its channel; what a member asked for alone stands where they asked."""
        if put.posting.thread is not None:
            return True
        if put.posting.schedule_id is None:
            return False
        return bool(await self.ledger.members_who_answered(put.group.workspace_id, put.posting.id))

    async def put_right(self, put: Put, key: str, *, anew: bool = False) -> str | None:
        """Show a posting as it stands; one whose question has left the bank is left as it is.

        One that somebody has deleted stays away, though answers in its thread go on counting.

        Whether it still stands so is asked when its message is free to be changed, so that the last one to change it,
        in any process, shows what is true.

        Args:
            put: The posting.
            key: Of the delivery.
            anew: Whether it is put anew where it was deleted.

        Returns:
            Its thread, where it has one.

        Raises:
            TryLaterError: It has just changed, or cannot be shown now.
            UndeliverableError: It can never be shown.
        """
        reply = await self.reply(put)
        if reply is None:
            return None

        async def still() -> bool:
            return await self.reply(put) == reply

        slot = posting_slot(put.posting.id)
        return await put.chat.deliver(put.origin(), reply, key, slot=slot, urgent=False, still=still, anew=anew)

    async def reply(self, put: Put) -> Reply | None:
        """A posting as it stands now; none if its question has left the bank."""
        posting = await self.postings.posting(put.group.workspace_id, put.posting.id)
        question = self._question(posting) if posting else None
        if posting is None or question is None:
            return None
        return posting_reply(question, posting, await self._standing(put, posting))

    async def answers(self, put: Put) -> list[GradedAnswer]:
        """The answers to a posting's question, oldest first; those to one that was swapped meanwhile left out."""
        answers = await self.ledger.answers_to_posting(put.group.workspace_id, put.posting.id)
        return [graded for graded in answers if graded.answer.question_id == put.posting.question_id]

    async def _standing(self, put: Put, posting: Posting) -> Standing:
        workspace_id, late = put.group.workspace_id, 0
        answered = await self.ledger.members_who_answered(workspace_id, posting.id)
        if posting.closed_at is not None:
            answers = await self.ledger.answers_to_posting(workspace_id, posting.id)
            late = late_members(answers, posting)
        theme = put.rule.theme_on(posting.local_date) if put.rule else None
        zone = put.rule.zone if put.rule else put.group.settings.time_zone or self.time_zone
        return Standing(answered, late, self.clock.now(), zone, theme.name if theme else None)

    def _question(self, posting: Posting) -> Question | None:
        bank = self.content.bank
        return bank.get(posting.question_id) if posting.question_id in bank else None

    async def _rule(self, posting: Posting, group: Group) -> Rule | None:
        if self.schedules is None or posting.schedule_id is None:
            return None
        record = await self.schedules.schedule(group.workspace_id, posting.schedule_id)
        try:
            return read_rule(record.rule) if record else None
        except ScheduleError:
            return None
