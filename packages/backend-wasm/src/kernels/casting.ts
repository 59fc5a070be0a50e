import { type DeviceBuffer, type DType, type Kernels, numel, type View } from "@lumbre/tensor/backend";
import type { Engine } from "../engine/engine.js";
import { addressIn, isRowMajor } from "../engine/operands.js";
import { CompareOp } from "../generated/constants.js";

/** The minimum number of elements for sharing a conversion between threads. */
const sharedFrom = 2 ** 17;
const grain = 2 ** 15;

/** The kernels of conversions; to bool is a comparison with 0. */
type Conversion =
  | "byteToDouble"
  | "byteToFloat"
  | "byteToInt"
  | "doubleToFloat"
  | "doubleToInt"
  | "floatToByte"
  | "floatToDouble"
  | "floatToInt"
  | "intToByte"
  | "intToDouble"
  | "intToFloat"
  | Test;
type Test = "compareScalar" | "compareDoubleScalar" | "compareIntScalar";
const tests: ReadonlySet<Conversion> = new Set<Test>(["compareScalar", "compareDoubleScalar", "compareIntScalar"]);

const conversions = new Map<DType, ReadonlyMap<DType, Conversion>>([
  [
    "float32",
    new Map<DType, Conversion>([
      ["float64", "floatToDouble"],
      ["int32", "floatToInt"],
      ["uint8", "floatToByte"],
      ["bool", "compareScalar"],
    ]),
  ],
  [
    "float64",
    new Map<DType, Conversion>([
      ["float32", "doubleToFloat"],
      ["int32", "doubleToInt"],
      ["bool", "compareDoubleScalar"],
    ]),
  ],
  [
    "int32",
    new Map<DType, Conversion>([
      ["float32", "intToFloat"],
      ["float64", "intToDouble"],
      ["uint8", "intToByte"],
      ["bool", "compareIntScalar"],
    ]),
  ],
  [
    "uint8",
    new Map<DType, Conversion>([
      ["float32", "byteToFloat"],
      ["float64", "byteToDouble"],
      ["int32", "byteToInt"],
    ]),
  ],
  [
    "bool",
    new Map<DType, Conversion>([
      ["float32", "byteToFloat"],
      ["float64", "byteToDouble"],
      ["int32", "byteToInt"],
    ]),
  ],
]);

/** Conversions between dtypes; the reference does what is rare. */
export function castingKernels({ heap, wasm, team, copier, reference }: Engine): Pick<Kernels, "cast"> {
  function cast(x: View, dtype: DType): DeviceBuffer {
    const conversion = conversions.get(x.dtype)?.get(dtype);
    if (conversion === undefined) return reference.cast(x, dtype);
    const isByte = x.dtype === "bool" || x.dtype === "uint8";
    if (!isRowMajor(x)) {
      return isByte ? reference.cast(x, dtype) : copier.lend(x, (copy) => cast(copy, dtype));
    }
    const n = numel(x.shape);
    const out = heap.allocate(n, dtype);
    const args = tests.has(conversion) ? [CompareOp.ne, addressIn(x), 0, out.address] : [addressIn(x), out.address];
    if (n > sharedFrom) team.run(conversion, args, n, grain);
    else (wasm[conversion] as (...args: number[]) => void)(...args, 0, n);
    return out;
  }

  return { cast };
}
