import type { Device, DType } from "@lumbre/tensor";
import type {
  ActivationParameters,
  ClampBounds,
  ConvGeometry,
  DeviceBuffer,
  FusedKernels,
  KernelName,
  Kernels,
  PoolGeometry,
  View,
} from "@lumbre/tensor/backend";
import { ConformanceError } from "../../device/compare.js";
import type { HostTensor } from "../../device/hostTensor.js";
import { placeTensor } from "../../device/layouts.js";
import { seedOf } from "../../device/random.js";
import type { Subject } from "../../device/subject.js";
import type { Check } from "../check.js";
import { contractCheck, host, randomHost, readBuffer } from "./kernelCall.js";

// What holds for every kernel that returns a buffer: it reads its operands and leaves them as they are, and the buffer is
// fresh, so that neither a later call nor the end of an operand changes it.

interface BufferCase {
  readonly kernel: KernelName;
  readonly operands: readonly (readonly [dtype: DType, shape: readonly number[]])[];
  readonly call: (kernels: Kernels, views: readonly View[]) => DeviceBuffer | readonly DeviceBuffer[];
}

const conv: ConvGeometry = {
  batch: 2,
  inChannels: 2,
  inHeight: 5,
  inWidth: 6,
  outChannels: 3,
  outHeight: 5,
  outWidth: 6,
  kernelHeight: 3,
  kernelWidth: 3,
  strideHeight: 1,
  strideWidth: 1,
  paddingTop: 1,
  paddingLeft: 1,
  dilationHeight: 1,
  dilationWidth: 1,
  groups: 1,
};

const pool: PoolGeometry = {
  batch: 2,
  channels: 2,
  inHeight: 4,
  inWidth: 6,
  outHeight: 2,
  outWidth: 3,
  kernelHeight: 2,
  kernelWidth: 2,
  strideHeight: 2,
  strideWidth: 2,
  paddingTop: 0,
  paddingLeft: 0,
  dilationHeight: 1,
  dilationWidth: 1,
  adaptive: false,
};

const pooledConv: PoolGeometry = { ...pool, channels: 3, inHeight: 5, outHeight: 2 };
const rows = { batch: 3, groups: 1, channels: 4, size: 1, acrossBatch: false, eps: 1e-5 };
const images = { batch: 2, groups: 2, channels: 1, size: 24, acrossBatch: true, eps: 1e-5 };
// With an eps that makes up for variances below 0.
const gradImages = { ...images, eps: 99, limit: 6, isAffine: true, hasAddend: true };
const average = { ...pool, countIncludePad: true, divisorOverride: 0 };
const image = ["float32", [2, 2, 5, 6]] as const;
const weight = ["float32", [3, 2, 3, 3]] as const;
const bias = ["float32", [3]] as const;
const output = ["float32", [2, 3, 5, 6]] as const;
const plane = ["float32", [2, 2, 4, 6]] as const;
const pooled = ["float32", [2, 2, 2, 3]] as const;
const places = ["int32", [2, 2, 2, 3]] as const;
const curve: ActivationParameters = { a: 1.5, b: 1, c: 0.5 };
const bounds: ClampBounds = { low: -0.5, high: 0.5, isOpen: false };
const matrix = ["float32", [3, 4]] as const;
const index = ["int32", [3, 4]] as const;

