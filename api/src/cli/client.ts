import { Problem } from "@kontrollrom/contracts/problem.ts";
import { CliError } from "./cli-error.ts";

export interface Client {
  readonly url: string;
  request(
    method: string,
    path: string,
    body?: { json: unknown } | { stream: ReadableStream; bytes: number },
  ): Promise<unknown>;
}

/** Calls a running platform. Problems become a CliError with what it says. */
export function createClient({ url, token }: { url: string; token: string | undefined }): Client {
  return {
    url,
    async request(method, path, body) {
      const headers: Record<string, string> = {};
      if (token !== undefined) headers.authorization = `Bearer ${token}`;
      const init: RequestInit = { method, headers };
      if (body && "json" in body) {
        headers["content-type"] = "application/json";
        init.body = JSON.stringify(body.json);
      } else if (body) {
        headers["content-type"] = "application/octet-stream";
        headers["content-length"] = String(body.bytes);
        init.body = body.stream;
        init.duplex = "half";
      }
      let response: Response;
      try {
        response = await fetch(new URL(`/api/v1${path}`, url), init);
      } catch (error) {
        throw new CliError(
          `${url} does not answer: is Kontrollrom running there? (${((error as Error).cause as Error)?.message ?? (error as Error).message})`,
        );
      }
      const text = await response.text();
      if (response.ok) return text === "" ? undefined : JSON.parse(text);
      throw new CliError(`${method} ${path} was refused (${response.status}): ${detailOf(text)}`);
    },
  };
}

function detailOf(text: string): string {
  try {
    const problem = Problem.parse(JSON.parse(text));
    const fields = (problem.errors ?? []).map((error) => `\n  ${error.path}: ${error.message}`);
    return problem.detail + fields.join("");
  } catch {
    return text.slice(0, 300);
  }
}
