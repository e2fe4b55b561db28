// The floor of a request: bare Fastify with the same validation, no token, no log.
import Fastify from 'fastify';
import { serveHttp } from '../http-worker.ts';
import { answerTo, quote } from '../route.ts';

const server = Fastify();
server.post<{ Body: { lines: unknown[] } }>(
  `/v1${quote.path}`,
  { schema: { body: quote.request.body } },
  async ({ body }) => answerTo(body),
);
const url = await server.listen({ port: 0, host: '127.0.0.1' });
serveHttp(Number(new URL(url).port));
