"""The memory of 100 training steps of the reference network, in kB: {"built", "peak"}."""

import json

import torch

import networks


def kilobytes(field):
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith(f"{field}:"))


torch.set_num_threads(1)
step = networks.classifier_step(networks.ReferenceCNN(), (64, 1, 28, 28))
built = kilobytes("VmRSS")
for _ in range(100):
    step()
print(json.dumps({"built": built, "peak": kilobytes("VmHWM")}))
