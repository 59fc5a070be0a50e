import { type DeviceBuffer, type DType, type Kernels, numel, type View } from "@lumbre/tensor/backend";
import type { Engine } from "../engine/engine.js";
import { addressIn, isRowMajor } from "../engine/operands.js";
import { runParts } from "../engine/team.js";
import { CompareOp } from "../generated/constants.js";
import type { WasmFunctions } from "../generated/functions.js";

/** The minimum number of elements for sharing a conversion between threads. */
const sharedFrom = 2 ** 17;

/** What the kernels of conversions are named after, as `floatToInt`. A bool is a byte. */
const kinds: Readonly<Record<DType, string>> = {
  float32: "Float",
  float64: "Double",
  int32: "Int",
  uint8: "Byte",
  bool: "Byte",
};
/** To bool is a comparison with 0. */
const tests: { readonly [from in DType]?: keyof WasmFunctions } = {
  float32: "compareScalar",
  float64: "compareDoubleScalar",
  int32: "compareIntScalar",
};

/** Conversions between dtypes; the reference does what is rare. */
export function castingKernels(engine: Engine): Pick<Kernels, "cast"> {
  const { heap, wasm, copier, reference } = engine;

  function conversionOf(from: DType, to: DType): keyof WasmFunctions | undefined {
    const name = `${kinds[from].toLowerCase()}To${kinds[to]}`;
    return name in wasm ? (name as keyof WasmFunctions) : undefined;
  }

  function cast(x: View, dtype: DType): DeviceBuffer {
    const isTest = dtype === "bool";
    const kernel = isTest ? tests[x.dtype] : conversionOf(x.dtype, dtype);
    if (kernel === undefined) return reference.cast(x, dtype);
    const isByte = x.dtype === "bool" || x.dtype === "uint8";
    if (!isRowMajor(x)) {
      return isByte ? reference.cast(x, dtype) : copier.lend(x, (copy) => cast(copy, dtype));
    }
    const n = numel(x.shape);
    const out = heap.allocate(n, dtype);
    const args = isTest ? [CompareOp.ne, addressIn(x), 0, out.address] : [addressIn(x), out.address];
    runParts(engine, kernel, args, n, 1, sharedFrom);
    return out;
  }

  return { cast };
}
