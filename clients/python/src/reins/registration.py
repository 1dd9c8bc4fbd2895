"""gymnasium's ids of all tasks, reins/TASK. The list is `reins tasks --json`'s, written by clients/python/generate."""

from __future__ import annotations

import json
from importlib import resources


def task_ids() -> list[str]:
    """The ids of all tasks that come with Reins."""
    return json.loads(resources.files(__package__).joinpath("tasks.json").read_text())["ids"]


def register() -> None:
    """Makes gymnasium know reins/TASK for every task; does nothing without gymnasium, and nothing twice."""
    try:
        import gymnasium
    except ModuleNotFoundError as error:
        if error.name != "gymnasium":
            raise
        return
    for task in task_ids():
        if f"reins/{task}" not in gymnasium.registry:
            gymnasium.register(
                f"reins/{task}", entry_point="reins.env:Env", vector_entry_point="reins.vector:VectorEnv", kwargs={"task": task}
            )
