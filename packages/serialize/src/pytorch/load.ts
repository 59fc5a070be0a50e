import { type Device, getDefaultDevice } from "@lumbre/tensor";
import { aDevice, bind, defineSignature, nullable, optional, positional } from "@lumbre/tensor/engine";
import { type ByteSource, sourceOf } from "../byteSource.js";
import { FormatError } from "../errors.js";
import { asBytes, fileBytes } from "../kinds.js";
import { isZip } from "../zip/readZip.js";
import { isLegacyFile, readLegacyFile } from "./legacyFile.js";
import { requireValues } from "./values.js";
import { readZipFile } from "./zipFile.js";

/** Options of {@link load}. */
export interface LoadOptions {
  /** Where the tensors go, whatever device they were saved from. Default: the default device. */
  readonly mapLocation?: Device | null;
}

const signature = defineSignature(
  "load",
  positional("bytes", fileBytes),
  optional("mapLocation", nullable(aDevice), null),
);

/**
 * Reads a file that `torch.save` or {@link save} has written, of PyTorch 1.6 or later (a zip archive) or of before.
 *
 * An OrderedDict, such as a state dict, becomes a Map; a dict a plain object; lists and tuples arrays; sets a Set; bytes
 * a Uint8Array; None null; integers past 2^53 a bigint. float16 and bfloat16 become, exactly, float32; integers of other
 * sizes int32. Tensors that shared memory share it again.
 *
 * Nothing in the file runs: it may name tensors, storages and these containers, as with `weights_only=True`, and any
 * other global is an error that names it.
 *
 * @typeParam T What the file holds, which is not checked.
 * @param bytes The contents of the file: a Uint8Array, such as what Node's `readFile` gives, or an ArrayBuffer.
 * @param mapLocation Where the tensors go. Default: the default device.
 * @throws {FormatError} for bytes that are no such file or a part of one, for a global that is not read, for elements
 *   that no dtype holds, such as complex numbers, and for an integer that int32 cannot hold.
 * @example
 * const bytes = save({ epoch: 3, model: new nn.Linear(2, 1).stateDict() });
 * const checkpoint = load<{ epoch: number; model: Map<string, Tensor> }>(bytes);
 * checkpoint.epoch; // => 3
 * new nn.Linear(2, 1).loadStateDict(checkpoint.model);
 * load(bytes.subarray(0, 100)); // throws FormatError: load: the zip archive has no end record
 * @see https://pytorch.org/docs/stable/generated/torch.load.html
 */
export function load<T = unknown>(bytes: Uint8Array | ArrayBuffer, mapLocation?: Device | null | LoadOptions): T {
  [bytes, mapLocation] = bind(signature, arguments);
  return readFile("load", sourceOf(asBytes(bytes)), mapLocation ?? getDefaultDevice()) as T;
}

/** Reads what {@link load} reads; of an archive only what is asked for, one tensor after the other. */
export function readFile(op: string, source: ByteSource, device: Device): unknown {
  const object = readObject(op, source, device);
  requireValues(op, object);
  return object;
}

function readObject(op: string, source: ByteSource, device: Device): unknown {
  if (isZip(source.bytesBetween(0, Math.min(4, source.length)))) return readZipFile(op, source, device);
  const bytes = source.bytesBetween(0, source.length);
  if (isLegacyFile(bytes)) return readLegacyFile(op, bytes, device);
  throw new FormatError(`${op}: the bytes do not start as a file of torch.save does${hint(bytes)}`);
}

function hint(bytes: Uint8Array): string {
  const text = new TextDecoder("latin1").decode(new Uint8Array(bytes.subarray(0, 200)));
  if (bytes.length === 0) return ": there are none";
  if (text.startsWith("{", 8)) return "; for a safetensors file write loadSafetensors(bytes)";
  if (text.startsWith("\x93NUMPY")) return "; for a .npy file write loadNpy(bytes)";
  if (/^\s*<(!doctype|html)/i.test(text)) return ": they are a web page, perhaps a server's error";
  if (text.startsWith("\x1f\x8b")) return ": they are compressed by gzip; unpack them first";
  return "";
}
