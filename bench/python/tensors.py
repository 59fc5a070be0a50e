"""Fills, random numbers, selection and indexing: workloads with names like topk/1000, where the number is that of elements."""

import math

import torch


def square(n):
    return torch.randn(math.isqrt(n), math.isqrt(n))


def of(make, run):
    """A workload whose operand is made for n elements, and what is done with it."""

    def prepare(n):
        x = make(n)
        return lambda: run(x)

    return prepare


def put_mask(n):
    x = square(n)
    mask = x > 0

    def run():
        x[mask] = 1

    return run


def masked(make, run):
    def prepare(n):
        x = make(n)
        mask = x > 0
        return lambda: run(x, mask)

    return prepare


def embedding(n):
    table, x = torch.randn(10_000, 100), torch.randint(0, 10_000, [n // 100])
    return lambda: torch.nn.functional.embedding(x, table)


def gather(dim):
    def prepare(n):
        x, rows = square(n), math.isqrt(n)
        index = torch.randint(0, rows, [rows, rows])
        return lambda: x.gather(dim, index)

    return prepare


def index_select(n):
    x, index = square(n), torch.randperm(math.isqrt(n))
    return lambda: x.index_select(1, index)


def below(most):
    return lambda n: torch.randint(0, most, [n])


WORKLOADS = {
    "arange": lambda n: lambda: torch.arange(n, dtype=torch.float32),
    "linspace": lambda n: lambda: torch.linspace(0, 1, n),
    "ones": lambda n: lambda: torch.ones(n),
    "eye": lambda n: lambda: torch.eye(math.isqrt(n)),
    "tril": of(square, torch.tril),
    "oneHot": of(lambda n: torch.randint(0, 10, [n // 10]), lambda x: torch.nn.functional.one_hot(x, 10)),
    "toArray": of(square, lambda x: x.tolist()),
    "tensor": of(lambda n: square(n).tolist(), torch.tensor),
    "rand": lambda n: lambda: torch.rand(n),
    "randn": lambda n: lambda: torch.randn(n),
    "randint": lambda n: lambda: torch.randint(0, 100, [n]),
    "randperm": lambda n: lambda: torch.randperm(n),
    "multinomial": of(torch.rand, lambda x: torch.multinomial(x, len(x) // 10)),
    "multinomialAgain": of(torch.rand, lambda x: torch.multinomial(x, len(x) // 10, True)),
    "topk": of(torch.randn, lambda x: x.topk(10)),
    "topkRows": of(square, lambda x: x.topk(5)),
    "kthvalue": of(torch.randn, lambda x: x.kthvalue(len(x) // 4)),
    "median": of(torch.randn, lambda x: x.median()),
    "medianRows": of(square, lambda x: x.median(1)),
    "sort": of(torch.randn, lambda x: x.sort()),
    "sortRows": of(square, lambda x: x.sort()),
    "sortColumns": of(square, lambda x: x.sort(0)),
    "sortIntegers": of(below(1000), lambda x: x.sort()),
    "maskedSelect": masked(torch.randn, lambda x, mask: x.masked_select(mask)),
    "atMask": masked(square, lambda x, mask: x[mask]),
    "putMask": put_mask,
    "nonzero": of(lambda n: square(n).relu(), lambda x: x.nonzero()),
    "embedding": embedding,
    "gather": gather(1),
    "gatherRows": gather(0),
    "indexSelect": index_select,
    "bincount": of(below(100), lambda x: x.bincount()),
}


def workload(name):
    """The workload of a name like topk/1000, or None."""
    op, _, n = name.partition("/")
    return WORKLOADS[op](int(n)) if n and op in WORKLOADS else None
