// The hook before the traffic: asks each new version what everybody may ask, tells CodeDeploy, and lets nothing through that it has not asked.
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createProbe } from '../../functions/rollout/asking.ts';
import { createDeployments } from '../../functions/rollout/deployments.ts';
import { questions } from '../../infra/constructs/compute/rollout-questions.ts';
import { authorizationOf } from '../../platform/calls/aws/signature.ts';
import { type AwsCall, signedCalls } from '../../platform/calls/signed-call.ts';
import { testClock } from '../support/clock.ts';

const target = { name: 'tandem-dev-auth-handler', version: '7' };

const asked = { 'auth-handler': [{ path: '/users/me', status: 401 }] };

type Reply = (call: AwsCall) => unknown;

/** What was called, and answers of one after the other. */
const calls = (...replies: readonly Reply[]) => {
  const seen: AwsCall[] = [];
  const call = async (one: AwsCall) => {
    seen.push(one);
    const answer = replies[seen.length - 1]?.(one);
    return answer instanceof Response ? answer : new Response(JSON.stringify(answer));
  };
  return { seen, call };
};

const warm = () => ({ warm: true });
const status = (statusCode: number) => () => ({ statusCode });

describe('a version', () => {
  it('that starts and answers as the contract says is well, and was asked by its number', async () => {
    const { seen, call } = calls(warm, status(401));
    expect(await createProbe(call, 'tandem-dev-', asked)(target)).toEqual([]);
    expect(seen.map(({ path }) => path)).toEqual([
      '/2015-03-31/functions/tandem-dev-auth-handler/invocations?Qualifier=7',
      '/2015-03-31/functions/tandem-dev-auth-handler/invocations?Qualifier=7',
    ]);
    expect(JSON.parse(seen[1]?.body ?? '')).toMatchObject({
      httpMethod: 'GET',
      path: '/users/me',
      requestContext: { path: '/v1/users/me' },
    });
    // Two questions more have to fit into the 28 s of the hook.
    expect(seen.map(({ withinMs }) => withinMs)).toEqual([8_000, 8_000]);
  });

  it('of a consumer is asked whether it starts, and given no work', async () => {
    const { seen, call } = calls(warm);
    expect(
      await createProbe(
        call,
        'tandem-dev-',
        asked,
      )({ name: 'tandem-dev-auth-rotate', version: '2' }),
    ).toEqual([]);
    expect(seen.map(({ body }) => body)).toEqual(['{"warmUp":true}']);
  });

  it.each([
    ['answers otherwise', [warm, status(500)], 'GET /users/me is answered 500 in place of 401'],
    ['does not know the warm-up', [() => ({})], 'is not ready: {}'],
    ['answers nothing', [() => null], 'is not ready: null'],
    [
      'fails while it starts',
      [
        () =>
          new Response('{"errorMessage":"configuration: TABLE_NAME is missing"}', {
            headers: { 'x-amz-function-error': 'Unhandled' },
          }),
      ],
      '200 {"errorMessage":"configuration: TABLE_NAME is missing"}',
    ],
    ['may not be called', [() => new Response('denied', { status: 403 })], '403 denied'],
    [
      'has much to say',
      [() => new Response('x'.repeat(301), { status: 500 })],
      `500 ${'x'.repeat(300)}`,
    ],
    [
      'takes too long',
      [
        () => {
          throw new Error('The operation was aborted due to timeout');
        },
      ],
      'The operation was aborted due to timeout',
    ],
  ] as [string, Reply[], string][])('that %s is named with the reason', async (_, replies, why) => {
    const { call } = calls(...replies);
    expect(await createProbe(call, 'tandem-dev-', asked)(target)).toEqual([
      `tandem-dev-auth-handler:7 ${why}`,
    ]);
  });
});

