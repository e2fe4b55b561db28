// Assemblies prepared for emulators: what is left out is not missed, the rest is as it was, and one change stays one stack.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findProfile } from '../../localstack/emulators/assembly/find-profile.ts';
import { prepareAssembly } from '../../localstack/emulators/assembly/prepare.ts';
import { isLeftOut, type Profile, profiles } from '../../localstack/emulators/assembly/profiles.ts';
import type { Template } from '../../localstack/emulators/assembly/template.ts';
import { UsageError } from '../../platform/cli/flags.ts';
import { filesOf, placeholderBundles, synthesise } from './support/assembly.ts';

const removals: (() => void)[] = [];
const later = (remove: () => void) => void removals.push(remove);
let assembly: string;
let dist: string;
beforeAll(() => {
  dist = placeholderBundles(later);
  assembly = synthesise({ dist }, later).directory;
});
afterAll(() => {
  for (const remove of removals) remove();
});

const prepare = (profile: Profile, from = assembly) => {
  const output = mkdtempSync(join(tmpdir(), 'tandem-prepared-'));
  later(() => rmSync(output, { recursive: true, force: true }));
  const prepared = prepareAssembly({
    profile,
    stage: 'dev',
    assembly: from,
    output,
    endpoint: 'http://127.0.0.1:4566',
    balancer: '127.0.0.1:4567',
  });
  const files = filesOf(prepared.directory);
  const template = (stack: string): Template =>
    JSON.parse(files[`Tandem-dev-${stack}.template.json`] ?? '');
  return { ...prepared, files, template, manifest: files['manifest.json'] ?? '' };
};

/** Logical ids that `Ref`, `Fn::GetAtt` and `DependsOn` name. */
const referencesIn = (value: unknown): string[] => {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) => {
    if (key === 'Ref') return [String(each)];
    if (key === 'Fn::GetAtt') return [String((each as unknown[])[0])];
    if (key === 'DependsOn') return [each].flat().map(String);
    return referencesIn(each);
  });
};

describe.each(profiles.map((profile) => [profile.name, profile] as const))(
  'for %s',
  (_, profile) => {
    it('no stack has what is left out, and none refers to one', () => {
      const { stacks, template } = prepare(profile);
      for (const stack of stacks) {
        const { Resources, ...rest } = template(stack.replace('Tandem-dev-', ''));
        const types = Object.values(Resources).map(({ Type }) => Type);
        expect(Object.values(Resources).filter((each) => isLeftOut(profile, each))).toEqual([]);
        const parameters = Object.keys((rest as { Parameters?: object }).Parameters ?? {});
        const known = new Set([...Object.keys(Resources), ...parameters]);
        const unknown = referencesIn({ Resources, ...rest }).filter(
          (id) => !known.has(id) && !id.startsWith('AWS::'),
        );
        expect(unknown).toEqual([]);
        expect(types.length).toBeGreaterThan(0);
      }
    });

    it('every template is uploaded under a name of its own content, and no image is built', () => {
      const { stacks, files, manifest } = prepare(profile);
      for (const stack of stacks) {
        const assets = JSON.parse(files[`${stack}.assets.json`] ?? '');
        expect(assets.dockerImages).toEqual({});
        const [hash] = Object.entries(assets.files as Record<string, { source: { path: string } }>)
          .filter(([, { source }]) => source.path === `${stack}.template.json`)
          .map(([key]) => key);
        expect(manifest).toContain(`/${hash}.json`);
      }
    });

    it('is the same every time, and leaves the assembly as it was', () => {
      const before = filesOf(assembly);
      expect(prepare(profile).files).toEqual(prepare(profile).files);
      expect(filesOf(assembly)).toEqual(before);
    });
  },
);

