// The story of an order: what was asked of whom, how often, and what came of it; from its commits alone.
import type { OutgoingMessage } from '../../../events/message.ts';
import { unanswered } from './asking.ts';
import { deadlineOf } from './deadlines.ts';
import type { OrderEvent } from './events.ts';
import type { OrderState } from './order.ts';
import { saga } from './saga.ts';

type StepName = keyof typeof saga;

export interface StoryStep {
  readonly step: StepName;
  /** Of the message that asks. */
  readonly asks: string;
  /** The service that is asked. */
  readonly of: string;
  /** Names what is captured, refunded, sent, taken off or brought back; null where there is one of the kind. */
  readonly about: string | null;
  /** `sent`: nobody waits for an answer, or no longer. */
  readonly state: 'waiting' | 'done' | 'refused' | 'sent';
  /** How often it was asked. */
  readonly attempts: number;
  readonly askedAt: string;
  readonly lastAskedAt: string;
  readonly answeredAt: string | null;
  /** From the first question to the answer. */
  readonly durationMs: number | null;
  readonly lastError: string | null;
  /** When the order gives up, or asks again by itself. */
  readonly deadline: string | null;
}

/** What is kept of a commit, as far as it is told here. */
interface Told {
  readonly events: readonly OrderEvent[];
  readonly time: string;
  readonly messages?: readonly Pick<OutgoingMessage, 'type' | 'data'>[];
}

/** The facts that an answer has become, and those that were refusals. */
const answers: Readonly<
  Partial<Record<OrderEvent['type'], readonly [step: StepName, isRefusal?: true]>>
> = {
  'stock-reserved': ['reserve'],
  'stock-reserved-too-late': ['reserve'],
  'stock-reservation-failed': ['reserve', true],
  'payment-authorized': ['authorize'],
  'payment-authorized-too-late': ['authorize'],
  'payment-mismatched': ['authorize', true],
  'payment-declined': ['authorize', true],
  'stock-released': ['release'],
  'payment-voided': ['void'],
  'payment-captured': ['capture'],
  'payment-refunded': ['refund'],
  'refund-failed': ['refund', true],
};

const stepNames = Object.keys(saga) as StepName[];
const stepOf = new Map<string, StepName>(stepNames.map((name) => [saga[name].asks.type, name]));

const names = ['captureId', 'refundId', 'shipmentId', 'returnId', 'cancellationId'] as const;

const aboutOf = (said: unknown): string | null => {
  const members = said as Readonly<Partial<Record<string, string>>>;
  return names.map((name) => members[name]).find((id) => id !== undefined) ?? null;
};

const keyOf = (step: StepName | undefined, said: unknown): string => `${step} ${aboutOf(said)}`;

const reasonOf = (event: OrderEvent): string => ('reason' in event ? event.reason : event.type);

const asked = (commits: readonly Told[]): Map<string, StoryStep> => {
  const steps = new Map<string, StoryStep>();
  for (const { time, messages = [] } of commits) {
    for (const { type, data } of messages) {
      const step = stepOf.get(type);
      if (step === undefined) continue;
      const key = keyOf(step, data);
      const before = steps.get(key);
      steps.set(key, {
        step,
        asks: type,
        of: type.slice(0, type.indexOf('.')),
        about: aboutOf(data),
        state: 'sent',
        attempts: (before?.attempts ?? 0) + 1,
        askedAt: before?.askedAt ?? time,
        lastAskedAt: time,
        answeredAt: null,
        durationMs: null,
        lastError: null,
        deadline: null,
      });
    }
  }
  return steps;
};

const withAnswer = (step: StoryStep, event: OrderEvent, isRefusal: boolean): StoryStep => ({
  ...step,
  state: isRefusal ? 'refused' : 'done',
  answeredAt: event.at,
  durationMs: Date.parse(event.at) - Date.parse(step.askedAt),
  lastError: isRefusal ? reasonOf(event) : null,
});

/** In the order in which they were first asked. */
export const storyOf = (commits: readonly Told[], state: OrderState): StoryStep[] => {
  const steps = asked(commits);
  for (const event of commits.flatMap(({ events }) => events)) {
    const [name, isRefusal = false] = answers[event.type] ?? [];
    const key = keyOf(name, event);
    const step = steps.get(key);
    if (step !== undefined) steps.set(key, withAnswer(step, event, isRefusal));
  }
  const deadline = ('deadline' in state ? deadlineOf(state) : undefined) ?? null;
  for (const { type, data } of unanswered(state)) {
    const key = keyOf(stepOf.get(type), data);
    const step = steps.get(key);
    if (step !== undefined) steps.set(key, { ...step, state: 'waiting', deadline });
  }
  return [...steps.values()];
};
