import type { Transaction } from "kysely";
import type { Call } from "../http/handler.ts";
import { ProblemError } from "../http/problem-error.ts";
import type { Registry } from "../registry/schema.ts";

/** One thing that a caller does, by a key of its own: the same key again does nothing more and is answered alike. */
export interface Act {
  /** Absent: nobody asks for it to be done only once. */
  readonly key: string | undefined;
  readonly by: string;
  /** What is done with what: `PATCH /work-orders/7`. */
  readonly what: string;
}

/** A phone that has been away for longer than this has lost its claim, ms. */
const keptMs = 90 * 86_400_000;

/** @throws ProblemError 400 where the key is not one */
export function actOf(call: Pick<Call, "headers" | "identity">, what: string): Act {
  const key = call.headers["idempotency-key"];
  if (key !== undefined && !(typeof key === "string" && /^[0-9A-Za-z_-]{16,64}$/.test(key)))
    throw new ProblemError(
      400,
      "bad-idempotency-key",
      `Idempotency-Key ${JSON.stringify(String(key).slice(0, 100))}: expected 16 to 64 letters, digits, - or _, such as a UUID`,
    );
  return { key, by: call.identity?.name ?? "unknown", what };
}

/**
 * Does `work` unless it has been done under the same key: then `again` is true and the answer is the one of then. The key is
 * written in the same transaction as the work, so that either both are kept or neither.
 * @throws ProblemError 409 where the key was used for something else
 */
export async function once<T>(
  tx: Transaction<Registry>,
  act: Act,
  now: number,
  work: () => Promise<T>,
): Promise<{ answer: T; again: boolean }> {
  const { key, by, what } = act;
  if (key === undefined) return { answer: await work(), again: false };
  const known = await tx
    .selectFrom("order_act")
    .selectAll()
    .where("key", "=", key)
    .where("by", "=", by)
    .executeTakeFirst();
  if (known && known.what !== what)
    throw new ProblemError(
      409,
      "idempotency-key-used",
      `Idempotency-Key "${key}" was used for ${known.what}: take a new key for ${what}`,
    );
  if (known) return { answer: JSON.parse(known.answer) as T, again: true };
  const answer = await work();
  await tx
    .deleteFrom("order_act")
    .where("at", "<", now - keptMs)
    .execute();
  await tx
    .insertInto("order_act")
    .values({ key, by, what, answer: JSON.stringify(answer ?? null), at: now })
    .execute();
  return { answer, again: false };
}
