import type { BrokerFigures } from "./broker/broker.ts";
import type { GroupCommitState } from "./commit/group-commit.ts";

/**
 * Counters since the start (`…_total`) and the state of the moment: `ingest_messages_total`, `ingest_samples_total`,
 * `ingest_commits_total`, `ingest_refused_<reason>_total`, `ingest_repeated_refusals_total`, `ingest_commit_p50_ms`, `…_p99_ms` and
 * `…_max_ms` of the latest thousand commits, `ingest_waiting_messages`, `ingest_waiting_bytes`, and `mqtt_…` of the broker.
 */
export type IngestFigures = Readonly<Record<string, number>>;

const kept = 1000;

export function createFigures() {
  let messages = 0;
  let samples = 0;
  const refusedByReason: Record<string, number> = {};
  const commitMs: number[] = [];
  let at = 0;

  return {
    refused(reason: string): void {
      refusedByReason[reason] = (refusedByReason[reason] ?? 0) + 1;
    },
    committed(count: number, ms: number): void {
      messages += count;
      commitMs[at] = ms;
      at = (at + 1) % kept;
    },
    stored(count: number): void {
      samples += count;
    },
    read(group: GroupCommitState, mqtt: BrokerFigures, repeatedRefusals: number): IngestFigures {
      const sorted = commitMs.toSorted((a, b) => a - b);
      const quantile = (q: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? 0;
      return {
        ingest_messages_total: messages,
        ingest_samples_total: samples,
        ingest_commits_total: group.commits,
        ...Object.fromEntries(
          Object.entries(refusedByReason).map(([reason, count]) => [
            `ingest_refused_${reason.replaceAll("-", "_")}_total`,
            count,
          ]),
        ),
        ingest_repeated_refusals_total: repeatedRefusals,
        ingest_commit_p50_ms: quantile(0.5),
        ingest_commit_p99_ms: quantile(0.99),
        ingest_commit_max_ms: sorted.at(-1) ?? 0,
        ingest_waiting_messages: group.waitingItems,
        ingest_waiting_bytes: group.waitingBytes,
        mqtt_clients: mqtt.clients,
        mqtt_refused_connections_total: mqtt.refusedConnections,
        mqtt_dropped_for_slow_readers_total: mqtt.droppedForReaders,
        mqtt_unread_messages_total: mqtt.unreadMessages,
        mqtt_sessions: mqtt.sessions,
        mqtt_sessions_away: mqtt.sessionsAway,
        mqtt_sessions_ended_total: mqtt.sessionsEnded,
        mqtt_subscriptions: mqtt.subscriptions,
        mqtt_queued_messages: mqtt.queuedMessages,
        mqtt_queued_bytes: mqtt.queuedBytes,
        mqtt_queue_dropped_total: mqtt.queueDropped,
        mqtt_retained_messages: mqtt.retainedMessages,
        mqtt_retained_bytes: mqtt.retainedBytes,
        mqtt_retained_refused_total: mqtt.retainedRefused,
        mqtt_reading: mqtt.reading ? 1 : 0,
      };
    },
  };
}
export type Figures = ReturnType<typeof createFigures>;
