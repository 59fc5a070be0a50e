import type { JSX } from "preact";
import { type Language, language, languages, setLanguage, words } from "../i18n/words.js";
import { lazily } from "./lazily.js";
import { takeUpdate, update } from "./offline.js";
import { addressOf, type PageName, pageNames, route } from "./route.js";
import { type ThemeName, theme, themeNames } from "./theme.js";
import { TrainPage } from "./trainPage.js";

/** The pages by the name in their address. */
const pages: Readonly<Record<PageName, () => JSX.Element | null>> = {
  train: TrainPage,
  filters: lazily(async () => (await import("./filters/filtersPage.js")).FiltersPage),
  gradients: lazily(async () => (await import("./gradientsPage.js")).GradientsPage),
};

export function App(): JSX.Element {
  const Page = pages[route.value.page];
  const { common } = words.value;
  return (
    <>
      <a class="skip" href="#content">
        {common.skip}
      </a>
      <Header />
      {update.value !== null && (
        <div class="update" role="status">
          <span>{common.update}</span>
          <button type="button" onClick={takeUpdate}>
            {common.reload}
          </button>
        </div>
      )}
      <main id="content" tabIndex={-1}>
        <Page />
      </main>
      <footer>{common.source}</footer>
    </>
  );
}

function Header(): JSX.Element {
  const { common } = words.value;
  return (
    <header class="top">
      <a class="brand" href={addressOf("train")}>
        Lumbre
      </a>
      {pageNames.length > 1 && (
        <nav aria-label={common.navigation}>
          {pageNames.map((name) => (
            <a key={name} href={addressOf(name)} aria-current={route.value.page === name ? "page" : undefined}>
              {common.pages[name]}
            </a>
          ))}
        </nav>
      )}
      <div class="preferences">
        <select
          aria-label={common.language}
          value={language.value}
          onChange={(event) => setLanguage(event.currentTarget.value as Language)}
        >
          {Object.entries(languages).map(([name, label]) => (
            <option key={name} value={name} lang={name}>
              {label}
            </option>
          ))}
        </select>
        <select
          aria-label={common.theme}
          value={theme.value}
          onChange={(event) => {
            theme.value = event.currentTarget.value as ThemeName;
          }}
        >
          {themeNames.map((name) => (
            <option key={name} value={name}>
              {common.themes[name]}
            </option>
          ))}
        </select>
      </div>
    </header>
  );
}
