/** A `content-disposition` that names a file: RFC 6266, with RFC 8187 for letters beyond ASCII. */
export function attachment(name: string, extension: string): string {
  const safe = name
    .replace(/[^\p{L}\p{N} ._-]/gu, "")
    .trim()
    .slice(0, 100);
  const ascii = safe
    .normalize("NFD")
    .replace(/[^\x20-\x7e]/g, "")
    .replace(/["\\]/g, "");
  return `attachment; filename="${ascii}.${extension}"; filename*=UTF-8''${encodeURIComponent(`${safe}.${extension}`)}`;
}
