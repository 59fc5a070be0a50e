import { availableParallelism } from "node:os";
import { cpu, createWasm, type Device, setDefaultDevice } from "lumbre";
import type { Side } from "./alternate.js";
import type { Run, Workload } from "./workloads/workload.js";

/** How many threads "all cores" are. */
export const allCores = availableParallelism();

/** A WebAssembly device of so many threads, or null where there can be no more than one. */
export function createSimd(threads: number): Device | null {
  const options: object = { threads };
  const device = createWasm(options);
  const { threads: actual = 1 } = device.backend as { readonly threads?: number };
  return actual === threads ? device : null;
}

/** One of Lumbre's devices, as a column of the table. */
export interface Contestant {
  readonly key: string;
  readonly label: string;
  readonly device: Device;
  /** PyTorch's threads that it is compared with. */
  readonly threads: number;
}

/** Every device that is measured; this is the place to add one. */
export function createContestants(threads: number, withReference: boolean): Contestant[] {
  const candidates = [
    { key: "simd1", label: "SIMD 1", device: createSimd(1), threads: 1 },
    { key: "simdAll", label: `SIMD ${threads}`, device: threads > 1 ? createSimd(threads) : null, threads },
    { key: "cpu", label: "CPU", device: withReference ? cpu : null, threads: 1 },
  ];
  return candidates.filter((candidate): candidate is Contestant => candidate.device !== null);
}

/** Times a workload on a device, in this process. */
export function lumbreSide(workload: Workload, device: Device): Side {
  let run: Run | null = null;
  return {
    name: `Lumbre on ${device.name}`,
    run: async (repeats) => {
      setDefaultDevice(device);
      run ??= await workload.prepare();
      const seconds: number[] = [];
      for (let i = 0; i < repeats; i++) {
        const start = performance.now();
        const pending = run();
        if (pending !== undefined) await pending;
        seconds.push((performance.now() - start) / 1000);
      }
      return seconds;
    },
  };
}
