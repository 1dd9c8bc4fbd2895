"""One session with a hub: hello and welcome, pings both ways, order, clocks, and coming back after a loss."""

from __future__ import annotations

import os
import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import zmq
from google.protobuf.message import Message

from . import reins_pb2 as pb
from . import wire
from .clock import PeerClock
from .errors import HubRefused, NoHub, Rejected, RequestRejected, SessionLost
from .keys import ClientKeys, check_endpoint

Handler = Callable[[pb.Envelope], None]

#: A thread that makes requests one after the other keeps the socket between them for so long.
_QUIET_SECONDS = 0.02
#: What may pass while a robot's last session has not been missed yet, or while others leave.
_WORTH_A_WAIT = (pb.REFUSAL_REASON_DUPLICATE, pb.REFUSAL_REASON_FULL)
#: Bodies that mean nothing without the spaces that they were made for.
_OF_THE_SPACES = ("observation", "command", "transition", "simulation_state")


class Session:
    """A client's session. Every method may be called from any thread; a lock gives the socket to one at a time.

    A thread of its own answers pings while nobody calls. When the hub falls silent for 2 s, or refuses messages for
    their session, that thread says hello anew on a new connection, until it is welcomed or `close` is called.

    Args:
        endpoint: for example tcp://127.0.0.1:5555; other than local addresses need `keys`.
        hello: what to say, asked anew before every hello; or the message itself.
        handlers: by kind, called with the envelope by whichever thread reads the socket; they may send. `welcome`
            is called for every welcome. What a handler raises is raised by the next call of `send` or `request`.
        timeout: seconds until a first welcome must have come; None waits for ever.
        meanwhile: called again and again until then; what it raises ends the waiting.
    """

    def __init__(
        self, endpoint: str, hello: pb.Hello | Callable[[], pb.Hello], *, keys: ClientKeys | None = None,
        handlers: dict[str, Handler] | None = None, timeout: float | None = 10.0,
        meanwhile: Callable[[], None] | None = None,
    ) -> None:
        check_endpoint(endpoint, keys)
        self.endpoint = endpoint
        self.welcome: pb.Welcome | None = None
        self.schema_hash = 0
        self.clock = PeerClock()
        self.rejected: Counter[int] = Counter()  #: received messages that were dropped, by RejectionReason
        self.notices: list[pb.RejectionNotice] = []  #: the newest 64 of what the hub says it dropped
        self.generation = 0  #: welcomes so far
        self.inbound = wire.Inbound()
        self._hello = hello if callable(hello) else lambda: hello
        self._keys = keys
        self._handlers = handlers or {}
        self._context = zmq.Context()
        self._socket: zmq.Socket | None = None
        self._wake_read, self._wake_write = os.pipe()
        self._lock = threading.RLock()
        self._polling = self._wanted = self._closing = False
        self._quiet_until = 0.0
        self._failure: BaseException | None = None
        self._refusal: HubRefused | None = None
        self._again_at = 0.0
        self._replies: dict[int, pb.Envelope | RequestRejected | None] = {}
        self._keeper: threading.Thread | None = None
        try:
            self._greet()
            self._await_welcome(timeout, meanwhile)
        except BaseException:
            self._release()
            raise
        self._keeper = threading.Thread(target=self._keep, name="reins session", daemon=True)
        self._keeper.start()

    # What a caller does.

    @property
    def live(self) -> bool:
        """Whether the hub has welcomed this session and has not fallen silent since."""
        return self.welcome is not None

    @property
    def id(self) -> int:
        """The session's 64 bits; others after every hello."""
        return self._session

    def send(self, kind: str, body: Message, *, valid_for_ms: int = 0) -> int:
        """Sends one message and returns its sequence; raises `SessionLost` while there is no session."""
        with self._owned():
            return self._send(kind, body, valid_for_ms)

    def request(self, kind: str, body: Message, reply: str, *, timeout: float = 60.0, generation: int | None = None) -> Message:
        """Sends a message that is answered by its sequence (`answers`) and returns the body that answers it.

        With a `generation` it is sent in that session only, and `SessionLost` raised in a later one.
        """
        with self._owned():
            generation = self.generation if generation is None else generation
            if generation != self.generation:
                raise SessionLost(f"the hub at {self.endpoint} was lost and is back, without what was opened: reset again")
            sequence = self._send(kind, body, 0)
            self._replies[sequence] = None
            deadline = time.monotonic() + timeout
            try:
                while (answer := self._replies[sequence]) is None:
                    if time.monotonic() > deadline:
                        raise TimeoutError(f"no {reply} for {kind} within {timeout} s: is the hub overloaded? pass a longer timeout")
                    self._pump(0.1)
                    self._raise_failure()
                    if generation != self.generation or not self.live:
                        raise SessionLost(f"the session at {self.endpoint} ended before {kind} was answered: open or reset again")
            finally:
                del self._replies[sequence]
            if isinstance(answer, RequestRejected):
                raise answer
            if answer.WhichOneof("body") != reply:
                raise SessionLost(f"{kind} was answered by {answer.WhichOneof('body')}, not {reply}: is the hub of version 1?")
            return getattr(answer, reply)

    def wait(self, timeout: float) -> int:
        """Waits until the hub has welcomed this session, if need be again, and returns the generation."""
        end = time.monotonic() + timeout
        while True:
            with self._owned():
                if not self.live:
                    self._pump(0.05)
                if self.live:
                    return self.generation
            if time.monotonic() > end:
                raise self._refusal or NoHub(f"the hub at {self.endpoint} has been silent for {timeout} s: is it running?")

    def close(self, text: str = "") -> None:
        """Says farewell and ends. May be called twice."""
        if self._closing:
            return
        with self._owned():
            self._closing = True
            if self.live:
                self._send("farewell", pb.Farewell(text=text), 0)
        if self._keeper and self._keeper is not threading.current_thread():
            self._keeper.join()
        self._release()

    def __enter__(self) -> "Session":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # Who holds the socket.

    @contextmanager
    def _owned(self) -> Iterator[None]:
        self._quiet_until = time.monotonic() + _QUIET_SECONDS
        self._wanted = True
        if self._polling:
            os.write(self._wake_write, b"x")
        with self._lock:
            self._wanted = False
            if self._keeper:
                self._raise_failure()
            yield
            self._quiet_until = time.monotonic() + _QUIET_SECONDS

    def _keep(self) -> None:
        while not self._closing:
            wait = self._quiet_until - time.monotonic()
            if wait > 0:
                time.sleep(wait)
                continue
            with self._lock:
                try:
                    self._pump(0.1)
                except Exception as error:  # raised where somebody can act on it
                    self._failure = self._failure or error

    def _raise_failure(self) -> None:
        if self._failure is not None:
            failure, self._failure = self._failure, None
            raise failure

    def _release(self) -> None:
        self._closing = True
        if self._socket is not None:
            self._socket.close(linger=200)
            self._socket = None
            self._context.term()
            os.close(self._wake_read)
            os.close(self._wake_write)
        self.welcome = None

    # The session's states: greeting, live, lost and greeting again. All under the lock.

    def _greet(self) -> None:
        """A hello as sequence 1 of a new session on a new connection: nothing of the last one is left in its queue."""
        if self._socket is not None:
            self._socket.close(linger=0)
        self._socket = self._context.socket(zmq.DEALER)
        for option, value in (
            (zmq.LINGER, 200), (zmq.SNDHWM, 64), (zmq.RCVHWM, 1_000), (zmq.RECONNECT_IVL, 100),
            (zmq.RECONNECT_IVL_MAX, 2_000), (zmq.HANDSHAKE_IVL, 2_000), (zmq.MAXMSGSIZE, wire.LARGEST_FRAME),
        ):
            self._socket.setsockopt(option, value)
        if self._keys:
            self._socket.curve_publickey, self._socket.curve_secretkey = self._keys.public, self._keys.secret
            self._socket.curve_serverkey = self._keys.hub
        self._socket.connect(self.endpoint)
        self._poller = zmq.Poller()
        self._poller.register(self._socket, zmq.POLLIN)
        self._poller.register(self._wake_read, zmq.POLLIN)
        self._session = secrets.randbits(64) or 1
        self._sequence = self.schema_hash = 0
        self.welcome, self.inbound, self.clock = None, wire.Inbound(), PeerClock()
        self._pings: dict[int, int] = {}
        self._ping_number = 0
        self._heard = self._pinged = time.monotonic()
        self._again_at = self._heard + wire.HELLO_SECONDS
        self._transmit("hello", self._hello(), 0)

    def _await_welcome(self, timeout: float | None, meanwhile: Callable[[], None] | None) -> None:
        started = time.monotonic()
        while not self.live:
            self._pump(0.05)
            self._raise_failure()
            over = timeout is not None and time.monotonic() - started > timeout
            if self._refusal and (over or self._refusal.reason not in _WORTH_A_WAIT):
                raise self._refusal
            if over:
                raise NoHub(f"no hub answered at {self.endpoint} within {timeout} s: is one running there, with this client's key trusted?")
            if meanwhile:
                meanwhile()

    def _pump(self, seconds: float) -> None:
        """Reads everything that is there, waiting at most `seconds` for the first; then does what is due."""
        self._polling = True
        # Who wants the lock has either been seen here, or sees `_polling` and writes to the pipe.
        wait = 0 if self._wanted else int(seconds * 1_000)
        ready = dict(self._poller.poll(wait))
        self._polling = False
        if self._wake_read in ready:
            os.read(self._wake_read, 4_096)
        while self._socket is not None:
            try:
                data = self._socket.recv(zmq.NOBLOCK)
            except zmq.Again:
                break
            self._take(data)
        now = time.monotonic()
        if not self.live:
            if now > self._again_at:
                self._greet()
        elif now - self._heard > wire.SILENCE_SECONDS:
            self._greet()
        elif now - self._pinged > wire.PING_SECONDS:
            self._pinged, self._ping_number = now, self._ping_number + 1
            self._pings[self._ping_number] = self._transmit("ping", pb.Ping(number=self._ping_number), 0)
            for old in [n for n in self._pings if n <= self._ping_number - 16]:
                del self._pings[old]

    def _send(self, kind: str, body: Message, valid_for_ms: int) -> int:
        if not self.live:
            raise SessionLost(f"no session with the hub at {self.endpoint}: {self._refusal or 'it is silent'}; wait for a welcome")
        self._transmit(kind, body, valid_for_ms)
        return self._sequence

    def _transmit(self, kind: str, body: Message, valid_for_ms: int) -> int:
        """Returns when the message was made, by the own monotonic clock, ns."""
        message = wire.envelope(
            kind, body, session=self._session, sequence=self._sequence + 1,
            schema_hash=0 if kind == "hello" else self.schema_hash, valid_for_ms=valid_for_ms,
        )
        try:
            self._socket.send(message.SerializeToString(), zmq.NOBLOCK)
        except zmq.Again:
            if kind != "ping":
                raise SessionLost(f"64 messages wait for the hub at {self.endpoint}, one more ({kind}) is not sent: it is gone or too slow") from None
        else:
            self._sequence += 1
        return message.monotonic_ns

    # What comes in.

    def _take(self, data: bytes) -> None:
        now, kind = time.monotonic_ns(), ""
        try:
            message = wire.decode(data)
            kind = message.WhichOneof("body")
            self.inbound.accept(message)
            if not self.live and kind not in ("welcome", "refusal", "rejection"):
                raise Rejected(pb.REJECTION_REASON_HANDSHAKE, f"{kind} before the welcome")
            if self.live and kind in _OF_THE_SPACES and message.schema_hash != self.schema_hash:
                raise Rejected(pb.REJECTION_REASON_SCHEMA, f"{kind} for spaces {message.schema_hash:#x}, agreed were {self.schema_hash:#x}")
            age = self.clock.age_ns(message.monotonic_ns, now) if message.valid_for_ms else None
            if age is not None and not -wire.FUTURE_NS <= age <= message.valid_for_ms * 1_000_000:
                raise Rejected(pb.REJECTION_REASON_STALE, f"{kind} is {age / 1e6:.1f} ms old; allowed are {message.valid_for_ms} ms")
        except Rejected as error:
            self.rejected[error.reason] += 1
            # A hub that was started anew has another session, so that its notice is foreign itself.
            if error.reason == pb.REJECTION_REASON_SESSION and kind == "rejection" and self._is_forgotten(message.rejection):
                self._greet()
            return
        self._heard = time.monotonic()
        self._act(kind, message, now)
        if handler := self._handlers.get(kind):
            handler(message)

    def _is_forgotten(self, notice: pb.RejectionNotice) -> bool:
        reasons = (pb.REJECTION_REASON_SESSION, pb.REJECTION_REASON_HANDSHAKE)
        return self.live and notice.session == self._session and notice.reason in reasons

    def _act(self, kind: str, message: pb.Envelope, now: int) -> None:
        body = getattr(message, kind)
        if kind == "ping":
            self._transmit("pong", pb.Pong(number=body.number, ping_monotonic_ns=message.monotonic_ns, received_monotonic_ns=now), 0)
        elif kind == "pong":
            if self._pings.pop(body.number, None) == body.ping_monotonic_ns:
                self.clock.add(body.ping_monotonic_ns, body.received_monotonic_ns, message.monotonic_ns, now)
        elif kind == "welcome" and not self.live:
            self.welcome, self.schema_hash, self._refusal = body, message.schema_hash, None
            self.generation += 1
            self.clock.add(body.hello_monotonic_ns, body.received_monotonic_ns, message.monotonic_ns, now)
        elif kind == "refusal" and not self.live:
            self._refusal = HubRefused(body)
            if self._keeper and body.reason not in _WORTH_A_WAIT:
                self._failure, self._again_at = self._refusal, float("inf")
        elif kind == "rejection":
            self.notices = self.notices[-63:] + [body]
            if body.session == self._session and body.sequence in self._replies:
                self._replies[body.sequence] = RequestRejected("message", body)
            elif self._is_forgotten(body):
                self._greet()
        elif kind == "farewell":
            # The hub ends on purpose: try again at once where a new one may be up, then every two seconds.
            self.welcome, self._again_at = None, time.monotonic() + wire.PING_SECONDS
        elif getattr(body, "answers", 0) in self._replies:
            self._replies[body.answers] = message
            if kind == "simulation_opened":
                self.schema_hash = message.schema_hash
