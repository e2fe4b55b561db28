// The command that writes the manifests: what it refuses, what it asks a stage, and what the schemas of Kubernetes say of it.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GetParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, it } from 'vitest';
import { deployedPlace } from '../../infra/kubernetes/place.ts';
import { main, readOptions } from '../../infra/tools/kubernetes.ts';
import { filesOf, temporary } from './support/assembly.ts';
import { optionsOf, written } from './support/manifests.ts';
import { at, textAt } from './support/system.ts';

describe('the command', () => {
  it('writes the same again', async () => {
    const [one, other] = [await written(), await written()];
    expect([...one]).toEqual([...other]);
    expect([...one.keys()].filter((key) => key.endsWith(' orders'))).toEqual([
      'ServiceAccount orders',
      'Deployment orders',
      'PodDisruptionBudget orders',
      'Service orders',
      'TargetGroupBinding orders',
      'NetworkPolicy orders',
      'TriggerAuthentication orders',
      'ScaledObject orders',
    ]);
  });

  it.each([
    [['--stage', 'staging'], 'context "stage" is "staging": it must be one of dev, prod'],
    [['--stage', 'constructor'], 'it must be one of dev, prod'],
    [['--stage', '../dev'], 'it must be one of dev, prod'],
    [['--stage', ''], 'context "stage" is missing'],
    [['-c', 'cluster'], '-c wants <name>=<value>, not cluster'],
    [['-c', '=x'], '-c wants <name>=<value>, not =x'],
    [['-c', 'colour=red'], 'context "colour" is not known'],
    [['-c', 'cluster=my cluster'], 'context "cluster" is "my cluster": it must be the name'],
    [['-c', 'architecture=mips'], 'context "architecture" is "mips"'],
    [['--out', ''], '--out wants a folder'],
    [['--stages', 'prod'], 'there is no flag --stages; did you mean --stage?'],
    [['prod'], "Unexpected argument 'prod'"],
  ])('refuses %o', (args, message) => {
    expect(() => readOptions(args)).toThrow(message);
  });

  it('says where it cannot write', async () => {
    const out = join(temporary('manifests'), 'taken');
    writeFileSync(out, 'a file');
    await expect(main(optionsOf('--out', out))).rejects.toThrow(`${out} cannot be written: `);
  });

  it('takes options that the stage is deployed with', async () => {
    const objects = await written(
      '-c',
      'architecture=x86_64',
      '-c',
      'corsOrigins=https://a.example',
    );
    const spec = at(objects.get('Deployment orders'), 'spec.template.spec');
    expect(textAt(spec, 'nodeSelector')).toContain('"amd64"');
    expect(textAt(spec, 'containers')).toContain(
      '{"name":"CORS_ORIGINS","value":"https://a.example"}',
    );
  });
});

describe('a stage that is deployed', () => {
  const { stage } = optionsOf('--stage', 'prod');
  const region = 'eu-central-1';

  it('is asked for all addresses, ten at once', async () => {
    const ssm = new SSMClient({ region });
    const stub = mockClient(ssm);
    stub.on(GetParametersCommand).callsFake(({ Names }: { Names: string[] }) => ({
      Parameters: Names.map((Name) => ({ Name, Value: `value of ${Name}` })),
    }));
    const place = await deployedPlace(stage, ssm);
    expect(place.region).toBe(region);
    expect(place.look('orders/image-uri')).toBe('value of /tandem/prod/orders/image-uri');
    const asked = stub
      .commandCalls(GetParametersCommand)
      .map(({ args }) => args[0].input.Names ?? []);
    expect(asked.every((names) => names.length <= 10)).toBe(true);
    expect(new Set(asked.flat()).size).toBe(asked.flat().length);
  });

  it('names what is not there, and why it could not be asked', async () => {
    const ssm = new SSMClient({ region });
    const stub = mockClient(ssm);
    stub.on(GetParametersCommand).resolves({ Parameters: [] });
    await expect(deployedPlace(stage, ssm)).rejects.toThrow(
      /^prod does not tell .*\/tandem\/prod\/orders\/image-uri.*: deploy it with -c containers=kubernetes first$/,
    );
    stub.on(GetParametersCommand).rejects(new Error('ExpiredToken'));
    await expect(deployedPlace(stage, ssm)).rejects.toThrow(
      'the stage cannot be asked: ExpiredToken',
    );
  });
});

const validator = 'kubernetes-validate';
const missing = spawnSync(validator, ['--version'], { stdio: 'ignore' }).error !== undefined;
const why = missing ? ` (not asked: pip install ${validator})` : '';

describe.skipIf(missing)(`by the OpenAPI schemas of Kubernetes${why}`, () => {
  it.each(['dev', 'prod'])(
    'the manifests of %s hold no unknown member and no wrong value',
    async (stage) => {
      const out = temporary('manifests');
      await main(optionsOf('--stage', stage, '--out', out));
      const files = Object.keys(filesOf(out)).map((name) => join(out, name));
      const { status, stdout, stderr } = spawnSync(validator, ['--strict', ...files], {
        encoding: 'utf8',
      });
      const said = `${stdout}${stderr}`;
      expect([status, said]).toEqual([
        0,
        expect.stringContaining('passed for resource deployment/orders'),
      ]);
      // Of KEDA and of the load balancer's controller there are none.
      expect(said.match(/Couldn't find schema for kind \w+/g)).toHaveLength(6);
    },
  );
});
