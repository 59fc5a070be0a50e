"""Making torchvision's networks: workloads with names like new/resnet18."""


def workload(name):
    """The workload of a name like new/resnet18, or None."""
    op, _, network = name.partition("/")
    if op != "new":
        return None
    import torchvision

    return lambda: getattr(torchvision.models, network)()
