import { cpu, ones, type TypedArray } from "@lumbre/tensor";
import type { Backend, DeviceBuffer, Kernels, View } from "@lumbre/tensor/backend";
import { internals, type Op } from "@lumbre/tensor/engine";
import { expect, test } from "vitest";
import { checks } from "./checks/index.js";
import { judgeCheck } from "./checks/runCheck.js";
import { Subject } from "./device/subject.js";

// Backends with mistakes that show in few calls: for one layout, one dtype, one size, or in one relation.

const reference = cpu.backend as Kernels;

async function complaintOf(
  id: string,
  members: Partial<Backend>,
  change: (subject: Subject) => Subject = (subject) => subject,
): Promise<string | undefined> {
  const check = checks.find((item) => item.id === id);
  if (check === undefined) throw new Error(`no check is called ${id}`);
  const subject = await Subject.open(() => ({ ...cpu.backend, ...members }), {});
  try {
    return (await judgeCheck(check, change(subject), {})).result.message;
  } finally {
    subject.close();
  }
}

function mapped(buffer: DeviceBuffer, change: (value: number, i: number) => number): TypedArray {
  return (buffer as Float32Array).map(change) as TypedArray;
}

const wrong = (buffer: DeviceBuffer): TypedArray => mapped(buffer, (v) => (v === 0 ? 1 : 0));
const larger = (buffer: DeviceBuffer): TypedArray => mapped(buffer, (v) => v * 1.1);
const negative = (buffer: DeviceBuffer): TypedArray => mapped(buffer, (v) => -v);

function sizeOf({ shape }: View): number {
  return shape.reduce((product, size) => product * size, 1);
}

const isView = (x: unknown): x is View => typeof x === "object";
const isExpanded = ({ strides }: View): boolean => strides.includes(0);
const isGapped = (x: View): boolean => x.offset > 0 && x.strides[x.strides.length - 1] > 1;
const isOffset = (x: View): boolean => x.offset > 0 && !isGapped(x);
const isTransposed = (x: View): boolean => x.strides.length > 1 && x.strides[0] < x.strides[1] && !isExpanded(x);
const isContiguous = (x: View): boolean => [isExpanded, isGapped, isOffset, isTransposed].every((is) => !is(x));

/** Wrong for some views only. */
const unaryOf = (op: string, isMeant: (x: View) => boolean): Partial<Backend> => ({
  unary: (name, x) => {
    const result = reference.unary(name, x);
    return name === op && isMeant(x) ? wrong(result) : result;
  },
});

const addOf = (isMeant: (a: View, b: View) => boolean): Partial<Backend> => ({
  binary: (op, a, b) => {
    const result = reference.binary(op, a, b);
    return op === "add" && isView(a) && isView(b) && isMeant(a, b) ? wrong(result) : result;
  },
});

/** A kernel whose results, or the first ones of several, are changed. */
function changed<Name extends keyof Kernels>(
  name: Name,
  isMeant: (...args: Parameters<Extract<Kernels[Name], (...args: never) => unknown>>) => boolean,
  change: (buffer: DeviceBuffer) => DeviceBuffer = larger,
): Partial<Backend> {
  const kernel = reference[name] as unknown as (...args: unknown[]) => DeviceBuffer | readonly DeviceBuffer[];
  const members: Record<string, unknown> = {
    [name]: (...args: unknown[]) => {
      const result = kernel.apply(reference, args);
      if (!(isMeant as (...args: unknown[]) => boolean)(...args)) return result;
      return Array.isArray(result) ? [change(result[0]), ...result.slice(1)] : change(result as DeviceBuffer);
    },
  };
  return members as Partial<Backend>;
}

const always = (): boolean => true;

/** Adds up all of the memory when all elements are asked for. */
const sumOfMemory = (dtype: string): Partial<Backend> => ({
  reduce: (op, x, dims) => {
    const memory = x.buffer as TypedArray;
    const takesAll = dims.length === x.shape.length && memory.length > sizeOf(x) && !isExpanded(x);
    if (op !== "sum" || x.dtype !== dtype || !takesAll) return reference.reduce(op, x, dims);
    return reference.reduce(op, { ...x, buffer: memory, shape: [memory.length], strides: [1], offset: 0 }, [0]);
  },
});

/** Clears all of the memory, not the view alone. */
const spillingFill = (dtype: string): Partial<Backend> => ({
  fill: (x, value) => {
    if (x.dtype === dtype && value === 0) (x.buffer as TypedArray).fill(value);
    else reference.fill(x, value);
  },
});

