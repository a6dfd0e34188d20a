import { CameraIcon, UploadIcon } from "@navikt/aksel-icons";
import type { ReactNode } from "react";
import { useTranslation } from "../i18n/text.ts";
import { useNotice } from "../ui/notice.tsx";
import "../ui/file-button.css";

/** What the interface takes as attachments of orders. */
export const attachmentTypes = ["image/jpeg", "image/png", "image/webp", "application/pdf"];
export const mostAttachmentBytes = 25 * 1024 * 1024;

/** Chooses a photo, on a phone straight from the camera, or a document. What cannot be sent is refused with why. */
export function PhotoButton({
  camera = false,
  disabled = false,
  onFile,
  children,
}: {
  /** Photos alone, and the camera first. */
  camera?: boolean;
  disabled?: boolean;
  onFile: (file: File) => void;
  children: ReactNode;
}) {
  const { t } = useTranslation();
  const notice = useNotice();
  const types = camera ? attachmentTypes.filter((type) => type.startsWith("image/")) : attachmentTypes;
  const choose = (file: File) => {
    if (types.includes(file.type) && file.size <= mostAttachmentBytes) onFile(file);
    else notice(t("order.detail.attachRefused", { name: file.name }), "problem");
  };
  return (
    <label className="ds-button file-button" data-variant="secondary" data-size="sm" aria-disabled={disabled}>
      {camera ? <CameraIcon aria-hidden /> : <UploadIcon aria-hidden />}
      {children}
      <input
        type="file"
        accept={types.join(",")}
        disabled={disabled}
        {...(camera && { capture: "environment" as const })}
        onChange={(event) => {
          const file = event.target.files?.[0];
          // The same file may be chosen again after it was refused.
          event.target.value = "";
          if (file !== undefined) choose(file);
        }}
      />
    </label>
  );
}
