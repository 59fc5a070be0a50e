import { fromTypedArray, type Tensor, ValueError } from "@lumbre/tensor";
import { pngOfPicture } from "../draw/picture.js";
import { hasFileSystem, importModule } from "../host.js";
import { toPicture } from "./raster.js";
import type { Scene } from "./scene.js";
import { toSvg } from "./svg.js";

/** A plot, as {@link plotCurves} and {@link plotBars} make it. */
export class Plot {
  private readonly scene: Scene;

  /** @internal */
  constructor(scene: Scene) {
    this.scene = scene;
  }

  /** The contents of an SVG file, sharp at any size. */
  get svg(): string {
    return toSvg(this.scene);
  }

  /** The contents of a PNG file. */
  get png(): Uint8Array<ArrayBuffer> {
    return pngOfPicture(toPicture(this.scene));
  }

  /** The plot as an image, uint8 [H, W, 3], for {@link show}. */
  get image(): Tensor {
    const { data, width, height } = toPicture(this.scene);
    return fromTypedArray(data, [height, width, 3]);
  }
}

/** Refuses a name that ends neither in .svg nor in .png, before anything is drawn. */
export function requireName(op: string, file: string | null): void {
  if (file === null || /\.(svg|png)$/i.test(file)) return;
  throw new ValueError(`${op}: expected a file named .svg or .png, got ${JSON.stringify(file)}`);
}

/** Writes the file that was asked for. */
export async function finished(op: string, scene: Scene, file: string | null): Promise<Plot> {
  const plot = new Plot(scene);
  if (file === null) return plot;
  if (!hasFileSystem()) throw new ValueError(`${op}: there are no files here; use the plot's svg or png`);
  const { writeFile } = await importModule("node:fs/promises");
  await writeFile(file, /\.svg$/i.test(file) ? plot.svg : plot.png);
  return plot;
}
