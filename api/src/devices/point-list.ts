import { listCursor } from "../registry/cursor.ts";

/** Of measured points and computed ones, which follow after: one list. */
export const pointList = listCursor("/points", "number");
