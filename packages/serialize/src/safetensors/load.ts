import { type Device, getDefaultDevice, type Tensor, ValueError } from "@lumbre/tensor";
import {
  aDevice,
  aString,
  bind,
  defineSignature,
  nullable,
  optional,
  positional,
  required,
  tensorFromBuffer,
} from "@lumbre/tensor/engine";
import { decodeOwned } from "../elementTypes.js";
import { asBytes, fileBytes } from "../kinds.js";
import { type Contents, type Entry, elementTypeOf, readHeader } from "./header.js";

/** Options of {@link loadSafetensors} and {@link openSafetensors}. */
export interface LoadSafetensorsOptions {
  /** Where the tensors go. Default: the default device. */
  readonly device?: Device | null;
}

const loadParameters = [positional("bytes", fileBytes), optional("device", nullable(aDevice), null)] as const;
const loadSignature = defineSignature("loadSafetensors", ...loadParameters);
const openSignature = defineSignature("openSafetensors", ...loadParameters);
const metadataSignature = defineSignature("metadata");
const keysSignature = defineSignature("keys");
const getTensorSignature = defineSignature("getTensor", required("name", aString));

/**
 * A safetensors file whose tensors are read one by one; {@link openSafetensors} makes it.
 *
 * @example
 * const file = openSafetensors(saveSafetensors({ weight: tensor([1, 2]), bias: tensor([3]) }));
 * file.keys().toSorted(); // => ["bias", "weight"]
 * file.getTensor("weight"); // => tensor([1., 2.])
 * @see https://huggingface.co/docs/safetensors/api/torch
 */
class SafetensorsFile {
  private readonly source: Source;

  /** @internal */
  constructor(source: Source) {
    this.source = source;
  }

  /** The strings that describe the file, by name, or null where it has none. */
  metadata(): Readonly<Record<string, string>> | null {
    bind(metadataSignature, arguments);
    return this.source.metadata;
  }

  /** The names of the tensors, in the header's order. */
  keys(): string[] {
    bind(keysSignature, arguments);
    return [...this.source.entries.keys()];
  }

  /**
   * Reads a tensor.
   *
   * @throws {ValueError} for a name that the file does not have.
   * @throws {FormatError} for an integer that int32 cannot hold.
   */
  getTensor(name: string): Tensor {
    [name] = bind(getTensorSignature, arguments);
    const entry = this.source.entries.get(name);
    if (entry !== undefined) return readTensor("getTensor", this.source, entry);
    const names = this.keys();
    const shown = names.length > 10 ? `${names.slice(0, 10).join(", ")}, ... ${names.length} in all` : names.join(", ");
    throw new ValueError(`getTensor: the file has no tensor ${JSON.stringify(name)}; it has ${shown || "none"}`);
  }
}

export type { SafetensorsFile };

/** A file whose header is read, and where its tensors go. */
export interface Source extends Contents {
  /** Bytes of the file that nobody else has. */
  readonly bytesBetween: (begin: number, end: number) => Uint8Array<ArrayBuffer>;
  readonly device: Device;
}

function openSource(op: string, given: Uint8Array | ArrayBuffer, device: Device | null): Source {
  const bytes = asBytes(given);
  const bytesBetween = (begin: number, end: number) => new Uint8Array(bytes.subarray(begin, end));
  return { ...readHeader(op, bytes), bytesBetween, device: device ?? getDefaultDevice() };
}

export function readTensor(op: string, source: Source, { name, dtype, shape, begin, end }: Entry): Tensor {
  const { device, start } = source;
  const where = `${op}: ${JSON.stringify(name)}`;
  const type = elementTypeOf(dtype, where);
  const values = decodeOwned(type, source.bytesBetween(start + begin, start + end), where);
  // The array is nobody else's, so that it may become the tensor's memory without a copy.
  return tensorFromBuffer(device, device.kernels.upload(values, type.dtype), type.dtype, shape);
}

/**
 * Reads all tensors of a safetensors file, by name, in the header's order: what `loadStateDict` takes.
 *
 * F32 and F64 become float32 and float64; F16 and BF16, exactly, float32; I32, U8 and BOOL int32, uint8 and bool; other
 * integers, up to 64 bits, int32. The whole header is checked before anything is read.
 *
 * @param bytes The contents of the file: a Uint8Array, such as what Node's `readFile` gives, or an ArrayBuffer.
 * @param device Where the tensors go. Default: the default device.
 * @throws {FormatError} for bytes that are not a whole safetensors file, a dtype that is none of these, such as F8_E4M3,
 *   and an integer that int32 cannot hold.
 * @example
 * const bytes = saveSafetensors({ weight: tensor([[1, 2]]), steps: tensor(7, { dtype: "int32" }) });
 * const tensors = loadSafetensors(bytes);
 * tensors.get("weight"); // => tensor([[1., 2.]])
 * loadSafetensors(bytes.subarray(0, 100)); // throws FormatError: loadSafetensors: the header ends at byte
 * @see https://huggingface.co/docs/safetensors/api/torch#safetensors.torch.load
 */
export function loadSafetensors(
  bytes: Uint8Array | ArrayBuffer,
  device?: Device | null | LoadSafetensorsOptions,
): Map<string, Tensor> {
  [bytes, device] = bind(loadSignature, arguments);
  const source = openSource("loadSafetensors", bytes, device);
  return new Map(
    Array.from(source.entries, ([name, entry]) => [name, readTensor("loadSafetensors", source, entry)] as const),
  );
}

/**
 * Opens a safetensors file: reads its header, for its metadata, and its tensors when they are asked for.
 *
 * @param bytes The contents of the file, which must not change as long as tensors are read.
 * @param device Where the tensors go. Default: the default device.
 * @throws {FormatError} for bytes that are not a whole safetensors file, and for a dtype that {@link loadSafetensors}
 *   does not read.
 * @example
 * const file = openSafetensors(saveSafetensors({ w: ones(2), b: zeros(1) }, { metadata: { format: "pt" } }));
 * file.metadata(); // => { format: "pt" }
 * file.keys(); // => ["w", "b"]
 * file.getTensor("w"); // => tensor([1., 1.])
 * @see https://huggingface.co/docs/safetensors/index#load-tensors
 */
export function openSafetensors(
  bytes: Uint8Array | ArrayBuffer,
  device?: Device | null | LoadSafetensorsOptions,
): SafetensorsFile {
  [bytes, device] = bind(openSignature, arguments);
  return new SafetensorsFile(openSource("openSafetensors", bytes, device));
}
