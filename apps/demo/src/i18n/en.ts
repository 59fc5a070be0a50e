import { common } from "./en/common.js";
import { fashion } from "./en/fashion.js";
import { hand } from "./en/hand.js";
import { inside } from "./en/inside.js";
import { keep } from "./en/keep.js";
import { settings } from "./en/settings.js";
import { train } from "./en/train.js";

/** English: the language that the others are held to. */
export const en = { common, fashion, hand, inside, keep, settings, train };
