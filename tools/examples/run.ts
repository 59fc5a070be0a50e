import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import * as gpu from "@lumbre/backend-gpu";
import * as testkit from "@lumbre/backend-testkit";
import * as layersEngine from "@lumbre/nn/engine";
import { getDefaultDevice, manualSeed, setDefaultDevice } from "@lumbre/tensor";
import * as backend from "@lumbre/tensor/backend";
import * as engine from "@lumbre/tensor/engine";
import * as lumbre from "lumbre";
import { expect } from "vitest";
import type { Example } from "./collect.js";
import { freeIdentifiers, rewriteExample } from "./rewrite.js";
import { show } from "./show.js";

const generated = fileURLToPath(new URL("./.generated/", import.meta.url));

/** Removes what an earlier run has written. */
export function clearGenerated(): void {
  rmSync(generated, { recursive: true, force: true });
}

const scopes: Record<string, Record<string, unknown>> = {
  tensor: {},
  autograd: lumbre.autograd,
  nn: lumbre.nn,
  optim: lumbre.optim,
  hub: lumbre.hub,
  datasets: {},
  serialize: {},
  vision: lumbre.vision,
  "backend-testkit": testkit,
  lumbre: {},
  "backend-gpu": gpu,
};

/** The entries of a package beside its main one, by what they are called in an import. */
const doors: Record<string, Record<string, Record<string, unknown>>> = {
  tensor: { engine, backend },
  nn: { engine: layersEngine },
};

/** Imports for the names that a docstring uses: its own package's first, then the umbrella's, then its other entries'. */
function importsOf(example: Example): string {
  if (example.pkg === null) return "";
  const own = scopes[example.pkg] ?? {};
  const names = [...freeIdentifiers(example.code)];
  const fromOwn = names.filter((name) => name in own);
  const fromUmbrella = names.filter((name) => !(name in own) && name in lumbre);
  const lines: string[] = [];
  if (fromOwn.length > 0) lines.push(`import { ${fromOwn.join(", ")} } from "@lumbre/${example.pkg}";`);
  if (fromUmbrella.length > 0) lines.push(`import { ${fromUmbrella.join(", ")} } from "lumbre";`);
  const left = new Set(names.filter((name) => !(name in own) && !(name in lumbre)));
  for (const [door, exports] of Object.entries(doors[example.pkg] ?? {})) {
    const fromDoor = [...left].filter((name) => name in exports);
    for (const name of fromDoor) left.delete(name);
    if (fromDoor.length > 0) lines.push(`import { ${fromDoor.join(", ")} } from "@lumbre/${example.pkg}/${door}";`);
  }
  return lines.join("\n");
}

const squeeze = (text: string): string => text.replace(/\s+/g, " ").trim();

const checks = {
  __check: async (value: unknown, expected: string): Promise<void> => {
    expect(squeeze(show(await value))).toBe(squeeze(expected));
  },
  __throws: async (run: () => Promise<void>, expected: string): Promise<void> => {
    let message = "nothing was thrown";
    try {
      await run();
    } catch (error) {
      message = `${(error as Error).name}: ${(error as Error).message}`;
    }
    expect(squeeze(message).slice(0, squeeze(expected).length)).toBe(squeeze(expected));
  },
};

/** Runs an example as a module of its own, and holds its values against what it says of them. */
export async function runExample(example: Example): Promise<void> {
  const name = example.location.replace(/[^a-zA-Z0-9]+/g, "_");
  const path = `${generated}${name}.ts`;
  const body = rewriteExample(example.code, example.location);
  mkdirSync(generated, { recursive: true });
  writeFileSync(
    path,
    `${importsOf(example)}\nconst { __check, __throws } = globalThis as never as typeof checks;\n${body}\nexport {};\n`,
  );
  Object.assign(globalThis, checks);
  manualSeed(0);
  const device = getDefaultDevice();
  try {
    await import(/* @vite-ignore */ pathToFileURL(path).href);
  } finally {
    setDefaultDevice(device);
  }
}
