import type { AreaLayer } from "@kontrollrom/contracts/area-layer.ts";
import type { Drawing, DrawingChange, DrawingCommand } from "@kontrollrom/contracts/drawing.ts";
import { ApiProblem } from "../data/api-problem.ts";
import { call } from "../data/call.ts";
import { preview } from "./use-preview.ts";
import { type LayerDraft, rebaseLayer, toDraft, type Work } from "./work.ts";

/** Somebody else saved first: what they did, and what of one's own work fits on it. */
export type Conflict =
  | {
      readonly kind: "drawing";
      readonly theirs: Drawing;
      /** The newest first; none when a new drawing was imported. */
      readonly changes: readonly DrawingChange[];
      readonly kept: readonly DrawingCommand[];
      readonly dropped: readonly { readonly command: DrawingCommand; readonly code: string }[];
      /** The drawing with what was kept. */
      readonly result: Drawing | undefined;
    }
  | {
      readonly kind: "layer";
      readonly draft: LayerDraft;
      readonly theirs: AreaLayer;
      readonly rebased: LayerDraft;
      /** Codes of areas that both changed. */
      readonly both: readonly string[];
    };

export async function drawingConflict(storeyId: string, base: Drawing, work: Work): Promise<Conflict> {
  const params = { id: storeyId };
  const [theirs, history] = await Promise.all([
    call("GET /storeys/{id}/drawing", { params }),
    call("GET /storeys/{id}/drawing/history", { params, query: { limit: "50" } }),
  ]);
  const since = Number.parseInt(base.revision, 10);
  const fitted = await fitting(storeyId, theirs.revision, work.commands);
  return {
    kind: "drawing",
    theirs,
    changes: history.items.filter(({ number }) => number > since),
    ...fitted,
  };
}

/** Leaves out the commands that another drawing does not take, one after the other. */
async function fitting(storeyId: string, revision: string, commands: readonly DrawingCommand[]) {
  const kept = [...commands];
  const dropped: { command: DrawingCommand; code: string }[] = [];
  while (kept.length > 0) {
    try {
      return { kept, dropped, result: await preview(storeyId, revision, kept, true) };
    } catch (error) {
      const at = error instanceof ApiProblem ? /^commands\[(\d+)\]$/.exec(error.errors[0]?.path ?? "") : null;
      if (!(error instanceof ApiProblem) || at === null) throw error;
      const [command] = kept.splice(Number(at[1]), 1);
      if (command !== undefined) dropped.push({ command, code: error.code });
    }
  }
  return { kept, dropped, result: undefined };
}

export async function layerConflict(draft: LayerDraft): Promise<Conflict> {
  const theirs = await call("GET /area-layers/{id}", { params: { id: draft.id } });
  const { layer, both } = rebaseLayer(draft, toDraft(theirs));
  return { kind: "layer", draft, theirs, rebased: layer, both };
}
