// STS behind the edge: who am I.
import type { AwsCloud } from '../aws-cloud.ts';
import { AwsError, type Service } from '../edge-protocol.ts';
import { formOf, queryAnswer } from '../query-protocol.ts';

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
