/** What is timed on the GPU: the pages of Lumbre and of TensorFlow.js know each by its name. */
export const gpuWorkloads: readonly { readonly name: string; readonly title: string }[] = [
  { name: "matmul256", title: "matmul 256 x 256" },
  { name: "matmul512", title: "matmul 512 x 512" },
  { name: "conv", title: "conv 16x64x14x14 -> 128, 3 x 3, forward" },
  { name: "convPasses", title: "the same, forward and both gradients" },
  { name: "lenetStep", title: "LeNet-5, training step, batch 64" },
];

/** What a page offers to the bench. */
export interface TimedPage {
  /** What computes, and on what. */
  describe(): Promise<string>;
  /** The seconds that one of `repeats` runs took; nothing is read before the last one's end. */
  time(name: string, repeats: number): Promise<number>;
}
