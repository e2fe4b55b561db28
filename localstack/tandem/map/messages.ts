// The ways of messages: by the templates, and by `events/routes.ts`.
import { commands, facts, type MessageRoute } from '../../../events/routes.ts';
import type { EventSource } from '../../lambda/descriptions.ts';
import type { Messaging } from '../../messaging/messaging.ts';
import { type Bare, lastPart, withoutAlias } from './edge.ts';
import type { MapNode } from './nodes.ts';

export interface MessageSources {
  readonly eventSources: readonly EventSource[];
  readonly messaging: Pick<Messaging, 'sns'>;
}

const typesTo = (routes: readonly MessageRoute[], service: string | null) =>
  routes.filter(({ to }) => to.some((each) => each === service)).map(({ type }) => type);

export function messagesOf(
  { eventSources, messaging }: MessageSources,
  nodes: readonly MapNode[],
): Bare[] {
  const ofService = (name: string) => nodes.find((node) => node.name === name)?.service ?? null;
  const sources = eventSources.map(({ sourceArn, functionArn }): Bare => {
    const to = `function:${withoutAlias(functionArn)}`;
    const table = /:table\/([^/]+)\/stream\//.exec(sourceArn)?.[1];
    if (table !== undefined) return { from: `table:${table}`, to, kind: 'stream', types: [] };
    const queue = lastPart(sourceArn);
    const types = typesTo([...facts, ...commands], ofService(queue));
    return { from: `queue:${queue}`, to, kind: 'message', types };
  });
  const subscriptions = [...messaging.sns.subscriptions.values()].map((subscription): Bare => {
    const [topic, queue] = [lastPart(subscription.topicArn), lastPart(subscription.endpoint)];
    const types = facts
      .filter(
        ({ from, to }) =>
          from.some((each) => each === ofService(topic)) &&
          to.some((each) => each === ofService(queue)),
      )
      .map(({ type }) => type);
    return { from: `topic:${topic}`, to: `queue:${queue}`, kind: 'message', types };
  });
  return [...sources, ...subscriptions];
}
