// The page of the documents about folders and who imports whom, drawn from the imports themselves.
import { arrowsBetween, type SourceFile } from './source-tree.ts';

/** What each top folder is for, in the order of the page. */
const folders = {
  events: 'the language between services: messages, routes, problems',
  platform: 'the ground under every service; knows none of them',
  functions: 'services that Lambda runs',
  containers: 'services that Fargate runs',
  infra: 'the CDK app; names service code by path',
  localstack: 'the embedded cloud, the command line, emulators',
  web: 'pages in the browser',
  clients: 'what others install',
};

/** The rooms of `platform/`, each standing on those above it. */
export const floors = {
  kernel: 'decisions, errors, money, time, ids, configuration: whatever stands on nothing',
  validation: 'input held against schemas, and JSON read strictly',
  telemetry: 'logs, metrics, traces',
  'calls/aws': 'commands of the SDK of AWS, sent by us; spans of calls',
  calls: 'calls that leave the process: AWS, retries, breakers',
  tokens: 'access tokens, client tokens, secrets, seals',
  messaging: 'envelopes, inbox, queue consumer, publisher, dead letters',
  data: 'the table, the event store, the command handler, the unit of work',
  'data/dynamodb': 'the table in DynamoDB',
  http: 'endpoints: requests, replies, problems, idempotency, rates',
  'http/server': 'the server of a container: guard, limiter, draining',
  rpc: 'calls between services by protobuf contracts: Connect, gRPC',
  lambda: 'the pipeline of a function and its middlewares',
  service: 'what an entry stands on',
  cli: "flags and operators' commands",
};

export const topOf = (path: string): string | undefined => path.split('/')[0];

export const roomOf = (path: string): string | undefined => {
  const [top, ...rest] = path.split('/').slice(0, -1);
  return top === 'platform' ? rest.join('/') : undefined;
};

const table = (about: Readonly<Record<string, string>>, arrows: ReturnType<typeof arrowsBetween>) =>
  Object.entries(about)
    .map(([name, text]) => {
      const used = Object.keys(about).filter((each) => arrows.get(name)?.has(each));
      return `| \`${name}/\` | ${text} | ${used.map((each) => `\`${each}\``).join(', ') || '–'} |`;
    })
    .join('\n');

const picture = (arrows: ReturnType<typeof arrowsBetween>): string =>
  Object.keys(folders)
    .flatMap((from) =>
      Object.keys(folders)
        .filter((to) => arrows.get(from)?.has(to))
        .map((to) => `  ${from} --> ${to}`),
    )
    .join('\n');

export const architecturePage = (files: readonly SourceFile[]): string => {
  const between = arrowsBetween(files, topOf);
  return `# Architecture: folders, and who imports whom

Drawn from the imports by \`tests/unit/architecture.test.ts\`, which fails when this page and the code differ. The linter says at each wrong import why it is one (\`biome.json\`).

\`\`\`mermaid
flowchart TD
${picture(between)}
\`\`\`

| Folder | What it is | Imports |
|---|---|---|
${table(folders, between)}

A service never imports another one, and \`infra/\` and \`localstack/\` never import a service: they talk through \`events/\`, name entries by path, and run what was built. Of \`web/\` only the console's page of tables reaches into services: it folds three aggregates by their pure \`evolve\`.

## A service

The root of each holds its doors: \`*.entry.ts\` is what is deployed, \`http.ts\` its endpoints, \`messages.ts\` its message handlers, \`commands.ts\` the way a command reaches an aggregate, \`compose.ts\` how its parts are put together, \`store.ts\` and \`config.ts\`. \`domain/\` is pure. Rooms by subject lie below.

## \`platform/\`

Each room stands on those above it in this table, and on no other.

| Room | What is in it | Imports |
|---|---|---|
${table(floors, arrowsBetween(files, roomOf))}

An entry stands on \`service/\`: \`runService\` for a container; \`httpFunction\`, \`inboxFunction\`, \`queueFunction\`, \`scheduledFunction\` and \`eventFunction\` for a function. They make what is the same everywhere (log, table, secrets, inbox, dead letters, server), so that an entry names its configuration and what is its own. [Middy](https://middy.js.org) is the pipeline of every function; correlation, spans, warm-up, partial batches and problems are middlewares of one shape in \`lambda/\`.
`;
};
