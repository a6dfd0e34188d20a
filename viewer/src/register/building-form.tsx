import { type Building, BuildingStatus } from "@kontrollrom/contracts/building.ts";
import { buildingTypes } from "@kontrollrom/contracts/register-codes.ts";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigation } from "../app/navigation.tsx";
import { call } from "../data/call.ts";
import { useTranslation } from "../i18n/text.ts";
import { FactForm } from "../ui/fact-form.tsx";
import { useNotice } from "../ui/notice.tsx";
import { propertiesQuery } from "./register-queries.ts";

/** A building that is made, or changed where one is given. */
export function BuildingForm({ building, onClose }: { building?: Building; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const { go } = useNavigation();
  const client = useQueryClient();
  const notice = useNotice();
  const properties = useQuery(propertiesQuery()).data?.items ?? [];
  const language = i18n.language === "en" ? "en" : "nb";
  const position = building?.position;
  const isDegrees = (value: string, most: number) =>
    Math.abs(Number(value.replace(",", "."))) <= most
      ? undefined
      : t("register.building.positionWrong", { most });
  const types = buildingTypes.map((type) => ({ value: type.code, label: `${type.code} ${type[language]}` }));
  const ownType = building?.buildingType;
  if (ownType !== undefined && !types.some(({ value }) => value === ownType))
    types.unshift({ value: ownType, label: ownType });
  return (
    <FactForm
      title={building?.name ?? t("register.building.new")}
      fields={[
        { name: "name", label: t("register.form.name"), required: true },
        {
          name: "buildingNumber",
          label: t("register.building.number"),
          kind: "digits",
          maxLength: 9,
          wrong: (value) => (/^\d{9}$/.test(value) ? undefined : t("register.building.numberWrong")),
        },
        { name: "buildingType", label: t("register.building.type"), kind: "choice", options: types },
        {
          name: "status",
          label: t("register.building.status"),
          kind: "choice",
          options: BuildingStatus.options.map((value) => ({
            value,
            label: t(`register.building.statuses.${value}`),
          })),
        },
        {
          name: "yearBuilt",
          label: t("register.building.year"),
          kind: "digits",
          maxLength: 4,
          wrong: (value) => (/^[12]\d{3}$/.test(value) ? undefined : t("register.component.digits")),
        },
        { name: "address", label: t("register.building.address"), maxLength: 300 },
        {
          name: "propertyId",
          label: t("register.building.property"),
          kind: "choice",
          options: properties.map(({ id, name, cadastralNumbers }) => ({
            value: id,
            label: [name, cadastralNumbers[0]?.text].filter(Boolean).join(" · "),
          })),
        },
        {
          name: "lat",
          label: t("register.building.latitude"),
          kind: "number",
          hint: t("register.building.positionHint"),
          wrong: (value) => isDegrees(value, 90),
        },
        {
          name: "lon",
          label: t("register.building.longitude"),
          kind: "number",
          wrong: (value) => isDegrees(value, 180),
        },
      ]}
      initial={{
        name: building?.name ?? "",
        buildingNumber: building?.buildingNumber ?? "",
        buildingType: building?.buildingType ?? "",
        status: building?.status ?? "",
        yearBuilt: String(building?.yearBuilt ?? ""),
        address: building?.address ?? "",
        propertyId: building?.propertyId ?? "",
        lat: position === undefined ? "" : String(position.lat),
        lon: position === undefined ? "" : String(position.lon),
      }}
      onSave={async (facts) => {
        const body = {
          name: facts.name,
          ...(facts.buildingNumber && { buildingNumber: facts.buildingNumber }),
          ...(facts.buildingType && { buildingType: facts.buildingType }),
          ...(facts.status && { status: BuildingStatus.parse(facts.status) }),
          yearBuilt: facts.yearBuilt === "" ? null : Number(facts.yearBuilt),
          address: facts.address,
          propertyId: facts.propertyId || null,
          ...(facts.lat &&
            facts.lon && {
              position: {
                lat: Number(facts.lat.replace(",", ".")),
                lon: Number(facts.lon.replace(",", ".")),
              },
            }),
        };
        const answer =
          building === undefined
            ? await call("POST /buildings", { body })
            : await call("PATCH /buildings/{id}", { params: { id: building.id }, body });
        client.setQueryData(["building", answer.id], answer);
        for (const key of ["buildings", "properties", "property"])
          void client.invalidateQueries({ queryKey: [key] });
        notice(t("register.component.saved", { name: answer.name }));
        if (building === undefined) go({ page: "register", buildingId: answer.id });
      }}
      onClose={onClose}
    />
  );
}
