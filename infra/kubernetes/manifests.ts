// The manifests of a stage: a namespace, and a chart for each containerised service.
import { ApiObject, App, Chart, Yaml } from 'cdk8s';
import { version } from '../environment.ts';
import { nameOf } from '../names.ts';
import type { StageConfig } from '../stages.ts';
import { containerServices } from '../workloads/definition.ts';
import type { Place } from '../workloads/environment.ts';
import { podsOf } from './deployment.ts';
import { networkOf } from './network.ts';
import { scalingOf } from './scaling.ts';
import type { Manifest, Workload } from './workload.ts';

const common = { 'app.kubernetes.io/part-of': 'tandem', 'app.kubernetes.io/version': version };

const namespaceOf = (stage: StageConfig): Manifest => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: {
    name: nameOf(stage),
    labels: {
      'pod-security.kubernetes.io/enforce': 'restricted',
      // A pod is not ready before the balancer sends to it:
      // https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/deploy/pod_readiness_gate/
      'elbv2.k8s.aws/pod-readiness-gate-inject': 'enabled',
    },
  },
});

const partsOf = (workload: Workload): readonly Manifest[] => [
  ...podsOf(workload),
  ...networkOf(workload),
  ...scalingOf(workload),
];

/** Objects by the name of their chart, in the order in which they are applied. */
export const manifestsOf = (
  stage: StageConfig,
  place: Place,
): ReadonlyMap<string, readonly Manifest[]> => {
  const app = new App();
  const chart = (id: string, manifests: readonly Manifest[], namespace?: string) => {
    const made = new Chart(app, id, { labels: common, ...(namespace && { namespace }) });
    for (const each of manifests) new ApiObject(made, each.kind, each);
    return [id, made.toJson() as readonly Manifest[]] as const;
  };
  return new Map([
    chart('namespace', [namespaceOf(stage)]),
    ...containerServices.map((service) =>
      chart(service, partsOf({ stage, service, place }), nameOf(stage)),
    ),
  ]);
};

/** Files by their names. */
export const filesOf = (
  manifests: ReadonlyMap<string, readonly Manifest[]>,
): ReadonlyMap<string, string> =>
  new Map([...manifests].map(([id, objects]) => [`${id}.yaml`, Yaml.stringify(...objects)]));
