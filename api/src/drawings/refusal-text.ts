import type { DrawingRefusal } from "@kontrollrom/contracts/drawing.ts";

/** What a person should do about a refused command. */
export const refusalText: Readonly<Record<DrawingRefusal, string>> = {
  "room-not-found": "the drawing has no such room: read the drawing again",
  "wall-not-found": "the room has no wall with these ends: read the drawing again",
  "wall-too-short": "this edge is shorter than 0.1 m: move one of the walls beside it",
  "id-taken": "the drawing has a room with this id: give the new room another",
  "number-taken": "another room of the storey has this number: choose another",
  "nothing-changes": "this changes nothing",
  "wall-too-far": "the wall would pass the next corner: move it less",
  "walls-slant":
    "slanting walls beside it would leave a gap or cover a room twice: move it less, or straighten them first",
  "room-too-small": "a room would be smaller than 0.5 m²: merge it instead",
  "room-too-narrow": "a room would be narrower than 0.3 m: move less, or merge the rooms",
  "room-divided": "a room would come apart: divide it first",
  "rooms-overlap": "rooms would lie on each other: move less, or draw beside",
  "line-misses-room": "the line does not cross the room",
  "line-leaves-room": "the line leaves the room on its way: draw it within the part to be divided",
  "line-meets-hole": "the line ends at a hole in the room: draw it from wall to wall around it",
  "not-neighbours": "the rooms are not beside each other with at most 0.6 m of wall between them",
  "outline-invalid": "the outline crosses itself or encloses nothing",
};
