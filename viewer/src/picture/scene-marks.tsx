import type { Priority } from "@kontrollrom/contracts/primitives.ts";
import { type RefObject, useEffect, useRef } from "react";
import { PriorityMark } from "../ui/priority-mark.tsx";
import type { ValueLayer } from "./layers.ts";
import type { MergedRooms } from "./room-mesh.ts";
import type { RoomStatuses } from "./room-statuses.ts";
import type { BuildingScene } from "./scene.ts";
import { useStatusText } from "./status-text.ts";
import { useRoomStatus } from "./use-room-statuses.ts";

interface SceneMarksProps {
  readonly scene: BuildingScene;
  readonly merged: MergedRooms;
  readonly placeMarks: RefObject<() => void>;
  readonly storeyId: string | undefined;
  readonly selectedId: string | undefined;
  readonly labels: ReadonlyMap<string, string>;
  readonly layer: ValueLayer | undefined;
  readonly statuses: RoomStatuses;
  readonly worst: ReadonlyMap<string, Priority>;
}

/** Shapes with numbers over rooms in alarm, and a name over the chosen one: the picture does not speak by colour alone. */
export function SceneMarks(props: SceneMarksProps) {
  const { scene, merged, placeMarks, storeyId, selectedId, labels, worst } = props;
  const frame = useRef<HTMLDivElement>(null);
  const shown = [...worst].filter(([id]) => {
    const range = merged.bySpace.get(id);
    return range !== undefined && (storeyId === undefined || range.storeyId === storeyId);
  });
  useEffect(() => {
    placeMarks.current = () => {
      for (const mark of frame.current?.querySelectorAll<HTMLElement>("[data-space]") ?? []) {
        const at = scene.project(mark.dataset.space ?? "");
        mark.style.transform =
          at === undefined ? "scale(0)" : `translate(${at.x.toFixed(1)}px, ${at.y.toFixed(1)}px)`;
      }
    };
    placeMarks.current();
  });
  return (
    <div className="scene-marks" ref={frame} aria-hidden="true">
      {shown.map(([id, priority]) => (
        <span key={id} className="scene-mark" data-space={id}>
          <PriorityMark priority={priority} size={26} silent />
        </span>
      ))}
      {selectedId !== undefined && merged.bySpace.has(selectedId) && (
        <span className="scene-mark scene-label" data-space={selectedId}>
          <SelectedLabel {...props} id={selectedId} label={labels.get(selectedId) ?? ""} />
        </span>
      )}
    </div>
  );
}

function SelectedLabel({
  id,
  label,
  statuses,
  layer,
}: {
  id: string;
  label: string;
  statuses: RoomStatuses;
  layer: ValueLayer | undefined;
}) {
  const status = useRoomStatus(statuses, id);
  const text = useStatusText(layer)(status);
  return (
    <span className="scene-label-box figures">
      {label} <strong>{text}</strong>
    </span>
  );
}
