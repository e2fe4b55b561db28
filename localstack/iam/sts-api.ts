// STS behind the edge: who am I.

import type { Account } from '../cloud/arn.ts';
import type { Access } from '../cloud/cloud.ts';
import { AwsError, type Service } from '../cloud/protocol/edge-protocol.ts';
import { formOf, queryAnswer } from '../cloud/protocol/query-protocol.ts';

export function stsService(account: Account, access: Pick<Access, 'identity'>): Service {
  return (request) => {
    const { Action = '' } = formOf(request);
    if (Action !== 'GetCallerIdentity') {
      throw new AwsError('InvalidAction', `sts ${Action} is not part of the embedded cloud`);
    }
    return queryAnswer(Action, 'https://sts.amazonaws.com/doc/2011-06-15/', {
      Arn: access.identity(request.accessKeyId),
      UserId: request.accessKeyId,
      Account: account.accountId,
    });
  };
}
