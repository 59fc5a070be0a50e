"""Cases from torch's database of modules, and from its tests of modules and criterions."""

import functools
import inspect

import torch
from encode import (
    DEPRECATED,
    LeftOut,
    argument,
    camel,
    gradients,
    named,
    optional,
    result,
    results,
    round_to_float32,
    tensors,
)
from ops import clone, seed
from torch.nn import functional as F
from torch.testing._internal import common_nn
from torch.testing._internal.common_modules import module_db


def construction(module_class, args, kwargs):
    """The constructor's arguments: by position up to a deprecated one, by name after it."""
    parameters = inspect.signature(module_class.__init__)
    bound = parameters.bind(None, *args, **kwargs).arguments
    positional, by_name = [], {}
    for name, parameter in list(parameters.parameters.items())[1:]:
        if name not in bound:
            continue
        if parameter.kind is inspect.Parameter.VAR_POSITIONAL:
            positional.extend(bound[name])
        elif parameter.kind is inspect.Parameter.VAR_KEYWORD:
            by_name.update(bound[name])
        elif name in DEPRECATED or name in kwargs or len(positional) < len(by_name):
            by_name[name] = bound[name]
        elif by_name or any(d in bound for d in DEPRECATED):
            by_name[name] = bound[name]
        else:
            positional.append(bound[name])
    return [argument(v) for v in positional], named(by_name)


def make(name, dtype, module, args, kwargs, inputs, forward_kwargs, train):
    module = module.to(dtype).train(train)
    with torch.no_grad():
        for value in (*module.parameters(), *module.buffers()):
            value.copy_(value.float()) if value.is_floating_point() else None
    inputs, forward_kwargs = round_to_float32(clone((inputs, forward_kwargs)))
    leaves = [t for t in tensors((inputs, forward_kwargs)) if t.requires_grad]
    parameters = [p for p in module.parameters() if p.requires_grad]
    positional, by_name = construction(type(module), args, kwargs)
    case = {
        "kind": "module",
        "of": "nn",
        "name": name,
        "torch": "nn." + name,
        "dtype": str(dtype)[6:],
        "args": positional,
        "kwargs": by_name,
        "train": train,
        "state": {key: result(value) for key, value in module.state_dict().items()},
        "inputs": [argument(x) for x in inputs],
        "inputsByName": named(forward_kwargs),
        "parameters": [key for key, p in module.named_parameters() if p.requires_grad],
    }
    torch.manual_seed(42)
    outputs = results(module(*inputs, **forward_kwargs))
    case["out"] = [result(o) for o in outputs]
    case["stateAfter"] = {key: result(value) for key, value in module.state_dict().items()}
    first, second = gradients(outputs, [*leaves, *parameters], dtype == torch.float64)
    if first is not None:
        case["grad"] = optional(first)
    if second is not None:
        case["grad2"] = optional(second)
    return case


def from_module_db(names, unknown):
    for info in module_db:
        name = info.name.split(".")[-1]
        if not info.name.startswith("nn.") or name not in names.modules:
            unknown.add(info.name)
            continue
        for dtype in (torch.float64, torch.float32):
            for train in (True, False):
                seed(f"{name} {dtype}")
                for given in info.module_inputs_func(
                    info, device="cpu", dtype=dtype, requires_grad=True, training=train
                ):
                    if given.forward_input is None:
                        continue
                    made, forward = given.constructor_input, given.forward_input
                    yield name, lambda made=made, forward=forward, dtype=dtype, train=train, name=name, info=info: make(
                        name,
                        dtype,
                        info.module_cls(*made.args, **made.kwargs),
                        made.args,
                        made.kwargs,
                        forward.args,
                        forward.kwargs,
                        train,
                    )


class Recorder:
    """Notes the outermost call of a function of torch.nn.functional."""

    def __init__(self):
        self.calls = []
        self.depth = 0
        self.originals = {}

    def __enter__(self):
        for name, function in inspect.getmembers(F, callable):
            if not name.startswith("_"):
                self.originals[name] = function
                setattr(F, name, self.wrap(name, function))
        return self

    def wrap(self, name, function):
        @functools.wraps(function)
        def call(*args, **kwargs):
            self.depth += 1
            try:
                if self.depth == 1:
                    self.calls.append((name, function, args, kwargs))
                return function(*args, **kwargs)
            finally:
                self.depth -= 1

        return call

    def __exit__(self, *_):
        for name, function in self.originals.items():
            setattr(F, name, function)


