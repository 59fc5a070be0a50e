import { useSignal, useSignalEffect } from "@preact/signals";
import type { JSX } from "preact";
import { words } from "../../i18n/words.js";
import type { ModelName } from "../../protocol.js";
import { programModel } from "../keep/state.js";

/** The PyTorch program that loads the saved file, ready to copy. */
export function ProgramView(): JSX.Element {
  const { keep: text, common } = words.value;
  const isCopied = useSignal(false);
  useSignalEffect(() => {
    void programModel.value;
    isCopied.value = false;
  });
  const programs = useSignal<Readonly<Record<ModelName, string>> | null>(null);
  const load = async (): Promise<void> => {
    programs.value ??= (await import("../../python/programs.js")).programs;
  };
  const program = programs.value?.[programModel.value] ?? "";
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(program);
    isCopied.value = true;
  };
  return (
    <details class="program" onToggle={load}>
      <summary>{text.program}</summary>
      <p class="note">{text.programLead(`${programModel.value}.safetensors`)}</p>
      <button type="button" disabled={program === ""} onClick={copy}>
        {isCopied.value ? common.copied : text.copy}
      </button>
      <pre lang="en">
        <code data-test="program">{program}</code>
      </pre>
    </details>
  );
}
