"""Steps and resets per second of pybullet_envs' walkers, one thread, random actions: the other side of `reins bench sim`.

    python3 Benchmarks/peers/locomotion.py [--json] [TASK ...]

Needs pybullet (its pybullet_envs and pybullet_data). gym is not needed: what the walkers use of it is stubbed, so no
wrapper costs anything here. A row is the median of 15 repetitions of 500 steps, resets excluded, as there.
"""

import json
import os
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "Tests", "oracle"))

import numpy  # noqa: E402
import pybullet_locomotion as peer  # noqa: E402

REPETITIONS, STEPS = 15, 500


def measure(task):
    environment = peer.make(task)
    random = numpy.random.RandomState(1)
    environment.robot.np_random = random
    environment.reset()
    steps_per_second, reset_seconds = [], []
    count = len(environment.robot.ordered_joints)
    for repetition in range(REPETITIONS + 1):
        stepping, resetting, done, length = 0.0, [], True, 0
        for _ in range(STEPS):
            if done or length >= 1000:
                start = time.perf_counter()
                environment.reset()
                resetting.append(time.perf_counter() - start)
                length = 0
            action = random.uniform(-1, 1, count).astype(numpy.float32)
            start = time.perf_counter()
            _, _, done, _ = environment.step(action)
            stepping += time.perf_counter() - start
            length += 1
        if repetition > 0:
            steps_per_second.append(STEPS / stepping)
            reset_seconds.append(sum(resetting) / len(resetting))
    return steps_per_second, reset_seconds


def row(name, unit, samples):
    ordered = sorted(samples)
    at = lambda share: ordered[round(share * (len(ordered) - 1))]
    return {"name": name, "unit": unit, "median": at(0.5), "p10": at(0.1), "p90": at(0.9), "threads": 1}


def main():
    answer = os.dup(1)
    os.dup2(2, 1)  # pybullet prints
    wanted = [argument for argument in sys.argv[1:] if argument != "--json"] or list(peer.TASKS)
    with os.fdopen(answer, "w") as out:
        for task in wanted:
            steps, resets = measure(task)
            for made in (
                row(f"{task} step, pybullet_envs", "steps/s", steps),
                row(f"{task} reset, pybullet_envs", "us", [1e6 * seconds for seconds in resets]),
            ):
                if "--json" in sys.argv:
                    print(json.dumps(made), file=out)
                else:
                    print(f"{made['name']:50} {made['median']:10.0f} {made['p10']:10.0f} {made['p90']:10.0f} {made['unit']}", file=out)
                out.flush()


main()
