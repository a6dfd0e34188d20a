import { type Component, ComponentStatus } from "@kontrollrom/contracts/register.ts";
import { buildingParts } from "@kontrollrom/contracts/register-codes.ts";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigation } from "../app/navigation.tsx";
import { call } from "../data/call.ts";
import { queries } from "../data/queries.ts";
import { useTranslation } from "../i18n/text.ts";
import { FactForm } from "../ui/fact-form.tsx";
import { useNotice } from "../ui/notice.tsx";

/** A component that is made by hand in a building, or one that is changed. What a drawing says of it is not asked for. */
export function ComponentForm({
  buildingId,
  component,
  onClose,
}: {
  buildingId: string;
  component?: Component;
  onClose: () => void;
}) {
  const { t, i18n } = useTranslation();
  const { go } = useNavigation();
  const client = useQueryClient();
  const notice = useNotice();
  const language = i18n.language === "en" ? "en" : "nb";
  const byHand = component === undefined || component.origin === "hand";
  const rooms = useQuery({ ...queries.spaces(buildingId), enabled: byHand }).data ?? [];
  const parts = buildingParts.map((part) => ({ value: part.code, label: `${part.code} ${part[language]}` }));
  const ownPart = component?.ns3451FromTag ? undefined : component?.ns3451;
  if (ownPart !== undefined && !parts.some(({ value }) => value === ownPart))
    parts.unshift({ value: ownPart, label: ownPart });
  return (
    <FactForm
      title={component?.name ?? t("register.component.new")}
      fields={[
        ...(byHand
          ? ([
              { name: "name", label: t("register.form.name"), required: true },
              {
                name: "tag",
                label: t("register.component.tag"),
                hint: t("register.component.tagHint"),
                maxLength: 100,
              },
              {
                name: "systems",
                label: t("register.component.system"),
                hint: t("register.component.systemHint"),
                maxLength: 1000,
              },
              {
                name: "spaceId",
                label: t("register.component.room"),
                kind: "choice",
                options: rooms.map((room) => ({
                  value: room.id,
                  label: [room.number, room.name].filter(Boolean).join(" "),
                })),
              },
            ] as const)
          : []),
        { name: "ns3451", label: t("register.component.part"), kind: "choice", options: parts },
        {
          name: "status",
          label: t("register.component.status"),
          kind: "choice",
          required: true,
          options: ComponentStatus.options.map((value) => ({
            value,
            label: t(`register.component.statuses.${value}`),
          })),
        },
        { name: "maker", label: t("register.component.maker"), maxLength: 100 },
        { name: "product", label: t("register.component.product"), maxLength: 100 },
        { name: "serial", label: t("register.component.serial"), maxLength: 100 },
        {
          name: "year",
          label: t("register.component.year"),
          kind: "digits",
          maxLength: 4,
          wrong: (value) => (/^\d{4}$/.test(value) ? undefined : t("register.component.digits")),
        },
        { name: "warrantyUntil", label: t("register.component.warranty"), kind: "date" },
        { name: "note", label: t("register.component.note"), kind: "long", maxLength: 2000 },
      ]}
      initial={{
        name: component?.name ?? "",
        tag: component?.tag ?? "",
        systems: (component?.systems ?? []).join(", "),
        spaceId: component?.spaceId ?? "",
        ns3451: ownPart ?? "",
        status: component?.status ?? "in-use",
        maker: component?.maker ?? "",
        product: component?.product ?? "",
        serial: component?.serial ?? "",
        year: String(component?.year ?? ""),
        warrantyUntil: component?.warrantyUntil ?? "",
        note: component?.note ?? "",
      }}
      onSave={async (facts) => {
        const systems = facts.systems
          ?.split(",")
          .map((each) => each.trim())
          .filter(Boolean);
        const status = ComponentStatus.parse(facts.status);
        const answer =
          component === undefined
            ? await call("POST /components", {
                body: {
                  buildingId,
                  name: facts.name,
                  status,
                  ...(systems.length > 0 && { systems }),
                  ...(facts.year && { year: Number(facts.year) }),
                  ...given(facts, [
                    "tag",
                    "spaceId",
                    "ns3451",
                    "maker",
                    "product",
                    "serial",
                    "warrantyUntil",
                    "note",
                  ]),
                },
              })
            : await call("PATCH /components/{id}", {
                params: { id: component.id },
                body: {
                  ...(byHand && {
                    name: facts.name,
                    tag: facts.tag || null,
                    systems,
                    spaceId: facts.spaceId || null,
                  }),
                  ns3451: facts.ns3451 || null,
                  status,
                  maker: facts.maker || null,
                  product: facts.product || null,
                  serial: facts.serial || null,
                  year: facts.year === "" ? null : Number(facts.year),
                  warrantyUntil: facts.warrantyUntil || null,
                  note: facts.note || null,
                  revision: component.revision,
                },
              });
        client.setQueryData(["component", answer.id], answer);
        void client.invalidateQueries({ queryKey: ["components"] });
        notice(t("register.component.saved", { name: answer.name }));
        if (component === undefined) go({ page: "register", componentId: answer.id });
      }}
      onClose={onClose}
    />
  );
}

/** Those of some facts that are said. */
function given<Name extends string>(facts: Readonly<Record<Name, string>>, names: readonly Name[]) {
  return Object.fromEntries(
    names.filter((name) => facts[name] !== "").map((name) => [name, facts[name]]),
  ) as {
    [Key in Name]?: string;
  };
}
