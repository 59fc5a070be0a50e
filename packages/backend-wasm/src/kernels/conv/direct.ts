import type { ConvGeometry } from "@lumbre/tensor/backend";
import type { Engine } from "../../engine/engine.js";
import { Plan } from "../../engine/plan.js";
import { countCuts } from "../../engine/team.js";
import { MR } from "../../generated/constants.js";
import { type DirectPlan, directPlan } from "../../generated/layouts.js";
import { kernelOffsets } from "./im2col.js";
import {
  type ConvMethod,
  type ConvPass,
  type Epilogue,
  forwardPass,
  inputGradPass,
  noEpilogue,
  type PlanePass,
} from "./method.js";

/** Up to this many filters or kernel elements per filter, those of all channels, packing patches costs more than a product over them saves. */
const few = { filters: 16, depth: 64 };
/** The widest kernel whose rows are worth taking four columns at a time from gradients here and there. */
const widestSparse = 8;

/** The minimum multiplications of a piece. */
const worthSharing = 2 ** 19;

/** Convolutions straight from the padded image; for few channels or few filters. */
export class Direct implements ConvMethod {
  readonly mixes = false;
  readonly pools = true;
  private readonly plan: Plan<DirectPlan>;

  constructor(private readonly engine: Engine) {
    this.plan = new Plan(engine.heap, directPlan);
  }

  suits(pass: ConvPass, g: ConvGeometry): boolean {
    if (g.strideHeight !== 1 || g.strideWidth !== 1) return false;
    if (pass === "inputGrad") return this.pays(inputGradPass(g), g) && this.fits(inputGradPass(g), 0);
    const planes = forwardPass(g);
    const { filters, outHeight, paddedWidth } = planes;
    const gradBytes = this.engine.wasm.directGradScratchBytes(filters, outHeight, paddedWidth);
    return this.pays(planes, g) && this.fits(planes, pass === "weightGrad" ? gradBytes : 0);
  }

  private pays({ channels, filters }: PlanePass, g: ConvGeometry): boolean {
    const depth = channels * g.kernelHeight * g.kernelWidth;
    return filters <= few.filters || depth <= few.depth;
  }

  /** True if a padded image, two rows of results of four filters, and `more` have room in scratch memory. */
  private fits({ channels, paddedHeight, paddedWidth, outWidth }: PlanePass, more: number): boolean {
    const { wasm } = this.engine;
    return wasm.directScratchBytes(channels, paddedHeight, paddedWidth, outWidth) + more <= wasm.scratchBytes();
  }

  forward(x: number, weight: number, bias: number, target: number, g: ConvGeometry, epilogue: Epilogue): void {
    const pass = forwardPass(g);
    const { channels, filters } = pass;
    const depth = channels * g.kernelHeight * g.kernelWidth;
    const rows = this.engine.tables.grid([filters], [depth * 4]);
    const depths = this.engine.tables.grid([depth], [4]);
    const offsets = kernelOffsets(this.engine.tables, pass, g, 1);
    const resultSize = planeSize(pass, epilogue.indices);
    for (let group = 0; group < g.groups; group++) {
      this.convolve(
        pass,
        g,
        x + group * channels * g.inHeight * g.inWidth * 4,
        0,
        weight + group * filters * depth * 4,
        rows,
        depths,
        offsets,
        depth,
        bias === 0 ? 0 : bias + group * filters * 4,
        target + group * filters * resultSize * 4,
        epilogue.indices === 0
          ? epilogue
          : { ...epilogue, indices: epilogue.indices + group * filters * resultSize * 4 },
      );
    }
  }

  unpools(pass: ConvPass, g: ConvGeometry): boolean {
    if (pass === "weightGrad") return g.dilationWidth === 1 && g.kernelWidth <= widestSparse;
    const { top, left } = inputGradPass(g);
    return top >= 0 && left >= 0;
  }

  inputGrad(grad: number, weight: number, target: number, g: ConvGeometry, indices: number): void {
    const pass = inputGradPass(g);
    const window = g.kernelHeight * g.kernelWidth;
    const { channels: filters, filters: channels } = pass;
    const rows = this.engine.tables.grid([channels], [window * 4]);
    const depths = this.engine.tables.grid([filters, window], [channels * window * 4, 4]);
    const offsets = kernelOffsets(this.engine.tables, pass, g, -1);
    const sourceSize = planeSize(g, indices);
    for (let group = 0; group < g.groups; group++) {
      const skipped = group * filters * sourceSize * 4;
      this.convolve(
        pass,
        g,
        grad + skipped,
        indices === 0 ? 0 : indices + skipped,
        weight + group * filters * channels * window * 4,
        rows,
        depths,
        offsets,
        filters * window,
        0,
        target + group * channels * g.inHeight * g.inWidth * 4,
        noEpilogue,
      );
    }
  }

  weightGrad(grad: number, x: number, target: number, g: ConvGeometry, indices: number): void {
    if (indices === 0) this.denseWeightGrad(grad, x, target, g);
    else this.sparseWeightGrad(grad, indices, x, target, g);
  }

