import type { WantedSensor } from "./ifc-wanted.ts";
import { label, refOf, refsIn, stepString } from "./step-text.ts";
import { leaveRelation } from "./unlink.ts";
import type { Writing } from "./writing.ts";

/** IfcSensorTypeEnum, of which IFC2x3 has these too, by quantity. */
const SENSOR_TYPES: Record<string, string> = {
  temperature: "TEMPERATURESENSOR",
  humidity: "HUMIDITYSENSOR",
  co2: "CO2SENSOR",
  motion: "MOVEMENTSENSOR",
  occupancy: "MOVEMENTSENSOR",
  illuminance: "LIGHTSENSOR",
  pressure: "PRESSURESENSOR",
  "sound-level": "SOUNDSENSOR",
  smoke: "SMOKESENSOR",
  flow: "FLOWSENSOR",
};
const SET_NAME = "Kontrollrom_Device";

export interface SensorIds {
  readonly sensor: string;
  readonly set: string;
  readonly relation: string;
}

/** GlobalIds of what an export writes of a device; known before, so that an earlier export is found in the file. */
export function sensorIds(guid: (what: string) => string, id: string): SensorIds {
  const bare = (what: string): string => guid(what).slice(1, -1);
  return {
    sensor: bare(`device ${id}`),
    set: bare(`facts of device ${id}`),
    relation: bare(`has facts of device ${id}`),
  };
}

/**
 * Puts devices into their rooms: IfcSensor, in IFC2x3 (which has types of sensors only) IfcDistributionControlElement with an
 * IfcSensorType. A device that is a component of the drawing, or that an earlier export added, is not added again: its
 * facts are written anew.
 * @param known instances of the GlobalIds that were looked for
 * @returns how many devices were written
 */
export function writeSensors(
  writing: Writing,
  sensors: readonly WantedSensor[],
  known: ReadonlyMap<string, number>,
): number {
  const { editor, instanceOf, guid, old } = writing;
  const inRoom = new Map<number, string[]>();
  const ofType = new Map<string, string[]>();
  let written = 0;
  for (const sensor of sensors) {
    const room = instanceOf.get(sensor.roomGlobalId);
    if (room === undefined || editor.text(room) === undefined) {
      writing.warn("room-not-in-drawing", sensor.roomGlobalId);
      continue;
    }
    const ids = sensorIds(guid, sensor.id);
    const component = sensor.elementGlobalId === undefined ? undefined : known.get(sensor.elementGlobalId);
    if (sensor.elementGlobalId !== undefined && component === undefined)
      writing.warn("component-not-in-drawing", sensor.elementGlobalId);
    const own = component === undefined ? known.get(ids.sensor) : undefined;
    const id = component ?? own ?? addSensor(sensor, ids, room);
    if (own !== undefined) keepUp(sensor, own, room);
    writeFacts(sensor, ids, id, room);
    written++;
  }
  for (const [room, members] of inRoom)
    editor.add(
      `IFCRELCONTAINEDINSPATIALSTRUCTURE(${guid(`devices in ${editor.attributes(room)[0]?.trim()}`)},${writing.ownerOf(room)},$,$,(${members.join(",")}),#${room})`,
    );
  for (const [type, members] of ofType) {
    const owner = writing.ownerOf(inRoom.keys().next().value ?? 0);
    const typeId = editor.add(
      `IFCSENSORTYPE(${guid(`type ${type}`)},${owner},${stepString(type)},$,$,$,$,$,$,.${type}.)`,
    );
    editor.add(
      `IFCRELDEFINESBYTYPE(${guid(`of type ${type}`)},${owner},$,$,(${members.join(",")}),${typeId})`,
    );
  }
  return written;

  function addSensor(sensor: WantedSensor, ids: SensorIds, room: number): number {
    const type = SENSOR_TYPES[sensor.points[0]?.quantity ?? ""] ?? "NOTDEFINED";
    const facts = `'${ids.sensor}',${writing.ownerOf(room)},${label(sensor.name)},$,${label(sensor.model)},$,$,${label(sensor.tag)}`;
    // Where in the room it hangs nobody has measured: it has no placement rather than a made-up one.
    const added = editor.add(
      old ? `IFCDISTRIBUTIONCONTROLELEMENT(${facts},$)` : `IFCSENSOR(${facts},.${type}.)`,
    );
    append(inRoom, room, added);
    if (old) append(ofType, type, added);
    return Number(added.slice(1));
  }

  /** One that an earlier export added may have been renamed or moved since. */
  function keepUp(sensor: WantedSensor, id: number, room: number): void {
    setIfOther(id, 2, label(sensor.name));
    setIfOther(id, 7, label(sensor.tag));
    const containers = writing
      .relationsOf(id)
      .filter((relation) => editor.type(relation) === "IFCRELCONTAINEDINSPATIALSTRUCTURE");
    if (containers.some((relation) => refOf(editor.attributes(relation)[5]) === room)) return;
    for (const relation of containers) leaveRelation(editor, relation, 4, id);
    append(inRoom, room, `#${id}`);
  }

  function setIfOther(id: number, attribute: number, value: string): void {
    if (editor.attributes(id)[attribute]?.trim() !== value) editor.set(id, attribute, value);
  }

  function writeFacts(sensor: WantedSensor, ids: SensorIds, id: number, room: number): void {
    const set = known.get(ids.set);
    const facts = factsOf(sensor);
    if (set !== undefined && sameFacts(set, facts)) return;
    for (const before of [known.get(ids.relation), set]) if (before !== undefined) editor.remove(before);
    const owner = writing.ownerOf(room);
    const properties = facts.map((fact) => editor.add(fact));
    const added = editor.add(
      `IFCPROPERTYSET('${ids.set}',${owner},'${SET_NAME}',$,(${properties.join(",")}))`,
    );
    editor.add(`IFCRELDEFINESBYPROPERTIES('${ids.relation}',${owner},$,$,(#${id}),${added})`);
  }

  function sameFacts(set: number, facts: readonly string[]): boolean {
    const now = refsIn(editor.attributes(set)[4] ?? "").map((property) => {
      const text = editor.text(property) ?? "";
      return text.slice(text.indexOf("=") + 1, -1).trim();
    });
    return now.length === facts.length && now.every((fact, i) => fact === facts[i]);
  }
}

/** What programs need to find the device again here: `Points` are the ids of `GET /api/v1/points/{id}`. */
function factsOf(sensor: WantedSensor): string[] {
  const single = (name: string, value: string): string =>
    `IFCPROPERTYSINGLEVALUE('${name}',$,IFCLABEL(${label(value)}),$)`;
  const list = (name: string, values: readonly string[]): string =>
    `IFCPROPERTYLISTVALUE('${name}',$,(${values.map((value) => `IFCLABEL(${label(value)})`).join(",")}),$)`;
  const { points } = sensor;
  return [
    single("DeviceId", sensor.id),
    single("ExternalId", sensor.externalId),
    ...(sensor.model === undefined ? [] : [single("Model", sensor.model)]),
    ...(sensor.tag === undefined ? [] : [single("TFM", sensor.tag)]),
    ...(points.length === 0
      ? []
      : [
          list(
            "Quantities",
            points.map(({ quantity, channel }) => (channel ? `${quantity} ${channel}` : quantity)),
          ),
          list(
            "Points",
            points.map(({ id }) => `/api/v1/points/${id}`),
          ),
        ]),
  ];
}

function append(map: Map<number, string[]>, key: number, value: string): void;
function append(map: Map<string, string[]>, key: string, value: string): void;
function append<K>(map: Map<K, string[]>, key: K, value: string): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