const cases: readonly BufferCase[] = [
  { kernel: "cast", operands: [matrix], call: (k, [x]) => k.cast(x, "float32") },
  { kernel: "unary", operands: [matrix], call: (k, [x]) => k.unary("abs", x) },
  { kernel: "binary", operands: [matrix, matrix], call: (k, [x, y]) => k.binary("add", x, y) },
  { kernel: "where", operands: [["bool", [3, 4]], matrix, matrix], call: (k, [c, x, y]) => k.where(c, x, y) },
  { kernel: "reduce", operands: [matrix], call: (k, [x]) => k.reduce("sum", x, []) },
  { kernel: "argReduce", operands: [matrix], call: (k, [x]) => k.argReduce("argmax", x, 1) },
  {
    kernel: "matmul",
    operands: [
      ["float32", [2, 3, 4]],
      ["float32", [2, 4, 3]],
    ],
    call: (k, [x, y]) => k.matmul(x, y),
  },
  { kernel: "gather", operands: [["float32", [5, 4]], index], call: (k, [x, i]) => k.gather(x, 0, i) },
  { kernel: "cumsum", operands: [matrix], call: (k, [x]) => k.cumsum(x, 1) },
  { kernel: "cumprod", operands: [matrix], call: (k, [x]) => k.cumprod(x, 1) },
  { kernel: "sort", operands: [matrix], call: (k, [x]) => k.sort(x, 1, false) },
  { kernel: "softmax", operands: [matrix], call: (k, [x]) => k.softmax(x, 1) },
  { kernel: "logSoftmax", operands: [matrix], call: (k, [x]) => k.logSoftmax(x, 1) },
  { kernel: "conv2d", operands: [image, weight, bias], call: (k, [x, w, b]) => k.conv2d(x, w, b, conv) },
  { kernel: "conv2dInputGrad", operands: [output, weight], call: (k, [g, w]) => k.conv2dInputGrad(g, w, conv) },
  { kernel: "conv2dWeightGrad", operands: [output, image], call: (k, [g, x]) => k.conv2dWeightGrad(g, x, conv) },
  { kernel: "maxPool2d", operands: [plane], call: (k, [x]) => k.maxPool2d(x, pool) },
  { kernel: "maxPool2dInputGrad", operands: [pooled, places], call: (k, [g, i]) => k.maxPool2dInputGrad(g, i, pool) },
  { kernel: "avgPool2d", operands: [plane], call: (k, [x]) => k.avgPool2d(x, average) },
  { kernel: "avgPool2dInputGrad", operands: [pooled], call: (k, [g]) => k.avgPool2dInputGrad(g, average) },
  { kernel: "conv2dRelu", operands: [image, weight, bias], call: (k, [x, w, b]) => fused(k).conv2dRelu(x, w, b, conv) },
  {
    kernel: "conv2dActivation",
    operands: [image, weight, bias, output],
    call: (k, [x, w, b, y]) => fused(k).conv2dActivation(x, w, b, y, "silu", conv),
  },
  {
    kernel: "conv2dReluMaxPool2d",
    operands: [image, weight, bias],
    call: (k, [x, w, b]) => fused(k).conv2dReluMaxPool2d(x, w, b, conv, pooledConv),
  },
  { kernel: "reluInputGrad", operands: [matrix, matrix], call: (k, [g, y]) => fused(k).reluInputGrad(g, y) },
  { kernel: "activation", operands: [matrix], call: (k, [x]) => fused(k).activation("elu", x, curve) },
  {
    kernel: "activationInputGrad",
    operands: [matrix, matrix],
    call: (k, [g, x]) => fused(k).activationInputGrad("elu", g, x, curve),
  },
  { kernel: "clamp", operands: [matrix], call: (k, [x]) => fused(k).clamp(x, bounds) },
  { kernel: "clampInputGrad", operands: [matrix, matrix], call: (k, [g, x]) => fused(k).clampInputGrad(g, x, bounds) },
  { kernel: "prelu", operands: [matrix, matrix, matrix], call: (k, [y, x, slope]) => fused(k).prelu(y, x, slope) },
  { kernel: "reluInputGradSums", operands: [plane, plane], call: (k, [g, y]) => fused(k).reluInputGradSums(g, y) },
  {
    kernel: "linear",
    operands: [matrix, ["float32", [5, 4]], ["float32", [5]]],
    call: (k, [x, w, b]) => fused(k).linear(x, w, b, true),
  },
  {
    kernel: "normalize",
    operands: [matrix, ["float32", [4]], ["float32", [4]]],
    call: (k, [x, w, b]) => fused(k).normalize(x, w, b, rows),
  },
  {
    kernel: "normalizeRelu",
    operands: [plane, ["float32", [2]], ["float32", [2]], plane],
    call: (k, [x, w, b, y]) => fused(k).normalizeRelu(x, w, b, y, { ...images, limit: 6 }),
  },
  {
    kernel: "normalizeReluGrad",
    operands: [plane, ["bool", [2, 2, 4, 6]], plane, ["float32", [2]], ["float32", [2]], ["float32", [2]]],
    call: (k, [g, flat, x, w, mean, variance]) => fused(k).normalizeReluGrad(g, flat, x, w, mean, variance, gradImages),
  },
  {
    kernel: "scaleChannels",
    operands: [
      ["float32", [2, 3, 4]],
      ["float32", [3, 1]],
      ["float32", [3, 1]],
      ["float32", [3, 1]],
    ],
    call: (k, [x, m, s, b]) => fused(k).scaleChannels(x, m, s, b),
  },
  {
    kernel: "scaleChannelsRelu",
    operands: [
      ["float32", [2, 3, 4]],
      ["float32", [3, 1]],
      ["float32", [3, 1]],
      ["float32", [3, 1]],
    ],
    call: (k, [x, m, s, b]) => fused(k).scaleChannelsRelu(x, m, s, b),
  },
];

