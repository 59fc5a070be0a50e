// What only Node can do: images in files, in place of bytes.
export { type FilePath, readImage, type SaveImageOptions, saveImage, writePng } from "./image/files.js";
