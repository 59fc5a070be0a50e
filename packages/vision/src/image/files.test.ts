import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { FormatError } from "@lumbre/serialize";
import { fromTypedArray, tensor, zeros } from "@lumbre/tensor";
import { decode, type EncodedTensor, isComplete, loadFixture } from "@lumbre/testing";
import fc from "fast-check";
import { zlibSync } from "fflate";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { decodeImage, decodeJpeg, decodePng, encodePng, type ImageReadMode } from "../index.js";
import { readImage, saveImage, writePng } from "../node.js";
import { crc32 } from "./png/chunks.js";

interface Case {
  readonly op: "decodePng" | "decodeJpeg" | "refused";
  readonly name: string;
  readonly mode: ImageReadMode;
  readonly file: string;
  readonly output: EncodedTensor;
}

const cases = loadFixture("vision", "imageFiles") as unknown as Case[];
const bytesOf = ({ file }: Case): Uint8Array => Uint8Array.from(Buffer.from(file, "base64"));
const fileOf = (name: string): Uint8Array => bytesOf(cases.find((item) => item.name.startsWith(name)) as Case);

describe("Pillow and torchvision read the same", () => {
  for (const item of cases.filter(({ op }) => op !== "refused")) {
    test(`${item.op}: ${item.name}`, async () => {
      const bytes = bytesOf(item);
      const found =
        item.op === "decodePng" ? decodePng(bytes, item.mode) : await decodeJpeg(bytes, { mode: item.mode });
      const expected = decode(item.output);
      expect([found.dtype, found.shape]).toEqual(["uint8", expected.shape]);
      expect(found.toArray()).toEqual(expected.toArray());
      expect((await decodeImage(bytes, item.mode)).toArray()).toEqual(expected.toArray());
    });
  }
});

