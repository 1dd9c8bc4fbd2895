"""Tasks that the hub simulates, stepped over one session. No gymnasium here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from . import reins_pb2 as pb
from . import wire
from .errors import ReinsError
from .keys import ClientKeys
from .session import Session
from .spaces import observation_dimension


@dataclass
class SimulationBatch:
    """All copies after a reset or a step."""

    observations: np.ndarray  #: float32 [copies, observation dimension], units of the spaces
    rewards: np.ndarray  #: float64 [copies], the task's own; 0 after a reset
    progress: np.ndarray  #: float64 [copies], what is left to do; 0 at success
    outcomes: np.ndarray  #: uint8 [copies], values of pb.Outcome
    successes: np.ndarray  #: bool [copies]
    causes: list[str]  #: [copies], why the episode ended; empty while it runs
    images: list[list[np.ndarray]]  #: [copies][images of the spaces], uint8 [height, width, 3], rows from the top


class Simulation:
    """Copies of one task in one session. After `SessionLost` it opens them again with the next `reset`."""

    def __init__(
        self, endpoint: str, task: str, copies: int = 1, *, keys: ClientKeys | None = None, timeout: float = 60.0,
        meanwhile: Callable[[], None] | None = None,
    ) -> None:
        self.task, self.copies, self._timeout = task, copies, timeout
        hello = pb.Hello(role=pb.ROLE_ACTOR, name=f"python, {task}", software=wire.SOFTWARE)
        self.session = Session(endpoint, hello, keys=keys, timeout=timeout, meanwhile=meanwhile)
        try:
            self._open()
        except BaseException:
            self.session.close()
            raise

    def _open(self) -> None:
        body = pb.SimulationOpen(task=self.task, copies=self.copies)
        self._generation = self.session.wait(self._timeout)
        self.opened: pb.SimulationOpened = self._request("simulation_open", body, "simulation_opened")
        self.observation_dimension = observation_dimension(self.opened.spaces)
        self.action_dimension = len(self.opened.spaces.action)

    def reset(self, seeds: Sequence[int], copies: Sequence[int] = ()) -> SimulationBatch:
        """Starts episodes of `copies` (rising; empty for all) from `seeds`, one per copy, 0 to 2^64 - 1."""
        if self.session.wait(self._timeout) != self._generation:
            self._open()
        return self._batch(self._request("simulation_reset", pb.SimulationReset(copies=copies, seeds=seeds), "simulation_state"))

    def step(self, actions: np.ndarray) -> SimulationBatch:
        """Steps every copy; `actions` is [copies, action dimension], finite; values outside [-1, 1] are clipped to it.

        A copy whose episode has ended stays as it is until it is reset.
        """
        actions = np.asarray(actions, dtype=np.float32)
        if actions.shape != (self.copies, self.action_dimension):
            raise ValueError(f"actions have shape {actions.shape}, needed is {(self.copies, self.action_dimension)}")
        if not np.isfinite(actions).all():
            raise ValueError(f"an action holds a NaN or an infinity, {actions}: what computed it has diverged")
        body = pb.SimulationStep(actions=np.clip(actions, -1, 1).ravel().tolist())
        return self._batch(self._request("simulation_step", body, "simulation_state"))

    def render(self, copy: int = 0, camera: str = "", height: int = 480, width: int = 480) -> np.ndarray:
        """A picture of one copy, uint8 [height, width, 3], rows from the top; without a name by the first camera."""
        cameras = list(self.opened.cameras)
        if camera and camera not in cameras:
            raise ValueError(f"no camera {camera!r} in {self.task}; there are: {', '.join(cameras) or 'none'}")
        if not cameras:
            raise ReinsError(f"{self.task} has no camera: it cannot be rendered")
        body = pb.SimulationRender(copy=copy, camera=camera or cameras[0], height=height, width=width)
        picture = self._request("simulation_render", body, "simulation_picture")
        return np.frombuffer(picture.rgb, np.uint8).reshape(picture.height, picture.width, 3).copy()

    def close(self) -> None:
        """Ends the copies and the session."""
        if self.session.live and self.session.generation == self._generation:
            self.session.send("simulation_close", pb.SimulationClose())
        self.session.close()

    def _request(self, kind: str, body, reply: str):
        return self.session.request(kind, body, reply, timeout=self._timeout, generation=self._generation)

    def _batch(self, state: pb.SimulationState) -> SimulationBatch:
        n, spaces = self.copies, self.opened.spaces
        counts = {
            "observations": (len(state.observations), n * self.observation_dimension), "rewards": (len(state.rewards), n),
            "progress": (len(state.progress), n), "outcomes": (len(state.outcomes), n),
            "successes": (len(state.successes), n), "causes": (len(state.causes), n),
            "images": (len(state.images), n * len(spaces.images)),
        }
        for name, (count, expected) in counts.items():
            if count != expected:
                raise ReinsError(f"simulation_state has {count} {name}, needed are {expected}: is the hub of version 1?")
        pictures = [
            np.frombuffer(data, np.uint8).reshape(spec.height, spec.width, 3)
            for data, spec in zip(state.images, list(spaces.images) * n)
        ]
        per_copy = len(spaces.images)
        return SimulationBatch(
            observations=np.array(state.observations, np.float32).reshape(n, self.observation_dimension),
            rewards=np.array(state.rewards, np.float64), progress=np.array(state.progress, np.float64),
            outcomes=np.frombuffer(state.outcomes, np.uint8), successes=np.frombuffer(state.successes, np.uint8) != 0,
            causes=list(state.causes), images=[pictures[i * per_copy : (i + 1) * per_copy] for i in range(n)],
        )
