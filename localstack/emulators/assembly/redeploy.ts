// Proof that a changed service is deployed alone: one function gets another description in the prepared copy.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StepError } from '../../cli/prepare.ts';
import type { Aws } from '../aws.ts';
import type { Host } from '../host.ts';
import { deploy } from './deploy.ts';
import { renameTemplate } from './prepare.ts';
import type { Template } from './template.ts';

/** Answers the stack that was deployed; throws when it was not that one alone. */
export async function redeployOne(
  directory: string,
  stack: string,
  aws: Aws,
  host: Host,
): Promise<string> {
  const file = `${stack}.template.json`;
  const template = JSON.parse(readFileSync(join(directory, file), 'utf8')) as Template;
  writeFileSync(join(directory, file), JSON.stringify(describedAnew(template), null, 1));
  renameTemplate(directory, file);
  const { changed, unchanged } = await deploy(directory, aws, host);
  if (changed.length === 1 && changed[0] === stack && unchanged.length > 0) return stack;
  const all = changed.length === 0 ? 'nothing' : changed.join(', ');
  throw new StepError(
    'redeploy',
    `${stack} has changed, deployed was ${all}`,
    'see the log of cdk',
  );
}

function describedAnew(template: Template): Template {
  const found = Object.entries(template.Resources).find(
    ([, { Type }]) => Type === 'AWS::Lambda::Function',
  );
  if (found === undefined) throw new Error('the stack has no function to change');
  const [id, { Properties, ...resource }] = found;
  const Description = `${String(Properties?.Description ?? '')} (changed)`.trim();
  return {
    ...template,
    Resources: {
      ...template.Resources,
      [id]: { ...resource, Properties: { ...Properties, Description } },
    },
  };
}
