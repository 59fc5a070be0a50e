import { effect } from "@preact/signals";
import { render } from "preact";
import { language, startLanguage, words } from "../i18n/words.js";
import { open } from "./actions.js";
import { App } from "./app.js";
import "./debug.js";
import { listen } from "./events.js";
import { acceptDrops } from "./keep/drop.js";
import { goOffline } from "./offline.js";
import { applyTheme } from "./theme.js";
import { watchWall } from "./wall.js";
import "./styles/base.css";
import "./styles/layout.css";
import "./styles/controls.css";
import "./styles/panels.css";
import "./styles/keep.css";

effect(() => {
  document.documentElement.lang = language.value;
  document.title = words.value.common.title;
});
applyTheme();
listen();
void open();
void goOffline();
watchWall();
acceptDrops();
await startLanguage();
render(<App />, document.getElementById("app")!);
