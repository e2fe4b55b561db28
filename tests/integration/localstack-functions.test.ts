import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  GetFunctionCommand,
  InvokeCommand,
  LambdaClient,
  ListFunctionsCommand,
} from '@aws-sdk/client-lambda';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  attribute as arn,
  eventually,
  lambda,
  outputFile,
  type Running,
  recorder,
  role,
  run,
  writeAssembly,
} from '../support/assembly-fixture.ts';

const output = outputFile();

const resources = {
  Failures: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'failures' } },
  Worker: role('lambda.amazonaws.com', [{ Action: 'sqs:SendMessage', Resource: arn('Failures') }]),
  Echo: lambda('echo', 'Worker', 'echo', {
    MemorySize: 256,
    Environment: { Variables: { SERVICE: 'shop' } },
  }),
  EchoVersion: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'Echo' } } },
  EchoLive: {
    Type: 'AWS::Lambda::Alias',
    Properties: {
      FunctionName: { Ref: 'Echo' },
      FunctionVersion: { 'Fn::GetAtt': ['EchoVersion', 'Version'] },
      Name: 'live',
    },
  },
  Allow: {
    Type: 'AWS::Lambda::Permission',
    Properties: {
      FunctionName: { Ref: 'EchoLive' },
      Action: 'lambda:InvokeFunction',
      Principal: 'apigateway.amazonaws.com',
      SourceArn: 'arn:aws:execute-api:eu-central-1:000000000000:api/v1/*/*',
    },
  },
  AllowLook: {
    Type: 'AWS::Lambda::Permission',
    Properties: {
      FunctionName: { Ref: 'EchoLive' },
      Action: 'lambda:GetFunction',
      Principal: 'events.amazonaws.com',
    },
  },
  AllowAll: {
    Type: 'AWS::Lambda::Permission',
    Properties: { FunctionName: { Ref: 'EchoLive' }, Action: '*', Principal: 's3.amazonaws.com' },
  },
  Slow: lambda('slow', 'Worker', 'slow', {
    Timeout: 1,
    Environment: { Variables: { SERVICE: 'shop' } },
  }),
  Single: lambda('single', 'Worker', 'single', { ReservedConcurrentExecutions: 1, Timeout: 5 }),
  Broken: lambda('broken', 'Worker', 'broken'),
  Crash: lambda('crash', 'Worker', 'crash'),
  Fails: lambda('fails', 'Worker', 'fails', { Environment: { Variables: { OUT: output.path } } }),
  FailsAsync: {
    Type: 'AWS::Lambda::EventInvokeConfig',
    Properties: {
      FunctionName: { Ref: 'Fails' },
      Qualifier: '$LATEST',
      MaximumRetryAttempts: 1,
      DestinationConfig: { OnFailure: { Destination: arn('Failures') } },
    },
  },
};

const code = {
  echo: `export const handler = async (event, context) => ({ event, pid: process.pid,
    region: process.env.AWS_REGION, endpoint: process.env.AWS_ENDPOINT_URL,
    leaked: process.env.LEAKED ?? null, options: process.env.NODE_OPTIONS ?? null,
    arn: context.invokedFunctionArn, remaining: context.getRemainingTimeInMillis() });`,
  slow: 'export const handler = () => new Promise((resolve) => setTimeout(resolve, 60_000));',
  single: 'export const handler = () => new Promise((resolve) => setTimeout(resolve, 500));',
  broken: "import 'node:nothing'; export const handler = async () => 1;",
  crash: 'export const handler = async () => process.exit(3);',
  fails: recorder("throw new TypeError('no luck');"),
};

