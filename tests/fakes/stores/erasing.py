from __future__ import annotations

from dataclasses import replace
from itertools import count

from bot.core.delivery.names import answer_slot
from bot.core.grading.grade import GradeState
from bot.core.records import Answer, JobKind, NewJob, Place
from tests.fakes.stores.state import MemoryState
from tests.fakes.stores.together import drop_together

_edits = count(1)


def replace_text(state: MemoryState, answer: Answer, text: str, job: NewJob) -> Answer | None:
    counting = state.counting.get(answer.id)
    stood_in = counting is not None and counting.stand_in
    if answer.state is not GradeState.WAITING and not (answer.state is GradeState.PROVISIONAL and stood_in):
        return None
    if answer.text == text:
        return answer
    for row in state.jobs.about({answer.id}):
        if row.new.kind in {JobKind.GRADE, JobKind.DELIVER} and row.outcome != "done":
            row.end("done", "replaced", job.due_at)
        elif row.new.kind is JobKind.ESTIMATE:
            row.token = row.leased_until = None
    state.counting.pop(answer.id, None)
    state.grades = {key: grade for key, grade in state.grades.items() if grade.answer_id != answer.id}
    payload = {**job.payload, "answer_id": answer.id}
    state.jobs.put(replace(job, key=f"{job.key}:{answer.id}:edit-{next(_edits)}", payload=payload))
    return state.mark(answer.id, text=text, state=GradeState.WAITING)


def forget(state: MemoryState, place: Place) -> int:
    member = (place.workspace_id, place.member_id)
    user = next((key[1] for key, one in state.members.items() if (key[0], one) == member), None)
    if user is None:
        return 0
    platform, workspace = next(name for name, one in state.workspaces.items() if one == place.workspace_id)
    mine = {one.id: one for one in state.answers.values() if (one.workspace_id, one.member_id) == member}
    state.jobs.drop(state.jobs.about(mine))
    state.jobs.end_events({"platform": platform, "workspace": workspace, "user": user})
    drop_together(state, place.member_id, mine)
    _drop_answers(state, mine)
    _drop_person(state, place.workspace_id, user)
    _drop_interviews(state, place)
    _drop_pairs(state, place, user)
    return len(mine)


def _drop_answers(state: MemoryState, mine: dict[int, Answer]) -> None:
    slots = {answer_slot(answer) for answer in mine.values()}
    state.deliveries = {key: row for key, row in state.deliveries.items() if row.slot not in slots}
    state.events = {key: answer for key, answer in state.events.items() if answer not in mine}
    state.grades = {key: grade for key, grade in state.grades.items() if grade.answer_id not in mine}
    for answer_id in mine:
        del state.answers[answer_id]
        state.counting.pop(answer_id, None)
        state.contests.pop(answer_id, None)
        state.self_checks.pop(answer_id, None)


def _drop_person(state: MemoryState, workspace_id: int, user: str) -> None:
    member = state.members.pop((workspace_id, user))
    state.names.pop(member, None)
    state.zones.pop(member, None)
    state.moves.pop(member, None)
    state.chosen.pop(member, None)
    state.interview_days.pop(member, None)
    state.decks.pop(member, None)
    state.passes = {one: at for one, at in state.passes.items() if one[1] != member}
    state.suggestions = {
        key: suggestion for key, suggestion in state.suggestions.items() if state.suggested_by[suggestion.id] != member
    }


def _drop_interviews(state: MemoryState, place: Place) -> None:
    jobs, said = state.interviews.forget(place)
    state.jobs.drop(state.jobs.named(jobs))
    state.deliveries = {
        key: row
        for key, row in state.deliveries.items()
        if not (said and (key[0].startswith(said) or row.slot.startswith(said)))
    }


def _drop_pairs(state: MemoryState, place: Place, user: str) -> None:
    slots = state.pairs.forget(place, user)
    state.deliveries = {key: row for key, row in state.deliveries.items() if row.slot not in slots}
