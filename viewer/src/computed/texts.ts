import { ApiProblem } from "../data/api-problem.ts";
import { pageTexts } from "../i18n/page-texts.ts";
import type { Text } from "../i18n/text.ts";
import { explain } from "../ui/states.tsx";
import { computedEn } from "./computed-en.ts";
import { computedNb } from "./computed-nb.ts";

export const useComputedTexts = pageTexts("computed", computedNb, computedEn);
type ComputedText = ReturnType<typeof useComputedTexts>;

const known = Object.keys(computedNb.wrong) as (keyof typeof computedNb.wrong)[];
/** What the server's own words add to ours: which part of a formula, which units. */
const tellsMore: readonly string[] = ["formula-wrong", "units-disagree", "cannot-compute"];

/** Why a computation was refused, in the reader's words. */
export function explainComputed(error: unknown, tc: ComputedText, t: Text): string {
  const code = error instanceof ApiProblem ? known.find((name) => name === error.code) : undefined;
  if (code === undefined || !(error instanceof ApiProblem)) return explain(error, t);
  return tellsMore.includes(code) ? `${tc(`wrong.${code}`)} (${error.detail})` : tc(`wrong.${code}`);
}
