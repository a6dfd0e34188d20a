/** What the bundler says of one file of the build. */
export interface BuiltChunk {
  readonly fileName: string;
  readonly isEntry: boolean;
  /** The module that the chunk is made for. */
  readonly facade: string | undefined;
  readonly imports: readonly string[];
  readonly dynamicImports: readonly string[];
  /** Styles, fonts and other files that come with it. */
  readonly files: readonly string[];
}

/**
 * The files that the page needs to open without a network: the entry, and those of `alsoLazy` (endings of module names) that it
 * loads later, each with all that they import. Sorted.
 */
export function shellFiles(chunks: readonly BuiltChunk[], alsoLazy: readonly string[]): string[] {
  const byName = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
  const found = new Set<string>();
  const visit = (name: string) => {
    const chunk = byName.get(name);
    if (chunk === undefined || found.has(name)) return;
    found.add(name);
    for (const file of chunk.files) found.add(file);
    for (const imported of chunk.imports) visit(imported);
    for (const later of chunk.dynamicImports) {
      const facade = byName.get(later)?.facade;
      if (facade !== undefined && alsoLazy.some((ending) => facade.endsWith(ending))) visit(later);
    }
  };
  for (const chunk of chunks) if (chunk.isEntry) visit(chunk.fileName);
  for (const ending of alsoLazy) {
    if (!chunks.some((chunk) => chunk.facade?.endsWith(ending)))
      throw new Error(`the build has no chunk of ${ending}, which must open without a network`);
  }
  return [...found].sort();
}
