// Environment variables that services of one kind have in common.
import { readFileSync } from 'node:fs';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { lookUp } from './names.ts';
import type { StageConfig } from './stages.ts';

export const version: string = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
).version;

export const serviceEnvironment = (stage: StageConfig, service: string) => ({
  STAGE: stage.name,
  SERVICE: service,
  SERVICE_VERSION: version,
  LOG_LEVEL: stage.logLevel,
  // Stack traces name files and lines of the repository.
  NODE_OPTIONS: '--enable-source-maps',
});

/** For a process that checks access tokens. */
export const tokenEnvironment = (scope: Construct, stage: StageConfig) => {
  const issuer = lookUp(scope, stage, 'platform/api-url');
  return {
    TOKEN_ISSUER: issuer,
    TOKEN_AUDIENCE: 'tandem',
    JWKS_URL: `${issuer}/.well-known/jwks.json`,
  };
};

/** For a process that calls other services with a client of its own. */
export const clientEnvironment = (scope: Construct, stage: StageConfig, secret: ISecret) => ({
  TOKEN_URL: `${lookUp(scope, stage, 'platform/api-url')}/oauth/token`,
  CLIENT_SECRET_ARN: secret.secretArn,
});

/** What one user or client may ask of one task. */
export const rateEnvironment = ({ subjectRate }: StageConfig) => ({
  SUBJECT_RATE: String(subjectRate.rate),
  SUBJECT_BURST: String(subjectRate.burst),
});

/** For a process that answers HTTP requests. */
export const httpEnvironment = (scope: Construct, stage: StageConfig) => ({
  ...tokenEnvironment(scope, stage),
  CORS_ORIGINS: stage.corsOrigins.join(','),
});
