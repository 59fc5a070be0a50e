export { type DownloadOptions, download } from "./download.js";
export { HubError } from "./errors.js";
export { type DataFile, type FileSource, loadFile } from "./loadFile.js";
export { checkSha256, decompress, isGzip, unpack } from "./unpack.js";
