"""Golden vectors of whole imitation updates, from an implementation that shares nothing with the Swift code.

Gradients come from jax.grad, AdamW from optax with the decay masked to kernels, the log-probability from the change of
variables; everything is computed in double precision. Run from this folder:

    pip install jax==0.10.2 optax==0.2.8 && python make_imitation_golden.py

It writes imitation-negativeLogLikelihood.json and imitation-meanSquaredError.json: the settings, the weights before, the
batches, the losses of every update and the weights after the last.
"""

import json

import jax
import jax.numpy as jnp
import numpy as np
import optax
from make_golden import ACTION, BATCH, HIGH, HIDDEN, LOW, OBSERVATION, UPDATES, apply, initial, plain, single

# High, and Adam's epsilon with it, for the reasons that make_golden.py gives.
RATE = 1e-2


def likelihood(policy, o, a):
    heads = apply(policy, o)
    mean, log_deviation = heads[:, :ACTION], jnp.clip(heads[:, ACTION:], LOW, HIGH)
    u = jnp.arctanh(a)
    normal = -0.5 * ((u - mean) / jnp.exp(log_deviation)) ** 2 - log_deviation - 0.5 * jnp.log(2 * jnp.pi)
    return -(normal - jnp.log(1 - a**2)).sum(-1).mean()


def error(policy, o, a):
    return ((jnp.tanh(apply(policy, o)[:, :ACTION]) - a) ** 2).mean()


def make(name, loss_of, decay, seed):
    rng = np.random.default_rng(seed)
    policy = initial(rng, OBSERVATION, 2 * ACTION, False)
    before = {key: plain(value) for key, value in policy.items()}
    optimizer = optax.adamw(
        RATE, 0.9, 0.99, 1e-3, weight_decay=decay, mask=lambda weights: {key: key.endswith("kernel") for key in weights}
    )
    state = optimizer.init(policy)
    steps = []
    for _ in range(UPDATES):
        o = single(rng.normal(size=(BATCH, OBSERVATION)))
        # The bound itself is among them.
        a = single(np.clip(rng.uniform(-1.3, 1.3, (BATCH, ACTION)), -0.999, 0.999))
        loss, gradient = jax.value_and_grad(loss_of)(policy, o, a)
        change, state = optimizer.update(gradient, state, policy)
        policy = optax.apply_updates(policy, change)
        steps.append({"observations": plain(o), "actions": plain(a), "loss": float(loss)})
    golden = {
        "loss": name, "weightDecay": decay, "learningRate": RATE, "hiddenUnits": HIDDEN, "batchSize": BATCH,
        "before": before, "after": {key: plain(value) for key, value in policy.items()}, "steps": steps,
    }  # fmt: skip
    with open(f"imitation-{name}.json", "w") as file:
        json.dump(golden, file, separators=(",", ":"))
        file.write("\n")


if __name__ == "__main__":
    make("negativeLogLikelihood", likelihood, 0.1, 3)
    make("meanSquaredError", error, 0.0, 4)
