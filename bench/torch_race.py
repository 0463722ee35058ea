"""PyTorch's times on the networks of the race, on this machine: the CPU on all cores, and the GPU where CUDA finds one, each
step launched from Python as a training loop does it ("eager"), and the whole step as one CUDA graph.

    node bench/networks.mjs | python3 bench/torch_race.py > bench/hardware/torch.json
"""

import json
import statistics
import sys
import time

import torch
from torch import nn
from torch.nn import functional

ROUNDS = 5
SECONDS = 0.5


class Network(nn.Module):
    """ReLU layers, with BatchNorm and residual additions where the experiment has them."""

    def __init__(self, task):
        super().__init__()
        experiment, parameters = task["experiment"], task["parameters"]
        depth, width = experiment["depth"], experiment["width"]
        self.residual = experiment["residual"]
        self.layers = nn.ModuleList(nn.Linear(width if layer else 2, width) for layer in range(depth))
        self.norms = nn.ModuleList(nn.BatchNorm1d(width) for _ in range(depth if experiment["batch_norm"] else 0))
        self.head = nn.Linear(width, 2)
        self.load_state_dict({name: torch.tensor(value) for name, value in parameters.items()}, strict=False)

    def forward(self, x):
        a, z = x, 0
        for index, layer in enumerate(self.layers):
            z = z + layer(a) if self.residual and index else layer(a)
            a = functional.relu(self.norms[index](z) if self.norms else z)
        return self.head(a)


def prepare(task, device):
    """A step, and the loss of the last one."""
    network = Network(task).to(device)
    sgd = torch.optim.SGD(network.parameters(), lr=task["experiment"]["learning_rate"])
    x, y = torch.tensor(task["x"], device=device), torch.tensor(task["y"], device=device)
    last = torch.zeros((), device=device)

    def step():
        sgd.zero_grad(set_to_none=False)
        loss = functional.cross_entropy(network(x), y)
        loss.backward()
        sgd.step()
        last.copy_(loss.detach())

    return step, last


def captured(task):
    """The same as one CUDA graph."""
    step, last = prepare(task, "cuda")
    # Three steps on a side stream set up what is no part of the graph.
    side = torch.cuda.Stream()
    side.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(side):
        for _ in range(3):
            step()
    torch.cuda.current_stream().wait_stream(side)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        step()
    return graph.replay, last


def measure(step, last, proof):
    """The loss after `proof` steps, and the median of the rounds' milliseconds a step."""
    for _ in range(proof):
        step()
    loss = last.item()
    begin = time.perf_counter()
    for _ in range(3):
        step()
    last.item()
    count = max(1, int(SECONDS / ((time.perf_counter() - begin) / 3)))
    times = []
    for _ in range(ROUNDS):
        begin = time.perf_counter()
        for _ in range(count):
            step()
        last.item()
        times.append(1000 * (time.perf_counter() - begin) / count)
    return {"loss": loss, "ms": statistics.median(times), "times": times}


def main():
    names = {"torch": torch.__version__, "threads": torch.get_num_threads()}
    if torch.cuda.is_available():
        names["gpu"] = torch.cuda.get_device_name()
    results = []
    for line in sys.stdin:
        task = json.loads(line)
        proof = 3 if task["experiment"]["depth"] > 100 else 10
        row = {"title": task["title"], "cpu": measure(*prepare(task, "cpu"), proof)}
        if torch.cuda.is_available():
            row["cuda, eager"] = measure(*prepare(task, "cuda"), proof)
            # The three steps before the capture count.
            row["cuda, graph"] = measure(*captured(task), proof - 3)
        results.append(row)
        print(row["title"], {name: round(value["ms"], 4) for name, value in row.items() if name != "title"}, file=sys.stderr)
    print(json.dumps({**names, "results": results}, indent=1))


if __name__ == "__main__":
    main()
