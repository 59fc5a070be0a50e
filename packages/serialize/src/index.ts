export { FormatError } from "./errors.js";
export {
  type LoadSafetensorsOptions,
  loadSafetensors,
  openSafetensors,
  type SafetensorsFile,
} from "./safetensors/load.js";
export { type SaveSafetensorsOptions, saveSafetensors } from "./safetensors/save.js";
