"""The hub's second socket: weights, pictures and its status, the latest only."""

from __future__ import annotations

import re
from collections import Counter

import zmq

from . import reins_pb2 as pb
from . import wire
from .errors import Rejected, ReinsError
from .keys import ClientKeys, check_endpoint


def broadcast_endpoint(session_endpoint: str) -> str:
    """The neighbouring port of a TCP address, 5556 for 5555; other addresses must be named."""
    match = re.fullmatch(r"(tcp://.*:)(\d+)", session_endpoint)
    if not match:
        raise ReinsError(f"the broadcast of {session_endpoint} is not known: name its address")
    return f"{match[1]}{int(match[2]) + 1}"


class Broadcast:
    """One topic of the broadcast, `weights`, `picture` or `hub_status`; `index` tells cameras apart, None hears all.

    One thread may use it. A hub that is started anew is heard as well.
    """

    def __init__(self, endpoint: str, kind: str, index: int | None = 0, *, keys: ClientKeys | None = None) -> None:
        check_endpoint(endpoint, keys)
        self.kind = kind
        self.rejected: Counter[int] = Counter()
        self._context = zmq.Context()
        self._socket = self._context.socket(zmq.SUB)
        self._socket.setsockopt(zmq.CONFLATE, 1)
        self._socket.setsockopt(zmq.LINGER, 0)
        if keys:
            self._socket.curve_publickey, self._socket.curve_secretkey, self._socket.curve_serverkey = keys.public, keys.secret, keys.hub
        self._socket.setsockopt(zmq.SUBSCRIBE, wire.subscription(kind, index))
        self._socket.connect(endpoint)
        self._order: dict[tuple[int, int], int] = {}

    def latest(self, timeout: float = 0.0) -> pb.Envelope | None:
        """The newest message that has not been returned yet; None when none comes within `timeout` seconds."""
        if not self._socket.poll(int(timeout * 1_000)):
            return None
        try:
            message = wire.decode(self._socket.recv())
            if message.topic & 0xFFFF != wire.NUMBER_OF[self.kind] or message.WhichOneof("body") != self.kind:
                raise Rejected(pb.REJECTION_REASON_ROLE, f"topic {message.topic:#x} on {self.kind}'s")
            stream = (message.session, message.topic)
            if message.sequence <= self._order.get(stream, 0):
                raise Rejected(pb.REJECTION_REASON_REPLAYED, f"sequence {message.sequence} after {self._order[stream]}")
            self._order = {s: n for s, n in self._order.items() if s[0] == message.session} | {stream: message.sequence}
        except Rejected as error:
            self.rejected[error.reason] += 1
            return None
        return message

    def close(self) -> None:
        """Ends the subscription."""
        self._socket.close()
        self._context.term()

    def __enter__(self) -> "Broadcast":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
