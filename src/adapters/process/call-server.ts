import { randomBytes, timingSafeEqual } from "node:crypto";
import { createServer, type Server, type Socket } from "node:net";
import type { Writable } from "node:stream";

import {
  DECLINED,
  formatAnswer,
  type NestedAnswer,
  type NestedCall,
  type NestedMessage,
  parseNestedMessage,
} from "../../core/shuttle/nested-call.ts";
import { ENDING_SIGNALS } from "./signals.ts";

export type CallServer = {
  /** For `SHUTTLE_PARENT`: process id, port and token. */
  readonly address: string;
  /** From now on nothing is answered. */
  readonly close: () => void;
};

/** Does what a call asks for, or says how it will: `declined` if a process of its own must. */
export type CallHandler = (call: NestedCall) => Promise<NestedAnswer | CallStreamer | "declined">;

/** Resolves to the exit code. */
export type CallStreamer = (streams: CallStreams) => Promise<number>;

export type CallStreams = {
  readonly stdout: Writable;
  readonly stderr: Writable;
  /** Told of each signal that the caller gets, and of its end as `SIGTERM`. Gives back how to stop. */
  readonly onSignal: (listener: (signal: NodeJS.Signals) => void) => () => void;
};

const MOST_BYTES = 8 << 20;
const PATIENCE_MS = 10_000;

/** Listens on loopback for calls that know the token. Rejects where nothing can listen. */
export async function serveCalls(handle: CallHandler): Promise<CallServer> {
  const token = randomBytes(16).toString("hex");
  const open: Open = { token, handle, sockets: new Set(), waiting: new Map() };
  const server = createServer((socket) => accept(socket, open));
  const port = await listen(server);
  return {
    address: `${process.pid}:${port}:${token}`,
    close: () => {
      server.close();
      open.sockets.forEach((socket) => socket.destroy());
    },
  };
}

type Open = {
  readonly token: string;
  readonly handle: CallHandler;
  readonly sockets: Set<Socket>;
  /** Streams that were announced, by key and name. */
  readonly waiting: Map<string, (socket: Socket) => void>;
};

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      if (address === null || typeof address === "string") reject(new Error("no port"));
      else resolve(address.port);
    });
  });
}

function accept(socket: Socket, open: Open): void {
  open.sockets.add(socket);
  socket.on("close", () => open.sockets.delete(socket));
  socket.on("error", () => socket.destroy());
  socket.setNoDelay(true);
  socket.setTimeout(PATIENCE_MS, () => socket.destroy());
  let received = Buffer.alloc(0);
  const onData = (chunk: Buffer): void => {
    received = Buffer.concat([received, chunk]);
    const message = parseNestedMessage(received);
    if (message === "incomplete" && isPromising(received, open.token)) return;
    socket.off("data", onData);
    if (message === "incomplete" || message === "invalid" || !isToken(message.token, open.token)) {
      socket.destroy();
      return;
    }
    socket.setTimeout(0);
    take(message, socket, open);
  };
  socket.on("data", onData);
}

/** Who doesn't know the token may send no more than one. */
function isPromising(received: Buffer, token: string): boolean {
  if (received.length <= token.length) return true;
  return (
    isToken(received.toString("latin1", 0, token.length), token) && received.length < MOST_BYTES
  );
}

function isToken(given: string, token: string): boolean {
  const [ours, theirs] = [Buffer.from(token), Buffer.from(given)];
  return ours.length === theirs.length && timingSafeEqual(ours, theirs);
}

function take(message: NestedMessage, socket: Socket, open: Open): void {
  if (message.kind === "call") {
    answer(message, socket, open).catch(() => socket.destroy());
    return;
  }
  const name = `${message.kind} ${message.key}`;
  const opened = open.waiting.get(name);
  open.waiting.delete(name);
  if (opened === undefined) socket.destroy();
  else opened(socket);
}

async function answer(call: NestedCall, socket: Socket, open: Open): Promise<void> {
  const result = await open.handle(call);
  if (result === "declined") socket.end(DECLINED);
  else if (typeof result !== "function") socket.end(formatAnswer(result));
  else await stream(result, socket, open);
}

async function stream(run: CallStreamer, control: Socket, open: Open): Promise<void> {
  const key = randomBytes(8).toString("hex");
  const opened = Promise.all([
    streamOf(`stdout ${key}`, control, open),
    streamOf(`stderr ${key}`, control, open),
  ]);
  control.write(`s${key}\n`);
  const [stdout, stderr] = await opened;
  const onSignal: CallStreams["onSignal"] = (listener) => relaySignals(control, listener);
  const exitCode = await run({ stdout, stderr, onSignal });
  await Promise.all([ended(stdout), ended(stderr)]);
  control.end(`0${exitCode}\n`);
}

function streamOf(name: string, control: Socket, { waiting }: Open): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void => {
      waiting.delete(name);
      reject(new Error("the caller has ended"));
    };
    control.once("close", giveUp);
    waiting.set(name, (socket) => {
      control.off("close", giveUp);
      resolve(socket);
    });
  });
}

function ended(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    socket.once("close", resolve);
    socket.end(resolve);
  });
}

function relaySignals(control: Socket, listener: (signal: NodeJS.Signals) => void): () => void {
  const onData = (chunk: Buffer): void => {
    const words = chunk.toString("latin1").split("\n");
    ENDING_SIGNALS.filter((signal) => words.includes(signal)).forEach((signal) => listener(signal));
  };
  const onClose = (): void => listener("SIGTERM");
  control.on("data", onData).on("close", onClose);
  return () => void control.off("data", onData).off("close", onClose);
}
