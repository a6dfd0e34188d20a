import { ApiProblem, toApiProblem } from "../data/api-problem.ts";

/** Fetches a file and has the browser save it under the name that the server gives it. Throws `ApiProblem`. */
export async function saveFile(url: string): Promise<void> {
  let response: Response;
  try {
    response = await fetch(url, { credentials: "same-origin" });
  } catch (cause) {
    throw new ApiProblem(0, "network", "no answer from the server", cause);
  }
  if (!response.ok) throw toApiProblem(response.status, response.statusText, await response.text());
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await response.blob());
  link.download = fileName(response.headers.get("content-disposition") ?? "");
  link.click();
  // Not at once: some browsers read it after the click.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** The name in a `content-disposition`: RFC 8187 before the plain one. */
export function fileName(disposition: string): string {
  const [, coded] = /filename\*=UTF-8''([^;]+)/i.exec(disposition) ?? [];
  if (coded !== undefined) return decodeURIComponent(coded);
  return /filename="([^"]*)"/.exec(disposition)?.[1] ?? "kontrollrom";
}