def functional_case(names, recorded, dtype=torch.float64):
    name, function, args, kwargs = recorded
    ours = camel(name)
    if ours not in names.functional:
        raise LeftOut(f"F.{name} does not exist here")
    args, kwargs = round_to_float32(clone((args, kwargs)))
    leaves = [t for t in tensors((args, kwargs)) if t.requires_grad]
    case = {
        "kind": "op",
        "of": "functional",
        "name": ours,
        "torch": "F." + name,
        "dtype": str(dtype)[6:],
        "args": [argument(v) for v in args],
        "kwargs": named(kwargs),
    }
    torch.manual_seed(42)
    outputs = results(function(*args, **kwargs))
    case["out"] = [result(o) for o in outputs]
    first, second = gradients(outputs, leaves, True)
    if first is not None:
        case["grad"] = optional(first)
    if second is not None:
        case["grad2"] = optional(second)
    return case


def to_double(value):
    if isinstance(value, torch.Tensor):
        return value.detach().double() if value.is_floating_point() else value.detach()
    if isinstance(value, (tuple, list)) and not isinstance(value, torch.Size):
        return type(value)(map(to_double, value))
    return value


def requiring(value):
    """The same inputs, the floats of which require gradients."""
    for t in tensors(value):
        if t.is_floating_point():
            t.requires_grad_()
    return value


def from_test(test_class, spec, names, unknown):
    spec = dict(spec)
    module_name = spec.pop("module_name", None)
    constructor = spec.pop("constructor", None)
    is_partial = constructor is not None and isinstance(getattr(constructor, "__wrapped__", None), type)
    if is_partial:
        module_name = constructor.__wrapped__.__name__
    if module_name is not None and module_name not in names.modules:
        unknown.add("nn." + module_name)
        return
    constructor = constructor or getattr(torch.nn, module_name)
    title = spec.get("fullname") or module_name
    seed(f"{title} {spec.get('desc')}")
    test = test_class(constructor, **spec)
    args = to_double(test.constructor_args)
    inputs = test._get_input()
    inputs = requiring(to_double(inputs if isinstance(inputs, tuple) else (inputs,)))
    if test_class is common_nn.CriterionTest:
        inputs = (*inputs, to_double(test._get_target()))
    extra = to_double(test.extra_args) if test_class is common_nn.CriterionTest else ()
    module = constructor(*args).double()
    if module_name is None:

        def functional():
            with Recorder() as recorder:
                module(*inputs)
            if len(recorder.calls) != 1:
                raise LeftOut("several calls in one")
            return functional_case(names, recorder.calls[0])

        yield title, functional
        return
    kwargs = dict(constructor.keywords) if isinstance(constructor, functools.partial) else {}
    if is_partial and not kwargs:
        inner = inspect.getclosurevars(constructor).nonlocals if inspect.isfunction(constructor) else {}
        kwargs = getattr(inner.get("fn"), "keywords", {})
    yield module_name, lambda: make(module_name, torch.float64, module, args, kwargs, (*inputs, *extra), {}, True)


def makers(names, unknown):
    yield from from_module_db(names, unknown)
    for spec in (*common_nn.module_tests, *common_nn.new_module_tests):
        yield from from_test(common_nn.NewModuleTest, spec, names, unknown)
    for spec in common_nn.criterion_tests:
        yield from from_test(common_nn.CriterionTest, spec, names, unknown)


def make_all(names, left_out):
    unknown = set()
    reasons = left_out.setdefault("modules", {})
    groups = {}
    for name, maker in makers(names, unknown):
        try:
            case = maker()
        except LeftOut as reason:
            reasons[str(reason)] = reasons.get(str(reason), 0) + 1
            continue
        except (RuntimeError, TypeError, ValueError, NotImplementedError) as error:
            reasons["torch fails"] = reasons.get("torch fails", 0) + 1
            print(f"nn.{name}: {str(error).splitlines()[0]}")
            continue
        groups.setdefault(case["torch"], []).append(case)
    left_out["unknown modules"] = sorted(unknown)
    for title, cases in groups.items():
        yield title, title.split(".")[-1], cases
