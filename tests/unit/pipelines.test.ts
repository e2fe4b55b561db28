// The pipelines of .github: they parse, call what there is, may do no more than they need, and leave no service out.
import { execFileSync } from 'node:child_process';
import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { matchesGlob } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { allStacks, stacksOf } from '../../infra/tools/changed-stacks.ts';

interface Step {
  readonly uses?: string;
  readonly run?: string;
}
interface Job {
  readonly uses?: string;
  readonly steps?: readonly Step[];
  readonly permissions?: Readonly<Record<string, string>>;
  readonly environment?: string;
  readonly 'timeout-minutes'?: number;
}
interface Trigger {
  readonly paths?: readonly string[];
  readonly inputs?: Readonly<Record<string, { readonly options?: readonly string[] }>>;
}
interface Workflow {
  readonly name: string;
  readonly on: Readonly<Record<string, Trigger | null>>;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

const folder = '.github/workflows';
const workflows = readdirSync(folder).map((file): [string, Workflow] => [
  file,
  parse(readFileSync(`${folder}/${file}`, 'utf8')) as Workflow,
]);
const workflow = (name: string): Workflow => {
  const found = workflows.find(([file]) => file === `${name}.yml`)?.[1];
  if (!found) throw new Error(`no workflow ${name}`);
  return found;
};

const actions = readdirSync('.github/actions').map((name): [string, readonly Step[]] => {
  const path = `.github/actions/${name}/action.yml`;
  return [path, (parse(readFileSync(path, 'utf8')) as { runs: Job }).runs.steps ?? []];
});

const steps: readonly (readonly [string, Step])[] = [
  ...workflows.flatMap(([file, { jobs }]) =>
    Object.values(jobs).flatMap((job): [string, Step][] => [
      ...(job.steps ?? []).map((step): [string, Step] => [file, step]),
      [file, { uses: job.uses }],
    ]),
  ),
  ...actions.flatMap(([file, list]) => list.map((step): [string, Step] => [file, step])),
];

const pathsOf = ({ on }: Workflow): readonly string[] =>
  Object.values(on).flatMap((trigger) => trigger?.paths ?? []);

const tracked = execFileSync('git', ['ls-files'], { encoding: 'utf8' }).split('\n').filter(Boolean);

describe('each pipeline', () => {
  it('calls scripts that there are', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      scripts: Record<string, string>;
    };
    const called = steps.flatMap(([, { run = '' }]) =>
      [...run.matchAll(/npm (?:run (?:--silent )?([\w:]+)|(test)\b)/g)].map(
        ([, script, test]) => script ?? test ?? '',
      ),
    );
    expect(called.length).toBeGreaterThan(10);
    expect(called.filter((script) => scripts[script] === undefined)).toEqual([]);
  });

  it('calls commands that there are', () => {
    const commands = JSON.parse(readFileSync('localstack/cli/tools.json', 'utf8')) as object;
    const called = steps.flatMap(([, { run = '' }]) =>
      [...run.matchAll(/npm run (?:--silent )?tandem -- ([\w:-]+)/g)].map(
        ([, command = '']) => command,
      ),
    );
    expect(called.length).toBeGreaterThan(5);
    expect(called.filter((command) => !(command in commands))).toEqual([]);
  });

