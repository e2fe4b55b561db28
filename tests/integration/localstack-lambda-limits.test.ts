import {
  GetAliasCommand,
  GetEventSourceMappingCommand,
  GetFunctionConfigurationCommand,
  GetPolicyCommand,
  InvokeCommand,
  LambdaClient,
  ListAliasesCommand,
  ListEventSourceMappingsCommand,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  attribute as arn,
  eventSource,
  lambda,
  queue,
  type Running,
  role,
  run,
  writeAssembly,
} from '../support/assembly-fixture.ts';

const resources = {
  Inbox: queue('inbox'),
  Worker: role('lambda.amazonaws.com', [{ Action: 'sqs:*', Resource: arn('Inbox') }]),
  Echo: lambda('echo', 'Worker', 'echo'),
  Live: {
    Type: 'AWS::Lambda::Alias',
    Properties: { FunctionName: { Ref: 'Echo' }, FunctionVersion: '1', Name: 'live' },
  },
  Allow: {
    Type: 'AWS::Lambda::Permission',
    Properties: {
      FunctionName: { Ref: 'Echo' },
      Action: 'lambda:InvokeFunction',
      Principal: 'events.amazonaws.com',
      SourceArn: 'arn:aws:events:eu-central-1:000000000000:rule/nightly',
    },
  },
  Consume: eventSource('Echo', arn('Inbox'), { BatchSize: 5, Enabled: false }),
};
const code = {
  echo: `export const handler = async ({ answer = 0, fill = 'x' }) => fill.repeat(answer);`,
};
const mebibyte = 1_048_576;

describe('the Lambda API', () => {
  let running: Running;
  let client: LambdaClient;
  beforeAll(async () => {
    running = await run(writeAssembly({ Functions: { Resources: resources } }, code));
    client = new LambdaClient(running.client());
  });
  afterAll(() => running.stop());

  const invoke = async (input: Partial<InvokeCommand['input']>) => {
    const command = new InvokeCommand({ FunctionName: 'echo', Payload: '{}', ...input });
    const { StatusCode, FunctionError, Payload } = await client.send(command);
    return { StatusCode, FunctionError, text: Payload?.transformToString() ?? '' };
  };
  /** A JSON text of so many bytes. */
  const ofBytes = (bytes: number) =>
    `{"pad":"${'é'.repeat(Math.floor((bytes - 10) / 2))}"}`.padEnd(
      bytes - Math.floor((bytes - 10) / 2),
    );

  it.each([
    ['a payload', 'RequestResponse', 6 * mebibyte],
    ['an event', 'Event', mebibyte],
  ] as const)('takes %s of its longest, and no byte more', async (_, InvocationType, most) => {
    const StatusCode = InvocationType === 'Event' ? 202 : 200;
    expect(await invoke({ InvocationType, Payload: ofBytes(most) })).toMatchObject({ StatusCode });
    await expect(invoke({ InvocationType, Payload: ofBytes(most + 1) })).rejects.toMatchObject({
      name: 'RequestTooLargeException',
      $metadata: { httpStatusCode: 413 },
    });
  });

  it('gives an answer of its longest, and an error in place of a longer one', async () => {
    const answer = async (bytes: number) =>
      await invoke({ Payload: JSON.stringify({ answer: bytes - 2 }) });
    expect((await answer(6_291_556)).FunctionError).toBeUndefined();
    const { FunctionError, StatusCode, text } = await answer(6_291_557);
    expect({ FunctionError, StatusCode }).toEqual({ FunctionError: 'Unhandled', StatusCode: 200 });
    expect(JSON.parse(text)).toMatchObject({ errorType: 'Function.ResponseSizeTooLarge' });
  });

  it.each([
    [{ Payload: '{not json' }, 'InvalidRequestContentException'],
    [{ Payload: '{not json', InvocationType: 'Event' }, 'InvalidRequestContentException'],
    [{ Payload: '{} {}' }, 'InvalidRequestContentException'],
    [{ InvocationType: 'Bogus' }, 'ValidationException'],
    [{ LogType: 'Head' }, 'ValidationException'],
    [{ FunctionName: 'echo:live', Qualifier: '1' }, 'InvalidParameterValueException'],
    [{ FunctionName: 'ec ho' }, 'ValidationException'],
    [{ FunctionName: '123:function:echo' }, 'ValidationException'],
    [{ FunctionName: 'none' }, 'ResourceNotFoundException'],
  ])('refuses %j', async (input, name) => {
    await expect(invoke(input as object)).rejects.toMatchObject({ name });
  });

  it.each([
    'echo',
    'echo:live',
    '000000000000:function:echo',
    '000000000000:function:echo:live',
    'arn:aws:lambda:eu-central-1:000000000000:function:echo',
    'arn:aws:lambda:eu-central-1:000000000000:function:echo:live',
  ])('finds the function as %s', async (FunctionName) => {
    expect(await invoke({ FunctionName })).toMatchObject({ StatusCode: 200, text: '""' });
  });

  it('describes the function, its aliases and its policy', async () => {
    const FunctionName = 'echo';
    expect(await client.send(new GetFunctionConfigurationCommand({ FunctionName }))).toMatchObject({
      FunctionName,
      Handler: 'index.handler',
      Version: '$LATEST',
    });
    const { Aliases } = await client.send(new ListAliasesCommand({ FunctionName }));
    expect(Aliases).toMatchObject([{ Name: 'live', FunctionVersion: '1' }]);
    const green = client.send(new GetAliasCommand({ FunctionName, Name: 'green' }));
    await expect(green).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    const { Policy } = await client.send(new GetPolicyCommand({ FunctionName }));
    expect(JSON.parse(Policy ?? '').Statement).toEqual([
      {
        Sid: 'statement-1',
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'lambda:InvokeFunction',
        Resource: 'arn:aws:lambda:eu-central-1:000000000000:function:echo',
        Condition: {
          ArnLike: { 'AWS:SourceArn': 'arn:aws:events:eu-central-1:000000000000:rule/nightly' },
        },
      },
    ]);
    const ofAlias = new GetPolicyCommand({ FunctionName, Qualifier: 'live' });
    await expect(client.send(ofAlias)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('lists event source mappings, also those of one function', async () => {
    const list = async (FunctionName?: string) =>
      (await client.send(new ListEventSourceMappingsCommand({ FunctionName }))).EventSourceMappings;
    const [mapping] = (await list('echo')) ?? [];
    expect(mapping).toMatchObject({
      EventSourceArn: 'arn:aws:sqs:eu-central-1:000000000000:inbox',
      FunctionArn: 'arn:aws:lambda:eu-central-1:000000000000:function:echo',
      State: 'Disabled',
      BatchSize: 5,
    });
    expect(await list('other')).toEqual([]);
    const get = new GetEventSourceMappingCommand({ UUID: mapping?.UUID });
    expect(await client.send(get)).toMatchObject({ State: 'Disabled' });
  });
});
