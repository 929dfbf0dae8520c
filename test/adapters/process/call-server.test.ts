import { connect, type Socket } from "node:net";

import { afterEach, describe, expect, it } from "@jest/globals";

import {
  type CallHandler,
  type CallServer,
  serveCalls,
} from "../../../src/adapters/process/call-server.ts";

const ANSWER = { stdout: Buffer.from("out"), stderr: Buffer.alloc(0), exitCode: 3 };

describe("serveCalls", () => {
  const servers: CallServer[] = [];
  const serve = async (handler: CallHandler) => {
    const server = await serveCalls(handler);
    servers.push(server);
    const [, port = "", token = ""] = server.address.split(":");
    return { port: Number(port), token, server };
  };

  afterEach(() => servers.splice(0).forEach((server) => server.close()));

  it("answers who knows the token", async () => {
    const { port, token } = await serve(() => Promise.resolve(ANSWER));

    expect(await exchange(port, callOf(token))).toBe("1out\n03\n");
  });

  it("answers a message that comes in pieces", async () => {
    const { port, token } = await serve(() => Promise.resolve(ANSWER));
    const message = callOf(token);

    expect(
      await exchange(port, message.slice(0, 10), message.slice(10, 50), message.slice(50)),
    ).toBe("1out\n03\n");
  });

  it("says that it declines", async () => {
    const { port, token } = await serve(() => Promise.resolve("declined"));

    expect(await exchange(port, callOf(token))).toBe("-\n");
  });

  it.each([
    ["another token", () => callOf("0".repeat(32))],
    ["a part of the token", (token: string) => callOf(token.slice(1))],
    ["no token", () => callOf("")],
    ["much without a token", () => "x".repeat(100_000)],
    ["a key that nobody announced", (token: string) => [token, "stdout", "key", ""].join("\0")],
    ["what is no message", (token: string) => [token, "nope", ""].join("\0")],
  ])("closes without a word on %s", async (_, message) => {
    const calls: unknown[] = [];
    const { port, token } = await serve((call) => {
      calls.push(call);
      return Promise.resolve(ANSWER);
    });

    expect(await exchange(port, message(token))).toBe("");
    expect(calls).toEqual([]);
  });

  it("closes when the work fails", async () => {
    const { port, token } = await serve(() => Promise.reject(new Error("a fault")));

    expect(await exchange(port, callOf(token))).toBe("");
  });

  it("takes no connections once it is closed", async () => {
    const { port, token, server } = await serve(() => Promise.resolve(ANSWER));

    server.close();

    await expect(exchange(port, callOf(token))).rejects.toThrow("ECONNREFUSED");
  });

  it("tells the work when the caller has gone", async () => {
    const told = new Promise<string>((resolve) => {
      void serve(() =>
        Promise.resolve(async ({ onSignal }) => {
          await new Promise<void>((end) =>
            onSignal((signal) => {
              resolve(signal);
              end();
            }),
          );
          return 0;
        }),
      ).then(async ({ port, token }) => {
        const control = await opened(port);
        control.write(callOf(token));
        const line = await new Promise<string>((seen) =>
          control.once("data", (data: Buffer) => seen(data.toString())),
        );
        const key = line.slice(1).trim();
        for (const name of ["stdout", "stderr"]) {
          (await opened(port)).write([token, name, key, ""].join("\0"));
        }
        setTimeout(() => control.destroy(), 100);
      });
    });

    expect(await told).toBe("SIGTERM");
  });
});

function callOf(token: string): string {
  return [token, "call", "", "/", "1", "version", String(process.pid), ""].join("\0");
}

function opened(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => resolve(socket));
    socket.once("error", reject);
  });
}

/** All that comes until the connection is closed. */
async function exchange(port: number, ...pieces: readonly string[]): Promise<string> {
  const socket = await opened(port);
  socket.on("error", () => undefined);
  let text = "";
  socket.on("data", (data: Buffer) => (text += data.toString()));
  const closed = new Promise((resolve) => socket.once("close", resolve));
  for (const piece of pieces) {
    socket.write(piece);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await closed;
  return text;
}
