import type { Device } from "@kontrollrom/contracts/point.ts";

const order: Record<Device["state"], number> = { silent: 0, "never-heard": 1, ok: 2 };
const names = new Intl.Collator("nb", { numeric: true });

/** Those that need a visit first; then by name. */
export const byNeed = (a: Device, b: Device): number =>
  order[a.state] - order[b.state] || names.compare(a.name, b.name);
