import { randn, type Tensor } from "lumbre";
import { median } from "./alternate.js";

/** What recording an op costs beyond its kernel, and whether backward is linear in the length of a chain. */
export interface Overhead {
  /** Microseconds of an elementwise op on 64 x 64 that is recorded, less those of its bare kernel. */
  readonly recordingMicroseconds: number;
  /** Microseconds of backward per op, for chains of growing length. */
  readonly backwardPerOp: readonly { readonly length: number; readonly microseconds: number }[];
}

function microsecondsPer(count: number, run: () => void): number {
  const times: number[] = [];
  for (let round = 0; round < 9; round++) {
    const start = performance.now();
    run();
    times.push(((performance.now() - start) * 1000) / count);
  }
  return median(times.slice(2));
}

/** The bare kernel and the recorded op, in turn. */
function recordingCost(): number {
  const x = randn(64, 64).requiresGrad_();
  const w = randn(64, 64);
  const { kernels } = x.device;
  const count = 5_000;
  const differences: number[] = [];
  for (let round = 0; round < 5; round++) {
    const kernel = microsecondsPer(count, () => {
      // A tensor is a view of its memory, which its published type leaves out.
      for (let i = 0; i < count; i++) kernels.free(kernels.binary("add", x as never, w as never));
    });
    const recorded = microsecondsPer(count, () => {
      for (let i = 0; i < count; i++) x.add(w).dispose();
    });
    differences.push(recorded - kernel);
  }
  return median(differences);
}

function backwardCost(length: number): number {
  const x = randn(1).requiresGrad_();
  const times: number[] = [];
  for (let round = 0; round < 5; round++) {
    let y: Tensor = x.mul(1);
    for (let i = 0; i < length; i++) y = y.add(1);
    const root = y.sum();
    const start = performance.now();
    root.backward();
    times.push(((performance.now() - start) * 1000) / length);
  }
  return median(times);
}

/** Measures both. */
export function measureOverhead(): Overhead {
  return {
    recordingMicroseconds: recordingCost(),
    backwardPerOp: [1_000, 10_000, 100_000].map((length) => ({ length, microseconds: backwardCost(length) })),
  };
}

/** Two lines. */
export function printOverhead({ recordingMicroseconds, backwardPerOp }: Overhead): void {
  console.log(`\nrecording an elementwise op on 64 x 64 costs ${recordingMicroseconds.toFixed(2)} µs over its kernel`);
  const costs = backwardPerOp.map(
    ({ length, microseconds }) => `${microseconds.toFixed(2)} µs at ${length.toLocaleString("en")}`,
  );
  console.log(`backward of a chain, per op: ${costs.join(", ")}`);
}
