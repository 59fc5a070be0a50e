import { arange, bincount, cpu, type DType, type Tensor, tensor } from "@lumbre/tensor";
import type { DeviceBuffer, Kernels, View } from "@lumbre/tensor/backend";
import { ConformanceError } from "../../device/compare.js";
import { placeTensor } from "../../device/layouts.js";
import type { Subject } from "../../device/subject.js";
import type { Check } from "../check.js";
import { contractCheck, randomHost } from "./kernelCall.js";

// Nothing stands in for these members, so a backend that has none of them, or declines, passes.

function requireSame(what: string, found: ArrayLike<number>, expected: ArrayLike<number>): void {
  for (let i = 0; i < expected.length; i++) {
    if (found[i] !== expected[i])
      throw new ConformanceError(`${what}: element ${i} is ${found[i]}, expected ${expected[i]}`);
  }
}

async function checkFillEvenly({ device }: Subject): Promise<void> {
  const { kernels } = device;
  if (kernels.fillEvenly === undefined) return;
  for (const dtype of ["float32", "int32"] as const) {
    for (const n of [1, 4, 7, 1000]) {
      const buffer = kernels.allocate(n + 3, dtype);
      const target = { buffer, shape: [n], strides: [1], offset: 3, dtype };
      const found = kernels.fillEvenly(target, -3, 2, 7) === null ? null : await kernels.read(buffer);
      kernels.free(buffer);
      const expected = arange(11, 11 + 7 * n, 7, { dtype, device: cpu }).readSync();
      if (found !== null) requireSame(`fillEvenly, ${n} ${dtype}`, found.subarray(3), expected);
    }
  }
}

/** Calls a kernel with rows of random elements, and compares with what the host finds. */
async function checkRows(
  { device }: Subject,
  what: string,
  call: (kernels: Kernels, x: View, k: number) => DeviceBuffer | null | undefined,
  expected: (x: Tensor, k: number) => Tensor,
): Promise<void> {
  const { kernels } = device;
  for (const dtype of ["float32", "int32"] as const satisfies readonly DType[]) {
    for (const [rows, n, k] of [
      [3, 5, 1],
      [4, 40, 7],
      [2, 300, 20],
    ]) {
      const host = randomHost(dtype, [rows, n], `${what} ${n}`);
      const view = placeTensor(host, "contiguous", device);
      const buffer = call(kernels, view, k);
      const found = buffer === null || buffer === undefined ? null : (await kernels.read(buffer)).slice();
      if (buffer !== null && buffer !== undefined) kernels.free(buffer);
      view.dispose();
      if (found === null) continue;
      const x = tensor([...host.data], { dtype, device: cpu }).view([rows, n]);
      requireSame(`${what}, ${rows} rows of ${n} ${dtype}`, found, expected(x, k).contiguous().readSync());
    }
  }
}

async function checkFirstOfRows(subject: Subject): Promise<void> {
  for (const largest of [false, true]) {
    await checkRows(
      subject,
      `firstOfRows, ${largest ? "descending" : "ascending"}`,
      (kernels, x, k) => kernels.firstOfRows?.(x, k, largest),
      (x, k) => x.topk(k, { largest }).indices,
    );
  }
}

async function checkPlaceOfRows(subject: Subject): Promise<void> {
  await checkRows(
    subject,
    "placeOfRows",
    (kernels, x, k) => kernels.placeOfRows?.(x, k - 1, false),
    (x, k) => x.kthvalue(k).indices,
  );
}

async function checkCountNumbers({ device }: Subject): Promise<void> {
  const { kernels } = device;
  if (kernels.countNumbers === undefined) return;
  for (const n of [1, 5, 400]) {
    const x = randomHost("int32", [n], `countNumbers ${n}`);
    const view = placeTensor(x, "contiguous", device);
    const buffer = kernels.countNumbers(view, 15);
    const found = buffer === null ? null : (await kernels.read(buffer)).slice();
    if (buffer !== null) kernels.free(buffer);
    view.dispose();
    const numbers = tensor([...x.data], { dtype: "int32", device: cpu });
    if (found !== null) requireSame(`countNumbers, ${n}`, found, bincount(numbers, { minlength: 15 }).readSync());
  }
}

/** Members of backends that do what is else the host's. */
export const hostWorkChecks: readonly Check[] = [
  contractCheck("fillEvenly", checkFillEvenly),
  contractCheck("firstOfRows", checkFirstOfRows),
  contractCheck("placeOfRows", checkPlaceOfRows),
  contractCheck("countNumbers", checkCountNumbers),
];
