import type { Log } from "../http/log.ts";
import type { Audit } from "./audit.ts";

/**
 * A log whose entries about identity that somebody did (keys made and revoked, sessions begun and ended) are kept in the audit table
 * as well, whatever the log's level. What was refused is only logged: a stranger must not be able to fill the register.
 */
export function createAuditLog(log: Log, audit: Audit): Log {
  const keep = (fields: object): void => {
    if (!("audit" in fields) || typeof fields.audit !== "string") return;
    const { audit: action, ...detail } = fields as { audit: string; name?: unknown };
    audit
      .record(typeof detail.name === "string" ? detail.name : "unknown", action, "identity", detail)
      .catch((error: unknown) => log.error({ err: error }, "the audit could not be written"));
  };
  return {
    info(fields, message) {
      keep(fields);
      log.info(fields, message);
    },
    warn: (fields, message) => log.warn(fields, message),
    error: (fields, message) => log.error(fields, message),
  };
}
