import { DeviceError } from "@lumbre/tensor";
import { plain, relaxed } from "./generated/modules.js";

/** The functions of the compiled module. Addresses and steps are bytes. */
export interface WasmFunctions {
  binary(op: number, a: number, b: number, out: number, begin: number, end: number): void;
  binaryScalar(op: number, a: number, value: number, out: number, begin: number, end: number): void;
  binaryRuns(
    op: number,
    isStill: number,
    n: number,
    size1: number,
    size2: number,
    a: number,
    a0: number,
    a1: number,
    a2: number,
    b: number,
    b0: number,
    b1: number,
    b2: number,
    out: number,
    begin: number,
    end: number,
  ): void;
  unary(op: number, x: number, out: number, begin: number, end: number): void;
  compare(op: number, a: number, b: number, out: number, begin: number, end: number): void;
  compareScalar(op: number, a: number, value: number, out: number, begin: number, end: number): void;
  compareRuns(
    op: number,
    isStill: number,
    n: number,
    size1: number,
    size2: number,
    a: number,
    a0: number,
    a1: number,
    a2: number,
    b: number,
    b0: number,
    b1: number,
    b2: number,
    out: number,
    begin: number,
    end: number,
  ): void;
  select(
    condition: number,
    a: number,
    stepA: number,
    b: number,
    stepB: number,
    out: number,
    begin: number,
    end: number,
  ): void;
  selectRuns(
    n: number,
    size1: number,
    size2: number,
    c: number,
    c0: number,
    c1: number,
    c2: number,
    stepC: number,
    a: number,
    a0: number,
    a1: number,
    a2: number,
    stepA: number,
    b: number,
    b0: number,
    b1: number,
    b2: number,
    stepB: number,
    out: number,
    begin: number,
    end: number,
  ): void;
  logic(op: number, a: number, b: number, out: number, begin: number, end: number): void;
  logicalNot(x: number, out: number, begin: number, end: number): void;
  copyRuns(
    n: number,
    size1: number,
    size2: number,
    from: number,
    from0: number,
    from1: number,
    from2: number,
    step: number,
    to: number,
    to0: number,
    to1: number,
    to2: number,
    stepTo: number,
    begin: number,
    end: number,
  ): void;
  transpose(from: number, step: number, to: number, stepTo: number, n: number, begin: number, end: number): void;
  fill(value: number, to: number, begin: number, end: number): void;
  fillInt(value: number, to: number, begin: number, end: number): void;
  copyBytes(from: number, to: number, bytes: number): void;
  fillBytes(value: number, to: number, bytes: number): void;
  exp(x: number, out: number, begin: number, end: number): void;
  expm1(x: number, out: number, begin: number, end: number): void;
  log(x: number, out: number, begin: number, end: number): void;
  log1p(x: number, out: number, begin: number, end: number): void;
  tanh(x: number, out: number, begin: number, end: number): void;
  sigmoid(x: number, out: number, begin: number, end: number): void;
  erf(x: number, out: number, begin: number, end: number): void;
  pow(a: number, stepA: number, b: number, stepB: number, out: number, begin: number, end: number): void;
  floatToInt(x: number, out: number, begin: number, end: number): void;
  intToFloat(x: number, out: number, begin: number, end: number): void;
  byteToFloat(x: number, out: number, begin: number, end: number): void;
  byteToInt(x: number, out: number, begin: number, end: number): void;
  floatToByte(x: number, out: number, begin: number, end: number): void;
  intToByte(x: number, out: number, begin: number, end: number): void;
  reduceRuns(
    op: number,
    x: number,
    step: number,
    runs: number,
    runStep: number,
    n: number,
    out: number,
    begin: number,
    end: number,
  ): void;
  reducePieces(op: number, x: number, n: number, grain: number, out: number, begin: number, end: number): void;
  reduceJoin(op: number, pieces: number, count: number, out: number): void;
  reduceColumns(
    op: number,
    x: number,
    step: number,
    rows: number,
    rowStep: number,
    columns: number,
    out: number,
    begin: number,
    end: number,
  ): void;
  argRows(isMin: number, x: number, step: number, n: number, out: number, begin: number, end: number): void;
  dividedSum(x: number, n: number, divisor: number, out: number): void;
  softmax(x: number, n: number, out: number, begin: number, end: number): void;
  logSoftmax(x: number, n: number, out: number, begin: number, end: number): void;
  crossEntropy(
    x: number,
    n: number,
    labels: number,
    losses: number,
    statistics: number,
    begin: number,
    end: number,
  ): void;
  crossEntropyGrad(
    grad: number,
    divisor: number,
    x: number,
    n: number,
    labels: number,
    statistics: number,
    out: number,
    begin: number,
    end: number,
  ): void;
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
