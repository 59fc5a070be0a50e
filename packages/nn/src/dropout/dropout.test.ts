import { manualSeed, ones, rand, type Tensor } from "@lumbre/tensor";
import { describe, expect, test } from "vitest";
import * as nn from "../index.js";

describe("dropout", () => {
  test("in place refuses the copy that at() picked by a list", () => {
    expect(() => nn.functional.dropout(ones(3).at([0, 2]), 0.5, { inplace: true })).toThrow(
      "dropout: this tensor of shape [2] is the copy that x.at(index) with a list or a mask gives",
    );
  });

  test("dropout rests in evaluation and keeps the mean in training", () => {
    manualSeed(0);
    const dropout = new nn.Dropout(0.25);
    const x = ones(100, 100);
    const y = dropout.forward(x);
    expect(new Set(y.readSync())).toEqual(new Set([0, Math.fround(1 / 0.75)]));
    expect(y.mean().item()).toBeCloseTo(1, 1);
    dropout.eval();
    expect(dropout.forward(x)).toBe(x);
    expect(() => new nn.Dropout(2)).toThrow("Dropout: dropout probability has to be between 0 and 1, but got 2");
  });

  test("dropout keeps what PyTorch keeps", () => {
    const kept = (y: Tensor): number[] => [...y.flatten().ne(0).to("int32").readSync()];
    // torch.manual_seed(0); F.dropout(torch.ones(12), 0.3); torch.rand(1)
    manualSeed(0);
    expect(kept(nn.functional.dropout(ones(12), { p: 0.3 }))).toEqual([0, 0, 1, 0, 1, 0, 1, 1, 1, 1, 1, 1]);
    expect(rand(1).item()).toBe(0.41940832138061523);
    // torch.manual_seed(0); torch.rand(1); F.dropout(torch.ones(12, dtype=torch.float64), 0.5)
    manualSeed(0);
    rand(1);
    const y = nn.functional.dropout(ones([12], { dtype: "float64" }));
    expect(y.dtype).toBe("float64");
    expect(kept(y)).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0]);
    // torch.manual_seed(0); F.dropout2d(torch.ones(2, 5, 1, 1), 0.5)
    manualSeed(0);
    expect(kept(nn.functional.dropout2d(ones(2, 5, 1, 1)))).toEqual([0, 0, 1, 0, 0, 0, 1, 1, 0, 1]);
    // torch.manual_seed(1); y = F.dropout(torch.ones(3000), 0.1); (y.ne(0) * torch.arange(3000)).sum(), y.max()
    manualSeed(1);
    const long = nn.functional.dropout(ones(3000), { p: 0.1 });
    expect(kept(long).reduce((sum, one, i) => sum + one * i, 0)).toBe(4039160);
    expect(long.max().item()).toBe(1.1111111640930176);
    expect(rand(1).item()).toBe(0.13207703828811646);
  });

  test("dropout2d takes three dimensions as [N, C, L]", () => {
    // torch.manual_seed(0); F.dropout2d(torch.ones(2, 3, 2), 0.5)
    manualSeed(0);
    expect([...nn.functional.dropout2d(ones(2, 3, 2)).readSync()]).toEqual([0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 0, 0]);
  });

  test("dropout2d drops whole channels", () => {
    manualSeed(0);
    const y = new nn.Dropout2d(0.5).forward(ones(8, 8, 3, 3));
    const sums = y.sum([2, 3]).readSync();
    expect(new Set(sums)).toEqual(new Set([0, 18]));
  });
});

describe("dropout of channels", () => {
  const shares = (x: Tensor, dims: number[]): boolean[] => {
    const rows = x.ne(0).to("float32").mean(dims).flatten().readSync();
    return Array.from(rows, (share) => share === 0 || share === 1);
  };

  test("three dimensions are [N, C, L], as in PyTorch 1.13", () => {
    manualSeed(0);
    const y = nn.functional.dropout2d(ones(20, 10, 4), 0.5);
    expect(shares(y, [2]).every(Boolean)).toBe(true);
    // Were they one image [C, H, W], each of the 20 would be dropped as a whole.
    expect(shares(y, [1, 2]).some((isWhole) => !isWhole)).toBe(true);
    expect(new nn.Dropout2d(0)(ones(2, 3, 4)).shape).toEqual([2, 3, 4]);
  });

  test("two dimensions are [N, C] of dropout2d, and [C, L] of dropout1d", () => {
    manualSeed(0);
    expect(shares(nn.functional.dropout2d(ones(20, 50), 0.5), [1]).some((isWhole) => !isWhole)).toBe(true);
    expect(shares(nn.functional.dropout1d(ones(20, 50), 0.5), [1]).every(Boolean)).toBe(true);
  });

  test("other numbers of dimensions are errors", () => {
    expect(() => new nn.Dropout1d(0.5).eval()(ones(1, 1, 1, 3))).toThrow("dropout1d: expected [N, C, L] or [C, L]");
    for (const p of [0, 0.5, 1]) {
      expect(() => nn.functional.dropout2d(ones(3), p)).toThrow(
        "dropout2d: expected at least 2 dimensions, [N, C, ..], got [3]",
      );
      expect(() => nn.functional.dropout1d(ones(3), p)).toThrow("dropout1d: expected [N, C, L] or [C, L], got [3]");
      expect(() => nn.functional.dropout1d(ones(1, 1, 1, 3), p)).toThrow(
        "dropout1d: expected [N, C, L] or [C, L], got [1, 1, 1, 3]",
      );
    }
  });
});
