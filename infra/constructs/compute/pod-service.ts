// What a containerised service has on AWS when its pods run in a cluster: image, role, logs, and its place at the load balancer.
import { Aws, CfnResource, Stack } from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { DockerImageAsset } from 'aws-cdk-lib/aws-ecr-assets';
import {
  type IGrantable,
  type IPrincipal,
  ManagedPolicy,
  PolicyStatement,
  PrincipalWithConditions,
  Role,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { lookUp, nameOf, publish } from '../../names.ts';
import type { KubernetesCluster } from '../../stage-context.ts';
import type { ContainerServiceProps } from '../../workloads/container-props.ts';
import { alarmOnErrors, alarmOnTargets } from '../watching/container-alarms.ts';
import { grantTraces } from './collector.ts';
import { containerLogs } from './container-logs.ts';
import { ContainerTraffic } from './container-traffic.ts';
import { collectorImage, serviceImage } from './image-assets.ts';

export class PodService extends Construct implements IGrantable {
  readonly grantPrincipal: IPrincipal;
  private readonly props: ContainerServiceProps;

  constructor(
    scope: Construct,
    id: string,
    props: ContainerServiceProps,
    { cluster }: KubernetesCluster,
  ) {
    super(scope, id);
    this.props = props;
    const { stage, service } = props;
    this.grantPrincipal = this.role(cluster);
    const traffic = new ContainerTraffic(this, 'Traffic', {
      ...props,
      // Its subnets are those of the nodes, which are the cluster's.
      vpc: Vpc.fromVpcAttributes(this, 'Vpc', {
        vpcId: lookUp(this, stage, 'platform/vpc-id'),
        availabilityZones: Stack.of(this).availabilityZones,
      }),
      listenerArn: lookUp(this, stage, 'platform/listener-arn'),
    });
    publish(this, stage, { [`${service}/target-group-arn`]: traffic.targets.targetGroupArn });
    alarmOnErrors(this, stage, service, traffic.groups);
    alarmOnTargets(this, stage, service, traffic.targets);
    containerLogs(this, stage, service);
    this.images();
    this.scalerPolicy();
  }

  /**
   * Of the pods of this service account in this namespace of this cluster, and of nobody else:
   * https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html
   */
  private role(clusterName: string): Role {
    const { stage, service } = this.props;
    const namespace = nameOf(stage);
    const pods = new PrincipalWithConditions(new ServicePrincipal('pods.eks.amazonaws.com'), {
      StringEquals: {
        'aws:SourceAccount': Aws.ACCOUNT_ID,
        'aws:RequestTag/eks-cluster-name': clusterName,
        'aws:RequestTag/kubernetes-namespace': namespace,
        'aws:RequestTag/kubernetes-service-account': service,
      },
    });
    const role = new Role(this, 'Role', { assumedBy: pods.withSessionTags() });
    // The module of EKS would be loaded by every synthesis, for one resource.
    new CfnResource(this, 'Identity', {
      type: 'AWS::EKS::PodIdentityAssociation',
      properties: {
        ClusterName: clusterName,
        Namespace: namespace,
        ServiceAccount: service,
        RoleArn: role.roleArn,
      },
    });
    if (stage.collector) grantTraces(role);
    return role;
  }

  /** The deployment puts them into the account's repository; the manifests name them. */
  private images(): void {
    const { stage, service } = this.props;
    const image = new DockerImageAsset(this, 'Image', serviceImage(stage, service));
    publish(this, stage, { [`${service}/image-uri`]: image.imageUri });
    if (!stage.collector) return;
    const collector = new DockerImageAsset(this, 'CollectorImage', collectorImage(stage));
    publish(this, stage, { [`${service}/collector-image-uri`]: collector.imageUri });
  }

  /** For the role of KEDA's operator, which is the cluster's: it asks how many messages wait. */
  private scalerPolicy(): void {
    const { stage, service } = this.props;
    new ManagedPolicy(this, 'Scaler', {
      managedPolicyName: nameOf(stage, service, 'scaler'),
      description: `Lets KEDA count the messages that wait for ${service}`,
      statements: [
        new PolicyStatement({
          actions: ['sqs:GetQueueAttributes'],
          resources: [lookUp(this, stage, `${service}/queue-arn`)],
        }),
      ],
    });
  }
}
