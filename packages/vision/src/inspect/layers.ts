import { Module } from "@lumbre/nn";
import { ArgumentError, IndexError } from "@lumbre/tensor";
import { anInstanceOf, aString, defineKind, either, type Kind } from "@lumbre/tensor/engine";

/** A layer of a network: its path, as `namedModules()` gives it, or itself. */
export type Layer = string | Module;

// biome-ignore lint/suspicious/noExplicitAny: networks have outputs of all kinds
export type Network = Module<any[], any>;

export const aNetwork: Kind<Network> = anInstanceOf(Module, "a module");

export const aLayer: Kind<Layer> = either(aString, anInstanceOf(Module, "a module"));

export const aListOfLayers: Kind<readonly Layer[]> = defineKind(
  'a list of layers, such as ["conv1"]',
  (value) => Array.isArray(value) && value.every((layer) => aLayer.accepts(layer)),
);

/** A layer with its path. @throws {IndexError} for a path that leads nowhere. @throws {ArgumentError} for a module of another network. */
export function findLayer(op: string, model: Network, layer: Layer): readonly [path: string, layer: Module] {
  const all = model.namedModules();
  const found = all.find(([path, module]) => (typeof layer === "string" ? path === layer : module === layer));
  if (found !== undefined) return found;
  if (typeof layer !== "string")
    throw new ArgumentError(`${op}: the layer ${layer.constructor.name} is not part of the model`);
  const paths = all.map(([path]) => path).filter((path) => path !== "");
  const shown = paths.length > 12 ? [...paths.slice(0, 12), "..."] : paths;
  throw new IndexError(`${op}: the model has no layer "${layer}"; it has ${shown.join(", ") || "no layers"}`);
}
