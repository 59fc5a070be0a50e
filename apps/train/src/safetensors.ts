import { writeFile } from "node:fs/promises";
import type { DType, Tensor } from "lumbre";

const formatNames: Record<DType, string> = { float32: "F32", float64: "F64", int32: "I32", uint8: "U8", bool: "BOOL" };

/**
 * Named tensors in the safetensors format, which Python's `safetensors.torch.load_file` reads: the length of a JSON
 * header as 8 bytes, the header, and the elements of all tensors one after the other, little-endian.
 *
 * @see https://huggingface.co/docs/safetensors
 */
export function encodeSafetensors(tensors: ReadonlyMap<string, Tensor>): Uint8Array {
  const header: Record<string, unknown> = {};
  const chunks: Uint8Array[] = [];
  let end = 0;
  for (const [name, tensor] of tensors) {
    const data = tensor.dataSync();
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    header[name] = { dtype: formatNames[tensor.dtype], shape: tensor.shape, data_offsets: [end, end + bytes.length] };
    end += bytes.length;
    chunks.push(bytes);
  }
  const json = JSON.stringify(header);
  // Spaces bring the elements to a multiple of 8 bytes, as the format asks.
  const text = new TextEncoder().encode(json.padEnd(Math.ceil(json.length / 8) * 8));
  const result = new Uint8Array(8 + text.length + end);
  new DataView(result.buffer).setBigUint64(0, BigInt(text.length), true);
  result.set(text, 8);
  let at = 8 + text.length;
  for (const chunk of chunks) {
    result.set(chunk, at);
    at += chunk.length;
  }
  return result;
}

/** Writes named tensors to a file. */
export async function saveSafetensors(path: string, tensors: ReadonlyMap<string, Tensor>): Promise<void> {
  await writeFile(path, encodeSafetensors(tensors));
}
