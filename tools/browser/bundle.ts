import { fileURLToPath } from "node:url";
import { build, type InlineConfig } from "vite";

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** Bundles the page and its worker; texts by file name. */
export function bundlePages(alias: Readonly<Record<string, string>>): Promise<Map<string, string>> {
  return bundleEntries({ page: here("./page.ts"), worker: here("./worker.ts") }, alias);
}

/** Bundles files as a user's bundler would, without plug-ins; texts by file name. */
export async function bundleEntries(
  input: Readonly<Record<string, string>>,
  alias: Readonly<Record<string, string>> = {},
): Promise<Map<string, string>> {
  const config: InlineConfig = {
    configFile: false,
    logLevel: "error",
    resolve: { alias },
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
  for (const file of bundle.output) if (file.type === "chunk") files.set(file.fileName, file.code);
  return files;
}
