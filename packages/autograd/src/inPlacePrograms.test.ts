import { type Tensor, tensor } from "@lumbre/tensor";
import { numel } from "@lumbre/tensor/backend";
import {
  baseModel,
  type Draw,
  drawStep,
  expectClose,
  indicesOf,
  randomTensor,
  sampledRuns,
  type ViewModel,
} from "@lumbre/testing";
import fc from "fast-check";
import { test } from "vitest";
import { grad } from "./index.js";

// Random programs of views and changes in place, against the same programs without either: there the base is a value that
// each change replaces by another one.

/** A change: in place on a tensor, and as a function of what was there. The operand is 0-d. */
interface Change {
  readonly text: string;
  readonly inPlace: (x: Tensor, operand: Tensor) => Tensor;
  readonly functional: (x: Tensor, operand: Tensor) => Tensor;
}

const changes: readonly Change[] = [
  { text: "mul_(s)", inPlace: (x, s) => x.mul_(s), functional: (x, s) => x.mul(s) },
  { text: "add_(s)", inPlace: (x, s) => x.add_(s, { alpha: 2 }), functional: (x, s) => x.add(s.mul(2)) },
  { text: "mul_(2)", inPlace: (x) => x.mul_(2), functional: (x) => x.mul(2) },
  { text: "square_()", inPlace: (x) => x.mul_(0.5).square_(), functional: (x) => x.mul(0.5).square() },
  { text: "copy_(s)", inPlace: (x, s) => x.copy_(s), functional: (x, s) => s.expand(x.shape) },
  { text: "zero_()", inPlace: (x) => x.zero_(), functional: (x) => x.mul(0) },
  { text: "abs_()", inPlace: (x) => x.sub_(0.1).abs_(), functional: (x) => x.sub(0.1).abs() },
];

interface Program {
  readonly shape: readonly number[];
  readonly choices: readonly number[];
  readonly lines: string[];
}

/** A tensor of the program: a base or a view of it, and where its elements lie in the flat base. */
interface Known {
  readonly tensor: Tensor;
  readonly model: ViewModel;
  readonly index: Tensor;
  readonly isDistinct: boolean;
}

function known(x: Tensor, model: ViewModel): Known {
  const places = [...indicesOf(model.shape)].map((at) => model.place(at));
  const index = tensor(places, { dtype: "int32" });
  return { tensor: x, model, index, isDistinct: new Set(places).size === places.length };
}

/** Runs a program both ways, and gives what each has added up. */
function run({ shape, choices, lines }: Program, w: Tensor, b: Tensor): readonly [inPlace: Tensor, functional: Tensor] {
  let next = 0;
  const draw: Draw = (count) => choices[next++ % choices.length] % count;
  let value = w.reshape(w.numel()).mul(1);
  const tensors = [known(w.mul(1), baseModel(shape))];
  const read = ({ model, index }: Known): Tensor => value.gather(0, index).reshape([...model.shape]);
  const totals: [Tensor, Tensor] = [b.sum(), b.sum()];
  lines.length = 0;
  for (let step = 0; step < 8; step++) {
    const at = draw(tensors.length);
    const target = tensors[at];
    const kind = draw(3);
    if (kind === 0) {
      const view = drawStep(target.model, draw, draw(4) > 0);
      const x = view.apply(target.tensor);
      if (x.storage !== target.tensor.storage || x === target.tensor) continue;
      lines.push(`x${tensors.length} = x${at}.${view.text}`);
      tensors.push(known(x, view.model(target.model)));
    } else if (kind === 1 && target.isDistinct) {
      const change = changes[draw(changes.length)];
      const from = draw(tensors.length + 1);
      const other = tensors[from];
      const scale = 0.5 / (1 + (other === undefined ? 1 : other.tensor.numel()));
      lines.push(`x${at}.${change.text}, s of ${other === undefined ? "b" : `x${from}`}`);
      const operand = other === undefined ? b.select(0, 1) : other.tensor.sum().mul(scale);
      const modelOperand = other === undefined ? b.select(0, 1) : read(other).sum().mul(scale);
      const written = change.functional(read(target), modelOperand);
      value = value.scatter(0, target.index, written.reshape(written.numel()));
      change.inPlace(target.tensor, operand);
    } else {
      const weight = randomTensor(target.model.shape, step);
      lines.push(`total += x${at}`);
      totals[0] = totals[0].add(target.tensor.mul(weight).sum());
      totals[1] = totals[1].add(read(target).mul(weight).sum());
    }
  }
  for (const x of tensors) {
    const weight = randomTensor(x.model.shape, 50);
    totals[0] = totals[0].add(x.tensor.mul(weight).sum());
    totals[1] = totals[1].add(read(x).mul(weight).sum());
  }
  return totals;
}

const programs = fc
  .record({
    shape: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 3 }),
    choices: fc.array(fc.nat(1000), { minLength: 60, maxLength: 60 }),
  })
  .map(({ shape, choices }): Program => {
    const lines: string[] = [];
    return Object.assign({ shape, choices, lines }, { [fc.toStringMethod]: () => `[${shape}]: ${lines.join("; ")}` });
  });

test("programs of views and changes in place have the gradients of what they compute", () => {
  fc.assert(
    fc.property(programs, (program) => {
      const w = randomTensor(program.shape, numel(program.shape), { requiresGrad: true });
      const b = randomTensor([2], 7, { requiresGrad: true });
      const [inPlace, functional] = run(program, w, b);
      expectClose(inPlace, functional.item());
      const found = grad(inPlace, [w, b], { createGraph: true });
      const expected = grad(functional, [w, b], { createGraph: true });
      for (const [i, gradient] of found.entries()) expectClose(gradient, expected[i]);
      const [first, second] = [found, expected].map(([dw, db]) => dw.square().sum().add(db.square().sum()));
      if (!first.requiresGrad) return;
      const options = { allowUnused: true } as const;
      const others = second.requiresGrad ? grad(second, [w, b], options) : [null, null];
      for (const [i, gradient] of grad(first, [w, b], options).entries()) {
        const zero = tensor(0).expand([w, b][i].shape);
        expectClose(gradient ?? zero, others[i] ?? zero);
      }
    }),
    { numRuns: sampledRuns(300) },
  );
});
