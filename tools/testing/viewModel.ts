import { type Shape, ShapeError, type Tensor } from "@lumbre/tensor";
import { numel } from "@lumbre/tensor/backend";
import fc from "fast-check";

/** A tensor as a plain function from an index to the place of its element in the flat base: what a view has to agree with. */
export interface ViewModel {
  readonly shape: readonly number[];
  readonly place: (index: readonly number[]) => number;
}

/** The model of a whole base, row by row. */
export function baseModel(shape: Shape): ViewModel {
  return { shape, place: (index) => index.reduce((flat, i, d) => flat * shape[d] + i, 0) };
}

/** One view op with its arguments, done on a tensor, and told by its definition. */
export interface ViewStep {
  readonly text: string;
  readonly apply: (x: Tensor) => Tensor;
  readonly model: (x: ViewModel) => ViewModel;
}

/** Draws numbers from what fast-check drew, so that a failing chain shrinks. */
export type Draw = (count: number) => number;

function without<T>(list: readonly T[], d: number): T[] {
  return [...list.slice(0, d), ...list.slice(d + 1)];
}

function replaced<T>(list: readonly T[], d: number, ...items: T[]): T[] {
  return [...list.slice(0, d), ...items, ...list.slice(d + 1)];
}

/** Negative half of the time, as users count from either end. */
function fromEitherEnd(draw: Draw, d: number, rank: number): number {
  return draw(2) === 0 ? d : d - rank;
}

function select(x: ViewModel, draw: Draw): ViewStep {
  const d = draw(x.shape.length);
  const i = draw(x.shape[d]);
  const [dim, index] = [fromEitherEnd(draw, d, x.shape.length), fromEitherEnd(draw, i, x.shape[d])];
  return {
    text: `select(${dim}, ${index})`,
    apply: (t) => t.select(dim, index),
    model: ({ shape, place }) => ({
      shape: without(shape, d),
      place: (at) => place([...at.slice(0, d), i, ...at.slice(d)]),
    }),
  };
}

function slice(x: ViewModel, draw: Draw): ViewStep {
  const d = draw(x.shape.length);
  const size = x.shape[d];
  const start = draw(size);
  const end = start + 1 + draw(size - start);
  const step = 1 + draw(3);
  const text = `${fromEitherEnd(draw, start, size)}:${end}:${step}`;
  return {
    text: `at("...", "${text}")`,
    apply: (t) => t.at(...new Array<string>(d).fill(":"), text, "..."),
    model: ({ shape, place }) => ({
      shape: replaced(shape, d, Math.ceil((end - start) / step)),
      place: (at) => place(replaced(at, d, start + at[d] * step)),
    }),
  };
}

function narrow(x: ViewModel, draw: Draw): ViewStep {
  const d = draw(x.shape.length);
  const start = draw(x.shape[d]);
  const length = 1 + draw(x.shape[d] - start);
  return {
    text: `narrow(${d}, ${start}, ${length})`,
    apply: (t) => t.narrow(d, start, length),
    model: ({ shape, place }) => ({
      shape: replaced(shape, d, length),
      place: (at) => place(replaced(at, d, start + at[d])),
    }),
  };
}

function permute(x: ViewModel, draw: Draw): ViewStep {
  const left = x.shape.map((_, d) => d);
  const dims = x.shape.map(() => left.splice(draw(left.length), 1)[0]);
  return {
    text: `permute(${dims})`,
    apply: (t) => t.permute(dims),
    model: ({ shape, place }) => ({
      shape: dims.map((d) => shape[d]),
      place: (at) => {
        const index = new Array<number>(dims.length);
        for (const [to, from] of dims.entries()) index[from] = at[to];
        return place(index);
      },
    }),
  };
}

function movedim(x: ViewModel, draw: Draw): ViewStep {
  const from = draw(x.shape.length);
  const to = draw(x.shape.length);
  return {
    text: `movedim(${from}, ${to})`,
    apply: (t) => t.movedim(from, to),
    model: ({ shape, place }) => {
      const moved = without(shape, from);
      moved.splice(to, 0, shape[from]);
      return {
        shape: moved,
        place: (at) => {
          const index = without(at, to);
          index.splice(from, 0, at[to]);
          return place(index);
        },
      };
    },
  };
}

function unsqueeze(x: ViewModel, draw: Draw): ViewStep {
  const d = draw(x.shape.length + 1);
  const dim = fromEitherEnd(draw, d, x.shape.length + 1);
  return {
    text: `unsqueeze(${dim})`,
    apply: (t) => t.unsqueeze(dim),
    model: ({ shape, place }) => ({
      shape: [...shape.slice(0, d), 1, ...shape.slice(d)],
      place: (at) => place(without(at, d)),
    }),
  };
}

function squeeze(): ViewStep {
  return {
    text: "squeeze()",
    apply: (t) => t.squeeze(),
    model: ({ shape, place }) => ({
      shape: shape.filter((size) => size !== 1),
      place: (at) => {
        const left = [...at];
        return place(shape.map((size) => (size === 1 ? 0 : (left.shift() as number))));
      },
    }),
  };
}

