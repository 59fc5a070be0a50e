import { ArgumentError, type Tensor, ValueError } from "@lumbre/tensor";
import {
  bind,
  defineKind,
  defineSignature,
  describe,
  isPlainObject,
  itemSize,
  named,
  nullable,
  required,
} from "@lumbre/tensor/engine";
import { elementTypeNames, encodeElements } from "../elementTypes.js";
import { type NamedTensor, type NamedTensors, namedTensors, tensorEntries } from "../namedTensors.js";
import { longestHeader, metadataName } from "./header.js";

/** Options of {@link saveSafetensors}. */
export interface SaveSafetensorsOptions {
  /** Strings that describe the file, by name. Default: none. */
  readonly metadata?: Readonly<Record<string, string>> | null;
}

export const metadataKind = defineKind<Readonly<Record<string, string>>>("an object of strings", isPlainObject);

const signature = defineSignature(
  "saveSafetensors",
  required("tensors", namedTensors),
  named("metadata", nullable(metadataKind), null),
);

/**
 * The bytes of a safetensors file with some tensors, which Python's `safetensors.torch.load_file` and
 * {@link loadSafetensors} read.
 *
 * The header keeps the order of the tensors; their elements lie at addresses that are multiples of the elements' size.
 * A view is written as it looks, and tensors that share memory are written each by itself.
 *
 * @param tensors A Map, such as a `stateDict()`, or a plain object of tensors by name.
 * @param options.metadata Strings that describe the file, by name. Default: none.
 * @throws {ArgumentError} for values that are no tensors, and metadata that are no strings.
 * @throws {ValueError} for the name `__metadata__`, a name that is no well-formed text, and a header of more than 100 MB.
 * @throws {DeviceError} for tensors on a device that can be read with `await` only.
 * @example
 * const bytes = saveSafetensors(new nn.Linear(2, 1).stateDict(), { metadata: { format: "pt" } });
 * [...loadSafetensors(bytes).keys()]; // => ["weight", "bias"]
 * saveSafetensors({ lr: 0.1 } as never); // throws ArgumentError: saveSafetensors: "lr" must be a tensor, got 0.1
 * @see https://huggingface.co/docs/safetensors/api/torch#safetensors.torch.save
 */
export function saveSafetensors(tensors: NamedTensors, options?: SaveSafetensorsOptions): Uint8Array<ArrayBuffer> {
  const [given, metadata] = bind(signature, arguments);
  const entries = tensorEntries("saveSafetensors", given);
  checkNames(entries);
  const { offsets, length } = layOut(entries);
  const header = encodeHeader(entries, offsets, metadata);
  const result = new Uint8Array(8 + header.length + length);
  new DataView(result.buffer).setBigUint64(0, BigInt(header.length), true);
  result.set(header, 8);
  for (const [i, [, tensor]] of entries.entries()) {
    result.set(encodeElements(tensor.readSync()), 8 + header.length + offsets[i]);
  }
  return result;
}

function checkNames(entries: readonly NamedTensor[]): void {
  for (const [name] of entries) {
    if (name === metadataName) {
      throw new ValueError(`saveSafetensors: no tensor can have the name ${metadataName}, which the format keeps`);
    }
    requireText(name);
  }
}

/** Throws for half a pair of surrogates, which UTF-8 has no bytes for. */
function requireText(text: string): void {
  if (/\p{Surrogate}/u.test(text)) {
    throw new ValueError(`saveSafetensors: ${JSON.stringify(text)} is no well-formed text: it has half of a character`);
  }
}

const byteLength = (tensor: Tensor): number => tensor.numel() * itemSize(tensor.dtype);

/** Where each tensor's bytes begin: those of large elements first, so that with no holes all are aligned. */
function layOut(entries: readonly NamedTensor[]): { readonly offsets: readonly number[]; readonly length: number } {
  const order = [...entries.keys()].sort((a, b) => itemSize(entries[b][1].dtype) - itemSize(entries[a][1].dtype));
  const offsets = new Array<number>(entries.length);
  let length = 0;
  for (const i of order) {
    offsets[i] = length;
    length += byteLength(entries[i][1]);
  }
  return { offsets, length };
}

function encodeHeader(
  entries: readonly NamedTensor[],
  offsets: readonly number[],
  metadata: Readonly<Record<string, string>> | null,
): Uint8Array {
  // An object would bring names such as "0" to the front.
  const members = entries.map(([name, tensor], i) => {
    const { dtype, shape } = tensor;
    const info = { dtype: elementTypeNames[dtype], shape, data_offsets: [offsets[i], offsets[i] + byteLength(tensor)] };
    return `${JSON.stringify(name)}:${JSON.stringify(info)}`;
  });
  if (metadata !== null) members.unshift(`"${metadataName}":${encodeMetadata(metadata)}`);
  const text = new TextEncoder().encode(`{${members.join(",")}}`);
  // Spaces bring the elements to a multiple of 8 bytes.
  const header = new Uint8Array(Math.ceil(text.length / 8) * 8).fill(0x20);
  if (header.length > longestHeader) {
    throw new ValueError(
      `saveSafetensors: the header is ${header.length} bytes long, expected at most ${longestHeader}; shorten the metadata`,
    );
  }
  header.set(text);
  return header;
}

function encodeMetadata(metadata: Readonly<Record<string, string>>): string {
  for (const [name, text] of Object.entries<unknown>(metadata)) {
    if (typeof text !== "string") {
      throw new ArgumentError(
        `saveSafetensors: metadata.${name} must be a string, got ${describe(text)}; write JSON.stringify(value)`,
      );
    }
    requireText(name);
    requireText(text);
  }
  return JSON.stringify(metadata);
}
