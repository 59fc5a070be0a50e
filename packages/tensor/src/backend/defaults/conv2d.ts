import { numel } from "../../shape.js";
import type { ConvGeometry, DeviceBuffer, Kernels, View } from "../contract.js";
import { narrowedView, permutedView, reshapedView, stridedView } from "../views.js";
import { type Composition, compose } from "./composition.js";
import { overImages } from "./images.js";

// All three passes are one batched matrix product per few images, with a batch member per group of channels. With
// K = Cin/groups * kH * kW and P = images * H' * W':
//   forward        out     [Cout/groups, P] = weight [Cout/groups, K] * patches [K, P]
//   input grad     patches [K, P] = weightᵀ [K, Cout/groups] * grad [Cout/groups, P], where patches overlap they add up
//   weight grad    weight  [Cout/groups, K] = grad [Cout/groups, P] * patchesᵀ [P, K]

/** Rows and columns of an image with as much border as the windows reach into. */
function borderedSize(g: ConvGeometry): readonly [height: number, width: number] {
  const reachY = (g.outHeight - 1) * g.strideHeight + (g.kernelHeight - 1) * g.dilationHeight + 1;
  const reachX = (g.outWidth - 1) * g.strideWidth + (g.kernelWidth - 1) * g.dilationWidth + 1;
  return [Math.max(g.paddingTop + g.inHeight, reachY), Math.max(g.paddingLeft + g.inWidth, reachX)];
}

/** The images proper within bordered ones. */
function interior(bordered: View, g: ConvGeometry): View {
  return narrowedView(narrowedView(bordered, 2, g.paddingTop, g.inHeight), 3, g.paddingLeft, g.inWidth);
}

/** `[N, Cin, H, W]` within zeros; x itself where there are none. */
function bordered(parts: Composition, x: View, g: ConvGeometry): View {
  const [height, width] = borderedSize(g);
  if (height === g.inHeight && width === g.inWidth) return x;
  const planes = parts.full([g.batch, g.inChannels, height, width], x.dtype, 0);
  parts.kernels.copy(x, interior(planes, g));
  return planes;
}

/** What the windows see of some bordered images: `[groups, Cin/groups, kH, kW, images, H', W']`. */
function windows(planes: View, g: ConvGeometry, first: number, images: number): View {
  const [imageStep, channelStep, rowStep, columnStep] = planes.strides;
  const channels = g.inChannels / g.groups;
  return stridedView(
    planes,
    [g.groups, channels, g.kernelHeight, g.kernelWidth, images, g.outHeight, g.outWidth],
    [
      channels * channelStep,
      channelStep,
      g.dilationHeight * rowStep,
      g.dilationWidth * columnStep,
      imageStep,
      g.strideHeight * rowStep,
      g.strideWidth * columnStep,
    ],
    first * imageStep,
  );
}

/** The sizes of the matrices; see above. */
function matrixSizes(g: ConvGeometry) {
  return {
    groups: g.groups,
    channels: g.outChannels / g.groups,
    depth: (g.inChannels / g.groups) * g.kernelHeight * g.kernelWidth,
    pixels: g.outHeight * g.outWidth,
  };
}

/** The patches of some images as `[groups, K, P]`. */
function patchMatrix(parts: Composition, planes: View, g: ConvGeometry, first: number, images: number): View {
  const { groups, depth, pixels } = matrixSizes(g);
  return reshapedView(parts.copied(windows(planes, g, first, images)), [groups, depth, images * pixels]);
}

function weightMatrix(parts: Composition, weight: View, g: ConvGeometry): View {
  const { groups, channels, depth } = matrixSizes(g);
  return reshapedView(parts.rowMajor(weight), [groups, channels, depth]);
}

/** Some images of the output's gradient as `[groups, Cout/groups, P]`. */
function gradMatrix(parts: Composition, grad: View, g: ConvGeometry, first: number, images: number): View {
  const { groups, channels, pixels } = matrixSizes(g);
  const byChannel = permutedView(narrowedView(grad, 0, first, images), [1, 0, 2, 3]);
  return reshapedView(parts.rowMajor(byChannel), [groups, channels, images * pixels]);
}

function patchElements(g: ConvGeometry): number {
  const { groups, depth, pixels } = matrixSizes(g);
  return groups * depth * pixels;
}

/** `[C]` as `[C, 1, 1, 1]`. */
function perChannel(bias: View): View {
  return stridedView(bias, [...bias.shape, 1, 1, 1], [...bias.strides, 0, 0, 0], 0);
}

function transposed(matrix: View): View {
  return permutedView(matrix, [0, 2, 1]);
}

export function conv2d(kernels: Kernels, x: View, weight: View, bias: View | null, g: ConvGeometry): DeviceBuffer {
  return compose(kernels, (parts) => {
    const planes = bordered(parts, x, g);
    const factor = weightMatrix(parts, weight, g);
    const out = parts.empty([g.batch, g.outChannels, g.outHeight, g.outWidth], x.dtype);
    overImages(kernels, g.batch, patchElements(g), (step, first, images) => {
      const product = step.matmul(factor, patchMatrix(step, planes, g, first, images));
      const byChannel = reshapedView(product, [g.outChannels, images, g.outHeight, g.outWidth]);
      const sum = bias === null ? byChannel : step.binary("add", byChannel, perChannel(bias));
      kernels.copy(permutedView(sum, [1, 0, 2, 3]), narrowedView(out, 0, first, images));
    });
    return parts.keep(out);
  });
}

export function conv2dInputGrad(kernels: Kernels, grad: View, weight: View, g: ConvGeometry): DeviceBuffer {
  return compose(kernels, (parts) => {
    const planes = parts.full([g.batch, g.inChannels, ...borderedSize(g)], grad.dtype, 0);
    const factor = transposed(weightMatrix(parts, weight, g));
    overImages(kernels, g.batch, patchElements(g), (step, first, images) => {
      const patches = step.matmul(factor, gradMatrix(step, grad, g, first, images));
      addPatches(step, patches, windows(planes, g, first, images));
    });
    const images = interior(planes, g);
    return parts.keep(numel(images.shape) === numel(planes.shape) ? planes : parts.copied(images));
  });
}

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

export function conv2dWeightGrad(kernels: Kernels, grad: View, x: View, g: ConvGeometry): DeviceBuffer {
  const { groups, channels, depth } = matrixSizes(g);
  return compose(kernels, (parts) => {
    const planes = bordered(parts, x, g);
    const total = parts.full([groups, channels, depth], x.dtype, 0);
    overImages(kernels, g.batch, patchElements(g), (step, first, images) => {
      const patches = transposed(patchMatrix(step, planes, g, first, images));
      const product = step.matmul(gradMatrix(step, grad, g, first, images), patches);
      kernels.copy(step.binary("add", total, product), total);
    });
    return parts.keep(total);
  });
}
