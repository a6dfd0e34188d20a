import {
  IFCBUILDINGSYSTEM,
  IFCDISTRIBUTIONCIRCUIT,
  IFCDISTRIBUTIONSYSTEM,
  IFCELECTRICALCIRCUIT,
  IFCSPATIALZONE,
  IFCSYSTEM,
  IFCZONE,
} from "web-ifc";
import { text } from "./ifc-values.ts";
import type { IfcFile } from "./open-file.ts";
import type { Relations } from "./relations.ts";

/** A zone or system with all that it gathers, groups inside groups opened. */
export interface Group {
  readonly id: number;
  /** As the file has it. */
  readonly globalId: unknown;
  readonly name: string;
  readonly members: ReadonlySet<number>;
}

export function readZones(file: IfcFile, relations: Relations): Group[] {
  return readGroups(file, relations, [IFCZONE, IFCSPATIALZONE]);
}

export function readSystems(file: IfcFile, relations: Relations): Group[] {
  return readGroups(file, relations, [
    IFCSYSTEM,
    IFCDISTRIBUTIONSYSTEM,
    IFCDISTRIBUTIONCIRCUIT,
    IFCBUILDINGSYSTEM,
    IFCELECTRICALCIRCUIT,
  ]);
}

function readGroups(file: IfcFile, relations: Relations, types: readonly number[]): Group[] {
  const groups: Group[] = [];
  for (const id of types.flatMap(file.idsOf)) {
    const line = file.line(id);
    if (line === undefined) continue;
    const name = text(line.Name) ?? text(line.LongName) ?? `#${id}`;
    groups.push({ id, globalId: line.GlobalId, name, members: openGroup(id, relations) });
  }
  return groups;
}

function openGroup(id: number, relations: Relations): Set<number> {
  const members = new Set<number>();
  const waiting = [id];
  const opened = new Set(waiting);
  for (let group = waiting.pop(); group !== undefined; group = waiting.pop()) {
    for (const member of relations.membersOf.get(group) ?? []) {
      members.add(member);
      if (relations.membersOf.has(member) && !opened.has(member)) {
        opened.add(member);
        waiting.push(member);
      }
    }
  }
  return members;
}

/** Names of the groups that each member is in, in the order of the file. */
export function groupNames(groups: readonly Group[]): Map<number, string[]> {
  const names = new Map<number, string[]>();
  for (const group of groups) {
    for (const member of group.members) {
      const list = names.get(member);
      if (list === undefined) names.set(member, [group.name]);
      else if (!list.includes(group.name)) list.push(group.name);
    }
  }
  return names;
}
