/** A value as examples write it: tensors and other objects by their toString, strings raw, the rest as in code. */
export function show(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value !== "object" || value === null) return String(value);
  if (Array.isArray(value)) return `[${value.map(showInside).join(", ")}]`;
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) return `[${[...(value as Float32Array)].join(", ")}]`;
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return String(value);
  const entries = Object.entries(value).map(([key, item]) => `${key}: ${showInside(item)}`);
  return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
}

function showInside(value: unknown): string {
  return typeof value === "string" ? JSON.stringify(value) : show(value);
}
