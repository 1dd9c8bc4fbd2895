"""pybullet_envs' locomotion tasks without gym: its robots and scenes need no more of it than what is stubbed here."""

import sys
import types


class _Environment:
    pass


class _Box:
    def __init__(self, low, high, dtype=None):
        self.low, self.high, self.shape = low, high, low.shape


def _stub():
    def module(name, **members):
        made = types.ModuleType(name)
        made.__dict__.update(members)
        sys.modules[name] = made
        return made

    def np_random(seed=None):
        import numpy

        return numpy.random.RandomState(seed), seed

    seeding = module("gym.utils.seeding", np_random=np_random)
    utils = module("gym.utils", seeding=seeding)
    spaces = module("gym.spaces", Box=_Box)
    registration = module("gym.envs.registration", register=lambda *_, **__: None, make=None, spec=None, registry=types.SimpleNamespace(env_specs={}))
    envs = module("gym.envs", registration=registration)
    module("gym", Env=_Environment, __version__="0.21.0", spaces=spaces, utils=utils, envs=envs)
    module("pkg_resources", parse_version=lambda text: tuple(int(part) for part in text.split(".")))


_stub()

from pybullet_envs import gym_locomotion_envs  # noqa: E402  (after the stub)

#: id -> (environment class, file below pybullet_data/mjcf)
TASKS = {
    "HopperBulletEnv-v0": (gym_locomotion_envs.HopperBulletEnv, "hopper.xml"),
    "Walker2DBulletEnv-v0": (gym_locomotion_envs.Walker2DBulletEnv, "walker2d.xml"),
    "HalfCheetahBulletEnv-v0": (gym_locomotion_envs.HalfCheetahBulletEnv, "half_cheetah.xml"),
    "AntBulletEnv-v0": (gym_locomotion_envs.AntBulletEnv, "ant.xml"),
    "HumanoidBulletEnv-v0": (gym_locomotion_envs.HumanoidBulletEnv, "humanoid_symmetric.xml"),
}


class FixedStart:
    """Stands where a numpy generator should: hands out the joint angles that it was given."""

    def __init__(self, angles):
        self.angles, self.at = angles, 0

    def uniform(self, low, high):
        value = self.angles[self.at % len(self.angles)]
        self.at += 1
        return value


def make(task):
    environment = TASKS[task][0]()
    environment._max_episode_steps = 1000
    return environment
