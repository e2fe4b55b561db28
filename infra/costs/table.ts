// Costs as a table of Markdown, as they stand in docs/aws.md.
import type { Line } from './idle.ts';

const dollars = (amount: number): string => amount.toFixed(amount < 10 ? 2 : 0);

const sum = (lines: readonly Line[]): number => lines.reduce((total, { usd }) => total + usd, 0);

export const costTable = (title: string, lines: readonly Line[], withCount: boolean): string =>
  [
    `| ${title} |${withCount ? ' Number |' : ''} USD |`,
    `|---|${withCount ? '--:|' : ''}--:|`,
    ...lines.map(
      ({ what, count, usd }) => `| ${what} |${withCount ? ` ${count} |` : ''} ${dollars(usd)} |`,
    ),
    `| **Sum** |${withCount ? ' |' : ''} **${dollars(sum(lines))}** |`,
    '',
  ].join('\n');
