"""`greenroom grade` with a model behind a server of the Messages API."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from bot.adapters.claude import Access, ClaudeBatches
from bot.cli import app
from bot.cli.batching import replace_results
from bot.cli.bulk import TRIES
from bot.cli.sole_use import sole_use
from bot.core.errors import GreenroomError, JudgeUnavailableError
from bot.core.retry import FIRST_WAIT
from tests.wire.messages_server import KEY, MessagesServer, Received, Response, answer_in, fails, opinion, says, sends
from tests.wire.running import Home

QUESTION = "ml-l1-l2"
TEXTS = {
    "one": "L1 adds the absolute weights and L2 the squares.",
    "two": "I would standardise first, then tune lambda on later months.",
    "three": "A kept feature predicts; it does not make anyone cancel.",
}


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[MessagesServer]:
    for name in os.environ:
        if name.startswith(("GREENROOM_", "ANTHROPIC_")) and name != "GREENROOM_CACHE_DIR":
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("bot.core.retry.FIRST_WAIT", 0.001)
    with MessagesServer().running() as running:
        monkeypatch.setenv("GREENROOM_CLAUDE_BASE_URL", running.url)
        monkeypatch.setenv("ANTHROPIC_API_KEY", KEY)
        yield running


def line(answer_id: object, answer: str, question: str = QUESTION) -> str:
    return json.dumps({"id": answer_id, "question": question, "answer": answer}) + "\n"


def given(**texts: str) -> None:
    Path("in.jsonl").write_text("".join(line(name, text) for name, text in texts.items()))


def grade(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["grade", *arguments])


def written(name: str = "out.jsonl") -> list[dict[str, Any]]:
    return [json.loads(held) for held in Path(name).read_text().splitlines()]


def test_a_file_is_graded_in_order_by_the_model_that_is_set_up(server: MessagesServer) -> None:
    given(**TEXTS)
    done = grade("--answers", "in.jsonl", "--out", "out.jsonl")
    assert (done.exit_code, done.stderr) == (0, "3 graded, 0 not gradable\n")
    results = written()
    assert [held["id"] for held in results] == list(TEXTS)
    for held in results:
        assert (held["overall"], held["low"], held["high"], held["estimate"]) == (75, 75, 75, False)
        assert held["judge"]["name"] == "claude"
        assert held["quotes"][0] in TEXTS[held["id"]]
        assert held["usage"]["calls"] == 1
        assert held["usage"]["cost_usd"] > 0


def test_one_answer_gets_its_card(server: MessagesServer) -> None:
    Path("mine.txt").write_text(TEXTS["one"])
    done = grade("--question", QUESTION, "--answer", "mine.txt")
    assert done.exit_code == 0
    assert "75" in done.stdout
    assert "Name the sample size." in done.stdout


def test_a_run_that_was_cut_off_goes_on_after_its_last_whole_line(server: MessagesServer) -> None:
    given(**TEXTS)
    grade("--answers", "in.jsonl", "--out", "out.jsonl")
    whole = Path("out.jsonl").read_bytes()
    first, second, _ = whole.splitlines(keepends=True)
    asked = len(server.bodies())
    Path("out.jsonl").write_bytes(first + second[:100])
    done = grade("--answers", "in.jsonl", "--out", "out.jsonl")
    assert (done.exit_code, done.stderr) == (0, "2 graded, 0 not gradable, 1 were there already\n")
    assert [held["id"] for held in written()] == list(TEXTS)
    assert Path("out.jsonl").read_bytes().startswith(first)
    assert len(server.bodies()) == asked + 2
    grade("--answers", "in.jsonl", "--out", "out.jsonl")
    assert len(server.bodies()) == asked + 2


@pytest.mark.parametrize(
    ("held", "said"),
    [
        ('{"id": "other", "question": "ml-l1-l2", "overall": 1}\n', "another answer in line 1"),
        ('{"id": "one", "question": "ml-l1-l2", "overall": 1, "judge": {"name": "coverage"}}\n', "another judge"),
        ("a shopping list\n", "no result in line 1"),
        ('{"id": "one", "error": "x"}\n' * 4, "4 results for 3 answers"),
    ],
)
def test_results_of_something_else_are_neither_mixed_nor_overwritten(
    server: MessagesServer, held: str, said: str
) -> None:
    given(**TEXTS)
    Path("out.jsonl").write_text(held)
    done = grade("--answers", "in.jsonl", "--out", "out.jsonl")
    assert isinstance(done.exception, GreenroomError)
    assert said in str(done.exception)
    assert "--start-over" in str(done.exception)
    assert Path("out.jsonl").read_text() == held
    assert grade("--answers", "in.jsonl", "--out", "out.jsonl", "--start-over").exit_code == 0
    assert len(written()) == 3


def test_a_busy_judge_is_asked_again_as_late_as_it_says(server: MessagesServer) -> None:
    given(one=TEXTS["one"])
    server.script += [fails(429, "rate_limit_error", retry_after="0.01"), fails(529, "overloaded_error")]
    done = grade("--answers", "in.jsonl", "--out", "out.jsonl")
    assert done.exit_code == 0
    assert written()[0]["overall"] == 75
    assert len(server.bodies()) == 3
    assert FIRST_WAIT >= 1


def test_an_answer_that_no_reply_can_be_read_for_has_its_line_and_is_no_zero(server: MessagesServer) -> None:
    given(**TEXTS)
    server.model = lambda body: "I refuse." if "lambda" in answer_in(body) else json.dumps(opinion(body))
    done = grade("--answers", "in.jsonl", "--out", "out.jsonl")
    assert (done.exit_code, done.stderr) == (0, "2 graded, 1 not gradable\n")
    failed = written()[1]
    assert failed["error"] == "the judge is unavailable: malformed (no JSON object with criteria)"
    assert (failed["id"], failed["question"], failed["reason"]) == ("two", QUESTION, "malformed")
    assert "overall" not in failed
    assert failed["usage"]["calls"] == 2


def test_a_wrong_key_ends_the_run_at_once_with_what_to_do(
    server: MessagesServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GREENROOM_CLAUDE_API_KEY", "wrong")
    given(**TEXTS)
    done = grade("--answers", "in.jsonl", "--out", "out.jsonl")
    assert done.exit_code == 1
    assert "wrong-key" in done.stderr
    assert "GREENROOM_CLAUDE_API_KEY" in done.stderr
    assert Path("out.jsonl").read_text() == ""
    monkeypatch.setenv("GREENROOM_CLAUDE_API_KEY", KEY)
    assert grade("--answers", "in.jsonl", "--out", "out.jsonl").exit_code == 0
    assert len(written()) == 3


def test_a_server_that_stays_away_ends_the_run_and_the_next_one_goes_on(
    server: MessagesServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    given(**TEXTS)
    down = {"two": True}
    respond = server.respond

    def flaky(received: Received) -> Response:
        if down["two"] and "standardise" in answer_in(received.body):
            return fails(500, "api_error", "on fire")(server, received)
        return respond(received)

    monkeypatch.setattr(server, "respond", flaky)
    done = grade("--answers", "in.jsonl", "--out", "out.jsonl")
    assert done.exit_code == 1
    assert "1 graded" in done.stderr
    assert "server-error (on fire)" in done.stderr
    assert "go on from there" in done.stderr
    down["two"] = False
    assert grade("--answers", "in.jsonl", "--out", "out.jsonl").exit_code == 0
    assert [held["overall"] for held in written()] == [75, 75, 75]


def test_a_judge_that_asks_for_an_hour_is_left_for_later(server: MessagesServer) -> None:
    given(one=TEXTS["one"])
    server.script.append(fails(429, "rate_limit_error", "come back later", retry_after="3600"))
    done = grade("--answers", "in.jsonl", "--out", "out.jsonl")
    assert done.exit_code == 1
    assert "rate-limited (come back later); it asks to be left alone for 60 min; run the same command" in done.stderr
    assert len(server.bodies()) == 1


@pytest.mark.parametrize("changed", ["answer", "style"])
def test_an_answer_that_was_changed_and_another_style_are_another_result(server: MessagesServer, changed: str) -> None:
    given(**TEXTS)
    grade("--answers", "in.jsonl", "--out", "out.jsonl")
    held = "".join(Path("out.jsonl").read_text().splitlines(keepends=True)[:1])
    Path("out.jsonl").write_text(held)
    asked = len(server.bodies())
    if changed == "answer":
        given(**TEXTS | {"one": TEXTS["three"]})
    more = ["--style", "netflix"] if changed == "style" else []
    for way in ([], ["--batch"]):
        done = grade("--answers", "in.jsonl", "--out", "out.jsonl", *more, *way)
        assert isinstance(done.exception, GreenroomError)
        said = "in another style" if changed == "style" else "of another answer with the same id"
        assert f"holds the result {said} in line 1" in str(done.exception)
    assert Path("out.jsonl").read_text() == held
    assert len(server.received) == asked


def test_results_from_before_they_told_of_style_and_answer_are_gone_on_with(server: MessagesServer) -> None:
    given(**TEXTS)
    grade("--answers", "in.jsonl", "--out", "out.jsonl")
    first = written()[0]
    del first["style"], first["answer_sha256"]
    Path("out.jsonl").write_text(json.dumps(first) + "\n")
    done = grade("--answers", "in.jsonl", "--out", "out.jsonl")
    assert done.stderr == "2 graded, 0 not gradable, 1 were there already\n"


def test_two_runs_do_not_write_to_one_file(server: MessagesServer) -> None:
    given(**TEXTS)
    with sole_use(Path("out.jsonl")):
        for more in ([], ["--batch"], ["--start-over"]):
            done = grade("--answers", "in.jsonl", "--out", "out.jsonl", *more)
            assert (done.exit_code, done.stdout) == (1, "")
            assert done.stderr == (
                "greenroom: another run is writing to out.jsonl; wait until it has ended, or choose another --out\n"
            )
    assert server.received == []
    assert grade("--answers", "in.jsonl", "--out", "out.jsonl").exit_code == 0


def test_starting_over_says_how_to_go_on_without_starting_over_again(server: MessagesServer) -> None:
    given(one=TEXTS["one"])
    server.script.append(fails(429, "rate_limit_error", retry_after="3600"))
    done = grade("--answers", "in.jsonl", "--out", "out.jsonl", "--start-over")
    assert "run the same command without --start-over to go on from there" in done.stderr


def test_tries_that_came_to_nothing_are_part_of_what_an_answer_took(server: MessagesServer) -> None:
    given(one=TEXTS["one"])
    server.script += [says("no grade in this"), fails(529, "overloaded_error")]
    grade("--answers", "in.jsonl", "--out", "out.jsonl")
    usage = written()[0]["usage"]
    sent = sum(len(block["text"]) for block in server.bodies()[0]["messages"][0]["content"][-1:])
    assert usage["calls"] == 3
    assert usage["input_tokens"] == 2 * (sent // 4)
    assert usage["cache_read_tokens"] == usage["cache_write_tokens"] > 0


def test_a_line_of_nothing_but_a_byte_order_mark_is_blank(server: MessagesServer) -> None:
    Path("in.jsonl").write_bytes(b"\xef\xbb\xbf\r\n" + line("one", TEXTS["one"]).encode())
    done = grade("--answers", "in.jsonl")
    assert done.stderr == "1 graded, 0 not gradable\n"


def test_requests_are_dumped_exactly_as_they_are_sent_and_none_is(
    server: MessagesServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    given(**TEXTS)
    monkeypatch.setattr("bot.adapters.claude.judge.secrets.token_hex", lambda _size: "0123456789abcdef")
    done = grade("--answers", "in.jsonl", "--dump-requests", "dump")
    assert (done.exit_code, done.stdout) == (0, "")
    assert server.received == []
    assert sorted(path.name for path in Path("dump").iterdir()) == ["one.json", "three.json", "two.json"]
    grade("--answers", "in.jsonl", "--out", "out.jsonl")
    sent = {answer_in(item.body): item.raw for item in server.received}
    for name, text in TEXTS.items():
        assert Path("dump", f"{name}.json").read_bytes() == sent[text]


def test_dumping_needs_no_key_and_names_files_safely(server: MessagesServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ANTHROPIC_API_KEY")
    monkeypatch.delenv("GREENROOM_CLAUDE_BASE_URL")
    ids: list[object] = [
        "../../etc/passwd",
        "a b",
        "a_b",
        "A_B",
        "",
        None,
        7,
        "con",
        "é" * 300,
        {"x": 1},
        "...",
        "x" * 500,
    ]
    Path("in.jsonl").write_text("".join(line(item, TEXTS["one"]) for item in ids) + line("empty", " ") + "{}\n")
    done = grade("--answers", "in.jsonl", "--dump-requests", "deep/er")
    assert done.exit_code == 0
    names = {path.name for path in Path("deep/er").iterdir()}
    assert len(names) == len(ids)
    assert len({name.lower() for name in names}) == len(ids)
    assert {"etc_passwd.json", "a_b.json", "a_b-2.json", "A_B-3.json", "line-6.json", "7.json", "_con.json"} <= names
    assert all(len(name) < 100 for name in names)
    assert "empty: graded without a request: empty" in done.stderr
    assert 'line 14: line 14 has no text under "question"' in done.stderr
    assert "12 requests written to deep/er" in done.stderr


def test_one_answer_can_be_dumped_as_well(server: MessagesServer) -> None:
    Path("mine.txt").write_text(TEXTS["one"])
    grade("--question", QUESTION, "--answer", "mine.txt", "--dump-requests", "dump")
    assert answer_in(json.loads(Path("dump", f"{QUESTION}.json").read_text())) == TEXTS["one"]
    assert server.received == []


def test_a_folder_that_cannot_be_written_to_gets_one_line(server: MessagesServer) -> None:
    given(**TEXTS)
    Path("taken").write_text("")
    done = grade("--answers", "in.jsonl", "--dump-requests", "taken")
    assert done.exit_code == 1
    assert "cannot write to taken" in done.stderr


def test_a_batch_gives_results_in_order_at_half_the_price(server: MessagesServer) -> None:
    server.looks = 0
    given(**TEXTS, empty="")
    Path("in.jsonl").write_text(Path("in.jsonl").read_text() + "not json\n" + line("odd", "x", "no-such-question"))
    server.batched["line-000003"] = {
        "type": "errored",
        "error": {"type": "error", "error": {"type": "api_error", "message": "broke"}},
    }
    done = grade("--answers", "in.jsonl", "--out", "out.jsonl", "--batch")
    assert done.exit_code == 0
    assert done.stderr == "3 graded, 3 not gradable; run the same command again to hand in 1 of these again\n"
    one, two, three, empty, broken, odd = written()
    assert (one["id"], one["overall"], two["overall"], empty["overall"]) == ("one", 75, 75, 0)
    assert (three["error"], three["reason"]) == ("the judge is unavailable: server-error (broke)", "server-error")
    assert (three["usage"]["calls"], three["usage"]["cost_usd"]) == (0, 0)
    assert "not JSON" in broken["error"]
    assert "no-such-question" in odd["error"]
    assert not Path("out.jsonl.batch.json").exists()
    grade("--answers", "in.jsonl", "--out", "plain.jsonl")
    for usage in (one["usage"],):
        full = usage["input_tokens"] * 2 + usage["output_tokens"] * 10
        full += usage["cache_write_tokens"] * 2.5 + usage["cache_read_tokens"] * 0.1
        assert usage["cost_usd"] == pytest.approx(full / 1e6 / 2)


def test_an_invented_quote_in_a_batch_is_asked_about_in_a_second_one(server: MessagesServer) -> None:
    server.looks = 0
    given(**TEXTS)
    server.model = lambda body: json.dumps(
        opinion(body, quote="I never said that at all") if "lambda" in answer_in(body) else opinion(body)
    )
    done = grade("--answers", "in.jsonl", "--out", "out.jsonl", "--batch")
    assert done.exit_code == 0
    assert [len(batch.requests) for batch in server.batches.values()] == [3, 1]
    assert [held["overall"] for held in written()] == [75, 25, 75]
    assert written()[1]["usage"]["calls"] == 2


async def _interrupted(_batches: ClaudeBatches, _batch_id: str) -> Any:
    raise KeyboardInterrupt


def test_an_interrupted_batch_is_found_again_and_not_paid_twice(
    server: MessagesServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.looks = 5
    given(**TEXTS)
    with monkeypatch.context() as patch:
        patch.setattr(ClaudeBatches, "state", _interrupted)
        grade("--answers", "in.jsonl", "--out", "out.jsonl", "--batch")
    assert len(server.batches) == 1
    assert Path("out.jsonl").read_text() == ""
    monkeypatch.setattr("bot.core.grading.batching.FIRST_PAUSE", 0.001)
    assert grade("--answers", "in.jsonl", "--out", "out.jsonl", "--batch").exit_code == 0
    assert len(server.batches) == 1
    assert [held["overall"] for held in written()] == [75, 75, 75]


def test_a_batch_goes_on_with_what_is_graded_and_hands_in_again_what_is_not(server: MessagesServer) -> None:
    server.looks = 0
    given(**TEXTS)
    server.batched = {"line-000002": {"type": "expired"}, "line-000003": {"type": "canceled"}}
    done = grade("--answers", "in.jsonl", "--out", "out.jsonl", "--batch")
    assert done.stderr == "1 graded, 2 not gradable; run the same command again to hand in 2 of these again\n"
    assert [held.get("reason") for held in written()] == [None, "expired", "canceled"]
    first = Path("out.jsonl").read_text().splitlines()[0]
    server.batched = {}
    done = grade("--answers", "in.jsonl", "--out", "out.jsonl", "--batch")
    assert done.stderr == "2 graded, 0 not gradable, 1 were there already\n"
    assert [len(batch.requests) for batch in server.batches.values()] == [3, 2]
    assert Path("out.jsonl").read_text().splitlines()[0] == first
    done = grade("--answers", "in.jsonl", "--out", "out.jsonl", "--batch")
    assert done.stderr == "0 graded, 0 not gradable, 3 were there already\n"
    assert len(server.batches) == 2
    assert [held["overall"] for held in written()] == [75, 75, 75]


def test_who_may_read_the_results_stays_as_it_was_when_they_are_replaced(tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    out.write_bytes(b"old\n")
    out.chmod(0o600)
    replace_results(out, [b"new\n"])
    assert out.read_bytes() == b"new\n"
    assert out.stat().st_mode & 0o777 == 0o600


def test_what_was_begun_line_by_line_can_be_ended_by_a_batch(server: MessagesServer) -> None:
    server.looks = 0
    given(**TEXTS)
    grade("--answers", "in.jsonl", "--out", "out.jsonl")
    first = Path("out.jsonl").read_text().splitlines(keepends=True)[0]
    Path("out.jsonl").write_text(first + '{"id": "two", "ov')
    done = grade("--answers", "in.jsonl", "--out", "out.jsonl", "--batch")
    assert done.stderr == "2 graded, 0 not gradable, 1 were there already\n"
    assert [held["overall"] for held in written()] == [75, 75, 75]


def test_a_batch_that_arrived_without_a_word_is_not_paid_twice(
    server: MessagesServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.looks, server.deaf = 0, 2
    given(**TEXTS)
    monkeypatch.setattr("bot.core.grading.batching.FIRST_PAUSE", 1e9)  # ends at the first failure
    done = grade("--answers", "in.jsonl", "--out", "out.jsonl", "--batch")
    assert done.exit_code == 1
    assert "run the same command again to go on with the batch" in done.stderr
    assert len(server.batches) == 1
    assert grade("--answers", "in.jsonl", "--out", "out.jsonl", "--batch").exit_code == 0
    assert len(server.batches) == 1
    assert [held["overall"] for held in written()] == [75, 75, 75]


@pytest.mark.parametrize("how", ["thrown away", "not known"])
def test_a_batch_whose_results_are_gone_says_what_helps(
    server: MessagesServer, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    server.looks = 0
    given(**TEXTS)
    with monkeypatch.context() as patch:
        patch.setattr(ClaudeBatches, "results", _interrupted)
        grade("--answers", "in.jsonl", "--out", "out.jsonl", "--batch")
    if how == "thrown away":
        server.batches["msgbatch_1"].archived = True
    else:
        server.batches["msgbatch_x"] = server.batches.pop("msgbatch_1")
    done = grade("--answers", "in.jsonl", "--out", "out.jsonl", "--batch")
    assert done.exit_code == 1
    assert "batch-gone (msgbatch_1: " in done.stderr
    assert done.stderr.endswith("; --start-over hands its answers in anew\n")
    assert grade("--answers", "in.jsonl", "--out", "out.jsonl", "--batch", "--start-over").exit_code == 0
    assert [held["overall"] for held in written()] == [75, 75, 75]


def test_a_batch_of_other_answers_is_not_taken_for_this_one(server: MessagesServer) -> None:
    given(**TEXTS)
    Path("out.jsonl.batch.json").write_text(json.dumps({"key": "another", "rounds": [["msgbatch_9"]]}))
    done = grade("--answers", "in.jsonl", "--out", "out.jsonl", "--batch")
    assert "out.jsonl.batch.json belongs to a run with other answers" in str(done.exception)
    assert server.batches == {}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--batch", "--answers", "in.jsonl"), "--out"),
        (("--batch", "--question", QUESTION, "--answer", "x"), "--answers FILE --out FILE"),
    ],
)
def test_a_batch_that_could_not_be_found_again_is_refused(
    server: MessagesServer, arguments: tuple[str, ...], said: str
) -> None:
    given(**TEXTS)
    done = grade(*arguments)
    assert done.exit_code == 2
    assert said in done.stderr


def test_claude_without_a_key_or_a_server_is_a_setting_to_mend(
    server: MessagesServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ANTHROPIC_API_KEY")
    monkeypatch.delenv("GREENROOM_CLAUDE_BASE_URL")
    monkeypatch.setenv("GREENROOM_GRADER", "claude")
    given(**TEXTS)
    done = grade("--answers", "in.jsonl")
    assert "GREENROOM_CLAUDE_API_KEY: is needed" in str(done.exception)


async def test_the_batches_tell_failures_as_the_judge_does(server: MessagesServer) -> None:
    batches = ClaudeBatches("claude-sonnet-5-5", Access("wrong", server.url))
    with pytest.raises(JudgeUnavailableError, match="wrong-key"):
        await batches.create({})
    await batches.close()


def test_a_page_instead_of_a_message_is_asked_for_again(server: MessagesServer) -> None:
    given(one=TEXTS["one"])
    server.script += [sends(200, b"<html>", "text/html"), sends(200, b"null"), sends(200, b"{half")]
    done = grade("--answers", "in.jsonl", "--out", "out.jsonl")
    assert (done.exit_code, done.stderr) == (0, "1 graded, 0 not gradable\n")
    assert written()[0]["overall"] == 75


async def test_batches_of_a_server_of_another_kind_are_no_message(
    server: MessagesServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        server, "_batch", lambda _rest, _received: Response(200, b"<html>", {"content-type": "text/html"})
    )
    batches = ClaudeBatches("claude-sonnet-5-5", Access(KEY, server.url))
    long_ago = datetime(2000, 1, 1, tzinfo=UTC)
    for call in (batches.create({}), batches.state("msgbatch_1"), batches.find(long_ago, 1)):
        with pytest.raises(JudgeUnavailableError, match="no-message"):
            await call
    await batches.close()


def test_a_batchs_error_without_a_word_is_a_failure_of_that_answer(server: MessagesServer) -> None:
    server.looks = 0
    given(one=TEXTS["one"])
    server.batched["line-000001"] = {"type": "errored"}
    done = grade("--answers", "in.jsonl", "--out", "out.jsonl", "--batch")
    assert done.exit_code == 0
    assert done.stderr.startswith("0 graded, 1 not gradable; ")


def test_a_server_of_another_kind_ends_the_run_with_what_to_do(server: MessagesServer) -> None:
    given(one=TEXTS["one"])
    server.script += [sends(200, b"<html>", "text/html")] * TRIES
    done = grade("--answers", "in.jsonl", "--out", "out.jsonl")
    assert done.exit_code == 1
    assert "no-message" in done.stderr
    assert "a server of the Messages API" in done.stderr
    assert Path("out.jsonl").read_text() == ""


@pytest.mark.slow
def test_the_program_as_a_process_grades_over_http(home: Home, server: MessagesServer) -> None:
    settings = {"GREENROOM_CLAUDE_BASE_URL": server.url, "GREENROOM_CLAUDE_API_KEY": KEY}
    done = home.run("grade", "--answers", "-", stdin=line(1, TEXTS["one"]), **settings)
    assert (done.code, done.err) == (0, "1 graded, 0 not gradable\n")
    assert json.loads(done.out)["overall"] == 75


@pytest.mark.slow
def test_the_sdk_is_not_loaded_before_it_is_needed(home: Home, server: MessagesServer) -> None:
    given(**TEXTS)
    settings = {"GREENROOM_CLAUDE_BASE_URL": server.url, "PYTHONPROFILEIMPORTTIME": "1"}
    for call in (
        ("ask",),
        ("--version",),
        ("grade", "--answers", str(Path("in.jsonl").resolve()), "--dump-requests", "d"),
    ):
        done = home.run(*call, **settings)
        assert done.code == 0
        assert "bot.settings" in done.err or call == ("--version",)
        assert "anthropic" not in done.err.replace("ANTHROPIC", "")
