// The streams of the tables: which writes matter to a subscriber, and the records they become.
import type { Database } from './dynoxide.ts';
import {
  type EventName,
  existenceBefore,
  type Item,
  keyOf,
  possibleEvents,
  recordOf,
  type StreamRecord,
  type Write,
  writesOf,
} from './stream-records.ts';
import { imageOfInsert } from './update-image.ts';

export interface StreamSubscriber {
  /** Could a record with this name, these keys and (where it is known) this image pass the filter? */
  couldWant(eventName: EventName, keys: Item, newImage: Item | undefined): boolean;
  /** Takes the records it wants; the rest it drops. */
  offer(records: readonly StreamRecord[]): void;
}

export interface StreamedTable {
  readonly name: string;
  readonly streamArn: string;
  readonly viewType: string;
  readonly keyNames: readonly string[];
}

export interface Streams {
  register(table: StreamedTable): void;
  subscribe(streamArn: string, subscriber: StreamSubscriber): void;
  /** Tables whose stream somebody reads. */
  readonly active: boolean;
  /** What must be done around a write; undefined when nobody wants its records. */
  watch(operation: string, input: Record<string, unknown>): Watch | undefined;
}

export interface Watch {
  /** Reads what the condition does not tell, before the write. */
  before(): Promise<void>;
  /** Hands the records out, after the write succeeded. */
  after(): Promise<void>;
}

interface Entry {
  readonly table: StreamedTable;
  readonly subscribers: StreamSubscriber[];
}

interface Watched {
  readonly entry: Entry;
  readonly write: Write;
  readonly key: Item;
  readonly needsBefore: boolean;
  events: EventName[];
  oldImage: Item | undefined;
}

const readBatch = 100;
const tableNameOf = (nameOrArn: string) => nameOrArn.slice(nameOrArn.lastIndexOf('/') + 1);

/** The new image, where the request alone tells it. */
function knownImage(write: Write, key: Item, event: EventName): Item | undefined {
  if (write.kind === 'Put') return write.item;
  if (write.kind !== 'Update' || event !== 'INSERT') return undefined;
  const { update: expression, names, values } = write;
  return imageOfInsert({ key, expression, names, values });
}

export function createStreams(region: string, database: Database): Streams {
  const entries = new Map<string, Entry>();
  let active = false;

  function wanted(entry: Entry, write: Write, events: readonly EventName[]): EventName[] {
    const key = keyOf(write.item, entry.table.keyNames);
    return events.filter((name) => {
      const image = knownImage(write, key, name);
      return entry.subscribers.some((subscriber) => subscriber.couldWant(name, key, image));
    });
  }

  function considered(write: Write): Watched | undefined {
    const entry = entries.get(tableNameOf(write.table));
    if (!entry || entry.subscribers.length === 0) return undefined;
    const { keyNames, viewType } = entry.table;
    const before = existenceBefore(write, keyNames);
    const events = wanted(entry, write, possibleEvents(write.kind, before));
    if (events.length === 0) return undefined;
    const withOld = viewType.includes('OLD') && before !== 'absent';
    return {
      entry,
      write,
      key: keyOf(write.item, keyNames),
      needsBefore: withOld || before === 'unknown' || write.kind === 'Delete',
      events,
      oldImage: undefined,
    };
  }

  async function read(watched: readonly Watched[]): Promise<Map<Watched, Item | undefined>> {
    const found = new Map<Watched, Item | undefined>();
    for (let at = 0; at < watched.length; at += readBatch) {
      const part = watched.slice(at, at + readBatch);
      const { Responses = [] } = await database.call('TransactGetItems', {
        TransactItems: part.map(({ entry, key }) => ({
          Get: { TableName: entry.table.name, Key: key },
        })),
      });
      for (const [index, one] of part.entries()) {
        found.set(one, (Responses as { Item?: Item }[])[index]?.Item);
      }
    }
    return found;
  }

  async function readBefore(watched: readonly Watched[]): Promise<void> {
    const unknown = watched.filter((one) => one.needsBefore);
    for (const [one, item] of await read(unknown)) {
      one.oldImage = item;
      const isDelete = one.write.kind === 'Delete';
      const happens: EventName[] = [isDelete ? 'REMOVE' : item ? 'MODIFY' : 'INSERT'];
      one.events = isDelete && !item ? [] : wanted(one.entry, one.write, happens);
    }
  }

  async function handOut(watched: readonly Watched[]): Promise<void> {
    const images = await read(
      watched.filter((one) => one.write.kind === 'Update' && one.events.length > 0),
    );
    const now = Date.now();
    for (const one of watched) {
      const [eventName] = one.events;
      if (!eventName) continue;
      const { table, subscribers } = one.entry;
      const newImage = one.write.kind === 'Put' ? one.write.item : images.get(one);
      const record = recordOf(
        { keys: one.key, eventName, newImage, oldImage: one.oldImage },
        { streamArn: table.streamArn, region, viewType: table.viewType },
        now,
      );
      for (const subscriber of subscribers) subscriber.offer([record]);
    }
  }

  return {
    get active() {
      return active;
    },
    register(table) {
      entries.set(table.name, { table, subscribers: [] });
    },
    subscribe(streamArn, subscriber) {
      const entry = [...entries.values()].find(({ table }) => table.streamArn === streamArn);
      if (!entry) throw new Error(`no table of this assembly has the stream ${streamArn}`);
      entry.subscribers.push(subscriber);
      active = true;
    },
    watch(operation, input) {
      const watched = writesOf(operation, input).flatMap((write) => considered(write) ?? []);
      if (watched.length === 0) return undefined;
      return {
        before: () =>
          watched.some((one) => one.needsBefore) ? readBefore(watched) : Promise.resolve(),
        after: () => handOut(watched),
      };
    },
  };
}
