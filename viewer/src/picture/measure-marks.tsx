import { useEffect, useRef } from "react";
import { distances, type Snapped } from "./measuring.ts";
import type { BuildingScene } from "./scene.ts";

/** None, one or two points. */
export type Ruler = readonly (Snapped & { readonly spaceId: string })[];

export function measured(ruler: Ruler): ReturnType<typeof distances> | undefined {
  const [from, to] = ruler;
  return from === undefined || to === undefined ? undefined : distances(from.at, to.at);
}

/** The points that are measured between, their line, and the cross hairs of those who aim with the keyboard. */
export function MeasureMarks({
  scene,
  ruler,
  hair,
  found,
}: {
  scene: BuildingScene;
  ruler: Ruler;
  hair: { readonly x: number; readonly y: number } | undefined;
  found: Snapped | undefined;
}) {
  const svg = useRef<SVGSVGElement>(null);
  useEffect(() => {
    const draw = () => {
      const dots = [...ruler, ...(found === undefined ? [] : [found])].map(({ at }) => scene.project(at));
      for (const [i, dot] of [...(svg.current?.querySelectorAll("circle") ?? [])].entries()) {
        const at = dots[i];
        dot.setAttribute("visibility", at === undefined ? "hidden" : "visible");
        dot.setAttribute("cx", String(at?.x ?? 0));
        dot.setAttribute("cy", String(at?.y ?? 0));
      }
      const [from, to] = dots;
      const line = svg.current?.querySelector("line.measure-line");
      line?.setAttribute("visibility", from === undefined || to === undefined ? "hidden" : "visible");
      for (const [name, value] of Object.entries({ x1: from?.x, y1: from?.y, x2: to?.x, y2: to?.y }))
        line?.setAttribute(name, String(value ?? 0));
    };
    draw();
    return scene.onRender(draw);
  }, [scene, ruler, found]);
  return (
    <svg ref={svg} className="measure-marks" aria-hidden="true">
      <line className="measure-line" />
      {ruler.map(({ to, at }) => (
        <circle key={at.join()} className="measure-dot" data-snapped={to} r={to === "surface" ? 4 : 6} />
      ))}
      {found !== undefined && <circle className="measure-dot measure-next" data-snapped={found.to} r={6} />}
      {hair !== undefined && (
        <g className="measure-hair" transform={`translate(${hair.x} ${hair.y})`}>
          <line x1={-16} x2={16} />
          <line y1={-16} y2={16} />
        </g>
      )}
    </svg>
  );
}
