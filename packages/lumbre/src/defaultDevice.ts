import { createWasm } from "@lumbre/backend-wasm";
import { setDefaultDevice } from "@lumbre/tensor";

/** Lets new tensors live on WebAssembly SIMD. Where the engine has none, on the CPU reference, which it says. */
function chooseDefaultDevice(): void {
  try {
    setDefaultDevice(createWasm());
  } catch (error) {
    // Besides missing SIMD: a policy that forbids compiling, or a system that has no addresses to reserve.
    const reason = error instanceof Error ? error.message : String(error);
    console.warn(`lumbre: tensors live on the CPU reference, which is many times slower, because: ${reason}`);
  }
}

chooseDefaultDevice();
