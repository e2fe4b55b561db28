// What rests in the region that waits, by type of resource: nothing there begins by itself, and nobody is served.
import { type App, Aws, CfnResource } from 'aws-cdk-lib';
import { CfnScalableTarget } from 'aws-cdk-lib/aws-applicationautoscaling';
import { CfnAlarm, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnService } from 'aws-cdk-lib/aws-ecs';
import { CfnEventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import type { IConstruct } from 'constructs';
import { problemBody } from './constructs/api/problem.ts';
import { whereActive } from './regions.ts';
import type { StageConfig } from './stages.ts';

/** A property, what it is where the stage works, and what it is elsewhere. */
type Rest = readonly [property: string, works: unknown, waits: unknown];

/** Before all other rules, so that no address is trusted here. */
const refuseAll = {
  Name: 'Waiting',
  Priority: 0,
  // A client whose DNS still knows this region comes again: https://www.rfc-editor.org/rfc/rfc9110#name-retry-after
  Action: {
    Block: {
      CustomResponse: {
        ResponseCode: 503,
        CustomResponseBodyKey: 'waiting',
        ResponseHeaders: [{ Name: 'Retry-After', Value: '30' }],
      },
    },
  },
  Statement: {
    SizeConstraintStatement: {
      FieldToMatch: { UriPath: {} },
      ComparisonOperator: 'GE',
      Size: 1,
      TextTransformations: [{ Priority: 0, Type: 'NONE' }],
    },
  },
  VisibilityConfig: {
    CloudWatchMetricsEnabled: true,
    SampledRequestsEnabled: false,
    MetricName: 'Waiting',
  },
};

const restOf = (resource: IConstruct): readonly Rest[] => {
  // Deadlines, sweepers, reconciliation, audits, the synthetic customer.
  if (resource instanceof CfnSchedule) {
    return [['State', resource.state ?? 'ENABLED', 'DISABLED']];
  }
  // The relay, which would publish once more what came from the other region, and all consumers.
  if (resource instanceof CfnEventSourceMapping)
    return [['Enabled', resource.enabled ?? true, false]];
  // The consumers in containers; the limits of the scaling bring the tasks back.
  if (resource instanceof CfnService) {
    return [['DesiredCount', resource.desiredCount ?? Aws.NO_VALUE, 0]];
  }
  if (resource instanceof CfnScalableTarget) {
    return [
      ['MinCapacity', resource.minCapacity, 0],
      ['MaxCapacity', resource.maxCapacity, 0],
    ];
  }
  // What does not run is not missed.
  if (resource instanceof CfnAlarm && resource.treatMissingData === TreatMissingData.BREACHING) {
    return [['TreatMissingData', TreatMissingData.BREACHING, TreatMissingData.NOT_BREACHING]];
  }
  return [];
};

const refuseRequests = (firewall: CfnWebACL, stage: StageConfig): void => {
  const rules = firewall.rules as CfnWebACL.RuleProperty[];
  firewall.rules = [
    whereActive(firewall, stage, Aws.NO_VALUE, refuseAll),
    ...rules.map((rule) => ({ ...rule, priority: rule.priority + 1 })),
  ];
  firewall.addPropertyOverride('CustomResponseBodies.waiting', {
    ContentType: 'APPLICATION_JSON',
    Content: problemBody('overloaded', 'urn:request:unknown'),
  });
};

/** After all stacks are made: whatever is added to one of them later rests as well. */
export const restWhereWaiting = (app: App, stage: StageConfig): void => {
  for (const resource of app.node.findAll()) {
    if (!CfnResource.isCfnResource(resource)) continue;
    for (const [property, works, waits] of restOf(resource)) {
      resource.addPropertyOverride(property, whereActive(resource, stage, works, waits));
    }
    if (resource instanceof CfnWebACL) refuseRequests(resource, stage);
  }
};
