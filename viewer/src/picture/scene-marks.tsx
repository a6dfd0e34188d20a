import type { Priority } from "@kontrollrom/contracts/primitives.ts";
import { useEffect, useMemo, useRef } from "react";
import { useTranslation } from "../i18n/text.ts";
import { PriorityMark } from "../ui/priority-mark.tsx";
import { declutter } from "./declutter.ts";
import type { ValueLayer } from "./layers.ts";
import type { MergedRooms } from "./room-mesh.ts";
import type { RoomStatuses } from "./room-statuses.ts";
import type { BuildingScene } from "./scene.ts";
import { useStatusText } from "./status-text.ts";
import { useRoomStatus } from "./use-room-statuses.ts";

interface SceneMarksProps {
  readonly scene: BuildingScene;
  readonly merged: MergedRooms;
  readonly storeyId: string | undefined;
  readonly selectedId: string | undefined;
  readonly labels: ReadonlyMap<string, string>;
  readonly layer: ValueLayer | undefined;
  readonly statuses: RoomStatuses;
  readonly worst: ReadonlyMap<string, Priority>;
  /** A value over every room that has one, as far as there is place. */
  readonly showValues: boolean;
  readonly spread: boolean;
  readonly hovered: { readonly id: string; readonly x: number; readonly y: number } | undefined;
}

/** More are never seen apart. */
const mostLabels = 400;

/** Shapes with numbers over rooms in alarm, and values over rooms: the picture does not speak by colour alone. */
export function SceneMarks(props: SceneMarksProps) {
  const { scene, merged, storeyId, selectedId, labels, worst, showValues, statuses, hovered } = props;
  const frame = useRef<HTMLDivElement>(null);
  const shown = (id: string) => {
    const range = merged.bySpace.get(id);
    return range !== undefined && (storeyId === undefined || range.storeyId === storeyId);
  };
  const alarms = [...worst].filter(([id]) => shown(id));
  const valued = useMemo(
    () =>
      showValues
        ? merged.ranges
            .filter((range) => storeyId === undefined || range.storeyId === storeyId)
            .filter(({ spaceId }) => statuses.get(spaceId).kind === "value")
            .slice(-mostLabels)
            .map(({ spaceId }) => spaceId)
        : [],
    [showValues, merged, statuses, storeyId],
  );
  useEffect(() => {
    const place = () => {
      const marks = [...(frame.current?.querySelectorAll<HTMLElement>("[data-space]") ?? [])];
      const places = marks.map((mark) => {
        const range = merged.bySpace.get(mark.dataset.space ?? "");
        return range === undefined || scene.isCutAway(range) ? undefined : scene.project(scene.topOf(range));
      });
      const free = declutter(
        places.map((at, i) => ({ at, keep: marks[i]?.dataset.value === undefined })),
        { width: 72, height: 24 },
      );
      for (const [i, mark] of marks.entries()) {
        const at = places[i];
        mark.style.transform =
          at === undefined || !free[i] ? "scale(0)" : `translate(${at.x.toFixed(1)}px, ${at.y.toFixed(1)}px)`;
      }
    };
    place();
    return scene.onRender(place);
  });
  return (
    <div className="scene-marks" ref={frame} aria-hidden="true">
      {selectedId !== undefined && merged.bySpace.has(selectedId) && (
        <span className="scene-mark scene-label" data-space={selectedId}>
          <SelectedLabel {...props} id={selectedId} label={labels.get(selectedId) ?? ""} />
        </span>
      )}
      {alarms.map(([id, priority]) => (
        <span key={id} className="scene-mark" data-space={id}>
          <PriorityMark priority={priority} size={26} silent />
        </span>
      ))}
      {valued
        .filter((id) => id !== selectedId)
        .map((id) => (
          <span key={id} className="scene-mark scene-value" data-space={id} data-value="">
            <ValueLabel {...props} id={id} />
          </span>
        ))}
      {hovered !== undefined && hovered.id !== selectedId && (
        <span className="scene-tip figures" style={{ translate: `${hovered.x}px ${hovered.y}px` }}>
          <Tip {...props} id={hovered.id} label={labels.get(hovered.id) ?? ""} />
        </span>
      )}
    </div>
  );
}

interface LabelProps {
  readonly id: string;
  readonly statuses: RoomStatuses;
  readonly layer: ValueLayer | undefined;
}

function SelectedLabel({ id, label, statuses, layer }: LabelProps & { label: string }) {
  const status = useRoomStatus(statuses, id);
  const text = useStatusText(layer)(status);
  return (
    <span className="scene-label-box figures">
      {label} <strong>{text}</strong>
    </span>
  );
}

function ValueLabel({ id, statuses, layer }: LabelProps) {
  const status = useRoomStatus(statuses, id);
  return <span className="scene-value-box figures">{useStatusText(layer)(status)}</span>;
}

function Tip({ id, label, statuses, layer }: LabelProps & { label: string }) {
  const { t } = useTranslation();
  const status = useRoomStatus(statuses, id);
  return <>{t("scene.tooltip", { label, value: useStatusText(layer)(status) })}</>;
}
