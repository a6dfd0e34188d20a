/** One occurrence of an alarm, event times in ms. */
export interface Occurrence {
  readonly raisedAt: number;
  readonly returnedAt: number | undefined;
  readonly conditionSince: number;
}

/** What has to be told so that `before` becomes `after`. `raisedAt` is the one that the listener knows at that moment. */
export type OccurrenceChange =
  | { readonly kind: "withdrawn"; readonly raisedAt: number }
  | {
      readonly kind: "moved";
      readonly raisedAt: number;
      readonly movedTo: number;
      readonly occurrence: Occurrence;
    }
  | { readonly kind: "raised"; readonly raisedAt: number; readonly occurrence: Occurrence }
  | { readonly kind: "returned"; readonly raisedAt: number; readonly at: number }
  | { readonly kind: "reopened"; readonly raisedAt: number };

const end = ({ returnedAt }: Occurrence) => returnedAt ?? Number.POSITIVE_INFINITY;
const overlap = (a: Occurrence, b: Occurrence) => a.raisedAt <= end(b) && b.raisedAt <= end(a);

/**
 * The changes from the occurrences that were told to those that late values show. An occurrence that overlaps an old one is the same
 * alarm at another time, so that its acknowledgement and its order stay with it; one that overlaps none is new; an old one that is
 * left over never was. Both lists by time, none overlapping within a list.
 */
export function changesBetween(
  before: readonly Occurrence[],
  after: readonly Occurrence[],
): OccurrenceChange[] {
  const old = new Set(before);
  const matched = new Map<Occurrence, Occurrence>();
  for (const occurrence of after) {
    const same = before.find(({ raisedAt }) => raisedAt === occurrence.raisedAt);
    if (same === undefined) continue;
    matched.set(occurrence, same);
    old.delete(same);
  }
  for (const occurrence of after) {
    if (matched.has(occurrence)) continue;
    const near = before.find((other) => old.has(other) && overlap(other, occurrence));
    if (near === undefined) continue;
    matched.set(occurrence, near);
    old.delete(near);
  }

  const withdrawn: OccurrenceChange[] = [...old].map(({ raisedAt }) => ({ kind: "withdrawn", raisedAt }));
  const moved = after.flatMap((occurrence): OccurrenceChange[] => {
    const from = matched.get(occurrence);
    if (from === undefined || from.raisedAt === occurrence.raisedAt) return [];
    return [{ kind: "moved", raisedAt: from.raisedAt, movedTo: occurrence.raisedAt, occurrence }];
  });
  // No two have the same time at any moment: what moves earlier goes first from the left, what moves later from the right.
  const earlier = moved.filter((change) => change.kind === "moved" && change.movedTo < change.raisedAt);
  const later = moved
    .filter((change) => change.kind === "moved" && change.movedTo > change.raisedAt)
    .toReversed();
  const rest = after.flatMap((occurrence): OccurrenceChange[] => {
    const { raisedAt, returnedAt } = occurrence;
    const known = matched.get(occurrence);
    const changes: OccurrenceChange[] = known === undefined ? [{ kind: "raised", raisedAt, occurrence }] : [];
    if (returnedAt !== undefined && returnedAt !== known?.returnedAt)
      changes.push({ kind: "returned", raisedAt, at: returnedAt });
    if (returnedAt === undefined && known?.returnedAt !== undefined)
      changes.push({ kind: "reopened", raisedAt });
    return changes;
  });
  return [...withdrawn, ...earlier, ...later, ...rest];
}
