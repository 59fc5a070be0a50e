import { DeviceError } from "@lumbre/tensor/backend";
import type { SizeClass, Space } from "./space.js";

/** How many sizes the message names. */
const namedSizes = 4;

const units = ["bytes", "KiB", "MiB", "GiB"];

export function formatBytes(bytes: number): string {
  const unit = Math.min(Math.floor(Math.log2(Math.max(bytes, 1)) / 10), units.length - 1);
  return `${Math.round((bytes / 1024 ** unit) * 10) / 10} ${units[unit]}`;
}

/** The error for a buffer that does not fit, with what holds the memory. */
export function outOfMemory(bytes: number, limit: string, space: Space, reserved: number): DeviceError {
  const live = space.sizes().filter((size) => size.live > 0);
  const count = live.reduce((sum, size) => sum + size.live, 0);
  const weight = (size: SizeClass): number => size.live * size.capacity;
  const heaviest = live.toSorted((a, b) => weight(b) - weight(a)).slice(0, namedSizes);
  const list = heaviest.map((size) => `${size.live} of ${formatBytes(size.capacity)}`).join(", ");
  return new DeviceError(
    `backend-wasm: no room for a buffer of ${formatBytes(bytes)}: of ${limit}, ` +
      `${count} buffers hold ${formatBytes(space.used - reserved)} (most of it: ${list || "none"}), ` +
      `${formatBytes(reserved)} serve the kernels as scratch, and ${formatBytes(space.waiting)} wait for reuse in ` +
      "pieces that are too small. Put each step in scope(), make the batch smaller, or dispose() of large tensors",
  );
}
