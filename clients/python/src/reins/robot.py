"""A robot driver: what sits between a hub and a machine that moves."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from google.protobuf import text_format

from . import reins_pb2 as pb
from .errors import Rejected, SessionLost
from .gate import CommandGate
from .keys import ClientKeys
from .session import Session

_MOVING = (pb.ROBOT_MODE_POLICY, pb.ROBOT_MODE_EXPERT)
_STATUS_SECONDS = 0.4


def read_description(path: str | os.PathLike[str]) -> pb.Hello:
    """A robot's Hello from a file in Protocol Buffers' text format: role, name, robot, spaces, control_hz, policy_hz."""
    return text_format.Parse(Path(path).read_text(), pb.Hello())


class RobotDriver:
    """Subclass it with four methods, `observe`, `apply`, `stop` and `status`, and call `run`.

    The base class keeps the session, the epochs, the watchdog and the mode: it starts disarmed, obeys commands once it
    was armed, holds without a fresh command for two policy periods and goes on with the next. All four methods are
    called by the thread of `run`. The machine's own limits are the subclass's: whatever `apply` gets, they must hold.

    Args:
        endpoint: the hub.
        description: the hello, see `read_description`.
        epoch_file: where the highest epoch ever obeyed survives the process; a robot on a bench may do without.
        armed: start armed; for simulated robots.
    """

    def __init__(
        self, endpoint: str, description: pb.Hello, *, keys: ClientKeys | None = None,
        epoch_file: str | os.PathLike[str] | None = None, armed: bool = False,
    ) -> None:
        self.description = description
        self.mode = pb.ROBOT_MODE_ARMED if armed else pb.ROBOT_MODE_DISARMED
        self.reason, self.way_out = ("", "") if armed else ("disarmed", "arm it")
        self.gate = CommandGate(len(description.spaces.action), description.policy_hz, epoch_file)
        self._endpoint, self._keys = endpoint, keys
        self._changed = threading.Condition()
        self._inbox: list[pb.Envelope] = []
        self._ending = False
        self._number = self._episode = self._step = 0
        self._stopped = False
        self._policy_version = 0
        self._told: tuple[int, str] | None = None
        self._told_at = 0.0

    # What a subclass does.

    def observe(self) -> Sequence[float] | np.ndarray:
        """The observation vector now, [observation dimension] in the units of the spaces."""
        raise NotImplementedError

    def apply(self, action: np.ndarray) -> None:
        """Executes an action, float32 [action dimension] in [-1, 1]: 1 asks for `scale` in one policy step."""
        raise NotImplementedError

    def stop(self) -> None:
        """Holds position, at once. Called again and again while nothing else is to be done."""
        raise NotImplementedError

    def status(self) -> pb.RobotStatus:
        """Ticks and joint positions of the control loop; mode, reason, epoch and ages are filled in by the base class."""
        raise NotImplementedError

    def images(self) -> Sequence[bytes]:
        """One per image of the spaces, rows from the top, red green blue."""
        return ()

    def go_to_start(self) -> bool:
        """One policy step on the way to the task's start; true when there. Without a start there is nothing to do."""
        return True

    # The loop.

    def run(self) -> None:
        """Serves until `end` is called."""
        handlers = {kind: self._receive for kind in ("command", "event", "lease_grant", "lease_revocation", "welcome")}
        self.session = Session(self._endpoint, self._hello, keys=self._keys, handlers=handlers, timeout=None, meanwhile=self._meanwhile)
        period = 1 / self.description.policy_hz
        due = time.monotonic()
        try:
            while not self._ending:
                now = time.monotonic()
                if now >= due:
                    due = max(due + period, now)
                    self._policy_step()
                self._obey(min(due - time.monotonic(), period / 4))
                self._watch()
                self._tell()
        finally:
            self.stop()
            self.session.close("the driver ends")

    def end(self) -> None:
        """Lets `run` stop the robot and return; may be called by any thread or a signal handler."""
        self._ending = True

    def _meanwhile(self) -> None:
        self.stop()
        if self._ending:
            raise KeyboardInterrupt

    def _hello(self) -> pb.Hello:
        hello = pb.Hello()
        hello.CopyFrom(self.description)
        hello.role, hello.highest_epoch = pb.ROLE_ROBOT, self.gate.highest_obeyed
        return hello

    def _receive(self, message: pb.Envelope) -> None:
        with self._changed:
            self._inbox.append(message)
            self._changed.notify()

    def _policy_step(self) -> None:
        if self.mode == pb.ROBOT_MODE_RESET and self.go_to_start():
            self._episode, self._step = self._episode + 1, 0
            self._set(pb.ROBOT_MODE_ARMED)
        sensed = time.monotonic_ns()
        values = np.asarray(self.observe(), np.float32)
        self._number += 1
        body = pb.Observation(
            number=self._number, episode=self._episode, step=self._step, sensed_ns=sensed, values=values.tolist(), images=self.images()
        )
        self._step += self.mode in _MOVING
        self.gate.sensed(self._number, sensed)
        self._send("observation", body)

    def _obey(self, seconds: float) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self._inbox, max(seconds, 0))
            messages, self._inbox = self._inbox, []
        for message in messages:
            kind = message.WhichOneof("body")
            if kind == "command":
                self._command(message.command)
            elif kind == "event":
                self._event(message.event.kind)
            elif kind == "lease_grant":
                self.gate.raise_epoch(message.lease_grant.epoch)
            elif kind == "lease_revocation":
                self.gate.raise_epoch(message.lease_revocation.epoch + 1)
            else:
                self.gate.raise_epoch(message.welcome.epoch)

    def _command(self, command: pb.Command) -> None:
        if self._stopped or self.mode in (pb.ROBOT_MODE_DISARMED, pb.ROBOT_MODE_LATCHED, pb.ROBOT_MODE_RESET):
            return
        try:
            self.gate.accept(command, time.monotonic_ns())
        except Rejected:
            return  # counted by the gate
        self._policy_version = command.policy_version or self._policy_version
        self._set(pb.ROBOT_MODE_EXPERT if command.authority == pb.AUTHORITY_EXPERT else pb.ROBOT_MODE_POLICY)
        self.apply(np.array(command.action, np.float32))

    def _event(self, kind: int) -> None:
        latched = self.mode == pb.ROBOT_MODE_LATCHED
        if kind == pb.EVENT_KIND_DISARM:
            self._hold(pb.ROBOT_MODE_DISARMED, "disarmed", "arm it")
        elif kind == pb.EVENT_KIND_CLEAR and latched:
            self._hold(pb.ROBOT_MODE_DISARMED, "disarmed", "arm it")
        elif kind == pb.EVENT_KIND_ARM and self.mode == pb.ROBOT_MODE_DISARMED:
            self._stopped = False
            self._set(pb.ROBOT_MODE_ARMED)
        elif kind == pb.EVENT_KIND_STOP and self.mode not in (pb.ROBOT_MODE_DISARMED, pb.ROBOT_MODE_LATCHED):
            self._stopped = True
            self._hold(pb.ROBOT_MODE_HOLD, "somebody stopped it", "ready, or reset")
        elif kind == pb.EVENT_KIND_READY and self._stopped:
            self._stopped = False
            self._set(pb.ROBOT_MODE_ARMED)
        elif kind == pb.EVENT_KIND_RESET and self.mode not in (pb.ROBOT_MODE_DISARMED, pb.ROBOT_MODE_LATCHED):
            self._stopped = False
            self._hold(pb.ROBOT_MODE_RESET)

    def latch(self, reason: str, way_out: str) -> None:
        """Stops the robot until an operator clears it; for the subclass's own guard, on the thread of `run`."""
        self._hold(pb.ROBOT_MODE_LATCHED, reason, way_out)

    def _hold(self, mode: int, reason: str = "", way_out: str = "") -> None:
        self.gate.drop()
        self._set(mode, reason, way_out)
        self.stop()

    def _watch(self) -> None:
        if self.mode in _MOVING and not self.gate.fresh(time.monotonic_ns()):
            self._hold(pb.ROBOT_MODE_HOLD, f"no fresh command for {self.gate.patience_ns / 1e6:.0f} ms", "it goes on with the next")
        elif self.mode not in _MOVING and self.mode != pb.ROBOT_MODE_RESET:
            self.stop()

    def _set(self, mode: int, reason: str = "", way_out: str = "") -> None:
        self.mode, self.reason, self.way_out = mode, reason, way_out

    def _tell(self) -> None:
        now = time.monotonic()
        if self._told == (self.mode, self.reason) and now - self._told_at < _STATUS_SECONDS:
            return
        self._told, self._told_at = (self.mode, self.reason), now
        body = self.status()
        body.mode, body.reason, body.way_out = self.mode, self.reason, self.way_out
        body.epoch, body.policy_version = self.gate.highest_obeyed, self._policy_version
        if self.gate.ages_ns:
            p50, p99 = np.percentile(self.gate.ages_ns, (50, 99))
            body.command_age_p50_ns, body.command_age_p99_ns = int(p50), int(p99)
        self._send("robot_status", body)

    def _send(self, kind: str, body) -> None:
        try:
            self.session.send(kind, body)
        except SessionLost:
            # The session's own thread says hello again; until then the watchdog has the robot hold.
            self._told = None
