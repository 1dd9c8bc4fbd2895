"""The little hub's task: a point that must come within 0.05 m of a goal, with Reach's spaces and reward."""

from __future__ import annotations

import numpy as np

from . import reins_pb2 as pb

_GROUPS = (
    ("toolPosition", pb.OBSERVATION_GROUP_OBSERVATION, "m"), ("toolVelocity", pb.OBSERVATION_GROUP_OBSERVATION, "m/s"),
    ("achievedGoal", pb.OBSERVATION_GROUP_ACHIEVED_GOAL, "m"), ("desiredGoal", pb.OBSERVATION_GROUP_DESIRED_GOAL, "m"),
)
_STEP_METERS, _REACHED_METERS, _MAXIMUM_STEPS, _STEP_SECONDS = 0.05, 0.05, 50, 0.04


class PointTask:
    """Copies of the point; what has ended stays as it is until it is reset."""

    def __init__(self, copies: int) -> None:
        self.position = np.zeros((copies, 3))
        self.velocity = np.zeros((copies, 3))
        self.goal = np.zeros((copies, 3))
        self.steps = np.zeros(copies, int)
        self.rewards = np.zeros(copies)
        self.outcomes = np.full(copies, pb.OUTCOME_TRUNCATED, np.uint8)

    def opened(self, task: str) -> pb.SimulationOpened:
        """What the task is, without `answers`."""
        spaces = pb.Spaces(
            observation=[pb.ObservationComponent(name=n, group=g, unit=u, elements="xyz", low=-10, high=10) for n, g, u in _GROUPS],
            action=[pb.ActionElement(name=axis, scale=_STEP_METERS, unit="m") for axis in "xyz"],
        )
        return pb.SimulationOpened(
            task=task, robot="point", copies=len(self.steps), spaces=spaces, maximum_steps=_MAXIMUM_STEPS, step_seconds=_STEP_SECONDS,
            reward_text="0 within 0.05 m of the desired goal, -1 outside.", success_text="within 0.05 m", cameras=["front"],
        )

    def reset(self, copies: list[int], seeds: list[int]) -> None:
        """Starts episodes."""
        for copy, seed in zip(copies or range(len(self.steps)), seeds, strict=True):
            self.position[copy] = self.velocity[copy] = 0
            self.goal[copy] = np.float32(np.random.default_rng(seed).uniform(-0.15, 0.15, 3))
            self.steps[copy], self.outcomes[copy] = 0, pb.OUTCOME_RUNNING
        self.rewards[:] = 0

    def step(self, actions: list[float]) -> None:
        """Steps the copies that run."""
        running = self.outcomes == pb.OUTCOME_RUNNING
        move = np.array(actions).reshape(-1, 3) * _STEP_METERS * running[:, None]
        self.position += move
        self.velocity = np.where(running[:, None], move / _STEP_SECONDS, self.velocity)
        self.steps += running
        distance = self._distance()
        self.rewards = np.where(running, np.where(distance > _REACHED_METERS, -1.0, 0.0), 0.0)
        self.outcomes[running & (self.steps >= _MAXIMUM_STEPS)] = pb.OUTCOME_TRUNCATED
        self.outcomes[running & (distance < _REACHED_METERS)] = pb.OUTCOME_TERMINATED

    def state(self, answers: int) -> pb.SimulationState:
        """All copies."""
        causes = {pb.OUTCOME_RUNNING: "", pb.OUTCOME_TERMINATED: "goal reached", pb.OUTCOME_TRUNCATED: "time limit"}
        vectors = np.concatenate([self.position, self.velocity, self.position, self.goal], axis=1).astype(np.float32)
        return pb.SimulationState(
            observations=vectors.ravel().tolist(), rewards=self.rewards.tolist(), progress=self._distance().tolist(),
            outcomes=self.outcomes.tobytes(), successes=(self.outcomes == pb.OUTCOME_TERMINATED).astype(np.uint8).tobytes(),
            causes=[causes[int(outcome)] for outcome in self.outcomes], answers=answers,
        )

    @staticmethod
    def picture(request: pb.SimulationRender, answers: int) -> pb.SimulationPicture:
        """A grey picture."""
        return pb.SimulationPicture(height=request.height, width=request.width, rgb=bytes([128]) * (3 * request.height * request.width), answers=answers)

    def _distance(self) -> np.ndarray:
        return np.round(np.linalg.norm(np.float32(self.position) - self.goal, axis=1), 6)
