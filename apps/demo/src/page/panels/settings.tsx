import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { words } from "../../i18n/words.js";
import { lazily } from "../lazily.js";

const SettingsFields = lazily(async () => (await import("./settingsFields.js")).SettingsFields);

/** What a run depends on. */
export function SettingsPanel(): JSX.Element {
  const wasOpened = useSignal(false);
  return (
    <details
      class="panel settings"
      onToggle={() => {
        wasOpened.value = true;
      }}
    >
      <summary>
        <h2>{words.value.settings.title}</h2>
      </summary>
      {wasOpened.value && <SettingsFields />}
    </details>
  );
}
