// A local server that speaks Stripe's API for PaymentIntents and refunds, as its reference records them: https://docs.stripe.com/api/payment_intents
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { listen } from './sandbox-provider.ts';

interface Intent {
  readonly id: string;
  readonly object: 'payment_intent';
  amount: number;
  amount_capturable: number;
  amount_received: number;
  currency: string;
  status: string;
  latest_charge: object | null;
  metadata: Record<string, string>;
  last_payment_error: object | null;
}

interface Refund {
  readonly id: string;
  readonly object: 'refund';
  readonly amount: number;
  readonly currency: string;
  readonly payment_intent: string;
  readonly status: string;
  readonly metadata: Record<string, string>;
}

export interface StripeEvent {
  readonly id: string;
  readonly object: 'event';
  readonly type: string;
  created: number;
  readonly data: { readonly object: object };
}

interface StripeAnswer {
  readonly status: number;
  readonly body: object;
}

class StripeRefusal extends Error {
  readonly answer: StripeAnswer;

  constructor(status: number, error: object) {
    super('refused');
    this.answer = { status, body: { error } };
  }
}

const invalid = (code: string, status = 400) =>
  new StripeRefusal(status, { type: 'invalid_request_error', code, message: code });

const metadataOf = (form: URLSearchParams): Record<string, string> =>
  Object.fromEntries(
    [...form].flatMap(([name, value]) => {
      const key = /^metadata\[(\w+)\]$/.exec(name)?.[1];
      return key === undefined ? [] : [[key, value]];
    }),
  );

const readForm = async (request: IncomingMessage): Promise<URLSearchParams> => {
  let text = '';
  for await (const chunk of request) text += chunk;
  return new URLSearchParams(text);
};

/** As it is shown to who expands it; a contract or card without several captures says so here. */
const chargeOf = (form: URLSearchParams): object => {
  const isAsked = form.get('payment_method_options[card][request_multicapture]') === 'if_available';
  const isOnce = !isAsked || form.get('payment_method') === 'pm_card_captured_once';
  const status = isOnce ? 'unavailable' : 'available';
  return { id: 'ch_1', payment_method_details: { card: { multicapture: { status } } } };
};

/** Smaller than Stripe's, so that tests turn pages. */
const pageSize = 3;

/** What Stripe's test cards do: https://docs.stripe.com/testing */
const declines: Readonly<Record<string, string>> = {
  pm_card_visa_chargeDeclined: 'generic_decline',
  pm_card_visa_chargeDeclinedInsufficientFunds: 'insufficient_funds',
};

export interface StripeServer {
  readonly url: string;
  readonly intents: Map<string, Intent>;
  readonly refunds: Refund[];
  /** What it tells of itself, the latest first; times may be moved. */
  readonly events: StripeEvent[];
  /** Milliseconds each answer is held back after the request was followed. */
  delayMs: number;
  /** Answers 500 to so many requests before they are followed. */
  errors: number;
  stop(): Promise<void>;
}

