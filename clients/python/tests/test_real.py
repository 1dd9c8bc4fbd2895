"""With the program: runs where REINS_BIN names it, inside a checkout or with REINS_HOME."""

import json
import os
import subprocess
import unittest
import warnings

import numpy as np

from support import HAS_GYMNASIUM
from reins import task_ids
from reins.conformance.hub import HubChecks
from reins.conformance.report import run
from reins.hubprocess import HubProcess

try:
    import stable_baselines3
except ModuleNotFoundError:
    stable_baselines3 = None


@unittest.skipUnless(os.environ.get("REINS_BIN"), "REINS_BIN is not set")
class Real(unittest.TestCase):
    def test_the_list_of_tasks_is_the_programs(self):
        listed = json.loads(subprocess.run([os.environ["REINS_BIN"], "tasks", "--json"], capture_output=True, check=True).stdout)
        self.assertEqual(task_ids(), sorted(task["id"] for task in listed), "run clients/python/generate with REINS_BIN set")

    def test_the_hub_conforms(self):
        hub = HubProcess()
        self.addCleanup(hub.close)
        checks = HubChecks(hub.endpoint, "PandaReach-v3")
        self.addCleanup(checks.close)
        results = run(checks.checks(), lambda result: None)
        self.assertEqual([(r.name, r.text) for r in results if r.outcome != "passed"], [])


@unittest.skipUnless(os.environ.get("REINS_BIN") and HAS_GYMNASIUM, "REINS_BIN is not set, or gymnasium not installed")
class RealEnvs(unittest.TestCase):
    def test_gymnasium_finds_no_fault(self):
        import gymnasium
        from gymnasium.utils.env_checker import check_env

        for task in ("PandaReach-v3", "HopperBulletEnv-v0"):
            with self.subTest(task), warnings.catch_warnings():
                warnings.simplefilter("error")
                env = gymnasium.make(f"reins/{task}", render_mode="rgb_array")
                self.addCleanup(env.close)
                check_env(env.unwrapped)

    def test_computed_rewards_are_the_tasks(self):
        import gymnasium

        for task in ("PandaReach-v3", "PandaPushDense-v3", "PandaSlideJoints-v3", "PandaStackDense-v3", "UR5ePickAndPlaceDense-v0"):
            with self.subTest(task):
                env = gymnasium.make(f"reins/{task}")
                self.addCleanup(env.close)
                env.reset(seed=1)
                env.action_space.seed(1)
                for _ in range(100):
                    observation, reward, terminated, truncated, info = env.step(env.action_space.sample())
                    computed = env.unwrapped.compute_reward(observation["achieved_goal"], observation["desired_goal"], info)
                    self.assertEqual(computed, reward)
                    if terminated or truncated:
                        env.reset()

    def test_rewards_that_cannot_be_computed_are_not_guessed(self):
        from reins import Env

        env = Env("PandaPegInsertion-v0")
        self.addCleanup(env.close)
        with self.assertRaisesRegex(NotImplementedError, "when the peg is in"):
            env.compute_reward(np.zeros(6), np.zeros(6))

    @unittest.skipUnless(stable_baselines3, "stable-baselines3 is not installed")
    def test_stable_baselines3_trains(self):
        import gymnasium
        from stable_baselines3 import SAC, HerReplayBuffer

        env = gymnasium.make("reins/PandaReach-v3")
        self.addCleanup(env.close)
        model = SAC("MultiInputPolicy", env, replay_buffer_class=HerReplayBuffer, learning_starts=100, device="cpu", seed=0)
        model.learn(200)
        self.assertEqual(model.num_timesteps, 200)


if __name__ == "__main__":
    unittest.main()
