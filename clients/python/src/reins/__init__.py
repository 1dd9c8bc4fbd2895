"""Python client of Reins: gymnasium environments, teleoperation, robot drivers.

`import reins` makes `gymnasium.make("reins/PandaReach-v3")` work where gymnasium is installed.
"""

from importlib import import_module

from .errors import HubRefused, NoHub, Rejected, ReinsError, RequestRejected, SessionLost
from .keys import ClientKeys, make_keys
from .observer import Observer
from .registration import register, task_ids
from .robot import RobotDriver
from .session import Session
from .simulation import Simulation, SimulationBatch
from .teleop import Teleop

__all__ = [
    "ClientKeys", "Env", "HubRefused", "NoHub", "Observer", "Rejected", "ReinsError", "RequestRejected", "RobotDriver",
    "Session", "SessionLost", "Simulation", "SimulationBatch", "Teleop", "VectorEnv", "make_keys", "register", "task_ids",
]

_NEED_GYMNASIUM = {"Env": ".env", "VectorEnv": ".vector"}


def __getattr__(name: str):
    if name in _NEED_GYMNASIUM:
        return getattr(import_module(_NEED_GYMNASIUM[name], __name__), name)
    raise AttributeError(f"module 'reins' has no attribute {name!r}")


register()
