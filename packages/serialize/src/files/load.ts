import { type Device, getDefaultDevice, type Tensor } from "@lumbre/tensor";
import { aDevice, bind, defineSignature, nullable, optional, required } from "@lumbre/tensor/engine";
import { type LoadNpyOptions, loadNpy as npyOf } from "../numpy/loadNpy.js";
import { loadNpz as npzOf, readNpz } from "../numpy/loadNpz.js";
import { type LoadOptions, load as objectOf, readFile } from "../pytorch/load.js";
import { headerEnd, readHeader } from "../safetensors/header.js";
import { type LoadSafetensorsOptions, readTensor } from "../safetensors/load.js";
import { aFilePath, type FilePath } from "./path.js";
import { readParts, readWith } from "./read.js";

const onDevice = [required("file", aFilePath), optional("device", nullable(aDevice), null)] as const;
const loadSignature = defineSignature(
  "load",
  required("file", aFilePath),
  optional("mapLocation", nullable(aDevice), null),
);
const npySignature = defineSignature("loadNpy", ...onDevice);
const npzSignature = defineSignature("loadNpz", ...onDevice);
const safetensorsSignature = defineSignature("loadSafetensors", ...onDevice);

/**
 * Reads a file of `torch.save`, as {@link objectOf | load} of bytes does: of one of PyTorch 1.6 or later one tensor after
 * the other, so that beside them no more than one is in memory.
 *
 * @typeParam T What the file holds, which is not checked.
 * @param file Its path.
 * @param mapLocation Where the tensors go. Default: the default device.
 * @throws {FormatError} for a file that is no such file; the message names it. What the system says of a file that cannot
 *   be read is thrown as it is.
 * @see https://pytorch.org/docs/stable/generated/torch.load.html
 */
export function load<T = unknown>(file: FilePath, mapLocation?: Device | null | LoadOptions): T {
  const [path, device] = bind(loadSignature, arguments);
  return readParts("load", path, (source) => readFile("load", source, device ?? getDefaultDevice())) as T;
}

/**
 * Reads all tensors of a safetensors file by name, one after the other, so that beside them no more than one is in
 * memory.
 *
 * @param file Its path.
 * @param device Where the tensors go. Default: the default device.
 * @throws {FormatError} for a file that is no whole safetensors file; the message names it.
 * @see https://huggingface.co/docs/safetensors/api/torch#safetensors.torch.load_file
 */
export function loadSafetensors(file: FilePath, device?: Device | null | LoadSafetensorsOptions): Map<string, Tensor> {
  const op = "loadSafetensors";
  const [path, target] = bind(safetensorsSignature, arguments);
  return readParts(op, path, ({ length, bytesBetween }) => {
    const start = headerEnd(op, bytesBetween(0, Math.min(8, length)), length);
    const contents = readHeader(op, bytesBetween(0, start), length);
    const source = { ...contents, bytesBetween, device: target ?? getDefaultDevice() };
    return new Map(Array.from(contents.entries, ([name, entry]) => [name, readTensor(op, source, entry)] as const));
  });
}

/**
 * Reads a .npy file, as {@link npyOf | loadNpy} of bytes does.
 *
 * @param file Its path.
 * @param device Where the tensor goes. Default: the default device.
 * @throws {FormatError} for a file that is no whole .npy file of numbers; the message names it.
 * @see https://numpy.org/doc/stable/reference/generated/numpy.load.html
 */
export function loadNpy(file: FilePath, device?: Device | null | LoadNpyOptions): Tensor {
  const [path, target] = bind(npySignature, arguments);
  return readWith("loadNpy", path, (bytes) => npyOf(bytes, target));
}

/**
 * Reads a .npz file, as {@link npzOf | loadNpz} of bytes does.
 *
 * @param file Its path.
 * @param device Where the tensors go. Default: the default device.
 * @throws {FormatError} for a file that is no whole .npz file of numbers; the message names it.
 * @see https://numpy.org/doc/stable/reference/generated/numpy.load.html
 */
export function loadNpz(file: FilePath, device?: Device | null | LoadNpyOptions): Map<string, Tensor> {
  const [path, target] = bind(npzSignature, arguments);
  return readParts("loadNpz", path, (source) => readNpz(source, target ?? getDefaultDevice()));
}
