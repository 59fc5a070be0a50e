export const inside = {
  title: "What it sees, live",
  lead: "The digit on the pad, or the first test digit, on its way through the network, also while it trains.",
  waiting: "As soon as the network is there.",
  positive: "above zero",
  negative: "below zero",
  input: "The image",
  inputHint: "The frame is what the pixel that you point at sees: its receptive field. Dashed: the padding begins.",
  inputPlain: "As the network gets it.",
  saliency: "Saliency",
  saliencyHint: (answer: string) => `Where more ink would speak for ${answer}, and where against it: the gradient.`,
  filters: "The first layer's filters",
  filtersHint: "Each slides over the image and makes one map.",
  neurons: "One weight for each pixel.",
  noMaps: (neurons: number) =>
    `Nothing slides here: each of the ${neurons} neurons sees the whole image at once. Choose a network with convolutions in the settings to see feature maps.`,
  layer: (kind: string, count: number, size: string) => `${kind}: ${count} maps of ${size}`,
  sizes: (kernel: number, stride: number, padding: number) =>
    `Kernel ${kernel} × ${kernel}, stride ${stride}, padding ${padding}. Output size`,
  point: "Feature maps of the first convolution. The arrow keys choose a pixel, page up and page down a map.",
  pointHint:
    "Point at a pixel, or go there with the arrow keys, and see the sum above; page up and down change the map.",
  position: (map: number, row: number, column: number) => `Map ${map}, row ${row}, column ${column}`,
  window: "Window on the image",
  kernel: "Kernel",
  products: "Products",
  total: "Sum of the products",
  bias: "bias",
};
