import { createHmac } from "node:crypto";
import { once } from "node:events";
import type { AddressInfo, Server } from "node:net";
import rhea, { type Connection, type EventContext, type Message, type Sender } from "rhea";

const { types, message } = rhea;

/** An event as a test puts it in, with the annotations that an IoT hub stamps. */
export interface EventInput {
  readonly body: Uint8Array | string;
  readonly stamps?: Readonly<Record<string, string>>;
  readonly properties?: Readonly<Record<string, string>>;
}

interface StoredEvent extends EventInput {
  readonly sequenceNumber: number;
  readonly enqueuedAt: number;
}

interface Partition {
  readonly id: string;
  events: StoredEvent[];
  next: number;
}

interface Reader {
  readonly sender: Sender;
  readonly partition: Partition;
  after: number;
  feeding: boolean;
}

/** What an AMQP peer says to a request over `$cbs` or `$management`. */
interface Reply {
  readonly status: number;
  readonly text: string;
  readonly body?: unknown;
}

const hubName = "telemetri";
const keyName = "listen";

/**
 * The parts of Azure Event Hubs that a consumer meets, over AMQP 1.0: claims ($cbs, with the signature checked), what `$management` tells of
 * hub and partitions, and partitions that are read by credit from a sequence number on.
 */
export async function startEventHubServer(options: { readonly partitions: number; readonly key?: string }) {
  const key = options.key ?? "bm9ra2VsZW4=";
  const partitions: Partition[] = Array.from({ length: options.partitions }, (_, i) => ({
    id: String(i),
    events: [],
    next: 0,
  }));
  const readers = new Set<Reader>();
  const connections = new Set<Connection>();
  const replyLinks = new Map<string, Sender>();
  /** Sequence numbers in the order in which they were sent, by partition. */
  const sent = partitions.map((): number[] => []);
  let server: Server | undefined;
  let port = 0;

  const container = rhea.create_container({ id: "event-hub" });
  container.sasl_server_mechanisms.enable_anonymous();
  container.on("connection_open", ({ connection }: EventContext) => void connections.add(connection));
  container.on("disconnected", ({ connection }: EventContext) => forget(connection));
  container.on("connection_close", ({ connection }: EventContext) => forget(connection));
  container.on("error", () => undefined);

  function forget(connection: Connection): void {
    connections.delete(connection);
    for (const reader of readers) if (reader.sender.connection === connection) readers.delete(reader);
  }

  container.on("receiver_open", ({ receiver }: EventContext) => {
    receiver?.set_target({ address: receiver.target.address });
  });

  container.on("sender_open", ({ sender }: EventContext) => {
    if (sender === undefined) return;
    const address: string = sender.source.address;
    sender.set_source({ address });
    if (address.startsWith("$")) {
      // Replies go to the link that the request names, not to an address.
      replyLinks.set(sender.name, sender);
      return;
    }
    const partition = partitions.find(({ id }) => address.endsWith(`/Partitions/${id}`));
    if (partition === undefined) return sender.close({ condition: "amqp:not-found", description: address });
    readers.add({ sender, partition, after: startOf(sender, partition), feeding: false });
  });

  container.on("sendable", ({ sender }: EventContext) => {
    for (const reader of readers) if (reader.sender === sender) feed(reader);
  });
  container.on("sender_close", ({ sender }: EventContext) => {
    for (const reader of readers) if (reader.sender === sender) readers.delete(reader);
  });

  container.on("message", ({ message: request, receiver, connection }: EventContext) => {
    const address: string | undefined = receiver?.target.address;
    if (request === undefined || address === undefined) return;
    const reply = address === "$cbs" ? claim(request) : tell(request);
    const link = replyLinks.get(String(request.reply_to));
    if (link?.connection !== connection) return;
    link.send({
      correlation_id: request.message_id as string,
      application_properties: { "status-code": reply.status, "status-description": reply.text },
      body: reply.body ?? "",
    });
  });

  /** [MS: shared access signature] HMAC-SHA256 over the resource and the expiry. */
  function claim(request: Message): Reply {
    const token = new URLSearchParams(String(request.body).replace("SharedAccessSignature ", ""));
    const resource = encodeURIComponent(token.get("sr") ?? "");
    const expected = createHmac("sha256", key)
      .update(`${resource}\n${token.get("se")}`)
      .digest("base64");
    if (token.get("skn") !== keyName || token.get("sig") !== expected)
      return { status: 401, text: "InvalidSignature: The token has an invalid signature." };
    return { status: 202, text: "Accepted" };
  }

  function tell(request: Message): Reply {
    const asked = request.application_properties ?? {};
    if (asked.name !== hubName) return { status: 404, text: `no hub ${asked.name}` };
    if (asked.type === "com.microsoft:eventhub")
      return {
        status: 200,
        text: "OK",
        body: {
          name: hubName,
          created_at: types.wrap_timestamp(0),
          partition_count: types.wrap_int(partitions.length),
          partition_ids: types.wrap_array(
            partitions.map(({ id }) => id),
            0xa1,
            undefined,
          ),
        },
      };
    const partition = partitions.find(({ id }) => id === asked.partition);
    if (partition === undefined) return { status: 404, text: `no partition ${asked.partition}` };
    const last = partition.next - 1;
    return {
      status: 200,
      text: "OK",
      body: {
        name: hubName,
        partition: partition.id,
        begin_sequence_number: types.wrap_long(partition.events[0]?.sequenceNumber ?? last),
        last_enqueued_sequence_number: types.wrap_long(last),
        last_enqueued_offset: String(last * 100),
        last_enqueued_time_utc: types.wrap_timestamp(partition.events.at(-1)?.enqueuedAt ?? 0),
        is_partition_empty: partition.events.length === 0,
      },
    };
  }

  /** The sequence number that the selector of a link puts before what it wants. */
  function startOf(sender: Sender, partition: Partition): number {
    const filter = sender.source.filter?.["apache.org:selector-filter:string"];
    const selector = String(filter?.value ?? filter ?? "");
    const [, field, at] = /x-opt-(offset|sequence-number) > '(.+)'/.exec(selector) ?? [];
    if (field === undefined || at === undefined) throw new Error(`selector ${selector} is not known here`);
    if (at === "@latest") return partition.next - 1;
    return field === "offset" ? Number(at) / 100 : Number(at);
  }

  /** Sends what the reader has given credit for, which is used up when what was sent has left. */
  function feed(reader: Reader): void {
    const { sender, partition } = reader;
    if (reader.feeding) return;
    const { credit } = sender as unknown as { readonly credit: number };
    const first = partition.events.findIndex(({ sequenceNumber }) => sequenceNumber > reader.after);
    const events = first < 0 ? [] : partition.events.slice(first, first + credit);
    const last = partition.events.at(-1);
    for (const event of events) {
      reader.after = event.sequenceNumber;
      sent[partitions.indexOf(partition)]?.push(event.sequenceNumber);
      sender.send({
        body: message.data_section(Buffer.from(event.body)),
        message_annotations: {
          "x-opt-sequence-number": types.wrap_long(event.sequenceNumber),
          "x-opt-offset": String(event.sequenceNumber * 100),
          "x-opt-enqueued-time": types.wrap_timestamp(event.enqueuedAt),
          ...event.stamps,
        },
        delivery_annotations: {
          last_enqueued_sequence_number: types.wrap_long(last?.sequenceNumber ?? -1),
          last_enqueued_offset: String((last?.sequenceNumber ?? -1) * 100),
          last_enqueued_time_utc: types.wrap_timestamp(last?.enqueuedAt ?? 0),
          runtime_info_retrieval_time_utc: types.wrap_timestamp(Date.now()),
        },
        ...(event.properties !== undefined && { application_properties: { ...event.properties } }),
      });
    }
    if (events.length === 0) return;
    reader.feeding = true;
    setImmediate(() => {
      reader.feeding = false;
      if (readers.has(reader)) feed(reader);
    });
  }

  async function listen(): Promise<void> {
    server = container.listen({ port, host: "127.0.0.1" });
    await once(server, "listening");
    port = (server.address() as AddressInfo).port;
  }

  /** Breaks all connections, as a network does. */
  async function drop(): Promise<void> {
    const closed = server === undefined ? undefined : once(server, "close");
    server?.close();
    for (const connection of connections)
      (connection as unknown as { socket: { destroy(): void } }).socket.destroy();
    await closed;
  }

  await listen();
  return {
    hubName,
    connectionString: (withKey = key) =>
      `Endpoint=sb://localhost:${port};SharedAccessKeyName=${keyName};SharedAccessKey=${withKey};EntityPath=${hubName};UseDevelopmentEmulator=true`,
    sent,
    enqueue(partition: number, ...events: readonly EventInput[]): void {
      const into = partitions[partition];
      if (into === undefined) throw new Error(`no partition ${partition}`);
      for (const event of events)
        into.events.push({ ...event, sequenceNumber: into.next++, enqueuedAt: Date.now() });
      for (const reader of readers) if (reader.partition === into) feed(reader);
    },
    /** Lets a partition forget its oldest events, as retention does. */
    expire(partition: number, count: number): void {
      partitions[partition]?.events.splice(0, count);
    },
    /** Makes the hub anew: empty, and counting from the beginning. */
    recreate(): void {
      for (const partition of partitions) {
        partition.events = [];
        partition.next = 0;
      }
    },
    drop,
    listen,
    dispose: drop,
  };
}
export type EventHubServer = Awaited<ReturnType<typeof startEventHubServer>>;
