// Every place that names each service, and how a new one is written there. A place that has changed is left as it is.

import type { Names } from './names.ts';

export interface Edit {
  readonly path: string;
  /** Answers the same text where it does not find its place. */
  readonly change: (text: string) => string;
}

const before =
  (anchor: string, added: string) =>
  (text: string): string =>
    text.replace(anchor, () => `${added}${anchor}`);

const after =
  (anchor: string, added: string) =>
  (text: string): string =>
    text.replace(anchor, () => `${anchor}${added}`);

/** Puts a line among those that the pattern finds, in their alphabetical order. */
const among =
  (lines: RegExp, added: string) =>
  (text: string): string => {
    const found = [...text.matchAll(lines)];
    const next = found.find(([line]) => line.trim() > added.trim());
    const last = found.at(-1);
    if (last === undefined) return text;
    const at = next ? next.index : last.index + last[0].length;
    return text.slice(0, at) + added + text.slice(at);
  };

export const edits = (names: Names): readonly Edit[] => [
  ...contractEdits(names),
  ...infraEdits(names),
  ...testEdits(names),
];

const contractEdits = ({ kebab, camel, title }: Names): Edit[] => [
  {
    path: 'events/http/route.ts',
    change: after("    | 'dead-letters'\n", `    | '${kebab}'\n`),
  },
  {
    path: 'events/http/api.ts',
    change: (text) =>
      before(
        "  { name: 'Documents', about",
        `  { name: '${title}', about: 'Who asks, and when.', contracts: [${camel}] },\n`,
      )(before('import * as docs from', `import * as ${camel} from './${kebab}.ts';\n`)(text)),
  },
  {
    path: 'events/http/examples/examples.ts',
    change: before("  'docs.openapi': {},", `  '${kebab}.read': {},\n\n`),
  },
];

const infraEdits = ({ kebab, camel, pascal }: Names): Edit[] => [
  {
    path: 'infra/app.ts',
    change: (text) =>
      [
        before(
          "import { stageFrom } from './stages.ts';",
          `import { ${pascal}Stack } from './stacks/services/${kebab}.ts';\n`,
        ),
        before(
          'const api = after(',
          `const ${camel} = after([platform], new ${pascal}Stack(app, stage));\n`,
        ),
        (one: string) =>
          one.replace(
            /(const api = after\(\s*\[[^\]]*?),?\s*\]/,
            (_match, list) => `${list}, ${camel}]`,
          ),
        (one: string) =>
          one.replace(/(const watched = \[[^\]]*?),?\s*\]/, (_match, list) => `${list}, ${camel}]`),
      ].reduce((one, change) => change(one), text),
  },
  {
    path: 'infra/checks/checkov-acknowledgements.ts',
    change: after('|DeadLetters|Docs|', `${pascal}|`),
  },
  {
    path: '.github/workflows/rollback.yml',
    change: (text) =>
      text.replace(
        /(options: \[)(Api,[^\]]*)\]/,
        (_match, start: string, list: string) =>
          `${start}${[...list.split(', '), pascal].sort().join(', ')}]`,
      ),
  },
  {
    path: 'README.md',
    change: after('outbox-relay, auditor, docs, storefront', `, ${kebab}`),
  },
];

const testEdits = ({ kebab, pascal }: Names): Edit[] => [
  {
    path: 'tests/infra/support/assembly.ts',
    change: among(/ {2}'[\w-]+-[\w-]+',\n/g, `  '${kebab}-handler',\n`),
  },
  {
    path: 'tests/infra/environment.test.ts',
    change: (text) =>
      after(
        'const readers: Readonly<Record<string, () => object>> = {\n',
        `  '${kebab}-handler': read${pascal}Config,\n`,
      )(
        before(
          "import { systemOf } from './support/assembly.ts';",
          `import { read${pascal}Config } from '../../functions/${kebab}/config.ts';\n`,
        )(text),
      ),
  },
  {
    path: 'tests/infra/stacks.test.ts',
    change: among(/ {8}'[A-Z]\w+',\n/g, `        '${pascal}',\n`),
  },
  {
    path: 'tests/e2e/invoke.test.ts',
    change: before(
      "  'docs-handler': { statusCode: 200 },",
      `  '${kebab}-handler': { statusCode: 200 },\n`,
    ),
  },
  {
    path: 'tests/support/http-contract.ts',
    change: after(
      'const chapters = {\n',
      `  '${kebab}': ({ service }: RouteContract) => service === '${kebab}',\n`,
    ),
  },
  {
    path: 'tests/http-contract/examples.test.ts',
    change: before(
      "it('preferences are replaced, and a click ends the mails'",
      `it('${kebab} is read', async () => {
  const { token } = await shop.newCustomer();
  await send('${kebab}.read', { token });
});\n\n`,
    ),
  },
];
