import { useQuery } from "@tanstack/react-query";
import { controlRoom } from "../app/address.ts";
import { Link, useNavigation } from "../app/navigation.tsx";
import { useCan, useSession } from "../app/session.tsx";
import { ApiProblem } from "../data/api-problem.ts";
import { queries } from "../data/queries.ts";
import { useTranslation } from "../i18n/text.ts";
import { Answer, Empty } from "../ui/states.tsx";
import { PlanEditor } from "./editor.tsx";
import { editorQueries } from "./editor-queries.ts";

/** The page where a storey's plan is worked on, for those who may. */
export function EditorPage() {
  const { t } = useTranslation();
  const { address } = useNavigation();
  const may = useCan("register:write");
  const { role } = useSession();
  if (address.page !== "plan-editor") return null;
  const back = (
    <Link className="ds-link" to={controlRoom({ buildingId: address.buildingId, view: "plan" })}>
      {t("editor.back")}
    </Link>
  );
  if (!may)
    return (
      <div className="editor-page">
        <h1 className="visually-hidden">{t("editor.title")}</h1>
        <Empty level={2} title={t("state.noAccess.title")} action={back}>
          {t("state.noAccess.text", { role: t(`role.${role}`) })}
        </Empty>
      </div>
    );
  return <Loaded buildingId={address.buildingId} storeyId={address.storeyId} back={back} />;
}

function Loaded({
  buildingId,
  storeyId,
  back,
}: {
  buildingId: string;
  storeyId: string;
  back: React.ReactNode;
}) {
  const { t } = useTranslation();
  const buildings = useQuery(queries.buildings());
  const drawing = useQuery(editorQueries.drawing(storeyId));
  const building = buildings.data?.find(({ id }) => id === buildingId);
  const missing =
    (buildings.data !== undefined && building === undefined) ||
    (drawing.error instanceof ApiProblem && drawing.error.status === 404);
  if (missing)
    return (
      <div className="editor-page">
        <h1 className="visually-hidden">{t("editor.title")}</h1>
        <Empty level={2} title={t("editor.noDrawing.title")} action={back}>
          {t("editor.noDrawing.text")}
        </Empty>
      </div>
    );
  return (
    <Answer of={buildings} rows={1}>
      {() => (
        <Answer of={drawing} rows={3}>
          {(data) =>
            building !== undefined && <PlanEditor key={storeyId} building={building} drawing={data} />
          }
        </Answer>
      )}
    </Answer>
  );
}
