import { Alert, Button, Field, Label, Select } from "@digdir/designsystemet-react";
import { type DxfInspection, type DxfLayer, DxfPurpose } from "@kontrollrom/contracts/exchange.ts";
import { useId, useState } from "react";
import { type ExchangeText, useExchangeTexts } from "./texts.ts";

/** What each layer that is used is. */
export type LayerPurposes = Readonly<Record<string, DxfPurpose>>;

/** Of a drawing's many layers, so many are shown before somebody asks for the rest. */
const SHOWN = 12;

/** What the names and contents of the layers suggest. */
export function suggestedPurposes(layers: readonly DxfLayer[]): LayerPurposes {
  return Object.fromEntries(
    layers.flatMap(({ name, suggested }) => (suggested === undefined ? [] : [[name, suggested] as const])),
  );
}

/** Each layer with its picture, what is in it, and what it is to be used for. */
export function DxfLayers({
  inspection,
  purposes,
  onChange,
}: {
  inspection: DxfInspection;
  purposes: LayerPurposes;
  onChange: (purposes: LayerPurposes) => void;
}) {
  const say = useExchangeTexts();
  const [all, setAll] = useState(false);
  // What is suggested comes first, what is empty last; they do not move when somebody chooses.
  const layers = inspection.layers.toSorted((a, b) => rank(a) - rank(b));
  const shown = all ? layers : layers.slice(0, SHOWN);
  const choose = (name: string, purpose: string) => {
    const { [name]: _, ...others } = purposes;
    const known = DxfPurpose.options.find((one) => one === purpose);
    onChange(known === undefined ? others : { ...others, [name]: known });
  };
  return (
    <>
      <p className="quiet">{say("dxf.layers.help")}</p>
      <ul className="dxf-layers">
        {shown.map((layer) => (
          <LayerCard
            key={layer.name}
            layer={layer}
            extent={inspection.extent}
            purpose={purposes[layer.name]}
            onChoose={(purpose) => choose(layer.name, purpose)}
          />
        ))}
      </ul>
      {!all && layers.length > SHOWN && (
        <div className="exchange-acts">
          <Button variant="secondary" data-size="sm" onClick={() => setAll(true)}>
            {say("dxf.layers.more", { count: layers.length })}
          </Button>
        </div>
      )}
      {!Object.values(purposes).includes("rooms") && (
        <Alert data-color="warning" data-size="sm">
          {say("dxf.layers.noRooms")}
        </Alert>
      )}
    </>
  );
}

function LayerCard({
  layer,
  extent,
  purpose,
  onChoose,
}: {
  layer: DxfLayer;
  extent: DxfInspection["extent"];
  purpose: DxfPurpose | undefined;
  onChoose: (purpose: string) => void;
}) {
  const say = useExchangeTexts();
  const field = useId();
  const [minX, minY, maxX, maxY] = extent ?? [0, 0, 1, 1];
  const longest = Math.max(maxX - minX, maxY - minY, 1e-9);
  const [width, height] = [((maxX - minX) / longest) * 1000, ((maxY - minY) / longest) * 1000];
  return (
    <li className="dxf-layer" data-used={purpose}>
      {layer.picture !== undefined && (
        <svg
          viewBox={`-20 -20 ${width + 40} ${height + 40}`}
          role="img"
          aria-label={say("dxf.layers.picture", { name: layer.name })}
        >
          <path d={layer.picture} />
        </svg>
      )}
      <div className="dxf-layer-facts">
        <strong className="code">{layer.name}</strong>
        <p className="quiet">{contents(layer, say)}</p>
        {layer.samples.length > 0 && <p className="quiet dxf-samples">{layer.samples.join(" · ")}</p>}
      </div>
      <Field data-size="sm">
        <Label htmlFor={field} className="visually-hidden">
          {say("dxf.layers.use", { name: layer.name })}
        </Label>
        <Select id={field} value={purpose ?? "none"} onChange={(event) => onChoose(event.target.value)}>
          {(["none", ...DxfPurpose.options] as const).map((one) => (
            <Select.Option key={one} value={one}>
              {say(`dxf.layers.purpose.${one}`)}
            </Select.Option>
          ))}
        </Select>
      </Field>
    </li>
  );
}

function rank({ suggested, closed, open, hatches, texts }: DxfLayer): number {
  if (closed + open + hatches + texts === 0) return 20;
  return suggested === undefined ? 10 : DxfPurpose.options.indexOf(suggested);
}

function contents(layer: DxfLayer, say: ExchangeText): string {
  const counted = (["closed", "open", "hatches", "texts"] as const)
    .filter((kind) => layer[kind] > 0)
    .map((kind) => say(`dxf.layers.${kind}`, { count: layer[kind] }));
  return counted.length === 0 ? say("dxf.layers.empty") : counted.join(", ");
}
