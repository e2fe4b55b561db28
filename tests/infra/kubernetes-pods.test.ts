// Pods of a cluster and tasks of Fargate are the same service: each figure of the one is that of the other.
import { isDeepStrictEqual } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { innerRanges } from '../../infra/constructs/network/network.ts';
import { containerServices } from '../../infra/workloads/definition.ts';
import { systemOf } from './support/assembly.ts';
import { written } from './support/manifests.ts';
import { at, listAt, numberAt, type Resource, textAt } from './support/system.ts';

const stages = ['dev', 'prod'] as const;
/** As the command writes what it does not know. */
const region = ['$', '{AWS::Region}'].join('');

const cases = stages.flatMap((stage) => containerServices.map((name) => [name, stage] as const));

describe.each(cases)('a pod of %s (%s)', (service, stage) => {
  const system = systemOf(stage);
  const stack = `Tandem-${stage}-${service === 'orders' ? 'Orders' : 'Products'}`;
  const only = (type: string): Resource => {
    const [found] = system.of(type).filter((each) => each.stack === stack);
    if (found === undefined) throw new Error(`${stack} has no ${type}`);
    return found;
  };
  const task = only('AWS::ECS::TaskDefinition').properties;
  const targets = only('AWS::ElasticLoadBalancingV2::TargetGroup').properties;
  const [container, collector] = listAt(task, 'ContainerDefinitions');
  let objects: ReadonlyMap<string, unknown>;
  let pod: unknown;
  beforeAll(async () => {
    objects = await written('--stage', stage);
    pod = at(objects.get(`Deployment ${service}`), 'spec.template.spec');
  });
  const inPod = (path: string) => at(pod, `containers.0.${path}`);

  /** The parameter under which the stack makes a value of its own known. */
  const nameOf = (value: unknown): string => {
    const template = system.templates.get(stack);
    const asked = template?.Parameters?.[String(at(value, 'Ref'))]?.Default;
    const own = system
      .of('AWS::SSM::Parameter')
      .find((each) => each.stack === stack && isDeepStrictEqual(each.properties.Value, value));
    const name = asked ?? own?.properties.Name;
    if (name === undefined) throw new Error(`nobody else knows ${JSON.stringify(value)}`);
    return `\${${name}}`;
  };
  const text = (value: unknown): string => {
    if (typeof value === 'string') return value;
    if (at(value, 'Ref') === 'AWS::Region') return region;
    const parts = at(value, 'Fn::Join');
    return Array.isArray(parts) ? parts[1].map(text).join(parts[0]) : nameOf(value);
  };

  it('has the environment of the task', () => {
    const wanted = listAt(container, 'Environment').map((each) => ({
      name: at(each, 'Name'),
      value: text(at(each, 'Value')),
    }));
    // Where Service Connect is too dear, tasks find each other over the load balancer.
    const byName = wanted.map(({ name, value }) =>
      name === 'PRODUCTS_URL' ? { name, value: 'http://products:8080/v1' } : { name, value },
    );
    expect(inPod('env')).toEqual(byName);
    expect(wanted.length).toBeGreaterThan(12);
  });

  it('has the port, the user and the processor of the task, and no right that the task has not', () => {
    expect(inPod('ports')).toEqual([
      { name: 'http', containerPort: at(container, 'PortMappings.0.ContainerPort') },
    ]);
    const context = at(pod, 'securityContext');
    expect(at(container, 'User')).toBe(`${at(context, 'runAsUser')}:${at(context, 'runAsGroup')}`);
    expect(context).toMatchObject({
      runAsNonRoot: true,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    expect(inPod('securityContext')).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: at(container, 'ReadonlyRootFilesystem'),
      capabilities: { drop: at(container, 'LinuxParameters.Capabilities.Drop') },
    });
    expect(String(at(pod, 'nodeSelector')).length).toBeGreaterThan(0);
    expect(at(pod, 'nodeSelector')).toEqual({
      'kubernetes.io/os': textAt(task, 'RuntimePlatform.OperatingSystemFamily')
        .replaceAll('"', '')
        .toLowerCase(),
      'kubernetes.io/arch': textAt(task, 'RuntimePlatform.CpuArchitecture')
        .replaceAll('"', '')
        .toLowerCase(),
    });
  });

  it('is given what the task is given, and no more', () => {
    const all = [...listAt(pod, 'initContainers'), ...listAt(pod, 'containers')];
    const amounts = all.map((each) => at(each, 'resources.limits'));
    expect(all.map((each) => at(each, 'resources.requests'))).toEqual(amounts);
    const sum = (resource: string) =>
      amounts.reduce<number>(
        (total, each) => total + Number.parseInt(String(at(each, resource)), 10),
        0,
      );
    expect(sum('cpu')).toBe((numberAt(task, 'Cpu') * 1000) / 1024);
    expect(sum('memory')).toBe(numberAt(task, 'Memory'));
    const sidecars = listAt(pod, 'initContainers');
    expect(sidecars.map((each) => at(each, 'resources.limits.memory'))).toEqual(
      collector === undefined ? [] : [`${at(collector, 'Memory')}Mi`],
    );
  });

  it('is asked for its health as often as the task, and gets requests as soon', () => {
    const check = at(container, 'HealthCheck');
    expect(inPod('livenessProbe')).toEqual({
      httpGet: { path: '/health/live', port: 'http' },
      periodSeconds: at(check, 'Interval'),
      timeoutSeconds: at(check, 'Timeout'),
      failureThreshold: at(check, 'Retries'),
    });
    expect(textAt(check, 'Command')).toContain('/health/live');
    expect(inPod('readinessProbe')).toEqual({
      httpGet: { path: at(targets, 'HealthCheckPath'), port: 'http' },
      periodSeconds: at(targets, 'HealthCheckIntervalSeconds'),
      timeoutSeconds: at(targets, 'HealthCheckTimeoutSeconds'),
      successThreshold: at(targets, 'HealthyThresholdCount'),
      failureThreshold: at(targets, 'UnhealthyThresholdCount'),
    });
    const startup = inPod('startupProbe');
    expect(numberAt(startup, 'periodSeconds') * numberAt(startup, 'failureThreshold')).toBe(
      numberAt(check, 'StartPeriod') + numberAt(check, 'Interval') * numberAt(check, 'Retries'),
    );
  });

  it('drains as long as the task, after the balancer has let go of it', () => {
    const delay = listAt(targets, 'TargetGroupAttributes').find(
      (each) => at(each, 'Key') === 'deregistration_delay.timeout_seconds',
    );
    const waits = numberAt(inPod('lifecycle'), 'preStop.sleep.seconds');
    expect(waits).toBe(Number(at(delay, 'Value')));
    expect(numberAt(pod, 'terminationGracePeriodSeconds') - waits).toBe(
      at(container, 'StopTimeout'),
    );
  });

  it('is scaled between the same bounds, by the same figures', () => {
    const { spec } = objects.get(`ScaledObject ${service}`) as { spec: unknown };
    const bounds = only('AWS::ApplicationAutoScaling::ScalableTarget').properties;
    expect([at(spec, 'minReplicaCount'), at(spec, 'maxReplicaCount')]).toEqual([
      bounds.MinCapacity,
      bounds.MaxCapacity,
    ]);
    const targetsOf = system
      .of('AWS::ApplicationAutoScaling::ScalingPolicy')
      .filter((each) => each.stack === stack)
      .map(({ properties }) => at(properties, 'TargetTrackingScalingPolicyConfiguration'));
    const values = targetsOf.map((each) => String(at(each, 'TargetValue')));
    expect(listAt(spec, 'triggers').map((each) => at(each, 'metadata'))).toEqual([
      { value: values[0], containerName: service },
      {
        queueURLFromEnv: 'QUEUE_URL',
        awsRegion: region,
        queueLength: values[1],
        scaleOnInFlight: 'false',
      },
    ]);
    const behavior = at(spec, 'advanced.horizontalPodAutoscalerConfig.behavior');
    expect(at(behavior, 'scaleDown.stabilizationWindowSeconds')).toBe(
      at(targetsOf[1], 'ScaleInCooldown'),
    );
    // Another autoscaler, or a number of pods in the deployment, would work against KEDA's.
    expect(objects.has(`HorizontalPodAutoscaler ${service}`)).toBe(false);
    expect(at(objects.get(`Deployment ${service}`), 'spec.replicas')).toBeUndefined();
  });
});

