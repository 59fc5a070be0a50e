// What only Node can do: tensors in files, in place of bytes.
export {
  type FilePath,
  load,
  loadNpy,
  loadNpz,
  loadSafetensors,
  save,
  saveNpy,
  saveNpz,
  saveSafetensors,
} from "@lumbre/serialize/node";
export {
  DatasetFolder,
  type DatasetFolderOptions,
  ImageFolder,
  type ImageFolderOptions,
  readImage,
  type SaveImageOptions,
  saveImage,
  writePng,
} from "@lumbre/vision/node";
