import { createHash } from "node:crypto";
import { IfcGlobalId } from "@kontrollrom/contracts/primitives.ts";
import type { Warnings } from "./warnings.ts";

const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_$";

/**
 * Hands out GlobalIds that are valid and unique, because the register knows things by them. A GlobalId that the file
 * repeats or misspells is replaced by one derived from it and from how often it came, so that the same file gives
 * the same ids again.
 */
export function createGlobalIds(warnings: Warnings) {
  const seen = new Map<string, number>();
  return (written: string | undefined, expressId: number): string => {
    const valid = written !== undefined && IfcGlobalId.safeParse(written).success;
    const key = valid ? written : `#${expressId} ${written ?? ""}`;
    const times = seen.get(key) ?? 0;
    seen.set(key, times + 1);
    if (!valid) {
      warnings.add(
        "invalid-global-id",
        "Some entities have no valid GlobalId and got a derived one. Links to them may be lost when the drawing is exported again.",
        [written ?? `#${expressId}`],
      );
    } else if (times > 0) {
      warnings.add(
        "duplicate-global-id",
        "Some GlobalIds are used more than once. The first keeps it, the others got a derived one; export the drawing with unique ids.",
        [written],
      );
    } else {
      return written;
    }
    return derivedGlobalId(`${key} ${times}`);
  };
}

/** A GlobalId that depends on the text alone: 128 bits of its SHA-256 in IFC's base 64. */
export function derivedGlobalId(text: string): string {
  let bits = BigInt(`0x${createHash("sha256").update(text).digest("hex").slice(0, 32)}`);
  let out = "";
  for (let i = 0; i < 22; i++) {
    out = DIGITS.charAt(Number(bits & 63n)) + out;
    bits >>= 6n;
  }
  return out;
}
