import type { Audit } from "../events/audit.ts";
import type { Handlers } from "../http/handler.ts";
import { listCursor } from "../registry/cursor.ts";
import { caller } from "../work-orders/routes.ts";
import { type Drawings, toChange } from "./service.ts";

type Keys =
  | "GET /storeys/{id}/drawing"
  | "POST /storeys/{id}/drawing/preview"
  | "POST /storeys/{id}/drawing/commands"
  | "POST /storeys/{id}/drawing/undo"
  | "POST /storeys/{id}/drawing/redo"
  | "GET /storeys/{id}/drawing/history";

export function drawingHandlers({
  drawings,
  audit,
}: {
  drawings: Drawings;
  audit: Audit;
}): Pick<Handlers, Keys> {
  return {
    "GET /storeys/{id}/drawing": ({ params }) => drawings.read(params.id),
    "POST /storeys/{id}/drawing/preview": ({ params, body }) => drawings.preview(params.id, body),
    "POST /storeys/{id}/drawing/commands": async ({ params, body }, call) => {
      const by = caller(call);
      const drawing = await drawings.execute(params.id, body, by);
      await audit.record(by, "drawing-edited", params.id, {
        revision: drawing.revision,
        commands: body.commands,
      });
      return drawing;
    },
    "POST /storeys/{id}/drawing/undo": async ({ params, body }, call) => {
      const by = caller(call);
      const drawing = await drawings.undo(params.id, body.revision, by);
      await audit.record(by, "drawing-undone", params.id, { revision: drawing.revision });
      return drawing;
    },
    "POST /storeys/{id}/drawing/redo": async ({ params, body }, call) => {
      const by = caller(call);
      const drawing = await drawings.redo(params.id, body.revision, by);
      await audit.record(by, "drawing-redone", params.id, { revision: drawing.revision });
      return drawing;
    },
    "GET /storeys/{id}/drawing/history": async ({ params, query }) => {
      // An unknown storey is told, rather than shown as one without history.
      await drawings.read(params.id);
      const list = listCursor(`/storeys/${params.id}/drawing/history`, "number");
      const rows = await drawings.history(params.id, query.limit + 1, list.read(query.cursor)?.key);
      return list.page(rows, query.limit, (row) => ({ key: row.number, id: row.id }), toChange);
    },
  };
}
