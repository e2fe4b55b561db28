// How requests reach the pods, and whom they may reach themselves.
import type { ServiceSpec } from 'kubernetes-types/core/v1.d.ts';
import type {
  NetworkPolicyEgressRule,
  NetworkPolicyIngressRule,
  NetworkPolicyPeer,
  NetworkPolicySpec,
} from 'kubernetes-types/networking/v1.d.ts';
import { innerRanges } from '../constructs/network/network.ts';
import {
  type ContainerService,
  callees,
  containerServices,
  port,
} from '../workloads/definition.ts';
import { labelsOf, type Manifest, selectorOf, type Workload } from './workload.ts';

const tcp = (number: number) => ({ protocol: 'TCP' as const, port: number });

const podsOf = (service: ContainerService): NetworkPolicyPeer => ({
  podSelector: selectorOf(service),
});

/** From the subnets of the balancer, and from who asks by name. */
const ingressOf = ({ service }: Workload): NetworkPolicyIngressRule[] => {
  const callers = containerServices.filter((each) => callees[each].includes(service));
  const from = [...innerRanges.map((cidr) => ({ ipBlock: { cidr } })), ...callers.map(podsOf)];
  return [{ from, ports: [tcp(port)] }];
};

const dns: NetworkPolicyEgressRule = {
  to: [
    {
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
      podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
    },
  ],
  ports: [{ protocol: 'UDP', port: 53 }, tcp(53)],
};

/** On the node itself: https://docs.aws.amazon.com/eks/latest/userguide/pod-id-how-it-works.html */
const podIdentityAgent: NetworkPolicyEgressRule = {
  to: [{ ipBlock: { cidr: '169.254.170.23/32' } }],
  ports: [tcp(80)],
};

/** AWS and the public API over TLS; neither has an address that stays. */
const overTls: NetworkPolicyEgressRule = {
  to: [{ ipBlock: { cidr: '0.0.0.0/0' } }],
  ports: [tcp(443)],
};

const egressOf = ({ service }: Workload): NetworkPolicyEgressRule[] => [
  dns,
  podIdentityAgent,
  overTls,
  ...callees[service].map((callee) => ({ to: [podsOf(callee)], ports: [tcp(port)] })),
];

const networkPolicy = (workload: Workload): Manifest => {
  const { service } = workload;
  const spec: NetworkPolicySpec = {
    podSelector: selectorOf(service),
    policyTypes: ['Ingress', 'Egress'],
    ingress: ingressOf(workload),
    egress: egressOf(workload),
  };
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: service },
    spec,
  };
};

/** Others find the service as `http://<service>:8080`. */
const service = ({ service: name }: Workload): Manifest => {
  const spec: ServiceSpec = {
    selector: labelsOf(name),
    ports: [{ name: 'http', port, targetPort: 'http', appProtocol: 'http' }],
  };
  return { apiVersion: 'v1', kind: 'Service', metadata: { name }, spec };
};

/**
 * Puts the pods behind the balancer of the stage; its template says who may connect to them.
 * https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/targetgroupbinding/targetgroupbinding/
 */
const targetGroupBinding = ({ service: name, place }: Workload): Manifest => ({
  apiVersion: 'elbv2.k8s.aws/v1beta1',
  kind: 'TargetGroupBinding',
  metadata: { name },
  spec: {
    serviceRef: { name, port },
    targetGroupARN: place.look(`${name}/target-group-arn`),
    targetType: 'ip',
  },
});

export const networkOf = (workload: Workload): readonly Manifest[] => [
  service(workload),
  targetGroupBinding(workload),
  networkPolicy(workload),
];
