import { z } from "zod";
import { ProblemError } from "./problem-error.ts";

type Issue = z.core.$ZodIssue;
type Part = "path" | "query" | "body";

/**
 * @throws ProblemError 400 `invalid-request` that names each wrong field
 */
export function parsePart(schema: z.ZodType, value: unknown, part: Part): unknown {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const known = schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
  const errors = parsed.error.issues.flatMap((issue) => describe(issue, part, known, value)).slice(0, 50);
  const detail = errors.map((error) => `${error.path}: ${error.message}`).slice(0, 3);
  throw new ProblemError(400, "invalid-request", detail.join("; "), { errors });
}

/**
 * Query of a URL as one text per name.
 * @throws ProblemError 400 `invalid-request` where a name is given twice
 */
export function queryOf(search: string): Record<string, string> {
  const pairs = [...new URLSearchParams(search)];
  const names = new Set<string>();
  for (const [name] of pairs) {
    if (names.has(name)) {
      const message = "is given more than once";
      throw new ProblemError(400, "invalid-request", `query.${clip(name)}: ${message}`, {
        errors: [{ path: `query.${clip(name)}`, message }],
      });
    }
    names.add(name);
  }
  return Object.fromEntries(pairs);
}

function describe(
  issue: Issue,
  part: Part,
  known: readonly string[],
  whole: unknown,
): { path: string; message: string }[] {
  if (issue.code === "unrecognized_keys") {
    const advice =
      issue.path.length > 0
        ? ""
        : known.length > 0
          ? `; known are ${known.join(", ")}`
          : "; none is taken here";
    return issue.keys.map((key) => ({
      path: pathText(part, [...issue.path, clip(key)]),
      message: `is not known here${advice}`,
    }));
  }
  if (issue.code === "invalid_union") {
    const closest = closestBranch(issue.errors);
    if (closest)
      return closest.flatMap((inner) =>
        describe({ ...inner, path: [...issue.path, ...inner.path] } as Issue, part, known, whole),
      );
  }
  const value = valueAt(whole, issue.path);
  const expected = issue.message.replace(/^Invalid (input|option): /, "");
  const bare = expected.replace(/, received \w+$/, "");
  const own = got(value);
  return [
    {
      path: pathText(part, issue.path),
      message: value === undefined ? `is missing: ${bare}` : own === "" ? expected : bare + own,
    },
  ];
}

/** Of the alternatives of a union the one that got furthest: fewest complaints about the shape itself. */
function closestBranch(branches: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
  const cost = (issues: readonly Issue[]) =>
    issues.reduce(
      (sum, issue) => sum + (issue.code === "unrecognized_keys" ? 10 : issue.path.length === 0 ? 5 : 1),
      0,
    );
  return branches
    .filter((issues) => issues.length > 0)
    .toSorted((a, b) => cost(a) - cost(b))
    .at(0);
}

function pathText(part: Part, path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, step) => (typeof step === "number" ? `${text}[${step}]` : `${text}.${String(step)}`),
    part,
  );
}

/** What the caller wrote there, before it was converted. */
function valueAt(whole: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, step) =>
      typeof value === "object" && value !== null && Object.hasOwn(value, step)
        ? (value as Record<PropertyKey, unknown>)[step]
        : undefined,
    whole,
  );
}

function got(value: unknown): string {
  if (typeof value === "string") return `, got ${JSON.stringify(clip(value))}`;
  return typeof value === "number" || typeof value === "boolean" ? `, got ${value}` : "";
}

function clip(text: string): string {
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}
