// What was sent, or may have been: at most one process has the right to send a mail or text.
import { AlreadyProcessed } from '../../../platform/data/records.ts';
import {
  type Change,
  type Condition,
  exists,
  isNew,
  type Table,
} from '../../../platform/data/table.ts';
import { type Clock, epochSeconds, isoTime } from '../../../platform/kernel/clock.ts';
import { addressHash } from './address-hash.ts';

export interface Delivery {
  readonly messageId: string;
  /** Time of the message (ISO 8601). */
  readonly saidAt: string;
  readonly channel: 'email' | 'sms';
  readonly recipient: string;
}

/** Name a delivery to the mail service, which brings them back. */
export interface DeliveryTags {
  readonly message: string;
  readonly recipient: string;
}

export interface Sent {
  /** Takes the right to send; throws AlreadyProcessed when somebody has taken it before, InDoubt while nobody knows what came of it. */
  acquire(delivery: Delivery): Promise<void>;
  /** Nobody knows whether it was sent. */
  doubt(delivery: Delivery): Promise<void>;
  /** It was sent, says who has sent it. */
  confirm(tags: DeliveryTags): Promise<void>;
  /** Gives the right back: nothing was sent. */
  release(delivery: Delivery): Promise<void>;
}

/** Too early to say whether it was sent: the queue brings it again. */
export class InDoubt extends Error {
  constructor({ messageId }: Omit<Delivery, 'saidAt'>) {
    super(`nobody knows yet whether the mail of ${messageId} was sent`);
    this.name = 'InDoubt';
  }
}

/** Longer than a dead-letter queue keeps a message (14 days). Of what is older nobody knows whether it was sent: commits of any time are published again (`npm run republish`). */
const keptSeconds = 15 * 86_400;
/** How long the word that a mail was sent may take; less than the queue takes to bring a message again. */
const wordMs = 45_000;

/** How soon the message comes again of whoever has taken the right and stopped: what comes later is a duplicate. */
const againMs = 300_000;

class Taken extends Error {}

class Forgotten extends Error {}

const keyOf = ({ messageId, channel, recipient }: Delivery) => ({
  pk: `INBOX#${messageId}`,
  sk: `SENT#${channel}#${addressHash(recipient)}`,
});

export const tagsOf = ({
  messageId,
  recipient,
}: Pick<Delivery, 'messageId' | 'recipient'>): DeliveryTags => ({
  message: messageId,
  recipient: addressHash(recipient),
});

interface Known {
  /** When the right was taken; of a mail alone, since nobody brings word of a text. */
  readonly takenAt?: string;
  /** Since when nobody knows whether it was sent. */
  readonly doubtedAt?: string;
  readonly confirmedAt?: string;
}

type Since = readonly [attribute: 'takenAt' | 'doubtedAt', at: string];

/** Since when it is open whether it was sent; undefined where it was, or nobody may send it any more. */
const openSince = (
  { takenAt = '', doubtedAt, confirmedAt }: Known,
  nowMs: number,
): Since | undefined => {
  if (confirmedAt !== undefined) return undefined;
  if (doubtedAt !== undefined) return ['doubtedAt', doubtedAt];
  const ageMs = nowMs - Date.parse(takenAt);
  return ageMs >= wordMs && ageMs < againMs ? ['takenAt', takenAt] : undefined;
};

/** Nobody else has taken it meanwhile, and no word has come. */
const isStillOpen = ([attribute, at]: Since): Condition => ({
  expression: '#since = :since AND attribute_not_exists(confirmedAt)',
  names: { '#since': attribute },
  values: { ':since': at },
});

const noted = (attribute: 'doubtedAt' | 'confirmedAt', at: string): Change => ({
  expression: 'SET #at = :at',
  names: { '#at': attribute },
  values: { ':at': at },
});

const createAcquire =
  (table: Table, clock: Clock): Sent['acquire'] =>
  async (delivery) => {
    const key = keyOf(delivery);
    const taken = delivery.channel === 'email' ? { takenAt: isoTime(clock) } : {};
    const put = { ...key, ...taken, expiresAt: epochSeconds(clock) + keptSeconds };
    const processed = () => new AlreadyProcessed(delivery.messageId);
    try {
      await table.transact([{ put, condition: isNew, refused: () => new Taken() }]);
    } catch (error) {
      if (!(error instanceof Taken)) throw error;
      const since = openSince((await table.get<Known>(key)) ?? {}, clock.now());
      if (since === undefined) throw processed();
      if (clock.now() - Date.parse(since[1]) < wordMs) throw new InDoubt(delivery);
      // No word of it: it was not sent. One of those who come to know it sends it.
      await table.transact([{ put, condition: isStillOpen(since), refused: processed }]);
    }
  };

/** The right may have been taken and be forgotten by now. */
const isLongAgo = ({ saidAt }: Delivery, nowMs: number): boolean =>
  nowMs - Date.parse(saidAt) >= keptSeconds * 1000;

export const createSent = (table: Table, clock: Clock): Sent => ({
  acquire: async (delivery) => {
    if (isLongAgo(delivery, clock.now())) throw new AlreadyProcessed(delivery.messageId);
    await createAcquire(table, clock)(delivery);
  },

  doubt: (delivery) =>
    table.transact([{ update: keyOf(delivery), change: noted('doubtedAt', isoTime(clock)) }]),

  confirm: async ({ message, recipient }) => {
    const update = { pk: `INBOX#${message}`, sk: `SENT#email#${recipient}` };
    const change = noted('confirmedAt', isoTime(clock));
    const refused = () => new Forgotten();
    await table
      .transact([{ update, change, condition: exists, refused }])
      .catch((error: unknown) => {
        // Longer ago than the right to send is kept.
        if (!(error instanceof Forgotten)) throw error;
      });
  },

  release: (delivery) => table.transact([{ remove: keyOf(delivery) }]),
});
