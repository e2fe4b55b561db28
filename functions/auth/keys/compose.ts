// Keys and tokens put together: who signs, and who tells whether a token is good.
import type { Ground } from '../../../platform/service/ground.ts';
import { createVerifier } from '../../../platform/tokens/access-token.ts';
import { createSecretReader } from '../../../platform/tokens/secrets.ts';
import type { HandlerConfig } from '../config.ts';
import { createAccessTokens } from '../sessions/access-tokens.ts';
import { createRevocations } from '../sessions/revocations.ts';
import { createSigningKeys } from './signing-keys.ts';

export const composeTokens = (
  { config, clock, newId }: Ground<HandlerConfig>,
  table: Parameters<typeof createRevocations>[0],
) => {
  const { TOKEN_ISSUER: issuer, TOKEN_AUDIENCE: audience } = config;
  const readKeys = createSecretReader(clock, { maxAgeMs: 0 });
  const keys = createSigningKeys({ clock, read: () => readKeys(config.SIGNING_KEYS_SECRET_ARN) });
  return {
    issuer,
    keys,
    issue: createAccessTokens({ issuer, audience, keys, clock, newId }),
    verify: createVerifier({
      issuer,
      audience,
      keys: keys.verificationKeys,
      clock,
      isRevoked: createRevocations(table, clock.now),
    }),
  };
};
