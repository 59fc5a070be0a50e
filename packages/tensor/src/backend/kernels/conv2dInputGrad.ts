import { numel } from "../../shape.js";
import { type Composition, compose } from "../composition/composition.js";
import { overImages } from "../composition/overImages.js";
import {
  borderedSize,
  gradMatrix,
  interior,
  patchElements,
  transposed,
  weightMatrix,
  windows,
} from "../composition/patches.js";
import type { ConvGeometry, DeviceBuffer, View } from "../contract.js";
import { type Kernel, sameDType } from "../kernel.js";
import { narrowedView, reshapedView } from "../views.js";

/** `grad [N, Cout, H', W']`, `weight` -> `[N, Cin, H, W]`. */
export const conv2dInputGrad: Kernel<"optional", (grad: View, weight: View, geometry: ConvGeometry) => DeviceBuffer> = {
  group: "optional",
  resultDTypes: sameDType,
  composed: (kernels, grad, weight, g) =>
    compose(kernels, (parts) => {
      const planes = parts.full([g.batch, g.inChannels, ...borderedSize(g)], grad.dtype, 0);
      const factor = transposed(weightMatrix(parts, weight, g));
      overImages(kernels, g.batch, patchElements(g), (step, first, images) => {
        const patches = step.matmul(factor, gradMatrix(step, grad, g, first, images));
        addPatches(step, patches, windows(planes, g, first, images));
      });
      const images = interior(planes, g);
      return parts.keep(numel(images.shape) === numel(planes.shape) ? planes : parts.copied(images));
    }),
};

/** Adds patches to where the windows see them, one element of the kernel after the other: those overlap nowhere. */
function addPatches(parts: Composition, patches: View, targets: View): void {
  const sources = reshapedView(patches, targets.shape);
  const [, , kernelHeight, kernelWidth] = targets.shape;
  for (let y = 0; y < kernelHeight; y++) {
    for (let x = 0; x < kernelWidth; x++) {
      const [target, source] = [targets, sources].map((view) => narrowedView(narrowedView(view, 2, y, 1), 3, x, 1));
      const sum = parts.binary("add", target, source);
      parts.kernels.copy(sum, target);
      parts.free(sum);
    }
  }
}
