// The page of the documents about the saga of an order, as its table says it.
import type { Answer, Step } from '../../containers/orders/domain/saga.ts';

const short = (type: string): string => type.replace(/\.v\d+$/, '');

const minutes = (milliseconds: number): string => `${milliseconds / 60_000} min`;

const answersOf = ({ answers }: Step): string =>
  answers
    .map(({ message, leadsTo }) => `\`${short(message.type)}\` → ${leadsTo.join(' or ')}`)
    .join('<br>') || '–';

const row = ([name, step]: readonly [string, Step]): string =>
  [
    `| ${step.isPivot ? `**${name}** (pivot)` : name}`,
    step.after,
    `\`${short(step.asks.type)}\``,
    step.during,
    answersOf(step),
    step.undoneBy === undefined ? '–' : `\`${short(step.undoneBy.type)}\``,
    step.patience === undefined ? '–' : `${minutes(step.patience)}, then ${step.late}`,
  ].join(' | ');

const arrows = (step: Step): string[] => [
  ...step.answers.flatMap(({ message, leadsTo }) =>
    leadsTo
      .filter((to) => to !== step.during)
      .map((to) => `  ${step.during} --> ${to}: ${short(message.type).split('.')[1]}`),
  ),
  ...(step.late === undefined || step.late === step.during
    ? []
    : [`  ${step.during} --> ${step.late}: nobody answers`]),
];

/** What people do, which the saga does not ask for. */
const wishes = [
  '  [*] --> pending_stock: place',
  '  confirmed --> cancel_pending: cancel',
  '  confirmed --> shipped: ship',
  '  shipped --> delivered: deliver',
  '  delivered --> return_pending: request a return',
  '  return_pending --> delivered: refused or withdrawn',
  '  return_pending --> returned: all has come back',
];

export const sagaPage = (
  saga: Readonly<Record<string, Step>>,
  news: readonly Answer[],
): string => `# The saga of an order

The table is \`containers/orders/domain/saga.ts\`. \`tests/unit/orders-saga-table.test.ts\` holds the decisions, the deadlines, the inbox and this page against it.

| Step | After the fact | Asks for | While the order is | Answers, and where they lead | Undone by | Patience |
|---|---|---|---|---|---|---|
${Object.entries(saga)
  .map(row)
  .map((each) => `${each} |`)
  .join('\n')}

Not asked for: ${news.map(({ message }) => `\`${short(message.type)}\``).join(' and ')}; a flagged payment stops the shipment until a person has looked at it.

\`\`\`mermaid
stateDiagram-v2
${[...wishes, ...new Set(Object.values(saga).flatMap(arrows))].join('\n')}
\`\`\`

Before the pivot whatever was done is undone; behind it the shop owes the goods, and what fails is asked again or shown to a person. What comes after the order was rejected is undone when it comes, once. The rules are in [decision 0012](decisions/0012-rules-of-the-order-saga.md) and [0080](decisions/0080-each-shipment-takes-its-money.md).
`;
