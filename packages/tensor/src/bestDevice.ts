import { bind } from "./arguments/bind.js";
import { describe } from "./arguments/describe.js";
import { defineKind } from "./arguments/kinds.js";
import { defineSignature, required } from "./arguments/signature.js";
import { tensor } from "./creation/tensor.js";
import { Device } from "./device.js";
import { DeviceError } from "./errors.js";

/** A device, or what makes one, at once or later: `createGpu`, `() => createWasm({ threads: 2 })`, `cpu`. */
export type DeviceCandidate = Device | (() => Device | Promise<Device>);

const bestDeviceSignature = defineSignature(
  "bestDevice",
  required(
    "candidates",
    defineKind<readonly DeviceCandidate[]>("a list of devices, or of functions that make one", (value) => {
      const isCandidate = (one: unknown): boolean => one instanceof Device || typeof one === "function";
      return Array.isArray(value) && value.every(isCandidate);
    }),
  ),
);

/**
 * The first of some devices that works here: that can be made, and computes a small sum right. The device's name says
 * which it is; where an earlier one was passed over, one line in the console says why.
 *
 * @param candidates Devices or what makes them, the one that is wanted most first.
 * @throws {DeviceError} when none works, with the reason of each.
 * @throws {ArgumentError} for what is neither a device nor a function.
 * @example
 * const device = await bestDevice([() => createWasm({ threads: 2 }), cpu]);
 * device.name; // => wasm
 * ones(2, 2).to(device).sum().item(); // => 4
 */
export async function bestDevice(candidates: readonly DeviceCandidate[]): Promise<Device> {
  [candidates] = bind(bestDeviceSignature, arguments);
  const reasons: string[] = [];
  for (const candidate of candidates) {
    try {
      const device = typeof candidate === "function" ? await candidate() : candidate;
      if (!(device instanceof Device))
        throw new DeviceError(`${describe(candidate)} gave ${describe(device)}, no device`);
      await requireRight(device);
      if (reasons.length > 0) console.warn(`lumbre: computing on ${device.name}, because: ${reasons.join("; ")}`);
      return device;
    } catch (error) {
      reasons.push(error instanceof Error ? error.message : String(error));
    }
  }
  throw new DeviceError(`bestDevice: none of ${candidates.length} devices works: ${reasons.join("; ")}`);
}

/** Throws unless the device computes a small sum right. */
async function requireRight(device: Device): Promise<void> {
  const total = tensor([1, 2, 3], { dtype: "float32", device }).mul(2).sum();
  const [value] = await total.read();
  total.dispose();
  if (value !== 12) throw new DeviceError(`the ${device.name} device gives ${value} for 2 + 4 + 6`);
}
