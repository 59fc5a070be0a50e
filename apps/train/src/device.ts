import { cpu, createWasm, type Device, getDefaultDevice, isWasmSupported } from "lumbre";
import type { TrainOptions } from "./options.js";

/** Where it computes, as people read it. */
export function describeDevice(device: Device): string {
  if (device === cpu) return "on the CPU reference, which is many times slower than WebAssembly";
  const { threads = 1 } = device.backend as { readonly threads?: number };
  return `on WebAssembly SIMD, ${threads} thread${threads === 1 ? "" : "s"}`;
}

/** The device that the command line asks for. Where there is no SIMD, the import of lumbre has said so. */
export function chooseDevice({ device, threads }: Pick<TrainOptions, "device" | "threads">): Device {
  if (device === "cpu") return cpu;
  if (!isWasmSupported()) return getDefaultDevice();
  const options: object = { threads };
  return createWasm(options);
}
