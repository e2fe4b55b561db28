// How many pods there are: KEDA owns the one autoscaler of a deployment, by CPU and by the messages that wait.
import { scaling } from '../workloads/definition.ts';
import type { Manifest, Workload } from './workload.ts';

/** By KEDA's own role: https://keda.sh/docs/latest/authentication-providers/aws/ */
const authentication = ({ service }: Workload): Manifest => ({
  apiVersion: 'keda.sh/v1alpha1',
  kind: 'TriggerAuthentication',
  metadata: { name: service },
  spec: { podIdentity: { provider: 'aws' } },
});

const byCpu = ({ service }: Workload) => ({
  type: 'cpu',
  metricType: 'Utilization',
  metadata: { value: String(scaling.cpuPercent), containerName: service },
});

/** https://keda.sh/docs/latest/scalers/aws-sqs/ */
const byQueue = ({ service, place }: Workload) => ({
  type: 'aws-sqs-queue',
  authenticationRef: { name: service },
  metadata: {
    queueURLFromEnv: 'QUEUE_URL',
    awsRegion: place.region,
    queueLength: String(scaling.messagesEach),
    // Those that are being handled wait for nobody.
    scaleOnInFlight: 'false',
  },
});

const scaledObject = (workload: Workload): Manifest => {
  const { stage, service } = workload;
  return {
    apiVersion: 'keda.sh/v1alpha1',
    kind: 'ScaledObject',
    metadata: { name: service },
    spec: {
      scaleTargetRef: { name: service },
      minReplicaCount: stage.tasks.minimum,
      maxReplicaCount: stage.tasks.maximum,
      pollingInterval: scaling.outSeconds,
      advanced: {
        horizontalPodAutoscalerConfig: {
          name: service,
          behavior: {
            scaleDown: { stabilizationWindowSeconds: scaling.inSeconds },
            scaleUp: {
              stabilizationWindowSeconds: 0,
              policies: [{ type: 'Percent', value: 100, periodSeconds: scaling.outSeconds }],
            },
          },
        },
      },
      triggers: [byCpu(workload), byQueue(workload)],
    },
  };
};

export const scalingOf = (workload: Workload): readonly Manifest[] => [
  authentication(workload),
  scaledObject(workload),
];
