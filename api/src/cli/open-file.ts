import { openAsBlob } from "node:fs";
import { CliError } from "./cli-error.ts";

/** A file as a body to send. @throws CliError where it cannot be read */
export async function openFile(path: string): Promise<Blob> {
  try {
    // Throws rather than rejects where there is no such file.
    return await openAsBlob(path);
  } catch {
    throw new CliError(`${path}: there is no such file, or it may not be read`);
  }
}
