import type { DrawingCommand, DrawingRefusal } from "@kontrollrom/contracts/drawing.ts";
import { checked } from "./check.ts";
import {
  type Applied,
  type DrawingLimits,
  type EditDrawing,
  type EditRoom,
  refuse,
  usualLimits,
} from "./drawing.ts";
import { simple } from "./edges.ts";
import { reshapeWalls } from "./fabric.ts";
import { mergeRooms } from "./merge-rooms.ts";
import { moveWall } from "./move-wall.ts";
import { numberTaken } from "./numbers.ts";
import { splitRoom } from "./split-room.ts";

/** Carries out one command, or says by name why not. The drawing that is given stays as it is. */
export function applyCommand(
  drawing: EditDrawing,
  command: DrawingCommand,
  limits: DrawingLimits = usualLimits,
): Applied {
  switch (command.kind) {
    case "moveWall":
      return moveWall(drawing, command, limits);
    case "split":
      return splitRoom(drawing, command, limits);
    case "merge":
      return mergeRooms(drawing, command, limits);
    case "draw":
      return drawRoom(drawing, command, limits);
    case "delete":
      return deleteRoom(drawing, command.roomId);
    case "rename":
      return renameRoom(drawing, command);
    case "setFunction":
      return changeRoom(drawing, command.roomId, { functionCode: command.functionCode ?? undefined });
  }
}

/** Carries out all of them or none. `at` counts the command that was refused, from 0. */
export function applyCommands(
  drawing: EditDrawing,
  commands: readonly DrawingCommand[],
  limits: DrawingLimits = usualLimits,
):
  | { ok: true; drawing: EditDrawing }
  | { ok: false; at: number; reason: DrawingRefusal; roomIds: readonly string[] } {
  let now = drawing;
  for (const [at, command] of commands.entries()) {
    const result = applyCommand(now, command, limits);
    if (!result.ok) return { ...result, at };
    now = result.drawing;
  }
  return { ok: true, drawing: now };
}

function drawRoom(
  drawing: EditDrawing,
  { newRoomId, corners, number, name = "", functionCode }: Extract<DrawingCommand, { kind: "draw" }>,
  limits: DrawingLimits,
): Applied {
  if (drawing.rooms.some(({ id }) => id === newRoomId)) return refuse("id-taken", newRoomId);
  if (numberTaken(drawing, number)) return refuse("number-taken", newRoomId);
  const polygon = simple([corners]);
  if (polygon === undefined) return refuse("outline-invalid", newRoomId);
  const room: EditRoom = { id: newRoomId, number, name, functionCode, polygon };
  const after = { ...drawing, rooms: [...drawing.rooms, room] };
  const ids = new Set([newRoomId]);
  const result = checked(drawing, after, ids, limits);
  return result.ok ? { ok: true, drawing: reshapeWalls(drawing, after, ids, "none") } : result;
}

function deleteRoom(drawing: EditDrawing, roomId: string): Applied {
  const rooms = drawing.rooms.filter(({ id }) => id !== roomId);
  return rooms.length === drawing.rooms.length
    ? refuse("room-not-found", roomId)
    : { ok: true, drawing: { ...drawing, rooms } };
}

function renameRoom(
  drawing: EditDrawing,
  { roomId, number, name }: Extract<DrawingCommand, { kind: "rename" }>,
): Applied {
  if (number !== undefined && numberTaken(drawing, number, roomId)) return refuse("number-taken", roomId);
  return changeRoom(drawing, roomId, {
    ...(number !== undefined && { number }),
    ...(name !== undefined && { name }),
  });
}

function changeRoom(drawing: EditDrawing, roomId: string, change: Partial<EditRoom>): Applied {
  const room = drawing.rooms.find(({ id }) => id === roomId);
  if (room === undefined) return refuse("room-not-found", roomId);
  const same = Object.entries(change).every(([key, value]) => room[key as keyof EditRoom] === value);
  if (same) return refuse("nothing-changes", roomId);
  return {
    ok: true,
    drawing: {
      ...drawing,
      rooms: drawing.rooms.map((one) => (one.id === roomId ? { ...one, ...change } : one)),
    },
  };
}
