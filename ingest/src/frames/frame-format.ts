import { WireFormat } from "@kontrollrom/contracts/envelope.ts";
import { useOfTopic } from "../broker/topics.ts";
import type { Frame } from "../store/sample-store.ts";
import { detectFormat } from "../wires/detect-format.ts";

/** The format of a kept message: by the way it came in where that says it, else by its looks. */
export function formatOfFrame({ source, payload }: Pick<Frame, "source" | "payload">): WireFormat {
  const cut = source.indexOf(":");
  const rest = source.slice(cut + 1);
  if (source.startsWith("http:")) {
    const format = WireFormat.safeParse(rest);
    if (format.success) return format.data;
  } else if (source.startsWith("mqtt:")) {
    const use = useOfTopic(rest);
    if (use.use === "ingest") return use.format;
  }
  return detectFormat(payload);
}
