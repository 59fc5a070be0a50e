import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hashOf } from "@lumbre/hub";
import { Linear } from "@lumbre/nn";
import { save } from "@lumbre/serialize";
import { ones } from "@lumbre/tensor";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { models } from "../index.js";
import { build, networkSignature, torchvision } from "./weights.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "weights-"));
  vi.stubEnv("LUMBRE_HOME", folder);
});
afterEach(() => vi.unstubAllGlobals());
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

const signature = networkSignature("tiny");
const make = (numClasses: number) => new Linear(2, numClasses, { bias: false });
const call = (files: Readonly<Record<string, string>>, options: object) =>
  build(
    signature,
    [options],
    make,
    torchvision(files, (name) => name.replace("old.", "")),
  );

test("are downloaded, checked, renamed and loaded", async () => {
  const bytes = save(new Map([["old.weight", ones(1000, 2)]]));
  const file = `tiny-${(await hashOf(bytes, "sha256")).slice(0, 8)}.pth`;
  const fetched: string[] = [];
  vi.stubGlobal("fetch", async (url: string | URL | Request) => {
    fetched.push(String(url));
    return new Response(bytes, { headers: { "content-length": String(bytes.length) } });
  });
  const seen: number[] = [];
  const onProgress = (received: number) => seen.push(received);
  const network = await call({ IMAGENET1K_V1: file }, { weights: "DEFAULT", onProgress });
  expect(network.weight.sum().item()).toBe(2000);
  expect(fetched).toEqual([`https://download.pytorch.org/models/${file}`]);
  expect(seen.at(-1)).toBe(bytes.length);
  await call({ IMAGENET1K_V1: file }, { weights: "IMAGENET1K_V1" });
  await call({ IMAGENET1K_V1: "first", IMAGENET1K_V2: file }, { weights: "DEFAULT" });
  expect(fetched.length).toBe(1);
});

test("with another hash are refused", async () => {
  vi.stubGlobal("fetch", async () => new Response(save({})));
  await expect(models.resnet18({ weights: "DEFAULT" })).rejects.toThrow("f37072fd");
});

test("that do not exist, or for other classes, are refused before anything is fetched", () => {
  expect(() => models.resnet18({ weights: "IMAGENET1K_V2" })).toThrow(
    'resnet18: there are no weights "IMAGENET1K_V2"; there are IMAGENET1K_V1, DEFAULT',
  );
  expect(() => models.resnet18({ weights: "imagenet" as never })).toThrow('resnet18: there are no weights "imagenet"');
  expect(() => models.resnet18({ weights: "DEFAULT", numClasses: 10 })).toThrow(
    "resnet18: the trained weights are for 1000 classes, got numClasses 10",
  );
});
