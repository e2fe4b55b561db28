// A secret of a service: made by Secrets Manager, known to others by its ARN only.
import { type ISecret, Secret, type SecretStringGenerator } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { lookUp, publish } from '../../names.ts';
import { isSecond } from '../../regions.ts';
import type { StageConfig } from '../../stages.ts';

export interface ServiceSecretProps {
  readonly stage: StageConfig;
  readonly service: string;
  /** E.g. `cursor-secret`; published as `<service>/<name>-arn`. */
  readonly name: string;
  readonly description: string;
  /**
   * @default 44 letters and digits, which is also the Base64 of 33 bytes
   */
  readonly generate?: SecretStringGenerator;
}

const password: SecretStringGenerator = { passwordLength: 44, excludePunctuation: true };

const madeHere = (scope: Construct, id: string, props: ServiceSecretProps): ISecret => {
  const { stage, service, name, description, generate = password } = props;
  return new Secret(scope, id, {
    secretName: `tandem/${stage.name}/${service}/${name}`,
    description,
    generateSecretString: generate,
    removalPolicy: stage.removalPolicy,
    ...(stage.regions && { replicaRegions: [{ region: stage.regions.second }] }),
  });
};

export const serviceSecret = (scope: Construct, id: string, props: ServiceSecretProps): ISecret => {
  const { stage, service, name } = props;
  const secret = isSecond(stage)
    ? Secret.fromSecretCompleteArn(scope, id, lookUp(scope, stage, `config/${service}/${name}-arn`))
    : madeHere(scope, id, props);
  publish(scope, stage, { [`${service}/${name}-arn`]: secret.secretArn });
  return secret;
};
