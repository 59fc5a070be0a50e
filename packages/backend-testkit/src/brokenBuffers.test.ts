import { cpu, type DType, type TypedArray } from "@lumbre/tensor";
import type { Backend, DeviceBuffer, Kernels, View } from "@lumbre/tensor/backend";
import { expect, test } from "vitest";
import type { Check } from "./checks/check.js";
import { checks } from "./checks/index.js";
import { memoryChecksOf } from "./checks/memory.js";
import { judgeCheck } from "./checks/runCheck.js";
import { Subject } from "./device/subject.js";

// Backends that are wrong about memory, each in one way. A check of theirs may see several mistakes, so what it says counts.

const reference = cpu.backend as Kernels;

/** Few steps, and little time for the collector: what is kept at each shows in them, too. */
const all = [...checks.filter(({ id }) => !id.startsWith("memory/")), ...memoryChecksOf(100, 20)];

async function complaintOf(
  id: string,
  members: Partial<Backend>,
  of: readonly Check[] = all,
): Promise<string | undefined> {
  const check = of.find((item) => item.id === id);
  if (check === undefined) throw new Error(`no check is called ${id}`);
  const subject = await Subject.open(() => ({ ...cpu.backend, ...members }), {});
  try {
    return (await judgeCheck(check, subject, {})).result.message;
  } finally {
    subject.close();
  }
}

/** Numbers as another array of their type, each changed. */
function mapped(buffer: DeviceBuffer, change: (value: number, i: number) => number): TypedArray {
  return (buffer as Float32Array).map(change) as TypedArray;
}

/** Makes something once, at the first call. */
function atFirst<T>(make: () => T): () => readonly T[] {
  let isDone = false;
  return () => {
    if (isDone) return [];
    isDone = true;
    return [make()];
  };
}

const more = (): DeviceBuffer => reference.allocate(1, "float32");
type Pools = readonly [DeviceBuffer, DeviceBuffer];
/** A max pooling that also hands out buffers that nobody knows of. */
const pooling = (extra: () => readonly DeviceBuffer[]): Partial<Backend> => ({
  maxPool2d: (x, g) => [...reference.maxPool2d(x, g), ...extra()] as unknown as Pools,
});

/** Memory that is given back is handed out again. */
function recycling(): Partial<Backend> {
  const pool: TypedArray[] = [];
  return {
    free: (buffer) => void pool.push(buffer as TypedArray),
    upload: (data) => {
      const fit = pool.findIndex((x) => x.length === data.length && x.constructor === data.constructor);
      if (fit < 0) return reference.upload(data, "float32");
      const [buffer] = pool.splice(fit, 1);
      buffer.set(data);
      return buffer;
    },
  };
}

/** Memory that is given back and never used again. */
function hoardingPool(): Partial<Backend> {
  let bytes = 0;
  return {
    free: (buffer) => {
      bytes += (buffer as TypedArray).byteLength;
    },
    pooledBytes: () => bytes,
  };
}

/** All memory of a length is the same. */
function sharedMemory(): Partial<Backend> {
  const memory = new Map<string, ArrayBuffer>();
  return {
    allocate: (length, dtype) => {
      const fresh = reference.allocate(length, dtype) as Float32Array;
      const shared = memory.get(`${dtype} ${length}`) ?? (fresh.buffer as ArrayBuffer);
      memory.set(`${dtype} ${length}`, shared);
      return new (fresh.constructor as Float32ArrayConstructor)(shared);
    },
  };
}

const uploads = (dtype: DType, change: (value: number) => number): Partial<Backend> => ({
  upload: (data, kind) => reference.upload(kind === dtype ? mapped(data, change) : data, kind),
});

const manifests: Readonly<Record<string, readonly [members: object, complaint: RegExp]>> = {
  "no name": [{ name: "" }, /^name has to be a text, is $/],
  "no float32": [{ dtypes: ["int32", "bool"] }, /^dtypes has to include float32$/],
  "a dtype that is none": [{ dtypes: [...cpu.backend.dtypes, "int4"] }, /^dtypes has int4, which are none$/],
  "a tolerance of all": [{ floatTolerance: 0.1 }, /^floatTolerance has to be in \[0, 0.1\), is 0.1$/],
  "a tolerance below 0": [{ floatTolerance: -1e-9 }, /^floatTolerance has to be in/],
  "asyncOnly as a text": [{ asyncOnly: "no" }, /^asyncOnly has to be a boolean, is no$/],
  "no word of determinism": [{ deterministic: undefined }, /^deterministic has to be a boolean, is undefined$/],
  "no word of the collector": [{ garbageCollected: null }, /^garbageCollected has to be a boolean, is null$/],
  "no threads": [{ threads: 0 }, /^threads has to be >= 1 or left out, is 0$/],
  "no elements": [{ maxElements: 0 }, /^maxElements has to be >= 1/],
  "no integers": [{ maxInteger: 0.5 }, /^maxInteger has to be >= 1/],
};

