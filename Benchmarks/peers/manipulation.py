"""Steps and resets per second of panda-gym's tasks, one thread, random actions: the other side of `reins bench sim`.

    python3 Benchmarks/peers/manipulation.py [--json] [TASK ...]

Needs panda-gym 3.0.7. The environments are used without gymnasium's wrappers, so none of them costs anything here; an
episode is cut at its task's time limit, as there. A row is the median of 15 repetitions of 500 steps, resets excluded.
"""

import json
import os
import sys
import time

REPETITIONS, STEPS = 15, 500
LIMITS = {"Stack": 100}


def measure(name):
    import gymnasium
    import panda_gym  # noqa: F401

    environment = gymnasium.make(name).unwrapped
    environment.action_space.seed(1)
    limit = next((steps for word, steps in LIMITS.items() if word in name), 50)
    stepsPerSecond, resets = [], []
    seed = 0
    for repetition in range(REPETITIONS + 1):
        stepping, resetting, done, length = 0.0, [], True, 0
        for _ in range(STEPS):
            if done or length >= limit:
                start = time.perf_counter()
                environment.reset(seed=seed)
                resetting.append(time.perf_counter() - start)
                seed += 1
                length = 0
            action = environment.action_space.sample()
            start = time.perf_counter()
            _, _, done, _, _ = environment.step(action)
            stepping += time.perf_counter() - start
            length += 1
        if repetition > 0:
            stepsPerSecond.append(STEPS / stepping)
            resets.append(sum(resetting) / len(resetting))
    environment.close()
    return stepsPerSecond, resets


def row(name, unit, samples):
    ordered = sorted(samples)
    at = lambda share: ordered[round(share * (len(ordered) - 1))]
    return {"name": name, "unit": unit, "median": at(0.5), "p10": at(0.1), "p90": at(0.9), "threads": 1}


def main():
    answer = os.dup(1)
    os.dup2(2, 1)  # pybullet prints
    wanted = [argument for argument in sys.argv[1:] if argument != "--json"]
    wanted = wanted or [f"Panda{task}-v3" for task in ("Reach", "Push", "Slide", "PickAndPlace", "Stack")]
    with os.fdopen(answer, "w") as out:
        for name in wanted:
            steps, resets = measure(name)
            rows = [
                row(f"{name} step, 20 substeps", "steps/s", steps),
                row(f"{name} reset", "us", [seconds * 1e6 for seconds in resets]),
            ]
            for each in rows:
                print(json.dumps(each), file=out, flush=True)


if __name__ == "__main__":
    main()
