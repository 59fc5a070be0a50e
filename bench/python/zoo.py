"""Networks that others designed, from torchvision: the same workloads as in workloads/zoo.ts."""

import torch

import networks

SIZES = {"vgg11": 32}


def is_known(workload):
    return workload.startswith(("new/", "forward1/", "forward8/", "step8/"))


def prepare(workload):
    # Only these workloads want torchvision.
    from torchvision import models

    run, name = workload.split("/")
    make = getattr(models, name)
    if run == "new":
        return make
    size = SIZES.get(name, 64)
    model = make()
    if run == "step8":
        return networks.classifier_step(model, (8, 3, size, size))
    model.eval()
    x = torch.randn(int(run[len("forward") :]), 3, size, size)

    def forward():
        with torch.no_grad():
            model(x).sum().item()

    return forward
