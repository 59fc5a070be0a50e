import { createWasm } from "@lumbre/backend-wasm";
import { arange, bincount, eye, fromTypedArray, ones, randint, type Tensor, tensor, zeros } from "@lumbre/tensor";
import { expectTensor } from "@lumbre/testing";
import fc from "fast-check";
import { expect, test } from "vitest";

const wasm = createWasm();
const exact = { rtol: 0, atol: 0 };

/** A mask of three dimensions, of any density, on one of the devices. */
const masks = fc
  .tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 9 }), fc.boolean())
  .chain(([a, b, c, onWasm]) =>
    fc.array(fc.boolean(), { minLength: a * b * c, maxLength: a * b * c }).map((bits) => {
      const mask = fromTypedArray(Uint8Array.from(bits, Number), [a, b, c], { dtype: "bool" });
      return onWasm ? mask.to(wasm) : mask;
    }),
  );

test("one mask picks and puts what its indices do", () => {
  fc.assert(
    fc.property(masks, fc.boolean(), (mask, isTurned) => {
      const { shape, device } = mask;
      const x = arange(mask.numel(), { device }).reshape([...shape]);
      const y = isTurned ? x.transpose(0, 2).contiguous().transpose(0, 2) : x;
      const places = mask.nonzero({ asTuple: true });
      expect(mask.nonzero().shape).toEqual([places[0].numel(), 3]);
      expectTensor(y.at(mask), y.at(...places), exact);
      expectTensor(y.maskedSelect(mask), y.at(...places), exact);
      const values = arange(places[0].numel(), { device }).mul(-1);
      expectTensor(y.indexPut([mask], values), y.indexPut(places, values), exact);
      expectTensor(y.indexPut([mask], -7, true), y.indexPut(places, -7, true), exact);
      expectTensor(y.clone().indexPut_([mask], 3), y.maskedFill(mask, 3), exact);
    }),
  );
});

test("a mask of the leading dimensions picks rows, and gradients flow back to them", () => {
  for (const device of [zeros(1).device, wasm]) {
    const x = arange(12, { device }).view(2, 2, 3).requiresGrad_();
    const mask = tensor(
      [
        [true, false],
        [false, true],
      ],
      { device },
    );
    const y = x.at(mask);
    expect(y.toArray()).toEqual([
      [0, 1, 2],
      [9, 10, 11],
    ]);
    y.mul(tensor([[1], [2]], { device }))
      .sum()
      .backward();
    expect((x.grad as Tensor).toArray()).toEqual([
      [
        [1, 1, 1],
        [0, 0, 0],
      ],
      [
        [0, 0, 0],
        [2, 2, 2],
      ],
    ]);
  }
});

test("a mask of another shape is refused as before", () => {
  expect(() => ones(2, 3).at(ones(2, 2).gt(0))).toThrow(/the shape of the mask \[2, 2\] at index 1 does not match/);
  expect(() => ones(2, 3).indexPut_([ones(3).gt(0)], 1)).toThrow(
    /the shape of the mask \[3\] at index 0 does not match/,
  );
});

test("counts, identities and triangles are the same on both devices", () => {
  for (const device of [zeros(1).device, wasm]) {
    const x = randint(0, 9, [500], { device });
    const counts = Array.from({ length: 9 }, (_, bin) => x.eq(bin).sum().item());
    expect(bincount(x, { minlength: 9 }).toArray()).toEqual(counts);
    // Memory that was in use before is cleared.
    zeros(12, { device }).add(7).dispose();
    expect(eye(3, 4, { device }).sum(0).toArray()).toEqual([1, 1, 1, 0]);
    for (const diagonal of [-9, -2, 0, 1, 9]) {
      const all = ones(3, 5, { device });
      expectTensor(all.tril(diagonal).add(all.triu(diagonal + 1)), all, exact);
    }
  }
});
