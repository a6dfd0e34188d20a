import { DrawingRefusal } from "@kontrollrom/contracts/drawing.ts";
import type { ApiProblem } from "../data/api-problem.ts";
import type { Text } from "../i18n/text.ts";

/** Why a command was not carried out, in the reader's language; the room's number stands first where it is known. */
export function refusalText({ code, detail }: Pick<ApiProblem, "code" | "detail">, t: Text): string {
  const reason = refusalOf(code, t);
  const rooms = /^([^:]{1,80}): /.exec(detail)?.[1];
  if (reason === undefined) return detail;
  return rooms === undefined || /[0-9a-f]{8}-/.test(rooms) ? reason : `${rooms}: ${reason}`;
}

export function refusalOf(code: string, t: Text): string | undefined {
  const refusal = DrawingRefusal.options.find((one) => `drawing-${one}` === code);
  return refusal === undefined ? undefined : t(`editor.refusal.${refusal}`);
}
