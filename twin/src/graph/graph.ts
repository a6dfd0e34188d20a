import type { GraphNode, GraphRelation } from "@kontrollrom/contracts/graph.ts";

/** How it is known that two things hang together. */
export type EdgeSource = "hand" | "drawing" | "tag" | "place";

export interface Edge {
  readonly from: string;
  readonly relation: GraphRelation;
  readonly to: string;
  readonly source: EdgeSource;
  /** Of a relation that was made by hand. */
  readonly id?: string;
}

/** Things and how they hang together; every relation can be followed both ways. */
export interface Graph {
  readonly nodes: ReadonlyMap<string, GraphNode>;
  /** What a node's relation leads to. */
  to(from: string, relation: GraphRelation): readonly string[];
  /** Every edge of a node, turned so that the node is at its beginning. */
  of(node: string): readonly Edge[];
  /** Each edge once, as `forward` has it. */
  edges(): Iterable<Edge>;
}

/** Brick's relations and their other way round. */
const pairs: readonly (readonly [GraphRelation, GraphRelation])[] = [
  ["hasPart", "isPartOf"],
  ["hasPoint", "isPointOf"],
  ["hasLocation", "isLocationOf"],
  ["feeds", "isFedBy"],
  ["meters", "isMeteredBy"],
];
const otherWay = new Map(pairs.flatMap(([a, b]) => [[a, b] as const, [b, a] as const]));
const isForward = new Set(pairs.map(([a]) => a));

export function inverse(relation: GraphRelation): GraphRelation {
  return otherWay.get(relation) ?? relation;
}

/** The same edge in the direction that is written. */
export function forward(edge: Edge): Edge {
  return isForward.has(edge.relation)
    ? edge
    : { ...edge, from: edge.to, relation: inverse(edge.relation), to: edge.from };
}

/** Edges whose ends are not both known are left out; of the same edge from several sources, the first stays. */
export function createGraph(nodes: Iterable<GraphNode>, edges: Iterable<Edge>): Graph {
  const byId = new Map<string, GraphNode>();
  for (const node of nodes) byId.set(node.id, node);
  const out = new Map<string, Edge[]>();
  const targets = new Map<string, string[]>();
  const seen = new Set<string>();
  const kept: Edge[] = [];
  const put = (edge: Edge) => {
    const list = out.get(edge.from);
    if (list === undefined) out.set(edge.from, [edge]);
    else list.push(edge);
    const key = `${edge.relation} ${edge.from}`;
    const ends = targets.get(key);
    if (ends === undefined) targets.set(key, [edge.to]);
    else ends.push(edge.to);
  };
  for (const given of edges) {
    const edge = forward(given);
    const key = `${edge.relation}\n${edge.from}\n${edge.to}`;
    if (seen.has(key) || !byId.has(edge.from) || !byId.has(edge.to)) continue;
    seen.add(key);
    kept.push(edge);
    put(edge);
    put({ ...edge, from: edge.to, relation: inverse(edge.relation), to: edge.from });
  }
  return {
    nodes: byId,
    to: (from, relation) => targets.get(`${relation} ${from}`) ?? [],
    of: (node) => out.get(node) ?? [],
    edges: () => kept,
  };
}
