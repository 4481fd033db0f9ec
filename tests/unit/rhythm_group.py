"""A group with schedules on a platform in memory, run by as many processes as a test likes."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from bot.core.bank.content import Content
from bot.core.chat import Button, Buttons, ChatEvent, Facts, Form, Heading, Quotation, Reply, Rows, Text
from bot.core.commands import dispatch
from bot.core.commands.forms import form_for
from bot.core.delivery.courier import Courier
from bot.core.delivery.pace import Pacer
from bot.core.errors import HopelessJobError, TryLaterError
from bot.core.ports import Chat
from bot.core.practice import Practice, Stores
from bot.core.records import Answer, Job, JobKind, NewAnswer, NewJob, Origin, Place, Posting
from bot.core.rhythm.lookout import Lookout
from bot.core.rhythm.picking import Picker
from bot.core.rhythm.postings import Board, ClosePosting, PutQuestion, RefreshPosting, RemindGroup
from bot.core.rhythm.records import ScheduleRecord
from bot.core.rhythm.ticking import Ticker
from bot.core.rhythm.trouble import TellAdmin, Troubles
from bot.core.room import Room
from bot.core.schedules.due import next_due
from bot.core.schedules.rule import Rule
from bot.core.schedules.storing import rule_data
from bot.core.schedules.words.parse import parse
from bot.core.worker import Handler
from tests import samples
from tests.fakes.clock import FakeClock
from tests.fakes.log import FakeLog
from tests.fakes.rooms import room_of
from tests.fakes.stores import InMemoryStores
from tests.fakes.transport import FakeTransport

MONDAY = datetime(2026, 11, 16, 0, 0, tzinfo=UTC)
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
ADA = Origin("here", "W1", "C1", "ada", "Ada")
BOB = Origin("here", "W1", "C1", "bob", "Bob")
CLEO = Origin("here", "W1", "C1", "cleo", "Cleo")
PLENTY = samples.content(
    *samples.content().bank,
    *(samples.question(f"further-{number}", title=f"Further question {number}") for number in range(17)),
)
"""A bank that lasts for weeks; `samples.content()` is used up in three days."""

_GRADING = frozenset({JobKind.GRADE, JobKind.DELIVER})


@dataclass
class Process:
    """One process: its handlers and its tick."""

    handlers: dict[JobKind, Handler]
    ticker: Ticker


@dataclass
class RhythmGroup:
    """A group; `ada` manages its workspace."""

    content: Content = PLENTY
    clock: FakeClock = field(default_factory=lambda: FakeClock(MONDAY))
    stores: InMemoryStores = field(default_factory=InMemoryStores)
    platform: FakeTransport = field(default_factory=FakeTransport)
    log: FakeLog = field(default_factory=FakeLog)
    events: int = 0

    def __post_init__(self) -> None:
        self.process = self.started()

    def started(self, *, connected: bool = True) -> Process:
        """Another process over the same stores and platform."""
        stores, content, clock = self.stores, self.content, self.clock
        troubles = Troubles(stores.directory, stores.schedules, clock)
        courier = Courier(self.platform, stores.deliveries, Pacer(clock), clock, troubles)
        chats: dict[str, Chat] = {"here": courier} if connected else {}
        kept = stores.directory, stores.postings, stores.ledger
        board = Board(content, *kept, chats, clock, "UTC", stores.schedules, stores.preferences)
        lookout = Lookout(content, stores.postings, stores.schedules, stores.group_scores)
        handlers: dict[JobKind, Handler] = {
            JobKind.POST: PutQuestion(board),
            JobKind.REFRESH: RefreshPosting(board),
            JobKind.REMIND: RemindGroup(board),
            JobKind.CLOSE: ClosePosting(board),
            JobKind.TELL_ADMIN: TellAdmin(stores.directory, stores.schedules, chats, lookout, clock),
        }
        picker = Picker(content, stores.postings, stores.schedules, stores.group_scores)
        return Process(handlers, Ticker(stores.schedules, picker, log=self.log, jobs=stores.jobs))

    @property
    def now(self) -> datetime:
        return self.clock.now()

    @property
    def room(self) -> Room:
        held = Stores(self.stores.directory, self.stores.postings, self.stores.ledger)
        return room_of(Practice(self.content, held), self.stores)

    async def place(self, origin: Origin = ADA) -> Place:
        return await self.stores.directory.place_of(origin, "UTC")

    async def scheduled(self, words: str | Rule = "daily 9:00 UTC", **changes: object) -> ScheduleRecord:
        """A schedule that runs."""
        rule = parse(words, self.now) if isinstance(words, str) else words
        rule = replace(rule, **changes)  # type: ignore[arg-type]
        due = next_due(rule, self.now)
        return await self.stores.schedules.add(await self.place(), rule_data(rule), "ada", due)

    async def record(self, schedule_id: int) -> ScheduleRecord:
        found = await self.stores.schedules.schedule((await self.place()).workspace_id, schedule_id)
        assert found is not None, f"schedule {schedule_id} is gone"
        return found

    def pass_time(self, span: timedelta) -> None:
        self.clock.advance(span.total_seconds())

    async def tick(self, process: Process | None = None) -> int:
        return await (process or self.process).ticker.tick(self.now)

    async def work(self, process: Process | None = None, *, kinds: Collection[JobKind] | None = None) -> list[JobKind]:
        """Do what is due now; which kinds of jobs those were that were done. What is put off stays so."""
        handlers, done = (process or self.process).handlers, []
        while jobs := await self.stores.jobs.claim(list(kinds or handlers), 10, self.now, 30):
            for job in jobs:
                try:
                    await handlers[job.kind](job)
                except TryLaterError as error:
                    wait = timedelta(seconds=error.retry_after or 2.0)
                    await self.stores.jobs.retry(job, self.now + wait, str(error), failed=False)
                except HopelessJobError as error:
                    await self.stores.jobs.bury(job, str(error), self.now)
                else:
                    await self.stores.jobs.finish(job, self.now)
                    done.append(job.kind)
        return done

    async def until(self, moment: datetime) -> None:
        """Live on, ticking and working at each moment at which something is due."""
        await self.tick()
        await self.work()
        while True:
            dues = (await self.stores.schedules.next_due(), await self._next_job())
            due = min((each for each in dues if each is not None), default=moment)
            if due >= moment:
                break
            self.clock.advance(max((due - self.now).total_seconds(), 0))
            await self.tick()
            await self.work()
        self.clock.advance((moment - self.now).total_seconds())

    async def _next_job(self) -> datetime | None:
        rows = self.stores.jobs._rows.values()
        waiting = [row for row in rows if row.outcome is None and row.new.kind not in _GRADING]
        return min((row.leased_until or row.due_at for row in waiting), default=None)

    async def job(self, kind: JobKind) -> Job:
        """The due job of a kind, under a lease."""
        (job,) = await self.stores.jobs.claim([kind], 1, self.now, 30)
        return job

    async def jobs(self, kind: JobKind) -> list[NewJob]:
        return [row.new for row in self.stores.jobs._rows.values() if row.new.kind is kind]

    async def posted(self) -> Posting:
        """Tick, and show what was made; the posting as it stands then."""
        assert await self.tick() == 1
        await self.work()
        return await self.latest()

    async def latest(self) -> Posting:
        posting = await self.stores.postings.latest_posting(await self.place())
        assert posting is not None, "nothing was posted"
        return posting

    async def answered(
        self, who: Origin, score: float | None = 3.0, text: str = "Flip it often.", posting: Posting | None = None
    ) -> Answer:
        """An answer to the latest posting, graded unless there is no score, and its refresh."""
        posting = posting or await self.latest()
        self.events += 1
        place = await self.place(who)
        answer = NewAnswer(
            f"answer-{self.events}", place, who, posting.question_id, text, self.now, self.now.date(), posting.id
        )
        job = NewJob(JobKind.GRADE, "grade", {"workspace_id": place.workspace_id}, self.now)
        stored = (await self.stores.ledger.submit(answer, job)).answer
        if score is not None:
            await self.graded(stored, score)
        await self.changed(posting)
        return stored

    async def graded(self, answer: Answer, score: float, *, estimate: bool = False) -> None:
        jobs = await self.stores.jobs.claim([JobKind.GRADE], 99, self.now, 30)
        job = next(job for job in jobs if job.payload["answer_id"] == answer.id)
        verdict = samples.verdict(answer.text, score, estimate=estimate)
        assert await self.stores.ledger.save_grade(job, answer.id, verdict, self.now, None)
        for other in jobs:
            await self.stores.jobs.retry(other, self.now, "not yet", failed=False)

    async def changed(self, posting: Posting) -> None:
        """Queue what the inbox queues when an answer came."""
        self.events += 1
        payload = {"workspace_id": (await self.place()).workspace_id, "posting_id": posting.id}
        await self.stores.jobs.add(NewJob(JobKind.REFRESH, f"refresh:{self.events}", payload, self.now))

    async def does(self, text: str, who: Origin = ADA, key: str = "", **options: str) -> Reply:
        """What is said to somebody who types `schedule` with a text, or whose button has options."""
        reply = await dispatch(self.room, self.event(text, who, key, options))
        assert reply is not None
        return reply

    async def suggests(self, who: Origin = BOB, **options: str) -> Reply:
        event = replace(self.event("", who, "", options), command="suggest")
        reply = await dispatch(self.room, event)
        assert reply is not None
        return reply

    def event(self, text: str, who: Origin, key: str = "", options: Mapping[str, str] | None = None) -> ChatEvent:
        self.events += not key
        by_admin = who.user == "ada"
        return ChatEvent(key or f"event-{self.events}", who, self.now, "schedule", text, options or {}, by_admin)

    async def sends(self, options: Mapping[str, str]) -> Reply:
        """What is said to `ada` who sends a form with these values."""
        reply = await dispatch(self.room, self.event("", ADA, "", options))
        assert reply is not None
        return reply

    async def form(
        self, text: str = "", options: Mapping[str, str] | None = None, who: Origin = ADA
    ) -> Form | Reply | None:
        """What a platform opens for somebody who types `schedule` with a text, or whose button has options."""
        return await form_for(self.room, self.event(text, who, "", options))

    async def pressed(self, reply: Reply, label: str, who: Origin = ADA, key: str = "") -> Reply:
        """What is said to somebody who presses a button."""
        button = next(button for button in buttons(reply) if button.label == label)
        event = replace(self.event("", who, key, button.options), command=button.command)
        answer = await dispatch(self.room, event)
        assert answer is not None
        return answer

    async def set_up(self, words: str, who: Origin = ADA) -> Reply:
        """Propose a schedule in words, and save it."""
        return await self.pressed(await self.does(words, who), "Save", who)


async def saved(group: RhythmGroup, said: str) -> int:
    """The number of a schedule that is set up in words."""
    await group.set_up(said)
    return (await group.room.scheduling.saved(await group.place()))[-1].id


def buttons(reply: Reply) -> list[Button]:
    return [button for part in reply.parts if isinstance(part, Buttons) for button in part.items]


def words(reply: Reply) -> str:
    """All that a reply says, with Markdown's marks."""
    return "\n".join(said for part in reply.parts for said in _words(part))


def _words(part: object) -> Sequence[str]:
    match part:
        case Heading(text) | Text(text):
            return [text]
        case Quotation(text, about):
            return [f"{text} ({about})"]
        case Facts(items):
            return [f"{fact.label}: {fact.value}" for fact in items]
        case Rows(columns, rows):
            return [" | ".join(columns), *(" | ".join(row) for row in rows)]
        case Buttons(items):
            return [f"[{button.label}]" for button in items]
        case _:
            return []