describe('what is worked round', () => {
  it('the public address is the path by which the emulator serves the API', () => {
    const parameters = Object.values(
      prepare(findProfile('ministack')).template('Platform').Resources,
    );
    const url = parameters.find(
      ({ Properties }) => Properties?.Name === '/tandem/dev/platform/api-url',
    );
    expect(url?.Properties?.Value).toEqual({
      'Fn::Join': ['', ['http://127.0.0.1:4566/_aws/execute-api/', { Ref: 'RestApi' }, '/v1']],
    });
  });

  it('MiniStack takes the alarms of one metric, and none that reckons with several', () => {
    const { stacks, template, leftOut } = prepare(findProfile('ministack'));
    const taken = stacks
      .flatMap((stack) => Object.values(template(stack.replace('Tandem-dev-', '')).Resources))
      .filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm');
    expect(taken.length).toBeGreaterThan(50);
    expect(taken.filter(({ Properties = {} }) => 'Metrics' in Properties)).toEqual([]);
    expect(leftOut['AWS::CloudWatch::Alarm']).toBeGreaterThan(0);
  });

  it('MiniStack reaches the containers by a function, the others by their address with the stage', () => {
    const integrationOf = (name: string) => {
      const methods = Object.values(prepare(findProfile(name)).template('Api').Resources);
      const found = methods.find(({ Properties }) => Properties?.OperationName === 'orders.read');
      return found?.Properties?.Integration;
    };
    expect(integrationOf('ministack')).toMatchObject({ Type: 'AWS_PROXY' });
    const plain = integrationOf('localstack');
    expect(plain).toMatchObject({ Type: 'HTTP_PROXY', IntegrationHttpMethod: 'GET' });
    expect(Object.keys(plain as object)).not.toContain('ConnectionType');
    expect(JSON.stringify(plain)).toContain('/v1/orders/{id}');
  });

  it('LocalStack has no authorizers, and no method that asks for one', () => {
    const methodsOf = (name: string) =>
      Object.values(prepare(findProfile(name)).template('Api').Resources).filter(
        ({ Type }) => Type === 'AWS::ApiGateway::Method',
      );
    const asked = (name: string) =>
      methodsOf(name).filter(({ Properties = {} }) => 'AuthorizerId' in Properties);
    expect(asked('ministack').length).toBeGreaterThan(50);
    expect(asked('localstack')).toEqual([]);
    const types = methodsOf('localstack').map(({ Properties }) => Properties?.AuthorizationType);
    expect(new Set(types)).toEqual(new Set(['NONE']));
  });

  it('LocalStack has functions send their mails to the load balancer', () => {
    const sending = (name: string) =>
      Object.values(prepare(findProfile(name)).template('Notifications').Resources).flatMap(
        ({ Properties }) => {
          const { Variables = {} } = (Properties?.Environment ?? {}) as {
            Variables?: Record<string, unknown>;
          };
          return Variables.MAIL_FROM === undefined ? [] : [Variables.AWS_ENDPOINT_URL_SESV2];
        },
      );
    expect(sending('localstack')).toEqual(['http://127.0.0.1:4567']);
    expect(sending('ministack')).toEqual([undefined]);
  });

  it('containers are known by their bundle, their paths and a parameter with their environment', () => {
    const { containers, template } = prepare(findProfile('localstack'));
    expect(containers).toEqual([
      {
        service: 'orders',
        directory: expect.stringMatching(/^asset\.[0-9a-f]{64}$/),
        paths: ['/v1/admin/orders*', '/v1/cart*', '/v1/coupons*', '/v1/orders*', '/v1/v2/orders*'],
        parameter: '/tandem/dev/orders/environment',
        commands: [expect.stringContaining('orders.check-deadlines.v1')],
      },
      expect.objectContaining({
        service: 'products',
        parameter: '/tandem/dev/products/environment',
      }),
    ]);
    const types = Object.values(template('Orders').Resources).map(({ Type }) => Type);
    expect(types).not.toContain('AWS::Scheduler::Schedule');
    const environment = Object.values(template('Orders').Resources).find(
      ({ Properties }) => Properties?.Name === '/tandem/dev/orders/environment',
    );
    expect(JSON.stringify(environment)).toContain('TABLE_NAME=');
  });
});

it('a change of one service changes one stack', () => {
  const bundle = join(dist, 'functions/docs-handler/index.mjs');
  const before = readFileSync(bundle, 'utf8');
  const first = prepare(findProfile('ministack'));
  writeFileSync(bundle, `${before}// changed\n`);
  const second = prepare(findProfile('ministack'), synthesise({ dist }, later).directory);
  writeFileSync(bundle, before);
  const changed = first.stacks.filter(
    (stack) => first.files[`${stack}.template.json`] !== second.files[`${stack}.template.json`],
  );
  expect(changed).toEqual(['Tandem-dev-Docs']);
});

it('a profile that is not there is refused with those that are', () => {
  expect(() => findProfile('minstack')).toThrow(
    new UsageError(
      'there is no profile minstack (did you mean ministack?): there are ministack, localstack, floci',
    ),
  );
});

it('an assembly that is not there is refused', () => {
  expect(() => prepare(findProfile(), '/nowhere')).toThrow('there is no assembly in /nowhere');
});
