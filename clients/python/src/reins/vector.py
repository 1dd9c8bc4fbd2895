"""Copies of a simulated task in one session as a gymnasium vector environment."""

from __future__ import annotations

from typing import Any

import numpy as np
from gymnasium.vector import AutoresetMode, VectorEnv as GymnasiumVectorEnv
from gymnasium.vector.utils import batch_space

from . import reins_pb2 as pb
from .env import _SEEDS
from .errors import ReinsError
from .hubprocess import open_simulation
from .keys import ClientKeys
from .simulation import SimulationBatch
from .spaces import ObservationLayout, action_space


class VectorEnv(GymnasiumVectorEnv):
    """`num_envs` copies, stepped by one message. Spaces, rewards and ends are those of `Env`, with a leading axis.

    `metadata["autoreset_mode"]` says when an ended copy starts again: NEXT_STEP (default: the step after the last one
    ignores its action, gives reward 0 and the first observation), SAME_STEP (at once; `final_obs` and `final_info`
    have the last) or DISABLED (when `reset(options={"reset_mask": ...})` says so).
    """

    metadata: dict[str, Any] = {"render_modes": ["rgb_array"]}

    def __init__(
        self, task: str, num_envs: int = 1, render_mode: str | None = None, *,
        autoreset_mode: AutoresetMode | str = AutoresetMode.NEXT_STEP, endpoint: str | None = None,
        keys: ClientKeys | None = None, camera: str = "", height: int = 480, width: int = 480, timeout: float = 60.0,
    ) -> None:
        if render_mode not in (None, "rgb_array"):
            raise ValueError(f"render_mode is {render_mode!r}; allowed are None and 'rgb_array'")
        self.autoreset_mode = AutoresetMode(autoreset_mode)
        self.num_envs, self.render_mode = num_envs, render_mode
        self.simulation, self._hub = open_simulation(task, num_envs, endpoint, keys, timeout)
        opened = self.simulation.opened
        fps = max(1, round(1 / opened.step_seconds))
        self.metadata = {**type(self).metadata, "autoreset_mode": self.autoreset_mode, "render_fps": fps}
        self.layout = ObservationLayout(opened.spaces)
        self.single_observation_space = self.layout.space()
        self.single_action_space = action_space(opened.spaces)
        self.observation_space = batch_space(self.single_observation_space, num_envs)
        self.action_space = batch_space(self.single_action_space, num_envs)
        self._picture = {"camera": camera, "height": height, "width": width}
        self._ended = np.ones(num_envs, bool)

    def reset(self, *, seed: int | list[int | None] | None = None, options: dict[str, Any] | None = None):
        """Starts all copies, or those of `options["reset_mask"]`. An integer seeds copy i with `seed` + i."""
        if isinstance(seed, (int, np.integer)) or seed is None:
            super().reset(seed=seed)
            seeds = [None if seed is None else int(seed) + i for i in range(self.num_envs)]
        else:
            seeds = list(seed)
            if len(seeds) != self.num_envs:
                raise ValueError(f"{len(seeds)} seeds for {self.num_envs} copies: give one each")
        mask = (options or {}).get("reset_mask")
        mask = np.ones(self.num_envs, bool) if mask is None else np.asarray(mask, bool)
        if mask.shape != (self.num_envs,) or not mask.any():
            raise ValueError(f"reset_mask is {mask}; needed are {self.num_envs} booleans, one of them true")
        batch = self._start(mask, seeds)
        return self._observations(batch), self._infos(batch)

    def step(self, actions: np.ndarray):
        """One policy step of every copy; `actions` is [num_envs, action dimension]."""
        restarting = self._ended.copy()
        if restarting.any() and self.autoreset_mode != AutoresetMode.NEXT_STEP:
            raise ReinsError(f"copies {np.flatnonzero(restarting).tolist()} have ended or were never started: reset them before step()")
        if restarting.all():
            stepped = batch = self._start(restarting)
            rewards = np.zeros(self.num_envs)
        else:
            actions = np.where(restarting[:, None], np.float32(0), np.asarray(actions, np.float32))
            stepped = batch = self.simulation.step(actions)
            rewards = np.where(restarting, 0.0, stepped.rewards)
            if restarting.any():
                batch = self._start(restarting)
        running = ~restarting
        terminated = running & (stepped.outcomes == pb.OUTCOME_TERMINATED)
        truncated = running & (stepped.outcomes == pb.OUTCOME_TRUNCATED)
        self._ended = terminated | truncated
        infos = self._infos(batch)
        if self._ended.any() and self.autoreset_mode == AutoresetMode.SAME_STEP:
            final_infos, ended = infos, self._ended.copy()
            last, batch = self._observations(batch), self._start(ended)
            finals = np.full(self.num_envs, None, dtype=object)
            for i in np.flatnonzero(ended):
                finals[i] = {k: v[i] for k, v in last.items()} if isinstance(last, dict) else last[i]
            infos = {**self._infos(batch), "final_obs": finals, "_final_obs": ended, "final_info": final_infos, "_final_info": ended}
        return self._observations(batch), rewards, terminated, truncated, infos

    def render(self) -> tuple[np.ndarray, ...] | None:
        """A picture of every copy, uint8 [height, width, 3] each."""
        if self.render_mode is None:
            return None
        return tuple(self.simulation.render(copy, **self._picture) for copy in range(self.num_envs))

    def close_extras(self, **_: Any) -> None:
        """Ends the session, and the hub where it is this environment's own."""
        self.simulation.close()
        if self._hub:
            self._hub.close()

    def _start(self, mask: np.ndarray, seeds: list[int | None] | None = None) -> SimulationBatch:
        copies = np.flatnonzero(mask).tolist()
        given = [seeds[i] if seeds else None for i in copies]
        drawn = [seed if seed is not None else int(self.np_random.integers(_SEEDS)) for seed in given]
        batch = self.simulation.reset(drawn, [] if mask.all() else copies)
        self._ended = self._ended & ~mask
        return batch

    def _observations(self, batch: SimulationBatch):
        return self.layout.split(batch.observations, batch.images)

    def _infos(self, batch: SimulationBatch) -> dict[str, Any]:
        everywhere = np.ones(self.num_envs, bool)
        infos: dict[str, Any] = {"is_success": batch.successes, "_is_success": everywhere, "progress": batch.progress, "_progress": everywhere}
        if any(batch.causes):
            infos["cause"] = np.array(batch.causes, dtype=object)
            infos["_cause"] = np.array([bool(cause) for cause in batch.causes])
        return infos
