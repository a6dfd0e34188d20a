import { Button, Dialog, Heading, Paragraph } from "@digdir/designsystemet-react";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "../i18n/text.ts";
import { useNotice } from "./notice.tsx";
import { explain } from "./states.tsx";
import "./form-dialog.css";

/** Takes a thing away, after a question. */
export function RemoveButton({
  name,
  remove,
  onRemoved,
  label,
  consequence,
}: {
  name: string;
  remove: () => Promise<unknown>;
  onRemoved?: () => void;
  /** What is done, where "remove" is not the word for it. */
  label?: string;
  /** What follows of it, where that is more than that it cannot be undone. */
  consequence?: string;
}) {
  const { t } = useTranslation();
  const notice = useNotice();
  const [asking, setAsking] = useState(false);
  const removing = useMutation({
    mutationFn: remove,
    onSuccess: () => {
      setAsking(false);
      notice(t("register.form.removed", { name }));
      onRemoved?.();
    },
    onError: (error) => {
      setAsking(false);
      notice(explain(error, t), "problem");
    },
  });
  return (
    <>
      <Button
        variant="tertiary"
        data-color="danger"
        data-size="sm"
        aria-label={label === undefined ? t("register.form.removeOne", { name }) : `${label}: ${name}`}
        onClick={() => setAsking(true)}
      >
        {label ?? t("register.form.remove")}
      </Button>
      {asking && (
        <Dialog open onClose={() => setAsking(false)} closeButton={t("state.close")}>
          <Heading level={2} data-size="xs">
            {label === undefined ? t("register.form.removeTitle", { name }) : `${label}: ${name}`}
          </Heading>
          <Paragraph>{consequence ?? t("register.form.removeText")}</Paragraph>
          <div className="form-dialog-actions">
            <Button data-color="danger" loading={removing.isPending} onClick={() => removing.mutate()}>
              {label ?? t("register.form.remove")}
            </Button>
            <Button variant="tertiary" onClick={() => setAsking(false)}>
              {t("state.cancel")}
            </Button>
          </div>
        </Dialog>
      )}
    </>
  );
}
