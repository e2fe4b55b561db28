// The pod of a containerised service: image, environment, size, probes and stop, as its task has them on Fargate.
import type { Container, PodSpec, Probe, SecurityContext } from 'kubernetes-types/core/v1.d.ts';
import { collector } from '../workloads/collector.ts';
import { health, port, stop, user } from '../workloads/definition.ts';
import { containerEnvironment } from '../workloads/environment.ts';
import { selectorOf, type Workload } from './workload.ts';

const { live, ready } = health;

/** https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted */
const restricted: SecurityContext = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ['ALL'] },
};

const millisOf = (units: number): number => Math.floor((units * 1000) / 1024);

/** All of it is promised and more is not to be had, as on Fargate. */
const exactly = (millis: number, memoryMiB: number) => {
  const amount = { cpu: `${millis}m`, memory: `${memoryMiB}Mi` };
  return { requests: amount, limits: amount };
};

const variables = (environment: Readonly<Record<string, string>>) =>
  Object.entries(environment).map(([name, value]) => ({ name, value }));

const asks = (path: string) => ({ httpGet: { path, port: 'http' } });

/** As often as ECS asks in the time it gives a container to start. */
const startup = (periodSeconds: number): Probe => ({
  ...asks(live.path),
  periodSeconds,
  timeoutSeconds: live.timeoutSeconds,
  failureThreshold: (live.startSeconds + live.failures * live.intervalSeconds) / periodSeconds,
});

const probes = {
  startupProbe: startup(3),
  livenessProbe: {
    ...asks(live.path),
    periodSeconds: live.intervalSeconds,
    timeoutSeconds: live.timeoutSeconds,
    failureThreshold: live.failures,
  },
  readinessProbe: {
    ...asks(ready.path),
    periodSeconds: ready.intervalSeconds,
    timeoutSeconds: ready.timeoutSeconds,
    successThreshold: ready.successes,
    failureThreshold: ready.failures,
  },
};

const collectorMillis = millisOf(collector.cpu);

const main = ({ stage, service, place }: Workload): Container => {
  const { cpu, memoryMiB } = stage.tasks;
  return {
    name: service,
    image: place.look(`${service}/image-uri`),
    ports: [{ name: 'http', containerPort: port }],
    env: variables(containerEnvironment(stage, service, place)),
    resources: stage.collector
      ? exactly(millisOf(cpu) - collectorMillis, memoryMiB - collector.memoryMiB)
      : exactly(millisOf(cpu), memoryMiB),
    ...probes,
    // Signals come at once, not after the balancer has let go.
    lifecycle: { preStop: { sleep: { seconds: stop.deregistrationSeconds } } },
    securityContext: restricted,
  };
};

/** Starts before the service and ends after it: https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/ */
const sidecar = ({ service, place }: Workload): Container => ({
  name: 'collector',
  image: place.look(`${service}/collector-image-uri`),
  restartPolicy: 'Always',
  env: variables(collector.environment('env')),
  resources: exactly(collectorMillis, collector.memoryMiB),
  livenessProbe: { exec: { command: collector.healthCheck }, periodSeconds: 30, timeoutSeconds: 5 },
  securityContext: restricted,
});

/** Over zones and nodes, each version by itself; a zone that is gone stops nothing. */
const spread = ({ service }: Workload): PodSpec['topologySpreadConstraints'] =>
  ['topology.kubernetes.io/zone', 'kubernetes.io/hostname'].map((topologyKey) => ({
    maxSkew: 1,
    topologyKey,
    whenUnsatisfiable: 'ScheduleAnyway',
    labelSelector: selectorOf(service),
    matchLabelKeys: ['pod-template-hash'],
  }));

export const podOf = (workload: Workload): PodSpec => {
  const { stage, service } = workload;
  return {
    serviceAccountName: service,
    // The token of Pod Identity is another one: the API of the cluster is nobody's here.
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    nodeSelector: {
      'kubernetes.io/os': 'linux',
      'kubernetes.io/arch': stage.architecture === 'arm64' ? 'arm64' : 'amd64',
    },
    securityContext: {
      runAsNonRoot: true,
      runAsUser: user,
      runAsGroup: user,
      seccompProfile: { type: 'RuntimeDefault' },
    },
    terminationGracePeriodSeconds: stop.deregistrationSeconds + stop.drainSeconds,
    topologySpreadConstraints: spread(workload),
    ...(stage.collector && { initContainers: [sidecar(workload)] }),
    containers: [main(workload)],
  };
};
