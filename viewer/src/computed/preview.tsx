import { Alert } from "@digdir/designsystemet-react";
import type { DerivedPointInput } from "@kontrollrom/contracts/derived-point.ts";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { call } from "../data/call.ts";
import { useTranslation } from "../i18n/text.ts";
import { ConsumptionChart } from "../room/consumption-chart.tsx";
import { TrendChart } from "../room/trend-chart.tsx";
import { trendEntries } from "../room/trend-geometry.ts";
import { Loading } from "../ui/states.tsx";
import { useSettled } from "../ui/use-settled.ts";
import { previewOf } from "./draft.ts";
import { explainComputed, useComputedTexts } from "./texts.ts";

/** The values that a computation gives, before anything is kept; why it gives none, in words. */
export function Preview({ input, id }: { input: DerivedPointInput | undefined; id: number | undefined }) {
  const tc = useComputedTexts();
  const { t } = useTranslation();
  // The hand may still be typing.
  const body = useSettled(input === undefined ? "" : JSON.stringify(input), 400);
  const preview = useQuery({
    queryKey: ["derived-preview", id ?? 0, body],
    enabled: body !== "",
    retry: false,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      const asked = JSON.parse(body) as DerivedPointInput;
      const { bucket, bucketMs, spanMs, span } = previewOf(asked.derivation);
      const to = Date.now();
      const from = to - spanMs;
      const answer = await call("POST /derived-points/preview", {
        body: {
          ...asked,
          // What it is called changes nothing of what it is.
          name: asked.name === "" ? "–" : asked.name,
          ...(id !== undefined && { id }),
          from: new Date(from).toISOString(),
          to: new Date(to).toISOString(),
          bucket,
        },
        signal,
      });
      return { ...answer, from, to, bucketMs, span };
    },
  });
  const data = body === "" ? undefined : preview.data;
  return (
    <section className="computed-preview" aria-label={tc("preview.title")}>
      <h3>{tc("preview.title")}</h3>
      {body === "" ? (
        <p className="quiet">{tc("preview.incomplete")}</p>
      ) : preview.error !== null ? (
        <Alert data-color="warning" data-size="sm" role="status">
          {explainComputed(preview.error, tc, t)}
        </Alert>
      ) : data === undefined ? (
        <Loading rows={1} height={180} />
      ) : (
        <div aria-busy={preview.isFetching}>
          <p className="quiet small">{tc(`preview.${data.span}`)}</p>
          {data.entries.length === 0 ? (
            <p className="quiet">{tc("preview.empty")}</p>
          ) : data.nature === "amount" ? (
            <ConsumptionChart
              entries={data.entries}
              quantity="computed"
              unit={data.unit}
              from={data.from}
              to={data.to}
              bucketMs={data.bucketMs}
            />
          ) : (
            <TrendChart
              entries={trendEntries(data.entries)}
              quantity="computed"
              unit={data.unit}
              kind="gauge"
              from={data.from}
              to={data.to}
              gapMs={data.bucketMs * 2.5}
            />
          )}
        </div>
      )}
    </section>
  );
}
