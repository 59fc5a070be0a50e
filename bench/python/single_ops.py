"""Elementwise functions and reductions, each alone: names like op:exp, op:exp:small, op:elu:backward."""

import torch
import torch.nn.functional as F

SMALL_CALLS = 20

OPS = {
    "neg": lambda o: o.x.neg(),
    "abs": lambda o: o.x.abs(),
    "sign": lambda o: o.x.sign(),
    "exp": lambda o: o.x.exp(),
    "expm1": lambda o: o.x.expm1(),
    "log": lambda o: o.p.log(),
    "log1p": lambda o: o.p.log1p(),
    "log2": lambda o: o.p.log2(),
    "log10": lambda o: o.p.log10(),
    "sqrt": lambda o: o.p.sqrt(),
    "rsqrt": lambda o: o.p.rsqrt(),
    "reciprocal": lambda o: o.p.reciprocal(),
    "sin": lambda o: o.x.sin(),
    "cos": lambda o: o.x.cos(),
    "tan": lambda o: o.x.tan(),
    "asin": lambda o: o.p.asin(),
    "acos": lambda o: o.p.acos(),
    "atan": lambda o: o.x.atan(),
    "sinh": lambda o: o.x.sinh(),
    "cosh": lambda o: o.x.cosh(),
    "tanh": lambda o: o.x.tanh(),
    "sigmoid": lambda o: o.x.sigmoid(),
    "erf": lambda o: o.x.erf(),
    "round": lambda o: o.x.round(),
    "isnan": lambda o: o.x.isnan(),
    "isinf": lambda o: o.x.isinf(),
    "isfinite": lambda o: o.x.isfinite(),
    "clamp": lambda o: o.x.clamp(-1, 1),
    "add": lambda o: o.x + o.y,
    "mul": lambda o: o.x * o.y,
    "div": lambda o: o.x / o.y,
    "maximum": lambda o: torch.maximum(o.x, o.y),
    "lt": lambda o: o.x < o.y,
    "where": lambda o: torch.where(o.mask, o.x, o.y),
    "logicalAnd": lambda o: torch.logical_and(o.mask, o.other),
    "pow": lambda o: o.p.pow(o.y),
    "pow(2.5)": lambda o: o.p.pow(2.5),
    "fmod": lambda o: o.x.fmod(o.y),
    "fmod(0.7)": lambda o: o.x.fmod(0.7),
    "remainder": lambda o: o.x.remainder(o.y),
    "floorDivide": lambda o: o.x.floor_divide(o.y),
    "atan2": lambda o: o.x.atan2(o.y),
    "relu": lambda o: F.relu(o.x),
    "relu6": lambda o: F.relu6(o.x),
    "hardtanh": lambda o: F.hardtanh(o.x),
    "hardswish": lambda o: F.hardswish(o.x),
    "hardsigmoid": lambda o: F.hardsigmoid(o.x),
    "elu": lambda o: F.elu(o.x),
    "celu": lambda o: F.celu(o.x, 1.5),
    "selu": lambda o: F.selu(o.x),
    "gelu": lambda o: F.gelu(o.x),
    "gelu(tanh)": lambda o: F.gelu(o.x, approximate="tanh"),
    "leakyRelu": lambda o: F.leaky_relu(o.x),
    "prelu": lambda o: F.prelu(o.x, o.slope),
    "silu": lambda o: F.silu(o.x),
    "mish": lambda o: F.mish(o.x),
    "softplus": lambda o: F.softplus(o.x),
    "logsigmoid": lambda o: F.logsigmoid(o.x),
    "softsign": lambda o: F.softsign(o.x),
    "tanhshrink": lambda o: F.tanhshrink(o.x),
    "hardshrink": lambda o: F.hardshrink(o.x),
    "softshrink": lambda o: F.softshrink(o.x),
    "threshold": lambda o: F.threshold(o.x, 0.1, 0),
    "sum": lambda o: o.x.sum(),
    "max": lambda o: o.x.max(),
    "prod": lambda o: o.p.prod(),
    "prodOfRows": lambda o: o.rows.prod(1),
    "prodOfColumns": lambda o: o.rows.prod(0),
    "all": lambda o: o.mask.all(),
    "any": lambda o: o.mask.any(),
    "softmax": lambda o: o.rows.softmax(1),
    "logSoftmax": lambda o: o.rows.log_softmax(1),
    "crossEntropy": lambda o: F.cross_entropy(o.rows, o.labels),
    "int32 add": lambda o: o.ints + o.more_ints,
    "int32 add(3)": lambda o: o.ints + 3,
    "int32 mul": lambda o: o.ints * o.more_ints,
    "int32 maximum": lambda o: torch.maximum(o.ints, o.more_ints),
    "int32 lt": lambda o: o.ints < o.more_ints,
    "int32 eq(3)": lambda o: o.ints == 3,
    "int32 where": lambda o: torch.where(o.mask, o.ints, o.more_ints),
    "int32 neg": lambda o: o.ints.neg(),
    "int32 sum": lambda o: o.ints.sum(),
    "int32 max": lambda o: o.ints.max(),
    "float64 add": lambda o: o.x64 + o.y64,
    "float64 mul(3)": lambda o: o.x64 * 3,
    "float64 div": lambda o: o.x64 / o.y64,
    "float64 lt": lambda o: o.x64 < o.y64,
    "float64 where": lambda o: torch.where(o.mask, o.x64, o.y64),
    "float64 sqrt": lambda o: o.p64.sqrt(),
    "float64 neg": lambda o: o.x64.neg(),
    "float64 exp": lambda o: o.x64.exp(),
    "float64 sum": lambda o: o.x64.sum(),
    "float64 max": lambda o: o.x64.max(),
    "uint8 eq(3)": lambda o: o.bytes == 3,
    "float32 to float64": lambda o: o.x.to(torch.float64),
    "float64 to float32": lambda o: o.x64.to(torch.float32),
    "int32 to float32": lambda o: o.ints.to(torch.float32),
    "int32 to float64": lambda o: o.ints.to(torch.float64),
    "uint8 to float32": lambda o: o.bytes.to(torch.float32),
    "float32 to bool": lambda o: o.x.to(torch.bool),
}


