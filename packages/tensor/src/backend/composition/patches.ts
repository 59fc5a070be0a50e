import type { ConvGeometry, View } from "../contract.js";
import { narrowedView, permutedView, reshapedView, stridedView } from "../views.js";
import type { Composition } from "./composition.js";

// Convolutions as matrix products. All three passes are one batched matrix product per few images, with a batch member per group of channels. With
// K = Cin/groups * kH * kW and P = images * H' * W':
//   forward        out     [Cout/groups, P] = weight [Cout/groups, K] * patches [K, P]
//   input grad     patches [K, P] = weightᵀ [K, Cout/groups] * grad [Cout/groups, P], where patches overlap they add up
//   weight grad    weight  [Cout/groups, K] = grad [Cout/groups, P] * patchesᵀ [P, K]

/** Rows and columns of an image with as much border as the windows reach into. */
export function borderedSize(g: ConvGeometry): readonly [height: number, width: number] {
  const reachY = (g.outHeight - 1) * g.strideHeight + (g.kernelHeight - 1) * g.dilationHeight + 1;
  const reachX = (g.outWidth - 1) * g.strideWidth + (g.kernelWidth - 1) * g.dilationWidth + 1;
  return [Math.max(g.paddingTop + g.inHeight, reachY), Math.max(g.paddingLeft + g.inWidth, reachX)];
}

/** The images proper within bordered ones. */
export function interior(bordered: View, g: ConvGeometry): View {
  return narrowedView(narrowedView(bordered, 2, g.paddingTop, g.inHeight), 3, g.paddingLeft, g.inWidth);
}

/** `[N, Cin, H, W]` within zeros; x itself where there are none. */
export function bordered(parts: Composition, x: View, g: ConvGeometry): View {
  const [height, width] = borderedSize(g);
  if (height === g.inHeight && width === g.inWidth) return x;
  const planes = parts.full([g.batch, g.inChannels, height, width], x.dtype, 0);
  parts.kernels.copy(x, interior(planes, g));
  return planes;
}

/** What the windows see of some bordered images: `[groups, Cin/groups, kH, kW, images, H', W']`. */
export function windows(planes: View, g: ConvGeometry, first: number, images: number): View {
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
export function matrixSizes(g: ConvGeometry) {
  return {
    groups: g.groups,
    channels: g.outChannels / g.groups,
    depth: (g.inChannels / g.groups) * g.kernelHeight * g.kernelWidth,
    pixels: g.outHeight * g.outWidth,
  };
}

/** The patches of some images as `[groups, K, P]`. */
export function patchMatrix(parts: Composition, planes: View, g: ConvGeometry, first: number, images: number): View {
  const { groups, depth, pixels } = matrixSizes(g);
  return reshapedView(parts.copied(windows(planes, g, first, images)), [groups, depth, images * pixels]);
}

export function weightMatrix(parts: Composition, weight: View, g: ConvGeometry): View {
  const { groups, channels, depth } = matrixSizes(g);
  return reshapedView(parts.rowMajor(weight), [groups, channels, depth]);
}

/** Some images of the output's gradient as `[groups, Cout/groups, P]`. */
export function gradMatrix(parts: Composition, grad: View, g: ConvGeometry, first: number, images: number): View {
  const { groups, channels, pixels } = matrixSizes(g);
  const byChannel = permutedView(narrowedView(grad, 0, first, images), [1, 0, 2, 3]);
  return reshapedView(parts.rowMajor(byChannel), [groups, channels, images * pixels]);
}

export function patchElements(g: ConvGeometry): number {
  const { groups, depth, pixels } = matrixSizes(g);
  return groups * depth * pixels;
}

export function transposed(matrix: View): View {
  return permutedView(matrix, [0, 2, 1]);
}
