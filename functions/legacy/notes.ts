// What is logged of each answer: who gave it, and where the two shops differ; no values, no persons.
import type { LegacyRule } from '../../events/http/legacy.ts';
import { countedBy } from '../../platform/telemetry/embedded-metrics.ts';
import type { Log } from '../../platform/telemetry/log.ts';
import { jsonOf } from './answers.ts';
import { type Compared, type Difference, differencesOf } from './domain/comparison.ts';
import type { Course } from './domain/course.ts';
import { translate } from './domain/translation.ts';
import type { Answer } from './side.ts';

export const noteAnswer = (log: Log, route: string, course: Course): void => {
  const name = course === 'tandem' ? 'AnsweredByTandem' : 'AnsweredByLegacy';
  log.info({ route, ...countedBy('route', { [name]: 1 }) }, 'legacy way taken');
};

const compared = (answer: Answer, template?: unknown): Compared => {
  const { status } = answer;
  const body = status < 300 ? jsonOf(answer) : undefined;
  return { status, body: template === undefined ? body : translate(template, body) };
};

type Settled = PromiseSettledResult<Answer>;

/** Undefined where there is nothing to compare: one of them has not answered. */
const difference = (
  rule: LegacyRule,
  legacy: Settled,
  tandem: Settled,
): readonly Difference[] | undefined => {
  if (legacy.status === 'rejected' || tandem.status === 'rejected') return undefined;
  try {
    return differencesOf(compared(legacy.value, rule.answer), compared(tandem.value), rule);
  } catch {
    return undefined;
  }
};

export const noteComparison = (
  log: Log,
  route: string,
  rule: LegacyRule = {},
  [legacy, tandem]: readonly [Settled, Settled],
): void => {
  const differences = difference(rule, legacy, tandem);
  const counts: Readonly<Record<string, number>> =
    differences === undefined
      ? { NotCompared: 1 }
      : { Compared: 1, Different: differences.length === 0 ? 0 : 1 };
  log.info(
    { route, ...countedBy('route', counts), ...(differences && { differences }) },
    'legacy compared',
  );
};
