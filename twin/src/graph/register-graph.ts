import type { GraphNode } from "@kontrollrom/contracts/graph.ts";
import { parseTfm, systemText, type TfmTag } from "../tfm/tfm.ts";
import { lineage } from "./brick-classes.ts";
import { equipmentClass, isTerminal, systemClass } from "./brick-map.ts";
import { createGraph, type Edge, type Graph } from "./graph.ts";

/** What the register says, as far as the graph is made of it. */
export interface RegisterFacts {
  readonly properties: readonly { id: string; name: string }[];
  readonly buildings: readonly { id: string; name: string; propertyId: string | undefined }[];
  readonly storeys: readonly { id: string; name: string; buildingId: string }[];
  readonly spaces: readonly {
    id: string;
    name: string;
    buildingId: string;
    storeyId: string;
    zones: readonly string[];
  }[];
  readonly components: readonly {
    id: string;
    globalId: string;
    name: string;
    ifcClass: string;
    tag: string | undefined;
    systems: readonly string[];
    buildingId: string;
    storeyId: string | undefined;
    spaceId: string | undefined;
    byHand: boolean;
  }[];
  readonly points: readonly {
    id: number;
    name: string;
    brickClass: string;
    buildingId: string | undefined;
    storeyId: string | undefined;
    spaceId: string | undefined;
    /** GlobalId of the component that it is bound to. */
    componentGlobalId: string | undefined;
    tag: string | undefined;
  }[];
  /** Written by hand. */
  readonly relations: readonly Edge[];
}

/** The system that the name of an IfcSystem begins with, where it does: `360.001 Ventilasjon skole`. */
const numbered = /^=?(\d{3,4}\.\d{3}(?:\.\d{2})?)(?![\d.])/;

/**
 * The Brick graph of the register. Parts follow the tree; a component is part of the systems that its drawing and its tag name; a
 * system feeds the rooms where its terminals are; zones that are fed are HVAC zones.
 */
export function registerGraph(facts: RegisterFacts): Graph {
  const nodes = new Map<string, GraphNode>();
  const edges: Edge[] = [];
  const put = (node: GraphNode) => nodes.set(node.id, node);
  const part = (from: string, to: string, source: Edge["source"] = "drawing") =>
    edges.push({ from, relation: "hasPart", to, source });

  for (const { id, name } of facts.properties) put({ id: `property:${id}`, class: "Site", name });
  for (const { id, name, propertyId } of facts.buildings) {
    put({ id: `building:${id}`, class: "Building", name, buildingId: id });
    if (propertyId !== undefined) part(`property:${propertyId}`, `building:${id}`, "place");
  }
  for (const { id, name, buildingId } of facts.storeys) {
    put({ id: `storey:${id}`, class: "Floor", name, buildingId });
    part(`building:${buildingId}`, `storey:${id}`);
  }
  const roomsOfZone = new Map<string, string[]>();
  for (const { id, name, buildingId, storeyId, zones } of facts.spaces) {
    const room = `space:${id}`;
    put({ id: room, class: "Room", name, buildingId });
    part(`storey:${storeyId}`, room);
    for (const zone of zones) {
      const zoneId = `zone:${buildingId}/${zone}`;
      put({ id: zoneId, class: "Zone", name: zone, buildingId });
      part(zoneId, room);
      roomsOfZone.set(zoneId, [...(roomsOfZone.get(zoneId) ?? []), room]);
    }
  }

  const fed = new Set<string>();
  const byGlobalId = new Map<string, string>();
  const byTag = new Map<string, string>();
  for (const component of facts.components) {
    const { id, name, buildingId, spaceId, storeyId } = component;
    const parsed = parseTfm(component.tag ?? "");
    const tag = parsed.ok ? parsed.tag : undefined;
    const isPlant = component.byHand || component.systems.length > 0;
    const brick = equipmentClass(component.ifcClass, tag) ?? (isPlant ? "Equipment" : undefined);
    if (brick === undefined) continue;
    const node = `component:${id}`;
    put({
      id: node,
      class: brick,
      name,
      buildingId,
      ...(component.tag !== undefined && { tag: component.tag }),
    });
    byGlobalId.set(`${buildingId} ${component.globalId}`, node);
    if (component.tag !== undefined) byTag.set(`${buildingId} ${component.tag}`, node);
    const place =
      spaceId !== undefined ? `space:${spaceId}` : storeyId !== undefined ? `storey:${storeyId}` : undefined;
    if (place !== undefined)
      edges.push({ from: node, relation: "hasLocation", to: place, source: "drawing" });
    const systems = systemsOf(component.systems, tag);
    for (const [system, source] of systems) {
      const systemId = `system:${buildingId}/${system}`;
      const known = nodes.get(systemId);
      if (known === undefined)
        put({
          id: systemId,
          class: systemClass(system),
          name: system,
          buildingId,
          ...(numbered.test(system) && { tag: `=${system}` }),
        });
      part(systemId, node, source);
      if (brick === "Meter" || lineage(brick).has("Meter"))
        edges.push({ from: node, relation: "meters", to: systemId, source });
      if (spaceId !== undefined && isTerminal(component.ifcClass, tag)) {
        edges.push({ from: systemId, relation: "feeds", to: `space:${spaceId}`, source });
        fed.add(`space:${spaceId}`);
      }
    }
    if (spaceId !== undefined && isTerminal(component.ifcClass, tag) && brick !== "Sensor_Equipment")
      edges.push({ from: node, relation: "feeds", to: `space:${spaceId}`, source: "drawing" });
  }

  for (const point of facts.points) {
    const node = `point:${point.id}`;
    put({
      id: node,
      class: point.brickClass,
      name: point.name,
      ...(point.tag !== undefined && { tag: point.tag }),
      ...(point.buildingId !== undefined && { buildingId: point.buildingId }),
    });
    const place =
      point.spaceId !== undefined
        ? `space:${point.spaceId}`
        : point.storeyId !== undefined
          ? `storey:${point.storeyId}`
          : point.buildingId !== undefined
            ? `building:${point.buildingId}`
            : undefined;
    if (place !== undefined) edges.push({ from: node, relation: "hasLocation", to: place, source: "place" });
    const component =
      byGlobalId.get(`${point.buildingId} ${point.componentGlobalId}`) ??
      byTag.get(`${point.buildingId} ${point.tag}`);
    if (component !== undefined)
      edges.push({ from: component, relation: "hasPoint", to: node, source: "tag" });
  }

  for (const [zone, rooms] of roomsOfZone) {
    const node = nodes.get(zone);
    if (node !== undefined && rooms.some((room) => fed.has(room))) put({ ...node, class: "HVAC_Zone" });
  }
  return createGraph(nodes.values(), [...facts.relations, ...edges]);
}

/** The systems of a component: those that its drawing names, by number where they have one, and that of its tag. */
function systemsOf(named: readonly string[], tag: TfmTag | undefined): Map<string, Edge["source"]> {
  const systems = new Map<string, Edge["source"]>();
  for (const name of named) systems.set(numbered.exec(name)?.[1] ?? name, "drawing");
  if (tag !== undefined && !systems.has(systemText(tag))) systems.set(systemText(tag), "tag");
  return systems;
}
