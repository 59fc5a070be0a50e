import { common } from "./en/common.js";
import { hand } from "./en/hand.js";
import { settings } from "./en/settings.js";
import { train } from "./en/train.js";

/** English: the language that the others are held to. */
export const en = { common, hand, settings, train };
