// P10: write units of a confirmed order, counted exactly: a proxy before the database asks every write what it consumed.
import { createServer, request as httpRequest } from 'node:http';
import { startDatabase } from '../../support/dynamo.ts';
import type { Goal } from '../goal.ts';
import { startOrderSubject } from '../orders.ts';

const orders = 20;

const writes = new Set([
  'PutItem',
  'UpdateItem',
  'DeleteItem',
  'TransactWriteItems',
  'BatchWriteItem',
]);

interface Consumed {
  readonly TableName?: string;
  readonly CapacityUnits?: number;
}

const startCountingProxy = async (target: string) => {
  const units = new Map<string, number>();
  const { hostname, port } = new URL(target);

  const count = (body: string) => {
    const { ConsumedCapacity } = JSON.parse(body) as { ConsumedCapacity?: Consumed | Consumed[] };
    for (const { TableName = '', CapacityUnits = 0 } of [ConsumedCapacity ?? []].flat()) {
      units.set(TableName, (units.get(TableName) ?? 0) + CapacityUnits);
    }
  };

  const server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const operation = String(incoming.headers['x-amz-target']).split('.')[1] ?? '';
    const isWrite = writes.has(operation);
    const text = Buffer.concat(chunks).toString();
    const body = isWrite
      ? JSON.stringify({ ...JSON.parse(text), ReturnConsumedCapacity: 'INDEXES' })
      : text;
    const { 'content-length': _length, connection: _connection, ...headers } = incoming.headers;
    const forwarded = httpRequest(
      { hostname, port, method: incoming.method, path: incoming.url, headers },
      async (answer) => {
        const parts: Buffer[] = [];
        for await (const part of answer) parts.push(part as Buffer);
        const reply = Buffer.concat(parts);
        if (isWrite && answer.statusCode === 200) count(reply.toString());
        const { 'transfer-encoding': _encoding, ...replyHeaders } = answer.headers;
        outgoing.writeHead(answer.statusCode ?? 502, {
          ...replyHeaders,
          'content-length': reply.length,
        });
        outgoing.end(reply);
      },
    );
    forwarded.on('error', () => outgoing.destroy());
    forwarded.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address() as { port: number };
  return {
    url: `http://127.0.0.1:${address.port}`,
    total: () => new Map(units),
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
};

export const writeUnits: Goal = {
  names: ['P10'],
  measure: async ({ log }) => {
    const database = await startDatabase();
    const proxy = await startCountingProxy(database.endpoint);
    const subject = await startOrderSubject({ AWS_ENDPOINT_URL_DYNAMODB: proxy.url });
    try {
      await subject.slice(5, 1);
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      const before = proxy.total();
      await subject.slice(orders, 1);
      // Mails and relayed outboxes finish after the order is confirmed.
      await new Promise((resolve) => setTimeout(resolve, 2_000));
      const details = Object.fromEntries(
        [...proxy.total()].map(([table, units]) => [
          table,
          (units - (before.get(table) ?? 0)) / orders,
        ]),
      );
      const total = Object.values(details).reduce((all, units) => all + units, 0);
      log(`P10: ${total.toFixed(1)} write units an order`);
      return [
        {
          goal: 'P10',
          what: 'write units of a confirmed order, all tables and indexes',
          samples: [total],
          limit: { atMost: 18 },
          unit: 'WCU',
          details,
        },
      ];
    } finally {
      await subject.stop();
      proxy.stop();
      await database.stop();
    }
  },
};
