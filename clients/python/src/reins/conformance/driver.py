"""What a robot driver must do, checked against a little hub."""

from __future__ import annotations

import math
import random
import signal
import subprocess
import tempfile
import time

import numpy as np

from .. import reins_pb2 as pb
from ..littlehub import LittleHub, Peer
from .report import Failed, require

_MARGIN_SECONDS = 0.1  # of a machine that does other things, too
_COUNT = 1_000


class DriverChecks:
    """Starts the little hub and the driver. `command` has {endpoint} where the driver wants the address."""

    def __init__(self, command: list[str], *, endpoint: str | None = None) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="reins-")
        self.endpoint = endpoint or f"ipc://{self._folder.name}/hub"
        self.hub = LittleHub(self.endpoint)
        words = [word.replace("{endpoint}", self.endpoint) for word in command]
        self._log = open(f"{self._folder.name}/log", "w+b")
        self.process = subprocess.Popen(words, stdout=self._log, stderr=self._log)
        self.epoch = 0

    def close(self) -> None:
        """Ends driver and hub."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.hub.close()
        self._log.close()
        self._folder.cleanup()

    def checks(self):
        """In the order in which they are run."""
        return [
            self.hello, self.order, self.pings, self.status, self.obeys, self.hold, self.epochs, self.refuses_non_finite,
            self.refuses_damage, self.refuses_foreign, self.refuses_stale, self.stops, self.returns, self.ends,
        ]

    # Helpers.

    @property
    def robot(self) -> Peer:
        """The driver's session."""
        if self.process.poll() is not None:
            self._log.seek(0)
            words = self._log.read()[-500:].decode(errors="replace").strip()
            raise Failed(f"the driver ended with status {self.process.returncode}: {words}")
        found = self.hub.wait(self.hub.robot, 10)
        require(found, "no hello from a robot within 10 s")
        return found

    def pose(self, settle: float = 0.0) -> np.ndarray:
        """Joint positions as next told, after `settle` seconds; the observation where the driver tells none."""
        time.sleep(settle)
        since = time.monotonic()
        status = self.hub.wait(lambda: self.hub.of("robot_status", since), 2)
        require(status, "no robot_status within 2 s")
        return self._last_pose()

    def _last_pose(self) -> np.ndarray:
        positions = self.hub.of("robot_status")[-1][1].robot_status.joint_positions
        return np.array(positions or self.hub.of("observation")[-1][1].observation.values)

    def drive(self, seconds: float, value: float = 0.5, *, epoch: int | None = None, body=None, **changes) -> None:
        """Commands at the policy's rate, answering the newest observation, `value` in the first element."""
        robot, end = self.robot, time.monotonic() + seconds
        period = 1 / robot.hello.policy_hz
        while time.monotonic() < end:
            robot, seen = self.robot, self.hub.of("observation")[-1][1].observation.number
            action = [value] + [0.0] * (len(robot.hello.spaces.action) - 1)
            command = body or pb.Command(epoch=epoch or self.epoch, authority=pb.AUTHORITY_POLICY, policy_version=1, action=action)
            command.observation = seen
            self.hub.send(robot, "command", command, valid_for_ms=max(1, round(2_000 * period)), **changes)
            time.sleep(period)

    def engage(self) -> None:
        """Brings the robot to obey, from whatever mode it is in: commands of 0, and what an operator would say."""
        words = {
            pb.ROBOT_MODE_DISARMED: pb.EVENT_KIND_ARM, pb.ROBOT_MODE_LATCHED: pb.EVENT_KIND_CLEAR,
            pb.ROBOT_MODE_HOLD: pb.EVENT_KIND_READY, pb.ROBOT_MODE_RESET: pb.EVENT_KIND_READY,
        }
        require(self.robot and self.hub.wait(lambda: self.hub.of("observation") and self.hub.of("robot_status")), "no observation or no status")
        for _ in range(8):
            self.epoch = max(self.epoch, self.hub.epoch)  # after another hello
            self.drive(1.2, 0.0)  # a guard may want a second of fresh commands before it is armed
            if self.mode() == pb.ROBOT_MODE_POLICY:
                return
            if word := words.get(self.mode()):
                self.event(word)
        raise Failed(f"it does not obey: {pb.RobotMode.Name(self.mode())}, {self.hub.of('robot_status')[-1][1].robot_status.reason}")

    def mode(self) -> int:
        """As last told."""
        return self.hub.of("robot_status")[-1][1].robot_status.mode

    def wait_mode(self, modes: tuple[int, ...], seconds: float) -> float:
        """Waits for a status with one of the modes after now; returns when it came."""
        since = time.monotonic()
        found = self.hub.wait(lambda: [at for at, m in self.hub.of("robot_status", since) if m.robot_status.mode in modes], seconds)
        names = " or ".join(pb.RobotMode.Name(m) for m in modes)
        require(found, f"no robot_status with {names} within {seconds} s; the last was {pb.RobotMode.Name(self.mode())}")
        return found[0]

    def event(self, kind: int) -> None:
        """Sends an event of the hub's own."""
        self.hub.send(self.robot, "event", pb.Event(kind=kind, at_ns=time.monotonic_ns(), origin=self.hub.session, origin_role=pb.ROLE_HUB))

    def moves(self, seconds: float = 0.6, **how) -> float:
        """How far the robot goes while driven, in its own units, the farthest joint's."""
        self.engage()
        before = self._last_pose()
        self.drive(seconds, **how)
        self.drive(0.6, 0.0)
        return float(np.abs(self._last_pose() - before).max())

    def stays(self, what: str, **how) -> str:
        """Raises `Failed` when the robot follows."""
        before = self.pose(0.3)
        self.drive(**{"seconds": 0.4} | how)
        moved = float(np.abs(self.pose(0.2) - before).max())
        require(moved < self.tolerance, f"{what} moved the robot by {moved:.4f}; allowed is {self.tolerance:.4f}")
        return f"moved by {moved:.4f}"

    # Checks.

    def hello(self) -> None:
        """Its hello is a robot's: role, name, robot, spaces, rates."""
        hello = self.robot.hello
        require(hello.name, "name is empty")
        require(len(hello.robot.sha256) == 32, f"robot.sha256 has {len(hello.robot.sha256)} bytes; needed are 32")
        require(1 <= len(hello.robot.joints) <= 64, f"{len(hello.robot.joints)} joints; allowed are 1 to 64")
        for joint in hello.robot.joints:
            require(joint.lower < joint.upper and joint.maximum_velocity > 0, f"joint {joint.name}: lower {joint.lower}, upper {joint.upper}, velocity {joint.maximum_velocity}")
        require(hello.spaces.observation and hello.spaces.action, "no observation or no action in the spaces")
        for rate in (hello.control_hz, hello.policy_hz):
            require(0 < rate <= 10_000, f"a rate is {rate} Hz; allowed is above 0, up to 10,000")
        require(hello.highest_epoch < 2**63, f"highest_epoch is {hello.highest_epoch}, not below 2^63")
        require(self.robot.inbound.session, "session is 0")

    def order(self) -> str:
        """Sequences rise by 1 from 1; observations come at policy_hz, numbered, finite and of the right length."""
        robot, expected = self.robot, 2 * self.robot.hello.policy_hz
        for _ in range(3):
            since = time.monotonic()
            time.sleep(2)
            seen = [(at, m.observation) for at, m in self.hub.of("observation", since)]
            if abs(len(seen) - expected) <= 0.2 * expected:
                break
        require(0.8 * expected <= len(seen) <= 1.2 * expected, f"{len(seen)} observations in 2 s at {robot.hello.policy_hz} Hz")
        dimension = sum(len(c.elements) for c in robot.hello.spaces.observation)
        for (_, one), (_, two) in zip(seen, seen[1:]):
            require(two.number > one.number and two.sensed_ns > one.sensed_ns, f"observation {two.number} after {one.number}")
            require(len(two.values) == dimension and len(two.images) == len(robot.hello.spaces.images), f"{len(two.values)} values; needed are {dimension}")
        require(robot.inbound.lost == 0, f"{robot.inbound.lost} sequences are missing")
        require(not self.hub.faults, f"refused: {self.hub.faults[:3]}")
        return f"{len(seen)} observations in 2 s"

    def pings(self) -> str:
        """It answers pings at once, and asks itself about twice a second."""
        robot, waits = self.robot, []
        for number in range(10_001, 10_011):
            sent = time.monotonic()
            self.hub.send(robot, "ping", pb.Ping(number=number))
            answer = self.hub.wait(lambda: [m for _, m in self.hub.of("pong", sent) if m.pong.number == number], 1)
            require(answer, f"no pong for ping {number} within 1 s")
            waits.append(time.monotonic() - sent)
            require(answer[0].pong.received_monotonic_ns <= answer[0].monotonic_ns, "a pong was made before its ping came")
        since = time.monotonic() - 2
        asked = len(self.hub.of("ping", since))
        require(2 <= asked <= 10, f"{asked} pings in 2 s; expected are about 4")
        return f"median {1_000 * sorted(waits)[5]:.1f} ms, {asked} pings in 2 s"

    def status(self) -> str:
        """It tells its status at least twice a second."""
        since = time.monotonic()
        time.sleep(2.2)
        times = [since] + [at for at, _ in self.hub.of("robot_status", since)]
        longest = max((b - a for a, b in zip(times, times[1:])), default=2.2)
        require(len(times) > 4 and longest < 0.5 + _MARGIN_SECONDS, f"{len(times) - 1} in 2.2 s, the longest pause {longest:.2f} s")
        joints = len(self.robot.hello.robot.joints)
        count = len(self.hub.of("robot_status")[-1][1].robot_status.joint_positions)
        require(count in (0, joints), f"{count} joint positions; allowed are 0 and {joints}")
        return f"longest pause {longest:.2f} s"

    def obeys(self) -> str:
        """Armed, it obeys commands, and says whose and under which epoch."""
        self.epoch = max(self.hub.epoch, self.robot.hello.highest_epoch + 1) + 9
        self.hub.epoch = self.epoch
        moved = self.moves()
        told = [m.robot_status for _, m in self.hub.of("robot_status", time.monotonic() - 1.5)]
        require(any(s.mode == pb.ROBOT_MODE_POLICY for s in told), "no robot_status with ROBOT_MODE_POLICY while the policy drove")
        require(told[-1].epoch == self.epoch, f"status says epoch {told[-1].epoch}, obeyed was {self.epoch}")
        require(moved > 0, "0.6 s of commands of 0.5 in the first action element moved nothing")
        #: A tenth of what commands do is no following.
        self.tolerance = moved / 10
        return f"moved by {moved:.4f}"

    def hold(self) -> str:
        """Without a fresh command it holds within two policy periods, and goes on with the next."""
        allowed = 2 / self.robot.hello.policy_hz + _MARGIN_SECONDS
        times = []
        for _ in range(5):
            self.engage()
            self.drive(0.2, -0.3)
            # drive() sleeps one period after its last command.
            last = time.monotonic() - 1 / self.robot.hello.policy_hz
            times.append(self.wait_mode((pb.ROBOT_MODE_HOLD, pb.ROBOT_MODE_LATCHED), 2) - last)
        # The median: on a machine that does other things, too, one of five may be late by no fault of the driver's.
        median = sorted(times)[2]
        require(median <= allowed, f"HOLD came {1_000 * median:.0f} ms after the last command; allowed are {1_000 * allowed:.0f}")
        before = self.pose(0.3)
        moved = float(np.abs(self.pose(0.5) - before).max())
        require(moved < self.tolerance / 10, f"it crept by {moved:.5f} while it held")
        return f"{1_000 * min(times):.0f} to {1_000 * max(times):.0f} ms"

    def epochs(self) -> str:
        """It refuses an epoch below the highest that it has obeyed, and one that a grant or a revocation has ended."""
        text = self.stays("a lower epoch", epoch=self.epoch - 1)
        self.hub.send(self.robot, "lease_grant", pb.LeaseGrant(epoch=self.epoch + 5, authority=pb.AUTHORITY_EXPERT, holder=1, holder_name="x", deadman_ms=300))
        self.stays("an epoch below the last grant's", epoch=self.epoch + 4)
        self.hub.send(self.robot, "lease_revocation", pb.LeaseRevocation(epoch=self.epoch + 5, reason=pb.REVOCATION_REASON_RELEASED))
        self.stays("a revoked epoch", epoch=self.epoch + 5)
        self.epoch += 6
        require(self.moves() > self.tolerance, "the next epoch was not obeyed")
        return text

    def refuses_non_finite(self) -> str:
        """NaN, infinite, too large, too short and too long actions move nothing and end nothing."""
        n = len(self.robot.hello.spaces.action)
        for bad in ([math.nan] * n, [math.inf] * n, [-math.inf] * n, [1.5] * n, [0.5] * (n + 1), [0.5] * (n - 1)):
            text = self.stays(f"the action {bad[:2]}...", seconds=0.15, body=pb.Command(epoch=self.epoch, authority=pb.AUTHORITY_POLICY, action=bad))
        self.stays("a command without authority", seconds=0.15, body=pb.Command(epoch=self.epoch, action=[0.5] * n))
        self._still_obeys()
        return text

    def refuses_damage(self) -> str:
        """1,000 damaged frames move nothing and end nothing."""
        robot, dice = self.robot, random.Random(1)
        action = [0.5] * len(robot.hello.spaces.action)
        whole = self.hub.send(robot, "command", pb.Command(epoch=self.epoch, authority=pb.AUTHORITY_POLICY, action=[0.0] * len(action)))
        before = self.pose()
        for i in range(_COUNT):
            frame = bytearray(whole)
            kind = i % 4
            if kind == 0:
                frame = frame[: dice.randrange(len(frame))]
            elif kind == 1:
                frame[dice.randrange(14)] ^= 1 << dice.randrange(8)  # magic and what is before it
            elif kind == 2:
                frame = bytearray(dice.randbytes(dice.randrange(200)))
            else:
                frame = frame + frame  # two bodies
            self.hub.send_frame(robot, bytes(frame))
            time.sleep(0.001)
        moved = float(np.abs(self.pose(0.2) - before).max())
        require(moved < self.tolerance, f"moved by {moved:.4f}")
        self._still_obeys()
        return f"{_COUNT} frames, moved by {moved:.4f}"

    def refuses_foreign(self) -> str:
        """Another session, other spaces, another version, a repeated sequence: ignored."""
        session = self.hub.session
        self.stays("another session", session=session ^ 1)
        self.stays("other spaces", schema_hash=self.robot.schema ^ 1)
        self.stays("major version 2", major=2)
        text = self.stays("a repeated sequence", sequence=1)
        require(self.robot.inbound.session, "the session ended")
        self._still_obeys()
        return text

    def refuses_stale(self) -> str:
        """A command that is older than it may be is ignored."""
        text = self.stays("a command made 1 s ago", body=None, monotonic_ns=time.monotonic_ns() - 1_000_000_000)
        self._still_obeys()
        return text

    def stops(self) -> str:
        """Stop holds it; disarmed it obeys nothing; armed again it obeys."""
        self.engage()
        self.event(pb.EVENT_KIND_STOP)
        self.wait_mode((pb.ROBOT_MODE_HOLD, pb.ROBOT_MODE_LATCHED), 1)
        self.event(pb.EVENT_KIND_DISARM)
        self.wait_mode((pb.ROBOT_MODE_DISARMED,), 1)
        text = self.stays("a command while disarmed")
        self.epoch += 1
        self._still_obeys()
        return text

    def returns(self) -> str:
        """It comes back with a new session after the hub was killed, and says the highest epoch that it obeyed."""
        first = self.robot.inbound.session
        self.hub.close()
        started = time.monotonic()
        self.hub = LittleHub(self.endpoint, epoch=1)
        robot = self.robot
        took = time.monotonic() - started
        require(robot.inbound.session != first, "the new hello has the old session")
        require(robot.hello.highest_epoch == self.epoch, f"hello says epoch {robot.hello.highest_epoch}, obeyed was {self.epoch}")
        require(self.hub.wait(lambda: len(self.hub.of("observation")) > 5, 5), "no observations for the new hub")
        self.stays("the old epoch after a restart, with the new hub's lowest above it")
        self.epoch = self.hub.epoch
        self._still_obeys()
        return f"after {took:.1f} s"

    def ends(self) -> str:
        """SIGTERM ends it within 2 s, with a farewell."""
        since = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(2)
        except subprocess.TimeoutExpired:
            raise Failed("it still runs 2 s after SIGTERM") from None
        if not self.hub.wait(lambda: self.hub.of("farewell", since), 1):
            raise Failed("no farewell: the hub must wait 2 s to know")
        return f"{time.monotonic() - since:.2f} s"

    def _still_obeys(self) -> None:
        sign = -1 if getattr(self, "_last_sign", -1) == 1 else 1
        self._last_sign = sign
        require(self.moves(value=0.5 * sign) > self.tolerance, "a good command is not obeyed any more")
