import { UploadIcon } from "@navikt/aksel-icons";
import type { ReactNode } from "react";
import "./file-button.css";

/** A button that chooses a file: the browser's own input in the design system's clothes. */
export function FileButton({
  accept,
  onFile,
  disabled,
  children,
}: {
  accept: string;
  onFile: (file: File) => void;
  disabled?: boolean;
  children: ReactNode;
}) {
  return (
    <label className="ds-button file-button" data-variant="secondary" data-size="sm" aria-disabled={disabled}>
      <UploadIcon aria-hidden />
      {children}
      <input
        type="file"
        accept={accept}
        disabled={disabled}
        onChange={(event) => {
          const file = event.target.files?.[0];
          // The same file may be chosen again after it was refused.
          event.target.value = "";
          if (file !== undefined) onFile(file);
        }}
      />
    </label>
  );
}
