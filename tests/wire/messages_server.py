"""A local server that speaks the Messages API and its batches, as documented, for tests with the real SDK.

It refuses what the real one refuses (no key, unknown parameters, too many cache breakpoints, a schema that is not
closed), keeps a cache by exact prefix, and otherwise does what a test tells it to.
"""

from __future__ import annotations

import json
import re
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.wire.messages_stream import Break, CutError, Piece, events, pieces_of

KEY = "test-key"

_PARAMETERS = frozenset(
    {"model", "max_tokens", "messages", "system", "output_config", "metadata", "stop_sequences", "thinking", "stream"}
)
_MOST_BREAKPOINTS = 4
_CHARACTERS_A_TOKEN = 4

Body = dict[str, Any]
Model = Callable[[Body], str]


@dataclass(frozen=True)
class Received:
    """A request as it came in."""

    method: str
    path: str
    headers: dict[str, str]
    raw: bytes

    @property
    def body(self) -> Body:
        held: Body = json.loads(self.raw)
        return held


@dataclass(frozen=True)
class Response:
    """What to send back.

    Attributes:
        status: HTTP status.
        body: JSON, or bytes as they are.
        headers: Further headers.
        delay: Seconds before it is sent.
        cut: Close the connection in the middle of it.
        chunks: What is sent piece by piece instead of the body, if anything.
    """

    status: int
    body: object
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0
    cut: bool = False
    chunks: Iterable[bytes] | None = None


Act = Callable[["MessagesServer", Received], Response]


def fails(status: int, kind: str, message: str = "no", **headers: str) -> Act:
    """An error in the API's shape; underscores in header names become hyphens."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _server, _received: Response(status, _error(kind, message), named)


def says(text: str, stop_reason: str | None = "end_turn", delay: float = 0.0) -> Act:
    """A message with this text."""

    def act(server: MessagesServer, received: Received) -> Response:
        return Response(200, server.message(received.body, text, stop_reason), delay=delay)

    return act


def streams(*pieces: Piece, stop_reason: str = "end_turn", broken: Break | None = None) -> Act:
    """A message that is streamed in these pieces, each after what has to be set before it."""

    def act(server: MessagesServer, received: Received) -> Response:
        text = "".join(piece for piece in pieces if isinstance(piece, str))
        message = server.message(received.body, text, stop_reason)
        return streamed(message, pieces, broken)

    return act


def streamed(message: Body, pieces: Iterable[Piece], broken: Break | None = None) -> Response:
    """The response that streams a message."""
    return Response(200, None, {"content-type": "text/event-stream"}, chunks=events(message, pieces, broken))


def answers_as(model: Model, delay: float = 0.0) -> Act:
    """A message with what a model makes of the request."""
    return lambda server, received: Response(
        200, server.message(received.body, model(received.body), "end_turn"), delay=delay
    )


def sends(status: int, raw: object, content_type: str = "application/json", *, cut: bool = False) -> Act:
    """Anything at all."""
    return lambda _server, _received: Response(status, raw, {"content-type": content_type}, cut=cut)


def answer_in(body: Body) -> str:
    """The answer in a request, as a model would read it."""
    fence = re.search(r"<answer-(\w+)>\n(.*)\n</answer-\1>", body["messages"][0]["content"][-1]["text"], re.DOTALL)
    assert fence is not None
    held: str = json.loads(fence.group(2))
    return held


def criteria_in(body: Body) -> list[str]:
    """Ids of the criteria that a request asks about."""
    listed = re.search(r"in this order: ([a-z0-9, -]+)\.", body["messages"][0]["content"][-1]["text"])
    assert listed is not None
    return listed.group(1).split(", ")


def opinion(body: Body, level: int = 3, quote: str | None = None, **changes: Any) -> Body:
    """A well-formed reply: the same level and quote for every criterion, the quote being the answer's first words."""
    evidence = " ".join(answer_in(body).split()[:6]) if quote is None else quote
    return {
        "criteria": [
            {
                "criterion_id": name,
                "evidence_quote": evidence if level else "",
                "reasoning": f"Nothing yet on the rest of {name}.",
                "level": level,
                "key_points": [],
                "improve": f"Say more on {name}.",
            }
            for name in criteria_in(body)
        ],
        "best": {"criterion_id": criteria_in(body)[0], "why": "It is precise."},
        "next_step": "Name the sample size.",
        "follow_up": "How long would you run it?",
        "mistakes": [],
        "audience_fit": "",
        "jargon": [],
        "lens": "",
    } | changes


def fair(body: Body) -> str:
    """A model that does as it is asked."""
    return json.dumps(opinion(body))


