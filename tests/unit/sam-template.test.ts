// What SAM is given of the functions, and where their containers find this machine.
import { expect, it } from 'vitest';
import { portsOf, samTemplate } from '../../localstack/commands/sam/template.ts';
import { addressIn } from '../../localstack/emulators/bridge/bridge.ts';

const one = {
  name: 'tandem-dev-auth-handler',
  runtime: 'nodejs24.x',
  handler: 'index.handler',
  codePath: '/assembly/asset.1',
  timeoutSeconds: 10,
  memoryMb: 512,
  variables: {
    AWS_ENDPOINT_URL: 'http://127.0.0.1:4566',
    AWS_ACCESS_KEY_ID: 'key',
    QUEUE_URL: 'http://127.0.0.1:4566/000000000000/tandem-dev-auth-inbox',
    TOKEN_ISSUER: 'http://localhost:3000/v1',
    JWKS_URL: 'http://localhost:3000/v1/.well-known/jwks.json',
    LEGACY_URL: 'https://shop.example:443/',
  },
};

it('every variable is declared, and leads to this machine where it led to the loopback', () => {
  const originOf = (port: number) => `http://172.17.0.1:${port + 1}`;
  expect(samTemplate([one], { originOf, timeoutSeconds: undefined, arch: 'x64' })).toEqual({
    AWSTemplateFormatVersion: '2010-09-09',
    Resources: {
      TandemDevAuthHandler: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          FunctionName: 'tandem-dev-auth-handler',
          Runtime: 'nodejs24.x',
          Handler: 'index.handler',
          Code: '/assembly/asset.1',
          Timeout: 10,
          MemorySize: 512,
          Architectures: ['x86_64'],
          Environment: {
            Variables: {
              AWS_ENDPOINT_URL: 'http://172.17.0.1:4567',
              AWS_ACCESS_KEY_ID: 'key',
              QUEUE_URL: 'http://172.17.0.1:4567/000000000000/tandem-dev-auth-inbox',
              TOKEN_ISSUER: 'http://localhost:3000/v1',
              JWKS_URL: 'http://172.17.0.1:3001/v1/.well-known/jwks.json',
              LEGACY_URL: 'https://shop.example:443/',
            },
          },
        },
      },
    },
  });
});

it('the architecture is that of this machine, the timeout what was asked for', () => {
  const options = { originOf: () => '', timeoutSeconds: 60, arch: 'arm64' };
  const { TandemDevAuthHandler: made } = samTemplate([one], options).Resources;
  expect(made?.Properties).toMatchObject({ Architectures: ['arm64'], Timeout: 60 });
});

it('ports are those that a function calls, each once', () => {
  expect(portsOf([one, one])).toEqual([4566, 3000]);
  const issuerOnly = { ...one, variables: { TOKEN_ISSUER: 'http://localhost:3999/v1' } };
  expect(portsOf([issuerOnly])).toEqual([]);
});

it.each([
  [{ Subnet: '172.17.0.0/16', Gateway: '172.17.0.9' }, '172.17.0.9'],
  [{ Subnet: '172.17.0.0/16' }, '172.17.0.1'],
  [{ Subnet: 'fd00::/80', Gateway: 'fd00::1' }, undefined],
])('the bridge %j is at %s', (config, address) => {
  expect(addressIn([{ IPAM: { Config: [config] } }])).toBe(address);
});

it('an engine without a bridge has none', () => {
  expect(addressIn([])).toBeUndefined();
  expect(addressIn([{ IPAM: { Config: [] } }])).toBeUndefined();
});
