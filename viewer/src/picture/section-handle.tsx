import type { PictureSection } from "@kontrollrom/contracts/saved-view.ts";
import { type KeyboardEvent, type PointerEvent, useEffect, useRef } from "react";
import { useFormats } from "../app/preferences.tsx";
import { useTranslation } from "../i18n/text.ts";
import type { Origin } from "./camera-place.ts";
import type { BuildingScene } from "./scene.ts";
import { sectionMiddle, sectionRange } from "./section-plane.ts";

/** Centimetres: as fine as a wall is drawn. */
export const placeSection = (
  section: PictureSection,
  at: number,
  [low, high]: readonly [number, number],
) => ({
  ...section,
  at: Math.round(Math.min(high, Math.max(low, at)) * 100) / 100,
});

/** The handle in the middle of the section: it is dragged along its axis, and moved with the keys. */
export function SectionHandle({
  scene,
  section,
  box,
  origin,
  onChange,
}: {
  scene: BuildingScene;
  section: PictureSection;
  box: { readonly min: readonly number[]; readonly max: readonly number[] };
  origin: Origin;
  onChange: (section: PictureSection) => void;
}) {
  const { t } = useTranslation();
  const formats = useFormats();
  const handle = useRef<HTMLDivElement>(null);
  const drag = useRef<{ x: number; y: number; at: number; dx: number; dy: number }>(undefined);
  const range = sectionRange(section.axis, box, origin);

  useEffect(() => {
    const draw = () => {
      const at = scene.project(sectionMiddle(section, box, origin));
      if (handle.current === null) return;
      handle.current.style.visibility = at === undefined ? "hidden" : "visible";
      if (at !== undefined) handle.current.style.translate = `${at.x.toFixed(1)}px ${at.y.toFixed(1)}px`;
    };
    draw();
    return scene.onRender(draw);
  }, [scene, section, box, origin]);

  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    const here = scene.project(sectionMiddle(section, box, origin));
    const ahead = scene.project(sectionMiddle({ ...section, at: section.at + 1 }, box, origin));
    if (here === undefined || ahead === undefined) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    drag.current = {
      x: event.clientX,
      y: event.clientY,
      at: section.at,
      dx: ahead.x - here.x,
      dy: ahead.y - here.y,
    };
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
    const from = drag.current;
    if (from === undefined) return;
    const perMetre = from.dx ** 2 + from.dy ** 2;
    // Seen along its axis the handle has nowhere to go.
    if (perMetre < 1) return;
    const moved = ((event.clientX - from.x) * from.dx + (event.clientY - from.y) * from.dy) / perMetre;
    onChange(placeSection(section, from.at + moved, range));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const steps: Record<string, number> = {
      ArrowUp: 0.1,
      ArrowRight: 0.1,
      ArrowDown: -0.1,
      ArrowLeft: -0.1,
      PageUp: 1,
      PageDown: -1,
      Home: -Infinity,
      End: Infinity,
    };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    onChange(placeSection(section, section.at + step, range));
  };
  return (
    <div
      ref={handle}
      className="section-handle"
      role="slider"
      tabIndex={0}
      aria-label={t("scene.cut.handle")}
      aria-valuemin={Number(range[0].toFixed(2))}
      aria-valuemax={Number(range[1].toFixed(2))}
      aria-valuenow={section.at}
      aria-valuetext={t("scene.cut.value", { metres: formats.number(section.at, 2) })}
      data-axis={section.axis}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={() => {
        drag.current = undefined;
      }}
      onPointerCancel={() => {
        drag.current = undefined;
      }}
      onKeyDown={onKeyDown}
    />
  );
}
