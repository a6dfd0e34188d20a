import { Alert, Button, Heading, Textfield } from "@digdir/designsystemet-react";
import type { CodecField, CodecTryResult } from "@kontrollrom/contracts/codec.ts";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useFormats } from "../app/preferences.tsx";
import { call } from "../data/call.ts";
import { useTranslation } from "../i18n/text.ts";
import { RawMessage, Scrollable } from "../ui/scrollable.tsx";
import { explain } from "../ui/states.tsx";
import { UnmappedFields } from "./unmapped-fields.tsx";

type What = { readonly source: string } | { readonly codecId: string; readonly version: number };

/** One payload through a codec: what would be stored, what would not, and why. */
export function TryCodec({ what, onTake }: { what: What; onTake?: (field: CodecField) => void }) {
  const { t } = useTranslation();
  const [hex, setHex] = useState("");
  const [port, setPort] = useState("1");
  const [asked, setAsked] = useState(false);
  const run = useMutation({
    mutationFn: () => call("POST /codecs/try", { body: { ...what, bytesHex: hex, fPort: Number(port) } }),
  });
  const hexWrong = !/^(\s*[0-9a-f]{2}[\s:-]*)+$/i.test(hex);
  const portWrong = !/^\d{1,3}$/.test(port) || Number(port) > 255;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    if (!hexWrong && !portWrong) run.mutate();
  };
  return (
    <div className="codec-try">
      <Heading level={3} data-size="2xs">
        {t("integrations.codecs.try.title")}
      </Heading>
      <form onSubmit={submit} noValidate className="codec-form">
        <Textfield
          data-size="sm"
          className="codec-hex"
          label={t("integrations.codecs.try.payload")}
          description={t("integrations.codecs.try.payloadHint")}
          value={hex}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => setHex(event.target.value)}
          error={asked && hexWrong ? t("integrations.codecs.try.payloadWrong") : undefined}
        />
        <Textfield
          data-size="sm"
          label={t("integrations.codecs.try.port")}
          value={port}
          inputMode="numeric"
          onChange={(event) => setPort(event.target.value)}
          error={asked && portWrong ? t("integrations.codecs.try.portWrong") : undefined}
        />
        <div className="codec-actions">
          <Button type="submit" data-size="sm" variant="secondary" loading={run.isPending}>
            {t("integrations.codecs.try.run")}
          </Button>
        </div>
      </form>
      <div aria-live="polite">
        {run.error !== null && (
          <Alert data-color="danger" data-size="sm">
            {explain(run.error, t)}
          </Alert>
        )}
        {run.data !== undefined && (
          <TryResult result={run.data} {...(onTake === undefined ? {} : { onTake })} />
        )}
      </div>
    </div>
  );
}

function TryResult({ result, onTake }: { result: CodecTryResult; onTake?: (field: CodecField) => void }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { values, errors, warnings, unmapped, console: lines } = result;
  return (
    <div className="codec-result">
      {errors.length > 0 && (
        <Alert data-color="danger" data-size="sm">
          {t("integrations.codecs.try.failed")}
          <ul>
            {errors.map((error) => (
              <li key={error}>{error}</li>
            ))}
          </ul>
        </Alert>
      )}
      {values.length > 0 && (
        <Scrollable className="table-scroll" label={t("integrations.codecs.try.values")}>
          <table className="ds-table figures" data-size="sm">
            <caption className="visually-hidden">{t("integrations.codecs.try.values")}</caption>
            <thead>
              <tr>
                <th scope="col">{t("integrations.codecs.try.quantity")}</th>
                <th scope="col">{t("integrations.codecs.try.value")}</th>
                <th scope="col">{t("integrations.codecs.try.from")}</th>
              </tr>
            </thead>
            <tbody>
              {values.map((value) => (
                <tr key={`${value.from} ${value.quantity} ${value.channel} ${value.time}`}>
                  <th scope="row">
                    {value.quantity === undefined ? "–" : t(`quantity.${value.quantity}`)}
                    {value.channel !== undefined && ` (${value.channel})`}
                  </th>
                  <td className={value.refused === undefined ? undefined : "codec-refused"}>
                    {value.refused ?? formats.measure(value.value, value.unit ?? "", value.quantity)}
                  </td>
                  <td className="code">{value.from}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scrollable>
      )}
      {values.length === 0 && errors.length === 0 && <p>{t("integrations.codecs.try.nothing")}</p>}
      {unmapped.length > 0 && (
        <UnmappedFields fields={unmapped} {...(onTake === undefined ? {} : { onTake })} />
      )}
      {warnings.length > 0 && (
        <ul className="warnings">
          {warnings.map((warning) => (
            <li key={warning}>{t("integrations.codecs.try.warning", { warning })}</li>
          ))}
        </ul>
      )}
      <details className="payload">
        <summary>{t("integrations.codecs.try.data", { ms: formats.number(result.tookMs, 1) })}</summary>
        <RawMessage label={t("integrations.codecs.try.dataLabel")}>
          {JSON.stringify(result.data, undefined, 2)}
        </RawMessage>
        {lines.length > 0 && (
          <RawMessage label={t("integrations.codecs.try.console")}>{lines.join("\n")}</RawMessage>
        )}
      </details>
    </div>
  );
}