describe('CodeDeploy', () => {
  const one = {
    lambdaTarget: {
      lambdaFunctionInfo: { functionName: 'tandem-dev-auth-handler', targetVersion: '7' },
    },
  };

  it('is asked which versions a deployment brings', async () => {
    const { seen, call } = calls(
      () => ({ targetIds: ['tandem-dev-auth-handler:live'] }),
      () => ({ deploymentTargets: [one] }),
    );
    expect(await createDeployments(call).targetsOf('d-1')).toEqual([target]);
    expect(seen.map(({ body }) => JSON.parse(body))).toEqual([
      { deploymentId: 'd-1' },
      { deploymentId: 'd-1', targetIds: ['tandem-dev-auth-handler:live'] },
    ]);
    expect(seen.map(({ withinMs }) => withinMs)).toEqual([3_000, 3_000]);
  });

  it.each([[[]], [[{}]], [[{ lambdaTarget: { lambdaFunctionInfo: { functionName: 'a' } } }]]])(
    'that names no version is not taken for all well: %j',
    async (deploymentTargets) => {
      const { call } = calls(
        () => ({ targetIds: [] }),
        () => ({ deploymentTargets }),
      );
      await expect(createDeployments(call).targetsOf('d-1')).rejects.toThrow(
        'deployment d-1 has no function',
      );
    },
  );

  it.each([
    [true, 'Succeeded'],
    [false, 'Failed'],
  ])('is told %s as %s', async (isWell, word) => {
    const { seen, call } = calls(() => ({}));
    const event = { DeploymentId: 'd-1', LifecycleEventHookExecutionId: 'e-1' };
    await createDeployments(call).report(event, isWell);
    expect(seen[0]).toMatchObject({
      service: 'codedeploy',
      headers: { 'x-amz-target': 'CodeDeploy_20141006.PutLifecycleEventHookExecutionStatus' },
      body: JSON.stringify({
        deploymentId: 'd-1',
        lifecycleEventHookExecutionId: 'e-1',
        status: word,
      }),
    });
  });
});

describe('the questions', () => {
  it('are the first that everybody may ask of each function, and the first that wants a token', () => {
    expect(questions()).toMatchObject({
      'auth-handler': [
        { path: '/.well-known/jwks.json', status: 200 },
        { path: expect.any(String), status: 401 },
      ],
      'docs-handler': [{ path: expect.any(String), status: 200 }],
      'payments-handler': [{ path: expect.any(String), status: 401 }],
    });
  });

  it('change nothing and need nothing that a stage may not have', () => {
    for (const { path } of Object.values(questions()).flat()) expect(path).not.toMatch(/[{?]/);
  });
});

describe('a signature', () => {
  const credentials = {
    region: 'us-east-1',
    accessKeyId: 'AKIDEXAMPLE',
    secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
  };
  const environment = {
    AWS_REGION: credentials.region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  };

  afterEach(() => vi.unstubAllGlobals());

  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html, the request that AWS has published with its signature.
  it('is the one that AWS gives for its own example', () => {
    expect(
      authorizationOf(credentials, {
        method: 'GET',
        path: '/',
        query: 'Action=ListUsers&Version=2010-05-08',
        headers: {
          host: 'iam.amazonaws.com',
          'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
          'x-amz-date': '20150830T123600Z',
        },
        body: '',
        service: 'iam',
      }),
    ).toBe(
      'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, SignedHeaders=content-type;host;x-amz-date, Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7',
    );
  });

  it('goes to the endpoint of the region, with the token of the role', async () => {
    const fetched = vi.fn(async () => new Response('{}'));
    vi.stubGlobal('fetch', fetched);
    const call = signedCalls(
      { ...environment, AWS_SESSION_TOKEN: 'token' },
      testClock(Date.parse('2026-01-31T10:00:00.000Z')),
    );
    await call({ service: 'codedeploy', path: '/', body: '{}', withinMs: 1_000 });
    expect(fetched).toHaveBeenCalledWith(
      new URL('https://codedeploy.us-east-1.amazonaws.com/'),
      expect.objectContaining({
        method: 'POST',
        body: '{}',
        headers: expect.objectContaining({
          'x-amz-date': '20260131T100000Z',
          'x-amz-security-token': 'token',
          authorization: expect.stringContaining(
            'SignedHeaders=host;x-amz-date;x-amz-security-token,',
          ),
        }),
      }),
    );
  });
});
