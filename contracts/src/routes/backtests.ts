import { BacktestAnswer, BacktestRequest, RuleBacktestRequest } from "../backtest.ts";
import { byId, type RouteTable } from "../route.ts";

export const backtestRoutes = {
  "POST /rules/backtest": {
    summary: "What a rule that is not saved would have raised in a period of the past",
    permission: "rule:read",
    body: BacktestRequest,
    status: 200,
    answer: BacktestAnswer,
  },
  "POST /rules/{id}/backtest": {
    summary: "What a rule would have raised in a period of the past, and what a change of it would have",
    permission: "rule:read",
    params: byId,
    body: RuleBacktestRequest,
    status: 200,
    answer: BacktestAnswer,
  },
} as const satisfies RouteTable;
