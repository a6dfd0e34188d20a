import { parseAddress } from "./address.ts";

/**
 * Asks for the parts that the control room at this address is made of, while the server is asked who the visitor is. Each would
 * else be asked for only when the one around it is on the screen. A part that does not come is asked for again by who shows it.
 */
export function askForFirstParts(pathAndQuery: string): void {
  const address = parseAddress(pathAndQuery);
  if (address.page !== "control-room") return;
  const parts: Promise<unknown>[] = [import("../control-room/control-room-page.tsx")];
  if (address.view === "map" && address.asList !== true) parts.push(import("../map/map-view.tsx"));
  if (address.view === "3d") parts.push(import("../picture/scene-view.tsx"));
  if (address.view === "plan") parts.push(import("../picture/plan-view.tsx"));
  if (address.spaceId !== undefined) parts.push(import("../room/room-panel.tsx"));
  for (const part of parts) part.catch(() => {});
}
