// The sandbox provider behind the port.
import type { IPolicy } from 'cockatiel';
import { wasNeverMade } from '../../../platform/calls/resilience.ts';
import { tracedFetch } from '../../../platform/calls/traced-fetch.ts';
import { integer, members, oneOf, text } from '../../../platform/data/shape.ts';
import { unreachable } from '../../../platform/kernel/decider.ts';
import type { Answer, StepKind } from '../domain/payment.ts';
import {
  type PaymentProvider,
  type ProviderAccess,
  ProviderUnanswered,
  ProviderUnreachable,
} from './provider.ts';

interface Operation {
  readonly id: string;
  readonly status: 'pending' | 'succeeded' | 'declined';
  readonly amount: number;
  readonly currency: string;
  readonly reason: string | null;
}

interface BookedOperation extends Operation {
  readonly key: string;
  readonly kind: StepKind;
  readonly createdAt: string;
}

interface Response {
  readonly status: number;
  readonly body: Operation & {
    readonly operations?: readonly BookedOperation[];
    readonly error?: { readonly code: string };
  };
}

const operationAnswer = ({ id, status, amount, currency, reason }: Operation): Answer => {
  switch (status) {
    case 'succeeded':
      return { kind: 'succeeded', amount: { amount, currency }, providerReference: id };
    case 'pending':
      return { kind: 'pending', providerReference: id };
    case 'declined':
      return {
        kind: 'declined',
        reason: reason === 'insufficient_funds' ? reason : 'payment_declined',
      };
    default:
      return unreachable(status);
  }
};

const operation = members({
  id: text,
  status: oneOf('pending', 'succeeded', 'declined'),
  amount: integer,
  currency: text,
});

/** What is no operation, or none that we know, says nothing of what was done. */
const checkedAnswer = (body: Operation): Answer => {
  const fault = operation(body);
  if (fault === undefined) return operationAnswer(body);
  throw new ProviderUnanswered(new Error(`the answer is no operation: ${fault}`));
};

/** Our key or account is at fault, or we ask too often: nothing was done, and later it may be. */
const notNow = new Set([401, 403, 429]);

const answerOf = ({ status, body }: Response): Answer => {
  if (status === 200 || status === 402) return checkedAnswer(body);
  const code = body?.error?.code ?? String(status);
  if (notNow.has(status)) throw new ProviderUnreachable(new Error(code));
  return { kind: 'refused', reason: code };
};

const ask = tracedFetch('payment provider', { isOurs: false });

const wasNotSent = (error: unknown): boolean =>
  wasNeverMade(error) || (error as { cause?: { code?: string } }).cause?.code === 'ECONNREFUSED';

export const createSandboxProvider = ({
  url,
  apiKey,
  policy,
  lookUpPolicy,
}: ProviderAccess): PaymentProvider => {
  const call = async (via: IPolicy, path: string, request?: object): Promise<Response> => {
    const authorization = `Bearer ${await apiKey()}`;
    const init =
      request === undefined
        ? { headers: { authorization } }
        : {
            method: 'POST',
            headers: { authorization, 'content-type': 'application/json' },
            body: JSON.stringify(request),
          };
    try {
      return await via.execute(async ({ signal }) => {
        const response = await ask(`${url}${path}`, { ...init, signal });
        // Thrown inside the policy, so that the breaker counts it.
        if (response.status >= 500) throw new Error(`the provider answered ${response.status}`);
        return { status: response.status, body: (await response.json()) as Response['body'] };
      });
    } catch (error) {
      throw wasNotSent(error) ? new ProviderUnreachable(error) : new ProviderUnanswered(error);
    }
  };

  const post = async (path: string, request: object) => answerOf(await call(policy, path, request));

  return {
    authorize: ({ key, orderId, amount, paymentToken }) =>
      post('/v1/authorizations', { key, reference: orderId, ...amount, token: paymentToken }),

    capture: ({ key, authorization, amount }) =>
      post(`/v1/authorizations/${encodeURIComponent(authorization)}/capture`, { key, ...amount }),

    void: ({ key, authorization }) =>
      post(`/v1/authorizations/${encodeURIComponent(authorization)}/void`, { key }),

    refund: ({ key, authorization, amount }) =>
      post('/v1/refunds', { key, authorization, ...amount }),

    find: async ({ key }) => {
      const path = `/v1/operations/${encodeURIComponent(key)}`;
      const response = await call(lookUpPolicy, path);
      if (response.status === 404) return { kind: 'absent' };
      const answer = answerOf(response);
      // A question that is refused says nothing of what was done.
      return answer.kind === 'refused' ? { kind: 'unknown' } : answer;
    },

    list: async (from, until) => {
      const range = new URLSearchParams({ from, until });
      const { status, body } = await call(lookUpPolicy, `/v1/ledger?${range}`);
      const operations = body?.operations;
      if (status !== 200 || operations === undefined) {
        throw new ProviderUnanswered(new Error(`the ledger is not shown: ${status}`));
      }
      return operations
        .filter(({ status }) => status === 'succeeded')
        .map(({ key, kind, amount, currency, createdAt, id }) => ({
          key,
          kind,
          amount: { amount, currency },
          time: createdAt,
          providerReference: id,
        }));
    },

    // The sandbox always tells our key.
    keyOf: async () => undefined,
  };
};
