import type { Plan } from "@kontrollrom/contracts/building.ts";
import { planMediaTypes } from "@kontrollrom/contracts/exchange.ts";
import { planToDxf } from "@kontrollrom/twin/exchange/plan-dxf.ts";
import { planToGeoJson } from "@kontrollrom/twin/exchange/plan-geojson.ts";
import type { Georeference } from "@kontrollrom/twin/ifc/imported-model.ts";
import { planToSvg } from "@kontrollrom/twin/plan/svg.ts";
import type { FileStore } from "../files/file-store.ts";
import { type Handlers, RawAnswer } from "../http/handler.ts";
import { ProblemError } from "../http/problem-error.ts";
import type { RegistryDatabase } from "../registry/database.ts";
import { caller } from "../work-orders/routes.ts";
import { attachment } from "./attachment.ts";
import { chooseSheet, fittingScale, planToPdf } from "./plan-pdf.ts";

/** Plans of storeys as files for other programs and for paper. */
export function planExportHandlers(deps: {
  db: RegistryDatabase;
  files: FileStore;
  now(): number;
}): Pick<Handlers, "GET /storeys/{id}/export/{format}"> {
  const { db, files } = deps;
  return {
    "GET /storeys/{id}/export/{format}": async ({ params, query }, call) => {
      const source = await readSource(params.id);
      const { plan, building, georeference } = source;
      const answer = (body: string | Uint8Array): RawAnswer =>
        new RawAnswer(planMediaTypes[params.format], body, {
          "content-disposition": attachment(`${building} ${plan.name}`, params.format),
        });
      switch (params.format) {
        case "svg":
          return answer(planToSvg(plan));
        case "dxf":
          return answer(planToDxf(plan));
        case "geojson":
          return answer(JSON.stringify(planToGeoJson(plan, georeference)));
        case "pdf": {
          const wanted = query.scale === undefined ? undefined : Number(query.scale);
          const sheet = chooseSheet(plan.bounds, wanted);
          if (sheet === undefined)
            throw new ProblemError(
              422,
              "scale-too-large",
              `"${plan.name}" does not fit on A0 at 1:${wanted ?? 100}: take scale=${fittingScale(plan.bounds)}`,
            );
          const pdf = await planToPdf(plan, sheet, {
            building,
            revision: source.revision,
            date: new Intl.DateTimeFormat(query.language === "nb" ? "nb-NO" : "en-GB", {
              dateStyle: "short",
              timeZone: "Europe/Oslo",
            }).format(deps.now()),
            author: caller(call),
            language: query.language,
            north: georeference?.rotation === undefined ? undefined : -georeference.rotation,
          });
          return answer(pdf);
        }
      }
    },
  };

  async function readSource(storeyId: string) {
    const storey = await db
      .selectFrom("storey")
      .innerJoin("building", "building.id", "storey.building_id")
      .leftJoin("model", "model.id", "building.model_id")
      .select([
        "plan_key",
        "storey.name",
        "building.name as building",
        "building.id as building_id",
        "georeference",
      ])
      .where("storey.id", "=", storeyId)
      .executeTakeFirst();
    if (storey === undefined)
      throw new ProblemError(
        404,
        "storey-not-found",
        `there is no storey "${storeyId}": see GET /buildings/{id}/storeys`,
      );
    if (storey.plan_key === null)
      throw new ProblemError(
        404,
        "no-drawing",
        `storey "${storey.name}" has no plan: import a drawing with POST /models`,
      );
    const revision = await db
      .selectFrom("revision")
      .select(["number"])
      .where("building_id", "=", storey.building_id)
      .where("discipline", "=", "architecture")
      .orderBy("number", "desc")
      .limit(1)
      .executeTakeFirst();
    const plan = JSON.parse((await files.read(storey.plan_key)).toString("utf8")) as Plan;
    return {
      plan,
      building: storey.building,
      revision: revision === undefined ? "" : String(revision.number),
      georeference:
        storey.georeference === null ? undefined : (JSON.parse(storey.georeference) as Georeference),
    };
  }
}
