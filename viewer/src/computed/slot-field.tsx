import { Button, Chip, ValidationMessage } from "@digdir/designsystemet-react";
import { maxInputs } from "@kontrollrom/contracts/derived-point.ts";
import type { Point } from "@kontrollrom/contracts/point.ts";
import { useId, useState } from "react";
import { unitSign } from "../i18n/format.ts";
import { PointPicker } from "../trends/point-picker.tsx";
import { usePointLabels, usePoints } from "../trends/use-points.ts";
import type { Slot } from "./draft.ts";
import { useComputedTexts } from "./texts.ts";

/** The points of one part of a computation: those that are chosen, and a way to find more. */
export function SlotField({
  slot,
  chosen,
  buildingId,
  error,
  onChoose,
  onInsert,
}: {
  slot: Slot;
  chosen: readonly number[];
  buildingId: string;
  error: string | undefined;
  onChoose: (ids: readonly number[]) => void;
  /** Of a formula: writes the point where one writes. */
  onInsert?: (id: number) => void;
}) {
  const tc = useComputedTexts();
  const [open, setOpen] = useState(false);
  const { points } = usePoints(chosen);
  const label = usePointLabels(points);
  const title = useId();
  const toggle = open ? tc("form.done") : tc(slot.many ? "form.chooseMany" : "form.choose");
  const named = (point: Point) => {
    const unit = unitSign(point.unit);
    return unit === "" || unit === "1" ? label(point) : `${label(point)} (${unit})`;
  };
  const choose = (ids: readonly number[]) => {
    if (slot.many) return onChoose(ids);
    onChoose(ids.slice(-1));
    setOpen(false);
  };
  return (
    <fieldset className="computed-slot" aria-labelledby={title}>
      <p id={title} className="ds-label" data-size="sm">
        {tc(`slot.${slot.name}`)}
      </p>
      {points.length > 0 && (
        <ul className="computed-chosen" aria-label={tc("form.chosen")}>
          {points.map((point) => (
            <li key={point.id}>
              {onInsert !== undefined && (
                <Button
                  type="button"
                  variant="secondary"
                  data-size="sm"
                  aria-label={tc("form.insert", { name: named(point) })}
                  onClick={() => onInsert(point.id)}
                >
                  p{point.id}
                </Button>
              )}
              <Chip.Removable
                data-size="sm"
                aria-label={tc("form.takeOut", { name: named(point) })}
                onClick={(event) => {
                  event.preventDefault();
                  onChoose(chosen.filter((id) => id !== point.id));
                }}
              >
                {named(point)}
              </Chip.Removable>
            </li>
          ))}
        </ul>
      )}
      {open && (
        <div className="computed-picker">
          <PointPicker
            chosen={slot.many ? chosen : []}
            most={slot.many ? maxInputs : 1}
            startAt={buildingId === "" ? undefined : buildingId}
            onChoose={choose}
          />
        </div>
      )}
      <div>
        <Button
          type="button"
          variant="secondary"
          data-size="sm"
          aria-expanded={open}
          aria-label={`${toggle}: ${tc(`slot.${slot.name}`)}`}
          onClick={() => setOpen(!open)}
        >
          {toggle}
        </Button>
      </div>
      {error !== undefined && <ValidationMessage data-size="sm">{error}</ValidationMessage>}
    </fieldset>
  );
}
