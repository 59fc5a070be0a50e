import { Device, LumbreError, Tensor } from "@lumbre/tensor";

/** The parts of objects that differ from call to call and say nothing. */
const unsaid = new Set(["storage", "gradFn", "gradNode", "buffer", "historyVersion", "creationMeta"]);

/** A value as plain data: equal for equal results. Tensors by their elements, objects by their fields. */
export function snapshot(value: unknown, seen: readonly unknown[] = []): unknown {
  if (typeof value === "function" && Object.keys(value).length === 0) return "a function";
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return value;
  if (seen.includes(value)) return "above";
  const within = [...seen, value];
  const inside = (part: unknown): unknown => snapshot(part, within);
  if (value instanceof Tensor) return snapshotTensor(value);
  if (value instanceof LumbreError) return { error: value.name };
  if (ArrayBuffer.isView(value)) return Array.from(value as Uint8Array);
  if (Array.isArray(value)) return value.map(inside);
  if (value instanceof Map || value instanceof Set) return [...value].map(inside);
  if (value instanceof Device) return { device: value.name, isDisposed: value.isDisposed };
  const fields = Object.entries(value).filter(([name]) => !unsaid.has(name));
  return { class: value.constructor?.name, ...Object.fromEntries(fields.map(([name, part]) => [name, inside(part)])) };
}

function snapshotTensor(x: Tensor): unknown {
  const { shape, dtype, requiresGrad } = x;
  try {
    return { shape, dtype, requiresGrad, elements: Array.from(x.readSync()) };
  } catch (error) {
    // The elements of a tensor that was disposed.
    return { shape, dtype, error: (error as Error).name };
  }
}
