import type {
  CheckItemPatch,
  WorkOrderDetail,
  WorkOrderInput,
  WorkOrderPatch,
} from "@kontrollrom/contracts/work-order.ts";

/** What somebody did, as the server is told of it. `orderId` begins with `local:` until an order made here has got its own. */
export type Deed =
  | { readonly kind: "create"; readonly orderId: string; readonly body: WorkOrderInput }
  | { readonly kind: "change"; readonly orderId: string; readonly body: WorkOrderPatch }
  | {
      readonly kind: "check";
      readonly orderId: string;
      readonly itemId: string;
      readonly body: CheckItemPatch;
    }
  | { readonly kind: "comment"; readonly orderId: string; readonly text: string }
  | { readonly kind: "hours"; readonly orderId: string; readonly day: string; readonly hours: number }
  | {
      readonly kind: "photo";
      readonly orderId: string;
      readonly name: string;
      readonly when: "before" | "after";
      readonly bytes: ArrayBuffer;
      readonly mediaType: string;
    };

/** A deed that is kept until the server has it, and until what was read of the server shows that it has. */
export interface Act {
  /** Grows: acts are sent in this order. */
  readonly seq: number;
  /** Its idempotency key. */
  readonly key: string;
  /** Who did it: see `ownerOf`. */
  readonly owner: string;
  /** ms since 1970 */
  readonly at: number;
  readonly deed: Deed;
  /** Number and title of the order, as they stood. */
  readonly title: string;
  readonly tries: number;
  /** When the server answered that it holds it, ms since 1970. */
  readonly sentAt?: number;
  /** The revision that the server's answer is of, where what was changed has one. */
  readonly sentRevision?: number;
  /** Why the server would not have it. It waits for its owner to decide. */
  readonly problem?: ActProblem;
}

export interface ActProblem {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
}

export const isLocal = (orderId: string): boolean => orderId.startsWith("local:");

interface ActRequest {
  readonly method: "POST" | "PATCH";
  readonly path: string;
  readonly contentType: string;
  readonly body: string | ArrayBuffer;
}

/** The call that tells of a deed. */
export function requestOf(deed: Deed): ActRequest {
  const order = `/api/v1/work-orders/${encodeURIComponent(deed.orderId)}`;
  const json = (method: "POST" | "PATCH", path: string, body: unknown): ActRequest => ({
    method,
    path,
    contentType: "application/json",
    body: JSON.stringify(body),
  });
  switch (deed.kind) {
    case "create":
      return json("POST", "/api/v1/work-orders", deed.body);
    case "change":
      return json("PATCH", order, deed.body);
    case "check":
      return json("PATCH", `${order}/checklist/${encodeURIComponent(deed.itemId)}`, deed.body);
    case "comment":
      return json("POST", `${order}/comments`, { text: deed.text });
    case "hours":
      return json("POST", `${order}/hours`, { day: deed.day, hours: deed.hours });
    case "photo": {
      const query = new URLSearchParams({ name: deed.name, kind: deed.when });
      return {
        method: "POST",
        path: `${order}/attachments?${query}`,
        contentType: deed.mediaType,
        body: deed.bytes,
      };
    }
  }
}

/** What to do after an answer. `away`: try again later. `signed-out`: nobody may send until somebody signs in. */
export type Verdict = "done" | "away" | "signed-out" | "refused";

export function judge(status: number): Verdict {
  if (status >= 200 && status < 300) return "done";
  if (status === 401) return "signed-out";
  // 408 and 429 ask for patience; 5xx and no answer at all pass by themselves.
  if (status === 0 || status === 408 || status === 425 || status === 429 || status >= 500) return "away";
  return "refused";
}

/** Whether an act must wait since an earlier one of the same order is refused: it was done upon what that one made. */
export function isHeld(act: Act, earlier: readonly Act[]): boolean {
  return earlier.some(
    (one) =>
      one.problem !== undefined &&
      one.deed.orderId === act.deed.orderId &&
      (one.deed.kind === "create" || (one.deed.kind === "change" && act.deed.kind === "change")),
  );
}

