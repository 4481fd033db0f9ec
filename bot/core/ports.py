"""What the core needs from the world.

Each store method is one transaction: what must happen together is one method.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import date, datetime
from typing import Protocol

from bot.core.chat import Reply
from bot.core.grading.grade import JudgeIdentity, Verdict
from bot.core.grading.request import GradingRequest
from bot.core.groups.settings import GroupSettings
from bot.core.progress.looking_back import LookBack, Practised
from bot.core.records import (
    Answer,
    BuriedJob,
    Contest,
    Grade,
    GradedAnswer,
    Group,
    Job,
    JobKind,
    JudgeCall,
    NewAnswer,
    NewJob,
    Origin,
    PendingEvent,
    Place,
    Posting,
    QueueCounts,
    SelfCheck,
    Submission,
)
from bot.core.usage import UsageLine


class Clock(Protocol):
    """Time, as something that can be handed in."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        ...


class Judge(Protocol):
    """What produces grades."""

    @property
    def identity(self) -> JudgeIdentity:
        """Who judges, as it is stored with every grade."""
        ...

    async def judge(self, request: GradingRequest) -> Verdict:
        """Grade one answer.

        Raises:
            JudgeUnavailableError: It cannot be graded now; the answer stays waiting.
        """
        ...

    async def prepare(self, request: GradingRequest) -> None:
        """Make ready for answers to a question, so that the first one waits less; what the answer is does not count."""
        ...

    async def close(self) -> None:
        """Let go of what it holds; nothing is judged afterwards."""
        ...


class Directory(Protocol):
    """Workspaces, groups and members."""

    async def place_of(self, origin: Origin, default_time_zone: str) -> Place:
        """The rows behind an origin, made at first sight."""
        ...

    async def find(self, origin: Origin, default_time_zone: str) -> Place | None:
        """The rows behind an origin, if it has been seen; nothing is written."""
        ...

    async def group_time_zone(self, workspace_id: int, group_id: int, default: str) -> str:
        """The IANA zone of a group, or the default where it has none of its own."""
        ...

    async def group(self, workspace_id: int, group_id: int) -> Group | None:
        """A group of this workspace, with its settings."""
        ...

    async def find_group(self, origin: Origin) -> Group | None:
        """The group of an origin's channel, if it has been seen; nothing is written."""
        ...

    async def save_group(self, workspace_id: int, group_id: int, settings: GroupSettings, now: datetime) -> None:
        """Store a group's settings in place of those it had; where its zone is another, from when on."""
        ...

    async def member_name(self, workspace_id: int, member_id: int) -> str:
        """What a member is called; empty if that is not known."""
        ...

    async def member_time_zone(self, place: Place) -> str | None:
        """The zone of their own in which a member's days are counted; none for the group's."""
        ...

    async def set_member_time_zone(self, place: Place, time_zone: str | None, now: datetime) -> None:
        """Store in which zone a member's days are counted from now on; none for the group's.

        The move is kept; the same zone again is none.
        """
        ...


class Postings(Protocol):
    """Questions put to groups."""

    async def open_posting(
        self,
        place: Place,
        question_id: str,
        key: str,
        posted_at: datetime,
        local_date: date,
        style: str | None = None,
        *,
        closes_at: datetime | None = None,
        private: bool = False,
        note: str | None = None,
    ) -> Posting:
        """Record that a question was asked; the same key finds the same posting, whatever its question.

        When it closes, whether it is answered privately and what stands above it are as in `Posting`.
        """
        ...

    async def posting_of(self, place: Place, key: str) -> Posting | None:
        """The group's posting with this key."""
        ...

    async def asked(self, place: Place) -> Sequence[str]:
        """Ids of the questions put to the group so far, oldest first, repeats included."""
        ...

    async def posting(self, workspace_id: int, posting_id: int) -> Posting | None:
        """A posting of this workspace."""
        ...

    async def posting_in(self, place: Place, thread: str) -> Posting | None:
        """The group's posting that is answered in a thread."""
        ...

    async def latest_posting(self, place: Place, *, for_all: bool = False) -> Posting | None:
        """What was put to the group last.

        Args:
            place: The group.
            for_all: Leave out what members asked for themselves and only they saw.
        """
        ...

    async def shown(self, workspace_id: int, posting_id: int, thread: str, late: datetime | None = None) -> None:
        """Note in which thread a posting is answered; a posting that was answered there before is so no more.

        Args:
            workspace_id: Its workspace.
            posting_id: The posting.
            thread: The platform's id of the thread.
            late: When it came to be shown, if that was long after it was to be: it was put then.
        """
        ...

    async def closed(self, workspace_id: int, posting_id: int, now: datetime) -> bool:
        """Close a posting; False if it is closed already, or there is none."""
        ...

    async def pass_on(self, place: Place, posting_id: int, now: datetime) -> None:
        """Note that the member lets this one go; a second time, or for another workspace's, nothing changes.

        Raises:
            TryLaterError: The member was forgotten since the place was found.
        """
        ...

    async def passes(self, workspace_id: int, posting_id: int) -> int:
        """How many members let a posting go."""
        ...


