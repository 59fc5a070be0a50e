import type { Generator } from "@lumbre/tensor";
import { imageSize, pixelsPerImage } from "../../protocol.js";

const maxDegrees = 10;
const maxShift = 2;
const maxScaling = 0.1;
const centre = (imageSize - 1) / 2;

const between = (generator: Generator, bound: number): number => (2 * generator.uniform24() - 1) * bound;

/** Turns, scales and shifts each image at random, in place. */
export function augment(pixels: Uint8Array, generator: Generator): void {
  const source = new Uint8Array(pixelsPerImage);
  for (let start = 0; start < pixels.length; start += pixelsPerImage) {
    const image = pixels.subarray(start, start + pixelsPerImage);
    source.set(image);
    const angle = (between(generator, maxDegrees) * Math.PI) / 180;
    const scale = 1 + between(generator, maxScaling);
    const shiftX = between(generator, maxShift);
    const shiftY = between(generator, maxShift);
    resample(source, image, Math.cos(angle) / scale, Math.sin(angle) / scale, shiftX, shiftY);
  }
}

/** For each pixel of the target the source's value, between its four neighbours, at the turned and shifted point. */
function resample(source: Uint8Array, target: Uint8Array, cos: number, sin: number, dx: number, dy: number): void {
  for (let y = 0; y < imageSize; y++) {
    for (let x = 0; x < imageSize; x++) {
      const u = x - centre - dx;
      const v = y - centre - dy;
      target[y * imageSize + x] = interpolate(source, cos * u + sin * v + centre, cos * v - sin * u + centre);
    }
  }
}

function interpolate(image: Uint8Array, x: number, y: number): number {
  const left = Math.floor(x);
  const top = Math.floor(y);
  const a = x - left;
  const b = y - top;
  const upper = (1 - a) * pixel(image, left, top) + a * pixel(image, left + 1, top);
  const lower = (1 - a) * pixel(image, left, top + 1) + a * pixel(image, left + 1, top + 1);
  return (1 - b) * upper + b * lower;
}

function pixel(image: Uint8Array, x: number, y: number): number {
  return x < 0 || y < 0 || x >= imageSize || y >= imageSize ? 0 : image[y * imageSize + x];
}
