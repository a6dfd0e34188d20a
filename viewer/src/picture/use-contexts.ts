import type { Discipline } from "@kontrollrom/contracts/revision.ts";
import { useEffect, useState } from "react";
import { callBytes } from "../data/call.ts";
import type { Origin } from "./camera-place.ts";
import type { PicturePalette } from "./palette.ts";
import type { BuildingScene } from "./scene.ts";

/** The newest drawing of a discipline. */
export interface Drawing {
  readonly discipline: Discipline;
  readonly modelId: string;
}

/** The architect's walls stand before everything; what is thin and few is drawn stronger. */
const opacity: Readonly<Record<Discipline, number>> = {
  architecture: 0.06,
  structure: 0.12,
  mechanical: 0.45,
  electrical: 0.45,
  other: 0.2,
};

/**
 * Keeps those drawings around the rooms that are to be shown, one after the other: what is switched off is freed. Answers the disciplines
 * that stand in the picture, and those that could not be read with a `!` before them.
 */
export function useContexts(
  scene: BuildingScene | undefined,
  {
    drawings,
    hidden,
    shown,
    origin,
    palette,
  }: {
    readonly drawings: readonly Drawing[];
    readonly hidden: readonly Discipline[];
    readonly shown: boolean;
    readonly origin: Origin;
    readonly palette: PicturePalette;
  },
): string {
  const [loaded, setLoaded] = useState("");
  const wanted = drawings
    .filter(({ discipline }) => !hidden.includes(discipline))
    .map(({ discipline, modelId }) => `${discipline}:${modelId}`)
    .join(" ");

  // biome-ignore lint/correctness/useExhaustiveDependencies: colours are changed without reading the drawings anew
  useEffect(() => {
    if (scene === undefined) return;
    const controller = new AbortController();
    const failed: string[] = [];
    const tell = () =>
      setLoaded([...scene.contexts.keys(), ...failed.map((discipline) => `!${discipline}`)].join(" "));
    const list = wanted
      .split(" ")
      .filter(Boolean)
      .map((text) => text.split(":") as [Discipline, string]);
    for (const [discipline, context] of scene.contexts)
      if (!list.some(([name]) => name === discipline)) {
        context.dispose();
        scene.contexts.delete(discipline);
      }
    tell();
    scene.requestRender();
    void (async () => {
      for (const [discipline, modelId] of list) {
        if (scene.contexts.has(discipline)) continue;
        try {
          await addContext(scene, discipline, modelId, origin, palette, controller.signal);
        } catch {
          if (controller.signal.aborted) return;
          // The rooms say all that is alive: without the walls around them the picture still works, and the card of drawings tells.
          failed.push(discipline);
        }
        if (controller.signal.aborted) return;
        tell();
      }
    })();
    return () => controller.abort();
  }, [scene, wanted]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: drawings that have come since follow as well
  useEffect(() => {
    for (const context of scene?.contexts.values() ?? []) context.show(shown);
  }, [scene, shown, loaded]);
  useEffect(() => {
    for (const context of scene?.contexts.values() ?? []) context.recolour(palette.wall);
  }, [scene, palette]);
  return loaded;
}

async function addContext(
  scene: BuildingScene,
  discipline: Discipline,
  modelId: string,
  origin: Origin,
  palette: PicturePalette,
  signal: AbortSignal,
) {
  const [{ loadContextModel }, buffer] = await Promise.all([
    import("./context-model.ts"),
    callBytes("GET /models/{id}/fragments", { id: modelId }, signal),
  ]);
  if (signal.aborted) return;
  const context = await loadContextModel(
    buffer,
    modelId,
    { scene: scene.scene, camera: scene.camera, origin, wall: palette.wall, opacity: opacity[discipline] },
    scene.requestRender,
  );
  if (signal.aborted) context.dispose();
  else scene.contexts.set(discipline, context);
}
