import { cpu } from "@lumbre/tensor";
import type { Backend, DeviceBuffer, RequiredKernels } from "@lumbre/tensor/backend";

const computing = ["cast", "unary", "binary", "where", "reduce", "argReduce", "matmul", "gather"] as const;
const writing = ["copy", "fill", "scatterAdd"] as const;

type Computing = (...args: unknown[]) => DeviceBuffer;

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
    ...Object.fromEntries(writing.map((name) => [name, reference[name]])),
    ...Object.fromEntries(
      computing.map((name) => [name, (...args: unknown[]) => born((reference[name] as Computing)(...args))]),
    ),
  } as Omit<Backend, keyof RequiredKernels> as Backend;
  return { backend, live, reads: () => reads };
}
