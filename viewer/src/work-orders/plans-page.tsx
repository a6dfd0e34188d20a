import { useTranslation } from "../i18n/text.ts";

export function PlansPage() {
  const { t } = useTranslation();
  return <h1>{t("page.plans")}</h1>;
}
