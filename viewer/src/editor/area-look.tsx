import { areaColours } from "@kontrollrom/contracts/area-layer-kinds.ts";

/**
 * How areas look: eight colours that colour-blind people can tell apart (Okabe and Ito), each with a pattern of its own,
 * so that colour is never alone. The colours stand in the style sheet as `--kr-area-0` and on.
 */
export const areaFill = (colour: number): string => `var(--kr-area-${colour % areaColours})`;
export const areaPattern = (id: string, colour: number): string => `url(#${id}-${colour % areaColours})`;

/** The patterns, for an SVG whose user units are so many to the pixel. */
export function AreaPatterns({ id, unit }: { id: string; unit: number }) {
  return (
    <>
      {marks.map((path, colour) => (
        <pattern
          // biome-ignore lint/suspicious/noArrayIndexKey: a pattern is known by the number of its colour
          key={colour}
          id={`${id}-${colour}`}
          width={size}
          height={size}
          patternUnits="userSpaceOnUse"
          patternTransform={`scale(${unit})`}
        >
          <path d={path} className="area-pattern" />
        </pattern>
      ))}
    </>
  );
}

const size = 12;
/** In a square of twelve pixels that repeats. */
const marks: readonly string[] = [
  "M0 12L12 0M-3 3L3 -3M9 15L15 9",
  "M0 0L12 12M-3 9L3 15M9 -3L15 3",
  "M0 6H12",
  "M6 0V12",
  "M2 3h2M8 9h2",
  "M3 6h6M6 3v6",
  "M0 6H12M6 0V12",
  "M0 12L12 0M0 0L12 12",
];

/** A small piece of an area's colour and pattern, beside its name. */
export function AreaSwatch({ colour }: { colour: number }) {
  const index = colour % areaColours;
  return (
    <svg className="area-swatch" viewBox="0 0 24 24" width="20" height="20" aria-hidden="true">
      <rect width="24" height="24" fill={areaFill(index)} />
      <path
        d={[0, 12].flatMap((x) => [0, 12].map((y) => moved(marks[index] ?? "", x, y))).join("")}
        className="area-pattern"
      />
      <rect x="0.75" y="0.75" width="22.5" height="22.5" className="area-swatch-line" />
    </svg>
  );
}

/** The path somewhere else: its moves and lines are absolute, what is relative stays. */
function moved(path: string, x: number, y: number): string {
  return path.replaceAll(/([ML])(-?\d+) (-?\d+)|([HV])(\d+)/g, (_, kind, a, b, single, c) => {
    if (kind !== undefined) return `${kind}${Number(a) + x} ${Number(b) + y}`;
    return single === "H" ? `H${Number(c) + x}` : `V${Number(c) + y}`;
  });
}
