import { cpu, type Device, type DType, type TypedArray } from "@lumbre/tensor";
import { type DeviceBuffer, type Kernels, numel, type View } from "@lumbre/tensor/backend";
import { type HostTensor, hostArray } from "../../device/hostTensor.js";
import { type LayoutName, placeTensor } from "../../device/layouts.js";
import { randomNumbers, seedOf } from "../../device/random.js";
import type { Subject } from "../../device/subject.js";
import type { Check, Finding } from "../check.js";
import { type ComparisonOptions, compareOutcomes, type Outcome } from "../outcome.js";

/** Calls a kernel with operands that are placed on the device. */
export type KernelCall = (kernels: Kernels, views: readonly View[]) => DeviceBuffer | readonly DeviceBuffer[] | void;

/** How {@link compareKernel} calls and compares. */
export interface KernelOptions extends Partial<ComparisonOptions> {
  /** By operand; contiguous when left out. */
  readonly layouts?: readonly LayoutName[];
  /** The operand that the kernel writes into: its memory is compared, gaps and all. */
  readonly written?: number;
}

/** A check of the contract: `contract/<id>`. */
export function contractCheck(id: string, run: (subject: Subject) => Promise<Finding | void>): Check {
  return { id: `contract/${id}`, run };
}

function dtypeOf(data: TypedArray): DType {
  if (data instanceof Float32Array) return "float32";
  if (data instanceof Float64Array) return "float64";
  return data instanceof Int32Array ? "int32" : "uint8";
}

/** A buffer's elements, as a line. */
export async function readBuffer(device: Device, buffer: DeviceBuffer): Promise<HostTensor> {
  const data = (await device.kernels.read(buffer)).slice();
  return { shape: [data.length], dtype: dtypeOf(data), data };
}

async function outcomeOf(
  device: Device,
  hosts: readonly HostTensor[],
  call: KernelCall,
  { layouts = [], written }: KernelOptions,
): Promise<Outcome> {
  const views = hosts.map((host, i) => placeTensor(host, layouts[i] ?? "contiguous", device));
  const made: DeviceBuffer[] = [];
  try {
    const result = call(device.kernels, views);
    if (result !== undefined) made.push(...(Array.isArray(result) ? (result as readonly DeviceBuffer[]) : [result]));
    const values: HostTensor[] = [];
    for (const buffer of made) values.push(await readBuffer(device, buffer));
    if (written !== undefined) values.push(await readBuffer(device, views[written].buffer));
    return { values };
  } catch (error) {
    return { error: error as Error };
  } finally {
    for (const buffer of made) device.kernels.free(buffer);
    for (const view of views) view.dispose();
  }
}

/** Calls a kernel on both devices and compares what it returned or wrote, or the errors that it threw. */
export async function compareKernel(
  subject: Subject,
  what: string,
  hosts: readonly HostTensor[],
  call: KernelCall,
  options: KernelOptions = {},
): Promise<number> {
  const expected = await outcomeOf(cpu, hosts, call, options);
  const found = await outcomeOf(subject.device, hosts, call, options);
  return compareOutcomes(subject, found, expected, what, { scale: "element", ...options });
}

/** A host tensor of given values. */
export function host(dtype: DType, shape: readonly number[], values: ArrayLike<number>): HostTensor {
  return { shape, dtype, data: hostArray(dtype, values) };
}

/** A host tensor of values in [-1, 1), or of small whole numbers. */
export function randomHost(dtype: DType, shape: readonly number[], name = "values"): HostTensor {
  const next = randomNumbers(seedOf(name));
  const isFloat = dtype === "float32" || dtype === "float64";
  const value = (): number => (isFloat ? Math.fround(2 * next() - 1) : Math.floor(5 * next()));
  return host(dtype, shape, Array.from({ length: numel(shape) }, value));
}
