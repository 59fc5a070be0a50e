import {
  arange,
  empty,
  emptyLike,
  eye,
  fromTypedArray,
  full,
  fullLike,
  Generator,
  linspace,
  logspace,
  normal,
  ones,
  onesLike,
  rand,
  randint,
  randintLike,
  randLike,
  randn,
  randnLike,
  randperm,
  type Tensor,
  tensor,
  zeros,
  zerosLike,
} from "@lumbre/tensor";
import { randomMask } from "@lumbre/tensor/engine";
import { created, data, type Sample, sample } from "./sample.js";

/** The same numbers every time, on every device. */
const seeded = (): Generator => new Generator().manualSeed(5);
const reads = { readsValues: true, isSmooth: false } as const;
const probabilities = [data([3, 4], { low: 0, high: 1 })];

function drawn(op: string, call: (x: Tensor) => Tensor): Sample {
  return sample(op, "seeded", [data([2, 3])], call, { isSmooth: false });
}

export const creationSamples: readonly Sample[] = [
  created("tensor", "nested", (device) =>
    tensor(
      [
        [1, 2],
        [3, 4],
      ],
      { device },
    ),
  ),
  created("fromTypedArray", "default", (device) => fromTypedArray(Float32Array.of(1, 2, 3, 4), [2, 2], { device })),
  created("full", "default", (device) => full([2, 3], 0.5, { device })),
  created("zeros", "default", (device) => zeros(2, 3, { device })),
  created("ones", "default", (device) => ones(2, 3, { device })),
  created("empty", "filled", (device) => empty(2, 3, { device }).fill_(3)),
  created("arange", "default", (device) => arange(1, 7, 2, { device })),
  created("linspace", "default", (device) => linspace(0, 1, 5, { device })),
  created("logspace", "default", (device) => logspace(0, 2, 3, 10, { device })),
  created("eye", "default", (device) => eye(3, 4, { device })),
  created("rand", "seeded", (device) => rand([2, 3], { device, generator: seeded() })),
  created("randn", "seeded", (device) => randn([2, 3], { device, generator: seeded() })),
  created("randint", "seeded", (device) => randint(0, 9, [2, 3], { device, generator: seeded() })),
  created("randperm", "seeded", (device) => randperm(7, { device, generator: seeded() })),
  created("normal", "seeded", (device) => normal(1, 2, [2, 3], { device, generator: seeded() })),
  created("randomMask", "seeded", (device) => randomMask([5, 7], 0.4, 2.5, { device, generator: seeded() })),
  sample("zerosLike", "default", [data([2, 3])], (x) => zerosLike(x)),
  sample("onesLike", "default", [data([2, 3])], (x) => onesLike(x)),
  sample("fullLike", "default", [data([2, 3])], (x) => fullLike(x, 2)),
  sample("emptyLike", "filled", [data([2, 3])], (x) => emptyLike(x).fill_(1)),
  // Random numbers are drawn in the order of x in memory.
  sample("randLike", "seeded", [data([2, 3])], (x) => randLike(x.contiguous(), { generator: seeded() })),
  sample("randnLike", "seeded", [data([2, 3])], (x) => randnLike(x.contiguous(), { generator: seeded() })),
  sample("randintLike", "seeded", [data([2, 3])], (x) => randintLike(x.contiguous(), 0, 9, { generator: seeded() })),
  sample("bernoulli", "seeded", probabilities, (x) => x.bernoulli({ generator: seeded() }), reads),
  sample("multinomial", "seeded", probabilities, (x) => x.multinomial(3, { generator: seeded() }), reads),
  sample("uniform_", "seeded", [data([2, 3])], (x) => x.uniform_(-1, 1, { generator: seeded() }), { isSmooth: false }),
  sample("normal_", "seeded", [data([2, 3])], (x) => x.normal_(0, 1, { generator: seeded() }), { isSmooth: false }),
  sample("bernoulli_", "seeded", [data([2, 3])], (x) => x.bernoulli_(0.5, { generator: seeded() }), {
    isSmooth: false,
  }),
  drawn("random_", (x) => x.random_(9, { generator: seeded() })),
  drawn("exponential_", (x) => x.exponential_({ generator: seeded() })),
  drawn("geometric_", (x) => x.geometric_(0.5, { generator: seeded() })),
  drawn("logNormal_", (x) => x.logNormal_({ generator: seeded() })),
  drawn("cauchy_", (x) => x.cauchy_({ generator: seeded() })),
];
