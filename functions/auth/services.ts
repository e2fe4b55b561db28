// What the endpoints of auth work with; the entry file makes them.

import type { CommitWork } from '../../platform/data/unit-of-work.ts';
import type { Clock } from '../../platform/kernel/clock.ts';
import type { NewId } from '../../platform/kernel/ids.ts';
import type { VerifyAccessToken } from '../../platform/tokens/access-token.ts';
import type { Seals } from '../../platform/tokens/seals.ts';
import type { Passwords } from './credentials/passwords.ts';
import type { SigningKeys } from './keys/signing-keys.ts';
import type { IssueAccessToken } from './sessions/access-tokens.ts';
import type { AccountStore } from './store.ts';
import type { KnownDevices } from './throttling/known-devices.ts';
import type { Throttle } from './throttling/throttle.ts';

export interface AuthServices {
  readonly store: AccountStore;
  readonly commit: CommitWork;
  readonly passwords: Passwords;
  readonly keys: SigningKeys;
  readonly issue: IssueAccessToken;
  readonly verify: VerifyAccessToken;
  readonly throttle: Throttle;
  readonly devices: KnownDevices;
  /** Paging cursors; their key is read when the first is needed. */
  readonly cursors: () => Promise<Seals>;
  readonly issuer: string;
  readonly clock: Clock;
  readonly newId: NewId;
}
