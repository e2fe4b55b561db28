// CloudFront: which origin a path of the public port goes to.
import type { AwsService } from '../cloud/aws-service.ts';
import { type Behavior, originTarget } from './distribution.ts';
import { distributionResource } from './resources.ts';

export interface CloudFront extends AwsService {
  /** The target as its origin gets it; as it came where there is no distribution. */
  originTarget(target: string): string;
}

export const cloudFront = (): CloudFront => {
  let behaviors: readonly Behavior[] | undefined;
  const serve = (served: readonly Behavior[]) => {
    behaviors = served;
  };
  return {
    originTarget: (target) => (behaviors ? originTarget(behaviors, target) : target),
    api: {},
    resources: [distributionResource(serve)],
  };
};
