/** A number that no room has: the next after that of a room, else the next after the highest. */
export function freeNumber(rooms: readonly { readonly number: string }[], after?: string): string {
  const taken = new Set(rooms.map(({ number }) => number.trim().toLocaleLowerCase("nb")));
  const free = (number: string) => !taken.has(number.toLocaleLowerCase("nb"));
  if (after !== undefined) {
    const plain = after.replace(/[A-Z]$/, "");
    for (const letter of "BCDEFGHIJKLMNOPQRSTUVWXYZ") if (free(plain + letter)) return plain + letter;
  }
  const numbered = rooms.flatMap(({ number }) => {
    const found = /^(.*?)(\d+)$/.exec(number);
    return found === null ? [] : [{ before: found[1] ?? "", digits: found[2] ?? "" }];
  });
  const highest = numbered.toSorted((a, b) => Number(b.digits) - Number(a.digits))[0] ?? {
    before: "",
    digits: "000",
  };
  for (let next = Number(highest.digits) + 1; ; next++) {
    const number = highest.before + String(next).padStart(highest.digits.length, "0");
    if (free(number)) return number;
  }
}
