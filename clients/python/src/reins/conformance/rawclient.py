"""A client that may do everything wrong."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable

import zmq
from google.protobuf.message import Message

from .. import reins_pb2 as pb
from .. import wire
from ..keys import ClientKeys, check_endpoint
from .report import Failed


class RawClient:
    """One connection. `received` has every message that was decoded; nothing is answered but pings, if `polite`."""

    def __init__(self, endpoint: str, keys: ClientKeys | None = None, *, polite: bool = True) -> None:
        check_endpoint(endpoint, keys)
        self.session = secrets.randbits(64) or 1
        self.sequence = self.schema = 0
        self.polite = polite
        self.received: list[tuple[float, pb.Envelope]] = []
        self._context = zmq.Context()
        self._socket = self._context.socket(zmq.DEALER)
        self._socket.linger = 100
        if keys:
            self._socket.curve_publickey, self._socket.curve_secretkey, self._socket.curve_serverkey = keys.public, keys.secret, keys.hub
        self._socket.connect(endpoint)

    def send(self, kind: str, body: Message, **changes: int) -> int:
        """Sends a message with `changes` of the envelope's fields; one with a changed sequence uses none up."""
        message = wire.envelope(kind, body, session=self.session, sequence=self.sequence + 1, schema_hash=self.schema)
        message.MergeFrom(pb.Envelope(**changes))
        if "sequence" not in changes:
            self.sequence += 1
        self.send_frame(message.SerializeToString())
        return message.sequence

    def send_frame(self, frame: bytes) -> None:
        """Sends bytes as they are."""
        self._socket.send(frame)

    def expect(self, condition: Callable[[pb.Envelope], object], what: str, seconds: float = 5.0) -> pb.Envelope:
        """The first message from now on for which `condition` holds, or `Failed`."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for message in self.read(0.05):
                if condition(message):
                    return message
        raise Failed(f"no {what} within {seconds} s; the last messages: {[m.WhichOneof('body') for _, m in self.received[-5:]]}")

    def read(self, seconds: float) -> list[pb.Envelope]:
        """What has come within `seconds`, at least once looked."""
        found: list[pb.Envelope] = []
        if self._socket.poll(int(seconds * 1_000)):
            now = time.monotonic_ns()
            message = wire.decode(self._socket.recv())
            self.received.append((time.monotonic(), message))
            found.append(message)
            if message.WhichOneof("body") == "ping" and self.polite:
                self.send("pong", pb.Pong(number=message.ping.number, ping_monotonic_ns=message.monotonic_ns, received_monotonic_ns=now))
        return found

    def hello(self, role: int, **fields) -> pb.Welcome:
        """Says hello and returns the welcome; a refusal is `Failed`."""
        self.send("hello", pb.Hello(role=role, name="conformance", software=wire.SOFTWARE, **fields), schema_hash=0)
        answer = self.expect(lambda m: m.WhichOneof("body") in ("welcome", "refusal"), "welcome")
        if answer.WhichOneof("body") == "refusal":
            raise Failed(f"refused: {pb.RefusalReason.Name(answer.refusal.reason)}: {answer.refusal.text}")
        self.schema = answer.schema_hash
        return answer.welcome

    def pong(self, seconds: float = 2.0) -> pb.Envelope:
        """Asks, and returns the answer."""
        number = secrets.randbits(32)
        self.send("ping", pb.Ping(number=number))
        return self.expect(lambda m: m.WhichOneof("body") == "pong" and m.pong.number == number, f"pong for ping {number}", seconds)

    def close(self) -> None:
        """Says farewell."""
        if self.sequence:
            self.send("farewell", pb.Farewell())
        self._socket.close()
        self._context.term()

    def __enter__(self) -> "RawClient":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
