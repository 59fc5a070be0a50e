import { decompress, HubError, isGzip, unpack } from "@lumbre/hub";
import { DataError } from "./errors.js";

/** What a download comes to, with its error as this package's. @throws {DataError} */
export async function asDataError<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof HubError)) throw error;
    throw new DataError(error.message, { cause: error });
  }
}

/**
 * What bytes compressed by `deflate-raw` or gzip hold; IDX files as they are. None of the three starts as another does.
 *
 * @throws {DataError} for bytes that are damaged.
 */
export async function unpackIdx(bytes: Uint8Array<ArrayBuffer>, name: string): Promise<Uint8Array<ArrayBuffer>> {
  if (isGzip(bytes)) return asDataError(unpack(bytes, name));
  if (bytes[0] === 0 && bytes[1] === 0 && bytes[2] === 8) return bytes;
  try {
    return await decompress(bytes, "deflate-raw");
  } catch (cause) {
    throw new DataError(`${name} is damaged or truncated: ${bytes.length} bytes that deflate did not write`, { cause });
  }
}
