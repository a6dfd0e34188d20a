import { Button, Field, Label, Select } from "@digdir/designsystemet-react";
import { DrawingUnit, type DxfInspection } from "@kontrollrom/contracts/exchange.ts";
import { useId } from "react";
import { useFormats } from "../app/preferences.tsx";
import { NumberField } from "../underlay/underlay-form.tsx";
import { type DxfChoices, metresOf } from "./dxf-reading.ts";
import { useExchangeTexts } from "./texts.ts";

/** How large the drawing is, and where it lies in the building. */
export function DxfScale({
  inspection,
  choices,
  onChange,
}: {
  inspection: DxfInspection;
  choices: DxfChoices;
  onChange: (change: Partial<DxfChoices>) => void;
}) {
  const say = useExchangeTexts();
  const formats = useFormats();
  const unitField = useId();
  const { unit, origin, offset, rotation, height, smallestRoom } = choices;
  const { extent, unitFrom } = inspection;
  const metres = (units: number) => formats.number(units * metresOf[unit], 1);
  return (
    <>
      <Field data-size="sm" className="dxf-unit">
        <Label htmlFor={unitField}>{say("dxf.scale.unit")}</Label>
        <Select
          id={unitField}
          value={unit}
          onChange={(event) => onChange({ unit: DrawingUnit.parse(event.target.value) })}
        >
          {DrawingUnit.options.map((one) => (
            <Select.Option key={one} value={one}>
              {say(`dxf.scale.units.${one}`)}
            </Select.Option>
          ))}
        </Select>
      </Field>
      <p className="quiet">
        {unit === inspection.unit && say(unitFrom === "file" ? "dxf.scale.fromFile" : "dxf.scale.guessed")}{" "}
        {extent !== undefined && (
          <span className="figures">
            {say("dxf.scale.size", {
              width: metres(extent[2] - extent[0]),
              depth: metres(extent[3] - extent[1]),
            })}
          </span>
        )}
      </p>
      <div className="calibrate-fields">
        <NumberField
          label={say("dxf.scale.originX")}
          value={origin[0]}
          step={0.001}
          onValue={(x) => onChange({ origin: [x, origin[1]] })}
        />
        <NumberField
          label={say("dxf.scale.originY")}
          value={origin[1]}
          step={0.001}
          onValue={(y) => onChange({ origin: [origin[0], y] })}
        />
        <NumberField
          label={say("dxf.scale.east")}
          value={offset[0]}
          step={0.001}
          onValue={(x) => onChange({ offset: [x, offset[1]] })}
        />
        <NumberField
          label={say("dxf.scale.north")}
          value={offset[1]}
          step={0.001}
          onValue={(y) => onChange({ offset: [offset[0], y] })}
        />
        <NumberField
          label={say("dxf.scale.rotation")}
          value={rotation}
          min={-360}
          max={360}
          step={0.01}
          onValue={(value) => onChange({ rotation: Math.min(360, value) })}
        />
        <NumberField
          label={say("dxf.scale.height")}
          value={height}
          min={0.5}
          max={50}
          step={0.01}
          onValue={(value) => onChange({ height: Math.min(50, value) })}
        />
        <NumberField
          label={say("dxf.scale.smallest")}
          value={smallestRoom}
          min={0.01}
          max={1000}
          step={0.01}
          onValue={(value) => onChange({ smallestRoom: Math.min(1000, value) })}
        />
      </div>
      {extent !== undefined && (
        <div className="exchange-acts">
          <Button
            variant="secondary"
            data-size="sm"
            onClick={() => onChange({ origin: [extent[0], extent[1]] })}
          >
            {say("dxf.scale.corner")}
          </Button>
        </div>
      )}
    </>
  );
}