  it('names the commit of an action that is not ours, with its version beside it', () => {
    const texts = [
      ...workflows.map(([file]) => `${folder}/${file}`),
      ...actions.map(([path]) => path),
    ];
    const uses = texts.flatMap((path) =>
      readFileSync(path, 'utf8')
        .split('\n')
        .filter((line) => /\buses:/.test(line)),
    );
    const pinned = /uses: (?:\.\/\.github\/[\w/.-]+|[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$/;
    expect(uses.length).toBeGreaterThan(10);
    expect(uses.filter((line) => !pinned.test(line))).toEqual([]);
  });

  it('uses what there is of our own', () => {
    const ours = steps.flatMap(([, { uses = '' }]) => (uses.startsWith('./') ? [uses] : []));
    const missing = ours.filter(
      (path) => !existsSync(path.endsWith('.yml') ? path : `${path}/action.yml`),
    );
    expect({ some: ours.length > 5, missing }).toEqual({ some: true, missing: [] });
  });

  it.each(workflows)(
    '%s may read the code, and at most take on a role',
    (file, { permissions, jobs }) => {
      const reads = { contents: 'read' };
      const deploys = { ...reads, 'id-token': 'write' };
      expect(permissions).toEqual(
        ['deploy-stage.yml', 'drift.yml', 'restore-drill.yml', 'rollback.yml'].includes(file)
          ? deploys
          : reads,
      );
      for (const job of Object.values(jobs)) {
        expect([undefined, deploys]).toContainEqual(job.permissions);
      }
    },
  );

  it.each(workflows)('%s ends by itself, and asks where it deploys', (_file, { jobs }) => {
    for (const job of Object.values(jobs).filter(({ uses }) => uses === undefined)) {
      expect(job['timeout-minutes']).toBeLessThanOrEqual(60);
      const does = (action: string) =>
        job.steps?.some(({ uses }) => uses === `./.github/actions/${action}`) === true;
      const wanted = does('deploy')
        ? /^\$\{\{ inputs\.stage \}\}$/
        : /^\$\{\{ (inputs|matrix)\.stage \}\}-review$/;
      if (does('sign-in')) expect(job.environment).toMatch(wanted);
      else expect(job.environment).toBeUndefined();
    }
  });

  it('puts nothing that somebody has typed into a script', () => {
    expect(steps.filter(([, { run = '' }]) => run.includes('${{'))).toEqual([]);
  });

  it.each(workflows.filter(([, one]) => pathsOf(one).length > 0))(
    '%s starts for paths that there are',
    (_file, one) => {
      const idle = pathsOf(one).filter((glob) => !tracked.some((file) => matchesGlob(file, glob)));
      expect(idle).toEqual([]);
    },
  );
});

describe('a stage', () => {
  const { jobs } = workflow('deploy-stage');
  const runs = (job: Job | undefined) =>
    (job?.steps ?? []).map(({ run, uses }) => /release (\w+)/.exec(run ?? '')?.[1] ?? uses ?? run);

  it('is looked at without an approval, and deployed, asked and remembered after one', () => {
    expect(runs(jobs.review).filter((each) => !each?.includes('/'))).toEqual(['plan', 'review']);
    expect(runs(jobs.deploy).slice(-5)).toEqual([
      'plan',
      './.github/actions/deploy',
      'site',
      'smoke',
      'remember',
    ]);
    const approved = Object.values(jobs).filter(
      ({ environment }) => environment === `\${{ inputs.stage }}`,
    );
    expect(approved).toEqual([jobs.deploy]);
  });

  it('is compared with what it runs itself, whatever was pushed before', () => {
    const texts = workflows.map(([file]) => readFileSync(`${folder}/${file}`, 'utf8')).join();
    expect(texts).not.toContain('event.before');
  });

  it('is deployed by one command, which knows what comes before what', () => {
    const [, deploy = []] = actions.find(([path]) => path.includes('/deploy/')) ?? [];
    const [step] = deploy;
    expect(deploy).toHaveLength(1);
    expect(step?.run).toContain('npm run tandem -- deploy:stack $names --concurrency 8');
    expect(step?.run).toContain('-c "account=$ACCOUNT" -c "region=$REGION"');
  });

  it('refuses credentials of another account', () => {
    const text = readFileSync('.github/actions/sign-in/action.yml', 'utf8');
    expect(text).toContain(`allowed-account-ids: \${{ inputs.account }}`);
  });
});

describe('what is deployed', () => {
  const folders = ['functions', 'containers'].flatMap((parent) =>
    readdirSync(parent, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => `${parent}/${name}`),
  );

  it('is the stack of the API for the way to a legacy shop, which stands there', () => {
    expect(stacksOf(['functions/legacy/http.ts'])).toEqual(['Api']);
  });

  it('is none for an example, which is deployed by who asks for it', () => {
    expect(stacksOf(['functions/sales-by-day/store.ts'])).toEqual([]);
    expect(stacksOf(['infra/stacks/examples/sales-by-day.ts'])).toEqual([]);
  });

  const others = ['functions/legacy', 'functions/sales-by-day'];
  const own = folders.filter((path) => !others.includes(path));
  it.each(own)('%s is the stack of its own and no other', (path) => {
    const stacks = stacksOf([`${path}/handler.entry.ts`]);
    expect(stacks).toHaveLength(1);
    const name = stacks[0]?.replaceAll(/(?<=.)[A-Z]/g, '-$&').toLowerCase() ?? '';
    expect(path).toContain(name);
    const [file = ''] = globSync(`infra/stacks/*/${name}.ts`);
    expect(stacksOf([file])).toEqual(stacks);
  });

  it('is everything for shared code, and nothing for what no template holds', () => {
    for (const file of [
      'platform/telemetry/log.ts',
      'events/routes.ts',
      'infra/names.ts',
      'infra/build/bundles.ts',
      'infra/tools/build.ts',
      'infra/images/collector/Dockerfile',
      'package-lock.json',
    ]) {
      expect([file, stacksOf([file])]).toEqual([file, allStacks]);
    }
    const idle = [
      'README.md',
      'docs/aws.md',
      'clients/typescript/client.ts',
      'tests/unit/x.test.ts',
      'localstack/cli.ts',
      'containers/compose.yaml',
      'infra/tools/release.ts',
      'infra/images/docker.ts',
      'infra/release/smoke.ts',
      'infra/preflight/quotas.ts',
      'infra/checks/checkov.ts',
    ];
    expect(stacksOf(idle)).toEqual([]);
    expect(stacksOf(['docs/api.md'])).toEqual(['Docs']);
    // The staff pages lie in a bucket of this stack, and are made of parts of the console.
    expect(stacksOf(['web/console/frame.tsx', 'web/staff/app.tsx'])).toEqual(['Platform']);
    expect(stacksOf(['functions/unheard-of/handler.entry.ts'])).toEqual(allStacks);
    expect(
      stacksOf([
        'functions/auth/sessions/login.ts',
        'containers/orders/main.entry.ts',
        'README.md',
      ]),
    ).toEqual(['Auth', 'Orders']);
  });

  it.each(['deploy', 'template'])('%s starts for each file that concerns a stack', (name) => {
    const globs = pathsOf(workflow(name));
    const missed = tracked.filter(
      (file) => stacksOf([file]).length > 0 && !globs.some((glob) => matchesGlob(file, glob)),
    );
    expect(missed).toEqual([]);
  });

  it('the way back is there for every stack and stage', () => {
    const inputs = workflow('rollback').on.workflow_dispatch?.inputs;
    expect([...(inputs?.stack?.options ?? [])].sort()).toEqual(allStacks);
    expect(inputs?.stage?.options).toEqual(['dev', 'prod']);
  });
});