@dataclass
class Batch:
    """A batch, which ends after it has been looked at some times."""

    id: str
    requests: list[Body]
    looks: int
    archived: bool = False


class MessagesServer:
    """The server.

    Attributes:
        received: All requests, oldest first.
        script: What to do with the next requests to `/v1/messages`, each used once.
        model: What answers all others.
        looks: How often a batch is looked at before it has ended.
        batched: What comes of a batch's request, by the first 11 characters of its custom id, where it is not what
            the model says.
        deaf: How many of the next batches arrive without a word to whoever handed them in.
        features: Whether `output_config`, `cache_control` and `stream` are known here.
        ignores_stream: Whether whole messages are sent also where a stream is asked for.
    """

    def __init__(self) -> None:
        self.received: list[Received] = []
        self.script: deque[Act] = deque()
        self.model: Model = fair
        self.looks = 1
        self.batched: dict[str, Body] = {}
        self.deaf = 0
        self.batches: dict[str, Batch] = {}
        self.features = {"output_config": True, "cache_control": True, "effort": True, "stream": True}
        self.ignores_stream = False
        self._cache: set[str] = set()
        self._lock = threading.Lock()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}"

    @contextmanager
    def running(self) -> Iterator[MessagesServer]:
        thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._http.shutdown()
            self._http.server_close()
            thread.join()

    def bodies(self) -> list[Body]:
        """Bodies of the requests to `/v1/messages`."""
        return [item.body for item in self.received if item.path == "/v1/messages"]

    def respond(self, received: Received) -> Response:
        with self._lock:
            self.received.append(received)
            path = received.path.split("?")[0]
            if received.headers.get("authorization") != f"Bearer {KEY}":  # which is what SDK 2.12 sends a key as
                return Response(401, _error("authentication_error", "invalid API key"))
            if path == "/v1/messages" and received.method == "POST":
                act = self.script.popleft() if self.script else None
                if act is not None:
                    return self._as_asked(received, act(self, received))
                problem = self._problem(received.body)
                return problem or self._as_asked(received, answers_as(self.model)(self, received))
            if path.startswith("/v1/messages/batches"):
                return self._batch(path.removeprefix("/v1/messages/batches").strip("/"), received)
        return Response(404, _error("not_found_error", path))

    def _as_asked(self, received: Received, response: Response) -> Response:
        """A message as a stream where that was asked for."""
        message = response.body
        if self.ignores_stream or not received.body.get("stream") or response.status != 200:
            return response
        if response.chunks is not None or not isinstance(message, dict) or message.get("type") != "message":
            return response
        return replace(streamed(message, pieces_of(message["content"][0]["text"])), delay=response.delay)

    def message(self, body: Body, text: str, stop_reason: str | None) -> Body:
        """A message in the API's shape, its usage counted with a cache by exact prefix."""
        return {
            "id": f"msg_{len(self.received)}",
            "type": "message",
            "role": "assistant",
            "model": body["model"],
            "content": [{"type": "text", "text": text}],
            "stop_reason": stop_reason,
            "stop_sequence": None,
            "usage": self._usage(body, text),
        }

    def _usage(self, body: Body, text: str) -> Body:
        prefix, cached, written, rest = json.dumps(body.get("output_config")), 0, 0, 0
        for block in [*body["system"], *body["messages"][0]["content"]]:
            prefix += block["text"]
            tokens = len(block["text"]) // _CHARACTERS_A_TOKEN
            if "cache_control" not in block:
                rest += tokens
            elif prefix in self._cache:
                cached += tokens
            else:
                self._cache.add(prefix)
                written += tokens
        return {
            "input_tokens": rest,
            "output_tokens": len(text) // _CHARACTERS_A_TOKEN,
            "cache_creation_input_tokens": written,
            "cache_read_input_tokens": cached,
        }

    def _problem(self, body: Body) -> Response | None:
        """What the real server would refuse."""
        config = body.get("output_config", {})
        marked = [block for block in [*body["system"], *body["messages"][0]["content"]] if "cache_control" in block]
        schema = config.get("format", {}).get("schema")
        problems = [
            *(f"{name}: Extra inputs are not permitted" for name in body.keys() - _PARAMETERS),
            *(f"{name}: Field required" for name in {"model", "max_tokens", "messages"} - body.keys()),
            *["output_config: Extra inputs are not permitted"] * (bool(config) and not self.features["output_config"]),
            *["output_config.effort: not supported by this model"]
            * ("effort" in config and not self.features["effort"]),
            *["cache_control: Extra inputs are not permitted"] * (bool(marked) and not self.features["cache_control"]),
            *["stream: Extra inputs are not permitted"] * ("stream" in body and not self.features["stream"]),
            *["A maximum of 4 blocks with cache_control may be provided"] * (len(marked) > _MOST_BREAKPOINTS),
            *["output_config.format.schema: every object needs additionalProperties: false"]
            * (schema is not None and not _closed(schema)),
        ]
        return Response(400, _error("invalid_request_error", problems[0])) if problems else None

    def _batch(self, rest: str, received: Received) -> Response:
        if received.method == "POST" and not rest:
            batch = Batch(f"msgbatch_{len(self.batches) + 1}", received.body["requests"], self.looks)
            self.batches[batch.id] = batch
            self.deaf -= 1
            return Response(200, self._batch_body(batch), cut=self.deaf >= 0)
        if not rest:
            held = [self._batch_body(batch) for batch in reversed(self.batches.values())]
            return Response(200, {"data": held, "has_more": False, "first_id": None, "last_id": None})
        batch_id, _, what = rest.partition("/")
        found = self.batches.get(batch_id)
        if found is None:
            return Response(404, _error("not_found_error", f"no batch {batch_id}"))
        if what == "results":
            lines = [json.dumps(self._batch_line(item)) for item in reversed(found.requests)]
            return Response(
                200, "".join(f"{line}\n" for line in lines).encode(), {"content-type": "application/x-jsonl"}
            )
        found.looks -= 1
        return Response(200, self._batch_body(found))

    def _batch_body(self, batch: Batch) -> Body:
        ended, count = batch.looks < 0, len(batch.requests)
        now = datetime.now(UTC).isoformat()
        return {
            "id": batch.id,
            "type": "message_batch",
            "processing_status": "ended" if ended else "in_progress",
            "request_counts": {
                "processing": 0 if ended else count,
                "succeeded": count if ended else 0,
                "errored": 0,
                "canceled": 0,
                "expired": 0,
            },
            "created_at": now,
            "expires_at": now,
            "ended_at": now if ended else None,
            "archived_at": now if batch.archived else None,
            "results_url": f"{self.url}/v1/messages/batches/{batch.id}/results"
            if ended and not batch.archived
            else None,
        }

    def _batch_line(self, item: Body) -> Body:
        result = self.batched.get(item["custom_id"][:11])
        if result is None:
            message = self.message(item["params"], self.model(item["params"]), "end_turn")
            result = {"type": "succeeded", "message": message}
        return {"custom_id": item["custom_id"], "result": result}


