import { minifySync } from "rolldown/utils";
import ts from "typescript";

/**
 * The module that exports the script which workers run, from its source: minified, as a bundler does not look into text. The
 * source imports only types, of which nothing is left.
 */
export function transpileWorker(source) {
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: { target: "es2022", module: "es2022", removeComments: true, verbatimModuleSyntax: true },
  });
  const script = outputText.replace(/^export \{\};$/m, "").trim();
  if (/^(im|ex)port\b/m.test(script)) throw new Error("the worker's source imports or exports more than types");
  return `export const workerScript: string = ${JSON.stringify(minifySync("worker.js", script).code)};\n`;
}
