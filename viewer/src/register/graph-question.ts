import type { GraphQuery } from "@kontrollrom/contracts/graph.ts";

/** What somebody asks the register. Empty: whatever it is. */
export interface Question {
  /** Brick class. */
  readonly class: string;
  readonly buildingId: string;
  /** Part of the storey's name. */
  readonly floor: string;
  /** Part of the room's number or name. */
  readonly room: string;
  /** How the tag of a system begins that feeds the place. */
  readonly system: string;
}

const places = new Set(["Room", "Floor"]);

/** The question as the graph is asked: a thing, the room that it is in, the storey of the room, and the system that feeds it. */
export function graphQuestion(question: Question): GraphQuery {
  const things: GraphQuery["things"] = { thing: { class: question.class } };
  const relations: GraphQuery["relations"] = [];
  const isPlace = places.has(question.class);
  const room = isPlace ? "thing" : "room";
  if (!isPlace && (question.room !== "" || question.floor !== "" || question.system !== "")) {
    things.room = { class: "Room" };
    relations.push(["thing", question.class === "System" ? "feeds" : "hasLocation", "room"]);
  }
  if (question.room !== "") things[room] = { ...things[room], name: question.room };
  if (question.floor !== "") {
    if (question.class === "Floor") things.thing = { class: "Floor", name: question.floor };
    else {
      things.floor = { class: "Floor", name: question.floor };
      relations.push([room, "isPartOf+", "floor"]);
    }
  }
  if (question.system !== "") {
    if (question.class === "System") things.thing = { class: "System", tag: question.system };
    else {
      things.system = { class: "System", tag: question.system };
      relations.push([room, "isFedBy", "system"]);
    }
  }
  return {
    find: "thing",
    things,
    relations,
    ...(question.buildingId !== "" && { buildingId: question.buildingId }),
    limit: 500,
  };
}
