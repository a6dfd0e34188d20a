import type { Graph } from "@kontrollrom/twin/graph/graph.ts";
import { DataFactory, Writer } from "n3";

const brick = "https://brickschema.org/schema/Brick#";
const rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
const rdfs = "http://www.w3.org/2000/01/rdf-schema#";
const things = "urn:kontrollrom:";
const own = "urn:kontrollrom:ns#";
const { namedNode, literal } = DataFactory;

/** A node's name in the file: the same in every export of the same platform. */
export function nodeIri(id: string): string {
  const [kind = "", ...rest] = id.split(":");
  return `${things}${kind}:${encodeURIComponent(rest.join(":"))}`;
}

/** The graph in Turtle (https://www.w3.org/TR/turtle/). */
export function toTurtle(graph: Graph): Promise<string> {
  const writer = new Writer({ prefixes: { brick, rdfs, kr: own } });
  for (const { id, class: name, name: label, tag } of graph.nodes.values()) {
    const subject = namedNode(nodeIri(id));
    writer.addQuad(subject, namedNode(`${rdf}type`), namedNode(`${brick}${name}`));
    writer.addQuad(subject, namedNode(`${rdfs}label`), literal(label));
    if (tag !== undefined) writer.addQuad(subject, namedNode(`${own}tfmTag`), literal(tag));
  }
  for (const { from, relation, to } of graph.edges())
    writer.addQuad(namedNode(nodeIri(from)), namedNode(`${brick}${relation}`), namedNode(nodeIri(to)));
  return new Promise((resolve, reject) =>
    writer.end((error, text: string) => (error ? reject(error) : resolve(text))),
  );
}

/** The same in JSON-LD 1.1 (https://www.w3.org/TR/json-ld11/). */
export function toJsonLd(graph: Graph): object {
  const relations = Map.groupBy(graph.edges(), ({ from }) => from);
  return {
    "@context": { brick, rdfs, kr: own, label: "rdfs:label", tfmTag: "kr:tfmTag" },
    "@graph": [...graph.nodes.values()].map(({ id, class: name, name: label, tag }) => ({
      "@id": nodeIri(id),
      "@type": `brick:${name}`,
      label,
      ...(tag !== undefined && { tfmTag: tag }),
      ...Object.fromEntries(
        [...Map.groupBy(relations.get(id) ?? [], ({ relation }) => relation)].map(([relation, edges]) => [
          `brick:${relation}`,
          edges.map(({ to }) => ({ "@id": nodeIri(to) })),
        ]),
      ),
    })),
  };
}
