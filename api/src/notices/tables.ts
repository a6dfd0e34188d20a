/** People, groups, chains, webhooks and settings: read whole, written one at a time. `body` is JSON of the contract's input. */
export interface OnCallItemTable {
  kind: string;
  id: string;
  name: string;
  body: string;
  revision: number;
  created_at: number;
}

export interface PushSubscriptionTable {
  endpoint: string;
  person_id: string;
  keys: string;
  created_at: number;
}

export interface NoticeTable {
  id: string;
  /** Names the message: one step of one chain of one alarm to one receiver by one channel is written once. */
  delivery_key: string;
  alarm_id: string | null;
  chain_name: string;
  step: number;
  channel: string;
  receiver_id: string;
  receiver: string;
  subject: string;
  body: string;
  state: string;
  attempts: number;
  created_at: number;
  next_at: number;
  sent_at: number | null;
  error: string | null;
}

/** Keys that the platform makes for itself. Never answered, never logged. */
export interface NoticeSecretTable {
  name: string;
  value: string;
}
