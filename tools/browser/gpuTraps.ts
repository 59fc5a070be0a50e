// What gpu.js and WebGL do wrong when nobody sees to it, tried out in a page. Each gives plain values for the test.
import { createGpu, type GpuBackend } from "@lumbre/backend-gpu";
import { arange, type Device, manualSeed, nn, ones, optim, randint, randn, scope, tensor, zeros } from "lumbre";
import { openContext } from "../../packages/backend-gpu/src/engine/availability.js";
import { Engine, type Kernel, Machine } from "../../packages/backend-gpu/src/engine/engine.js";
import { loadGpuJs } from "../../packages/backend-gpu/src/engine/gpuJs.js";
import { settingsOf } from "../../packages/backend-gpu/src/engine/settings.js";
import { WebGlDriver } from "../../packages/backend-gpu/src/engine/webGl.js";

/** Every WebGL2 context that the page is given from now on. */
function watchContexts(): WebGL2RenderingContext[] {
  const contexts: WebGL2RenderingContext[] = [];
  const original = HTMLCanvasElement.prototype.getContext as (...args: unknown[]) => unknown;
  HTMLCanvasElement.prototype.getContext = function getContext(this: HTMLCanvasElement, ...args: unknown[]) {
    const context = original.apply(this, args);
    if (context instanceof WebGL2RenderingContext && !contexts.includes(context)) contexts.push(context);
    return context;
  } as never;
  return contexts;
}