describe('a function', () => {
  let running: Running;
  let client: LambdaClient;
  beforeAll(async () => {
    process.env.LEAKED = 'from the shell';
    running = await run(writeAssembly({ Functions: { Resources: resources } }, code));
    client = new LambdaClient(running.client());
  });
  afterAll(async () => {
    delete process.env.LEAKED;
    await running.stop();
  });

  const invoke = async (FunctionName: string, payload: unknown = {}) => {
    const { Payload, FunctionError, StatusCode } = await client.send(
      new InvokeCommand({ FunctionName, Payload: JSON.stringify(payload) }),
    );
    const answer = JSON.parse(Payload?.transformToString() ?? 'null') as Record<string, unknown>;
    return { answer, FunctionError, StatusCode };
  };

  it('runs with its own environment and nothing of the shell', async () => {
    const { answer, FunctionError } = await invoke('echo', { hello: 'you' });
    expect(FunctionError).toBeUndefined();
    expect(answer).toEqual({
      event: { hello: 'you' },
      pid: expect.any(Number),
      region: 'eu-central-1',
      endpoint: `http://127.0.0.1:${running.cloud.endpoints.aws}`,
      leaked: null,
      options: null,
      arn: 'arn:aws:lambda:eu-central-1:000000000000:function:echo',
      remaining: expect.any(Number),
    });
  });

  it('is started once for calls that follow each other', async () => {
    const { answer: first } = await invoke('echo');
    const { answer: second } = await invoke(
      'arn:aws:lambda:eu-central-1:000000000000:function:echo:live',
    );
    expect(second.pid).toBe(first.pid);
    expect(second.arn).toMatch(/:function:echo:live$/);
  });

  it('starts anew after its code has changed', async () => {
    const { answer: before } = await invoke('echo');
    running.cloud.functions.reload('echo');
    const { answer: after } = await invoke('echo');
    expect(after.pid).not.toBe(before.pid);
  });

  it('that crashes while it loads is not taken over: its place is told, and what ran goes on', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'tandem-crash-'));
    const { functions } = running.cloud;
    try {
      writeFileSync(join(directory, 'index.mjs'), 'const settings = undefined;\nsettings.table;\n');
      await expect(functions.tryOut('echo', directory)).rejects.toMatchObject({
        message: expect.stringMatching(/^TypeError: Cannot read properties of undefined/),
        stack: expect.stringContaining(`${directory}/index.mjs:2:10`),
      });
      writeFileSync(join(directory, 'index.mjs'), 'process.exit(4);');
      await expect(functions.tryOut('echo', directory)).rejects.toThrow('exit status 4');
      const { answer: before } = await invoke('echo', { still: 'here' });
      expect(before.event).toEqual({ still: 'here' });
      writeFileSync(join(directory, 'index.mjs'), 'export const handler = () => 1;');
      await functions.tryOut('echo', directory);
      expect((await invoke('echo')).answer.pid).toBe(before.pid);
    } finally {
      rmSync(directory, { recursive: true });
    }
  });

  it('is ended when its time is up', async () => {
    const { answer, FunctionError } = await invoke('slow');
    expect(FunctionError).toBe('Unhandled');
    expect(answer).toEqual({
      errorType: 'Sandbox.Timedout',
      errorMessage: expect.stringMatching(
        /^RequestId: \S+ Error: Task timed out after 1.00 seconds$/,
      ),
    });
    const left = () => running.cloud.processes().filter(({ name }) => name === 'slow');
    expect(await eventually(left, (all) => all.length === 0)).toEqual([]);
  });

  it('that cannot be loaded says so', async () => {
    const { answer, FunctionError } = await invoke('broken');
    expect(FunctionError).toBe('Unhandled');
    expect(answer).toMatchObject({ errorMessage: 'No such built-in module: node:nothing' });
  });

  it('that ends its process is reported with the exit status', async () => {
    const { answer } = await invoke('crash');
    expect(answer).toMatchObject({
      errorType: 'Runtime.ExitError',
      errorMessage: expect.stringContaining('exit status 3'),
    });
  });

  it('that throws answers the error with its name', async () => {
    const { answer, FunctionError } = await invoke('fails');
    expect(FunctionError).toBe('Unhandled');
    expect(answer).toMatchObject({ errorType: 'TypeError', errorMessage: 'no luck' });
  });

  it('that does not exist is not found, also by its alias', async () => {
    const missing = client.send(new InvokeCommand({ FunctionName: 'nothing' }));
    await expect(missing).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    const alias = client.send(new InvokeCommand({ FunctionName: 'echo', Qualifier: 'green' }));
    await expect(alias).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('takes no more calls at once than are reserved', async () => {
    const first = invoke('single');
    await new Promise((resolve) => setTimeout(resolve, 50));
    await expect(invoke('single')).rejects.toMatchObject({ name: 'TooManyRequestsException' });
    expect((await first).FunctionError).toBeUndefined();
  });

  it('called asynchronously is tried again and then sent to the on-failure destination', async () => {
    const before = output.events().length;
    const { StatusCode } = await client.send(
      new InvokeCommand({
        FunctionName: 'fails',
        InvocationType: 'Event',
        Payload: JSON.stringify({ job: 1 }),
      }),
    );
    expect(StatusCode).toBe(202);
    const sqs = new SQSClient(running.client());
    const QueueUrl = `http://127.0.0.1:${running.cloud.endpoints.aws}/000000000000/failures`;
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 5 }),
    );
    expect(output.events()).toHaveLength(before + 2);
    expect(JSON.parse(Messages[0]?.Body ?? '{}')).toMatchObject({
      requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 2 },
      requestPayload: { job: 1 },
      responsePayload: { errorType: 'TypeError' },
    });
  });

  it('meets the faults that are set for its service', async () => {
    const meet = async (kind: 'error' | 'timeout-after' | 'kill') => {
      running.cloud.faults.set([{ target: 'shop', kind, rate: 1 }]);
      const { answer } = await invoke(kind === 'kill' ? 'slow' : 'echo');
      running.cloud.faults.set([]);
      return answer.errorType;
    };
    expect(await meet('error')).toBe('FaultError');
    expect(await meet('timeout-after')).toBe('Sandbox.Timedout');
    expect(await meet('kill')).toBe('Runtime.ExitError');
    expect((await invoke('echo')).FunctionError).toBeUndefined();
  });

  it('lets call only whom its permissions name', () => {
    const { functions } = running.cloud;
    const source = 'arn:aws:execute-api:eu-central-1:000000000000:api/v1/GET/orders';
    expect(functions.permits('echo:live', 'apigateway.amazonaws.com', source)).toBe(true);
    expect(functions.permits('echo', 'apigateway.amazonaws.com', source)).toBe(false);
    expect(functions.permits('echo:live', 'events.amazonaws.com', source)).toBe(false);
    expect(functions.permits('echo:live', 's3.amazonaws.com', source)).toBe(true);
    const other = source.replace(':api/', ':other/');
    expect(functions.permits('echo:live', 'apigateway.amazonaws.com', other)).toBe(false);
  });

  it('can be listed and described', async () => {
    const { Functions = [] } = await client.send(new ListFunctionsCommand({}));
    expect(Functions.map(({ FunctionName }) => FunctionName)).toContain('echo');
    const { Configuration } = await client.send(new GetFunctionCommand({ FunctionName: 'echo' }));
    expect(Configuration).toMatchObject({ FunctionName: 'echo', MemorySize: 256, Timeout: 3 });
  });
});
