// Products and users after the start, a line for what came of it.
import type { Screen } from '../../cli/screen.ts';
import { seedShop } from '../../tandem/seed/steps.ts';
import type { StartOptions } from './options.ts';

export async function seedAll({ ports, stage }: StartOptions, screen: Screen): Promise<void> {
  const context = {
    apiUrl: `http://localhost:${ports.api}/v1`,
    awsUrl: `http://127.0.0.1:${ports.aws}`,
    stage,
  };
  const clear = screen.doing('seed');
  const results = await seedShop(context);
  clear();
  const failed = results.filter((result) => result.failed);
  const done = results.filter((result) => !result.failed).map(({ text }) => text);
  const total = results.reduce((sum, { durationMs }) => sum + durationMs, 0);
  if (done.length > 0) screen.done('seed', done.join(', '), total);
  for (const { name, text } of failed) screen.warn('seed', `${name}: ${text}`);
}
