// Stacks: one assembly that is the same every time, and how its stacks hang together.
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { allStacks } from '../../infra/tools/changed-stacks.ts';
import { isAccepted } from '../../localstack/assembly/accepted.ts';
import { handledTypes } from '../support/handled-types.ts';
import {
  filesOf,
  placeholderBundles,
  synthesise,
  synthesiseAgain,
  synthesiseAnew,
  systemOf,
} from './support/assembly.ts';
import { at } from './support/system.ts';

describe('synthesis', () => {
  it('gives the same bytes twice', () => {
    const dist = placeholderBundles();
    const [first, second] = [1, 2].map(() => filesOf(synthesiseAnew({ dist }).directory));
    expect(first).toEqual(second);
    expect(Object.keys(first ?? {})).toContain('manifest.json');
    // What these tests look at is made again and again by one thread: only the traces of where a construct was made tell of it.
    const deployed = (files: Record<string, string> = {}) =>
      Object.entries(files).filter(([name]) => !name.endsWith('.metadata.json'));
    for (let turn = 0; turn < 2; turn += 1) {
      const again = filesOf(synthesiseAgain({ dist }).directory);
      expect(deployed(again)).toEqual(deployed(first));
    }
  });

  it('makes one stack a service, and those that carry and join them', () => {
    expect([...systemOf('dev').templates.keys()]).toEqual(
      [
        'Api',
        'Auditor',
        'Auth',
        'BffMobile',
        'BffWeb',
        'DeadLetters',
        'Docs',
        'Facts',
        'Health',
        'Notifications',
        'Observability',
        'Orders',
        'Payments',
        'Platform',
        'Products',
        'Relay',
        'Rollout',
        'Storefront',
        'SyntheticCustomer',
        'Webhooks',
      ].map((name) => `Tandem-dev-${name}`),
    );
  });

  it('refuses a stage it does not know', () => {
    const { status, errors } = synthesise({ stage: 'staging' });
    expect(status).not.toBe(0);
    expect(errors).toContain('context "stage" is "staging": it must be one of dev, prod');
  });

  it('refuses to go on without a stage', () => {
    const { status, errors } = synthesise({ stage: '' });
    expect(status).not.toBe(0);
    expect(errors).toContain('context "stage" is missing: pass -c stage=<one of dev, prod>');
  });

  it('says how to get the bundles that are missing', () => {
    const dist = placeholderBundles();
    rmSync(join(dist, 'functions', 'auth-handler'), { recursive: true });
    const { status, errors } = synthesise({ dist });
    expect(status).not.toBe(0);
    expect(errors).toContain(
      `${dist}/functions/auth-handler/index.mjs is missing: run "npm run build" first`,
    );
  });

  it('leaves reserved concurrency out for an account that has none to reserve', () => {
    const { directory } = synthesise({ dist: placeholderBundles(), reservedConcurrency: 'off' });
    expect(filesOf(directory)['Tandem-dev-Auth.template.json']).not.toContain(
      'ReservedConcurrentExecutions',
    );
  });
});

describe.each(['dev', 'prod'] as const)('stacks (%s)', (stage) => {
  const system = systemOf(stage);

  it('have no exports, no imports and no custom resources', () => {
    const outputs = [...system.templates.values()].flatMap(({ Outputs }) =>
      Object.values(Outputs ?? {}),
    );
    expect(outputs.filter((output) => at(output, 'Export') !== undefined)).toEqual([]);
    const text = Object.values(system.files).join('\n');
    expect(text).not.toMatch(/Fn::ImportValue|Fn::GetStackOutput/);
    expect(system.resources.map(({ type }) => type)).not.toContainEqual(
      expect.stringMatching(/^Custom::|CustomResource$/),
    );
  });

  it('take from SSM only what an earlier stack has put there, or the operator', () => {
    const publisher = new Map(
      system
        .of('AWS::SSM::Parameter')
        .map((parameter) => [String(at(parameter.properties, 'Name')), parameter.stack]),
    );
    const { artifacts } = JSON.parse(system.files['manifest.json'] ?? '{}');
    const precursors = (stack: string): string[] =>
      ((at(artifacts, `${stack}.dependencies`) ?? []) as string[]).flatMap((each) => [
        each,
        ...precursors(each),
      ]);
    const unknown = [...system.templates.keys()].flatMap((stack) => {
      const earlier = precursors(stack);
      return system
        .readParameters(stack)
        .filter((name) => !name.startsWith(`/tandem/${stage}/config/`))
        .filter((name) => !earlier.includes(publisher.get(name) ?? ''))
        .map((name) => `${stack} reads ${name}`);
    });
    expect(unknown).toEqual([]);
    expect(system.readParameters(`Tandem-${stage}-Relay`)).toContain(
      `/tandem/${stage}/orders/table-stream-arn`,
    );
  });

  it('bring the assets they use, and no others', () => {
    const strangers = [...system.templates.keys()].flatMap((stack) => {
      const { files, dockerImages } = JSON.parse(system.files[`${stack}.assets.json`] ?? '{}');
      const assets = Object.entries({ ...files, ...dockerImages }).filter(
        ([, asset]) => !String(at(asset, 'source.path')).endsWith('.template.json'),
      );
      const template = system.files[`${stack}.template.json`] ?? '';
      return assets.map(([hash]) => hash).filter((hash) => !template.includes(hash));
    });
    expect(strangers).toEqual([]);
  });

  it('take their parameters by name, so that each can be deployed alone', () => {
    const kinds = [...system.templates.values()].flatMap(({ Parameters }) =>
      Object.values(Parameters ?? {}).map(({ Type }) => Type),
    );
    expect(new Set(kinds)).toEqual(new Set(['AWS::SSM::Parameter::Value<String>']));
  });

  it('hold only types that the embedded cloud interprets or accepts', () => {
    const interpreted = new Set(handledTypes);
    const others = system.resources
      .map(({ type }) => type)
      .filter((type) => !interpreted.has(type) && !isAccepted(type));
    expect(others).toEqual([]);
  });
});

describe('a stage with an account of its own', () => {
  it('is named by every stack, so that the CDK refuses other credentials, and still asks it for nothing', () => {
    const { directory } = synthesise({
      stage: 'prod',
      account: '123456789012',
      region: 'eu-central-1',
      dist: placeholderBundles(),
    });
    const { artifacts, missing } = JSON.parse(filesOf(directory)['manifest.json'] ?? '{}') as {
      artifacts: Record<string, { type: string; environment?: string }>;
      missing?: unknown;
    };
    const environments = Object.values(artifacts)
      .filter(({ type }) => type === 'aws:cloudformation:stack')
      .map(({ environment }) => environment);
    expect(environments).toHaveLength(allStacks.length);
    expect(new Set(environments)).toEqual(new Set(['aws://123456789012/eu-central-1']));
    expect(missing).toBeUndefined();
  });
});

describe('the command line', () => {
  it('runs the same app', () => {
    const { app, output } = JSON.parse(
      readFileSync(new URL('../../cdk.json', import.meta.url), 'utf8'),
    );
    expect({ app, output }).toEqual({ app: 'node infra/app.ts', output: '.local/cdk.out' });
  });
});
