// Where an order is, for staff, and asking again for what is stuck.
import {
  type OrderStory,
  readOrderStory,
  retryOrderSteps,
} from '../../../events/http/orders/stories.ts';
import { type Endpoint, endpoint } from '../../../platform/http/endpoint.ts';
import type { Orders } from '../commands.ts';
import { deadlineOf } from '../domain/deadlines.ts';
import { placedAndVisible, staff } from '../domain/deciding/guards.ts';
import { storyOf } from '../domain/story.ts';
import { type CommandParts, commandEndpoints, withStatus } from '../requests/command-endpoint.ts';
import { orderIdOf } from '../requests/order-request.ts';
import type { Elsewhere } from './elsewhere.ts';
import { remediesOf } from './remedies.ts';

export const storyEndpoints = ({
  orders,
  elsewhere,
  clock,
}: {
  readonly orders: Pick<Orders, 'read'> & CommandParts['orders'];
  readonly elsewhere: Elsewhere;
  readonly clock: CommandParts['clock'];
}): readonly Endpoint[] => {
  const command = commandEndpoints({ orders, clock });

  const tell = async (orderId: string): Promise<OrderStory> => {
    const { state, version, commits } = await orders.read(orderId);
    const { status, order } = placedAndVisible(state, staff);
    const steps = storyOf(commits, state);
    const waiting = steps.filter((step) => step.state === 'waiting').map(({ of }) => of);
    const services = waiting.length === 0 ? [] : [...new Set(['orders', ...waiting])];
    const [payment, deadLetters] = await Promise.all([
      elsewhere.paymentSteps(orderId),
      elsewhere.deadLetters(orderId, services),
    ]);
    return {
      orderId,
      status,
      version,
      placedAt: order.placedAt,
      updatedAt: order.updatedAt,
      deadline: deadlineOf(state) ?? null,
      steps,
      payment,
      deadLetters,
      remedies: remediesOf({ orderId, steps, deadLetters }, status),
    };
  };

  return [
    endpoint(readOrderStory, async ({ params }) => ({
      status: 200,
      body: await tell(orderIdOf(params)),
    })),
    command(retryOrderSteps, withStatus(202), (_, at) => ({ type: 'retry-steps', at })),
  ];
};
