import { Tensor } from "@lumbre/tensor";
import { decode, type Encoded, type EncodedTensor, elements, isTensor } from "./oracleCase.js";

/** In which way a result is not PyTorch's. */
export interface Complaint {
  readonly kind: "values" | "dtype" | "shape" | "refused" | "accepted" | "raw error";
  readonly text: string;
}

/** A result of which only dtype and shape are known. */
export function shapeOf(value: Encoded): Encoded {
  return isTensor(value) ? { ...value, d: "" } : value;
}

/** The first result that is not PyTorch's, or null. */
export function compareResults(found: readonly unknown[], expected: readonly Encoded[]): Complaint | null {
  if (found.length !== expected.length)
    return { kind: "shape", text: `${found.length} results, not ${expected.length}` };
  for (const [i, wanted] of expected.entries()) {
    const wrong = compareResult(found[i], wanted);
    if (wrong !== null) return wrong;
  }
  return null;
}

function compareResult(found: unknown, expected: Encoded): Complaint | null {
  if (isTensor(expected)) {
    if (found instanceof Tensor) return compareTensor("", found, expected);
    return { kind: "shape", text: `${String(found)}, not a tensor [${expected.s}]` };
  }
  const wanted = decode(expected, "dense");
  const value = found instanceof Tensor && found.numel() === 1 ? found.item() : found;
  if (Object.is(value, wanted) || (typeof wanted === "number" && isClose(value as number, wanted, 1e-6, 1e-6)))
    return null;
  return { kind: "values", text: `${String(value)}, not ${JSON.stringify(wanted)}` };
}

/** The first tensor that is not PyTorch's, or null. A missing gradient is one of zeros. */
export function compareAll(
  what: string,
  found: readonly (Tensor | null)[],
  expected: readonly (EncodedTensor | null)[],
): Complaint | null {
  if (found.length !== expected.length)
    return { kind: "shape", text: `${what}: ${found.length} tensors, not ${expected.length}` };
  for (const [i, wanted] of expected.entries()) {
    const x = found[i];
    const isZero = (data: ArrayLike<number>): boolean => Array.from(data).every((value) => value === 0);
    let wrong: Complaint | null = null;
    if (x === null) {
      if (wanted !== null && !isZero(elements(wanted))) wrong = { kind: "values", text: `${what} ${i} is missing` };
    } else if (wanted === null) {
      if (!isZero(x.detach().readSync()))
        wrong = { kind: "values", text: `${what} ${i} is not zero: ${x.detach().readSync().slice(0, 4)}` };
    } else wrong = compareTensor(`${what} ${i}: `, x.detach(), wanted);
    if (wrong !== null) return wrong;
  }
  return null;
}

function compareTensor(what: string, x: Tensor, expected: EncodedTensor): Complaint | null {
  if (x.shape.join() !== expected.s.join())
    return { kind: "shape", text: `${what}shape [${x.shape}], not [${expected.s}]` };
  if (x.dtype !== expected.t) return { kind: "dtype", text: `${what}${x.dtype}, not ${expected.t}` };
  if (expected.d === "") return null;
  const found = x.detach().readSync();
  const wanted = elements(expected);
  const largest = Array.from(wanted).reduce((a, b) => (Number.isFinite(b) ? Math.max(a, Math.abs(b)) : a), 0);
  // Expected numbers are rounded to float32 whatever the dtype is.
  const [rtol, atol] = x.dtype === "float32" ? [1e-4, 1e-5] : x.dtype === "float64" ? [1e-6, 1e-7] : [0, 0];
  for (let i = 0; i < wanted.length; i++) {
    const value = x.dtype === "float64" ? Math.fround(found[i]) : found[i];
    if (isClose(value, wanted[i], rtol, atol * Math.max(1, largest))) continue;
    return { kind: "values", text: `${what}element ${i}: ${found[i]}, not ${wanted[i]}` };
  }
  return null;
}

function isClose(a: number, b: number, rtol: number, atol: number): boolean {
  if (a === b || (Number.isNaN(a) && Number.isNaN(b))) return true;
  return Number.isFinite(a) && Math.abs(a - b) <= atol + rtol * Math.abs(b);
}
