import { Alert } from "@digdir/designsystemet-react";
import type { DxfPreview as Preview } from "@kontrollrom/contracts/exchange.ts";
import { useFormats } from "../app/preferences.tsx";
import { polygonPath, polygonsPath } from "../picture/plan-paths.ts";
import { Scrollable } from "../ui/scrollable.tsx";
import { type ExchangeText, useExchangeTexts } from "./texts.ts";

/** The rooms as they are read: picture, areas, and what is odd. */
export function DxfPreview({ preview, stale }: { preview: Preview; stale: boolean }) {
  const say = useExchangeTexts();
  const formats = useFormats();
  const { rooms, warnings } = preview;
  const total = rooms.reduce((sum, { area }) => sum + area, 0);
  const odd = new Set(oddNumbers(preview));
  const declared = rooms.some(({ areaDeclared }) => areaDeclared !== undefined);
  return (
    <div className="dxf-preview" aria-busy={stale}>
      <p className="figures" role="status">
        <strong>{say("dxf.preview.sum", { count: rooms.length, area: formats.number(total, 1) })}</strong>{" "}
        {stale && <span className="quiet">{say("dxf.preview.busy")}</span>}
      </p>
      {warnings.length > 0 && (
        <Alert data-color="warning" data-size="sm">
          <strong>{say("dxf.preview.odd")}</strong>
          <ul className="exchange-list">
            {warnings.map((warning) => (
              <li key={warning.code}>{oddText(warning, preview, say)}</li>
            ))}
          </ul>
        </Alert>
      )}
      <div className="dxf-preview-parts">
        <Picture preview={preview} odd={odd} />
        <Scrollable className="table-scroll dxf-rooms" label={say("dxf.preview.rooms")}>
          <table className="ds-table figures" data-size="sm">
            <thead>
              <tr>
                <th scope="col">{say("dxf.preview.number")}</th>
                <th scope="col">{say("dxf.preview.name")}</th>
                <th scope="col" className="numeric">
                  {say("dxf.preview.area")}
                </th>
                {declared && (
                  <th scope="col" className="numeric">
                    {say("dxf.preview.declared")}
                  </th>
                )}
              </tr>
            </thead>
            <tbody>
              {rooms.map((room, i) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: two rooms may have the same number
                <tr key={i} data-odd={odd.has(room.number) || undefined}>
                  <th scope="row">{room.number || <em>{say("dxf.preview.noNumber")}</em>}</th>
                  <td>{room.name}</td>
                  <td className="numeric">{formats.number(room.area, 1)}</td>
                  {declared && <td className="numeric">{formats.number(room.areaDeclared, 1)}</td>}
                </tr>
              ))}
            </tbody>
          </table>
        </Scrollable>
      </div>
    </div>
  );
}

function Picture({ preview, odd }: { preview: Preview; odd: ReadonlySet<string> }) {
  const say = useExchangeTexts();
  const [minX, minY, maxX, maxY] = preview.bounds;
  const [width, height] = [maxX - minX, maxY - minY];
  const air = Math.max(width, height) / 40;
  return (
    <svg
      className="fragment dxf-picture"
      viewBox={`${minX - air} ${-maxY - air} ${width + 2 * air} ${height + 2 * air}`}
      role="img"
      aria-label={say("dxf.preview.picture")}
    >
      {preview.rooms.map((room, i) => (
        <path
          // biome-ignore lint/suspicious/noArrayIndexKey: two rooms may have the same number
          key={i}
          className="fragment-room"
          data-marked={odd.has(room.number) || undefined}
          d={polygonPath(room.polygon)}
        />
      ))}
      <path className="fragment-stairs" d={polygonsPath(preview.stairs)} />
      <path className="fragment-walls" d={polygonsPath(preview.walls)} />
      <path className="fragment-openings" d={polygonsPath([...preview.doors, ...preview.windows])} />
      {preview.rooms.map(({ number, label, polygon }, i) => (
        <text
          // biome-ignore lint/suspicious/noArrayIndexKey: two rooms may have the same number
          key={i}
          x={label[0]}
          y={-label[1]}
          fontSize={textSize(polygon, number, Math.max(width, height))}
          textAnchor="middle"
          dominantBaseline="central"
        >
          {number}
        </text>
      ))}
    </svg>
  );
}

/** As large as reads well, and no wider than the room. */
function textSize(polygon: Preview["rooms"][number]["polygon"], text: string, extent: number): number {
  const xs = (polygon[0] ?? []).map(([x]) => x);
  const width = Math.max(...xs) - Math.min(...xs);
  return Math.min(extent / 34, (width * 0.9) / Math.max(1, text.length * 0.6));
}

/** Numbers of the rooms that somebody should look at. */
function oddNumbers({ rooms, warnings }: Preview): string[] {
  const codes = new Set(warnings.map(({ code }) => code));
  return [
    ...(codes.has("room-without-number") ? [""] : []),
    ...(codes.has("room-number-twice") ? twice(rooms) : []),
    ...(codes.has("area-differs") ? differing(rooms) : []),
  ];
}

function twice(rooms: Preview["rooms"]): string[] {
  const times = Map.groupBy(rooms, ({ number }) => number);
  return [...times].flatMap(([number, list]) => (number !== "" && list.length > 1 ? number : []));
}

/** Those that the reading calls so: more than 3 % and 0.2 m² apart. */
function differing(rooms: Preview["rooms"]): string[] {
  return rooms.flatMap(({ number, area, areaDeclared }) =>
    areaDeclared !== undefined && Math.abs(areaDeclared - area) > Math.max(0.2, 0.03 * area) ? number : [],
  );
}

const MOST_NAMED = 12;

function oddText(
  { code, message }: Preview["warnings"][number],
  { rooms }: Preview,
  say: ExchangeText,
): string {
  const named = (numbers: readonly string[]) =>
    numbers.slice(0, MOST_NAMED).join(", ") + (numbers.length > MOST_NAMED ? " …" : "");
  switch (code) {
    case "room-without-number":
      return say("dxf.odd.room-without-number", {
        count: rooms.filter(({ number }) => number === "").length,
      });
    case "room-number-twice":
      return say("dxf.odd.room-number-twice", { names: named(twice(rooms)) });
    case "area-differs":
      return say("dxf.odd.area-differs", { names: named(differing(rooms)) });
    case "open-outline":
      return say("dxf.odd.open-outline");
    case "rooms-overlap":
      return say("dxf.odd.rooms-overlap");
    case "too-many-lines":
      return say("dxf.odd.too-many-lines");
    default:
      return message;
  }
}
