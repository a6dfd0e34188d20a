import { randomUUID } from "node:crypto";
import type { GraphNode, Relation } from "@kontrollrom/contracts/graph.ts";
import { type Edge, forward, type Graph } from "@kontrollrom/twin/graph/graph.ts";
import { queryGraph } from "@kontrollrom/twin/graph/query.ts";
import type { Audit } from "../events/audit.ts";
import { type Handlers, RawAnswer } from "../http/handler.ts";
import { ProblemError } from "../http/problem-error.ts";
import type { RegistryDatabase } from "../registry/database.ts";
import { iso } from "../registry/row.ts";
import { caller } from "../work-orders/routes.ts";
import { toJsonLd, toTurtle } from "./brick-file.ts";
import type { GraphBook } from "./graph-book.ts";

type Keys =
  | "GET /graph"
  | "POST /graph/query"
  | "GET /relations"
  | "POST /relations"
  | "DELETE /relations/{id}";

/** A room of a school has a handful; a building as a whole may have thousands. */
const maxRelations = 500;

export function graphHandlers(deps: {
  readonly db: RegistryDatabase;
  readonly book: GraphBook;
  readonly audit: Audit;
  now(): number;
}): Pick<Handlers, Keys> {
  const { db, book, audit } = deps;

  async function building(id: string | undefined): Promise<void> {
    if (id === undefined) return;
    const found = await db.selectFrom("building").select("id").where("id", "=", id).executeTakeFirst();
    if (!found)
      throw new ProblemError(404, "building-not-found", `there is no building "${id}": see GET /buildings`);
  }

  function nodeOf(graph: Graph, id: string): GraphNode {
    const node = graph.nodes.get(id);
    if (node) return node;
    throw new ProblemError(
      422,
      "node-not-found",
      `there is no "${id}" in the graph: see POST /graph/query for what there is`,
    );
  }

  return {
    "GET /graph": async ({ query }) => {
      await building(query.buildingId);
      const graph = await book.read(query.buildingId);
      return query.format === "json-ld"
        ? new RawAnswer("application/ld+json", JSON.stringify(toJsonLd(graph)), {
            "content-disposition": 'attachment; filename="kontrollrom.jsonld"',
          })
        : new RawAnswer("text/turtle", await toTurtle(graph), {
            "content-disposition": 'attachment; filename="kontrollrom.ttl"',
          });
    },
    "POST /graph/query": async ({ body }) => {
      await building(body.buildingId);
      const result = queryGraph(await book.read(body.buildingId), body);
      if (!result.ok) throw new ProblemError(422, result.reason, result.detail);
      return { items: result.nodes, more: result.more };
    },
    "GET /relations": async ({ query }) => {
      const graph = await book.read(undefined);
      const node = graph.nodes.get(query.of);
      if (!node) return { items: [] };
      const edges = graph.of(query.of).slice(0, maxRelations);
      const ids = edges.flatMap(({ id }) => id ?? []);
      const written =
        ids.length === 0
          ? []
          : await db.selectFrom("relation").select(["id", "at", "by"]).where("id", "in", ids).execute();
      const byId = new Map(written.map((row) => [row.id, row]));
      return {
        items: edges.map((edge): Relation => {
          const row = edge.id === undefined ? undefined : byId.get(edge.id);
          return {
            relation: edge.relation,
            from: node,
            to: graph.nodes.get(edge.to) as GraphNode,
            source: edge.source,
            ...(row && { id: row.id, at: iso(row.at), by: row.by }),
          };
        }),
      };
    },
    "POST /relations": async ({ body }, call) => {
      const graph = await book.read(undefined);
      const given: Edge = { ...body, source: "hand" };
      const [from, to] = [nodeOf(graph, given.from), nodeOf(graph, given.to)];
      if (from.id === to.id)
        throw new ProblemError(422, "relation-to-itself", `"${from.name}" cannot ${body.relation} itself`);
      if (graph.to(given.from, given.relation).includes(given.to))
        throw new ProblemError(
          409,
          "relation-known",
          `"${from.name}" ${body.relation} "${to.name}" is known already`,
        );
      const edge = forward(given);
      const row = {
        id: randomUUID(),
        subject: edge.from,
        relation: edge.relation,
        object: edge.to,
        at: deps.now(),
        by: caller(call),
      };
      await db.insertInto("relation").values(row).execute();
      await audit.record(row.by, "relation-created", row.id, body);
      book.changed();
      return { id: row.id, relation: body.relation, from, to, source: "hand", at: iso(row.at), by: row.by };
    },
    "DELETE /relations/{id}": async ({ params }, call) => {
      const { numDeletedRows } = await db
        .deleteFrom("relation")
        .where("id", "=", params.id)
        .executeTakeFirst();
      if (numDeletedRows === 0n)
        throw new ProblemError(404, "relation-not-found", `there is no relation "${params.id}" made by hand`);
      await audit.record(caller(call), "relation-removed", params.id);
      book.changed();
      return undefined;
    },
  };
}