const mistakes: Readonly<Record<string, readonly [id: string, members: () => Partial<Backend>, complaint: RegExp]>> = {
  "a buffer that is still in use as a result": [
    "contract/cast",
    () => ({ cast: (x, dtype) => (x.dtype === dtype ? x.buffer : reference.cast(x, dtype)) }),
    /^cast returned a buffer that is still in use; it has to be a fresh one/,
  ],
  "a buffer that is given back twice": [
    "contract/cast",
    () => ({ cast: (x, dtype) => (x.dtype === dtype ? x.buffer : reference.cast(x, dtype)) }),
    /a buffer was given to free that was not in use/,
  ],
  "a buffer in use, and a wrong result": [
    "ops/exp/values/values",
    () => ({ unary: (_, x) => x.buffer }),
    /^unary returned a buffer that is still in use.*; exp\(float32 .*element 0 is/,
  ],
  "a buffer that nobody gives back": [
    "ops/maxPool2d/default/values",
    () => pooling(() => [more()]),
    /^1 buffer was never/,
  ],
  "buffers that nobody gives back": [
    "ops/maxPool2d/default/values",
    () => pooling(() => [more(), more()]),
    /^2 buffers were never given back$/,
  ],
  "a buffer more at each step": [
    "memory/scope",
    () => pooling(() => [more()]),
    /^the number of live buffers grew from \d+ to \d+ in 100 steps$/,
  ],
  "a buffer more at the first step": [
    "memory/scope",
    () => pooling(atFirst(more)),
    /^the number of live buffers after all was disposed of grew from 0 to 1 in 100 steps$/,
  ],
  "a pool that never reuses": [
    "memory/scope",
    hoardingPool,
    /^the number of pooled bytes grew from \d+ to \d+ in 100 steps$/,
  ],
  "buffers that no collector finds": [
    "memory/collected",
    () => pooling(() => Array.from({ length: 4 }, more)),
    /^the number of live buffers grew from \d+ to \d+ in 100 steps$/,
  ],
  "a result in its operand's memory": [
    "contract/cast/fresh-result",
    () => ({ ...recycling(), cast: (x) => (x.buffer as TypedArray).subarray(0) }),
    /^what cast returned changes with the memory that its operands had/,
  ],
  "an operand that changes beside its view": [
    "contract/unary/operands-unchanged",
    () => ({
      unary: (op, x) => {
        (x.buffer as TypedArray)[0] = 1;
        return reference.unary(op, x);
      },
    }),
    /^unary has changed the memory of operand 0/,
  ],
  "one memory for all": ["contract/allocate", sharedMemory, /^the first of two buffers of 5 bool/],
  "a fill with 0": ["contract/allocate", () => ({ fill: (x) => reference.fill(x, 0) }), /^the second of them/],
  "an element where none was asked for": [
    "contract/allocate",
    () => ({ allocate: (length, dtype) => reference.allocate(Math.max(1, length), dtype) }),
    /^a buffer of 0 bool/,
  ],
  "no free after the end": [
    "contract/free/after-dispose",
    () => {
      let isGone = false;
      return {
        dispose: () => {
          isGone = true;
        },
        free: () => {
          if (isGone) throw new Error("gone");
        },
      };
    },
    /^gone$/,
  ],
  "no small numbers": [
    "contract/read/float32",
    () => uploads("float32", (v) => (Math.abs(v) < 1e-38 ? 0 : v)),
    /^read of float32/,
  ],
  "no sign of 0": ["contract/read/float32", () => uploads("float32", (v) => v + 0), /^read of float32/],
  "float64 of single precision": ["contract/read/float64", () => uploads("float64", Math.fround), /^read of float64/],
  "int32 of single precision": ["contract/read/int32", () => uploads("int32", Math.fround), /^read of int32/],
  "uint8 with a sign": ["contract/read/uint8", () => uploads("uint8", (v) => Math.min(v, 127)), /^read of uint8/],
  "bool that is never true": ["contract/read/bool", () => uploads("bool", () => 0), /^read of bool/],
  "arrays of another type": [
    "contract/read/uint8",
    () => ({ read: async (x: DeviceBuffer) => Float32Array.from(x as TypedArray) }),
    /^read of uint8: got Float32Array/,
  ],
  "a readSync of its own": [
    "contract/read/float32",
    () => ({ readSync: (x: DeviceBuffer) => mapped(x, (v) => v + 1) }),
    /^readSync of float32/,
  ],
  "no readSync": [
    "contract/readSync",
    () => ({ readSync: undefined }) as unknown as Partial<Backend>,
    /^readSync is missing, though asyncOnly is false$/,
  ],
  "nothing that is there": [
    "contract/read/float32",
    () => ({ upload: (data, dtype) => (data.length === 0 ? more() : reference.upload(data, dtype)) }),
    /^read of float32: got Float32Array \[0\], expected Float32Array \[\]/,
  ],
  "a backend's own dtype that it does not hold": [
    "ops/to/int32/values",
    () => ({
      cast: () => {
        throw Object.assign(new Error("the mine device does not hold int32; it holds float32"), {
          name: "DeviceError",
        });
      },
    }),
    /does not hold int32/,
  ],
};

test.each(Object.keys(mistakes))("catches %s", async (name) => {
  const [id, members, complaint] = mistakes[name];
  expect(await complaintOf(id, members())).toMatch(complaint);
});

test("catches a buffer that no collector finds", async () => {
  // Too few steps for a look between them, and time for the collector to find all others.
  const complaint = await complaintOf("memory/collected", pooling(atFirst(more)), memoryChecksOf(50, 200));
  expect(complaint).toMatch(/^the number of live buffers after garbage collection grew from 0 to \d+ in 50 steps$/);
});

test.each(Object.keys(manifests))("catches a manifest with %s", async (name) => {
  const [members, complaint] = manifests[name];
  expect(await complaintOf("contract/manifest", members as Partial<Backend>)).toMatch(complaint);
});

test("passes the reference in what catches them", async () => {
  for (const id of new Set(Object.values(mistakes).map(([first]) => first))) {
    if (id !== "memory/collected") expect([id, await complaintOf(id, {})]).toEqual([id, undefined]);
  }
});

const kernels = checks.flatMap(({ id }) => /^contract\/(\w+)\/fresh-result$/.exec(id)?.[1] ?? []) as (keyof Kernels)[];

/** A kernel of the reference or, for one that it leaves to others, a copy of the first operand. */
function own(name: keyof Kernels, args: readonly unknown[]): readonly DeviceBuffer[] {
  const kernel = reference[name] as ((...args: readonly unknown[]) => DeviceBuffer) | undefined;
  const result = kernel?.apply(reference, [...args]) ?? reference.binary("add", viewIn(args), 0);
  return Array.isArray(result) ? result : [result];
}

function viewIn(args: readonly unknown[]): View {
  return args.find((arg) => typeof arg === "object") as View;
}

function asResult(buffers: readonly DeviceBuffer[]): DeviceBuffer {
  return buffers.length === 1 ? buffers[0] : (buffers as unknown as DeviceBuffer);
}

test.each(kernels)("catches a %s that changes its operand, or an earlier result", async (name) => {
  const changing = (...args: readonly unknown[]): DeviceBuffer => {
    const { buffer, offset } = viewIn(args);
    (buffer as TypedArray)[offset] += 1;
    return asResult(own(name, args));
  };
  expect(await complaintOf(`contract/${name}/operands-unchanged`, { [name]: changing })).toMatch(
    /has changed the memory/,
  );
  let earlier: readonly DeviceBuffer[] = [];
  const overwriting = (...args: readonly unknown[]): DeviceBuffer => {
    for (const buffer of earlier) (buffer as TypedArray).fill(5);
    earlier = own(name, args);
    return asResult(earlier);
  };
  const complaint = await complaintOf(`contract/${name}/fresh-result`, { [name]: overwriting });
  expect(complaint).toMatch(/^a second call of \w+ has changed what the first one returned/);
});
