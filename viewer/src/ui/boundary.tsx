import { Button } from "@digdir/designsystemet-react";
import { Component, type ReactNode } from "react";
import { useTranslation } from "../i18n/text.ts";
import { Empty } from "./states.tsx";

/** Keeps a fault in one part from taking the page with it. */
export class Boundary extends Component<{ children: ReactNode; fallback?: ReactNode }, { failed: boolean }> {
  override state = { failed: false };
  static getDerivedStateFromError() {
    return { failed: true };
  }
  override componentDidCatch(error: unknown) {
    console.error(error);
  }
  override render() {
    if (!this.state.failed) return this.props.children;
    return this.props.fallback ?? <Stopped again={() => this.setState({ failed: false })} />;
  }
}

function Stopped({ again }: { again: () => void }) {
  const { t } = useTranslation();
  return (
    <Empty
      title={t("app.crashed.title")}
      action={
        <Button variant="secondary" data-size="sm" onClick={again}>
          {t("app.crashed.again")}
        </Button>
      }
    >
      {t("app.crashed.text")}
    </Empty>
  );
}
