"""Learners of others on this machine: the other side of `reins bench learner`.

    python3 Benchmarks/peers/learner.py [--json] [--threads N] [MEASUREMENT ...]

Observation 27, action 4, two hidden layers of 256, batch 256. Without --threads once with 1 and once with 2. Needs
sbx-rl, stable-baselines3, flax, optax, onnx and onnxruntime. Every measurement runs in a Python of its own, on as many
cores as it has threads: the libraries read their number of threads when they are loaded.
"""

import argparse
import json
import os
import subprocess
import sys
import time

OBSERVATION, ACTION, HIDDEN, BATCH = 27, 4, (256, 256), 256
CRITICS, SUBSET, UTD = 10, 2, 20
PAIRS, BATCHES = 100_000, 390


def confine(threads):
    """Cores and thread counts of this process, before anything reads them."""
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:threads])
    # A workplace may force an old processor's kernels: the library's own choice is what counts.
    os.environ.pop("OPENBLAS_CORETYPE", None)
    for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ[name] = str(threads)
    os.environ["JAX_PLATFORMS"] = "cpu"
    os.environ["CUDA_VISIBLE_DEVICES"] = ""
    if threads == 1:
        os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false"


def seconds(call, repetitions, warmups):
    for _ in range(warmups):
        call()
    samples = []
    for _ in range(repetitions):
        start = time.perf_counter()
        call()
        samples.append(time.perf_counter() - start)
    return samples


def sac(library, threads, updates, repetitions):
    """`updates` gradient steps of a library's SAC in one call of `train`, drawn from its replay buffer."""
    import gymnasium
    import numpy

    if library == "sbx":
        from sbx import SAC

        options = {}
    else:
        import torch
        from stable_baselines3 import SAC

        torch.set_num_threads(threads)
        options = {"device": "cpu"}
    from stable_baselines3.common.logger import Logger

    class Still(gymnasium.Env):
        observation_space = gymnasium.spaces.Box(-numpy.inf, numpy.inf, (OBSERVATION,), numpy.float32)
        action_space = gymnasium.spaces.Box(-1, 1, (ACTION,), numpy.float32)

    learner = SAC(
        "MlpPolicy", Still(), policy_kwargs={"net_arch": list(HIDDEN)}, batch_size=BATCH, buffer_size=20_000, seed=1, **options
    )
    learner.set_logger(Logger(folder=None, output_formats=[]))
    replay, random = learner.replay_buffer, numpy.random.default_rng(2)
    for array in (replay.observations, replay.next_observations, replay.actions):
        array[:] = random.uniform(-1, 1, array.shape)
    replay.rewards[:] = -1.0 * (random.uniform(size=replay.rewards.shape) < 0.1)
    replay.full = True
    samples = seconds(lambda: learner.train(gradient_steps=updates, batch_size=BATCH), repetitions, 2)
    return [updates / each for each in samples]


