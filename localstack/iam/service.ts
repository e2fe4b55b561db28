// IAM and STS: who calls, and what they may do.
import type { Account } from '../cloud/arn.ts';
import type { AwsService } from '../cloud/aws-service.ts';
import { createAccess, type Roles } from './access.ts';
import { accessResources } from './resources.ts';
import { stsService } from './sts-api.ts';

export interface Iam extends AwsService {
  readonly access: Roles;
}

export const iam = (account: Account): Iam => {
  const access = createAccess(account);
  return {
    access,
    api: { sts: stsService(account, access) },
    resources: accessResources({ account, access }),
  };
};
