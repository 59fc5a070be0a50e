/** Bytes that are left to the rest of the program and of the machine. */
const spareBytes = 256 * 2 ** 20;

/**
 * False when the host has no memory for so many bytes more: past that a system ends the process without an error. Node tells,
 * browsers do not.
 *
 * @example
 * hasMemoryFor(1000); // => true
 */
export function hasMemoryFor(bytes: number): boolean {
  const host = globalThis as { readonly process?: { readonly availableMemory?: () => number } };
  const available = host.process?.availableMemory?.();
  return available === undefined || bytes + spareBytes <= available;
}
