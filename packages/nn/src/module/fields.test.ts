import { type Tensor, ValueError } from "@lumbre/tensor";
import { describe, expect, test } from "vitest";
import * as nn from "../index.js";
import { stateName } from "./fields.js";

class Base extends nn.Module {
  forward(x: Tensor): Tensor {
    return x;
  }
}

describe("a field's name in the state dict", () => {
  test.each([
    ["weight", "weight"],
    ["runningMean", "running_mean"],
    ["numBatchesTracked", "num_batches_tracked"],
    ["layer1Norm", "layer1_norm"],
    ["weightIhL0", "weight_ih_l0"],
    ["mlpRGB", "mlp_rgb"],
    ["LayerNorm", "LayerNorm"],
    ["AuxLogits", "AuxLogits"],
    ["Conv2d_1a_3x3", "Conv2d_1a_3x3"],
    ["branch3x3dbl_1", "branch3x3dbl_1"],
    ["A_log", "A_log"],
    ["running_Mean", "running_Mean"],
    ["0", "0"],
  ])("%s: %s", (field, name) => expect(stateName(field)).toBe(name));

  test("is its own: two fields with one name are refused", () => {
    class Net extends Base {
      layerNorm = new nn.ReLU();
      layer_norm = new nn.Tanh();
    }
    expect(() => new Net().modules()).toThrow(
      new ValueError(
        'Net: the fields "layerNorm" and "layer_norm" have one name in the state dict, "layer_norm"; rename one',
      ),
    );
  });
});
