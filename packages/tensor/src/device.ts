import type { Backend, Kernels } from "./backend/contract.js";
import { completeKernels, type DeviceOptions, resolveKernels } from "./backend/resolveKernels.js";
import { createCpuBackend } from "./backends/cpu/cpuBackend.js";
import { DeviceError } from "./errors.js";

/**
 * A place where tensors live and ops run: a backend, with what stands in for the kernels that it lacks or declines.
 * A device is a value: two are the same only if they are the same object.
 */
export class Device {
  readonly name: string;
  private current: Kernels;
  private disposed = false;

  constructor(
    readonly backend: Backend,
    options: DeviceOptions = {},
  ) {
    this.name = backend.name;
    // The reference declines nothing, so that its kernels need nothing around them.
    const isPlainReference = backend === cpuBackend && options.trace === undefined;
    this.current = isPlainReference ? completeKernels(backend) : resolveKernels(backend, cpuBackend as never, options);
  }

  /** What ops call. */
  get kernels(): Kernels {
    return this.current;
  }

  /** How many threads compute, the one that calls among them. */
  get threads(): number {
    return this.backend.threads ?? 1;
  }

  /** Whether {@link dispose} was called. */
  get isDisposed(): boolean {
    return this.disposed;
  }

  /**
   * Ends the device's workers. Afterwards every op on its tensors throws, and so does reading them: read what is needed
   * before, or bring it to another device. Not needed for a program to end: idle workers keep no process alive. A second
   * call does nothing.
   *
   * @throws {DeviceError} for the CPU reference, which all devices use.
   * @example
   * const wasm = createWasm({ threads: 2 });
   * const total = ones(100, 100).to(wasm).sum().item();
   * wasm.dispose();
   * total; // => 10000
   */
  dispose(): void {
    if (this.backend === cpuBackend) throw new DeviceError("dispose: the CPU reference stays, for all devices use it");
    if (this.disposed) return;
    this.disposed = true;
    this.current = disposedKernels(this.name);
    this.backend.dispose?.();
  }

  toString(): string {
    return this.name;
  }
}

/** Kernels that throw; memory may still be given back, as the garbage collector does. */
function disposedKernels(device: string): Kernels {
  const free = (): void => {};
  return new Proxy({} as Kernels, {
    get(_, name) {
      if (name === "free") return free;
      throw new DeviceError(`the ${device} device was disposed of, and computes and holds nothing any more`);
    },
  });
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
