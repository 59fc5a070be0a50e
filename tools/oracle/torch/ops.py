"""Cases from torch's database of operators."""

import random
import zlib

import numpy
import torch
from encode import LeftOut, argument, camel, gradients, named, optional, result, results, round_to_float32, tensors
from torch.testing._internal.common_methods_invocations import op_db

DTYPES = (torch.float64, torch.float32, torch.int64, torch.uint8, torch.bool)
MOST_SAMPLES = 80
# torch's database calls something else than its name says.
MISNAMED = {"rand_like"}
DUNDERS = {"__radd__": "add", "__rmul__": "mul", "__rsub__": "rsub", "__getitem__": "at"}


class Names:
    """What Lumbre exports, as main.ts lists it."""

    def __init__(self, names):
        self.tensor = set(names["tensor"])
        self.functional = set(names["functional"])
        self.modules = set(names["modules"])

    def find(self, name):
        """Where a function of torch stands here, or None."""
        if name in DUNDERS:
            return {"of": "tensor", "name": DUNDERS[name]}
        if name.startswith("nn.functional."):
            ours = camel(name[len("nn.functional.") :])
            return {"of": "functional", "name": ours} if ours in self.functional else None
        for prefix in ("special.",):
            name = name[len(prefix) :] if name.startswith(prefix) else name
        ours = camel(name)
        return {"of": "tensor", "name": ours} if "." not in name and ours in self.tensor else None


def seed(text):
    number = zlib.crc32(text.encode())
    torch.manual_seed(number)
    random.seed(number)
    numpy.random.seed(number)


def title(op):
    return op.name + ("/" + op.variant_test_name if op.variant_test_name else "")


def clone(value, keep_grad=True):
    """Fresh leaves with the same numbers."""
    if isinstance(value, torch.Tensor):
        return value.detach().clone().requires_grad_(keep_grad and value.requires_grad)
    if isinstance(value, (tuple, list)) and not isinstance(value, torch.Size):
        return type(value)(clone(v, keep_grad) for v in value)
    if isinstance(value, dict):
        return {key: clone(v, keep_grad) for key, v in value.items()}
    return value


def positional(op, args):
    """Arguments behind the first. Python's x[a, b] has one index, a tuple, where Lumbre's x.at(a, b) has several.

    A list that holds more than integers counts as a tuple in 1.13.
    """
    if op.name == "__getitem__":
        is_tuple = isinstance(args[0], tuple) or (isinstance(args[0], list) and not all(isinstance(i, int) for i in args[0]))
        args = args[0] if is_tuple else args
    return map(argument, args)


def run(function, x, args, kwargs):
    torch.manual_seed(42)
    return function(x, *args, **kwargs)


def in_place(op, sample, outputs):
    """What torch's in-place form does: "same" as the other, "error", or None where there is no such form, or it differs."""
    if op.inplace_variant is None or len(outputs) != 1 or not isinstance(outputs[0], torch.Tensor):
        return None
    x, args, kwargs = clone((sample.input, sample.args, sample.kwargs), keep_grad=False)
    try:
        found = run(op.inplace_variant, x, args, kwargs)
    except (RuntimeError, TypeError, ValueError, IndexError):
        return "error"
    if not isinstance(found, torch.Tensor) or found.dtype != outputs[0].dtype or found.shape != outputs[0].shape:
        return None
    return "same" if torch.allclose(found, outputs[0].detach(), equal_nan=True) else None


def make(op, place, sample, dtype, with_gradients):
    x, args, kwargs = round_to_float32(clone((sample.input, sample.args, sample.kwargs)))
    leaves = [t for t in tensors((x, args, kwargs)) if t.requires_grad]
    case = {
        "kind": "op",
        **place,
        "torch": title(op),
        "dtype": str(dtype)[6:],
        "args": [argument(x), *positional(op, args)],
        "kwargs": named(kwargs),
    }
    sample.input, sample.args, sample.kwargs = x, args, kwargs
    outputs = results(run(op.op, x, args, kwargs))
    case["out"] = [result(o) for o in outputs]
    if with_gradients:
        first, second = gradients(outputs, leaves, op.supports_gradgrad and dtype == torch.float64)
        if first is not None:
            case["grad"] = optional(first)
        if second is not None:
            case["grad2"] = optional(second)
    form = in_place(op, sample, outputs)
    if form is not None:
        case["inPlace"] = form
    return case


def samples(op, dtype):
    """The samples of a dtype: those made for gradients, then the further ones with extreme numbers."""
    differentiates = dtype.is_floating_point and op.supports_autograd
    yield from ((sample, differentiates) for sample in op.sample_inputs("cpu", dtype, requires_grad=differentiates))
    if op.reference_inputs_func is not None:
        yield from ((sample, False) for sample in op.reference_inputs("cpu", dtype, requires_grad=False))


def cases_of(op, place, left_out):
    for dtype in DTYPES:
        if dtype not in op.dtypes:
            continue
        seed(f"{title(op)} {dtype}")
        made = set()
        for sample, differentiates in samples(op, dtype):
            if len(made) == MOST_SAMPLES:
                break
            try:
                case = make(op, place, sample, dtype, differentiates)
            except LeftOut as reason:
                left_out[str(reason)] = left_out.get(str(reason), 0) + 1
                continue
            except (RuntimeError, TypeError, ValueError, NotImplementedError) as error:
                left_out["torch fails"] = left_out.get("torch fails", 0) + 1
                print(f"{title(op)} {dtype}: {str(error).splitlines()[0]}")
                continue
            key = repr((case["args"], case["kwargs"])).replace("'g': 1", "").replace(", }", "}")
            if key not in made:
                made.add(key)
                yield case


def errors_of(op, place, left_out):
    if op.error_inputs_func is None:
        return
    seed(title(op))
    for error in op.error_inputs("cpu"):
        sample = error.sample_input
        try:
            args = [argument(sample.input), *positional(op, sample.args)]
            kwargs = named(sample.kwargs)
        except LeftOut as reason:
            left_out[str(reason)] = left_out.get(str(reason), 0) + 1
            continue
        try:
            run(op.op, *clone((sample.input, sample.args, sample.kwargs)))
        except Exception as thrown:  # whatever torch throws is what is wanted
            yield {
                "kind": "error",
                **place,
                "torch": title(op),
                "dtype": "error",
                "args": args,
                "kwargs": kwargs,
                "error": f"{type(thrown).__name__}: {str(thrown).splitlines()[0][:200]}",
            }


def all_ops(names, left_out):
    """(operator, its cases) for every operator that exists here, and the titles of those that do not."""
    unknown = []
    found = []
    for op in op_db:
        if op.name in MISNAMED:
            continue
        places = [p for p in map(names.find, [op.name, *(alias.name for alias in op.aliases)]) if p is not None]
        unique = list({p["name"]: p for p in places}.values())
        if not unique:
            unknown.append(title(op))
            continue
        for place in unique:
            found.append((title(op), place, op))
    return found, unknown


def make_all(names, left_out):
    found, unknown = all_ops(names, left_out)
    for name, place, op in found:
        reasons = left_out.setdefault(name, {})
        with torch.testing._internal.common_utils.freeze_rng_state():
            yield name, place["name"], [*cases_of(op, place, reasons), *errors_of(op, place, reasons)]
    left_out["unknown"] = unknown
