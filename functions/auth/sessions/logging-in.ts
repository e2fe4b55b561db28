// Whoever proves to be the owner of an account is given a session, in one transaction with what the proof has changed.
import type { Write } from '../../../platform/data/table.ts';
import { hasUsedRecoveryCode, type Owner, type Proof } from '../credentials/owner.ts';
import type { Passwords } from '../credentials/passwords.ts';
import { firstPartyClient } from '../domain/client.ts';
import type { AccountStore } from '../store.ts';
import type { KnownDevices } from '../throttling/known-devices.ts';
import { writes } from '../writes.ts';
import type { Sessions } from './sessions.ts';

type Asked = Omit<Parameters<Sessions['open']>[1], 'clientId' | 'writes'> &
  Proof & {
    readonly email: string;
    readonly sourceIp: string;
    /** What marks a device at which the account was opened before. */
    readonly deviceToken?: string;
  };

/** Throws as `Owner.prove`, or UserChanged where somebody spent the same code. */
export const createLogIn = ({
  store,
  owner,
  passwords,
  devices,
  sessions,
}: {
  readonly store: Pick<AccountStore, 'userAt' | 'registeredAt'>;
  readonly owner: Owner;
  readonly passwords: Pick<Passwords, 'isOutdated' | 'hash'>;
  readonly devices: Pick<KnownDevices, 'deviceOf' | 'mark' | 'rememberNetwork'>;
  readonly sessions: Pick<Sessions, 'open'>;
}) => {
  type Proven = Awaited<ReturnType<Owner['prove']>>;

  /** A code that was taken and a hash of older parameters are saved with the session. */
  const changesOf = async ({ found, proven }: Proven, password: string): Promise<Write[]> => {
    const isOutdated = passwords.isOutdated(proven.passwordHash);
    if (proven === found && !isOutdated) return [];
    const passwordHash = isOutdated ? await passwords.hash(password) : proven.passwordHash;
    return [writes.saveUser({ ...proven, passwordHash })];
  };

  return async ({ email, password, otp, deviceToken, sourceIp, ...session }: Asked) => {
    const device = await devices.deviceOf(email, deviceToken);
    const tried = { account: email, sourceIp, device };
    const claim = {
      find: () => store.userAt(email),
      registered: () => store.registeredAt(email),
    };
    const taken = await owner.prove(claim, { password, otp }, tried);
    const changes = await changesOf(taken, password);
    const marker = await devices.mark(email, device);
    const known = devices.rememberNetwork(email, sourceIp);
    const issued = await taken.tries.clearWith((cleared) =>
      sessions.open(taken.proven, {
        ...session,
        clientId: firstPartyClient,
        writes: [...changes, known, ...cleared],
      }),
    );
    return {
      tokens: { ...issued, deviceToken: marker },
      subject: taken.proven.id,
      usedRecoveryCode: hasUsedRecoveryCode(taken),
    };
  };
};
