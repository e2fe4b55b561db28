// A small hand-written cloud assembly in a temporary directory, and the embedded cloud running it.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EmbeddedCloud } from '../../localstack/embedded/compose.ts';
import { runAssembly } from '../../localstack/embedded/embedded.ts';

export interface FixtureResource {
  readonly Type: string;
  readonly Properties?: Record<string, unknown>;
  readonly DependsOn?: string[];
  readonly Condition?: string;
  readonly Metadata?: Record<string, unknown>;
}

export interface FixtureTemplate {
  readonly Parameters?: Record<string, unknown>;
  readonly Conditions?: Record<string, unknown>;
  readonly Mappings?: Record<string, unknown>;
  readonly Outputs?: Record<string, unknown>;
  readonly Resources: Record<string, FixtureResource>;
}

const hashOf = (name: string) => createHash('sha256').update(name).digest('hex');

/** Writes stacks, each depending on the one before, and the code of their functions. */
export function writeAssembly(
  stacks: Readonly<Record<string, FixtureTemplate>>,
  code: Readonly<Record<string, string>> = {},
): string {
  const directory = mkdtempSync(join(tmpdir(), 'tandem-assembly-'));
  const files: Record<string, unknown> = {};
  for (const [name, source] of Object.entries(code)) {
    const asset = `asset.${hashOf(name)}`;
    mkdirSync(join(directory, asset));
    writeFileSync(join(directory, asset, 'index.mjs'), source);
    files[hashOf(name)] = { source: { path: asset, packaging: 'zip' } };
  }
  const names = Object.keys(stacks);
  const artifacts = Object.fromEntries(
    names.map((name, index) => [
      name,
      {
        type: 'aws:cloudformation:stack',
        dependencies: index > 0 ? [names[index - 1]] : [],
        properties: { templateFile: `${name}.template.json` },
      },
    ]),
  );
  writeFileSync(join(directory, 'manifest.json'), JSON.stringify({ version: '48.0.0', artifacts }));
  for (const [name, template] of Object.entries(stacks)) {
    writeFileSync(join(directory, `${name}.template.json`), JSON.stringify(template));
    writeFileSync(join(directory, `${name}.assets.json`), JSON.stringify({ files }));
  }
  return directory;
}

export interface Statement {
  readonly Effect?: 'Allow' | 'Deny';
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

export function role(service: string, statements: readonly Statement[] = []): FixtureResource {
  const trust = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: service } };
  const PolicyDocument = {
    Statement: statements.map((statement) => ({ Effect: 'Allow', ...statement })),
  };
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: { Statement: [trust] },
      ...(statements.length > 0 && { Policies: [{ PolicyName: 'inline', PolicyDocument }] }),
    },
  };
}

export function lambda(
  name: string,
  roleId: string,
  code: string,
  properties: Record<string, unknown> = {},
): FixtureResource {
  return {
    Type: 'AWS::Lambda::Function',
    Properties: {
      FunctionName: name,
      Code: { S3Bucket: 'assets', S3Key: `${hashOf(code)}.zip` },
      Handler: 'index.handler',
      Runtime: 'nodejs24.x',
      Role: { 'Fn::GetAtt': [roleId, 'Arn'] },
      ...properties,
    },
  };
}

export const attribute = (id: string, name = 'Arn') => ({ 'Fn::GetAtt': [id, name] });

export const queue = (name: string, properties: Record<string, unknown> = {}): FixtureResource => ({
  Type: 'AWS::SQS::Queue',
  Properties: { QueueName: name, ...properties },
});

export const eventSource = (
  functionId: string,
  source: unknown,
  properties: Record<string, unknown>,
): FixtureResource => ({
  Type: 'AWS::Lambda::EventSourceMapping',
  Properties: { FunctionName: { Ref: functionId }, EventSourceArn: source, ...properties },
});

/** Function code that appends each event to the file named by OUT, then runs `body`. */
export const recorder = (body = 'return {}') => `
const { appendFileSync } = process.getBuiltinModule('node:fs');
export const handler = async (event, context) => {
  appendFileSync(process.env.OUT, JSON.stringify(event) + '\\n');
  ${body}
};`;

export interface Running {
  readonly cloud: EmbeddedCloud;
  readonly lines: readonly string[];
  /** Settings of an SDK client that calls as the account, or as a role. */
  client(roleArn?: string): {
    endpoint: string;
    region: string;
    credentials: { accessKeyId: string; secretAccessKey: string };
    maxAttempts: number;
  };
  stop(): Promise<void>;
}

export async function run(
  assembly: string,
  options: { dataDir?: string; parameters?: Record<string, string> } = {},
): Promise<Running> {
  const lines: string[] = [];
  const log = { line: (source: string, text: string) => void lines.push(`[${source}] ${text}`) };
  const { cloud, stop } = await runAssembly({
    assembly,
    ports: { api: 0, aws: 0 },
    region: 'eu-central-1',
    log,
    ...options,
  });
  return {
    cloud,
    lines,
    client: (roleArn) => ({
      endpoint: `http://127.0.0.1:${cloud.endpoints.aws}`,
      region: cloud.region,
      credentials: roleArn
        ? cloud.access.credentialsFor(roleArn, 'test')
        : { accessKeyId: 'test', secretAccessKey: 'test' },
      maxAttempts: 1,
    }),
    async stop() {
      await stop();
      rmSync(assembly, { recursive: true, force: true });
    },
  };
}

/** A file in a directory of its own, for functions to write to. */
export function outputFile(): { path: string; events: () => Record<string, unknown>[] } {
  const path = join(mkdtempSync(join(tmpdir(), 'tandem-out-')), 'events.jsonl');
  return {
    path,
    events: () =>
      existsSync(path)
        ? readFileSync(path, 'utf8')
            .split('\n')
            .filter(Boolean)
            .map((line) => JSON.parse(line) as Record<string, unknown>)
        : [],
  };
}

/** Polls until the value is there; fails with what was seen last. */
export async function eventually<T>(
  look: () => T | Promise<T>,
  holds: (value: T) => boolean,
  withinMs = 10_000,
): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const value = await look();
    if (holds(value)) return value;
    if (Date.now() > deadline) throw new Error(`still ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
