import type { Socket } from "node:net";

/**
 * One gate before all sockets: while it is closed nothing is read from any of them, so that their senders are slowed by
 * TCP and what they sent stays with them. aedes reads by `read()` on `readable`, which is where the gate stands.
 */
export function createReadGate() {
  const sockets = new Set<Socket>();
  let open = true;

  return {
    add(socket: Socket): void {
      const read = socket.read.bind(socket);
      socket.read = (size?: number) => (open ? read(size) : null);
      sockets.add(socket);
      socket.once("close", () => sockets.delete(socket));
    },
    set(next: boolean): void {
      if (next === open) return;
      open = next;
      if (open) for (const socket of sockets) socket.emit("readable");
    },
    isOpen: () => open,
    sockets: (): Socket[] => [...sockets],
  };
}
export type ReadGate = ReturnType<typeof createReadGate>;
