"""One copy of a simulated task as a gymnasium environment."""

from __future__ import annotations

from typing import Any

import gymnasium
import numpy as np

from . import reins_pb2 as pb
from .errors import ReinsError
from .goals import goal_reward
from .hubprocess import open_simulation
from .keys import ClientKeys
from .simulation import SimulationBatch
from .spaces import ObservationLayout, action_space

_SEEDS = 1 << 63


class Env(gymnasium.Env):
    """A task that a hub simulates.

    Observations are float32 in the units of the task's components: a Dict of `observation`, `achieved_goal` and
    `desired_goal` (and a picture per image of the spaces) where the task has goals, else a Box. Actions are [-1, 1]
    per element; what lies outside is clipped, as the tasks define it.

    The task itself ends episodes: `terminated` for success or a fall, `truncated` for its time limit. `info` has
    `is_success`, `progress` (what is left to do, 0 at success) and, after the end, `cause`.

    Args:
        task: an id that `reins tasks` lists.
        render_mode: None or "rgb_array".
        endpoint: a running hub; without it REINS_ENDPOINT, and without that `reins sim serve` as a child.
        keys: for a hub elsewhere.
        camera, height, width: of `render`; without a camera the task's first.
        timeout: seconds within which the hub must answer.
    """

    metadata = {"render_modes": ["rgb_array"]}

    def __init__(
        self, task: str, render_mode: str | None = None, *, endpoint: str | None = None, keys: ClientKeys | None = None,
        camera: str = "", height: int = 480, width: int = 480, timeout: float = 60.0,
    ) -> None:
        if render_mode not in (None, "rgb_array"):
            raise ValueError(f"render_mode is {render_mode!r}; allowed are None and 'rgb_array'")
        self.render_mode = render_mode
        self.simulation, self._hub = open_simulation(task, 1, endpoint, keys, timeout)
        opened = self.simulation.opened
        self.metadata = {**type(self).metadata, "render_fps": max(1, round(1 / opened.step_seconds))}
        self.layout = ObservationLayout(opened.spaces)
        self.observation_space = self.layout.space()
        self.action_space = action_space(opened.spaces)
        self._goal_reward = goal_reward(opened.reward_text)
        self._picture = {"camera": camera, "height": height, "width": width}
        self._ended = True

    def reset(self, *, seed: int | None = None, options: dict[str, Any] | None = None):
        """Starts an episode. The hub gets `seed` itself; without one the next number of `np_random`."""
        super().reset(seed=seed)
        drawn = seed if seed is not None else int(self.np_random.integers(_SEEDS))
        batch = self.simulation.reset([drawn])
        self._ended = False
        return self._observation(batch), self._info(batch)

    def step(self, action: np.ndarray):
        """One policy step. After the end it is an error until the next `reset`."""
        if self._ended:
            raise ReinsError("the episode has ended or none was started: call reset() before step()")
        batch = self.simulation.step(np.asarray(action, np.float32)[None])
        outcome = batch.outcomes[0]
        self._ended = outcome != pb.OUTCOME_RUNNING
        terminated, truncated = bool(outcome == pb.OUTCOME_TERMINATED), bool(outcome == pb.OUTCOME_TRUNCATED)
        return self._observation(batch), float(batch.rewards[0]), terminated, truncated, self._info(batch)

    def compute_reward(self, achieved_goal: np.ndarray, desired_goal: np.ndarray, info: Any = None) -> np.ndarray | float:
        """The reward for having achieved one goal where the other was desired, [..., n] each, for hindsight.

        Only where the task's reward is a distance between the two; an error says so everywhere else.
        """
        if self._goal_reward is None:
            raise NotImplementedError(
                f"{self.simulation.task} pays '{self.simulation.opened.reward_text}', which this client cannot compute from "
                "goals, and the wire has no message for it: train without hindsight"
            )
        reward = self._goal_reward(achieved_goal, desired_goal)
        return float(reward) if np.ndim(reward) == 0 else reward

    def render(self) -> np.ndarray | None:
        """The present state, uint8 [height, width, 3]."""
        return self.simulation.render(**self._picture) if self.render_mode else None

    def close(self) -> None:
        """Ends the session, and the hub where it is this environment's own."""
        self.simulation.close()
        if self._hub:
            self._hub.close()

    def _observation(self, batch: SimulationBatch):
        return self.layout.split(batch.observations[0], batch.images)

    @staticmethod
    def _info(batch: SimulationBatch) -> dict[str, Any]:
        info: dict[str, Any] = {"is_success": bool(batch.successes[0]), "progress": float(batch.progress[0])}
        if batch.causes[0]:
            info["cause"] = batch.causes[0]
        return info