/** Changes an act that waits, after an earlier one of the same order was answered; the same act where it need not. */
export function follow(
  act: Act,
  sent: Act,
  answer: { readonly id?: unknown; readonly revision?: unknown },
): Act {
  if (act.deed.orderId !== sent.deed.orderId) return act;
  if (sent.deed.kind === "create" && typeof answer.id === "string") {
    const moved = { ...act, deed: { ...act.deed, orderId: answer.id } as Deed };
    return moved.deed.kind === "change" && typeof answer.revision === "number"
      ? { ...moved, deed: { ...moved.deed, body: { ...moved.deed.body, revision: answer.revision } } }
      : moved;
  }
  const { deed } = act;
  if (sent.deed.kind === "change" && deed.kind === "change" && typeof answer.revision === "number") {
    return { ...act, deed: { ...deed, body: { ...deed.body, revision: answer.revision } } };
  }
  if (
    sent.deed.kind === "check" &&
    deed.kind === "check" &&
    deed.itemId === sent.deed.itemId &&
    typeof answer.revision === "number"
  ) {
    return { ...act, deed: { ...deed, body: { ...deed.body, revision: answer.revision } } };
  }
  return act;
}

/** What a reading that began at a moment need not show yet: what waits, and what was sent too late for it. */
export const missingFrom = (acts: readonly Act[], beganAt: number): readonly Act[] =>
  acts.filter(({ sentAt }) => sentAt === undefined || sentAt >= beganAt);

/** The order as it is with what was sent since it was read, and will be with what waits. What is refused is not counted in. */
export function withActs(order: WorkOrderDetail, acts: readonly Act[]): WorkOrderDetail {
  let result = order;
  for (const { deed, at, key, owner, problem, sentRevision } of acts) {
    if (deed.orderId !== order.id || problem !== undefined) continue;
    const by = nameOf(owner);
    const when = new Date(at).toISOString();
    switch (deed.kind) {
      case "change": {
        const { status, assignee, cause, action } = deed.body;
        result = {
          ...result,
          ...(sentRevision === undefined ? {} : { revision: sentRevision }),
          ...(status === undefined ? {} : { status }),
          ...(assignee == null ? {} : { assignee }),
          ...(cause == null ? {} : { cause }),
          ...(action == null ? {} : { action }),
        };
        break;
      }
      case "check":
        result = {
          ...result,
          checklist: result.checklist.map((item) => {
            if (item.id !== deed.itemId) return item;
            const { doneAt, doneBy, value, deviation, ...rest } = item;
            const done = deed.body.done ?? doneAt !== undefined;
            const measured = deed.body.value === undefined ? value : (deed.body.value ?? undefined);
            const wrong = deed.body.deviation === undefined ? deviation : (deed.body.deviation ?? undefined);
            return {
              ...rest,
              // The next change of the point is upon this one.
              ...(sentRevision === undefined ? {} : { revision: sentRevision }),
              ...(done ? { doneAt: doneAt ?? when, doneBy: doneBy ?? by } : {}),
              ...(measured === undefined ? {} : { value: measured }),
              ...(wrong === undefined ? {} : { deviation: wrong }),
            };
          }),
        };
        break;
      case "comment":
        result = { ...result, comments: [...result.comments, { id: key, at: when, by, text: deed.text }] };
        break;
      case "hours":
        result = {
          ...result,
          hours: [
            ...result.hours,
            { id: key, day: deed.day, hours: deed.hours, who: by, note: "", at: when },
          ],
        };
        break;
      default:
        break;
    }
  }
  return result;
}

/** Whose data and acts: one who signs in with another name or role is another. */
export const ownerOf = (session: { readonly name: string; readonly role: string }): string =>
  `${session.role}/${session.name}`;
const nameOf = (owner: string) => owner.slice(owner.indexOf("/") + 1);
