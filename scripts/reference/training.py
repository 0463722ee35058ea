"""Training a case: what every step measures, under the names that the vital signs have in `src/vitals`."""

from functools import cache

import torch
from torch.nn import functional

from network import ACTIVATIONS, Network, clip_gradients, optimizer

# An activation counts as saturated where its slope is below this share of the largest slope it has.
SATURATED_BELOW = 0.05


def train(case):
    """Trains a case's network on its batch, as many steps as its trace has; gives the new trace, and the loss in
    evaluation mode after it."""
    experiment = case["experiment"]
    x, y = torch.tensor(case["x"]), torch.tensor(case["y"])
    network = initial_network(case)
    rule = optimizer(experiment, network)
    trace = [step(experiment, network, rule, x, y) for _ in case["trace"]]
    network.eval()
    with torch.no_grad():
        return trace, functional.cross_entropy(network(x)[0], y).item()


def initial_network(case):
    """A case's network, with the parameters of its file."""
    initial = {name: torch.tensor(values) for name, values in case["parameters"].items()}
    network = Network(case["experiment"], len(case["x"][0]), initial["head.weight"].shape[0])
    # BatchNorm's running statistics are no parameters: they start at mean 0 and variance 1.
    mismatch = network.load_state_dict(initial, strict=False)
    if mismatch.unexpected_keys or any("running" not in key and "tracked" not in key for key in mismatch.missing_keys):
        raise ValueError(f"{case['name']} has other parameters than its experiment: {mismatch}")
    return network


def step(experiment, network, rule, x, y):
    """One update, and its measurements. Loss, gradients and activations are those before the update."""
    logits, inputs, outputs = network(x)
    loss = functional.cross_entropy(logits, y)
    rule.zero_grad()
    # L1 is part of what is differentiated, not of the loss that is shown.
    (loss + experiment["l1"] * sum(weight.abs().sum() for weight in network.weights())).backward()
    measured = {
        "loss": loss.item(),
        "accuracy": (logits.argmax(1) == y).double().mean().item(),
        "gradient_norm": gradient_norm(network),
        "weight_gradient_norms": [weight.grad.norm().item() for weight in network.weights()],
    }
    if clip_gradients(experiment, network):
        measured["clipped_gradient_norm"] = gradient_norm(network)
    before = [weight.detach().clone() for weight in network.weights()]
    rule.step()
    changes = [weight.detach() - old for weight, old in zip(network.weights(), before)]
    measured["first_layer_update_sum"] = changes[0].sum().item()
    measured["update_ratios"] = [(change.norm() / old.norm()).item() for change, old in zip(changes, before)]
    measured["activation_means"] = [output.mean().item() for output in outputs]
    measured["activation_stds"] = [output.std(correction=0).item() for output in outputs]
    measured["activation_spreads"] = [spread(output) for output in outputs]
    measured["saturated_fractions"] = [saturated_fraction(experiment["activation"], x) for x in inputs]
    measured["dead_fractions"] = [dead_fraction(experiment["activation"], output) for output in outputs]
    return measured


def gradient_norm(network):
    """The L2 norm of all gradients together."""
    return torch.cat([parameter.grad.flatten() for parameter in network.parameters()]).norm().item()


def spread(output):
    """How far apart the batch's rows lie: the root mean square over units of the standard deviation over rows."""
    return output.var(0, correction=0).mean().sqrt().item()


def slopes(activation, x):
    """The activation's slope at each entry of x, by PyTorch's own derivative."""
    x = x.detach().clone().requires_grad_()
    return torch.autograd.grad(ACTIVATIONS[activation](x).sum(), x)[0].expand_as(x)


def saturated_fraction(activation, x):
    """The share of the entries of an activation's input at which it is saturated."""
    threshold = SATURATED_BELOW * largest_slope(activation)
    return (slopes(activation, x).abs() < threshold).double().mean().item()


@cache
def largest_slope(activation):
    """The largest slope that the activation has anywhere: all have it within 10 of 0, and steps of 1e-4 miss it by
    less than 1e-8."""
    return slopes(activation, torch.linspace(-10, 10, 200_001)).max().item()


def dead_fraction(activation, output):
    """The share of units that put out 0 on the whole batch. Of the activations only ReLU can lose a unit so."""
    return (output == 0).all(0).double().mean().item() if activation == "relu" else 0.0
