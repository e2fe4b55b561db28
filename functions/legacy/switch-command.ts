// The operator's command: how the routes of a legacy shop are switched, and switching them without a deployment.
import { readFileSync } from 'node:fs';
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import {
  type LegacyMode,
  LegacyRule,
  type LegacySwitch,
  movableRoutes,
} from '../../events/http/legacy.ts';
import { nearest, parseFlags, UsageError, wholeFlag } from '../../platform/cli/flags.ts';
import {
  clientOptionsFor,
  runOperator,
  whereFlags,
  whereHelp,
} from '../../platform/cli/operator.ts';
import { faultsOf } from '../../platform/validation/validation.ts';
import { differenceReport } from './difference-report.ts';
import { isSafe } from './domain/course.ts';
import { parseSwitch, untouched } from './switches.ts';

const usage = `Usage: npm run tandem -- legacy [status | differences | set <route> <mode>] [<flags>]

A legacy shop behind the API (-c legacy=<url>): which shop answers each of the chosen routes.
  status             how each route is switched, since when and by whom
  differences        where the answers differed, by path and kind, and how often
  set <route> legacy the legacy shop answers
  set <route> shadow it answers, and Tandem is asked as well: differences are logged
  set <route> tandem Tandem answers

  --share <n>        for so many per cent of the customers, each always the same (100)
  --rule <file>      how the legacy shop is asked, and what may differ (JSON); "none" takes it away
${whereHelp}
`;

const { values, positionals } = parseFlags({
  options: {
    share: { type: 'string' },
    rule: { type: 'string' },
    ...whereFlags,
    help: { type: 'boolean', default: false },
  },
  allowPositionals: true,
});

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const modes: readonly LegacyMode[] = ['legacy', 'shadow', 'tandem'];
const root = `/tandem/${values.stage}/legacy`;
/** Of a parameter: https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html */
const mostBytes = 4096;

const readValue = async (client: SSMClient, Name: string): Promise<string | undefined> => {
  try {
    const { Parameter } = await client.send(new GetParameterCommand({ Name }));
    return Parameter?.Value;
  } catch (error) {
    if ((error as Error).name === 'ParameterNotFound') return undefined;
    throw error;
  }
};

const chosenRoutes = async (client: SSMClient): Promise<readonly string[]> => {
  const text = await readValue(client, `${root}/routes`);
  if (text !== undefined) return text.split(',').filter((route) => route !== '-');
  throw new UsageError(
    `stage ${values.stage} has no legacy shop: deploy it with -c legacy=<url> -c legacyRoutes=<ids>`,
  );
};

const switchOf = async (client: SSMClient, route: string): Promise<LegacySwitch> => {
  const text = await readValue(client, `${root}/switches/${route}`);
  return (text === undefined ? untouched : parseSwitch(text)) ?? untouched;
};

const status = async (client: SSMClient): Promise<void> => {
  const routes = await chosenRoutes(client);
  say(`legacy shop: ${await readValue(client, `${root}/url`)}`);
  if (routes.length === 0) say('no route is chosen: -c legacyRoutes=<ids>');
  for (const route of routes) {
    const { mode, share, rule, by, at } = await switchOf(client, route);
    const who = at === '' ? 'never switched' : `since ${at} by ${by}`;
    const how = rule === undefined ? '' : ', with a rule';
    say(`  ${route.padEnd(28)} ${mode.padEnd(6)} ${String(share).padStart(3)} %  ${who}${how}`);
  }
};

const readRule = (file: string): LegacyRule => {
  let rule: unknown;
  try {
    rule = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new UsageError(`--rule ${file}: ${(error as Error).message}`);
  }
  const [fault] = faultsOf(LegacyRule, rule);
  if (fault === undefined) return rule as LegacyRule;
  throw new UsageError(`--rule ${file}: ${fault.pointer || '/'} ${fault.detail}`);
};

const ruleAfter = (before: LegacyRule | undefined): LegacyRule | undefined => {
  if (values.rule === undefined) return before;
  return values.rule === 'none' ? undefined : readRule(values.rule);
};

const modeFor = (route: string, word: string | undefined): LegacyMode => {
  const mode = modes.find((each) => each === word);
  if (mode === undefined) {
    throw new UsageError(`the mode is one of ${modes.join(', ')}, not ${word ?? 'nothing'}`);
  }
  const method = movableRoutes.find(({ id }) => id === route)?.method ?? 'GET';
  if (mode === 'shadow' && !isSafe(method)) {
    throw new UsageError(
      `${route} writes (${method}): it is done once, so there is no shadow of it`,
    );
  }
  return mode;
};

const routeNamed = (routes: readonly string[], word: string | undefined): string => {
  const route = routes.find((each) => each === word);
  if (route !== undefined) return route;
  const near = word === undefined ? undefined : nearest(word, routes);
  throw new UsageError(
    `${word ?? 'nothing'} is no chosen route${near ? `; did you mean ${near}?` : ''}; there are ${routes.join(', ') || 'none'}`,
  );
};

const set = async (client: SSMClient, words: readonly string[]): Promise<void> => {
  const [name, word, stray] = words;
  if (stray !== undefined) throw new UsageError(`what is ${stray}? set <route> <mode>`);
  const route = routeNamed(await chosenRoutes(client), name);
  const mode = modeFor(route, word);
  const share = wholeFlag(values.share, 'share', { fallback: 100, least: 0, most: 100 });
  const before = await switchOf(client, route);
  const rule = ruleAfter(before.rule);
  const sts = new STSClient(clientOptionsFor(values) as object);
  const { Arn: by = 'unknown' } = await sts.send(new GetCallerIdentityCommand({}));
  const now: LegacySwitch = {
    mode,
    share,
    ...(rule && { rule }),
    by,
    at: new Date().toISOString(),
  };
  const Value = JSON.stringify(now);
  if (Buffer.byteLength(Value) > mostBytes) {
    throw new UsageError(`the rule is too long: all of a switch has ${mostBytes} bytes`);
  }
  const Name = `${root}/switches/${route}`;
  await client.send(new PutParameterCommand({ Name, Value, Type: 'String', Overwrite: true }));
  say(`${route}: ${before.mode} ${before.share} % → ${mode} ${share} %, within seconds`);
};

const run = async (): Promise<void> => {
  const [action = 'status', ...words] = positionals;
  const client = new SSMClient(clientOptionsFor(values));
  if (action === 'set') return set(client, words);
  const [stray] = words;
  if (stray !== undefined) throw new UsageError(`what is ${stray}? ${action} takes no word`);
  if (action === 'status') return status(client);
  if (action !== 'differences') {
    throw new UsageError(`there is no ${action}; use status, differences or set`);
  }
  for (const line of await differenceReport(values)) say(line);
};

await runOperator({ usage, help: values.help }, run);
