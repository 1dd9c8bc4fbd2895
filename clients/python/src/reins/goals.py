"""Rewards of goals that were not the episode's own, for hindsight.

The wire has no message for them. What a task pays is told as a text, `reward_text`; where that text is one of the
sentences below, word for word, the reward follows from the two goals alone and is computed here. Everywhere else there
is no function, and asking for one is an error rather than a guess.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np

#: (achieved [..., n], desired [..., n]) to rewards [...], float64.
GoalReward = Callable[[np.ndarray, np.ndarray], np.ndarray]

_SPARSE = re.compile(r"0 within (\d+(?:\.\d+)?) m of the desired goal, -1 outside\.")
_DENSE = re.compile(r"Minus the distance from (?:the tool|the object|all objects together) to the desired goal, in metres\.")


def _distance(achieved: np.ndarray, desired: np.ndarray) -> np.ndarray:
    """Euclid's, rounded to 1e-6 m as docs/tasks.md says."""
    difference = np.asarray(achieved, np.float64) - np.asarray(desired, np.float64)
    return np.round(np.linalg.norm(difference, axis=-1), 6)


def goal_reward(reward_text: str) -> GoalReward | None:
    """The reward that `reward_text` describes as a function of the goals, or None where it is not one of them."""
    if match := _SPARSE.fullmatch(reward_text):
        threshold = float(match[1])
        return lambda achieved, desired: np.where(_distance(achieved, desired) > threshold, -1.0, 0.0)
    if _DENSE.fullmatch(reward_text):
        # A reward is a Float32 on the other side.
        return lambda achieved, desired: -_distance(achieved, desired).astype(np.float32).astype(np.float64)
    return None
