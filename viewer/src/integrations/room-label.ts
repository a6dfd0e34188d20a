/** Number and name of a room, each once. */
export function roomLabel({ number, name }: { readonly number: string; readonly name: string }): string {
  return [...new Set([number, name])].filter((part) => part !== "").join(" ");
}
