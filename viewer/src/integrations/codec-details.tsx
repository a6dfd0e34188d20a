import { Alert, Button, Heading, Tag } from "@digdir/designsystemet-react";
import type { CodecDetail, CodecField, ReplayOffer } from "@kontrollrom/contracts/codec.ts";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useFormats } from "../app/preferences.tsx";
import { useCan } from "../app/session.tsx";
import { call } from "../data/call.ts";
import { queries } from "../data/queries.ts";
import { useTranslation } from "../i18n/text.ts";
import { FileButton } from "../ui/file-button.tsx";
import { useNotice } from "../ui/notice.tsx";
import { Scrollable } from "../ui/scrollable.tsx";
import { Answer, explain } from "../ui/states.tsx";
import { maxCodecBytes } from "./new-codec.tsx";
import { TryCodec } from "./try-codec.tsx";
import { UnmappedFields } from "./unmapped-fields.tsx";

/** One codec: its versions, which is used, what it leaves out, and a place to try it. */
export function CodecDetails({ id, onDeleted }: { id: string; onDeleted: () => void }) {
  const codec = useQuery(queries.codec(id));
  return <Answer of={codec}>{(detail) => <Details codec={detail} onDeleted={onDeleted} />}</Answer>;
}

function Details({ codec, onDeleted }: { codec: CodecDetail; onDeleted: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const notice = useNotice();
  const mayWrite = useCan("codec:write");
  const [offer, setOffer] = useState<ReplayOffer>();
  const [mayDelete, setMayDelete] = useState(false);
  const active = codec.versions.find(({ version }) => version === codec.activeVersion);

  const refresh = () => {
    for (const key of ["codecs", "codec", "decoders"]) void client.invalidateQueries({ queryKey: [key] });
  };
  const changed = {
    onSuccess: (detail: CodecDetail) => {
      setOffer(detail.replay);
      refresh();
      notice(t("integrations.codecs.inUse", { version: detail.activeVersion }), "done");
    },
    onError: (error: unknown) => notice(explain(error, t), "problem"),
  };
  const activate = useMutation({
    mutationFn: (version: number) =>
      call("POST /codecs/{id}/activate", { params: { id: codec.id }, body: { version } }),
    ...changed,
  });
  const addVersion = useMutation({
    mutationFn: (body: {
      source?: string;
      note: string;
      mapping?: CodecDetail["versions"][number]["mapping"];
    }) => call("POST /codecs/{id}/versions", { params: { id: codec.id }, body }),
    ...changed,
  });
  const remove = useMutation({
    mutationFn: () => call("DELETE /codecs/{id}", { params: { id: codec.id } }),
    onSuccess: () => {
      refresh();
      onDeleted();
    },
    onError: changed.onError,
  });

  async function choose(file: File) {
    if (file.size > maxCodecBytes) notice(t("integrations.codecs.tooLarge", { name: file.name }), "problem");
    else addVersion.mutate({ source: await file.text(), note: file.name });
  }

  /** A mapping is a part of the version: taking a field makes a new one. */
  const take =
    mayWrite && active !== undefined
      ? (field: CodecField) => {
          const fields = active.mapping.fields.filter(({ path }) => path !== field.path);
          addVersion.mutate({
            mapping: { ...active.mapping, fields: [...fields, field] },
            note: t("integrations.codecs.unmapped.note", { path: field.path }),
          });
        }
      : undefined;

  return (
    <section className="detail-card codec-card" aria-labelledby="codec-name">
      <Heading level={2} data-size="2xs" id="codec-name">
        {codec.name}
      </Heading>
      {offer !== undefined && <Offer codec={codec} offer={offer} onDone={() => setOffer(undefined)} />}
      {codec.unmapped.length > 0 && (
        <UnmappedFields fields={codec.unmapped} {...(take === undefined ? {} : { onTake: take })} />
      )}
      <Versions
        codec={codec}
        busy={activate.isPending || addVersion.isPending}
        {...(mayWrite ? { onActivate: activate.mutate } : {})}
      />
      {mayWrite && (
        <div className="codec-actions">
          <FileButton
            accept=".js,.mjs,.txt,text/javascript"
            disabled={addVersion.isPending}
            onFile={(file) => void choose(file)}
          >
            {t("integrations.codecs.newVersion")}
          </FileButton>
          {mayDelete ? (
            <Button
              data-size="sm"
              data-color="danger"
              loading={remove.isPending}
              onClick={() => remove.mutate()}
            >
              {t("integrations.codecs.deleteSure", { name: codec.name })}
            </Button>
          ) : (
            codec.devices === 0 && (
              <Button
                data-size="sm"
                variant="tertiary"
                data-color="danger"
                onClick={() => setMayDelete(true)}
              >
                {t("integrations.codecs.delete")}
              </Button>
            )
          )}
        </div>
      )}
      <TryCodec
        key={codec.activeVersion}
        what={{ codecId: codec.id, version: codec.activeVersion }}
        {...(take === undefined ? {} : { onTake: take })}
      />
    </section>
  );
}

function Versions({
  codec,
  busy,
  onActivate,
}: {
  codec: CodecDetail;
  busy: boolean;
  onActivate?: (version: number) => void;
}) {
  const { t } = useTranslation();
  const formats = useFormats();
  return (
    <Scrollable className="table-scroll" label={t("integrations.codecs.versions")}>
      <table className="ds-table figures" data-size="sm">
        <caption className="visually-hidden">{t("integrations.codecs.versions")}</caption>
        <thead>
          <tr>
            {(["version", "made", "by", "note", "size"] as const).map((column) => (
              <th key={column} scope="col">
                {t(`integrations.codecs.${column}`)}
              </th>
            ))}
            <td />
          </tr>
        </thead>
        <tbody>
          {codec.versions.map((version) => (
            <tr key={version.version}>
              <th scope="row">{version.version}</th>
              <td>{formats.dateTime(version.createdAt)}</td>
              <td>{version.createdBy}</td>
              <td>{version.note}</td>
              <td>{formats.bytes(version.bytes)}</td>
              <td>
                {version.version === codec.activeVersion ? (
                  <Tag data-size="sm">{t("integrations.codecs.active")}</Tag>
                ) : (
                  onActivate !== undefined && (
                    <Button
                      data-size="sm"
                      variant="secondary"
                      disabled={busy}
                      onClick={() => onActivate(version.version)}
                    >
                      {t("integrations.codecs.use", { version: version.version })}
                    </Button>
                  )
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scrollable>
  );
}

/** What came before the change was read the old way: it can be read again. */
function Offer({ codec, offer, onDone }: { codec: CodecDetail; offer: ReplayOffer; onDone: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const notice = useNotice();
  const mayReplay = useCan("dead-letter:replay");
  const replay = useMutation({
    mutationFn: () => call("POST /frames/replay", { body: { decoder: codec.decoder } }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["jobs"] });
      onDone();
    },
    onError: (error) => notice(explain(error, t), "problem"),
  });
  return (
    <Alert data-color="info" data-size="sm" role="status">
      <p>{t(offer.more ? "integrations.replay.offerMore" : "integrations.replay.offer", { ...offer })}</p>
      {mayReplay && (
        <div className="codec-actions">
          <Button data-size="sm" loading={replay.isPending} onClick={() => replay.mutate()}>
            {t("integrations.replay.start")}
          </Button>
          <Button data-size="sm" variant="tertiary" onClick={onDone}>
            {t("integrations.replay.later")}
          </Button>
        </div>
      )}
    </Alert>
  );
}
