// The dispatcher put together: what sends, what judges the endpoint, and when.

import type { DeliveryStore } from '../deliveries/delivery-store.ts';
import type { EndpointStore } from '../endpoints/endpoint-store.ts';
import { type AttemptOptions, createMakeAttempt } from './attempting.ts';
import { createDispatcher, type Dispatch, type DispatcherOptions } from './dispatcher.ts';
import { createJudge } from './judging.ts';
import { createSend } from './signed-post.ts';
import type { PostWebhook } from './transport.ts';

interface DispatchParts
  extends Omit<DispatcherOptions, 'makeAttempt'>,
    Pick<AttemptOptions, 'random' | 'log'> {
  readonly endpoints: EndpointStore;
  readonly deliveries: DeliveryStore;
  readonly post: PostWebhook;
}

export const composeDispatcher = ({ post, random, log, ...parts }: DispatchParts): Dispatch => {
  const { endpoints, deliveries, clock } = parts;
  const send = createSend(post, clock);
  const judge = createJudge(endpoints, clock);
  const makeAttempt = createMakeAttempt({ deliveries, send, judge, clock, random, log });
  return createDispatcher({ ...parts, makeAttempt });
};
