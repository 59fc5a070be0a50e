import { createGpu, type GpuBackend } from "@lumbre/backend-gpu";
import { type Images, trainOnImages } from "./training.js";

/** What comes of a training run on the GPU. */
export interface GpuTraining {
  readonly losses: readonly number[];
  /** Textures that are alive after each step. */
  readonly textures: readonly number[];
}

export async function trainOnGpu(images: Images): Promise<GpuTraining> {
  const device = await createGpu();
  const { liveTextures } = device.backend as GpuBackend;
  const textures: number[] = [];
  const losses = trainOnImages(device, images, () => textures.push(liveTextures()));
  return { losses, textures };
}
