// Merchants' endpoints over HTTP: each owner sees their own, administrators see all.
import { randomBytes } from 'node:crypto';
import type { BodyOf } from '../../../events/http/route.ts';
import {
  changeWebhookEndpoint,
  createWebhookEndpoint,
  deleteWebhookEndpoint,
  listWebhookEndpoints,
  readWebhookEndpoint,
  rotateWebhookSecret,
  type WebhookEndpoint,
} from '../../../events/http/webhooks.ts';
import { callerOf, type Endpoint, endpoint } from '../../../platform/http/endpoint.ts';
import { checkMatch, etagOf, requireMatch } from '../../../platform/http/precondition.ts';
import { type Clock, isoTime } from '../../../platform/kernel/clock.ts';
import { AppError } from '../../../platform/kernel/errors.ts';
import { isId, type NewId } from '../../../platform/kernel/ids.ts';
import { retryOn } from '../../../platform/kernel/retry.ts';
import type { Identity } from '../../../platform/tokens/identity.ts';
import type { Seals } from '../../../platform/tokens/seals.ts';
import { rotated, type WebhookEndpointState } from '../domain/endpoint.ts';
import { checkUrl, type UrlRules } from '../domain/url-rules.ts';
import { type EndpointStore, StaleEndpoint } from './endpoint-store.ts';

export interface ManagementOptions {
  readonly endpoints: EndpointStore;
  readonly rules: UrlRules;
  readonly cursors: () => Promise<Seals>;
  readonly clock: Clock;
  readonly newId: NewId;
}

const pageSize = 20;

const isStale = (error: unknown): boolean => error instanceof StaleEndpoint;

const newSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;

const view = (
  { id, url, eventTypes, status, description }: WebhookEndpointState,
  secret?: string,
): WebhookEndpoint => ({
  id,
  url,
  eventTypes: [...eventTypes],
  status,
  ...(description === undefined ? {} : { description }),
  ...(secret === undefined ? {} : { secret }),
});

const mayUse = ({ subject, roles }: Identity, { owner }: WebhookEndpointState): boolean =>
  owner === subject || roles.includes('admin');

/** Throws `not-found` for an endpoint of somebody else, too. */
export const ownEndpoint = async (
  endpoints: EndpointStore,
  id: string,
  caller: Identity,
): Promise<WebhookEndpointState> => {
  const found = isId('whe', id) ? await endpoints.read(id) : undefined;
  if (found === undefined || !mayUse(caller, found)) throw new AppError('not-found');
  return found;
};

const changed = (
  before: WebhookEndpointState,
  change: BodyOf<typeof changeWebhookEndpoint>,
  rules: UrlRules,
): WebhookEndpointState => {
  if (change.url !== undefined) checkUrl(change.url, rules);
  // Switched on again, it has its patience anew.
  const failingSince = change.status === 'enabled' ? null : before.failingSince;
  return { ...before, ...change, failingSince };
};

const create = ({ endpoints, rules, clock, newId }: ManagementOptions): Endpoint =>
  endpoint(createWebhookEndpoint, async (request) => {
    const { body, causation, log } = request;
    checkUrl(body.url, rules);
    const secret = newSecret();
    const created: WebhookEndpointState = {
      id: newId('whe'),
      owner: callerOf(request).subject,
      ...body,
      status: 'enabled',
      secrets: [{ secret, goodUntil: null }],
      failingSince: null,
      version: 1,
      createdAt: isoTime(clock),
    };
    await endpoints.add(created, causation);
    log.info({ audit: 'webhook-endpoint-created', endpointId: created.id }, 'audit');
    return {
      status: 201,
      headers: { location: `/v1/webhook-endpoints/${created.id}`, etag: etagOf(created) },
      body: view(created, secret),
    };
  });

const list = ({ endpoints, cursors }: ManagementOptions): Endpoint =>
  endpoint(listWebhookEndpoints, async (request) => {
    const { limit = pageSize, cursor } = request.query;
    const caller = callerOf(request);
    const binding = `webhook-endpoints ${caller.subject}`;
    const sealer = await cursors();
    const after = cursor === undefined ? '' : sealer.open<string>(cursor, binding);
    const own = (await endpoints.all()).filter((each) => mayUse(caller, each) && each.id > after);
    const page = own.slice(0, limit);
    const last = page.at(-1);
    return {
      status: 200,
      body: {
        items: page.map((each) => view(each)),
        nextCursor: own.length > limit && last ? sealer.seal(last.id, binding) : null,
      },
    };
  });

const read = ({ endpoints }: ManagementOptions): Endpoint =>
  endpoint(readWebhookEndpoint, async (request) => {
    const found = await ownEndpoint(endpoints, request.params.id, callerOf(request));
    return { status: 200, headers: { etag: etagOf(found) }, body: view(found) };
  });

const change = ({ endpoints, rules }: ManagementOptions): Endpoint =>
  endpoint(changeWebhookEndpoint, async (request) => {
    // The next version may be one that the header allows.
    const after = await retryOn(isStale, async () => {
      const before = await ownEndpoint(endpoints, request.params.id, callerOf(request));
      requireMatch(request.header('if-match'), before);
      return endpoints.replace(changed(before, request.body, rules), request.causation);
    });
    return { status: 200, headers: { etag: etagOf(after) }, body: view(after) };
  });

const remove = ({ endpoints }: ManagementOptions): Endpoint =>
  endpoint(deleteWebhookEndpoint, async (request) => {
    const { id } = request.params;
    const expected = request.header('if-match');
    await retryOn(isStale, async () => {
      const found = await ownEndpoint(endpoints, id, callerOf(request));
      if (expected !== undefined) checkMatch(expected, found);
      await endpoints.remove(found, request.causation);
    });
    request.log.info({ audit: 'webhook-endpoint-deleted', endpointId: id }, 'audit');
    return { status: 204 };
  });

const rotate = ({ endpoints, clock }: ManagementOptions): Endpoint =>
  endpoint(rotateWebhookSecret, async (request) => {
    const before = await ownEndpoint(endpoints, request.params.id, callerOf(request));
    const expected = request.header('if-match');
    if (expected !== undefined) checkMatch(expected, before);
    const secret = newSecret();
    try {
      const after = await endpoints.replace(
        rotated(before, secret, clock.now()),
        request.causation,
      );
      request.log.info({ audit: 'webhook-secret-rotated', endpointId: after.id }, 'audit');
      return { status: 200, headers: { etag: etagOf(after) }, body: view(after, secret) };
    } catch (error) {
      // Two rotations at once: one secret was shown, and it is the one that signs.
      throw isStale(error) ? new AppError('invalid-state') : error;
    }
  });

export const managementEndpoints = (options: ManagementOptions): readonly Endpoint[] =>
  [create, list, read, change, remove, rotate].map((bind) => bind(options));
