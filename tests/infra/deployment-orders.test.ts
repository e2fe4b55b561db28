// Every order in which the stacks may be deployed for the first time: by their dependencies, which is what the CDK and so the pipeline keeps to.
import { describe, expect, it } from 'vitest';
import { systemOf } from './support/assembly.ts';
import { at, listAt, type System, textAt } from './support/system.ts';

type Needs = ReadonlyMap<string, ReadonlySet<string>>;

const dependenciesOf = (system: System): Needs => {
  const { artifacts } = JSON.parse(system.files['manifest.json'] ?? '{}');
  return new Map(
    [...system.templates.keys()].map((stack) => [
      stack,
      new Set(
        ((at(artifacts, `${stack}.dependencies`) ?? []) as string[]).filter((each) =>
          system.templates.has(each),
        ),
      ),
    ]),
  );
};

const stacksBy = (system: System, type: string, path: string): ReadonlyMap<string, string> =>
  new Map(system.of(type).map(({ properties, stack }) => [String(at(properties, path)), stack]));

/**
 * What has to be there when a stack is deployed: the parameters it reads, and the names that its tasks call. "Existing tasks can't resolve and connect to the new endpoint":
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect-concepts-deploy.html
 */
const needsOf = (system: System): Needs => {
  const parameters = stacksBy(system, 'AWS::SSM::Parameter', 'Name');
  const names = new Map(
    system
      .of('AWS::ECS::Service')
      .flatMap(({ properties, stack }) =>
        listAt(properties, 'ServiceConnectConfiguration.Services').map((each): [string, string] => [
          `http://${at(each, 'ClientAliases.0.DnsName')}:${at(each, 'ClientAliases.0.Port')}`,
          stack,
        ]),
      ),
  );
  const needed = (stack: string): readonly (string | undefined)[] => [
    ...system.readParameters(stack).map((name) => parameters.get(name)),
    ...system
      .of('AWS::ECS::TaskDefinition')
      .filter((task) => task.stack === stack)
      .flatMap(({ properties }) =>
        [...names].flatMap(([url, owner]) =>
          textAt(properties, 'ContainerDefinitions').includes(url) ? [owner] : [],
        ),
      ),
  ];
  return new Map(
    [...system.templates.keys()].map((stack) => [
      stack,
      new Set(needed(stack).filter((each): each is string => each !== undefined && each !== stack)),
    ]),
  );
};

/** Walks every set of stacks that can be there at one time; answers what is deployed before what it needs. */
const walk = (stacks: readonly string[], allowed: Needs, needs: Needs) => {
  const seen = new Set<string>();
  const early = new Set<string>();
  const missing = (deployed: ReadonlySet<string>, stack: string, of: Needs) =>
    [...(of.get(stack) ?? [])].filter((each) => !deployed.has(each));
  const visit = (deployed: ReadonlySet<string>): void => {
    const state = stacks.filter((stack) => deployed.has(stack)).join();
    if (seen.has(state)) return;
    seen.add(state);
    const possible = stacks.filter(
      (stack) => !deployed.has(stack) && missing(deployed, stack, allowed).length === 0,
    );
    for (const stack of possible) {
      for (const each of missing(deployed, stack, needs)) early.add(`${stack} before ${each}`);
      visit(new Set([...deployed, stack]));
    }
  };
  visit(new Set());
  return { states: seen.size, early: [...early].sort() };
};

describe.each(['dev', 'prod'] as const)('a first deployment (%s)', (stage) => {
  const system = systemOf(stage);
  const stacks = [...system.templates.keys()];
  const needs = needsOf(system);

  it('meets what it needs in every order that the dependencies allow', () => {
    const { states, early } = walk(stacks, dependenciesOf(system), needs);
    expect(early).toEqual([]);
    expect(states).toBeGreaterThan(50);
  });

  it('would be told of every stack that comes too early', () => {
    const orders = `Tandem-${stage}-Orders`;
    const products = `Tandem-${stage}-Products`;
    const without = new Map(dependenciesOf(system)).set(orders, new Set());
    const { early } = walk(stacks, without, needs);
    expect(early).toContain(`${orders} before Tandem-${stage}-Platform`);
    // Only where tasks find each other by name.
    expect(early.includes(`${orders} before ${products}`)).toBe(stage === 'prod');
  });
});
