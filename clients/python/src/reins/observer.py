"""Looking on."""

from __future__ import annotations

import threading

from . import reins_pb2 as pb
from . import wire
from .keys import ClientKeys
from .session import Handler, Session


class Observer:
    """A session that sees what the robot does: the newest observation and status, and every event.

    `handlers` are called by kind (observation, robot_status, event, lease_grant, ...) by the session's thread. The
    numbers and times in what is handed on are the robot's.
    """

    role = pb.ROLE_OBSERVER

    def __init__(
        self, endpoint: str, name: str = "python observer", *, keys: ClientKeys | None = None,
        handlers: dict[str, Handler] | None = None, timeout: float | None = 10.0,
    ) -> None:
        self._changed = threading.Condition()
        self._users = handlers or {}
        self.observation: pb.Observation | None = None
        self.robot_status: pb.RobotStatus | None = None
        self.events: list[pb.Event] = []  #: the newest 1,000
        self.grant: pb.LeaseGrant | None = None  #: who commands; None when nobody does, as far as this session has heard
        kinds = {"observation", "robot_status", "event", "lease_grant", "lease_revocation", "lease_denial", "welcome", *self._users}
        self.session = Session(
            endpoint, pb.Hello(role=self.role, name=name, software=wire.SOFTWARE), keys=keys,
            handlers={kind: self._take for kind in kinds}, timeout=timeout,
        )

    @property
    def welcome(self) -> pb.Welcome | None:
        """What the hub is: task, robot, spaces, rates; None while the hub is silent."""
        return self.session.welcome

    def wait(self, condition, timeout: float = 2.0) -> bool:
        """Waits until `condition()` is true, looking whenever a message came; says whether it is."""
        with self._changed:
            return self._changed.wait_for(condition, timeout)

    def close(self) -> None:
        """Says farewell."""
        self.session.close()

    def _take(self, message: pb.Envelope) -> None:
        kind = message.WhichOneof("body")
        body = getattr(message, kind)
        with self._changed:
            self._keep(kind, body)
            self._changed.notify_all()
        if handler := self._users.get(kind):
            handler(message)

    def _keep(self, kind: str, body) -> None:
        if kind in ("observation", "robot_status"):
            setattr(self, kind, body)
        elif kind == "event":
            self.events = self.events[-999:] + [body]
        elif kind == "lease_grant":
            self.grant = body
        elif kind == "welcome" or (kind == "lease_revocation" and self.grant and body.epoch >= self.grant.epoch):
            self.grant = None

    def __enter__(self):
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
