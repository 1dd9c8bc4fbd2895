"""The flat vectors of the wire, and the gymnasium spaces that they fill."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from . import reins_pb2 as pb
from . import wire

#: gymnasium's keys, in the order of the flat vector's groups.
GROUPS = {
    pb.OBSERVATION_GROUP_OBSERVATION: "observation",
    pb.OBSERVATION_GROUP_ACHIEVED_GOAL: "achieved_goal",
    pb.OBSERVATION_GROUP_DESIRED_GOAL: "desired_goal",
}


def observation_dimension(spaces: pb.Spaces) -> int:
    """Elements of the flat observation."""
    return sum(len(component.elements) for component in spaces.observation)


class ObservationLayout:
    """Where each group lies in the flat vector, and what gymnasium calls it.

    `slices` maps observation, achieved_goal and desired_goal to indices of the flat vector. `low` and `high` are what
    the task expects of each element; a knocked-over cube may spin faster, so they are no limits, and the spaces have
    the wire's own limit instead, 10^6 each way.
    """

    def __init__(self, spaces: pb.Spaces) -> None:
        indices: dict[str, list[int]] = {}
        low: list[float] = []
        for component in spaces.observation:
            group = indices.setdefault(GROUPS[component.group], [])
            group += range(len(low), len(low) + len(component.elements))
            low += [component.low] * len(component.elements)
        self.low = np.array(low)
        self.high = np.array([c.high for c in spaces.observation for _ in c.elements])
        self.indices = {name: np.array(indices[name]) for name in GROUPS.values() if name in indices}
        self.images = [(image.name, image.height, image.width) for image in spaces.images]
        self.is_dict = bool(self.images) or list(self.indices) != ["observation"]

    def space(self):
        """A Dict where the task has goals or images, else a Box."""
        from gymnasium import spaces as gym

        def box(name: str):
            limit = np.float32(wire.LARGEST_VALUE)
            return gym.Box(-limit, limit, (len(self.indices[name]),), np.float32)

        if not self.is_dict:
            return box("observation")
        parts = {name: box(name) for name in self.indices}
        parts |= {name: gym.Box(0, 255, (height, width, 3), np.uint8) for name, height, width in self.images}
        return gym.Dict(parts)

    def split(self, vectors: np.ndarray, images: Sequence[Sequence[np.ndarray]] = ()):
        """[..., dimension] to what `space` describes; `images` copy by copy, stacked where there is a leading axis."""
        if not self.is_dict:
            return vectors.copy()
        parts = {name: vectors[..., at] for name, at in self.indices.items()}
        for i, (name, _, _) in enumerate(self.images):
            parts[name] = np.stack([copy[i] for copy in images]) if vectors.ndim == 2 else images[0][i].copy()
        return parts


def action_space(spaces: pb.Spaces):
    """A Box of [-1, 1] per element; 1 asks for the element's `scale` in one policy step."""
    from gymnasium import spaces as gym

    return gym.Box(-1, 1, (len(spaces.action),), np.float32)
