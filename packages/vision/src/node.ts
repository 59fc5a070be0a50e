// What only Node can do: images in files, in place of bytes.
export type { FilePath } from "@lumbre/serialize/node";
export { DatasetFolder, type DatasetFolderOptions, type FolderOptions, type Loader } from "./folder/datasetFolder.js";
export type { FoundClasses, Sample } from "./folder/findSamples.js";
export { ImageFolder, type ImageFolderOptions } from "./folder/imageFolder.js";
export { readImage, type SaveImageOptions, saveImage, writePng } from "./image/files.js";
