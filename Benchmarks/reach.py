#!/usr/bin/env python3
"""Seconds and steps of SAC to 95 % on PandaReachDense: Reins with its defaults beside SBX on panda-gym, in turns.

SBX learns at a rate of 1e-3 with a discount of 0.95: with its own defaults it has not got there after 10,000 steps.

    Benchmarks/reach.py [--python PYTHON] [--seeds 3] [--threads N] [--json]

Judged every 500 steps by 40 episodes of the policy's mode; the first judgement of 38 or more ends it. The seconds of SBX
are its training alone, compilation left out (the first 200 steps); those of Reins are its whole run, judgements included.
PYTHON must have sbx-rl and panda-gym. Stop other work first.
"""

import argparse
import csv
import json
import os
import statistics
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
REINS = os.environ.get("REINS_BIN", os.path.join(ROOT, ".build/release/reins"))
TASK, EVERY, EPISODES, ENOUGH, MOST = "PandaReachDense-v3", 500, 40, 38, 10_000


def reins(seed, threads):
    with tempfile.TemporaryDirectory() as folder:
        launch, run = os.path.join(folder, "reach.yaml"), os.path.join(folder, "run")
        with open(launch, "w") as file:
            file.write(
                f"task: {TASK}\nalgorithm: sac\nseed: {seed}\ntraining:\n  steps: {MOST}\n  evaluateEverySteps: {EVERY}\n"
                f"  evaluationEpisodes: {EPISODES}\nlearner:\n  threads: {threads}\n")
        process = subprocess.Popen(
            [REINS, "train", launch, "--out", run], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env={**os.environ, "REINS_HOME": ROOT})
        try:
            while True:
                ended = process.poll() is not None
                try:
                    with open(os.path.join(run, "metrics.csv")) as file:
                        rows = list(csv.DictReader(file))
                except FileNotFoundError:
                    rows = []
                for row in rows:
                    if float(row.get("success") or 0) * EPISODES >= ENOUGH - 1e-6 and row.get("seconds"):
                        return {"seconds": float(row["seconds"]), "steps": int(row["step"])}
                if ended:
                    return {"seconds": float("inf"), "steps": MOST}
                try:
                    process.wait(0.2)
                except subprocess.TimeoutExpired:
                    pass
        finally:
            process.terminate()
            process.wait()


def sbx(seed, threads):
    """In a Python of its own: `--peer SEED THREADS`."""
    import time

    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:threads])
    os.environ["JAX_PLATFORMS"] = "cpu"
    if threads == 1:
        os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false"
    import gymnasium
    import panda_gym  # noqa: F401
    from sbx import SAC

    environment, judged = gymnasium.make(TASK), gymnasium.make(TASK)
    learner = SAC("MultiInputPolicy", environment, seed=seed, learning_rate=1e-3, gamma=0.95)
    learner.learn(200, reset_num_timesteps=True)
    seconds, steps = 0.0, 200
    while steps < MOST:
        chunk = EVERY - steps % EVERY
        start = time.perf_counter()
        learner.learn(chunk, reset_num_timesteps=False)
        seconds += time.perf_counter() - start
        steps += chunk
        successes = 0
        for episode in range(EPISODES):
            observation, _ = judged.reset(seed=1_000_000 + episode)
            over = False
            while not over:
                action, _ = learner.predict(observation, deterministic=True)
                observation, _, terminated, truncated, info = judged.step(action)
                over = terminated or truncated or info["is_success"]
            successes += bool(info["is_success"])
        if successes >= ENOUGH:
            return {"seconds": seconds, "steps": steps}
    return {"seconds": float("inf"), "steps": MOST}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--peer", nargs=2, type=int, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.peer:
        print(json.dumps(sbx(*arguments.peer)))
        return
    found = {"reins": [], "sbx": []}
    for seed in range(arguments.seeds):
        found["reins"].append(reins(seed, arguments.threads))
        output = subprocess.run(
            [arguments.python, __file__, "--peer", str(seed), str(arguments.threads)], check=True,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout.decode()
        found["sbx"].append(json.loads(output.strip().splitlines()[-1]))
    medians = {name: statistics.median(run["seconds"] for run in runs) for name, runs in found.items()}
    if arguments.json:
        print(json.dumps({"threads": arguments.threads, "runs": found, "medianSeconds": medians}))
        return
    for name, runs in found.items():
        print(f"{name:6}", "  ".join(f"{run['seconds']:.1f} s ({run['steps']} steps)" for run in runs))
    print(f"SBX / Reins: {medians['sbx'] / medians['reins']:.2f}")


if __name__ == "__main__":
    main()