def rlpd():
    """One jitted call of RLPD (arXiv:2302.02948, alg. 1): 20 steps of 10 LayerNorm critics, each on its own 256 rows, then
    one step of the actor and of the temperature."""
    from typing import Any, NamedTuple

    import jax
    import numpy
    import optax
    from flax import linen
    from jax import numpy as jnp

    dense = lambda width: linen.Dense(width, kernel_init=linen.initializers.xavier_uniform())
    discount, rate, optimizer = 0.99, 0.005, optax.adam(3e-4)

    class Critic(linen.Module):
        @linen.compact
        def __call__(self, pairs):
            for width in HIDDEN:
                pairs = linen.relu(linen.LayerNorm()(dense(width)(pairs)))
            return dense(1)(pairs)[:, 0]

    class Actor(linen.Module):
        @linen.compact
        def __call__(self, observations):
            for width in HIDDEN:
                observations = linen.relu(dense(width)(observations))
            return dense(ACTION)(observations), jnp.clip(dense(ACTION)(observations), -20, 2)

    critic, actor = Critic(), Actor()
    values = jax.vmap(critic.apply, (0, None))

    class State(NamedTuple):
        critics: Any
        targets: Any
        actor: Any
        temperature: Any
        moments: Any
        key: Any

    def step(gradient, moments, weights):
        change, moments = optimizer.update(gradient, moments)
        return optax.apply_updates(weights, change), moments

    def draw(weights, observations, key):
        mean, deviation = actor.apply(weights, observations)
        noise = jax.random.normal(key, mean.shape)
        u = mean + jnp.exp(deviation) * noise
        slope = 2 * (jnp.log(2.0) - u - linen.softplus(-2 * u))
        return jnp.tanh(u), jnp.sum(-0.5 * noise**2 - deviation - 0.5 * jnp.log(2 * jnp.pi) - slope, -1)

    def improve_critics(state, batch):
        observations, actions, rewards, masks, following = batch
        key, chance, choice = jax.random.split(state.key, 3)
        then, log_probability = draw(state.actor, following, chance)
        chosen = jax.random.choice(choice, CRITICS, (SUBSET,), replace=False)
        subset = jax.tree.map(lambda leaf: leaf[chosen], state.targets)
        least = jnp.min(values(subset, jnp.concatenate([following, then], 1)), 0)
        target = rewards + discount * masks * (least - jnp.exp(state.temperature) * log_probability)
        pairs = jnp.concatenate([observations, actions], 1)
        gradient = jax.grad(lambda weights: jnp.mean((values(weights, pairs) - target) ** 2))(state.critics)
        critics, moments = step(gradient, state.moments[0], state.critics)
        targets = optax.incremental_update(critics, state.targets, rate)
        return state._replace(critics=critics, targets=targets, moments=(moments, *state.moments[1:]), key=key), None

    def improve_actor(state, observations):
        key, chance = jax.random.split(state.key)
        temperature = jnp.exp(state.temperature)

        def loss(weights):
            actions, log_probability = draw(weights, observations, chance)
            value = jnp.mean(values(state.critics, jnp.concatenate([observations, actions], 1)), 0)
            return jnp.mean(temperature * log_probability - value), -jnp.mean(log_probability)

        gradient, entropy = jax.grad(loss, has_aux=True)(state.actor)
        weights, of_actor = step(gradient, state.moments[1], state.actor)
        # d/dlog α of α (H − H̄).
        slope = temperature * (entropy + ACTION / 2)
        logarithm, of_temperature = step(slope, state.moments[2], state.temperature)
        moments = (state.moments[0], of_actor, of_temperature)
        return state._replace(actor=weights, temperature=logarithm, moments=moments, key=key)

    def update(state, batch):
        slices = tuple(part.reshape(UTD, BATCH, *part.shape[1:]) for part in batch)
        state, _ = jax.lax.scan(improve_critics, state, slices)
        return improve_actor(state, slices[0][-1])

    compiled = jax.jit(update, donate_argnums=0)
    keys = jax.random.split(jax.random.PRNGKey(1), CRITICS + 2)
    critics = jax.vmap(critic.init, (0, None))(keys[:CRITICS], jnp.zeros((1, OBSERVATION + ACTION)))
    weights, logarithm = actor.init(keys[-2], jnp.zeros((1, OBSERVATION))), jnp.zeros(())
    moments = tuple(optimizer.init(each) for each in (critics, weights, logarithm))
    state = State(critics, jax.tree.map(jnp.copy, critics), weights, logarithm, moments, keys[-1])
    random, rows = numpy.random.default_rng(2), BATCH * UTD
    uniform = lambda *shape: random.uniform(-1, 1, shape).astype(numpy.float32)
    rewards = -1 * (random.uniform(size=rows) < 0.1).astype(numpy.float32)
    observations, following = uniform(rows, OBSERVATION), uniform(rows, OBSERVATION)
    batch = (observations, uniform(rows, ACTION), rewards, numpy.ones(rows, numpy.float32), following)

    def call():
        nonlocal state
        state = jax.block_until_ready(compiled(state, batch))

    return [UTD / each for each in seconds(call, 15, 3)]


def cloning():
    """Epochs of 390 shuffled batches as one jitted scan: 27-256-256-4, tanh, squared error, Adam."""
    import jax
    import optax
    from jax import numpy as jnp

    optimizer, widths = optax.adam(3e-4), (OBSERVATION, *HIDDEN, ACTION)
    keys = jax.random.split(jax.random.PRNGKey(1), len(widths) + 2)
    glorot = jax.nn.initializers.glorot_uniform()
    layers = [(glorot(key, sizes), jnp.zeros(sizes[1])) for key, sizes in zip(keys, zip(widths, widths[1:]))]
    inputs = jax.random.uniform(keys[-1], (PAIRS, OBSERVATION), minval=-1)
    wanted = jax.random.uniform(keys[-2], (PAIRS, ACTION), minval=-1)

    def loss(layers, rows):
        h = inputs[rows]
        for kernel, bias in layers[:-1]:
            h = jax.nn.relu(h @ kernel + bias)
        kernel, bias = layers[-1]
        return jnp.mean((jnp.tanh(h @ kernel + bias) - wanted[rows]) ** 2)

    def batch(state, rows):
        layers, moments = state
        error, gradient = jax.value_and_grad(loss)(layers, rows)
        change, moments = optimizer.update(gradient, moments)
        return (optax.apply_updates(layers, change), moments), error

    @jax.jit
    def epoch(state, key):
        key, chance = jax.random.split(key)
        order = jax.random.permutation(chance, PAIRS)[: BATCHES * BATCH].reshape(BATCHES, BATCH)
        state, errors = jax.lax.scan(batch, state, order)
        return state, key, errors[-1]

    state, key = (layers, optimizer.init(layers)), keys[0]

    def call():
        nonlocal state, key
        state, key, error = epoch(state, key)
        float(error)

    return [1 / each for each in seconds(call, 5, 1)]


