import type { WorkOrder } from "@kontrollrom/contracts/work-order.ts";
import writeXlsxFile from "write-excel-file/node";

type Language = "nb" | "en";
type Value = string | number | Date | undefined;

const statuses: Record<Language, Record<WorkOrder["status"], string>> = {
  nb: {
    new: "Ny",
    assessed: "Vurdert",
    assigned: "Tildelt",
    received: "Mottatt",
    inProgress: "Pågår",
    waiting: "Venter",
    done: "Utført",
    approved: "Godkjent",
    closed: "Lukket",
    rejected: "Avvist",
    cancelled: "Annullert",
  },
  en: {
    new: "New",
    assessed: "Assessed",
    assigned: "Assigned",
    received: "Received",
    inProgress: "In progress",
    waiting: "Waiting",
    done: "Done",
    approved: "Approved",
    closed: "Closed",
    rejected: "Rejected",
    cancelled: "Cancelled",
  },
};
const types: Record<Language, Record<WorkOrder["type"], string>> = {
  nb: {
    alarm: "Fra alarm",
    corrective: "Feilretting",
    planned: "Planlagt",
    internalControl: "Internkontroll",
    service: "Service",
    request: "Brukerønske",
    warranty: "Garanti",
    authorityOrder: "Pålegg",
  },
  en: {
    alarm: "From an alarm",
    corrective: "Repair",
    planned: "Planned",
    internalControl: "Internal control",
    service: "Service",
    request: "Request",
    warranty: "Warranty",
    authorityOrder: "Authority order",
  },
};

interface Column {
  readonly nb: string;
  readonly en: string;
  readonly width: number;
  value(order: WorkOrder, language: Language): Value;
}
const date = (text: string | undefined) => (text === undefined ? undefined : new Date(text));
const columns: readonly Column[] = [
  { nb: "Nummer", en: "Number", width: 16, value: (order) => order.number },
  { nb: "Tittel", en: "Title", width: 40, value: (order) => order.title },
  { nb: "Type", en: "Type", width: 16, value: (order, language) => types[language][order.type] },
  { nb: "Status", en: "Status", width: 12, value: (order, language) => statuses[language][order.status] },
  { nb: "Prioritet", en: "Priority", width: 10, value: (order) => order.priority },
  { nb: "Bygg", en: "Building", width: 24, value: (order) => order.buildingName },
  { nb: "Rom", en: "Room", width: 24, value: (order) => order.spaceLabel },
  { nb: "TFM", en: "TFM", width: 20, value: (order) => order.tfmTag },
  { nb: "NS 3451", en: "NS 3451", width: 10, value: (order) => order.ns3451 },
  { nb: "Utfører", en: "Assignee", width: 20, value: (order) => order.assignee },
  { nb: "Avtale", en: "Agreement", width: 20, value: (order) => order.agreement },
  { nb: "Opprettet", en: "Created", width: 18, value: (order) => date(order.createdAt) },
  { nb: "Frist", en: "Deadline", width: 18, value: (order) => date(order.dueAt) },
  { nb: "Lukket", en: "Closed", width: 18, value: (order) => date(order.closedAt) },
  { nb: "Estimat timer", en: "Estimated hours", width: 14, value: (order) => order.estimateHours },
  { nb: "Timer", en: "Hours", width: 10, value: (order) => order.actualHours },
  { nb: "Kostnad NOK eks. mva.", en: "Cost NOK ex VAT", width: 20, value: (order) => order.costNok },
  { nb: "Kontostreng", en: "Account", width: 20, value: (order) => order.account },
  { nb: "Årsak", en: "Cause", width: 30, value: (order) => order.cause },
  { nb: "Tiltak", en: "Action", width: 30, value: (order) => order.action },
];

/** Times as a Norwegian office reads them. */
const oslo = new Intl.DateTimeFormat("sv-SE", {
  timeZone: "Europe/Oslo",
  dateStyle: "short",
  timeStyle: "short",
});

export function ordersAsXlsx(orders: readonly WorkOrder[], language: Language): Promise<Buffer> {
  const head = columns.map((column) => ({ value: column[language], fontWeight: "bold" as const }));
  const rows = orders.map((order) =>
    columns.map(({ value }) => {
      const cell = value(order, language);
      if (cell === undefined) return null;
      if (cell instanceof Date)
        // A sheet has no zones: the cell holds what a clock on the wall in Norway shows.
        return {
          type: Date,
          value: new Date(`${oslo.format(cell).replace(" ", "T")}:00Z`),
          format: "dd.mm.yyyy hh:mm",
        };
      return typeof cell === "number" ? { type: Number, value: cell } : { type: String, value: cell };
    }),
  );
  const options = { columns: columns.map(({ width }) => ({ width })), stickyRowsCount: 1 };
  return writeXlsxFile([head, ...rows], {
    ...options,
    sheet: language === "nb" ? "Arbeidsordrer" : "Work orders",
  }).toBuffer();
}

/** RFC 4180, with the semicolons and decimal commas of a Norwegian Excel where it is Norwegian. */
export function ordersAsCsv(orders: readonly WorkOrder[], language: Language): string {
  const separator = language === "nb" ? ";" : ",";
  const written = (value: Value): string => {
    if (value === undefined) return "";
    if (value instanceof Date) return oslo.format(value);
    if (typeof value === "number") return language === "nb" ? String(value).replace(".", ",") : String(value);
    // What a sheet would take for a formula is text, whoever wrote it.
    const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
    return /["\n\r;,]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const lines = [
    columns.map((column) => column[language]),
    ...orders.map((order) => columns.map(({ value }) => written(value(order, language)))),
  ];
  return `\ufeff${lines.map((line) => line.join(separator)).join("\r\n")}\r\n`;
}
