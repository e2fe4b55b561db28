import {
  GetAliasCommand,
  GetEventSourceMappingCommand,
  GetFunctionConfigurationCommand,
  GetPolicyCommand,
  InvokeCommand,
  LambdaClient,
  ListAliasesCommand,
  ListEventSourceMappingsCommand,
  ListFunctionsCommand,
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
  Told: lambda('told', 'Worker', 'told'),
  ToldLive: {
    Type: 'AWS::Lambda::Alias',
    Properties: { FunctionName: { Ref: 'Told' }, FunctionVersion: '1', Name: 'live' },
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
  told: `export const handler = async (_, { clientContext, invokedFunctionArn }) =>
    ({ context: clientContext ?? null, arn: invokedFunctionArn });`,
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
    [{ FunctionName: '111111111111:function:echo' }, 'ResourceNotFoundException'],
    [
      { FunctionName: 'arn:aws:lambda:us-west-2:000000000000:function:echo' },
      'ResourceNotFoundException',
    ],
    [{ Qualifier: 'a b' }, 'ValidationException'],
    [{ Qualifier: 'x'.repeat(129) }, 'ValidationException'],
    [{ FunctionName: `echo:${'x'.repeat(129)}` }, 'ValidationException'],
    [{ FunctionName: 'x'.repeat(65) }, 'ValidationException'],
    [{ Payload: new Uint8Array([0x22, 0xff, 0x22]) }, 'InvalidRequestContentException'],
    [{ ClientContext: 'no base64 of JSON' }, 'InvalidRequestContentException'],
    [{ ClientContext: Buffer.from('1').toString('base64') }, 'InvalidRequestContentException'],
    [
      { ClientContext: Buffer.from(`{"a":"${'x'.repeat(2700)}"}`).toString('base64') },
      'InvalidRequestContentException',
    ],
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

  it('is told its client context and the name it was called by', async () => {
    const call = async (input: object) => {
      const command = new InvokeCommand({ FunctionName: 'told', Payload: '{}', ...input });
      const { Payload, ExecutedVersion, LogResult } = await client.send(command);
      const answer = JSON.parse(Payload?.transformToString() ?? '') as Record<string, unknown>;
      const log = Buffer.from(LogResult ?? '', 'base64').toString();
      return { ...answer, ExecutedVersion, log };
    };
    const told = 'arn:aws:lambda:eu-central-1:000000000000:function:told';
    const context = { custom: { name: 'ü\u{1F600}' } };
    const ClientContext = Buffer.from(JSON.stringify(context)).toString('base64');
    expect(await call({ Qualifier: 'live', ClientContext })).toMatchObject({
      context,
      arn: `${told}:live`,
      ExecutedVersion: '1',
    });
    const { log, ...plain } = await call({ LogType: 'Tail' });
    expect(plain).toMatchObject({ context: null, arn: told, ExecutedVersion: '$LATEST' });
    expect(log).toMatch(/^START RequestId: .*\nEND RequestId: .*\nREPORT RequestId: .*\n$/);
  });

  it('is listed page by page', async () => {
    const list = (input: object) => client.send(new ListFunctionsCommand(input));
    const { Functions, NextMarker } = await list({ MaxItems: 1 });
    expect(Functions).toHaveLength(1);
    const rest = await list({ MaxItems: 1, Marker: NextMarker });
    expect(rest.NextMarker).toBeUndefined();
    expect([...(Functions ?? []), ...(rest.Functions ?? [])]).toMatchObject([
      { FunctionName: 'echo' },
      { FunctionName: 'told' },
    ]);
    expect((await list({ MaxItems: 10_000 })).Functions).toHaveLength(2);
    for (const input of [{ MaxItems: 0 }, { MaxItems: 10_001 }, { Marker: 'x' }]) {
      await expect(list(input)).rejects.toMatchObject({ name: 'InvalidParameterValueException' });
    }
    expect((await list({ FunctionVersion: 'ALL' })).Functions).toHaveLength(4);
    const aliases = async (FunctionVersion: string) =>
      (await client.send(new ListAliasesCommand({ FunctionName: 'echo', FunctionVersion })))
        .Aliases;
    expect([await aliases('1'), await aliases('2')]).toMatchObject([[{ Name: 'live' }], []]);
  });

  it('describes the function, its aliases and its policy', async () => {
    const FunctionName = 'echo';
    expect(await client.send(new GetFunctionConfigurationCommand({ FunctionName }))).toMatchObject({
      FunctionName,
      Handler: 'index.handler',
      Version: '$LATEST',
    });
    const ofLive = new GetFunctionConfigurationCommand({ FunctionName, Qualifier: 'live' });
    expect(await client.send(ofLive)).toMatchObject({
      FunctionArn: 'arn:aws:lambda:eu-central-1:000000000000:function:echo:live',
      Version: '1',
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
