"""When the first result and the first training step are there: python3 startup.py START, in ms since the epoch."""

import sys
import time

started = float(sys.argv[1])
before = time.time() * 1000

import json  # noqa: E402

import torch  # noqa: E402

(torch.ones(2, 3) @ torch.ones(3, 2)).sum().item()
first = time.time() * 1000

import networks  # noqa: E402

step = networks.classifier_step(networks.ReferenceCNN(), (64, 1, 28, 28))
built = time.time() * 1000
step()
stepped = time.time() * 1000
times = {"process": first - started, "import": first - before, "step": stepped - built}
print(json.dumps(times))
