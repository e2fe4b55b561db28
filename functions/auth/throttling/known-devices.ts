// Where an account has been opened before: the device that shows the marker it was given, and the networks of its owner.

import type { Key, Table, Write } from '../../../platform/data/table.ts';
import { networkOf } from '../../../platform/http/network.ts';
import { type Clock, epochSeconds } from '../../../platform/kernel/clock.ts';
import { isAppError } from '../../../platform/kernel/errors.ts';
import type { NewId } from '../../../platform/kernel/ids.ts';
import type { Seals } from '../../../platform/tokens/seals.ts';
import { sha256 } from '../secret-token.ts';

/** Seconds; both are renewed with every login. */
const knownFor = 180 * 86_400;

interface Marker {
  readonly device: string;
  readonly expiresAt: number;
}

/** Of an account's address and a network; neither can be told from it. */
export const knownNetworkKey = (account: string, sourceIp: string): Key => ({
  pk: `KNOWN#${sha256(`${account}\n${networkOf(sourceIp)}`)}`,
  sk: 'KNOWN',
});

export interface KnownDevices {
  /** The device that was marked at an earlier login of this account; what is no marker, or none of this account's, marks nothing. */
  deviceOf(account: string, marker: string | undefined): Promise<string | undefined>;
  /** For the next login; a device keeps its name. */
  mark(account: string, device: string | undefined): Promise<string>;
  isKnownNetwork(account: string, sourceIp: string): Promise<boolean>;
  /** To be written when somebody has shown to be the account's owner. */
  rememberNetwork(account: string, sourceIp: string): Write;
}

export const createKnownDevices = ({
  table,
  seals,
  clock,
  newId,
}: {
  table: Pick<Table, 'get'>;
  seals: () => Promise<Seals>;
  clock: Clock;
  newId: NewId;
}): KnownDevices => {
  const bindingOf = (account: string) => `device of ${account}`;
  return {
    deviceOf: async (account, marker) => {
      if (marker === undefined) return undefined;
      try {
        const { device, expiresAt } = (await seals()).open<Marker>(marker, bindingOf(account));
        return expiresAt > epochSeconds(clock) ? device : undefined;
      } catch (error) {
        if (isAppError(error, 'invalid-cursor')) return undefined;
        throw error;
      }
    },

    mark: async (account, device = newId('dev')) => {
      const marker: Marker = { device, expiresAt: epochSeconds(clock) + knownFor };
      return (await seals()).seal(marker, bindingOf(account));
    },

    isKnownNetwork: async (account, sourceIp) => {
      const known = await table.get<{ expiresAt: number }>(knownNetworkKey(account, sourceIp));
      return known !== undefined && known.expiresAt > epochSeconds(clock);
    },

    rememberNetwork: (account, sourceIp) => ({
      put: { ...knownNetworkKey(account, sourceIp), expiresAt: epochSeconds(clock) + knownFor },
    }),
  };
};
