import { accessSync, closeSync, constants, openSync, realpathSync, rmSync, statSync } from "node:fs";
import { LumbreError, type nn } from "lumbre";
import { saveSafetensors } from "lumbre/node";

/** Weights that cannot be written. */
export class SaveError extends LumbreError {
  override name = "SaveError";
}

/**
 * Throws unless a file can be written there: asked before the training, whose weights would be lost else.
 * @throws {SaveError}
 */
export function requireWritable(path: string, option = "--save"): void {
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found?.isDirectory()) throw new SaveError(`${option}: ${path} is a folder; name a file in it`);
    if (found !== undefined) accessSync(path, constants.W_OK);
    if (found !== undefined && !found.isFile()) return;
    // The weights are written beside what is there, and take its name when they are complete.
    const beside = `${found === undefined ? path : realpathSync(path)}.${process.pid}.part`;
    closeSync(openSync(beside, "wx"));
    rmSync(beside);
  } catch (error) {
    if (error instanceof SaveError) throw error;
    throw new SaveError(`${option}: ${path} cannot be written: ${(error as Error).message}`);
  }
}

/**
 * Writes a model's weights. Whatever happens, the file has either what it had before or all of them.
 * @throws {SaveError}
 */
export function saveWeights(model: nn.Module, path: string): void {
  try {
    saveSafetensors(model.stateDict(), path, { metadata: { format: "pt" } });
  } catch (error) {
    throw new SaveError(`the weights cannot be written: ${(error as Error).message}; ${path} is as it was`);
  }
}
