import type { GraphAnswer } from "@kontrollrom/contracts/graph.ts";
import { type Address, controlRoom } from "../app/address.ts";

/** Where a thing of the graph is shown; undefined where it has no place of its own. */
export function addressOfNode(node: GraphAnswer["items"][number]): Address | undefined {
  const [kind, id] = [node.id.slice(0, node.id.indexOf(":")), node.id.slice(node.id.indexOf(":") + 1)];
  const { buildingId } = node;
  switch (kind) {
    case "property":
      return { page: "register", propertyId: id };
    case "building":
      return { page: "register", buildingId: id };
    case "component":
      return { page: "register", componentId: id };
    case "storey":
      return buildingId === undefined ? undefined : controlRoom({ buildingId, storeyId: id });
    case "space":
      return buildingId === undefined ? undefined : controlRoom({ buildingId, spaceId: id });
    default:
      return undefined;
  }
}
