/** Pages that need no sign-in: a label that was scanned, and the link of one's own report. */
export type PublicPage =
  | { readonly kind: "report"; readonly token: string }
  | { readonly kind: "status"; readonly secret: string };

export function publicPage(path: string): PublicPage | undefined {
  const [, token] = /^\/meld\/([0-9A-Za-z]+)\/?$/.exec(path) ?? [];
  if (token !== undefined) return { kind: "report", token };
  const [, secret] = /^\/sak\/([0-9A-Za-z_-]+)\/?$/.exec(path) ?? [];
  return secret === undefined ? undefined : { kind: "status", secret };
}
