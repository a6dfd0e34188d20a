import type { SeriesAnswer } from "@kontrollrom/contracts/sample.ts";
import type { Call, Handlers, RawAnswer } from "../http/handler.ts";
import type { SeriesAnswers, SeriesQuestion } from "./series-answer.ts";

export function telemetryHandlers({
  answers,
}: {
  answers: SeriesAnswers;
}): Pick<Handlers, "GET /points/{id}/samples" | "POST /samples/query"> {
  async function answer(
    pointIds: readonly number[],
    question: SeriesQuestion,
    call: Call,
  ): Promise<SeriesAnswer | RawAnswer> {
    return (await answers.stream(pointIds, question, call)) ?? answers.json(pointIds, question);
  }

  return {
    "GET /points/{id}/samples": ({ params, query }, call) => {
      const { points, method, gaps, ...rest } = query;
      const downsample = points === undefined ? undefined : { entries: points, method };
      return answer([params.id], { ...rest, downsample, gaps }, call);
    },
    "POST /samples/query": ({ body }, call) => {
      const { downsample, gaps, ...rest } = body;
      const thinned = downsample && { entries: downsample.points, method: downsample.method };
      return answer([...new Set(body.pointIds)], { ...rest, downsample: thinned, gaps }, call);
    },
  };
}