function diagonal(x: ViewModel, draw: Draw): ViewStep {
  const dim1 = draw(x.shape.length);
  const dim2 = (dim1 + 1 + draw(x.shape.length - 1)) % x.shape.length;
  return {
    text: `diagonal(${dim1}, ${dim2})`,
    apply: (t) => t.diagonal({ dim1, dim2 }),
    model: ({ shape, place }) => ({
      shape: [...shape.filter((_, d) => d !== dim1 && d !== dim2), Math.min(shape[dim1], shape[dim2])],
      place: (at) => {
        const left = [...at];
        const i = left.pop() as number;
        return place(shape.map((_, d) => (d === dim1 || d === dim2 ? i : (left.shift() as number))));
      },
    }),
  };
}

/** Another shape of as many elements: a view where that is possible, which is the step's own affair to find out. */
function reshape(x: ViewModel, draw: Draw): ViewStep {
  const sizes: number[] = [];
  for (let left = numel(x.shape); left > 1; ) {
    const divisors = Array.from({ length: left }, (_, i) => i + 1).filter((size) => left % size === 0);
    sizes.push(divisors[draw(divisors.length)]);
    left /= sizes[sizes.length - 1];
    if (sizes.length === 3 && left > 1) {
      sizes.push(left);
      break;
    }
  }
  const inner = baseModel(sizes);
  return {
    text: `view(${sizes})`,
    apply: (t) => {
      try {
        return t.view(sizes);
      } catch (error) {
        if (!(error instanceof ShapeError)) throw error;
        return t.reshape(sizes);
      }
    },
    model: ({ shape, place }) => ({
      shape: sizes,
      place: (at) => {
        let flat = inner.place(at);
        const index = new Array<number>(shape.length);
        for (let d = shape.length - 1; d >= 0; d--) {
          index[d] = flat % shape[d];
          flat = Math.floor(flat / shape[d]);
        }
        return place(index);
      },
    }),
  };
}

function expand(x: ViewModel, draw: Draw): ViewStep {
  const sizes = [1 + draw(2), ...x.shape.map((size) => (size === 1 ? 1 + draw(3) : size))];
  return {
    text: `expand(${sizes})`,
    apply: (t) => t.expand(sizes),
    model: ({ shape, place }) => ({
      shape: sizes,
      place: (at) => place(shape.map((size, d) => (size === 1 ? 0 : at[d + 1]))),
    }),
  };
}

function unfold(x: ViewModel, draw: Draw): ViewStep {
  const d = draw(x.shape.length);
  const size = 1 + draw(x.shape[d]);
  const step = 1 + draw(3);
  return {
    text: `unfold(${d}, ${size}, ${step})`,
    apply: (t) => t.unfold(d, size, step),
    model: ({ shape, place }) => ({
      shape: [...replaced(shape, d, Math.floor((shape[d] - size) / step) + 1), size],
      place: (at) => place(replaced(at.slice(0, -1), d, at[d] * step + at[at.length - 1])),
    }),
  };
}

const anywhere = [unsqueeze, squeeze, reshape];
const onDimensions = [select, slice, narrow, permute, movedim];
const overlapping = [expand, unfold];

/** A step that this shape allows; `distinct`: one that shows no element twice. */
export function drawStep(x: ViewModel, draw: Draw, distinct: boolean): ViewStep {
  const kinds = [
    ...anywhere,
    ...(x.shape.length > 0 ? onDimensions : []),
    ...(x.shape.length > 1 ? [diagonal] : []),
    ...(distinct ? [] : x.shape.length > 0 ? overlapping : [expand]),
  ];
  return kinds[draw(kinds.length)](x, draw);
}

/** A chain of view ops on a base of `shape`. */
export interface ViewChain {
  readonly shape: readonly number[];
  readonly steps: readonly ViewStep[];
  readonly model: ViewModel;
}

/** Random chains of `length` view ops over random shapes without empty dimensions. */
export function viewChains(options: { readonly length: number; readonly distinct: boolean }): fc.Arbitrary<ViewChain> {
  return fc
    .record({
      shape: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 3 }),
      choices: fc.array(fc.nat(1000), { minLength: 12 * options.length, maxLength: 12 * options.length }),
    })
    .map(({ shape, choices }) => {
      let next = 0;
      const draw: Draw = (count) => choices[next++ % choices.length] % count;
      const steps: ViewStep[] = [];
      let model = baseModel(shape);
      for (let i = 0; i < options.length; i++) {
        const step = drawStep(model, draw, options.distinct);
        steps.push(step);
        model = step.model(model);
      }
      return {
        shape,
        steps,
        model,
        [fc.toStringMethod]: () => `[${shape}]: ${steps.map(({ text }) => text).join(".")}`,
      };
    });
}
