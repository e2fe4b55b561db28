// Operators' commands work on AWS only where that is said, and say in one line what is wrong.
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';

const programs = [
  { program: 'containers/orders/lists/rebuild-views.ts', args: [] },
  { program: 'containers/products/stock/reconcile.ts', args: [] },
  {
    program: 'functions/outbox-relay/republish-command.ts',
    args: ['--since', '2026-01-31T12:00:00Z'],
  },
];

const { AWS_ENDPOINT_URL: _endpoint, ...environment } = process.env;

const run = (args: readonly string[], more: NodeJS.ProcessEnv = {}) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    env: { ...environment, ...more },
  });
  return { status, stdout, stderr };
};

describe.each(programs)('$program', ({ program, args }) => {
  it('asks where, when nothing says it', () => {
    expect(run([program, ...args])).toEqual({
      status: 2,
      stdout: '',
      stderr: expect.stringContaining('where? nothing says which system'),
    });
  });

  it('refuses an endpoint that is no URL', () => {
    expect(run([program, ...args, '--endpoint', 'localhost:4566'])).toMatchObject({
      status: 2,
      stderr: '--endpoint localhost:4566 is not a URL such as http://localhost:4566\nSee --help.\n',
    });
  });

  it('says that it does not know which region of AWS', () => {
    const { AWS_REGION: _region, AWS_DEFAULT_REGION: _default, ...elsewhere } = environment;
    const config = { AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null' };
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args, '--aws'], {
      encoding: 'utf8',
      env: { ...elsewhere, ...config },
    });
    expect({ status, stdout, stderr }).toEqual({
      status: 1,
      stdout: '',
      stderr: 'in which region? set AWS_REGION\n',
    });
  });

  it('says when nothing answers', () => {
    expect(run([program, ...args, '--endpoint', 'http://127.0.0.1:1'])).toEqual({
      status: 1,
      stdout: '',
      stderr: expect.stringMatching(/^nothing answers there: .*\n$/),
    });
  });

  it('takes no port that npm has kept', () => {
    const kept = { npm_config_port: 'true' };
    const args = ['localstack/commands/operator.ts', program, '3100'];
    expect(run(args, kept)).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('--port went to npm, not to this command: put -- before'),
    });
  });

  it('looks for a system on the port that is named', () => {
    expect(run(['localstack/commands/operator.ts', program, ...args, '--port', '1'])).toMatchObject(
      {
        status: 2,
        stderr: expect.stringContaining('nothing is running'),
      },
    );
    expect(run(['localstack/commands/operator.ts', program, ...args, '--port', 'x'])).toMatchObject(
      {
        status: 2,
        stderr: '--port must be a port from 1 to 65535, not x\nSee --help.\n',
      },
    );
  });
});

it.each(['yesterday', '2026-01-31T12:00:00+01:00', ''])(
  'a time like %j is refused by republish',
  (since) => {
    expect(run(['functions/outbox-relay/republish-command.ts', '--since', since])).toMatchObject({
      status: 2,
      stderr: '--since wants a time like 2026-01-31T12:00:00Z\nSee --help.\n',
    });
  },
);
