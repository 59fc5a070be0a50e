import { type DType, dtypes } from "../dtype.js";
import { DeviceError } from "../errors.js";
import { formatShape } from "../shape.js";
import type { Backend, BackendStorage, Kernels } from "./contract.js";
import { type KernelName, kernelNames, kernels as list } from "./kernelTable.js";
import { type AnyKernel, isView, runOnReference } from "./onReference.js";

/** Who computes a call of a kernel: the backend, a default made of other kernels, or the CPU reference. */
export type KernelSource = "native" | "composed" | "reference";

/** Is told of every call of a kernel, and who computes it; the calls that a composed kernel makes come after it. */
export type KernelTrace = (kernel: KernelName, source: KernelSource) => void;

/** Is told when a kernel begins and ends, with those that it calls in between; and before it ends, who computes it. */
export interface KernelWatcher {
  enter(kernel: KernelName, args: readonly unknown[]): void;
  computedBy(source: KernelSource): void;
  exit(): void;
}

/** How a device treats kernels that its backend lacks or declines. */
export interface DeviceOptions {
  /** Throw instead of computing a kernel on the CPU reference. Default false. */
  readonly strict?: boolean;
  /** Sees what is computed, and by whom: for tests and reports. */
  readonly trace?: KernelTrace | null;
}

type KernelTable = Record<string, AnyKernel>;

/**
 * The kernels of a backend that declines nothing and has all that has no default: its own as they are, with nothing
 * around them, and defaults for those that it lacks.
 */
export function completeKernels(backend: Backend): Kernels {
  const missing: KernelTable = {};
  for (const name of kernelNames) {
    const { composed } = list[name];
    if (composed !== undefined && !(name in backend)) missing[name] = (...args) => composed(kernels, ...args);
  }
  const kernels = { ...backend, ...missing } as unknown as Kernels;
  return kernels;
}

/**
 * The kernels that ops call on a device: the backend's own, and for those that it lacks or declines a default made of
 * other kernels, or else the CPU reference.
 */
export function resolveKernels(
  backend: Backend,
  reference: Readonly<KernelTable>,
  options: DeviceOptions = {},
  watcher: KernelWatcher | null = null,
): Kernels {
  const table: KernelTable = {};
  const own = backend as unknown as KernelTable;
  if (dtypes.some((dtype) => !backend.dtypes.includes(dtype))) refuseOtherDTypes(backend, table);
  for (const name of kernelNames) {
    const standIn = standInFor(name, backend, () => kernels, reference, options);
    if (own[name] !== undefined) table[name] = withStandIn(name, own, standIn, options);
    else if (standIn !== null) table[name] = standIn;
    if (watcher !== null && name in table) table[name] = watched(name, table[name], watcher);
  }
  // A copy is fast to read from, which an object that had its properties one after the other is not.
  const kernels: Kernels = Object.setPrototypeOf({ ...table }, backend);
  return kernels;
}

/** Has memory of a dtype that the backend does not hold refused before the backend sees it. */
function refuseOtherDTypes(backend: Backend, table: KernelTable): void {
  const check = (dtype: DType): void => {
    if (backend.dtypes.includes(dtype)) return;
    throw new DeviceError(
      `the ${backend.name} device does not hold ${dtype}; it holds ${backend.dtypes.join(", ")}: convert to one of ` +
        "these, or compute on another device",
    );
  };
  const storage: Pick<BackendStorage, "allocate" | "upload"> = {
    allocate: (length, dtype) => {
      check(dtype);
      return backend.allocate(length, dtype);
    },
    upload: (data, dtype) => {
      check(dtype);
      return backend.upload(data, dtype);
    },
  };
  Object.assign(table, storage);
}

/**
 * The backend's kernel, which is looked up at each call, for a backend may replace it. As many arguments as the longest
 * list of a kernel has: to spread them would cost more than many a kernel.
 */
function withStandIn(
  name: KernelName,
  own: KernelTable,
  standIn: AnyKernel | null,
  { trace }: DeviceOptions,
): AnyKernel {
  if (trace !== undefined && trace !== null) return traced(name, own, standIn, trace);
  if (standIn === null) return (a, b, c, d, e, f, g) => own[name](a, b, c, d, e, f, g);
  return (a, b, c, d, e, f, g) => {
    const result = own[name](a, b, c, d, e, f, g);
    return result === null ? standIn(a, b, c, d, e, f, g) : result;
  };
}

function traced(name: KernelName, own: KernelTable, standIn: AnyKernel | null, trace: KernelTrace): AnyKernel {
  return (...args) => {
    const result = own[name](...args);
    if (result === null && standIn !== null) return standIn(...args);
    trace(name, "native");
    return result;
  };
}

function watched(name: KernelName, call: AnyKernel, watcher: KernelWatcher): AnyKernel {
  return (...args) => {
    watcher.enter(name, args);
    try {
      return call(...args);
    } finally {
      watcher.exit();
    }
  };
}

/** What computes a kernel when the backend does not. */
function standInFor(
  name: KernelName,
  backend: Backend,
  kernels: () => Kernels,
  reference: Readonly<KernelTable>,
  options: DeviceOptions,
): AnyKernel | null {
  const { trace, strict = false } = options;
  const { composed } = list[name];
  if (composed !== undefined) {
    return (...args) => {
      trace?.(name, "composed");
      return composed(kernels(), ...args);
    };
  }
  if (reference[name] === undefined) return null;
  let hasWarned = false;
  return (...args) => {
    if (strict || backend.readSync === undefined) {
      throw new DeviceError(`${name}: the ${backend.name} backend has no such kernel for ${describe(args)}`);
    }
    if (!hasWarned) console.warn(`lumbre: ${name} is missing in the ${backend.name} backend and runs on the CPU`);
    hasWarned = true;
    trace?.(name, "reference");
    return runOnReference(kernels() as never, reference, name, args);
  };
}

function describe(args: readonly unknown[]): string {
  const dtypes = args.filter(isView).map(({ dtype, shape }) => `${dtype} ${formatShape(shape)}`);
  return dtypes.length === 0 ? "this call" : dtypes.join(", ");
}
