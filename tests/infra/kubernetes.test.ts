// The templates of a stage whose containers run in a cluster: nothing of ECS is in them, and what the pods want is.
import { beforeAll, describe, expect, it } from 'vitest';
import { api } from '../../events/http/api.ts';
import { acknowledgements } from '../../infra/checks/acknowledgements.ts';
import { compare } from '../../infra/checks/compare.ts';
import { filesOf, systemOf } from './support/assembly.ts';
import { written } from './support/manifests.ts';
import { at, references, System, textAt } from './support/system.ts';
import { findings, treeOf } from './support/tree.ts';

describe('prod in a cluster', () => {
  let system: System;
  let open: readonly unknown[];
  const fargate = systemOf('prod');
  beforeAll(async () => {
    const removals: (() => void)[] = [];
    const { app, directory } = await treeOf(
      { stage: 'prod', containers: 'kubernetes', cluster: 'shop' },
      (remove) => removals.push(remove),
    );
    system = new System(filesOf(directory));
    open = compare(acknowledgements(api), findings(app)).open;
    for (const remove of removals) remove();
  }, 60_000);

  const propertiesOf = (one: System, type: string, id: RegExp) =>
    one
      .of(type)
      .filter((each) => id.test(each.id))
      .map(({ properties }) => properties);

  it('has nothing of ECS, and all else that prod has', () => {
    const types = (one: System) => new Set(one.resources.map(({ type }) => type));
    const [here, there] = [types(system), types(fargate)];
    expect([...there].filter((type) => !here.has(type)).sort()).toEqual([
      'AWS::ApplicationAutoScaling::ScalableTarget',
      'AWS::ApplicationAutoScaling::ScalingPolicy',
      'AWS::ECS::Cluster',
      'AWS::ECS::Service',
      'AWS::ECS::TaskDefinition',
      'AWS::ServiceDiscovery::HttpNamespace',
    ]);
    expect([...here].filter((type) => !there.has(type)).sort()).toEqual([
      'AWS::EKS::PodIdentityAssociation',
      'AWS::IAM::ManagedPolicy',
    ]);
    expect(JSON.stringify([...system.templates])).not.toContain('ecs-tasks.amazonaws.com');
  });

  it('asks for no parameter that it does not use', () => {
    const unused = [...system.templates].flatMap(
      ([stack, { Parameters = {}, Resources, Outputs }]) => {
        const used = references([Resources, Outputs]);
        return Object.entries(Parameters)
          .filter(([name, { Default }]) => Default.startsWith('/tandem/') && !used.includes(name))
          .map(([, { Default }]) => `${stack} ${Default}`);
      },
    );
    expect(unused).toEqual([]);
  });

  it('has no finding of cdk-nag that is open', () => {
    expect(open).toEqual([]);
  });

  it('grants the pods what it grants the tasks, word for word', () => {
    const grants = (one: System, role: string) =>
      propertiesOf(one, 'AWS::IAM::Policy', new RegExp(`^Container${role}DefaultPolicy`)).map(
        (properties) => at(properties, 'PolicyDocument'),
      );
    const there = grants(fargate, 'TaskRole');
    expect(there).toHaveLength(2);
    expect(grants(system, 'Role')).toEqual(there);
  });

  it('gives the role to the pods of one service account in one cluster', () => {
    const roles = propertiesOf(system, 'AWS::IAM::Role', /^ContainerRole/).toSorted((one, other) =>
      JSON.stringify(one).localeCompare(JSON.stringify(other)),
    );
    expect(roles.map((role) => at(role, 'AssumeRolePolicyDocument.Statement'))).toEqual(
      ['orders', 'products'].map((service) => [
        {
          Effect: 'Allow',
          Action: ['sts:AssumeRole', 'sts:TagSession'],
          Principal: { Service: 'pods.eks.amazonaws.com' },
          Condition: {
            StringEquals: {
              'aws:SourceAccount': { Ref: 'AWS::AccountId' },
              'aws:RequestTag/eks-cluster-name': 'shop',
              'aws:RequestTag/kubernetes-namespace': 'tandem-prod',
              'aws:RequestTag/kubernetes-service-account': service,
            },
          },
        },
      ]),
    );
    for (const association of system.of('AWS::EKS::PodIdentityAssociation')) {
      const { ServiceAccount, RoleArn, ...where } = association.properties;
      expect(where).toEqual({ ClusterName: 'shop', Namespace: 'tandem-prod' });
      const [role] = system.referred(association, RoleArn, 'AWS::IAM::Role');
      expect(textAt(role?.properties, 'AssumeRolePolicyDocument')).toContain(`"${ServiceAccount}"`);
    }
    expect(system.of('AWS::EKS::PodIdentityAssociation')).toHaveLength(2);
  });

  it('tells all that the manifests are made from', async () => {
    const objects = await written('--stage', 'prod');
    const published = new Set(
      system.of('AWS::SSM::Parameter').map(({ properties }) => properties.Name),
    );
    const wanted = [...JSON.stringify([...objects]).matchAll(/\$\{(\/[^}]+)\}/g)].map(
      ([, name]) => name,
    );
    expect(wanted.length).toBeGreaterThan(10);
    expect(wanted.filter((name) => !published.has(name))).toEqual([]);
  });

  it('builds the images that Fargate runs', () => {
    const images = (one: System, stack: string) =>
      Object.keys(JSON.parse(one.files[`${stack}.assets.json`] ?? '').dockerImages).sort();
    for (const stack of ['Tandem-prod-Orders', 'Tandem-prod-Products']) {
      expect(images(system, stack)).toEqual(images(fargate, stack));
      expect(images(system, stack)).toHaveLength(2);
    }
  });

  it('leads requests and alarms to the pods as to the tasks', () => {
    const rules = (one: System) =>
      one
        .of('AWS::ElasticLoadBalancingV2::ListenerRule')
        .map(({ properties: { Conditions, Priority } }) => [Conditions, Priority]);
    expect(rules(system)).toEqual(rules(fargate));
    const methods = (one: System) =>
      Object.fromEntries(
        one
          .of('AWS::ApiGateway::Method')
          .map(({ id, properties }) => [id, at(properties, 'Integration.IntegrationTarget')]),
      );
    expect(methods(system)).toEqual(methods(fargate));
    const alarms = system
      .of('AWS::CloudWatch::Alarm')
      .filter(({ properties }) => /too-few-tasks$/.test(String(properties.AlarmName)))
      .map(({ properties }) => [properties.MetricName, properties.Threshold]);
    expect(alarms).toEqual([
      ['HealthyHostCount', 3],
      ['HealthyHostCount', 3],
    ]);
  });
});
