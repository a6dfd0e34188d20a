import type { Readable } from "node:stream";
import { ProblemError } from "./problem-error.ts";

/** The whole body; the server has already bounded it. */
export async function readBytes(body: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** @throws ProblemError 400 `not-utf8` */
export async function readText(body: Readable): Promise<string> {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(await readBytes(body));
  } catch (error) {
    if (error instanceof TypeError)
      throw new ProblemError(
        400,
        "not-utf8",
        "the body is not UTF-8 text: save the file as UTF-8 and send it again",
      );
    throw error;
  }
}
