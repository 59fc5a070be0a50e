"""Writes what PyTorch computes for the samples of its own databases, as one file of JSON lines for each operator and module.

    /usr/bin/python3 tools/oracle/torch/make.py names.json folder

`npm run oracle` calls it with a Python that has torch 1.13. names.json lists what Lumbre exports; nothing is made for what
has no counterpart, and summary.json says what was left out, and why.
"""

import json
import os
import sys
import warnings

import stub  # noqa: F401  before torch's helpers
import modules
import ops
import torch


def main(names_path, folder):
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    with open(names_path) as file:
        names = ops.Names(json.load(file))
    left_out = {}
    count = 0
    for make_all in (ops.make_all, modules.make_all):
        for title, ours, cases in make_all(names, left_out):
            if not cases:
                continue
            name = f"{title} {ours}".replace("/", "-").replace(" ", "_")
            with open(os.path.join(folder, f"{name}.jsonl"), "w") as file:
                for case in cases:
                    file.write(json.dumps(case, separators=(",", ":")) + "\n")
            count += len(cases)
    with open(os.path.join(folder, "summary.json"), "w") as file:
        json.dump({"torch": torch.__version__, "cases": count, "leftOut": left_out}, file, indent=1)
    print(f"{count} cases")


main(*sys.argv[1:])