/** A product whose rounding depends on how often it was called. */
function moody(): Partial<Backend> {
  let calls = 0;
  return { reduce: (op, x, dims) => mapped(reference.reduce(op, x, dims), (v) => v * (1 + 1e-3 * (calls++ % 2))) };
}

const ofMagnitudes = (x: View): View => ({
  ...x,
  buffer: reference.unary("abs", x),
  offset: 0,
  strides: x.shape.map((_, d) => x.shape.slice(d + 1).reduce((product, size) => product * size, 1)),
});

const onlyLater = { asyncOnly: true, readSync: undefined } as unknown as Partial<Backend>;

const rejecting = (name: string, message: string) => (): never => {
  throw Object.assign(new Error(message), { name });
};

const mistakes: Readonly<Record<string, readonly [id: string, members: () => Partial<Backend>, complaint?: RegExp]>> = {
  "a wrong sine with the right gradient": [
    "ops/sin/values/gradients",
    () => changed("unary", (op) => op === "sin"),
    /^sin: the gradient along a direction is .*, but differences of results give/,
  ],
  "a sum of what lies between float32 elements": ["contract/reduce/sum", () => sumOfMemory("float32"), /is NaN/],
  "a sum of what lies between int32 elements": ["contract/reduce/sum", () => sumOfMemory("int32"), /int32/],
  "a fill of what lies between bools": ["contract/fill", () => spillingFill("bool"), /fill of bool, gapped, with 0/],
  "a fill of what lies beside a view": ["ops/zero_/default/layouts", () => spillingFill("float32"), /result 1/],
  "an exponential that is wrong where it is small": [
    "contract/unary/exp",
    () => ({
      unary: (op, x) => mapped(reference.unary(op, x), (v) => (op === "exp" && v < 10 ? v * 1.0001 : v)),
    }),
  ],
  "transposed operands": ["ops/exp/values/layouts", () => unaryOf("exp", isTransposed), / transposed\)/],
  "operands behind others": ["ops/exp/values/layouts", () => unaryOf("exp", isOffset), / offset\)/],
  "operands with gaps": ["ops/exp/values/layouts", () => unaryOf("exp", isGapped), / gapped\)/],
  "stretched operands": ["ops/exp/values/layouts", () => unaryOf("exp", isExpanded), / expanded\)/],
  "a transposed second operand": [
    "ops/add/same-shape/layouts",
    () => addOf((a, b) => isContiguous(a) && isTransposed(b)),
  ],
  "a first operand with gaps": ["ops/add/same-shape/layouts", () => addOf((a, b) => isGapped(a) && isContiguous(b))],
  "a transposed operand and a stretched one": [
    "ops/add/same-shape/layouts",
    () => addOf((a, b) => isTransposed(a) && isExpanded(b)),
  ],
  "float64 of single precision": [
    "ops/add/same-shape/dtypes",
    () => ({
      binary: (op, a, b) => {
        const result = reference.binary(op, a, b);
        return result instanceof Float64Array ? mapped(result, Math.fround) : result;
      },
    }),
    /float64/,
  ],
  "int32 by one": ["ops/add/same-shape/dtypes", () => addOf((a) => a.dtype === "int32"), /int32/],
  "uint8 by one": ["ops/add/same-shape/dtypes", () => addOf((a) => a.dtype === "uint8"), /uint8/],
  "int32 with gaps": ["ops/add/same-shape/dtypes", () => addOf((a) => a.dtype === "int32" && isGapped(a)), /gapped/],
  "single numbers": ["ops/add/same-shape/sizes", () => addOf((a) => a.shape.length === 0)],
  "a sum of nothing": ["ops/sum/all/sizes", () => changed("reduce", (_, x) => sizeOf(x) === 0, wrong)],
  "a wrong sum": ["random/reductions", () => changed("reduce", (op) => op === "sum")],
  "a wrong any": ["random/reductions", () => changed("reduce", (op) => op === "any", wrong)],
  "a wrong all": ["random/reductions", () => changed("reduce", (op) => op === "all", wrong)],
  "a wrong maximum": ["random/reductions", () => changed("reduce", (op) => op === "max")],
  "a wrong minimum": ["random/reductions", () => changed("reduce", (op) => op === "min")],
  "a wrong place of a maximum": ["random/reductions", () => changed("argReduce", (op) => op === "argmax", wrong)],
  "a wrong place of a minimum": ["random/reductions", () => changed("argReduce", (op) => op === "argmin", wrong)],
  "products of many columns": ["random/matmul", () => changed("matmul", (_, b) => b.shape[2] > 16)],
  "a wrong transposed convolution": ["random/convTranspose2d", () => changed("conv2dInputGrad", always)],
  "wrong maxima of overlapping windows": [
    "random/maxPool2d",
    () => changed("maxPool2d", (_, g) => g.kernelHeight > g.strideHeight),
  ],
  "wrong gradients of maxima": ["random/maxPool2d", () => changed("maxPool2dInputGrad", always)],
  "wrong adaptive means": ["random/adaptive-pools", () => changed("avgPool2d", (_, g) => g.adaptive)],
  "wrong adaptive maxima": ["random/adaptive-pools", () => changed("maxPool2d", (_, g) => g.adaptive)],
  "a wrong gather": ["random/gather-scatter", () => changed("gather", (_, dim) => dim === 1)],
  "a scatter that adds nothing": ["random/gather-scatter", () => ({ scatterAdd: () => {} })],
  "a convolution of magnitudes": [
    "relations/conv2d-linear",
    () => ({ conv2d: (x, w, b, g) => reference.conv2d(ofMagnitudes(x), w, b, g) }),
    /conv2d\(2x - z, w\)/,
  ],
  "a convolution with the magnitudes of its weights": [
    "relations/conv2d-linear",
    () => ({ conv2d: (x, w, b, g) => reference.conv2d(x, ofMagnitudes(w), b, g) }),
    /conv2d\(x, 2w - v\)/,
  ],
  "a pointwise convolution of its own": [
    "relations/conv2d-1x1-is-matmul",
    () => changed("conv2d", (_, w) => w.shape[2] === 1),
  ],
  "a convolution of groups": ["relations/conv2d-groups", () => changed("conv2d", (_, w, b, g) => g.groups > 1)],
  "a mean of the elements inside": [
    "relations/avgPool2d-is-conv2d",
    () => ({ avgPool2d: (x, g) => reference.avgPool2d(x, { ...g, countIncludePad: false }) }),
  ],
  "a maximum with its sign turned": [
    "relations/maxPool2d-monotone",
    () => changed("maxPool2d", always, negative),
    /^maxPool2d of a larger input is smaller at element \d+/,
  ],
  "sums that differ from call to call": ["relations/broadcast-gradient-is-sum", moody],
  "a softmax of the first dimension": [
    "relations/softmax-shift",
    () => ({ softmax: (x, dim) => (dim === 0 ? reference.binary("mul", x, 0.5) : reference.softmax(x, dim)) }),
    /^softmax of x and of x \+ 3/,
  ],
  "a logSoftmax of the last dimension": [
    "relations/softmax-shift",
    () => ({
      logSoftmax: (x, dim) => (dim === 2 ? reference.binary("mul", x, 0.5) : reference.logSoftmax(x, dim)),
    }),
    /^logSoftmax of x and of x \+ 3/,
  ],
  "large batches": ["relations/batch-split", () => changed("conv2d", (x) => x.shape[0] > 3)],
  "a wrong square root": [
    "training/adam",
    () =>
      changed(
        "unary",
        (op) => op === "sqrt",
        (y) => mapped(y, (v) => v * 3),
      ),
    /^training with adam: the loss at step \d+/,
  ],
  "an error of another kind": [
    "errors/gather/out-of-range",
    () => ({ gather: rejecting("RangeError", "gather: no such row") }),
    /^gather: got RangeError: gather: no such row, expected IndexError/,
  ],
  "an error of a kernel of another kind": [
    "contract/gather/index-error",
    () => ({ gather: rejecting("RangeError", "gather: no such row") }),
    /got RangeError: gather: no such row, expected IndexError/,
  ],
  "an error where there is none": ["ops/exp/values/values", () => ({ unary: rejecting("TypeError", "no") }), /^no$/],
  "a dtype of its own that it refuses": [
    "ops/to/int32/values",
    () => ({ cast: rejecting("DeviceError", "the mine device does not hold int32; it holds float32") }),
    /does not hold int32/,
  ],
  "a wrong product, only readable later": [
    "ops/matmul/matrices/values",
    () => ({ ...onlyLater, ...changed("matmul", always) }),
  ],
  "a plain op that has to be awaited": [
    "ops/exp/values/values",
    () => ({ ...onlyLater, unary: rejecting("DeviceError", "exp: use await") }),
    /use await/,
  ],
  "long reductions": ["contract/reduce/long", () => changed("reduce", (_, x) => sizeOf(x) > 20_000)],
  "reductions of nothing": [
    "contract/reduce/empty",
    () => changed("reduce", (op, x) => op === "prod" && sizeOf(x) === 0, wrong),
  ],
  "NaN passed over by argmax": [
    "contract/argReduce/argmax/nan",
    () => ({
      argReduce: (op, x, dim) =>
        reference.argReduce(op, { ...x, buffer: mapped(x.buffer, (v) => (Number.isNaN(v) ? -3e38 : v)) }, dim),
    }),
  ],
  "a product of stretched matrices": ["contract/matmul/layouts", () => changed("matmul", (_, b) => isExpanded(b))],
  "a product over nothing": ["contract/matmul/edges", () => changed("matmul", (a) => a.shape[2] === 0, wrong)],
  "a product that leaves zeros out": [
    "contract/matmul/edges",
    () => changed("matmul", always, (y) => mapped(y, (v) => (Number.isNaN(v) ? 0 : v))),
    /NaN and an infinity/,
  ],
  "a gather of whole rows": ["contract/gather/layouts", () => changed("gather", (_, __, index) => isExpanded(index))],
  "a gather of nothing": [
    "contract/gather/layouts",
    () =>
      changed(
        "gather",
        (_, __, index) => sizeOf(index) === 0,
        () => new Float32Array(1),
      ),
    /^gather of nothing: got float32 \[1\], expected float32 \[0\]$/,
  ],
  "a scatter into a view with gaps": [
    "contract/scatter/duplicates",
    () => ({
      scatter: (x, dim, index, source) =>
        (isGapped(x) ? reference.scatterAdd : reference.scatter)(x, dim, index, source),
    }),
  ],
  "a scatter of whole rows": [
    "contract/scatter/duplicates",
    () => ({
      scatter: (x, dim, index, source) => (isExpanded(index) ? undefined : reference.scatter(x, dim, index, source)),
    }),
    /whole rows/,
  ],
  "a sort in the other order": [
    "contract/sort/descending",
    () => ({ sort: (x, dim) => reference.sort(x, dim, false) }),
  ],
  "a sort of many equal elements": [
    "contract/sort/stable",
    () => ({
      sort: (x, dim, descending) => {
        const [values, indices] = reference.sort(x, dim, descending);
        return [values, sizeOf(x) > 100 ? mapped(indices, (_, i) => i) : indices];
      },
    }),
    /many equal elements/,
  ],
  "int32 of single precision": [
    "contract/int32",
    () => ({ binary: (op, a, b) => mapped(reference.binary(op, a, b), Math.fround) }),
  ],
  "six dimensions": ["contract/ranks", () => changed("unary", (_, x) => x.shape.length > 5)],
  "a copy of a single number": [
    "contract/copy",
    () => ({ copy: (x, y) => (sizeOf(x) === 1 ? undefined : reference.copy(x, y)) }),
  ],
};

