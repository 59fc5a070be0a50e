import { scope, vision } from "lumbre";
import type { Workload } from "./workload.js";

const { alexnet, densenet121, efficientnetB0, mobilenetV2, resnet18, squeezenet1_0, vgg11 } = vision.models;

/** Networks of vision, by torchvision's names. */
const networks: Record<string, () => object> = {
  resnet18: () => resnet18(),
  mobilenet_v2: () => mobilenetV2(),
  efficientnet_b0: () => efficientnetB0(),
  densenet121: () => densenet121(),
  vgg11: () => vgg11(),
  squeezenet1_0: () => squeezenet1_0(),
  alexnet: () => alexnet(),
};

/** Making networks with random parameters, without data or training. */
export const constructionWorkloads: readonly Workload[] = Object.entries(networks).map(([name, build]) => ({
  name: `new/${name}`,
  title: `${name}, construction`,
  prepare: () => () => scope(() => void build()),
}));
