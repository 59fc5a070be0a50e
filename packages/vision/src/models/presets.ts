import { CenterCrop, Compose, ConvertImageDtype, type Interpolation, Normalize, Resize } from "../transforms/index.js";
import type { Preset } from "./trained.js";

const mean = [0.485, 0.456, 0.406];
const std = [0.229, 0.224, 0.225];

/** How torchvision prepares images for classification: the shorter side resized, the middle cropped, normalised. */
export function imageClassification(sizes: { crop: number; resize: number; interpolation: Interpolation }): Preset {
  return new Compose([
    new Resize(sizes.resize, { interpolation: sizes.interpolation, antialias: true }),
    new CenterCrop(sizes.crop),
    new ConvertImageDtype("float32"),
    new Normalize(mean, std),
  ]);
}

/** Images as they are, normalised by the same numbers. */
export function normalized(): Preset {
  return new Compose([new ConvertImageDtype("float32"), new Normalize(mean, std)]);
}
