import { type ConvGeometry, LumbreError } from "@lumbre/tensor/backend";
import type { Engine } from "../../engine/engine.js";
import type { WasmBuffer } from "../../memory/heap.js";
import { isFewRows, shareOfColumns } from "../matmul.js";
import { imageBytes, isWhole, kernelOffsets } from "./im2col.js";
import { type ConvMethod, type ConvPass, type Epilogue, forwardPass, type PlanePass, planeBytes } from "./method.js";

/** The least weights that are worth writing patches out, and the most outputs: a product of matrices has them in tiles of 8. */
const fewestWeights = 2 ** 14;
const mostOutputs = 12;

/**
 * Convolutions of few outputs, such as one image of a small map: a dot product for each output and filter. Patches are
 * written out, and the weights read once as they lie, where a product of matrices would pack all of them.
 */
export class Dots implements ConvMethod {
  readonly mixes = false;
  readonly pools = false;

  constructor(private readonly engine: Engine) {}

  suits(pass: ConvPass, g: ConvGeometry): boolean {
    const depth = g.inChannels * g.kernelHeight * g.kernelWidth;
    const outputs = g.batch * g.outHeight * g.outWidth;
    return (
      pass === "forward" &&
      g.groups === 1 &&
      depth * g.outChannels >= fewestWeights &&
      outputs <= mostOutputs &&
      isFewRows(outputs, depth)
    );
  }

  unpools(): boolean {
    return false;
  }

  forward(x: number, weight: number, bias: number, target: number, g: ConvGeometry, { relu }: Epilogue): void {
    const { heap, tables, wasm, team } = this.engine;
    const { batch, outChannels: filters, outHeight, outWidth } = g;
    const pass = forwardPass(g);
    const depth = pass.channels * g.kernelHeight * g.kernelWidth;
    const size = outHeight * outWidth;
    const outputs = batch * size;
    const patches = heap.allocate(outputs * depth, "float32");
    const products = heap.allocate(outputs * filters, "float32");

    const padded = this.pad(pass, x, batch);
    const rowBytes = g.strideHeight * pass.paddedWidth * 4;
    const windows = [padded?.address ?? x, imageBytes(pass, g), rowBytes, g.strideWidth * 4, 0];
    const elements = [kernelOffsets(tables, pass, g, 1), 0, 0, 0, 4];
    const gathered = [depth, outHeight, outWidth, ...windows, ...elements, patches.address, 1];
    team.run("gatherRuns", gathered, outputs, outputs);
    if (padded !== null) heap.release(padded);

    const args = [outputs, filters, depth, patches.address, depth * 4, weight, depth * 4, bias];
    args.push(Number(relu > 0), products.address);
    team.run("dotRows", args, filters, shareOfColumns(outputs, filters, depth, team.threads));
    const { address, length } = products;
    if (relu === 2) wasm.clamp(address, 0, 6, address, 0, length);
    for (let image = 0; image < batch; image++) {
      const offset = image * size * filters * 4;
      wasm.transpose(address + offset, filters * 4, target + offset, size * 4, size, 0, filters);
    }
    heap.release(patches);
    heap.release(products);
  }

  weightGrad(): void {
    throw new LumbreError("backend-wasm: no gradient of weights by dot products");
  }

  inputGrad(): void {
    throw new LumbreError("backend-wasm: no gradient of an input by dot products");
  }

  /** The images with their padding; null where there is none. */
  private pad(pass: PlanePass, x: number, batch: number): WasmBuffer | null {
    if (isWhole(pass)) return null;
    const { height, width, paddedHeight, paddedWidth, top, left } = pass;
    const { heap, wasm } = this.engine;
    const planes = batch * pass.channels;
    const padded = heap.allocate((planes * planeBytes(pass)) / 4, "float32");
    wasm.padPlanes(x, planes, height, width, padded.address, paddedHeight, paddedWidth, top, left, 1, 1);
    return padded;
  }
}
