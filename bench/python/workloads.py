"""PyTorch's side of the benchmarks: reads {"workload", "repeats"} a line, answers with a list of seconds a line."""

import json
import sys
import time

import torch
from torch import nn


def block(c_in, c_out):
    return nn.Sequential(nn.Conv2d(c_in, c_out, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2))


class ReferenceCNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = block(1, 64)
        self.conv2 = block(64, 128)
        self.fc = nn.Linear(128 * 7 * 7, 10)

    def forward(self, x):
        x = self.conv2(self.conv1(x))
        return self.fc(x.view(x.shape[0], -1))


def lenet5():
    return nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
        nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10),
    )  # fmt: skip


def mlp():
    return nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10))


def training_step(make_model, shape):
    torch.manual_seed(0)
    model = make_model()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    criterion = nn.CrossEntropyLoss()
    x = torch.randn(shape)
    y = torch.randint(0, 10, (shape[0],))

    def step():
        optimizer.zero_grad(set_to_none=True)
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
        loss.item()

    return step


def matmul(n):
    a, b = torch.randn(n, n), torch.randn(n, n)
    return lambda: a @ b


def cnn_forward():
    model = ReferenceCNN()
    x = torch.randn(64, 1, 28, 28)

    def forward():
        with torch.no_grad():
            model(x).sum().item()

    return forward


def chain():
    x = torch.randn(64, 64, requires_grad=True)

    def run():
        x.grad = None
        y = x * 1
        for _ in range(100):
            y = (y * 0.99) + 0.01
        y.sum().backward()

    return run


WORKLOADS = {
    "matmul512": lambda: matmul(512),
    "matmul1024": lambda: matmul(1024),
    "cnnStep": lambda: training_step(ReferenceCNN, (64, 1, 28, 28)),
    "cnnForward": cnn_forward,
    "lenetStep": lambda: training_step(lenet5, (64, 1, 28, 28)),
    "mlpStep": lambda: training_step(mlp, (64, 784)),
    "chain": chain,
}


def main():
    torch.set_num_threads(int(sys.argv[1]))
    ready = {}
    for line in sys.stdin:
        request = json.loads(line)
        name = request["workload"]
        if name not in ready:
            ready[name] = WORKLOADS[name]()
        seconds = []
        for _ in range(request["repeats"]):
            start = time.perf_counter()
            ready[name]()
            seconds.append(time.perf_counter() - start)
        print(json.dumps(seconds), flush=True)


main()
