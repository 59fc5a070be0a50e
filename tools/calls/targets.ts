import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { isComplete } from "@lumbre/testing";
import { type Callable, readCallables } from "./callables.js";
import { positionalCall } from "./forms.js";
import { Good } from "./good.js";

const root = fileURLToPath(new URL("../../", import.meta.url));
// What users call. The others are for authors of backends, one of them is a command, and hub, which imports nothing of
// ours, checks its arguments by itself.
const names = readdirSync(join(root, "packages"))
  .filter((name) => !/^(backend-testkit|create-backend|hub)$/.test(name))
  .sort((a, b) => Number(a === "lumbre") - Number(b === "lumbre"));
const packages: Record<string, unknown> = {};
for (const name of names) {
  const manifest = JSON.parse(readFileSync(join(root, "packages", name, "package.json"), "utf8")) as { name: string };
  packages[name] = await import(manifest.name);
}
// These hold 60 to 140 million parameters, or make hundreds of layers, at each call, and bind as their smaller relatives do.
const isLarge = (name: string): boolean =>
  /^vision\.models\.(AlexNet|alexnet|VGG|vgg\w+|resnet(34|44|50|56|101|110|152)|densenet\d+|mobilenetV3Large|EfficientNet|efficientnetB\d|unet)$|^(AlexNet|VGG|EfficientNet)\./.test(
    name,
  ) ||
  (!isComplete && isSlow(name));
/** These make hundreds of layers, or ten million parameters, at every call: they are called when all is to run. */
export const isSlow = (name: string): boolean =>
  /^vision\.models\.(ResNet|resnet(18|32)|MobileNetV[23]|mobilenetV2|mobilenetV3Small|SqueezeNet|squeezenet\w+)$|^(ResNet|MobileNetV[23]|SqueezeNet|CifarResNet)\.forward$/.test(
    name,
  );
/** All that users call. */
export const callables = readCallables(root, names).filter(
  ({ name }) => !name.startsWith("lumbre.hub.") && !isLarge(name.replace(/^lumbre\./, "")),
);
/** Good values for their parameters. */
export const good = new Good();

/** The function or the class of a callable. */
export function targetOf(callable: Callable): unknown {
  const { path } = callable;
  const subclass = callable.isAbstract ? good.subclass(callable) : undefined;
  if (subclass !== undefined) return subclass;
  let target: unknown = packages;
  for (const name of path) target = (target as Record<string, unknown>)[name];
  return target;
}

/** Makes the object whose method is called: what the table has, or what its class's good call gives. */
export function receiverOf(callable: Callable): (() => unknown) | undefined {
  if (callable.sort !== "method") return undefined;
  const own = good.receiver(callable);
  if (own !== undefined) return own;
  const type = callables.find(({ sort, path }) => sort === "constructor" && path.join() === callable.path.join());
  if (type === undefined) throw new Error(`${callable.name}: no class ${callable.path.join(".")}`);
  return () =>
    Reflect.construct(
      targetOf(type) as new () => object,
      positionalCall(type.forms[0], (taken) => good.make(type, taken)),
    );
}
