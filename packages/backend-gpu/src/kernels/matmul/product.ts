import type { Kernel } from "../../engine/engine.js";
import { cornerOf, digitsOf, placeOfThread, type Sheet } from "../sheet.js";
import { addProduct, addTexel, declareSums, returnSums, tileNames } from "../tile.js";

/** A factor in panels: texel k of a line has four neighbouring rows (or columns) of the factor at depth k. */
export interface Panels {
  /** Blocks are the groups of lines that a tile reads, for each part of the depth, for each matrix. */
  readonly sheet: Sheet;
  readonly matrices: number;
  /** Groups of lines. */
  readonly groups: number;
  /** Lines in a group. */
  readonly lines: number;
}

/** The sizes of a product: `parts` parts of the depth, each of `partDepth`, are summed apart and then together. */
export interface ProductSizes {
  readonly batch: number;
  readonly rows: number;
  readonly columns: number;
  readonly depth: number;
  readonly parts: number;
  readonly partDepth: number;
}

interface Packing {
  readonly panels: Panels;
  readonly sizes: Pick<ProductSizes, "depth" | "parts" | "partDepth">;
  /** Rows (or columns) that there are. */
  readonly lanes: number;
  readonly offset: number;
  readonly matrixStride: number;
  readonly laneStride: number;
  readonly depthStride: number;
}

/** A factor's view in panels, with zeros where it ends. */
export const packPanels: Kernel<Packing> = {
  name: "packPanels",
  lanes: 4,
  source({ panels, sizes, lanes, offset, matrixStride, laneStride, depthStride }) {
    const values = [0, 1, 2, 3].map((i) => `if (lane + ${i} < ${lanes}) { v${i} = x[start + ${i * laneStride}]; }`);
    return `function (x) {
      ${placeOfThread(panels.sheet)}
      ${digitsOf("block", [
        ["matrix", panels.matrices],
        ["part", sizes.parts],
        ["group", panels.groups],
      ])}
      const depth = part * ${sizes.partDepth} + left;
      const lane = (group * ${panels.lines} + line) * 4;
      const start = ${offset} + matrix * ${matrixStride} + lane * ${laneStride} + depth * ${depthStride};
      let v0 = 0; let v1 = 0; let v2 = 0; let v3 = 0;
      if (left < ${sizes.partDepth} && depth < ${sizes.depth}) { ${values.join("\n")} }
      return [v0, v1, v2, v3];
    }`;
  },
};

interface Multiplying {
  readonly sizes: ProductSizes;
  readonly left: Panels;
  readonly right: Panels;
  /** Blocks are the groups of rows, for each part of the depth, for each matrix of the batch. */
  readonly sheet: Sheet;
  /** Steps of the depth that a round of the loop does. */
  readonly unrolled: number;
}

/** Tiles of the product: outputs are the rows of a tile, four columns wide. */
export const multiply: Kernel<Multiplying> = {
  name: "multiply",
  lanes: 4,
  source({ sizes, left, right, sheet, unrolled }) {
    const { parts, partDepth, batch } = sizes;
    const steps: string[] = [];
    for (let u = 0; u < unrolled; u++) {
      steps.push(`const b${u} = texel(b, bX + (k + ${u}), bY);`);
      for (let line = 0; line < left.lines; line++) {
        steps.push(`const a${u}_${line} = texel(a, aX + (k + ${u}), aY + ${line});`);
        for (let i = 0; i < 4; i++) steps.push(addProduct(4 * line + i, `a${u}_${line}`, i, `b${u}`));
      }
    }
    const matrixOf = (panels: Panels): string => (panels.matrices === 1 ? "0" : "matrix");
    return `function (a, b) {
      ${placeOfThread(sheet)}
      ${digitsOf("block", [
        ["matrix", batch],
        ["part", parts],
        ["group", left.groups],
      ])}
      ${cornerOf(left.sheet, `(${matrixOf(left)} * ${parts} + part) * ${left.groups} + group`, "a")}
      ${cornerOf(right.sheet, `(${matrixOf(right)} * ${parts} + part) * ${right.groups} + left`, "b")}
      ${declareSums(4 * left.lines)}
      for (let k = 0; k < ${partDepth}; k += ${unrolled}) { ${steps.join("\n")} }
      ${returnSums(4 * left.lines)}
    }`;
  },
};

interface Collecting {
  readonly sizes: ProductSizes;
  readonly left: Panels;
  readonly sheet: Sheet;
  /** Where in the last operand the bias of column 0 lies, and how far apart its elements are. */
  readonly bias: { readonly offset: number; readonly stride: number } | null;
  readonly relu: boolean;
}

/** The product, row-major, from its tiles: the parts of the depth summed, plus a bias for each column. */
export const collectProduct: Kernel<Collecting> = {
  name: "collectProduct",
  source({ sizes, left, sheet, bias, relu }) {
    const { batch, rows, columns, parts } = sizes;
    const tileRows = 4 * left.lines;
    const names = [...tileNames(tileRows), ...(bias === null ? [] : ["bias"])];
    const added = bias === null ? "" : ` + bias[${bias.offset} + column * ${bias.stride}]`;
    const value = `component(total, column - across * 4)${added}`;
    return `function (${names.join(", ")}) {
      ${digitsOf("this.thread.x", [
        ["matrix", batch],
        ["row", rows],
        ["column", columns],
      ])}
      const group = idiv(row, ${tileRows}); const which = row - group * ${tileRows};
      const across = idiv(column, 4);
      let total = [0, 0, 0, 0];
      for (let part = 0; part < ${parts}; part++) {
        ${cornerOf(sheet, `(matrix * ${parts} + part) * ${left.groups} + group`, "tile")}
        ${addTexel(tileRows, "which", "tileX + across", "tileY")}
      }
      return ${relu ? `unary_relu(${value})` : value};
    }`;
  },
};
