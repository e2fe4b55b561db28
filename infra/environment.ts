// Environment variables that services of one kind have in common.
import { readFileSync } from 'node:fs';
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
});

/** Answers what a stage has published under `<service>/<key>`. */
export type Look = (path: string) => string;

export const lookFrom =
  (scope: Construct, stage: StageConfig): Look =>
  (path) =>
    lookUp(scope, stage, path);

/** For a process that checks access tokens. */
export const tokenEnvironment = (look: Look) => {
  const issuer = look('platform/api-url');
  return {
    TOKEN_ISSUER: issuer,
    TOKEN_AUDIENCE: 'tandem',
    JWKS_URL: `${issuer}/.well-known/jwks.json`,
  };
};

/** For a process that calls other services with a client of its own. */
export const clientEnvironment = (look: Look, service: string) => ({
  TOKEN_URL: `${look('platform/api-url')}/oauth/token`,
  CLIENT_SECRET_ARN: look(`${service}/oauth-client-arn`),
});

/** What one user or client may ask of one task. */
export const rateEnvironment = ({ subjectRate }: StageConfig) => ({
  SUBJECT_RATE: String(subjectRate.rate),
  SUBJECT_BURST: String(subjectRate.burst),
});

/** For a process that answers HTTP requests. */
export const httpEnvironment = (look: Look, stage: StageConfig) => ({
  ...tokenEnvironment(look),
  CORS_ORIGINS: stage.corsOrigins.join(','),
});
