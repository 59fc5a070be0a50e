export { cacheFolder } from "./cache/folder.js";
export {
  type Archive,
  type ArchivedFile,
  type LoadArchiveOptions,
  loadArchive,
} from "./cache/loadArchive.js";
export { type LoadedFile, type LoadFileOptions, loadFile } from "./cache/loadFile.js";
export { type DownloadOptions, download, type TransferOptions } from "./download/download.js";
export { HubError, NotFoundError } from "./errors.js";
export { checkHash, type Hashes, hashInName, hashOf } from "./hash.js";
export type { UnpackOptions } from "./unpack/contents.js";
export { type Compression, type DecompressOptions, decompress, isGzip } from "./unpack/decompress.js";
export { untar } from "./unpack/untar.js";
export { unzip } from "./unpack/unzip.js";