export const startStripe = async (): Promise<StripeServer> => {
  const intents = new Map<string, Intent>();
  const refunds: Refund[] = [];
  const events: StripeEvent[] = [];
  const answers = new Map<string, StripeAnswer>();

  const tell = <T extends object>(type: string, object: T): T => {
    const created = Math.floor(Date.now() / 1000);
    const data = { object: structuredClone(object) };
    events.unshift({ id: `evt_${events.length + 1}`, object: 'event', type, created, data });
    return object;
  };

  const intentOf = (id: string): Intent => {
    const found = intents.get(id);
    if (found === undefined) throw invalid('resource_missing', 404);
    return found;
  };

  const create = (form: URLSearchParams): Intent => {
    const amount = Number(form.get('amount'));
    const intent: Intent = {
      id: `pi_${intents.size + 1}`,
      object: 'payment_intent',
      amount,
      amount_capturable: amount,
      amount_received: 0,
      currency: form.get('currency') ?? '',
      status: 'requires_capture',
      latest_charge: chargeOf(form),
      metadata: metadataOf(form),
      last_payment_error: null,
    };
    intents.set(intent.id, intent);
    const decline = declines[form.get('payment_method') ?? ''];
    if (decline === undefined) return tell('payment_intent.amount_capturable_updated', intent);
    const error = { type: 'card_error', code: 'card_declined', decline_code: decline };
    Object.assign(intent, {
      status: 'requires_payment_method',
      amount_capturable: 0,
      latest_charge: null,
      last_payment_error: error,
    });
    throw new StripeRefusal(402, { ...error, message: decline, payment_intent: intent });
  };

  const capture = (id: string, form: URLSearchParams): Intent => {
    const intent = intentOf(id);
    const amount = Number(form.get('amount_to_capture') ?? intent.amount);
    if (intent.status !== 'requires_capture') throw invalid('payment_intent_unexpected_state');
    if (amount > intent.amount_capturable) throw invalid('amount_too_large');
    const isAvailable = JSON.stringify(intent.latest_charge).includes('"available"');
    const leavesRest = form.get('final_capture') === 'false' && amount < intent.amount_capturable;
    if (leavesRest && !isAvailable) throw invalid('capture_unavailable');
    Object.assign(intent, {
      status: leavesRest ? 'requires_capture' : 'succeeded',
      amount_received: intent.amount_received + amount,
      amount_capturable: leavesRest ? intent.amount_capturable - amount : 0,
      metadata: { ...intent.metadata, ...metadataOf(form) },
    });
    return leavesRest
      ? tell('payment_intent.amount_capturable_updated', intent)
      : tell('payment_intent.succeeded', intent);
  };

  const cancel = (id: string): Intent => {
    const intent = intentOf(id);
    if (intent.status === 'succeeded' || intent.status === 'canceled') {
      throw invalid('payment_intent_unexpected_state');
    }
    Object.assign(intent, { status: 'canceled', amount_capturable: 0 });
    return tell('payment_intent.canceled', intent);
  };

  const refund = (form: URLSearchParams): Refund => {
    const intent = intentOf(form.get('payment_intent') ?? '');
    const amount = Number(form.get('amount'));
    const refunded = refunds
      .filter(({ payment_intent }) => payment_intent === intent.id)
      .reduce((total, each) => total + each.amount, 0);
    if (amount > intent.amount_received - refunded) throw invalid('amount_too_large');
    const made: Refund = {
      id: `re_${refunds.length + 1}`,
      object: 'refund',
      amount,
      currency: intent.currency,
      payment_intent: intent.id,
      status: 'succeeded',
      metadata: metadataOf(form),
    };
    refunds.push(made);
    tell('refund.updated', made);
    return tell('refund.created', made);
  };

  const list = (data: readonly object[], object = 'list') => ({ object, data, has_more: false });

  const search = (query: string) => {
    const [, key = '', value] = /^metadata\['(\w+)'\]:'([^']*)'$/.exec(query) ?? [];
    const found = [...intents.values()].filter(({ metadata }) => metadata[key] === value);
    return list(found, 'search_result');
  };

  const listEvents = (query: URLSearchParams) => {
    const [from, until] = ['created[gte]', 'created[lt]'].map((name) => Number(query.get(name)));
    const types = [...query].filter(([name]) => name.startsWith('types')).map(([, type]) => type);
    const isWanted = ({ created, type }: StripeEvent) =>
      created >= (from ?? 0) && created < (until ?? 0) && types.includes(type);
    const found = events.filter(isWanted);
    const after = query.get('starting_after');
    const start = found.findIndex(({ id }) => id === after) + 1;
    const page = found.slice(start, start + pageSize);
    return { ...list(page), has_more: start + pageSize < found.length };
  };

  const follow = (method: string, url: URL, form: URLSearchParams): object => {
    const [, , collection = '', id = '', action = ''] = url.pathname.split('/');
    switch (`${method} ${collection}${id === '' ? '' : ' id'} ${action}`.trim()) {
      case 'POST payment_intents':
        return create(form);
      case 'GET payment_intents id':
        return id === 'search' ? search(url.searchParams.get('query') ?? '') : intentOf(id);
      case 'POST payment_intents id capture':
        return capture(id, form);
      case 'POST payment_intents id cancel':
        return cancel(id);
      case 'POST refunds':
        return refund(form);
      case 'GET refunds': {
        const intent = url.searchParams.get('payment_intent');
        return list(refunds.filter(({ payment_intent }) => payment_intent === intent));
      }
      case 'GET events':
        return listEvents(url.searchParams);
      default:
        throw invalid('unknown_route', 404);
    }
  };

  const answerOf = (method: string, url: URL, form: URLSearchParams): StripeAnswer => {
    try {
      return { status: 200, body: structuredClone(follow(method, url, form)) };
    } catch (error) {
      if (error instanceof StripeRefusal) return error.answer;
      throw error;
    }
  };

  /** A key gives the same answer for ever, refusals included. */
  const answerOnce = (request: IncomingMessage, url: URL, form: URLSearchParams): StripeAnswer => {
    const key = request.headers['idempotency-key'];
    const known = typeof key === 'string' ? answers.get(key) : undefined;
    if (known !== undefined) return known;
    const answer = answerOf(request.method ?? '', url, form);
    if (typeof key === 'string') answers.set(key, answer);
    return answer;
  };

  const send = (response: ServerResponse, { status, body }: StripeAnswer) => {
    response.writeHead(status, { 'content-type': 'application/json', 'request-id': 'req_1' });
    response.end(JSON.stringify(body));
  };

  const state = { delayMs: 0, errors: 0 };
  /** Keys whose request is not answered yet: https://docs.stripe.com/api/errors */
  const underWay = new Set<string>();
  const server = await listen(async (request, response) => {
    const form = await readForm(request);
    if (request.headers.authorization !== 'Bearer sk_test_1') {
      return send(response, invalid('unauthorized', 401).answer);
    }
    if (state.errors > 0) {
      state.errors -= 1;
      return send(response, { status: 500, body: { error: { type: 'api_error' } } });
    }
    const key = String(request.headers['idempotency-key'] ?? '');
    if (underWay.has(key)) return send(response, invalid('idempotency_key_in_use', 409).answer);
    if (key !== '') underWay.add(key);
    const answer = answerOnce(request, new URL(request.url ?? '/', 'http://stripe'), form);
    if (state.delayMs > 0) await sleep(state.delayMs);
    underWay.delete(key);
    return send(response, answer);
  });
  return Object.assign(state, { url: server.url, intents, refunds, events, stop: server.stop });
};
