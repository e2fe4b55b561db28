// npm run tandem -- map: docs/map.svg, drawn of the parts that the assembly makes and of what flows between them.
import { writeFileSync } from 'node:fs';
import { runAsProgram } from '../../infra/tools/program.ts';
import { readFlags } from '../../platform/cli/flags.ts';
import { mapPicture } from '../../web/console/map/drawing.ts';
import type { Graph } from '../../web/console/map/layout.ts';
import { startEmbeddedCloud } from '../support/embedded-cloud.ts';
import { createShop } from '../support/shop.ts';

const usage = `Usage: npm run tandem -- map

Starts a copy of the system and writes docs/map.svg, as the console draws it.
  --help   this text`;

const main = async (): Promise<number> => {
  const cloud = await startEmbeddedCloud();
  try {
    const { helper } = createShop(cloud.apiUrl, cloud.awsUrl);
    writeFileSync('docs/map.svg', mapPicture(await helper<Graph>('map')));
    console.log('docs/map.svg');
    return 0;
  } finally {
    await cloud.stop();
  }
};

await runAsProgram({
  usage,
  readOptions: (args) =>
    readFlags({ args: [...args], options: { help: { type: 'boolean' } } }).values.help
      ? undefined
      : {},
  main,
});
