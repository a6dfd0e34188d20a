import { Button, Chip, Textfield } from "@digdir/designsystemet-react";
import type { WorkOrderDetail, WorkOrderPatch } from "@kontrollrom/contracts/work-order.ts";
import { useState } from "react";
import { useNavigation } from "../app/navigation.tsx";
import { useSession } from "../app/session.tsx";
import { useTranslation } from "../i18n/text.ts";
import { useRoundTexts } from "./texts.ts";
import { useDo } from "./use-round.ts";

const reasons = ["access", "part", "expert", "other"] as const;
type Reason = (typeof reasons)[number];

/** Start, done, or cannot: at the foot of the page, where the thumb is. */
export function OrderSteps({ order }: { order: WorkOrderDetail }) {
  const t = useRoundTexts();
  const { t: say } = useTranslation();
  const { go } = useNavigation();
  const { name } = useSession();
  const act = useDo();
  const [asking, setAsking] = useState<"done" | "cannot">();
  const change = async (body: WorkOrderPatch, comment?: string) => {
    const title = `${order.number} ${order.title}`;
    await act?.(
      title,
      ...(comment === undefined ? [] : [{ kind: "comment", orderId: order.id, text: comment } as const]),
      { kind: "change", orderId: order.id, body: { ...body, revision: order.revision } },
    );
    setAsking(undefined);
  };
  const over = ["closed", "rejected", "cancelled", "approved"].includes(order.status);
  if (over)
    return (
      <footer className="round-steps">
        <p>{t("order.ended", { status: say(`order.status.${order.status}`).toLowerCase() })}</p>
      </footer>
    );
  const mine = order.assignee === undefined ? { assignee: name } : {};
  const begun = order.status === "inProgress";
  const done = order.status === "done";
  return (
    <footer className="round-steps">
      {asking === "done" && (
        <Finish
          onSave={async (action) => {
            await change({ ...mine, status: "done", ...(action === "" ? {} : { action }) });
            go({ page: "round" });
          }}
        />
      )}
      {asking === "cannot" && <Cannot onSave={(why) => void change({ status: "waiting" }, why)} />}
      {asking === undefined && (
        <>
          {!begun && (
            <Button
              disabled={act === undefined}
              onClick={() => void change({ ...mine, status: "inProgress" })}
            >
              {t(
                done || order.status === "waiting"
                  ? "order.again"
                  : order.assignee === undefined
                    ? "order.take"
                    : "order.start",
              )}
            </Button>
          )}
          {!done && (
            <Button
              variant={begun ? "primary" : "secondary"}
              disabled={act === undefined}
              onClick={() => setAsking("done")}
            >
              {t("order.done")}
            </Button>
          )}
          {!done && order.status !== "waiting" && (
            <Button variant="tertiary" disabled={act === undefined} onClick={() => setAsking("cannot")}>
              {t("order.cannot")}
            </Button>
          )}
        </>
      )}
      {asking !== undefined && (
        <Button variant="tertiary" onClick={() => setAsking(undefined)}>
          {say("state.cancel")}
        </Button>
      )}
    </footer>
  );
}

function Finish({ onSave }: { onSave: (action: string) => Promise<void> }) {
  const t = useRoundTexts();
  const [action, setAction] = useState("");
  return (
    <>
      <Textfield
        multiline
        rows={2}
        label={t("order.action")}
        value={action}
        maxLength={2000}
        onChange={(event) => setAction(event.target.value)}
      />
      <Button onClick={() => void onSave(action.trim())}>{t("order.done")}</Button>
    </>
  );
}

function Cannot({ onSave }: { onSave: (why: string) => void }) {
  const t = useRoundTexts();
  const [reason, setReason] = useState<Reason>("access");
  const [text, setText] = useState("");
  const [asked, setAsked] = useState(false);
  const missing = asked && reason === "other" && text.trim() === "";
  const save = () => {
    setAsked(true);
    if (reason === "other" && text.trim() === "") return;
    const said =
      reason === "other"
        ? text.trim()
        : [t(`order.reasons.${reason}`), text.trim()].filter(Boolean).join(": ");
    onSave(`${t("order.cannot")}: ${said}`);
  };
  return (
    <>
      <fieldset className="round-reasons">
        <legend>{t("order.cannotWhy")}</legend>
        {reasons.map((option) => (
          <Chip.Radio
            key={option}
            name="reason"
            value={option}
            checked={reason === option}
            onChange={() => setReason(option)}
          >
            {t(`order.reasons.${option}`)}
          </Chip.Radio>
        ))}
      </fieldset>
      <Textfield
        label={t("order.reasonText")}
        value={text}
        maxLength={1000}
        onChange={(event) => setText(event.target.value)}
        error={missing ? t("order.reasonMissing") : undefined}
      />
      <Button onClick={save}>{t("order.cannotSave")}</Button>
    </>
  );
}
