// Small genuine files.
import { readFileSync } from "node:fs";

const packages = new URL("../../packages/", import.meta.url);

/** Fixtures of the serialize package. */
export function fixtures(...names: readonly string[]): Uint8Array[] {
  return names.map((name) => new Uint8Array(readFileSync(new URL(`serialize/fixtures/${name}`, packages))));
}

/** The different files, in base64, of a package's JSON fixture: the field of the cases, or of those whose `key` is `value`. */
export function filesOf(path: string, field: string, key?: string, value?: string): Uint8Array[] {
  const { cases } = JSON.parse(readFileSync(new URL(path, packages), "utf8"));
  const chosen = cases.filter((one: Record<string, unknown>) => key === undefined || one[key] === value);
  const texts = new Set<string>(chosen.map((one: Record<string, string>) => one[field]));
  return [...texts].map((text) => new Uint8Array(Buffer.from(text, "base64")));
}

/** A tar archive of some files in the ustar format. */
export function tarOf(files: Readonly<Record<string, Uint8Array>>): Uint8Array {
  const blocks = Object.entries(files).map(([name, contents]) => {
    const block = Buffer.alloc(512 + Math.ceil(contents.length / 512) * 512);
    const octal = (value: number, digits: number): string => value.toString(8).padStart(digits, "0");
    block.write(name, 0);
    block.write(`0000644\0${"0000000\0".repeat(2)}${octal(contents.length, 11)} ${octal(0, 11)} `, 100);
    block.write("        0", 148);
    block.write("ustar\u000000", 257);
    block.write(`${octal(sumOf(block), 6)}\0 `, 148);
    block.set(contents, 512);
    return block;
  });
  return new Uint8Array(Buffer.concat([...blocks, Buffer.alloc(1024)]));
}

const sumOf = (header: Uint8Array): number => header.subarray(0, 512).reduce((sum, byte) => sum + byte, 0);

/** Makes the checksums of the headers of a tar archive right, so that a reader gets past them. */
export function mendTar(bytes: Uint8Array): void {
  for (let at = 0; at + 512 <= bytes.length; at += 512) {
    const header = Buffer.from(bytes.buffer, bytes.byteOffset + at, 512);
    if (header.toString("latin1", 257, 262) !== "ustar") continue;
    header.write("        ", 148);
    header.write(`${sumOf(header).toString(8).padStart(6, "0")}\0 `, 148);
  }
}

/** Makes the checksums of the chunks of a PNG file right. */
export function mendPng(bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 8; at + 12 <= bytes.length; ) {
    const end = at + 8 + view.getUint32(at);
    if (end + 4 > bytes.length) return;
    view.setUint32(end, crc32(bytes.subarray(at + 4, end)));
    at = end + 4;
  }
}

function crc32(bytes: Uint8Array): number {
  let crc = -1;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}
