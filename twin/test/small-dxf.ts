/** Group codes and values, as a DXF file has them line by line. */
export type Groups = readonly (readonly [number, string | number])[];

/** A DXF file of these entities and blocks. */
export function smallDxf(options: {
  readonly entities: readonly Groups[];
  readonly blocks?: readonly {
    readonly name: string;
    readonly base?: readonly [number, number];
    readonly entities: readonly Groups[];
  }[];
  /** 4 is mm, 6 is m. */
  readonly insUnits?: number;
  readonly layers?: readonly string[];
}): string {
  const groups: [number, string | number][] = [
    [0, "SECTION"],
    [2, "HEADER"],
    [9, "$ACADVER"],
    [1, "AC1027"],
    ...(options.insUnits === undefined
      ? []
      : ([
          [9, "$INSUNITS"],
          [70, options.insUnits],
        ] as [number, string | number][])),
    [0, "ENDSEC"],
  ];
  const push = (more: Groups): void =>
    void groups.push(...more.map(([code, value]): [number, string | number] => [code, value]));
  push([
    [0, "SECTION"],
    [2, "BLOCKS"],
  ]);
  for (const { name, base = [0, 0], entities } of options.blocks ?? []) {
    push([
      [0, "BLOCK"],
      [8, "0"],
      [2, name],
      [10, base[0]],
      [20, base[1]],
      [30, 0],
    ]);
    for (const entity of entities) push(entity);
    push([
      [0, "ENDBLK"],
      [8, "0"],
    ]);
  }
  push([
    [0, "ENDSEC"],
    [0, "SECTION"],
    [2, "ENTITIES"],
  ]);
  for (const entity of options.entities) push(entity);
  push([
    [0, "ENDSEC"],
    [0, "EOF"],
  ]);
  return `${groups.map(([code, value]) => `${code}\r\n${value}`).join("\r\n")}\r\n`;
}

/** A closed or open polyline; a third coordinate is the bulge. */
export function polyline(layer: string, corners: readonly (readonly number[])[], closed = true): Groups {
  return [
    [0, "LWPOLYLINE"],
    [8, layer],
    [90, corners.length],
    [70, closed ? 1 : 0],
    ...corners.flatMap(
      ([x = 0, y = 0, bulge]): Groups => [
        [10, x],
        [20, y],
        ...(bulge === undefined ? [] : ([[42, bulge]] as const)),
      ],
    ),
  ];
}

export function rectangle(layer: string, x: number, y: number, width: number, depth: number): Groups {
  return polyline(layer, [
    [x, y],
    [x + width, y],
    [x + width, y + depth],
    [x, y + depth],
  ]);
}

export function text(layer: string, x: number, y: number, value: string): Groups {
  return [
    [0, "TEXT"],
    [8, layer],
    [10, x],
    [20, y],
    [40, 200],
    [1, value],
  ];
}

export function mtext(layer: string, x: number, y: number, value: string): Groups {
  return [
    [0, "MTEXT"],
    [8, layer],
    [10, x],
    [20, y],
    [40, 200],
    [71, 5],
    [1, value],
  ];
}

export function line(layer: string, x1: number, y1: number, x2: number, y2: number): Groups {
  return [
    [0, "LINE"],
    [8, layer],
    [10, x1],
    [20, y1],
    [11, x2],
    [21, y2],
  ];
}

export function insert(
  layer: string,
  block: string,
  x: number,
  y: number,
  more: {
    readonly scaleX?: number;
    readonly scaleY?: number;
    readonly rotation?: number;
    readonly extrusionZ?: number;
  } = {},
): Groups {
  return [
    [0, "INSERT"],
    [8, layer],
    [2, block],
    [10, x],
    [20, y],
    ...(more.scaleX === undefined ? [] : ([[41, more.scaleX]] as const)),
    ...(more.scaleY === undefined ? [] : ([[42, more.scaleY]] as const)),
    ...(more.rotation === undefined ? [] : ([[50, more.rotation]] as const)),
    ...(more.extrusionZ === undefined ? [] : ([[230, more.extrusionZ]] as const)),
  ];
}
