/** Writes small IFC files for tests: one project, and whatever boxes a test needs, in the file's own unit. */

export interface Box {
  x: number;
  y: number;
  width: number;
  depth: number;
  height: number;
}

export interface SmallSpace extends Box {
  z?: number;
  number: string;
  name?: string;
  globalId?: string;
  /** NetFloorArea and NetVolume in the file's area and volume units. */
  netFloorArea?: number;
  netVolume?: number;
  noBody?: boolean;
  /** Corners instead of the rectangle, in the file's unit. */
  corners?: [number, number][];
  classification?: { code: string; source: string };
}

export interface SmallElement extends Partial<Box> {
  ifcClass: string;
  name: string;
  tag?: string;
  z?: number;
  /** Number of the space that contains it; otherwise the storey does, or nothing. */
  inSpace?: string;
  loose?: boolean;
  refString?: string;
}

export interface SmallStorey {
  name: string;
  elevation: number;
  /** Leaves the storey's placement at zero: its height is in Elevation alone, its rooms stand at their own z. */
  unplaced?: boolean;
  spaces?: SmallSpace[];
  elements?: SmallElement[];
}

export interface SmallFile {
  schema?: string;
  unit?: "metre" | "millimetre" | "foot";
  buildings?: { name?: string; storeys?: SmallStorey[]; spaces?: SmallSpace[] }[];
  latitude?: number[];
  longitude?: number[];
  mapConversion?: {
    crs: string;
    eastings: number;
    northings: number;
    unit?: "metre" | "millimetre";
    angle?: number;
  };
  zones?: { name: string; spaces: string[] }[];
  systems?: { name: string; elements: string[] }[];
  /** Lines to add as they are; `{{next}}` is replaced by a fresh id. */
  extra?: string[];
}

const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_$";

/** A valid GlobalId that tells which number it was made from. */
export function testGlobalId(n: number): string {
  let out = "";
  for (let rest = n; out.length < 21; rest = Math.floor(rest / 64)) out = DIGITS.charAt(rest % 64) + out;
  return `0${out}`;
}

