import "@fontsource-variable/inter/wght.css";
import "@digdir/designsystemet-css";
import "@digdir/designsystemet-css/theme";
import "./styles/tokens.css";
import "./styles/page.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { I18nextProvider } from "react-i18next";
import { App } from "./app/app.tsx";
import { askForFirstParts } from "./app/first-parts.ts";
import { savedLanguage } from "./app/preferences.tsx";
import { createI18n } from "./i18n/i18n.ts";

askForFirstParts(window.location.pathname + window.location.search);

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root");
const i18n = await createI18n(savedLanguage());
createRoot(root).render(
  <StrictMode>
    <I18nextProvider i18n={i18n}>
      <App />
    </I18nextProvider>
  </StrictMode>,
);