class Ledger(Protocol):
    """Answers and grades; a method's effects are durable when it returns."""

    async def submit(self, answer: NewAnswer, job: NewJob, most_a_day: int = 0) -> Submission:
        """Store an answer and the job that will grade it; a known event key returns what is there and adds nothing.

        The job's payload gets `answer_id`, and its key a suffix with that id.

        Args:
            answer: The answer.
            job: The job.
            most_a_day: Most answers of a member on one local date, withdrawn ones included; 0 for no limit.

        Raises:
            DailyLimitError: The member has sent as many on that date; nothing is stored.
            TryLaterError: The member was forgotten since the place was found; nothing is stored.
        """
        ...

    async def answer(self, workspace_id: int, answer_id: int) -> GradedAnswer | None:
        """An answer of this workspace with the grade that counts."""
        ...

    async def save_grade(self, job: Job, answer_id: int, verdict: Verdict, now: datetime, then: NewJob | None) -> bool:
        """Store a verdict and what it took, mark the answer, finish the job and queue what follows.

        Returns:
            False, with nothing stored, if the job's lease is no longer held.
        """
        ...

    async def save_stand_in(
        self, job: Job, answer_id: int, estimate: Verdict, now: datetime, then: NewJob | None
    ) -> bool:
        """Finish the job; if no judge has graded the answer yet, store an estimate that stands in for the grade.

        The job is the estimate's own: the one that will grade the answer goes on. The answer becomes provisional, and
        what follows is queued. On an answer that is graded or withdrawn by now nothing is stored.

        Returns:
            False, with nothing stored, if the job's lease is no longer held.
        """
        ...

    async def contest(self, workspace_id: int, answer_id: int, now: datetime, jobs: Sequence[NewJob]) -> bool:
        """Contest the grade that counts and queue what will grade the answer anew.

        The answer is contested until `OPINIONS` grades are there; meanwhile the contested grade counts.

        Returns:
            False, with nothing changed, if it was contested before, or no judge has graded it.
        """
        ...

    async def save_opinion(
        self, job: Job, answer_id: int, verdict: Verdict, now: datetime, then: NewJob | None
    ) -> bool:
        """Store one more grade of a contested answer, with what it took, and finish its job.

        With the last of them the grade with the middle total counts, and what follows is queued. All are kept.

        Returns:
            False, with nothing stored, if the job's lease is no longer held.
        """
        ...

    async def contest_of(self, workspace_id: int, answer_id: int) -> Contest | None:
        """The case of an answer, if its grade was contested."""
        ...

    async def contested(self, limit: int) -> Sequence[Contest]:
        """The cases of all workspaces, newest first: answers that judges and people see differently."""
        ...

    async def answer_to_event(self, workspace_id: int, event_key: str) -> GradedAnswer | None:
        """The answer that an event brought."""
        ...

    async def replace_text(self, workspace_id: int, answer_id: int, text: str, job: NewJob) -> Answer | None:
        """Put a new text in place of one that no judge has graded yet; it is graded by a new job instead of the old.

        The job that was to grade the old text ends, so that a verdict on it which is just coming in is not stored; one
        that was buried ends, too. A stand-in goes, and the answer waits again. An estimate that is under way is made
        anew. The new job's payload gets `answer_id`, and its key a suffix that makes it unique; its `due_at` is taken
        for the present time. The text that is there already changes nothing.

        Returns:
            The answer as it stands then; none, with nothing changed, if it is graded or withdrawn by now. An estimate
            is a grade unless it stands in.
        """
        ...

    async def answer_to_posting(self, place: Place, posting_id: int) -> GradedAnswer | None:
        """The member's newest answer to a posting, withdrawn ones left out."""
        ...

    async def answers_to_posting(self, workspace_id: int, posting_id: int) -> Sequence[GradedAnswer]:
        """All answers to a posting, oldest first, withdrawn ones left out."""
        ...

    async def members_who_answered(self, workspace_id: int, posting_id: int) -> int:
        """How many members have answered a posting, withdrawn answers left out."""
        ...

    async def forget(self, place: Place) -> int:
        """Erase a member of a workspace, in all its groups; how many answers there were, withdrawn ones included.

        Gone are the answers with their grades, contests, self-checks and what is known of where they were shown; what
        the member passed on and suggested; their name and time zone; all jobs about their answers, under way or not;
        and what their events hold, of which only the keys stay. An event of theirs that a worker is at work on goes on
        (forgetting is one itself) and is emptied when it ends, as all events are.

        What stays are the group's postings and settings, and what judging cost, which belongs to nobody any more: the
        member's row keeps its number and no id of the platform. Who comes back is a new member.
        """
        ...

    async def latest_answer(self, place: Place, question_id: str) -> GradedAnswer | None:
        """The member's newest answer to a question, withdrawn ones left out."""
        ...

    async def history(self, place: Place, limit: int, *, withdrawn: bool = False) -> Sequence[GradedAnswer]:
        """The member's answers, newest first; withdrawn ones are left out unless they are asked for."""
        ...

    async def look_back(self, place: Place, limit: int) -> LookBack:
        """What a member's progress page is made of, with their newest answers: much quicker to get than `history`."""
        ...

    async def practised(self, place: Place) -> Practised:
        """What a member's streak is made of."""
        ...

    async def grades(self, workspace_id: int, answer_id: int) -> Sequence[Grade]:
        """All grades of an answer, oldest first."""
        ...

    async def save_self_check(self, workspace_id: int, check: SelfCheck) -> None:
        """Store what the member ticked; a later check of the same answer replaces it."""
        ...

    async def self_check(self, workspace_id: int, answer_id: int) -> SelfCheck | None:
        """What the member ticked for this answer, if they did."""
        ...

    async def self_checks(self, place: Place) -> Sequence[SelfCheck]:
        """What a member ticked for any of their answers, in all groups; withdrawn answers are left out."""
        ...

    async def withdraw(self, workspace_id: int, answer_id: int) -> Answer | None:
        """Mark an answer as withdrawn; a grade still under way will not be shown."""
        ...


