// CloudFront: which origin a path of the public port goes to, and what is done with the answer on the way back. It keeps nothing.
import type { Account } from '../cloud/arn.ts';
import type { AwsService } from '../cloud/aws-service.ts';
import type { Buckets } from '../s3/buckets.ts';
import { type Compressible, codingFor, compressed } from './compression.ts';
import { type Behavior, behaviorOf, pathOf } from './distribution.ts';
import { createPolicies } from './policies.ts';
import { distributionResource } from './resources.ts';
import { type StoredAnswer, storedAnswer } from './stored.ts';

export interface Viewer {
  readonly method: string;
  /** As the viewer sent it, query included. */
  readonly target: string;
  /** Of `Accept-Encoding`. */
  readonly accepts: string;
  /** Of `If-None-Match`. */
  readonly knows?: string | undefined;
}

export interface CloudFront extends AwsService {
  /** The target as its origin gets it; as it came where there is no distribution. */
  originTarget(target: string): string;
  /** What the bucket behind this target answers; undefined where the API is behind it. */
  fromBucket(viewer: Viewer): StoredAnswer | undefined;
  /** The answer as the viewer gets it. */
  toViewer<Answer extends Compressible>(viewer: Viewer, answer: Answer): Promise<Answer>;
}

interface Needs {
  readonly account: Account;
  readonly buckets: Pick<Buckets, 'read'>;
}

const withHeaders = <Answer extends Compressible>(
  answer: Answer,
  over: Compressible['headers'],
): Answer => {
  if (over.length === 0) return answer;
  const names = new Set(over.map(([name]) => name.toLowerCase()));
  const kept = answer.headers.filter(([name]) => !names.has(name.toLowerCase()));
  return { ...answer, headers: [...kept, ...over] };
};

export const cloudFront = ({ account, buckets }: Needs): CloudFront => {
  const policies = createPolicies();
  let behaviors: readonly Behavior[] = [];
  const serve = (served: readonly Behavior[]) => {
    behaviors = served;
  };
  return {
    originTarget: (target) => `${behaviorOf(behaviors, target)?.originPath ?? ''}${target}`,
    fromBucket({ method, target, knows }) {
      const { stored, rewrite } = behaviorOf(behaviors, target) ?? {};
      if (stored === undefined || rewrite === undefined) return undefined;
      return storedAnswer(buckets, stored, { method, path: rewrite(pathOf(target)), knows });
    },
    toViewer: async ({ method, target, accepts }, answer) => {
      const { encodings, headers = [] } = behaviorOf(behaviors, target) ?? {};
      const coding = method === 'GET' && encodings && codingFor(accepts, encodings);
      const sent = withHeaders(answer, headers);
      return coding ? compressed(sent, coding) : sent;
    },
    api: {},
    resources: [...policies.resources, distributionResource({ account, policies, serve })],
  };
};
