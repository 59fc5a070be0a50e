// The formats that the packages read.
import { deflateSync, gzipSync } from "node:zlib";
import { filesOf, fixtures, mendPng, mendTar, tarOf } from "./seeds.js";

/** A format, and how it is read. */
export interface Format {
  readonly seeds: readonly Uint8Array[];
  /** The error that a damaged file may give. */
  readonly error: "FormatError" | "DataError" | "HubError";
  /** The bytes that a file of the format can hold for each byte of its own: 1 unless it is compressed. */
  readonly ratio: number;
  readonly read: (bytes: Uint8Array) => unknown;
  /** Makes the checksums of a mutated file right, without which a reader would look at nothing else. */
  readonly mend?: (bytes: Uint8Array) => void;
}

/** Deflate makes at most 1,032 bytes of one. */
const deflated = 1032;
/** A scan of a JPEG file holds at most so many pixels in a byte; a pixel is four bytes. */
const jpegRatio = 8 * 64 * 16 * 4;
/** A pixel may be a bit, and becomes four bytes. */
const pngRatio = deflated * 8 * 4;

const text = new TextEncoder().encode("Some bytes, and some more bytes, of which there are not many. ".repeat(8));
const archive = (): Uint8Array =>
  tarOf({ "set/a.bin": text, "set/b.bin": text.slice(0, 100), "set/empty": new Uint8Array() });

/** Makes a format by its name. The packages are loaded here, after allocations began to be counted. */
export const formats: Readonly<Record<string, () => Promise<Format>>> = {
  safetensors: async () => {
    const { loadSafetensors } = await import("@lumbre/serialize");
    const seeds = fixtures("own.safetensors", "wide.safetensors");
    return { seeds, error: "FormatError", ratio: 1, read: (bytes) => loadSafetensors(bytes) };
  },
  pt: async () => {
    const { load } = await import("@lumbre/serialize");
    const seeds = fixtures("own.pt", "zip.pt", "protocol3.pt", "protocol4.pt", "protocol5.pt");
    return { seeds, error: "FormatError", ratio: deflated, read: (bytes) => load(bytes) };
  },
  "pt-legacy": async () => {
    const { load } = await import("@lumbre/serialize");
    return { seeds: fixtures("legacy.pt"), error: "FormatError", ratio: 1, read: (bytes) => load(bytes) };
  },
  npy: async () => {
    const { loadNpy, saveNpy } = await import("@lumbre/serialize");
    const { arange } = await import("@lumbre/tensor");
    const seeds = [...fixtures("own.npy", "fortran.npy"), saveNpy(arange(24, { dtype: "float64" }).reshape(2, 3, 4))];
    return { seeds, error: "FormatError", ratio: 1, read: (bytes) => loadNpy(bytes) };
  },
  npz: async () => {
    const { loadNpz } = await import("@lumbre/serialize");
    const seeds = fixtures("own.npz", "arrays.npz", "own-compressed.npz", "compressed.npz");
    return { seeds, error: "FormatError", ratio: deflated, read: (bytes) => loadNpz(bytes) };
  },
  png: async () => {
    const { decodePng } = await import("../../packages/vision/src/image/index.js");
    const seeds = filesOf("vision/fixtures/imageFiles.json", "file", "op", "decodePng");
    return { seeds, error: "FormatError", ratio: pngRatio, read: (bytes) => decodePng(bytes), mend: mendPng };
  },
  jpeg: async () => {
    const { decodeJpeg } = await import("../../packages/vision/src/image/index.js");
    const seeds = filesOf("vision/fixtures/imageFiles.json", "file", "op", "decodeJpeg");
    return { seeds, error: "FormatError", ratio: jpegRatio, read: (bytes) => decodeJpeg(bytes) };
  },
  idx: async () => {
    const { readIdx, writeIdx } = await import("@lumbre/datasets");
    const { arange } = await import("@lumbre/tensor");
    const seeds = (["uint8", "int32", "float32", "float64"] as const).map((dtype) =>
      writeIdx(arange(24, { dtype }).reshape(2, 3, 4)),
    );
    return { seeds, error: "DataError", ratio: 1, read: (bytes) => readIdx(bytes) };
  },
  cifar: async () => {
    const { CIFAR10 } = await import("@lumbre/datasets");
    const seeds = [1, 2].map((count) => Uint8Array.from({ length: 3073 * count }, (_, i) => (i % 3073 ? i : 7)));
    return { seeds, error: "DataError", ratio: 1, read: (bytes) => CIFAR10.fromBytes(bytes) };
  },
  "cifar-python": async () => {
    const { readBatch } = await import("../../packages/datasets/src/cifar/pickledBatch.js");
    const seeds = filesOf("datasets/fixtures/cifar.json", "pickle", "labels", "labels");
    return { seeds, error: "DataError", ratio: 1, read: (bytes) => readBatch(bytes, "the file", "labels") };
  },
  mat: async () => {
    const { SVHN } = await import("@lumbre/datasets");
    const seeds = filesOf("datasets/fixtures/svhn.json", "file");
    return { seeds, error: "DataError", ratio: deflated, read: (bytes) => SVHN.fromBytes(bytes) };
  },
  tar: async () => {
    const { untar } = await import("@lumbre/hub");
    return { seeds: [archive()], error: "HubError", ratio: 1, read: (bytes) => untar(bytes), mend: mendTar };
  },
  "tar.gz": async () => {
    const { untar } = await import("@lumbre/hub");
    const seeds = [new Uint8Array(gzipSync(archive())), new Uint8Array(gzipSync(archive(), { level: 0 }))];
    return { seeds, error: "HubError", ratio: deflated, read: (bytes) => untar(bytes) };
  },
  gzip: async () => {
    const { decompress } = await import("@lumbre/hub");
    const seeds = [1, 9].map((level) => new Uint8Array(gzipSync(text, { level })));
    return { seeds, error: "HubError", ratio: deflated, read: (bytes) => decompress(bytes, "gzip") };
  },
  zlib: async () => {
    const { decompress } = await import("@lumbre/hub");
    const seeds = [1, 9].map((level) => new Uint8Array(deflateSync(text, { level })));
    return { seeds, error: "HubError", ratio: deflated, read: (bytes) => decompress(bytes, "deflate") };
  },
  zip: async () => {
    const { unzip } = await import("@lumbre/hub");
    const seeds = fixtures("own.npz", "arrays.npz", "own-compressed.npz", "compressed.npz");
    return { seeds, error: "HubError", ratio: deflated, read: (bytes) => unzip(bytes) };
  },
};
