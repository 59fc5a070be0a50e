import { expect, test } from "vitest";
import { fitted, toGrey } from "./picture.js";

test("the longer side fits, and small pictures stay as they are", () => {
  expect(fitted(640, 400, 320)).toEqual([320, 200]);
  expect(fitted(300, 1200, 320)).toEqual([80, 320]);
  expect(fitted(28, 28, 320)).toEqual([28, 28]);
  expect(fitted(5000, 1, 320)).toEqual([320, 3]);
});

test("grey is luma, over white where it is transparent", () => {
  const rgba = Uint8ClampedArray.of(255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255, 0, 0, 0, 0, 0, 0, 0, 51);
  expect([...toGrey(rgba)]).toEqual([76, 150, 29, 255, 204]);
});
