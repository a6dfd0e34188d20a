/** One line of the file as web-ifc gives it: attributes by name, each a wrapped value, a reference, a list or null. */
export interface IfcLine {
  readonly expressID: number;
  readonly type: number;
  readonly [attribute: string]: unknown;
}

const REFERENCE = 5;
/** IfcLabel has at most 255 characters and IfcText is for people; longer is cut. */
const MAX_TEXT = 1000;

interface Wrapped {
  readonly type?: number;
  readonly name?: string;
  readonly value?: unknown;
}

function wrapped(attribute: unknown): Wrapped | undefined {
  return typeof attribute === "object" && attribute !== null && !Array.isArray(attribute)
    ? attribute
    : undefined;
}

/** Text of a label, identifier or enumeration; undefined when it is missing or blank. */
export function text(attribute: unknown): string | undefined {
  const value = wrapped(attribute)?.value;
  if (typeof value !== "string") return undefined;
  const trimmed = value.trim().slice(0, MAX_TEXT);
  return trimmed === "" ? undefined : trimmed;
}

/** A finite number of a measure. */
export function real(attribute: unknown): number | undefined {
  const value = typeof attribute === "number" ? attribute : wrapped(attribute)?.value;
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

/** The measure type that a select value carries, e.g. `IFCAREAMEASURE`. */
export function measureName(attribute: unknown): string | undefined {
  return wrapped(attribute)?.name;
}

/** Express id that a reference points to. */
export function ref(attribute: unknown): number | undefined {
  const value = wrapped(attribute);
  return value?.type === REFERENCE && typeof value.value === "number" ? value.value : undefined;
}

/** Express ids of a list of references (or of a single one). */
export function refs(attribute: unknown): number[] {
  if (!Array.isArray(attribute)) {
    const one = ref(attribute);
    return one === undefined ? [] : [one];
  }
  const out: number[] = [];
  for (const item of attribute) {
    const id = ref(item);
    if (id !== undefined) out.push(id);
  }
  return out;
}

/** Numbers of a list, as in an IfcCompoundPlaneAngleMeasure. */
export function reals(attribute: unknown): number[] {
  const list = Array.isArray(attribute) ? attribute : wrapped(attribute)?.value;
  if (!Array.isArray(list)) return [];
  return list.map(real).filter((value) => value !== undefined);
}

/** Value of a property: text, number or truth; a logical UNKNOWN is undefined. */
export function scalar(attribute: unknown): string | number | boolean | undefined {
  const value = wrapped(attribute);
  if (value === undefined) return undefined;
  if (typeof value.value === "boolean") return value.value;
  if (value.name === "IFCBOOLEAN" || value.name === "IFCLOGICAL") {
    return value.value === "T" ? true : value.value === "F" ? false : undefined;
  }
  return text(attribute) ?? real(attribute);
}
