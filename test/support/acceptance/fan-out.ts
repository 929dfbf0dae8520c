import { type IncomingHttpHeaders, type Server, createServer } from "node:http";
import { once } from "node:events";

/** Passes each webhook on to several Hams, as a load balancer that retries would in the worst case. */
export async function startFanOut(port: number, targets: readonly string[]): Promise<Server> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = Buffer.concat(chunks);
      const sent = targets.map((target) =>
        passOn(`${target}${request.url ?? ""}`, request.headers, body),
      );
      void Promise.all(sent).then((statuses) => {
        response.writeHead(Math.max(...statuses)).end();
      });
    });
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return server;
}

async function passOn(url: string, headers: IncomingHttpHeaders, body: Buffer): Promise<number> {
  const passed = Object.entries(headers).filter(
    ([name]) => name.startsWith("x-") || name === "content-type" || name === "user-agent",
  );
  const response = await fetch(url, {
    method: "POST",
    headers: passed.map(([name, value]): [string, string] => [name, String(value)]),
    body,
  });
  return response.status;
}
