import { pad, stack, type Tensor, tensor, where } from "@lumbre/tensor";

// Colours of images of floats that require a gradient, as ops of tensors. Others are computed on the host, which is faster.

/** `ratio x + (1 - ratio) y`, held within the levels. */
export function blendTensors(x: Tensor, y: Tensor | number, ratio: number): Tensor {
  const own = x.mul(ratio);
  return (typeof y === "number" ? own.add(y * (1 - ratio)) : own.add(y.mul(1 - ratio))).clamp(0, 1);
}

/** The grey levels of images with 1 or 3 channels, which have 1 then. */
export function grayTensor(x: Tensor): Tensor {
  if (x.shape.at(-3) === 1) return x;
  const weights = tensor([0.2989, 0.587, 0.114], { dtype: x.dtype, device: x.device }).view(3, 1, 1);
  return x.mul(weights).sum(-3, true);
}

/** Hue, saturation and value of images with 3 channels, 0 to 1. */
function hsvOf(x: Tensor): readonly [h: Tensor, s: Tensor, v: Tensor] {
  const [r, g, b] = x.unbind(-3);
  const [most] = x.max(-3);
  const [least] = x.min(-3);
  const isGray = most.eq(least);
  const range = most.sub(least);
  const ones = x.newOnes(range.shape);
  const divisor = where(isGray, ones, range);
  const [red, green, blue] = [r, g, b].map((channel) => most.sub(channel).div(divisor));
  const isRed = most.eq(r);
  const ofOthers = where(most.eq(g), red.add(2).sub(blue), green.add(4).sub(red));
  const hue = where(isRed, blue.sub(green), ofOthers);
  return [hue.div(6).add(1).fmod(1), range.div(where(isGray, ones, most)), most];
}

/** Images whose hues are shifted by a part of the circle. */
export function shiftHue(x: Tensor, shift: number): Tensor {
  const [hue, s, v] = hsvOf(x);
  const turned = hue.add(shift);
  const h = turned.sub(turned.floor());
  const sixth = h.mul(6).floor();
  const rest = h.mul(6).sub(sixth);
  const p = v.mul(s.rsub(1)).clamp(0, 1);
  const q = v.mul(s.mul(rest).rsub(1)).clamp(0, 1);
  const t = v.mul(s.mul(rest.rsub(1)).rsub(1)).clamp(0, 1);
  const sector = sixth.remainder(6);
  /** Of the six, that which a pixel's sector names. */
  const choose = (of: readonly Tensor[]): Tensor => {
    return of.slice(1).reduce((chosen, value, k) => where(sector.eq(k + 1), value, chosen), of[0]);
  };
  return stack([choose([v, q, p, p, t, v]), choose([t, v, v, q, p, p]), choose([p, p, t, v, v, q])], -3);
}

/** Each pixel that has eight neighbours becomes its mean with them, of which it counts five times; the edge stays. */
export function smoothTensor(x: Tensor): Tensor {
  const [height, width] = x.shape.slice(-2);
  const planes = x.reshape(-1, 1, height, width);
  const kernel = x.newTensor([1, 1, 1, 1, 5, 1, 1, 1, 1]).div(13).view(1, 1, 3, 3);
  const isInside = pad(x.newOnes([height - 2, width - 2]), [1, 1, 1, 1]).ne(0);
  const blurred = pad(planes.conv2d(kernel), [1, 1, 1, 1]).reshape(x.shape);
  return where(isInside, blurred, x);
}

/** Channels stretched over all levels; one of a single level stays as it is. */
export function stretchTensor(x: Tensor): Tensor {
  const least = x.amin([-2, -1], true);
  const range = x.amax([-2, -1], true).sub(least);
  const isFlat = range.eq(0);
  const from = where(isFlat, 0, least);
  return x
    .sub(from)
    .div(where(isFlat, 1, range))
    .clamp(0, 1);
}
