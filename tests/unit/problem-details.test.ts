// Every problem has a detail: one sentence about its case that helps on.
import { Type } from 'typebox';
import { describe, expect, it } from 'vitest';
import { defineRoute, open } from '../../events/http/route.ts';
import { problemDetails } from '../../events/problem-details.ts';
import { type ErrorCode, problems } from '../../events/problems.ts';
import { strict } from '../../events/schemas.ts';
import { gatewayResponses } from '../../infra/constructs/api/gateway-answers.ts';
import { refusals } from '../../localstack/gateway/refusal.ts';
import { endpoint } from '../../platform/http/endpoint.ts';
import { problemReply } from '../../platform/http/problem.ts';
import { AppError } from '../../platform/kernel/errors.ts';
import { call } from '../support/http.ts';

const codes = Object.keys(problems) as ErrorCode[];
const detailOf = (error: AppError) => JSON.parse(problemReply(error, 'request-1').body).detail;

it.each(codes)('%s has a sentence of its own, and is given as little as it needs', (code) => {
  expect(problemDetails[code]).toMatch(/^[A-Z][^"$#\n]+\.$/);
  expect(problemDetails[code]).not.toBe(problems[code][1]);
  expect(detailOf(new AppError(code))).toBe(problemDetails[code]);
  expect(detailOf(new AppError(code, { detail: 'Said.', reason: 'secret' }))).toBe('Said.');
  expect(detailOf(new AppError(code, { cause: new Error('stack') }))).not.toContain('stack');
});

it('what is wrong with the input is named, the first three of it', () => {
  const errors = ['/a', '/b', '/c', '/d', '/e'].map((pointer) => ({
    pointer,
    code: 'unknown-member',
    detail: 'is not known here',
  }));
  const said = (count: number) =>
    detailOf(new AppError('validation-failed', { errors: errors.slice(0, count) }));
  expect(said(1)).toBe('/a is not known here.');
  expect(said(5)).toBe(
    '/a is not known here; /b is not known here; /c is not known here, and 2 more.',
  );
  const whole = { pointer: '', code: 'type', detail: 'must be object.' };
  expect(detailOf(new AppError('validation-failed', { errors: [whole] }))).toBe('must be object.');
});

it('what is not found is named by the part of the path that names it', async () => {
  const route = defineRoute({
    id: 'orders.test',
    service: 'orders',
    method: 'GET',
    path: '/things/{id}',
    summary: 'A thing',
    auth: open,
    request: { params: strict({ id: Type.String({ maxLength: 3 }) }) },
    responses: { 200: Type.Unknown() },
  });
  const missing = endpoint(route, () => {
    throw new AppError('not-found');
  });
  const asked = async (id: string) => (await call(missing, { params: { id } })).body.detail;
  expect(await asked('abc')).toBe('Nothing is here by this id that you may see.');
  expect(await asked('too long')).toBe('Nothing is here by this id that you may see.');
});

describe('the gateway', () => {
  it('says one, too', () => {
    const bodies = gatewayResponses([]).flatMap(({ responseTemplates }) =>
      Object.values((responseTemplates ?? {}) as Record<string, string>),
    );
    expect(bodies.length).toBe(20);
    for (const body of bodies) expect(JSON.parse(body).detail).toMatch(/\.$/);
  });

  it('has the titles and states of the contract where the embedded one refuses by itself', () => {
    for (const [code, refusal] of Object.entries(refusals)) {
      expect(refusal).toEqual(problems[code as ErrorCode]);
    }
  });
});
