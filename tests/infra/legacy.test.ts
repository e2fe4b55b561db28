// A legacy shop behind the API: what a stage has for it, what its function may do, and that nothing of it is there without.
import { existsSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { readLegacyConfig } from '../../functions/legacy/config.ts';
import { filesOf, placeholderBundles, synthesise, systemOf } from './support/assembly.ts';
import { at, listAt, System, textAt } from './support/system.ts';

const legacy = 'https://old.example.com/shop';
const { status, errors, directory } = synthesise(
  {
    stage: 'prod',
    dist: placeholderBundles(() => {}),
    legacy,
    legacyRoutes: 'products.read,orders.place',
  },
  () => {},
);
const system = new System(filesOf(directory));

const methodsAt = (form: RegExp) =>
  system.of('AWS::ApiGateway::Method').filter(({ id }) => form.test(id));
const isFunction = ({ properties }: { readonly properties: unknown }) =>
  textAt(properties, 'Integration.Uri').includes('LegacyHandler');

describe('with a legacy shop', () => {
  it('synthesises', () => expect([status, errors]).toEqual([0, '']));

  it('the chosen routes go to its function, as they are authorised anyhow, and no others', () => {
    const sent = system.of('AWS::ApiGateway::Method').filter(isFunction);
    const named = sent.map(({ properties }) => [
      at(properties, 'OperationName'),
      at(properties, 'AuthorizationType'),
    ]);
    expect(named.sort()).toEqual([
      ['legacy.delete', 'NONE'],
      ['legacy.get', 'NONE'],
      ['legacy.patch', 'NONE'],
      ['legacy.post', 'NONE'],
      ['legacy.put', 'NONE'],
      ['orders.place', 'CUSTOM'],
      ['products.read', 'NONE'],
    ]);
  });

  it('our own services are reached by its key alone', () => {
    const direct = methodsAt(/^Routesdirect\w*(?:products|orders)\w*/).filter(
      ({ properties }) => at(properties, 'Integration.Type') === 'HTTP_PROXY',
    );
    expect(direct).toHaveLength(2);
    for (const { properties } of direct) expect(at(properties, 'ApiKeyRequired')).toBe(true);
    const [key] = system.of('AWS::ApiGateway::ApiKey');
    expect(textAt(key?.properties, 'Value')).toMatch(/resolve:secretsmanager:.*LegacyDirectSecret/);
    const [plan] = key ? system.referring(key, 'AWS::ApiGateway::UsagePlanKey', 'KeyId') : [];
    expect(plan).toBeDefined();
  });

  it('its function may read its key and its switches, and nothing else', () => {
    const policy = system.of('AWS::IAM::Policy').find(({ id }) => id.startsWith('LegacyHandler'));
    const may = listAt(policy?.properties, 'PolicyDocument.Statement')
      .flatMap((statement) =>
        listAt(statement, 'Action').map((action) => [
          String(action),
          textAt(statement, 'Resource'),
        ]),
      )
      .filter(([action = '']) => !/^(logs|xray):/.test(action));
    expect(may.map(([action]) => action).sort()).toEqual([
      'secretsmanager:DescribeSecret',
      'secretsmanager:GetSecretValue',
      'ssm:GetParametersByPath',
    ]);
    expect(may.at(-1)?.[1]).toContain(':parameter/tandem/prod/legacy/switches');
    expect(may.map(([, resource]) => resource).join()).not.toContain('*');
  });

  it('its function is given what it reads', () => {
    const code = system
      .of('AWS::Lambda::Function')
      .find(({ properties }) => at(properties, 'FunctionName') === 'tandem-prod-legacy-handler');
    const given = at(code?.properties, 'Environment.Variables') as Record<string, unknown>;
    for (const [key, value] of Object.entries(given)) {
      vi.stubEnv(key, typeof value === 'string' ? value : 'https://example.com');
    }
    expect(Object.keys(readLegacyConfig()).sort()).toEqual(Object.keys(given).sort());
    vi.unstubAllEnvs();
    expect(given).toMatchObject({ LEGACY_URL: legacy, LEGACY_AUTHORIZATION: 'off' });
  });

  it('it is watched: alarms with a runbook, and graphs of each route', () => {
    const alarms = system
      .of('AWS::CloudWatch::Alarm')
      .map(({ properties }) => [
        String(at(properties, 'AlarmName')).replace('tandem-prod-', ''),
        /docs\/runbooks\/[\w-]+\.md/.exec(String(at(properties, 'AlarmDescription')))?.[0] ?? '',
      ])
      .filter(([name = '']) => name.startsWith('legacy-'));
    expect(alarms.map(([name]) => name).sort()).toEqual([
      'legacy-down',
      'legacy-handler-errors',
      'legacy-handler-throttled',
    ]);
    for (const [, runbook = ''] of alarms) expect(existsSync(runbook)).toBe(true);
    const boards = system
      .of('AWS::CloudWatch::Dashboard')
      .map(({ properties }) => textAt(properties, 'DashboardBody'))
      .join();
    expect(boards).toContain('tandem-prod-legacy-handler');
    expect(boards).toContain('products.read Different');
  });
});

it('without one, nothing of it is there', () => {
  for (const stage of ['dev', 'prod'] as const) {
    const text = Object.values(systemOf(stage).files).join('\n');
    expect(text).not.toMatch(/legacy|\/direct/i);
  }
});
