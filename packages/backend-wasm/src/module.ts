import { DeviceError } from "@lumbre/tensor";
import { plain, relaxed } from "./generated/modules.js";

/** The functions of the compiled module. Addresses are bytes; steps are bytes, 4 or 0. */
export interface WasmFunctions {
  binary(op: number, a: number, stepA: number, b: number, stepB: number, out: number, n: number): void;
  unary(op: number, x: number, out: number, n: number): void;
  compare(op: number, a: number, stepA: number, b: number, stepB: number, out: number, n: number): void;
  select(condition: number, a: number, stepA: number, b: number, stepB: number, out: number, n: number): void;
  scratchBytes(): number;
  setScratch(address: number): void;
  matmulPieces(plan: number, begin: number, end: number): void;
  packRows(base: number, lanes: number, count: number, depths: number, depth: number, out: number): void;
  convProducts(plan: number, begin: number, end: number): void;
  addParts(target: number, sums: number, parts: number, count: number): void;
  directForward(plan: number, begin: number, end: number): void;
  directWeightGrad(plan: number, begin: number, end: number): void;
  directReduce(sums: number, parts: number, partBytes: number, filters: number, taps: number, target: number): void;
  winogradFilter(
    weight: number,
    rows: number,
    rowBytes: number,
    depth: number,
    depthBytes: number,
    isFlipped: number,
    to: number,
    pointBytes: number,
    begin: number,
    end: number,
  ): void;
  winogradForward(plan: number, begin: number, end: number): void;
  winogradWeightGrad(plan: number, begin: number, end: number): void;
  winogradFilterGrad(
    partials: number,
    parts: number,
    partBytes: number,
    pointBytes: number,
    depth: number,
    paddedDepth: number,
    target: number,
    begin: number,
    end: number,
  ): void;
  padPlanes(
    source: number,
    count: number,
    height: number,
    width: number,
    target: number,
    paddedHeight: number,
    paddedWidth: number,
    top: number,
    left: number,
    stepY: number,
    stepX: number,
  ): void;
  maxPool(
    source: number,
    planes: number,
    height: number,
    width: number,
    outHeight: number,
    outWidth: number,
    kernelHeight: number,
    kernelWidth: number,
    strideY: number,
    strideX: number,
    values: number,
    indices: number,
  ): void;
  maxUnpool(grad: number, indices: number, planes: number, outSize: number, inSize: number, target: number): void;
}

function decode(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

/** The best module that this engine takes, or null where it has no SIMD. */
function chooseModule(): Uint8Array<ArrayBuffer> | null {
  for (const text of [relaxed, plain]) {
    const bytes = decode(text);
    if (WebAssembly.validate(bytes)) return bytes;
  }
  return null;
}

/** Whether this engine can run the backend. */
export function isSupported(): boolean {
  return typeof WebAssembly === "object" && chooseModule() !== null;
}

/** Compiles the module, at once, over the given memory. @throws {DeviceError} where there is no WebAssembly SIMD. */
export function instantiate(memory: WebAssembly.Memory): WasmFunctions {
  const bytes = typeof WebAssembly === "object" ? chooseModule() : null;
  if (bytes === null) {
    throw new DeviceError("createWasm: this engine has no WebAssembly SIMD; use the CPU reference, the device `cpu`");
  }
  const abort = (): never => {
    throw new DeviceError("backend-wasm: a kernel gave up");
  };
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory, abort } });
  return exports as unknown as WasmFunctions;
}
