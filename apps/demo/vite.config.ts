import { fileURLToPath } from "node:url";
import { defineConfig, type UserConfig } from "vite";
import { firstFile } from "./build/firstFile.js";
import { isolationHeaders } from "./build/isolation.js";
import { mnistParts } from "./build/mnistParts.js";
import { serviceWorker } from "./build/serviceWorker.js";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** What every device needs, as one file: several compress worse. */
const engine = {
  name: "engine",
  test: /packages\/(?:tensor|autograd)\/(?!.*gradcheck)|src\/worker\/devices/,
};

/** What trains, loaded with the device that was chosen. */
const training = {
  name: "training",
  test: /packages\/(?:nn|optim)\/|src\/worker\/(?:train\/|models|randomness|data\/(?:tensors|batches|epoch|augment))/,
};

// The site works from any sub-path, so that all its addresses are relative. Packages are taken as they are published,
// from their dist.
export default defineConfig(async ({ command }): Promise<UserConfig> => {
  const parts = await mnistParts(here("node_modules/.cache/mnist"));
  return {
    root: here("."),
    base: "./",
    define: {
      MNIST_PARTS: JSON.stringify(parts.manifest),
      HAS_SERVICE_WORKER: String(command === "build"),
    },
    plugins: [parts.plugin, serviceWorker(here("src/serviceWorker/main.ts"))],
    oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
    server: { headers: isolationHeaders },
    preview: { headers: isolationHeaders },
    worker: {
      format: "es",
      rolldownOptions: {
        output: {
          comments: false,
          codeSplitting: { includeDependenciesRecursively: false, groups: [engine, training] },
        },
      },
    },
    build: {
      target: "es2022",
      modulePreload: { polyfill: false },
      assetsInlineLimit: 0,
      rolldownOptions: {
        output: { comments: false, codeSplitting: { includeDependenciesRecursively: false, groups: [firstFile] } },
      },
    },
  };
});