describe("PNG", () => {
  test("comes back as it was written", () => {
    const size = fc.integer({ min: 1, max: 20 });
    const smooth = fc.boolean();
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }),
        size,
        size,
        smooth,
        fc.nat(9),
        (channels, height, width, even, level) => {
          const shape = [channels, height, width];
          const data = Uint8Array.from({ length: channels * height * width }, (_, i) =>
            even ? 3 * i : i * i * 2654435761,
          );
          const image = fromTypedArray(data, shape);
          expect(decodePng(encodePng(image, level)).toArray()).toEqual(image.toArray());
        },
      ),
    );
  });

  test("takes views, and [H, W]", () => {
    const image = tensor(
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
      { dtype: "uint8" },
    ).t();
    expect(decodePng(encodePng(image)).squeeze(0).toArray()).toEqual(image.toArray());
  });

  test("refuses other dtypes and shapes with what to write instead", () => {
    expect(() => encodePng(zeros(3, 2, 2))).toThrow("encodePng: expected uint8, got float32; write x.mul(255)");
    expect(() => encodePng(zeros(5, 6, 3, { dtype: "uint8" }))).toThrow("write x.permute(2, 0, 1)");
    expect(() => encodePng(zeros(5, 3, 6, 7, { dtype: "uint8" }))).toThrow("write makeGrid(x)");
    expect(() => encodePng(zeros(3, 2, 2, { dtype: "uint8" }), 10)).toThrow(
      "compressionLevel must be an integer from 0",
    );
  });

  const header = (width: number, height: number, depth = 8, colorType = 0, interlace = 0): number[] => [
    ...[24, 16, 8, 0].map((shift) => (width >>> shift) & 255),
    ...[24, 16, 8, 0].map((shift) => (height >>> shift) & 255),
    ...[depth, colorType, 0, 0, interlace],
  ];
  const png = (...chunks: readonly (readonly [type: string, contents: ArrayLike<number>])[]): Uint8Array => {
    const parts: Uint8Array[] = [Uint8Array.of(137, 80, 78, 71, 13, 10, 26, 10)];
    for (const [type, contents] of [...chunks, ["IEND", []] as const]) {
      const part = new Uint8Array(12 + contents.length);
      const view = new DataView(part.buffer);
      view.setUint32(0, contents.length);
      part.set(Buffer.from(type), 4);
      part.set(contents, 8);
      view.setUint32(8 + contents.length, crc32(part, 4, 8 + contents.length));
      parts.push(part);
    }
    return Uint8Array.from(Buffer.concat(parts));
  };
  const data = (...bytes: number[]): readonly [string, Uint8Array] => ["IDAT", zlibSync(Uint8Array.from(bytes))];

  test.each([
    [
      "a header that promises more than the file can hold",
      png(["IHDR", header(2 ** 31, 2 ** 31)], data(0, 1)),
      "cannot hold the 2147483648 x",
    ],
    [
      "fewer pixels than the header says",
      png(["IHDR", header(2, 2)], data(0, 1, 2)),
      "the file has 3 bytes of pixels, expected 6",
    ],
    ["no pixels", png(["IHDR", header(2, 2)]), "0 compressed bytes cannot hold"],
    ["no header", png(data(0, 1)), "the header is not the first chunk"],
    [
      "two headers",
      png(["IHDR", header(1, 1)], ["IHDR", header(1, 1)], data(0, 1)),
      "the header is not the first chunk",
    ],
    ["a size of 0", png(["IHDR", header(0, 1)], data(0)), "the image has 0 x 1 pixels"],
    ["an unknown depth", png(["IHDR", header(1, 1, 3)], data(0, 1)), "there is no color type 0 of 3 bits"],
    ["an unknown color type", png(["IHDR", header(1, 1, 8, 5)], data(0, 1)), "there is no color type 5 of 8 bits"],
    ["an unknown interlacing", png(["IHDR", header(1, 1, 8, 0, 2)], data(0, 1)), "none that there is"],
    ["an unknown filter", png(["IHDR", header(1, 1)], data(9, 1)), "row 0 has filter 9"],
    ["a palette that is not there", png(["IHDR", header(1, 1, 8, 3)], data(0, 1)), "the palette has 0 bytes"],
    [
      "a colour past the palette",
      png(["IHDR", header(1, 1, 8, 3)], ["PLTE", [1, 2, 3]], data(0, 1)),
      "a pixel has colour 1 of a palette of 1",
    ],
    [
      "a transparent colour of one byte",
      png(["IHDR", header(1, 1)], ["tRNS", [1]], data(0, 1)),
      "has 1 bytes, expected 2",
    ],
    [
      "a chunk that must be understood",
      png(["IHDR", header(1, 1)], ["ABCD", []], data(0, 1)),
      'no critical chunk of type "ABCD"',
    ],
    [
      "damaged pixels",
      png(["IHDR", header(1, 1)], ["IDAT", [120, 156, 255, 255, 255, 255, 255]]),
      "the compressed pixels are damaged",
    ],
  ])("%s is an error", (_, bytes, message) => {
    expect(() => decodePng(bytes)).toThrow(FormatError);
    expect(() => decodePng(bytes)).toThrow(message);
  });

  test("compressed zeros past the promised pixels are not kept", () => {
    const bomb = png(["IHDR", header(1, 1)], ["IDAT", zlibSync(new Uint8Array(2 ** 22))]);
    expect(decodePng(bomb).shape).toEqual([1, 1, 1]);
  });
});

