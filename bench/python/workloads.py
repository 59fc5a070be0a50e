"""PyTorch's side: python3 workloads.py THREADS MNIST_FOLDER

Reads {"workload", "repeats"} a line, answers with a list of seconds a line. {"about"} asks which PyTorch it is.
"""

import ctypes
import json
import re
import sys
import time

import torch

import loading
import networks
import operators
import single_ops
import tensors
import zoo


def prepare(name, mnist_folder):
    if name == "loader":
        return loading.loader(mnist_folder)
    if name == "augment":
        return loading.augment()
    if zoo.is_known(name):
        return zoo.prepare(name)
    if name.startswith("op:"):
        return single_ops.prepare(name)
    simple = {**networks.WORKLOADS, **operators.WORKLOADS}
    if name in simple:
        return simple[name]()
    return operators.convolution(name) or tensors.workload(name)


def about():
    """The version, and the BLAS that is in this process once a product was computed."""
    torch.randn(64, 64) @ torch.randn(64, 64)
    try:
        with open("/proc/self/maps") as maps:
            paths = set(re.findall(r"/\S*lib(?:openblas|blas|mkl_rt|atlas)\S*\.so\S*", maps.read()))
    except OSError:
        paths = set()
    # OpenBLAS's own file before a file of the standard name, which may belong to any BLAS.
    blas = min(sorted(paths), key=lambda path: "libopenblas" not in path, default=None)
    core = None
    if blas is not None and "openblas" in blas:
        function = ctypes.CDLL(blas).openblas_get_corename
        function.restype = ctypes.c_char_p
        core = function().decode()
    capability = re.search(r"CPU capability usage: (\S+)", torch.__config__.show())
    return {
        "version": torch.__version__,
        "capability": capability[1] if capability else "unknown vectors",
        "blas": blas,
        "core": core,
    }


def main(threads, mnist_folder):
    torch.set_num_threads(int(threads))
    current, run = None, None
    for line in sys.stdin:
        request = json.loads(line)
        if "about" in request:
            print(json.dumps(about()), flush=True)
            continue
        if request["workload"] != current:
            current = request["workload"]
            torch.manual_seed(0)
            run = prepare(current, mnist_folder)
        seconds = []
        for _ in range(request["repeats"]):
            start = time.perf_counter()
            run()
            seconds.append(time.perf_counter() - start)
        print(json.dumps(seconds), flush=True)


main(*sys.argv[1:])
