import type { ApiProblem } from "../data/api-problem.ts";
import { toApiProblem } from "../data/api-problem.ts";
import { routeUrl } from "../data/call.ts";

/** Fetches a series as CSV, as the language's spreadsheets open it, and has the browser save it. Throws `ApiProblem`. */
export async function saveSeries(
  pointId: number,
  range: { from: string; to: string; bucket: string; aggregates: string },
  options: { language: "nb" | "en"; name: string },
): Promise<void> {
  const url = routeUrl(
    "GET /points/{id}/samples",
    { id: pointId },
    { ...range, csv: options.language === "nb" ? "excel-nb" : "standard" },
  );
  const response = await fetch(url, { credentials: "same-origin", headers: { accept: "text/csv" } });
  if (!response.ok)
    throw toApiProblem(response.status, response.statusText, await response.text()) satisfies ApiProblem;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await response.blob());
  link.download = `${options.name.replaceAll(/[^\p{L}\p{N}]+/gu, "-")}-${range.from.slice(0, 10)}-${range.to.slice(0, 10)}.csv`;
  link.click();
  // Not at once: some browsers read it after the click.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