function messageOf(fn: () => unknown): string {
  try {
    return `no error, but ${String(fn())}`;
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`;
  }
}

/** Values that lose something in any other format. */
const delicate = [1 / 3, 16_777_215, -1e-30, 3e38, 1e-42, Number.NaN, Number.POSITIVE_INFINITY, -0];

async function precision(): Promise<unknown> {
  const gpu = await createGpu();
  const copied = tensor(delicate).to(gpu).clone();
  const GPU = await loadGpuJs();
  const machine = new Machine(new WebGlDriver(GPU, openContext()));
  const run = new GPU({ context: openContext() }).createKernel("function (x) { return x; }", {
    ...settingsOf(
      { name: "x", text: "", scalars: 1, inputs: [], extent: 1, lanes: 1, outputs: 1, isOfAnyLength: false },
      [],
    ),
    injectedNative: "",
  }) as unknown as { (x: number): unknown; readonly kernel: { readonly compiledFragmentShader: string } };
  run(1);
  const [declared] = /precision \w+ float/.exec(run.kernel.compiledFragmentShader) ?? [];
  return { copied: Array.from(copied.readSync()), declared, isOpen: !machine.driver.isLost() };
}

/** As many rounds as a number of the call says, which the compiler does not know. */
const countTo: Kernel<null> = {
  name: "countTo",
  source: () => `function (bound) {
    let rounds = 0;
    for (let k = 0; k < bound; k++) { rounds += 1; }
    return rounds;
  }`,
};

async function longLoops(): Promise<unknown> {
  const gpu = await createGpu();
  const engine = new Engine("test", new Machine(new WebGlDriver(await loadGpuJs(), openContext())));
  const dot = (n: number): number => ones(1, n).to(gpu).matmul(ones(n, 1).to(gpu)).item();
  return {
    counted: engine.read(engine.run(countTo, null, [], 1, "float32", [5000]))[0],
    products: [1000, 5000, 70_000].map(dot),
    sum: ones(3_000_000).to(gpu).sum().item(),
    argmax: arange(200_000).to(gpu).argmax().item(),
  };
}

async function otherLengths(): Promise<unknown> {
  const gpu = await createGpu();
  const index = tensor([2, 0, 1], { dtype: "int32" }).to(gpu);
  return [3, 300, 50_000, 4].map((n) => arange(n).to("float32").to(gpu).gather(0, index).toArray());
}

async function largePositions(): Promise<unknown> {
  const gpu = await createGpu();
  const [rows, columns] = [4095, 4096];
  const transposed = arange(rows * columns)
    .to("float32")
    .to(gpu)
    .view(rows, columns)
    .t()
    .add(0);
  const found = transposed
    .view(-1)
    .narrow(0, rows * (columns - 1), rows)
    .readSync();
  return found.every((value, row) => value === row * columns + columns - 1);
}

async function specialNumbers(): Promise<unknown> {
  const gpu = await createGpu();
  const on = (...values: number[]) => tensor(values, { dtype: "float32" }).to(gpu);
  const { NaN: nan } = Number;
  const pairs = [on(nan, 1, nan), on(1, nan, nan)] as const;
  const [a, b] = pairs;
  return {
    tanh: on(100, -100, 0.001).tanh().toArray(),
    relu: on(nan, -1, 2).relu().toArray(),
    maximum: a.maximum(b).toArray(),
    minimum: a.minimum(b).toArray(),
    compared: ["eq", "ne", "lt", "le", "gt", "ge"].map((op) => a[op as "eq"](b).toArray()),
    max: on(1, nan, 3).max().item(),
    argmax: on(1, nan, 3, nan).argmax().item(),
    infinities: on(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY).exp().toArray(),
    logarithms: on(0, -1, Number.POSITIVE_INFINITY).log().toArray(),
  };
}

async function freed(): Promise<unknown> {
  const gpu = await createGpu();
  const x = ones(3).to(gpu).add(1);
  const view = { buffer: x.buffer, shape: [3], strides: [1], offset: 0, dtype: "float32" } as const;
  x.dispose();
  return [messageOf(() => gpu.kernels.unary("neg", view)), messageOf(() => gpu.backend.readSync?.(view.buffer))];
}

async function lostContext(): Promise<unknown> {
  const contexts = watchContexts();
  const gpu = await createGpu();
  const x = ones(3).to(gpu).add(1);
  const later = x.add(1).read();
  for (const context of contexts) context.getExtension("WEBGL_lose_context")?.loseContext();
  const messages = [
    messageOf(() => x.readSync()),
    messageOf(() => x.add(1)),
    await later.then(String, (error: Error) => `${error.name}: ${error.message}`),
  ];
  const next = await createGpu();
  return { messages, next: ones(3).to(next).add(1).toArray() };
}

async function manyDevices(): Promise<unknown> {
  const contexts = watchContexts();
  const devices: Device[] = [];
  for (let i = 0; i < 40; i++) devices.push(await createGpu());
  const sums = [0, 20, 39].map((i) =>
    ones(i + 1)
      .to(devices[i])
      .sum()
      .item(),
  );
  devices[1].dispose();
  return { sums, afterDispose: ones(2).to(devices[0]).add(1).toArray(), contexts: contexts.length };
}

async function shapes(): Promise<unknown> {
  const gpu = await createGpu();
  const wide = ones(2, 20_000).to(gpu).add(1);
  const deep = arange(64).to(gpu).view(2, 2, 2, 2, 2, 2).permute(5, 3, 1, 0, 2, 4).add(1);
  return {
    wide: wide.sum().item(),
    empty: zeros(0, 3).to(gpu).add(1).shape,
    emptySum: zeros(3, 0).to(gpu).sum(1).toArray(),
    deep: deep.toArray(),
    expectedDeep: arange(64).view(2, 2, 2, 2, 2, 2).permute(5, 3, 1, 0, 2, 4).add(1).toArray(),
  };
}

/** One compiled kernel over outputs that grow and shrink, with others of one length in between. */
async function anyLengths(): Promise<unknown> {
  const gpu = await createGpu();
  const lengths = [5, 100_000, 1, 300, 1_000_000, 7, 100_000];
  return lengths.map((length) =>
    scope(() => {
      const x = arange(length).to("float32").to(gpu);
      const y = x.add(1).mul(x);
      return [y.at(length - 1).item(), y.gather(0, tensor([0], { dtype: "int32" }).to(gpu)).item(), y.numel()];
    }),
  );
}

/** With room for two compiled kernels, and five in turn. */
async function evictedKernels(): Promise<unknown> {
  const driver = new WebGlDriver(await loadGpuJs(), openContext());
  const engine = new Engine("test", new Machine(driver, 2));
  const plus: Kernel<{ amount: number }> = {
    name: "plus",
    source: ({ amount }) => `function (x) { return x[this.thread.x] + ${amount}; }`,
  };
  let x = engine.wrap(new Float32Array([1, 2, 3]), "float32");
  const kept = [];
  for (let i = 0; i < 20; i++) {
    x = engine.run(plus, { amount: 1 + (i % 5) }, [x], 3, "float32");
    kept.push(x);
  }
  const values = kept.map((buffer) => Array.from(engine.read(buffer)));
  const live = driver.liveStores;
  engine.dispose();
  return { values, live, left: driver.liveStores, compiled: engine.machine.programs.size };
}

/** A training step's crossings between host and device, and what it leaves behind. */
async function crossings(): Promise<unknown> {
  const gpu = await createGpu();
  const counts = { up: 0, down: 0 };
  for (const [name, key] of [
    ["texSubImage2D", "up"],
    ["readPixels", "down"],
  ] as const) {
    const prototype = WebGL2RenderingContext.prototype as unknown as Record<string, (...args: unknown[]) => unknown>;
    const original = prototype[name];
    prototype[name] = function counted(...args) {
      counts[key]++;
      return original.apply(this, args);
    };
  }
  manualSeed(0);
  const layers = [
    new nn.Linear(16, 32),
    new nn.BatchNorm1d(32),
    new nn.ReLU(),
    new nn.LayerNorm(32),
    new nn.Linear(32, 5),
  ];
  const model = new nn.Sequential(...layers).to(gpu);
  const optimizer = new optim.Adam(model.parameters(), { lr: 0.01 });
  const criterion = new nn.CrossEntropyLoss();
  const [images, labels] = [randn(16, 16), randint(0, 5, [16])];
  const history: { up: number; down: number; textures: number; loss: number }[] = [];
  for (let step = 0; step < 8; step++) {
    Object.assign(counts, { up: 0, down: 0 });
    const loss = scope(() => {
      optimizer.zeroGrad();
      const value = criterion.forward(model.forward(images.to(gpu)), labels.to(gpu));
      value.backward();
      optimizer.step();
      return value.item();
    });
    history.push({ ...counts, textures: (gpu.backend as GpuBackend).liveTextures(), loss });
  }
  return history;
}

const traps = {
  precision,
  longLoops,
  otherLengths,
  largePositions,
  specialNumbers,
  freed,
  lostContext,
  manyDevices,
  shapes,
  anyLengths,
  evictedKernels,
  crossings,
};

export type TrapName = keyof typeof traps;

/** Walks into a trap. */
export function tryTrap(name: TrapName): Promise<unknown> {
  return traps[name]();
}
