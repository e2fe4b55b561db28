// The HTTP functions of auth put together: they know the same things and differ in which routes they answer.
import { entryOf } from '../../events/http/route.ts';
import { batchedReads } from '../../platform/data/batched-reads.ts';
import type { Ground } from '../../platform/service/ground.ts';
import { withSecrets } from '../../platform/service/secret-ground.ts';
import { withTable } from '../../platform/service/table-ground.ts';
import type { HandlerConfig } from './config.ts';
import { authEndpoints } from './http.ts';
import { composeTokens } from './keys/compose.ts';

/** The endpoints of the routes that belong to an entry. */
export const composeAuth = (base: Ground<HandlerConfig>, entry: ReturnType<typeof entryOf>) => {
  const ground = withSecrets(withTable(base, batchedReads));
  const tokens = composeTokens(ground, ground.table);
  const cursors = ground.sealsOf(ground.config.CURSOR_SECRET_ARN);
  const endpoints = authEndpoints({ ...ground, ...tokens, cursors });
  return {
    endpoints: endpoints.filter(({ contract }) => entryOf(contract) === entry),
    verify: tokens.verify,
  };
};
