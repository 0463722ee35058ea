"""The Hessian of a case's loss, entry by entry by PyTorch's own derivatives, and its eigenvalues."""

import torch
from torch.func import functional_call
from torch.nn import functional

from training import initial_network


def extreme_eigenvalues(case):
    """The least and the largest eigenvalue of the Hessian of the mean cross-entropy, in training mode, over all parameters."""
    x, y = torch.tensor(case["x"]), torch.tensor(case["y"])
    network = initial_network(case)
    names, values = zip(*((name, parameter.detach()) for name, parameter in network.named_parameters()))
    statistics = dict(network.named_buffers())

    def loss(*parameters):
        # A training pass changes the running statistics, so each gets copies.
        fresh = {name: buffer.clone() for name, buffer in statistics.items()}
        logits, _, _ = functional_call(network, {**dict(zip(names, parameters)), **fresh}, (x,))
        return functional.cross_entropy(logits, y)

    blocks = torch.autograd.functional.hessian(loss, values)
    sizes = [parameter.numel() for parameter in values]
    rows = [[block.reshape(rows, columns) for block, columns in zip(row, sizes)] for row, rows in zip(blocks, sizes)]
    eigenvalues = torch.linalg.eigvalsh(torch.cat([torch.cat(row, 1) for row in rows]))
    return eigenvalues[0].item(), eigenvalues[-1].item()
