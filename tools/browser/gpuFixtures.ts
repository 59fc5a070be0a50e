import { createGpu } from "@lumbre/backend-gpu";
import { scope } from "lumbre";
import { callFixture } from "../testing/callFixture.js";
import { type EncodedTensor, type FixtureCase, runCase } from "../testing/fixtureCase.js";
import { encode } from "./fixtures.js";

/** What each of the fixtures' calls gives on the GPU, or the error that it throws. */
export async function computeGpuFixtures(cases: readonly FixtureCase[]): Promise<(EncodedTensor[] | string)[]> {
  const device = await createGpu();
  return cases.map((item) => {
    try {
      return scope(() => runCase(item, callFixture, { device, isSingle: true }).map(encode));
    } catch (error) {
      return String((error as Error).stack);
    }
  });
}
