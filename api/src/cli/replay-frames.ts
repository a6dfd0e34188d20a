import { setTimeout as sleep } from "node:timers/promises";
import { ReplayOffer } from "@kontrollrom/contracts/codec.ts";
import { Job } from "@kontrollrom/contracts/job.ts";
import { z } from "zod";
import { CliError } from "./cli-error.ts";
import type { Client } from "./client.ts";

/** Has kept raw messages read again with the decoders as they are now, waits for it and shows what came of it. */
export async function replayFrames({
  client,
  devices,
  decoder,
  from,
  to,
  write,
}: {
  client: Client;
  /** External ids, joined by commas. */
  devices: string | undefined;
  decoder: string | undefined;
  from: string | undefined;
  to: string | undefined;
  write(line: string): void;
}): Promise<void> {
  if (devices === undefined && decoder === undefined)
    throw new CliError("say which: --device ID[,ID…], --decoder NAME, or both");
  const selection = {
    ...(devices !== undefined && { devices: devices.split(",").map((id) => id.trim()) }),
    ...(decoder !== undefined && { decoder }),
    ...(from !== undefined && { from: moment(from, "--from") }),
    ...(to !== undefined && { to: moment(to, "--to") }),
  };
  const offer = ReplayOffer.parse(await client.request("POST", "/frames/replay/offer", { json: selection }));
  write(`${offer.more ? "More than " : ""}${offer.frames} kept messages of ${offer.devices} devices`);
  const answer = await client.request("POST", "/frames/replay", { json: selection });
  const { jobId } = z.object({ jobId: z.string() }).parse(answer);
  let shown = -1;
  for (;;) {
    const job = Job.parse(await client.request("GET", `/jobs/${jobId}`));
    if (job.state === "failed")
      throw new CliError(`The replay failed (${job.error?.code}): ${job.error?.detail}`);
    if (job.state === "cancelled") throw new CliError("The replay was given up; what it had done stays.");
    if (job.kind === "frame-replay" && job.state === "succeeded" && job.result) {
      const { frames, added, corrected, unchanged, refused, reasons, deadLetters } = job.result;
      write(
        `${frames} messages read again: ${added} samples added, ${corrected} corrected, ${unchanged} unchanged`,
      );
      if (deadLetters > 0) write(`${deadLetters} dead letters became samples`);
      if (refused > 0) write(`${refused} messages are refused now; what was stored of them stays`);
      for (const reason of reasons) write(`  ${reason}`);
      return;
    }
    const percent = Math.floor(job.progress * 10) * 10;
    if (percent > shown) write(`${job.state} ${percent} %`);
    shown = Math.max(shown, percent);
    await sleep(250);
  }
}

/** A day alone is its beginning in UTC. */
function moment(text: string, option: string): string {
  const time = Date.parse(text);
  if (Number.isNaN(time))
    throw new CliError(`${option} "${text}" is not a moment: write 2026-11-21 or 2026-11-21T09:00:00Z`);
  return new Date(time).toISOString();
}
