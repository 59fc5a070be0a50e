import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { gzipSync } from "node:zlib";
import { median } from "./alternate.js";
import { childProgram, runForJson } from "./childProcess.js";
import { pythonScript, pytorchEnvironment } from "./pytorch.js";

/** Medians in milliseconds. */
interface Times {
  /** From the start of the process to the first result. */
  readonly process: number;
  /** From the import to the first result. */
  readonly import: number;
  /** The reference network's first training step. */
  readonly step: number;
}

/** How fast Lumbre starts, and how large its WebAssembly is. */
export interface StartUp {
  readonly lumbre: Times;
  readonly pytorch: Times | null;
  /** Bytes of each variant of the module, gzipped. */
  readonly wasm: readonly number[];
}

const processes = 7;

function mediansOf(run: (start: number) => unknown): Times {
  const all = Array.from({ length: processes }, () => run(Date.now()) as Times);
  const of = (key: keyof Times): number => median(all.map((times) => times[key]));
  return { process: of("process"), import: of("import"), step: of("step") };
}

/** The sizes of the modules, which the package carries as text. */
function wasmSizes(): number[] {
  const require = createRequire(createRequire(import.meta.url).resolve("lumbre"));
  const script = readFileSync(require.resolve("@lumbre/backend-wasm"), "utf8");
  const texts = script.matchAll(/"(AGFzbQ[A-Za-z0-9+/=]+)"/g);
  return Array.from(texts, ([, base64]) => gzipSync(Buffer.from(base64, "base64"), { level: 9 }).length);
}

/** Each time in a process of its own. */
export function measureStartUp(python: string | null): StartUp {
  const env = pytorchEnvironment({ threads: 1, keepsPages: true });
  return {
    lumbre: mediansOf((start) => runForJson(process.execPath, [childProgram("startup"), String(start)])),
    pytorch:
      python === null ? null : mediansOf((start) => runForJson(python, [pythonScript("startup"), String(start)], env)),
    wasm: wasmSizes(),
  };
}

/** A line for each of the three times, and one for the size. */
export function printStartUp({ lumbre, pytorch, wasm }: StartUp): void {
  console.log(`\nstart-up, medians of ${processes} processes`);
  const line = (title: string, key: keyof Times): void => {
    const ratio = pytorch === null ? "-" : `${(lumbre[key] / pytorch[key]).toFixed(2)}x`;
    const other = pytorch === null ? "" : `, PyTorch ${pytorch[key].toFixed(0)} ms`;
    console.log(`${ratio.padStart(8)}  ${title}: ${lumbre[key].toFixed(0)} ms${other}`);
  };
  line("process start to first result", "process");
  line("import to first result", "import");
  line("first training step of the reference CNN", "step");
  const kilobytes = (bytes: number): string => (bytes / 1000).toFixed(1);
  const total = wasm.reduce((sum, bytes) => sum + bytes, 0);
  console.log(`          WebAssembly, gzipped: ${kilobytes(total)} kB in all (${wasm.map(kilobytes).join(", ")})`);
}
