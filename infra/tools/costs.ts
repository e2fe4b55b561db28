// `npm run costs`: what each stage costs idle, by its templates, and what a million orders cost on top.
import { readFileSync } from 'node:fs';
import { prices } from '../../platform/cli/aws-prices.ts';
import { parseFlags } from '../../platform/cli/flags.ts';
import { withTemplates } from '../build/synthesised.ts';
import { idleCosts, type TemplateResource } from '../costs/idle.ts';
import { loadCosts } from '../costs/load.ts';
import { costTable } from '../costs/table.ts';

const usage = `Usage: npm run costs [-- --prices]

Prints, as Markdown, what each stage costs idle and what a million orders cost.
  --prices   the prices it counts with, and where they are published
  --help     this text`;

type Resources = Readonly<Record<string, TemplateResource>>;

const templatesOf = (stage: string): readonly Resources[] =>
  withTemplates(stage, (files) =>
    files.map((file) => JSON.parse(readFileSync(file, 'utf8')).Resources),
  );

const { values } = parseFlags({
  options: { prices: { type: 'boolean' }, help: { type: 'boolean' } },
});

if (values.help) {
  console.log(usage);
} else if (values.prices) {
  const rows = Object.entries(prices).map(
    ([name, { usd, per, source, checked }]) =>
      `| ${name} | ${usd} | ${per} | <${source}> | ${checked} |`,
  );
  const head = ['| Price | USD | Per | Source | Checked against |', '|---|--:|---|---|---|'];
  console.log([...head, ...rows].join('\n'));
} else {
  for (const stage of ['dev', 'prod']) {
    console.log(costTable(`\`${stage}\`, idle, a month`, idleCosts(templatesOf(stage)), true));
  }
  console.log(costTable('A million orders, in any stage', loadCosts(), false));
}
