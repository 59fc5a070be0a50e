import { expect, test } from "vitest";
import { suggest } from "./suggest.js";

test.each<[wrong: string, names: string[], meant: string | null]>([
  // A third of the letters may be others, missing or too many.
  ["abcdef", ["abcdxy"], "abcdxy"],
  ["abcdef", ["abcxyz"], null],
  ["abcdef", ["abcdefgh"], "abcdefgh"],
  ["abcdef", ["abcdefghi"], null],
  ["abcdef", ["abcd"], "abcd"],
  ["abcdef", ["abc"], null],
  ["abcdef", ["xbcdey"], "xbcdey"],
  // Of a short name it is one letter.
  ["ab", ["ax"], "ax"],
  ["ab", ["xy"], null],
  ["abcde", ["abxxe"], null],
  // The nearest one, whichever comes first; of two, the one that the wrong name begins with, or else the first.
  ["abcdef", ["abcdxy", "abcdex"], "abcdex"],
  ["abcdef", ["abcdex", "abcdxy"], "abcdex"],
  ["mins", ["bins", "min"], "min"],
  ["mins", ["min", "bins"], "min"],
  ["mins", ["bins", "tins"], "bins"],
  // What stands beside the names, and what is spelled alike.
  ["keep_dim", ["dim", "keepDim"], "keepDim"],
  ["axis", ["x", "dim"], "dim"],
  ["axis", ["taxis"], "taxis"],
  ["anything", [], null],
])("%s beside %j is %s", (wrong, names, meant) => {
  expect(suggest(wrong, names)).toBe(meant);
});
