import { createHash, type Hash } from "node:crypto";
import { type LabelledImages, Tensor } from "lumbre";

/** The SHA-256 of tensors and plain values in any nesting; the order of an object's names makes no difference. */
export function digestOf(value: unknown): string {
  const hash = createHash("sha256");
  addValue(hash, value);
  return hash.digest("hex");
}

function addValue(hash: Hash, value: unknown): void {
  if (value instanceof Tensor) addTensor(hash, value);
  else if (typeof value !== "object" || value === null) hash.update(`${typeof value} ${value};`);
  else {
    const entries = value instanceof Map ? [...value] : Object.entries(value);
    hash.update(`${entries.length} entries;`);
    for (const [name, member] of entries.sort(([a], [b]) => (a < b ? -1 : 1))) {
      hash.update(`${name}:`);
      addValue(hash, member);
    }
  }
}

function addTensor(hash: Hash, x: Tensor): void {
  hash.update(`${x.dtype} [${x.shape}];`);
  hash.update(x.readSync());
}

/** The SHA-256 of images and labels, as they are before any transform. */
export function digestOfImages(...sets: readonly LabelledImages<unknown, unknown>[]): string {
  // As the channels lie apart in memory, nothing is copied.
  return digestOf(sets.map(({ data, targets }) => [data.ndim === 4 ? data.movedim(-1, 1) : data, targets]));
}
