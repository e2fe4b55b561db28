// A service's pods, who they are, and how they are replaced.
import type { DeploymentSpec } from 'kubernetes-types/apps/v1.d.ts';
import type { PodDisruptionBudgetSpec } from 'kubernetes-types/policy/v1.d.ts';
import { podOf } from './pod.ts';
import { labelsOf, type Manifest, selectorOf, type Workload } from './workload.ts';

/** Without a number of pods, which would set back what scaling has started; never fewer than there are, as on ECS. */
const deployment = (workload: Workload): Manifest => {
  const { service } = workload;
  const spec: DeploymentSpec = {
    revisionHistoryLimit: 5,
    progressDeadlineSeconds: 600,
    selector: selectorOf(service),
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '100%', maxUnavailable: 0 } },
    template: { metadata: { labels: labelsOf(service) }, spec: podOf(workload) },
  };
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: service }, spec };
};

/** EKS gives it the role of the template, by the association beside that role. */
const serviceAccount = ({ service }: Workload): Manifest => ({
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { name: service },
  automountServiceAccountToken: false,
});

const disruptionBudget = ({ service }: Workload): Manifest => {
  const spec: PodDisruptionBudgetSpec = {
    maxUnavailable: 1,
    selector: selectorOf(service),
    // What does not serve anyway may go: https://kubernetes.io/docs/tasks/run-application/configure-pdb/#unhealthy-pod-eviction-policy
    unhealthyPodEvictionPolicy: 'AlwaysAllow',
  };
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: service },
    spec,
  };
};

export const podsOf = (workload: Workload): readonly Manifest[] => [
  serviceAccount(workload),
  deployment(workload),
  disruptionBudget(workload),
];
