import { createServer } from "node:http";

import { totalOf } from "./basket.mjs";

const port = Number(process.env.PORT ?? 8080);

createServer((request, response) => {
  if (request.url === "/healthz") {
    response.end("ok\n");
    return;
  }
  const basket = [{ cents: 1250, count: 2 }];
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify({ basket, total: totalOf(basket), currency: process.env.CURRENCY }));
}).listen(port);