export function smallIfc(file: SmallFile): string {
  const schema = file.schema ?? "IFC4";
  const isIfc2x3 = schema.startsWith("IFC2X3");
  const lines: string[] = [];
  let ids = 0;
  let globalIds = 0;
  const add = (entity: string): string => {
    ids++;
    lines.push(`#${ids}=${entity};`);
    return `#${ids}`;
  };
  const gid = (): string => `'${testGlobalId(++globalIds)}'`;
  const n = (value: number): string => (Number.isInteger(value) ? `${value}.` : String(value));
  const text = (value: string | undefined): string =>
    value === undefined ? "$" : `'${value.replaceAll("'", "''")}'`;
  const list = (items: string[]): string => `(${items.join(",")})`;

  const point = (...at: number[]): string => add(`IFCCARTESIANPOINT(${list(at.map(n))})`);
  const up = add("IFCDIRECTION((0.,0.,1.))");
  const east = add("IFCDIRECTION((1.,0.,0.))");
  const axes = (x: number, y: number, z: number): string =>
    add(`IFCAXIS2PLACEMENT3D(${point(x, y, z)},${up},${east})`);
  const placed = (within: string, x = 0, y = 0, z = 0): string =>
    add(`IFCLOCALPLACEMENT(${within},${axes(x, y, z)})`);

  const person = add("IFCPERSON($,'Test',$,$,$,$,$,$)");
  const organisation = add("IFCORGANIZATION($,'Test',$,$,$)");
  const both = add(`IFCPERSONANDORGANIZATION(${person},${organisation},$)`);
  const application = add(`IFCAPPLICATION(${organisation},'1','Test','Test')`);
  const owner = add(`IFCOWNERHISTORY(${both},${application},$,.ADDED.,$,$,$,0)`);

  const unit = file.unit ?? "metre";
  const metre = add("IFCSIUNIT(*,.LENGTHUNIT.,$,.METRE.)");
  const squareMetre = add("IFCSIUNIT(*,.AREAUNIT.,$,.SQUARE_METRE.)");
  const cubicMetre = add("IFCSIUNIT(*,.VOLUMEUNIT.,$,.CUBIC_METRE.)");
  const millimetre = add("IFCSIUNIT(*,.LENGTHUNIT.,.MILLI.,.METRE.)");
  const converted = (
    kind: string,
    exponents: string,
    name: string,
    measure: string,
    factor: number,
    base: string,
  ) =>
    add(
      `IFCCONVERSIONBASEDUNIT(${add(`IFCDIMENSIONALEXPONENTS(${exponents})`)},.${kind}.,'${name}',${add(
        `IFCMEASUREWITHUNIT(${measure}(${factor}),${base})`,
      )})`,
    );
  const units =
    unit === "foot"
      ? [
          converted("LENGTHUNIT", "1,0,0,0,0,0,0", "FOOT", "IFCLENGTHMEASURE", 0.3048, metre),
          converted("AREAUNIT", "2,0,0,0,0,0,0", "SQUARE FOOT", "IFCAREAMEASURE", 0.3048 ** 2, squareMetre),
          converted("VOLUMEUNIT", "3,0,0,0,0,0,0", "CUBIC FOOT", "IFCVOLUMEMEASURE", 0.3048 ** 3, cubicMetre),
        ]
      : [unit === "metre" ? metre : millimetre, squareMetre, cubicMetre];
  const assignment = add(`IFCUNITASSIGNMENT(${list(units)})`);
  const context = add(`IFCGEOMETRICREPRESENTATIONCONTEXT($,'Model',3,1.E-05,${axes(0, 0, 0)},$)`);
  const project = add(`IFCPROJECT(${gid()},${owner},'Test',$,$,$,$,(${context}),${assignment})`);

  const body = (box: Box, corners?: [number, number][]): string => {
    const ring = corners ?? [
      [0, 0],
      [box.width, 0],
      [box.width, box.depth],
      [0, box.depth],
    ];
    const points = ring.map(([x, y]) => point(x, y));
    const outline = add(`IFCPOLYLINE(${list([...points, points[0] ?? ""])})`);
    const profile = add(`IFCARBITRARYCLOSEDPROFILEDEF(.AREA.,$,${outline})`);
    const solid = add(`IFCEXTRUDEDAREASOLID(${profile},${axes(0, 0, 0)},${up},${n(box.height)})`);
    const shape = add(`IFCSHAPEREPRESENTATION(${context},'Body','SweptSolid',(${solid}))`);
    return add(`IFCPRODUCTDEFINITIONSHAPE($,$,(${shape}))`);
  };
  const aggregate = (whole: string, parts: string[]): void => {
    if (parts.length > 0) add(`IFCRELAGGREGATES(${gid()},${owner},$,$,${whole},${list(parts)})`);
  };

  const angle = (parts: number[] | undefined): string => (parts === undefined ? "$" : `(${parts.join(",")})`);
  const sitePlacement = placed("$");
  const site = add(
    `IFCSITE(${gid()},${owner},'Tomt',$,$,${sitePlacement},$,$,.ELEMENT.,${angle(file.latitude)},${angle(file.longitude)},0.,$,$)`,
  );
  aggregate(project, [site]);

  const spaceIds = new Map<string, string>();
  const elementIds = new Map<string, string>();
  const addSpace = (space: SmallSpace, within: string): string => {
    const placement = placed(within, space.x, space.y, space.z ?? 0);
    const shape = space.noBody ? "$" : body(space, space.corners);
    const globalId = space.globalId === undefined ? gid() : `'${space.globalId}'`;
    const id = add(
      `IFCSPACE(${globalId},${owner},${text(space.number)},$,$,${placement},${shape},${text(space.name)},.ELEMENT.,.INTERNAL.,$)`,
    );
    spaceIds.set(space.number, id);
    const last = isIfc2x3 ? "" : ",$";
    const quantities = [
      space.netFloorArea === undefined
        ? ""
        : add(`IFCQUANTITYAREA('NetFloorArea',$,$,${n(space.netFloorArea)}${last})`),
      space.netVolume === undefined
        ? ""
        : add(`IFCQUANTITYVOLUME('NetVolume',$,$,${n(space.netVolume)}${last})`),
    ].filter((quantity) => quantity !== "");
    if (quantities.length > 0) {
      const set = add(`IFCELEMENTQUANTITY(${gid()},${owner},'BaseQuantities',$,$,${list(quantities)})`);
      add(`IFCRELDEFINESBYPROPERTIES(${gid()},${owner},$,$,(${id}),${set})`);
    }
    if (space.classification !== undefined) {
      const { code, source } = space.classification;
      const system = add(
        isIfc2x3
          ? `IFCCLASSIFICATION('Standard Norge','2022',$,'${source}')`
          : `IFCCLASSIFICATION('Standard Norge','2022',$,'${source}',$,$,$)`,
      );
      const reference = add(
        `IFCCLASSIFICATIONREFERENCE($,'${code}','Rom',${system}${isIfc2x3 ? "" : ",$,$"})`,
      );
      add(`IFCRELASSOCIATESCLASSIFICATION(${gid()},${owner},$,$,(${id}),${reference})`);
    }
    return id;
  };
  const addElement = (element: SmallElement, within: string, storey: string): void => {
    const placement = placed(within, element.x ?? 0, element.y ?? 0, element.z ?? 0);
    const { width, depth, height } = element;
    const shape =
      width === undefined || depth === undefined || height === undefined
        ? "$"
        : body({ x: 0, y: 0, width, depth, height });
    const tail: Record<string, string> = {
      IFCDOOR: isIfc2x3 ? ",$,$" : ",$,$,$,$,$",
      IFCWINDOW: isIfc2x3 ? ",$,$" : ",$,$,$,$,$",
      IFCWALLSTANDARDCASE: isIfc2x3 ? "" : ",$",
    };
    const id = add(
      `${element.ifcClass}(${gid()},${owner},${text(element.name)},$,$,${placement},${shape},${text(element.tag)}${tail[element.ifcClass] ?? ",$"})`,
    );
    elementIds.set(element.name, id);
    if (element.refString !== undefined) {
      const property = add(`IFCPROPERTYSINGLEVALUE('RefString',$,IFCLABEL('${element.refString}'),$)`);
      const set = add(`IFCPROPERTYSET(${gid()},${owner},'NOSSB_Reference',$,(${property}))`);
      add(`IFCRELDEFINESBYPROPERTIES(${gid()},${owner},$,$,(${id}),${set})`);
    }
    if (element.loose) return;
    const container = element.inSpace === undefined ? storey : spaceIds.get(element.inSpace);
    add(`IFCRELCONTAINEDINSPATIALSTRUCTURE(${gid()},${owner},$,$,(${id}),${container})`);
  };

  const buildings = (file.buildings ?? []).map((building) => {
    const placement = placed(sitePlacement);
    const id = add(
      `IFCBUILDING(${gid()},${owner},${text(building.name)},$,$,${placement},$,$,.ELEMENT.,$,$,$)`,
    );
    const storeys = (building.storeys ?? []).map((storey) => {
      const storeyPlacement = placed(placement, 0, 0, storey.unplaced ? 0 : storey.elevation);
      const storeyId = add(
        `IFCBUILDINGSTOREY(${gid()},${owner},${text(storey.name)},$,$,${storeyPlacement},$,$,.ELEMENT.,${n(storey.elevation)})`,
      );
      aggregate(
        storeyId,
        (storey.spaces ?? []).map((space) => addSpace(space, storeyPlacement)),
      );
      for (const element of storey.elements ?? []) addElement(element, storeyPlacement, storeyId);
      return storeyId;
    });
    aggregate(id, [...storeys, ...(building.spaces ?? []).map((space) => addSpace(space, placement))]);
    return id;
  });
  aggregate(site, buildings);

  if (file.mapConversion !== undefined) {
    const { crs, eastings, northings, unit: mapUnit, angle: turn = 0 } = file.mapConversion;
    const target = add(
      `IFCPROJECTEDCRS('${crs}',$,$,$,$,$,${mapUnit === undefined ? "$" : mapUnit === "metre" ? metre : millimetre})`,
    );
    add(
      `IFCMAPCONVERSION(${context},${target},${n(eastings)},${n(northings)},0.,${n(Math.cos(turn))},${n(Math.sin(turn))},$)`,
    );
  }
  for (const zone of file.zones ?? []) {
    const id = add(`IFCZONE(${gid()},${owner},${text(zone.name)},$,$${isIfc2x3 ? "" : ",$"})`);
    const members = zone.spaces.map((number) => spaceIds.get(number) ?? "");
    add(`IFCRELASSIGNSTOGROUP(${gid()},${owner},$,$,${list(members)},$,${id})`);
  }
  for (const system of file.systems ?? []) {
    const id = add(`IFCSYSTEM(${gid()},${owner},${text(system.name)},$,$)`);
    const members = system.elements.map((name) => elementIds.get(name) ?? "");
    add(`IFCRELASSIGNSTOGROUP(${gid()},${owner},$,$,${list(members)},$,${id})`);
  }
  for (const line of file.extra ?? []) add(line);

  return [
    "ISO-10303-21;",
    "HEADER;",
    "FILE_DESCRIPTION(('ViewDefinition [CoordinationView]'),'2;1');",
    "FILE_NAME('small.ifc','2026-01-01T00:00:00',(''),(''),'','','');",
    `FILE_SCHEMA(('${schema}'));`,
    "ENDSEC;",
    "DATA;",
    ...lines,
    "ENDSEC;",
    "END-ISO-10303-21;",
    "",
  ].join("\n");
}
