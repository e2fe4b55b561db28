// Secrets Manager: secrets with their versions and stages, kept in the data directory.
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Account, arnOf } from '../cloud/arn.ts';
import type { Secrets } from '../cloud/cloud.ts';
import { replaceFile } from '../cloud/kept-files.ts';

/** One of the two. */
export interface SecretValue {
  readonly text?: string;
  /** Base64. */
  readonly binary?: string;
}

export interface SecretVersion {
  readonly id: string;
  value?: string;
  binary?: string;
  stages: string[];
  readonly createdAt: number;
}

export interface Secret {
  readonly name: string;
  readonly arn: string;
  readonly versions: SecretVersion[];
  rotationLambdaArn: string | undefined;
  lastRotatedAt: number | undefined;
  description?: string;
  tags?: readonly Tag[];
  /** When it goes for good: until then it can be restored. */
  deletionAt?: number;
}

export interface Tag {
  readonly Key?: string;
  readonly Value?: string;
}

interface NewVersion {
  readonly id: string;
  readonly value: SecretValue | undefined;
  readonly stages: readonly string[];
}

export interface SecretStore extends Secrets {
  /** Makes the secret, or keeps the one an earlier start has made. */
  ensure(name: string, firstValue: () => string | undefined): Secret;
  /** A secret without a version. */
  create(name: string): Secret;
  find(id: string): Secret | undefined;
  list(): readonly Secret[];
  /** Adds or fills a version; a stage it takes leaves the version that had it. */
  put(secret: Secret, version: NewVersion): void;
  /** Attaches a stage to a version, or takes it away when none is given. */
  move(secret: Secret, stage: string, to: string | undefined): void;
  /** At once and for good. */
  remove(secret: Secret): void;
  save(): void;
}

function load(file: string | undefined): Secret[] {
  if (file === undefined || !existsSync(file)) return [];
  return JSON.parse(readFileSync(file, 'utf8')) as Secret[];
}

// Six random characters end a secret's ARN on AWS; here they follow from the name.
const suffixOf = (name: string) => createHash('sha256').update(name).digest('hex').slice(0, 6);

const isGone = ({ deletionAt }: Secret) => deletionAt !== undefined && deletionAt <= Date.now();

export function createSecrets(account: Account, dataDir: string | undefined): SecretStore {
  const file = dataDir === undefined ? undefined : join(dataDir, 'secrets.json');
  const secrets = load(file);
  const byId = new Map<string, Secret>();
  for (const secret of secrets) remember(secret);

  function remember(secret: Secret): void {
    byId.set(secret.name, secret);
    byId.set(secret.arn, secret);
    // A partial ARN, without the random suffix, names the secret too.
    byId.set(secret.arn.slice(0, -7), secret);
  }

  function save(): void {
    if (file !== undefined) replaceFile(file, JSON.stringify(secrets, undefined, 2));
  }

  function find(id: string): Secret | undefined {
    const secret = byId.get(id);
    if (!secret || !isGone(secret)) return secret;
    remove(secret);
    return undefined;
  }

  function unstage(secret: Secret, stage: string): void {
    for (const version of secret.versions) {
      version.stages = version.stages.filter((one) => one !== stage);
    }
  }

  function move(secret: Secret, stage: string, to: string | undefined): void {
    const holder = secret.versions.find((version) => version.stages.includes(stage));
    unstage(secret, stage);
    const target = secret.versions.find((version) => version.id === to);
    target?.stages.push(stage);
    // Whoever loses AWSCURRENT becomes the previous version.
    if (stage === 'AWSCURRENT' && holder && holder !== target) {
      unstage(secret, 'AWSPREVIOUS');
      holder.stages.push('AWSPREVIOUS');
    }
    save();
  }

  function put(secret: Secret, { id, value = {}, stages }: NewVersion): void {
    const known = secret.versions.find((version) => version.id === id);
    const version = known ?? { id, stages: [], createdAt: Date.now() };
    version.value ??= value.text;
    version.binary ??= value.binary;
    if (!known) secret.versions.push(version);
    for (const stage of stages) move(secret, stage, id);
    save();
  }

  function create(name: string): Secret {
    const secret: Secret = {
      name,
      arn: arnOf('secretsmanager', `secret:${name}-${suffixOf(name)}`, account),
      versions: [],
      rotationLambdaArn: undefined,
      lastRotatedAt: undefined,
    };
    secrets.push(secret);
    remember(secret);
    save();
    return secret;
  }

  function remove(secret: Secret): void {
    secrets.splice(secrets.indexOf(secret), 1);
    for (const [id, one] of byId) if (one === secret) byId.delete(id);
    save();
  }

  return {
    find,
    list: () => secrets.filter((secret) => !isGone(secret)),
    value: (id) =>
      find(id)?.versions.find((version) => version.stages.includes('AWSCURRENT'))?.value,
    ensure(name, firstValue) {
      const known = find(name);
      if (known) {
        // The template has it: it is not on its way to be deleted any more.
        delete known.deletionAt;
        return known;
      }
      const secret = create(name);
      const text = firstValue();
      put(secret, {
        id: randomUUID(),
        value: text === undefined ? undefined : { text },
        stages: ['AWSCURRENT'],
      });
      return secret;
    },
    create,
    put,
    move,
    remove,
    save,
  };
}