class Operands:
    """x and y are normal, p is in (0, 1); the others are of another dtype or shape."""

    def __init__(self, n):
        self.x, self.y = torch.randn(n), torch.randn(n)
        self.p = torch.rand(n) * 0.9 + 0.05
        self.mask = self.x > 0
        self.other = self.x.roll(n // 2) > 0
        self.ints = torch.randint(-100, 100, (n,), dtype=torch.int32)
        self.more_ints = torch.randint(-100, 100, (n,), dtype=torch.int32)
        self.bytes = torch.randint(0, 100, (n,), dtype=torch.uint8)
        self.x64, self.y64, self.p64 = self.x.double(), self.y.double(), self.p.double()
        self.rows = torch.randn(n // 1000, 1000)
        self.labels = torch.randint(0, 1000, (n // 1000,))
        self.slope = torch.randn(1)


def prepare(name):
    """The workload of a name that begins with op:."""
    _, op, *kind = name.split(":")
    function = OPS[op]
    if kind == ["backward"]:
        return with_gradient(function)
    calls = SMALL_CALLS if kind == ["small"] else 1
    operands = Operands(10_000 if kind == ["small"] else 1_000_000)

    def run():
        with torch.no_grad():
            for _ in range(calls):
                function(operands)

    return run


def with_gradient(function):
    operands = Operands(1_000_000)
    operands.x.requires_grad_()
    operands.rows.requires_grad_()
    g = function(operands).detach().clone()

    def run():
        operands.x.grad = None
        operands.rows.grad = None
        function(operands).backward(g)

    return run
