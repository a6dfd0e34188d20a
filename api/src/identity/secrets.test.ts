import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hashSecret, makeKey, makeSessionToken, readKey, sameHash } from "./secrets.ts";
import { readSessionCookie, writeSessionCookie } from "./session-cookie.ts";

const bytes = (seed: Uint8Array) => (size: number) => Buffer.from(seed.slice(0, size));
const seed = fc.uint8Array({ minLength: 32, maxLength: 32 });

describe("access keys", () => {
  it("read back what was made, whatever the random bytes", () => {
    fc.assert(
      fc.property(seed, (random) => {
        const { id, key, secretHash } = makeKey(bytes(random));
        const parts = readKey(key);
        expect(parts?.id).toBe(id);
        expect(sameHash(hashSecret(parts!.secret), secretHash)).toBe(true);
      }),
    );
  });

  it("keep nothing of the secret in what is stored", () => {
    const { key, id, secretHash } = makeKey();
    const { secret } = readKey(key)!;
    expect(secret).toHaveLength(43);
    expect(`${id} ${secretHash}`).not.toContain(secret);
  });

  it.each([
    "",
    "kr_",
    "kr_a_b",
    "kr__",
    `kr_abc_${"a".repeat(42)}`,
    `kr_abc_${"a".repeat(44)}`,
    `KR_abc_${"a".repeat(43)}`,
    `kr_abc_${"a".repeat(42)}\n`,
  ])("are told from other text: %j", (text) => expect(readKey(text)).toBeUndefined());

  it("never match a hash of another form", () => {
    expect(sameHash("", "")).toBe(false);
    expect(sameHash("zz", "zz")).toBe(false);
    expect(sameHash(hashSecret("a"), hashSecret("b"))).toBe(false);
  });
});

describe("session cookie", () => {
  it("reads back what was written, among others", () => {
    fc.assert(
      fc.property(seed, (random) => {
        const token = makeSessionToken(bytes(random));
        const [pair] = writeSessionCookie(token, true).split(";");
        expect(readSessionCookie(`theme=dark; ${pair}; x=y`)).toBe(token);
      }),
    );
  });

  it("is out of reach of scripts, other sites and, with TLS, the open net", () => {
    const token = makeSessionToken();
    expect(writeSessionCookie(token, false)).toBe(`kr_session=${token}; Path=/; HttpOnly; SameSite=Strict`);
    expect(writeSessionCookie(token, true)).toContain("; Secure");
    expect(writeSessionCookie(undefined, false)).toBe(
      "kr_session=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0",
    );
  });

  it.each([undefined, "", "kr_session", "kr_session=", "kr_session=short", `xkr_session=${"a".repeat(43)}`])(
    "finds none in %j",
    (header) => expect(readSessionCookie(header)).toBeUndefined(),
  );
});
