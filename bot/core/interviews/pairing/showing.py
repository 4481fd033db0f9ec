"""Showing a pair's views where they belong, each in a place of its own that is put right as it changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace

from bot.core.chat import Reply
from bot.core.errors import GreenroomError, TryLaterError, UndeliverableError
from bot.core.interviews.pairing.debrief import look_back
from bot.core.interviews.pairing.moves import settled
from bot.core.interviews.pairing.state import Pair, Role, Seat
from bot.core.interviews.pairing.storing import KeptPair, Pairs
from bot.core.interviews.pairing.views import slot_of, time_up_key
from bot.core.interviews.script import Script, make_script
from bot.core.interviews.stranding import loses_its_place
from bot.core.ports import Chat, Clock
from bot.core.records import Job, Origin
from bot.core.replies.pairing import card_reply, farewell_reply, invitation_reply, lost_reply
from bot.core.replies.pairing_debrief import pair_debrief_reply
from bot.core.replies.pairing_panel import desk_reply, facts_reply, script_reply, sheet_reply, time_up_reply
from bot.core.worker import Handled


@dataclass(frozen=True, slots=True)
class ShowPair:
    """Handler of a pair's jobs: shows what has changed, and tells the reader when a part's time is used up.

    Attributes:
        pairs: The pairs.
        chats: Platforms by name.
        clock: Time.
    """

    pairs: Pairs
    chats: Mapping[str, Chat]
    clock: Clock

    async def __call__(self, job: Job) -> Handled:
        """Show the job's views as they stand now; whoever cannot be reached does not hold up the other one.

        Raises:
            TryLaterError: The platform is not connected in this process, or cannot take it now.
            UndeliverableError: One of the views cannot be shown.
        """
        workspace_id, pair_id = int(str(job.payload["workspace_id"])), int(str(job.payload["pair_id"]))
        kept = await self.pairs.store.get(workspace_id, pair_id)
        if kept is None:
            return Handled.DONE
        chat = self.chats.get(kept.pair.home.platform)
        if chat is None:
            raise TryLaterError(f"{kept.pair.home.platform} is not connected")
        script = make_script(self.pairs.content, kept.pair.plan_id)
        if "stage" in job.payload:
            await self._tell_time(chat, script, kept, str(job.payload["stage"]))
        listed, failed = job.payload.get("views", []), dict[str, UndeliverableError]()
        for view in map(str, listed if isinstance(listed, list) else []):
            try:
                await self._show(chat, script, kept, view)
            except UndeliverableError as error:
                failed |= {} if view == "invitation" else {view: error}  # somebody unknown may have been named
        if failed:
            await self._lose(chat, kept, failed)
            raise next(iter(failed.values()))
        return Handled.DONE

    async def _lose(self, chat: Chat, kept: KeptPair, failed: Mapping[str, UndeliverableError]) -> None:
        """Stop the clock where a view has lost its place, and tell the candidate, who has no desk that says so."""
        lost = [view for view, error in failed.items() if loses_its_place(error)]
        if not (lost and await self.pairs.lose(kept, lost, self.clock.now())):
            return
        if "card" in lost and kept.pair.candidate is not None:
            origin, slot = kept.pair.home.origin(kept.pair.candidate), slot_of(kept.id, "lost")
            with suppress(GreenroomError):
                await chat.deliver(origin, lost_reply(kept), f"{slot}/{kept.revision}", slot=slot)

    async def _show(self, chat: Chat, script: Script, kept: KeptPair, view: str) -> None:
        pair, revision = kept.pair, kept.pair.changed.get(view, 0)
        origin, reply = _origin(pair, view), self._reply(script, kept, view)
        if origin is None or reply is None or view in pair.unshown:
            return

        async def still() -> bool:
            now = await self.pairs.store.get(kept.workspace_id, kept.id)
            return now is not None and now.pair.changed.get(view, 0) == revision

        slot = slot_of(kept.id, view, pair.moved)
        shown = replace(reply, vital=True)
        thread = await chat.deliver(origin, shown, f"{slot}/{revision}", slot=slot, still=still)
        if view == "card" and thread is not None:
            await self.pairs.found(kept, thread, self.clock.now())

    def _reply(self, script: Script, kept: KeptPair, view: str) -> Reply | None:
        """A view as it is now; none where there is nothing to show any more."""
        pair = kept.pair
        if view in {"facts", "script"} and not pair.phase.begun:
            return None
        shown: dict[str, Callable[[], Reply]] = {
            "card": lambda: card_reply(script, kept),
            "invitation": lambda: invitation_reply(script, kept),
            "farewell": farewell_reply,
            "facts": lambda: facts_reply(script),
            "script": lambda: script_reply(script, kept),
            "sheet": lambda: sheet_reply(script, kept),
            "desk": lambda: desk_reply(script, kept),
        }
        if view in shown:
            return shown[view]()
        debrief = look_back(script, pair, self.pairs.content.bank)
        return pair_debrief_reply(debrief, kept, Role.READER if view == "reader-debrief" else Role.CANDIDATE)

    async def _tell_time(self, chat: Chat, script: Script, kept: KeptPair, stage_id: str) -> None:
        """Tell the reader, once a part, that its time is used up; not if they went on or stopped the clock."""
        pair = settled(kept.pair, self.clock.now())
        part = script.part(stage_id)
        used_up = pair.open_stage.seconds >= part.seconds - 1
        if pair.running_since is None or pair.stage != stage_id or not used_up or pair.reader is None:
            return
        await chat.deliver(pair.home.origin(pair.reader), time_up_reply(part), time_up_key(kept.id, stage_id))


def _origin(pair: Pair, view: str) -> Origin | None:
    """Where a view stands; none where there is nobody to see it."""
    match view:
        case "card":
            return pair.home.origin()
        case "invitation":
            asked = Seat(member_id=0, user=pair.invited, name=pair.invited_name)
            return pair.home.origin(asked) if pair.invited else None
        case "candidate-debrief":
            seat = pair.candidate
        case "farewell":
            seat = pair.reader or pair.candidate
        case _:
            seat = pair.reader
    return pair.home.origin(seat) if seat is not None else None