class Accounts(Protocol):
    """What judging took; a grade's own share is stored with the grade, by the ledger."""

    async def record(self, call: JudgeCall) -> None:
        """Store what a try took that came to no grade."""
        ...

    async def tries(self, workspace_id: int, answer_id: int, outcomes: Collection[str]) -> int:
        """How many tries at an answer had one of these outcomes."""
        ...

    async def spent(self, workspace_id: int, group_id: int, since: datetime) -> float:
        """US dollars that a group's judging has cost since a moment; tries whose cost is unknown count nothing."""
        ...

    async def calls(self, since: datetime | None = None, until: datetime | None = None) -> Sequence[JudgeCall]:
        """All tries of all workspaces, oldest first, from `since` to before `until`."""
        ...

    async def months(
        self, time_zone: str, since: datetime | None = None, until: datetime | None = None
    ) -> Sequence[UsageLine]:
        """What judging took in all workspaces, by month of an IANA zone's calendar, judge and model, in this order."""
        ...


class JobQueue(Protocol):
    """Work that outlives a process: leased, retried with backoff, buried with a reason when it cannot be done."""

    async def add(self, job: NewJob) -> bool:
        """Queue a job; False if its key was queued before."""
        ...

    async def claim(
        self,
        kinds: Sequence[JobKind],
        limit: int,
        now: datetime,
        lease_seconds: float,
        platforms: Collection[str] | None = None,
    ) -> Sequence[Job]:
        """Take due jobs, oldest first, whose lease is free or has run out.

        Args:
            kinds: Of these kinds.
            limit: So many at most.
            now: The time.
            lease_seconds: For how long they are held.
            platforms: Leave alone what has to do with another platform, by the event or the `workspace_id` in its
                payload, unless its kind is one of `ANYWHERE`; none for all platforms.
        """
        ...

    async def renew(self, job: Job, now: datetime, lease_seconds: float) -> bool:
        """Hold on to a job; False if the lease was lost."""
        ...

    async def finish(self, job: Job, now: datetime) -> bool:
        """Mark a job as done; False if the lease was lost. Of an event only the key stays."""
        ...

    async def retry(self, job: Job, due_at: datetime, reason: str, *, failed: bool) -> bool:
        """Give a job back to be tried later; False if the lease was lost.

        Args:
            job: The job.
            due_at: Not before this time.
            reason: Why it was not done.
            failed: Whether that counts as a failure of the job; what waits for somebody else has not failed.
        """
        ...

    async def bury(self, job: Job, reason: str, now: datetime) -> bool:
        """Give a job up, visibly; False if the lease was lost."""
        ...

    async def buried(self, limit: int) -> Sequence[BuriedJob]:
        """Jobs that were given up, newest first."""
        ...

    async def redrive(self, job_id: int, now: datetime) -> bool:
        """Queue a buried job again with its attempts and failures reset; False if it is not buried."""
        ...

    async def counts(self) -> QueueCounts:
        """How the queue stands."""
        ...

    async def next_due(self) -> datetime | None:
        """When the earliest job that is not done comes due, leases included."""
        ...

    async def ended(self, key: str) -> bool | None:
        """Whether a job has ended, done or given up; none if no job ever had this key."""
        ...

    async def events_of(self, platform: str, user: str, until: datetime) -> Sequence[PendingEvent]:
        """What a user of a platform did and what is not dealt with yet, in the order it came.

        With it come all edits and deletions there, of which some platforms do not tell whose they are. What has failed
        before is left out, as is what is tried again only after `until`.
        """
        ...


