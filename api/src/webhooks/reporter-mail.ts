import type { WorkOrderStatus } from "@kontrollrom/contracts/work-order.ts";
import { z } from "zod";
import { createMailTransport } from "../notices/mail-transport.ts";
import type { OutboxTarget } from "./outbox.ts";

const Mail = z.object({ to: z.string(), subject: z.string(), text: z.string() });

/** What a reporter is told, in plain words. Steps within the house are none of theirs. */
const told: Partial<Record<WorkOrderStatus, string>> = {
  new: "Vi har mottatt meldingen.",
  assigned: "Meldingen er gitt til den som skal utføre arbeidet.",
  inProgress: "Arbeidet er i gang.",
  waiting: "Arbeidet venter. Vi tar det opp igjen så snart vi kan.",
  done: "Arbeidet er utført.",
  closed: "Saken er avsluttet.",
  rejected: "Meldingen er vurdert, og det blir ikke gjort noe med den.",
  cancelled: "Saken er annullert.",
};

/** Tells who reported, at each status that says them something. */
export function createReporterMail(config: {
  readonly smtpUrl: string;
  readonly from: string;
}): OutboxTarget & {
  stop(): void;
} {
  const transport = createMailTransport(config.smtpUrl);
  return {
    owns: (target) => target === "mail",

    async wants(_tx, { order, row, kind, fields }) {
      const said = told[order.status];
      const isNews = kind === "created" || (kind === "changed" && fields.includes("status"));
      if (row.reporter_email === null || said === undefined || !isNews) return [];
      const done = order.action === undefined ? [] : [`Utført: ${order.action}`];
      const over = order.status === "done" || order.status === "closed";
      const body: z.infer<typeof Mail> = {
        to: row.reporter_email,
        subject: `${order.number}: ${order.title}`,
        text: [said, "", order.title, ...(over ? done : []), "", `Saksnummer: ${order.number}`].join("\n"),
      };
      return [{ target: "mail", event: order.status, body }];
    },

    async send(delivery) {
      const mail = Mail.parse(JSON.parse(delivery.body));
      try {
        // The same id when it is sent again, so that a mailbox can tell.
        const messageId = `<order-${delivery.seq}@kontrollrom>`;
        await transport.sendMail({ from: config.from, ...mail, messageId });
        return { ok: true };
      } catch (error) {
        const { responseCode, message } = error as { responseCode?: number; message: string };
        // 5yz is for good (RFC 5321 §4.2.1). What the server says may repeat the address: it is not kept.
        const permanent = responseCode !== undefined && responseCode >= 500;
        return {
          ok: false,
          hopeless: permanent,
          detail: responseCode === undefined ? message.slice(0, 200) : `SMTP ${responseCode}`,
        };
      }
    },
    stop: () => transport.close(),
  };
}
