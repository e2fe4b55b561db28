// A secret is deleted after a window of days, within which it comes back; or at once.
// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DeleteSecret.html
import { AwsError } from '../cloud/protocol/edge-protocol.ts';
import type { Secret, SecretStore } from './secrets.ts';

export interface DeletionRequest {
  readonly RecoveryWindowInDays?: number;
  readonly ForceDeleteWithoutRecovery?: boolean;
}

const dayMs = 86_400_000;
const usualDays = 30;
const days = { least: 7, most: 30 };

const answerOf = ({ arn, name }: Secret, at?: number) => ({
  ARN: arn,
  Name: name,
  ...(at !== undefined && { DeletionDate: at / 1000 }),
});

function windowOf({ RecoveryWindowInDays: wanted, ForceDeleteWithoutRecovery }: DeletionRequest) {
  if (wanted === undefined) return usualDays;
  if (ForceDeleteWithoutRecovery) {
    throw new AwsError(
      'InvalidParameterException',
      "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.",
    );
  }
  if (Number.isInteger(wanted) && wanted >= days.least && wanted <= days.most) return wanted;
  throw new AwsError(
    'InvalidParameterException',
    `The RecoveryWindowInDays value must be between ${days.least} and ${days.most} days (inclusive).`,
  );
}

/** Throws where the secret is on its way to be deleted. */
export function checkKept({ deletionAt }: Secret): void {
  if (deletionAt === undefined) return;
  throw new AwsError(
    'InvalidRequestException',
    "You can't perform this operation on the secret because it was marked for deletion.",
  );
}

export function deleteSecret(request: DeletionRequest, secret: Secret, secrets: SecretStore) {
  const window = windowOf(request);
  if (request.ForceDeleteWithoutRecovery) {
    secrets.remove(secret);
    return answerOf(secret, Date.now());
  }
  checkKept(secret);
  secret.deletionAt = Date.now() + window * dayMs;
  secrets.save();
  return answerOf(secret, secret.deletionAt);
}

export function restoreSecret(secret: Secret, secrets: SecretStore) {
  delete secret.deletionAt;
  secrets.save();
  return answerOf(secret);
}
