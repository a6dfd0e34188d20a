import { Button } from "@digdir/designsystemet-react";
import { type ReactNode, useState } from "react";
import { usePreferences } from "../app/preferences.tsx";
import { useTranslation } from "../i18n/text.ts";
import type { PublicPage } from "./public-page.ts";
import { ReportForm } from "./report-form.tsx";
import { ReportStatusView } from "./report-status.tsx";
import "./report.css";

/** Without the shell: who stands here has scanned a label and has no account. */
export function ReportPages({ page: first }: { page: PublicPage }) {
  const [page, setPage] = useState(first);
  if (page.kind === "status") {
    return (
      <Frame>
        <ReportStatusView secret={page.secret} />
      </Frame>
    );
  }
  return (
    <Frame>
      <ReportForm
        token={page.token}
        onSent={(secret) => {
          // The address is what one keeps: going back must not send the report once more.
          window.history.replaceState(null, "", `/sak/${secret}`);
          setPage({ kind: "status", secret });
        }}
      />
    </Frame>
  );
}

function Frame({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  const { language, setLanguage } = usePreferences();
  return (
    <div className="report-page">
      <header>
        <span className="report-name">{t("app.name")}</span>
        <Button
          variant="tertiary"
          data-size="sm"
          lang={language === "nb" ? "en" : "nb"}
          onClick={() => setLanguage(language === "nb" ? "en" : "nb")}
        >
          {language === "nb" ? "English" : "Norsk"}
        </Button>
      </header>
      <main>{children}</main>
    </div>
  );
}
