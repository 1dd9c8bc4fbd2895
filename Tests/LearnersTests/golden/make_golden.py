"""Golden vectors of whole SAC updates, from an implementation that shares nothing with the Swift code.

Gradients come from jax.grad, Adam from optax, the log-probability from the change of variables as it stands in the
paper, log(1 - tanh(u)^2); everything is computed in double precision. Run from this folder:

    pip install jax==0.10.2 optax==0.2.8 && python make_golden.py

It writes sac.json and rlpd.json: the settings, the weights before, the batches with all noise and critic subsets, and
the losses of every update with the weights after the last. Sources: SAC, arXiv:1812.05905; REDQ, arXiv:2101.05982,
alg. 1; RLPD, arXiv:2302.02948, alg. 1.
"""

import json

import jax
import jax.numpy as jnp
import numpy as np
import optax

jax.config.update("jax_enable_x64", True)

OBSERVATION, ACTION, HIDDEN, BATCH, UPDATES = 5, 2, [16, 16], 8, 3
LOW, HIGH = -20.0, 2.0


def single(x):
    """Rounds to float32, so that both sides start from the same numbers."""
    return np.asarray(x, dtype=np.float32).astype(np.float64)


def initial(rng, inputs, outputs, layer_norm):
    network, width = {}, inputs
    for index, units in enumerate(HIDDEN):
        network[f"layer{index}/kernel"] = single(rng.uniform(-0.5, 0.5, (width, units)))
        network[f"layer{index}/bias"] = single(rng.uniform(-0.1, 0.1, units))
        if layer_norm:
            network[f"layer{index}/gain"] = single(rng.uniform(0.8, 1.2, units))
            network[f"layer{index}/offset"] = single(rng.uniform(-0.1, 0.1, units))
        width = units
    network["output/kernel"] = single(rng.uniform(-0.5, 0.5, (width, outputs)))
    network["output/bias"] = single(rng.uniform(-0.1, 0.1, outputs))
    return network


def apply(network, x):
    for index in range(len(HIDDEN)):
        x = x @ network[f"layer{index}/kernel"] + network[f"layer{index}/bias"]
        if f"layer{index}/gain" in network:
            x = (x - x.mean(-1, keepdims=True)) / jnp.sqrt(x.var(-1, keepdims=True) + 1e-6)
            x = network[f"layer{index}/gain"] * x + network[f"layer{index}/offset"]
        x = jnp.maximum(x, 0)
    return x @ network["output/kernel"] + network["output/bias"]


def sample(actor, observations, noise):
    heads = apply(actor, observations)
    mean, log_deviation = heads[:, :ACTION], jnp.clip(heads[:, ACTION:], LOW, HIGH)
    u = mean + jnp.exp(log_deviation) * noise
    normal = -0.5 * noise**2 - log_deviation - 0.5 * jnp.log(2 * jnp.pi)
    # The density of u at u = mean + deviation * noise, and the slope of tanh.
    return jnp.tanh(u), (normal - jnp.log(1 - jnp.tanh(u) ** 2)).sum(-1)


def value(critic, observations, actions):
    return apply(critic, jnp.concatenate([observations, actions], -1))[:, 0]


