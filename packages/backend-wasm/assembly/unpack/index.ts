export { decompress, free } from "./lzma";
export { joinLocals } from "./locals";
