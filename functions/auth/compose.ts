// The HTTP functions of auth put together: they know the same things and differ in which routes they answer.

import { entryOf } from '../../events/http/route.ts';
import { listUnreadableAccounts } from '../../events/http/unreadable.ts';
import { batchedReads } from '../../platform/data/batched-reads.ts';
import type { Ground } from '../../platform/service/ground.ts';
import type { HttpParts } from '../../platform/service/http-function.ts';
import { withSecrets } from '../../platform/service/secret-ground.ts';
import { withTable } from '../../platform/service/table-ground.ts';
import { unreadableEndpoints } from '../../platform/service/unreadable-endpoints.ts';
import { createVerifier } from '../../platform/tokens/access-token.ts';
import { createSecretReader } from '../../platform/tokens/secrets.ts';
import type { HandlerConfig } from './config.ts';
import { createPasswords } from './credentials/passwords.ts';
import { authEndpoints } from './http.ts';
import { createSigningKeys } from './keys/signing-keys.ts';
import { createAccessTokens } from './sessions/access-tokens.ts';
import { createRevocations } from './sessions/revocations.ts';
import { createAccountStore } from './store.ts';
import { createKnownDevices } from './throttling/known-devices.ts';
import { createThrottle } from './throttling/throttle.ts';

/** The endpoints of the routes that belong to an entry. */
export const composeAuth = (
  base: Ground<HandlerConfig>,
  entry: ReturnType<typeof entryOf>,
): HttpParts => {
  const { config, clock, newId, table, commit, readable, unreadable, sealsOf } = withSecrets(
    withTable(base, batchedReads),
  );
  const { TOKEN_ISSUER: issuer, TOKEN_AUDIENCE: audience } = config;
  const store = createAccountStore(table, readable);
  const readKeys = createSecretReader(clock, { maxAgeMs: 0 });
  const keys = createSigningKeys({ clock, read: () => readKeys(config.SIGNING_KEYS_SECRET_ARN) });
  const verify = createVerifier({
    issuer,
    audience,
    keys: keys.verificationKeys,
    clock,
    isRevoked: createRevocations(store, clock.now),
  });
  const seals = sealsOf(config.CURSOR_SECRET_ARN);
  const devices = createKnownDevices({ table, seals, clock, newId });
  const endpoints = [
    ...authEndpoints({
      store,
      commit,
      passwords: createPasswords(),
      throttle: createThrottle({ table, clock, devices }),
      devices,
      keys,
      cursors: seals,
      issue: createAccessTokens({ issuer, audience, keys, clock, newId }),
      verify,
      issuer,
      clock,
      newId,
    }),
    ...unreadableEndpoints(listUnreadableAccounts, unreadable, seals),
  ];
  return { endpoints: endpoints.filter(({ contract }) => entryOf(contract) === entry), verify };
};
