// How the routes of a legacy shop are switched by its operator: what each word does, and what is refused.
import { readFileSync } from 'node:fs';
import { GetParameterCommand, PutParameterCommand, type SSMClient } from '@aws-sdk/client-ssm';
import {
  type LegacyMode,
  LegacyRule,
  type LegacySwitch,
  movableRoutes,
} from '../../events/http/legacy.ts';
import { nearest, UsageError, wholeFlag } from '../../platform/cli/flags.ts';
import { faultsOf } from '../../platform/validation/validation.ts';
import { isSafe } from './domain/course.ts';
import { parseSwitch, untouched } from './switches.ts';

interface Flags {
  readonly stage: string;
  readonly share?: string | undefined;
  readonly rule?: string | undefined;
}

export interface Switching {
  readonly client: Pick<SSMClient, 'send'>;
  /** Who switches. */
  readonly identify: () => Promise<string>;
  readonly differences: () => Promise<readonly string[]>;
  readonly say: (line: string) => void;
}

const modes: readonly LegacyMode[] = ['legacy', 'shadow', 'tandem'];
/** Of a parameter: https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html */
const mostBytes = 4096;

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

const ruleAfter = (
  file: string | undefined,
  before: LegacyRule | undefined,
): LegacyRule | undefined => {
  if (file === undefined) return before;
  return file === 'none' ? undefined : readRule(file);
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

/** Does what the words say. Throws UsageError for what the caller can put right. */
export const switching = (flags: Flags, { client, identify, differences, say }: Switching) => {
  const root = `/tandem/${flags.stage}/legacy`;

  const readValue = async (Name: string): Promise<string | undefined> => {
    try {
      const { Parameter } = await client.send(new GetParameterCommand({ Name }));
      return Parameter?.Value;
    } catch (error) {
      if ((error as Error).name === 'ParameterNotFound') return undefined;
      throw error;
    }
  };

  const chosenRoutes = async (): Promise<readonly string[]> => {
    const text = await readValue(`${root}/routes`);
    if (text !== undefined) return text.split(',').filter((route) => route !== '-');
    throw new UsageError(
      `stage ${flags.stage} has no legacy shop: deploy it with -c legacy=<url> -c legacyRoutes=<ids>`,
    );
  };

  const switchOf = async (route: string): Promise<LegacySwitch> => {
    const text = await readValue(`${root}/switches/${route}`);
    return (text === undefined ? untouched : parseSwitch(text)) ?? untouched;
  };

  const status = async (): Promise<void> => {
    const routes = await chosenRoutes();
    say(`legacy shop: ${await readValue(`${root}/url`)}`);
    if (routes.length === 0) say('no route is chosen: -c legacyRoutes=<ids>');
    for (const route of routes) {
      const { mode, share, rule, by, at } = await switchOf(route);
      const who = at === '' ? 'never switched' : `since ${at} by ${by}`;
      const how = rule === undefined ? '' : ', with a rule';
      say(`  ${route.padEnd(28)} ${mode.padEnd(6)} ${String(share).padStart(3)} %  ${who}${how}`);
    }
  };

  const set = async ([name, word, stray]: readonly string[]): Promise<void> => {
    if (stray !== undefined) throw new UsageError(`what is ${stray}? set <route> <mode>`);
    const route = routeNamed(await chosenRoutes(), name);
    const mode = modeFor(route, word);
    const share = wholeFlag(flags.share, 'share', { fallback: 100, least: 0, most: 100 });
    const before = await switchOf(route);
    const rule = ruleAfter(flags.rule, before.rule);
    const by = await identify();
    const now = { mode, share, ...(rule && { rule }), by, at: new Date().toISOString() };
    const Value = JSON.stringify(now satisfies LegacySwitch);
    if (Buffer.byteLength(Value) > mostBytes) {
      throw new UsageError(`the rule is too long: all of a switch has ${mostBytes} bytes`);
    }
    const Name = `${root}/switches/${route}`;
    await client.send(new PutParameterCommand({ Name, Value, Type: 'String', Overwrite: true }));
    say(`${route}: ${before.mode} ${before.share} % → ${mode} ${share} %, within seconds`);
  };

  return async ([action = 'status', ...words]: readonly string[]): Promise<void> => {
    if (action === 'set') return set(words);
    const [stray] = words;
    if (stray !== undefined) throw new UsageError(`what is ${stray}? ${action} takes no word`);
    if (action === 'status') return status();
    if (action !== 'differences') {
      throw new UsageError(`there is no ${action}; use status, differences or set`);
    }
    for (const line of await differences()) say(line);
  };
};
