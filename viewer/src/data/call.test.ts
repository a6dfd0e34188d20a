import { describe, expect, it } from "vitest";
import { toApiProblem } from "./api-problem.ts";
import { routeUrl } from "./call.ts";

describe("addresses of calls", () => {
  it.each([
    ["GET /alarms", {}, {}, "/api/v1/alarms"],
    ["GET /alarms/{id}", { id: "a/b c" }, {}, "/api/v1/alarms/a%2Fb%20c"],
    [
      "GET /alarms",
      {},
      { state: "active", cursor: undefined, limit: "5" },
      "/api/v1/alarms?state=active&limit=5",
    ],
    [
      "GET /work-orders/{id}/attachments/{attachmentId}",
      { id: "1", attachmentId: "2" },
      {},
      "/api/v1/work-orders/1/attachments/2",
    ],
  ])("%s", (route, params, query, expected) => expect(routeUrl(route, params, query)).toBe(expected));
});

describe("refused answers", () => {
  it("carry the server's code and words", () => {
    const body = JSON.stringify({
      type: "about:blank",
      title: "Conflict",
      status: 409,
      code: "stale",
      detail: "changed",
    });
    expect(toApiProblem(409, "Conflict", body)).toMatchObject({
      status: 409,
      code: "stale",
      detail: "changed",
    });
  });

  it.each(["<html>Bad gateway</html>", "", "null", '{"code":7}'])(
    "say the status when the body is %j",
    (body) => {
      expect(toApiProblem(502, "Bad Gateway", body)).toMatchObject({
        status: 502,
        code: "http-502",
        detail: "Bad Gateway",
      });
    },
  );
});
