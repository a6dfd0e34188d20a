import {
  Button,
  Dialog,
  Field,
  Fieldset,
  Heading,
  Label,
  Radio,
  Textfield,
  useRadioGroup,
} from "@digdir/designsystemet-react";
import type { Point } from "@kontrollrom/contracts/point.ts";
import type { Correction, CorrectionChange } from "@kontrollrom/contracts/sample.ts";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useFormats } from "../app/preferences.tsx";
import { call } from "../data/call.ts";
import { queries } from "../data/queries.ts";
import { unitSign } from "../i18n/format.ts";
import { useTranslation } from "../i18n/text.ts";
import { useNotice } from "../ui/notice.tsx";
import { explain } from "../ui/states.tsx";
import { fromLocal, parseFigure, toLocal } from "./local-moment.ts";
import "../ui/form-dialog.css";

type Kind = CorrectionChange["kind"];

/** What people have corrected of a point, and a way to correct more. */
export function Corrections({
  point,
  from,
  to,
  onClose,
}: {
  point: Point;
  /** What is suggested, ms. */
  from: number;
  to: number;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const notice = useNotice();
  const [begin, setBegin] = useState(toLocal(from));
  const [end, setEnd] = useState(toLocal(to));
  const [kind, setKind] = useState<Kind>("value");
  const [value, setValue] = useState("");
  const [reason, setReason] = useState("");
  const [asked, setAsked] = useState(false);
  const { getRadioProps } = useRadioGroup({ value: kind, onChange: (next) => setKind(next as Kind) });
  const list = useQuery(queries.corrections(point.id));

  const figure = parseFigure(value);
  const [start, stop] = [fromLocal(begin), fromLocal(end)];
  const wrong = {
    end: start === undefined || stop === undefined || stop <= start,
    value: kind === "value" && figure === undefined,
    reason: reason.trim().length < 3,
  };
  const again = () => {
    for (const key of ["samples", "corrections"])
      void client.invalidateQueries({ queryKey: [key, point.id] });
  };
  const correct = useMutation({
    mutationFn: (body: { from: string; to: string; change: CorrectionChange; reason: string }) =>
      call("POST /points/{id}/corrections", { params: { id: String(point.id) }, body }),
    onSuccess: ({ samples }) => {
      notice(t("correction.done", { count: samples }));
      again();
      onClose();
    },
    onError: (error) => notice(explain(error, t), "problem"),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    if (wrong.end || wrong.value || wrong.reason || start === undefined || stop === undefined) return;
    correct.mutate({
      from: new Date(start).toISOString(),
      to: new Date(stop).toISOString(),
      change: kind === "value" ? { kind, value: figure ?? 0 } : { kind },
      reason: reason.trim(),
    });
  };
  return (
    <Dialog open onClose={onClose} closeButton={t("state.close")} className="form-dialog">
      <form onSubmit={submit} noValidate>
        <Heading level={2} data-size="xs">
          {t("correction.title")}
        </Heading>
        <p className="quiet">
          {t(`quantity.${point.quantity}`)}, {point.deviceName}
        </p>
        <div className="correction-period">
          <Field>
            <Label htmlFor="correction-from">{t("correction.from")}</Label>
            <input
              id="correction-from"
              className="ds-input"
              type="datetime-local"
              step={1}
              value={begin}
              onChange={(event) => setBegin(event.target.value)}
            />
          </Field>
          <Field>
            <Label htmlFor="correction-to">{t("correction.to")}</Label>
            <input
              id="correction-to"
              className="ds-input"
              type="datetime-local"
              step={1}
              value={end}
              aria-invalid={(asked && wrong.end) || undefined}
              aria-describedby={asked && wrong.end ? "correction-to-wrong" : undefined}
              onChange={(event) => setEnd(event.target.value)}
            />
            {asked && wrong.end && (
              <span id="correction-to-wrong" className="correction-wrong">
                {t("correction.endWrong")}
              </span>
            )}
          </Field>
        </div>
        <Fieldset>
          <Fieldset.Legend>{t("correction.how")}</Fieldset.Legend>
          {(["value", "interpolate", "exclude"] as const).map((one) => (
            <Radio
              key={one}
              label={t(`correction.kind.${one}`)}
              description={t(`correction.help.${one}`)}
              {...getRadioProps({ value: one })}
            />
          ))}
        </Fieldset>
        {kind === "value" && (
          <Textfield
            label={t("correction.value")}
            value={value}
            inputMode="decimal"
            suffix={unitSign(point.unit)}
            onChange={(event) => setValue(event.target.value)}
            error={asked && wrong.value ? t("correction.valueMissing") : undefined}
          />
        )}
        <Textfield
          multiline
          rows={2}
          label={t("correction.reason")}
          value={reason}
          maxLength={1000}
          onChange={(event) => setReason(event.target.value)}
          error={asked && wrong.reason ? t("correction.reasonMissing") : undefined}
        />
        <p className="quiet small">{t("correction.kept")}</p>
        <div className="form-dialog-actions">
          <Button type="submit" loading={correct.isPending}>
            {t("correction.submit")}
          </Button>
          <Button type="button" variant="tertiary" onClick={onClose}>
            {t("state.cancel")}
          </Button>
        </div>
      </form>
      {(list.data?.items.length ?? 0) > 0 && (
        <section className="correction-list" aria-label={t("correction.list")}>
          <h3>{t("correction.list")}</h3>
          <ul>
            {list.data?.items.map((made) => (
              <Made key={made.id} made={made} point={point} onWithdrawn={again} />
            ))}
          </ul>
        </section>
      )}
    </Dialog>
  );
}

/** One correction: when, what, by whom and why, and a way to take it back. */
function Made({ made, point, onWithdrawn }: { made: Correction; point: Point; onWithdrawn: () => void }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const notice = useNotice();
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState("");
  const withdraw = useMutation({
    mutationFn: () =>
      call("POST /points/{id}/corrections/{correctionId}/withdraw", {
        params: { id: String(point.id), correctionId: made.id },
        body: { reason: reason.trim() },
      }),
    onSuccess: () => {
      notice(t("correction.withdrawnDone"));
      onWithdrawn();
    },
    onError: (error) => notice(explain(error, t), "problem"),
  });
  return (
    <li>
      <p>
        {formats.dateTime(made.from)}–{formats.dateTime(made.to)}:{" "}
        <strong>{t(`correction.kind.${made.change.kind}`)}</strong>
        {made.change.kind !== "exclude" &&
          ` (${formats.measure(made.first.original, point.unit, point.quantity)} → ${formats.measure(made.first.value, point.unit, point.quantity)})`}
      </p>
      <p className="quiet small">
        {made.reason} · {made.by}, {formats.dateTime(made.at)}
      </p>
      {made.withdrawn !== undefined ? (
        <p className="quiet small">
          {t("correction.withdrawn", { by: made.withdrawn.by, reason: made.withdrawn.reason })}
        </p>
      ) : asking ? (
        <div className="correction-withdraw">
          <Textfield
            data-size="sm"
            label={t("correction.withdrawReason")}
            value={reason}
            maxLength={1000}
            autoFocus
            onChange={(event) => setReason(event.target.value)}
          />
          <Button
            data-size="sm"
            disabled={reason.trim().length < 3}
            loading={withdraw.isPending}
            onClick={() => withdraw.mutate()}
          >
            {t("correction.withdraw")}
          </Button>
        </div>
      ) : (
        <Button data-size="sm" variant="tertiary" onClick={() => setAsking(true)}>
          {t("correction.withdraw")}
        </Button>
      )}
    </li>
  );
}
