export { FormatError } from "./errors.js";
export { type LoadNpyOptions, loadNpy } from "./numpy/loadNpy.js";
export { loadNpz } from "./numpy/loadNpz.js";
export { saveNpy } from "./numpy/saveNpy.js";
export { type SaveNpzOptions, saveNpz } from "./numpy/saveNpz.js";
export { type LoadOptions, load } from "./pytorch/load.js";
export { save } from "./pytorch/save.js";
export {
  type LoadSafetensorsOptions,
  loadSafetensors,
  openSafetensors,
  type SafetensorsFile,
} from "./safetensors/load.js";
export { type SaveSafetensorsOptions, saveSafetensors } from "./safetensors/save.js";
