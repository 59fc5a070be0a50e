import { common } from "./en/common.js";
import { filters } from "./en/filters.js";
import { hand } from "./en/hand.js";
import { inside } from "./en/inside.js";
import { settings } from "./en/settings.js";
import { train } from "./en/train.js";

/** English: the language that the others are held to. */
export const en = { common, filters, hand, inside, settings, train };
