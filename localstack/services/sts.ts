// STS behind the edge: who am I.
import { randomUUID } from 'node:crypto';
import type { AwsCloud } from '../aws-cloud.ts';
import { AwsError, type Service } from '../edge-protocol.ts';

export function stsService(cloud: AwsCloud): Service {
  return (request) => {
    const action = new URLSearchParams(request.body.toString()).get('Action');
    if (action !== 'GetCallerIdentity') {
      throw new AwsError('InvalidAction', `sts ${action} is not part of the embedded cloud`);
    }
    const arn = cloud.access.identity(request.accessKeyId);
    const result = `<Arn>${arn}</Arn><UserId>${request.accessKeyId}</UserId><Account>${cloud.accountId}</Account>`;
    return {
      status: 200,
      contentType: 'text/xml',
      body: `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>${result}</GetCallerIdentityResult><ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata></GetCallerIdentityResponse>`,
    };
  };
}
