// CloudFront: which origin a path of the public port goes to, and what is compressed on the way back. It keeps nothing.
import type { AwsService } from '../cloud/aws-service.ts';
import { type Compressible, codingFor, compressed } from './compression.ts';
import { type Behavior, behaviorOf } from './distribution.ts';
import { cachePolicies, distributionResource } from './resources.ts';

export interface Viewer {
  readonly method: string;
  /** As the viewer sent it, query included. */
  readonly target: string;
  /** Of `Accept-Encoding`. */
  readonly accepts: string;
}

export interface CloudFront extends AwsService {
  /** The target as its origin gets it; as it came where there is no distribution. */
  originTarget(target: string): string;
  /** The answer as the viewer gets it. */
  toViewer<Answer extends Compressible>(viewer: Viewer, answer: Answer): Promise<Answer>;
}

export const cloudFront = (): CloudFront => {
  const policies = cachePolicies();
  let behaviors: readonly Behavior[] = [];
  const serve = (served: readonly Behavior[]) => {
    behaviors = served;
  };
  return {
    originTarget: (target) => `${behaviorOf(behaviors, target)?.originPath ?? ''}${target}`,
    toViewer: async ({ method, target, accepts }, answer) => {
      const { encodings } = behaviorOf(behaviors, target) ?? {};
      const coding = method === 'GET' && encodings && codingFor(accepts, encodings);
      return coding ? compressed(answer, coding) : answer;
    },
    api: {},
    resources: [policies.resource, distributionResource(policies, serve)],
  };
};