  private denseWeightGrad(grad: number, x: number, target: number, g: ConvGeometry): void {
    const pass = forwardPass(g);
    const { channels, filters } = pass;
    const depth = channels * g.kernelHeight * g.kernelWidth;
    const parts = Math.min(this.engine.team.threads, g.batch);
    const partBytes = this.engine.wasm.directPartBytes(filters, depth);
    const sums = this.engine.heap.allocate((parts * partBytes) / 4, "float32");
    const offsets = kernelOffsets(this.engine.tables, pass, g, 1);
    for (let group = 0; group < g.groups; group++) {
      const source = x + group * channels * g.inHeight * g.inWidth * 4;
      const other = grad + group * filters * g.outHeight * g.outWidth * 4;
      const plan = this.writePlan(
        pass,
        g,
        source,
        0,
        other,
        0,
        sums.address,
        offsets,
        depth,
        parts,
        partBytes,
        noEpilogue,
      );
      this.engine.team.run("directWeightGrad", [plan], parts, 1);
      this.engine.wasm.directReduce(
        sums.address,
        parts,
        partBytes,
        filters,
        depth,
        target + group * filters * depth * 4,
      );
    }
    this.engine.heap.release(sums);
  }

  /** From the gradient of 2x2 windows' maxima. */
  private sparseWeightGrad(grad: number, indices: number, x: number, target: number, g: ConvGeometry): void {
    const pass = forwardPass(g);
    const { channels, filters } = pass;
    const { kernelHeight, kernelWidth } = g;
    const kernels = filters * channels;
    const parts = Math.min(this.engine.team.threads, g.batch);
    const partBytes = this.engine.wasm.sparsePartBytes(kernels, kernelHeight, kernelWidth);
    const sums = this.engine.heap.allocate((parts * partBytes) / 4, "float32");
    const rowBytes = g.dilationHeight * pass.paddedWidth * 4;
    for (let group = 0; group < g.groups; group++) {
      const source = x + group * channels * g.inHeight * g.inWidth * 4;
      const skipped = group * filters * planeSize(g, indices) * 4;
      const epilogue = { relu: 0 as const, indices: indices + skipped };
      const plan = this.writePlan(
        pass,
        g,
        source,
        0,
        grad + skipped,
        0,
        sums.address,
        0,
        0,
        parts,
        partBytes,
        epilogue,
      );
      this.engine.team.run("sparseWeightGrad", [plan, kernelHeight, kernelWidth, rowBytes], parts, 1);
      const to = target + group * kernels * kernelHeight * kernelWidth * 4;
      this.engine.wasm.sparseReduce(sums.address, parts, partBytes, kernels, kernelHeight, kernelWidth, to);
    }
    this.engine.heap.release(sums);
  }

  private convolve(
    pass: PlanePass,
    g: ConvGeometry,
    source: number,
    sourceIndices: number,
    weight: number,
    rows: number,
    depths: number,
    offsets: number,
    depth: number,
    bias: number,
    target: number,
    epilogue: Epilogue,
  ): void {
    const padded = MR * Math.ceil(pass.filters / MR);
    const packed = this.engine.heap.allocate(padded * (depth + 1), "float32");
    this.engine.wasm.packRows(weight, rows, pass.filters, depths, depth, packed.address);
    const biases = packed.array.subarray(padded * depth) as Float32Array;
    biases.fill(0);
    if (bias !== 0) biases.set(new Float32Array(this.engine.heap.memory.buffer, bias, pass.filters));
    const biasAddress = packed.address + padded * depth * 4;
    const work = depth * pass.filters * pass.outHeight * pass.outWidth;
    const cuts = countCuts(g.batch, Math.min(padded / MR, work / worthSharing), this.engine.team.threads);
    const plan = this.writePlan(
      pass,
      g,
      source,
      sourceIndices,
      packed.address,
      biasAddress,
      target,
      offsets,
      depth,
      cuts,
      0,
      epilogue,
    );
    this.engine.team.run("directForward", [plan], g.batch * cuts, 1);
    this.engine.heap.release(packed);
  }

  private writePlan(
    pass: PlanePass,
    g: ConvGeometry,
    source: number,
    sourceIndices: number,
    other: number,
    bias: number,
    target: number,
    offsets: number,
    depth: number,
    parts: number,
    partBytes: number,
    epilogue: Epilogue,
  ): number {
    return this.plan.write({
      planePass: pass,
      source,
      other,
      bias,
      target,
      sourceBytes:
        pass.channels * g.groups * (sourceIndices === 0 ? pass.height * pass.width : planeSize(g, sourceIndices)) * 4,
      resultBytes: pass.filters * g.groups * planeSize(pass, epilogue.indices) * 4,
      offsets,
      depth,
      batch: g.batch,
      parts,
      partBytes,
      relu: epilogue.relu,
      indices: epilogue.indices,
      sourceIndices,
    });
  }
}

/** Elements of a plane of results, or of their maxima where these have indices. */
function planeSize({ outHeight, outWidth }: Pick<PlanePass, "outHeight" | "outWidth">, indices: number): number {
  return indices === 0 ? outHeight * outWidth : Math.floor(outHeight / 2) * Math.floor(outWidth / 2);
}
