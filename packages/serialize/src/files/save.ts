import type { Tensor } from "@lumbre/tensor";
import { aBoolean, aTensor, bind, defineKind, defineSignature, named, nullable, required } from "@lumbre/tensor/engine";
import { type NamedTensors, namedTensors } from "../namedTensors.js";
import { saveNpy as npyOf } from "../numpy/saveNpy.js";
import { saveNpz as npzOf, type SaveNpzOptions } from "../numpy/saveNpz.js";
import { save as bytesOf } from "../pytorch/save.js";
import { metadataKind, type SaveSafetensorsOptions, saveSafetensors as safetensorsOf } from "../safetensors/save.js";
import { aFilePath, type FilePath } from "./path.js";
import { writeWhole } from "./write.js";

const file = required("file", aFilePath);
const saveSignature = defineSignature(
  "save",
  required(
    "object",
    defineKind<unknown>("a tensor or a plain value", () => true),
  ),
  file,
);
const npySignature = defineSignature("saveNpy", required("x", aTensor), file);
const npzSignature = defineSignature(
  "saveNpz",
  required("tensors", namedTensors),
  file,
  named("compressed", aBoolean, false),
);
const safetensorsSignature = defineSignature(
  "saveSafetensors",
  required("tensors", namedTensors),
  file,
  named("metadata", nullable(metadataKind), null),
);

/**
 * Writes a file that `torch.load` and {@link load} read, of what {@link bytesOf | save} into bytes takes. Until all of it
 * is on the disk, the path keeps what it had.
 *
 * @param object What to save, such as a `stateDict()`.
 * @param file The path of the file, which is made or replaced.
 * @throws {ArgumentError} for what has no counterpart in Python. What the system says of a file that cannot be written
 *   is thrown as it is.
 * @see https://pytorch.org/docs/stable/generated/torch.save.html
 */
export function save(object: unknown, file: FilePath): void {
  const [value, path] = bind(saveSignature, arguments);
  writeWhole(path, bytesOf(value));
}

/**
 * Writes a safetensors file. Until all of it is on the disk, the path keeps what it had.
 *
 * @param tensors A Map, such as a `stateDict()`, or a plain object of tensors by name.
 * @param file The path of the file, which is made or replaced.
 * @param options.metadata Strings that describe the file, by name. Default: none.
 * @throws {ArgumentError} for values that are no tensors.
 * @see https://huggingface.co/docs/safetensors/api/torch#safetensors.torch.save_file
 */
export function saveSafetensors(tensors: NamedTensors, file: FilePath, options?: SaveSafetensorsOptions): void {
  const [given, path, metadata] = bind(safetensorsSignature, arguments);
  writeWhole(path, safetensorsOf(given, { metadata }));
}

/**
 * Writes a .npy file. Until all of it is on the disk, the path keeps what it had.
 *
 * @param x The tensor; a view is written as it looks, in row-major order.
 * @param file The path of the file, which is made or replaced.
 * @throws {DeviceError} for a tensor on a device that can be read with `await` only.
 * @see https://numpy.org/doc/stable/reference/generated/numpy.save.html
 */
export function saveNpy(x: Tensor, file: FilePath): void {
  const [given, path] = bind(npySignature, arguments);
  writeWhole(path, npyOf(given));
}

/**
 * Writes a .npz file. Until all of it is on the disk, the path keeps what it had.
 *
 * @param tensors A Map, such as a `stateDict()`, or a plain object of tensors by name.
 * @param file The path of the file, which is made or replaced.
 * @param options.compressed True to compress the arrays. Default false.
 * @throws {ArgumentError} for values that are no tensors.
 * @see https://numpy.org/doc/stable/reference/generated/numpy.savez.html
 */
export function saveNpz(tensors: NamedTensors, file: FilePath, options?: SaveNpzOptions): void {
  const [given, path, compressed] = bind(npzSignature, arguments);
  writeWhole(path, npzOf(given, { compressed }));
}
