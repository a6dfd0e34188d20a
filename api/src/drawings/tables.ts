export interface DrawingChangeTable {
  id: string;
  storey_id: string;
  number: number;
  /** `edit`, `undo` or `redo` */
  kind: string;
  of_number: number | null;
  at: number;
  who: string;
  /** `DrawingCommand[]` of contracts/src/drawing.ts */
  commands: string;
  /** Keys of the plan, and of the building's room bodies, on either side of the change. */
  plan_before: string;
  plan_after: string;
  rooms_before: string | null;
  rooms_after: string | null;
  /** `SpaceChange[]`: the rows of the rooms that were changed. */
  spaces: string;
  /** `MovedLinks[]`: what went from a merged room to the one it became. */
  links: string;
}
