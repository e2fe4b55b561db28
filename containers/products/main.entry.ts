// The products container: catalogue, prices, stock and its reservations.
import { tableReplays } from '../../platform/http/idempotency.ts';
import { runService } from '../../platform/service/run-service.ts';
import { followSeals } from '../../platform/tokens/seals.ts';
import { createProducts } from './compose.ts';
import { readProductsConfig } from './config.ts';
import { followChanges } from './search/change-feed.ts';

await runService(readProductsConfig(), async (ground) => {
  const { config, clock, log, table, secret } = ground;
  const cursors = await followSeals(() => secret(config.CURSOR_SECRET_ARN));
  const { search, ...parts } = createProducts(ground, cursors);
  await search.rebuild();
  const following = followChanges(search, clock, log);
  return { ...parts, replays: tableReplays(table), close: () => following.stop() };
});
