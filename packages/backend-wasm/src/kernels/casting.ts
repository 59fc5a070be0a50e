import { type DeviceBuffer, type DType, type Kernels, numel, type View } from "@lumbre/tensor/backend";
import type { Engine } from "../engine/engine.js";
import { addressOf, byteAddressOf, isRowMajor, likeView } from "../engine/operands.js";
import { CompareOp } from "../generated/constants.js";

/** The minimum number of elements for sharing a conversion between threads. */
const sharedFrom = 2 ** 17;
const grain = 2 ** 15;

type Conversion =
  | "floatToInt"
  | "intToFloat"
  | "byteToFloat"
  | "byteToInt"
  | "floatToByte"
  | "intToByte"
  | "compareScalar";

const conversions = new Map<DType, ReadonlyMap<DType, Conversion>>([
  [
    "float32",
    new Map<DType, Conversion>([
      ["int32", "floatToInt"],
      ["uint8", "floatToByte"],
      ["bool", "compareScalar"],
    ]),
  ],
  [
    "int32",
    new Map<DType, Conversion>([
      ["float32", "intToFloat"],
      ["uint8", "intToByte"],
    ]),
  ],
  [
    "uint8",
    new Map<DType, Conversion>([
      ["float32", "byteToFloat"],
      ["int32", "byteToInt"],
    ]),
  ],
  [
    "bool",
    new Map<DType, Conversion>([
      ["float32", "byteToFloat"],
      ["int32", "byteToInt"],
    ]),
  ],
]);

/** Conversions between all dtypes but float64; the reference does the rest. */
export function castingKernels({ heap, wasm, team, copier, reference }: Engine): Pick<Kernels, "cast"> {
  function cast(x: View, dtype: DType): DeviceBuffer {
    const conversion = conversions.get(x.dtype)?.get(dtype);
    if (conversion === undefined) return reference.cast(x, dtype);
    const isByte = x.dtype === "bool" || x.dtype === "uint8";
    if (!isRowMajor(x)) {
      if (isByte) return reference.cast(x, dtype);
      const copy = copier.rowMajor(x);
      const result = cast(likeView(x, copy), dtype);
      heap.release(copy);
      return result;
    }
    const n = numel(x.shape);
    const from = isByte ? byteAddressOf(x) : addressOf(x);
    const out = heap.allocate(n, dtype);
    // To bool is: not equal to 0.
    const isTest = conversion === "compareScalar";
    if (n > sharedFrom)
      team.run(conversion, isTest ? [CompareOp.ne, from, 0, out.address] : [from, out.address], n, grain);
    else if (isTest) wasm.compareScalar(CompareOp.ne, from, 0, out.address, 0, n);
    else wasm[conversion](from, out.address, 0, n);
    return out;
  }

  return { cast };
}
