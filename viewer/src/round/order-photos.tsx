import type { AttachmentKind, WorkOrderDetail } from "@kontrollrom/contracts/work-order.ts";
import { CameraIcon } from "@navikt/aksel-icons";
import { useEffect, useState } from "react";
import { routeUrl } from "../data/call.ts";
import type { Act } from "../offline/act.ts";
import { preparePhoto } from "../offline/photo.ts";
import { useNotice } from "../ui/notice.tsx";
import { useRoundTexts } from "./texts.ts";
import { useDo, useMissingActs } from "./use-round.ts";

type Photo = Act & { readonly deed: Extract<Act["deed"], { kind: "photo" }> };

export function OrderPhotos({ order, mayWrite }: { order: WorkOrderDetail; mayWrite: boolean }) {
  const t = useRoundTexts();
  const acts = useMissingActs();
  const waiting = acts.filter(
    (act): act is Photo => act.deed.kind === "photo" && act.deed.orderId === order.id,
  );
  const sent = order.attachments.filter(({ mediaType }) => mediaType.startsWith("image/"));
  const begun = !["new", "assessed", "assigned", "received"].includes(order.status);
  return (
    <section className="round-photos" aria-label={t("order.photos")}>
      {mayWrite && <TakePhoto order={order} when={begun ? "after" : "before"} />}
      {sent.length + waiting.length > 0 && (
        <ul>
          {sent.map(({ id, name, kind }) => (
            <li key={id}>
              <img
                src={routeUrl("GET /work-orders/{id}/attachments/{attachmentId}", {
                  id: order.id,
                  attachmentId: id,
                })}
                alt={`${kindText(kind, t)} ${name}`}
                loading="lazy"
              />
            </li>
          ))}
          {waiting.map((act) => (
            <li key={act.key} data-waiting>
              <WaitingPhoto act={act} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

const kindText = (kind: AttachmentKind, t: ReturnType<typeof useRoundTexts>) =>
  kind === "before" ? t("order.photoBefore") : t("order.photoAfter");

function WaitingPhoto({ act }: { act: Photo }) {
  const t = useRoundTexts();
  const [url, setUrl] = useState<string>();
  const { bytes, mediaType } = act.deed;
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([bytes], { type: mediaType }));
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [bytes, mediaType]);
  return <img src={url} alt={t("order.photoWaiting", { name: act.deed.name })} />;
}

function TakePhoto({ order, when }: { order: WorkOrderDetail; when: "before" | "after" }) {
  const t = useRoundTexts();
  const act = useDo();
  const notice = useNotice();
  const [busy, setBusy] = useState(false);
  const take = async (file: File) => {
    setBusy(true);
    try {
      const photo = await preparePhoto(file);
      const time = new Date().toISOString().slice(0, 19).replaceAll(":", "");
      await act?.(`${order.number} ${order.title}`, {
        kind: "photo",
        orderId: order.id,
        name: `${order.number}-${time}.jpg`,
        when,
        ...photo,
      });
    } catch {
      notice(t("order.photoBad"), "problem");
    } finally {
      setBusy(false);
    }
  };
  return (
    <PhotoButton disabled={busy || act === undefined} onFile={(file) => void take(file)}>
      {t(when === "before" ? "order.photoBefore" : "order.photoAfter")}
    </PhotoButton>
  );
}

/** Opens the phone's camera; on a desk, the files. */
export function PhotoButton({
  disabled,
  onFile,
  children,
}: {
  disabled?: boolean;
  onFile: (file: File) => void;
  children: React.ReactNode;
}) {
  return (
    <label className="ds-button file-button round-camera" data-variant="secondary" aria-disabled={disabled}>
      <CameraIcon aria-hidden fontSize="1.5rem" />
      {children}
      <input
        type="file"
        accept="image/*"
        capture="environment"
        disabled={disabled}
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = "";
          if (file !== undefined) onFile(file);
        }}
      />
    </label>
  );
}
