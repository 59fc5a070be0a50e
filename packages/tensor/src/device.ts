import type { Backend, Kernels } from "./backend/contract.js";
import { withFallback } from "./backend/fallback.js";
import { createCpuBackend } from "./backends/cpu/cpuBackend.js";

/** How a device treats kernels that its backend lacks. */
export interface DeviceOptions {
  /** Throw instead of computing a missing kernel on the CPU. Default false. */
  readonly strict?: boolean;
}

/**
 * A place where tensors live and ops run: a backend, with its missing kernels filled in from the CPU reference.
 * A device is a value: two are the same only if they are the same object.
 */
export class Device {
  readonly name: string;
  readonly kernels: Kernels;

  constructor(
    readonly backend: Backend,
    options: DeviceOptions = {},
  ) {
    this.name = backend.name;
    this.kernels =
      backend === cpuBackend ? (backend as Kernels) : withFallback(backend, cpuBackend, options.strict ?? false);
  }

  toString(): string {
    return this.name;
  }
}

const cpuBackend = createCpuBackend();

/** The CPU reference: plain TypeScript, every dtype, every kernel. */
export const cpu = new Device(cpuBackend);

let defaultDevice = cpu;

/** The device that new tensors are made on when none is named. */
export function getDefaultDevice(): Device {
  return defaultDevice;
}

/** Makes `device` the one that new tensors are made on when none is named. */
export function setDefaultDevice(device: Device): void {
  defaultDevice = device;
}
