import { Alert, Button, Heading, Textfield } from "@digdir/designsystemet-react";
import type { Rule } from "@kontrollrom/contracts/rule.ts";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useFormats } from "../app/preferences.tsx";
import { useCan } from "../app/session.tsx";
import { call } from "../data/call.ts";
import { useTranslation } from "../i18n/text.ts";
import { Answer, explain } from "../ui/states.tsx";

/** How far running hours have come on each point, and setting them back when the service is done. */
export function RunningHoursList({ rule }: { rule: Rule }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const client = useQueryClient();
  const mayWrite = useCan("rule:write");
  const [pointId, setPointId] = useState<number>();
  const [why, setWhy] = useState("");
  const key = ["running-hours", rule.id];
  const hours = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => call("GET /rules/{id}/running-hours", { params: { id: rule.id }, signal }),
  });
  const reset = useMutation({
    mutationFn: (of: number) =>
      call("POST /rules/{id}/reset", { params: { id: rule.id }, body: { pointId: of, why: why.trim() } }),
    onSuccess: () => {
      setPointId(undefined);
      setWhy("");
      void client.invalidateQueries({ queryKey: key });
    },
  });
  return (
    <section className="rule-hours">
      <Heading level={3} data-size="2xs">
        {t("rules.hours.title")}
      </Heading>
      <Answer of={hours} rows={2}>
        {({ items }) => (
          <ul>
            {items.map((one) => (
              <li key={one.pointId}>
                <span>
                  {one.spaceLabel ?? one.deviceName}:{" "}
                  <strong className="figures">
                    {t("rules.hours.of", { hours: formats.number(one.hours, 1) })}
                  </strong>{" "}
                  <span className="quiet">
                    {t("rules.hours.since", { time: formats.dateTime(one.since) })}
                    {one.resets[0] !== undefined &&
                      ` ${t("rules.hours.by", { by: one.resets[0].by, why: one.resets[0].why })}`}
                  </span>
                </span>
                {mayWrite && pointId !== one.pointId && (
                  <Button
                    type="button"
                    variant="secondary"
                    data-size="sm"
                    onClick={() => setPointId(one.pointId)}
                  >
                    {t("rules.hours.reset")}
                  </Button>
                )}
                {pointId === one.pointId && (
                  <div className="rule-reset">
                    <Textfield
                      label={t("rules.hours.why")}
                      maxLength={500}
                      value={why}
                      onChange={(event) => setWhy(event.target.value)}
                    />
                    <Button
                      type="button"
                      data-size="sm"
                      loading={reset.isPending}
                      disabled={why.trim() === ""}
                      onClick={() => reset.mutate(one.pointId)}
                    >
                      {t("rules.hours.done")}
                    </Button>
                  </div>
                )}
              </li>
            ))}
          </ul>
        )}
      </Answer>
      {reset.error !== null && (
        <Alert data-color="warning" data-size="sm" role="alert">
          {explain(reset.error, t)}
        </Alert>
      )}
    </section>
  );
}
