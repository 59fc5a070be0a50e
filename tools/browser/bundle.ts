import { fileURLToPath } from "node:url";
import { build, defaultClientConditions, type InlineConfig } from "vite";
import { sourceCondition } from "../../vitest.config.js";

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** Bundles the page and its worker with the packages' sources; texts by file name. */
export function bundlePages(): Promise<Map<string, string>> {
  // How much is sampled is the same in a page as here.
  const define = { "process.env.LUMBRE_TEST_ALL": JSON.stringify(process.env.LUMBRE_TEST_ALL ?? "") };
  return bundleEntries({ page: here("./page.ts"), worker: here("./worker.ts") }, [sourceCondition], define);
}

/** Bundles files as a user's bundler would, without plug-ins; texts by file name. */
export async function bundleEntries(
  input: Readonly<Record<string, string>>,
  conditions: readonly string[] = [],
  define: Readonly<Record<string, string>> = {},
): Promise<Map<string, string>> {
  const config: InlineConfig = {
    configFile: false,
    logLevel: "error",
    // The pages are served from folders.
    base: "./",
    resolve: { conditions: [...conditions, ...defaultClientConditions] },
    define,
    build: {
      write: false,
      target: "es2022",
      rollupOptions: {
        input,
        output: { entryFileNames: "[name].js", chunkFileNames: "[name].js" },
      },
    },
  };
  const bundle = await build(config);
  if (Array.isArray(bundle) || !("output" in bundle)) throw new Error("vite has built something else");
  const files = new Map<string, string>();
  // The bundles of workers are assets.
  for (const file of bundle.output) files.set(file.fileName, file.type === "chunk" ? file.code : String(file.source));
  return files;
}
