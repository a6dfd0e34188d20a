import { readFile } from "node:fs/promises";
import { createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer, type Server as TlsServer } from "node:tls";
import type { Logger } from "pino";

export interface ListenersConfig {
  readonly host: string;
  readonly port: number;
  readonly maxClients: number;
  /** MQTT over TLS beside it: its port, and PEM files. */
  readonly tls?: TlsConfig | undefined;
}

export interface TlsConfig {
  readonly host: string;
  readonly port: number;
  readonly certFile: string;
  readonly keyFile: string;
}

export interface ListenersDeps {
  connected(socket: Socket): void;
  /** A connection over the limit was closed. */
  refused(): void;
  readonly log: Logger;
}

export interface Address {
  readonly host: string;
  readonly port: number;
}

const handshakeTimeoutMs = 10_000;

async function readPem({ certFile, keyFile }: TlsConfig) {
  const [cert, key] = await Promise.all(
    [certFile, keyFile].map((file) =>
      readFile(file).catch((cause: Error) => {
        throw new Error(`cannot read ${file} for MQTT over TLS: ${cause.message}`, { cause });
      }),
    ),
  );
  return { cert: cert as Buffer, key: key as Buffer };
}

/** The ports on which the broker listens: plain, and over TLS where it has a certificate. */
export function createListeners(config: ListenersConfig, deps: ListenersDeps) {
  const { log } = deps;
  const plain = createServer({ noDelay: true }, (socket) => deps.connected(socket));
  let secure: TlsServer | undefined;
  let pem: { cert: Buffer; key: Buffer } | undefined;

  function listen(server: Server, { host, port }: Address, variable: string): Promise<void> {
    server.maxConnections = config.maxClients;
    server.on("drop", () => deps.refused());
    return new Promise((resolve, reject) => {
      server.once("error", (cause: NodeJS.ErrnoException) => {
        const why =
          cause.code === "EADDRINUSE" ? `the port is taken: choose another ${variable}` : cause.message;
        reject(new Error(`cannot listen for MQTT on ${host}:${port}: ${why}`, { cause }));
      });
      server.listen(port, host, () => {
        server.on("error", (error) => log.error({ err: error }, "MQTT server"));
        resolve();
      });
    });
  }

  function addressOf(server: Server | undefined): Address | undefined {
    const address = server?.address();
    return typeof address === "object" && address !== null
      ? { host: address.address, port: address.port }
      : undefined;
  }

  return {
    async start(): Promise<void> {
      if (config.tls !== undefined) {
        pem = await readPem(config.tls);
        try {
          secure = createTlsServer({ ...pem, minVersion: "TLSv1.2", handshakeTimeout: handshakeTimeoutMs });
        } catch (cause) {
          throw new Error(
            `${config.tls.certFile} and ${config.tls.keyFile} are no certificate and its key: ${(cause as Error).message}`,
            { cause },
          );
        }
        secure.on("secureConnection", (socket) => {
          socket.setNoDelay(true);
          deps.connected(socket);
        });
        secure.on("tlsClientError", (error, socket) =>
          log.info({ err: error.message, from: socket.remoteAddress }, "TLS handshake failed"),
        );
        await listen(secure, config.tls, "KR_MQTTS_PORT");
      }
      await listen(plain, config, "KR_MQTT_PORT");
    },

    /** Takes a renewed certificate into use for connections to come; one that cannot be read leaves the old one. */
    async renew(): Promise<void> {
      if (secure === undefined || config.tls === undefined || pem === undefined) return;
      try {
        const next = await readPem(config.tls);
        if (next.cert.equals(pem.cert) && next.key.equals(pem.key)) return;
        secure.setSecureContext({ ...next, minVersion: "TLSv1.2" });
        pem = next;
        log.info("the renewed certificate is in use for MQTT");
      } catch (cause) {
        log.error({ err: cause }, "the certificate for MQTT could not be renewed");
      }
    },

    /** Takes no new connection. */
    close(): void {
      plain.close();
      secure?.close();
    },

    address: () => addressOf(plain),
    tlsAddress: () => addressOf(secure),
  };
}
