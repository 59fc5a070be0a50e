import { common } from "./en/common.js";
import { settings } from "./en/settings.js";
import { train } from "./en/train.js";

/** English: the language that the others are held to. */
export const en = { common, settings, train };
