const code = "([0-9A-Za-z]{12})";

/** The code of a label, from what a scanner read or somebody typed: the code itself, or the address that the label leads to. */
export function labelCode(text: string): string | undefined {
  const trimmed = text.trim();
  return (
    new RegExp(`^${code}$`).exec(trimmed)?.[1] ??
    new RegExp(`^https?://[^/]+/meld/${code}/?$`).exec(trimmed)?.[1]
  );
}
