import { inPolygon } from "../../geometry/polygon.ts";
import type { DrawnBuilding } from "../drawn-building.ts";
import type { RevisionMatch } from "../matches.ts";
import type { MutationTruth } from "../mutate/mutate-ifc.ts";
import { placeLink } from "../place-links.ts";

/** How links fared: carried to the right place, put before a person, or carried to a wrong place without a word. */
export interface LinkFigures {
  carried: number;
  listed: number;
  wrong: number;
}

export interface Judgement {
  /** A sensor with a known place and a record without one (an order, a lease) for each room, and each element. */
  readonly all: LinkFigures;
  readonly rooms: LinkFigures;
  readonly elements: LinkFigures;
  readonly wrongOnes: string[];
}

/** Compares what was matched with what was done. */
export function judgeLinks(
  before: DrawnBuilding,
  after: DrawnBuilding,
  match: RevisionMatch,
  truth: MutationTruth,
  labelOf: (roomId: string) => readonly [number, number] | undefined,
): Judgement {
  const rooms: LinkFigures = { carried: 0, listed: 0, wrong: 0 };
  const elements: LinkFigures = { carried: 0, listed: 0, wrong: 0 };
  const wrongOnes: string[] = [];
  const newRooms = new Map(after.rooms.map((room) => [room.id, room]));
  const labels = new Map(before.rooms.map((room) => [room.id, `room ${room.number} ${room.name}`]));

  for (const one of match.rooms) {
    const parts = truth.split.get(one.oldId);
    const place = labelOf(one.oldId);
    const right = (at: readonly [number, number] | undefined): string | undefined =>
      parts === undefined
        ? (truth.merged.get(one.oldId) ?? truth.globalIdOf(one.oldId))
        : at && parts.find((part) => inPolygon(part.polygon, at[0], at[1]))?.globalId;
    for (const at of [place, undefined]) {
      const link = placeLink(one, at, (id) => newRooms.get(id), match.alignment.toOld);
      if (link.state === "listed") rooms.listed++;
      else if (link.roomId === right(at)) rooms.carried++;
      else {
        rooms.wrong++;
        wrongOnes.push(`${labels.get(one.oldId)} (${one.oldId}): ${one.kind}, ${one.reason}`);
      }
    }
  }
  for (const one of match.elements) {
    if (!one.sure || one.newIds[0] === undefined) elements.listed++;
    else if (one.newIds[0] === truth.globalIdOf(one.oldId)) elements.carried++;
    else {
      elements.wrong++;
      wrongOnes.push(`element ${one.oldId}: ${one.kind}, ${one.reason}`);
    }
  }
  return { all: sum(rooms, elements), rooms, elements, wrongOnes };
}

export function sum(a: LinkFigures, b: LinkFigures): LinkFigures {
  return { carried: a.carried + b.carried, listed: a.listed + b.listed, wrong: a.wrong + b.wrong };
}

/** Part of the links that were carried right without help, 0 to 1; a drawing without any counts as whole. */
export function carriedPart({ carried, listed, wrong }: LinkFigures): number {
  const all = carried + listed + wrong;
  return all === 0 ? 1 : carried / all;
}
