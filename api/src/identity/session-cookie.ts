export const sessionCookieName = "kr_session";

/** The session token in a `Cookie` header, or undefined. */
export function readSessionCookie(header: string | undefined): string | undefined {
  for (const pair of header?.split(";") ?? []) {
    const [name, value] = pair.split("=", 2);
    if (name?.trim() === sessionCookieName && /^[A-Za-z0-9_-]{43}$/.test(value?.trim() ?? ""))
      return value?.trim();
  }
  return undefined;
}

/**
 * `Set-Cookie` for a token, or to clear it. Without an age: the server decides when a session ends, and a browser that is
 * closed forgets it.
 */
export function writeSessionCookie(token: string | undefined, secure: boolean): string {
  const attributes = `Path=/; HttpOnly; SameSite=Strict${secure ? "; Secure" : ""}`;
  return token === undefined
    ? `${sessionCookieName}=; ${attributes}; Max-Age=0`
    : `${sessionCookieName}=${token}; ${attributes}`;
}
