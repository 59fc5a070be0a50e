import { cpu, Device, type Tensor, type TypedArray } from "@lumbre/tensor";
import type { DeviceBuffer, KernelName } from "@lumbre/tensor/backend";
import { expect } from "vitest";
import { bareBackend } from "./bareBackend.js";
import { randomTensor } from "./randomTensor.js";

type AnyKernel = (...args: unknown[]) => DeviceBuffer | readonly DeviceBuffer[];

/** Calls a kernel of a device whose buffers are typed arrays. */
export function callKernel(device: Device, name: KernelName, args: readonly unknown[]): readonly TypedArray[] {
  const result = (device.kernels[name] as AnyKernel)(...args);
  return (Array.isArray(result) ? result : [result]) as readonly TypedArray[];
}

/** The reference's kernels against those that are composed of its required ones. Both see the same memory. */
export class DefaultsCheck {
  private readonly bare = bareBackend();
  readonly backend = this.bare.backend;
  readonly device = new Device(this.backend, { strict: true });
  /** Has room for the windows of one image at a time. */
  private readonly small = new Device({ ...this.backend, maxElements: 1 }, { strict: true });

  /** Buffers in use. */
  get live(): number {
    return this.bare.live.size;
  }

  /** Expects the same elements from both; the default reads nothing back, and nothing but its results stays. */
  readonly agree = (name: KernelName, args: readonly unknown[], tolerance = 0): void => {
    this.clear();
    const expected = callKernel(cpu, name, args);
    for (const device of [this.device, this.small]) {
      const found = callKernel(device, name, args);
      expect(this.bare.reads()).toBe(0);
      expect(this.bare.live).toEqual(new Set(found));
      for (const [i, array] of found.entries()) {
        expectSame(array, expected[i], tolerance, `${name}, result ${i}`);
        this.backend.free(array);
      }
    }
  };

  /** Forgets what a failed comparison has left. */
  readonly clear = (): void => {
    for (const buffer of this.bare.live) this.backend.free(buffer);
  };
}

function expectSame(found: TypedArray, expected: TypedArray, tolerance: number, what: string): void {
  expect(found.constructor).toBe(expected.constructor);
  expect(found.length).toBe(expected.length);
  const wrong = found.findIndex((value, at) => !isClose(value, expected[at], tolerance));
  if (wrong >= 0) expect.fail(`${what} at ${wrong}: ${found[wrong]}, not ${expected[wrong]}`);
}

function isClose(a: number, b: number, tolerance: number): boolean {
  if (Object.is(a, b) || a === b) return true;
  return Number.isFinite(b) && Math.abs(a - b) <= tolerance * (1 + Math.abs(b));
}

/** How {@link laidOut} can place elements. */
export const layouts = ["dense", "turned", "inside"] as const;

/** The same elements in another layout: with the dimensions the other way round, or every other one amid others. */
export function laidOut(x: Tensor, layout: (typeof layouts)[number]): Tensor {
  const reversed = x.shape.map((_, d) => x.ndim - 1 - d);
  if (layout === "turned") return x.permute(reversed).contiguous().permute(reversed);
  if (layout === "dense") return x;
  const sizes = x.shape.map((size) => 2 * size + 1);
  const inner = x.shape.reduce(
    (view, _, d) => view.slice(d, { start: 1, step: 2 }),
    randomTensor(sizes, 3).to(x.dtype),
  );
  return inner.copy_(x);
}
