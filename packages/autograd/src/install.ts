import { installEngine } from "@lumbre/tensor/engine";
import { backward } from "./accumulate.js";
import { registerHook, retainGrad } from "./hooks.js";
import { prepareInPlace, recordInPlace, regenerateGradFn } from "./inPlace.js";
import { record, recordView } from "./record.js";

installEngine({
  record,
  recordView,
  prepareInPlace,
  recordInPlace,
  regenerateGradFn,
  backward,
  registerHook,
  retainGrad,
});
