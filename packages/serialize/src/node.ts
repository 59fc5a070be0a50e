// The functions of the main entry with files in place of bytes, for Node.
export {
  load,
  loadNpy,
  loadNpz,
  loadSafetensors,
} from "./files/load.js";
export { aFilePath, type FilePath } from "./files/path.js";
export { save, saveNpy, saveNpz, saveSafetensors } from "./files/save.js";
export { writeWhole } from "./files/write.js";
