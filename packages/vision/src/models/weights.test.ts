import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hashOf } from "@lumbre/hub";
import { Linear } from "@lumbre/nn";
import { save } from "@lumbre/serialize";
import { ArgumentError, ones, tensor, zeros } from "@lumbre/tensor";
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

interface Published {
  /** Its address without the hash: some files were published anew since. */
  readonly file: string;
  readonly numParams: number;
  readonly minSize: readonly number[];
  readonly acc: readonly number[];
  readonly crop: number;
  readonly resize: number;
  readonly interpolation: string;
}

test("are torchvision's, with what it says of them and how it prepares images", () => {
  const fixture = new URL("../../fixtures/weights.json", import.meta.url);
  const published: Readonly<Record<string, Published>> = JSON.parse(readFileSync(fixture, "utf8"));
  const named = Object.entries(models).filter(
    ([name]) => name.endsWith("_Weights") && !/^ResNet(20|32|44|56|110)_/.test(name),
  );
  const own = named.flatMap(([, weights]) => [
    ...new Set(Object.values(weights as Readonly<Record<string, models.Weights>>)),
  ]);
  expect(own.length).toBeGreaterThan(28);
  for (const weights of own) {
    const { meta, url } = weights;
    const steps = (weights.transforms() as unknown as { readonly transforms: readonly object[] }).transforms;
    const [{ resizing }, { size }] = steps.map((step) => ({ ...step }) as Record<string, Record<string, unknown>>);
    const { "acc@1": first, "acc@5": fifth } = meta.metrics["ImageNet-1K"];
    const found = {
      ...{
        file: url.replace(/-[0-9a-f]{8}\.pth$/, ""),
        numParams: meta.numParams,
        minSize: meta.minSize,
        acc: [first, fifth],
      },
      ...{ crop: size[0], resize: resizing.size, interpolation: resizing.interpolation },
    };
    expect([String(weights), found]).toEqual([String(weights), published[String(weights)]]);
  }
});

test("carry the classes' names and what is known of them", () => {
  const { DEFAULT, IMAGENET1K_V1 } = models.ResNet18_Weights;
  expect(DEFAULT).toBe(IMAGENET1K_V1);
  expect(String(DEFAULT)).toBe("ResNet18_Weights.IMAGENET1K_V1");
  expect(DEFAULT.url).toBe("https://download.pytorch.org/models/resnet18-f37072fd.pth");
  expect(DEFAULT.meta.metrics).toEqual({ "ImageNet-1K": { "acc@1": 69.758, "acc@5": 89.078 } });
  const { categories } = DEFAULT.meta;
  expect([categories.length, new Set(categories).size]).toEqual([1000, 1000]);
  expect([categories[0], categories[134], categories[517], categories[999]]).toEqual([
    "tench",
    "crane bird",
    "crane",
    "toilet tissue",
  ]);
  expect(models.SqueezeNet1_1_Weights.DEFAULT.meta.numParams).toBe(
    models
      .squeezenet1_1()
      .parameters()
      .reduce((sum, x) => sum + x.numel(), 0),
  );
  expect(String(models.EfficientNet_B1_Weights.DEFAULT)).toBe("EfficientNet_B1_Weights.IMAGENET1K_V2");
  const { meta } = models.ResNet20_Weights.CIFAR10;
  expect(meta.categories[9]).toBe("truck");
  expect(meta.numParams).toBe(
    models
      .resnet20()
      .parameters()
      .reduce((sum, x) => sum + x.numel(), 0),
  );
});

test.each([
  ["resnet18", models.ResNet18_Weights.DEFAULT, 224],
  ["efficientnetB2", models.EfficientNet_B2_Weights.DEFAULT, 288],
  ["resnet20", models.ResNet20_Weights.DEFAULT, null],
])("carry the transforms that %s was trained with", (_, weights, size) => {
  const image = zeros(3, 300, 420, { dtype: "uint8" }).add(51).to("uint8");
  const expected = tensor([0.485, 0.456, 0.406])
    .sub(0.2)
    .neg()
    .div(tensor([0.229, 0.224, 0.225]));
  const prepared = weights.transforms()(image);
  expect(prepared.shape).toEqual(size === null ? [3, 300, 420] : [3, size, size]);
  expect(
    prepared
      .sub(expected.view(3, 1, 1))
      .abs()
      .max()
      .item(),
  ).toBeLessThan(1e-6);
  expect(weights.transforms()(image.unsqueeze(0).to("float32").div(255)).shape.length).toBe(4);
  expect(() => weights.transforms(...([3] as unknown as []))).toThrow(ArgumentError);
});

test("may be asked for as an object, of the same network", async () => {
  const fetched: string[] = [];
  vi.stubGlobal("fetch", async (url: string | URL | Request) => {
    fetched.push(String(url));
    return new Response(save({}));
  });
  await expect(models.squeezenet1_1({ weights: models.SqueezeNet1_1_Weights.IMAGENET1K_V1 })).rejects.toThrow(
    "b8a52dc0",
  );
  await expect(models.resnet20({ weights: models.ResNet20_Weights.DEFAULT })).rejects.toThrow("12fca82f");
  expect(fetched).toEqual([models.SqueezeNet1_1_Weights.IMAGENET1K_V1.url, models.ResNet20_Weights.CIFAR10.url]);
  expect(() => models.resnet18({ weights: models.ResNet50_Weights.DEFAULT })).toThrow(
    "resnet18: ResNet50_Weights.IMAGENET1K_V2 are another network's; there are IMAGENET1K_V1, DEFAULT",
  );
});
