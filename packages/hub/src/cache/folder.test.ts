import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { HubError } from "../errors.js";
import { readFirst, writeWhole } from "./folder.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "lumbre-folder-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

test("the first file that is there is read, if it has no more bytes than it may", async () => {
  const [missing, a, b] = ["missing", "a", "b"].map((name) => join(folder, name));
  writeFileSync(a, "abc");
  writeFileSync(b, "defg");
  expect(await readFirst([missing, a, b], 3)).toEqual({ path: a, bytes: Uint8Array.of(97, 98, 99) });
  expect(await readFirst([missing, join(a, "within a file")], 3)).toBe(null);
  await expect(readFirst([missing, b, a], 3)).rejects.toThrow(
    new HubError(`${b} has 4 bytes, expected no more than 3`),
  );
});

test("what is no file is not read", async () => {
  const place = (name: string): string => join(folder, name);
  mkdirSync(place("folder"));
  execFileSync("mkfifo", [place("pipe")]);
  const server = createServer().listen(place("socket"));
  await new Promise((resolve) => server.once("listening", resolve));
  for (const [path, sort] of [
    [place("folder"), "a folder"],
    [place("pipe"), "a named pipe"],
    [place("socket"), "a socket"],
    ["/dev/null", "a device"],
  ]) {
    await expect(readFirst([path], 10)).rejects.toThrow(
      new HubError(`${path} cannot be read: it is ${sort}, expected a file`),
    );
  }
  await new Promise((resolve) => server.close(resolve));
});

test("what cannot be written leaves nothing beside it", async () => {
  const target = join(folder, "taken");
  mkdirSync(join(target, "full"), { recursive: true });
  await expect(writeWhole(target, new Uint8Array(1))).rejects.toThrow(
    /taken cannot be written: .*; LUMBRE_HOME names another folder for downloads$/,
  );
  expect(readdirSync(folder).filter((name) => name.startsWith("taken"))).toEqual(["taken"]);
});
