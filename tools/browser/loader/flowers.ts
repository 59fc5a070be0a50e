import type { Dataset } from "@lumbre/datasets";
import { rand, type Tensor } from "@lumbre/tensor";

/** The rounds of the transform: with them an image takes some milliseconds. */
const rounds = 60;

/** Images with a transform that costs more than sending them to another thread. */
export class Flowers implements Dataset<[image: Tensor, label: number]> {
  readonly length = 24;

  get(index: number): [image: Tensor, label: number] {
    let image = rand(3, 32, 32);
    for (let i = 0; i < rounds; i++)
      image = image
        .mul(0.5)
        .add(index / 2)
        .sin();
    return [image, index];
  }
}
