import { useTranslation } from "../i18n/text.ts";

export function OrderSettingsPage() {
  const { t } = useTranslation();
  return <h1>{t("page.orderSettings")}</h1>;
}