describe("files that are cut or changed", () => {
  test("are errors of a type of their own at every length", async () => {
    for (const name of ["palette with alpha", "progressive", "colour at half"]) {
      const whole = fileOf(name);
      for (let length = 0; length < whole.length - 2; length += isComplete ? 1 : 29) {
        await expect(decodeImage(whole.slice(0, length)), `${name}, ${length}`).rejects.toThrow(FormatError);
      }
    }
  });

  test("are read or are such errors, whichever bytes change", async () => {
    const files = ["RGB", "Adam7", "palette", "progressive", "colour at half", "grey"].map(fileOf);
    const changes = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...files), changes, async (file, list) => {
        const bytes = file.slice();
        for (const [at, byte] of list) bytes[at % bytes.length] = byte;
        const error = await decodeImage(bytes).then(
          () => null,
          (thrown: unknown) => thrown,
        );
        if (error !== null) expect(error).toBeInstanceOf(FormatError);
      }),
      { numRuns: isComplete ? 2000 : 200 },
    );
    // Whatever came before, the next file is read.
    const [good] = cases.filter(({ op }) => op === "decodeJpeg");
    expect((await decodeJpeg(bytesOf(good))).toArray()).toEqual(decode(good.output).toArray());
  });

  test("of JPEG say what is wrong", async () => {
    const jpeg = fileOf("colour at half");
    await expect(decodeJpeg(fileOf("CMYK"))).rejects.toThrow("decodeJpeg: images of four inks (CMYK) are not read");
    await expect(decodeJpeg(jpeg.slice(0, -20))).rejects.toThrow(
      "decodeJpeg: the file is cut or damaged: Premature end",
    );
    await expect(decodeJpeg(jpeg.slice(0, 100))).rejects.toThrow(
      "the file is cut: it ends at byte 100, before the pixels",
    );
    await expect(decodeJpeg(fileOf("RGB"))).rejects.toThrow("decodeJpeg: the bytes do not start as a JPEG file does");
    await expect(decodeImage(Uint8Array.of(71, 73, 70))).rejects.toThrow("neither as a PNG nor as a JPEG");
    const large = jpeg.slice();
    const frame = large.findIndex((byte, i) => byte === 0xff && large[i + 1] === 0xc0);
    large.fill(0xff, frame + 5, frame + 9);
    await expect(decodeJpeg(large)).rejects.toThrow("cannot hold the 65535 x 65535 pixels of the header");
  });
});

describe("in Node", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "vision-"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test("images are read as they were written, by path and by URL", async () => {
    const image = tensor(
      [
        [
          [1, 2],
          [3, 4],
        ],
        [
          [5, 6],
          [7, 8],
        ],
        [
          [9, 10],
          [11, 12],
        ],
      ],
      { dtype: "uint8" },
    );
    const path = join(folder, "a.png");
    writePng(image, path);
    expect((await readImage(path)).toArray()).toEqual(image.toArray());
    writePng(image, pathToFileURL(path), { compressionLevel: 0 });
    expect((await readImage(pathToFileURL(path), { mode: "RGB" })).toArray()).toEqual(image.toArray());
    expect(readdirSync(folder)).toEqual(["a.png"]);
  });

  test("errors name the file, and leave what was there", async () => {
    const path = join(folder, "b.png");
    writeFileSync(path, fileOf("RGB").subarray(0, 50));
    await expect(readImage(path)).rejects.toThrow(`readImage: ${path}: the file is cut`);
    await expect(readImage(path)).rejects.toThrow(FormatError);
    await expect(readImage(join(folder, "none.png"))).rejects.toThrow("ENOENT");
    expect(() => saveImage(zeros(3, 2, 2), join(folder, "c.jpg"))).toThrow('saveImage: "jpg" is not written');
    expect(() => saveImage(zeros(2), path)).toThrow("saveImage: expected [N, C, H, W]");
    expect(readFileSync(path).length).toBe(50);
  });

  test("saveImage rounds and clips as torchvision, and lays out grids", async () => {
    const path = join(folder, "d.png");
    saveImage(tensor([[-1, 0, 0.002, 0.5, 0.9999, 2]]), path);
    expect((await readImage(path, "GRAY")).toArray()).toEqual([[[0, 0, 1, 128, 255, 255]]]);
    saveImage(zeros(5, 1, 4, 4), path, { nrow: 2, padding: 1, padValue: 1 });
    expect((await readImage(path)).shape).toEqual([3, 16, 11]);
    saveImage(tensor([[7]], { dtype: "uint8" }), path, "png");
    expect((await readImage(path)).flatten().toArray()).toEqual([7, 7, 7]);
  });
});