test.each(Object.keys(mistakes))("catches %s", async (name) => {
  const [id, members, complaint = /element \d+ is/] = mistakes[name];
  expect(await complaintOf(id, members())).toMatch(complaint);
});

test("passes the reference in what catches them", async () => {
  for (const id of new Set(Object.values(mistakes).map(([first]) => first))) {
    expect([id, await complaintOf(id, {})]).toEqual([id, undefined]);
  }
});

test.each(["cpu", "same-backend"])("catches tensors of two devices that go together: %s", async (name) => {
  const id = `errors/devices/${name}`;
  // As if all devices were one.
  const oneDevice = (subject: Subject): Subject => {
    const device = name === "cpu" ? cpu : subject.device;
    return Object.create(subject, { device: { value: device }, another: { value: async () => device } });
  };
  expect(await complaintOf(id, {}, oneDevice)).toMatch(/over two devices: got null, expected a DeviceError$/);
  expect(await complaintOf(id, {})).toBeUndefined();
});

const kernelOps = checks.flatMap(({ id }) => {
  const [, kernel, op] = /^contract\/(unary|binary|reduce|argReduce)\/(\w+)$/.exec(id) ?? [];
  const isOp = op !== undefined && !["operands", "fresh", "empty", "long"].includes(op);
  return isOp ? [[kernel as "unary", op] as const] : [];
});

test.each(kernelOps)("catches a wrong %s %s", async (kernel, op) => {
  const id = `contract/${kernel}/${op}`;
  const members = changed(kernel, (name: string) => name === op, wrong);
  expect([id, await complaintOf(id, members)]).toEqual([id, expect.stringMatching(/element \d+ is/)]);
});

test("an op whose gradient reads what it does not save, which is the same error on both devices", async () => {
  const { op } = internals(ones(1, { requiresGrad: true }).log1p()).gradNode as unknown as { readonly op: Op<never> };
  const { saves } = op;
  Object.assign(op, { saves: {} });
  try {
    expect(await complaintOf("ops/log1p/values/gradients", {})).toContain("which the op does not save");
  } finally {
    Object.assign(op, { saves });
  }
  expect(await complaintOf("ops/log1p/values/gradients", {})).toBe(undefined);
});
