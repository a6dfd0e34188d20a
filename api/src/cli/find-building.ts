import { z } from "zod";
import { CliError } from "./cli-error.ts";
import type { Client } from "./client.ts";

const Buildings = z.object({
  items: z.array(z.object({ id: z.string(), name: z.string(), buildingNumber: z.string().optional() })),
  nextCursor: z.string().optional(),
});

/** The id of a building by its id, number or exact name. */
export async function findBuilding(client: Client, wanted: string): Promise<string> {
  let cursor: string | undefined;
  do {
    const page = Buildings.parse(
      await client.request(
        "GET",
        `/buildings?limit=1000${cursor === undefined ? "" : `&cursor=${encodeURIComponent(cursor)}`}`,
      ),
    );
    const found = page.items.find(
      ({ id, name, buildingNumber }) => id === wanted || name === wanted || buildingNumber === wanted,
    );
    if (found) return found.id;
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  throw new CliError(`there is no building "${wanted}": give its id, number or exact name`);
}
