import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

/** Runs `npm run kr -- …` against a platform, and gives its exit code and all that it said when it ended. */
export async function runKr(
  url: string,
  parameters: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): Promise<{ readonly code: number; readonly said: string }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, "kr.ts"), ...parameters, "--url", url], {
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => {
      said += chunk.toString();
    });
  const [code] = await once(child, "close");
  return { code: code as number, said };
}
