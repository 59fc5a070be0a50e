import { common } from "./es/common.js";
import { filters } from "./es/filters.js";
import { hand } from "./es/hand.js";
import { inside } from "./es/inside.js";
import { settings } from "./es/settings.js";
import { train } from "./es/train.js";
import type { Words } from "./words.js";

export const es: Words = { common, filters, hand, inside, settings, train };
