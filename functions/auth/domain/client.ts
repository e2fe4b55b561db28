// An OAuth client: a program that acts for itself, with scopes and one or two secrets.

export interface ClientSecret {
  /** SHA-256; the secret itself has 256 random bits and is shown once. */
  readonly hash: string;
  readonly createdAt: string;
  /** Milliseconds since 1970; set on the older one while two are valid. */
  readonly expiresAt?: number;
}

export interface OAuthClient {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly secrets: readonly ClientSecret[];
  readonly createdAt: string;
  /** Absent until the first change. */
  readonly version?: number;
}

/** The client every login through this API belongs to; it is public and has no secret. */
export const firstPartyClient = 'tandem';

/** `cli_<client id>`: a subject that cannot be mistaken for a person's. */
export const subjectOf = (clientId: string): string =>
  clientId.startsWith('cli_') ? clientId : `cli_${clientId}`;

/** `undefined` when a scope is asked for that the client does not have: scopes are never widened or dropped silently. */
export const grantedScopes = (
  client: OAuthClient,
  asked: string | undefined,
): readonly string[] | undefined => {
  if (asked === undefined || asked.trim() === '') return client.scopes;
  const scopes = [...new Set(asked.split(' ').filter((scope) => scope !== ''))];
  return scopes.every((scope) => client.scopes.includes(scope)) ? scopes : undefined;
};

export const validSecretHashes = ({ secrets }: OAuthClient, now: number): readonly string[] =>
  secrets
    .filter(({ expiresAt }) => expiresAt === undefined || now < expiresAt)
    .map(({ hash }) => hash);

const overlapMs = 24 * 3_600_000;

/** The newest secret and the one before it, for a day. */
export const rotateSecret = (
  client: OAuthClient,
  secret: ClientSecret,
  now: number,
): OAuthClient => {
  const [latest] = client.secrets;
  const older = latest === undefined ? [] : [{ ...latest, expiresAt: now + overlapMs }];
  return { ...client, secrets: [secret, ...older] };
};

/** The secrets of a rotation that is under way, newest first, and no other: those that are known keep their time, and all are good until it is next. */
export const admitSecrets = (
  known: readonly ClientSecret[],
  wanted: readonly ClientSecret[],
): readonly ClientSecret[] =>
  wanted.map(({ hash, createdAt }) => ({
    hash,
    createdAt: known.find((each) => each.hash === hash)?.createdAt ?? createdAt,
  }));

/** From now on the secret with this hash is the one in use; another that had no end is good for a day. */
export const endFormerSecrets = (client: OAuthClient, hash: string, now: number): OAuthClient => {
  const isOpen = (each: ClientSecret): boolean =>
    each.hash !== hash && each.expiresAt === undefined;
  if (!client.secrets.some(isOpen)) return client;
  const secrets = client.secrets.map((each) =>
    isOpen(each) ? { ...each, expiresAt: now + overlapMs } : each,
  );
  return { ...client, secrets };
};
