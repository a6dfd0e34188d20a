import type { Property } from "@kontrollrom/contracts/register.ts";

type Cadastral = Property["cadastralNumbers"][number];
type Written = Pick<Cadastral, "municipality" | "gnr" | "bnr" | "fnr" | "snr">;

/** `1505-12/34`, `1505-12/34/0/2`: municipality, gnr, bnr, and where there are any fnr and snr. */
const pattern = /^(\d{4})-(\d{1,5})\/(\d{1,4})(?:\/(\d{1,4}))?(?:\/(\d{1,3}))?$/;

/** Matrikkel numbers of a line, with commas, semicolons or spaces between; undefined where one is written otherwise. */
export function readCadastralNumbers(text: string): Written[] | undefined {
  const numbers: Written[] = [];
  for (const word of text.split(/[,;\s]+/).filter(Boolean)) {
    const found = pattern.exec(word);
    if (found === null) return undefined;
    const [gnr, bnr, fnr, snr] = found.slice(2).map((part) => Number(part ?? 0)) as [
      number,
      number,
      number,
      number,
    ];
    if (gnr < 1 || bnr < 1) return undefined;
    numbers.push({ municipality: found[1] as string, gnr, bnr, fnr, snr });
  }
  return numbers;
}

/**
 * The numbers of a property after those that hold now were written anew. One that is no longer among them ended that day; old ones stay.
 * @param today `2026-11-21`
 */
export function changedNumbers(
  before: readonly Cadastral[],
  now: readonly Written[],
  today: string,
): Omit<Cadastral, "text">[] {
  const same = (a: Written, b: Written) =>
    a.municipality === b.municipality &&
    a.gnr === b.gnr &&
    a.bnr === b.bnr &&
    a.fnr === b.fnr &&
    a.snr === b.snr;
  const bare = ({ text: _, ...number }: Cadastral) => number;
  const valid = before.filter(({ validTo }) => validTo === undefined);
  return [
    ...now.map((number) => {
      const known = valid.find((other) => same(other, number));
      return known === undefined ? { ...number, validFrom: today } : bare(known);
    }),
    ...valid
      .filter((old) => !now.some((number) => same(old, number)))
      .map((old) => ({ ...bare(old), validTo: today })),
    ...before.filter(({ validTo }) => validTo !== undefined).map(bare),
  ];
}
