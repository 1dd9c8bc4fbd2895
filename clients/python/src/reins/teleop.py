"""A person's hands: asks for control, commands while an enabling key is held down, lets go."""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np

from . import reins_pb2 as pb
from .errors import ReinsError
from .keys import ClientKeys
from .observer import Observer
from .session import Handler


class LeaseDenied(ReinsError):
    """Somebody else commands, or nobody answered."""


class Teleop(Observer):
    """Everything an observer has, and the lease.

    Nothing renews the lease behind the caller's back: `command` and `renew` do, so that a program that hangs, or a key
    that is let go, ends it after `deadman_ms`.
    """

    role = pb.ROLE_TELEOP

    def __init__(
        self, endpoint: str, name: str = "python teleop", *, keys: ClientKeys | None = None,
        handlers: dict[str, Handler] | None = None, timeout: float | None = 10.0,
    ) -> None:
        self.denial: pb.LeaseDenial | None = None
        self.revocation: pb.LeaseRevocation | None = None
        self._renewed = 0.0
        super().__init__(endpoint, name, keys=keys, handlers=handlers, timeout=timeout)

    @property
    def holding(self) -> bool:
        """Whether this session commands."""
        return self.session.live and self.grant is not None and self.grant.holder == self.session.id

    def request(self, priority: int = 50, deadman_ms: int = 0, purpose: str = "", timeout: float = 2.0) -> int:
        """Asks for control and returns the lease's epoch; `LeaseDenied` names who has it.

        Args:
            priority: 0 to 100; a higher one takes the lease from a lower one.
            deadman_ms: shorter than the hub's, or 0 for the hub's.
        """
        self.denial = None
        self.session.send("lease_request", pb.LeaseRequest(priority=priority, deadman_ms=deadman_ms, purpose=purpose))
        if not self.wait(lambda: self.holding or self.denial is not None, timeout):
            raise LeaseDenied(f"no answer to the lease request within {timeout} s: is the hub overloaded?")
        if not self.holding:
            raise LeaseDenied(f"{self.denial.holder_name or 'somebody'} commands: {self.denial.text}")
        self._renewed = time.monotonic()
        return self.grant.epoch

    def command(self, action: Sequence[float] | np.ndarray) -> None:
        """What the robot shall do now, [action dimension] in [-1, 1]; call it at `welcome.policy_hz`. Renews when due."""
        values = np.asarray(action, np.float32)
        dimension = len(self.session.welcome.spaces.action) if self.session.live else len(values)
        if values.shape != (dimension,) or not np.isfinite(values).all() or (np.abs(values) > 1).any():
            raise ValueError(f"the action is {values}; needed are {dimension} numbers in [-1, 1]")
        self.renew(only_when_due=True)
        body = pb.Command(
            epoch=self.grant.epoch, authority=pb.AUTHORITY_EXPERT, action=values.tolist(),
            observation=self.observation.number if self.observation else 0,
        )
        self.session.send("command", body, valid_for_ms=max(1, round(2_000 / self.session.welcome.policy_hz)))

    def renew(self, only_when_due: bool = False) -> None:
        """Says that the enabling key is held down; due four times per `deadman_ms`."""
        if not self.holding:
            why = self.revocation.text or pb.RevocationReason.Name(self.revocation.reason) if self.revocation else "none was granted"
            raise ReinsError(f"this session holds no lease ({why}): request() it first")
        now = time.monotonic()
        if not only_when_due or now - self._renewed > self.grant.deadman_ms / 4_000:
            self.session.send("lease_renewal", pb.LeaseRenewal(epoch=self.grant.epoch))
            self._renewed = now

    def release(self) -> None:
        """Lets go; does nothing without a lease."""
        if self.holding:
            self.session.send("lease_release", pb.LeaseRelease(epoch=self.grant.epoch))

    def event(self, kind: int, text: str = "") -> None:
        """Says success, failure, reset, stop, ready (pb.EVENT_KIND_...); needs no lease."""
        seen = self.observation or pb.Observation()
        self.session.send("event", pb.Event(
            kind=kind, at_ns=time.monotonic_ns(), origin=self.session.id, origin_role=self.role,
            episode=seen.episode, step=seen.step, text=text,
        ))

    def close(self) -> None:
        """Releases the lease and says farewell."""
        if self.session.live:
            self.release()
        super().close()

    def _keep(self, kind: str, body) -> None:
        super()._keep(kind, body)
        if kind == "lease_denial":
            self.denial = body
        elif kind == "lease_revocation":
            self.revocation = body
