// SQS, SNS and S3 by fauxqs, in this process: its actions are called directly, without its own HTTP server.
import { readdir } from 'node:fs/promises';
import type { buildApp } from 'fauxqs';
import type { Account } from '../cloud/arn.ts';
import { queueNameOf } from '../cloud/arn.ts';
import {
  allowAllPlanes,
  type FifoQueue,
  giveWholeGroups,
  keepReceiveCount,
  type MessageRows,
  showAsked,
  type TakingQueue,
  takeByGroup,
} from './fauxqs-faults.ts';
import { filterByType } from './sns-filter.ts';

type App = ReturnType<typeof buildApp>;
type Stores = NonNullable<NonNullable<Parameters<typeof buildApp>[0]>['stores']>;
export type SqsStore = Stores['sqsStore'];
export type SnsStore = Stores['snsStore'];
type S3Store = Stores['s3Store'];
export type Queue = NonNullable<ReturnType<SqsStore['getQueueByName']>>;
export type QueueMessage = Parameters<Queue['enqueue']>[0];
export type ReceivedMessage = ReturnType<Queue['dequeue']>[number];
export type MessageAttributes = Record<
  string,
  { DataType: string; StringValue?: string; BinaryValue?: string }
>;

export interface RouterAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly headers: Record<string, string>;
  readonly body: string;
}

export interface RouterRequest {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: unknown;
}

export interface Messaging {
  readonly sqs: SqsStore;
  readonly sns: SnsStore;
  /** What lies in buckets; needs no S3 part. */
  readonly objects: S3Store;
  queue(urlOrArn: string): Queue | undefined;
  send(queueArn: string, body: string, attributes?: MessageAttributes): string;
  callSqs(request: RouterRequest): Promise<RouterAnswer>;
  callSns(request: RouterRequest): Promise<RouterAnswer>;
  /** The S3 part, which answers requests; made, and prepared, on its first use. */
  s3(prepare: (app: App) => void): Promise<App>;
  stop(): Promise<void>;
}

type Handler = (...args: never[]) => unknown;
interface Reply {
  status(code: number): void;
  header(name: string, value: string): void;
}
interface Router {
  readonly handlers: ReadonlyMap<string, Handler>;
  register(action: string, handler: Handler): void;
  handle(request: RouterRequest, reply: Reply): Promise<unknown>;
}
interface SqsStoreType {
  new (): SqsStore;
  createMessage(body: string, attributes?: MessageAttributes, delaySeconds?: number): QueueMessage;
}
interface Persistence extends MessageRows {
  load(sqs: SqsStore, sns: SnsStore, s3: unknown): void;
  close(): void;
}

// The package's entry loads Fastify, S3 and an HTTP client (90 ms); its action files load nothing.
const files = new URL('.', import.meta.resolve('fauxqs'));

async function load<T>(path: string): Promise<T> {
  return (await import(new URL(path, files).href)) as T;
}

const capital = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);

async function registerActions(router: Router, folder: string): Promise<void> {
  const names = (await readdir(new URL(folder, files))).filter((name) => name.endsWith('.js'));
  const modules = await Promise.all(
    names.map((name) => load<Record<string, Handler>>(`${folder}${name}`)),
  );
  for (const module of modules) {
    for (const [name, handler] of Object.entries(module)) router.register(capital(name), handler);
  }
}

async function makeRouter<T extends Router>(
  path: string,
  name: string,
  folder: string,
  stores: readonly unknown[],
): Promise<T> {
  const module = await load<Record<string, new (...args: unknown[]) => T>>(path);
  const Type = module[name];
  if (!Type) throw new Error(`fauxqs has no ${name}; its pinned version has changed`);
  const router = new Type(...stores);
  await registerActions(router, folder);
  return router;
}

const unknownAction = 'Unknown action: ';
const missingAction = 'not part of the embedded cloud: ';

async function call(router: Router, request: RouterRequest): Promise<RouterAnswer> {
  let status = 200;
  let contentType = 'application/x-amz-json-1.0';
  const headers: Record<string, string> = {};
  const output = await router.handle(request, {
    status: (code) => {
      status = code;
    },
    header: (name, value) => {
      if (name === 'content-type') contentType = value;
      else headers[name] = value;
    },
  });
  const body = typeof output === 'string' ? output : JSON.stringify(output ?? {});
  const told = status === 400 ? body.replace(unknownAction, missingAction) : body;
  return { status, contentType, headers, body: told };
}

