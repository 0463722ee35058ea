"""The network of an experiment, its optimizer and its clipping, as PyTorch has them."""

import torch
from torch import nn
from torch.nn import functional

ACTIVATIONS = {
    "linear": lambda x: x,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": functional.relu,
    "leaky_relu": functional.leaky_relu,
    "elu": functional.elu,
    "selu": functional.selu,
    "gelu": functional.gelu,
    "silu": functional.silu,
}


class Network(nn.Module):
    """`depth` hidden layers of `width` units. The activation, after a BatchNorm where there is one, stands between a
    layer and the next; with `residual` every hidden layer but the first adds its output to its input."""

    def __init__(self, experiment, features, classes):
        super().__init__()
        depth, width = experiment["depth"], experiment["width"]
        self.activation = ACTIVATIONS[experiment["activation"]]
        self.residual = experiment["residual"]
        self.residual_scale = experiment["residual_scale"]
        self.layers = nn.ModuleList(nn.Linear(width if layer else features, width) for layer in range(depth))
        self.norms = nn.ModuleList(nn.BatchNorm1d(width) for _ in range(depth if experiment["batch_norm"] else 0))
        self.head = nn.Linear(width, classes)

    def forward(self, x):
        """The logits, and for each hidden layer what went into its activation and what came out, `[batch, width]`."""
        inputs, outputs = [], []
        z = self.layers[0](x)
        for layer in range(len(self.layers)):
            if layer > 0:
                branch = self.layers[layer](outputs[-1])
                z = z + self.residual_scale * branch if self.residual else branch
            inputs.append(self.norms[layer](z) if self.norms else z)
            outputs.append(self.activation(inputs[-1]))
        return self.head(outputs[-1]), inputs, outputs

    def weights(self):
        """The weight matrices from the first layer to the head. BatchNorm's factors are none of them."""
        return [linear.weight for linear in [*self.layers, self.head]]


def optimizer(experiment, network):
    """PyTorch's own, with its defaults but for what the experiment sets."""
    rule, set_by_name = {
        "sgd": (torch.optim.SGD, {}),
        "momentum": (torch.optim.SGD, {"momentum": 0.9}),
        "rmsprop": (torch.optim.RMSprop, {}),
        "adam": (torch.optim.Adam, {}),
        "adamw": (torch.optim.AdamW, {}),
    }[experiment["optimizer"]]
    rate, decay = experiment["learning_rate"], experiment["weight_decay"]
    return rule(network.parameters(), lr=rate, weight_decay=decay, **set_by_name)


def clip_gradients(experiment, network):
    """Clips as the experiment says; tells whether it clips at all."""
    clip = experiment["clip"]
    if clip == "off":
        return False
    if clip == "norm":
        nn.utils.clip_grad_norm_(network.parameters(), experiment["clip_max"], norm_type=float(experiment["clip_p"]))
    elif clip == "value":
        nn.utils.clip_grad_value_(network.parameters(), experiment["clip_max"])
    else:
        raise ValueError(f'clipping is "{clip}"; it must be "off", "norm" or "value"')
    return True
