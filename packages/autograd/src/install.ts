import { installEngine } from "@lumbre/tensor/engine";
import { backward } from "./accumulate.js";
import { registerHook, retainGrad } from "./hooks.js";
import { prepareInPlace, record } from "./record.js";

installEngine({ record, prepareInPlace, backward, registerHook, retainGrad });
