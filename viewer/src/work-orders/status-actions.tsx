import { Alert, Button, Dialog, Dropdown, Heading, Textfield } from "@digdir/designsystemet-react";
import type { WorkOrder, WorkOrderDetail, WorkOrderStatus } from "@kontrollrom/contracts/work-order.ts";
import { MenuElipsisVerticalIcon } from "@navikt/aksel-icons";
import { type FormEvent, useState } from "react";
import { useTranslation } from "../i18n/text.ts";
import { parseFigure } from "../room/local-moment.ts";
import { useOrderTexts } from "./order-texts.ts";
import "../ui/form-dialog.css";
import "./status-actions.css";

/** What is done to an order by one button, with what the visitor was asked for. */
export interface StatusMove {
  readonly status: WorkOrderStatus;
  /** What was done, and why it was needed. */
  readonly action?: string;
  readonly cause?: string;
  /** Hours to write beside it. */
  readonly hours?: number;
  /** Why it waits, or was not done: goes with the comments. */
  readonly comment?: string;
}

const opens = new Set<WorkOrderStatus>(["done", "approved", "closed", "rejected", "cancelled"]);
/** The step that most often comes next. */
const primaries: Partial<Record<WorkOrderStatus, WorkOrderStatus>> = {
  new: "assessed",
  assessed: "inProgress",
  assigned: "received",
  received: "inProgress",
  inProgress: "done",
  waiting: "inProgress",
  done: "approved",
  approved: "closed",
};
/** What a contractor may set; the rest is for the municipality. */
const ofContractors = new Set<WorkOrderStatus>(["received", "inProgress", "waiting", "done"]);

/** The moves that an order allows, the likeliest first. */
export function movesOf(order: WorkOrder, contractor: boolean): WorkOrderStatus[] {
  const primary = primaries[order.status];
  const allowed = order.nextStatuses.filter(
    (status) =>
      (!contractor || ofContractors.has(status)) && (status !== "assigned" || order.assignee !== undefined),
  );
  return allowed.toSorted((a, b) => Number(b === primary) - Number(a === primary));
}

/** Whether a move must ask for something first. */
export function asks(order: WorkOrder, status: WorkOrderStatus): boolean {
  if (status === "done") return true;
  if (status === "closed") return order.status !== "done" && order.status !== "approved";
  return status === "waiting" || status === "rejected" || status === "cancelled";
}

/** Buttons that say what they do. A move that needs words asks for them. */
export function StatusActions({
  order,
  busy,
  contractor = false,
  onMove,
}: {
  order: WorkOrder & Partial<Pick<WorkOrderDetail, "checklist">>;
  busy: boolean;
  contractor?: boolean;
  onMove: (move: StatusMove) => void;
}) {
  const t = useOrderTexts();
  const [asked, setAsked] = useState<WorkOrderStatus>();
  const [primary, ...rest] = movesOf(order, contractor);
  if (primary === undefined) return null;
  const second = rest.includes("done") ? "done" : undefined;
  const others = rest.filter((status) => status !== second);
  const name = (status: WorkOrderStatus) =>
    t(status === "inProgress" && opens.has(order.status) ? "act.again" : `act.${status}`);
  const choose = (status: WorkOrderStatus) => (asks(order, status) ? setAsked(status) : onMove({ status }));
  return (
    <div className="status-actions">
      <Button data-size="sm" disabled={busy} onClick={() => choose(primary)}>
        {name(primary)}
      </Button>
      {second !== undefined && (
        <Button data-size="sm" variant="secondary" disabled={busy} onClick={() => choose(second)}>
          {name(second)}
        </Button>
      )}
      {others.length > 0 && (
        <Dropdown.TriggerContext>
          <Dropdown.Trigger data-size="sm" variant="tertiary" icon disabled={busy} aria-label={t("act.menu")}>
            <MenuElipsisVerticalIcon aria-hidden />
          </Dropdown.Trigger>
          <Dropdown placement="bottom-end">
            <Dropdown.List>
              {others.map((status) => (
                <Dropdown.Item key={status}>
                  <Dropdown.Button onClick={() => choose(status)}>{name(status)}</Dropdown.Button>
                </Dropdown.Item>
              ))}
            </Dropdown.List>
          </Dropdown>
        </Dropdown.TriggerContext>
      )}
      {asked !== undefined && (
        <AskFirst
          order={order}
          status={asked}
          title={name(asked)}
          onClose={() => setAsked(undefined)}
          onMove={(move) => {
            setAsked(undefined);
            onMove(move);
          }}
        />
      )}
    </div>
  );
}

/** Asks for what a move needs: what was done, or why nothing is. */
export function AskFirst({
  order,
  status,
  title,
  onMove,
  onClose,
}: {
  order: WorkOrder & Partial<Pick<WorkOrderDetail, "checklist">>;
  status: WorkOrderStatus;
  title: string;
  onMove: (move: StatusMove) => void;
  onClose: () => void;
}) {
  const t = useOrderTexts();
  const { t: common } = useTranslation();
  const finishing = status === "done" || status === "closed";
  const [text, setText] = useState(finishing ? (order.action ?? "") : "");
  const [cause, setCause] = useState(order.cause ?? "");
  const [hours, setHours] = useState("");
  const [tried, setTried] = useState(false);
  const openPoints = order.checklist?.filter(({ doneAt }) => doneAt === undefined).length ?? 0;
  const spent = hours.trim() === "" ? 0 : parseFigure(hours);
  const hoursWrong = spent === undefined || spent < 0 || spent > 24;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    const said = text.trim();
    if (said === "" || (finishing && hoursWrong)) return;
    onMove(
      finishing
        ? {
            status,
            action: said,
            ...(cause.trim() !== "" && { cause: cause.trim() }),
            ...(spent !== undefined && spent > 0 && { hours: spent }),
          }
        : { status, comment: said },
    );
  };
  const missing = tried && text.trim() === "";
  return (
    <Dialog open onClose={onClose} closeButton={common("state.close")} className="form-dialog">
      <form onSubmit={submit} noValidate>
        <Heading level={2} data-size="xs">
          {title}
        </Heading>
        <p className="quiet figures">
          {order.number} {order.title}
        </p>
        {finishing && openPoints > 0 && (
          <Alert data-color="warning" data-size="sm">
            {t("act.openPoints", { count: openPoints })}
          </Alert>
        )}
        <Textfield
          multiline
          rows={3}
          label={finishing ? t("act.what") : t(`act.why.${status as "waiting" | "rejected" | "cancelled"}`)}
          value={text}
          maxLength={2000}
          required
          autoFocus
          error={missing ? t(finishing ? "act.whatMissing" : "act.whyMissing") : undefined}
          onChange={(event) => setText(event.target.value)}
        />
        {finishing && (
          <>
            <Textfield
              label={t("act.cause")}
              value={cause}
              maxLength={2000}
              onChange={(event) => setCause(event.target.value)}
            />
            <Textfield
              label={t("act.hours")}
              inputMode="decimal"
              value={hours}
              error={tried && hoursWrong ? t("act.hoursWrong") : undefined}
              onChange={(event) => setHours(event.target.value)}
            />
          </>
        )}
        <div className="form-dialog-actions">
          <Button type="submit">{title}</Button>
          <Button type="button" variant="tertiary" onClick={onClose}>
            {common("state.cancel")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
