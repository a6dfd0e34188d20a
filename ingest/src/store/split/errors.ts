/** The time-series server does not answer, or refuses; what was asked can be asked again. */
export class StoreUnavailableError extends Error {
  readonly code = "store-unavailable";
  readonly status = 503;
}

/** The time-series server takes too long for the query, or answers too much; ask for less. */
export class StoreQueryError extends Error {
  readonly code = "query-timeout";
  readonly status = 503;
}
