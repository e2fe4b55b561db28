// STS behind the edge: who am I.

import { AwsError, type Service } from '../cloud/protocol/edge-protocol.ts';
import { formOf, queryAnswer } from '../cloud/protocol/query-protocol.ts';
import type { AwsCloud } from '../embedded/aws-cloud.ts';

export function stsService(cloud: AwsCloud): Service {
  return (request) => {
    const { Action = '' } = formOf(request);
    if (Action !== 'GetCallerIdentity') {
      throw new AwsError('InvalidAction', `sts ${Action} is not part of the embedded cloud`);
    }
    return queryAnswer(Action, 'https://sts.amazonaws.com/doc/2011-06-15/', {
      Arn: cloud.access.identity(request.accessKeyId),
      UserId: request.accessKeyId,
      Account: cloud.accountId,
    });
  };
}
