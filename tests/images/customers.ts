// Customers who order and look on while a container is stopped; each answer is kept.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Answer, order, type Shop } from '../support/shop.ts';

export interface Customers {
  /** Lets them finish what they are at. */
  leave(): Promise<Visit>;
}

export interface Visit {
  readonly requests: number;
  /** How often a task was too busy and said so. */
  readonly again: number;
  /** How often a connection was cut off (502): sent again too, with the key it had. */
  readonly cutOff: number;
  /** What was not answered as it should be: status and text, or why there was no answer. */
  readonly lost: readonly string[];
  /** Ids of accepted orders. */
  readonly orders: readonly string[];
}

const pauseMs = 50;
const attempts = 6;

export const letIn = (shop: Shop, token: string, sku: string, count: number): Customers => {
  const lost: string[] = [];
  const orders: string[] = [];
  let requests = 0;
  let again = 0;
  let cutOff = 0;
  let leaving = false;

  /** A new task on a quarter of a CPU is easily too busy: who is told so comes again. */
  const patiently = async <Body>(work: () => Promise<Answer<Body>>): Promise<Answer<Body>> => {
    for (let attempt = 1; ; attempt += 1) {
      const answer = await work();
      const { code } = (answer.body ?? {}) as { code?: string };
      const isCutOff = answer.status === 502;
      if ((code !== 'overloaded' && !isCutOff) || attempt === attempts) return answer;
      if (isCutOff) cutOff += 1;
      else again += 1;
      await sleep(attempt * 100);
    }
  };

  const ask = async <Body>(what: string, wanted: number, work: () => Promise<Answer<Body>>) => {
    requests += 1;
    try {
      const answer = await patiently(work);
      if (answer.status === wanted) return answer;
      lost.push(`${what}: ${answer.status} ${answer.text.slice(0, 200)}`);
    } catch (error) {
      lost.push(`${what}: ${String((error as Error).cause ?? error)}`);
    }
    return undefined;
  };

  const visit = async () => {
    const key = randomUUID();
    const placed = await ask('POST /orders', 201, () => shop.place(token, order(sku), key));
    if (placed === undefined) return;
    const { id } = placed.body;
    orders.push(id);
    await ask('GET /orders/{id}', 200, () => shop.call('GET', `/orders/${id}`, { token }));
    await ask('GET /products', 200, () => shop.call('GET', '/products?limit=5'));
    await ask('GET /products?q=', 200, () => shop.call('GET', `/products?q=${sku}`));
  };

  const stay = async () => {
    while (!leaving) {
      await visit();
      await sleep(pauseMs);
    }
  };

  const staying = Array.from({ length: count }, stay);
  return {
    leave: async () => {
      leaving = true;
      await Promise.all(staying);
      return { requests, again, cutOff, lost, orders };
    },
  };
};
