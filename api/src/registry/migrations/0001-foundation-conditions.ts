import { type Kysely, sql } from "kysely";

/** Rules of many kinds: an alarm keeps the whole condition it was judged by, and rules remember what late values need. */
export async function conditions(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  "alter table rule add column schedule text",
  "alter table rule_pair add column memory text not null default ''",
  "alter table alarm add column withdrawn integer not null default 0",
  "alter table alarm add column condition text not null default '{}'",
  `update alarm set condition = json_object('kind', 'threshold', 'direction', direction, 'setpoint', setpoint, 'deadband', 0,
    'onDelayMs', 0, 'offDelayMs', 0)`,
  "alter table alarm drop column direction",
  "alter table alarm drop column setpoint",
];
