import type { TypedArray } from "@lumbre/tensor";
import { dtypes } from "@lumbre/tensor/backend";
import { ConformanceError } from "../../device/compare.js";
import { type HostTensor, hostArray } from "../../device/hostTensor.js";
import type { Subject } from "../../device/subject.js";
import type { Check } from "../check.js";
import { contractCheck } from "./kernelCall.js";

/** What each dtype can hold, at its limits. */
const extremes: Readonly<Record<string, readonly number[]>> = {
  float32: [
    0,
    -0,
    1,
    -1,
    NaN,
    Infinity,
    -Infinity,
    3.4028234663852886e38,
    1.1754943508222875e-38,
    1e-45,
    -1e-40,
    16777217,
  ],
  float64: [0, -0, Math.PI, NaN, Infinity, -Infinity, Number.MAX_VALUE, Number.MIN_VALUE, -1e-310],
  uint8: [0, 1, 127, 128, 255],
  bool: [0, 1, 1, 0],
};

function extremesOf(dtype: string, { maxInteger }: Subject): readonly number[] {
  return extremes[dtype] ?? [0, 1, -1, 255, 256, 65_537, maxInteger, -maxInteger];
}

function requireSame(what: string, actual: TypedArray, expected: TypedArray): void {
  const isSame =
    actual.constructor === expected.constructor &&
    actual.length === expected.length &&
    expected.every((value, i) => Object.is(value, actual[i]));
  if (!isSame) {
    throw new ConformanceError(
      `${what}: got ${actual.constructor.name} [${actual}], expected ${expected.constructor.name} [${expected}]`,
    );
  }
}

function demand(condition: boolean, complaint: string): asserts condition {
  if (!condition) throw new ConformanceError(complaint);
}

async function checkRoundTrip(subject: Subject, dtype: (typeof dtypes)[number]): Promise<void> {
  if (!subject.has(dtype)) return;
  const { kernels } = subject.device;
  for (const values of [extremesOf(dtype, subject), [1], []]) {
    const expected = hostArray(dtype, values);
    const buffer = kernels.upload(hostArray(dtype, values), dtype);
    requireSame(`read of ${dtype}`, await kernels.read(buffer), expected);
    if (kernels.readSync !== undefined) requireSame(`readSync of ${dtype}`, kernels.readSync(buffer), expected);
    kernels.free(buffer);
  }
}

async function checkReadCopies({ device: { kernels } }: Subject): Promise<void> {
  const buffer = kernels.upload(Float32Array.of(1, 2, 3), "float32");
  const first = await kernels.read(buffer);
  first.fill(7);
  requireSame("what read returns is a copy", await kernels.read(buffer), Float32Array.of(1, 2, 3));
  kernels.free(buffer);
}

async function checkAllocate(subject: Subject): Promise<void> {
  const { kernels } = subject.device;
  for (const dtype of dtypes) {
    if (!subject.has(dtype)) continue;
    const view = (length: number): HostTensor => ({ shape: [length], dtype, data: hostArray(dtype, []) });
    const buffers = [5, 5, 0].map((length) => kernels.allocate(length, dtype));
    for (const [i, length] of [5, 5, 0].entries()) {
      kernels.fill({ ...view(length), buffer: buffers[i], strides: [1], offset: 0 }, i === 0 ? 0 : 1);
    }
    requireSame(
      `the first of two buffers of 5 ${dtype}`,
      await kernels.read(buffers[0]),
      hostArray(dtype, [0, 0, 0, 0, 0]),
    );
    requireSame(`the second of them`, await kernels.read(buffers[1]), hostArray(dtype, [1, 1, 1, 1, 1]));
    requireSame(`a buffer of 0 ${dtype}`, await kernels.read(buffers[2]), hostArray(dtype, []));
    for (const buffer of buffers) kernels.free(buffer);
  }
}

async function checkManifest({ backend }: Subject): Promise<void> {
  const { name, floatTolerance, asyncOnly, deterministic, garbageCollected, threads, maxElements, maxInteger } =
    backend;
  demand(typeof name === "string" && name !== "", `name has to be a text, is ${String(name)}`);
  demand(backend.dtypes.includes("float32"), "dtypes has to include float32");
  const unknown = backend.dtypes.filter((dtype) => !dtypes.includes(dtype));
  demand(unknown.length === 0, `dtypes has ${unknown.join(", ")}, which are none`);
  demand(floatTolerance >= 0 && floatTolerance < 0.1, `floatTolerance has to be in [0, 0.1), is ${floatTolerance}`);
  for (const [key, value] of Object.entries({ asyncOnly, deterministic, garbageCollected })) {
    demand(typeof value === "boolean", `${key} has to be a boolean, is ${String(value)}`);
  }
  for (const [key, value] of Object.entries({ threads, maxElements, maxInteger })) {
    demand(value === undefined || value >= 1, `${key} has to be >= 1 or left out, is ${String(value)}`);
  }
}

async function checkReadSync({ backend, isAsyncOnly }: Subject): Promise<void> {
  const isThere = backend.readSync !== undefined;
  demand(
    isThere !== isAsyncOnly,
    isThere ? "readSync is there, though asyncOnly is true" : "readSync is missing, though asyncOnly is false",
  );
}

async function checkDispose(subject: Subject): Promise<void> {
  const device = await subject.another();
  const { backend } = device;
  const buffer = backend.allocate(3, "float32");
  device.dispose();
  // Tensors that the garbage collector finds later give their memory back then.
  backend.free(buffer);
}

/** The backend's account of itself, and its memory. */
export const storageChecks: readonly Check[] = [
  contractCheck("manifest", checkManifest),
  contractCheck("readSync", checkReadSync),
  ...dtypes.map((dtype) => contractCheck(`read/${dtype}`, (subject) => checkRoundTrip(subject, dtype))),
  contractCheck("read/copies", checkReadCopies),
  contractCheck("allocate", checkAllocate),
  contractCheck("free/after-dispose", checkDispose),
];
