import "./defaultDevice.js";

/**
 * PyTorch for TypeScript, all of it: `import * as lumbre from "lumbre"` reads like `import torch`.
 *
 * Tensors, their ops, grad modes, datasets and the DataLoader are exported by name; layers, optimizers and the rest
 * of autograd live in `nn`, `optim` and `autograd`, as in PyTorch.
 *
 * The import makes WebAssembly SIMD the default device where the engine has it.
 */
export * as autograd from "@lumbre/autograd";
export { enableGrad, isGradEnabled, noGrad, setGradEnabled } from "@lumbre/autograd";
export { createWasm, isSupported as isWasmSupported } from "@lumbre/backend-wasm";
export * from "@lumbre/datasets";
export * as nn from "@lumbre/nn";
export * as optim from "@lumbre/optim";
export * from "@lumbre/tensor";
