// What the pages show, as steps that a stranger takes: which are run, and why the others are not.
import { readdirSync, readFileSync } from 'node:fs';
import { fencedBlocks } from '../support/fenced-blocks.ts';
import { onPorts } from '../support/readme.ts';

/** What follows `sh` on the first line of a block that is only shown. */
export const needs: Readonly<Record<string, string>> = {
  aws: 'an account of AWS',
  'aws-cli': 'the AWS CLI',
  docker: 'a Docker engine',
  emulator: 'an emulator',
  sam: 'the SAM CLI',
  stays: 'stays until Ctrl-C',
  values: 'values of your own',
};

/** Commands of README's table that are not run here, by how they begin. */
export const leftOut: Readonly<Record<string, string>> = {
  'npm start': 'is what this begins with',
  'npm run dev': needs.stays ?? '',
  'npm test': 'takes minutes',
  'npm run check': 'takes minutes',
  'npm run fix': 'changes sources',
  'npm run tandem -- diff:branch': 'takes minutes',
  'npm run tandem -- lint:cfn': 'linters from the Python index',
  'npm run tandem -- sam': 'the SAM CLI',
  'npm run tandem -- import': 'its tutorial, by its own test',
  'npm run tandem -- new service': 'its tutorial, by its own test',
  'npm run reset': 'clears the data',
  'npm run tandem -- legacy': 'a legacy shop',
  'npm run tandem -- facts': 'data that a start has kept',
  'npm run chaos': 'takes minutes',
  'npm run tandem -- pictures': 'changes the pictures',
  'npm run load': 'takes minutes',
  'npm run tandem -- outage': 'takes minutes',
  'npm run planted-bugs': 'takes minutes',
  'npm run tandem -- mutants': 'takes minutes',
  'npm run images': needs.docker ?? '',
  'npm run tandem -- images:test': needs.docker ?? '',
  'npm run localstack': needs.emulator ?? '',
  'npm run tandem -- transcript': 'is this',
  'npm run bench': 'takes minutes',
};

export interface Step {
  readonly page: string;
  readonly script: string;
  /** Missing where it is run. */
  readonly leftOut?: string;
}

export const pages: readonly string[] = [
  'README.md',
  ...readdirSync('docs')
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

const blockSteps = (page: string): Step[] =>
  fencedBlocks(readFileSync(page, 'utf8'))
    .filter(({ language }) => language === 'sh')
    .map(({ text, needs: need }) => ({
      page,
      script: text.trim(),
      ...(need !== '' && { leftOut: needs[need] ?? `nobody knows what "${need}" is` }),
    }));

/** Of the table, whose placeholders are what the first five minutes have found. */
export const tableSteps = (): Step[] => {
  const page = 'README.md';
  const section = readFileSync(page, 'utf8').split('\n## Commands\n')[1]?.split('\n## ')[0] ?? '';
  return [...section.matchAll(/^\| (.+?) \| /gm)]
    .flatMap(([, cell = '']) => [...cell.matchAll(/`(npm [^`]+)`/g)])
    .map(([, command = '']) => {
      const beginning = Object.keys(leftOut).find((each) => command.startsWith(each));
      const script = command.replace('<id>', '$ORDER').replace('<commit>', 'HEAD');
      return { page, script, ...(beginning !== undefined && { leftOut: leftOut[beginning] }) };
    });
};

/** Shown beside the commands of the table. */
const besideTable = ['npm run status -- --all', 'npm run logs -- --order $ORDER --level warn'];

export const stepsOf = (page: string): Step[] =>
  page === 'README.md'
    ? [...blockSteps(page), ...tableSteps(), ...besideTable.map((script) => ({ page, script }))]
    : blockSteps(page);

const speaksWithCopy =
  /npm run (?:--silent )?(tandem -- )?(status|logs|seed|invoke|trigger|dlq|order|rotate-keys|rebuild-views|republish|reconcile)\b( --(?= ))?/g;

/** The same for a copy on other ports than those of a plain start. */
export const forCopy = (script: string, ports: { readonly api: string; readonly aws: string }) =>
  onPorts(script, ports).replaceAll(
    speaksWithCopy,
    (_command, byName = '', name = '') =>
      `npm run --silent ${byName}${name}${byName === '' ? ' --' : ''} --port ${ports.api}`,
  );