def make(name, settings, seed):
    rng = np.random.default_rng(seed)
    count, subset, utd = settings["ensembleSize"], settings["ensembleSubset"], settings["utdRatio"]
    actor = initial(rng, OBSERVATION, 2 * ACTION, False)
    critics = [initial(rng, OBSERVATION + ACTION, 1, settings["criticLayerNorm"]) for _ in range(count)]
    targets = [initial(rng, OBSERVATION + ACTION, 1, settings["criticLayerNorm"]) for _ in range(count)]
    log_temperature = jnp.log(settings["initialTemperature"])
    before = {"policy": actor, "critics": critics, "targetCritics": targets}

    def adam(rate):
        return optax.adam(rate, settings["adamBeta1"], settings["adamBeta2"], settings["adamEpsilon"])

    actor_adam, critic_adam = adam(settings["actorLearningRate"]), adam(settings["criticLearningRate"])
    temperature_adam = adam(settings["temperatureLearningRate"])
    actor_moments, critic_moments = actor_adam.init(actor), critic_adam.init(critics)
    temperature_moments = temperature_adam.init(log_temperature)
    target_entropy = settings["targetEntropyPerDimension"] * ACTION

    steps = []
    for _ in range(UPDATES):
        rows = BATCH * utd
        batch = {
            "observations": single(rng.normal(size=(rows, OBSERVATION))),
            "actions": single(rng.uniform(-1, 1, (rows, ACTION))),
            "rewards": single(-rng.integers(0, 2, rows)),
            "masks": single(rng.integers(0, 4, rows) > 0),
            "nextObservations": single(rng.normal(size=(rows, OBSERVATION))),
            "nextNoise": single(rng.normal(size=(rows, ACTION))),
            "noise": single(rng.normal(size=(BATCH, ACTION))),
            "subsets": [rng.choice(count, subset, replace=False).tolist() for _ in range(utd)],
        }
        losses = []
        for step in range(utd):
            part = slice(step * BATCH, (step + 1) * BATCH)
            o, a, r, m, o2 = (
                batch[key][part] for key in ["observations", "actions", "rewards", "masks", "nextObservations"]
            )
            a2, log_probability = sample(actor, o2, batch["nextNoise"][part])
            least = jnp.min(jnp.stack([value(targets[j], o2, a2) for j in batch["subsets"][step]]), 0)
            if settings["backupEntropy"]:
                least = least - jnp.exp(log_temperature) * log_probability
            y = r + settings["discount"] * m * least

            def critic_loss(critics):
                return jnp.mean(jnp.stack([(value(critic, o, a) - y) ** 2 for critic in critics]))

            loss, gradient = jax.value_and_grad(critic_loss)(critics)
            change, critic_moments = critic_adam.update(gradient, critic_moments)
            critics = optax.apply_updates(critics, change)
            targets = optax.incremental_update(critics, targets, settings["polyakRate"])
            losses.append(float(loss))

        def actor_loss(actor):
            actions, log_probability = sample(actor, o, batch["noise"])
            values = jnp.stack([value(critic, o, actions) for critic in critics])
            values = values.mean(0) if settings["actorCriticReduction"] == "mean" else values.min(0)
            return jnp.mean(jnp.exp(log_temperature) * log_probability - values), -log_probability.mean()

        (loss, entropy), gradient = jax.value_and_grad(actor_loss, has_aux=True)(actor)
        change, actor_moments = actor_adam.update(gradient, actor_moments)
        actor = optax.apply_updates(actor, change)

        def temperature_loss(log_temperature):
            return jnp.exp(log_temperature) * (jax.lax.stop_gradient(entropy) - target_entropy)

        gradient = jax.grad(temperature_loss)(log_temperature)
        change, temperature_moments = temperature_adam.update(gradient, temperature_moments)
        log_temperature = optax.apply_updates(log_temperature, change)
        steps.append(
            {
                "batch": {key: plain(x) for key, x in batch.items()},
                "criticLoss": float(np.mean(losses)),
                "actorLoss": float(loss),
                "entropy": float(entropy),
                "temperature": float(jnp.exp(log_temperature)),
            }
        )

    after = {"policy": actor, "critics": critics, "targetCritics": targets}
    text = {"configuration": settings, "before": named(before), "steps": steps, "after": named(after)}
    with open(f"{name}.json", "w") as file:
        json.dump(text, file, separators=(",", ":"))
        file.write("\n")


def plain(x):
    return x if isinstance(x, list) else [float(f"{v:.9g}") for v in np.asarray(x).reshape(-1)]


def named(networks):
    """Tensors by the names of a checkpoint."""
    tensors = {f"policy/{key}": plain(x) for key, x in networks["policy"].items()}
    for part in ["critics", "targetCritics"]:
        for index, network in enumerate(networks[part]):
            tensors |= {f"{part}/{index}/{key}": plain(x) for key, x in network.items()}
    return tensors


# Adam's epsilon is far above its default, because a first step is otherwise the sign of the gradient, and the sign of
# an element that is zero but for rounding is chance. The rates are high, so that a wrong term shows.
COMMON = {
    "hiddenUnits": HIDDEN,
    "batchSize": BATCH,
    "adamEpsilon": 1e-3,
    "adamBeta1": 0.9,
    "adamBeta2": 0.99,
    "actorLearningRate": 3e-3,
    "criticLearningRate": 1e-2,
    "temperatureLearningRate": 2e-2,
    "polyakRate": 0.05,
    "discount": 0.9,
    "initialTemperature": 0.3,
    "targetEntropyPerDimension": -0.5,
}
SAC = {
    "ensembleSize": 2, "ensembleSubset": 2, "utdRatio": 1, "criticLayerNorm": False, "backupEntropy": True,
    "actorCriticReduction": "minimum",
}
RLPD = {
    "ensembleSize": 3, "ensembleSubset": 2, "utdRatio": 2, "criticLayerNorm": True, "backupEntropy": False,
    "actorCriticReduction": "mean",
}

if __name__ == "__main__":
    make("sac", COMMON | SAC, 1)
    make("rlpd", COMMON | RLPD, 2)
