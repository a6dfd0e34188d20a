import type { KeyboardEvent, PointerEvent } from "react";
import { useTranslation } from "../i18n/text.ts";

const narrowest = 340;
const widest = 760;
const clamp = (width: number) => Math.round(Math.min(widest, Math.max(narrowest, width)));

/** Sets the width of the column to its right, by dragging or with the arrow keys. */
export function ColumnDivider({ width, onChange }: { width: number; onChange: (width: number) => void }) {
  const { t } = useTranslation();
  const onPointerDown = (event: PointerEvent<HTMLElement>) =>
    event.currentTarget.setPointerCapture(event.pointerId);
  const onPointerMove = (event: PointerEvent<HTMLElement>) => {
    if (event.currentTarget.hasPointerCapture(event.pointerId))
      onChange(clamp(window.innerWidth - event.clientX));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowLeft: 24, ArrowRight: -24 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    onChange(clamp(width + step));
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a rule cannot be moved
    <div
      className="column-divider"
      role="separator"
      aria-orientation="vertical"
      aria-label={t("controlRoom.resize")}
      aria-valuemin={narrowest}
      aria-valuemax={widest}
      aria-valuenow={width}
      tabIndex={0}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onKeyDown={onKeyDown}
    />
  );
}
