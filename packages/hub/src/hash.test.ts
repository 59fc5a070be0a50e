import { createHash } from "node:crypto";
import { randomTensor } from "@lumbre/testing";
import { describe, expect, test, vi } from "vitest";
import { checkHash, hashInName, hashOf } from "./hash.js";

const bytes = new Uint8Array(randomTensor([777], 3, { low: 0, high: 256 }).to("uint8").readSync());
const node = (algorithm: string): string => createHash(algorithm).update(bytes).digest("hex");

test.each(["md5", "sha256"] as const)(
  "%s equals Node's, in a page that has neither Node nor crypto.subtle too",
  async (algorithm) => {
    expect(await hashOf(bytes, algorithm)).toBe(node(algorithm));
    vi.stubGlobal("crypto", undefined);
    vi.stubGlobal("process", { env: {} });
    const hash = hashOf(bytes, algorithm);
    // It has looked for both by now, and whatever else runs while one waits needs its process.
    vi.unstubAllGlobals();
    expect(await hash).toBe(node(algorithm));
  },
);

describe("the hash in a name", () => {
  test.each([
    ["resnet20-12fca82f.th", "12fca82f"],
    ["https://download.pytorch.org/models/efficientnet_b0_rwightman-7f5810bc.pth", "7f5810bc"],
    ["models-12345678/resnet.pth", null],
    ["resnet-1234567.pth", null],
    ["alexnet-owt-7be5be79.pth.tar", "7be5be79"],
    ["resnet18.pth", null],
  ])("of %s is %s", (name, hash) => {
    expect(hashInName(name)).toBe(hash);
  });
});

test("capital digits are digits, and both hashes are compared", async () => {
  await checkHash(bytes, "file", { sha256: node("sha256").toUpperCase(), md5: node("md5").toUpperCase() });
  await expect(checkHash(bytes, "file", { sha256: node("sha256"), md5: "0".repeat(32) })).rejects.toThrow(
    `file has the wrong contents: its MD5 is ${node("md5")}, expected ${"0".repeat(32)}`,
  );
  await expect(checkHash(bytes, "file", { sha1: "0" } as never)).rejects.toThrow("checkHash: unknown option sha1");
  await expect(hashOf(bytes, "sha1" as never)).rejects.toThrow(
    'hashOf: algorithm must be "sha256" or "md5", got "sha1"',
  );
});
