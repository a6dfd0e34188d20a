import type { WorkOrderDetail } from "@kontrollrom/contracts/work-order.ts";
import { FileIcon } from "@navikt/aksel-icons";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useFormats } from "../app/preferences.tsx";
import { useCan } from "../app/session.tsx";
import { routeUrl } from "../data/call.ts";
import { upload } from "../data/upload.ts";
import { useTranslation } from "../i18n/text.ts";
import { FileButton } from "../ui/file-button.tsx";
import { useNotice } from "../ui/notice.tsx";
import { explain } from "../ui/states.tsx";

/** What the interface takes. */
const mediaTypes = ["image/jpeg", "image/png", "image/webp", "application/pdf"];
const maxBytes = 25 * 1024 * 1024;

export function Attachments({ order }: { order: WorkOrderDetail }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const client = useQueryClient();
  const notice = useNotice();
  const mayWrite = useCan("work-order:write");
  const [progress, setProgress] = useState(0);
  const send = useMutation({
    mutationFn: (file: File) =>
      upload(
        "POST /work-orders/{id}/attachments",
        file,
        { params: { id: order.id }, query: { name: file.name.slice(0, 200) }, mediaType: file.type },
        setProgress,
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: ["work-order", order.id] }),
    onError: (error) => notice(explain(error, t), "problem"),
    onSettled: () => setProgress(0),
  });
  const choose = (file: File) => {
    if (mediaTypes.includes(file.type) && file.size <= maxBytes) send.mutate(file);
    else notice(t("order.detail.attachRefused", { name: file.name }), "problem");
  };
  return (
    <section className="detail-card">
      <h2>{t("order.detail.attachments")}</h2>
      {order.attachments.length === 0 ? (
        <p className="quiet">{t("order.detail.noAttachments")}</p>
      ) : (
        <ul className="attachments">
          {order.attachments.map((attachment) => {
            const url = routeUrl("GET /work-orders/{id}/attachments/{attachmentId}", {
              id: order.id,
              attachmentId: attachment.id,
            });
            return (
              <li key={attachment.id}>
                <a href={url} target="_blank" rel="noreferrer">
                  {attachment.mediaType.startsWith("image/") ? (
                    <img src={url} alt="" loading="lazy" />
                  ) : (
                    <span className="attachment-file">
                      <FileIcon aria-hidden fontSize="2rem" />
                    </span>
                  )}
                  <span>
                    {attachment.name} <span className="quiet">{formats.bytes(attachment.bytes)}</span>
                  </span>
                </a>
              </li>
            );
          })}
        </ul>
      )}
      {send.isPending && (
        <label>
          {t("order.detail.attaching", { name: send.variables.name })}
          <progress value={progress} max={1} />
        </label>
      )}
      {mayWrite && (
        <FileButton accept={mediaTypes.join(",")} disabled={send.isPending} onFile={choose}>
          {t("order.detail.attach")}
        </FileButton>
      )}
    </section>
  );
}
