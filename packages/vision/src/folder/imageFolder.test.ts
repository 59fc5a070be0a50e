import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { DataError, DataLoader, type Transform } from "@lumbre/datasets";
import { FormatError } from "@lumbre/serialize";
import { ArgumentError, full, IndexError, manualSeed, rand, type Tensor, tensor, ValueError } from "@lumbre/tensor";
import { afterEach, beforeEach, describe, expect, expectTypeOf, test } from "vitest";
import { transforms } from "../index.js";
import { DatasetFolder, ImageFolder, writePng } from "../node.js";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "folder-"));
});
afterEach(() => rmSync(root, { recursive: true }));

/** Writes an image that is one colour, or a picture of its own, and gives its path. */
function image(name: string, red = 0, picture: Tensor = full([3, 4, 6], red, { dtype: "uint8" })): string {
  const path = join(root, name);
  mkdirSync(dirname(path), { recursive: true });
  writePng(picture, path);
  return path;
}

function file(name: string, text = ""): string {
  const path = join(root, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

const namesOf = (dataset: { samples: readonly (readonly [string, number])[] }): unknown[] =>
  dataset.samples.map(([path, label]) => [relative(root, path), label]);

describe("the files that are found", () => {
  // What torchvision 0.14 finds: ImageFolder(root).samples.
  test("are those of torchvision, in its order", () => {
    for (const name of ["dog/b.png", "dog/a.PNG", "dog/sub/z.jpeg", "dog/sub-a/y.png", "dog/sub/deep/x.png"])
      file(name);
    for (const name of ["cat/10.png", "cat/9.png", "cat/.hidden.png", "cat/notes.txt", "Zebra/1.webp", "out.png"])
      file(name);
    const dataset = new ImageFolder(root);
    expect(dataset.classes).toEqual(["Zebra", "cat", "dog"]);
    expect(dataset.classToIdx).toEqual({ Zebra: 0, cat: 1, dog: 2 });
    expect(namesOf(dataset)).toEqual([
      ["Zebra/1.webp", 0],
      ["cat/.hidden.png", 1],
      ["cat/10.png", 1],
      ["cat/9.png", 1],
      ["dog/a.PNG", 2],
      ["dog/b.png", 2],
      ["dog/sub/z.jpeg", 2],
      ["dog/sub-a/y.png", 2],
      ["dog/sub/deep/x.png", 2],
    ]);
    expect(dataset.targets).toEqual([0, 1, 1, 1, 2, 2, 2, 2, 2]);
    expect(dataset.imgs).toBe(dataset.samples);
    expect([dataset.length, dataset.root]).toEqual([9, root]);
    expect(namesOf(new ImageFolder(pathToFileURL(root)))).toEqual(namesOf(dataset));
  });

  test("are in Python's order, also where names are not of the basic plane", () => {
    for (const name of ["\u{1f600}/1.png", "\uff5a/\u{1f600}.png", "\uff5a/\uff5a.png", "z/1.png"]) file(name);
    const dataset = new ImageFolder(root);
    expect(dataset.classes).toEqual(["z", "\uff5a", "\u{1f600}"]);
    expect(namesOf(dataset)).toEqual([
      ["z/1.png", 0],
      ["\uff5a/\uff5a.png", 1],
      ["\uff5a/\u{1f600}.png", 1],
      ["\u{1f600}/1.png", 2],
    ]);
  });

  test("may be links, and folders that are", () => {
    file("elsewhere/real/1.png");
    file("data/cat/2.png");
    symlinkSync(join(root, "elsewhere/real"), join(root, "data/dog"));
    symlinkSync(join(root, "elsewhere/real/1.png"), join(root, "data/cat/1.png"));
    symlinkSync(join(root, "data/cat"), join(root, "data/cat/again"));
    expect(namesOf(new ImageFolder(join(root, "data")))).toEqual([
      ["data/cat/1.png", 0],
      ["data/cat/2.png", 0],
      ["data/dog/1.png", 1],
    ]);
  });

  test("are those that isValidFile says", () => {
    for (const name of ["a/1.png", "a/2.png", "a/3.txt"]) file(name);
    expect(namesOf(new ImageFolder(root, { isValidFile: (path) => !path.endsWith("1.png") }))).toEqual([
      ["a/2.png", 0],
      ["a/3.txt", 0],
    ]);
  });

  test("are of the classes that a subclass chooses", () => {
    for (const name of ["a/1.png", "b/2.png", "c/3.png"]) file(name);
    class Two extends ImageFolder {
      override findClasses() {
        return [["c", "a"], { c: 0, a: 1 }] as const;
      }
    }
    const dataset = new Two(root);
    expect(dataset.classes).toEqual(["c", "a"]);
    expect(namesOf(dataset)).toEqual([
      ["a/1.png", 1],
      ["c/3.png", 0],
    ]);
  });
});

describe("items", () => {
  test("are pictures with their channels last, and labels", async () => {
    const picture = tensor(
      Array.from({ length: 3 }, (_, c) => [[c, 10 + c]]),
      { dtype: "uint8" },
    );
    image("b/1.png", 0, picture);
    image("a/grey.png", 0, tensor([[[7]]], { dtype: "uint8" }));
    const dataset = new ImageFolder(root);
    const [first, label] = await dataset.get(1);
    expectTypeOf(first).toEqualTypeOf<Tensor>();
    expectTypeOf(label).toEqualTypeOf<number>();
    expect([first.toArray(), label]).toEqual([
      [
        [
          [0, 1, 2],
          [10, 11, 12],
        ],
      ],
      1,
    ]);
    expect((await dataset.get(0))[0].toArray()).toEqual([[[7, 7, 7]]]);
  });

  test("come through a DataLoader in batches, transformed", async () => {
    for (let i = 0; i < 5; i++) image(`${i % 2 === 0 ? "even" : "odd"}/${i}.png`, 51 * i);
    const transform = new transforms.Compose([
      new transforms.Resize(8),
      new transforms.CenterCrop(6),
      new transforms.ToTensor(),
      new transforms.Normalize([0.5, 0.5, 0.5], [0.5, 0.5, 0.5]),
    ]);
    const dataset = new ImageFolder(root, { transform, targetTransform: (label) => label + 10 });
    const batches: [number[], unknown, unknown][] = [];
    for await (const [x, y] of new DataLoader(dataset, { batchSize: 2 })) {
      expectTypeOf(x).toEqualTypeOf<Tensor>();
      const values = x.mean([1, 2, 3]).mul(1000).round().div(1000).to("float64");
      batches.push([[...x.shape], values.mul(10).round().toArray(), y.toArray()]);
    }
    expect(batches).toEqual([
      [
        [2, 3, 6, 6],
        [-10, -2],
        [10, 10],
      ],
      [
        [2, 3, 6, 6],
        [6, -6],
        [10, 11],
      ],
      [[1, 3, 6, 6], [2], [11]],
    ]);
    expect(() => [...new DataLoader(dataset, { batchSize: 2 })]).toThrow("the dataset's get is asynchronous");
  });

  test("have their channels first for transforms of images that no ToTensor follows", async () => {
    image("a/1.png", 9);
    const shapeWith = async <T>(transform: Transform<Tensor, T>): Promise<unknown> =>
      ((await new ImageFolder(root, transform).get(0))[0] as unknown as Tensor).shape;
    const toFloat = new transforms.ConvertImageDtype("float32");
    const normalize = new transforms.Normalize([0, 0, 0], [1, 1, 1]);
    expect(await shapeWith(new transforms.Resize([2, 5]))).toEqual([3, 2, 5]);
    expect(await shapeWith(new transforms.Compose([new transforms.Resize([2, 5]), toFloat, normalize]))).toEqual([
      3, 2, 5,
    ]);
    expect(await shapeWith(new transforms.RandomApply([new transforms.Resize([2, 5])], 1))).toEqual([3, 2, 5]);
    expect(await shapeWith(new transforms.ToTensor())).toEqual([3, 4, 6]);
    expect(await shapeWith((x: Tensor) => x)).toEqual([4, 6, 3]);
  });

  test("are transformed in the order they were asked for, whichever file is read first", async () => {
    for (let i = 0; i < 4; i++) file(`a/${i}.png`);
    const waits = [30, 1, 20, 1];
    const loader = async (path: string): Promise<number> => {
      const index = Number(/(\d)\.png$/.exec(path)?.[1]);
      await new Promise((resolve) => setTimeout(resolve, waits[index]));
      return index;
    };
    manualSeed(0);
    const expected = Array.from({ length: 4 }, (_, i) => [i, rand(1).item()]);
    manualSeed(0);
    const dataset = new ImageFolder(root, { loader, transform: (index) => [index, rand(1).item()] });
    expect((await Promise.all([0, 1, 2, 3].map((i) => dataset.get(i)))).map(([item]) => item)).toEqual(expected);
  });

  test("after one that fails are made all the same", async () => {
    const path = file("a/1.png", "no picture");
    image("a/2.png", 3);
    const dataset = new ImageFolder(root);
    const [failed, made] = await Promise.allSettled([dataset.get(0), dataset.get(1)]);
    expect(failed).toMatchObject({ reason: expect.any(FormatError) });
    expect(String((failed as PromiseRejectedResult).reason)).toContain(`readImage: ${path}: `);
    expect(made.status).toBe("fulfilled");
    await expect(dataset.get(2)).rejects.toThrow(IndexError);
    await expect(dataset.get(2)).rejects.toThrow("ImageFolder: index 2 is out of range for a dataset of 2 items");
  });
});

describe("DatasetFolder", () => {
  test("reads files of any kind", async () => {
    file("b/1.txt", "one");
    file("a/2.TXT", "two");
    file("a/3.md", "three");
    const loader = (path: string): string => relative(root, path);
    const dataset = new DatasetFolder(root, loader, ".txt", (name) => name.length, { targetTransform: String });
    expectTypeOf(await dataset.get(0)).toEqualTypeOf<[number, string]>();
    expect(await Promise.all([dataset.get(0), dataset.get(1)])).toEqual([
      [7, "0"],
      [7, "1"],
    ]);
    expect(new DatasetFolder(root, loader, { extensions: [".txt", ".md"] }).targets).toEqual([0, 0, 1]);
  });

  test("wants extensions or isValidFile", () => {
    const isValidFile = (): boolean => true;
    expect(() => new DatasetFolder(root, String)).toThrow(ValueError);
    expect(() => new DatasetFolder(root, String)).toThrow(
      "DatasetFolder: expected either extensions or isValidFile, got neither",
    );
    expect(() => new DatasetFolder(root, String, { extensions: ".txt", isValidFile })).toThrow("got both");
  });
});

describe("errors", () => {
  test("say which folders are not there", () => {
    expect(() => new ImageFolder(join(root, "none"))).toThrow(`ImageFolder: there is no folder ${join(root, "none")}`);
    expect(() => new ImageFolder(file("1.png"))).toThrow(DataError);
    expect(() => new ImageFolder(root)).toThrow(DataError);
    expect(() => new ImageFolder(root)).toThrow(`ImageFolder: couldn't find any class folder in ${root}; expected`);
  });

  test("say which classes are without images, unless they may be", () => {
    for (const name of ["a/1.png", "b/notes.txt", "c/notes.txt"]) file(name);
    expect(() => new ImageFolder(root)).toThrow(DataError);
    expect(() => new ImageFolder(root)).toThrow(
      `ImageFolder: found no valid file for the classes b, c in ${root}; supported extensions are: .jpg, .jpeg, .png`,
    );
    expect(() => new ImageFolder(root, { isValidFile: () => false })).toThrow(/the classes a, b, c in [^;]*$/);
    const dataset = new ImageFolder(root, { allowEmpty: true });
    expect([dataset.classes, dataset.targets]).toEqual([["a", "b", "c"], [0]]);
  });

  test("say which arguments are wrong", () => {
    file("a/1.png");
    const make = ImageFolder as unknown as new (...given: unknown[]) => ImageFolder;
    expect(() => new make()).toThrow(ArgumentError);
    expect(() => new make(root, 3)).toThrow("ImageFolder: transform must be a transform: a function of a sample");
    expect(() => new make(root, { isValid: () => true })).toThrow("isValid");
    expect(() => new make(root, null, null, (path: string) => path, null, false, 1)).toThrow(ArgumentError);
    expect(new make(root, null, null, (path: string) => path, null, false).length).toBe(1);
  });
});
