import { common } from "./es/common.js";
import { hand } from "./es/hand.js";
import { settings } from "./es/settings.js";
import { train } from "./es/train.js";
import type { Words } from "./words.js";

export const es: Words = { common, hand, settings, train };
