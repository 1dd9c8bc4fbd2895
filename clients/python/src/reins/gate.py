"""Which commands a robot obeys: the part of a driver that needs no robot and no socket."""

from __future__ import annotations

import math
import os
from collections import Counter, OrderedDict
from pathlib import Path

from . import reins_pb2 as pb
from .errors import Rejected


class CommandGate:
    """Keeps epochs and freshness. Times are the robot's monotonic clock, ns.

    Args:
        action_dimension: elements of an action.
        policy_hz: commands are expected so often; without a fresh one for two periods the robot holds.
        epoch_file: keeps the highest epoch that was ever obeyed when the process ends; None forgets it.
    """

    def __init__(self, action_dimension: int, policy_hz: float, epoch_file: str | os.PathLike[str] | None = None) -> None:
        self._dimension = action_dimension
        self.patience_ns = int(2e9 / policy_hz)
        self._file = Path(epoch_file) if epoch_file else None
        self.highest_obeyed = int(self._file.read_text()) if self._file and self._file.exists() else 0
        self.lowest = 1
        self.refused: Counter[int] = Counter()  #: commands, by RejectionReason
        self.ages_ns: list[int] = []  #: from sensing to execution, the newest 1,000
        self._sensed: OrderedDict[int, int] = OrderedDict()
        self._fresh_until = -1

    def sensed(self, number: int, at_ns: int) -> None:
        """Observation `number` was sensed at `at_ns`."""
        self._sensed[number] = at_ns
        while len(self._sensed) > 256:
            self._sensed.popitem(last=False)

    def raise_epoch(self, lowest: int) -> None:
        """Commands below `lowest` are over: a welcome's or a grant's epoch, a revoked one plus 1."""
        self.lowest = max(self.lowest, lowest)

    def accept(self, command: pb.Command, now_ns: int) -> None:
        """Raises `Rejected` for a command that must not move the robot; otherwise the robot is fresh for two periods."""
        try:
            age = self._check(command, now_ns)
        except Rejected as error:
            self.refused[error.reason] += 1
            raise
        if command.epoch > self.highest_obeyed:
            self._keep_epoch(command.epoch)
        self._fresh_until = now_ns + self.patience_ns
        if age is not None:
            self.ages_ns = self.ages_ns[-999:] + [age]

    def fresh(self, now_ns: int) -> bool:
        """Whether the last command may still be executed."""
        return now_ns <= self._fresh_until

    def drop(self) -> None:
        """Forgets the last command: the robot holds until another one comes."""
        self._fresh_until = -1

    def _check(self, command: pb.Command, now_ns: int) -> int | None:
        if command.authority not in (pb.AUTHORITY_POLICY, pb.AUTHORITY_EXPERT):
            raise Rejected(pb.REJECTION_REASON_RANGE, f"authority {command.authority}: allowed are policy and expert")
        if len(command.action) != self._dimension:
            raise Rejected(pb.REJECTION_REASON_LENGTH, f"{len(command.action)} action elements; needed are {self._dimension}")
        if not all(map(math.isfinite, command.action)):
            raise Rejected(pb.REJECTION_REASON_NON_FINITE, "an action holds a NaN or an infinity")
        if any(abs(value) > 1 for value in command.action):
            raise Rejected(pb.REJECTION_REASON_RANGE, f"an action is {max(map(abs, command.action))} in size; allowed is 1")
        if command.epoch < max(self.lowest, self.highest_obeyed, 1):
            raise Rejected(pb.REJECTION_REASON_EPOCH, f"epoch {command.epoch}; the lowest allowed is {max(self.lowest, self.highest_obeyed)}")
        if not command.observation:
            return None
        if command.observation > next(reversed(self._sensed), 0):
            raise Rejected(pb.REJECTION_REASON_RANGE, f"observation {command.observation} was not made yet")
        sensed = self._sensed.get(command.observation)
        if sensed is None or now_ns - sensed > self.patience_ns:
            raise Rejected(pb.REJECTION_REASON_STALE, f"observation {command.observation} is older than {self.patience_ns / 1e6:.0f} ms")
        return now_ns - sensed

    def _keep_epoch(self, epoch: int) -> None:
        self.highest_obeyed = epoch
        if self._file:
            new = self._file.with_name(self._file.name + ".new")
            new.write_text(f"{epoch}\n")
            os.replace(new, self._file)
