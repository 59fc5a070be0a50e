"""Tensors, arguments and results of PyTorch as JSON. What Lumbre has no counterpart for raises LeftOut."""

import base64
import enum
import math

import numpy
import torch

DTYPES = {
    torch.float32: "float32",
    torch.float64: "float64",
    torch.int64: "int32",  # int32 is Lumbre's dtype for indices and labels
    torch.int32: "int32",
    torch.uint8: "uint8",
    torch.bool: "bool",
}
INT32 = torch.iinfo(torch.int32)
MOST_ELEMENTS = 4000

# Settings of PyTorch's memory, which have no counterpart and change no result.
IGNORED = {"device", "layout", "pin_memory", "non_blocking"}
# Deprecated settings of losses: `reduction` says it.
DEPRECATED = {"size_average", "reduce"}


class LeftOut(Exception):
    """A sample without a counterpart; its text says why."""


def camel(name):
    """max_pool2d -> maxPool2d; a trailing underscore stays."""
    first, *others = name.rstrip("_").split("_")
    return first + "".join(part[:1].upper() + part[1:] for part in others) + ("_" if name.endswith("_") else "")


def dtype_name(dtype):
    if dtype not in DTYPES:
        raise LeftOut(f"dtype {str(dtype)[6:]}")
    return DTYPES[dtype]


def tensor(value, keep_grad=False):
    """{t: dtype, s: shape, d: base64}; floats travel as float32, so inputs have to be float32's numbers."""
    dtype = dtype_name(value.dtype)
    if value.layout != torch.strided:
        raise LeftOut("sparse tensors")
    if value.dim() > 32:
        raise LeftOut("more than 32 dimensions")
    if value.numel() > MOST_ELEMENTS:
        raise LeftOut(f"more than {MOST_ELEMENTS} elements")
    # torch keeps some gradients that are zero without memory; numpy would read what is not there.
    plain = torch.zeros_like(value) if value._is_zerotensor() else value.detach().contiguous()
    if value.dtype == torch.int64 and plain.numel() > 0 and (plain.min() < INT32.min or plain.max() > INT32.max):
        raise LeftOut("integers beyond int32")
    stored = {"float32": numpy.float32, "float64": numpy.float32, "int32": numpy.int32}.get(dtype, numpy.uint8)
    with numpy.errstate(over="ignore"):
        data = plain.numpy().astype(stored).tobytes()
    encoded = {"t": dtype, "s": list(value.shape), "d": base64.b64encode(data).decode()}
    if keep_grad and value.requires_grad:
        encoded["g"] = 1
    return encoded


def argument(value):
    """An argument; what JSON lacks travels as an object of one property."""
    if isinstance(value, torch.Tensor):
        return tensor(value, keep_grad=True)
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, (int, numpy.integer)):
        return int(value)
    if isinstance(value, (float, numpy.floating)):
        value = float(value)
        if not math.isfinite(value):
            return {"number": "NaN" if math.isnan(value) else ("Infinity" if value > 0 else "-Infinity")}
        # A float without a fraction, which JavaScript cannot tell from an integer.
        return {"float": value} if value.is_integer() else value
    if isinstance(value, torch.dtype):
        return {"dtype": dtype_name(value)}
    if isinstance(value, slice):
        return {"slice": [argument(value.start), argument(value.stop), argument(value.step)]}
    if value is Ellipsis:
        return {"ellipsis": 1}
    if isinstance(value, (tuple, list)):
        return [argument(v) for v in value]
    if isinstance(value, complex):
        raise LeftOut("complex numbers")
    if isinstance(value, torch.device):
        raise LeftOut("devices")
    if isinstance(value, (torch.memory_format, torch.layout)):
        raise LeftOut("memory formats")
    if isinstance(value, enum.Enum) or callable(value):
        raise LeftOut(f"arguments of type {type(value).__name__}")
    raise LeftOut(f"arguments of type {type(value).__name__}")


def named(kwargs):
    """Keyword arguments under Lumbre's names."""
    left = {key: value for key, value in kwargs.items() if key not in IGNORED}
    for key in DEPRECATED & left.keys():
        if left.pop(key) is not None:
            raise LeftOut("deprecated settings")
    rename = {"keepdim": "keepDim", "input": "x"}
    return {rename.get(key, camel(key)): argument(value) for key, value in left.items()}


def results(value):
    """What a call returned, as a flat list."""
    if isinstance(value, (tuple, list)):
        return [item for part in value for item in results(part)]
    if isinstance(value, dict):
        return [item for part in value.values() for item in results(part)]
    return [value]


def result(value):
    return tensor(value) if isinstance(value, torch.Tensor) else argument(value)


def round_to_float32(value):
    """The same arguments with numbers that float32 holds."""
    if isinstance(value, torch.Tensor):
        if value.dtype != torch.float64:
            return value
        return value.detach().float().double().requires_grad_(value.requires_grad)
    if isinstance(value, (tuple, list)) and not isinstance(value, torch.Size):
        return type(value)(round_to_float32(v) for v in value)
    if isinstance(value, dict):
        return {key: round_to_float32(v) for key, v in value.items()}
    return value


def tensors(value):
    """The tensors among arguments, in order."""
    if isinstance(value, torch.Tensor):
        return [value]
    if isinstance(value, (tuple, list)):
        return [t for v in value for t in tensors(v)]
    if isinstance(value, dict):
        return [t for v in value.values() for t in tensors(v)]
    return []


def upstream(output):
    """A gradient of an output: the same numbers that case.ts computes."""
    i = torch.arange(output.numel(), dtype=torch.float64)
    return (((i * 37 + 11) % 101 - 50) / 64).to(output.dtype).reshape(output.shape)


def gradients(outputs, leaves, second):
    """The gradients of the leaves, and with `second` the gradients of those; None where there is none."""
    differentiable = [o for o in outputs if isinstance(o, torch.Tensor) and o.requires_grad]
    if not differentiable or not leaves:
        return None, None
    seeds = [upstream(o) for o in differentiable]
    first = torch.autograd.grad(differentiable, leaves, seeds, create_graph=second, allow_unused=True)
    if not second:
        return first, None
    further = [g for g in first if g is not None and g.requires_grad]
    if not further:
        return first, None
    return first, torch.autograd.grad(further, leaves, [upstream(g) for g in further], allow_unused=True)


def optional(list_of_tensors):
    return [None if t is None else tensor(t) for t in list_of_tensors]
