"""The peer's monotonic clock, seen from one's own."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class ClockReading:
    """One exchange of a ping and its pong."""

    round_trip_ns: int
    offset_ns: int  #: the peer's clock minus one's own, wrong by at most half the round trip


def reading(t0: int, t1: int, t2: int, t3: int) -> ClockReading:
    """Ping made at t0 and pong received at t3 by one's own clock, received at t1 and answered at t2 by the peer's, ns."""
    return ClockReading(round_trip_ns=(t3 - t0) - (t2 - t1), offset_ns=((t1 - t0) + (t2 - t3)) // 2)


class PeerClock:
    """Believes the shortest round trip of the last 16."""

    def __init__(self) -> None:
        self._readings: deque[ClockReading] = deque(maxlen=16)

    def add(self, t0: int, t1: int, t2: int, t3: int) -> None:
        """Takes one exchange; a round trip below 0 tells of a clock that jumped and is not kept."""
        new = reading(t0, t1, t2, t3)
        if new.round_trip_ns >= 0:
            self._readings.append(new)

    @property
    def best(self) -> ClockReading | None:
        """The reading to believe; None before the first."""
        return min(self._readings, default=None)

    def age_ns(self, made_ns: int, now_ns: int) -> int | None:
        """How old what the peer made at `made_ns` of its clock is at `now_ns` of one's own; None before the first reading."""
        return now_ns - (made_ns - self.best.offset_ns) if self.best else None
