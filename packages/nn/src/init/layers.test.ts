import { manualSeed } from "@lumbre/tensor";
import { expect, test } from "vitest";
import * as nn from "../index.js";

// torch.manual_seed(0), and then the layer: the first element, the last and the sum of each of its parameters.
test.each<[string, () => nn.Module, Record<string, [first: number, last: number, sum: number]>]>([
  [
    "Linear",
    () => new nn.Linear(3, 2),
    { weight: [-0.0043225, 0.1548207, -0.6622348], bias: [-0.0114391, 0.4577749, 0.4463358] },
  ],
  [
    "Bilinear",
    () => new nn.Bilinear(4, 3, 2),
    { weight: [-0.0037434, 0.3741559, -0.5357987], bias: [-0.0805917, 0.052907, -0.0276846] },
  ],
  [
    "Conv1d",
    () => new nn.Conv1d(2, 3, 2),
    { weight: [-0.0037434, -0.0982827, -0.348429], bias: [-0.4776742, -0.2061116, -1.0149269] },
  ],
  [
    "Conv2d in groups",
    () => new nn.Conv2d(2, 4, 2, { groups: 2 }),
    { weight: [-0.0037434, 0.0185218, -1.3448341], bias: [0.1976676, -0.2177314, -0.059023] },
  ],
  [
    "ConvTranspose1d",
    () => new nn.ConvTranspose1d(2, 3, 2),
    { weight: [-0.0030565, -0.0802475, -0.2844911], bias: [-0.3900194, -0.1682894, -0.8286843] },
  ],
  [
    "ConvTranspose2d in groups",
    () => new nn.ConvTranspose2d(4, 2, 2, { groups: 2 }),
    { weight: [-0.0037434, 0.0185218, -1.3448341], bias: [0.1976676, 0.3000114, 0.497679] },
  ],
  ["Embedding", () => new nn.Embedding(4, 3), { weight: [1.5409961, 0.1820365, -3.1417356] }],
  [
    "Embedding with padding",
    () => new nn.Embedding(4, 3, { paddingIdx: 1 }),
    { weight: [1.5409961, 0.1820365, -1.2270491] },
  ],
])("%s begins with PyTorch's numbers", (_, make, expected) => {
  manualSeed(0);
  const found = make().namedParameters();
  expect(found.map(([name]) => name)).toEqual(Object.keys(expected));
  for (const [name, parameter] of found) {
    const values = parameter.to("float64").flatten();
    const [first, last] = [0, values.numel() - 1].map((i) => values.at(i).item());
    for (const [i, value] of [first, last, values.sum().item()].entries()) {
      expect(value).toBeCloseTo(expected[name][i], 6);
    }
  }
});
