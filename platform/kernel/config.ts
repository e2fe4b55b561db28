// Configuration from the environment, read once at the start: everything that is missing or wrong is named in one error.

type Read<T> = (value: string | undefined) => T;

class Invalid extends Error {}

export const text: Read<string> = (value) => {
  if (value === undefined || value === '') throw new Invalid('is missing');
  return value;
};

export const textOr =
  (fallback: string): Read<string> =>
  (value) =>
    value === undefined || value === '' ? fallback : value;

/** The first is what holds where nothing is said. */
export const oneOf =
  <Word extends string>([first, ...others]: readonly [Word, ...Word[]]): Read<Word> =>
  (value) => {
    if (value === undefined || value === '') return first;
    const found = [first, ...others].find((word) => word === value);
    if (found === undefined) throw new Invalid(`must be one of ${[first, ...others].join(', ')}`);
    return found;
  };

export const integer =
  (fallback?: number): Read<number> =>
  (value) => {
    if ((value === undefined || value === '') && fallback !== undefined) return fallback;
    const number = Number(text(value));
    if (!Number.isSafeInteger(number)) throw new Invalid(`must be an integer, not "${value}"`);
    return number;
  };

export const url: Read<string> = (value) => {
  const given = text(value);
  if (!URL.canParse(given)) throw new Invalid(`must be a URL, not "${given}"`);
  return given.replace(/\/$/, '');
};

/** From 0 to 1. */
export const share =
  (fallback: number): Read<number> =>
  (value) => {
    const number = value === undefined || value === '' ? fallback : Number(value);
    if (number >= 0 && number <= 1) return number;
    throw new Invalid(`must be from 0 to 1, not "${value}"`);
  };

export const optional =
  <T>(read: Read<T>): Read<T | undefined> =>
  (value) =>
    value === undefined || value === '' ? undefined : read(value);

/** Comma-separated; empty is an empty list. */
export const list: Read<readonly string[]> = (value) =>
  (value ?? '')
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');

export const json =
  <T>(): Read<T> =>
  (value) => {
    try {
      return JSON.parse(text(value)) as T;
    } catch (error) {
      throw error instanceof Invalid ? error : new Invalid('must be JSON');
    }
  };

export type Configured<S extends Record<string, Read<unknown>>> = {
  readonly [K in keyof S]: ReturnType<S[K]>;
};

/** Throws one error that names every variable that is missing or invalid. */
export const readConfig = <S extends Record<string, Read<unknown>>>(
  schema: S,
  environment: NodeJS.ProcessEnv = process.env,
): Configured<S> => {
  const faults: string[] = [];
  const config: Record<string, unknown> = {};
  for (const [name, read] of Object.entries(schema)) {
    try {
      config[name] = read(environment[name]);
    } catch (error) {
      faults.push(`${name} ${(error as Error).message}`);
    }
  }
  if (faults.length > 0) throw new Error(`configuration: ${faults.join('; ')}`);
  return config as Configured<S>;
};

/** Which trace this invocation of a function is part of: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime */
export const invocationTrace = (): string | undefined => process.env._X_AMZN_TRACE_ID;

/** What every container has: all addresses of its own network, where nobody says otherwise. */
export const listenConfig = {
  PORT: integer(8080),
  LISTEN_HOST: textOr('0.0.0.0'),
};

/** What every service has. */
export const commonConfig = {
  STAGE: text,
  SERVICE: text,
  SERVICE_VERSION: textOr('dev'),
  LOG_LEVEL: textOr('info'),
};

/** What every service that checks access tokens has. */
export const tokenConfig = { TOKEN_ISSUER: url, TOKEN_AUDIENCE: text, JWKS_URL: url };
