import { Button, Dialog, Tag } from "@digdir/designsystemet-react";
import type { AttachmentKind, WorkOrderDetail } from "@kontrollrom/contracts/work-order.ts";
import { FileIcon } from "@navikt/aksel-icons";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useFormats } from "../app/preferences.tsx";
import { routeUrl } from "../data/call.ts";
import { upload } from "../data/upload.ts";
import { useTranslation } from "../i18n/text.ts";
import { useNotice } from "../ui/notice.tsx";
import { explain } from "../ui/states.tsx";
import { useOrderTexts } from "./order-texts.ts";
import { PhotoButton } from "./photo-button.tsx";
import "./attachments.css";

type Attachment = WorkOrderDetail["attachments"][number];

const urlOf = (orderId: string, attachmentId: string) =>
  routeUrl("GET /work-orders/{id}/attachments/{attachmentId}", { id: orderId, attachmentId });

/** Photos before and after, and documents: looked at where they are, and added to. */
export function Attachments({ order, editable }: { order: WorkOrderDetail; editable: boolean }) {
  const t = useOrderTexts();
  const { t: common } = useTranslation();
  const formats = useFormats();
  const client = useQueryClient();
  const notice = useNotice();
  const [progress, setProgress] = useState(0);
  const [shown, setShown] = useState<number>();
  const send = useMutation({
    mutationFn: ({ file, kind }: { file: File; kind: AttachmentKind }) =>
      upload(
        "POST /work-orders/{id}/attachments",
        file,
        {
          params: { id: order.id },
          query: { name: file.name.slice(-200) || "bilde", kind },
          mediaType: file.type,
        },
        setProgress,
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: ["work-order", order.id] }),
    onError: (error) => notice(explain(error, common), "problem"),
    onSettled: () => setProgress(0),
  });
  const choose = (kind: AttachmentKind) => (file: File) => send.mutate({ file, kind });
  return (
    <section className="detail-card" aria-label={t("files.title")}>
      <h2>{t("files.title")}</h2>
      {order.attachments.length === 0 ? (
        <p className="quiet">{t("files.none")}</p>
      ) : (
        <ul className="attachments">
          {order.attachments.map((file, index) => (
            <li key={file.id}>
              <button type="button" onClick={() => setShown(index)}>
                {file.mediaType.startsWith("image/") ? (
                  <img src={urlOf(order.id, file.id)} alt="" loading="lazy" />
                ) : (
                  <span className="attachment-file">
                    <FileIcon aria-hidden fontSize="2rem" />
                  </span>
                )}
                <span>
                  {file.name} <span className="quiet">{formats.bytes(file.bytes)}</span>
                </span>
              </button>
              <Tag data-size="sm" data-color="neutral">
                {t(`files.kind.${file.kind}`)}
              </Tag>
            </li>
          ))}
        </ul>
      )}
      {send.isPending && (
        <label>
          {common("order.detail.attaching", { name: send.variables.file.name })}
          <progress value={progress} max={1} />
        </label>
      )}
      {editable && (
        <div className="attachment-buttons">
          <PhotoButton camera disabled={send.isPending} onFile={choose("before")}>
            {t("files.before")}
          </PhotoButton>
          <PhotoButton camera disabled={send.isPending} onFile={choose("after")}>
            {t("files.after")}
          </PhotoButton>
          <PhotoButton disabled={send.isPending} onFile={choose("document")}>
            {t("files.document")}
          </PhotoButton>
        </div>
      )}
      {shown !== undefined && (
        <Preview
          orderId={order.id}
          files={order.attachments}
          at={shown}
          onMove={setShown}
          onClose={() => setShown(undefined)}
        />
      )}
    </section>
  );
}

function Preview({
  orderId,
  files,
  at,
  onMove,
  onClose,
}: {
  orderId: string;
  files: readonly Attachment[];
  at: number;
  onMove: (at: number) => void;
  onClose: () => void;
}) {
  const t = useOrderTexts();
  const { t: common } = useTranslation();
  const formats = useFormats();
  const file = files[at];
  if (file === undefined) return null;
  const url = urlOf(orderId, file.id);
  return (
    <Dialog
      open
      onClose={onClose}
      closeButton={common("state.close")}
      className="attachment-preview"
      aria-label={t("files.preview", { name: file.name })}
      onKeyDown={(event) => {
        if (event.key === "ArrowLeft" && at > 0) onMove(at - 1);
        if (event.key === "ArrowRight" && at < files.length - 1) onMove(at + 1);
      }}
    >
      <p>
        <strong>{file.name}</strong>{" "}
        <span className="quiet figures">
          {t(`files.kind.${file.kind}`)} · {file.by} · {formats.dateTime(file.at)}
        </span>
      </p>
      {file.mediaType.startsWith("image/") ? (
        <img src={url} alt={t("files.preview", { name: file.name })} />
      ) : (
        <p className="attachment-file">
          <FileIcon aria-hidden fontSize="4rem" />
        </p>
      )}
      <div className="form-dialog-actions">
        <Button data-size="sm" variant="secondary" disabled={at === 0} onClick={() => onMove(at - 1)}>
          {t("files.previous")}
        </Button>
        <Button
          data-size="sm"
          variant="secondary"
          disabled={at === files.length - 1}
          onClick={() => onMove(at + 1)}
        >
          {t("files.next")}
        </Button>
        <a className="ds-link" href={url} target="_blank" rel="noreferrer">
          {t("files.open")}
        </a>
      </div>
    </Dialog>
  );
}
