// A secret of a service: made by Secrets Manager, known to others by its ARN only.
import { Secret, type SecretStringGenerator } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { publish } from '../../names.ts';
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

export const serviceSecret = (scope: Construct, id: string, props: ServiceSecretProps): Secret => {
  const { stage, service, name, description, generate = password } = props;
  const secret = new Secret(scope, id, {
    secretName: `tandem/${stage.name}/${service}/${name}`,
    description,
    generateSecretString: generate,
    removalPolicy: stage.removalPolicy,
  });
  publish(scope, stage, { [`${service}/${name}-arn`]: secret.secretArn });
  return secret;
};
