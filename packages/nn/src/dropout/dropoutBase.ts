import type { Tensor } from "@lumbre/tensor";
import { pythonFloat } from "../module/describe.js";
import { Module } from "../module/module.js";
import { checkProbability } from "./dropByMask.js";

/** What the dropouts have in common. */
export abstract class DropoutBase extends Module<[x: Tensor], Tensor> {
  /** @param p The share of elements set to 0, in [0, 1]. Default 0.5. */
  constructor(readonly p = 0.5) {
    super();
    checkProbability(this.constructor.name, p);
  }

  override extraRepr(): string {
    return `p=${pythonFloat(this.p)}, inplace=False`;
  }
}
