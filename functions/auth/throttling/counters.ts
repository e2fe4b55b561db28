// What a try is counted under.
import type { Key } from '../../../platform/data/table.ts';
import { networkOf } from '../../../platform/http/network.ts';
import { ofGuesser, ofMails, ofNetwork, ofStrangers } from '../domain/throttle.ts';
import { sha256 } from '../secret-token.ts';
import type { KnownDevices } from './known-devices.ts';
import type { Counter } from './strikes.ts';

export interface Tried {
  /** Address of the account, or its id where the caller has shown a token of it. */
  readonly account: string;
  readonly sourceIp: string;
  /** What has shown that it was let in before: a marked device, or the session of a token. */
  readonly device?: string;
}

/** First that of the guesser itself, then what it shares with others. */
export type Counters = readonly [Counter, ...Counter[]];

const keyOf = (action: string, kind: string, value: string): Key => ({
  pk: `STRIKES#${action}#${kind}#${sha256(value)}`,
  sk: 'STRIKES',
});

export const countersOfGuess = async (
  { account, sourceIp, device }: Tried,
  devices: Pick<KnownDevices, 'isKnownNetwork'>,
): Promise<Counters> => {
  const guesser = (kind: string, name: string): Counter => ({
    key: keyOf('login', kind, `${account}\n${name}`),
    policy: ofGuesser,
  });
  if (device !== undefined) return [guesser('device', device)];
  const network = networkOf(sourceIp);
  const isKnown = await devices.isKnownNetwork(account, sourceIp);
  const strangers = { key: keyOf('login', 'account', account), policy: ofStrangers };
  return [
    guesser('guesser', network),
    { key: keyOf('login', 'network', network), policy: ofNetwork },
    ...(isKnown ? [] : [strangers]),
  ];
};

export const countersOfMail = (
  action: string,
  { account, sourceIp }: Omit<Tried, 'device'>,
): Counters => [
  { key: keyOf(action, 'account', account), policy: ofMails },
  { key: keyOf(action, 'network', networkOf(sourceIp)), policy: ofNetwork },
];