def inference():
    """Microseconds of one observation through onnxruntime, numpy in, numpy out."""
    import numpy
    import onnx
    import onnxruntime

    random, widths = numpy.random.default_rng(1), (OBSERVATION, *HIDDEN, ACTION)
    nodes, weights, last = [], [], "observation"
    for layer, (inputs, outputs) in enumerate(zip(widths, widths[1:])):
        limit = (6 / (inputs + outputs)) ** 0.5
        kernel = random.uniform(-limit, limit, (inputs, outputs)).astype(numpy.float32)
        weights.append(onnx.numpy_helper.from_array(kernel, f"kernel{layer}"))
        weights.append(onnx.numpy_helper.from_array(numpy.zeros(outputs, numpy.float32), f"bias{layer}"))
        nodes.append(onnx.helper.make_node("Gemm", [last, f"kernel{layer}", f"bias{layer}"], [f"z{layer}"]))
        isLast = layer == len(widths) - 2
        last = "action" if isLast else f"h{layer}"
        nodes.append(onnx.helper.make_node("Tanh" if isLast else "Relu", [f"z{layer}"], [last]))
    place = lambda name, columns: onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, [1, columns])
    graph = onnx.helper.make_graph(nodes, "actor", [place("observation", OBSERVATION)], [place("action", ACTION)], weights)
    model = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 17)], ir_version=9)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    seen, calls = numpy.full((1, OBSERVATION), 0.1, numpy.float32), 100

    def call():
        for _ in range(calls):
            session.run(None, {"observation": seen})

    return [each * 1e6 / calls for each in seconds(call, 200, 10)]


def product(size, repetitions):
    """GFLOP/s of numpy's float32 product of two square matrices."""
    import numpy

    random = numpy.random.default_rng(1)
    a, b = (random.uniform(-1, 1, (size, size)).astype(numpy.float32) for _ in range(2))
    c = numpy.empty_like(a)
    samples = seconds(lambda: numpy.matmul(a, b, out=c), repetitions, max(1, repetitions // 10))
    return [2e-9 * size**3 / each for each in samples]


# What is measured: the row's name, its unit, the thread counts that make sense, and how.
MEASUREMENTS = {
    "sbx": ("SBX SAC, 64 updates per call", "updates/s", (1, 2), lambda threads: sac("sbx", threads, 64, 9)),
    "sb3": ("Stable-Baselines3 SAC, 16 updates per call", "updates/s", (1, 2), lambda threads: sac("sb3", threads, 16, 9)),
    "rlpd": ("flax RLPD, 10 critics, UTD 20", "critic updates/s", (1, 2), lambda threads: rlpd()),
    "cloning": ("JAX behaviour cloning, epochs of 390 batches", "epochs/s", (1, 2), lambda threads: cloning()),
    "onnxruntime": ("onnxruntime, one action", "us", (1,), lambda threads: inference()),
    "sgemm-256": ("numpy product, 256 x 256 x 256", "GFLOP/s", (1, 2), lambda threads: product(256, 400)),
    "sgemm-2048": ("numpy product, 2048 x 2048 x 2048", "GFLOP/s", (1, 2), lambda threads: product(2048, 7)),
}


def row(name, unit, samples, threads):
    ordered = sorted(samples)
    at = lambda share: ordered[round(share * (len(ordered) - 1))]
    return {"name": name, "unit": unit, "median": at(0.5), "p10": at(0.1), "p90": at(0.9), "threads": threads}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="accepted for symmetry: every row is a JSON line")
    parser.add_argument("--threads", type=int, choices=(1, 2))
    parser.add_argument("--here", type=int, help=argparse.SUPPRESS)
    parser.add_argument("measurements", nargs="*", metavar="MEASUREMENT", help=", ".join(MEASUREMENTS))
    options = parser.parse_args()
    if options.here:
        confine(options.here)
        name, unit, _, measure = MEASUREMENTS[options.measurements[0]]
        print(json.dumps(row(name, unit, measure(options.here), options.here)), flush=True)
        return
    for key in options.measurements or MEASUREMENTS:
        for threads in MEASUREMENTS[key][2]:
            if options.threads in (None, threads):
                subprocess.run([sys.executable, __file__, "--here", str(threads), key], check=True)


if __name__ == "__main__":
    main()
