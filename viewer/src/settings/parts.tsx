import { Alert, Button } from "@digdir/designsystemet-react";
import { useNotice } from "../ui/notice.tsx";
import { useOrderTexts } from "../work-orders/order-texts.ts";

/** Something that is shown this once. */
export function Once({ label, value }: { label: string; value: string }) {
  const t = useOrderTexts();
  const notice = useNotice();
  return (
    <Alert data-color="info" data-size="sm">
      <div className="setting-secret">
        <strong>{label}</strong>
        <code>{value}</code>
        <p>{t("set.once")}</p>
        <div>
          <Button
            data-size="sm"
            variant="secondary"
            onClick={() => void navigator.clipboard?.writeText(value).then(() => notice(t("set.copied")))}
          >
            {t("set.copy")}
          </Button>
        </div>
      </div>
    </Alert>
  );
}
