"""A hub small enough to read, written from docs/wire.md: for tests of clients, on one machine, without keys by default.

It welcomes everybody, answers pings, grants leases, hands on what robots send, and steps a simulated point. It is no
hub for a robot: it guards nothing.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import threading
import time
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field

import zmq
from google.protobuf.message import Message

from . import reins_pb2 as pb
from . import wire
from .errors import Rejected
from .pointtask import PointTask


def schema_hash(spaces: pb.Spaces) -> int:
    """The first 8 bytes, most significant first, of the SHA-256 over the encoded spaces; 1 where they are all 0."""
    return int.from_bytes(hashlib.sha256(spaces.SerializeToString(deterministic=True)).digest()[:8], "big") or 1


@dataclass
class Peer:
    """A client of the little hub."""

    identity: bytes
    inbound: wire.Inbound = field(default_factory=wire.Inbound)
    hello: pb.Hello | None = None
    sequence: int = 0
    schema: int = 0
    heard: float = 0.0
    simulation: PointTask | None = None


class LittleHub:
    """Binds at once; `close` ends it. `received` has every accepted message with its arrival, s of the monotonic clock."""

    def __init__(self, endpoint: str, *, policy_hz: float = 25.0, epoch: int = 1, server_keys: tuple[bytes, bytes] | None = None) -> None:
        self.endpoint, self.policy_hz = endpoint, policy_hz
        self.session = secrets.randbits(64) or 1
        self.epoch = epoch
        self.peers: dict[bytes, Peer] = {}
        self.received: list[tuple[float, Peer, pb.Envelope]] = []
        self.rejected: Counter[int] = Counter()
        self.faults: list[str] = []
        self.refuses: Callable[[pb.Hello], int] = lambda hello: 0  #: a RefusalReason, or 0 to welcome
        self.mute = False  #: answers nothing, as a hub that hangs
        self.holder: Peer | None = None
        self._context = zmq.Context()
        self._socket = self._context.socket(zmq.ROUTER)
        self._socket.linger = 0
        if server_keys:
            self._socket.curve_server, self._socket.curve_publickey, self._socket.curve_secretkey = 1, *server_keys
        self._socket.bind(endpoint)
        self._outbox: deque[tuple[bytes, bytes]] = deque()
        self._lock = threading.RLock()
        self.changed = threading.Condition(self._lock)
        self._wake_read, self._wake_write = os.pipe()
        self._closing = False
        self._pinged = 0.0
        self._thread = threading.Thread(target=self._run, name="little hub", daemon=True)
        self._thread.start()

    # For tests.

    def robot(self) -> Peer | None:
        """The robot that is there."""
        return next((p for p in self.peers.values() if p.hello and p.hello.role == pb.ROLE_ROBOT), None)

    def of(self, kind: str, since: float = 0.0) -> list[tuple[float, pb.Envelope]]:
        """Arrivals and envelopes of a kind."""
        with self._lock:
            return [(at, m) for at, _, m in self.received if at >= since and m.WhichOneof("body") == kind]

    def wait(self, condition: Callable[[], object], timeout: float = 5.0) -> object:
        """Waits until `condition()` is true, looking at every message; returns its last value."""
        with self.changed:
            return self.changed.wait_for(condition, timeout)

    def send(self, peer: Peer, kind: str, body: Message, *, valid_for_ms: int = 0, **changes: int) -> bytes:
        """Sends a message, with `changes` of the envelope's fields; one with changes uses no sequence up. Returns the frame."""
        with self._lock:
            message = wire.envelope(kind, body, session=self.session, sequence=peer.sequence + 1, schema_hash=peer.schema, valid_for_ms=valid_for_ms)
            if changes:
                message.MergeFrom(pb.Envelope(**changes))
            else:
                peer.sequence += 1
            frame = message.SerializeToString()
            self.send_frame(peer, frame)
            return frame

    def send_frame(self, peer: Peer, frame: bytes) -> None:
        """Sends bytes as they are."""
        self._outbox.append((peer.identity, frame))
        if threading.current_thread() is not self._thread:
            os.write(self._wake_write, b"x")

    def close(self, farewell: bool = False) -> None:
        """Ends, with a farewell or as one that was killed."""
        if farewell:
            for peer in list(self.peers.values()):
                self.send(peer, "farewell", pb.Farewell(text="the hub ends"))
            time.sleep(0.1)
        self._closing = True
        os.write(self._wake_write, b"x")
        self._thread.join()
        self._socket.close()
        self._context.term()
        os.close(self._wake_read)
        os.close(self._wake_write)

    def __enter__(self) -> "LittleHub":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # The thread that owns the socket.

    def _run(self) -> None:
        poller = zmq.Poller()
        poller.register(self._socket, zmq.POLLIN)
        poller.register(self._wake_read, zmq.POLLIN)
        while not self._closing:
            ready = dict(poller.poll(50))
            if self._wake_read in ready:
                os.read(self._wake_read, 4_096)
            if self._socket in ready:
                identity, frame = self._socket.recv_multipart()
                with self.changed:
                    self._take(identity, frame)
                    self.changed.notify_all()
            with self._lock:
                self._due()
                while self._outbox:
                    self._socket.send_multipart(self._outbox.popleft())

    def _due(self) -> None:
        now = time.monotonic()
        for peer in [p for p in self.peers.values() if now - p.heard > wire.SILENCE_SECONDS]:
            self._forget(peer)
        if now - self._pinged > wire.PING_SECONDS and not self.mute:
            self._pinged = now
            for peer in self.peers.values():
                if peer.hello:
                    self.send(peer, "ping", pb.Ping(number=int(now * 10)))

    def _forget(self, peer: Peer) -> None:
        self.peers.pop(peer.identity, None)
        if self.holder is peer:
            self._revoke(pb.REVOCATION_REASON_DISCONNECTED)

    def _take(self, identity: bytes, frame: bytes) -> None:
        peer = self.peers.get(identity) or Peer(identity)
        received = time.monotonic_ns()
        try:
            message = wire.decode(frame)
            kind = message.WhichOneof("body")
            if kind == "hello" and peer.hello is not None and message.session != peer.inbound.session:
                peer = Peer(identity)  # a new session takes the last one's place on its connection
            if (peer.hello is None) != (kind == "hello"):
                raise Rejected(pb.REJECTION_REASON_HANDSHAKE, f"{kind} {'before' if peer.hello is None else 'after'} the hello", message.session, message.sequence)
            peer.inbound.accept(message)
            if kind not in ("hello", "ping", "pong") and message.schema_hash != peer.schema:
                raise Rejected(pb.REJECTION_REASON_SCHEMA, f"{kind} for other spaces", message.session, message.sequence)
        except Rejected as error:
            self.rejected[error.reason] += 1
            self.faults.append(str(error))
            if peer.hello is None and error.reason == pb.REJECTION_REASON_VERSION:
                self._refuse(peer, pb.REFUSAL_REASON_VERSION, error.text, client_major=pb.Envelope.FromString(frame).major)
            elif not self.mute:
                notice = pb.RejectionNotice(session=error.session, sequence=error.sequence, reason=error.reason, text=error.text)
                self.send(peer, "rejection", notice)
            return
        if peer.hello is None and identity in self.peers:
            self._forget(self.peers[identity])
        self.peers[identity] = peer
        peer.heard = time.monotonic()
        self.received.append((peer.heard, peer, message))
        if not self.mute:
            self._act(peer, kind, message, received)

    def _refuse(self, peer: Peer, reason: int, text: str, client_major: int = wire.MAJOR) -> None:
        self.send(peer, "refusal", pb.Refusal(reason=reason, text=text, hub_major=wire.MAJOR, client_major=client_major))
        self.peers.pop(peer.identity, None)

    def _act(self, peer: Peer, kind: str, message: pb.Envelope, received: int) -> None:
        body = getattr(message, kind)
        if kind == "hello":
            self._greet(peer, message, received)
        elif kind == "ping":
            self.send(peer, "pong", pb.Pong(number=body.number, ping_monotonic_ns=message.monotonic_ns, received_monotonic_ns=received))
        elif kind == "farewell":
            self._forget(peer)
        elif kind in ("observation", "robot_status", "event"):
            for other in list(self.peers.values()):
                if other is not peer and other.hello.role in (pb.ROLE_TELEOP, pb.ROLE_OBSERVER) + ((pb.ROLE_ROBOT,) if kind == "event" else ()):
                    self.send(other, kind, body)
        elif kind.startswith("lease_"):
            self._lease(peer, kind, body)
        elif kind == "command" and self.holder is peer and body.epoch == self.epoch and self.robot():
            self.send(self.robot(), "command", body, valid_for_ms=round(2_000 / self.policy_hz))
        elif kind.startswith("simulation_"):
            try:
                self._simulate(peer, kind, body, message.sequence)
            except Rejected as error:
                self.rejected[error.reason] += 1
                self.send(peer, "rejection", pb.RejectionNotice(session=message.session, sequence=message.sequence, reason=error.reason, text=error.text))

    def _greet(self, peer: Peer, message: pb.Envelope, received: int) -> None:
        hello = message.hello
        if not hello.name:
            return self._refuse(peer, pb.REFUSAL_REASON_MALFORMED, "the hello has no name: send one")
        if reason := self.refuses(hello):
            return self._refuse(peer, reason, "as this test wants it")
        robot = self.robot()
        shown = hello if hello.role == pb.ROLE_ROBOT else robot.hello if robot else pb.Hello()
        peer.hello, peer.schema = hello, schema_hash(shown.spaces)
        self.epoch = max(self.epoch, hello.highest_epoch + 1)
        self.send(peer, "welcome", pb.Welcome(
            role=hello.role, name="little hub", software=wire.SOFTWARE, task=shown.task, robot=shown.robot, spaces=shown.spaces,
            control_hz=shown.control_hz, policy_hz=shown.policy_hz or self.policy_hz, deadman_ms=300, on_silence=pb.ON_SILENCE_HOLD,
            hello_monotonic_ns=message.monotonic_ns, received_monotonic_ns=received, transition_credit=256,
            maximum_messages_per_second=4_000, epoch=self.epoch,
        ))

    def _lease(self, peer: Peer, kind: str, body) -> None:
        if kind == "lease_request":
            if self.holder and self.holder is not peer:
                self.send(peer, "lease_denial", pb.LeaseDenial(holder=self.holder.inbound.session, holder_name=self.holder.hello.name, text="let them finish"))
                return
            self.epoch, self.holder = self.epoch + 1, peer
            grant = pb.LeaseGrant(epoch=self.epoch, holder=peer.inbound.session, holder_name=peer.hello.name, authority=pb.AUTHORITY_EXPERT, deadman_ms=300)
            for other in self.peers.values():
                self.send(other, "lease_grant", grant)
        elif kind == "lease_release" and self.holder is peer:
            self._revoke(pb.REVOCATION_REASON_RELEASED)

    def _revoke(self, reason: int) -> None:
        self.holder = None
        for other in self.peers.values():
            self.send(other, "lease_revocation", pb.LeaseRevocation(epoch=self.epoch, reason=reason))

    def _simulate(self, peer: Peer, kind: str, body, sequence: int) -> None:
        if kind == "simulation_open":
            peer.simulation = PointTask(body.copies)
            opened = peer.simulation.opened(body.task)
            opened.answers, peer.schema = sequence, schema_hash(opened.spaces)
            self.send(peer, "simulation_opened", opened)
        elif kind == "simulation_close":
            peer.simulation = None
        elif peer.simulation is None:
            raise Rejected(pb.REJECTION_REASON_HANDSHAKE, f"{kind} before simulation_open")
        elif kind == "simulation_render":
            self.send(peer, "simulation_picture", peer.simulation.picture(body, sequence))
        else:
            if kind == "simulation_reset":
                peer.simulation.reset(list(body.copies), list(body.seeds))
            else:
                if len(body.actions) != 3 * len(peer.simulation.steps):
                    raise Rejected(pb.REJECTION_REASON_LENGTH, f"{len(body.actions)} actions; needed are {3 * len(peer.simulation.steps)}")
                if any(abs(value) > 1 for value in body.actions):
                    raise Rejected(pb.REJECTION_REASON_RANGE, "an action is outside [-1, 1]")
                peer.simulation.step(list(body.actions))
            self.send(peer, "simulation_state", peer.simulation.state(sequence))
