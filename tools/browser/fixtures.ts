import { createWasm, scope, type Tensor } from "lumbre";
import { callFixture } from "../testing/callFixture.js";
import { type EncodedTensor, type FixtureCase, runCase } from "../testing/fixtureCase.js";

/** A tensor that can be sent to the test. */
export function encode(x: Tensor): EncodedTensor {
  return { dtype: x.dtype, shape: [...x.shape], data: Array.from(x.readSync()) };
}

/** What each of the fixtures' calls gives, outputs and gradients, in float32 and on two threads where there can be two. */
export function computeFixtures(cases: readonly FixtureCase[]): EncodedTensor[][] {
  const device = createWasm({ threads: 2 });
  const results = cases.map((item) => scope(() => runCase(item, callFixture, { device, isSingle: true }).map(encode)));
  device.dispose();
  return results;
}
