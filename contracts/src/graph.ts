import { z } from "zod";
import { Id, Time } from "./primitives.ts";

/** Relations of Brick 1.4 that the graph holds; each has its other way round. */
export const GraphRelation = z.enum([
  "hasPart",
  "isPartOf",
  "hasPoint",
  "isPointOf",
  "hasLocation",
  "isLocationOf",
  "feeds",
  "isFedBy",
  "meters",
  "isMeteredBy",
]);
export type GraphRelation = z.infer<typeof GraphRelation>;

/** What a node stands for: its kind, a colon and the id, as `space:…`. */
export const GraphNodeId = z
  .string()
  .max(200)
  .regex(
    /^(property|building|storey|space|zone|system|component|point):.+$/,
    "a node is a kind and an id, as space:… or component:…",
  );

export const GraphNode = z.object({
  id: GraphNodeId,
  /** Brick 1.4 class without its prefix. */
  class: z.string(),
  name: z.string(),
  tag: z.string().optional(),
  buildingId: Id.optional(),
});
export type GraphNode = z.infer<typeof GraphNode>;

const variable = z
  .string()
  .regex(/^[a-z][A-Za-z0-9]{0,29}$/, "a variable is a small letter and up to 29 more letters or digits");

/** What a thing is to be: all that is given must hold. */
export const GraphWanted = z.strictObject({
  id: GraphNodeId.optional(),
  /** Brick class; those beneath it are meant as well: `CO2_Sensor` finds `Zone_CO2_Level_Sensor`. */
  class: z
    .string()
    .regex(/^[A-Za-z0-9_]{1,80}$/)
    .optional(),
  /** Part of its name, capitals aside. */
  name: z.string().min(1).max(200).optional(),
  /** How its TFM tag, system or component begins: `360.001`. */
  tag: z.string().min(1).max(100).optional(),
});

/**
 * Body of `POST /graph/query`: things by name, and how they hang together. "All CO₂ sensors in rooms that system 360.001 feeds on the
 * second floor" is
 * `{"find": "sensor", "things": {"sensor": {"class": "CO2_Sensor"}, "room": {"class": "Room"}, "system": {"tag": "360.001", "class": "System"},
 * "floor": {"class": "Floor", "name": "2. etasje"}}, "relations": [["sensor", "hasLocation", "room"], ["system", "feeds", "room"],
 * ["room", "isPartOf+", "floor"]]}`. A `+` follows the relation one or more times.
 */
export const GraphQuery = z
  .strictObject({
    find: variable,
    things: z.record(variable, GraphWanted),
    relations: z
      .array(
        z.tuple([
          variable,
          z
            .string()
            .regex(
              new RegExp(`^(${GraphRelation.options.join("|")})\\+?$`),
              `a relation is ${GraphRelation.options.join(", ")}, or one of them and +`,
            ),
          variable,
        ]),
      )
      .max(12)
      .default([]),
    buildingId: Id.optional(),
    limit: z.int().min(1).max(5000).default(500),
  })
  .superRefine((query, context) => {
    const names = Object.keys(query.things);
    if (names.length === 0 || names.length > 8)
      context.addIssue({ code: "custom", path: ["things"], message: "name one to eight things" });
    const used = [query.find, ...query.relations.flatMap(([from, , to]) => [from, to])];
    for (const name of used)
      if (!Object.hasOwn(query.things, name))
        context.addIssue({
          code: "custom",
          path: ["things"],
          message: `"${name}" is used and not in things`,
        });
  });
export type GraphQuery = z.output<typeof GraphQuery>;

export const GraphAnswer = z.object({
  /** In the order of their names. */
  items: z.array(GraphNode),
  /** True where there were more than the limit. */
  more: z.boolean(),
});
export type GraphAnswer = z.infer<typeof GraphAnswer>;

/** Body of `POST /relations`: what the drawings do not say. */
export const RelationInput = z.strictObject({ from: GraphNodeId, relation: GraphRelation, to: GraphNodeId });
/** A relation of the graph. `source`: written by hand, from the drawing's ports, from tags, or from where things are. */
export const Relation = z.object({
  /** Present where it was made by hand: it can be removed. */
  id: Id.optional(),
  relation: GraphRelation,
  from: GraphNode,
  to: GraphNode,
  source: z.enum(["hand", "drawing", "tag", "place"]),
  at: Time.optional(),
  by: z.string().optional(),
});
export type Relation = z.infer<typeof Relation>;
