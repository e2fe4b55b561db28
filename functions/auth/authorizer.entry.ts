// The gateway's authorizer.
import { asSpan } from '../../platform/lambda/spans.ts';
import { eventFunction } from '../../platform/service/event-function.ts';
import { withTable } from '../../platform/service/table-ground.ts';
import { createVerifier } from '../../platform/tokens/access-token.ts';
import { remoteKeys } from '../../platform/tokens/remote-keys.ts';
import { readAuthorizerConfig } from './config.ts';
import { createAuthorize } from './sessions/authorize.ts';
import { createRevocations } from './sessions/revocations.ts';

export const handler = eventFunction(readAuthorizerConfig(), (ground) => {
  const { config, clock, log, table } = withTable(ground);
  const authorize = createAuthorize({
    verify: createVerifier({
      issuer: config.TOKEN_ISSUER,
      audience: config.TOKEN_AUDIENCE,
      // Public keys like any other service: the private ones are none of its business.
      keys: remoteKeys(config.JWKS_URL),
      clock,
      isRevoked: createRevocations(table, clock.now),
    }),
    partnerDomain: config.PARTNER_DOMAIN,
    log,
  });
  return asSpan('authorize', authorize);
});