def _closed(schema: object) -> bool:
    if isinstance(schema, list):
        return all(_closed(item) for item in schema)
    if not isinstance(schema, dict):
        return True
    closed = schema.get("type") != "object" or schema.get("additionalProperties") is False
    return closed and all(_closed(item) for item in schema.values())


def _error(kind: str, message: str) -> Body:
    return {"type": "error", "error": {"type": kind, "message": message}, "request_id": "req_test"}


def _handler(server: MessagesServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            self._answer("POST")

        def do_GET(self) -> None:
            self._answer("GET")

        def log_message(self, *_args: Any) -> None:
            """Say nothing."""

        def _answer(self, method: str) -> None:
            raw = self.rfile.read(int(self.headers.get("content-length") or 0))
            named = {name.lower(): value for name, value in self.headers.items()}
            response = server.respond(Received(method, self.path, named, raw))
            time.sleep(response.delay)
            body = response.body if isinstance(response.body, bytes) else json.dumps(response.body).encode()
            self.close_connection = True
            try:
                if response.chunks is not None:
                    _send_chunks(self, response, response.chunks)
                    return
                self.send_response(response.status)
                for name, value in {"content-type": "application/json", **response.headers}.items():
                    self.send_header(name, value)
                self.send_header("content-length", str(len(body)))
                self.send_header("connection", "close")
                self.end_headers()
                self.wfile.write(body[: len(body) // 2] if response.cut else body)
            except OSError:
                pass  # the client has gone

    return Handler


def _send_chunks(handler: BaseHTTPRequestHandler, response: Response, chunks: Iterable[bytes]) -> None:
    handler.send_response(response.status)
    for name, value in {**response.headers, "transfer-encoding": "chunked", "connection": "close"}.items():
        handler.send_header(name, value)
    handler.end_headers()
    with suppress(CutError):
        for chunk in chunks:
            handler.wfile.write(f"{len(chunk):x}\r\n".encode() + chunk + b"\r\n")
        handler.wfile.write(b"0\r\n\r\n")
