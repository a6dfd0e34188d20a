import type { WorkOrder } from "@kontrollrom/contracts/work-order.ts";
import { z } from "zod";
import { jsonCall } from "../json-call.ts";
import type { OAuthClient } from "../oauth-client.ts";
import { type Progress, progressOf, type TaskSystem } from "../task-system.ts";

export interface DynamicsConfig {
  /** `https://{organisation}.crm4.dynamics.com`. */
  readonly url: string;
  /** Ids of records that every work order there must have. */
  readonly serviceAccountId: string;
  readonly workOrderTypeId: string;
  readonly priceListId: string;
  /** Ids of `msdyn_priority` records by our priority, where they are used. */
  readonly priorityIds: Readonly<Record<string, string>>;
}

const Entity = z.object({
  msdyn_workorderid: z.string().min(1),
  msdyn_systemstatus: z.number(),
});
type Entity = z.infer<typeof Entity>;
const EntityList = z.object({ value: z.array(Entity) });

/** msdyn_systemstatus of Field Service. */
const status = {
  unscheduled: 690970000,
  scheduled: 690970001,
  inProgress: 690970002,
  completed: 690970003,
  posted: 690970004,
  cancelled: 690970005,
};
const statusOf: Readonly<Record<Progress, number>> = {
  waiting: status.unscheduled,
  begun: status.inProgress,
  done: status.completed,
  cancelled: status.cancelled,
};
const columns = "$select=msdyn_workorderid,msdyn_systemstatus";
const headers = { "odata-version": "4.0", "odata-maxversion": "4.0", prefer: "return=representation" };

/** Orders as work orders of Dynamics 365 Field Service, by the Dataverse Web API. */
export function createDynamics(
  config: DynamicsConfig,
  deps: { client: OAuthClient; now(): number },
): TaskSystem {
  const { client, now } = deps;
  const api = `${config.url}/api/data/v9.2`;
  /** Our number stands in brackets: by it a work order is found again when an answer was lost. */
  const summaryOf = (order: WorkOrder) => `[${order.number}] ${order.title}`;
  const fieldsOf = (order: WorkOrder) => {
    const priority = config.priorityIds[String(order.priority)];
    return {
      msdyn_workordersummary: summaryOf(order),
      msdyn_instructions: order.description.slice(0, 2000),
      ...(order.dueAt !== undefined && { msdyn_timetopromised: order.dueAt }),
      // Navigation properties are bound, and their names are case-sensitive.
      ...(priority !== undefined && { "msdyn_priority@odata.bind": `/msdyn_priorities(${priority})` }),
    };
  };

  async function find(order: WorkOrder, signal: AbortSignal): Promise<string | undefined> {
    const filter = encodeURIComponent(`startswith(msdyn_workordersummary,'[${order.number}]')`);
    const url = `${api}/msdyn_workorders?${columns}&$filter=${filter}&$top=1`;
    const { body } = await jsonCall(client, now, { method: "GET", url, headers, signal });
    return EntityList.parse(body).value[0]?.msdyn_workorderid;
  }

  async function get(id: string, signal: AbortSignal): Promise<Entity | undefined> {
    const url = `${api}/msdyn_workorders(${encodeURIComponent(id)})?${columns}`;
    const answer = await jsonCall(client, now, { method: "GET", url, headers, signal, expected: [404] });
    return answer.status === 404 ? undefined : Entity.parse(answer.body);
  }

  return {
    name: "dynamics",
    title: "Dynamics 365 Field Service",
    link: (id) =>
      `${config.url}/main.aspx?pagetype=entityrecord&etn=msdyn_workorder&id=${encodeURIComponent(id)}`,

    async create(order, signal) {
      const there = await find(order, signal);
      if (there !== undefined) return there;
      const { body } = await jsonCall(client, now, {
        method: "POST",
        url: `${api}/msdyn_workorders`,
        headers,
        body: {
          ...fieldsOf(order),
          "msdyn_serviceaccount@odata.bind": `/accounts(${config.serviceAccountId})`,
          "msdyn_workordertype@odata.bind": `/msdyn_workordertypes(${config.workOrderTypeId})`,
          "msdyn_pricelist@odata.bind": `/pricelevels(${config.priceListId})`,
          msdyn_systemstatus: status.unscheduled,
        },
        signal,
      });
      return Entity.pick({ msdyn_workorderid: true }).parse(body).msdyn_workorderid;
    },

    async update(id, order, signal) {
      const entity = await get(id, signal);
      if (!entity) return;
      const progress = progressOf(order.status);
      const same = progressFrom(entity) === progress;
      await jsonCall(client, now, {
        method: "PATCH",
        url: `${api}/msdyn_workorders(${encodeURIComponent(id)})`,
        // Changes what there is, and never makes one anew that was deleted.
        headers: { ...headers, "if-match": "*" },
        body: { ...fieldsOf(order), ...(!same && { msdyn_systemstatus: statusOf[progress] }) },
        signal,
        expected: [404],
      });
    },

    async read(ids, signal) {
      const filter = encodeURIComponent(ids.map((id) => `msdyn_workorderid eq ${id}`).join(" or "));
      const url = `${api}/msdyn_workorders?${columns}&$filter=${filter}`;
      const { body } = await jsonCall(client, now, { method: "GET", url, headers, signal });
      return EntityList.parse(body).value.map((entity) => ({
        externalId: entity.msdyn_workorderid,
        progress: progressFrom(entity),
      }));
    },
  };
}

function progressFrom(entity: Entity): Progress {
  switch (entity.msdyn_systemstatus) {
    case status.completed:
    case status.posted:
      return "done";
    case status.cancelled:
      return "cancelled";
    case status.inProgress:
      return "begun";
    default:
      return "waiting";
  }
}
