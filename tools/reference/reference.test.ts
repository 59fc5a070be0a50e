import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { collectReference } from "./collect.js";
import { packages, renderReference } from "./render.js";

// Writes docs/reference.md when vitest is run with -u, and otherwise checks that it is current.

const root = fileURLToPath(new URL("../../", import.meta.url));
const reference = collectReference(root, packages);

test("docs/reference.md is current", async () => {
  await expect(renderReference(reference, root)).toMatchFileSnapshot(`${root}docs/reference.md`);
});

test("every public name says what it is", () => {
  const names = [...reference.values()].flatMap((families) => [...families.values()].flat());
  expect(names.length).toBeGreaterThan(300);
  expect(names.filter(({ summary }) => summary === "").map(({ name }) => name)).toEqual([]);
});
