// What the system asks of its database, counted exactly: a proxy before DynamoDB has every call say what it consumed.
import { createServer, request as httpRequest } from 'node:http';
import { startDatabase } from './dynamo.ts';

interface Capacity {
  readonly CapacityUnits?: number;
}

interface Consumed extends Capacity {
  readonly TableName?: string;
  readonly Table?: Capacity;
  readonly GlobalSecondaryIndexes?: Readonly<Record<string, Capacity>>;
}

export interface Tally {
  readonly writeUnits: number;
  readonly readUnits: number;
  readonly calls: number;
  /** Units and calls of each kind of call, by the items it is about: `orders PutItem ORDER/COMMIT`. */
  readonly byItem: ReadonlyMap<string, { readonly units: number; readonly calls: number }>;
}

type Key = Readonly<Record<string, { readonly S?: string }>>;
type Operation = { readonly TableName?: string; readonly Item?: Key; readonly Key?: Key };
type Input = Operation & {
  readonly TransactItems?: readonly Readonly<Record<string, Operation>>[];
  readonly ExpressionAttributeValues?: Key;
  readonly RequestItems?: Readonly<Record<string, { readonly Keys?: readonly Key[] }>>;
};

const writes: ReadonlySet<string> = new Set([
  'PutItem',
  'UpdateItem',
  'DeleteItem',
  'TransactWriteItems',
  'BatchWriteItem',
]);
const reads: ReadonlySet<string> = new Set(['GetItem', 'BatchGetItem', 'Query', 'Scan']);

const beginning = (text = ''): string => text.split('#')[0] ?? '';

/** `ORDER/COMMIT` of `ORDER#ord_… / COMMIT#…`. */
const kindOf = (key: Key | undefined): string => {
  const [partition, item] = [beginning(key?.pk?.S), beginning(key?.sk?.S)];
  return /^[A-Z]+$/.test(item) ? `${partition}/${item}` : partition;
};

const itemsOf = (input: Input): string => {
  const { TransactItems, RequestItems, ExpressionAttributeValues: values } = input;
  const operations = TransactItems?.flatMap((item) => Object.values(item)) ?? [input];
  const keys = Object.values(RequestItems ?? {}).flatMap(({ Keys = [] }) => Keys);
  const kinds = [
    ...operations.map(({ Item, Key }) => kindOf(Item ?? Key)),
    ...keys.map(kindOf),
    beginning(values?.[':pk']?.S),
  ];
  return kinds.filter((kind) => kind !== '').join(' + ');
};

const shortName = (table = ''): string => table.replace(/^tandem-[^-]+-/, '');

export interface CountedDatabase {
  readonly url: string;
  /** Calls that write, since it has started. */
  writes(): number;
  /** Since it was last taken, for each of so many orders. */
  take(orders?: number): Tally;
  stop(): Promise<void>;
}

/** A database of its own behind the proxy; give `url` as AWS_ENDPOINT_URL_DYNAMODB. */
export const startCountedDatabase = async (): Promise<CountedDatabase> => {
  const database = await startDatabase();
  const { hostname, port } = new URL(database.endpoint);
  const nothing = () => ({
    writeUnits: 0,
    readUnits: 0,
    calls: 0,
    byItem: new Map<string, { units: number; calls: number }>(),
  });
  let counted = nothing();
  let allWrites = 0;

  const add = (what: string, units: number, calls: number) => {
    const before = counted.byItem.get(what) ?? { units: 0, calls: 0 };
    counted.byItem.set(what, { units: before.units + units, calls: before.calls + calls });
  };

  const count = (operation: string, input: Input, answer: string) => {
    const { ConsumedCapacity } = JSON.parse(answer) as { ConsumedCapacity?: Consumed | Consumed[] };
    const isWrite = writes.has(operation);
    counted.calls += 1;
    if (isWrite) allWrites += 1;
    for (const each of [ConsumedCapacity ?? []].flat()) {
      const { TableName, CapacityUnits = 0, Table, GlobalSecondaryIndexes = {} } = each;
      if (isWrite) counted.writeUnits += CapacityUnits;
      else counted.readUnits += CapacityUnits;
      const name = shortName(TableName);
      add(`${name} ${operation} ${itemsOf(input)}`, Table?.CapacityUnits ?? CapacityUnits, 1);
      for (const [index, { CapacityUnits: units = 0 }] of Object.entries(GlobalSecondaryIndexes)) {
        if (units > 0) add(`${name} ${operation} ${index}`, units, 0);
      }
    }
  };

  const server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const operation = String(incoming.headers['x-amz-target']).split('.')[1] ?? '';
    const text = Buffer.concat(chunks).toString();
    const isCounted = writes.has(operation) || reads.has(operation);
    const input = isCounted ? { ...JSON.parse(text), ReturnConsumedCapacity: 'INDEXES' } : {};
    const { 'content-length': _length, connection: _connection, ...headers } = incoming.headers;
    const forwarded = httpRequest(
      { hostname, port, method: incoming.method, path: incoming.url, headers },
      async (answer) => {
        const parts: Buffer[] = [];
        for await (const part of answer) parts.push(part as Buffer);
        const reply = Buffer.concat(parts);
        if (isCounted && answer.statusCode === 200) count(operation, input, reply.toString());
        const { 'transfer-encoding': _encoding, ...rest } = answer.headers;
        outgoing.writeHead(answer.statusCode ?? 502, { ...rest, 'content-length': reply.length });
        outgoing.end(reply);
      },
    );
    forwarded.on('error', () => outgoing.destroy());
    forwarded.end(isCounted ? JSON.stringify(input) : text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address() as { port: number };

  return {
    url: `http://127.0.0.1:${address.port}`,
    writes: () => allWrites,
    take: (orders = 1) => {
      const { writeUnits, readUnits, calls, byItem } = counted;
      counted = nothing();
      return {
        writeUnits: writeUnits / orders,
        readUnits: readUnits / orders,
        calls: calls / orders,
        byItem: new Map(
          [...byItem].map(([what, one]) => [
            what,
            { units: one.units / orders, calls: one.calls / orders },
          ]),
        ),
      };
    },
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await database.stop();
    },
  };
};

/** One line an item, the dearest first. */
export const linesOf = ({ byItem }: Tally): string[] =>
  [...byItem]
    .sort(([, one], [, other]) => other.units - one.units)
    .map(([what, { units, calls }]) => {
      const figures = `${units.toFixed(2).padStart(7)} units ${calls.toFixed(2).padStart(6)} calls`;
      return `${figures}  ${what}`;
    });
