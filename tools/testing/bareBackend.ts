import { cpu } from "@lumbre/tensor";
import {
  type Backend,
  type DeviceBuffer,
  type KernelName,
  kernels,
  type RequiredKernels,
} from "@lumbre/tensor/backend";

const required = (Object.keys(kernels) as KernelName[]).filter(
  (name): name is keyof RequiredKernels => kernels[name].group === "required",
);

type AnyKernel = (...args: unknown[]) => DeviceBuffer | undefined;

/** The CPU reference's required kernels and no other, with an account of its memory. */
export interface BareBackend {
  readonly backend: Backend;
  /** Buffers that were made and not given back. */
  readonly live: ReadonlySet<DeviceBuffer>;
  /** How often a buffer was read. */
  readonly reads: () => number;
}

/** A backend that has what every backend must have, and nothing else. */
export function bareBackend(): BareBackend {
  const reference = cpu.backend;
  const live = new Set<DeviceBuffer>();
  let reads = 0;
  const born = (buffer: DeviceBuffer): DeviceBuffer => {
    live.add(buffer);
    return buffer;
  };
  const call = (name: keyof RequiredKernels, args: unknown[]): DeviceBuffer | undefined => {
    const result = (reference[name] as AnyKernel)(...args);
    return result === undefined ? undefined : born(result);
  };
  const backend = {
    name: "bare",
    dtypes: reference.dtypes,
    floatTolerance: 1e-5,
    asyncOnly: false,
    deterministic: true,
    garbageCollected: false,
    allocate: (length, dtype) => born(reference.allocate(length, dtype)),
    upload: (data) => born(data.slice()),
    read: async (buffer) => {
      reads++;
      return reference.read(buffer);
    },
    readSync: (buffer) => {
      reads++;
      return (reference as Required<Backend>).readSync(buffer);
    },
    free: (buffer) => {
      if (!live.delete(buffer)) throw new Error("bare backend: a buffer was given back that is not in use");
      reference.free(buffer);
    },
    ...Object.fromEntries(required.map((name) => [name, (...args: unknown[]) => call(name, args)])),
  } as Omit<Backend, keyof RequiredKernels> as Backend;
  return { backend, live, reads: () => reads };
}
