import { Button, Textfield } from "@digdir/designsystemet-react";
import type { WorkOrderDetail } from "@kontrollrom/contracts/work-order.ts";
import { type FormEvent, useState } from "react";
import { useFormats } from "../app/preferences.tsx";
import { useRoundTexts } from "./texts.ts";
import { useDo } from "./use-round.ts";

/** What people have said, and a line to say more. */
export function OrderWords({ order, mayWrite }: { order: WorkOrderDetail; mayWrite: boolean }) {
  const t = useRoundTexts();
  const formats = useFormats();
  const act = useDo();
  const [text, setText] = useState("");
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() === "" || act === undefined) return;
    await act(`${order.number} ${order.title}`, { kind: "comment", orderId: order.id, text: text.trim() });
    setText("");
  };
  return (
    <section className="detail-card">
      <h2>{t("order.comments")}</h2>
      {order.comments.length > 0 && (
        <ul className="round-words">
          {order.comments.map((comment) => (
            <li key={comment.id}>
              <p>{comment.text}</p>
              <p className="quiet figures">
                {comment.by} · {formats.dateTime(comment.at)}
              </p>
            </li>
          ))}
        </ul>
      )}
      {mayWrite && (
        <form className="round-inline" onSubmit={(event) => void submit(event)}>
          <Textfield
            multiline
            rows={2}
            label={t("order.comment")}
            value={text}
            maxLength={10_000}
            onChange={(event) => setText(event.target.value)}
          />
          <Button type="submit" variant="secondary" disabled={act === undefined || text.trim() === ""}>
            {t("order.sendComment")}
          </Button>
        </form>
      )}
    </section>
  );
}

const steps = [0.25, 0.5, 1, 2] as const;
/** As many decimals as it takes: 0,25 and 2. */
const decimals = (hours: number) => (Number.isInteger(hours) ? 0 : Number.isInteger(hours * 2) ? 1 : 2);

/** Hours of today, by one tap. */
export function OrderHours({ order, mayWrite }: { order: WorkOrderDetail; mayWrite: boolean }) {
  const t = useRoundTexts();
  const formats = useFormats();
  const act = useDo();
  const sum = order.hours.reduce((total, { hours }) => total + hours, 0);
  return (
    <section className="detail-card">
      <h2>
        {t("order.hours")}{" "}
        <span className="quiet figures">
          {t("order.hoursSum", { hours: formats.number(sum, decimals(sum)) })}
        </span>
      </h2>
      {mayWrite && (
        <div className="round-buttons">
          {steps.map((hours) => (
            <Button
              key={hours}
              variant="secondary"
              disabled={act === undefined}
              onClick={() =>
                void act?.(`${order.number} ${order.title}`, {
                  kind: "hours",
                  orderId: order.id,
                  day: localDay(new Date()),
                  hours,
                })
              }
            >
              {t("order.addHours", { hours: formats.number(hours, decimals(hours)) })}
            </Button>
          ))}
        </div>
      )}
    </section>
  );
}

/** The day where the phone is: 2026-11-21. */
const localDay = (date: Date) =>
  `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, "0")}-${String(date.getDate()).padStart(2, "0")}`;
