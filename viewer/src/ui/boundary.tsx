import { Button } from "@digdir/designsystemet-react";
import { Component, type ReactNode } from "react";
import { useTranslation } from "../i18n/text.ts";
import { PartGone } from "./lazy.ts";
import { Empty } from "./states.tsx";

/** Keeps a fault in one part from taking the page with it. */
export class Boundary extends Component<
  { children: ReactNode; fallback?: ReactNode },
  { failed: boolean; gone: boolean }
> {
  override state = { failed: false, gone: false };
  static getDerivedStateFromError(error: unknown) {
    return { failed: true, gone: error instanceof PartGone };
  }
  override componentDidCatch(error: unknown) {
    console.error(error);
  }
  override render() {
    if (!this.state.failed) return this.props.children;
    // A part that the server has no more comes with the newer page alone; all that is seen is in the address.
    const again = () => (this.state.gone ? window.location.reload() : this.setState({ failed: false }));
    return this.props.fallback ?? <Stopped again={again} />;
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