describe('the network of the pods', () => {
  it('lets the balancer in, and orders to products; DNS, TLS and the agent of Pod Identity out', async () => {
    const objects = await written('--stage', 'prod');
    const policyOf = (service: string) => at(objects.get(`NetworkPolicy ${service}`), 'spec');
    const peers = (service: string, way: string) =>
      listAt(policyOf(service), way).flatMap((rule) =>
        [...listAt(rule, 'from'), ...listAt(rule, 'to')].map((peer) =>
          [
            textAt(peer, 'ipBlock.cidr') || textAt(peer, 'podSelector.matchLabels'),
            listAt(rule, 'ports').map((each) => at(each, 'port')),
          ].join(' '),
        ),
      );
    const balancer = innerRanges.map((range) => `"${range}" 8080`);
    const out = ['{"k8s-app":"kube-dns"} 53,53', '"169.254.170.23/32" 80', '"0.0.0.0/0" 443'];
    expect(peers('orders', 'ingress')).toEqual(balancer);
    expect(peers('products', 'ingress')).toEqual([
      ...balancer,
      '{"app.kubernetes.io/name":"orders"} 8080',
    ]);
    expect(peers('orders', 'egress')).toEqual([
      ...out,
      '{"app.kubernetes.io/name":"products"} 8080',
    ]);
    expect(peers('products', 'egress')).toEqual(out);
    expect(at(policyOf('orders'), 'policyTypes')).toEqual(['Ingress', 'Egress']);
  });

  it('is that of the balancer in the templates', () => {
    const inner = stages.map((stage) =>
      systemOf(stage)
        .of('AWS::EC2::Subnet')
        .filter(({ id }) => /private/i.test(id))
        .map(({ properties }) => properties.CidrBlock),
    );
    expect(inner).toEqual([innerRanges, innerRanges]);
  });
});
