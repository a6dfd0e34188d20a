/** A matrikkel number without its days; zero where there is no lease or section. */
export interface CadastralKey {
  readonly municipality: string;
  readonly gnr: number;
  readonly bnr: number;
  readonly fnr: number;
  readonly snr: number;
}

const written =
  /^(?<municipality>\d{4})[-/ ](?<gnr>\d{1,5})\/(?<bnr>\d{1,4})(?:\/(?<fnr>\d{1,4})(?:\/(?<snr>\d{1,3}))?)?$/;

/** As it is written: `1505-12/34`, with lease and section where there are any: `1505-12/34/0/2`. */
export function formatCadastral({ municipality, gnr, bnr, fnr, snr }: CadastralKey): string {
  const lease = snr > 0 ? `/${fnr}/${snr}` : fnr > 0 ? `/${fnr}` : "";
  return `${municipality}-${gnr}/${bnr}${lease}`;
}

/** Reads what `formatCadastral` writes; undefined where it is no matrikkel number. */
export function parseCadastral(text: string): CadastralKey | undefined {
  const groups = written.exec(text.trim())?.groups;
  if (groups === undefined) return undefined;
  const key = {
    municipality: groups.municipality ?? "",
    gnr: Number(groups.gnr),
    bnr: Number(groups.bnr),
    fnr: Number(groups.fnr ?? 0),
    snr: Number(groups.snr ?? 0),
  };
  return key.gnr > 0 && key.bnr > 0 ? key : undefined;
}
