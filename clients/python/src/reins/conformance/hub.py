"""What a hub must do, checked by clients that look on and step tasks. No robot is moved."""

from __future__ import annotations

import math
import time

from .. import reins_pb2 as pb
from .. import wire
from ..errors import HubRefused, RequestRejected
from ..keys import ClientKeys
from ..simulation import Simulation
from .rawclient import RawClient
from .report import Failed, Skipped, require


class HubChecks:
    """Of the hub at `endpoint`. `task` is opened where it simulates; role observer where it takes one, else actor."""

    def __init__(self, endpoint: str, task: str, keys: ClientKeys | None = None) -> None:
        self.endpoint, self.task, self.keys = endpoint, task, keys
        self.role = pb.ROLE_OBSERVER
        self._simulation: Simulation | None = None

    def close(self) -> None:
        """Ends what is open."""
        if self._simulation:
            self._simulation.close()

    def checks(self):
        """In the order in which they are run."""
        return [
            self.welcome, self.pings, self.order, self.hello_again, self.version, self.nameless, self.foreign, self.damaged, self.role_kept,
            self.silence, self.too_large, self.simulation, self.seeds, self.ended_copies, self.bad_requests, self.picture, self.closed,
        ]

    def client(self, **how) -> RawClient:
        """A new connection."""
        return RawClient(self.endpoint, self.keys, **how)

    def greeted(self, **how) -> RawClient:
        """One that was welcomed."""
        client = self.client(**how)
        client.hello(self.role)
        return client

    def welcome(self) -> str:
        """It welcomes an observer or an actor, and says what it must."""
        with self.client() as client:
            client.send("hello", pb.Hello(role=pb.ROLE_OBSERVER, name="conformance"), schema_hash=0)
            answer = client.expect(lambda m: m.WhichOneof("body") in ("welcome", "refusal"), "welcome or refusal")
        if answer.WhichOneof("body") == "refusal":
            require(answer.refusal.reason == pb.REFUSAL_REASON_ROLE, f"refused: {answer.refusal.text}")
            self.role = pb.ROLE_ACTOR
        with self.client() as client:
            welcome = client.hello(self.role)
            message = client.received[-1][1]
            require(message.session != 0 and message.sequence == 1, f"session {message.session:#x}, sequence {message.sequence}; needed are not 0 and 1")
            require(welcome.role == self.role, f"granted is role {welcome.role}, asked was {self.role}")
            require(welcome.name, "name is empty")
            require(1 <= welcome.deadman_ms <= 60_000, f"deadman_ms is {welcome.deadman_ms}; allowed are 1 to 60,000")
            require(welcome.on_silence != pb.ON_SILENCE_UNSPECIFIED, "on_silence is unspecified")
            require(welcome.maximum_messages_per_second > 0, "maximum_messages_per_second is 0")
            require(0 < welcome.hello_monotonic_ns <= time.monotonic_ns(), "hello_monotonic_ns is not the hello's")
            require(message.schema_hash != 0, "schema_hash is 0")
            return f"{welcome.name}, {welcome.software}, as {pb.Role.Name(self.role)}"

    def pings(self) -> str:
        """It answers pings at once, and asks itself about twice a second."""
        with self.greeted() as client:
            started = time.monotonic()
            waits = []
            for _ in range(10):
                sent = time.monotonic_ns()
                answer = client.pong()
                require(answer.pong.ping_monotonic_ns >= sent, "ping_monotonic_ns is not the ping's")
                require(answer.pong.received_monotonic_ns <= answer.monotonic_ns, "a pong was made before its ping came")
                waits.append(time.monotonic_ns() - sent)
            while time.monotonic() < started + 3:
                client.read(0.1)
            asked = sum(m.WhichOneof("body") == "ping" for _, m in client.received)
            require(3 <= asked <= 12, f"{asked} pings in 3 s; expected are about 6")
            return f"median {sorted(waits)[5] / 1e6:.2f} ms, {asked} pings in 3 s"

    def order(self) -> None:
        """Its sequences rise by 1 from 1, under one session for all."""
        with self.greeted() as one, self.greeted() as two:
            for client in (one, two):
                client.pong()
                numbers = [m.sequence for _, m in client.received]
                require(numbers == list(range(1, len(numbers) + 1)), f"sequences {numbers}")
            sessions = {m.session for c in (one, two) for _, m in c.received}
            require(len(sessions) == 1, f"{len(sessions)} sessions in one hub")

    def hello_again(self) -> None:
        """A second hello on a connection changes nothing."""
        with self.greeted() as client:
            client.send("hello", pb.Hello(role=self.role, name="twice"))
            client.pong()
            require(not any(m.WhichOneof("body") == "welcome" for _, m in client.received[1:]), "a second welcome came")

    def version(self) -> str:
        """Another major version is refused, and both are named."""
        with self.client() as client:
            client.send("hello", pb.Hello(role=self.role, name="conformance"), major=2, schema_hash=0)
            refusal = client.expect(lambda m: m.WhichOneof("body") == "refusal", "refusal").refusal
            require(refusal.reason == pb.REFUSAL_REASON_VERSION, f"reason {pb.RefusalReason.Name(refusal.reason)}")
            require((refusal.hub_major, refusal.client_major) == (1, 2), f"named are {refusal.hub_major} and {refusal.client_major}")
            return refusal.text

    def nameless(self) -> str:
        """A hello without a name is refused."""
        with self.client() as client:
            client.send("hello", pb.Hello(role=self.role), schema_hash=0)
            return client.expect(lambda m: m.WhichOneof("body") == "refusal", "refusal").refusal.text

    def foreign(self) -> None:
        """Another session, a repeated sequence, no magic, a future kind: no effect, and the session goes on."""
        with self.greeted() as client:
            for changes in ({"session": client.session ^ 1 or 2}, {"sequence": 1}, {"magic": 7}):
                client.send("ping", pb.Ping(number=4_711), **({"sequence": client.sequence + 1} | changes))
            client.send_frame(b"\x0d\x52\x45\x49\x4e\x18\x01\xfa\x7f\x00")
            client.pong()
            require(not any(m.WhichOneof("body") == "pong" and m.pong.number == 4_711 for _, m in client.received), "one of them was answered")

    def damaged(self) -> None:
        """Frames that are no envelope have no effect, and the session goes on."""
        with self.greeted() as client:
            whole = wire.envelope("ping", pb.Ping(number=1), session=client.session, sequence=999, schema_hash=client.schema).SerializeToString()
            for frame in (b"", b"\xff" * 40, whole[:-1], whole[:11], whole + whole, b"\x0b" * 30):
                client.send_frame(frame)
            client.pong()

    def role_kept(self) -> None:
        """What the role may not send has no effect, and the session goes on."""
        with self.greeted() as client:
            client.send("weights", pb.Weights(version=1))
            client.pong()

    def silence(self) -> None:
        """Who is silent for 2 s is gone."""
        with self.greeted(polite=False) as client:
            time.sleep(3.2)
            before = len(client.received)
            client.read(0.1)
            try:
                client.pong(1.5)
            except Failed:
                require(before < 20, f"{before} messages came to who is silent")
                return
            raise Failed("a ping was answered after 3 s of silence")

    def too_large(self) -> None:
        """Who sends a frame above its limit harms nobody else."""
        with self.greeted() as good, self.greeted() as bad:
            bad.send("ping", pb.Ping(number=1))
            bad.send_frame(b"\x0d" + bytes(70_000))
            bad.send_frame(bytes((1 << 28) + 1))
            good.pong()

    # Simulated tasks.

    @property
    def copies(self) -> Simulation:
        """Three copies of the task."""
        if self._simulation is None or not self._simulation.session.live:
            try:
                self._simulation = Simulation(self.endpoint, self.task, 3, keys=self.keys, timeout=20)
            except (HubRefused, RequestRejected) as error:
                raise Skipped(f"the hub opens no {self.task}: {error}") from error
        return self._simulation

    def simulation(self) -> str:
        """It opens a task, and says what it is."""
        opened = self.copies.opened
        require(opened.task == self.task and opened.copies == 3, f"asked were 3 copies of {self.task}, opened {opened.copies} of {opened.task}")
        require(opened.spaces.observation and opened.spaces.action and opened.maximum_steps and opened.step_seconds > 0, "spaces, steps or times are missing")
        state = self.copies.reset([1, 2, 3])
        require((state.rewards == 0).all(), f"rewards after a reset are {state.rewards}; needed are 0")
        require((state.outcomes == pb.OUTCOME_RUNNING).all(), f"outcomes after a reset are {state.outcomes}")
        return f"{opened.spaces.ByteSize()} bytes of spaces, {len(opened.cameras)} cameras"

    def seeds(self) -> None:
        """The same seed and actions give the same numbers, in every copy and after every past."""
        runs = []
        for copies in ([5, 5, 6], [6, 6, 5]):
            states = [self.copies.reset(copies)]
            states += [self.copies.step([[0.3] * self.copies.action_dimension] * 3) for _ in range(5)]
            runs.append(states)
        for first, second in zip(*runs):
            require((first.observations[0] == first.observations[1]).all(), "copies with the same seed differ")
            require((first.observations[0] == second.observations[2]).all(), "the same seed gave something else in another copy")

    def ended_copies(self) -> str:
        """A copy that has ended stays as it is until it is reset; a reset of one leaves the others."""
        state = self.copies.reset([1, 2, 3])
        for _ in range(self.copies.opened.maximum_steps):
            state = self.copies.step([[0.0] * self.copies.action_dimension] * 3)
        require((state.outcomes != pb.OUTCOME_RUNNING).all(), f"outcomes are {state.outcomes} after {self.copies.opened.maximum_steps} steps")
        require(all(state.causes), f"causes are {state.causes}")
        again = self.copies.step([[1.0] * self.copies.action_dimension] * 3)
        require((again.observations == state.observations).all() and (again.outcomes == state.outcomes).all(), "an ended copy changed")
        one = self.copies.reset([9], [1])
        require(one.outcomes[1] == pb.OUTCOME_RUNNING, "the copy that was reset does not run")
        require((one.observations[[0, 2]] == state.observations[[0, 2]]).all(), "copies that were not reset changed")
        return f"rewards of ended copies: {again.rewards.tolist()}, after the reset of one: {one.rewards.tolist()}"

    def bad_requests(self) -> str:
        """Steps of a wrong length, NaN or range are dropped with a notice, and have no effect."""
        n = 3 * self.copies.action_dimension
        before = self.copies.reset([1, 2, 3])
        reasons = []
        for actions in ([0.0] * (n - 1), [math.nan] * n, [2.0] * n):
            try:
                self.copies.session.request("simulation_step", pb.SimulationStep(actions=actions), "simulation_state", timeout=2)
            except RequestRejected as error:
                reasons.append(pb.RejectionReason.Name(error.reason))
            except TimeoutError:
                raise Skipped("the hub sends no notices") from None
        require(len(reasons) == 3, f"refused were {reasons} of 3")
        after = self.copies.step([[0.0] * self.copies.action_dimension] * 3)
        twin = Simulation(self.endpoint, self.task, 3, keys=self.keys, timeout=20)
        twin.reset([1, 2, 3])
        expected = twin.step([[0.0] * twin.action_dimension] * 3)
        twin.close()
        require((after.observations == expected.observations).all(), f"a refused step had an effect on {before.observations.shape}")
        return ", ".join(reasons)

    def picture(self) -> str:
        """It renders what was asked for."""
        if not self.copies.opened.cameras:
            raise Skipped(f"{self.task} has no camera")
        self.copies.reset([1, 2, 3])
        shape = self.copies.render(1, height=48, width=64).shape
        require(shape == (48, 64, 3), f"the picture has shape {shape}, asked was (48, 64, 3)")
        return self.copies.opened.cameras[0]

    def closed(self) -> None:
        """After simulation_close the session goes on."""
        session = self.copies.session
        session.send("simulation_close", pb.SimulationClose())
        heard = session.inbound.received
        time.sleep(1.2)
        require(session.live and session.inbound.received > heard, "nothing is heard any more")
