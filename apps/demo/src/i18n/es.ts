import { common } from "./es/common.js";
import { fashion } from "./es/fashion.js";
import { filters } from "./es/filters.js";
import { gradients } from "./es/gradients.js";
import { hand } from "./es/hand.js";
import { inside } from "./es/inside.js";
import { keep } from "./es/keep.js";
import { settings } from "./es/settings.js";
import { train } from "./es/train.js";
import type { Words } from "./words.js";

export const es: Words = { common, fashion, filters, gradients, hand, inside, keep, settings, train };