function persist(manager: Persistence, stores: Stores): void {
  // A killed runner loses nothing; only a power cut may. Saves an fsync on every message.
  manager.db.exec('PRAGMA synchronous = OFF');
  keepReceiveCount(manager);
  manager.load(stores.sqsStore, stores.snsStore, stores.s3Store);
  const persistence = manager as never;
  stores.sqsStore.persistence = persistence;
  stores.snsStore.persistence = persistence;
  stores.s3Store.persistence = persistence;
  for (const queue of stores.sqsStore.allQueues()) queue.persistence = persistence;
}

async function makeStores(dataDir: string | undefined): Promise<[Stores, Persistence | undefined]> {
  const [sqs, sns, s3] = await Promise.all([
    load<{ SqsStore: SqsStoreType }>('sqs/sqsStore.js'),
    load<{ SnsStore: new () => SnsStore }>('sns/snsStore.js'),
    load<{ S3Store: new () => S3Store }>('s3/s3Store.js'),
  ]);
  const stores: Stores = {
    sqsStore: new sqs.SqsStore(),
    snsStore: new sns.SnsStore(),
    s3Store: new s3.S3Store(),
  };
  if (dataDir === undefined) return [stores, undefined];
  const { PersistenceManager } = await load<{
    PersistenceManager: new (directory: string) => Persistence;
  }>('persistence.js');
  const manager = new PersistenceManager(dataDir);
  persist(manager, stores);
  return [stores, manager];
}

/** Of a queue with groups, and can be set later as well. */
const ofGroups = ['DeduplicationScope', 'FifoThroughputLimit'];

export async function startMessaging(
  account: Account,
  dataDir: string | undefined,
): Promise<Messaging> {
  const [stores, manager] = await makeStores(dataDir);
  const [{ INVALID_MESSAGE_BODY_CHAR, SETTABLE_ATTRIBUTES }, { md5OfMessageAttributes }] =
    await Promise.all([
      load<{ INVALID_MESSAGE_BODY_CHAR: RegExp; SETTABLE_ATTRIBUTES: Set<string> }>(
        'sqs/sqsTypes.js',
      ),
      load<{ md5OfMessageAttributes: (attributes: object) => string }>('common/md5.js'),
    ]);
  allowAllPlanes(INVALID_MESSAGE_BODY_CHAR);
  for (const name of ofGroups) SETTABLE_ATTRIBUTES.add(name);
  const { sqsStore: sqs, snsStore: sns } = stores;
  // An empty host makes queue URLs out of the Host header of the request.
  sqs.host = '';
  sqs.region = account.region;
  sns.region = account.region;
  const [sqsRouter, snsRouter, { SqsStore: Sqs, SqsQueue }] = await Promise.all([
    makeRouter('sqs/sqsRouter.js', 'SqsRouter', 'sqs/actions/', [sqs]),
    makeRouter('sns/snsRouter.js', 'SnsRouter', 'sns/actions/', [sns, sqs]),
    load<{ SqsStore: SqsStoreType; SqsQueue: { prototype: FifoQueue & TakingQueue } }>(
      'sqs/sqsStore.js',
    ),
  ]);
  filterByType(snsRouter, sns);
  giveWholeGroups(SqsQueue.prototype);
  takeByGroup(SqsQueue.prototype);
  const receive = sqsRouter.handlers.get('ReceiveMessage') as Parameters<typeof showAsked>[0];
  sqsRouter.register('ReceiveMessage', showAsked(receive, md5OfMessageAttributes));
  let app: Promise<App> | undefined;

  async function startS3(prepare: (made: App) => void): Promise<App> {
    const fauxqs = await import('fauxqs');
    const made = fauxqs.buildApp({ logger: false, stores });
    prepare(made);
    await made.ready();
    return made;
  }

  return {
    sqs,
    sns,
    objects: stores.s3Store,
    queue: (urlOrArn) => sqs.getQueueByName(queueNameOf(urlOrArn)),
    send(queueArn, body, attributes) {
      const queue = sqs.getQueueByArn(queueArn);
      if (!queue) throw new Error(`there is no queue ${queueArn}`);
      const delay = Number(queue.attributes.DelaySeconds ?? 0);
      const message = Sqs.createMessage(body, attributes, delay > 0 ? delay : undefined);
      queue.enqueue(message);
      return message.messageId;
    },
    callSqs: (request) => call(sqsRouter, request),
    callSns: (request) => call(snsRouter, request),
    s3: (prepare) => {
      app ??= startS3(prepare);
      return app;
    },
    async stop() {
      sqs.shutdown();
      await (await app)?.close();
      manager?.close();
    },
  };
}
