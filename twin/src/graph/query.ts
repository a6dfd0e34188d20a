import type { GraphNode, GraphQuery, GraphRelation } from "@kontrollrom/contracts/graph.ts";
import { beginsTfm } from "../tfm/match.ts";
import { parseTfm } from "../tfm/tfm.ts";
import { brickClasses, lineage } from "./brick-classes.ts";
import { type Graph, inverse } from "./graph.ts";

export type QueryResult =
  | { readonly ok: true; readonly nodes: GraphNode[]; readonly more: boolean }
  | { readonly ok: false; readonly reason: "class-unknown" | "too-much-work"; readonly detail: string };

interface Constraint {
  readonly from: string;
  readonly relation: GraphRelation;
  readonly to: string;
  readonly many: boolean;
}
type Domains = ReadonlyMap<string, ReadonlySet<string>>;

/** How often the domains may be narrowed for a query whose relations go in a ring. */
const maxSearch = 20_000;

/**
 * Answers a query by narrowing what each of its things can be until every candidate has its relations: exact where the relations make
 * a tree, and searched through where they go in a ring.
 */
export function queryGraph(graph: Graph, query: Omit<GraphQuery, "buildingId">): QueryResult {
  const constraints = query.relations.map(([from, written, to]): Constraint => {
    const many = written.endsWith("+");
    return { from, relation: (many ? written.slice(0, -1) : written) as GraphRelation, to, many };
  });
  const first = new Map<string, ReadonlySet<string>>();
  for (const [name, wanted] of Object.entries(query.things)) {
    if (wanted.class !== undefined && !brickClasses.has(wanted.class))
      return {
        ok: false,
        reason: "class-unknown",
        detail: `"${wanted.class}" of ${name} is no class of Brick 1.4: see https://ontology.brickschema.org`,
      };
    first.set(name, candidates(graph, wanted));
  }
  const domains = narrow(graph, first, constraints);
  let found = [...(domains?.get(query.find) ?? [])];
  if (domains !== undefined && hasRing(constraints)) {
    let left = maxSearch;
    const spend = () => --left >= 0;
    found = found.filter((id) => {
      const only = new Map(domains).set(query.find, new Set([id]));
      return isPossible(graph, only, constraints, spend);
    });
    if (left < 0)
      return {
        ok: false,
        reason: "too-much-work",
        detail: "the relations go in a ring through too many things: name a building, a class or a tag more",
      };
  }
  const nodes = found
    .map((id) => graph.nodes.get(id) as GraphNode)
    .sort((a, b) => a.name.localeCompare(b.name, "nb", { numeric: true }) || (a.id < b.id ? -1 : 1));
  return { ok: true, nodes: nodes.slice(0, query.limit), more: nodes.length > query.limit };
}

function candidates(graph: Graph, wanted: GraphQuery["things"][string]): Set<string> {
  const found = new Set<string>();
  const name = wanted.name?.toLocaleLowerCase("nb");
  const nodes = wanted.id === undefined ? graph.nodes.values() : [graph.nodes.get(wanted.id)];
  for (const node of nodes)
    if (
      node !== undefined &&
      (wanted.class === undefined || lineage(node.class).has(wanted.class)) &&
      (name === undefined || node.name.toLocaleLowerCase("nb").includes(name)) &&
      (wanted.tag === undefined || hasTag(node, wanted.tag))
    )
      found.add(node.id);
  return found;
}

function hasTag(node: GraphNode, begun: string): boolean {
  if (node.tag === undefined) return false;
  const parsed = parseTfm(node.tag);
  return parsed.ok
    ? beginsTfm(parsed.tag, begun)
    : node.tag.toLocaleLowerCase("nb").startsWith(begun.toLocaleLowerCase("nb"));
}

/** Everything that a relation leads to from any of these. */
function image(graph: Graph, from: ReadonlySet<string>, relation: GraphRelation, many: boolean): Set<string> {
  const found = new Set<string>();
  const waiting = [...from];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop())
    for (const next of graph.to(id, relation))
      if (!found.has(next)) {
        found.add(next);
        if (many) waiting.push(next);
      }
  return found;
}

/** Takes away what has no partner, until nothing more goes; undefined when a thing can be nothing at all. */
function narrow(graph: Graph, domains: Domains, constraints: readonly Constraint[]): Domains | undefined {
  const now = new Map(domains);
  const keep = (name: string, among: ReadonlySet<string>): boolean => {
    const before = now.get(name) ?? new Set();
    const after = before.intersection(among);
    if (after.size === before.size) return false;
    now.set(name, after);
    return true;
  };
  let changed = true;
  while (changed) {
    changed = false;
    for (const { from, relation, to, many } of constraints) {
      const ahead = keep(to, image(graph, now.get(from) ?? new Set(), relation, many));
      const back = keep(from, image(graph, now.get(to) ?? new Set(), inverse(relation), many));
      changed ||= ahead || back;
    }
  }
  return [...now.values()].every(({ size }) => size > 0) ? now : undefined;
}

function isPossible(
  graph: Graph,
  domains: Domains,
  constraints: readonly Constraint[],
  spend: () => boolean,
): boolean {
  if (!spend()) return false;
  const now = narrow(graph, domains, constraints);
  if (now === undefined) return false;
  const [open] = [...now].filter(([, { size }]) => size > 1).sort(([, a], [, b]) => a.size - b.size);
  if (open === undefined) return true;
  const [name, ids] = open;
  for (const id of ids)
    if (isPossible(graph, new Map(now).set(name, new Set([id])), constraints, spend)) return true;
  return false;
}

/** Whether the things are joined in more ways than one. */
function hasRing(constraints: readonly Constraint[]): boolean {
  const group = new Map<string, string>();
  const root = (name: string): string => {
    const above = group.get(name);
    return above === undefined ? name : root(above);
  };
  for (const { from, to } of constraints) {
    const [a, b] = [root(from), root(to)];
    if (a === b) return true;
    group.set(a, b);
  }
  return false;
}