/** Only called where the kernel is there. */
function fused(kernels: Kernels): FusedKernels {
  return kernels as FusedKernels;
}

function drawOperands({ kernel, operands }: BufferCase, round: number): HostTensor[] {
  return operands.map(([dtype, shape], i) => randomHost(dtype, shape, `${kernel} ${i} ${seedOf(String(round))}`));
}

function requireSame(actual: HostTensor, expected: HostTensor, complaint: string): void {
  const isSame =
    actual.data.length === expected.data.length && actual.data.every((v, i) => Object.is(v, expected.data[i]));
  if (!isSame) throw new ConformanceError(`${complaint}: [${actual.data}] instead of [${expected.data}]`);
}

function asList(result: DeviceBuffer | readonly DeviceBuffer[]): readonly DeviceBuffer[] {
  return Array.isArray(result) ? result : [result as DeviceBuffer];
}

async function readAll(device: Device, buffers: readonly DeviceBuffer[]): Promise<HostTensor[]> {
  const found: HostTensor[] = [];
  for (const buffer of buffers) found.push(await readBuffer(device, buffer));
  return found;
}

/** A fused kernel that the backend leaves to others need not be there. */
function isThere({ kernels }: Device, { kernel }: BufferCase): boolean {
  return kernels[kernel] !== undefined;
}

async function checkOperands(subject: Subject, item: BufferCase): Promise<void> {
  const { device } = subject;
  if (!isThere(device, item)) return;
  const views = drawOperands(item, 0).map((x) => placeTensor(x, "gapped", device));
  const before = await readAll(
    device,
    views.map(({ buffer }) => buffer),
  );
  const results = asList(item.call(device.kernels, views));
  const after = await readAll(
    device,
    views.map(({ buffer }) => buffer),
  );
  for (const [i, memory] of after.entries()) {
    requireSame(memory, before[i], `${item.kernel} has changed the memory of operand ${i}`);
  }
  for (const buffer of results) device.kernels.free(buffer);
  for (const view of views) view.dispose();
}

async function checkFreshness(subject: Subject, item: BufferCase): Promise<void> {
  const { device } = subject;
  if (!isThere(device, item)) return;
  const { kernels } = device;
  const views = drawOperands(item, 0).map((x) => placeTensor(x, "contiguous", device));
  const results = asList(item.call(kernels, views));
  const before = await readAll(device, results);
  const others = drawOperands(item, 1).map((x) => placeTensor(x, "contiguous", device));
  const later = asList(item.call(kernels, others));
  for (const [i, x] of (await readAll(device, results)).entries()) {
    requireSame(x, before[i], `a second call of ${item.kernel} has changed what the first one returned`);
  }
  for (const view of [...views, ...others]) view.dispose();
  // Whoever gets the operands' memory now fills it with something else.
  const reused = [...views, ...others].map(({ shape, dtype }) => {
    const length = shape.reduce((product, size) => product * size, 1);
    return kernels.upload(host(dtype, [length], new Array<number>(length).fill(77)).data, dtype);
  });
  for (const [i, x] of (await readAll(device, results)).entries()) {
    requireSame(x, before[i], `what ${item.kernel} returned changes with the memory that its operands had`);
  }
  for (const buffer of [...results, ...later, ...reused]) kernels.free(buffer);
}

/** Every kernel's operands and results, as memory. */
export const bufferChecks: readonly Check[] = cases.flatMap((item) => [
  contractCheck(`${item.kernel}/operands-unchanged`, (subject) => checkOperands(subject, item)),
  contractCheck(`${item.kernel}/fresh-result`, (subject) => checkFreshness(subject, item)),
]);
