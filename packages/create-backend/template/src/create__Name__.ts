import { type Backend, Device } from "@lumbre/tensor/backend";
import { kernels } from "./kernels.js";
import { storage } from "./storage.js";

/** A device whose tensors live in, and are computed by, __NAME__. */
export function create__Name__(): Device {
  const backend: Backend = {
    name: "__NAME__",
    // At least these three; "uint8" and "float64" are up to you. Tensors of other dtypes are refused by name.
    dtypes: ["float32", "int32", "bool"],
    // The relative error that float32 results may have, against the CPU reference.
    floatTolerance: 1e-5,
    // True when values can only be read with `await`; then leave `readSync` out of the storage.
    asyncOnly: false,
    // Whether the same call gives the same bits every time.
    deterministic: true,
    // True when buffers are plain objects that the garbage collector takes back; else `free` has to be called for each.
    garbageCollected: true,
    ...storage,
    ...kernels,
  };
  return new Device(backend);
}
