import { ValueError } from "@lumbre/tensor";
import { aBoolean, bind, defineSignature, named, required } from "@lumbre/tensor/engine";
import { type NamedTensors, namedTensors, tensorEntries } from "../namedTensors.js";
import { leavesArchive } from "../zip/readZip.js";
import { writeZip } from "../zip/writeZip.js";
import { writeArray } from "./array.js";

/** Options of {@link saveNpz}. */
export interface SaveNpzOptions {
  /** True to compress the arrays, as `numpy.savez_compressed` does. Default false. */
  readonly compressed?: boolean;
}

const signature = defineSignature("saveNpz", required("tensors", namedTensors), named("compressed", aBoolean, false));

/**
 * The bytes of a .npz file with some tensors, which `numpy.load` and {@link loadNpz} read.
 *
 * @param tensors A Map, such as a `stateDict()`, or a plain object of tensors by name.
 * @param options.compressed True to compress the arrays, as `numpy.savez_compressed` does. Default false.
 * @throws {ArgumentError} for values that are no tensors.
 * @throws {ValueError} for a name that leads out of the archive, such as `../x`, or is empty.
 * @throws {DeviceError} for tensors on a device that can be read with `await` only.
 * @example
 * const bytes = saveNpz({ x: ones(2), y: zeros(1) }, { compressed: true });
 * [...loadNpz(bytes).keys()]; // => ["x", "y"]
 * @see https://numpy.org/doc/stable/reference/generated/numpy.savez.html
 */
export function saveNpz(tensors: NamedTensors, options?: SaveNpzOptions): Uint8Array<ArrayBuffer> {
  const [given, isCompressed] = bind(signature, arguments);
  const members = tensorEntries("saveNpz", given).map(([name, tensor]) => {
    requireName(name);
    return { name: `${name}.npy`, bytes: writeArray(tensor) };
  });
  return writeZip(members, isCompressed);
}

function requireName(name: string): void {
  if (name !== "" && !leavesArchive(name) && !/[\p{Surrogate}\0]/u.test(name)) return;
  throw new ValueError(`saveNpz: ${JSON.stringify(name)} cannot be the name of a file in an archive`);
}
