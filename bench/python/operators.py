"""Single ops, a chain of them, and the optimizer's."""

import re

import torch


def matmul(n):
    a, b = torch.randn(n, n), torch.randn(n, n)
    return lambda: a @ b


def chain():
    x = torch.randn(64, 64, requires_grad=True)

    def run():
        x.grad = None
        y = x * 1
        for _ in range(100):
            y = (y * 0.99) + 0.01
        y.sum().backward()

    return run


def adam_step():
    parameters = [torch.nn.Parameter(torch.randn(250, 250)) for _ in range(16)]
    for parameter in parameters:
        parameter.grad = torch.randn(250, 250)
    return torch.optim.Adam(parameters, lr=1e-3).step


WORKLOADS = {
    "matmul512": lambda: matmul(512),
    "matmul1024": lambda: matmul(1024),
    "chain": chain,
    "adamStep": adam_step,
}


def convolution(name):
    """The workload of a name like conv64x32x32x32-64:dw, or None: 3 x 3 filters, stride 1, padding 1."""
    match = re.fullmatch(r"conv(\d+)x(\d+)x(\d+)x(\d+)-(\d+):(forward|dx|dw)", name)
    if match is None:
        return None
    n, c, h, w, k = map(int, match.groups()[:5])
    x, weight, g = torch.randn(n, c, h, w), torch.randn(k, c, 3, 3), torch.randn(n, k, h, w)
    if match[6] == "forward":
        return lambda: torch.nn.functional.conv2d(x, weight, padding=1)
    mask = [match[6] == "dx", match[6] == "dw", False]
    backward = torch.ops.aten.convolution_backward
    return lambda: backward(g, x, weight, None, [1, 1], [1, 1], [1, 1], False, [0, 0], 1, mask)
