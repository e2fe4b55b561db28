// The laptop runs the template: what is missing there is missing here, and says so.
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { admin, demo, order } from '../support/shop.ts';
import { type SystemUnderTest, startSystemUnderTest } from '../support/system.ts';

interface Template {
  readonly Resources: Record<string, { Type: string; Properties: Record<string, unknown> }>;
}

const running: { system?: SystemUnderTest; directory?: string } = {};
const stop = async () => {
  await running.system?.stop();
  if (running.directory !== undefined) rmSync(running.directory, { recursive: true });
  running.system = undefined;
  running.directory = undefined;
};

type TemplateChange = (template: Template, stack: string) => void;

/** A copy of the assembly in which so much is different. */
const changed = (...changes: readonly TemplateChange[]): string => {
  const directory = mkdtempSync(join(tmpdir(), 'tandem-assembly-'));
  running.directory = directory;
  cpSync('.local/assembly', directory, { recursive: true });
  for (const file of readdirSync(directory).filter((name) => name.endsWith('.template.json'))) {
    const path = join(directory, file);
    const template: Template = JSON.parse(readFileSync(path, 'utf8'));
    for (const change of changes) change(template, file.replace('.template.json', ''));
    writeFileSync(path, JSON.stringify(template));
  }
  return directory;
};

const start = async (assembly: string): Promise<SystemUnderTest> => {
  running.system = await startSystemUnderTest(assembly);
  return running.system;
};

/** Removes one action from every statement of a stack's policies that allow it. */
const withoutAction =
  (action: string, stackName: string): TemplateChange =>
  ({ Resources }, stack) => {
    if (stack !== stackName) return;
    let removed = 0;
    for (const { Type, Properties } of Object.values(Resources)) {
      if (Type !== 'AWS::IAM::Policy') continue;
      const { Statement } = (
        Properties as { PolicyDocument: { Statement: { Action: string | string[] }[] } }
      ).PolicyDocument;
      for (const statement of Statement) {
        const actions = [statement.Action].flat();
        if (!actions.includes(action)) continue;
        statement.Action = actions.filter((other) => other !== action);
        removed += 1;
      }
    }
    expect(removed).toBeGreaterThan(0);
  };

const remove =
  (
    stackName: string,
    wanted: (resource: Template['Resources'][string]) => boolean,
  ): TemplateChange =>
  ({ Resources }, stack) => {
    if (stack !== stackName) return;
    const names = Object.keys(Resources).filter((name) => {
      const resource = Resources[name];
      return resource !== undefined && wanted(resource);
    });
    expect(names.length).toBeGreaterThan(0);
    for (const name of names) delete Resources[name];
  };

describe('without the grant', () => {
  afterEach(stop);

  it('to put items, an order is refused and the log names the action', async () => {
    const without = withoutAction('dynamodb:PutItem', 'Tandem-dev-Orders');
    const { shop, lines } = await start(changed(without));
    const sku = await shop.newSku(1);
    const { status } = await shop.place(await shop.tokenOf(demo), order(sku));
    expect(status).toBe(500);
    const denied = lines.find((line) => line.includes('AccessDenied'));
    expect(denied).toContain('not authorized to perform: dynamodb:PutItem');
    expect(denied).toContain('table/tandem-dev-orders');
  });

  it('to publish, facts stay in the outbox and the log names the action', async () => {
    const { shop, lines } = await start(changed(withoutAction('sns:Publish', 'Tandem-dev-Relay')));
    const sku = await shop.newSku(1);
    const token = await shop.tokenOf(demo);
    const { body } = await shop.place(token, order(sku));
    await expect(shop.settled(token, body.id, 4)).rejects.toThrow('still pending_stock');
    expect(lines.some((line) => /not authorized to perform: sns:publish/i.test(line))).toBe(true);
  });
});

describe('without a subscription and a route', () => {
  beforeAll(async () => {
    await start(
      changed(
        remove('Tandem-dev-Orders', ({ Type }) => Type === 'AWS::SNS::Subscription'),
        remove(
          'Tandem-dev-Api',
          ({ Type, Properties }) =>
            Type === 'AWS::ApiGateway::Method' &&
            (Properties as { OperationName?: string }).OperationName === 'products.list-categories',
        ),
      ),
    );
  });
  afterAll(stop);

  it('the order never hears of its stock', async () => {
    const { shop } = running.system as SystemUnderTest;
    const sku = await shop.newSku(1);
    const token = await shop.tokenOf(demo);
    const { body } = await shop.place(token, order(sku));
    await expect(shop.settled(token, body.id, 4)).rejects.toThrow('still pending_stock');
    expect((await shop.stock(sku)).reserved).toBe(1);
  });

  it('the gateway knows nothing of the route', async () => {
    const { shop } = running.system as SystemUnderTest;
    const { status } = await shop.call('GET', '/categories');
    expect(status).toBe(405);
    expect(
      (await shop.call('GET', '/inventory/X', { token: await shop.tokenOf(admin) })).status,
    ).toBe(404);
  });
});

describe('a start is stopped', () => {
  afterEach(stop);

  it('by a resource of an unknown type, with its path', async () => {
    const assembly = changed(({ Resources }, stack) => {
      if (stack !== 'Tandem-dev-Orders') return;
      Resources.Surprise = { Type: 'AWS::Neptune::DBCluster', Properties: {} };
    });
    await expect(start(assembly)).rejects.toThrow(
      /Tandem-dev-Orders\/Surprise[\s\S]*AWS::Neptune::DBCluster|AWS::Neptune::DBCluster[\s\S]*Tandem-dev-Orders\/Surprise/,
    );
  });

  it('by a property that is not handled, with its path', async () => {
    const assembly = changed(({ Resources }, stack) => {
      if (stack !== 'Tandem-dev-Orders') return;
      const queue = Object.values(Resources).find(({ Type }) => Type === 'AWS::SQS::Queue');
      Object.assign(queue?.Properties ?? {}, { SurpriseDelay: 5 });
    });
    await expect(start(assembly)).rejects.toThrow(/SurpriseDelay/);
  });
});
