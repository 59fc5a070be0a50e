import { cpu, type DType, type Shape } from "@lumbre/tensor";
import { dtypes, formatShape, isFloat } from "@lumbre/tensor/backend";
import type { HostTensor } from "../device/hostTensor.js";
import { type LayoutName, valuesInLayout } from "../device/layouts.js";
import { seedOf } from "../device/random.js";
import type { Subject } from "../device/subject.js";
import { drawInput } from "../samples/drawInput.js";
import { samples } from "../samples/index.js";
import type { InputSpec, Sample } from "../samples/sample.js";
import type { Check } from "./check.js";
import { callSample, compareOutcomes, isInPlace } from "./outcome.js";

/** A sample's inputs as values, for data of one dtype; other shapes in their place where they are given. */
export function drawInputs(sample: Sample, dtype: DType, specs: readonly InputSpec[] = sample.inputs): HostTensor[] {
  return specs.map((spec, i) => drawInput(spec, dtype, seedOf(`${sample.op}/${sample.id}/${i}`)));
}

/** Makes a sample's call on both devices. @returns The largest relative error. */
async function compareCall(
  subject: Subject,
  sample: Sample,
  inputs: readonly HostTensor[],
  layouts: readonly LayoutName[] = [],
): Promise<number> {
  const values = inputs.map((input, i) => valuesInLayout(input, layouts[i] ?? "contiguous"));
  // What an op in place leaves in the gaps is compared too, so there the reference has the same ones.
  const expected = await callSample(sample, cpu, values, isInPlace(sample) ? layouts : []);
  const found = await callSample(sample, subject.device, values, layouts);
  const kinds = inputs.map(({ dtype, shape }, i) => `${dtype} ${formatShape(shape)}${suffix(layouts[i])}`);
  return compareOutcomes(subject, found, expected, `${sample.op}(${kinds.join(", ")})`, {
    scale: sample.scale,
    factor: sample.tolerance?.factor ?? 1,
    readsValues: sample.readsValues,
  });
}

function suffix(layout: LayoutName | undefined): string {
  return layout === undefined || layout === "contiguous" ? "" : ` ${layout}`;
}

/** The layouts of all inputs, one call each. */
function layoutPlans({ inputs }: Sample): readonly (readonly LayoutName[])[] {
  const all = (name: LayoutName): LayoutName[] => inputs.map(() => name);
  const plans = [all("transposed"), all("offset"), all("gapped"), all("expanded")];
  if (inputs.length < 2) return plans;
  const inTurn = (first: LayoutName, second: LayoutName): LayoutName[] =>
    inputs.map((_, i) => (i % 2 === 0 ? first : second));
  return [
    ...plans,
    inTurn("contiguous", "transposed"),
    inTurn("gapped", "contiguous"),
    inTurn("transposed", "expanded"),
  ];
}

async function checkValues(subject: Subject, sample: Sample): Promise<number> {
  const inputs = drawInputs(sample, "float32");
  const expected = await callSample(sample, cpu, inputs);
  // In other sizes and dtypes an error may be right, but here the op has to compute.
  if ("error" in expected) throw expected.error;
  return compareCall(subject, sample, inputs);
}

async function checkLayouts(subject: Subject, sample: Sample): Promise<number> {
  let worst = 0;
  const inputs = drawInputs(sample, "float32");
  for (const layouts of layoutPlans(sample)) {
    worst = Math.max(worst, await compareCall(subject, sample, inputs, layouts));
  }
  return worst;
}

async function checkDTypes(subject: Subject, sample: Sample): Promise<number> {
  let worst = 0;
  for (const dtype of dtypes) {
    if (dtype === "float32" || !subject.has(dtype) || !(sample.checksOperands || isFloat(dtype))) continue;
    const inputs = drawInputs(sample, dtype);
    const error = await compareCall(subject, sample, inputs);
    await compareCall(
      subject,
      sample,
      inputs,
      sample.inputs.map((_, i) => (i === 0 ? "gapped" : "transposed")),
    );
    if (dtype !== "float64") worst = Math.max(worst, error);
  }
  return worst;
}

/** The inputs with every dimension of one size made another one: 0, mostly. */
function resized(inputs: readonly InputSpec[], from: number, to: number): InputSpec[] {
  const resize = (shape: Shape): number[] => shape.map((size) => (size === from ? to : size));
  return inputs.map((input) => ({ ...input, shape: resize(input.shape) }));
}

/** Nothing at all, and single numbers: most calls make sense with them, and the others throw as they do on the CPU. */
async function checkSizes(subject: Subject, sample: Sample): Promise<void> {
  const { inputs } = sample;
  const variants = [...new Set(inputs[0].shape)].map((size) => resized(inputs, size, 0));
  variants.push(inputs.map((input) => ({ ...input, shape: [] })));
  for (const specs of variants) await compareCall(subject, sample, drawInputs(sample, "float32", specs));
}

function checksOf(sample: Sample): Check[] {
  const { op } = sample;
  const id = `ops/${op}/${sample.id}`;
  const check = (aspect: string, run: (subject: Subject) => Promise<number | void>): Check => ({
    id: `${id}/${aspect}`,
    op,
    run: async (subject) => {
      const error = await run(subject);
      return error === undefined ? undefined : { error };
    },
  });
  const values = check("values", (subject) => checkValues(subject, sample));
  if (sample.inputs.length === 0) return [values];
  const others = [check("layouts", (subject) => checkLayouts(subject, sample))];
  if (sample.checksOperands) others.push(check("sizes", (subject) => checkSizes(subject, sample)));
  const takesData = sample.inputs.some(({ dtype }) => dtype === "data");
  if (takesData) others.push(check("dtypes", (subject) => checkDTypes(subject, sample)));
  return [values, ...others];
}

/** Every sample against the CPU reference: in every layout, in every dtype that is declared, empty, and 0-d. */
export function sampleChecks(): readonly Check[] {
  return samples.flatMap(checksOf);
}
