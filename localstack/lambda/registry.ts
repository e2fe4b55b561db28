// The functions of the assembly: their configuration, aliases, permissions and what becomes of their events.
import type { Account } from '../cloud/arn.ts';
import { wildcard } from '../cloud/wildcard.ts';
import { type AsyncConfig, type FunctionConfig, type Permission, parseFunction } from './config.ts';
import { LambdaError } from './limits.ts';

export interface Registry {
  add(config: FunctionConfig): void;
  addAlias(functionName: string, alias: string): string;
  addPermission(functionId: string, permission: Permission): void;
  configureAsync(functionId: string, config: AsyncConfig): void;
  /** Throws where there is no such function, version or alias. */
  config(id: string): FunctionConfig;
  asyncConfig(id: string): AsyncConfig | undefined;
  aliases(functionName: string): readonly string[];
  /** Statements of the policy of the function, or of the version or alias that the id names. */
  permissions(id: string): readonly Permission[];
  /** Does the function's resource policy let this principal call it from this source ARN? */
  permits(id: string, principal: string, sourceArn: string): boolean;
  /** The alias that an id names, if any. */
  aliasOf(id: string): string | undefined;
  list(): { name: string; arn: string; service: string; codePath: string }[];
}

interface Entry {
  readonly config: FunctionConfig;
  readonly aliases: Set<string>;
  /** By the version or alias whose policy they are. */
  readonly permissions: Map<string, Permission[]>;
}

const latest = '$LATEST';
const invocation = /^(?:lambda:(?:InvokeFunction|\*)|\*)$/i;
const qualified = (id: string) => {
  const { name, qualifier = latest } = parseFunction(id);
  return `${name}:${qualifier}`;
};

export function createRegistry({ region, accountId }: Account): Registry {
  const entries = new Map<string, Entry>();
  const asyncConfigs = new Map<string, AsyncConfig>();

  function entry(id: string): Entry {
    const { name, qualifier } = parseFunction(id);
    const found = entries.get(name);
    const named = qualifier === undefined ? name : `${name}:${qualifier}`;
    const isKnown = qualifier === undefined || qualifier === latest;
    if (found && (isKnown || found.aliases.has(qualifier))) return found;
    throw new LambdaError(
      'ResourceNotFoundException',
      `Function not found: arn:aws:lambda:${region}:${accountId}:function:${named}`,
    );
  }

  const permissions = (id: string): readonly Permission[] =>
    entry(id).permissions.get(parseFunction(id).qualifier ?? latest) ?? [];

  return {
    add(config) {
      entries.set(config.name, { config, aliases: new Set(), permissions: new Map() });
    },
    addAlias(functionName, alias) {
      const { config, aliases } = entry(functionName);
      aliases.add(alias);
      return `${config.arn}:${alias}`;
    },
    addPermission(functionId, permission) {
      const known = permissions(functionId);
      const qualifier = parseFunction(functionId).qualifier ?? latest;
      entry(functionId).permissions.set(qualifier, [...known, permission]);
    },
    configureAsync: (functionId, config) => void asyncConfigs.set(qualified(functionId), config),
    config: (id) => entry(id).config,
    asyncConfig: (id) => asyncConfigs.get(qualified(id)),
    // A version's number stands beside the aliases: both are ways to name the current code.
    aliases: (name) => [...entry(name).aliases].filter((alias) => !/^\d+$/.test(alias)),
    permissions,
    permits: (id, principal, sourceArn) =>
      permissions(id).some(
        (one) =>
          one.principal === principal &&
          invocation.test(one.action) &&
          (one.sourceArn === undefined || wildcard(one.sourceArn).test(sourceArn)),
      ),
    aliasOf: (id) => parseFunction(id).qualifier,
    list: () =>
      [...entries.values()].map(({ config: { name, arn, service, codePath } }) => ({
        name,
        arn,
        service,
        codePath,
      })),
  };
}
