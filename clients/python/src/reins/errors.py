"""What can go wrong, as types. Every text names the value, the limit and the remedy."""

from __future__ import annotations

from . import reins_pb2 as pb


class ReinsError(Exception):
    """The root of this package's errors."""


class HubRefused(ReinsError):
    """The hub answered the hello with a refusal."""

    def __init__(self, refusal: pb.Refusal) -> None:
        self.reason: int = refusal.reason
        self.refusal = refusal
        super().__init__(f"the hub refused the hello, {pb.RefusalReason.Name(refusal.reason)}: {refusal.text}")


class NoHub(ReinsError):
    """No welcome came in time."""


class SessionLost(ReinsError):
    """The session ended, or a new one took its place; what the old one had opened is gone."""


class RequestRejected(ReinsError):
    """The hub dropped a message and said why."""

    def __init__(self, kind: str, notice: pb.RejectionNotice) -> None:
        self.reason: int = notice.reason
        super().__init__(f"the hub dropped {kind} {notice.sequence}, {pb.RejectionReason.Name(notice.reason)}: {notice.text}")


class Rejected(ReinsError):
    """A received message was dropped; `reason` is a RejectionReason of docs/wire.md."""

    def __init__(self, reason: int, text: str, session: int = 0, sequence: int = 0) -> None:
        self.reason, self.text, self.session, self.sequence = reason, text, session, sequence
        super().__init__(f"{pb.RejectionReason.Name(reason)}: {text}")
