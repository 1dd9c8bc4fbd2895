"""gymnasium environments over the little hub."""

import unittest

import numpy as np

from support import HAS_GYMNASIUM, HubCase
from reins import ReinsError, SessionLost, task_ids
from reins.goals import goal_reward


@unittest.skipUnless(HAS_GYMNASIUM, "gymnasium is not installed")
class Envs(HubCase):
    def env(self, **how):
        from reins import Env

        self.hub = self.start_hub()
        return self.closing(Env("PandaReach-v3", endpoint=self.endpoint, **how))

    def vector(self, n=3, **how):
        from reins import VectorEnv

        self.start_hub()
        return self.closing(VectorEnv("PandaReach-v3", n, endpoint=self.endpoint, **how))

    def test_every_task_is_registered(self):
        import gymnasium

        self.assertGreater(len(task_ids()), 50)
        self.assertEqual([t for t in task_ids() if f"reins/{t}" not in gymnasium.registry], [])

    def test_gymnasium_finds_no_fault(self):
        import gymnasium
        from gymnasium.utils.env_checker import check_env

        self.start_hub()
        env = self.closing(gymnasium.make("reins/PandaReach-v3", endpoint=self.endpoint, render_mode="rgb_array"))
        check_env(env.unwrapped)
        vector = self.closing(gymnasium.make_vec("reins/PandaReach-v3", 2, endpoint=self.endpoint))
        self.assertEqual(vector.num_envs, 2)

    def test_goals_reward_and_end(self):
        env = self.env()
        observation, info = env.reset(seed=4)
        self.assertEqual({k: v.shape for k, v in observation.items()}, {"observation": (6,), "achieved_goal": (3,), "desired_goal": (3,)})
        self.assertFalse(info["is_success"])
        for _ in range(60):
            action = np.clip((observation["desired_goal"] - observation["achieved_goal"]) / 0.05, -1, 1)
            observation, reward, terminated, truncated, info = env.step(action)
            self.assertEqual(reward, env.compute_reward(observation["achieved_goal"], observation["desired_goal"], info))
            if terminated:
                break
        self.assertTrue(terminated and info["is_success"] and not truncated)
        self.assertEqual(info["cause"], "goal reached")
        with self.assertRaisesRegex(ReinsError, r"reset\(\)"):
            env.step(action)

    def test_seeds(self):
        env = self.env()
        one, again, other = (env.reset(seed=s)[0]["desired_goal"] for s in (7, 7, 8))
        self.assertTrue((one == again).all() and (one != other).any())
        following = [env.reset()[0]["desired_goal"] for _ in range(2)]
        env.reset(seed=8)
        self.assertTrue((following[0] == env.reset()[0]["desired_goal"]).all())
        self.assertTrue((following[0] != following[1]).any())

    def test_actions_are_clipped_and_a_nan_is_an_error(self):
        env = self.env()
        env.reset(seed=1)
        far = env.step(np.array([5.0, 0, 0]))[0]["achieved_goal"]
        np.testing.assert_allclose(far, [0.05, 0, 0], atol=1e-7)
        with self.assertRaisesRegex(ValueError, "NaN"):
            env.step(np.array([np.nan, 0, 0]))
        self.assertTrue(env.step(np.zeros(3))[0]["achieved_goal"].any())

    def test_pictures(self):
        env = self.env(render_mode="rgb_array", height=24, width=32)
        env.reset(seed=1)
        self.assertEqual((env.render().shape, env.render().dtype), ((24, 32, 3), np.uint8))
        with self.assertRaises(ValueError):
            self.env(render_mode="human")

    def test_a_lost_session_is_an_error_and_reset_opens_anew(self):
        env = self.env()
        goal = env.reset(seed=3)[0]["desired_goal"]
        self.hub.close()
        self.start_hub()
        with self.assertRaises(SessionLost):
            for _ in range(40):
                env.step(np.zeros(3))
        self.assertTrue((env.reset(seed=3)[0]["desired_goal"] == goal).all())
        env.step(np.zeros(3))

    def steps_until_the_end(self, vector, n=50):
        for _ in range(n):
            result = vector.step(np.zeros((3, 3), np.float32))
        return result

    def test_vector_next_step(self):
        vector = self.vector()
        self.assertEqual(vector.metadata["autoreset_mode"].value, "NextStep")
        first, _ = vector.reset(seed=[1, 2, 3])
        last, rewards, terminated, truncated, infos = self.steps_until_the_end(vector)
        self.assertTrue(truncated.all() and not terminated.any())
        self.assertTrue((last["desired_goal"] == first["desired_goal"]).all())
        new, rewards, terminated, truncated, infos = vector.step(np.ones((3, 3), np.float32))
        self.assertEqual((rewards.tolist(), truncated.any(), new["achieved_goal"].any()), ([0, 0, 0], False, False))
        self.assertTrue((new["desired_goal"] != first["desired_goal"]).all())
        self.assertTrue(vector.step(np.ones((3, 3), np.float32))[0]["achieved_goal"].all())

    def test_vector_restarts_only_those_that_ended(self):
        vector = self.vector()
        vector.reset(seed=[1, 2, 3])
        vector._ended[1] = True
        new, rewards, _, _, _ = vector.step(np.ones((3, 3), np.float32))
        self.assertEqual(new["achieved_goal"].any(axis=1).tolist(), [True, False, True])
        self.assertEqual(rewards[1], 0)

    def test_vector_same_step_and_disabled(self):
        vector = self.vector(autoreset_mode="SameStep")
        first, _ = vector.reset(seed=5)
        new, _, _, truncated, infos = self.steps_until_the_end(vector)
        self.assertTrue(truncated.all() and infos["_final_obs"].all())
        self.assertTrue((infos["final_obs"][2]["desired_goal"] == first["desired_goal"][2]).all())
        self.assertTrue((new["desired_goal"] != first["desired_goal"]).all())
        vector.close()
        self.setUp()
        vector = self.vector(autoreset_mode="Disabled")
        vector.reset(seed=5)
        self.steps_until_the_end(vector)
        with self.assertRaisesRegex(ReinsError, "reset them"):
            vector.step(np.zeros((3, 3), np.float32))
        vector.reset(options={"reset_mask": np.array([True, True, True])})
        vector.step(np.zeros((3, 3), np.float32))

    def test_integer_seeds_count_up(self):
        vector = self.vector()
        counted, _ = vector.reset(seed=5)
        listed, _ = vector.reset(seed=[5, 6, 7])
        self.assertTrue((counted["desired_goal"] == listed["desired_goal"]).all())


class Goals(unittest.TestCase):
    def test_sentences_that_are_distances(self):
        achieved, desired = np.array([[0, 0, 0.05], [0, 0, 0.06]]), np.zeros((2, 3))
        self.assertEqual(goal_reward("0 within 0.05 m of the desired goal, -1 outside.")(achieved, desired).tolist(), [0, -1])
        dense = goal_reward("Minus the distance from the object to the desired goal, in metres.")(achieved, desired)
        np.testing.assert_allclose(dense, [-0.05, -0.06], atol=1e-8)

    def test_every_other_sentence_has_no_function(self):
        for text in (
            "", "1 at success, else 0.", "0 within 0.05 m of the desired goal, -1 outside. Also -1 for touching the table.",
            "Minus the distance from the tool to its goal in metres, minus a tenth of the angle to it in radians.",
        ):
            with self.subTest(text):
                self.assertIsNone(goal_reward(text))


if __name__ == "__main__":
    unittest.main()