class Chat(Protocol):
    """A platform that replies are delivered to."""

    async def deliver(
        self,
        origin: Origin,
        reply: Reply,
        delivery_key: str,
        *,
        slot: str | None = None,
        replaces: bool = True,
        urgent: bool = True,
        still: Callable[[], Awaitable[bool]] | None = None,
        anew: bool = True,
    ) -> str | None:
        """Show a reply where the origin is; a key that was delivered before shows nothing again.

        Args:
            origin: Where.
            reply: What.
            delivery_key: Unique for ever.
            slot: The place it fills: what was shown in the same slot before is replaced where the platform can.
            replaces: Whether it does so; if not, it is shown only where nothing fills the slot.
            urgent: Whether somebody waits for it.
            still: Asked when the slot is free for it: whether it is still to be shown. What it was made of may have
                changed while it waited for another reply to the same slot.
            anew: Whether what filled the slot is written anew where somebody has deleted it; if not, it stays away.

        Returns:
            The platform's id of the thread that belongs to the reply's first message, where it has threads.

        Raises:
            TryLaterError: Not now, or not like this any more.
            UndeliverableError: Never.
        """
        ...

    async def nothing_to_say(self, origin: Origin) -> None:
        """Note that what happened at an origin is done and has no reply; where one is shown as awaited, that ends."""

    def think(self, origin: Origin) -> None:
        """Show for a moment that a reply is being made, where the platform can; nothing waits for that."""

    def draft(self, origin: Origin, reply: Reply, delivery_key: str, slot: str) -> None:  # noqa: ARG002
        """Show what is written so far of a reply that is being made, where the platform can; nothing waits for that.

        A draft is for looking at only: it is paced, states of it are left out, and it is replaced by the next reply to
        its slot, which has to follow `end_draft`. Nothing is raised.

        Args:
            origin: Where.
            reply: What there is so far, the whole of it each time.
            delivery_key: The draft's own, unique for ever.
            slot: The place that the reply will fill. What stands there already is changed.
        """
        return  # a chat may leave that out

    async def end_draft(self, origin: Origin, slot: str) -> None:  # noqa: ARG002
        """Note that no more is written at a slot; when it returns, nothing of a draft is on its way any more.

        Whatever was begun at the slot before, perhaps by a process that died, is put right. So nobody else may be about
        to send there.
        """
        return
